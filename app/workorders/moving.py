"""How an order moves from state to state: what is allowed, and the step that is kept of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kit import audit, records
from app.kit.errors import Invalid, UserError
from app.workorders.choices import MOVES, WAITS, State
from app.workorders.models import OrderPause, OrderStep, WorkOrder
from app.workorders.terms import in_force
from app.workorders.timing import retime, to_minute


def order_of(session: Session, order_id: int) -> WorkOrder:
    return records.get(session, WorkOrder, order_id)


def may_move(state: State, to: State) -> bool:
    """Whether an order in this state may go to that one."""
    return to in MOVES[state]


def move(session: Session, order: WorkOrder, to: State, at: datetime, note: str = "") -> None:
    """Put an order into a state and keep the step. Raises UserError for a move that is not allowed."""
    if not may_move(order.state, to):
        raise UserError(f"{order.order_no} 现在是“{order.state.label}”，不能改为“{to.label}”。")
    if order.state in WAITS and to not in WAITS:
        end_wait(session, order, at)
    order.state = to
    step(session, order, at, note)


def step(session: Session, order: WorkOrder, at: datetime, note: str = "") -> None:
    """Keep when an order came into the state that it is in."""
    waiting = audit.pending(session)
    session.add(
        OrderStep(
            order_id=order.id, state=order.state, at=at, round=order.rounds,
            who=waiting.who if waiting else "", note=note.strip() or None,
        )
    )  # fmt: skip
    session.flush()


def end_wait(session: Session, order: WorkOrder, at: datetime) -> State:
    """Let the clock run on, with what time was left; returns the state from which the order had gone to wait."""
    query = select(OrderPause).where(OrderPause.order_id == order.id, OrderPause.ended_at.is_(None))
    wait = session.scalars(query).one()
    wait.ended_at = at
    order.paused_at = None
    session.flush()
    retime(session, order, in_force(session))
    return wait.state_before


def when(session: Session, order: WorkOrder, now: datetime, at: datetime | None) -> datetime:
    """The minute at which something was done: now, or as told later. Raises Invalid for a time that cannot be:
    still to come, or before what is known of the order."""
    done = to_minute(at or now)
    last = session.scalar(select(func.max(OrderStep.at)).where(OrderStep.order_id == order.id))
    earliest = max(filter(None, (order.reported_at, last)))
    if done > now:
        raise Invalid({"at": f"{done.astimezone():%Y-%m-%d %H:%M} 还没有到"})
    if done < earliest:
        if at is None:  # the computer's clock was set back, or two acts of one minute
            return earliest
        raise Invalid({"at": f"早于上一步的时间 {earliest.astimezone():%Y-%m-%d %H:%M}"})
    return done
