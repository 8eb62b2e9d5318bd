"""What is about to be logged, and the sealing of an act into the chain."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import orjson
from sqlalchemy import event, inspect, text
from sqlalchemy.orm import Session, UOWTransaction

from app.kit.audit.chain import act_hash, head, stamp
from app.kit.audit.models import Act, Change, LoggedRows
from app.kit.audit.packing import Packed
from app.kit.db import MonthType, Record
from app.kit.months import Month

UNLOGGED = {"version", "search_text", "search_key", "sort_key"}
INSERT, DELETE = "insert", "delete"  # what a bulk entry did


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
    packed: list[Packed] = field(default_factory=list)


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
    session: Session,
    table: str,
    ids: tuple[int, int],
    what: str,
    packed: Packed | None = None,
    *,
    rows: int | None = None,
    where: Mapping[str, Any] | None = None,
) -> None:
    """Log an act over many rows as one entry, with ids from first to last.

    With `packed` they were written, and what was written goes into the log; without, `rows` of them were
    deleted. Rows of a table without ids belong together by the columns in `where` (`{"month": 24322}`).
    """
    waiting = pending(session)
    if waiting is None:
        return
    facts: dict[str, Any] = {"digest": packed.digest if packed else "", "what": what}
    facts["did"] = INSERT if packed else DELETE
    if packed:
        facts["columns"] = packed.columns
        facts["parts"] = [part.facts() for part in packed.parts]
        waiting.packed.append(packed)
        rows = packed.rows
    if where:
        facts["where"] = where
    after = orjson.dumps(facts).decode()
    waiting.entries.append(Entry(table, ids[0], "bulk", after=after, last_id=ids[1], rows=rows or 0))


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


def silent(column: Any, value: Any) -> bool:
    """Whether the log of a new or deleted record leaves this value out: an empty cell stands for itself."""
    return value is None or (value == "" and not column.nullable)


def _json(table: Any, values: dict[str, Any]) -> str:
    return orjson.dumps({name: _told(table.c[name].type, value) for name, value in values.items()}).decode()


def _told(kind: Any, value: Any) -> Any:
    """As `plain`; a month in a column of mere numbers is stored and logged as its number."""
    if isinstance(value, Month) and not isinstance(kind, MonthType):
        return int(value)
    return plain(value)


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
        elif not silent(attribute.columns[0], value := state.dict.get(name)):
            (after if kind == "insert" else before)[name] = value
    return Entry(
        record.__tablename__,
        record.id,
        kind,
        _json(record.__table__, before) if before else "",
        _json(record.__table__, after) if after else "",
    )


def listen(factory: Any) -> None:
    """Attach the log to the sessions of a sessionmaker."""
    event.listen(factory, "after_flush", _after_flush)


def seal(session: Session, moment: datetime) -> tuple[int, str] | None:
    """Write the waiting act and its changes; call after the last flush, before the commit.

    Returns the act's number and hash, or None when nothing was changed; `session.info["touched"]` holds the
    names of the tables it wrote.
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
    _write(session, waiting, {
        "id": number, "at": moment, "who": waiting.who, "machine": machine, "program": program,
        "operation": waiting.operation, "reason": waiting.reason, "previous": previous, "digest": digest,
        "hash": sealed,
    })  # fmt: skip
    waiting.entries.clear()
    waiting.packed.clear()
    return number, sealed


def _write(session: Session, waiting: Pending, act: dict[str, Any]) -> None:
    # On the connection: the guards of what people write do not ask about the log.
    connection = session.connection()
    connection.execute(Act.__table__.insert(), act)  # type: ignore[attr-defined]
    connection.execute(
        Change.__table__.insert(),  # type: ignore[attr-defined]
        [
            {
                "act_id": act["id"], "table_name": entry.table, "record_id": entry.record_id,
                "kind": entry.kind, "last_id": entry.last_id, "before": entry.before, "after": entry.after,
                "rows": entry.rows,
            }
            for entry in waiting.entries
        ],
    )  # fmt: skip
    for packed in waiting.packed:
        if not packed.parts or connection.scalar(_HELD, {"digest": packed.digest}) is not None:
            continue  # the same rows once more, as after reopening a month
        connection.execute(
            LoggedRows.__table__.insert(),  # type: ignore[attr-defined]
            [
                {"digest": packed.digest, "part": at, "data": part.data}
                for at, part in enumerate(packed.parts)
            ],
        )


_HELD = text("SELECT 1 FROM logged_rows WHERE digest = :digest LIMIT 1")
