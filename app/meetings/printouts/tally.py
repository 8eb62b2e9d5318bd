"""计票单 (tally): ballots issued and returned, marks to be counted, the result by the rule; signed by the counters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.kit.printing import Opening
from app.kit.printing.blocks import Note, Value, day
from app.kit.printing.flow import Block
from app.kit.printing.grid import Grid, Group
from app.kit.printing.table import Column, DataTable
from app.kit.printing.text import ticks
from app.meetings.printouts.words import MODES, OUTCOMES, PAPER_MODES, counted

COLUMNS = (
    Column("表决意见", 30, "centre"),
    Column("计票（画“正”字）", 110),
    Column("票数", 30, "centre"),
)


@dataclass(frozen=True)
class TallySlip:
    """The vote on one item; None is left to be written in. `recused` are the names of those who left."""

    meeting: str
    held_on: date | None
    place: int
    item: str
    mode: str
    rule: str
    eligible: int | None = None
    present: int | None = None
    recused: tuple[str, ...] = ()
    base: int | None = None
    needed: int | None = None
    issued: int | None = None
    returned: int | None = None
    valid: int | None = None
    invalid: int | None = None
    yes: int | None = None
    no: int | None = None
    abstain: int | None = None
    outcome: str | None = None
    number: str = ""


def draw(slip: TallySlip) -> list[Opening | Block]:
    """Which item, who could vote, the papers, the marks, the result."""

    def people(value: int | None) -> str:
        return f"{counted(value)} 人"

    def papers(value: int | None) -> str:
        return f"{counted(value)} 张"

    head: list[list[tuple[str, Value]]] = [
        [("会议名称", slip.meeting)],
        [("议题", f"{slip.place}. {slip.item}")],
        [("表决方式", ticks(MODES, slip.mode))],
        [("通过规则", slip.rule)],
        [("应到", people(slip.eligible)), ("实到", people(slip.present))],
        [("回避", _recused(slip.recused)), ("计票基数", people(slip.base))],
    ]
    voting: list[list[tuple[str, Value]]] = [
        [("发出", papers(slip.issued)), ("收回", papers(slip.returned))],
        [("有效票", papers(slip.valid)), ("废票", papers(slip.invalid))],
    ]
    marks = [
        ("同意", "", counted(slip.yes)),
        ("不同意", "", counted(slip.no)),
        ("弃权", "", counted(slip.abstain)),
    ]
    needed = "　　" if slip.needed is None else str(slip.needed)
    result: list[list[tuple[str, Value]]] = [
        [("表决结果", f"{ticks(OUTCOMES, slip.outcome)}　　（须同意 {needed} 票以上）")]
    ]
    blocks: list[Opening | Block] = [
        Opening(middle=day(slip.held_on) if slip.held_on else "　　年　　月　　日", number=slip.number),
        Grid([Group(head)], label=24),
    ]
    if slip.mode in PAPER_MODES:
        blocks.append(Grid([Group(voting)], label=24, row=10))
    return [
        *blocks,
        DataTable(COLUMNS, marks, size=12, row=20, head=9),
        Grid([Group(result)], label=24, row=12),
        Note(
            "注：收回票数等于或少于发出票数，表决有效；多于发出票数，表决无效，应重新投票。"
            "缺席人员的书面意见不计票。无记名投票只记总数；票样密封后与本单一并归档。"
        ),
    ]


def _recused(names: tuple[str, ...]) -> str:
    return f"{len(names)} 人（{'、'.join(names)}）" if names else "0 人"


def samples() -> list[TallySlip]:
    """A secret ballot that has been counted, and one by hands that is to be filled in."""
    meeting, rule = "2026年第3次领导班子会议", "赞成超过应到会成员半数"
    return [
        TallySlip(
            meeting, date(2026, 3, 7), 1, "关于推荐郑某某为技术科副科长人选的议题", "无记名投票", rule,
            eligible=7, present=6, recused=("郑𬱖",), base=6, needed=4, issued=5, returned=5, valid=4, invalid=1,
            yes=4, no=0, abstain=0, outcome="通过", number="HY-2026-0003-1",
        ),
        TallySlip(meeting, date(2026, 3, 7), 2, "关于购置农产品质量安全检测设备的议题", "举手表决", rule),
    ]  # fmt: skip
