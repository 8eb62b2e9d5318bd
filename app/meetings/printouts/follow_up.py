"""决议执行督办单 (follow-up): who carries a decision out, how far it is, and its being struck off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.kit.printing import Opening
from app.kit.printing.blocks import Note, Opinions, Value, day
from app.kit.printing.flow import Block
from app.kit.printing.grid import Grid, Group
from app.kit.printing.table import Column, DataTable
from app.kit.printing.text import ticks

PROGRESS = (
    Column("序号", 10, "centre"),
    Column("日期", 30, "centre"),
    Column("进展情况", 105),
    Column("填报人", 25, "centre"),
)
LEAST = 5
STATES = ("按期办结", "逾期办结", "未办结")


@dataclass(frozen=True)
class FollowUpSlip:
    """A decision being carried out. `progress` are day, words and who wrote them."""

    number: str
    decision_no: str
    meeting: str
    held_on: date | None
    matter: str
    decision: str
    department: str
    person: str
    deadline: date | None
    demands: str = ""
    supervisor: str = ""
    progress: tuple[tuple[date | None, str, str], ...] = ()
    done_on: date | None = None
    closed_on: date | None = None
    result: str = ""
    state: str | None = None
    issued_on: date | None = None


def draw(slip: FollowUpSlip) -> list[Opening | Block]:
    """The decision, who and by when; notes of progress; closed, checked, struck off."""
    head: list[list[tuple[str, Value]]] = [
        [("决议编号", slip.decision_no), ("会议日期", slip.held_on)],
        [("会议名称", slip.meeting)],
        [("督办事项", slip.matter)],
        [("决定内容", slip.decision)],
        [("责任部门", slip.department), ("责任人", slip.person)],
        [("办理时限", slip.deadline), ("督办人", slip.supervisor)],
        [("办理要求", slip.demands)],
    ]
    rows: list[tuple[Value, ...]] = [
        (number, on or "", text, who) for number, (on, text, who) in enumerate(slip.progress, start=1)
    ]
    rows += [("", "", "", "")] * (0 if slip.state else LEAST - len(rows))
    closing: list[list[tuple[str, Value]]] = [
        [("办结日期", slip.done_on), ("销号日期", slip.closed_on)],
        [("办理状态", ticks(STATES, slip.state))],
        [("办理结果", slip.result)],
    ]
    return [
        Opening(
            middle=day(slip.issued_on) if slip.issued_on else "　　年　　月　　日",
            number=slip.number,
        ),
        Grid([Group(head)], label=24),
        DataTable(PROGRESS, rows, size=10, row=8.5, blank=LEAST),
        Grid([Group(closing)], label=24, row=9),
        Opinions(("责任部门负责人", "分管领导意见", "督办部门核查意见（销号）"), label=30, height=20),
        Note("注：责任部门按节点填报进展；办结后由督办部门核查，符合要求的予以销号。"),
    ]


def samples() -> list[FollowUpSlip]:
    """Half done."""
    return [
        FollowUpSlip(
            number="DB-2026-0005",
            decision_no="JY-2026-0007",
            meeting="2026年第3次领导班子会议",
            held_on=date(2026, 3, 7),
            matter="关于购置农产品质量安全检测设备的议题",
            decision="同意购置气相色谱仪一台套，控制价 26.8 万元，由后勤保障科组织公开询价采购。",
            department="后勤保障科",
            person="王喆",
            deadline=date(2026, 6, 30),
            demands="供应商不少于三家；6 月 30 日前完成验收并登记固定资产卡片。",
            supervisor="郑𬱖",
            progress=(
                (date(2026, 3, 20), "完成询价，三家报价，成交价 25.9 万元。", "王喆"),
                (date(2026, 4, 2), "签订合同，约定 5 月 20 日前到货。", "王喆"),
            ),
            issued_on=date(2026, 3, 9),
        )
    ]
