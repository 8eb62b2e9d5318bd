"""The rule of depreciation: vectors, and the pure rule against month-by-month reckoning by hand."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assets.choices import (
    Acquisition,
    CardKind,
    DepreciationStatus,
    LegacyClass,
    Method,
    ValueBasis,
)
from app.assets.depreciation import Policy, Terms, charge, future, monthly, never, opening, work_charge
from app.kit.db import fen, yuan
from app.kit.months import Month

D = Decimal
ZERO = D("0.00")
NOV = Month.make(2026, 11)
OCT = Month.make(2026, 10)


def by_hand(cost: Decimal, life: int, already: Decimal = ZERO, gone: int = 0) -> list[Decimal]:
    """Charges month by month, reckoned in yuan without the program's rule: `gone` months have passed."""
    share = (cost / life).quantize(D("0.01"), ROUND_HALF_UP)
    left, charges = cost - already, []
    for number in range(gone + 1, life + 1):
        now = left if number == life else min(share, left)
        charges.append(now)
        left -= now
        if not left:
            break
    return charges


def card(**values: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "original_cost": D("5999.00"),
        "life_months": 72,
        "legacy_class": LegacyClass.GENERAL,
        "card_kind": CardKind.GENERAL,
        "value_basis": ValueBasis.ORIGINAL,
        "acquisition": Acquisition.PURCHASE,
        "booked_on": date(2024, 3, 15),
    }
    return usual | values


def terms(columns: dict[str, object], cost: Decimal) -> Terms:
    return Terms(
        fen(cost),
        fen(columns["accumulated_depreciation"]),  # type: ignore[arg-type]
        fen(columns["depreciation_base"]),  # type: ignore[arg-type]
        columns["depreciation_months"],  # type: ignore[arg-type]
        columns["depreciation_start"],  # type: ignore[arg-type]
        columns["charged_through"],  # type: ignore[arg-type]
    )


def lines(columns: dict[str, object], cost: Decimal, first: Month) -> list[tuple[str, Decimal, Decimal]]:
    found = future(terms(columns, cost), first)
    return [(str(month), yuan(amount), yuan(sum_)) for month, amount, sum_ in found]


def test_the_vector_of_the_rule() -> None:
    """¥5,999.00 over 72 months from 2024-03: 83.32 a month, 83.28 in 2030-02, 833.20 by the end of 2024."""
    march = Month.make(2024, 3)
    found = lines(opening(card(), Policy(open=march)), D("5999.00"), march)
    assert found[0] == ("2024-03", D("83.32"), D("83.32"))
    assert found[9] == ("2024-12", D("83.32"), D("833.20"))
    assert found[-1] == ("2030-02", D("83.28"), D("5999.00"))
    assert len(found) == 72


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2024, 2, 29), "2024-02", "2030-01"),
        (date(2024, 1, 31), "2024-01", "2029-12"),
        (date(2023, 12, 31), "2023-12", "2029-11"),
        (date(2025, 3, 1), "2025-03", "2031-02"),
    ],
)
def test_any_day_of_a_month_is_its_month(day: date, first: str, last: str) -> None:
    found = lines(opening(card(booked_on=day), Policy(open=Month.of(day))), D("5999.00"), Month.of(day))
    assert (found[0][0], found[-1][0], len(found)) == (first, last, 72)


def test_late_entry_catches_up_or_begins_with_its_month() -> None:
    """In use 2024-11, booked 2025-02: policy A posts four months in February, policy B begins there."""
    february = Month.make(2025, 2)
    values = card(booked_on=date(2025, 2, 10), in_use_on=date(2024, 11, 5))
    late = opening(values, Policy(open=february))
    assert charge(terms(late, D("5999.00")), february) == 4 * 8332
    assert charge(terms(late, D("5999.00")), Month.make(2025, 1)) == 3 * 8332
    assert late["entry_month"] == february
    fresh = opening(values, Policy(open=february, catch_up=False))
    assert charge(terms(fresh, D("5999.00")), february) == 8332
    assert lines(fresh, D("5999.00"), february)[-1][0] == "2031-01"


def test_opening_figures_go_on_with_cost_by_life() -> None:
    values = card(booked_on=date(2024, 3, 15), accumulated_depreciation=D("2666.24"))
    columns = opening(values, Policy(open=NOV), OCT)
    assert (columns["opening_month"], columns["charged_through"]) == (OCT, OCT)
    assert columns["entry_month"] == Month.make(2024, 3)
    found = lines(columns, D("5999.00"), NOV)
    assert found[0] == ("2026-11", D("83.32"), D("2749.56"))
    assert found[-1] == ("2030-02", D("83.28"), D("5999.00"))


def test_opening_figures_may_be_spread_over_what_is_left() -> None:
    values = card(booked_on=date(2024, 3, 15), accumulated_depreciation=D("1999.00"))
    columns = opening(values, Policy(open=NOV, spread=True), OCT)
    found = lines(columns, D("5999.00"), NOV)
    assert (found[0], found[-1]) == (
        ("2026-11", D("100.00"), D("2099.00")),
        ("2030-02", D("100.00"), D("5999.00")),
    )


def test_a_ledger_that_charged_too_little_is_made_good_in_the_last_month() -> None:
    values = card(booked_on=date(2020, 12, 1), accumulated_depreciation=D("5000.00"))
    columns = opening(values, Policy(open=NOV), OCT)
    assert lines(columns, D("5999.00"), NOV) == [("2026-11", D("999.00"), D("5999.00"))]
    overdue = opening(values | {"booked_on": date(2010, 1, 1)}, Policy(open=NOV), OCT)
    assert lines(overdue, D("5999.00"), NOV) == [("2026-11", D("999.00"), D("5999.00"))]


def test_an_opening_card_without_any_date_goes_by_what_was_charged() -> None:
    values = card(booked_on=None, accumulated_depreciation=D("2999.52"))
    columns = opening(values, Policy(open=NOV), OCT)
    assert columns["depreciation_start"] == Month.make(2023, 11)
    assert lines(columns, D("5999.00"), NOV)[-1][0] == "2029-10"


def test_a_card_booked_after_the_ledger_is_an_addition() -> None:
    columns = opening(card(booked_on=date(2026, 11, 3)), Policy(open=NOV), OCT)
    assert (columns["entry_month"], columns["opening_month"]) == (NOV, None)
    assert columns["charged_through"] == OCT


def test_cards_that_come_after_a_closing_enter_the_open_month() -> None:
    closed = Policy(open=NOV + 1, closed=NOV)
    figures = opening(card(accumulated_depreciation=D("2666.24")), closed, OCT)
    assert (figures["entry_month"], figures["charged_through"]) == (NOV + 1, OCT)
    assert charge(terms(figures, D("5999.00")), NOV + 1) == 2 * 8332
    assert opening(card(), closed)["entry_month"] == NOV + 1


@pytest.mark.parametrize(
    "values",
    [
        {"legacy_class": LegacyClass.RELIC},
        {"legacy_class": LegacyClass.BOOK},
        {"card_kind": CardKind.LAND, "legacy_class": LegacyClass.BUILDING},
        {"card_kind": CardKind.BIOTA, "legacy_class": LegacyClass.FURNITURE},
        {"gb_code": "A06010100", "legacy_class": LegacyClass.FURNITURE},
        {"value_basis": ValueBasis.NOMINAL, "original_cost": D("1.00")},
        {"acquisition": Acquisition.LEASED},
        {"depreciation_status": DepreciationStatus.NEVER},
    ],
)
def test_what_is_never_depreciated(values: dict[str, object]) -> None:
    columns = opening(card(**values), Policy(open=NOV), OCT)
    assert columns["depreciation_status"] is DepreciationStatus.NEVER
    assert columns["depreciation_months"] == 0


def test_the_rest_is_depreciated() -> None:
    assert not never(card())
    assert not never(card(legacy_class=LegacyClass.FURNITURE, gb_code="A05010301"))
    assert not never(card(value_basis=ValueBasis.PROVISIONAL))


@pytest.mark.parametrize("cost", [D("0.00"), D("5999.00")])
def test_a_card_with_nothing_left_is_finished(cost: Decimal) -> None:
    columns = opening(card(original_cost=cost, accumulated_depreciation=cost), Policy(open=NOV), OCT)
    assert columns["depreciation_status"] is DepreciationStatus.FINISHED


def test_one_fen_is_charged_in_the_last_month() -> None:
    columns = opening(card(original_cost=D("0.01")), Policy(open=Month.make(2024, 3)))
    found = lines(columns, D("0.01"), Month.make(2024, 3))
    assert [amount for _, amount, _ in found] == [D(0)] * 71 + [D("0.01")]


@pytest.mark.parametrize(
    ("base", "months", "share"), [(1, 72, 0), (36, 72, 1), (35, 72, 0), (599900, 72, 8332), (25, 10, 3)]
)
def test_a_share_is_rounded_half_up(base: int, months: int, share: int) -> None:
    assert monthly(base, months) == share


def test_work_is_charged_by_what_was_done() -> None:
    """¥360,000.00 over 600,000 km: 0.60 a km; the rest once the total is reached."""
    total = D("600000")
    assert work_charge(36000000, 36000000, total, D("1500"), D("1500")) == 90000
    assert work_charge(36000000, 5000, total, D("599000"), D("1500")) == 5000
    assert work_charge(36000000, 70000, total, D("600000"), D("10")) == 70000
    assert work_charge(36000000, 70000, total, D("1"), D("0")) == 0
    assert opening(card(method=Method.WORKLOAD), Policy(open=NOV, spread=True), OCT)[
        "depreciation_base"
    ] == D("5999.00")


COSTS = st.integers(1, 10**9).map(yuan)
LIVES = st.integers(1, 600)


@given(cost=COSTS, life=LIVES, missed=st.integers(0, 30))
def test_what_is_charged_is_the_cost_to_the_fen(cost: Decimal, life: int, missed: int) -> None:
    """Whatever was missed comes with the first charge; nothing is negative, nothing exceeds the cost."""
    start = Month.make(2020, 1)
    found = list(future(Terms(fen(cost), 0, fen(cost), life, start, start - 1), start + missed))
    assert sum(amount for _, amount, _ in found) == fen(cost)
    assert all(amount >= 0 for _, amount, _ in found)
    assert all(accumulated <= fen(cost) for _, _, accumulated in found)
    assert found[-1][0] <= max(start + life - 1, start + missed)
    hand = by_hand(cost, life)
    caught = sum(hand[: missed + 1], D(0))
    assert [yuan(amount) for _, amount, _ in found] == [caught, *hand[missed + 1 :]]


@given(cost=COSTS, life=LIVES, gone=st.integers(0, 700), paid=st.fractions(0, 1))
def test_opening_figures_end_with_the_cost(cost: Decimal, life: int, gone: int, paid: Fraction) -> None:
    """Any accumulated figure, right or wrong, leads to the whole cost and never past the end of the life."""
    already = yuan(int(fen(cost) * paid))
    booked = Month(OCT - gone + 1).first_day
    values = card(original_cost=cost, life_months=life, booked_on=booked, accumulated_depreciation=already)
    columns = opening(values, Policy(open=NOV), OCT)
    if already == cost:
        assert columns["depreciation_status"] is DepreciationStatus.FINISHED
        return
    if booked > OCT.last_day and not already:
        assert columns["opening_month"] is None
    found = lines(columns, cost, NOV)
    hand = by_hand(cost, life, already, min(gone, life - 1))
    assert [amount for _, amount, _ in found] == hand
    assert already + sum(hand) == cost


@given(cost=COSTS, life=LIVES, gone=st.integers(1, 700), paid=st.fractions(0, 1))
def test_spread_figures_end_with_the_cost_in_time(
    cost: Decimal, life: int, gone: int, paid: Fraction
) -> None:
    already = yuan(int(fen(cost) * paid))
    values = card(
        original_cost=cost,
        life_months=life,
        booked_on=Month(OCT - gone + 1).first_day,
        accumulated_depreciation=already,
    )
    columns = opening(values, Policy(open=NOV, spread=True), OCT)
    if already < cost:
        found = lines(columns, cost, NOV)
        assert [amount for _, amount, _ in found] == by_hand(cost - already, max(1, life - gone))
