"""Whatever people do to orders, in any order: first stamps stay, breaches stay, no clock runs backwards."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import office
from app.kit.errors import UserError
from app.kit.store import Store
from app.workorders import after, entry, service, working
from app.workorders.choices import MOVES, UNDONE, WAITS, Confirmation, Rating, State, Urgency
from app.workorders.models import Breach, OrderPause, OrderStep, WorkOrder
from tests.repair_desk import Desk, at, open_desk, order

FIRST = (
    "reported_at",
    "accepted_at",
    "dispatched_at",
    "arrived_at",
    "started_at",
    "finished_at",
    "confirmed_at",
    "rated_at",
)
LATE = ("respond_late", "arrive_late", "finish_late")


def finish(session: Session, order_id: int, now: Any, desk: Desk, chance: random.Random) -> None:
    answers = {"check": "是", "number": "1", "words": "好"}
    items = [item for item, _ in working.checklist(session, order_id)]
    working.answer(session, order_id, {item.item: answers[item.kind.value] for item in items})
    service.finish(session, order_id, "好了", now)


def call(session: Session, order_id: int, now: Any, desk: Desk, chance: random.Random) -> None:
    if (owed := after.uncalled(session, order_id)) is not None:
        after.call_back(session, owed.id, chance.choice(list(Rating)), now, reason="慢")


ACTS: tuple[Callable[[Session, int, Any, Desk, random.Random], object], ...] = (
    lambda s, o, now, d, c: service.accept(s, o, now),
    lambda s, o, now, d, c: service.dispatch(s, o, now, worker_id=d.worker),
    lambda s, o, now, d, c: service.dispatch(s, o, now, vendor_id=d.vendor),
    lambda s, o, now, d, c: service.arrive(s, o, now),
    lambda s, o, now, d, c: service.start(s, o, now),
    lambda s, o, now, d, c: service.pause(s, o, c.choice(sorted(WAITS)), "等", now),
    lambda s, o, now, d, c: service.resume(s, o, now),
    finish,
    lambda s, o, now, d, c: after.confirm(s, o, now, Confirmation.DESK),
    lambda s, o, now, d, c: after.rate(s, o, c.choice(list(Rating)), now),
    call,
    lambda s, o, now, d, c: service.reopen(s, o, "又坏", now),
    lambda s, o, now, d, c: after.close(s, o, now),
    lambda s, o, now, d, c: after.confirm_by_default(s, now),
    lambda s, o, now, d, c: service.note_breaches(s, now),
    lambda s, o, now, d, c: entry.amend(s, o, {"urgency": c.choice([*Urgency])}),
)


@pytest.mark.parametrize("seed", range(6))
def test_a_random_walk_loses_nothing(store: Store, seed: int) -> None:
    desk, chance, now = open_desk(store), random.Random(seed), at("03-02 08:30")
    with store.changing("报修") as session:
        orders = [desk.call(session, now, urgency=chance.choice([*Urgency])) for _ in range(3)]
    for _ in range(90):
        now += timedelta(minutes=chance.choice((0, 1, 7, 45, 300, 1500)))
        order_id, act = chance.choice(orders), chance.choice(ACTS)
        before = seen(store, orders)
        try:
            with store.changing("走") as session:
                act(session, order_id, now, desk, chance)
        except UserError:
            assert seen(store, orders) == before, "a refused act had changed something"
            continue
        for old, new in zip(before, seen(store, orders), strict=True):
            compare(old, new)
    check(store, orders, now)


def seen(store: Store, orders: list[int]) -> list[dict[str, Any]]:
    found = []
    with store.reading() as session:
        for order_id in orders:
            each = order(session, order_id)
            facts = {
                name: getattr(each, name)
                for name in (*FIRST, *LATE, "state", "rounds", "rating", "paused_at")
            }
            breaches = session.execute(
                select(Breach.round, Breach.step, Breach.due_at)
                .where(Breach.order_id == order_id)
                .order_by(Breach.id)
            )
            facts["breaches"] = [tuple(row) for row in breaches]
            found.append(facts)
    return found


def compare(old: dict[str, Any], new: dict[str, Any]) -> None:
    for name in (*FIRST, *LATE, "rating"):
        assert old[name] is None or old[name] == new[name], name
    assert new["breaches"][: len(old["breaches"])] == old["breaches"]
    assert new["rounds"] >= old["rounds"]
    # One act may make several moves: 评价 confirms first, a call that ends badly reopens.
    reached = {old["state"]} | MOVES[old["state"]]
    assert new["state"] in reached | {after_ for each in reached for after_ in MOVES[each]}


def check(store: Store, orders: list[int], now: Any) -> None:
    with store.reading() as session:
        for order_id in orders:
            each: WorkOrder = order(session, order_id)
            stamps = [
                getattr(each, name) for name in ("reported_at", "accepted_at", "dispatched_at", "arrived_at")
            ]
            known = [stamp for stamp in stamps if stamp is not None]
            assert known == sorted(known)
            open_waits = session.scalars(
                select(OrderPause).where(OrderPause.order_id == order_id, OrderPause.ended_at.is_(None))
            ).all()
            assert len(open_waits) == (each.state in WAITS)
            assert (each.paused_at is not None) == (each.state in WAITS)
            assert each.state in UNDONE or each.due_at is None
            steps = session.scalars(
                select(OrderStep.at).where(OrderStep.order_id == order_id).order_by(OrderStep.id)
            )
            assert list(steps) == sorted(
                session.scalars(select(OrderStep.at).where(OrderStep.order_id == order_id))
            )
            assert each.state is not State.CLOSED or after.uncalled(session, order_id) is None
    assert office.verify(store, deep=True) == []
