"""Where the books stand: the open month, the last closed one, and what the office has settled."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assets.depreciation import Policy
from app.assets.models import Asset, ClosedMonth
from app.kit import settings
from app.kit.errors import Unreadable, UserError
from app.kit.months import Month


def last_closed(session: Session) -> Month | None:
    """The newest closed month."""
    found: Month | None = session.scalar(select(func.max(ClosedMonth.month)))
    return found


def open_month(session: Session, today: date) -> Month:
    """The month to be closed next.

    It follows the last closed one; before the first closing it is the 建账月份 of the settings, else the
    month after the newest opening figures, else the first month in which a card was entered, else today's.
    """
    closed = last_closed(session)
    if closed is not None:
        return closed + 1
    first = settings.get(session, "first_month")
    if first:
        return _read(first)
    # Figures that came after a closing (entered later than they stand for) do not begin the books.
    opening: Month | None = session.scalar(
        select(Asset.opening_month)
        .where(Asset.opening_month.is_not(None), Asset.entry_month <= Asset.opening_month)
        .order_by(Asset.opening_month.desc())
        .limit(1)
    )
    if opening is not None:
        return opening + 1
    entered: Month | None = session.scalar(select(func.min(Asset.entry_month)))
    return entered or Month.of(today)


def settled_month(session: Session, today: date) -> Month:
    """The month at whose end the figures of a ledger stand, unless it says otherwise."""
    known = last_closed(session)
    if known is not None:
        return known
    return Month(open_month(session, today) - 1)


def policy(session: Session, today: date) -> Policy:
    """What establishing a card needs to know; see depreciation.opening."""
    return Policy(
        open=open_month(session, today),
        closed=last_closed(session),
        spread=settings.get(session, "opening_policy", today) == "spread",
        catch_up=settings.get(session, "late_entry_policy", today) == "catch_up",
    )


def default_account(session: Session, month: Month) -> str:
    """The expense account of cards without a department."""
    return str(settings.get(session, "default_expense_account", month.last_day))


def _read(text: str) -> Month:
    try:
        return Month.read(text)
    except Unreadable as error:
        raise UserError(f"设置里的建账月份{error}。请在“设置”里改正。") from error
