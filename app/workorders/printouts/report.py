"""月度后勤服务报告 (service-report): the month in words, its figures with their formulas, charts, tables, what was late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.kit.months import Month
from app.kit.printing import Opening
from app.kit.printing.blocks import Note, Value
from app.kit.printing.charts import Bars, Chart, Charts, Columns, Curves, Number
from app.kit.printing.flow import Block
from app.kit.printing.prose import Paragraph, Prose
from app.kit.printing.table import Column, DataTable, Row
from app.kit.printing.text import hanzi
from app.kit.printing.titled import Titled
from app.workorders.printouts.words import moment

MEASURES = (
    Column("指标", 24),
    Column("本月", 23, "right"),
    Column("上月", 23, "right"),
    Column("分子", 12, "right"),
    Column("分母", 12, "right"),
    Column("计算公式", 76),
)
GROUPED = (
    Column("名称", 30),
    Column("报修", 11, "right", total=True),
    Column("完工", 11, "right", total=True),
    Column("响应", 14, "right", group="及时率（%）"),
    Column("到场", 14, "right", group="及时率（%）"),
    Column("完工", 14, "right", group="及时率（%）"),
    Column("一次修复率（%）", 16, "right"),
    Column("满意率（%）", 14, "right"),
    Column("平均修复（分钟）", 18, "right"),
    Column("费用（元）", 22, "right", total=True),
)
LATE = (
    Column("报修单号", 25),
    Column("故障描述", 40),
    Column("紧急程度", 15, "centre"),
    Column("环节", 10, "centre"),
    Column("时限", 32, "centre"),
    Column("实际", 32, "centre"),
    Column("超时分钟", 16, "right"),
)
FAILING = (
    Column("重复故障或维修较多的", 76),
    Column("次数", 14, "right"),
    Column("费用（元）", 26, "right"),
    Column("占原值（%）", 24, "right"),
    Column("建议", 30, "centre"),
)
NONE = "—"
LISTED = 40
"""Lines of what was late or fails again; the workbook of the report has them all."""
Late = tuple[str, str, str, str, datetime, datetime | None, int | None]
"""Number, fault, urgency, step, limit, when it was done, minutes late."""


@dataclass(frozen=True)
class Measure:
    """A figure of the month and of the one before, as they are shown; what it was divided of, and how it is made."""

    key: str
    label: str
    value: str
    before: str
    formula: str
    of: int | None = None
    among: int | None = None


@dataclass(frozen=True)
class GroupRow:
    """The figures of one category, team or person; rates in percent, None where there is nothing to divide by."""

    name: str
    reported: int
    finished: int
    rates: tuple[Decimal | None, ...]
    """响应, 到场, 完工及时率, 一次修复率, 满意率, and the mean minutes of a repair."""
    cost: Decimal


@dataclass(frozen=True)
class ReportSlip:
    """A month. `course` are the months up to this one: its name, reported, finished, and four rates."""

    month: Month
    seen_at: datetime
    measures: tuple[Measure, ...]
    course: tuple[tuple[str, int, int, tuple[Decimal | None, ...]], ...]
    groups: tuple[tuple[str, tuple[GroupRow, ...]], ...]
    backlog: tuple[tuple[str, int], ...]
    late: tuple[Late, ...] = ()
    failing: tuple[tuple[str, int, Decimal, Decimal | None, str], ...] = ()

    @property
    def orders(self) -> int:
        """How many were reported in the month."""
        return self.course[-1][1]

    def said(self, key: str) -> str:
        """A figure by its key, as 98.25%."""
        return next((each.value for each in self.measures if each.key == key), NONE)


def draw(slip: ReportSlip) -> list[Opening | Block]:
    """In words; figures; charts; by category, team and so on; what is left and late; what fails again."""
    sections: list[tuple[str, Block]] = [
        ("总体情况", Prose(_words(slip), size=11, pitch=1.6)),
        (
            "主要指标及计算方法",
            DataTable(MEASURES, [_measure(each) for each in slip.measures], size=9, row=6.4),
        ),
        ("图示", Charts(_charts(slip))),
    ]
    sections += [(f"按{name}统计", _grouped(name, rows)) for name, rows in slip.groups if rows]
    if slip.late:
        late: list[Row] = [
            (number, fault, urgency, step, moment(by), moment(done) if done else "未办", minutes)
            for number, fault, urgency, step, by, done, minutes in _worst(slip.late)
        ]
        told = f"{len(slip.late)} 项" + ("，列未办的和最久的" if len(late) < len(slip.late) else "")
        sections.append((f"超时明细（{told}）", DataTable(LATE, late, size=8)))
    if slip.failing:
        failing: list[Row] = [
            (what, times, cost, percent if percent is not None else NONE, advice)
            for what, times, cost, percent, advice in slip.failing[:LISTED]
        ]
        sections.append(("重复故障与更换建议", DataTable(FAILING, failing, size=9)))
    return [
        Opening(middle=slip.month.chinese, right="金额单位：元"),
        *(Titled(f"{hanzi(number)}、{title}", block) for number, (title, block) in enumerate(sections, 1)),
        Note(
            "注：各率均按本表所列公式由报修单逐张统计；分母为 0 的记“—”。完工后到期无人确认而由系统默认确认的，不计入满意。"
        ),
    ]


def _worst(late: Sequence[Late]) -> Sequence[Late]:
    """All as they came, or where there are too many what is still not done and what took longest."""
    if len(late) <= LISTED:
        return late
    return sorted(late, key=lambda each: (each[6] is not None, -(each[6] or 0)))[:LISTED]


def _words(slip: ReportSlip) -> list[Paragraph]:
    said = slip.said
    left = sum(count for _, count in slip.backlog)
    busiest = next((rows for name, rows in slip.groups if name == "类别" and rows), ())
    first = (
        f"本月共报修 {said('reported')}（上月 {_before(slip, 'reported')}），其中完工 {said('finished')}。"
        f"响应及时率 {said('respond_rate')}，到场及时率 {said('arrive_rate')}，完工及时率 {said('finish_rate')}；"
        f"平均响应 {said('mean_respond')}，平均修复 {said('mean_finish')}。"
    )
    second = (
        f"一次修复率 {said('first_fix_rate')}，返修率 {said('rework_rate')}；满意率 {said('satisfied_rate')}"
        f"（评价率 {said('rated_rate')}），回访率 {said('call_rate')}。"
    )
    third = f"本月登记工时 {said('hours')}，材料费 {said('parts_cost')}，外协费 {said('outside_cost')}。"
    if busiest:
        top = "、".join(f"{row.name} {row.reported} 张" for row in busiest[:3])
        third += f"报修较多的类别是{top}。"
    fourth = f"截至 {moment(slip.seen_at)}，未完工 {left} 张"
    old = sum(count for label, count in slip.backlog if label in ("7–30 天", "30 天以上"))
    fourth += f"，其中 7 天以上 {old} 张；" if left else "；"
    fourth += f"本月报修的超时 {len(slip.late)} 项。" if slip.late else "本月报修的没有超时。"
    return [Paragraph(text) for text in (first, second, third, fourth)]


def _before(slip: ReportSlip, key: str) -> str:
    return next((each.before for each in slip.measures if each.key == key), NONE)


def _measure(each: Measure) -> Row:
    def plain(value: int | None) -> Value:
        return NONE if value is None else value

    return (each.label, each.value, each.before, plain(each.of), plain(each.among), each.formula)


def _charts(slip: ReportSlip) -> list[list[Chart]]:
    labels = [name for name, *_ in slip.course]

    def course(place: int) -> Sequence[Number | None]:
        return [rates[place] for *_, rates in slip.course]

    counts = (
        ("报修", [reported for _, reported, _, _ in slip.course]),
        ("完工", [finished for _, _, finished, _ in slip.course]),
    )
    rates = tuple(
        (name, course(place))
        for place, name in enumerate(("响应及时率", "到场及时率", "完工及时率", "满意率"))
    )
    by_category = next((rows for name, rows in slip.groups if name == "类别"), ())
    return [
        [Columns("近十二个月报修与完工（张）", labels, counts)],
        [Curves("近十二个月及时率与满意率", labels, rates)],
        [
            Bars("本月报修类别（张）", [(row.name, row.reported) for row in by_category], most=9),
            Bars("未完工的报修时长（张）", slip.backlog),
        ],
    ]


def _grouped(name: str, rows: Sequence[GroupRow]) -> DataTable:
    columns = (Column(name, GROUPED[0].width), *GROUPED[1:])
    body: list[Row] = [
        (
            row.name,
            row.reported,
            row.finished,
            *(NONE if rate is None else rate for rate in row.rates),
            row.cost,
        )
        for row in rows
    ]
    return DataTable(columns, body, total=True, size=8.5)
