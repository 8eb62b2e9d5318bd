"""What has been printed: a note in the change log each time, so that a further copy is marked 补打."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import audit, rights
from app.kit.rights import right

TABLE = "printouts"


@dataclass(frozen=True)
class Printed:
    """How often a document was printed, and the last time: when and by whom."""

    times: int
    at: datetime | None = None
    who: str = ""


@right(rights.PRINT)
def note(session: Session, key: str, pages: int) -> int:
    """Log that the document called `key` went to a printer; returns its pages."""
    audit.note(session, TABLE, _number(key), f"{key}\t{pages} 页")
    return pages


def printed(session: Session, key: str) -> Printed:
    """How often `key` was printed before."""
    query = (
        select(audit.Act.at, audit.Act.who, audit.Change.after)
        .join(audit.Act, audit.Act.id == audit.Change.act_id)
        .where(audit.Change.record_id == _number(key), audit.Change.table_name == TABLE)
        .order_by(audit.Change.id.desc())
    )
    # The number is only a way into the index; two keys may share one.
    found = [row for row in session.execute(query) if row.after.partition("\t")[0] == key]
    return Printed(len(found), found[0].at, found[0].who) if found else Printed(0)


def _number(key: str) -> int:
    return zlib.crc32(key.encode())
