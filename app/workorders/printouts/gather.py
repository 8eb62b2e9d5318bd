"""What the papers of one order hold, read from the store; times on the wall clock, personal numbers masked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assets.models import Asset
from app.kit.masking import masked
from app.people.models import Department, Person
from app.places.models import Place
from app.workorders import working
from app.workorders.choices import DONE, Stage, State
from app.workorders.models import (
    ZERO,
    CallBack,
    ChecklistAnswer,
    MaintenancePlan,
    OrderAsset,
    OrderStep,
    Part,
    PartMove,
    PlanTurn,
    RepairCategory,
    RepairVendor,
    Rework,
    Team,
    Worker,
    WorkOrder,
)
from app.workorders.moving import order_of
from app.workorders.planning import unit_words
from app.workorders.printouts.acceptance import AcceptanceSlip
from app.workorders.printouts.call_back import CallBackSlip
from app.workorders.printouts.inspection import Inspected, InspectionSlip
from app.workorders.printouts.order import OrderSlip
from app.workorders.printouts.words import Used, joined, moment
from app.workorders.timing import rework, wall

Named = Department | Person | Place | RepairCategory | RepairVendor | Team | Worker


def orders(session: Session, ids: Sequence[int]) -> list[OrderSlip]:
    return [_order(session, order_of(session, order_id)) for order_id in ids]


def acceptances(session: Session, ids: Sequence[int]) -> list[AcceptanceSlip]:
    found = []
    for order_id in ids:
        order = order_of(session, order_id)
        stages = [stage for stage, _ in working.photos(session, order_id)]
        photos = (stages.count(Stage.BEFORE), stages.count(Stage.AFTER))
        slip = _order(session, order)
        found.append(AcceptanceSlip(slip, _checks(session, order), order.rounds, photos))
    return found


def inspections(session: Session, ids: Sequence[int]) -> list[InspectionSlip]:
    return [_inspection(session, order_of(session, order_id)) for order_id in ids]


def call_backs(session: Session, ids: Sequence[int]) -> list[CallBackSlip]:
    """A sheet for each call of an order; one to be filled in for an order without any."""
    found = []
    for order_id in ids:
        slip = _order(session, order_of(session, order_id))
        calls = session.scalars(select(CallBack).where(CallBack.order_id == order_id).order_by(CallBack.id))
        made = [_call(session, slip, call) for call in calls]
        found += made or [CallBackSlip(slip, None, None)]
    return found


def _order(session: Session, order: WorkOrder) -> OrderSlip:
    """The stamps are those of the round that runs or ran last, so that a slip for rework can be written on."""
    again = rework(session, order)
    stamps = again or order
    sent = _step(session, order, State.DISPATCHED)
    return OrderSlip(
        number=order.order_no,
        reported_at=wall(order.reported_at),
        dated=not order.untimed,
        caller=named(session, Person, order.caller_id) or order.caller_name or "",
        department=named(session, Department, order.department_id),
        phone=masked(order.phone or ""),
        place=joined(named(session, Place, order.place_id), order.spot or ""),
        category=named(session, RepairCategory, order.category_id),
        urgency=order.urgency.label,
        fault=order.fault + (f"（第 {again.round} 次处理，返修原因：{again.reason}）" if again else ""),
        accepted_by=accepted.who if (accepted := _step(session, order, State.ACCEPTED)) else "",
        accepted_at=local(order.accepted_at),
        dispatched_by=sent.who if sent else "",
        dispatched_at=local(sent.at if sent else order.dispatched_at),
        assignee=_assignee(session, order),
        arrived_at=local(stamps.arrived_at),
        finished_at=local(stamps.finished_at),
        result=order.result or "",
        parts=_parts(session, order.id),
        hours=order.hours,
        parts_cost=order.parts_cost,
        outside_cost=order.outside_cost,
        warranty=order.under_warranty,
        rating=_label(order.last_rating or order.rating),
        opinion=order.opinion or "",
        called=_called(session, order.id),
        finished=order.state in DONE,
        asset=_asset(session, order.asset_id),
        arrive_by=local(stamps.arrive_by),
        finish_by=local(stamps.finish_by),
    )


def named(session: Session, model: type[Named], record_id: int | None) -> str:
    """The name of a linked record, "" for none."""
    return session.scalar(select(model.name).where(model.id == record_id)) or ""


def local(at: datetime | None) -> datetime | None:
    return None if at is None else wall(at)


def _label(rating: object) -> str | None:
    return getattr(rating, "label", None)


def _asset(session: Session, asset_id: int | None) -> str:
    asset = session.get(Asset, asset_id) if asset_id is not None else None
    return f"{asset.asset_no} {asset.name}" if asset is not None else ""


def _assignee(session: Session, order: WorkOrder) -> str:
    return joined(
        named(session, Team, order.team_id),
        named(session, Worker, order.worker_id),
        named(session, RepairVendor, order.vendor_id),
    )


def _step(session: Session, order: WorkOrder, state: State) -> OrderStep | None:
    """The last move of the order into this state: who sent those who go now."""
    query = select(OrderStep).where(OrderStep.order_id == order.id, OrderStep.state == state)
    return session.scalars(query.order_by(OrderStep.id.desc()).limit(1)).one_or_none()


def _parts(session: Session, order_id: int) -> tuple[Used, ...]:
    """What the order took less what came back. Summed here: money stands in the store as text of its own kind."""
    query = (
        select(Part.id, Part.name, Part.model, Part.unit, PartMove.quantity, PartMove.amount)
        .join(PartMove, PartMove.part_id == Part.id)
        .where(PartMove.order_id == order_id)
        .order_by(PartMove.id)
    )
    sums: dict[int, tuple[str, str, Decimal, Decimal]] = {}
    for key, name, model, unit, quantity, amount in session.execute(query):
        _, _, so_many, so_much = sums.get(key, ("", "", ZERO, ZERO))
        title = f"{name}（{model}）" if model else name
        sums[key] = (title, unit, so_many - quantity, so_much - amount)
    return tuple(
        Used(title, quantity, unit, amount)
        for title, unit, quantity, amount in sums.values()
        if quantity or amount
    )


def _checks(session: Session, order: WorkOrder) -> tuple[tuple[str, str], ...]:
    """What was answered, in the words of then; before anything was, the items that will be asked."""
    query = select(ChecklistAnswer).where(ChecklistAnswer.order_id == order.id).order_by(ChecklistAnswer.id)
    found = [(_with_unit(each.item, each.unit), each.answer or "") for each in session.scalars(query)]
    if not found:
        found = [(_with_unit(item.item, item.unit), "") for item, _ in working.checklist(session, order.id)]
    return tuple(found)


def _with_unit(item: str, unit: str | None) -> str:
    return f"{item}（{unit}）" if unit else item


def _called(session: Session, order_id: int) -> str:
    """The last call that was made: when, and what came of it."""
    query = select(CallBack).where(CallBack.order_id == order_id, CallBack.called_at.is_not(None))
    call = session.scalars(
        query.order_by(CallBack.called_at.desc(), CallBack.id.desc()).limit(1)
    ).one_or_none()
    if call is None:
        return ""
    return joined(moment(local(call.called_at)), _label(call.result) or "", call.note or "")


def _call(session: Session, slip: OrderSlip, call: CallBack) -> CallBackSlip:
    order = order_of(session, call.order_id)
    told = _treated(session, call.order_id, call.called_at) if call.called_at is not None else ""
    return CallBackSlip(
        _first(slip, order),
        call.kind.label,
        local(call.due_at),
        local(call.called_at),
        call.reason or "",
        _label(call.result),
        call.note or "",
        told,
    )


def _treated(session: Session, order_id: int, called_at: datetime) -> str:
    """The second treatment that a call brought about; after.call_back begins its reason with the call."""
    query = select(Rework).where(
        Rework.order_id == order_id, Rework.reopened_at >= called_at, Rework.reason.startswith("回访")
    )
    again = session.scalars(query.order_by(Rework.round).limit(1)).one_or_none()
    if again is None:
        return ""
    done = f"{moment(local(again.finished_at))} 完工" if again.finished_at else "处理中"
    return f"{moment(local(again.reopened_at))} 返修，{done}"


def _first(slip: OrderSlip, order: WorkOrder) -> OrderSlip:
    """The order with the rating that led to the call, not the one that followed it."""
    return replace(slip, rating=_label(order.rating))


def _inspection(session: Session, order: WorkOrder) -> InspectionSlip:
    turn = session.scalars(select(PlanTurn).where(PlanTurn.order_id == order.id).limit(1)).one_or_none()
    plan = session.get(MaintenancePlan, turn.plan_id) if turn is not None else None
    query = (
        select(OrderAsset, Asset, func.coalesce(Place.name, ""))
        .join(Asset, Asset.id == OrderAsset.asset_id)
        .outerjoin(Place, Place.id == Asset.place_id)
        .where(OrderAsset.order_id == order.id)
        .order_by(Asset.asset_no)
    )
    looked = [
        Inspected(
            asset.asset_no,
            joined(asset.name, asset.model or ""),
            place,
            not each.faulty if each.checked else None,
            each.finding or "",
        )
        for each, asset, place in session.execute(query)
    ]
    own = _asset(session, order.asset_id)
    return InspectionSlip(
        number=order.order_no,
        plan=plan.name if plan else order.fault,
        kind=plan.kind.label if plan else None,
        cycle=unit_words(plan) if plan else "",
        basis=(plan.basis or "") if plan else "",
        due_on=turn.due_on if turn else None,
        place=joined(named(session, Place, order.place_id), own),
        assignee=_assignee(session, order),
        task=(plan.task or "") if plan else order.fault,
        arrived_at=local(order.arrived_at),
        finished_at=local(order.finished_at),
        checks=_checks(session, order),
        assets=tuple(looked),
        result=order.result or "",
        finished=order.state in DONE,
    )
