"""The comparison itself: records by id, groups of rows by what they were written for."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.kit import audit, search
from app.kit.db import Base, Record, Searchable
from app.kit.replay import overlays
from app.kit.replay.entries import Bulk, Log, ids_from, singles
from app.kit.replay.shape import Row, Shape

STRETCH = 5000
TOLD = 20
CHANGED, ADDED, GONE = "changed", "added", "gone"


@dataclass(frozen=True)
class Difference:
    """A cell that is not what the log says, or a whole row (`column` empty) that is too many or missing."""

    table: str
    name_cn: str
    record: tuple[Any, ...]
    title: str
    kind: str
    column: str = ""
    label: str = ""
    logged: str = ""
    found: str = ""

    def __str__(self) -> str:
        what = f"{self.name_cn}“{self.title}”"
        if self.kind == ADDED:
            return f"{what}不在操作日志里，是绕过程序加进去的"
        if self.kind == GONE:
            return f"{what}在操作日志里，表里却没有，是绕过程序删除的"
        return f"{what}的{self.label}：操作日志里是“{self.logged}”，表里是“{self.found}”，被绕过程序改动过"


def problems(session: Session) -> list[str]:
    """What was changed past the log, each a sentence; after the first twenty their number."""
    found = differences(session)
    first = [str(each) for each in islice(found, TOLD)]
    more = sum(1 for _ in found)
    return first + ([f"还有 {more} 处与操作日志不符"] if more else [])


def differences(session: Session) -> Iterator[Difference]:
    """Every cell and row of the logged tables that is not what the log says. Reads only."""
    log = Log.read(session)
    models = sorted(_models(), key=lambda model: model.__tablename__)
    for model in models:
        if model.logged_by:
            yield from _Groups(session, log, model).differences()
    for model in models:
        if issubclass(model, Record):
            yield from _Records(session, log, model).differences()


def _models() -> list[type[Base]]:
    return [
        mapper.class_
        for mapper in Base.registry.mappers
        if "__tablename__" in vars(mapper.class_) and mapper.class_.__tablename__ in Base.metadata.tables
    ]


class _Table:
    """What both kinds of table share: naming what differs."""

    def __init__(self, session: Session, log: Log, model: type[Base]) -> None:
        self.session, self.log = session, log
        self.shape = Shape(model)
        self.key_of = self.shape.picker(self.shape.key)

    def row(self, row: Row, kind: str) -> Difference:
        state = dict(zip(self.shape.columns, row, strict=True))
        title = self.shape.title(self.session, state)
        return Difference(self.shape.name, self.shape.name_cn, self.key_of(row), title, kind)

    def cells(self, logged: Row, found: Row) -> Iterator[Difference]:
        state = dict(zip(self.shape.columns, logged, strict=True))
        title = self.shape.title(self.session, state)
        for name, ours, theirs in zip(self.shape.columns, logged, found, strict=True):
            if not _same(ours, theirs):
                yield Difference(
                    self.shape.name, self.shape.name_cn, self.key_of(found), title, CHANGED, name,
                    self.shape.label(name), self.shape.show(self.session, name, ours),
                    self.shape.show(self.session, name, theirs),
                )  # fmt: skip


def _same(logged: Any, found: Any) -> bool:
    return bool(logged == found)


class _Records(_Table):
    """A table of records: every row by its own history."""

    def __init__(self, session: Session, log: Log, model: type[Record]) -> None:
        super().__init__(session, log, model)
        self.record = model
        self.bulks = log.bulks.get(self.shape.name, [])
        self.overlays = overlays.of(self.shape.name)
        self._fillers: dict[tuple[str, ...], Any] = {}

    def differences(self) -> Iterator[Difference]:
        start = ids_from(self.session, self.shape.name, self.bulks, None)
        while start is not None:
            last = start + STRETCH - 1
            yield from self._stretch(start, last)
            start = ids_from(self.session, self.shape.name, self.bulks, last + 1)

    def _stretch(self, first: int, last: int) -> Iterator[Difference]:
        live = self.shape.rows(
            self.session, "id BETWEEN :first AND :last", {"first": first, "last": last}, "id"
        )
        at = self.shape.columns.index("id")
        standing = {row[at]: row for row in live}
        expected = self._expected(first, last)
        for number in sorted(standing.keys() | expected.keys()):
            logged, found = expected.get(number), standing.get(number)
            if logged == found:
                continue
            if logged is None:
                assert found is not None
                yield self.row(found, ADDED)
            elif found is None:
                yield self.row(logged, GONE)
            else:
                yield from self.cells(logged, found)

    def _expected(self, first: int, last: int) -> dict[int, Row]:
        """What the rows of a stretch hold by the log, by id."""
        written, events = self._events(first, last)
        found: dict[int, Row] = {}
        for number, rows in written.items():
            if number not in events:
                _, columns, row = rows[-1]
                found[number] = self._filled(columns, row)
        for number, its in events.items():
            its += [(order, "row", (columns, row)) for order, columns, row in written.get(number, ())]
            state = self._replayed(number, sorted(its, key=lambda event: event[0]))
            if state is not None:
                found[number] = tuple(state.values())
        return found

    def _events(self, first: int, last: int) -> tuple[dict[int, list[Any]], dict[int, list[Any]]]:
        """Rows written in bulk, and all else that happened, both by id."""
        written: dict[int, list[Any]] = defaultdict(list)
        events: dict[int, list[Any]] = defaultdict(list)
        for bulk in self.bulks:
            if bulk.first > last or bulk.last < first:
                continue
            if bulk.did == "insert":
                at = bulk.columns.index("id")
                for row in self.log.rows(bulk, first, last):
                    if first <= row[at] <= last:
                        written[row[at]].append((bulk.order, bulk.columns, row))
            else:
                for number in range(max(first, bulk.first), min(last, bulk.last) + 1):
                    events[number].append((bulk.order, "delete", ""))
        for order, number, kind, after in singles(self.session, self.shape.name, first, last):
            events[number].append((order, kind, after))
        for each in self.overlays:
            for order, number, told in each.events(self.session, self.log, first, last):
                events[number].append((order, "overlay", (each, told)))
        return written, events

    def _filled(self, columns: tuple[str, ...], row: list[Any]) -> Row:
        """A row written in bulk, the columns that were not written empty."""
        if columns not in self._fillers:
            names = (*columns, *(name for name in self.shape.columns if name not in columns))
            places = [names.index(name) for name in self.shape.columns]
            rest = [self.shape.empty[name] for name in names[len(columns) :]]
            self._fillers[columns] = (places, rest)
        places, rest = self._fillers[columns]
        whole = row + rest
        return tuple([whole[at] for at in places])

    def _replayed(self, number: int, events: list[Any]) -> dict[str, Any] | None:
        state: dict[str, Any] | None = None
        stale = False  # whether the search columns follow from the rest
        for _, kind, told in events:
            if kind == "row":
                columns, row = told
                state, stale = dict(zip(self.shape.columns, self._filled(columns, row), strict=True)), False
            elif kind == "insert":
                state = self.shape.empty | {"id": number, "version": 1}
                state, stale = state | self.shape.stored(orjson.loads(told) if told else {}), True
            elif kind == "delete":
                state = None
            elif state is None:
                continue
            elif kind == "update":
                state |= self.shape.stored(orjson.loads(told) if told else {})
                state["version"], stale = state["version"] + 1, True
            else:
                told[0].apply(state, told[1])
        if state is not None and stale and issubclass(self.record, Searchable):
            state |= search.keys(self.record, state.__getitem__)
        return state


class _Groups(_Table):
    """A table whose rows are written and deleted together, such as the postings of a month."""

    def __init__(self, session: Session, log: Log, model: type[Base]) -> None:
        super().__init__(session, log, model)
        self.by = model.logged_by
        self.order = ", ".join(f'"{name}"' for name in self.shape.key)

    def differences(self) -> Iterator[Difference]:
        standing = self.log.standing(self.shape.name)
        columns = ", ".join(f'"{name}"' for name in self.by)
        present = self.session.execute(text(f'SELECT DISTINCT {columns} FROM "{self.shape.name}"')).all()
        for values in present:
            where = tuple(sorted(zip(self.by, values, strict=True)))
            if where not in standing:
                for row in self._rows(where):
                    yield self.row(row, ADDED)
        for where, bulk in standing.items():
            yield from self._group(where, bulk)

    def _rows(self, where: Any) -> list[Row]:
        condition = " AND ".join(f'"{name}" = :{name}' for name, _ in where)
        return self.shape.rows(self.session, condition, dict(where), self.order)

    def _group(self, where: Any, bulk: Bulk) -> Iterator[Difference]:
        live = self._rows(where)
        pick = self.shape.picker(bulk.columns)
        if len(live) == bulk.rows and _digest(pick, live) == bulk.digest:
            return
        found = {self.key_of(row): row for row in live}
        for values in self.log.rows(bulk):
            state = self.shape.empty | dict(zip(bulk.columns, values, strict=True))
            logged = tuple(state.values())
            row = found.pop(self.key_of(logged), None)
            if row is None:
                yield self.row(logged, GONE)
            elif row != logged:
                yield from self.cells(logged, row)
        for row in found.values():
            yield self.row(row, ADDED)


def _digest(pick: Any, rows: list[Row]) -> str:
    total = hashlib.sha256()
    try:
        for at in range(0, len(rows), STRETCH):
            total.update(audit.lines([pick(row) for row in rows[at : at + STRETCH]]))
    except TypeError:
        return ""  # bytes in place of text: nothing that was ever written
    return total.hexdigest()
