"""Stores a planned import of a repair book as one batch, with the steps and breaches that its times tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import numbering, records, settings
from app.kit.errors import UserError
from app.kit.rights import right
from app.people.models import Department, Person
from app.places.models import Place
from app.workorders.choices import CallKind, Channel, Rating, State, Step
from app.workorders.import_plan import Missing, Plan
from app.workorders.models import (
    Breach,
    CallBack,
    OrderBatch,
    OrderStep,
    RepairVendor,
    Team,
    Worker,
    WorkOrder,
)
from app.workorders.service import AREA
from app.workorders.terms import Terms, in_force
from app.workorders.timing import calendar, measure, moment, running, set_times, wall

BATCH_NUMBERS = "DR{year}{seq:4}"
_STAMPS = (
    ("reported_at", State.REPORTED), ("accepted_at", State.ACCEPTED), ("dispatched_at", State.DISPATCHED),
    ("arrived_at", State.ARRIVED), ("started_at", State.WORKING), ("finished_at", State.FINISHED),
)  # fmt: skip
_MEASURED = ((Step.RESPOND, "accepted_at"), (Step.ARRIVE, "arrived_at"), (Step.FINISH, "finished_at"))
_COLUMNS = [
    column.name for column in WorkOrder.__table__.columns
    if column.name not in ("id", "version", "search_text", "search_key", "sort_key")
]  # fmt: skip
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Imported:
    """What was stored: the batch's number, the ids of its orders, and the plan it came from."""

    batch_no: str
    ids: range
    plan: Plan

    def as_json(self) -> dict[str, Any]:
        return self.plan.as_json(self.batch_no)


@right("work_orders.import", "导入报修登记簿", "clerk", AREA)
def store(
    session: Session,
    plan: Plan,
    now: datetime,
    accept_valid: bool = False,
    create_missing: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """Store the accepted rows as one batch. UserError, and nothing is stored, when rows are refused and
    `accept_valid` is not given, when no row is good, or when names are unknown and `create_missing` is not given."""
    _refuse_halves(plan, accept_valid, create_missing)
    today = now.astimezone().date()
    batch_no = numbering.take(session, "import", BATCH_NUMBERS, today)
    facts = {
        "batch_no": batch_no, "file_name": plan.path.name[:255], "imported_at": now, "accepted": plan.accepted,
        "refused": plan.refused,
    }  # fmt: skip
    batch_id = records.save(session, OrderBatch, None, facts)
    _create(session, plan.missing)
    terms, linked = in_force(session), _links(session)
    numbers = iter(_numbers(session, plan, today))
    orders = []
    for at, entry in enumerate(plan.entries, start=1):
        orders.append(_order(entry.values, entry.remarks, linked, numbers, batch_id, terms, now))
        if progress is not None and not at % 500:
            progress(at, plan.accepted)
    rows = [{name: getattr(order, name) for name in _COLUMNS} for order in orders]
    ids = records.add_many(session, WorkOrder, rows, f"导入“{plan.path.name}”")
    _history(session, orders, ids, terms, now, plan.path.name)
    return Imported(batch_no, ids, plan)


def _refuse_halves(plan: Plan, accept_valid: bool, create_missing: bool) -> None:
    if not plan.accepted:
        raise UserError(f"“{plan.path.name}”的 {plan.refused} 行都有问题，没有导入。请按原因改好后再导入。")
    if plan.refused and not accept_valid:
        raise UserError(
            f"“{plan.path.name}”有 {plan.refused} 行有问题，其余 {plan.accepted} 行完好，都还没有导入。"
            "可以改好后整份导入，或先导入完好的行，把退回的行存成工作簿去改。"
        )
    if plan.missing and not create_missing:
        raise UserError(f"登记簿里有还没有建档的{plan.missing.words()}。请确认一并新建，或先改正名称。")


def _create(session: Session, missing: Missing) -> None:
    why = "随登记簿新建"
    for model, names in (
        (Department, missing.departments), (Place, missing.places), (Team, missing.teams),
        (RepairVendor, missing.vendors),
    ):  # fmt: skip
        records.add_many(session, model, [{"name": each} for each in names], why)
    homes = _ids(session, Department)
    people = [{"name": name, "department_id": homes.get(home or "")} for name, home in missing.people.items()]
    records.add_many(session, Person, people, why)
    teams = _ids(session, Team)
    workers = [{"name": name, "team_id": teams.get(team or "")} for name, team in missing.workers]
    records.add_many(session, Worker, workers, why)


def _ids(session: Session, model: Any) -> dict[str, int]:
    """Tidied name → id; of two with one name the one entered first."""
    rows = session.execute(select(model.match_key, model.id).order_by(model.id.desc()))
    return {row.match_key: row.id for row in rows}


@dataclass(frozen=True)
class _Links:
    departments: dict[str, int]
    places: dict[str, int]
    teams: dict[str, int]
    vendors: dict[str, int]
    people: dict[str, list[tuple[int, int | None]]]
    workers: dict[str, list[tuple[int, int | None]]]


def _links(session: Session) -> _Links:
    twins: list[dict[str, list[tuple[int, int | None]]]] = []
    for query in (
        select(Person.match_key, Person.id, Person.department_id).order_by(Person.id),
        select(Worker.match_key, Worker.id, Worker.team_id).order_by(Worker.id),
    ):
        found: dict[str, list[tuple[int, int | None]]] = {}
        for key, record_id, home in session.execute(query):
            found.setdefault(key, []).append((record_id, home))
        twins.append(found)
    plain = [_ids(session, model) for model in (Department, Place, Team, RepairVendor)]
    return _Links(plain[0], plain[1], plain[2], plain[3], twins[0], twins[1])


def _one(found: list[tuple[int, int | None]], home: int | None) -> int | None:
    """Of several with one name the one of this department or team, else the first."""
    return next((each for each, at in found if at == home), found[0][0] if found else None)


def _numbers(session: Session, plan: Plan, today: date) -> list[str]:
    """Numbers by the office's rule for the rows that have none."""
    given = {entry.values.get("order_no") for entry in plan.entries}
    wanted = sum(not entry.values.get("order_no") for entry in plan.entries)
    rule = settings.get(session, "order_no_rule", today)
    fresh: list[str] = []
    while len(fresh) < wanted:
        more = numbering.take_many(session, "work_order", rule, today, wanted - len(fresh))
        used = set(session.scalars(select(WorkOrder.order_no).where(WorkOrder.order_no.in_(more)))) | given
        fresh += [number for number in more if number not in used]
    return fresh


def _order(
    values: dict[str, Any],
    remarks: list[str],
    linked: _Links,
    numbers: Any,
    batch_id: int,
    terms: Terms,
    now: datetime,
) -> WorkOrder:
    """An order as its row tells it, with its clock; not yet in the session."""
    facts = {name: value for name, value in values.items() if name in _COLUMNS and value is not None}
    for name, _ in _STAMPS:
        if name in facts:
            facts[name] = moment(facts[name])
    facts["order_no"] = facts.get("order_no") or next(numbers)
    facts.setdefault("channel", Channel.BOOK)
    facts["batch_id"] = batch_id
    department = facts["department_id"] = linked.departments.get(values["department_id"] or "")
    facts["caller_id"] = _one(linked.people.get(values["caller_id"] or "", []), department)
    facts["place_id"] = linked.places.get(values["place_id"] or "")
    team = facts["team_id"] = linked.teams.get(values["team_id"] or "")
    facts["worker_id"] = _one(linked.workers.get(values["worker_id"] or "", []), team)
    facts["vendor_id"] = linked.vendors.get(values["vendor_id"] or "")
    if facts.get("under_warranty"):
        facts.pop("outside_cost", None)
    facts["remark"] = "\n".join(filter(None, [facts.get("remark"), *remarks])) or None
    order = WorkOrder(**facts)
    order.last_finished_at = order.finished_at
    order.state = _state(order, values["dropped"])
    if values["dropped"]:
        order.dropped_at = order.finished_at or order.reported_at
    if order.rating is not None and order.finished_at is not None:
        order.rated_at = order.finished_at
    set_times(order, None, (), terms)
    for step, stamp in _MEASURED:
        if (at := getattr(order, stamp)) is not None:
            measure(order, step, at, (), terms)
    for each in running(order, None):
        if each.by is not None and each.done_at is None and each.by < now:
            setattr(order, f"{each.step.value}_late", True)
    return order


def _state(order: WorkOrder, dropped: str) -> State:
    if dropped:
        return State(dropped)
    if order.finished_at is not None:
        if order.rating is None:
            return State.FINISHED
        return State.RATED if order.rating is Rating.BAD else State.CLOSED
    if order.arrived_at is not None:
        return State.ARRIVED
    if order.dispatched_at or order.team_id or order.worker_id or order.vendor_id:
        return State.DISPATCHED
    return State.ACCEPTED if order.accepted_at is not None else State.REPORTED


def _history(
    session: Session, orders: list[WorkOrder], ids: range, terms: Terms, now: datetime, file: str
) -> None:
    steps: list[dict[str, Any]] = []
    breaches: list[dict[str, Any]] = []
    calls: list[dict[str, Any]] = []
    for order_id, order in zip(ids, orders, strict=True):
        stamps = ((getattr(order, name), state) for name, state in _STAMPS)
        steps += [{"order_id": order_id, "state": state, "at": at} for at, state in stamps if at is not None]
        breaches += _breaches(order_id, order, terms, now)
        if order.rating is Rating.BAD and order.state is State.RATED:
            calls.append({"order_id": order_id, "kind": CallKind.MANDATORY, "due_at": order.rated_at})
    why = f"随“{file}”导入"
    records.add_many(session, OrderStep, steps, why)
    records.add_many(session, Breach, breaches, why)
    records.add_many(session, CallBack, calls, why)


def _breaches(order_id: int, order: WorkOrder, terms: Terms, now: datetime) -> list[dict[str, Any]]:
    found = []
    for step, stamp in _MEASURED:
        if not getattr(order, f"{step.value}_late"):
            continue
        by, done = getattr(order, f"{step.value}_by"), getattr(order, stamp)
        minutes = None if done is None else calendar(order, terms).between(wall(by), wall(done))
        found.append({"order_id": order_id, "step": step, "due_at": by, "done_at": done, "minutes": minutes})
    return found
