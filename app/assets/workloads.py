"""What cards on the workload method did in a month (公里, 小时 …): entered before the month is closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assets.choices import DepreciationStatus, Method
from app.assets.models import Asset, Workload
from app.assets.policy import last_closed
from app.kit import records
from app.kit.errors import UserError
from app.kit.months import Month
from app.kit.rights import right


@dataclass(frozen=True)
class WorkCard:
    """A card on the workload method; `done` is what earlier months did, `quantity` this month's, if entered."""

    id: int
    asset_no: str
    name: str
    unit: str
    total: Decimal
    done: Decimal
    quantity: Decimal | None


def cards(session: Session, month: Month) -> list[WorkCard]:
    """The cards that are charged by work in `month`, by number."""
    done = (
        select(Workload.asset_id, func.sum(Workload.quantity).label("done"))
        .where(Workload.month < month)
        .group_by(Workload.asset_id)
        .subquery()
    )
    query = (
        select(
            Asset.id, Asset.asset_no, Asset.name, Asset.workload_unit, Asset.total_workload, done.c.done,
            Workload.quantity,
        )
        .outerjoin(done, done.c.asset_id == Asset.id)
        .outerjoin(Workload, (Workload.asset_id == Asset.id) & (Workload.month == month))
        .where(
            Asset.method == Method.WORKLOAD, Asset.depreciation_status == DepreciationStatus.CHARGING,
            Asset.entry_month <= month, Asset.removed_month.is_(None) | (Asset.removed_month > month),
        )
        .order_by(Asset.asset_no)
    )  # fmt: skip
    zero = Decimal(0)
    return [
        WorkCard(id_, number, name, unit or "", total or zero, before or zero, quantity)
        for id_, number, name, unit, total, before, quantity in session.execute(query)
    ]


@right("assets.workload", "登记工作量", "clerk", "资产业务")
def record(session: Session, month: Month, quantities: Mapping[int, Decimal | None]) -> int:
    """Enter (or with None take back) the work of cards in an open month; how many changed.

    Raises UserError for a closed month, a quantity below zero, or a card that is not on the workload method.
    """
    closed = last_closed(session)
    if closed is not None and month <= closed:
        raise UserError(f"{month.chinese}已经结账，工作量不能再改。请先反结账。")
    known = {card.id: card for card in cards(session, month)}
    changed = 0
    for asset_id, quantity in quantities.items():
        card = known.get(asset_id)
        if card is None:
            raise UserError("有一张卡片不按工作量法计提，或已不在册，没有保存。请重新打开这一页。")
        if quantity is not None and quantity < 0:
            raise UserError(f"{card.asset_no} {card.name}：工作量不能是负数。")
        if quantity == card.quantity:
            continue
        changed += 1
        held = session.scalar(
            select(Workload.id).where(Workload.asset_id == asset_id, Workload.month == month)
        )
        if quantity is None and held is not None:
            records.remove(session, Workload, held)
        elif quantity is not None:
            records.save(
                session, Workload, held, {"asset_id": asset_id, "month": month, "quantity": quantity}
            )
    return changed
