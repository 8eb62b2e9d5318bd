"""Questions of the workbench: what stands on the books now, what waits, how the last months went.

Everything counts cards that are still on the books. Each is one pass of SQL over the cards, so that a
screen asks all of them off its own thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assets.choices import BookingStatus, LegacyClass
from app.assets.models import ZERO, Asset, ClosedMonth, ImportBatch
from app.assets.policy import last_closed, open_month
from app.kit import settings
from app.kit.months import Month
from app.people.models import Person

WARNING_DAYS = 60
CENT = Decimal("0.01")
_HERE = Asset.removed_month.is_(None)


@dataclass(frozen=True)
class Books:
    """What stands on the books of one class, or of all; amounts in yuan."""

    cards: int = 0
    cost: Decimal = ZERO
    accumulated: Decimal = ZERO

    @property
    def net(self) -> Decimal:
        return self.cost - self.accumulated

    def __add__(self, other: Books) -> Books:
        return Books(self.cards + other.cards, self.cost + other.cost, self.accumulated + other.accumulated)


@dataclass(frozen=True)
class Leaver:
    """Somebody who left and still holds things."""

    id: int
    name: str
    left_on: date
    cards: int


@dataclass(frozen=True)
class Today:
    """All that the workbench shows of the assets on one day.

    `todos` maps what is missing (国标分类, 使用人 …) to the number of cards that lack it; `incomplete` is the
    number of cards that lack anything. `charged` are the last twelve closed months with their amounts.
    """

    office: str
    books: dict[LegacyClass, Books]
    todos: dict[str, int]
    incomplete: int
    unbooked: int
    leavers: tuple[Leaver, ...]
    warranties: int
    last_closed: Month | None
    open_month: Month
    months_late: int
    charged: tuple[tuple[Month, Decimal], ...]
    imports: int

    @property
    def total(self) -> Books:
        return sum(self.books.values(), Books())


def on(session: Session, today: date) -> Today:
    """The answers of one day."""
    opened = open_month(session, today)
    todos, incomplete = missing(session)
    return Today(
        office=settings.get(session, "office_name"),
        books=books_by_class(session),
        todos=todos,
        incomplete=incomplete,
        unbooked=_count(session, Asset.booking_status == BookingStatus.UNBOOKED),
        leavers=leavers(session, today),
        warranties=_count(session, Asset.warranty_until.between(today, today + timedelta(WARNING_DAYS))),
        last_closed=last_closed(session),
        open_month=opened,
        months_late=max(0, Month.of(today) - opened),
        charged=charged(session, 12),
        imports=session.scalar(select(func.count()).where(ImportBatch.withdrawn_at.is_(None))) or 0,
    )


def books_by_class(session: Session) -> dict[LegacyClass, Books]:
    """The six classes of the depreciation table, also those without a card."""
    cost, charged_ = func.sum(Asset.original_cost), func.sum(Asset.accumulated_depreciation)
    query = select(Asset.legacy_class, func.count(), cost, charged_).where(_HERE).group_by(Asset.legacy_class)
    found = {row[0]: Books(row[1], row[2] or ZERO, row[3] or ZERO) for row in session.execute(query)}
    return {each: found.get(each, Books()) for each in LegacyClass}


def missing(session: Session) -> tuple[dict[str, int], int]:
    """What the cards lack, the most frequent first, and how many cards lack anything."""
    query = select(Asset.todo, func.count()).where(_HERE, Asset.todo.is_not(None)).group_by(Asset.todo)
    counts: dict[str, int] = {}
    cards = 0
    for todo, number in session.execute(query):
        cards += number
        for name in (todo or "").split("、"):
            counts[name] = counts.get(name, 0) + number
    return dict(sorted(counts.items(), key=lambda item: -item[1])), cards


def leavers(session: Session, today: date) -> tuple[Leaver, ...]:
    """Who has left by today and still has cards to their name, most cards first."""
    query = (
        select(Person.id, Person.name, Person.left_on, func.count())
        .join(Asset, Asset.custodian_id == Person.id)
        .where(Person.left_on <= today, _HERE)
        .group_by(Person.id, Person.name, Person.left_on)
        .order_by(func.count().desc(), Person.id)
    )
    return tuple(
        Leaver(id_, name, left_on, cards)
        for id_, name, left_on, cards in session.execute(query)
        if left_on is not None
    )


def charged(session: Session, months: int) -> tuple[tuple[Month, Decimal], ...]:
    """The last closed months with their depreciation, oldest first."""
    query = select(ClosedMonth.month, ClosedMonth.amount).order_by(ClosedMonth.month.desc()).limit(months)
    return tuple(reversed([(row[0], row[1]) for row in session.execute(query)]))


def _count(session: Session, condition: object) -> int:
    query = select(func.count()).select_from(Asset).where(_HERE, condition)  # type: ignore[arg-type]
    return session.scalar(query) or 0
