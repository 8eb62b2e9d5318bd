"""Planned work: orders are made of plans in time, one over all assets that a plan holds; certificates run out and are
renewed; the calendar looks ahead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assets.models import Asset
from app.kit import records
from app.kit.errors import Invalid, UserError
from app.kit.months import Month
from app.kit.rights import right
from app.workorders.choices import UNDONE, Channel, Cycle, Span, State, Urgency
from app.workorders.entry import report
from app.workorders.models import WorkOrder
from app.workorders.moving import order_of
from app.workorders.plan_dates import after
from app.workorders.planned import Certificate, MaintenancePlan, OrderAsset, PlanTurn
from app.workorders.service import AREA, dispatch
from app.workorders.timing import moment, wall

END_OF_WORK = time(17, 30)


@right("maintenance_plans.run", "按计划出单、登记单内检查", "clerk", AREA)
def make_orders(session: Session, now: datetime) -> list[int]:
    """Make an order of every plan whose turn is near; returns their ids. A turn is made once, and one that was missed
    altogether is made once too, not as often as it was missed."""
    today = wall(now).date()
    query = select(MaintenancePlan).where(
        MaintenancePlan.stopped.is_(False), MaintenancePlan.next_on.is_not(None)
    )
    made = []
    for plan in session.scalars(query.order_by(MaintenancePlan.next_on, MaintenancePlan.id)).all():
        if plan.next_on is None or plan.next_on - timedelta(plan.lead_days) > today:
            continue
        made.append(_order(session, plan, plan.next_on, now))
        due_on, plan.next_on = plan.next_on, None
        if plan.cycle is Cycle.FIXED:
            turn = 1
            while after(plan, due_on, turn) <= today:
                turn += 1
            plan.next_on = after(plan, due_on, turn)
    session.flush()
    return made


def _order(session: Session, plan: MaintenancePlan, due_on: date, now: datetime) -> int:
    appointed = max(moment(datetime.combine(due_on, END_OF_WORK)), now)
    values: dict[str, Any] = {
        "fault": plan.task.splitlines()[0][:255] if plan.task else f"{plan.name}（{plan.kind.label}）",
        "category_id": plan.category_id, "place_id": plan.place_id, "asset_id": plan.asset_id,
        "urgency": Urgency.PLANNED, "channel": Channel.PLAN, "appointed_at": appointed,
    }  # fmt: skip
    order_id = report(session, values, now)
    if plan.team_id is not None or plan.vendor_id is not None:
        dispatch(session, order_id, now, team_id=plan.team_id, vendor_id=plan.vendor_id)
    session.add(PlanTurn(plan_id=plan.id, due_on=due_on, order_id=order_id))
    for asset_id in _assets(session, plan):
        session.add(OrderAsset(order_id=order_id, asset_id=asset_id))
    session.flush()
    return order_id


def _assets(session: Session, plan: MaintenancePlan) -> list[int]:
    """The assets of a plan for many; a plan for one asset has it on its order."""
    if plan.legacy_class is None and not plan.asset_words:
        return []
    query = select(Asset.id).where(Asset.removed_month.is_(None)).order_by(Asset.asset_no)
    if plan.legacy_class is not None:
        query = query.where(Asset.legacy_class == plan.legacy_class)
    if plan.asset_words:
        query = query.where(Asset.name.contains(plan.asset_words, autoescape=True))
    if plan.place_id is not None:
        query = query.where(Asset.place_id == plan.place_id)
    return list(session.scalars(query))


@right("maintenance_plans.run")
def check_assets(
    session: Session, order_id: int, asset_ids: Iterable[int], finding: str = "", faulty: bool = False
) -> None:
    """What was found at these assets of an order over many."""
    if order_of(session, order_id).state not in UNDONE:
        raise UserError("这张单已经完工，不能再登记检查。")
    if faulty and not finding.strip():
        raise Invalid({"finding": "请写明有什么问题"})
    wanted = set(asset_ids)
    query = select(OrderAsset).where(OrderAsset.order_id == order_id, OrderAsset.asset_id.in_(wanted))
    found = list(session.scalars(query))
    if len(found) != len(wanted):
        raise UserError("有的资产不在这张单里。")
    for each in found:
        each.checked, each.faulty, each.finding = True, faulty, finding.strip() or None
    session.flush()


@right("maintenance_plans.run")
def repair_found(session: Session, order_id: int, asset_id: int, now: datetime) -> int:
    """An order of its own for an asset at which a check found something; returns its id."""
    query = select(OrderAsset).where(OrderAsset.order_id == order_id, OrderAsset.asset_id == asset_id)
    found = session.scalar(query)
    if found is None or not found.faulty:
        raise UserError("检查没有发现这件资产有问题。")
    asset, checked = records.get(session, Asset, asset_id), order_of(session, order_id)
    values = {
        "fault": f"{asset.name}：{found.finding}", "asset_id": asset_id, "place_id": asset.place_id,
        "category_id": checked.category_id, "channel": Channel.PATROL,
    }  # fmt: skip
    return report(session, values, now)


# -- certificates -------------------------------------------------------------------------------------------------


@right("certificates.edit")
def renew(session: Session, certificate_id: int, values: Mapping[str, Any]) -> int:
    """The next certificate of the same thing; the old one stays in the file. Returns the new one's id."""
    old = records.get(session, Certificate, certificate_id)
    if session.scalar(select(Certificate.id).where(Certificate.replaces_id == old.id)) is not None:
        raise UserError(f"证书 {old.number} 已有接续的证书。")
    same = ("kind", "subject", "asset_id", "place_id", "agency")
    facts = {name: getattr(old, name) for name in same} | dict(values) | {"replaces_id": old.id}
    return records.save(session, Certificate, None, facts)


def expiring(session: Session, today: date, days: int = 60) -> list[Certificate]:
    """Certificates in force that run out within so many days or have run out, the most urgent first."""
    replaced = select(Certificate.replaces_id).where(Certificate.replaces_id.is_not(None))
    query = select(Certificate).where(
        Certificate.id.not_in(replaced), Certificate.valid_until <= today + timedelta(days)
    )
    return list(session.scalars(query.order_by(Certificate.valid_until, Certificate.id)))


# -- looking ahead --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ahead:
    """A day of the calendar: a turn of a plan, an order made of one, or a certificate that runs out."""

    day: date
    words: str
    plan_id: int | None = None
    order_id: int | None = None
    certificate_id: int | None = None
    state: State | None = None


def ahead(session: Session, first: Month, last: Month) -> list[Ahead]:
    """What comes in these months, in order of days. A plan that counts from completion shows its next turn alone."""
    begin, end = first.first_day, last.last_day
    found: list[Ahead] = []
    for plan in session.scalars(select(MaintenancePlan).where(MaintenancePlan.stopped.is_(False))):
        turn, start = 0, plan.next_on
        while start is not None and (day := after(plan, start, turn) if turn else start) <= end:
            if day >= begin:
                found.append(Ahead(day, plan.name, plan.id))
            turn += 1
            if plan.cycle is Cycle.AFTER:
                break
    turns = (
        select(PlanTurn.due_on, MaintenancePlan.name, MaintenancePlan.id, WorkOrder.id, WorkOrder.state)
        .join(MaintenancePlan, MaintenancePlan.id == PlanTurn.plan_id)
        .join(WorkOrder, WorkOrder.id == PlanTurn.order_id)
        .where(PlanTurn.due_on.between(begin, end))
    )
    for due_on, name, plan_id, order_id, state in session.execute(turns):
        found.append(Ahead(due_on, name, plan_id, order_id, state=state))
    for each in expiring(session, end, 0):
        if each.valid_until >= begin:
            words = f"{each.subject} {each.kind.label}检验到期"
            found.append(Ahead(each.valid_until, words, certificate_id=each.id))
    return sorted(found, key=lambda each: (each.day, each.words))


def unit_words(plan: MaintenancePlan) -> str:
    """How often, in words: 每 3 个月, 完成后 30 天."""
    start = "每" if plan.cycle is Cycle.FIXED else "完成后"
    return f"{start} {plan.every} {'天' if plan.span is Span.DAYS else '个月'}"
