"""Workbooks as clerks keep them, and files that are no workbooks, through the reading half of kit.sheets."""

import io
import json
import struct
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from app.kit.errors import UserError
from app.kit.sheets import (
    Column,
    Layout,
    Skipped,
    Wanted,
    data_rows,
    find_layout,
    guess,
    open_book,
    reading,
    refuse_double_columns,
    remap,
)

DATA = Path(__file__).parent / "data"
LEDGER = DATA / "固定资产明细账.xlsx"
WANTED = [
    Wanted("no", "资产编号", ("资产编码", "编号")),
    Wanted("name", "资产名称", ("名称", "设备名称")),
    Wanted("cost", "原值", ("账面原值", "价值", "金额"), "money"),
    Wanted("acc", "累计折旧", ("已提折旧",), "money"),
    Wanted("fiscal", "财政拨款", (), "money"),
    Wanted("other", "非财政拨款", (), "money"),
    Wanted("acquired", "取得日期", ("购置日期",), "date"),
    Wanted("booked", "财务入账日期", ("入账日期",), "date"),
    Wanted("life", "折旧年限", ("使用年限",), "months"),
    Wanted("dept", "使用部门", ("部门",)),
    Wanted("person", "使用人", ()),
]
KEYS = ("no", "cost")


def write_book(path: Path, sheets: dict[str, Sequence[Sequence[Any]]], merged: Sequence[str] = ()) -> Path:
    """A workbook with these rows; `merged` ranges go on the first sheet."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        for number, (name, rows) in enumerate(sheets.items()):
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
            for box in merged if number == 0 else ():
                left = box.split(":", maxsplit=1)[0]
                row, column = int(left[1:]) - 1, ord(left[0]) - 65
                sheet.merge_range(box, rows[row][column])
    return path


def layout_of(path: Path) -> Layout:
    return find_layout(open_book(path), WANTED)[0]


def test_the_sample_ledger_is_found_under_its_titles_and_merged_headings() -> None:
    layout, sheet = find_layout(open_book(LEDGER), WANTED)
    assert (layout.sheet, layout.heading_row, layout.first_data_row) == ("固定资产明细账", 2, 4)
    assert "截止日期：2026年10月31日" in layout.title
    found = {name: column.heading for name, column in layout.fields.items()}
    assert found == {
        "no": "资产编号", "name": "资产名称", "cost": "账面原值", "acc": "累计折旧", "acquired": "取得日期",
        "booked": "入账日期", "life": "折旧年限（年）", "dept": "使用部门", "person": "使用人",
    }  # fmt: skip
    cost, life = layout.fields["cost"], layout.fields["life"]
    assert (cost.parent, cost.unit, cost.letters, life.unit) == ("价值信息（元）", "元", "I", "年")
    data = data_rows(layout, sheet.rows(), KEYS)
    assert data.skipped == Skipped(blank=6, totals=7, signature=1)
    assert len(data.rows) == 1200
    at = {number: row[1] for number, row in zip(data.numbers, data.rows, strict=True)}
    truth = json.loads((DATA / "truth.json").read_text("utf-8"))["assets"]
    assert all(at[bad["row"]] == bad["no"] for bad in truth["bad"])


def test_a_balance_table_of_the_finance_office_is_found_too() -> None:
    wanted = [
        Wanted("code", "科目编码"),
        Wanted("title", "科目名称"),
        Wanted("debit", "期末借方", (), "money"),
    ]
    layout, sheet = find_layout(open_book(DATA / "科目余额表.xlsx"), wanted)
    rows = data_rows(layout, sheet.rows(), ("code", "debit"))
    assert rows.rows[0][0] == "1601"
    assert rows.numbers[0] == 4


def test_headings_without_merged_cells_three_deep_and_a_line_of_column_numbers(tmp_path: Path) -> None:
    rows = [
        ["某馆资产表"],
        ["编号", "名称", "价值", "", "", "日期", ""],
        ["", "", "资金来源", "", "折旧", "取得", "入账"],
        ["", "", "财政拨款", "非财政拨款", "累计折旧", "日期", "日期"],
        ["1", "2", "3", "4", "5", "6", "7"],
        ["A1", "桌子", 1, 2, 3, "2020.1.2", "2020.1.3"],
    ]
    layout = layout_of(write_book(tmp_path / "三层.xlsx", {"表": rows}))
    assert (layout.heading_row, layout.first_data_row) == (1, 5)
    assert {column.index: column.field for column in layout.columns} == {
        0: "no", 1: "name", 2: "fiscal", 3: "other", 4: "acc", 5: "acquired", 6: "booked",
    }  # fmt: skip


def test_the_best_sheet_wins_and_the_others_are_named(tmp_path: Path) -> None:
    table = [["资产编号", "资产名称", "原值"], ["1", "桌", 5]]
    sheets = {
        "说明": [["填表说明"], ["请认真填写"]],
        "往年": [["资产编号", "资产名称"]],
        "资产": table,
        "副本": table,
    }
    layout = layout_of(write_book(tmp_path / "多表.xlsx", sheets))
    assert layout.sheet == "资产"
    assert layout.other_sheets == ("往年", "副本")


def test_row_numbers_are_excels_even_under_empty_rows(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [],
        [],
        ["", "", "资产编号", "资产名称", "原值"],
        [],
        ["", "", "A1", "桌", 5],
        [],
    ]
    path = write_book(tmp_path / "空行.xlsx", {"表": [*rows, ["", "", "A2", "椅", 6], [], []]})
    layout, sheet = find_layout(open_book(path), WANTED)
    data = data_rows(layout, sheet.rows(), KEYS)
    assert data.numbers == [5, 7]
    assert data.skipped == Skipped(blank=2)


def test_totals_signatures_and_repeated_headings_are_skipped_and_counted(tmp_path: Path) -> None:
    heading = ["资产编号", "资产名称", "原值", "使用部门", "备注"]
    rows: list[list[Any]] = [
        heading,
        ["A1", "合计器", 5.0, "办公室", "经办人：王芳"],
        ["A2", "椅", 6.0, "小计", ""],
        ["", "本页小计", 11.0, "", ""],
        heading,
        ["A3", "累计流量计", "7元", "", ""],
        ["", "柜", 8.0, "", ""],
        ["A4", "没有原值", "", "", ""],
        ["合  计", "", 19.0, "", ""],
        ["总计：", "", "", "", ""],
        ["制表人：王芳   复核人：", "", "", "部门负责人（签字）：", ""],
        ["填报日期：2026年10月31日", "", "", "", ""],
        ["注：本表一式两份", "", "", "", ""],
    ]
    layout, sheet = find_layout(open_book(write_book(tmp_path / "页.xlsx", {"表": rows})), WANTED)
    data = data_rows(layout, sheet.rows(), KEYS)
    assert data.numbers == [2, 3, 6, 7, 8]
    assert data.skipped == Skipped(totals=3, signature=3, headings=1)
    assert data.skipped.total == 7


def test_group_lines_notes_and_lines_numbered_beforehand(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["序号", "资产编号", "资产名称", "原值", "净值"],
        ["一、通用设备", "", "", "", ""],
        [1, "A1", "桌", 5, 5],
        ["", "", "通用设备小计", 5, 5],
        ["某馆资产表（续）", "", "", "", ""],
        ["序号", "资产编号", "资产名称", "原值", "净值"],
        [2, "A2", "含税合计", "", ""],
        [3, "", "", "", 0],
        [4, "", "", "", 0],
        ["办公室合计：", "", "", 5, 5],
        ["合计（大写）：伍元整", "", "", "", ""],
        ["以上资产经核对无误", "", "", "", ""],
    ]
    layout, sheet = find_layout(open_book(write_book(tmp_path / "组.xlsx", {"表": rows})), WANTED)
    data = data_rows(layout, sheet.rows(), KEYS)
    assert data.numbers == [3, 7]
    assert data.skipped == Skipped(blank=2, totals=3, headings=1, notes=3)


def test_a_lonely_name_is_a_record(tmp_path: Path) -> None:
    rows = [["资产名称", "资产编号", "原值"], ["投影仪", "", ""]]
    layout, sheet = find_layout(open_book(write_book(tmp_path / "名.xlsx", {"表": rows})), WANTED)
    assert data_rows(layout, sheet.rows(), KEYS).numbers == [2]


@pytest.mark.parametrize(
    ("heading", "field", "unit"),
    [
        ("*资产编号", "no", ""),
        ("资产编码（必填）", "no", ""),
        ("固定资产名称", "name", ""),
        ("账面 原值\n（万元）", "cost", "万元"),
        ("原值/元", "cost", "元"),
        ("使用年限(月)", "life", "月"),
        ("折旧年限（单位：个月）", "life", "月"),
        ("ＩＴ编号", None, ""),
        ("实际使用人", "person", ""),
        ("原使用人", None, ""),
        ("部门负责人", None, ""),
        ("非财政拨款", "other", ""),
    ],
)
def test_what_a_heading_means(heading: str, field: str | None, unit: str) -> None:
    (column,) = guess([Column(0, heading)], WANTED)
    assert (column.field, column.unit) == (field, unit)


def test_the_unit_may_stand_in_the_title_line(tmp_path: Path) -> None:
    rows = [
        ["资产表"],
        ["单位：某馆   金额单位：万元"],
        ["资产编号", "资产名称", "原值", "折旧年限"],
        ["1", "楼", 99.5, 50],
    ]
    layout = layout_of(write_book(tmp_path / "万元.xlsx", {"表": rows}))
    assert (layout.fields["cost"].unit, layout.fields["life"].unit) == ("万元", "")


def test_the_better_name_wins_and_the_same_name_twice_is_refused(tmp_path: Path) -> None:
    layout = layout_of(
        write_book(tmp_path / "a.xlsx", {"表": [["编号", "资产编号", "名称", "金额", "原值"]]})
    )
    assert {column.heading: column.field for column in layout.columns} == {
        "编号": None, "资产编号": "no", "名称": "name", "金额": None, "原值": "cost",
    }  # fmt: skip
    refuse_double_columns(layout, WANTED)
    twice = layout_of(
        write_book(tmp_path / "b.xlsx", {"表": [["资产编号", "名称", "原值", "使用部门", "原值（元）"]]})
    )
    with pytest.raises(UserError, match="第 C 列“原值”和第 E 列“原值（元）”都对应到“原值”"):
        refuse_double_columns(twice, WANTED)


def test_the_clerk_changes_the_mapping(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", {"表": [["资产编号", "品名", "原值", "含税价"]]})
    layout = layout_of(path)
    changed = remap(layout, {"品名": "资产名称", "D": "cost"}, WANTED)
    assert {column.letters: column.field for column in changed.columns} == {
        "A": "no", "B": "name", "C": None, "D": "cost",
    }  # fmt: skip
    assert remap(layout, {"原值": None}, WANTED).of("cost") is None
    with pytest.raises(UserError, match="没有“单价”这一列"):
        remap(layout, {"单价": "cost"}, WANTED)
    with pytest.raises(UserError, match="没有名为“颜色”的项目"):
        remap(layout, {"品名": "颜色"}, WANTED)
    with pytest.raises(UserError, match="只保留一列"):
        refuse_double_columns(remap(layout, {"原值": "cost", "含税价": "cost"}, WANTED), WANTED)


def test_the_same_headings_have_the_same_fingerprint(tmp_path: Path) -> None:
    one = layout_of(write_book(tmp_path / "a.xlsx", {"表": [["资产编号", "资产名称"], ["1", "桌"]]}))
    same = layout_of(write_book(tmp_path / "b.xlsx", {"别": [["标题"], ["资产 编号", "资产名称\n", "原因"]]}))
    other = layout_of(write_book(tmp_path / "c.xlsx", {"表": [["资产编号", "名称"]]}))
    assert one.fingerprint == same.fingerprint != other.fingerprint


def test_no_heading_row(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"“a.xlsx”里找不到表头。.*资产编号、资产名称"):
        layout_of(write_book(tmp_path / "a.xlsx", {"表": [["甲", "乙"], [1, 2]]}))
    with pytest.raises(UserError, match="找不到表头"):
        layout_of(write_book(tmp_path / "b.xlsx", {"表": []}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_text_tables_in_every_encoding(tmp_path: Path, encoding: str, sign: str) -> None:
    lines = [
        "资产台账",
        sign.join(["资产编号", "资产名称", "原值"]),
        sign.join(["00123", '"桌\n子"', '"1,200.00"']),
    ]
    path = tmp_path / "台账.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    layout, sheet = find_layout(open_book(path), WANTED)
    data = data_rows(layout, sheet.rows(), KEYS)
    assert data.rows == [["00123", "桌\n子", "1,200.00"]]
    assert data.numbers == [3]


def test_a_workbook_is_known_by_its_content_not_its_name(tmp_path: Path) -> None:
    named = tmp_path / "老账.xls"
    named.write_bytes(LEDGER.read_bytes())
    assert layout_of(named).first_data_row == 4


def test_an_old_xls_with_merged_headings_in_the_manner_of_another_office() -> None:
    layout, sheet = find_layout(open_book(DATA / "图书馆登记簿.xls"), WANTED)
    assert (layout.sheet, layout.heading_row, layout.first_data_row) == ("资产台账", 2, 4)
    found = {column.heading: (column.field, column.unit) for column in layout.columns}
    assert found["购置"] == ("acquired", "")
    assert found["入账"] == ("booked", "")
    assert found["使用年限（月）"] == ("life", "月")
    assert found["已提折旧"] == ("acc", "元")
    data = data_rows(layout, sheet.rows(), KEYS)
    assert data.numbers == [5, 6, 7]
    assert data.skipped == Skipped(totals=1, signature=1)


def test_cells_of_formulas_come_by_their_value(tmp_path: Path) -> None:
    path = tmp_path / "公式.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["资产编号", "资产名称", "原值", "取得日期"])
        sheet.write_row(1, 0, ["A1", "桌"])
        sheet.write_formula(1, 2, "=2*600.25", None, 1200.5)
        sheet.write_datetime(1, 3, date(2019, 3, 5), book.add_format({"num_format": 'yyyy"年"m"月"d"日"'}))
    layout, opened = find_layout(open_book(path), WANTED)
    assert data_rows(layout, opened.rows(), KEYS).rows == [["A1", "桌", 1200.5, date(2019, 3, 5)]]


# --- files that cannot be read ---------------------------------------------------------------------------


def compound_file(stream: str, content: bytes = bytes(5000)) -> bytes:
    """An OLE file with one stream: a header, one sector of allocation, one of directory, then the stream."""

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = name.encode("utf-16-le")
        links = b"\xff" * 8 + struct.pack("<I", child)
        head = text.ljust(64, b"\0") + struct.pack("<H", len(text) + 2) + bytes([kind, 1]) + links
        return head + bytes(36) + struct.pack("<IQ", start, size)

    sectors = -(-len(content) // 512)
    free, end, own = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    chain = [own, end, *range(3, 2 + sectors), end]
    table = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))
    directory = entry("Root Entry", 5, 1, end, 0) + entry(stream, 2, free, 2, len(content))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", 0, *[free] * 108)
    return header + table + directory.ljust(512, b"\0") + content.ljust(sectors * 512, b"\0")


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


BAD_FILES = {
    "空.xlsx": (b"", "空文件"),
    "照片.xlsx": (b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(200), "不是工作簿"),
    "网页.xls": ("\ufeff<html><table><tr><td>资产编号</td></tr></table></html>".encode(), "其实是网页"),
    "网页2.xls": (b'\r\n<!DOCTYPE HTML PUBLIC "-//W3C//DTD"><table>', "其实是网页"),
    "邮件网页.xls": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "其实是网页"),
    "表2003.xls": (b'<?xml version="1.0"?><Workbook xmlns="urn:x">', "XML 格式"),
    "文件.pdf": (b"%PDF-1.7\n", "PDF"),
    "加密.xlsx": (compound_file("EncryptedPackage"), "设了打开密码"),
    "文稿.doc": (compound_file("WordDocument"), "Word 文档"),
    "白纸.xls": (compound_file("Workbook"), "找不到表头"),
    "空壳.xls": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000), "已损坏"),
    "截断.xls": ((DATA / "图书馆登记簿.xls").read_bytes()[:3000], "已损坏"),
    "邮件.msg": (compound_file("__properties_version1.0"), "不是工作簿"),
    "文稿.docx": (zipped({"word/document.xml": b"<x/>"}), "Word 文档"),
    "包.xlsx": (zipped({"readme.txt": b"hello"}), "不是工作簿"),
    "半截.xlsx": (LEDGER.read_bytes()[:90_000], "已损坏"),
    "乱码.csv": (b"\x81\x20\xff\xfe\x80abc" * 20, "编码认不出来"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_what_is_no_workbook_gets_a_clear_word(tmp_path: Path, name: str) -> None:
    content, word = BAD_FILES[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError, match=word) as refusal:
        layout_of(path)
    assert f"“{name}”" in str(refusal.value)


def test_a_workbook_damaged_in_the_middle(tmp_path: Path) -> None:
    content = bytearray(LEDGER.read_bytes())
    content[60_000:60_400] = bytes(400)
    path = tmp_path / "坏.xlsx"
    path.write_bytes(content)
    with pytest.raises(UserError, match="已损坏"):
        find_layout(open_book(path), WANTED)[1].rows()


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="找不到文件"):
        open_book(tmp_path / "没有.xlsx")
    with pytest.raises(UserError, match="是文件夹"):
        open_book(tmp_path)


def test_too_large_files_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    text = tmp_path / "大.csv"
    with text.open("wb") as file:
        file.write("资产编号,资产名称\n".encode() * 200)
        file.truncate(100_000_000)
    with pytest.raises(UserError, match="100 MB，超过上限 60 MB"):
        open_book(text)
    bomb = tmp_path / "胀.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<x/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(reading.MOST_SHEET_BYTES // 10_000_000 + 1):
                part.write(bytes(10_000_000))
    assert bomb.stat().st_size < 1_000_000
    with pytest.raises(UserError, match="展开后约 410 MB，超过上限 400 MB"):
        open_book(bomb)


def test_one_stray_cell_in_the_last_corner_does_not_eat_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "角.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["资产编号", "资产名称"])
        sheet.write_string(1_048_575, 16_383, "误")
    with pytest.raises(UserError, match="第 1048576 行、第 16384 列"):
        open_book(path)


def test_formatted_but_empty_cells_are_no_stray_cells(tmp_path: Path) -> None:
    path = tmp_path / "格.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["资产编号", "资产名称", "原值"])
        sheet.write_row(1, 0, ["A1", "桌", 5])
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))
    assert layout_of(path).heading_row == 0
