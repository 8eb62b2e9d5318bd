"""After the work: confirmation, the three grades, calls to the unsatisfied, closing.

What nobody confirms is confirmed by default after some days; that is no satisfaction, and no figure takes it for one.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kit import records
from app.kit.errors import Invalid, UserError
from app.kit.months import Month
from app.kit.rights import right
from app.workorders.choices import CallKind, Confirmation, Rating, State, Urgency
from app.workorders.models import CallBack, WorkOrder
from app.workorders.moving import move, order_of, when
from app.workorders.service import AREA, begin_again
from app.workorders.terms import Terms, in_force
from app.workorders.timing import moment, wall


@right("work_orders.confirm", "确认、评价和回访", "clerk", AREA)
def confirm(
    session: Session,
    order_id: int,
    now: datetime,
    how: Confirmation = Confirmation.CALLER,
    at: datetime | None = None,
) -> None:
    """The caller says that it is mended."""
    if how is Confirmation.DEFAULT:
        raise UserError("默认确认只由到期的处理来办。")
    order = order_of(session, order_id)
    done = when(session, order, now, at)
    move(session, order, State.CONFIRMED, done, how.label)
    order.confirmed_at, order.confirmed_how = order.confirmed_at or done, order.confirmed_how or how


@right("work_orders.confirm")
def confirm_by_default(session: Session, now: datetime) -> int:
    """Confirm what has waited for so many days; returns how many. None of it is rated by that."""
    terms = in_force(session)
    days = terms.value("confirm_days", wall(now).date())
    query = select(WorkOrder).where(
        WorkOrder.state == State.FINISHED, WorkOrder.last_finished_at <= now - timedelta(days)
    )
    waiting = list(session.scalars(query)) if days > 0 else []
    for order in waiting:
        at = when(session, order, now, None)
        move(session, order, State.CONFIRMED, at, f"完工 {days} 天无人确认，系统默认确认")
        order.confirmed_at = order.confirmed_at or at
        order.confirmed_how = order.confirmed_how or Confirmation.DEFAULT
    session.flush()
    return len(waiting)


@right("work_orders.confirm")
def rate(
    session: Session,
    order_id: int,
    rating: Rating,
    now: datetime,
    opinion: str = "",
    at: datetime | None = None,
) -> None:
    """满意, 基本满意, 不满意. The first word counts and stays; after a second treatment another may follow.

    Whoever is not satisfied must be called within some working days.
    """
    order, terms = order_of(session, order_id), in_force(session)
    done = when(session, order, now, at)
    if order.state is State.FINISHED:
        move(session, order, State.CONFIRMED, done, Confirmation.CALLER.label)
        order.confirmed_at = order.confirmed_at or done
        order.confirmed_how = order.confirmed_how or Confirmation.CALLER
    move(session, order, State.RATED, done, f"{rating.label} {opinion}".strip())
    if order.rating is None:
        order.rating, order.rated_at = rating, done
        order.opinion = opinion.strip()[:255] or None
    else:
        order.last_rating = rating
    if rating is Rating.BAD:
        _must_call(session, order, done, terms)
    session.flush()


def _must_call(session: Session, order: WorkOrder, at: datetime, terms: Terms) -> None:
    today = wall(at).date()
    days = terms.calendar(Urgency.PLANNED, today)
    minutes = terms.value("call_back_days", today) * days.minutes(today)
    due_at = moment(days.add(wall(at), minutes))
    session.add(CallBack(order_id=order.id, kind=CallKind.MANDATORY, due_at=due_at))


@right("work_orders.confirm")
def call_back(
    session: Session,
    call_id: int,
    result: Rating,
    now: datetime,
    *,
    reason: str = "",
    note: str = "",
    again: bool = False,
) -> None:
    """Somebody was called. Who is still not satisfied, or wants it so, gets a second treatment at once."""
    call = records.get(session, CallBack, call_id)
    if call.called_at is not None:
        raise UserError("这次回访已经登记过。")
    unhappy = call.kind is CallKind.MANDATORY or result is Rating.BAD
    if unhappy and not reason.strip():
        raise Invalid({"reason": "请写明不满意的原因"})
    order = order_of(session, call.order_id)
    call.called_at, call.result = when(session, order, now, None), result
    call.reason, call.note = reason.strip() or None, note.strip() or None
    session.flush()
    if result is Rating.BAD or again:
        begin_again(
            session, order, f"回访{result.label}：{reason.strip() or '报修人要求'}", now, in_force(session)
        )


def uncalled(session: Session, order_id: int) -> CallBack | None:
    """The call that this order still owes."""
    query = select(CallBack).where(CallBack.order_id == order_id, CallBack.called_at.is_(None))
    return session.scalars(query.order_by(CallBack.id).limit(1)).one_or_none()


@right("work_orders.confirm")
def draw_sample(session: Session, month: Month, now: datetime, seed: int = 0) -> int:
    """Draw the share of a month's finished orders that is called, those left out that are called anyway.

    The same month and seed draw the same orders; returns how many calls were added.
    """
    terms = in_force(session)
    share = terms.value("call_back_share", wall(now).date())
    first, end = bounds(month)
    called = select(CallBack.order_id)
    query = select(WorkOrder.id).where(
        WorkOrder.finished_at >= first, WorkOrder.finished_at < end,
        WorkOrder.state.in_((State.CONFIRMED, State.RATED, State.CLOSED)),
    )  # fmt: skip
    everything = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    sampled = select(func.count()).where(
        CallBack.kind == CallKind.SAMPLE, CallBack.order_id.in_(query.scalar_subquery())
    )
    wanted = -(-everything * share // 100) - (session.scalar(sampled) or 0)
    offered = list(session.scalars(query.where(WorkOrder.id.not_in(called)).order_by(WorkOrder.id)))
    chosen = random.Random(f"{month} {seed}").sample(offered, max(0, min(wanted, len(offered))))
    due_at = moment(datetime.combine((month + 1).last_day, datetime.max.time()))
    for order_id in sorted(chosen):
        session.add(CallBack(order_id=order_id, kind=CallKind.SAMPLE, due_at=due_at))
    session.flush()
    return len(chosen)


def bounds(month: Month) -> tuple[datetime, datetime]:
    """The moments at which a month begins and the next one does, on the office's wall clock."""
    first, end = (datetime.combine(each.first_day, datetime.min.time()) for each in (month, month + 1))
    return moment(first), moment(end)


@right("work_orders.close", "关闭报修单", "clerk reviewer", AREA)
def close(session: Session, order_id: int, now: datetime) -> None:
    """关闭. An unsatisfied caller must have been called before."""
    order = order_of(session, order_id)
    owed = uncalled(session, order_id)
    if owed is not None and owed.kind is CallKind.MANDATORY:
        raise UserError(f"{order.order_no} 的报修人不满意，回访以后才能关闭。")
    at = when(session, order, now, None)
    move(session, order, State.CLOSED, at)
    order.closed_at = order.closed_at or at
    session.flush()
