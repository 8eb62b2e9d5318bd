"""月度后勤服务报告 as a workbook: the figures with their formulas, by whom and where, what is left, what was late."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import rights, settings
from app.kit.months import Month
from app.kit.sheets import OutColumn, OutSheet, write_book
from app.workorders.after import bounds
from app.workorders.failing import repairs, repeats
from app.workorders.figures import FIGURES, By, Group, Kind, backlog, figures
from app.workorders.models import Breach, WorkOrder
from app.workorders.queries import Calls, calls
from app.workorders.timing import wall

_GROUPS = (
    (By.CATEGORY, "按类别"), (By.TEAM, "按班组"), (By.WORKER, "按人员"), (By.VENDOR, "按外协单位"), (By.URGENCY, "按紧急程度"),
    (By.DEPARTMENT, "按报修部门"), (By.PLACE, "按地点"),
)  # fmt: skip
_MONTHS = 12  # of the course that is shown beside the month


def write(session: Session, month: Month, path: Path, now: datetime) -> int:
    """Write the report of a month; returns the number of its orders. Raises UserError, or Forbidden without the right
    to export."""
    rights.need(session, rights.EXPORT)
    office = settings.get(session, "office_name")
    (total,) = figures(session, month, month)
    title = f"{office} {month.chinese}后勤服务报告".strip()
    sheets = [
        _summary(total, title, calls(session, *bounds(month))),
        _course(figures(session, month + (1 - _MONTHS), month, By.MONTH)),
    ]
    sheets += [_broken_down(figures(session, month, month, by), name) for by, name in _GROUPS]
    sheets += [_left(session, now), _late(session, month), _failing(session, now)]
    write_book(path, sheets)
    return total.values["reported"].among


def _summary(total: Group, title: str, called: Calls) -> OutSheet:
    columns = (
        OutColumn("指标", width=16), OutColumn("数值", "number", 12), OutColumn("单位", width=8),
        OutColumn("分子", "int", 10), OutColumn("分母", "int", 10), OutColumn("怎样算出", width=80),
    )  # fmt: skip
    rows: list[tuple[object, ...]] = []
    for figure in FIGURES:
        value = total.values[figure.key]
        rate, plain = figure.kind is Kind.RATE, figure.kind in (Kind.COUNT, Kind.SUM)
        below = None if plain else value.among
        rows.append(
            (figure.label, value.value, figure.unit, value.of if rate else None, below, figure.formula)
        )
    share = Decimal(called.made * 100) / called.due if called.due else None
    formula = f"期内应回访的已回访 ÷ 应回访 × 100%；其中按时 {called.in_time} 次"
    rows.append(("回访率", share and share.quantize(Decimal("0.01")), "%", called.made, called.due, formula))
    return OutSheet("指标", columns, rows, title)


def _course(months: list[Group]) -> OutSheet:
    return _broken_down(months, "各月", "月份")


def _broken_down(groups: list[Group], name: str, first: str = "") -> OutSheet:
    columns = [OutColumn(first or name.removeprefix("按"), width=18)]
    columns += [OutColumn(f"{figure.label}({figure.unit})", "number", 14) for figure in FIGURES]
    rows = [[each.label, *(each.values[figure.key].value for figure in FIGURES)] for each in groups]
    return OutSheet(name, columns, rows)


def _left(session: Session, now: datetime) -> OutSheet:
    title = f"截至 {wall(now):%Y-%m-%d %H:%M} 还没有完工的报修单"
    rows = [(each.label, each.count) for each in backlog(session, now)]
    return OutSheet("未完工", (OutColumn("已报修", width=14), OutColumn("张数", "int", 10)), rows, title)


def _late(session: Session, month: Month) -> OutSheet:
    """Every limit that was not kept by the orders of the month."""
    begin, end = bounds(month)
    query = (
        select(
            WorkOrder.order_no, WorkOrder.fault, WorkOrder.urgency, Breach.step, Breach.round, Breach.due_at,
            Breach.done_at, Breach.minutes,
        )
        .join(Breach, Breach.order_id == WorkOrder.id)
        .where(WorkOrder.reported_at >= begin, WorkOrder.reported_at < end)
        .order_by(WorkOrder.reported_at, WorkOrder.id, Breach.id)
    )  # fmt: skip
    headings = ("报修单号", "故障描述", "紧急程度", "超时环节", "第几次处理", "时限", "实际", "超时(分钟)")
    kinds = ("text", "text", "text", "text", "int", "text", "text", "int")
    columns = [OutColumn(text, kind, 16) for text, kind in zip(headings, kinds, strict=True)]  # type: ignore[arg-type]
    rows = (
        (number, fault, urgency.label, step.label, round_, _shown(by), _shown(done), minutes)
        for number, fault, urgency, step, round_, by, done, minutes in session.execute(query)
    )
    return OutSheet("超时", columns, list(rows))


def _failing(session: Session, now: datetime) -> OutSheet:
    columns = (
        OutColumn("重复故障或维修较多的资产", width=36), OutColumn("次数", "int", 8), OutColumn("费用(元)", "money", 14),
        OutColumn("占原值(%)", "number", 12), OutColumn("建议", width=16),
    )  # fmt: skip
    rows: list[tuple[object, ...]] = [
        (each.what, each.orders, each.cost, None, "查明原因") for each in repeats(session, now)
    ]
    rows += [
        (f"{each.asset_no} {each.name}", each.orders, each.cost, each.percent, "论证更换")
        for each in repairs(session, now)
        if each.replace
    ]
    return OutSheet("重复与更换", columns, rows)


def _shown(at: datetime | None) -> str:
    return "未办" if at is None else f"{wall(at):%Y-%m-%d %H:%M}"
