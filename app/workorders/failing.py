"""Things and places that fail again, and what that costs: repair against replacement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import case, func, literal, select, type_coerce
from sqlalchemy.orm import Session

from app.assets.models import Asset
from app.kit.db import Money
from app.kit.filters import Filter, OneOf
from app.places.models import Place
from app.workorders.choices import DROPPED, State
from app.workorders.models import ZERO, OrderAsset, RepairCategory, WorkOrder
from app.workorders.terms import in_force
from app.workorders.timing import wall

_OUTSIDE = case((WorkOrder.under_warranty, literal(ZERO, Money())), else_=WorkOrder.outside_cost)
_COST = type_coerce(WorkOrder.parts_cost + _OUTSIDE, Money())
_COUNTED = WorkOrder.state.not_in(DROPPED)


@dataclass(frozen=True)
class Repairs:
    """What an asset has cost in repairs; `percent` of its cost new, `replace` where that is more than the office
    finds worth it."""

    asset_id: int
    asset_no: str
    name: str
    original_cost: Decimal
    orders: int
    cost: Decimal
    last_at: datetime
    percent: Decimal | None
    replace: bool
    filters: tuple[Filter, ...]


def repairs(session: Session, now: datetime, asset_id: int | None = None) -> list[Repairs]:
    """Repair against replacement, the dearest first: of one asset, or of all that were repaired."""
    share = in_force(session).value("replace_percent", wall(now).date())
    query = (
        select(
            Asset.id, Asset.asset_no, Asset.name, Asset.original_cost, func.count(), func.sum(_COST),
            func.max(WorkOrder.reported_at),
        )
        .join(WorkOrder, WorkOrder.asset_id == Asset.id)
        .where(_COUNTED)
        .group_by(Asset.id, Asset.asset_no, Asset.name, Asset.original_cost)
        .order_by(func.sum(_COST).desc(), func.count().desc(), Asset.id)
    )  # fmt: skip
    if asset_id is not None:
        query = query.where(Asset.id == asset_id)
    found = []
    for key, number, name, cost, orders, spent, last in session.execute(query):
        percent = (spent * 100 / cost).quantize(Decimal("0.01"), ROUND_HALF_UP) if cost else None
        opens: tuple[Filter, ...] = (OneOf("asset_id", (key,), (number,)),)
        worn = percent is not None and percent >= share
        found.append(Repairs(key, number, name, cost, orders, spent, last, percent, worn, opens))
    return found


@dataclass(frozen=True)
class Repair:
    """An order in the history of an asset; `finding` where it was one of many in the order."""

    order_id: int
    order_no: str
    reported_at: datetime
    fault: str
    state: State
    finished_at: datetime | None
    result: str
    cost: Decimal
    finding: str


def history(session: Session, asset_id: int) -> list[Repair]:
    """What was done on an asset, the newest first; of an order over many assets the cost is not split, it is nought."""
    columns = (
        WorkOrder.id, WorkOrder.order_no, WorkOrder.reported_at, WorkOrder.fault, WorkOrder.state,
        WorkOrder.finished_at, func.coalesce(WorkOrder.result, ""),
    )  # fmt: skip
    own = select(*columns, _COST).where(WorkOrder.asset_id == asset_id, _COUNTED)
    among = (
        select(*columns, func.coalesce(OrderAsset.finding, ""))
        .join(OrderAsset, OrderAsset.order_id == WorkOrder.id)
        .where(OrderAsset.asset_id == asset_id, _COUNTED)
    )
    found = [Repair(*row, "") for row in session.execute(own)]
    found += [Repair(*row[:7], ZERO, row[7]) for row in session.execute(among)]
    return sorted(found, key=lambda each: (each.reported_at, each.order_id), reverse=True)


@dataclass(frozen=True)
class Repeat:
    """The same trouble again: of one asset, or of one category in one place."""

    what: str
    orders: int
    first_at: datetime
    last_at: datetime
    cost: Decimal
    filters: tuple[Filter, ...]


def repeats(session: Session, now: datetime, least: int = 2) -> list[Repeat]:
    """What failed at least so often within the days that the office looks back, the most frequent first."""
    since = now - timedelta(in_force(session).value("repeat_days", wall(now).date()))
    figures = (
        func.count(),
        func.min(WorkOrder.reported_at),
        func.max(WorkOrder.reported_at),
        func.sum(_COST),
    )
    recent = (_COUNTED, WorkOrder.reported_at >= since)
    things = (
        select(Asset.id, Asset.asset_no, Asset.name, *figures)
        .join(WorkOrder, WorkOrder.asset_id == Asset.id)
        .where(*recent)
        .group_by(Asset.id, Asset.asset_no, Asset.name)
        .having(func.count() >= least)
    )
    spots = (
        select(Place.id, Place.name, RepairCategory.id, RepairCategory.name, *figures)
        .join(WorkOrder, WorkOrder.place_id == Place.id)
        .join(RepairCategory, RepairCategory.id == WorkOrder.category_id)
        .where(*recent, WorkOrder.asset_id.is_(None))
        .group_by(Place.id, Place.name, RepairCategory.id, RepairCategory.name)
        .having(func.count() >= least)
    )
    found = [
        Repeat(
            f"{row[1]} {row[2]}", row[3], row[4], row[5], row[6], (OneOf("asset_id", (row[0],), (row[1],)),)
        )
        for row in session.execute(things)
    ]
    for row in session.execute(spots):
        opens = (OneOf("place_id", (row[0],), (row[1],)), OneOf("category_id", (row[2],), (row[3],)))
        found.append(Repeat(f"{row[1]} {row[3]}", row[4], row[5], row[6], row[7], opens))
    return sorted(found, key=lambda each: (-each.orders, -each.cost, each.what))
