"""Writes tables for people and for other programs: .xlsx in constant memory, .csv for old importers.

Text stays text whatever it begins with, codes keep their noughts, days are real days, amounts are numbers.
A file appears whole or not at all: it is made in a hidden folder beside its place and moved there at the end.
"""

import csv
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from app.kit.errors import UserError
from app.kit.sheets.book import Row, Rows
from app.kit.sheets.headings import REASON, Layout

Kind = Literal["text", "money", "date", "number", "int"]
Progress = Callable[[int, int], None]

MOST_ROWS = 1_048_576  # of one sheet, headings included
_LONGEST_TEXT = 32_767
_LONGEST_NAME = 31
_TOO_LARGE = 1e300  # nor is an infinity smaller, nor what is no number
_FIRST_YEAR = 1900
_DAY_ZERO = date(1899, 12, 30).toordinal()
_FORMATS = {"money": "#,##0.00", "date": "yyyy-mm-dd", "number": "#,##0.######", "int": "0"}
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TOLD_EVERY = 1000


@dataclass(frozen=True)
class OutColumn:
    """A column to write; `width` in characters of Excel."""

    label: str
    kind: Kind = "text"
    width: float = 12


@dataclass(frozen=True)
class OutSheet:
    """A sheet to write: `title` stands alone in the first row, `totals` in a bold last one."""

    name: str
    columns: Sequence[OutColumn]
    rows: Iterable[Sequence[object]]
    title: str = ""
    totals: Sequence[object] | None = None


def write_xlsx(
    path: Path | str,
    columns: Sequence[OutColumn],
    rows: Iterable[Sequence[object]],
    sheet_name: str = "Sheet1",
    title: str = "",
    totals: Sequence[object] | None = None,
    progress: Progress | None = None,
    total: int = 0,
) -> int:
    """Write a workbook of one sheet and return the number of rows; None leaves a cell empty.

    `progress(done, total)` may raise Cancelled, and then no file is left. UserError when the place cannot be
    written or the rows are too many.
    """
    return write_book(path, [OutSheet(sheet_name, columns, rows, title, totals)], progress, total)


def write_book(
    path: Path | str, sheets: Sequence[OutSheet], progress: Progress | None = None, total: int = 0
) -> int:
    """Write a workbook of several sheets, one after the other; returns the number of all rows."""
    with _placed(path) as (file, folder), _workbook(file, folder) as book:
        return sum(_write_sheet(book, each, progress, total) for each in sheets)


def _write_sheet(book: Any, wanted: OutSheet, progress: Progress | None, total: int) -> int:
    columns = wanted.columns
    bold = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F2F4F7", "valign": "vcenter"})
    sheet = book.add_worksheet(_sheet_name(wanted.name))
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
    top = 0
    if wanted.title:
        sheet.write_string(0, 0, wanted.title, book.add_format({"bold": True, "font_size": 14}))
        top = 1
    sheet.set_row(top, 20)
    for at, column in enumerate(columns):
        sheet.write_string(top, at, column.label, head)
    formats = [
        book.add_format({"num_format": _FORMATS[c.kind]}) if c.kind != "text" else None for c in columns
    ]
    count = _fill(sheet, top + 1, columns, formats, wanted.rows, progress, total)
    if columns:
        sheet.freeze_panes(top + 1, 0)
        sheet.autofilter(top, 0, top + count, len(columns) - 1)
    if wanted.totals is not None:
        strong = [book.add_format({"num_format": _FORMATS.get(c.kind, "@"), "bold": True}) for c in columns]
        _fill(sheet, top + 1 + count, columns, [each or bold for each in strong], [wanted.totals], None, 0)
    return count


def _fill(
    sheet: Any,
    top: int,
    columns: Sequence[OutColumn],
    formats: Sequence[Any],
    rows: Iterable[Sequence[object]],
    progress: Progress | None,
    total: int,
) -> int:
    put_text, put_number = sheet.write_string, sheet.write_number
    plan = [(at, _NUMBER_OF[c.kind], formats[at]) for at, c in enumerate(columns)]
    at_row = top
    for at_row, row in enumerate(rows, top + 1):
        if at_row > MOST_ROWS:
            raise UserError(f"行数超过 Excel 一张表的上限 {MOST_ROWS} 行。请先筛选，或改为导出 .csv。")
        for (at, number_of, style), value in zip(plan, row, strict=True):
            if value is None or value == "":
                continue
            if number_of is None or value.__class__ is str:
                text = value if value.__class__ is str else str(value)
                put_text(at_row - 1, at, text[:_LONGEST_TEXT], style)
            else:
                put_number(at_row - 1, at, number_of(value), style)
        if progress is not None and not (at_row - top) % _TOLD_EVERY:
            progress(at_row - top, total)
    return at_row - top


def _day_number(value: Any) -> float:
    whole: int = value.toordinal() - _DAY_ZERO
    return whole


_NUMBER_OF: dict[str, Callable[[Any], float] | None] = {
    "text": None,
    "money": float,
    "number": float,
    "int": int,
    "date": _day_number,
}


def write_csv(
    path: Path | str,
    columns: Sequence[OutColumn],
    rows: Iterable[Sequence[object]],
    encoding: Literal["utf-8-sig", "gb18030"] = "utf-8-sig",
    progress: Progress | None = None,
    total: int = 0,
) -> int:
    """Write a .csv that Excel opens rightly and return the number of rows.

    In text columns a value that begins like a formula gets an apostrophe in front. Days are yyyy-mm-dd,
    amounts have two decimals and no separators.
    """
    shown = [_CSV_OF[column.kind] for column in columns]
    count = 0
    with _placed(path) as (file, _), file.open("w", encoding=encoding, newline="") as stream:
        out = csv.writer(stream)
        out.writerow([_safe(column.label) for column in columns])
        for count, row in enumerate(rows, 1):
            out.writerow(
                ["" if value is None else show(value) for show, value in zip(shown, row, strict=True)]
            )
            if progress is not None and not count % _TOLD_EVERY:
                progress(count, total)
    return count


def write_text(path: Path | str, text: str, encoding: str) -> None:
    """Write a text file as it stands, line ends included. UnicodeEncodeError for signs the encoding lacks."""
    with _placed(path) as (file, _), file.open("w", encoding=encoding, newline="") as stream:
        stream.write(text)


def write_bytes(path: Path | str, content: bytes) -> None:
    """Write a finished file, whole or not at all."""
    with _placed(path) as (file, _):
        file.write_bytes(content)


def _safe(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(_BEGINS_FORMULA) else text


_CSV_OF: dict[str, Callable[[Any], str]] = {
    "text": _safe,
    "money": lambda value: f"{Decimal(str(value)):.2f}",
    "number": lambda value: f"{value:f}" if isinstance(value, Decimal) else repr(value),
    "int": lambda value: str(int(value)),
    "date": lambda value: value.strftime("%Y-%m-%d"),
}


def write_refused(path: Path | str, layout: Layout, head: Rows, refused: Iterable[tuple[Row, str]]) -> int:
    """Write refused rows back as a workbook to mend and bring in again; return their number.

    `head` holds the sheet's first rows: title lines and headings are repeated as they were, so that the
    mended workbook is recognised, and a column 原因 is added behind the last.
    """
    with _placed(path) as (file, folder), _workbook(file, folder) as book:
        styles = {
            "head": book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"}),
            "date": book.add_format({"num_format": _FORMATS["date"]}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            "reason": book.add_format({"font_color": "#B42318", "text_wrap": True, "valign": "top"}),
        }
        sheet = book.add_worksheet(_sheet_name(layout.sheet))
        last = max(column.index for column in layout.columns) + 1
        sheet.set_column(0, last - 1, 13)
        sheet.set_column(last, last, 48)
        for at, row in enumerate(head[: layout.first_data_row]):
            style = styles["head"] if at >= layout.heading_row else None
            for column, cell in enumerate(row[:last]):
                _put(sheet, at, column, cell, styles, style)
            if at == layout.heading_row:
                sheet.write_string(at, last, REASON, styles["head"])
        sheet.freeze_panes(layout.first_data_row, 0)
        at = layout.first_data_row - 1
        for at, (row, reason) in enumerate(refused, layout.first_data_row):
            for column, cell in enumerate(row[:last]):
                _put(sheet, at, column, cell, styles, None)
            sheet.write_string(at, last, reason, styles["reason"])
    return at + 1 - layout.first_data_row


def _put(sheet: Any, row: int, column: int, cell: object, styles: dict[str, Any], style: Any) -> None:
    """One cell as it was read: text as text, numbers as numbers, days as days; what Excel has no number for
    as text."""
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, style)
    elif isinstance(cell, (int, float)) and abs(cell) < _TOO_LARGE:
        sheet.write_number(row, column, cell, style)
    elif isinstance(cell, datetime) and cell.tzinfo is None and cell.year >= _FIRST_YEAR:
        sheet.write_datetime(row, column, cell, styles["moment"])
    elif isinstance(cell, date) and not isinstance(cell, datetime) and cell.year >= _FIRST_YEAR:
        sheet.write_datetime(row, column, cell, styles["date"])
    else:
        sheet.write_string(row, column, str(cell)[:_LONGEST_TEXT], style)


def _sheet_name(name: str) -> str:
    """Excel allows 31 characters (rarer ones count twice) and none of []:*?/\\, no control signs, nor an
    apostrophe at either end."""
    plain = "".join("_" if sign in "[]:*?/\\" or not sign.isprintable() else sign for sign in name)
    short = plain.encode("utf-16-le")[: _LONGEST_NAME * 2].decode("utf-16-le", "ignore")
    return short.strip("'") or "Sheet1"


@contextmanager
def _workbook(file: Path, folder: Path) -> Iterator[Any]:
    book = xlsxwriter.Workbook(str(file), {"constant_memory": True, "tmpdir": str(folder)})
    try:
        yield book
        book.close()
    finally:
        for sheet in book.worksheets():
            with suppress(OSError):  # closing flushes, and the disk may be full
                sheet.row_data_fh.close()


@contextmanager
def _placed(path: Path | str) -> Iterator[tuple[Path, Path]]:
    """(file to write, its folder) beside `path`; moved to `path` when all went well, else gone."""
    path = Path(path)
    folder: Path | None = None
    try:
        folder = Path(tempfile.mkdtemp(prefix=".houqin-", dir=path.parent))
        file = folder / path.name
        yield file, folder
        os.replace(file, path)
    except (OSError, XlsxWriterException) as why:
        raise UserError(_why_unwritten(path, why)) from why
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _why_unwritten(path: Path, why: Exception) -> str:
    cause = why.args[0] if why.args and isinstance(why.args[0], OSError) else why
    name = f"“{path.name}”"
    if isinstance(cause, FileNotFoundError):
        return f"文件夹“{path.parent}”不存在，{name}没有保存。"
    if isinstance(cause, PermissionError):
        return f"没能保存{name}：它可能正在 Excel 中打开，或这个文件夹不许写入。请关闭它或换个位置再试。"
    if isinstance(cause, OSError):
        return f"没能保存{name}：{cause.strerror or cause}。请检查磁盘空间，或换个位置再试。"
    return f"没能保存{name}：{cause}。请换个位置再试。"
