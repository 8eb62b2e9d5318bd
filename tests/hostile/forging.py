"""Makes workbooks that no program would write: bent bytes, bent parts, and structures of ill will."""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import xlsxwriter

DATA = Path(__file__).parents[1] / "data"
HEADINGS = ["资产编号", "资产名称", "原值", "累计折旧", "取得日期", "使用部门"]

_SHEET = "xl/worksheets/sheet1.xml"
_WILD = [
    b"", b"0", b"-1", b"1e999", b"nan", b"99999999999999999999", b"2147483648", b"4294967295", b"18446744073709551615",
    b"\0", b"&#0;", b"&#x110000;", b"<", b">", b"]]>", b"<![CDATA[", b"<!--", b"A1:XFD1048576", b"XFD1048576", b"ZZZZ99999999",
    b"A0", b"A-1", b"1A", b"../../../etc/passwd", b"http://127.0.0.1:9/x", b"\xff\xfe", b"\xed\xa0\x80", b"'" * 50, b"=1+1", b"[$-F800]",
    b"&lol;", b"%xxe;", "￿".encode(), "𬱖".encode(), b"x" * 70_000,
]  # fmt: skip


def seeds() -> dict[str, bytes]:
    """Good files of every kind to begin from."""
    return {
        "xlsx": plain_xlsx(),
        "ledger": (DATA / "固定资产明细账.xlsx").read_bytes(),
        "xls": (DATA / "图书馆登记簿.xls").read_bytes(),
        "ods": plain_ods(),
        "csv": "\n".join(",".join(HEADINGS) if n == 0 else f"A{n},桌子{n},{n}00.00,0,2020-01-01,办公室" for n in range(40)).encode(),
    }  # fmt: skip


def plain_xlsx(rows: int = 30) -> bytes:
    """A small ledger with everything that a sheet may hold."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("资产")
        sheet.merge_range("A1:F1", "固定资产明细账")
        sheet.write_row(1, 0, HEADINGS)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for at in range(2, rows + 2):
            sheet.write_row(at, 0, [f"GD{at:04}", f"割草机{at}", at * 100.5, at * 1.0])
            sheet.write_number(at, 4, 43000 + at, day)
            sheet.write_formula(at, 5, '="绿化"&"科"', None, "绿化科")
        sheet.write_boolean(rows + 2, 0, True)
        sheet.write_comment("A3", "批注")
        book.add_worksheet("空").hide()
        book.define_name("区域", "=资产!$A$1:$F$9")
    return out.getvalue()


def plain_ods() -> bytes:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    money = (
        '<table:table-cell office:value-type="float" office:value="{}"><text:p>{}</text:p></table:table-cell>'
    )
    rows = ["<table:table-row>" + "".join(map(cell.format, HEADINGS)) + "</table:table-row>"]
    rows += [
        '<table:table-row table:number-rows-repeated="1">' + cell.format(f"A{n}") + cell.format("桌")
        + money.format(n, n) + '<table:table-cell table:number-columns-repeated="3"/></table:table-row>'
        for n in range(9)
    ]  # fmt: skip
    content = (
        '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="资产">{"".join(rows)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode(),
                   "META-INF/manifest.xml": b'<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'})  # fmt: skip


def zipped(parts: Mapping[str, bytes], level: int = 6) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def parts_of(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_part(name: str, change: Callable[[bytes], bytes], book: bytes | None = None) -> bytes:
    """The plain workbook with one part changed."""
    parts = parts_of(book or plain_xlsx())
    parts[name] = change(parts.get(name, b""))
    return zipped(parts)


# --- by chance --------------------------------------------------------------------------------------------


def bent(content: bytes, chance: random.Random) -> bytes:
    """A few changes to raw bytes: flips, wild numbers, cut, doubled or swapped pieces."""
    made = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        if not made:
            break
        at, length = chance.randrange(len(made)), chance.choice((1, 2, 4, 8, 64))
        way = chance.randrange(7)
        if way == 0:
            made[at] ^= 1 << chance.randrange(8)
        elif way == 1:
            made[at : at + length] = chance.randbytes(length)
        elif way == 2:
            made[at : at + length] = chance.choice((b"\xff", b"\0", b"\x7f", b"\x80")) * length
        elif way == 3:
            del made[at : at + length]
        elif way == 4:
            made[at:at] = made[at : at + length * 8]
        elif way == 5:
            del made[at:]
        else:
            other = chance.randrange(len(made))
            made[at : at + length] = made[other : other + length]
    return bytes(made)


def bent_parts(book: bytes, chance: random.Random) -> bytes:
    """Changes to what is inside a zipped book, zipped again so that the reader comes to see it."""
    parts = parts_of(book)
    names = list(parts)
    for _ in range(chance.choice((1, 1, 2, 5))):
        name = chance.choice(names)
        content = parts.get(name, b"")
        way = chance.randrange(6)
        if way == 0:
            parts[name] = bent(content, chance)
        elif way == 1:
            parts.pop(name, None)
        elif way == 2:
            parts[name] = parts.get(chance.choice(names), b"")
        else:
            parts[name] = _wild_value(content, chance)
    return zipped(parts)


def _wild_value(content: bytes, chance: random.Random) -> bytes:
    """One attribute, text or name replaced by something wild."""
    found = list(re.finditer(rb'(?<==")[^"]*(?=")|(?<=>)[^<>]+(?=<)|(?<=<)[a-zA-Z:]+', content))
    if not found:
        return content
    place = chance.choice(found)
    other = chance.choice(_WILD) if chance.random() < 0.8 else content[slice(*chance.choice(found).span())]
    return content[: place.start()] + other + content[place.end() :]


def bent_stream(xls: bytes, chance: random.Random) -> bytes:
    """An .xls whose records are bent and whose compound file is sound: the lengths and counts within."""
    import olefile

    made = bytearray(xls)
    with olefile.OleFileIO(io.BytesIO(xls)) as compound:
        stream = "Workbook" if compound.exists("Workbook") else "Book"
        content = compound.openstream(stream).read()
    begin = xls.find(content[:512])
    if begin < 0 or xls[begin : begin + len(content)] != content:
        return bent(xls, chance)
    records, at = [], 0
    while at + 4 <= len(content):
        records.append(at)
        at += 4 + int.from_bytes(content[at + 2 : at + 4], "little")
    for _ in range(chance.choice((1, 1, 2, 4))):
        at = begin + chance.choice(records[: chance.choice((20, 100, len(records)))])
        way = chance.randrange(4)
        length = int.from_bytes(made[at + 2 : at + 4], "little")
        if way == 0:
            made[at + 2 : at + 4] = chance.choice(
                (0, 1, length + 1, 8224, 65535, chance.randrange(65536))
            ).to_bytes(2, "little")
        elif way == 1:
            made[at : at + 2] = chance.choice(
                (0xFC, 0x3C, 0x208, 0x200, 0xE5, 0x6, 0xFD, 0x85, 0x809, 0xA, 0xBD, 0x203, 0x31, 0x1E, 0x17)
            ).to_bytes(2, "little")
        else:
            inside = at + 4 + chance.randrange(max(1, min(length, 40)))
            size = chance.choice((1, 2, 4))
            made[inside : inside + size] = (
                chance.choice((b"\xff", b"\0", b"\x7f", chance.randbytes(1))) * size
            )
    return bytes(made)


def deflated(size: int) -> bytes:
    """Raw deflate of so many noughts, without making them all at once."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = bytes(1 << 20)
    return b"".join(packer.compress(block) for _ in range(size >> 20)) + packer.flush()
