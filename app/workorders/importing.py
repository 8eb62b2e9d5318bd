"""A clerk's repair book into orders: `plan` reads and checks it and stores nothing, `store` keeps what was planned as
one batch, `withdraw` takes a batch back."""

from app.workorders.import_fields import LABELS, WANTED
from app.workorders.import_plan import Missing, Plan, plan
from app.workorders.import_store import Imported, store
from app.workorders.import_withdraw import batch_of, batches, withdraw

__all__ = [
    "LABELS",
    "WANTED",
    "Imported",
    "Missing",
    "Plan",
    "batch_of",
    "batches",
    "plan",
    "store",
    "withdraw",
]
