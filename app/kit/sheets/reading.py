"""Opens what an office calls a table: .xlsx, .xls, .et, .ods through python-calamine, .csv and .txt as text.

What a file is, its first bytes say, not its name. Whatever cannot be read is refused with what it is and
what to do, before anything large is unpacked: a workbook of a few megabytes may unfold to gigabytes, and
one stray cell in the last corner of a sheet would make the reader ask for half a terabyte.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import olefile
import python_calamine as calamine

from app.kit.errors import UserError
from app.kit.readers import Cell
from app.kit.sheets.book import SPLIT, Book, Row, Rows, Sheet, refuse_large
from app.kit.sheets.plain import text_book

MOST_SHEET_BYTES = 400_000_000  # of unpacked cells; a hundred thousand rows of 39 columns take about 160 MB
MOST_CELLS = 20_000_000  # in the box from A1 to the last cell

_PART = 5000  # rows read at a time
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL_BOX = re.compile(rb'<dimension ref="[A-Z]+\d+:([A-Z]+)(\d+)"')
_FILLED_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*>(?:<f[^>]*>[^<]*</f>|<f[^>]*/>)?<(?:v>|is>)')


def open_book(path: Path | str) -> Book:
    """Open a table file, or UserError with what is wrong with it and what to do."""
    path = Path(path)
    name = f"“{path.name}”"
    try:
        with path.open("rb") as file:
            start = file.read(4096)
            size = file.seek(0, io.SEEK_END)
    except FileNotFoundError:
        raise UserError(f"找不到文件{name}，请检查路径。") from None
    except IsADirectoryError:
        raise UserError(f"{name}是文件夹，请选择其中的台账文件。") from None
    except OSError as why:
        raise UserError(f"读不了文件{name}：{why.strerror or why}。请检查权限，或看它是否正被占用。") from why
    if not start.strip(b"\0"):
        raise UserError(f"{name}是空文件，里面没有内容。")
    if start.startswith(b"PK"):
        return _zipped_book(path, name)
    if start.startswith(_OLE):
        return _ole_book(path, name, size)
    return text_book(path, name, size, start)


# --- .xlsx, .xlsm, .xlsb, .ods ---------------------------------------------------------------------------


def _zipped_book(path: Path, name: str) -> Book:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = {part.filename: part.file_size for part in archive.infolist()}
            _refuse_other_office_files(parts, name)
            cells = sum(size for part, size in parts.items() if _holds_cells(part))
            if cells > MOST_SHEET_BYTES:
                raise UserError(
                    f"{name}展开后约 {cells // 1_000_000} MB，超过上限 {MOST_SHEET_BYTES // 1_000_000} MB。{SPLIT}。"
                )
            for part in parts:
                if part.startswith("xl/worksheets/sheet") and part.endswith(".xml"):
                    _refuse_stray_cells(archive, part, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as why:
        raise _damaged(name) from why
    return _calamine_book(path, name)


def _holds_cells(part: str) -> bool:
    return part.startswith("xl/worksheets/") or part in ("xl/sharedStrings.xml", "content.xml")


def _refuse_other_office_files(parts: dict[str, int], name: str) -> None:
    if "xl/workbook.xml" in parts or "xl/workbook.bin" in parts or "content.xml" in parts:
        return
    for folder, what in (("word/", "Word 文档"), ("ppt/", "演示文稿")):
        if any(part.startswith(folder) for part in parts):
            raise UserError(f"{name}是{what}，不是工作簿。请选择 .xlsx、.xls 或 .csv 文件。")
    raise UserError(f"{name}不是工作簿（可能是压缩包）。请选择 .xlsx、.xls 或 .csv 文件。")


def _refuse_stray_cells(archive: zipfile.ZipFile, part: str, name: str) -> None:
    """Refuse a sheet whose filled cells span too large a box; formatted but empty cells do not count."""
    with archive.open(part) as file:
        box = _CELL_BOX.search(file.read(4096))
    if box is None or _column_number(box[1]) * int(box[2]) <= MOST_CELLS:
        return
    rows = columns = 0
    with archive.open(part) as file:
        rest = b""
        while chunk := file.read(1 << 20):
            text = rest + chunk
            for letters, digits in _FILLED_CELL.findall(text):
                rows = max(rows, int(digits))
                columns = max(columns, _column_number(letters))
            rest = text[text.rfind(b"<c ") :] if b"<c " in text[-4096:] else b""
    if rows * columns > MOST_CELLS:
        raise UserError(
            f"{name}的内容一直到第 {rows} 行、第 {columns} 列，大半是空的，多半有写错位置的单元格。"
            f"请在 Excel 中按 Ctrl+End 找到并删去它，保存后再导入。"
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


# --- .xls, .et -------------------------------------------------------------------------------------------


def _ole_book(path: Path, name: str, size: int) -> Book:
    """A compound file is checked whole before the reader sees it: on a bent one the reader would abort."""
    refuse_large(name, size)
    try:
        with olefile.OleFileIO(str(path), raise_defects=olefile.DEFECT_INCORRECT) as compound:
            streams = {stream[-1] for stream in compound.listdir()}
            for stream in ("Workbook", "Book"):
                if stream in streams:
                    compound.openstream(stream).read()
    except (OSError, ValueError, IndexError, struct.error) as why:
        raise _damaged(name) from why
    if "EncryptedPackage" in streams:
        raise _locked(name)
    if "WordDocument" in streams:
        raise UserError(f"{name}是 Word 文档，不是工作簿。请选择 .xlsx、.xls 或 .csv 文件。")
    if not streams & {"Workbook", "Book"}:
        raise UserError(f"{name}不是工作簿。请选择 .xlsx、.xls 或 .csv 文件。")
    return _calamine_book(path, name)


def _locked(name: str) -> UserError:
    return UserError(f"{name}设了打开密码。请在 Excel 或 WPS 中打开，去掉密码另存一份后再导入。")


def _damaged(name: str) -> UserError:
    return UserError(f"{name}已损坏，打不开。请用 Excel 或 WPS 打开并另存一份，或取回原件。")


def _calamine_book(path: Path, name: str) -> Book:
    with _told(name), path.open("rb") as file:
        # By handle: the reader would otherwise choose its way by the file's name, which may lie.
        book = calamine.CalamineWorkbook.from_filelike(file)
    facts = [fact for fact in book.sheets_metadata if fact.typ == calamine.SheetTypeEnum.WorkSheet]

    def open_sheet(index: int) -> Sheet:
        with _told(name):
            sheet = book.get_sheet_by_name(facts[index].name)
            merged = tuple(sheet.merged_cell_ranges or ())

        def read(count: int | None) -> Rows:
            with _told(name):
                if count is None:
                    return _shared(sheet)
                return sheet.to_python(skip_empty_area=False, nrows=count)

        hidden = facts[index].visible != calamine.SheetVisibleEnum.Visible
        return Sheet(facts[index].name, hidden, merged, read)

    return Book(path, tuple(fact.name for fact in facts), open_sheet)


def _shared(sheet: calamine.CalamineSheet) -> Rows:
    """All rows from A1 on. In columns that repeat themselves equal texts become one object: for a ledger of
    a hundred thousand rows that saves 250 MB."""
    margin: list[Cell] = [""] * (sheet.start[1] if sheet.start else 0)
    rows: list[Row] = []
    kept: dict[int, dict[str, str]] = {}
    source = sheet.iter_rows()
    while part := list(islice(source, _PART)):
        if not rows:
            width = len(part[0])
            kept = {at: {} for at in range(width) if len({row[at] for row in part}) <= len(part) // 4}
        for at, seen in kept.items():
            keep = seen.setdefault
            for row in part:
                if (cell := row[at]).__class__ is str:
                    row[at] = keep(cell, cell)
        rows += ([*margin, *row] for row in part) if margin else part
    return rows


@contextmanager
def _told(name: str) -> Iterator[None]:
    """What the reader makes of a bad file, in plain words; its panics are no subclass of Exception."""
    try:
        yield
    except calamine.PasswordError as why:
        raise _locked(name) from why
    except (calamine.CalamineError, OSError, ValueError) as why:
        raise _damaged(name) from why
    except BaseException as why:
        if type(why).__name__ == "PanicException":
            raise _damaged(name) from why
        raise
