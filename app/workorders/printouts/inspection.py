"""巡检/维保记录 (inspection-record): a turn of planned work, its checklist, and what was found at each asset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.kit.printing import Opening
from app.kit.printing.blocks import Note, Signatures
from app.kit.printing.flow import Block
from app.kit.printing.grid import Grid, Group
from app.kit.printing.table import Column, DataTable, Row
from app.kit.printing.text import ticks
from app.kit.printing.titled import Titled
from app.workorders.choices import PlanKind
from app.workorders.printouts.words import Pairs, moment

KINDS = tuple(each.label for each in PlanKind)
RESULTS = ("正常", "异常")
CHECKS = (Column("序号", 10, "centre"), Column("检查内容", 100), Column("结果", 60))
ASSETS = (
    Column("序号", 10, "centre"),
    Column("资产编号", 25),
    Column("名称（规格型号）", 48),
    Column("存放地点", 28),
    Column("结果", 25, "centre"),
    Column("检查情况", 34),
)
LEAST = 5


@dataclass(frozen=True)
class Inspected:
    """One asset; `well` is None until somebody looked."""

    number: str
    name: str
    place: str
    well: bool | None = None
    finding: str = ""


@dataclass(frozen=True)
class InspectionSlip:
    """One turn of a plan; `kind` is None for an order that no plan made."""

    number: str
    plan: str
    kind: str | None
    cycle: str
    basis: str
    due_on: date | None
    place: str
    assignee: str
    task: str
    arrived_at: datetime | None = None
    finished_at: datetime | None = None
    checks: tuple[tuple[str, str], ...] = ()
    assets: tuple[Inspected, ...] = ()
    result: str = ""
    finished: bool = False


def draw(slip: InspectionSlip) -> list[Opening | Block]:
    """The plan, the checks, the assets with 正常 and 异常 counted; the conclusion, three who sign."""
    open_ = not slip.finished
    head: Pairs = [
        [("计划名称", slip.plan), ("性质", ticks(KINDS, slip.kind))],
        [("周期", slip.cycle), ("应做日期", slip.due_on)],
        [("依据", slip.basis)],
        [("地点", slip.place), ("执行人（单位）", slip.assignee)],
        [
            ("开始时间", moment(slip.arrived_at, fill=open_)),
            ("完成时间", moment(slip.finished_at, fill=open_)),
        ],
        [("工作内容", slip.task)],
    ]
    rows: list[Row] = [(number, *each) for number, each in enumerate(slip.checks, start=1)]
    rows += [("", "", "")] * (0 if slip.checks else LEAST)
    looked: list[Row] = [
        (number, each.number, each.name, each.place, ticks(RESULTS, _result(each)), each.finding)
        for number, each in enumerate(slip.assets, start=1)
    ]
    blocks: list[Opening | Block] = [
        Opening(number=slip.number),
        Grid([Group(head)], label=27),
        Titled("一、检查内容", DataTable(CHECKS, rows, size=10, row=7.5)),
    ]
    if looked:
        bad = sum(each.well is False for each in slip.assets)
        left = sum(each.well is None for each in slip.assets)
        told = f"共 {len(looked)} 件，正常 {len(looked) - bad - left} 件，异常 {bad} 件" + (
            f"，未查 {left} 件" if left else ""
        )
        blocks.append(Titled(f"二、设备逐件检查（{told}）", DataTable(ASSETS, looked, size=9)))
    ending: Pairs = [[("检查结论", slip.result)], [("问题及处理", "")]]
    return [
        *blocks,
        Grid([Group(ending)], label=27, row=11, gap=3),
        Signatures("执行人 使用部门（见证人） 后勤部门负责人"),
        Note("注：发现异常的另开报修单处理；法定检验以检验机构的报告和证书为准，本记录不能代替。"),
    ]


def _result(each: Inspected) -> str | None:
    return None if each.well is None else RESULTS[not each.well]


def samples() -> list[InspectionSlip]:
    """Extinguishers of a building, two pages of them."""
    assets = tuple(
        Inspected(
            f"ZC-2021-{number:04d}",
            "手提式干粉灭火器 MFZ/ABC4",
            f"主楼 {1 + number // 8} 层走廊",
            number != 17,
            "压力不足，已送充装" if number == 17 else "",
        )
        for number in range(1, 49)
    )
    return [
        InspectionSlip(
            number="BX-2026-0290",
            plan="主楼灭火器月检",
            kind="巡检",
            cycle="每 1 个月",
            basis="《建筑灭火器配置验收及检查规范》GB 50444",
            due_on=date(2026, 3, 10),
            place="主楼",
            assignee="综合班 吴㛃",
            task="逐具检查压力指示、铅封、喷管和有效期；擦拭清洁；填写检查卡。",
            arrived_at=datetime(2026, 3, 10, 9, 5),
            finished_at=datetime(2026, 3, 10, 11, 20),
            checks=(
                ("压力指示在绿区", "否"),
                ("铅封完好", "是"),
                ("有效期内", "是"),
                ("周围无杂物遮挡", "是"),
            ),
            assets=assets,
            result="四十八具中一具压力不足，已送充装，其余正常。",
            finished=True,
        )
    ]
