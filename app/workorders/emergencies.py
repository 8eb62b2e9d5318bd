"""The emergency desk: an event from its discovery to the last task, minute by minute; drills the same way; duty handed
over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kit import audit, numbering, records, settings
from app.kit.errors import Invalid, UserError
from app.kit.months import Month
from app.kit.rights import right
from app.workorders.choices import EventState, Level
from app.workorders.emergency import (
    DutyShift,
    EmergencyEvent,
    EmergencyMaterial,
    EmergencyPlan,
    EventEntry,
    EventTask,
    PhoneEntry,
)
from app.workorders.timing import to_minute, wall

AREA = "应急保障"
_FACTS = frozenset({"subject", "kind", "level", "reporter", "place_id", "plan_id", "order_id", "drill"})


@right("emergencies.handle", "登记和处置应急事件", "clerk", AREA)
def begin(
    session: Session, values: Mapping[str, Any], now: datetime, found_at: datetime | None = None
) -> int:
    """An emergency, or a drill, begins; returns its id. Its plan is the newest of its kind unless another is named."""
    if odd := set(values) - _FACTS:
        raise UserError(f"“{'、'.join(sorted(odd))}”要用相应的业务来办理。")
    found = to_minute(found_at or now)
    if found > now:
        raise Invalid({"found_at": "发现时间还没有到"})
    facts = dict(values)
    if facts.get("plan_id") is None:
        newest = select(EmergencyPlan.id).where(EmergencyPlan.kind == facts.get("kind"))
        facts["plan_id"] = session.scalar(newest.order_by(EmergencyPlan.id.desc()).limit(1))
    rule = settings.get(session, "event_no_rule", wall(found).date())
    facts |= {"event_no": numbering.take(session, "emergency", rule, wall(found).date()), "found_at": found}
    event_id = records.save(session, EmergencyEvent, None, facts)
    event = records.get(session, EmergencyEvent, event_id)
    _note(session, event, found, f"{'演练开始' if event.drill else '发现'}：{event.subject}")
    return event_id


@right("emergencies.handle")
def note(session: Session, event_id: int, words: str, now: datetime, at: datetime | None = None) -> None:
    """A line of the timeline; it may be written later, but not before the discovery."""
    event, when = _open(session, event_id), to_minute(at or now)
    if not words.strip():
        raise Invalid({"words": "请写明经过"})
    if not event.found_at <= when <= now:
        raise Invalid({"at": "时间早于发现时间，或还没有到"})
    _note(session, event, when, words.strip())


def _note(session: Session, event: EmergencyEvent, at: datetime, words: str) -> None:
    waiting = audit.pending(session)
    session.add(EventEntry(event_id=event.id, at=at, words=words[:255], who=waiting.who if waiting else ""))
    session.flush()


def _open(session: Session, event_id: int) -> EmergencyEvent:
    event = records.get(session, EmergencyEvent, event_id)
    if event.state is not EventState.OPEN:
        raise UserError(f"{event.event_no} {event.state.label}，不能再登记处置经过。")
    return event


@right("emergencies.handle")
def raise_level(session: Session, event_id: int, level: Level, now: datetime) -> None:
    """It is graver, or less grave, than it was taken for."""
    event = _open(session, event_id)
    if level is event.level:
        return
    _note(session, event, to_minute(now), f"级别由{event.level.label}改为{level.label}")
    event.level = level
    session.flush()


@right("emergencies.handle")
def report_up(session: Session, event_id: int, to: str, now: datetime, at: datetime | None = None) -> None:
    """上报: to whom, when. The first time is kept on the event, every one in the timeline."""
    event, when = _open(session, event_id), to_minute(at or now)
    if not to.strip():
        raise Invalid({"reported_to": "请写明报给谁"})
    if not event.found_at <= when <= now:
        raise Invalid({"at": "时间早于发现时间，或还没有到"})
    event.reported_up_at, event.reported_to = event.reported_up_at or when, event.reported_to or to.strip()
    _note(session, event, when, f"上报{to.strip()}")


@right("emergencies.handle")
def end(session: Session, event_id: int, loss: str, now: datetime) -> None:
    """The danger is over."""
    event = _open(session, event_id)
    event.ended_at, event.loss, event.state = to_minute(now), loss.strip() or None, EventState.ENDED
    _note(session, event, event.ended_at, "演练结束" if event.drill else "处置结束")


@right("emergencies.review", "复盘和销号应急事件", "clerk reviewer", AREA)
def review(
    session: Session, event_id: int, cause: str, words: str, tasks: list[tuple[str, str, date]]
) -> None:
    """复盘: why it happened, what was learnt, and who does what by when."""
    event = records.get(session, EmergencyEvent, event_id)
    if event.state is not EventState.ENDED:
        raise UserError(f"{event.event_no} {event.state.label}，处置结束以后才能复盘。")
    if not words.strip():
        raise Invalid({"review": "请写明复盘结论"})
    event.cause, event.review, event.state = cause.strip() or None, words.strip(), EventState.REVIEWED
    for task, owner, due_on in tasks:
        session.add(EventTask(event_id=event_id, task=task, owner=owner, due_on=due_on))
    session.flush()


@right("emergencies.review")
def finish_task(session: Session, task_id: int, outcome: str, done_on: date, today: date) -> None:
    """A task that the event left is done."""
    task = records.get(session, EventTask, task_id)
    if done_on > today:
        raise Invalid({"done_on": f"{done_on} 还没有到"})
    if not outcome.strip():
        raise Invalid({"outcome": "请写明完成情况"})
    task.done_on, task.outcome = done_on, outcome.strip()
    session.flush()


@right("emergencies.review")
def close(session: Session, event_id: int, now: datetime) -> None:
    """销号: reviewed, and nothing left to do."""
    event = records.get(session, EmergencyEvent, event_id)
    if event.state is not EventState.REVIEWED:
        raise UserError(f"{event.event_no} {event.state.label}，复盘以后才能销号。")
    left = select(func.count()).where(EventTask.event_id == event_id, EventTask.done_on.is_(None))
    if count := session.scalar(left):
        raise UserError(f"{event.event_no} 还有 {count} 项整改没有完成，不能销号。")
    event.closed_at, event.state = to_minute(now), EventState.CLOSED
    session.flush()


@right("duty_shifts.hand_over", "交接班", "clerk", AREA)
def hand_over(session: Session, shift_id: int, to: str, pending: str, now: datetime) -> None:
    """交接班: to whom, and what is still going on. Done once."""
    shift = records.get(session, DutyShift, shift_id)
    if shift.handed_at is not None:
        raise UserError(f"这一班已在 {shift.handed_at.astimezone():%Y-%m-%d %H:%M} 交给{shift.handed_to}。")
    if not to.strip():
        raise Invalid({"handed_to": "请填写接班人"})
    shift.handed_to, shift.handed_at, shift.pending = to.strip(), to_minute(now), pending.strip() or "无"
    session.flush()


def on_duty(session: Session, day: date) -> list[DutyShift]:
    """Who is on duty on a day."""
    return list(session.scalars(select(DutyShift).where(DutyShift.day == day).order_by(DutyShift.id)))


def unmanned(session: Session, month: Month) -> list[date]:
    """The days of a month on which nobody is on duty."""
    manned = set(
        session.scalars(select(DutyShift.day).where(DutyShift.day.between(month.first_day, month.last_day)))
    )
    days = (month.first_day + timedelta(at) for at in range(month.last_day.day))
    return [day for day in days if day not in manned]


@dataclass(frozen=True)
class Sheet:
    """All that is known of an event, for screen and paper."""

    event: EmergencyEvent
    entries: tuple[EventEntry, ...]
    tasks: tuple[EventTask, ...]
    phones: tuple[PhoneEntry, ...]
    materials: tuple[EmergencyMaterial, ...]


def sheet(session: Session, event_id: int) -> Sheet:
    """The event with its timeline, tasks, and the phone tree and materials of its plan."""
    event = records.get(session, EmergencyEvent, event_id)
    entries = select(EventEntry).where(EventEntry.event_id == event_id).order_by(EventEntry.at, EventEntry.id)
    tasks = select(EventTask).where(EventTask.event_id == event_id).order_by(EventTask.due_on, EventTask.id)
    phones = (
        select(PhoneEntry)
        .where(PhoneEntry.plan_id == event.plan_id)
        .order_by(PhoneEntry.position, PhoneEntry.id)
    )
    materials = select(EmergencyMaterial).where(EmergencyMaterial.plan_id == event.plan_id)
    found = (
        tuple(session.scalars(query))
        for query in (entries, tasks, phones, materials.order_by(EmergencyMaterial.id))
    )
    return Sheet(event, *found)


def drills_due(session: Session, today: date) -> list[tuple[EmergencyPlan, date | None]]:
    """Plans whose last drill is longer ago than they say, with the day of that drill; None for never."""
    found = []
    for plan in session.scalars(select(EmergencyPlan).order_by(EmergencyPlan.id)):
        last = session.scalar(
            select(func.max(EmergencyEvent.found_at)).where(
                EmergencyEvent.plan_id == plan.id, EmergencyEvent.drill.is_(True)
            )
        )
        day = wall(last).date() if last is not None else None
        if day is None or Month.of(day) + plan.drill_months <= Month.of(today):
            found.append((plan, day))
    return found
