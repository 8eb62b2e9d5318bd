"""What the log tells of a table: entries of single records, and acts over many rows with the rows themselves."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

import orjson
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.kit.audit import Change, LoggedRows
from app.kit.audit.packing import part_hash, unpack

Where = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Bulk:
    """One entry over many rows. `order` is its number among all changes."""

    order: int
    act: int
    table: str
    first: int
    last: int
    rows: int
    did: str
    digest: str
    columns: tuple[str, ...]
    parts: tuple[tuple[int, int, int, str], ...]
    where: Where

    @classmethod
    def of(cls, change: Change) -> Bulk:
        facts = orjson.loads(change.after)
        return cls(
            change.id, change.act_id, change.table_name, change.record_id, change.last_id or change.record_id,
            change.rows, facts.get("did", ""), facts["digest"], tuple(facts.get("columns", ())),
            tuple(tuple(part) for part in facts.get("parts", ())), tuple(sorted(facts.get("where", {}).items())),
        )  # fmt: skip


@dataclass
class Log:
    """All acts over many rows, by table in their order, and the rows that they wrote."""

    session: Session
    bulks: dict[str, list[Bulk]] = field(default_factory=dict)
    _read: dict[tuple[str, int], list[list[Any]]] = field(default_factory=dict)
    KEPT: ClassVar[int] = 8  # parts that stay unpacked at a time

    @classmethod
    def read(cls, session: Session) -> Log:
        found = cls(session)
        # Without the index on last_id this would read the whole log.
        query = select(Change).where(Change.last_id.is_not(None), Change.kind == "bulk").order_by(Change.id)
        for change in session.scalars(query):
            found.bulks.setdefault(change.table_name, []).append(Bulk.of(change))
        return found

    def standing(self, table: str) -> dict[Where, Bulk]:
        """The groups of rows of a table that were written and not deleted since."""
        found: dict[Where, Bulk] = {}
        for bulk in self.bulks.get(table, ()):
            if bulk.did == "insert":
                found[bulk.where] = bulk
            else:
                found.pop(bulk.where, None)
        return found

    def rows(self, bulk: Bulk, first: int | None = None, last: int | None = None) -> Iterator[list[Any]]:
        """The rows that an act wrote, those of the parts that reach into the stretch of ids."""
        for at, (begin, end, _, _) in enumerate(bulk.parts):
            if (last is None or begin <= last) and (first is None or end >= first):
                yield from self._part(bulk.digest, at)

    def _part(self, digest: str, at: int) -> list[list[Any]]:
        if (digest, at) not in self._read:
            data = self.session.scalar(
                select(LoggedRows.data).where(LoggedRows.digest == digest, LoggedRows.part == at)
            )
            while len(self._read) >= self.KEPT:
                self._read.pop(next(iter(self._read)))
            self._read[digest, at] = _parsed(data)
        return self._read[digest, at]


def _parsed(data: bytes | None) -> list[list[Any]]:
    """The rows of a part; a part that was bent is named elsewhere, and tells nothing here."""
    try:
        lines = unpack(data or b"").rstrip(b"\n")
        found: list[list[Any]] = orjson.loads(b"[" + lines.replace(b"\n", b",") + b"]")
    except (zlib.error, orjson.JSONDecodeError, TypeError):
        return []
    return found


def singles(session: Session, table: str, first: int, last: int) -> Iterable[Any]:
    """(order, record, kind, what it holds now) of single records in a stretch of ids."""
    query = text(
        "SELECT id, record_id, kind, after FROM changes WHERE table_name = :table "
        "AND record_id BETWEEN :first AND :last AND kind IN ('insert', 'update', 'delete') ORDER BY id"
    )
    return session.execute(query, {"table": table, "first": first, "last": last})


def bent_rows(session: Session) -> list[str]:
    """Rows kept in the log that are no longer what an entry says of them, each a sentence."""
    log = Log.read(session)
    known: dict[tuple[str, int], tuple[str, int]] = {
        (bulk.digest, at): (part[3], bulk.act)
        for bulks in log.bulks.values()
        for bulk in bulks
        for at, part in enumerate(bulk.parts)
    }
    bent: set[int] = set()
    stray = 0
    query = select(LoggedRows.digest, LoggedRows.part, LoggedRows.data)
    for digest, at, data in session.execute(query.execution_options(yield_per=50)):
        told, act = known.pop((digest, at), ("", 0))
        if not told:
            stray += 1
        elif not isinstance(data, bytes) or part_hash(data) != told:
            bent.add(act)
    bent |= {act for _, act in known.values()}
    found = [f"操作日志第 {act} 号所存的明细行被改动过" for act in sorted(bent)]
    return found + ([f"操作日志里有 {stray} 段明细行没有所属的操作"] if stray else [])


def ids_from(session: Session, table: str, bulks: Iterable[Bulk], start: int | None) -> int | None:
    """The least id from `start` on that the table or the log knows; None when there is none."""
    since = "" if start is None else " AND {} >= :start"
    values = {} if start is None else {"start": start}
    found = [
        session.scalar(text(f'SELECT MIN(id) FROM "{table}" WHERE 1 = 1{since.format("id")}'), values),
        session.scalar(
            text(f"SELECT MIN(record_id) FROM changes WHERE table_name = :table{since.format('record_id')}"),
            {"table": table, **values},
        ),
    ]
    for bulk in bulks:
        if start is None or bulk.last >= start:
            found.append(bulk.first if start is None else max(start, bulk.first))
    return min((each for each in found if each is not None), default=None)
