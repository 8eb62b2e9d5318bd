"""A calendar month as a number: closing, depreciation and reports count in months, never in days."""

from __future__ import annotations

import re
from datetime import date, timedelta

from app.kit.errors import Unreadable

_TEXT = re.compile(r"^\s*(\d{4})\s*[-./年]?\s*(\d{1,2})\s*月?\s*$")


class Month(int):
    """Months since year 0: year × 12 + month − 1. Adding a number of months gives a Month."""

    @classmethod
    def of(cls, day: date) -> Month:
        """The month in which `day` lies."""
        return cls(day.year * 12 + day.month - 1)

    @classmethod
    def make(cls, year: int, month: int) -> Month:
        return cls(year * 12 + month - 1)

    @classmethod
    def read(cls, text: str) -> Month:
        """`2026-11`, `2026.11`, `2026年11月` or `202611`. Raises Unreadable."""
        found = _TEXT.match(text)
        if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1900:
            raise Unreadable(f"“{text}”不是月份，请写成 2026-11 这样")
        return cls.make(int(found[1]), int(found[2]))

    @property
    def year(self) -> int:
        return int(self) // 12

    @property
    def month(self) -> int:
        return int(self) % 12 + 1

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return (self + 1).first_day - timedelta(days=1)

    @property
    def chinese(self) -> str:
        return f"{self.year}年{self.month}月"

    def __add__(self, months: int) -> Month:
        return Month(int(self) + int(months))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def __repr__(self) -> str:
        return f"Month({self})"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)
