"""The dry run of an import: a ledger read and checked to the last cell, and nothing stored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import compress
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assets import policy as policies
from app.assets.choices import LegacyClass
from app.assets.depreciation import Policy
from app.assets.import_conclude import (
    ClassTotal,
    Missing,
    classes_by_words,
    concluded,
    established,
    linked,
    totals_of,
)
from app.assets.import_fields import KEYS, NET, UNIT_PRICE, WANTED
from app.assets.import_read import Reading, RefusedCell, read_rows
from app.assets.import_rules import check_rows
from app.assets.ledger import ImportMapping, UsedNumber
from app.assets.models import Asset
from app.kit.collector import resting_collector
from app.kit.errors import UserError
from app.kit.months import Month
from app.kit.sheets import (
    Layout,
    Row,
    Rows,
    Skipped,
    data_rows,
    find_layout,
    open_book,
    refuse_double_columns,
    remap,
    write_refused,
)
from app.kit.sheets.formulas import unread

Progress = Callable[[int, int], None]

_STANDS_AT = re.compile(
    r"(?:截[止至]|会计期间|所属期|基准日|时点|期间)\D{0,8}(\d{4})\s*[年.\-/]\s*(\d{1,2})(?!\d)"
)
# A month in the title without such a word is the ledger's own, and so is a day that ends a month.
_MONTH_END = re.compile(r"(\d{4})\s*[年.\-/]\s*(\d{1,2})(?!\d)(?:\s*[月.\-/]\s*(\d{1,2})(?!\d))?")
_YEAR_END = re.compile(r"(\d{4})\s*年\s*(?:度|末|底)")
_OTHER_DAYS = re.compile(r"(?:打印|制表|填表|填报|编制|导出|报送|建账|启用|成立)\S{0,3}[:：]?\s*\S+")


@dataclass
class Plan:
    """What an import would do. `columns` holds the accepted rows by column of `Asset`, as values of the rules
    (choices, days, whole fen); `fates` tells of each row read whether and why it is refused."""

    path: Path
    layout: Layout
    head: Rows
    numbers: list[int]
    errors: list[RefusedCell]
    refused_rows: list[tuple[int, Row]]
    skipped: Skipped
    opening_month: Month | None
    columns: dict[str, list[Any]]
    missing: Missing
    totals: dict[LegacyClass, ClassTotal]
    notes: list[str]
    mapping: dict[str, str | None]

    @property
    def rows_read(self) -> int:
        return len(self.numbers)

    @property
    def refused(self) -> int:
        return len(self.refused_rows)

    @property
    def accepted(self) -> int:
        return self.rows_read - self.refused

    def fates(self) -> Iterator[tuple[int, str]]:
        """(row in Excel, reason or "") for every row read."""
        reasons = self.reasons()
        for number in self.numbers:
            yield number, reasons.get(number, "")

    def reasons(self) -> dict[int, str]:
        """Row in Excel → all its reasons, each with its column."""
        found: dict[int, str] = {}
        for cell in self.errors:
            words = f"{cell.column}：{cell.reason}"
            found[cell.row] = f"{found[cell.row]}；{words}" if cell.row in found else words
        return found

    def write_refused(self, path: Path | str) -> int:
        """The refused rows as a workbook with the same columns and 原因; returns their number."""
        reasons = self.reasons()
        rows = ((row, reasons[number]) for number, row in self.refused_rows)
        return write_refused(path, self.layout, self.head, rows)

    def as_json(self, batch: str | None = None) -> dict[str, Any]:
        return {
            "batch": batch,
            "rows_read": self.rows_read,
            "accepted": self.accepted,
            "refused": self.refused,
            "skipped": self.skipped.total,
            "errors": [
                {"row": cell.row, "column": cell.column, "value": cell.value, "reason": cell.reason}
                for cell in self.errors
            ],
            "created": self.missing.as_json(),
        }


@resting_collector()
def plan(
    session: Session,
    path: Path | str,
    today: date,
    mapping: Mapping[str, str | None] | None = None,
    opening_month: Month | None = None,
    sheet: str | None = None,
    progress: Progress | None = None,
    life_unit: str | None = None,
) -> Plan:
    """Read and check a ledger. `mapping` maps headings (or column letters) to fields, None to leave one out;
    what a clerk chose before for these headings is remembered. UserError when the file is no ledger.

    `opening_month` is the month at whose end its figures stand; by default what its title says, else the
    last closed month. `life_unit` (年 or 月) overrides what heading and figures tell of the lives.
    """
    tell = progress or _silent
    path = Path(path)
    book = open_book(path)
    layout, opened = find_layout(book, WANTED, sheet)
    chosen = remembered(session, layout) | dict(mapping or {})
    layout = remap(layout, chosen, WANTED)
    if life_unit is not None:
        layout = with_life_unit(layout, life_unit)
    refuse_double_columns(layout, WANTED)
    if layout.of("name") is None:
        raise UserError(f"“{path.name}”的表头里没有“资产名称”一列。请在列的对应里指明哪一列是名称。")
    tell(5, 100)
    data = data_rows(layout, opened.rows(), KEYS)
    if not data.rows:
        raise UserError(f"“{path.name}”的表头下面没有资产，请检查选的是不是这张表。")
    head, merged = opened.head(layout.first_data_row), opened.merged
    del opened, book  # the reader's own copy of the sheet
    tell(50, 100)
    found = read_rows(layout, data.numbers, data.rows, merged)
    numbers = {number for number in found.filled("asset_no") if number is not None}
    notes = _remarks_on_sheets(layout) + check_rows(found, used_numbers(session, numbers))
    _name_unread(found, path)
    tell(75, 100)
    errors = sorted((cell for cells in found.refused.values() for cell in cells), key=lambda cell: cell.row)
    month = _opening_month(session, layout, found, opening_month, today)
    if month is not None and opening_month is None and told_month(layout, Month.of(today)) is None:
        notes.append(f"标题没有写明截止月份，数字按{month.chinese}末的记入，不对时请指明期初月份。")
    refused = [(found.numbers[index], found.rows[index]) for index in sorted(found.refused)]
    accepted = _accepted(found)
    columns = concluded(accepted, found.count - len(refused), notes)
    missing = linked(session, columns)
    tell(85, 100)
    established(columns, _policy(session, month, today), month)
    totals = totals_of(columns)
    tell(100, 100)
    return Plan(
        path, layout, head, data.numbers, errors, refused, data.skipped, month, columns, missing, totals, notes,
        chosen,
    )  # fmt: skip


def _name_unread(found: Reading, path: Path) -> None:
    """Tell a blank cell from a formula that no program has worked out, or that came to an error."""
    blanks = {
        index: cells
        for index, cells in found.refused.items()
        if any(cell.value == "" and cell.column == _heading(found, "original_cost") for cell in cells)
    }
    if not blanks:
        return
    formulas = unread(path, found.layout.sheet)
    cost = found.layout.of("original_cost")
    for index, cells in blanks.items():
        shown = formulas.get((found.numbers[index], cost.index)) if cost is not None else None
        if cost is None or shown is None:
            continue
        why = f"公式出错（{shown}）" if shown else "公式没有算出结果，请用 Excel 打开并保存一次再导入"
        found.refused[index] = [
            replace(cell, value=shown, reason=f"原值不是数：{why}") if cell.column == cost.heading else cell
            for cell in cells
        ]


def _heading(found: Reading, name: str) -> str:
    column = found.layout.of(name)
    return column.heading if column is not None else ""


def _silent(done: int, total: int) -> None:
    pass


def remembered(session: Session, layout: Layout) -> dict[str, str | None]:
    """What a clerk chose for these headings before."""
    found = session.get(ImportMapping, layout.fingerprint)
    return dict(orjson.loads(found.mapping)) if found is not None else {}


def with_life_unit(layout: Layout, unit: str) -> Layout:
    """The layout with the column of lives in 年 or 月."""
    columns = (replace(each, unit=unit) if each.field == "life_months" else each for each in layout.columns)
    return replace(layout, columns=tuple(columns))


def told_month(layout: Layout, latest: Month) -> Month | None:
    """The month that the title names: 截至2026年10月31日, 2026年10月末, a lone 2026年9月30日, 2025年度.

    Where no word says that the figures stand then, only a month of the two years up to `latest` is taken,
    and no day within a month: that is the day on which the list was made.
    """
    title = unicodedata.normalize("NFKC", layout.title)
    told = _STANDS_AT.search(title)
    if told and 1 <= int(told[2]) <= 12:
        return Month.make(int(told[1]), int(told[2]))
    title = _OTHER_DAYS.sub("", title)
    months = [
        (Month.make(int(year), int(n)), day)
        for year, n, day in _MONTH_END.findall(title)
        if 1 <= int(n) <= 12
    ]
    months += [(Month.make(int(year), 12), "") for year in _YEAR_END.findall(title)]
    for month, day in months:
        if latest - 24 <= month <= latest and (not day or int(day) == month.last_day.day):
            return month
    return None


def used_numbers(session: Session, numbers: set[str]) -> set[str]:
    """Those of `numbers` that the store has, or once had."""
    found: set[str] = set()
    for source in (UsedNumber.asset_no, Asset.asset_no):
        if session.scalar(select(source).limit(1)) is None:
            continue
        asked = sorted(numbers)
        for start in range(0, len(asked), 500):
            found.update(session.scalars(select(source).where(source.in_(asked[start : start + 500]))))
    return found


def _remarks_on_sheets(layout: Layout) -> list[str]:
    if not layout.other_sheets:
        return []
    others = "、".join(layout.other_sheets)
    return [f"读的是工作表“{layout.sheet}”；另有“{others}”也像台账，需要时请另行导入。"]


def _opening_month(
    session: Session, layout: Layout, found: Reading, given: Month | None, today: date
) -> Month | None:
    if given is not None:
        return given
    if layout.of("accumulated_depreciation") is None and layout.of(NET) is None:
        return None
    if told := told_month(layout, Month.of(today)):
        return told
    return policies.settled_month(session, today) if any(found.values["accumulated_depreciation"]) else None


def _policy(session: Session, month: Month | None, today: date) -> Policy:
    known = policies.policy(session, today)
    fresh = known.closed is None and session.scalar(select(Asset.id).limit(1)) is None
    return replace(known, open=month + 1) if fresh and month is not None else known


def _accepted(found: Reading) -> dict[str, list[Any]]:
    """The columns of the rows that stay, with the remarks that unreadable cells left."""
    classes_by_words(found)
    values = {name: column for name, column in found.values.items() if name not in (NET, UNIT_PRICE)}
    if found.remarks:
        remarks = list(found.filled("remark"))
        for index, words in found.remarks.items():
            remarks[index] = "\n".join(filter(None, [remarks[index], *words]))
        values["remark"] = remarks
    if not found.refused:
        return values
    stays = [index not in found.refused for index in range(found.count)]
    return {name: list(compress(column, stays)) for name, column in values.items()}
