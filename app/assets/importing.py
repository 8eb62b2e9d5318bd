"""A clerk's ledger into cards: `plan` reads and checks it and stores nothing, `store` keeps what was planned
as one batch, `withdraw` takes a batch back.

    planned = plan(session, "固定资产明细账.xlsx", today)
    done = store(session, planned, now, accept_valid=True, create_missing=True)
    planned.write_refused("退回.xlsx")
"""

from app.assets.import_conclude import ClassTotal, Missing
from app.assets.import_fields import LABELS, WANTED
from app.assets.import_plan import Plan, plan
from app.assets.import_read import RefusedCell
from app.assets.import_store import Imported, store
from app.assets.import_withdraw import batches, withdraw

__all__ = [
    "LABELS",
    "WANTED",
    "ClassTotal",
    "Imported",
    "Missing",
    "Plan",
    "RefusedCell",
    "batches",
    "plan",
    "store",
    "withdraw",
]
