"""When a plan comes round again."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import records
from app.kit.months import Month
from app.workorders.choices import Cycle, Span
from app.workorders.planned import MaintenancePlan, PlanTurn


def after(plan: MaintenancePlan, start: date, turns: int = 1) -> date:
    """The day so many turns after another. Months keep the day where they have it: the 31st is the 30th of June and
    the 31st of July."""
    if plan.span is Span.DAYS:
        return start + timedelta(plan.every * turns)
    month = Month.of(start) + plan.every * turns
    return date(month.year, month.month, min(start.day, monthrange(month.year, month.month)[1]))


def turn_done(session: Session, order_id: int, on: date) -> None:
    """The order of a turn was finished: a plan that counts from completion gets its next day."""
    turn = session.scalar(select(PlanTurn).where(PlanTurn.order_id == order_id))
    if turn is None or turn.done_on is not None:
        return
    turn.done_on = on
    plan = records.get(session, MaintenancePlan, turn.plan_id)
    if plan.cycle is Cycle.AFTER and plan.next_on is None:
        plan.next_on = after(plan, on)
