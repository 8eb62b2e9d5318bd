"""What an order's page shows, asked in one reading: the clock, the story, what it took, what belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import records
from app.kit.fields import fields
from app.kit.listing import Listing
from app.workorders import after, queries, working
from app.workorders.choices import CallKind, LinkKind, MoveKind, Rating, State, Step
from app.workorders.models import (
    CallBack,
    OrderLink,
    OrderPause,
    Part,
    PartMove,
    Rework,
    Worker,
    WorkHours,
    WorkOrder,
)

_LIMITS = (
    (Step.RESPOND, "respond", "accepted_at"), (Step.ARRIVE, "arrive", "arrived_at"),
    (Step.FINISH, "finish", "finished_at"),
)  # fmt: skip
TAKEN = (MoveKind.OUT, MoveKind.BACK)


@dataclass(frozen=True)
class Limit:
    """A step with its limit; `late` None while nobody can tell."""

    words: str
    by: datetime | None
    done_at: datetime | None
    minutes: int | None
    late: bool | None


@dataclass(frozen=True)
class Wait:
    kind: State
    reason: str
    started_at: datetime
    ended_at: datetime | None
    expected_on: Any


@dataclass(frozen=True)
class Call:
    kind: CallKind
    due_at: datetime
    called_at: datetime | None
    result: Rating | None
    words: str


@dataclass(frozen=True)
class View:
    """`order` are plain values, `titles` the same as people read them, links by name."""

    order: Mapping[str, Any]
    titles: Mapping[str, Any]
    limits: tuple[Limit, ...]
    waits: tuple[Wait, ...]
    story: tuple[queries.Event, ...]
    hours: tuple[tuple[str, Any, Decimal], ...]
    parts: tuple[tuple[str, MoveKind, Any, Decimal, str, Decimal], ...]
    answers: tuple[tuple[str, str | None], ...]
    calls: tuple[Call, ...]
    linked: tuple[tuple[int, str, LinkKind, str, State], ...]
    owed: CallKind | None
    pays: str


def look(session: Session, order_id: int) -> View:
    """Ask it all."""
    order = records.get(session, WorkOrder, order_id)
    values = records.values(session, WorkOrder, order_id)
    listing = Listing(WorkOrder, tuple(fields(WorkOrder)))
    titles = dict(zip(listing.columns, listing.rows(session, [order_id])[0], strict=True))
    owed = after.uncalled(session, order_id)
    return View(
        values, titles, _limits(session, values),
        tuple(_wait(each) for each in queries.waits(session, order_id)),
        tuple(queries.story(session, order_id)), _hours(session, order_id), _parts(session, order_id),
        tuple((item.item, given) for item, given in working.checklist(session, order_id)),
        _calls(session, order_id), _linked(session, order_id), owed.kind if owed is not None else None,
        working.who_pays(order),
    )  # fmt: skip


def _limits(session: Session, order: Mapping[str, Any]) -> tuple[Limit, ...]:
    found = [
        Limit(step.label, order[f"{key}_by"], order[done], order[f"{key}_minutes"], order[f"{key}_late"])
        for step, key, done in _LIMITS
    ]
    query = select(Rework).where(Rework.order_id == order["id"]).order_by(Rework.round)
    for each in session.scalars(query):
        for step, by, done in (
            (Step.ARRIVE, each.arrive_by, each.arrived_at),
            (Step.FINISH, each.finish_by, each.finished_at),
        ):
            late = None if by is None or done is None else done > by
            found.append(Limit(f"第 {each.round} 次 {step.label}", by, done, None, late))
    return tuple(found)


def _wait(pause: OrderPause) -> Wait:
    return Wait(pause.kind, pause.reason, pause.started_at, pause.ended_at, pause.expected_on)


def _hours(session: Session, order_id: int) -> tuple[tuple[str, Any, Decimal], ...]:
    query = (
        select(Worker.name, WorkHours.worked_on, WorkHours.hours)
        .join(Worker, Worker.id == WorkHours.worker_id)
        .where(WorkHours.order_id == order_id)
        .order_by(WorkHours.worked_on, WorkHours.id)
    )
    return tuple((row[0], row[1], row[2]) for row in session.execute(query))


def _parts(session: Session, order_id: int) -> tuple[Any, ...]:
    query = (
        select(Part.name, PartMove.kind, PartMove.moved_on, PartMove.quantity, Part.unit, PartMove.amount)
        .join(Part, Part.id == PartMove.part_id)
        .where(PartMove.order_id == order_id, PartMove.kind.in_(TAKEN))
        .order_by(PartMove.id)
    )
    # The stock's sign turned round: what the order took is a plus.
    return tuple((*row[:3], -row[3], row[4], -row[5]) for row in session.execute(query))


def _calls(session: Session, order_id: int) -> tuple[Call, ...]:
    query = select(CallBack).where(CallBack.order_id == order_id).order_by(CallBack.id)
    return tuple(
        Call(
            each.kind,
            each.due_at,
            each.called_at,
            each.result,
            "；".join(filter(None, (each.reason, each.note))),
        )
        for each in session.scalars(query)
    )


def _linked(session: Session, order_id: int) -> tuple[Any, ...]:
    found = []
    for mine, other in (
        (OrderLink.order_id, OrderLink.other_id),
        (OrderLink.other_id, OrderLink.order_id),
    ):
        query = (
            select(WorkOrder.id, WorkOrder.order_no, OrderLink.kind, WorkOrder.fault, WorkOrder.state)
            .join(WorkOrder, WorkOrder.id == other)
            .select_from(OrderLink)
            .where(mine == order_id)
        )
        found += [tuple(row) for row in session.execute(query)]
    return tuple(found)
