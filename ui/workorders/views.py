"""What the list of orders is narrowed to that moves with the clock or with who looks, and the sign of a due time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from app.kit.db import Record
from app.kit.readers import tidy
from app.workorders.choices import UNDONE, WAITS, CallKind, State
from app.workorders.models import CallBack, Worker, WorkOrder
from app.workorders.timing import overdue, soon
from ui.kit.desk import Desk

UNDONE_STATES = tuple(state for state in State if state in UNDONE)
TONES: Mapping[Any, str] = {
    State.REPORTED: "warn", State.ACCEPTED: "accent", State.DISPATCHED: "accent", State.ARRIVED: "accent",
    State.WORKING: "accent", State.REWORK: "bad", State.FINISHED: "good", State.CONFIRMED: "good",
    State.RATED: "good", State.CLOSED: "second", State.REJECTED: "second", State.CANCELLED: "second",
    State.MERGED: "second", **dict.fromkeys(WAITS, "warn"),
}  # fmt: skip


@dataclass(frozen=True)
class LateNow:
    """The red ones at the moment at which it is asked."""

    desk: Desk
    name: str = "due_at"

    def condition(self, model: type[Record]) -> ColumnElement[bool]:
        return and_(WorkOrder.state.in_(UNDONE_STATES), overdue(self.desk.store.clock()))

    def said(self, model: type[Record]) -> str:
        return "已超时"


@dataclass(frozen=True)
class SoonLate:
    """The amber ones at the moment at which it is asked."""

    desk: Desk
    name: str = "amber_at"

    def condition(self, model: type[Record]) -> ColumnElement[bool]:
        return and_(WorkOrder.state.in_(UNDONE_STATES), soon(self.desk.store.clock()))

    def said(self, model: type[Record]) -> str:
        return "快到时限"


@dataclass(frozen=True)
class Mine:
    """What is still to be done by who sits here, by name: repair staff are no users of the program."""

    desk: Desk
    name: str = "worker_id"

    def condition(self, model: type[Record]) -> ColumnElement[bool]:
        mine = select(Worker.id).where(Worker.match_key == tidy(self.desk.store.who))
        return and_(WorkOrder.state.in_(UNDONE_STATES), WorkOrder.worker_id.in_(mine))

    def said(self, model: type[Record]) -> str:
        return "派给我的"


@dataclass(frozen=True)
class CallOwed:
    """Whose caller was not satisfied and has not been called yet."""

    name: str = "rating"

    def condition(self, model: type[Record]) -> ColumnElement[bool]:
        owed = select(CallBack.order_id).where(
            CallBack.kind == CallKind.MANDATORY, CallBack.called_at.is_(None)
        )
        return WorkOrder.id.in_(owed)

    def said(self, model: type[Record]) -> str:
        return "不满意，待回访"


def due_sign(now: Callable[[], datetime], row: Mapping[str, Any]) -> tuple[str, str]:
    """Tone and word of an order's due time: its clock may stand still, be over, or run out soon."""
    due, amber, stopped = row["due_at"], row["amber_at"], row["paused_at"]
    if due is None:
        return "", ""
    up_to = stopped or now()
    if due < up_to:
        return "bad", "超时"
    if stopped is not None:
        return "second", "暂停"
    return ("warn", "将到") if amber is not None and amber <= up_to else ("good", "")
