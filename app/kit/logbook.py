"""The log as people ask for it: acts by person, thing, time and verb, each with what it changed in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.kit import audit, history, pick, rights, search
from app.kit.audit import Act, Change
from app.kit.db import Base, Record, Searchable
from app.kit.history import Step
from app.kit.sheets import OutColumn, write_xlsx

Progress = Callable[..., None]
CHUNK = 200  # acts whose changes are read in one go
FEW = 3  # things that a line of the list tells; `act` tells all
MOST_THINGS = 500
MOST_IDS = 500  # records of one table that a word may stand for


@dataclass(frozen=True)
class Wanted:
    """What is asked for; empty is everything. Days are those of the person's clock, both included."""

    who: str = ""
    thing: str = ""
    verb: str = ""
    since: date | None = None
    until: date | None = None

    def said(self) -> str:
        """In words, for the head of a paper."""
        first, last = self.since or "最早", self.until or "现在"
        parts = [f"{first} 至 {last}"] if self.since or self.until else []
        named = (("经手", self.who), ("对象", self.thing), ("操作", self.verb))
        return "；".join(parts + [f"{name}含“{word.strip()}”" for name, word in named if word.strip()])


@dataclass(frozen=True)
class Thing:
    """One record that an act touched: what it is called, what was done, field by field."""

    name_cn: str
    title: str
    done: str
    steps: tuple[Step, ...] = ()

    @property
    def words(self) -> str:
        """资产卡片“台式计算机”：原值 1.00 → 2.00"""
        called = f"{self.name_cn}“{self.title}”" if self.title else self.name_cn
        fields = "，".join(f"{each.label} {each.before} → {each.after}" for each in self.steps)
        said = self.done if self.done in ("新建", "删除") else "，".join(filter(None, (self.done, fields)))
        return f"{called}：{said}" if called and said else called or said


@dataclass(frozen=True)
class Line:
    """One act. `changes` is how many things it touched in all, `things` the first of them."""

    number: int
    at: datetime
    who: str
    operation: str
    reason: str
    machine: str
    program: str
    hash: str
    changes: int
    things: tuple[Thing, ...]

    @property
    def words(self) -> str:
        more = f"；等 {self.changes} 项" if self.changes > len(self.things) else ""
        return "；".join(thing.words for thing in self.things) + more


# -- asking --------------------------------------------------------------------------------------------------


def count(session: Session, wanted: Wanted) -> int:
    """How many acts there are of these."""
    return session.scalar(select(func.count()).select_from(Act).where(*_conditions(session, wanted))) or 0


def lines(
    session: Session, wanted: Wanted, limit: int | None = None, newest: bool = True, things: int = FEW
) -> Iterator[Line]:
    """The acts that are asked for, the newest first or last."""
    order = Act.id.desc() if newest else Act.id
    query = select(Act.id).where(*_conditions(session, wanted)).order_by(order).limit(limit)
    numbers = list(session.scalars(query))
    for at in range(0, len(numbers), CHUNK):
        yield from _told(session, numbers[at : at + CHUNK], things)


def act(session: Session, number: int) -> Line | None:
    """One act with all that it touched, up to five hundred things; None where there is no such act."""
    return next(iter(_told(session, [number], MOST_THINGS)), None)


def verbs(session: Session) -> list[str]:
    """The operations that the log knows, by name."""
    return sorted(session.scalars(select(Act.operation).distinct()))


def people(session: Session) -> list[str]:
    """Who ever did something, by name."""
    return sorted(session.scalars(select(Act.who).distinct()))


def _conditions(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.since:
        found.append(Act.at >= datetime.combine(wanted.since, time.min).astimezone())
    if wanted.until:
        found.append(Act.at < datetime.combine(wanted.until + timedelta(days=1), time.min).astimezone())
    for column, word in ((Act.who, wanted.who), (Act.operation, wanted.verb)):
        if word.strip():
            found.append(column.contains(word.strip(), autoescape=True))
    if wanted.thing.strip():
        found.append(_about(session, wanted.thing.strip()))
    return found


def _about(session: Session, word: str) -> ColumnElement[bool]:
    """Acts on the records that a word finds now, and acts whose log holds the word itself."""
    holds = or_(Change.before.contains(word, autoescape=True), Change.after.contains(word, autoescape=True))
    touched: list[Any] = [select(Change.act_id).where(holds)]
    for model in _models().values():
        if issubclass(model, Searchable):
            ids = list(search.found(session, model, word)[:MOST_IDS])
            if ids:
                touched.append(_on(model.__tablename__, ids))
    reason = Act.reason.contains(word, autoescape=True)
    return or_(reason, *(Act.id.in_(each) for each in touched))


def _on(table: str, ids: Sequence[int]) -> Any:
    """Acts on these records; those on many at once where few are asked for, lest every import is named."""
    alone = select(Change.act_id).where(Change.table_name == table, Change.record_id.in_(ids))
    spans = [and_(Change.record_id <= each, Change.last_id >= each) for each in ids[:FEW]]
    bulk = select(Change.act_id).where(Change.table_name == table, Change.last_id.is_not(None), or_(*spans))
    return alone.union(bulk)


# -- telling -------------------------------------------------------------------------------------------------


def _told(session: Session, numbers: Sequence[int], most: int) -> list[Line]:
    """These acts in this order, with the first `most` things of each."""
    acts = {each.id: each for each in session.scalars(select(Act).where(Act.id.in_(numbers)))}
    place = func.row_number().over(partition_by=Change.act_id, order_by=Change.id).label("place")
    placed = select(Change.id, place).where(Change.act_id.in_(numbers)).subquery()
    query = select(Change).join(placed, placed.c.id == Change.id).where(placed.c.place <= most)
    changes = list(session.scalars(query.order_by(Change.id)))
    sums = select(Change.act_id, func.count()).where(Change.act_id.in_(numbers)).group_by(Change.act_id)
    counts = dict(session.execute(sums).all())
    things = _things(session, [(acts[each.act_id], each) for each in changes])
    return [
        Line(
            number, found.at, found.who, found.operation, found.reason, found.machine, found.program, found.hash,
            counts.get(number, 0), tuple(things[number]),
        )
        for number in numbers
        if (found := acts.get(number)) is not None
    ]  # fmt: skip


def _things(session: Session, found: Sequence[tuple[Act, Change]]) -> dict[int, list[Thing]]:
    """What each change did, table by table so that titles are asked once; by act, in the order of the log."""
    by_table: dict[str, list[tuple[Act, Change]]] = defaultdict(list)
    for each in found:
        by_table[each[1].table_name].append(each)
    told: dict[int, Thing] = {}
    for table, its in by_table.items():
        model = _models().get(table)
        for (_, change), thing in zip(its, _of_table(session, table, model, its), strict=True):
            told[change.id] = thing
    things: dict[int, list[Thing]] = defaultdict(list)
    for act_, change in found:
        things[act_.id].append(told[change.id])
    return things


def _of_table(
    session: Session, table: str, model: type[Record] | None, its: Sequence[tuple[Act, Change]]
) -> list[Thing]:
    entries = [audit.history_line(act_, change) for act_, change in its]
    if model is None:
        return [Thing("", "", str(each.after.get("what", table))) for each in entries]
    titles = _titles(session, model, [change for _, change in its], entries)
    return [
        Thing(
            model.name_cn,
            "" if change.last_id is not None else titles.get(change.record_id, ""),
            told.what,
            told.steps,
        )
        for (_, change), told in zip(its, history.told(session, model, entries), strict=True)
    ]


def _titles(
    session: Session, model: type[Record], changes: Sequence[Change], entries: Sequence[audit.HistoryLine]
) -> dict[int, str]:
    """What each record is called now, or was when it was made or deleted."""
    single = [
        (change, entry) for change, entry in zip(changes, entries, strict=True) if change.last_id is None
    ]
    found = {
        change.record_id: str(name)
        for change, entry in single
        if (name := (entry.after | entry.before).get(model.title_column)) and change.record_id
    }
    options = pick.by_id(session, model, {change.record_id for change, _ in single if change.record_id})
    return found | {number: option.title for number, option in options.items()}


def _models() -> dict[str, type[Record]]:
    return {
        mapper.class_.__tablename__: mapper.class_
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Record) and "__tablename__" in vars(mapper.class_)
    }


# -- as a workbook -------------------------------------------------------------------------------------------

COLUMNS = (
    OutColumn("号", "int", 8), OutColumn("时间", "text", 17), OutColumn("经手", "text", 10),
    OutColumn("操作", "text", 16), OutColumn("原因", "text", 20), OutColumn("对象", "text", 26),
    OutColumn("做了什么", "text", 24), OutColumn("项目", "text", 14), OutColumn("改前", "text", 18),
    OutColumn("改后", "text", 18), OutColumn("电脑", "text", 14), OutColumn("程序版本", "text", 10),
    OutColumn("校验值", "text", 66),
)  # fmt: skip


def write(path: Path, session: Session, wanted: Wanted, progress: Progress | None = None) -> int:
    """The acts as a workbook, oldest first, a row for each field that was changed; the number of acts.

    Raises Forbidden without the right to export, UserError where the file cannot be written, Cancelled.
    """
    rights.need(session, rights.EXPORT)
    number, head = audit.head(session)
    total = count(session, wanted)
    title = "　".join(filter(None, ("操作日志", wanted.said(), f"日志到第 {number} 号 {head}")))
    rows = _rows(lines(session, wanted, newest=False, things=MOST_THINGS), total, progress)
    write_xlsx(path, COLUMNS, rows, "操作日志", title=title)
    return total


def _rows(found: Iterator[Line], total: int, progress: Progress | None) -> Iterator[list[Any]]:
    for at, line in enumerate(found):
        if progress is not None and at % CHUNK == 0:
            progress(at, total, "写操作日志")
        first = [line.number, shown(line.at), line.who, line.operation, line.reason]
        last = [line.machine, line.program, line.hash]
        for thing in line.things or (Thing("", "", ""),):
            called = f"{thing.name_cn}“{thing.title}”" if thing.title else thing.name_cn
            for step in thing.steps or (Step("", "", ""),):
                yield [*first, called, thing.done, step.label, step.before, step.after, *last]
        if line.changes > len(line.things):
            yield [*first, "", f"另有 {line.changes - len(line.things)} 项", "", "", "", *last]


def shown(moment: datetime) -> str:
    """A moment by the person's clock, to the second."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S")
