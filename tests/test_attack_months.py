"""A year of random cards and acts, against a rule written here once more and month by month."""

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.assets import changes, disposals, months, service
from app.assets.choices import DepreciationStatus, DisposalMethod, LegacyClass
from app.assets.models import Asset
from app.kit.db import yuan
from app.kit.errors import UserError
from app.kit.months import Month
from app.kit.store import Store

FIRST = Month.make(2025, 1)


@dataclass
class Card:
    """What the rule needs, in fen and months; `base` is spread over `months` from `start`."""

    cost: int
    base: int
    months: int
    start: int
    life: int
    quantity: int
    never: bool
    charged: int = 0
    through: int = 0
    gone: bool = False

    def due(self, month: int) -> int:
        rest = self.cost - self.charged
        if self.never or self.gone or rest <= 0:
            return 0
        if month >= self.start + self.months - 1:
            return rest
        return min(rest, (2 * self.base + self.months) // (2 * self.months) * (month - self.through))

    @property
    def left(self) -> int:
        return max(0, self.start + self.months - 1 - self.through)

    def begin(self, base: int, count: int, month: int) -> None:
        if not self.never:
            self.base, self.months, self.start = base, count, self.through + 1


def entered(session: Session, lot: random.Random, month: Month, known: dict[int, Card]) -> None:
    """A card booked this month or up to eight months late."""
    quantity, life, late = lot.choice([1, 1, 30]), lot.randint(1, 40), lot.choice([0, 0, 1, 8])
    cost, never = lot.randint(100_000, 9_999_999) * quantity, lot.random() < 0.15
    day = Month(month - late).first_day + timedelta(days=lot.randint(0, 27))
    values: dict[str, Any] = {
        "name": "电脑", "original_cost": yuan(cost), "quantity": Decimal(quantity), "life_months": life,
        "booked_on": day, "legacy_class": LegacyClass.BOOK if never else LegacyClass.GENERAL,
    }  # fmt: skip
    asset_id = service.save_card(session, None, values, today=month.last_day)
    start = int(month) - late
    known[asset_id] = Card(cost, cost, life, start, life, quantity, never, through=start - 1)


def acted(session: Session, lot: random.Random, month: Month, known: dict[int, Card], asset_id: int) -> None:
    """One act upon a card; where the service refuses it, the card here stays as it was."""
    card, today = known[asset_id], month.last_day
    now = replace(card)
    if now.charged >= now.cost:
        now.through = int(month) - 1  # a finished card begins anew with the open month
    act = lot.choice(["gone", "cost", "life", "upgrade", "split"])
    if act == "gone":
        disposals.write_off(session, asset_id, DisposalMethod.SCRAP, today, today=today)
        now.gone = True
    elif act == "cost":
        now.cost = lot.randint(card.charged, 2 * card.cost)
        changes.adjust_cost(session, asset_id, yuan(now.cost), "竣工决算", today=today)
        now.begin(now.cost - now.charged, max(1, card.left), month)
    elif act == "life":
        now.life = lot.randint(1, 60)
        changes.change_life(session, asset_id, now.life, "重估", today=today)
        now.begin(now.cost - now.charged, max(1, now.life - (card.life - card.left)), month)
    elif act == "upgrade":
        spent, now.life = lot.randint(1, 999_999), lot.randint(1, 60)
        changes.upgrade(session, asset_id, yuan(spent), now.life, "改建", today=today)
        now.cost, now.charged = card.cost - card.charged + spent, 0
        now.through = max(now.through, int(month) - 1)
        now.begin(now.cost, now.life, month)
    elif card.quantity > 1:
        part = lot.randint(1, card.quantity - 1)
        fresh = replace(card, quantity=part)
        for name in ("cost", "base", "charged"):
            whole = getattr(card, name)
            setattr(fresh, name, (2 * whole * part + card.quantity) // (2 * card.quantity))
            setattr(now, name, whole - getattr(fresh, name))
        now.quantity = card.quantity - part
        known[changes.split(session, asset_id, Decimal(part), "拆分", today=today)] = fresh
    known[asset_id] = now


def posted(store: Store, month: Month) -> dict[int, int]:
    with store.reading() as session:
        rows = session.execute(
            text("SELECT asset_id, amount FROM postings WHERE month = :m"), {"m": int(month)}
        )
        return {row.asset_id: row.amount for row in rows}


def snapshot(store: Store) -> list[Any]:
    with store.reading() as session:
        return [
            session.execute(text(sql)).all()
            for sql in (
                "SELECT * FROM assets ORDER BY id",
                "SELECT month, asset_id, amount, accumulated, months, account FROM postings ORDER BY 1, 2",
                "SELECT month, legacy_class, closing_cost, closing_accumulated FROM month_balances ORDER BY 1, 2",
            )
        ]


@pytest.mark.parametrize("seed", [3, 8])
def test_a_year_and_a_half_of_random_acts(store: Store, seed: int) -> None:
    lot, known = random.Random(seed), dict[int, Card]()
    for month in (FIRST + count for count in range(18)):
        at = datetime(month.year, month.month, 28, tzinfo=UTC)
        with store.changing("录入") as session:
            for _ in range(3 if month > FIRST else 12):
                entered(session, lot, month, known)
        for _ in range(3 if month > FIRST else 0):
            asset_id = lot.choice([each for each, card in known.items() if not card.gone])
            try:
                with store.changing("变动") as session:
                    acted(session, lot, month, known, asset_id)
            except UserError:
                continue
        due = {asset_id: card.due(month) for asset_id, card in known.items()}
        with store.changing("结账") as session:
            months.close(session, month, at=at)
        assert posted(store, month) == {asset_id: amount for asset_id, amount in due.items() if amount}
        if lot.random() < 0.3:
            before = snapshot(store)
            with store.changing("反结账") as session:
                months.reopen(session, month, "核对")
            with store.changing("结账") as session:
                months.close(session, month, at=at)
            assert snapshot(store) == before
        for asset_id, amount in due.items():
            known[asset_id].charged += amount
            known[asset_id].through = int(month) if amount else known[asset_id].through
    with store.reading() as session:
        assert months.problems(session) == []


def test_a_card_that_became_a_relic_since_stays_one_when_its_month_is_reopened(store: Store) -> None:
    month, at = Month.make(2026, 10), datetime(2026, 11, 20, tzinfo=UTC)
    values = {"name": "画", "original_cost": Decimal(6000), "life_months": 60, "booked_on": date(2026, 10, 3)}
    with store.changing("录入") as session:
        asset_id = service.save_card(session, None, values, today=month.last_day)
    with store.changing("结账") as session:
        months.close(session, month, at=at)
    with store.changing("更正") as session:
        service.save_card(session, asset_id, {"legacy_class": LegacyClass.RELIC}, today=at.date())
    with store.changing("反结账") as session:
        months.reopen(session, month, "类别错了")
    with store.changing("结账") as session:
        assert months.close(session, month, at=at).cards == 0
        card = session.get_one(Asset, asset_id)
        assert card.depreciation_status is DepreciationStatus.NEVER
        assert card.net_book_value == Decimal(6000)


@pytest.mark.parametrize(
    ("tampering", "words"),
    [
        ("DELETE FROM month_balances", "余额不见了"),
        ("UPDATE month_balances SET closing_cost = closing_cost + 1", "接不上"),
        ("UPDATE closed_months SET amount = amount + 1", "合计不符"),
        ("DELETE FROM closed_months", "不属于任何已结账的月份"),
        ("UPDATE assets SET net_book_value = net_book_value + 1", "净值不等于"),
        (
            "UPDATE assets SET original_cost = original_cost + 1, net_book_value = net_book_value + 1",
            "接不上",
        ),
    ],
)
def test_what_was_tampered_with_past_the_program_is_found(store: Store, tampering: str, words: str) -> None:
    values = {"name": "桌", "original_cost": Decimal(6000), "life_months": 60, "booked_on": date(2026, 10, 3)}
    with store.changing("录入") as session:
        service.save_card(session, None, values, today=date(2026, 10, 20))
    with store.changing("结账") as session:
        months.close(session, Month.make(2026, 10), at=datetime(2026, 11, 20, tzinfo=UTC))
    with store.changing("绕过程序") as session:
        session.execute(text(tampering))
    with store.reading() as session:
        assert any(words in problem for problem in months.problems(session))
