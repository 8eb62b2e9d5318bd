"""The schedule of one card: the months that were charged here, then the months to come until 提足."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assets.choices import DepreciationStatus, Method
from app.assets.depreciation import Terms, future
from app.assets.models import Asset, Posting, ValueChange
from app.assets.policy import open_month
from app.kit import records
from app.kit.db import fen, yuan
from app.kit.months import Month


@dataclass(frozen=True)
class Line:
    """A month of a schedule, in yuan. `months` above 1 tells that missed months were charged with it."""

    month: Month
    amount: Decimal
    accumulated: Decimal
    net: Decimal
    months: int
    posted: bool


def schedule(session: Session, asset_id: int, today: date) -> list[Line]:
    """Month by month from the first one charged in this store to the last one to come.

    What was charged before (opening figures) is in `accumulated` of the first line. A card that was removed
    ends with its last posting; one without a life, or on the workload method, with what was posted.
    """
    card = records.get(session, Asset, asset_id)
    lines = posted(session, card)
    if not _goes_on(card):
        return lines
    terms = terms_of(card)
    through = terms.charged_through
    for month, amount, accumulated in future(terms, max(open_month(session, today), card.entry_month or 0)):
        if card.removed_month is not None and month >= card.removed_month:
            break
        net = yuan(terms.cost - accumulated)
        lines.append(Line(month, yuan(amount), yuan(accumulated), net, month - through, False))
        through = month
    return lines


def posted(session: Session, card: Asset) -> list[Line]:
    """The months that were charged; `net` by the cost of that month."""
    rows = session.execute(
        select(Posting.month, Posting.amount, Posting.accumulated, Posting.months)
        .where(Posting.asset_id == card.id)
        .order_by(Posting.month)
    )
    changes = session.execute(
        select(ValueChange.month, ValueChange.cost_before)
        .where(ValueChange.asset_id == card.id, ValueChange.withdrawn.is_(False))
        .order_by(ValueChange.month, ValueChange.id)
    ).all()
    lines = []
    for month, amount, accumulated, months in rows:
        # A change holds from its month on: before it, the card stood at the cost before the change.
        cost = next((before for changed, before in changes if changed > month), card.original_cost)
        lines.append(Line(month, amount, accumulated, cost - accumulated, months, True))
    return lines


def terms_of(card: Asset) -> Terms:
    """The card's terms in fen. Only for a card with a start and a life."""
    return Terms(
        cost=fen(card.original_cost),
        accumulated=fen(card.accumulated_depreciation),
        base=fen(card.depreciation_base),
        months=card.depreciation_months,
        start=card.depreciation_start or 0,
        charged_through=card.charged_through or 0,
    )


def _goes_on(card: Asset) -> bool:
    return (
        card.depreciation_status is DepreciationStatus.CHARGING
        and card.method is Method.STRAIGHT_LINE
        and card.depreciation_months > 0
        and card.depreciation_start is not None
        and card.charged_through is not None
    )
