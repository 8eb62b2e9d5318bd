"""The clock of a stored order: its due times, what was late, and the breaches that stay.

Stamps are stored as moments and counted on the office's wall clock. Limits are those of the day of the report;
a step that has been judged is never judged anew, whatever becomes of urgency, settings or holidays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from app.kit.db import UtcTime
from app.workorders.choices import UNDONE, Step, Urgency
from app.workorders.clock import Calendar, Due, Pause, due
from app.workorders.models import Breach, OrderPause, Rework, WorkOrder
from app.workorders.terms import Terms

_COLUMNS = {
    Step.RESPOND: ("respond_by", "accepted_at"),
    Step.ARRIVE: ("arrive_by", "arrived_at"),
    Step.FINISH: ("finish_by", "finished_at"),
}


def wall(moment: datetime) -> datetime:
    """A stored moment on the office's wall clock."""
    return moment.astimezone().replace(tzinfo=None)


def moment(on_wall: datetime) -> datetime:
    """A time of the wall clock as it is stored, without seconds."""
    return on_wall.replace(second=0, microsecond=0).astimezone(UTC)


def to_minute(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(second=0, microsecond=0)


@dataclass(frozen=True)
class Limit:
    """A step of the round that runs: by when, and when it was done."""

    step: Step
    by: datetime | None
    done_at: datetime | None
    amber_at: datetime | None = None


def calendar(order: WorkOrder, terms: Terms) -> Calendar:
    return terms.calendar(order.urgency, wall(order.reported_at).date())


def pauses(session: Session, order: WorkOrder) -> list[Pause]:
    """The waits of an order that are over; one that lasts shows in `paused_at`."""
    query = select(OrderPause.started_at, OrderPause.ended_at).where(
        OrderPause.order_id == order.id, OrderPause.ended_at.is_not(None)
    )
    return [(wall(begin), wall(end)) for begin, end in session.execute(query) if end is not None]


def rework(session: Session, order: WorkOrder) -> Rework | None:
    """The further round that runs, None in the first."""
    if order.rounds == 1:
        return None
    query = select(Rework).where(Rework.order_id == order.id, Rework.round == order.rounds)
    return session.scalars(query).one()


def retime(session: Session, order: WorkOrder, terms: Terms) -> None:
    """Work out the due times of the round that runs, and which of them is next."""
    set_times(order, rework(session, order), pauses(session, order), terms)


def set_times(order: WorkOrder, again: Rework | None, waits: Sequence[Pause], terms: Terms) -> None:
    """What `retime` does, once rework and waits are known."""
    start = wall(again.reopened_at if again else order.reported_at)
    limits = terms.limits(order.urgency, start.date())
    found = due(start, limits, waits)
    if order.untimed:
        found = Due(None, None, None)
    warned = due(start, limits, waits, terms.value("amber_percent", start.date()))
    if again is None:
        if order.respond_late is None:
            order.respond_by = _stored(found.respond_by)
        if order.arrive_late is None:
            order.arrive_by = _stored(found.arrive_by)
        if order.finish_late is None:
            order.finish_by = _stored(found.finish_by) if _by_limit(order) else order.appointed_at
    else:
        again.arrive_by, again.finish_by = _stored(found.arrive_by), _stored(found.finish_by)
    ambers = {
        Step.RESPOND: _stored(warned.respond_by),
        Step.ARRIVE: _stored(warned.arrive_by),
        Step.FINISH: _stored(warned.finish_by),
    }
    if not _by_limit(order) and order.appointed_at is not None:
        ambers[Step.FINISH] = order.appointed_at - timedelta(1)
    nexts = [
        (each.by, ambers[each.step])
        for each in running(order, again)
        if each.done_at is None and each.by is not None
    ]
    order.due_at, order.amber_at = min(nexts, key=lambda each: each[0], default=(None, None))


def _by_limit(order: WorkOrder) -> bool:
    """Planned work is mended when agreed; all else within its limit."""
    return order.urgency is not Urgency.PLANNED


def running(order: WorkOrder, again: Rework | None) -> list[Limit]:
    """The limits of the round that runs; none where nothing is left to do."""
    if order.state not in UNDONE:
        return []
    if again is not None:
        return [
            Limit(Step.ARRIVE, again.arrive_by, again.arrived_at),
            Limit(Step.FINISH, again.finish_by, again.finished_at),
        ]
    limits = [Limit(step, getattr(order, by), getattr(order, done)) for step, (by, done) in _COLUMNS.items()]
    # Who has come has answered, even if nobody noted it.
    return [each for each in limits if each.step is not Step.RESPOND or order.arrived_at is None]


def judge(session: Session, order: WorkOrder, step: Step, at: datetime, terms: Terms) -> None:
    """A step was done: how long it took, whether it was late; the breach is written if it was."""
    again = rework(session, order)
    source = again or order
    by = getattr(source, _COLUMNS[step][0], None)
    if again is None:
        measure(order, step, at, pauses(session, order), terms)
    if by is not None and at > by:
        breach(session, order, step, by, at, terms)


def measure(order: WorkOrder, step: Step, at: datetime, waits: Sequence[Pause], terms: Terms) -> None:
    """How long a step of the first round took, and whether that was too long."""
    if order.untimed:
        return
    by: datetime | None = getattr(order, _COLUMNS[step][0])
    taken = calendar(order, terms).between(wall(order.reported_at), wall(at), waits)
    setattr(order, f"{step.value}_minutes", taken)
    if by is not None:
        setattr(order, f"{step.value}_late", at > by)


def breach(
    session: Session, order: WorkOrder, step: Step, by: datetime, at: datetime | None, terms: Terms
) -> None:
    """Write a breach, or close the one that was written while the step was open."""
    query = select(Breach).where(
        Breach.order_id == order.id, Breach.round == order.rounds, Breach.step == step
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        found = Breach(order_id=order.id, round=order.rounds, step=step, due_at=by)
        session.add(found)
    if at is not None and found.done_at is None:
        found.done_at = at
        found.minutes = calendar(order, terms).between(wall(found.due_at), wall(at), pauses(session, order))
    if order.rounds == 1:
        setattr(order, f"{step.value}_late", True)


def stopped_or(now: datetime) -> ColumnElement[datetime]:
    """Up to when an order's clock has run: now, or where it was stopped."""
    return func.coalesce(WorkOrder.paused_at, literal(now, UtcTime()))


def overdue(now: datetime) -> ColumnElement[bool]:
    """Red: the limit that is next is over, or was when the clock stopped."""
    return and_(WorkOrder.due_at.is_not(None), WorkOrder.due_at < stopped_or(now))


def soon(now: datetime) -> ColumnElement[bool]:
    """Amber: most of the time allowed is used up."""
    up_to = stopped_or(now)
    return and_(WorkOrder.amber_at.is_not(None), WorkOrder.amber_at <= up_to, WorkOrder.due_at >= up_to)


def unnoted(now: datetime) -> ColumnElement[bool]:
    """Orders with a limit that is over and may not stand among the breaches yet."""
    up_to = stopped_or(now)
    first = [
        and_(
            getattr(WorkOrder, f"{step.value}_late").is_(None),
            getattr(WorkOrder, by) < up_to,
            getattr(WorkOrder, done).is_(None),
        )
        for step, (by, done) in _COLUMNS.items()
    ]
    return and_(WorkOrder.state.in_(UNDONE), WorkOrder.due_at < up_to, or_(WorkOrder.rounds > 1, *first))


def note_open(session: Session, order: WorkOrder, now: datetime, terms: Terms) -> int:
    """Write the breaches of limits that ran out while nobody did the step; returns how many are new."""
    up_to = order.paused_at or now
    known = set(
        session.scalars(select(Breach.step).where(Breach.order_id == order.id, Breach.round == order.rounds))
    )
    found = 0
    for each in running(order, rework(session, order)):
        if each.by is not None and each.done_at is None and each.by < up_to and each.step not in known:
            breach(session, order, each.step, each.by, None, terms)
            found += 1
    return found


def _stored(on_wall: datetime | None) -> datetime | None:
    return None if on_wall is None else moment(on_wall)
