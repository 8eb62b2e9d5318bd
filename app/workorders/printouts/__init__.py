"""The papers of the repair desk, from the order that goes out to the month's report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.errors import Unreadable, UserError
from app.kit.months import Month
from app.kit.printing import Printout
from app.workorders.models import EmergencyEvent, WorkOrder
from app.workorders.printouts import (
    acceptance,
    call_back,
    emergency,
    gather,
    gather_months,
    inspection,
    order,
    report,
    report_sample,
    roster,
)

__all__ = ["PRINTOUTS", "find", "slips"]


def find(name: str) -> Printout:
    """The printout of that name; UserError names those there are."""
    for printout in PRINTOUTS:
        if printout.name == name:
            return printout
    known = "、".join(f"{printout.name}（{printout.title}）" for printout in PRINTOUTS)
    raise UserError(f"没有名为“{name}”的单据，可用的有：{known}。")


def slips(session: Session, printout: Printout, words: Sequence[str]) -> Sequence[Any]:
    """What to print: for monthly papers the one month named, else the orders (or events) of these numbers. A desk has
    too many orders to print them all, so that none is not all. Raises UserError."""
    wanted = list(dict.fromkeys(word.strip() for word in words))
    if printout.takes == "month":
        if len(wanted) != 1:
            raise UserError(f"{printout.title}要指明一个月份，例如 2026-11。")
        try:
            return printout.gather(session, Month.read(wanted[0]))
        except Unreadable as error:
            raise UserError(f"{printout.title}：{error}。") from error
    of_events = printout.name == "emergency-record"
    what = "应急事件" if of_events else "报修单"
    if not wanted:
        raise UserError(f"{printout.title}要指明{what}编号。")
    model, number = (
        (EmergencyEvent, EmergencyEvent.event_no) if of_events else (WorkOrder, WorkOrder.order_no)
    )
    query = select(number, model.id).where(number.in_(wanted))
    found = {row[0]: row[1] for row in session.execute(query)}
    if missing := [word for word in wanted if word not in found]:
        raise UserError(f"没有编号为 {'、'.join(missing[:5])} 的{what}，请核对编号。")
    return printout.gather(session, [found[word] for word in wanted])


PRINTOUTS: list[Printout] = [
    Printout(
        "workorder",
        "报修单·维修派工单",
        gather.orders,
        order.draw,
        "records",
        layout="halves",
        samples=order.samples,
    ),
    Printout(
        "workorder-acceptance",
        "维修验收单",
        gather.acceptances,
        acceptance.draw,
        "records",
        samples=acceptance.samples,
    ),
    Printout(
        "inspection-record",
        "巡检/维保记录",
        gather.inspections,
        inspection.draw,
        "records",
        samples=inspection.samples,
    ),
    Printout(
        "service-report",
        "月度后勤服务报告",
        gather_months.reports,
        report.draw,
        "month",
        signatures="编制人 审核人 分管领导",
        samples=report_sample.samples,
    ),
    Printout(
        "duty-roster",
        "值班表",
        gather_months.rosters,
        roster.draw,
        "month",
        signatures="制表人 审核人 分管领导",
        samples=roster.samples,
    ),
    Printout(
        "emergency-record",
        "应急处置记录",
        gather_months.emergency_records,
        emergency.draw,
        "records",
        samples=emergency.samples,
    ),
    Printout(
        "call-back",
        "满意度回访单",
        gather.call_backs,
        call_back.draw,
        "records",
        samples=call_back.samples,
    ),
]
