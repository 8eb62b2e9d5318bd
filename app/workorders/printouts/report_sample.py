"""A month of a small office, for looking at the report without a store."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from app.kit.months import Month
from app.workorders.figures import FIGURES, Kind
from app.workorders.printouts.report import GroupRow, Measure, ReportSlip

_VALUES = {
    "reported": ("186 张", "171 张"), "finished": ("179 张", "168 张"), "respond_rate": ("97.85%", "96.49%"),
    "arrive_rate": ("95.70%", "94.15%"), "finish_rate": ("98.32%", "97.02%"), "first_fix_rate": ("96.65%", "95.83%"),
    "rework_rate": ("3.35%", "4.17%"), "satisfied_rate": ("98.06%", "97.35%"), "pleased_rate": ("89.03%", "86.75%"),
    "rated_rate": ("86.59%", "89.88%"), "default_rate": ("9.50%", "7.14%"), "mean_respond": ("11.42 分钟", "13.08 分钟"),
    "mean_arrive": ("38.75 分钟", "42.10 分钟"), "mean_finish": ("412.60 分钟", "468.33 分钟"),
    "hours": ("268.50 小时", "251.00 小时"), "parts_cost": ("6,842.75 元", "5,930.20 元"),
    "outside_cost": ("12,400.00 元", "9,800.00 元"),
}  # fmt: skip


def samples() -> list[ReportSlip]:
    """March: nine categories, three teams, five people, two late."""
    measures = tuple(
        Measure(
            figure.key, figure.label, *_VALUES[figure.key], figure.formula,
            174 if figure.kind is Kind.RATE else None, 179 if figure.kind in (Kind.RATE, Kind.MEAN) else None,
        )
        for figure in FIGURES
    )  # fmt: skip
    called = "期内应回访的已回访 ÷ 应回访 × 100%；其中按时 21 次"
    course = tuple(
        (
            f"{(place + 3) % 12 + 1}月",
            130 + place * 5,
            128 + place * 4,
            _rates(92 + place % 6, 90 + place % 5),
        )
        for place in range(12)
    )
    categories = (
        ("给排水", 52), ("供配电/照明", 41), ("门窗锁具", 27), ("弱电/网络/电话", 22), ("空调暖通", 16), ("办公设备", 12),
        ("家具", 8), ("保洁", 5), ("土建(墙地顶防水)", 3),
    )  # fmt: skip
    teams = (("水电班", 101), ("综合班", 63), ("（未填）", 22))
    people = (("钱喆", 62), ("吴㛃", 48), ("郑𬱖", 41), ("李䶮", 27), ("赵堃", 8))
    late = (
        ("BX-2026-0312", "会议室空调不制冷，外机异响", "一般", "完工", datetime(2026, 3, 12, 15, 0),
         datetime(2026, 3, 13, 9, 40), 220),
        ("BX-2026-0340", "三楼北侧走廊灯不亮", "一般", "响应", datetime(2026, 3, 25, 10, 20), None, None),
    )  # fmt: skip
    failing = (
        ("主楼305室 给排水", 4, Decimal("312.40"), None, "查明原因"),
        ("ZC-2012-0009 中央空调室外机", 6, Decimal("48600.00"), Decimal("54.00"), "论证更换"),
    )
    return [
        ReportSlip(
            Month.make(2026, 3),
            datetime(2026, 4, 1, 8, 30),
            (*measures, Measure("call_rate", "回访率", "95.65%", "100.00%", called, 22, 23)),
            course,
            tuple(
                (name, tuple(_row(*each) for each in rows))
                for name, rows in (("类别", categories), ("班组", teams), ("维修人员", people))
            ),
            (("1 天以内", 3), ("1–3 天", 2), ("3–7 天", 1), ("7–30 天", 1), ("30 天以上", 0)),
            late,
            failing,
        )
    ]


def _rates(timely: int, pleased: int) -> tuple[Decimal, ...]:
    return (Decimal(timely + 2), Decimal(timely), Decimal(timely + 1), Decimal(pleased + 5))


def _row(name: str, orders: int) -> GroupRow:
    rates = (Decimal("97.85"), Decimal("95.70"), Decimal("98.32"), Decimal("96.65"), Decimal("98.06"))
    return GroupRow(
        name, orders, orders - 1, (*rates, Decimal("412.60")), Decimal(orders) * Decimal("103.46")
    )
