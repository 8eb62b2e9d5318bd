"""From the rows of a repair book to orders: each cell by its reader, times in their context, rows judged one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from typing import Any

from app.assets.import_read import RefusedCell
from app.kit.errors import Unreadable
from app.kit.fields import fields
from app.kit.moment_reader import Moment
from app.kit.readers import (
    Cell,
    read_choice,
    read_code,
    read_column,
    read_lines,
    read_money,
    read_text,
    read_yes,
    shown,
)
from app.kit.sheets import Layout, Row
from app.workorders.import_fields import CHOICES, DAY, LABELS, LESSER_TIMES, STRICT
from app.workorders.import_times import Said, joined, later, read_said, years_of
from app.workorders.models import WorkOrder

MISSING = "没有填写"


@dataclass
class Entry:
    """One row as it is understood. Times are those of the wall clock."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    refused: list[RefusedCell] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass
class Reading:
    """The rows of a book; `guessed` counts the reports whose year was concluded, `years` which ones they got."""

    entries: list[Entry]
    guessed: int = 0
    years: set[int] = field(default_factory=set)


def read_rows(
    layout: Layout, numbers: Sequence[int], rows: Sequence[Row], year: int | None, now: datetime
) -> Reading:
    """Read every mapped column; `now` on the wall clock, `year` what the book's title tells."""
    found = Reading([Entry(number) for number in numbers])
    said: dict[str, list[Any]] = {}
    for name, column in layout.fields.items():
        cells = [row[column.index] for row in rows]
        if name in _TIMES:
            cells = _with_midnights(cells)
        values, reasons = read_column(cells, _reader(name))
        said[name] = values
        for at, reason in reasons.items():
            _unreadable(found.entries[at], name, column.heading, cells[at], reason)
        if name not in _TIMES:
            for entry, value in zip(found.entries, values, strict=True):
                entry.values[name] = value
    _cut(found)
    for entry in found.entries:
        if not entry.values.get("fault"):
            _refuse(entry, "fault", "", MISSING, layout)
    _times(found, said, layout, rows, year, now)
    return found


def _with_midnights(cells: list[Cell]) -> list[Cell]:
    """Among real times a real day is midnight, of which the reader of the file has dropped the hour."""
    if not any(isinstance(cell, datetime) for cell in cells):
        return cells
    return [datetime.combine(cell, time()) if type(cell) is date else cell for cell in cells]


def _reader(name: str) -> Callable[[Cell], Any]:
    if name in _TIMES:
        return read_said
    if name in CHOICES:
        return partial(read_choice, choices=CHOICES[name])
    return _READERS.get(name, read_text)


_TIMES = frozenset({"reported_at", DAY, "arrived_at", "finished_at", *LESSER_TIMES})
_READERS: Mapping[str, Callable[[Cell], Any]] = {
    "order_no": read_code, "phone": read_code, "asset_id": read_code, "outside_cost": read_money,
    "under_warranty": read_yes, "remark": read_lines, "result": read_lines,
}  # fmt: skip


def _unreadable(entry: Entry, name: str, heading: str, cell: Cell, reason: str) -> None:
    if name in STRICT:
        entry.refused.append(
            RefusedCell(entry.row, heading, shown(cell), f"{LABELS[name]}读不出来：{reason}")
        )
    else:
        entry.remarks.append(f"{LABELS[name]}：{shown(cell).strip()}")


def _refuse(entry: Entry, name: str, value: str, reason: str, layout: Layout) -> None:
    column = layout.of(name)
    heading = column.heading if column is not None else LABELS[name]
    entry.refused.append(RefusedCell(entry.row, heading, value, f"{LABELS[name]}{reason}"))


def _cut(found: Reading) -> None:
    """What is longer than its column goes whole into the remark, its beginning stays."""
    for name, each in fields(WorkOrder).items():
        if each.length is None:
            continue
        for entry in found.entries:
            text = entry.values.get(name)
            if isinstance(text, str) and len(text) > each.length and each.target is None:
                entry.values[name] = text[: each.length]
                entry.remarks.append(f"{each.label}：{text}")


def _times(
    found: Reading,
    said: Mapping[str, list[Any]],
    layout: Layout,
    rows: Sequence[Row],
    year: int | None,
    now: datetime,
) -> None:
    nothing: list[Said] = [None] * len(rows)
    reports = [
        joined(at, day)
        for at, day in zip(said.get("reported_at", nothing), said.get(DAY, nothing), strict=True)
    ]
    name = "reported_at" if layout.of("reported_at") is not None else DAY
    for at, (entry, chosen) in enumerate(zip(found.entries, years_of(reports, year, now), strict=True)):
        if any(cell.column in _headings(layout, "reported_at", DAY) for cell in entry.refused):
            continue
        report, cell = reports[at], _cell(layout, rows[at], name)
        if report is None:
            _refuse(entry, name, cell, MISSING, layout)
            continue
        if not isinstance(report, Moment):
            _refuse(entry, name, cell, "只有几点，没有哪一天", layout)
            continue
        try:
            start = report.on(chosen or now.year)
        except Unreadable as why:
            _refuse(entry, name, cell, f"读不出来：{why}", layout)
            continue
        if start > now:
            _refuse(entry, name, cell, f"还没有到（{start:%Y-%m-%d %H:%M}）", layout)
            continue
        if chosen is not None:
            found.guessed += 1
            found.years.add(chosen)
        entry.values |= {"reported_at": start, "untimed": report.time is None}
        _following(entry, {each: said[each][at] for each in _TIMES if each in said}, layout, rows[at], now)


def _headings(layout: Layout, *names: str) -> set[str]:
    return {column.heading for name in names if (column := layout.of(name)) is not None}


def _following(entry: Entry, said: Mapping[str, Said], layout: Layout, row: Row, now: datetime) -> None:
    """Arrival and completion follow the report; lesser stamps that do not are told in the remark."""
    base = entry.values["reported_at"]
    before = "报修时间"
    for name in ("arrived_at", "finished_at"):
        if (each := said.get(name)) is None:
            continue
        cell = _cell(layout, row, name)
        try:
            there, timed = later(each, base)
        except Unreadable as why:
            _refuse(entry, name, cell, f"读不出来：{why}", layout)
            continue
        if there < base:
            _refuse(entry, name, cell, f"早于{before}", layout)
        elif there > now:
            _refuse(entry, name, cell, f"还没有到（{there:%Y-%m-%d %H:%M}）", layout)
        else:
            entry.values[name] = base = there
            entry.values["untimed"] = entry.values["untimed"] or not timed
            before = LABELS[name]
    start, end = entry.values["reported_at"], entry.values.get("finished_at", now)
    for name in LESSER_TIMES:
        each = said.get(name)
        if each is None:
            continue
        try:
            there, timed = later(each, start)
        except Unreadable:
            there, timed = datetime.max, False
        if start <= there <= end and timed:
            entry.values[name] = there
        else:
            entry.remarks.append(f"{LABELS[name]}：{_cell(layout, row, name)}")


def _cell(layout: Layout, row: Row, name: str) -> str:
    column = layout.of(name)
    return shown(row[column.index]) if column is not None else ""
