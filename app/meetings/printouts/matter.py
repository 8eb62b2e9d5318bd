"""议题申报（审批）表 (matter): what is put before which body, what came before it, who let it pass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.kit.printing import Opening
from app.kit.printing.blocks import Amount, Note, Opinions, Value, day
from app.kit.printing.flow import Block
from app.kit.printing.grid import Grid, Group
from app.kit.printing.table import Column, DataTable
from app.kit.printing.text import ticks
from app.meetings.printouts.words import KINDS

PREPARED = (
    Column("前置程序", 34),
    Column("是否需要", 20, "centre"),
    Column("完成情况及依据材料", 84),
    Column("完成日期", 32, "centre"),
)
CHAIN = ("申报部门负责人意见", "分管领导意见", "主要负责人审定意见")


@dataclass(frozen=True)
class Prepared:
    """A step that must come before: 合法性审查, whether it is needed, by what it is proved and when."""

    name: str
    needed: bool
    evidence: str = ""
    done_on: date | None = None


@dataclass(frozen=True)
class MatterSlip:
    """One matter put forward. `kind` is one of the four kinds; `opinions` go with the chain, from the
    department up; "" where a box is left to be written in."""

    number: str
    title: str
    department: str
    raised_by: str
    raised_on: date | None
    kind: str
    catalogue: str = ""
    rule: str = ""
    body: str = ""
    amount: Decimal | None = None
    source: str = ""
    emergency: bool = False
    emergency_reason: str = ""
    content: str = ""
    proposal: str = ""
    prepared: tuple[Prepared, ...] = ()
    attachments: tuple[str, ...] = ()
    reporter: str = ""
    attending: str = ""
    opinions: tuple[str, ...] = ()
    reference: str = ""


def draw(slip: MatterSlip) -> list[Opening | Block]:
    """What, how much, why; what has been done before; the boxes from the department up."""
    head: list[list[tuple[str, Value]]] = [
        [("议题名称", slip.title)],
        [("申报部门", slip.department), ("申报人", slip.raised_by)],
        [("决策类别", ticks(KINDS, slip.kind))],
        [("事项清单", slip.catalogue), ("提交会议", slip.body)],
        [("适用规则", slip.rule)],
    ]
    if slip.source or slip.reference:
        head.append([("资金来源", slip.source), ("关联业务", slip.reference)])
    head.append([("汇报人", slip.reporter), ("建议列席", slip.attending)])
    way = ticks(["按计划提交", "紧急（会后追认）"], _urgency(slip.emergency))
    head.append([("提交方式", way + (f"　理由：{slip.emergency_reason}" if slip.emergency_reason else ""))])
    text: list[list[tuple[str, Value]]] = [
        [("议题内容及理由", slip.content)],
        [("拟办建议", slip.proposal)],
        [("附件材料", "\n".join(f"{n}. {name}" for n, name in enumerate(slip.attachments, start=1)))],
    ]
    rows = [
        (
            step.name,
            ticks(["是", "否"], "是" if step.needed else "否"),
            step.evidence or ("" if step.needed else "—"),
            step.done_on or "",
        )
        for step in slip.prepared
    ]
    blocks: list[Opening | Block] = [
        Opening(middle=day(slip.raised_on) if slip.raised_on else "　　年　　月　　日", number=slip.number),
        Grid([Group(head)], label=24),
    ]
    if slip.amount is not None:
        blocks.append(Amount(slip.amount, label="涉及金额", label_width=24))
    blocks.append(Grid([Group(text)], label=24, row=12))
    if rows:
        blocks.append(DataTable(PREPARED, rows, size=9.5, row=7.5))
    blocks.append(Opinions(CHAIN, said=slip.opinions, label=24, height=21))
    blocks.append(
        Note(
            "注：未经主要负责人审定的议题不上会，会上不作临时动议；本表一式两份，申报部门、会议组织部门各存一份。"
        )
    )
    return blocks


def _urgency(emergency: bool) -> str:
    return "紧急（会后追认）" if emergency else "按计划提交"


def samples() -> list[MatterSlip]:
    """A purchase above the limit, its steps done, the first two opinions given."""
    return [
        MatterSlip(
            number="YT-2026-0012",
            title="关于购置农产品质量安全检测设备的议题",
            department="后勤保障科",
            raised_by="王喆",
            raised_on=date(2026, 3, 2),
            kind="大额度资金使用",
            catalogue="D-02 单项 10 万元以上的采购",
            rule="出席不少于应到三分之二，赞成超过应到半数；举手表决",
            body="领导班子会",
            amount=Decimal("268000.00"),
            source="2026年财政专项",
            reporter="王喆",
            attending="财务科、检测室",
            reference="采购申请 CG-2026-0031",
            content="检测室现有气相色谱仪 2014 年购入，已超过最低使用年限，故障频繁，经鉴定无维修价值。"
            "本年任务增加三成，拟购置一台套，列入 2026 年部门预算。",
            proposal="同意按公开询价方式采购，控制价 26.8 万元，由后勤保障科组织，6 月底前完成验收。",
            prepared=(
                Prepared("专家论证", True, "论证意见（三人签字）", date(2026, 2, 20)),
                Prepared("听取意见", True, "检测室座谈记录", date(2026, 2, 22)),
                Prepared("合法性审查", False),
                Prepared("财务审核", True, "预算指标复核单", date(2026, 2, 26)),
                Prepared("公示", False),
            ),
            attachments=("设备购置论证意见", "三家询价记录表", "技术鉴定意见"),
            opinions=(
                "情况属实，同意申报。\n电子审批：李䶮 2026年3月2日",
                "同意上会。\n电子审批：赵堃 2026年3月3日",
                "",
            ),
        )
    ]
