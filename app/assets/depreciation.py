"""How a card depreciates: pure rules over whole fen, the same for screens, importer, schedule and tests.

Straight line without residual value, by the month: charged in the month of entry, not in the month of
removal; the last month takes what is left (政府会计准则第3号 第16–21条; 应用指南 财会〔2017〕4号). The same
rule as set-based SQL over all cards stands in charging.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.assets.choices import Acquisition, CardKind, DepreciationStatus, LegacyClass, Method, ValueBasis
from app.kit.months import Month

ZERO = Decimal("0.00")
NEVER_CLASSES = frozenset({LegacyClass.RELIC, LegacyClass.BOOK})
NEVER_KINDS = frozenset({CardKind.LAND, CardKind.RELIC, CardKind.BOOK, CardKind.BIOTA})


@dataclass(frozen=True)
class Policy:
    """What the office has settled, and where its books stand.

    `spread`: opening figures are spread over the months that are left, instead of going on with
    原值 ÷ 年限. `catch_up`: a card entered late posts the missed months at once (policy A); otherwise it
    begins in the month of its entry (policy B). `open` is the month to be closed next, `closed` the last
    closed one.
    """

    open: Month
    closed: Month | None = None
    spread: bool = False
    catch_up: bool = True


@dataclass(frozen=True)
class Terms:
    """What the charge of a straight-line card follows from. Money in fen; months as Month.

    `base` is spread over `months` from `start`; everything up to `charged_through` has been charged.
    """

    cost: int
    accumulated: int
    base: int
    months: int
    start: int
    charged_through: int

    @property
    def last(self) -> int:
        """The month that takes what is left."""
        return self.start + self.months - 1

    @property
    def remaining(self) -> int:
        return self.cost - self.accumulated


def monthly(base: int, months: int) -> int:
    """A month's share of `base` fen, rounded half up."""
    return (2 * base + months) // (2 * months)


def charge(terms: Terms, month: int) -> int:
    """Fen charged in `month` when all months before it are settled; months missed so far come with it."""
    if month < terms.start or month <= terms.charged_through or terms.remaining <= 0:
        return 0
    if month >= terms.last:
        return terms.remaining
    return min(terms.remaining, monthly(terms.base, terms.months) * (month - terms.charged_through))


def work_charge(base: int, remaining: int, total: Decimal, done: Decimal, now: Decimal) -> int:
    """Fen charged for the work `now`: base ÷ total × now; what remains once `done` reaches the total.

    `done` includes `now`; all three in the card's unit of work (工作量法, 政府会计准则第3号 第19条).
    """
    if now <= 0 or remaining <= 0:
        return 0
    if done >= total:
        return remaining
    return min(remaining, int((2 * base * now + total) // (2 * total)))


def future(terms: Terms, first: int) -> Iterator[tuple[Month, int, int]]:
    """(month, amount, accumulated) in fen for each month from `first` until nothing is left."""
    accumulated, through = terms.accumulated, terms.charged_through
    month = max(first, terms.start, through + 1)
    while accumulated < terms.cost:
        now = Terms(terms.cost, accumulated, terms.base, terms.months, terms.start, through)
        amount = charge(now, month)
        accumulated, through = accumulated + amount, month
        yield Month(month), amount, accumulated
        month += 1


def never(values: Mapping[str, Any]) -> bool:
    """Whether a card is never depreciated (第17条): relics, books and archives, plants and animals, land
    entered on its own, nominal ¥1; and things rented in, which stand here for reference only."""
    return (
        values.get("legacy_class") in NEVER_CLASSES
        or values.get("card_kind") in NEVER_KINDS
        or str(values.get("gb_code") or "")[:3] in ("A03", "A04", "A06")
        or values.get("value_basis") is ValueBasis.NOMINAL
        or values.get("acquisition") is Acquisition.LEASED
    )


def opening(values: Mapping[str, Any], policy: Policy, opening_month: Month | None = None) -> dict[str, Any]:
    """The depreciation columns of a card that enters the books, from its other columns.

    `opening_month`: the card comes from a ledger whose figures stand at the end of that month; None for a
    card entered now. Reads original_cost, accumulated_depreciation, life_months, legacy_class, card_kind,
    gb_code, value_basis, acquisition, method, in_use_on, booked_on, acquired_on and a depreciation_status of NEVER.
    """
    cost: Decimal = values.get("original_cost") or ZERO
    charged: Decimal = values.get("accumulated_depreciation") or ZERO
    booked = _booked_month(values)
    if opening_month is not None and booked is not None and booked > opening_month and not charged:
        opening_month = None
    entry = _entry(booked, policy, opening_month)
    if opening_month is None and charged:
        opening_month = Month(entry - 1)
    columns: dict[str, Any] = {
        "depreciation_status": _status(values, cost - charged),
        "accumulated_depreciation": charged,
        "opening_accumulated": charged,
        "opening_month": opening_month,
        "entry_month": entry,
    }
    if columns["depreciation_status"] is DepreciationStatus.NEVER:
        return columns | no_terms()
    return columns | _terms(values, cost, charged, policy, opening_month, entry)


def no_terms() -> dict[str, Any]:
    """The columns of a card that is not depreciated."""
    return {
        "depreciation_base": ZERO,
        "depreciation_months": 0,
        "depreciation_start": None,
        "charged_through": None,
    }


def _status(values: Mapping[str, Any], remaining: Decimal) -> DepreciationStatus:
    if never(values) or values.get("depreciation_status") is DepreciationStatus.NEVER:
        return DepreciationStatus.NEVER
    return DepreciationStatus.CHARGING if remaining > 0 else DepreciationStatus.FINISHED


def _month(day: date | None) -> Month | None:
    return None if day is None else Month.of(day)


def _booked_month(values: Mapping[str, Any]) -> Month | None:
    """The month in which the books have the card."""
    return _month(values.get("booked_on") or values.get("in_use_on") or values.get("acquired_on"))


def _begun_month(values: Mapping[str, Any]) -> Month | None:
    """The month from which it is charged: ready for use or booked, whichever came first."""
    days = [day for name in ("in_use_on", "booked_on") if (day := values.get(name)) is not None]
    return _month(min(days) if days else values.get("acquired_on"))


def _entry(booked: Month | None, policy: Policy, opening_month: Month | None) -> Month:
    """The month in which the card is an addition; a closed month takes none."""
    if opening_month is None:
        return max(booked or policy.open, policy.open)
    entry = min(booked or opening_month, opening_month)
    return entry if policy.closed is None or entry > policy.closed else policy.closed + 1


def _terms(
    values: Mapping[str, Any],
    cost: Decimal,
    charged: Decimal,
    policy: Policy,
    opening_month: Month | None,
    entry: Month,
) -> dict[str, Any]:
    months: int = values.get("life_months") or 0
    begun = _begun_month(values)
    start, base = begun or entry, cost
    if opening_month is None:
        start = start if policy.catch_up else entry
        through = Month(start - 1)
    else:
        through = opening_month
        if begun is None and months:
            # No date at all: as many months were charged as the accumulated figure tells.
            start = Month(opening_month + 1 - _months_in(charged, cost, months))
        start = min(start, opening_month + 1)
        if policy.spread and months and values.get("method") is not Method.WORKLOAD:
            left = start + months - (opening_month + 1)
            start, base, months = opening_month + 1, cost - charged, max(1, left)
    return {
        "depreciation_base": base,
        "depreciation_months": months,
        "depreciation_start": start,
        "charged_through": through,
    }


def _months_in(charged: Decimal, cost: Decimal, months: int) -> int:
    return round(months * charged / cost) if cost else 0
