"""Figures of a month: the depreciation summary and the movements by class."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assets import balances, months
from app.assets.choices import LegacyClass
from app.assets.models import ClosedMonth, MonthBalance, Posting
from app.assets.policy import last_closed
from app.assets.preview import NO_DEPARTMENT
from app.kit.db import Choice, fen, yuan
from app.kit.errors import UserError
from app.kit.months import Month
from app.people.models import Department, ExpenseAccount

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class SummaryLine:
    """What one class, department and expense account were charged. Yuan."""

    legacy_class: LegacyClass
    department: str
    account: str
    cards: int
    amount: Decimal


@dataclass(frozen=True)
class Summary:
    """The depreciation of a closed month, by class, department, account; with subtotals in the same order."""

    month: Month
    lines: tuple[SummaryLine, ...]

    def subtotals(self, by: str) -> dict[str, tuple[int, Decimal]]:
        """(cards, yuan) by "legacy_class", "department" or "account"."""
        found: dict[str, tuple[int, Decimal]] = {}
        for line in self.lines:
            value = getattr(line, by)
            key = value.label if isinstance(value, Choice) else str(value)
            cards, amount = found.get(key, (0, ZERO))
            found[key] = (cards + line.cards, amount + line.amount)
        return found

    @property
    def amount(self) -> Decimal:
        return sum((line.amount for line in self.lines), ZERO)


@dataclass(frozen=True)
class ChangesLine:
    """A class in a month: opening + added − removed + changed = closing, accumulated with what was charged."""

    legacy_class: LegacyClass
    cards: int
    opening_cost: Decimal
    added_cost: Decimal
    removed_cost: Decimal
    changed_cost: Decimal
    closing_cost: Decimal
    opening_accumulated: Decimal
    charged: Decimal
    added_accumulated: Decimal
    removed_accumulated: Decimal
    changed_accumulated: Decimal
    closing_accumulated: Decimal

    @property
    def opening_net(self) -> Decimal:
        return self.opening_cost - self.opening_accumulated

    @property
    def closing_net(self) -> Decimal:
        return self.closing_cost - self.closing_accumulated


_CHANGES = tuple(ChangesLine.__dataclass_fields__)


def depreciation_summary(session: Session, month: Month) -> Summary:
    """折旧汇总表: what a closed month charged, class × department × expense account, as posted then.

    Raises UserError for a month that is not closed (its preview tells what it would charge).
    """
    _must_be_closed(session, month)
    rows = session.execute(
        select(
            Posting.legacy_class,
            Department.name,
            Posting.account,
            func.count(),
            func.sum(Posting.amount),
        )
        .outerjoin(Department, Department.id == Posting.department_id)
        .where(Posting.month == month)
        .group_by(Posting.legacy_class, Posting.department_id, Department.name, Posting.account)
    )
    labels = {each.value: each.label for each in ExpenseAccount}
    lines = [
        SummaryLine(kind, department or NO_DEPARTMENT, labels.get(account, account), cards, amount)
        for kind, department, account, cards, amount in rows
    ]
    order = list(LegacyClass)
    lines.sort(key=lambda line: (order.index(line.legacy_class), line.department, line.account))
    return Summary(month, tuple(lines))


def asset_changes(session: Session, month: Month, today: date) -> list[ChangesLine]:
    """资产变动表 by class: of a closed month as frozen then, of the open month as it stands now.

    For the open month `charged` is what closing it now would post. Raises UserError for a later month.
    """
    closed = last_closed(session)
    if closed is None or month > closed:
        return _open_changes(session, month, today)
    rows = session.scalars(select(MonthBalance).where(MonthBalance.month == month)).all()
    if not rows and session.scalar(select(ClosedMonth.id).where(ClosedMonth.month == month)) is None:
        raise UserError(f"{month.chinese}没有在本程序里结账，没有变动数据。")
    return _sorted(ChangesLine(*(getattr(row, name) for name in _CHANGES)) for row in rows)


def _open_changes(session: Session, month: Month, today: date) -> list[ChangesLine]:
    seen = months.preview(session, month, today)
    by_label = LegacyClass.labels()
    rows = balances.before_charge(session, month)
    balances.charge(rows, {by_label[group.label].value: fen(group.amount) for group in seen.by_class})
    return _sorted(_line(row) for row in rows)


def _line(row: dict[str, Any]) -> ChangesLine:
    money = [yuan(row[name]) for name in _CHANGES[2:]]
    return ChangesLine(LegacyClass(row["legacy_class"]), row["cards"], *money)


def _sorted(lines: Iterable[ChangesLine]) -> list[ChangesLine]:
    order = list(LegacyClass)
    return sorted(lines, key=lambda line: order.index(line.legacy_class))


def _must_be_closed(session: Session, month: Month) -> None:
    if session.scalar(select(ClosedMonth.id).where(ClosedMonth.month == month)) is None:
        raise UserError(f"{month.chinese}还没有结账，没有折旧汇总。请先结账，或在“月度结账”里预览。")
