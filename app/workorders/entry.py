"""The desk: who calls, what is known of them, whether it was reported already; taking the call; mending the entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.kit import numbering, records, settings
from app.kit.errors import Invalid, Stale, UserError
from app.kit.readers import tidy
from app.kit.rights import right
from app.people.models import Department, Person
from app.places.models import Place
from app.places.queries import descendants
from app.workorders.choices import DROPPED, UNDONE, State, Urgency
from app.workorders.models import RepairCategory, WorkOrder
from app.workorders.moving import step
from app.workorders.service import AREA
from app.workorders.terms import in_force
from app.workorders.timing import retime, to_minute, wall

# What may be mended in an entry; everything else is done by a verb.
EDITABLE = frozenset(
    [
        "channel", "department_id", "caller_id", "caller_name", "phone", "place_id", "spot", "fault", "category_id",
        "urgency", "asset_id", "appointed_at", "remark", "opinion",
    ]
)  # fmt: skip


@dataclass(frozen=True)
class OpenOrder:
    """An order that is not done, as the desk sees it beside a new call."""

    id: int
    order_no: str
    reported_at: datetime
    place: str
    fault: str
    state: State
    urgency: Urgency
    due_at: datetime | None


@dataclass(frozen=True)
class Caller:
    """What is known of somebody who calls."""

    id: int
    name: str
    department_id: int | None
    department: str
    phone: str
    open_orders: tuple[OpenOrder, ...]


def caller(session: Session, person_id: int) -> Caller:
    """Department, phone and open orders of somebody who calls; the last number they called from goes first."""
    person = records.get(session, Person, person_id)
    department = session.get(Department, person.department_id) if person.department_id else None
    last = session.scalar(
        select(WorkOrder.phone)
        .where(WorkOrder.caller_id == person_id, WorkOrder.phone.is_not(None))
        .order_by(WorkOrder.reported_at.desc())
        .limit(1)
    )
    return Caller(
        person.id, person.name, person.department_id, department.name if department else "",
        last or person.phone or "", _open(session, WorkOrder.caller_id == person_id),
    )  # fmt: skip


def duplicates(
    session: Session,
    place_id: int | None,
    category_id: int | None,
    fault: str = "",
    own_id: int | None = None,
) -> tuple[OpenOrder, ...]:
    """Open orders that may be the same thing: of this category, or in the very words, in this place, in what lies
    in it, or where it lies in. Nothing without a place."""
    if place_id is None or (category_id is None and not fault.strip()):
        return ()
    near = {place_id, *descendants(session, place_id)}
    parent = session.scalar(select(Place.parent_id).where(Place.id == place_id))
    if parent is not None:
        near.add(parent)
    same = [WorkOrder.category_id == category_id] if category_id is not None else []
    if fault.strip():
        same.append(WorkOrder.fault == fault.strip())
    conditions = [WorkOrder.place_id.in_(near), or_(*same)]
    if own_id is not None:
        conditions.append(WorkOrder.id != own_id)
    return _open(session, *conditions)


def _open(session: Session, *conditions: Any) -> tuple[OpenOrder, ...]:
    query = (
        select(
            WorkOrder.id, WorkOrder.order_no, WorkOrder.reported_at, func.coalesce(Place.name, ""),
            WorkOrder.fault, WorkOrder.state, WorkOrder.urgency, WorkOrder.due_at,
        )
        .outerjoin(Place, Place.id == WorkOrder.place_id)
        .where(WorkOrder.state.in_(UNDONE), *conditions)
        .order_by(WorkOrder.reported_at.desc(), WorkOrder.id.desc())
    )  # fmt: skip
    return tuple(OpenOrder(*row) for row in session.execute(query))


@right("work_orders.enter", "登记和修改报修单", "clerk", AREA)
def report(session: Session, values: Mapping[str, Any], now: datetime) -> int:
    """Take a call down; returns the order's id. `reported_at` is now unless it is given.

    What belongs to a known caller is filled in; a number is taken by the office's rule. Raises Invalid.
    """
    facts = dict(values)
    at = to_minute(facts.pop("reported_at", None) or now)
    if at > now:
        raise Invalid({"reported_at": f"报修时间 {at.astimezone():%Y-%m-%d %H:%M} 还没有到"})
    _refuse_verbs(facts)
    _refuse_agreed(facts.get("urgency"), facts.get("appointed_at"))
    if (person_id := facts.get("caller_id")) is not None:
        known = records.get(session, Person, person_id)
        facts["caller_name"] = facts.get("caller_name") or known.name
        facts["department_id"] = facts.get("department_id") or known.department_id
    facts |= {"order_no": next_number(session, wall(at).date()), "reported_at": at, "state": State.REPORTED}
    order_id = records.save(session, WorkOrder, None, facts)
    order = records.get(session, WorkOrder, order_id)
    step(session, order, at)
    retime(session, order, in_force(session))
    session.flush()
    return order_id


@right("work_orders.enter")
def amend(session: Session, order_id: int, values: Mapping[str, Any], version: int | None = None) -> None:
    """Mend what was taken down. Another urgency sets other limits for what is still to be done; what was late stays
    late. Raises Invalid, or Stale where somebody else was quicker."""
    order = records.get(session, WorkOrder, order_id)
    if version is not None and order.version != version:
        raise Stale("这张报修单刚刚被别人改过。请重新读取后再改，您输入的内容仍在。")
    if order.state in DROPPED:
        raise UserError(f"{order.order_no} {order.state.label}，不能再改。")
    _refuse_verbs(values)
    merged = {name: values.get(name, getattr(order, name)) for name in ("urgency", "appointed_at")}
    _refuse_agreed(merged["urgency"], merged["appointed_at"])
    records.save(session, WorkOrder, order_id, values)
    if {"urgency", "appointed_at"} & set(values):
        retime(session, order, in_force(session))
        session.flush()


def _refuse_verbs(values: Mapping[str, Any]) -> None:
    if odd := set(values) - EDITABLE:
        raise UserError(f"“{'、'.join(sorted(odd))}”要用相应的业务来办理。")


def _refuse_agreed(urgency: Urgency | None, appointed_at: datetime | None) -> None:
    """An agreed time takes the place of a limit for planned work alone; else it would hide what is late."""
    if appointed_at is not None and urgency is not Urgency.PLANNED:
        raise Invalid({"appointed_at": "只有“计划”类的报修按约定时间完工，其余按时限"})


@right("work_orders.enter")
def next_number(session: Session, on: date) -> str:
    """The next free number by the office's rule; a book that was brought in may have used some."""
    rule = settings.get(session, "order_no_rule", on)
    while True:
        number = numbering.take(session, "work_order", rule, on)
        if session.scalar(select(WorkOrder.id).where(WorkOrder.order_no == number)) is None:
            return number


@dataclass(frozen=True)
class Line:
    """One line of the desk as it was understood: who, where, what; what was not understood is part of what."""

    caller_id: int | None
    place_id: int | None
    fault: str


def read_line(session: Session, text: str) -> Line:
    """`hj zl305 灯管不亮`: who by name or pinyin initials, where by name or initials, the rest is what.

    A word is taken for a person or a place only when it fits exactly one.
    """
    words = text.split()
    person = place = None
    rest: list[str] = []
    for at, word in enumerate(words):
        if person is None and at < 2 and (found := _only(session, Person, word)) is not None:
            person = found
        elif place is None and at < 3 and (found := _only(session, Place, word)) is not None:
            place = found
        else:
            rest.append(word)
    return Line(person, place, " ".join(rest))


def _only(session: Session, model: type[Person] | type[Place], word: str) -> int | None:
    offered = model.offered()
    conditions = [] if offered is None else [offered]
    for fits in (model.match_key == tidy(word), model.search_key == word.lower()):
        found: Sequence[int] = session.scalars(select(model.id).where(fits, *conditions).limit(2)).all()
        if found:
            return found[0] if len(found) == 1 else None
    return None


def category_by_name(session: Session, name: str) -> int | None:
    """The category of that name."""
    return session.scalar(select(RepairCategory.id).where(RepairCategory.match_key == tidy(name)))
