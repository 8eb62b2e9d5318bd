"""Money, quantities and months are exact, whatever the store."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assets.models import Asset
from app.kit import records
from app.kit.db import Money, to_whole, yuan
from app.kit.errors import Unreadable
from app.kit.months import Month
from app.kit.store import Store


@given(st.integers(-(10**15), 10**15))
def test_fen_and_yuan_are_one_to_one(whole: int) -> None:
    assert to_whole(yuan(whole), 2) == whole
    assert Money().process_result_value(whole, None) == Decimal(whole) / 100  # type: ignore[arg-type]


def test_floats_and_finer_amounts_are_refused() -> None:
    with pytest.raises(TypeError):
        to_whole(0.1, 2)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        to_whole(True, 2)
    with pytest.raises(ValueError, match="more than 2 places"):
        to_whole(Decimal("0.001"), 2)


def test_sums_in_sql_are_exact(store: Store) -> None:
    with store.changing("新增") as session:
        for n in range(3):
            records.save(
                session, Asset, None, {"asset_no": f"{n}", "name": "桌", "original_cost": Decimal("0.10")}
            )
    with store.reading() as session:
        from sqlalchemy import func, select

        assert session.scalar(select(func.sum(Asset.original_cost))) == Decimal("0.30")


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)), st.integers(-600, 600))
def test_months_count_as_the_calendar_does(day: date, months: int) -> None:
    month = Month.of(day)
    assert Month.read(str(month)) == month == Month.read(month.chinese)
    assert month.first_day <= day <= month.last_day
    assert (month.last_day + timedelta(days=1)) == (month + 1).first_day
    there = month + months
    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == months


@pytest.mark.parametrize("text", ["2026-13", "2026", "十一月", "1800-01", ""])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        Month.read(text)
