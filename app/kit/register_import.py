"""Brings a sheet into a plain register (people, places, departments, vehicles …): all rows, or none.

    plan = read(session, Person, path)               # a dry run: every row's fate, nothing stored
    store(session, Person, plan, create_missing=True)

Each cell is read by its Field, links are matched by name, twins are refused. A register with rules of its
own across records gives `check(session, rows)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import UniqueConstraint, inspect, select
from sqlalchemy.orm import Session

from app.kit import pick, readers, records
from app.kit.db import Record, defaults
from app.kit.errors import Unreadable, UserError
from app.kit.fields import Field, fields
from app.kit.masking import STAR
from app.kit.sheets import (
    Layout,
    Row,
    Rows,
    Skipped,
    Wanted,
    data_rows,
    find_layout,
    open_book,
    refuse_double_columns,
    remap,
    write_refused,
)

Values = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be stored: row as Excel counts it, the column's heading, what stands there, why."""

    row: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        return f"第 {self.row} 行 {self.column}：{self.reason}"


@dataclass
class Plan:
    """What an import would do. `missing` maps a link's field to the names that no record bears."""

    file: Path
    layout: Layout
    head: Rows
    skipped: Skipped
    numbers: list[int]
    raw: list[Row]
    rows: list[Values] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    missing: dict[str, list[str]] = field(default_factory=dict)

    @property
    def rows_read(self) -> int:
        return len(self.numbers)

    @property
    def refused(self) -> list[int]:
        """The rows with faults, as Excel counts them."""
        return sorted({fault.row for fault in self.faults})

    @property
    def accepted(self) -> int:
        return self.rows_read - len(self.refused)


def wanted(model: type[Record]) -> list[Wanted]:
    """What a sheet can bring: every field that is not computed."""
    return [
        Wanted(each.name, each.label, each.facts.synonyms, each.kind)
        for each in fields(model).values()
        if not each.facts.computed
    ]


def read(
    session: Session,
    model: type[Record],
    file: Path | str,
    sheet: str | None = None,
    mapping: Mapping[str, str | None] | None = None,
) -> Plan:
    """Read a sheet without storing anything. UserError when it is no table of this register."""
    book = open_book(file)
    asked = wanted(model)
    layout, opened = find_layout(book, asked, sheet)
    layout = remap(layout, mapping or {}, asked)
    refuse_double_columns(layout, asked)
    _refuse_missing_columns(model, layout)
    rows = opened.rows()
    data = data_rows(layout, rows, [model.title_column])
    head = rows[: layout.first_data_row]
    plan = Plan(Path(file), layout, head, data.skipped, data.numbers, list(data.rows))
    standing = {name: value for name, value in defaults(model).items() if name in fields(model)}
    plan.rows = [dict(standing) for _ in plan.numbers]
    for name in layout.fields:
        _read_column(session, model, plan, fields(model)[name])
    _check_rows(model, plan)
    _refuse_twins(session, model, plan)
    return plan


def store(
    session: Session, model: type[Record], plan: Plan, create_missing: bool = False, good_only: bool = False
) -> int:
    """Store what was read and return how many. UserError for faults unless `good_only`, and for unknown
    names unless `create_missing`."""
    refused = set(plan.refused)
    if refused and not good_only:
        raise UserError(f"有 {len(refused)} 行不能导入，一行也没有存。第一处：{plan.faults[0]}")
    rows = [row for number, row in zip(plan.numbers, plan.rows, strict=True) if number not in refused]
    known = _made(session, model, plan, create_missing)
    own = [each.name for each in fields(model).values() if each.target is model]
    ready = [_linked(row, known) for row in rows]
    stored = 0
    for wave in _waves(model, ready, own):
        by_title = pick.by_name(session, model) if own else {}
        for row in wave:
            for name in own:
                if isinstance(row.get(name), str):
                    row[name] = by_title[readers.tidy(row[name])][0]
        records.add_many(session, model, wave, f"从“{plan.file.name}”导入")
        stored += len(wave)
    return stored


def write_refused_rows(path: Path | str, plan: Plan) -> int:
    """The refused rows as a workbook with their reasons, to mend and bring in again."""
    refused = plan.refused
    at = {number: place for place, number in enumerate(plan.numbers)}
    reasons = {
        row: "；".join(f"{f.column}：{f.reason}" for f in plan.faults if f.row == row) for row in refused
    }
    return write_refused(path, plan.layout, plan.head, [(plan.raw[at[row]], reasons[row]) for row in refused])


def _refuse_missing_columns(model: type[Record], layout: Layout) -> None:
    known = defaults(model)
    lacking = [
        each.label
        for each in fields(model).values()
        if each.required and each.name not in known and layout.of(each.name) is None
    ]
    if lacking:
        raise UserError(f"表头里没有“{'、'.join(lacking)}”这一列，请补上，或在列的对应里指定。")


# -- cells ---------------------------------------------------------------------------------------------------


def _read_column(session: Session, model: type[Record], plan: Plan, each: Field) -> None:
    column = plan.layout.fields[each.name]
    cells = [row[column.index] if column.index < len(row) else None for row in plan.raw]
    reader: Callable[[Any], Any] = partial(_fitting, each, column.unit)
    values, reasons = readers.read_column(cells, reader)
    standing = defaults(model).get(each.name)
    names = _names(session, model, each, plan) if each.target is not None else {}
    for place, value in enumerate(values):
        reason = reasons.get(place)
        if reason is None and value is not None and each.target is not None:
            value, reason = _match(each, str(value), names, plan)
        if reason is not None:
            plan.faults.append(Fault(plan.numbers[place], each.label, readers.shown(cells[place]), reason))
        plan.rows[place][each.name] = standing if value is None and not each.nullable else value


def _fitting(each: Field, unit: str, cell: Any) -> Any:
    """Read a cell and see that its column holds it."""
    if each.kind == "money" and unit == "万元":
        return readers.read_money(cell, 10_000)
    value = readers.read_code(cell) if _is_code(each, cell) else each.read(cell)
    if each.facts.secret and isinstance(value, str) and STAR in value:
        raise Unreadable("这是遮盖过的号码，请填写完整的号码，或空着")
    if each.length and isinstance(value, str) and len(value) > each.length:
        raise Unreadable(f"超过 {each.length} 个字")
    return value


def _is_code(each: Field, cell: Any) -> bool:
    """A number in a text column is a code that Excel took for a number."""
    return each.kind == "text" and isinstance(cell, int | float) and not isinstance(cell, bool)


def _names(session: Session, model: type[Record], each: Field, plan: Plan) -> dict[str, list[int]]:
    assert each.target is not None
    known = pick.by_name(session, each.target)
    if each.target is model:
        # The sheet may name a parent that stands in the sheet itself.
        title = plan.layout.of(model.title_column)
        for row in plan.raw if title is not None else ():
            text = readers.read_text(row[title.index]) if title and title.index < len(row) else None
            if text:
                known.setdefault(readers.tidy(text), [])
    return known


def _match(each: Field, name: str, names: dict[str, list[int]], plan: Plan) -> tuple[Any, str | None]:
    """The id of that name; the name itself while its record is still to be made; or why not."""
    key = readers.tidy(name)
    found = names.get(key)
    if found is None:
        waiting = plan.missing.setdefault(each.name, [])
        if key not in waiting:
            waiting.append(key)
        return key, None
    if len(found) > 1:
        return None, f"有 {len(found)} 个“{name}”，分不清是哪一个，请先在系统里区分"
    return (found[0] if found else key), None


# -- rows ----------------------------------------------------------------------------------------------------


def _check_rows(model: type[Record], plan: Plan) -> None:
    labels = fields(model)
    faulty = {(fault.row, fault.column) for fault in plan.faults}
    links = [name for name, each in labels.items() if each.target is not None]
    for number, row in zip(plan.numbers, plan.rows, strict=True):
        record = model(**{name: value for name, value in row.items() if name not in links})
        record.prepare()
        for name, words in records.check(record).items():
            if name in labels and name not in links and (number, labels[name].label) not in faulty:
                plan.faults.append(Fault(number, labels[name].label, str(row.get(name) or ""), words))


def _refuse_twins(session: Session, model: type[Record], plan: Plan) -> None:
    """A row is a twin when a unique column holds the same, or else title and what tells twins apart do."""
    for columns in _keys(model):
        label = fields(model)[model.title_column if columns[0] not in fields(model) else columns[0]].label
        stored = {tuple(row) for row in session.execute(select(*(getattr(model, name) for name in columns)))}
        seen: dict[tuple[Any, ...], int] = {}
        for number, row in zip(plan.numbers, plan.rows, strict=True):
            record = model(**row)
            record.prepare()
            key = tuple(getattr(record, name) for name in columns)
            if key[0] in (None, ""):
                continue
            if key in stored:
                plan.faults.append(Fault(number, label, str(key[0]), "系统里已经有了"))
            elif key in seen:
                plan.faults.append(Fault(number, label, str(key[0]), f"与第 {seen[key]} 行重复"))
            else:
                seen[key] = number


def _keys(model: type[Record]) -> list[tuple[str, ...]]:
    table: Any = inspect(model).local_table
    found = [
        tuple(column.key for column in constraint.columns)
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    return found or [(model.title_column, *model.twin_columns)]


# -- storing -------------------------------------------------------------------------------------------------


def _made(
    session: Session, model: type[Record], plan: Plan, create_missing: bool
) -> dict[str, dict[str, int]]:
    """For each link the ids of the names that were missing, made now."""
    found: dict[str, dict[str, int]] = {}
    for name, names in plan.missing.items():
        each = fields(model)[name]
        assert each.target is not None
        if not create_missing:
            raise UserError(
                f"{each.label}里有系统中没有的名称：{'、'.join(names[:8])}"
                f"{f'等 {len(names)} 个' if len(names) > 8 else ''}。请先新建，或选择一并新建。"
            )
        rows = [{each.target.title_column: key} for key in names]
        made = records.add_many(session, each.target, rows, f"导入“{plan.file.name}”时新建")
        found[name] = dict(zip(names, made, strict=True))
    return found


def _linked(row: Values, made: dict[str, dict[str, int]]) -> Values:
    changes = {
        name: ids[row[name]]
        for name, ids in made.items()
        if isinstance(row.get(name), str) and row[name] in ids
    }
    return row | changes


def _waves(model: type[Record], rows: Sequence[Values], own: Sequence[str]) -> list[list[Values]]:
    """Rows in an order in which each finds the parent that stands in the same sheet. UserError for a circle."""
    if not own:
        return [list(rows)]
    waves: list[list[Values]] = []
    left = list(rows)
    while left:
        here = {readers.tidy(str(row[model.title_column])) for row in left}
        ready: list[Values] = []
        later: list[Values] = []
        for row in left:
            (later if any(_waits(row.get(name), here) for name in own) else ready).append(row)
        if not ready:
            raise UserError(
                f"“{left[0][model.title_column]}”等 {len(left)} 行互为上级，绕成了圈。请改正后再导入。"
            )
        waves.append(ready)
        left = later
    return waves


def _waits(parent: Any, here: set[str]) -> bool:
    return isinstance(parent, str) and readers.tidy(parent) in here
