"""Finds the heading row of a sheet and what each column means.

Above the headings stand title lines; headings may be two or three rows deep, with merged parents
("价值信息（元）" over "账面原值"). A column is matched by its leaf, or by parent and leaf together, with what a
domain wants to read. What a domain wants is a list of `Wanted`; nothing here knows of assets.
"""

import hashlib
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.kit.errors import UserError
from app.kit.readers import is_blank, read_text, shown
from app.kit.sheets.book import Book, MergedCells, Row, Rows, Sheet
from app.kit.sheets.matching import Column, Wanted, guess, tidy

REASON = "原因"  # the column added to refused rows; a mended workbook is still the same ledger
_SEARCHED_ROWS = 40
_DEEPEST = 3
_MOST_COLUMNS = 512  # looked at for headings; a sheet may have 16,384 columns
_LONGEST_HEADING = 200
_TITLE_UNIT = re.compile(r"单位\s*[:：]\s*(?:人民币)?\s*(万元|元)")


@dataclass(frozen=True)
class Layout:
    """Where the table stands in its sheet. Rows count from 0 here; Excel's number is one more."""

    sheet: str
    heading_row: int
    first_data_row: int
    columns: tuple[Column, ...]
    title: str = ""
    other_sheets: tuple[str, ...] = ()  # sheets with as good a heading row, which were not chosen

    def of(self, field: str) -> Column | None:
        """The column mapped to `field`."""
        return next((column for column in self.columns if column.field == field), None)

    @property
    def fields(self) -> dict[str, Column]:
        return {column.field: column for column in self.columns if column.field is not None}

    @property
    def fingerprint(self) -> str:
        return fingerprint(_full_heading(column) for column in self.columns)


def fingerprint(headings: Iterable[str]) -> str:
    """A short key of a set of headings in their order, by which a clerk's mapping is remembered."""
    keys = [tidy(heading) for heading in headings]
    return hashlib.sha256("\n".join(key for key in keys if key != REASON).encode()).hexdigest()[:16]


def find_layout(book: Book, wanted: Sequence[Wanted], sheet: str | None = None) -> tuple[Layout, Sheet]:
    """The best sheet with its heading row and guessed columns; `sheet` names one to look at alone.

    UserError when no row of any sheet looks like headings of what is wanted, or there is no such sheet.
    """
    if sheet is not None and sheet not in book.names:
        raise UserError(f"“{book.path.name}”里没有工作表“{sheet}”，有的是：{'、'.join(book.names)}。")
    best: tuple[tuple[int, int, int], Layout, Sheet] | None = None
    as_good: list[str] = []
    for index, name in enumerate(book.names):
        if sheet is not None and name != sheet:
            continue
        opened = book.open_sheet(index)
        found = _layout_of(opened, wanted)
        if found is None:
            continue
        score = (not opened.hidden, len(found.fields), -index)
        as_good.append(name)
        if best is None or score > best[0]:
            best = (score, found, opened)
    if best is None:
        where = f"工作表“{sheet}”" if sheet else f"“{book.path.name}”"
        some = "、".join(each.label for each in wanted[:4])
        raise UserError(f"{where}里找不到表头。请确认有一行写着列名，如{some}。")
    others = tuple(name for name in as_good if name != best[1].sheet)
    return replace(best[1], other_sheets=others), best[2]


def remap(layout: Layout, mapping: Mapping[str, str | None], wanted: Sequence[Wanted]) -> Layout:
    """The layout with the clerk's choices: heading, parent/heading or column letters → field, or None.

    UserError for a heading or a field that does not exist. Columns not named keep what was guessed,
    unless the clerk gave their field to another column.
    """
    names = {each.name for each in wanted} | {each.label for each in wanted}
    by_label = {each.label: each.name for each in wanted}
    columns = list(layout.columns)
    chosen: dict[int, str | None] = {}
    for key, field in mapping.items():
        found = [at for at, column in enumerate(columns) if _answers_to(column, key)]
        if not found:
            raise UserError(f"表头里没有“{key}”这一列，请重新对应各列。")
        if field is not None and field not in names:
            raise UserError(f"没有名为“{field}”的项目，请重新对应各列。")
        for at in found:
            chosen[at] = by_label.get(field, field) if field else None
    taken = {field for field in chosen.values() if field}
    for at, column in enumerate(columns):
        if at in chosen:
            columns[at] = replace(column, field=chosen[at])
        elif column.field in taken:
            columns[at] = replace(column, field=None)
    return replace(layout, columns=tuple(columns))


def refuse_double_columns(layout: Layout, wanted: Sequence[Wanted]) -> None:
    """UserError when two columns are mapped to one field: nobody but the clerk knows which is meant."""
    labels = {each.name: each.label for each in wanted}
    seen: dict[str, Column] = {}
    for column in layout.columns:
        if column.field is None:
            continue
        if column.field in seen:
            first = seen[column.field]
            raise UserError(
                f"第 {first.letters} 列“{first.heading}”和第 {column.letters} 列“{column.heading}”"
                f"都对应到“{labels[column.field]}”。请只保留一列，或改一改列的对应。"
            )
        seen[column.field] = column


def _answers_to(column: Column, key: str) -> bool:
    return key == column.letters or tidy(key) in (tidy(column.heading), tidy(_full_heading(column)))


def _full_heading(column: Column) -> str:
    return f"{column.parent}/{column.heading}" if column.parent else column.heading


# --- the heading row -------------------------------------------------------------------------------------


def _layout_of(sheet: Sheet, wanted: Sequence[Wanted]) -> Layout | None:
    rows = [row[:_MOST_COLUMNS] for row in sheet.head()]
    merged = [box for box in sheet.merged if box[0][0] < _SEARCHED_ROWS + _DEEPEST]
    best: tuple[int, int, int] | None = None
    chosen: list[Column] = []
    for top in range(min(len(rows), _SEARCHED_ROWS)):
        if sum(not is_blank(cell) for cell in rows[top]) < 2:
            continue
        for depth in range(1, min(_DEEPEST, len(rows) - top) + 1):
            if depth > 1 and not _may_be_heading(rows[top + depth - 1]):
                break
            columns = _flatten(rows, top, depth, merged)
            columns = guess(columns, wanted)
            score = (len({column.field for column in columns} - {None}), -depth, -top)
            if best is None or score > best:
                best, chosen = score, columns
    if best is None or best[0] < 2:
        return None
    matched, top, depth = best[0], -best[2], -best[1]
    title = " ".join(
        text
        for row in rows[:top]
        for text in (read_text(cell) for cell in row if isinstance(cell, (str, date)))
        if text
    )
    first = top + depth
    while first < len(rows) and _is_column_numbers(rows[first]):
        first += 1
    columns = _with_title_unit(chosen, title, wanted)
    return Layout(sheet.name, top, first, tuple(columns), title) if matched else None


def _may_be_heading(row: Row) -> bool:
    filled = [cell for cell in row if not is_blank(cell)]
    return bool(filled) and all(isinstance(cell, str) and not cell.strip().isdigit() for cell in filled)


def _is_column_numbers(row: Row) -> bool:
    """The line 1 2 3 … (or 甲 乙 1 2 …) that printed forms carry under their headings."""
    words = [shown(cell).strip("()（） ") for cell in row if not is_blank(cell)]
    numbers = [word for word in words if word not in ("甲", "乙", "丙", "丁", "戊", "栏次", "序号")]
    return len(numbers) >= 4 and numbers == [str(n) for n in range(1, len(numbers) + 1)]


def _flatten(rows: Rows, top: int, depth: int, merged: Iterable[MergedCells]) -> list[Column]:
    """Headings of `depth` rows as columns: the lowest filled cell is the heading, those above its parent."""
    width = max(len(row) for row in rows[top : top + depth])
    grid = [
        [(read_text(row[at]) or "")[:_LONGEST_HEADING] if at < len(row) else "" for at in range(width)]
        for row in rows[top : top + depth]
    ]
    for (first_row, first_column), (last_row, last_column) in merged:
        if top <= first_row <= last_row < top + depth and first_column < width:
            for at in range(first_column, min(last_column, width - 1) + 1):
                grid[first_row - top][at] = grid[first_row - top][first_column]
    for above, below in itertools.pairwise(grid):  # parents of a sheet that tells no merged cells
        for at in range(1, width):
            if below[at] and not above[at]:
                above[at] = above[at - 1]
    columns = []
    for at in range(width):
        path = [word for word, _ in itertools.groupby(line[at] for line in grid if line[at])]
        if path:
            columns.append(Column(at, path[-1], "/".join(path[:-1])))
    return columns


def _with_title_unit(columns: list[Column], title: str, wanted: Sequence[Wanted]) -> list[Column]:
    found = _TITLE_UNIT.search(title)
    if found is None:
        return columns
    money = {each.name for each in wanted if each.kind == "money"}
    return [
        replace(column, unit=found[1]) if column.field in money and not column.unit else column
        for column in columns
    ]
