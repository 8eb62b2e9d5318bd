"""The log that cannot be bent: every act with its changes, chained by hash act by act.

One act of a person is one transaction, one row in `acts`, and one row in `changes` for every record it
touched; a bulk act has one row for all its rows, with their digest. The database refuses UPDATE and DELETE
on both tables (triggers in the migrations).
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import orjson
from sqlalchemy import Integer, String, Text, event, func, inspect, select, text
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from app.kit.db import Base, BigId, Record
from app.kit.months import Month

GENESIS = "0" * 64
UNLOGGED = {"version", "search_text", "search_key", "sort_key"}


class Act(Base):
    """One act: who did what, when, where and why, and the hash that chains it to the one before."""

    __tablename__ = "acts"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(64))
    machine: Mapped[str] = mapped_column(String(128))
    program: Mapped[str] = mapped_column(String(32))
    operation: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text, default="")
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class Change(Base):
    """What an act did to one record (before and after as JSON), or to many at once (rows and digest)."""

    __tablename__ = "changes"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    act_id: Mapped[int] = mapped_column(BigId, index=True)
    table_name: Mapped[str] = mapped_column(String(64))
    record_id: Mapped[int] = mapped_column(BigId, index=True)
    last_id: Mapped[int | None] = mapped_column(BigId)
    kind: Mapped[str] = mapped_column(String(16))
    before: Mapped[str] = mapped_column(Text, default="")
    after: Mapped[str] = mapped_column(Text, default="")
    rows: Mapped[int] = mapped_column(Integer, default=1)


@dataclass(frozen=True)
class Entry:
    """A change waiting for its act to be sealed; `kind` is insert, update, delete, bulk or note."""

    table: str
    record_id: int
    kind: str
    before: str = ""
    after: str = ""
    last_id: int | None = None
    rows: int = 1

    def line(self) -> bytes:
        """The bytes that are hashed."""
        return orjson.dumps(
            [self.table, self.record_id, self.last_id, self.kind, self.before, self.after, self.rows]
        )


@dataclass
class Pending:
    """What a session is about to log."""

    operation: str
    who: str
    reason: str = ""
    entries: list[Entry] = field(default_factory=list)


def program_version() -> str:
    try:
        return version("houqin")
    except PackageNotFoundError:
        return "dev"


def pending(session: Session) -> Pending | None:
    found = session.info.get("pending")
    return found if isinstance(found, Pending) else None


def note(session: Session, table: str, record_id: int, text_: str) -> None:
    """Log something that changed no row: an export, a print, an un-masking."""
    waiting = pending(session)
    if waiting is not None:
        waiting.entries.append(Entry(table, record_id, "note", after=text_))


def bulk(
    session: Session, table: str, first_id: int, last_id: int, rows: int, digest: str, what: str = ""
) -> None:
    """Log an act over many rows as one entry: ids from first to last, with the digest of what was written."""
    waiting = pending(session)
    if waiting is not None:
        after = orjson.dumps({"digest": digest, "what": what}).decode()
        waiting.entries.append(Entry(table, first_id, "bulk", after=after, last_id=last_id, rows=rows))


def digest_rows(rows: Iterable[Sequence[Any]]) -> str:
    """SHA-256 over rows as compact JSON arrays, one a line; the values as stored (whole fen, ISO dates)."""
    total = hashlib.sha256()
    for row in rows:
        total.update(orjson.dumps(row))
        total.update(b"\n")
    return total.hexdigest()


def plain(value: Any) -> Any:
    """A value as it stands in the log: money as text, dates as ISO, choices by value."""
    if isinstance(value, Month | Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def _json(values: dict[str, Any]) -> str:
    return orjson.dumps({name: plain(value) for name, value in values.items()}).decode()


def _after_flush(session: Session, context: UOWTransaction) -> None:
    waiting = pending(session)
    if waiting is None:
        return
    for thing in session.new:
        if isinstance(thing, Record):
            waiting.entries.append(_entry(thing, "insert"))
    for thing in session.dirty:
        if isinstance(thing, Record) and session.is_modified(thing):
            waiting.entries.append(_entry(thing, "update"))
    for thing in session.deleted:
        if isinstance(thing, Record):
            waiting.entries.append(_entry(thing, "delete"))


def _entry(record: Record, kind: str) -> Entry:
    state = inspect(record)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for attribute in state.mapper.column_attrs:
        name = attribute.key
        if name in UNLOGGED or name == "id":
            continue
        history = state.attrs[name].history
        if kind == "update":
            if history.has_changes() and history.deleted != history.added:
                before[name] = history.deleted[0] if history.deleted else None
                after[name] = history.added[0] if history.added else None
        elif kind == "insert":
            value = state.dict.get(name)
            if value is not None and value != "":
                after[name] = value
        else:
            value = state.dict.get(name)
            if value is not None and value != "":
                before[name] = value
    return Entry(
        record.__tablename__,
        record.id,
        kind,
        _json(before) if before else "",
        _json(after) if after else "",
    )


def listen(factory: Any) -> None:
    """Attach the log to the sessions of a sessionmaker."""
    event.listen(factory, "after_flush", _after_flush)


def act_hash(fields: Sequence[Any]) -> str:
    """The hash of an act: SHA-256 of the compact JSON array
    [id, at, who, machine, program, operation, reason, previous, digest]."""
    return hashlib.sha256(orjson.dumps(list(fields))).hexdigest()


def stamp(moment: datetime) -> str:
    """A moment as it is hashed: UTC to the microsecond, without zone."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def head(session: Session) -> tuple[int, str]:
    """Number and hash of the last act; (0, zeros) for an empty log."""
    row = session.execute(select(Act.id, Act.hash).order_by(Act.id.desc()).limit(1)).first()
    return (row[0], row[1]) if row else (0, GENESIS)


def seal(session: Session, moment: datetime) -> int | None:
    """Write the waiting act and its changes; call after the last flush, before the commit.

    Returns the act's number, or None when nothing was changed; `session.info["touched"]` holds the names of
    the tables it wrote.
    """
    waiting = pending(session)
    session.info["touched"] = {entry.table for entry in waiting.entries} if waiting else set()
    if waiting is None or not waiting.entries:
        return None
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(727001)"))
    number, previous = head(session)
    number += 1
    total = hashlib.sha256()
    for entry in waiting.entries:
        total.update(entry.line())
        total.update(b"\n")
    digest = total.hexdigest()
    machine, program = platform.node()[:128], program_version()
    values = [number, stamp(moment), waiting.who, machine, program, waiting.operation, waiting.reason]
    sealed = act_hash([*values, previous, digest])
    session.execute(
        Act.__table__.insert().values(  # type: ignore[attr-defined]
            id=number, at=moment, who=waiting.who, machine=machine, program=program,
            operation=waiting.operation, reason=waiting.reason, previous=previous, digest=digest, hash=sealed,
        )
    )  # fmt: skip
    session.execute(
        Change.__table__.insert(),  # type: ignore[attr-defined]
        [
            {
                "act_id": number, "table_name": entry.table, "record_id": entry.record_id, "kind": entry.kind,
                "last_id": entry.last_id, "before": entry.before, "after": entry.after, "rows": entry.rows,
            }
            for entry in waiting.entries
        ],
    )  # fmt: skip
    waiting.entries.clear()
    return number


def verify(session: Session, since: int = 0) -> list[str]:
    """Walk the chain; every problem is a sentence, the first bad act first. Empty when all holds.

    `since` is an act that is known to be good: only what came after it is walked."""
    previous, expected = GENESIS, since + 1
    if since:
        previous = session.scalar(select(Act.hash).where(Act.id == since)) or ""
    digests = _digests(session, since)
    for act in session.execute(select(Act.__table__).where(Act.id > since).order_by(Act.id)):
        if act.id != expected:
            return [f"操作日志缺少第 {expected} 号记录"]
        if act.previous != previous:
            return [f"操作日志第 {act.id} 号与上一号接不上"]
        if digests.pop(act.id, "") != act.digest:
            return [f"操作日志第 {act.id} 号的明细被改动过"]
        fields = [act.id, stamp(act.at), act.who, act.machine, act.program, act.operation, act.reason]
        if act_hash([*fields, act.previous, act.digest]) != act.hash:
            return [f"操作日志第 {act.id} 号被改动过"]
        previous, expected = act.hash, expected + 1
    return [f"操作日志有 {len(digests)} 组明细没有所属的操作"] if digests else []


def _digests(session: Session, since: int = 0) -> dict[int, str]:
    found: dict[int, Any] = {}
    columns = select(
        Change.act_id, Change.table_name, Change.record_id, Change.last_id, Change.kind,
        Change.before, Change.after, Change.rows,
    ).where(Change.act_id > since).order_by(Change.id)  # fmt: skip
    for act_id, *values in session.execute(columns.execution_options(yield_per=5000)):
        total = found.setdefault(act_id, hashlib.sha256())
        total.update(orjson.dumps(values))
        total.update(b"\n")
    return {act_id: total.hexdigest() for act_id, total in found.items()}


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
    table = model.__tablename__
    query = (
        select(Act, Change)
        .join(Act, Act.id == Change.act_id)
        .where(
            Change.table_name == table,
            (Change.record_id == record_id)
            | ((Change.last_id >= record_id) & (Change.record_id <= record_id)),
        )
        .order_by(Change.id.desc())
    )
    return [
        HistoryLine(
            act.id, act.at, act.who, act.operation, act.reason, change.kind,
            orjson.loads(change.before) if change.before else {},
            _after(change),
        )
        for act, change in session.execute(query)
    ]  # fmt: skip


def _after(change: Change) -> dict[str, Any]:
    if change.kind == "note":
        return {"what": change.after}
    return orjson.loads(change.after) if change.after else {}


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Act)) or 0
