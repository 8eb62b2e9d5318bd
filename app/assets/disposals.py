"""处置核销: a card leaves the books and stays in the register for good (条例 第35条; 令108号).

In the month of removal it is no longer charged. The approval of a disposal is kept by its document number,
which may be that of the resolution: what the catalogue of matters sends to a meeting does not go without one.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.assets.changes import split
from app.assets.choices import DisposalMethod, UsageStatus
from app.assets.models import Asset
from app.assets.policy import last_closed, open_month
from app.kit import records
from app.kit.errors import Invalid, UserError
from app.kit.months import Month
from app.kit.rights import right
from app.meetings import ActKind, require


@right("assets.write_off", "处置核销", "clerk", "资产业务")
def write_off(
    session: Session,
    asset_id: int,
    method: DisposalMethod,
    on: date,
    *,
    today: date,
    document: str = "",
    quantity: Decimal | None = None,
) -> int:
    """Take a card off the books; of a batch, `quantity` pieces, which are split off first.

    It counts as removed in the month of `on`, or in the open month when that one is closed already. Returns
    the id of the card that left. Raises UserError for a day to come, for a card that left before and for one
    whose cost needs a resolution that is not there.
    """
    card = records.get(session, Asset, asset_id)
    if card.removed_month is not None:
        raise UserError(
            f"{card.asset_no} {card.name}已在{card.removed_month.chinese}处置核销，不能重复核销。"
        )
    if on > today:
        raise Invalid({"disposed_on": f"处置日期 {on} 还没有到，请在实际处置后登记"})
    removed = max(Month.of(on), open_month(session, today))
    if card.entry_month is not None and removed < card.entry_month:
        raise Invalid({"disposed_on": f"处置日期早于入账月份 {card.entry_month.chinese}，请核对"})
    if quantity is not None and quantity != card.quantity:
        asset_id = split(session, asset_id, quantity, f"{method.label}前拆分", today=today)
        card = records.get(session, Asset, asset_id)
    require(
        session, ActKind.DISPOSAL, card.original_cost, card.asset_no, today=today, resolution_no=document
    )  # fmt: skip
    values = {
        "removed_month": removed, "disposed_on": on, "disposal_method": method,
        "disposal_no": document.strip() or None, "usage_status": UsageStatus.DISPOSED,
    }  # fmt: skip
    return records.save(session, Asset, asset_id, values)


@right("assets.bring_back", "恢复核销", "reviewer", "资产业务")
def bring_back(session: Session, asset_id: int) -> None:
    """Undo a writing off while its month is open; the card waits as 待处置. Raises UserError otherwise."""
    card = records.get(session, Asset, asset_id)
    closed = last_closed(session)
    if card.removed_month is None:
        raise UserError(f"{card.asset_no} {card.name}没有处置核销。")
    if closed is not None and card.removed_month <= closed:
        raise UserError(
            f"{card.asset_no} {card.name}在{card.removed_month.chinese}核销，该月已结账，不能恢复。"
        )
    values = {
        "removed_month": None, "disposed_on": None, "disposal_method": None, "disposal_no": None,
        "usage_status": UsageStatus.PENDING,
    }  # fmt: skip
    records.save(session, Asset, asset_id, values)
