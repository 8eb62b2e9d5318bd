"""What the papers of a month and of an emergency hold, read from the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.masking import masked
from app.kit.months import Month
from app.places.models import Place
from app.workorders import emergencies
from app.workorders.after import bounds
from app.workorders.failing import repairs, repeats
from app.workorders.figures import By, Group, Kind, Value, backlog, figures
from app.workorders.models import Breach, DutyShift, EmergencyMaterial, EmergencyPlan, WorkDay, WorkOrder
from app.workorders.printouts.emergency import EmergencySlip, Task
from app.workorders.printouts.gather import local
from app.workorders.printouts.report import GroupRow, Late, Measure, ReportSlip
from app.workorders.printouts.roster import OnDuty, RosterDay, RosterSlip
from app.workorders.printouts.words import count
from app.workorders.queries import Calls, calls
from app.workorders.terms import in_force
from app.workorders.timing import wall

GROUPS = (
    (By.CATEGORY, "类别"), (By.TEAM, "班组"), (By.WORKER, "维修人员"), (By.VENDOR, "外协单位"), (By.URGENCY, "紧急程度"),
    (By.DEPARTMENT, "报修部门"),
)  # fmt: skip
RATES = ("respond_rate", "arrive_rate", "finish_rate", "first_fix_rate", "satisfied_rate", "mean_finish")
COURSE = ("respond_rate", "arrive_rate", "finish_rate", "satisfied_rate")
MONTHS = 12


def reports(session: Session, month: Month, now: datetime | None = None) -> list[ReportSlip]:
    """The month's report; what is left undone is as of `now`."""
    seen = now or datetime.now(UTC)
    (total,) = figures(session, month, month)
    (before,) = figures(session, month + -1, month + -1)
    measures = [_measure(value, before.values[key]) for key, value in total.values.items()]
    called, earlier = calls(session, *bounds(month)), calls(session, *bounds(month + -1))
    measures.append(
        Measure(
            "call_rate", "回访率", _share(called), _share(earlier),
            f"期内应回访的已回访 ÷ 应回访 × 100%；其中按时 {called.in_time} 次", called.made, called.due,
        )
    )  # fmt: skip
    by_month = {each.key: each for each in figures(session, month + (1 - MONTHS), month, By.MONTH)}
    months = [month + at for at in range(1 - MONTHS, 1)]
    return [
        ReportSlip(
            month,
            wall(seen),
            tuple(measures),
            tuple(_course(each, by_month.get(each)) for each in months),
            tuple(
                (name, tuple(map(_group, figures(session, month, month, by))))
                for by, name in GROUPS
            ),
            tuple((each.label, each.count) for each in backlog(session, seen)),
            _late(session, month),
            _failing(session, seen),
        )
    ]  # fmt: skip


def _measure(value: Value, before: Value) -> Measure:
    figure = value.figure
    rate, plain = figure.kind is Kind.RATE, figure.kind in (Kind.COUNT, Kind.SUM)
    return Measure(
        figure.key, figure.label, value.shown, before.shown, figure.formula, value.of if rate else None,
        None if plain else value.among,
    )  # fmt: skip


def _share(called: Calls) -> str:
    return f"{(Decimal(called.made * 100) / called.due).quantize(Decimal('0.01'))}%" if called.due else "—"


def _course(month: Month, group: Group | None) -> tuple[str, int, int, tuple[Decimal | None, ...]]:
    label = f"{month.month}月"
    if group is None:
        return label, 0, 0, (None,) * len(COURSE)
    values = group.values
    rates = tuple(values[key].value for key in COURSE)
    return label, values["reported"].among, values["finished"].among, rates


def _group(group: Group) -> GroupRow:
    values = group.values
    return GroupRow(
        group.label,
        values["reported"].among,
        values["finished"].among,
        tuple(values[key].value for key in RATES),
        values["parts_cost"].total + values["outside_cost"].total,
    )


def _late(session: Session, month: Month) -> tuple[Late, ...]:
    """Every limit that the orders of the month did not keep; a merged order is not counted, as in the figures."""
    begin, end = bounds(month)
    query = (
        select(
            WorkOrder.order_no, WorkOrder.fault, WorkOrder.urgency, Breach.step, Breach.due_at, Breach.done_at,
            Breach.minutes,
        )
        .join(Breach, Breach.order_id == WorkOrder.id)
        .where(WorkOrder.reported_at >= begin, WorkOrder.reported_at < end, WorkOrder.merged.is_(False))
        .order_by(WorkOrder.reported_at, WorkOrder.id, Breach.id)
    )  # fmt: skip
    return tuple(
        (number, fault, urgency.label, step.label, wall(by), local(done), minutes)
        for number, fault, urgency, step, by, done, minutes in session.execute(query)
    )


def _failing(session: Session, now: datetime) -> tuple[tuple[str, int, Decimal, Decimal | None, str], ...]:
    found = [(each.what, each.orders, each.cost, None, "查明原因") for each in repeats(session, now)]
    worn = [
        (f"{each.asset_no} {each.name}", each.orders, each.cost, each.percent, "论证更换")
        for each in repairs(session, now)
        if each.replace
    ]
    return (*found, *worn)


def rosters(session: Session, month: Month) -> list[RosterSlip]:
    """Every day of the month, manned or not."""
    query = select(DutyShift).where(DutyShift.day.between(month.first_day, month.last_day))
    by_day: dict[date, list[OnDuty]] = {}
    for shift in session.scalars(query.order_by(DutyShift.day, DutyShift.place, DutyShift.id)):
        one = OnDuty(shift.shift.label, shift.place, shift.names, shift.leader or "", shift.phone or "")
        by_day.setdefault(shift.day, []).append(one)
    named = select(WorkDay.day, WorkDay.name).where(WorkDay.day.between(month.first_day, month.last_day))
    names = {row[0]: row[1] or "" for row in session.execute(named)}
    special = in_force(session).days
    days = []
    for at in range(month.last_day.day):
        day = month.first_day + timedelta(at)
        worked = special.get(day, day.weekday() < 5)
        remark = "调休上班" if worked and day in special else names.get(day, "")
        days.append(RosterDay(day, not worked, remark, tuple(by_day.get(day, ()))))
    return [RosterSlip(month, tuple(days))]


def emergency_records(session: Session, ids: Sequence[int]) -> list[EmergencySlip]:
    return [_emergency(session, emergencies.sheet(session, event_id)) for event_id in ids]


def _emergency(session: Session, sheet: emergencies.Sheet) -> EmergencySlip:
    event = sheet.event
    plan = session.get(EmergencyPlan, event.plan_id) if event.plan_id is not None else None
    order = session.get(WorkOrder, event.order_id) if event.order_id is not None else None
    return EmergencySlip(
        number=event.event_no,
        drill=event.drill,
        subject=event.subject,
        kind=event.kind.label,
        level=event.level.label,
        state=event.state.label,
        found_at=wall(event.found_at),
        reporter=event.reporter or "",
        place=_place(session, event.place_id),
        plan=plan.name if plan else "",
        order_no=order.order_no if order else "",
        line=tuple((wall(each.at), each.words, each.who) for each in sheet.entries),
        reported_up_at=local(event.reported_up_at),
        reported_to=event.reported_to or "",
        ended_at=local(event.ended_at),
        loss=event.loss or "",
        cause=event.cause or "",
        review=event.review or "",
        tasks=tuple(
            Task(each.task, each.owner, each.due_on, each.done_on, each.outcome or "") for each in sheet.tasks
        ),
        closed_at=local(event.closed_at),
        phones=tuple(
            (each.role or "", each.name, masked(each.phone), each.instead or "") for each in sheet.phones
        ),
        materials=tuple(_material(session, each) for each in sheet.materials),
    )


def _material(session: Session, each: EmergencyMaterial) -> tuple[str, str, str, str]:
    place = _place(session, each.place_id)
    return each.name, f"{count(each.quantity)} {each.unit}", place, each.keeper or ""


def _place(session: Session, place_id: int | None) -> str:
    place = session.get(Place, place_id) if place_id is not None else None
    return place.name if place is not None else ""
