"""满意度回访单 (call-back): what the caller was asked after the work, what they said, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from app.kit.printing import Opening
from app.kit.printing.blocks import Note, Opinions
from app.kit.printing.flow import Block
from app.kit.printing.grid import Grid, Group
from app.kit.printing.table import Column, DataTable, Row
from app.kit.printing.text import ticks
from app.workorders.choices import CallKind
from app.workorders.printouts import order
from app.workorders.printouts.order import OrderSlip
from app.workorders.printouts.words import RATINGS, Pairs, moment

KINDS = tuple(each.label for each in CallKind)
ASKED = ("响应是否及时", "维修质量", "服务态度", "现场是否清理", "收费或用料是否说明")
QUESTIONS = (Column("回访内容", 70), Column("评价", 65), Column("说明", 35))


@dataclass(frozen=True)
class CallBackSlip:
    """One call of an order; `called_at` is None for one that is still owed."""

    order: OrderSlip
    kind: str | None
    due_at: datetime | None
    called_at: datetime | None = None
    reason: str = ""
    result: str | None = None
    note: str = ""
    again: str = ""


def draw(slip: CallBackSlip) -> list[Opening | Block]:
    """The order and its first rating; the call; a second treatment; who signs."""
    work = slip.order
    head: Pairs = [
        [("报修部门", work.department), ("报修人", work.caller)],
        [("联系电话", work.phone), ("维修地点", work.place)],
        [("报修时间", work.reported), ("完工时间", moment(work.finished_at, fill=False))],
        [("故障描述", work.fault)],
        [("维修人（单位）", work.assignee), ("类别", work.category)],
        [("处理结果", work.result)],
        [("原评价", ticks(RATINGS, work.rating))],
        [("评价意见", work.opinion)],
    ]
    call: Pairs = [
        [("回访类型", ticks(KINDS, slip.kind))],
        [
            ("回访时限", moment(slip.due_at, fill=False)),
            ("回访时间", moment(slip.called_at)),
        ],
        [("回访方式", ticks(("电话", "当面", "其他"), None))],
    ]
    rows: list[Row] = [(asked, ticks(RATINGS, None), "") for asked in ASKED]
    after: Pairs = [
        [("回访结果", ticks(RATINGS, slip.result))],
        [("不满意原因", slip.reason)],
        [("回访记录", slip.note)],
        [
            (
                "二次处理",
                slip.again or (ticks(("需要", "不需要"), None) if slip.called_at is None else "不需要"),
            )
        ],
    ]
    return [
        Opening(number=work.number),
        Grid([Group(head, "报修情况")], label=27),
        Grid([Group(call)], label=27),
        DataTable(QUESTIONS, rows, size=10.5, row=7),
        Grid([Group(after)], label=27, row=9.5),
        Opinions(("报修人意见", "回访人", "后勤部门负责人"), label=32, height=18),
        Note("注：不满意的必须回访，写明原因和二次处理的办法；到期由系统默认确认的不算满意。"),
    ]


def samples() -> list[CallBackSlip]:
    """One who was not satisfied and got a second treatment; one still to be called."""
    bad = replace(order.sample(), rating="不满意", opinion="修了两次，走廊积水没有清理", called="")
    return [
        CallBackSlip(
            bad,
            "不满意必回访",
            datetime(2026, 3, 10, 17, 30),
            datetime(2026, 3, 9, 9, 30),
            "完工后仍有滴漏，现场没有清理",
            "基本满意",
            "已向报修人说明原因并致歉，当日派综合班清理，次日复查不漏。",
            "2026年3月9日 10:00 返修，10:40 完工",
        ),
        CallBackSlip(order.sample(), "抽查回访", datetime(2026, 4, 30, 17, 30)),
    ]
