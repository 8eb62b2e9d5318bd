"""维修验收单 (workorder-acceptance): what was mended, with what, what was checked, and three who say that it is good."""

from __future__ import annotations

from dataclasses import dataclass

from app.kit.printing import Opening
from app.kit.printing.blocks import Amount, Note, Signatures
from app.kit.printing.flow import Block
from app.kit.printing.grid import Grid, Group
from app.kit.printing.table import Column, DataTable, Row
from app.kit.printing.text import ticks
from app.workorders.printouts import order
from app.workorders.printouts.order import OrderSlip
from app.workorders.printouts.words import Pairs, joined, moment, parts_table

CONCLUSIONS = ("合格", "限期整改", "不合格")
CHECKED = (
    Column("序号", 10, "centre"),
    Column("验收（检查）内容", 80),
    Column("结果", 40),
    Column("备注", 40),
)


@dataclass(frozen=True)
class AcceptanceSlip:
    """The order, the items of its checklist with what was found, how often it was mended, photos before and after."""

    order: OrderSlip
    checks: tuple[tuple[str, str], ...] = ()
    rounds: int = 1
    photos: tuple[int, int] = (0, 0)


def draw(slip: AcceptanceSlip) -> list[Opening | Block]:
    """The work; its parts and cost; the checks; the conclusion and who signs it."""
    work = slip.order
    open_ = not work.finished
    head: Pairs = [
        [("报修部门", work.department), ("报修人", work.caller)],
        [("维修地点", work.place), ("类别", work.category)],
        [("资产", work.asset)],
        [("故障描述", work.fault)],
        [("维修人（单位）", work.assignee), ("处理次数", f"第 {slip.rounds} 次")],
        [
            ("到场时间", moment(work.arrived_at, fill=open_)),
            ("完工时间", moment(work.finished_at, fill=open_)),
        ],
        [("处理结果", work.result)],
        [
            ("是否保修", joined(work.by_warranty, "由厂家或维保单位承担" if work.warranty else "")),
            ("维修照片", "维修前 {} 张，维修后 {} 张".format(*slip.photos)),
        ],
    ]
    fees: Pairs = [
        [
            ("工时", f"{work.hours} 小时" if work.finished else ""),
            ("外协费（元）", work.outside_cost if work.finished else None),
        ]
    ]
    rows: list[Row] = [(number, *each, "") for number, each in enumerate(slip.checks, start=1)]
    rows += [("", "", "", "")] * (3 - len(rows))
    total: list[Block] = [Amount(work.cost, "费用合计")] if work.finished else []
    return [
        Opening(number=work.number, middle=f"报修时间：{work.reported}"),
        Grid([Group(head)], label=27),
        parts_table(work.parts, work.finished),
        Grid([Group(fees)], label=27),
        *total,
        DataTable(CHECKED, rows, size=10, row=7),
        Grid(
            [Group([[("验收结论", ticks(CONCLUSIONS, None))], [("验收意见", "")]])],
            label=27,
            row=12,
        ),
        Signatures("维修人（外协单位） 使用部门验收人 后勤部门负责人", height=22),
        Note(
            "注：验收结论由验收人勾选；限期整改的写明期限，整改后重新验收。本单一式两份，使用部门、后勤部门各一份。"
        ),
    ]


def samples() -> list[AcceptanceSlip]:
    """One checked in three respects."""
    checks = (("试水 30 分钟不渗漏", "是"), ("水压（MPa）", "0.28"), ("现场清理干净", "是"))
    return [AcceptanceSlip(order.sample(), checks, 1, (1, 2))]
