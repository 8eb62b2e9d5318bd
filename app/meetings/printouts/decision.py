"""决定事项通知单 (decision-notice): tells a department what was decided and by when it is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.kit.printing import Opening
from app.kit.printing.blocks import Amount, Note, Opinions, Value, day
from app.kit.printing.flow import Block
from app.kit.printing.grid import Grid, Group
from app.kit.printing.text import ticks
from app.meetings.printouts.words import OUTCOMES


@dataclass(frozen=True)
class DecisionSlip:
    """A numbered decision on its way to whom it concerns."""

    number: str
    department: str
    meeting: str
    held_on: date | None
    matter: str
    matter_no: str
    outcome: str
    votes: str
    decision: str
    amount: Decimal | None = None
    person: str = ""
    deadline: date | None = None
    demands: str = ""
    reference: str = ""
    issued_on: date | None = None


def draw(slip: DecisionSlip) -> list[Opening | Block]:
    """Where it was decided, what, who does it by when; issued and received."""
    head: list[list[tuple[str, Value]]] = [
        [("主送部门", slip.department)],
        [("会议名称", slip.meeting), ("会议日期", slip.held_on)],
        [("议题", slip.matter)],
        [("议题编号", slip.matter_no), ("关联业务", slip.reference)],
        [("审议结果", ticks(OUTCOMES, slip.outcome))],
        [("表决情况", slip.votes)],
    ]
    text: list[list[tuple[str, Value]]] = [
        [("决定事项", slip.decision)],
        [("办理要求", slip.demands)],
    ]
    foot: list[list[tuple[str, Value]]] = [[("责任人", slip.person), ("办理时限", slip.deadline)]]
    blocks: list[Opening | Block] = [
        Opening(
            middle=day(slip.issued_on) if slip.issued_on else "　　年　　月　　日",
            number=slip.number,
        ),
        Grid([Group(head)], label=24),
        Grid([Group(text)], label=24, row=30),
    ]
    if slip.amount is not None:
        blocks.append(Amount(slip.amount, label="批准金额", label_width=24))
    return [
        *blocks,
        Grid([Group(foot)], label=24),
        Opinions(("签发（主要负责人）", "会议组织部门", "责任部门签收"), label=24, height=24),
        Note(
            "注：决定事项须按时办理并反馈；确需变更的，重新提交会议审议。本单一式两份，会议组织部门和责任部门各存一份。"
        ),
    ]


def samples() -> list[DecisionSlip]:
    """The purchase that was agreed to."""
    return [
        DecisionSlip(
            number="JY-2026-0007",
            department="后勤保障科",
            meeting="2026年第3次领导班子会议",
            held_on=date(2026, 3, 7),
            matter="关于购置农产品质量安全检测设备的议题",
            matter_no="YT-2026-0012",
            outcome="通过",
            votes="应到 7 人，实到 6 人，同意 5 票，不同意 1 票，弃权 0 票",
            decision="同意购置气相色谱仪一台套，控制价 26.8 万元，由后勤保障科组织公开询价采购。",
            amount=Decimal("268000.00"),
            person="王喆",
            deadline=date(2026, 6, 30),
            demands="供应商不少于三家；付款节点与验收挂钩；6 月 30 日前完成验收并登记固定资产卡片。",
            reference="CG-2026-0031",
            issued_on=date(2026, 3, 9),
        )
    ]
