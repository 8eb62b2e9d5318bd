"""From the desk to the finished repair: accept, send, arrive, wait, finish, reopen, drop.

Every verb takes `now`; `at` is when it was done, where it is entered later. What follows the work is in after.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import records
from app.kit.errors import Invalid, UserError
from app.kit.rights import right
from app.workorders.choices import UNDONE, WAITS, State, Step
from app.workorders.models import OrderPause, RepairVendor, Rework, Team, Worker, WorkOrder
from app.workorders.moving import end_wait, move, order_of, step, when
from app.workorders.plan_dates import turn_done
from app.workorders.terms import Terms, in_force
from app.workorders.timing import judge, note_open, retime, rework, unnoted, wall
from app.workorders.working import refuse_unanswered

AREA = "报修"


@right("work_orders.dispatch", "受理、驳回、派工", "clerk", AREA)
def accept(session: Session, order_id: int, now: datetime, at: datetime | None = None) -> None:
    """受理: somebody has answered; this is the response that is measured."""
    order, terms = order_of(session, order_id), in_force(session)
    _accept(session, order, when(session, order, now, at), terms)
    retime(session, order, terms)


def _accept(session: Session, order: WorkOrder, at: datetime, terms: Terms) -> None:
    move(session, order, State.ACCEPTED, at)
    order.accepted_at = at
    judge(session, order, Step.RESPOND, at, terms)


@right("work_orders.dispatch")
def reject(session: Session, order_id: int, reason: str, now: datetime) -> None:
    """驳回: no repair of ours. The reason is told to the caller."""
    _drop(session, order_id, State.REJECTED, reason, now)


@right("work_orders.cancel", "撤销报修单", "clerk reviewer", AREA)
def cancel(session: Session, order_id: int, reason: str, now: datetime) -> None:
    """撤销: the caller withdrew it, or it was entered by mistake. It stays in the book."""
    _drop(session, order_id, State.CANCELLED, reason, now)


def _drop(session: Session, order_id: int, state: State, reason: str, now: datetime) -> None:
    if not reason.strip():
        raise Invalid({"reason": "请写明原因"})
    order, terms = order_of(session, order_id), in_force(session)
    note_open(session, order, now, terms)  # what was late already stays late
    at = when(session, order, now, None)
    move(session, order, state, at, reason)
    order.dropped_at = at
    retime(session, order, terms)


@right("work_orders.dispatch")
def dispatch(
    session: Session,
    order_id: int,
    now: datetime,
    *,
    team_id: int | None = None,
    worker_id: int | None = None,
    vendor_id: int | None = None,
    note: str = "",
    at: datetime | None = None,
) -> None:
    """派工 or 转派, to a team, one of its people, or an outside company. An order that nobody has accepted yet is
    accepted with it."""
    if worker_id is None and team_id is None and vendor_id is None:
        raise Invalid({"worker_id": "请选派给哪个班组、哪个人或哪家外协单位"})
    order, terms = order_of(session, order_id), in_force(session)
    done = when(session, order, now, at)
    if worker_id is not None and team_id is None:
        team_id = records.get(session, Worker, worker_id).team_id
    if order.state is State.REPORTED:
        _accept(session, order, done, terms)
    order.team_id, order.worker_id, order.vendor_id = team_id, worker_id, vendor_id
    move(
        session,
        order,
        State.DISPATCHED,
        done,
        "；".join(filter(None, [_names(session, order), note.strip()])),
    )
    order.dispatched_at = order.dispatched_at or done
    retime(session, order, terms)


def _names(session: Session, order: WorkOrder) -> str:
    """To whom it went, for the step: the order itself tells only the last."""
    found = [
        records.get(session, Team, order.team_id).name if order.team_id else "",
        records.get(session, Worker, order.worker_id).name if order.worker_id else "",
        records.get(session, RepairVendor, order.vendor_id).name if order.vendor_id else "",
    ]
    return " ".join(filter(None, found))


@right("work_orders.work", "登记到场、暂停、完工和用料", "clerk", AREA)
def arrive(session: Session, order_id: int, now: datetime, at: datetime | None = None) -> None:
    """到场: somebody stands before it."""
    order, terms = order_of(session, order_id), in_force(session)
    _arrive(session, order, when(session, order, now, at), terms)
    retime(session, order, terms)


def _arrive(session: Session, order: WorkOrder, at: datetime, terms: Terms) -> None:
    move(session, order, State.ARRIVED, at)
    again = rework(session, order)
    if again is not None:
        if again.arrived_at is not None:
            return
        again.arrived_at = at
    elif order.arrived_at is None:
        order.arrived_at = at
    else:
        return  # they came back; the first arrival is the one that counts
    judge(session, order, Step.ARRIVE, at, terms)


@right("work_orders.work")
def start(session: Session, order_id: int, now: datetime, at: datetime | None = None) -> None:
    """维修中: the work has begun."""
    order = order_of(session, order_id)
    done = when(session, order, now, at)
    move(session, order, State.WORKING, done)
    order.started_at = order.started_at or done


@right("work_orders.work")
def pause(
    session: Session,
    order_id: int,
    kind: State,
    reason: str,
    now: datetime,
    at: datetime | None = None,
    expected_on: date | None = None,
) -> None:
    """待料, 待外协 or 挂起: the clock stops, and everybody sees why."""
    if kind not in WAITS:
        raise UserError(f"“{kind.label}”不是暂停。")
    if not reason.strip():
        raise Invalid({"reason": "请写明为什么暂停"})
    order, terms = order_of(session, order_id), in_force(session)
    done = when(session, order, now, at)
    before = order.state
    if before in WAITS:  # from one wait into another: the clock stands still all the while
        before = end_wait(session, order, done)
        order.state = before
    move(session, order, kind, done, reason)
    session.add(
        OrderPause(
            order_id=order.id, kind=kind, reason=reason.strip(), started_at=done, state_before=before,
            expected_on=expected_on,
        )
    )  # fmt: skip
    order.paused_at = done
    session.flush()
    note_open(session, order, done, terms)


@right("work_orders.work")
def resume(
    session: Session, order_id: int, now: datetime, at: datetime | None = None, note: str = ""
) -> None:
    """The wait is over; the order goes on where it stood."""
    order = order_of(session, order_id)
    if order.state not in WAITS:
        raise UserError(f"{order.order_no} 没有暂停。")
    done = when(session, order, now, at)
    order.state = end_wait(session, order, done)
    step(session, order, done, note)


@right("work_orders.work")
def finish(session: Session, order_id: int, result: str, now: datetime, at: datetime | None = None) -> None:
    """完工: what was done about it; the checklist of its category must be filled in. Raises Invalid."""
    order, terms = order_of(session, order_id), in_force(session)
    if not result.strip():
        raise Invalid({"result": "请写明处理结果"})
    refuse_unanswered(session, order)
    done = when(session, order, now, at)
    move(session, order, State.FINISHED, done, result)
    order.result = result.strip()
    order.last_finished_at = done
    again = rework(session, order)
    if again is not None:
        again.finished_at = done
    else:
        order.finished_at = done
    judge(session, order, Step.FINISH, done, terms)
    retime(session, order, terms)
    turn_done(session, order.id, wall(done).date())


@right("work_orders.reopen", "返修", "clerk", AREA)
def reopen(session: Session, order_id: int, reason: str, now: datetime) -> None:
    """返修: a further round of work with a clock of its own; the stamps of the first stay."""
    begin_again(session, order_of(session, order_id), reason, now, in_force(session))


def begin_again(session: Session, order: WorkOrder, reason: str, now: datetime, terms: Terms) -> None:
    """What `reopen` does; unsatisfied callers lead here too."""
    if not reason.strip():
        raise Invalid({"reason": "请写明返修原因"})
    at = when(session, order, now, None)
    move(session, order, State.REWORK, at, reason)
    order.rounds += 1
    order.reopened_at = at
    session.add(Rework(order_id=order.id, round=order.rounds, reason=reason.strip()[:128], reopened_at=at))
    session.flush()
    retime(session, order, terms)


@right("work_orders.watch", "登记超时", "clerk reviewer", AREA)
def note_breaches(session: Session, now: datetime) -> int:
    """Write down every limit that has run out unnoticed; returns how many there were."""
    terms = in_force(session)
    orders: Iterable[WorkOrder] = session.scalars(select(WorkOrder).where(unnoted(now)))
    found = sum(note_open(session, order, now, terms) for order in list(orders) if order.state in UNDONE)
    session.flush()
    return found
