"""Closing the books month by month: open, close, reopen, and the check of what was closed.

Months are closed in order and never change; only the last closed one can be reopened, with a reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from app.assets import balances, charging
from app.assets import preview as previews
from app.assets.models import Asset, ClosedMonth, MonthBalance, MonthTotal, ValueChange
from app.assets.policy import default_account, last_closed, open_month, policy, settled_month
from app.assets.posted import Posted, digest, keep, kept, packed, summed
from app.assets.preview import CardDifference, Preview, Reason
from app.kit import audit, duties, records
from app.kit.db import yuan
from app.kit.duties import Duty
from app.kit.errors import UserError
from app.kit.months import Month
from app.kit.rights import right

__all__ = [
    "CardDifference",
    "Closing",
    "Preview",
    "Reason",
    "cards_behind",
    "close",
    "digest",
    "guard_reopening",
    "last_closed",
    "open_month",
    "policy",
    "preview",
    "problems",
    "reopen",
    "settled_month",
]  # fmt: skip

_guards: list[Callable[[Session, Month], str | None]] = []


@dataclass(frozen=True)
class Closing:
    """What closing a month posted. `by_account`: (expense account, yuan), by account."""

    month: Month
    cards: int
    amount: Decimal
    by_account: tuple[tuple[str, Decimal], ...]


def guard_reopening(check: Callable[[Session, Month], str | None]) -> None:
    """A domain above names its own reason against reopening a month (None: nothing stands against it)."""
    _guards.append(check)


@right("months.close", "结账", "clerk finance", "结账")
def close(
    session: Session, month: Month, *, at: datetime, who: str | None = None, allow_future: bool = False
) -> Closing:
    """Post the month's depreciation, freeze its balances and lock it. `at` is an aware moment.

    Raises UserError when the month is closed already, is not the open one, or lies after the month of `at`
    (unless `allow_future`).
    """
    session.flush()
    _lock(session)
    _check(session, month, at, allow_future)
    duties.check(session, ClosedMonth.__tablename__, month, Duty.CLOSE)
    books = balances.before_charge(session, month)
    charging.post(session, month, default_account(session, month))
    sums = summed(session, month)
    done = _closing(sums)
    posted = packed(session, month)
    keep(session, sums)
    balances.charge(books, sums.by_class())
    balances.freeze(session, books)
    if done.cards:
        what, of_month = f"{month.chinese}折旧", {"month": int(month)}
        audit.bulk(session, "postings", (sums.first, sums.last), what, posted, where=of_month)
        audit.note(session, "assets", 0, f"{month.chinese}计提 {done.cards} 张卡片，{done.amount:,.2f} 元")
    waiting = audit.pending(session)
    changes = {
        "month": month, "closed_at": at, "closed_by": who or (waiting.who if waiting else ""),
        "cards": done.cards, "amount": done.amount, "digest": posted.digest,
    }  # fmt: skip
    records.save(session, ClosedMonth, None, changes)
    return done


def _closing(sums: Posted) -> Closing:
    accounts = tuple((account, yuan(amount)) for account, amount in sums.by_account().items())
    return Closing(sums.month, sums.cards, yuan(sums.amount), accounts)


def preview(session: Session, month: Month, today: date) -> Preview:
    """What closing the open month would post, with its differences to the month before. Writes nothing.

    Raises UserError when `month` is not the open one.
    """
    closed = last_closed(session)
    _check_order(month, open_month(session, today), closed)
    return previews.look(session, month, closed)


def cards_behind(session: Session, month: Month, reason: Reason) -> list[CardDifference]:
    """The cards behind one difference of the preview of the open month."""
    closed = last_closed(session)
    return [] if closed is None else previews.cards_behind(session, month, closed, reason)


@right("months.reopen", "反结账", "reviewer finance", "结账")
def reopen(session: Session, month: Month, reason: str) -> None:
    """Undo the closing of the last closed month; its cards stand as they did before it.

    Raises UserError for another month, without a reason, or when something was built on the closing.
    """
    if not reason.strip():
        raise UserError("反结账要写明原因，原因会记入操作日志。")
    _lock(session)
    newest = last_closed(session)
    if newest is None:
        raise UserError("还没有结过账，没有月份可以反结账。")
    if month != newest:
        state = "没有结账" if month > newest else f"之后的月份已经结账，最近一个是{newest.chinese}"
        raise UserError(f"{month.chinese}{state}。只能对最近结账的月份反结账。")
    _check_built_on(session, month)
    duties.check(session, ClosedMonth.__tablename__, month, Duty.REOPEN)
    closed = session.scalars(select(ClosedMonth).where(ClosedMonth.month == month)).one()
    waiting = audit.pending(session)
    if waiting is not None and not waiting.reason:
        waiting.reason = reason.strip()
    audit.note(
        session, "assets", 0, f"{month.chinese}反结账，退回 {closed.cards} 张卡片、{closed.amount:,.2f} 元"
    )
    session.delete(closed)
    session.flush()
    for kept_of in (MonthBalance, MonthTotal):
        session.execute(delete(kept_of).where(kept_of.month == month))
    charging.restore(session, month)
    for table in ("postings", MonthTotal.__tablename__, MonthBalance.__tablename__):
        audit.bulk(session, table, (0, 0), f"{month.chinese}反结账", where={"month": int(month)})
    session.expire_all()


def problems(session: Session) -> list[str]:
    """What does not hold of the closed months, each a sentence; empty when all is well."""
    found: list[str] = []
    before: Month | None = None
    for closed in session.scalars(select(ClosedMonth).order_by(ClosedMonth.month)):
        if before is not None and closed.month != before + 1:
            found.append(f"{before.chinese}与{closed.month.chinese}之间有月份没有结账")
        sums = summed(session, closed.month)
        if (sums.cards, yuan(sums.amount)) != (closed.cards, closed.amount):
            found.append(f"{closed.month.chinese}的折旧明细与结账时的合计不符")
        elif digest(session, closed.month) != closed.digest:
            found.append(f"{closed.month.chinese}的折旧明细被改动过")
        elif sums.groups != kept(session, closed.month):
            found.append(f"{closed.month.chinese}的折旧汇总与明细不符")
        balance = select(MonthBalance.month).where(MonthBalance.month == closed.month)
        if closed.cards and session.scalar(balance.limit(1)) is None:
            found.append(f"{closed.month.chinese}结账时留下的余额不见了")
        before = closed.month
    if before is not None and not balances.agree(session, before + 1):
        found.append(f"{before.chinese}结账的余额接不上现在的卡片，有卡片没有经过变动单就被改动过")
    stray = session.scalar(
        text(
            "SELECT COUNT(*) FROM postings p WHERE NOT EXISTS "
            "(SELECT 1 FROM closed_months c WHERE c.month = p.month)"
        )
    )
    if stray:
        found.append(f"有 {stray} 笔折旧不属于任何已结账的月份")
    return found + _unexplained(session)


def _unexplained(session: Session) -> list[str]:
    """Cards whose accumulated depreciation is not opening + postings + changes."""
    rows = session.execute(
        text(
            """SELECT a.asset_no FROM assets a
            LEFT JOIN (SELECT asset_id, SUM(amount) AS charged FROM postings GROUP BY asset_id) p
                ON p.asset_id = a.id
            LEFT JOIN (SELECT asset_id, SUM(accumulated_after - accumulated_before) AS moved
                FROM value_changes WHERE NOT withdrawn GROUP BY asset_id) v ON v.asset_id = a.id
            WHERE a.accumulated_depreciation
                <> a.opening_accumulated + COALESCE(p.charged, 0) + COALESCE(v.moved, 0)
            ORDER BY a.asset_no LIMIT 10"""
        )
    )
    found = [f"资产 {number} 的累计折旧与期初数、各月折旧对不上" for (number,) in rows]
    wrong = select(Asset.asset_no).where(
        Asset.net_book_value != Asset.original_cost - Asset.accumulated_depreciation
    )
    numbers = session.scalars(wrong.order_by(Asset.asset_no).limit(10))
    return found + [f"资产 {number} 的净值不等于原值减累计折旧" for number in numbers]


def _lock(session: Session) -> None:
    """One closing at a time; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(727002)"))


def _check(session: Session, month: Month, at: datetime, allow_future: bool) -> None:
    today = at.astimezone().date()
    _check_order(month, open_month(session, today), last_closed(session))
    if month > Month.of(today) and not allow_future:
        raise UserError(f"{month.chinese}还没有到（今天是 {today:%Y-%m-%d}），没有结账。")


def _check_order(month: Month, expected: Month, closed: Month | None) -> None:
    if closed is not None and month <= closed:
        raise UserError(f"{month.chinese}已经结账，不能重复结账。现在该结的是{expected.chinese}。")
    if month > expected:
        raise UserError(f"{month.chinese}之前的月份还没有结账，请先结{expected.chinese}。")
    if month < expected:
        raise UserError(f"{month.chinese}早于建账月份，现在该结的是{expected.chinese}。")


def _check_built_on(session: Session, month: Month) -> None:
    later = session.scalars(
        select(ValueChange.change_no)
        .where(ValueChange.month > month, ValueChange.withdrawn.is_(False))
        .order_by(ValueChange.change_no)
    ).all()
    if later:
        raise UserError(
            f"{month.chinese}结账之后已有变动单 {'、'.join(later[:5])}。请先撤销这些变动单，再反结账。"
        )
    for check in _guards:
        if why := check(session, month):
            raise UserError(why)
