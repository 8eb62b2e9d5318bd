"""Tables as plain text: .csv and .txt in the encodings and with the separators that offices use."""

import csv
import io
import re
from pathlib import Path

from app.kit.errors import UserError
from app.kit.sheets.book import SPLIT, Book, Rows, Sheet, refuse_large

MOST_LINES = 500_000
MOST_CELLS = 6_000_000  # signs between cells; a hundred thousand rows of 39 columns have 3.9 million

_MARKUP = re.compile(rb"\s*<(!doctype html|html|head|meta|table|body|style|script|div)", re.IGNORECASE)


def text_book(path: Path, name: str, size: int, start: bytes) -> Book:
    _refuse_what_is_no_table(start, name)
    refuse_large(name, size)
    text = _decoded(path.read_bytes(), name)
    dialect = _dialect(text)
    if max(text.count("\n"), text.count("\r")) > MOST_LINES or text.count(dialect.delimiter) > MOST_CELLS:
        raise UserError(f"{name}的行或格太多，读进来会占满内存。{SPLIT}。")
    try:
        rows: Rows = list(csv.reader(io.StringIO(text, newline=""), dialect))
    except csv.Error as why:
        raise UserError(
            f"{name}的引号或分隔符有误，读不成表格。请用 Excel 打开，另存为 .xlsx 再导入。"
        ) from why

    def open_sheet(index: int) -> Sheet:
        return Sheet(path.stem, False, (), lambda count: rows[:count])

    return Book(path, (path.stem,), open_sheet)


def _refuse_what_is_no_table(start: bytes, name: str) -> None:
    plain = start.removeprefix(b"\xef\xbb\xbf")
    if _MARKUP.match(plain) or plain.lstrip().startswith(b"MIME-Version") or b"<html" in plain.lower():
        raise UserError(f"{name}其实是网页，只是用了表格的扩展名。请用 Excel 打开，另存为 .xlsx 再导入。")
    if plain.lstrip().startswith(b"<?xml"):
        raise UserError(f"{name}是 XML 格式的表格。请用 Excel 打开，另存为 .xlsx 再导入。")
    if start.startswith(b"%PDF"):
        raise UserError(f"{name}是 PDF，不是工作簿。请向对方索取 .xlsx、.xls 或 .csv 文件。")
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UserError(f"{name}不是工作簿。请选择 .xlsx、.xls 或 .csv 文件。")


def _decoded(content: bytes, name: str) -> str:
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UserError(f"{name}的文字编码认不出来。请用 Excel 打开，另存为 .xlsx 再导入。")


def _dialect(text: str) -> type[csv.Dialect]:
    """Comma, tab, semicolon or bar: whichever stands most evenly in the first lines."""
    lines = [line for line in text[:20_000].splitlines()[:30] if line.strip()]

    def evenness(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in lines]
        most = max(counts, default=0)
        return (sum(1 for count in counts if count == most and most), most)

    best = max(",\t;|", key=evenness)

    class Found(csv.excel):
        delimiter = best

    return Found
