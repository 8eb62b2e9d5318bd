"""From the rows of a ledger to columns of values: each cell read by its field's reader, whole columns at once.

Amounts and quantities are whole numbers here (fen, hundredths), as the store keeps them. A cell that cannot
be read refuses its row where the field is strict; else it is written into the remark, so nothing is lost.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from sqlalchemy import String

from app.assets.classify import read_gb_code
from app.assets.import_fields import CHOICES, CODES, FIELDS, LABELS, NET, SPEC, STRICT, UNIT_PRICE
from app.assets.models import Asset
from app.kit.errors import Unreadable
from app.kit.readers import (
    Cell,
    is_blank,
    read_choice,
    read_code,
    read_column,
    read_date,
    read_fen,
    read_lines,
    read_months,
    read_number,
    read_text,
    read_yes,
    shown,
)
from app.kit.sheets import Column, Layout
from app.kit.sheets.book import MergedCells, Row

_MOST_YEARS = 50  # of the depreciation table
_LONGEST_YEARS = 70  # the right to use land; above it a plain number can only count months
_FEWEST_MONTHS = 12  # what does not last a year is no fixed asset; below it a plain number counts years
_NOT_FILLED_DOWN = frozenset({"asset_no", "original_cost", "accumulated_depreciation", NET, UNIT_PRICE})


@dataclass(frozen=True)
class RefusedCell:
    """Why a row is not taken. `row` as Excel counts it, `column` the heading, `value` as the clerk sees it."""

    row: int
    column: str
    value: str
    reason: str


@dataclass
class Reading:
    """The columns of a ledger by field name, with what could not be read."""

    layout: Layout
    numbers: list[int]
    rows: list[Row]
    values: dict[str, list[Any]] = field(default_factory=dict)
    refused: dict[int, list[RefusedCell]] = field(default_factory=dict)
    remarks: dict[int, list[str]] = field(default_factory=dict)
    class_words: dict[int, str] = field(default_factory=dict)  # what stands for a class and is none

    @property
    def count(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> list[Any] | None:
        """Values in the order of rows, None where the ledger has no such column."""
        return self.values.get(name)

    def filled(self, name: str, default: Any = None) -> list[Any]:
        """The same, with `default` for blank cells and for a column that is not there."""
        values = self.values.get(name)
        if values is None:
            return [default] * self.count
        if default is None:
            return values
        return [default if value is None else value for value in values]

    def refuse(self, index: int, name: str, reason: str) -> None:
        column = self.layout.of(name)
        cell = self.rows[index][column.index] if column is not None else None
        heading = column.heading if column is not None else LABELS[name]
        refused = RefusedCell(self.numbers[index], heading, shown(cell), reason)
        self.refused.setdefault(index, []).append(refused)

    def keep(self, index: int, name: str, words: str) -> None:
        """Put what a cell says into the row's remark."""
        self.remarks.setdefault(index, []).append(f"{LABELS[name]}：{words}")


def read_rows(
    layout: Layout, numbers: list[int], rows: list[Row], merged: Sequence[MergedCells] = ()
) -> Reading:
    """Read every mapped column."""
    found = Reading(layout, numbers, rows)
    even = len(set(map(len, rows))) == 1
    turned: list[Sequence[Cell]] = list(zip(*rows, strict=True)) if even else []
    for name, column in layout.fields.items():
        cells = turned[column.index] if even else [row[column.index] for row in rows]
        if merged and name not in _NOT_FILLED_DOWN:
            cells = _filled_down(list(cells), column.index, numbers, merged)
        values, reasons = read_column(cells, _reader(name, column, cells))
        found.values[name] = values
        for index, why in reasons.items():
            if name in STRICT:
                found.refuse(index, name, _worded(name, why))
            elif name == "legacy_class":
                found.class_words[index] = shown(cells[index]).strip()
            else:
                found.keep(index, name, shown(cells[index]).strip())
        _cut_long_texts(found, name)
    _join_spec(found)
    return found


def _join_spec(found: Reading) -> None:
    """型号 and 规格 in two columns are one 规格型号."""
    specs = found.values.pop(SPEC, None)
    if specs is not None:
        models = found.filled("model")
        found.values["model"] = [
            " ".join(filter(None, [model, spec if spec != model else None])) or None
            for model, spec in zip(models, specs, strict=True)
        ]
        _cut_long_texts(found, "model")


def _filled_down(cells: list[Cell], at: int, numbers: list[int], merged: Sequence[MergedCells]) -> list[Cell]:
    """A cell merged over several rows, as clerks do with a department, holds for each of them."""
    boxes = sorted(
        (top[0] + 1, bottom[0] + 1)
        for top, bottom in merged
        if top[1] == at == bottom[1] and top[0] < bottom[0]
    )
    done = 0  # sound boxes do not overlap; those of a bent sheet would be gone through again and again
    for first, last in boxes:
        source = bisect_left(numbers, first)
        if first <= done or source == len(numbers) or numbers[source] != first:
            continue
        for index in range(source + 1, bisect_right(numbers, last)):
            if is_blank(cells[index]):
                cells[index] = cells[source]
        done = last
    return cells


def _worded(name: str, why: str) -> str:
    kind = FIELDS[name].kind if name in FIELDS else "money"
    if kind == "date":
        return f"{LABELS[name]}不成立：{why}"
    if kind in ("money", "number"):
        return f"{LABELS[name]}不是数：{why}"
    return f"{LABELS[name]}读不出来：{why}"


# --- readers by field ------------------------------------------------------------------------------------


def _reader(name: str, column: Column, cells: Sequence[Cell]) -> Callable[[Cell], Any]:
    if name in CODES:
        return read_code
    if name in _OWN_READERS:
        return _OWN_READERS[name]
    if name in CHOICES:
        return partial(read_choice, choices=CHOICES[name])
    if name == "life_months":
        return _life_reader(column, cells)
    kind = FIELDS[name].kind if name in FIELDS else "text" if name == SPEC else "money"
    if kind == "money":
        return partial(read_fen, scale=10_000) if column.unit == "万元" else read_fen
    return _READERS.get(kind, read_text)


def _life_reader(column: Column, cells: Sequence[Cell]) -> Callable[[Cell], int | None]:
    """Reads lives in the unit that clerk, heading or figures tell. Where only figures tell, single cells may
    still differ from the rest: 72 among 6 and 8 can be no years, 5 among 60 and 72 no months."""
    told = told_life_unit(column)
    unit = told or life_unit(cells)

    def read(cell: Cell) -> int | None:
        number = None if told else _plain_number(cell)
        if number is not None and unit == "年" and number > _LONGEST_YEARS:
            return read_months(cell, "月")
        if number is not None and unit == "月" and 0 < number < _FEWEST_MONTHS:
            return read_months(cell, "年")
        return read_months(cell, unit)

    return read


def told_life_unit(column: Column) -> str:
    """年 or 月 where clerk or heading says it: 折旧年限（月）, 使用月数; "" where it does not (使用年限)."""
    return column.unit if column.unit in ("年", "月") else "月" if "月" in column.heading else ""


def life_unit(cells: Sequence[Cell]) -> str:
    """年 or 月 for a life whose heading does not tell, by what most of its plain numbers can be: 36, 60 and 72
    are months, 5, 8 and 15 years, and so is 70, that of land or of a house."""
    numbers = [number for cell in cells if (number := _plain_number(cell))]
    months = sum(n > _LONGEST_YEARS or (n % 6 == 0 and n > _MOST_YEARS) or n in (36, 48) for n in numbers)
    years = sum(n <= _MOST_YEARS and n not in (36, 48) for n in numbers)
    return "月" if months and months >= years else "年"


def _plain_number(cell: Cell) -> float | None:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return cell
    return int(cell) if isinstance(cell, str) and cell.strip().isdecimal() else None


def _read_gb_code(cell: Cell) -> str | None:
    text = read_code(cell)
    if text is None:
        return None
    found = read_gb_code(text)
    if found is None:
        raise Unreadable("不是国标分类代码")
    return found[0]


def _read_hundredths(cell: Cell) -> int | None:
    number = read_number(cell)
    return None if number is None else int((number * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _read_whole(cell: Cell) -> int | None:
    number = read_number(cell)
    if number is not None and number != int(number):
        raise Unreadable("不是整数")
    return None if number is None else int(number)


_OWN_READERS: dict[str, Callable[[Cell], Any]] = {"gb_code": _read_gb_code, "remark": read_lines}
_READERS: dict[str, Callable[[Cell], Any]] = {
    "date": read_date,
    "number": _read_hundredths,
    "int": _read_whole,
    "bool": read_yes,
    "note": read_lines,
}
_LENGTHS: dict[str, int] = {
    name: length
    for name in FIELDS
    if isinstance(kind := Asset.__table__.c[name].type, String) and (length := kind.length) is not None
}


def _cut_long_texts(found: Reading, name: str) -> None:
    """Text longer than the store keeps: a number or name is refused, other text goes whole into the remark."""
    most = _LENGTHS.get(name)
    if most is None or name in CHOICES:
        return
    values = found.values[name]
    if max(map(len, filter(None, values)), default=0) <= most:
        return
    for index, text in enumerate(values):
        if text is None or len(text) <= most:
            continue
        if name in ("asset_no", "name"):
            found.refuse(index, name, f"{LABELS[name]}超过 {most} 个字")
        else:
            found.keep(index, name, text)
            values[index] = text[:most]
