"""The log that cannot be bent: every act with its changes, chained by hash act by act.

One act of a person is one transaction, one row in `acts`, and one row in `changes` for every record it
touched; a bulk act has one row for all its rows, with their digest, and the rows themselves packed in
`logged_rows`. The database refuses UPDATE and DELETE on all three (triggers in the migrations).

`verify` walks the chain; app.kit.replay compares the tables with what the log says they hold;
app.kit.heads keeps the chain's head beside the store, so that a cut-off end shows.
"""

from app.kit.audit.chain import act_hash, head, stamp, verify
from app.kit.audit.models import GENESIS, Act, Change, LoggedRows
from app.kit.audit.packing import Packed, Packer, lines, pack, pack_values, stored
from app.kit.audit.reading import HistoryLine, count, history, history_line, printed_at
from app.kit.audit.writing import (
    UNLOGGED,
    Entry,
    Pending,
    bulk,
    digest_rows,
    listen,
    note,
    pending,
    plain,
    program_version,
    seal,
    silent,
)

__all__ = [
    "GENESIS", "UNLOGGED", "Act", "Change", "Entry", "HistoryLine", "LoggedRows", "Packed", "Packer", "Pending",
    "act_hash", "bulk", "count", "digest_rows", "head", "history", "history_line", "lines", "listen", "note",
    "pack", "pack_values", "pending", "plain", "printed_at",
    "program_version", "seal", "silent", "stamp", "stored", "verify",
]  # fmt: skip
