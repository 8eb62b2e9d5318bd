"""Questions of the desk: what is late and whom to tell, what waits, how an order went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from app.kit.db import Record
from app.kit.filters import Filter
from app.people.models import Department
from app.places.models import Place
from app.workorders.choices import UNDONE, CallKind, State, Step, Urgency
from app.workorders.models import (
    Breach,
    CallBack,
    OrderPause,
    OrderStep,
    RepairCategory,
    RepairVendor,
    Rework,
    Team,
    Worker,
    WorkOrder,
)
from app.workorders.terms import in_force
from app.workorders.timing import overdue, soon, stopped_or, wall

LEVELS = ("班组长", "科室负责人", "分管领导")
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Overdue:
    """Narrows a list of orders to the red ones at a moment; stands beside the kit's filters in a Listing."""

    now: datetime
    name: str = "due_at"

    def condition(self, model: type[Record]) -> ColumnElement[bool]:
        return overdue(self.now)

    def said(self, model: type[Record]) -> str:
        return "已超时"


@dataclass(frozen=True)
class Soon:
    """Narrows a list of orders to the amber ones."""

    now: datetime
    name: str = "amber_at"

    def condition(self, model: type[Record]) -> ColumnElement[bool]:
        return soon(self.now)

    def said(self, model: type[Record]) -> str:
        return "快到时限"


@dataclass(frozen=True)
class Late:
    """An order whose limit is over, how late, and who must hear of it: 1 to 3, `tell` in words."""

    id: int
    order_no: str
    reported_at: datetime
    urgency: Urgency
    state: State
    department: str
    place: str
    fault: str
    category: str
    assignee: str
    step: Step
    due_at: datetime
    minutes: int
    level: int

    @property
    def tell(self) -> str:
        return LEVELS[self.level - 1]


def escalations(session: Session, now: datetime) -> list[Late]:
    """Every order that is late now, the latest first. Minutes are those of the wall clock, up to where a stopped
    clock stands."""
    terms, today = in_force(session), wall(now).date()
    head, leader = terms.value("escalate_head", today), terms.value("escalate_leader", today)
    query = (
        select(
            WorkOrder.id, WorkOrder.order_no, WorkOrder.reported_at, WorkOrder.urgency, WorkOrder.state,
            Department.name, Place.name, WorkOrder.fault, RepairCategory.name, Worker.name, Team.name,
            RepairVendor.name, WorkOrder.due_at, stopped_or(now).label("up_to"),
            case(
                (WorkOrder.rounds > 1, case((Rework.arrived_at.is_(None), "arrive"), else_="finish")),
                (WorkOrder.due_at == WorkOrder.respond_by, "respond"),
                (WorkOrder.due_at == WorkOrder.arrive_by, "arrive"),
                else_="finish",
            ),
        )
        .outerjoin(Rework, (Rework.order_id == WorkOrder.id) & (Rework.round == WorkOrder.rounds))
        .outerjoin(Department, Department.id == WorkOrder.department_id)
        .outerjoin(Place, Place.id == WorkOrder.place_id)
        .outerjoin(RepairCategory, RepairCategory.id == WorkOrder.category_id)
        .outerjoin(Worker, Worker.id == WorkOrder.worker_id)
        .outerjoin(Team, Team.id == WorkOrder.team_id)
        .outerjoin(RepairVendor, RepairVendor.id == WorkOrder.vendor_id)
        .where(WorkOrder.state.in_(UNDONE), overdue(now))
        .order_by(WorkOrder.due_at, WorkOrder.id)
    )  # fmt: skip
    found = []
    for row in session.execute(query):
        minutes = (row.up_to - row.due_at) // MINUTE
        level = 3 if minutes >= leader else 2 if minutes >= head else 1
        assignee = " ".join(filter(None, (row[10], row[9], row[11])))
        texts = (row[5] or "", row[6] or "", row[7], row[8] or "")
        found.append(Late(*row[:5], *texts, assignee, Step(row[14]), row.due_at, minutes, level))
    return found


@dataclass(frozen=True)
class Counts:
    """What waits, for the saved views and the rail."""

    undone: int
    unaccepted: int
    overdue: int
    soon: int
    waiting_parts: int
    unconfirmed: int
    unsatisfied: int
    mine: int


def counts(session: Session, now: datetime, person_id: int | None = None) -> Counts:
    """The numbers beside the saved views; `person_id` is who looks, by the register of people."""
    mine = WorkOrder.worker_id.in_(select(Worker.id).where(Worker.person_id == person_id))
    undone = WorkOrder.state.in_(UNDONE)
    conditions = (
        undone, WorkOrder.state == State.REPORTED, undone & overdue(now), undone & soon(now),
        WorkOrder.state == State.WAITING_PARTS, WorkOrder.state == State.FINISHED,
    )  # fmt: skip
    waiting = WorkOrder.state.in_((*UNDONE, State.FINISHED))
    columns = [func.coalesce(func.sum(case((each, 1))), 0) for each in (*conditions, undone & mine)]
    row = session.execute(select(*columns).where(waiting)).one()
    owed = select(func.count()).where(CallBack.kind == CallKind.MANDATORY, CallBack.called_at.is_(None))
    unsatisfied = session.scalar(owed) or 0
    return Counts(row[0], row[1], row[2], row[3], row[4], row[5], unsatisfied, row[6])


def board(session: Session, filters: tuple[Filter, ...] = ()) -> dict[State, int]:
    """How many orders stand in each column of the board, narrowed as the list beside it."""
    query = select(WorkOrder.state, func.count()).group_by(WorkOrder.state)
    rows = session.execute(query.where(*(each.condition(WorkOrder) for each in filters)))
    found = {row[0]: row[1] for row in rows}
    return {state: found.get(state, 0) for state in State}


@dataclass(frozen=True)
class Event:
    """A line of an order's story."""

    at: datetime
    words: str
    note: str
    who: str
    bad: bool = False


def story(session: Session, order_id: int) -> list[Event]:
    """Everything that happened to an order, oldest first; what was late stands at the moment it became so."""
    steps = session.scalars(select(OrderStep).where(OrderStep.order_id == order_id))
    found = [Event(each.at, each.state.label, each.note or "", each.who) for each in steps]
    for breach in session.scalars(select(Breach).where(Breach.order_id == order_id)):
        by = f"，迟 {breach.minutes} 分钟" if breach.minutes is not None else ""
        found.append(Event(breach.due_at, f"{breach.step.label}超时{by}", breach.why or "", "", True))
    for call in session.scalars(select(CallBack).where(CallBack.order_id == order_id)):
        if call.called_at is not None and call.result is not None:
            note = "；".join(filter(None, [call.reason, call.note]))
            found.append(Event(call.called_at, f"{call.kind.label}：{call.result.label}", note, ""))
    return sorted(found, key=lambda each: each.at)


def waits(session: Session, order_id: int) -> list[OrderPause]:
    """The waits of an order, oldest first; the one that lasts has no end."""
    query = select(OrderPause).where(OrderPause.order_id == order_id).order_by(OrderPause.id)
    return list(session.scalars(query))


@dataclass(frozen=True)
class Owed:
    """A call that somebody still has to make."""

    call_id: int
    order_id: int
    order_no: str
    kind: CallKind
    due_at: datetime
    caller: str
    phone: str
    fault: str
    late: bool


def owed_calls(session: Session, now: datetime) -> list[Owed]:
    """Every call that is due, the most urgent first. Numbers are whole: whoever shows them masks them (Field.show)."""
    query = (
        select(
            CallBack.id, WorkOrder.id, WorkOrder.order_no, CallBack.kind, CallBack.due_at,
            func.coalesce(WorkOrder.caller_name, ""), func.coalesce(WorkOrder.phone, ""), WorkOrder.fault,
        )
        .join(WorkOrder, WorkOrder.id == CallBack.order_id)
        .where(CallBack.called_at.is_(None))
        .order_by(CallBack.due_at, CallBack.id)
    )  # fmt: skip
    return [Owed(*row, row[4] < now) for row in session.execute(query)]


@dataclass(frozen=True)
class Calls:
    """The calls that fell due in a period: how many, made at all, made in time."""

    due: int
    made: int
    in_time: int


def calls(session: Session, first: datetime, end: datetime) -> Calls:
    """回访率 = 已回访 ÷ 应回访, by the day on which a call was due."""
    query = select(
        func.count(),
        func.count(CallBack.called_at),
        func.count(case((CallBack.called_at <= CallBack.due_at, 1))),
    ).where(CallBack.due_at >= first, CallBack.due_at < end)
    row = session.execute(query).one()
    return Calls(row[0], row[1], row[2])
