"""Reading the log: what happened to a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kit.audit.models import Act, Change
from app.kit.db import Record

SHORTEST_SIGN = 8


@dataclass(frozen=True)
class HistoryLine:
    """One act as a card's history shows it; `before` and `after` are as logged."""

    act: int
    at: datetime
    who: str
    operation: str
    reason: str
    kind: str
    before: dict[str, Any]
    after: dict[str, Any]


def history(session: Session, model: type[Record], record_id: int) -> list[HistoryLine]:
    """All that the log knows of one record, newest first, bulk acts over it included."""
    its = Change.table_name == model.__tablename__
    alone = select(Change.id).where(its, Change.record_id == record_id)
    bulk = select(Change.id).where(
        its, Change.last_id.is_not(None), Change.record_id <= record_id, Change.last_id >= record_id
    )
    query = (
        select(Act, Change)
        .join(Act, Act.id == Change.act_id)
        .where(Change.id.in_(alone.union(bulk)))
        .order_by(Change.id.desc())
    )
    return [history_line(act, change) for act, change in session.execute(query)]


def history_line(act: Act, change: Change) -> HistoryLine:
    """A change with its act."""
    return HistoryLine(
        act.id, act.at, act.who, act.operation, act.reason, change.kind,
        orjson.loads(change.before) if change.before else {},
        _after(change),
    )  # fmt: skip


def _after(change: Change) -> dict[str, Any]:
    if change.kind == "note":
        return {"what": change.after}
    return orjson.loads(change.after) if change.after else {}


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Act)) or 0


def printed_at(session: Session, sign: str) -> Act | None:
    """The act that was the last one when a form with this sign (the beginning of its hash) was printed."""
    wanted = sign.strip().lower()
    if len(wanted) < SHORTEST_SIGN:
        return None
    return session.scalar(select(Act).where(Act.hash.startswith(wanted, autoescape=True)))
