"""Replays the log against the tables: what was changed past it, row by row and cell by cell.

`differences` rebuilds what each row should hold: from the entries of single records, from the rows that acts
over many kept in the log, and from what a domain adds with an `Overlay` where one act rewrites many cards by
the rows of another table (closing a month). It walks each table in stretches of ids, so that memory does not
grow with the store.
"""

from app.kit.replay.compare import Difference, differences, problems
from app.kit.replay.entries import Bulk, Log, bent_rows
from app.kit.replay.overlays import Overlay, overlay

__all__ = ["Bulk", "Difference", "Log", "Overlay", "bent_rows", "differences", "overlay", "problems"]
