"""Opens what an office calls a table: .xlsx, .xls, .et, .ods through python-calamine, .csv and .txt as text.

What a file is, its first bytes say, not its name. Whatever cannot be read is refused with what it is and
what to do, before anything large is unpacked: a workbook of a few megabytes may unfold to gigabytes, and
one stray cell in the last corner of a sheet would make the reader ask for half a terabyte. What these looks
let pass is read by a process of its own (apart.py), so that nothing in a file can take us down.
"""

import io
import re
import struct
import zipfile
import zlib
from pathlib import Path

import olefile

from app.kit.errors import UserError
from app.kit.sheets.apart import calamine_book, damaged, locked
from app.kit.sheets.book import SPLIT, Book, refuse_large
from app.kit.sheets.plain import text_book

MOST_SHEET_BYTES = 400_000_000  # of unpacked cells; a hundred thousand rows of 39 columns take about 160 MB
MOST_CELLS = 20_000_000  # in the box from A1 to the last cell

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
        raise damaged(name) from why
    return calamine_book(path, name, cells)


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
        raise damaged(name) from why
    if "EncryptedPackage" in streams:
        raise locked(name)
    if "WordDocument" in streams:
        raise UserError(f"{name}是 Word 文档，不是工作簿。请选择 .xlsx、.xls 或 .csv 文件。")
    if not streams & {"Workbook", "Book"}:
        raise UserError(f"{name}不是工作簿。请选择 .xlsx、.xls 或 .csv 文件。")
    return calamine_book(path, name, size)
