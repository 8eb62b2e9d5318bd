"""Files made with ill will, by name: bombs, lying headers, stray cells, tricks of XML. Each is bytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests.hostile.forging import HEADINGS, deflated, parts_of, plain_ods, plain_xlsx, with_part, zipped

SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
_NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_FAR = '<c r="XFD1048576"><v>1</v></c>'
GIGABYTE = 1 << 30


def sheet(body: str, dimension: str = "") -> bytes:
    """The plain workbook with a first sheet of one's own."""
    content = (
        f'<?xml version="1.0"?><worksheet {_NAMESPACE}>{dimension}<sheetData>{body}</sheetData></worksheet>'
    )
    return with_part(SHEET, lambda old: content.encode())


def cells(count: int) -> str:
    return "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, count))


def elsewhere() -> bytes:
    """The sheet lies under a name that no program gives it."""
    parts = parts_of(sheet(f'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">{_FAR}</row>'))
    parts["xl/other/gift.dat"] = parts.pop(SHEET)
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace(b"worksheets/sheet1.xml", b"other/gift.dat")
    return zipped(parts)


def bomb(name: str, size: int, told: int | None = None) -> bytes:
    """A workbook in which a part unfolds to `size` noughts, while its header tells `told`."""
    out = io.BytesIO()
    packed = deflated(size)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts_of(plain_xlsx()).items():
            if part != name:
                archive.writestr(part, content)
    raw = out.getvalue()
    end = raw.rindex(b"PK\x05\x06")
    count, length, where = struct.unpack("<HLL", raw[end + 10 : end + 20])
    told = size if told is None else told
    facts = (20, 0, 8, 0, 33, zlib.crc32(b""), len(packed), min(told, 0xFFFFFFFE))
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", *facts, len(name), 0) + name.encode() + packed
    entry = (
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, *facts, len(name), 0, 0, 0, 0, 0, where) + name.encode()
    )
    directory = raw[where : where + length] + entry
    closing = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, count + 1, count + 1, len(directory), where + len(local), 0
    )
    return raw[:where] + local + directory + closing


def doubled() -> bytes:
    """Two parts of one name, a harmless one and one with a cell in the last corner."""
    out = io.BytesIO(plain_xlsx())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(SHEET.replace("sheet1", "sheet9"), sheet(f'<row r="1">{_FAR}</row>'))
    first = out.getvalue()
    return first.replace(b"xl/worksheets/sheet9.xml", b"xl/worksheets/sheet1.xml")


def laughs(part: str, outside: bool = False) -> bytes:
    """Entities that unfold to gigabytes, or that ask for a file or a page."""
    if outside:
        trick = '<!DOCTYPE x [<!ENTITY lol SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>'
    else:
        levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
        trick = f'<!DOCTYPE x [<!ENTITY l0 "hahahahaha">{levels}<!ENTITY lol "&l9;">]>'

    def change(old: bytes) -> bytes:
        head, _, rest = old.partition(b"?>")
        rest = rest.replace(b"<t>", b"<t>&lol;", 1).replace(b'name="', b'name="&lol;', 1)
        return head + b"?>" + trick.encode() + rest

    return with_part(part, change)


def ods(body: str) -> bytes:
    return with_part(
        "content.xml",
        lambda old: old.replace(b"</table:table>", body.encode() + b"</table:table>"),
        plain_ods(),
    )


def _ods_cell(repeat: str, row: str = "1") -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{row}"><table:table-cell table:number-columns-repeated="{repeat}" '
        'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    )


def ledger_rows(value: str, count: int = 3, everywhere: bool = False) -> bytes:
    """A table whose names, or all of whose cells, are one text."""
    rows = [HEADINGS, *([f"A{n}", value, "1", "0", "2020-01-01", "科"] for n in range(count))]
    if everywhere:
        rows[1:] = [[f"{n}{value}", *[value] * 5] for n in range(count)]
    letters = "ABCDEF"
    body = "".join(
        f'<row r="{at}">' + "".join(
            f'<c r="{letter}{at}" t="inlineStr"><is><t>{text}</t></is></c>' for letter, text in zip(letters, row, strict=True)
        ) + "</row>"
        for at, row in enumerate(rows, 1)
    )  # fmt: skip
    return sheet(body)


FILES: dict[str, Callable[[], bytes]] = {
    "最后一格.xlsx": lambda: sheet(f'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">{_FAR}</row>'),
    "谎报范围.xlsx": lambda: sheet(f'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">{_FAR}</row>', '<dimension ref="A1:B2"/>'),
    "单引号.xlsx": lambda: sheet("<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"),
    "空格.xlsx": lambda: sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c\n s="1"\n r = "XFD1048576" ><v>1</v></c></row>'),
    "小写列.xlsx": lambda: sheet('<row r="1"><c r="a1"><v>1</v></c></row><row r="1048576"><c r="xfd1048576"><v>1</v></c></row>'),
    "前缀.xlsx": lambda: sheet('<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row><x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>'),
    "没有坐标.xlsx": lambda: sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">' + "<c><v>1</v></c>" * 16384 + "</row>"),
    "越界列.xlsx": lambda: sheet('<row r="1"><c r="A1"><v>1</v></c><c r="ZZZZZZ1"><v>1</v></c></row>'),
    "越界行.xlsx": lambda: sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="4294967295"><c r="C4294967295"><v>1</v></c></row>'),
    "公式在天边.xlsx": lambda: sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><f>1+1</f></c></row>'),
    "错误在天边.xlsx": lambda: sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" t="e"><v>#REF!</v></c></row>'),
    "另放.xlsx": elsewhere,
    "重名.xlsx": doubled,
    "谎报串数.xlsx": lambda: with_part(STRINGS, lambda old: old.replace(b' count="', b' count="4294967295" x="').replace(b'uniqueCount="', b'uniqueCount="4294967295" y="')),
    "一百万合并.xlsx": lambda: with_part(SHEET, lambda old: old.replace(b"</mergeCells>", b'<mergeCell ref="A1:XFD1048576"/>' * 300_000 + b"</mergeCells>")),
    "共享公式.xlsx": lambda: sheet('<row r="1"><c r="A1"><f t="shared" ref="A1:XFD1048576" si="0">B1+1</f><v>1</v></c><c r="B1"><f t="shared" si="4294967295"/><v>1</v></c></row>'),
    "不闭合.xlsx": lambda: sheet('<c r="A1" ' * 3_000_000),
    "不闭合公式.xlsx": lambda: sheet('<c r="A1" ><f>' * 2_000_000),
    "不闭合错误.xlsx": lambda: sheet('<c r="A1" t="e">' * 2_000_000),
    "很深.xlsx": lambda: sheet("<a>" * 2_000_000),
    "很深的书.xlsx": lambda: with_part(BOOK, lambda old: b"<a>" * 2_000_000),
    "长串.xlsx": lambda: ledger_rows("长" * 20_000_000, 1),
    "长串括号.xlsx": lambda: ledger_rows("（" * 16_000 + "计" * 16_000, 300),
    "长串空格.xlsx": lambda: ledger_rows("a" + " " * 32_000 + "b", 300),
    "长串数字.xlsx": lambda: ledger_rows("1" * 32_000, 300),
    "长串换行.xlsx": lambda: ledger_rows("合&#10;" * 8_000, 300),
    "长串日期.xlsx": lambda: ledger_rows("2020年" * 6_000, 300),
    "长串星号.xlsx": lambda: ledger_rows("*：" * 16_000, 300),
    "遍布括号.xlsx": lambda: ledger_rows("（" * 10_000 + "1," * 5_000 + "年" * 9_000, 60, everywhere=True),
    "遍布数字.xlsx": lambda: ledger_rows("1" * 30_000, 60, everywhere=True),
    "遍布撇号.xlsx": lambda: ledger_rows("1,2 " * 8_000, 60, everywhere=True),
    "遍布年月.xlsx": lambda: ledger_rows("2020.1" * 5_000, 60, everywhere=True),
    "遍布标题.xlsx": lambda: ledger_rows("资产编号" * 8_000, 60, everywhere=True),
    "一万六千列.xlsx": lambda: sheet("".join(f'<row r="{n}">' + "<c><v>1</v></c>" * 16384 + "</row>" for n in range(1, 60))),
    "很多格.xlsx": lambda: sheet("".join(f'<row r="{n}">' + "<c><v>1</v></c>" * 100 + "</row>" for n in range(1, 180_000))),
    "百万空行.xlsx": lambda: sheet(cells(2) + "".join(f'<row r="{n}"/>' for n in range(2, 1_048_577))),
    "很多表.xlsx": lambda: with_part(BOOK, lambda old: old.replace(b"</sheets>", b"".join(b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (n, n) for n in range(9, 20_000)) + b"</sheets>")),
    "炸弹.xlsx": lambda: bomb(SHEET, 4 * GIGABYTE - 1),
    "谎报炸弹.xlsx": lambda: bomb(SHEET, 4 * GIGABYTE - 1, 1000),
    "样式炸弹.xlsx": lambda: bomb("xl/styles.xml", 3 * GIGABYTE),
    "谎报样式炸弹.xlsx": lambda: bomb("xl/styles.xml", 3 * GIGABYTE, 1000),
    "串炸弹.xlsx": lambda: bomb(STRINGS, 3 * GIGABYTE, 1000),
    "书炸弹.xlsx": lambda: bomb(BOOK, 3 * GIGABYTE, 1000),
    "关系炸弹.xlsx": lambda: bomb("xl/_rels/workbook.xml.rels", 3 * GIGABYTE),
    "主题炸弹.xlsx": lambda: bomb("xl/theme/theme1.xml", 3 * GIGABYTE),
    "笑.xlsx": lambda: laughs(STRINGS),
    "笑书.xlsx": lambda: laughs(BOOK),
    "外部.xlsx": lambda: laughs(STRINGS, outside=True),
    "外部书.xlsx": lambda: laughs(BOOK, outside=True),
    "上级目录.xlsx": lambda: zipped({**parts_of(plain_xlsx()), "../../../../tmp/houqin-evil": b"x", "/etc/houqin-evil": b"x", "C:\\houqin-evil": b"x"}),
    "指向上级.xlsx": lambda: with_part("xl/_rels/workbook.xml.rels", lambda old: old.replace(b"worksheets/sheet1.xml", b"../../../../../etc/passwd")),
    "空字节.xlsx": lambda: ledger_rows("a\0b"),
    "文本空字节.csv": lambda: "\n".join([",".join(HEADINGS), "A1,桌\0子,1,0,2020-01-01,科"]).encode(),
    "天边.ods": lambda: ods(_ods_cell("1", "1048575") + _ods_cell("16384")),
    "列重复.ods": lambda: ods(_ods_cell("4294967295")),
    "行重复.ods": lambda: ods(_ods_cell("3", "4294967295")),
    "都重复.ods": lambda: ods(_ods_cell("16384", "1048576")),
    "溢出.ods": lambda: ods(_ods_cell("18446744073709551615", "18446744073709551615")),
    "负重复.ods": lambda: ods(_ods_cell("-1", "-1")),
    "空行.csv": lambda: b"\n" * 59_000_000,
    "逗号.csv": lambda: b"," * 59_000_000,
    "短格.csv": lambda: b"1,2,3\n" * 9_900_000,
    "一个长格.csv": lambda: b'"' + b"a" * 59_000_000,
    "引号.csv": lambda: b'","' * 19_000_000,
    "宽字.csv": lambda: "😀".encode() + b"a,b\n" * 14_000_000,
    "制表.txt": lambda: b"\t" * 59_000_000,
}  # fmt: skip
