"""Makes 示例-固定资产明细账.xlsx, the ledger of the sample office, as a clerk would have kept it.

    python resources/sheets/make_sample.py

An invented institution with figures at the end of 2026-10: titles, a heading two rows deep, subtotals, dates
and amounts written in many ways, stray spaces, and some rows that cannot be taken. Always the same file.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

TARGET = Path(__file__).with_name("示例-固定资产明细账.xlsx")
OFFICE = "云州市园林管护中心"
LAST = date(2026, 10, 31)

HEADINGS = (
    "序号", "资产编号", "资产名称", "规格型号", "国标代码", "资产类别", "计量单位", "数量",
    ("价值（元）", "账面原值"), ("价值（元）", "累计折旧"), ("价值（元）", "账面净值"), "取得方式", "购置日期",
    "财务入账日期", "使用年限（年）", "凭证号", "使用科室", "保管人", "存放地点", "使用状态", "供货单位", "备注",
)  # fmt: skip
WIDTHS = (6, 13, 20, 18, 12, 20, 6, 6, 14, 14, 14, 10, 13, 13, 8, 10, 14, 10, 16, 8, 24, 18)


@dataclass(frozen=True)
class Kind:
    """One kind of thing: how many, what it costs (yuan, from–to), how long it lives (years, 0 never)."""

    name: str
    models: tuple[str, ...]
    code: str
    unit: str
    number: int
    cost: tuple[int, int]
    years: int


CLASSES: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("房屋及构筑物", (
        Kind("办公楼", ("钢筋混凝土结构",), "A01010100", "栋", 1, (2_600_000, 2_700_000), 50),
        Kind("管护用房", ("砖混结构",), "A01010200", "栋", 4, (180_000, 460_000), 30),
    )),
    ("通用设备", (
        Kind("台式计算机", ("联想启天M455", "惠普288 Pro", "长城世恒TN140"), "A02010105", "台", 210, (3_900, 6_200), 6),
        Kind("便携式计算机", ("华为MateBook B3", "ThinkPad E14"), "A02010108", "台", 64, (5_200, 7_800), 6),
        Kind("服务器", ("浪潮NF5280M6",), "A02010104", "台", 9, (38_000, 72_000), 6),
        Kind("A4黑白打印机", ("奔图P3305DN", "兄弟HL-5590DN"), "A02021000", "台", 72, (1_200, 2_600), 6),
        Kind("复印机", ("理光IM 2702", "京瓷4012i"), "A02020100", "台", 18, (12_000, 34_000), 6),
        Kind("投影仪", ("爱普生CB-X50",), "A02020200", "台", 12, (3_800, 9_600), 6),
        Kind("碎纸机", ("得力9926",), "A02021301", "台", 20, (1_000, 1_900), 6),
        Kind("空调机", ("格力KFR-35GW", "美的KFR-72LW"), "A02061804", "台", 96, (2_800, 8_900), 5),
        Kind("视频监控设备", ("海康DS-8632N",), "A02091107", "套", 14, (18_000, 46_000), 5),
        Kind("乘用车", ("大众朗逸", "比亚迪秦PLUS"), "A02030500", "辆", 9, (98_000, 178_000), 8),
    )),
    ("专用设备", (
        Kind("高枝修剪车", ("GKS-18",), "", "辆", 5, (168_000, 320_000), 10),
        Kind("喷药车", ("YL-3500",), "", "辆", 8, (86_000, 140_000), 10),
        Kind("草坪割草机", ("HRJ216", "LM5360"), "", "台", 46, (3_600, 18_000), 10),
        Kind("绿篱修剪机", ("HS82R",), "", "台", 38, (2_100, 4_800), 10),
    )),
    ("文物和陈列品", (Kind("园史陈列展品", ("铜质",), "", "件", 7, (2_000, 9_000), 0),)),
    ("图书、档案", (Kind("图书", ("园林植物图鉴", "绿化养护丛书"), "", "套", 16, (1_100, 5_200), 0),)),
    ("家具、用具、装具及动植物", (
        Kind("办公桌", ("1.4米", "1.6米"), "", "张", 150, (1_050, 2_900), 15),
        Kind("办公椅", ("转椅",), "A05010301", "把", 40, (1_000, 1_400), 15),
        Kind("会议椅", ("弓形",), "A05010303", "把", 30, (1_000, 1_300), 15),
        Kind("文件柜", ("双开门", "五节柜"), "A05010502", "组", 120, (1_000, 1_900), 15),
        Kind("书柜", ("三门",), "A05010501", "组", 24, (1_200, 2_000), 15),
    )),
)  # fmt: skip

DEPARTMENTS = ("办公室", "财务科", "绿化管护科", "公园管理科", "苗圃", "后勤保障科", "工程科", "信息室")
PEOPLE = (
    "周敏", "许建国", "郑小雨", "冯堃", "沈丽华", "韩喆", "唐志强", "彭雪", "曹军", "邓婷", "潘磊", "袁秀英",
    "于洋", "蒋丽", "龚䶮", "范伟", "钟慧", "戴平", "夏天", "任晓燕",
)  # fmt: skip
PLACES = ("主楼{}室", "附楼{}室", "东园管理房", "西园管理房", "苗圃库房", "车库", "档案室")
SUPPLIERS = (
    "云州恒达办公设备有限公司", "云州市绿源园林机械有限公司", "远航信息技术有限公司", "安居家具厂",
    "云州第二百货公司", "顺风汽车销售服务有限公司",
)  # fmt: skip


class Clerk:
    """Writes one thing in many ways, never twice alike and always the same from run to run."""

    def __init__(self) -> None:
        self.luck = random.Random(20261031)

    def amount(self, fen: int) -> Any:
        plain = f"{fen / 100:.2f}"
        ways = (
            fen / 100, fen / 100, fen / 100, f"￥{fen / 100:,.2f}", f"{fen / 100:,.2f}", f"{plain}元", f" {plain} ",
            plain.translate(str.maketrans("0123456789.", "０１２３４５６７８９．")),
        )  # fmt: skip
        return self.luck.choice(ways)

    def day(self, day: date) -> Any:
        ways = (
            datetime(day.year, day.month, day.day), f"{day:%Y-%m-%d}", f"{day.year}.{day.month}.{day.day}",
            f"{day.year}年{day.month}月{day.day}日", f"{day:%Y/%m/%d}", f"{day:%Y%m%d}",
            (day - date(1899, 12, 30)).days,
        )  # fmt: skip
        return self.luck.choice(ways)

    def name(self, name: str) -> str:
        return self.luck.choice((name,) * 8 + (f"{name} ", f" {name}", f"{name}\n"))

    def sometimes(self, value: Any, share: float) -> Any:
        return value if self.luck.random() < share else None


def charged(cost: int, booked: date, years: int) -> int:
    """Fen charged up to the end of October 2026: the month of entry counts, the last month takes the rest."""
    if not years:
        return 0
    months = years * 12
    past = (LAST.year - booked.year) * 12 + LAST.month - booked.month + 1
    return cost if past >= months else min(cost, (2 * cost + months) // (2 * months) * past)


def card(clerk: Clerk, at: int, legacy_class: str, kind: Kind) -> list[Any]:
    """One row of the ledger."""
    luck = clerk.luck
    bought = date(2008, 1, 1) + timedelta(days=luck.randrange((date(2026, 10, 10) - date(2008, 1, 1)).days))
    booked = min(bought + timedelta(days=luck.choice((0, 0, 5, 11, 20))), LAST)
    quantity = luck.choice((1,) * 9 + (luck.randrange(2, 31),)) if legacy_class.startswith("家具") else 1
    cost = luck.randrange(kind.cost[0] * 100, kind.cost[1] * 100, luck.choice((1, 100))) * quantity
    done = charged(cost, booked, kind.years)
    idle = luck.random() < 0.06 and done == cost
    return [
        at, f"YL{bought.year}{at:04d}", kind.name, luck.choice(kind.models), clerk.sometimes(kind.code or None, 0.85),
        legacy_class, kind.unit, quantity, clerk.amount(cost), clerk.amount(done), (cost - done) / 100,
        luck.choice(("新购",) * 14 + ("调拨", "接受捐赠")), clerk.day(bought), clerk.day(booked), kind.years or None,
        clerk.sometimes(f"记-{luck.randrange(1, 260):04d}", 0.9), clerk.name(luck.choice(DEPARTMENTS)),
        clerk.sometimes(clerk.name(luck.choice(PEOPLE)), 0.93),
        clerk.sometimes(luck.choice(PLACES).format(luck.randrange(101, 512)), 0.95), "闲置" if idle else "在用",
        luck.choice(SUPPLIERS), clerk.sometimes("随房移交", 0.02),
    ]  # fmt: skip


NUMBER, NAME, COST, DONE, BOOKED = 1, 2, 8, 9, 13


def spoil(rows: list[list[Any]], luck: random.Random) -> None:
    """A dozen rows as they stand wrong in every old ledger."""
    chosen = luck.sample(range(20, len(rows)), 12)
    for place, row in enumerate(chosen):
        if place < 3:
            rows[row][NUMBER] = rows[row - 15][NUMBER]
        elif place < 5:
            rows[row][NAME] = None
        elif place < 7:
            rows[row][COST] = ("待查", "见合同")[place - 5]
        elif place < 8:
            rows[row][COST] = -1280
        elif place < 10:
            rows[row][BOOKED] = ("2019.2.30", "2021-13-05")[place - 8]
        else:
            rows[row][COST], rows[row][DONE] = 1500.0, 1600.0


def ledger() -> list[tuple[str, list[list[Any]]]]:
    """Rows by class."""
    clerk, at = Clerk(), 0
    found: list[tuple[str, list[list[Any]]]] = []
    for legacy_class, kinds in CLASSES:
        rows = []
        for kind in kinds:
            for _ in range(kind.number):
                at += 1
                rows.append(card(clerk, at, legacy_class, kind))
        found.append((legacy_class, rows))
    spoil([row for _, rows in found for row in rows], clerk.luck)
    return found


def write(target: Path) -> None:
    """The workbook, with the merged cells and colours that clerks like."""
    with xlsxwriter.Workbook(str(target)) as book:
        book.set_properties({"title": f"{OFFICE}固定资产明细账", "created": datetime(2026, 11, 2)})
        sheet = book.add_worksheet("固定资产明细账")
        title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        head = book.add_format(
            {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
        )
        cell, day = book.add_format({"border": 1}), book.add_format({"border": 1, "num_format": "yyyy-mm-dd"})
        last = len(HEADINGS) - 1
        for at, width in enumerate(WIDTHS):
            sheet.set_column(at, at, width)
        sheet.merge_range(0, 0, 0, last, f"{OFFICE}固定资产明细账", title)
        sheet.merge_range(
            1, 0, 1, last, "截止日期：2026年10月31日      填报部门：后勤保障科      金额单位：元"
        )
        for at, heading in enumerate(HEADINGS):
            if isinstance(heading, str):
                sheet.merge_range(2, at, 3, at, heading, head)
            else:
                sheet.write(3, at, heading[1], head)
        sheet.merge_range(2, 8, 2, 10, "价值（元）", head)
        line = 4
        for _, rows in ledger():
            first = line
            for row in rows:
                for at, value in enumerate(row):
                    if at == 10:
                        formula = f"=I{line + 1}-J{line + 1}"
                        sheet.write_formula(line, at, formula, cell, value)
                    elif isinstance(value, datetime):
                        sheet.write_datetime(line, at, value, day)
                    else:
                        sheet.write(line, at, value, cell)
                line += 1
            sheet.write(line, 2, "小计", head)
            sheet.write_formula(line, 8, f"=SUM(I{first + 1}:I{line})", cell, 0)
            line += 2
        sheet.write(line - 1, 0, "合计", head)
        sheet.write(line + 1, 0, "制表人：周敏        复核人：        部门负责人：")
        sheet.freeze_panes(4, 3)


if __name__ == "__main__":
    write(TARGET)
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")
