"""A clerk's ledger of any length as a workbook: 39 columns, as messy as the sample in tests/data.

Title and date line, headings of two levels, days and amounts written in every way, stray spaces and line
breaks in names, blank lines, 小计 in between, a line to sign at the foot, and of a thousand rows some
twenty-six that must be refused. Written as Excel does it: texts shared, days as numbers with a format.
"""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from tests.bench.fill import MODELS, NAMES

TITLE = "某市计量测试研究所固定资产明细账"
UNDER = "截止日期：2026年10月31日        填报部门：后勤保障科        金额单位：元"
HEADINGS = [
    "序号",
    "资产编号",
    "资产名称",
    "规格型号",
    "国标代码",
    "资产类别",
    "单位",
    "数量",
    "账面原值",
    "累计折旧",
    "账面净值",
    "财政拨款",
    "非财政拨款",
    "取得方式",
    "取得日期",
    "入账日期",
    "投入使用日期",
    "折旧年限（年）",
    "凭证号",
    "管理部门",
    "使用部门",
    "使用人",
    "存放地点",
    "使用状况",
    "供应商",
    "供应商电话",
    "品牌",
    "出厂编号",
    "生产厂家",
    "用途",
    "采购组织形式",
    "合同编号",
    "发票号",
    "预算项目编码",
    "财政卡片编号",
    "保修截止日期",
    "折旧方法",
    "会计科目",
    "备注",
]
VALUES = (8, 12)  # these stand under one common heading
CLASSES = (
    ("通用设备", "A02010105", "台", 6), ("专用设备", "A02100303", "台", 10), ("通用设备", "A02061804", "台", 5),
    ("家具、用具、装具及动植物", "A05010502", "组", 15), ("房屋及构筑物", "A01010200", "座", 30),
    ("图书、档案", "A04010100", "册", None),
)  # fmt: skip
DEPARTMENTS = (
    "后勤保障科",
    "后勤保障 \n科",
    "财务科",
    "检测中心",
    " 检测中心",
    "信息中心 ",
    "人事教育科",
    "业务一科",
    "办公室",
    "质量管理科",
)
SURNAMES, GIVEN = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高",
    ("喆", "堃", "敏", "桂英", "丽", "燊", "芳", "娟", "超", "杰"),
)
SUPPLIERS = (
    "郑州恒信办公设备有限公司",
    "北京华测仪器有限责任公司",
    "洛阳宏达机电设备有限公司",
    "上海精仪科技股份有限公司",
)
BROADS = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
DAY_ZERO = date(1899, 12, 30).toordinal()
REASONS = ("累计折旧大于原值", "取得日期不成立", "原值不是数", "资产名称为空", "资产编号重复", "原值为负")


class Day(int):
    """A day as Excel counts it, in a cell that is formatted as one."""


def write_ledger(path: Path, count: int, first: int = 1) -> dict[str, int]:
    """Write `count` rows, numbered from `first`; tells how many are good and how many must be refused, by reason."""
    planted: dict[str, int] = dict.fromkeys(REASONS, 0)
    texts: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        with out.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(_HEAD.encode())
            at = 0
            for at, row in enumerate(_lines(range(first, first + count), random.Random(first), planted), 1):
                sheet.write(_row(at, row, texts).encode())
            sheet.write(f'</sheetData><mergeCells count="3">{_merged()}</mergeCells></worksheet>'.encode())
        strings = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)
        out.writestr("xl/sharedStrings.xml", f"{_XML}<sst {_MAIN}>{strings}</sst>")
        for name, content in _PARTS.items():
            out.writestr(name, content)
    return {**planted, "good": count - sum(planted.values())}


def _lines(numbers: range, luck: random.Random, planted: dict[str, int]) -> Iterator[list[Any]]:
    wide = len(HEADINGS)
    yield [TITLE]
    yield [UNDER]
    first, last = VALUES
    yield [
        heading if not first <= at <= last else "价值信息（元）" if at == first else None
        for at, heading in enumerate(HEADINGS)
    ]
    yield [heading if first <= at <= last else None for at, heading in enumerate(HEADINGS)]
    for number in numbers:
        yield _asset(number, luck, planted)
        if number % 97 == 0:
            yield [None] * wide
        if number % 400 == 0:
            yield [None, None, "小计", None, None, None, None, None, number * 31.25]
    yield ["合计"]
    yield [None]
    yield ["制表人：王芳        复核人：        部门负责人："]


def _asset(number: int, luck: random.Random, planted: dict[str, int]) -> list[Any]:
    name, model = luck.choice(NAMES), luck.choice(MODELS)
    label, code, unit, years = luck.choice(CLASSES)
    fen = luck.randint(100_000, 9_000_000)
    got = date(2008, 1, 1) + timedelta(days=luck.randrange(6700))
    booked = got + timedelta(days=luck.randrange(20))
    months = (2026 - booked.year) * 12 + 11 - booked.month
    charged = (
        0 if years is None else min(fen, (fen * 2 + years * 12) // (2 * years * 12) * min(months, years * 12))
    )
    fiscal = fen if luck.random() < 0.8 else fen // 2
    no: Any = f"{number:06d}" if number % 3 else f"ZC{number:06d}"
    cost, acquired, charged_cell = _money(fen, luck), _day(got, luck), _money(charged, luck)
    if luck.random() < 0.026 and number > 10:
        reason = luck.choice(REASONS)
        planted[reason] += 1
        match reason:
            case "累计折旧大于原值":
                charged_cell = fen / 100 + 1000
            case "取得日期不成立":
                acquired = "2019-02-30"
            case "原值不是数":
                cost = "待核实"
            case "资产名称为空":
                name = " "
            case "资产编号重复":
                no = "000001"
            case "原值为负":
                cost = -fen / 100
    return [
        number, no, name, model, code if luck.random() < 0.8 else None, label, unit, luck.choice((1, 1, "1", "１")),
        cost, charged_cell, _money(fen - charged, luck) if luck.random() < 0.3 else None,
        fiscal / 100, (fen - fiscal) / 100 if luck.random() < 0.5 else None, luck.choice(("新购", "购置", "调拨", "无偿调入")),
        acquired, _day(booked, luck), _day(booked, luck) if luck.random() < 0.5 else None, years,
        f"记-{number % 300:04d}" if luck.random() < 0.8 else None, "后勤保障科", luck.choice(DEPARTMENTS),
        luck.choice(SURNAMES) + luck.choice(GIVEN), f"主楼{luck.randrange(100, 600)}室", luck.choice(("在用", "在用", "闲置", "待处置")),
        luck.choice(SUPPLIERS), f"0371-{luck.randrange(60_000_000, 60_002_000)}", luck.choice(("联想", "戴尔", "惠普", "格力", None)),
        f"SN{luck.randrange(10**9):09d}" if luck.random() < 0.7 else None, luck.choice(SUPPLIERS),
        luck.choice(("办公", "检测", "教学", None)), luck.choice(("政府集中采购", "分散采购", None)),
        f"HT{got.year}-{luck.randrange(400):03d}", luck.randrange(10**7, 10**8), f"B{got.year}{luck.randrange(50):02d}",
        f"330106-{got.year}-{number}", _day(got + timedelta(days=1095), luck), "年限平均法" if years else None, "1601",
        luck.choice((None, None, None, "含显示器", "2019年调入", "待报废")),
    ]  # fmt: skip


def _money(fen: int, luck: random.Random) -> Any:
    """An amount as clerks write it; half of them are plain numbers."""
    yuan = fen / 100
    match luck.randrange(14):
        case 0:
            return f"￥{yuan:,.2f}"
        case 1:
            return f"{yuan:.2f}元"
        case 2:
            return f"{yuan:,.2f}"
        case 3:
            return f" {yuan:.2f} "
        case 4:
            return f"{yuan:,.2f}".translate(BROADS)
        case 5:
            return f"¥{yuan:.2f}"
        case 6:
            return f"{yuan:.2f}"
    return yuan


def _day(day: date, luck: random.Random) -> Any:
    """A day as clerks write it; a third of them are days to Excel."""
    match luck.randrange(12):
        case 0:
            return f"{day.year}.{day.month}.{day.day}"
        case 1:
            return f"{day.year}年{day.month}月{day.day}日"
        case 2:
            return f"{day:%Y%m%d}"
        case 3:
            return f"{day:%Y/%m/%d}"
        case 4:
            return f"{day:%Y-%m-%d}"
        case 5:
            return day.toordinal() - DAY_ZERO
        case 6:
            return f"{day.year}.{day.month}.{day.day}".translate(BROADS)
        case 7:
            return f"{day.year}-{day.month}-{day.day} "
    return Day(day.toordinal() - DAY_ZERO)


# -- the workbook's parts ----------------------------------------------------------------------------------


def _letters(at: int) -> str:
    return chr(65 + at) if at < 26 else chr(64 + at // 26) + chr(65 + at % 26)


_LETTERS = [_letters(at) for at in range(len(HEADINGS))]


def _row(number: int, row: list[Any], texts: dict[str, int]) -> str:
    cells = []
    for letters, value in zip(_LETTERS, row, strict=False):
        if value is None:
            continue
        if value.__class__ is str:
            place = texts.setdefault(value, len(texts))
            cells.append(f'<c r="{letters}{number}" t="s"><v>{place}</v></c>')
        elif value.__class__ is Day:
            cells.append(f'<c r="{letters}{number}" s="1"><v>{value}</v></c>')
        else:
            cells.append(f'<c r="{letters}{number}"><v>{value}</v></c>')
    return f'<row r="{number}">{"".join(cells)}</row>'


def _merged() -> str:
    first, last = (_LETTERS[at] for at in VALUES)
    end = _LETTERS[-1]
    return "".join(f'<mergeCell ref="{each}"/>' for each in (f"A1:{end}1", f"A2:{end}2", f"{first}3:{last}3"))


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_HEAD = f"{_XML}<worksheet {_MAIN}><sheetData>"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}.sharedStrings+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>',
    "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{_XML}<workbook {_MAIN} xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="固定资产明细账" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f"{_XML}<styleSheet {_MAIN}><fonts count=\"1\"><font/></fonts><fills count=\"1\"><fill/></fills>"
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
}  # fmt: skip
