"""Business numbers without gaps or twins: a counter a series and period, taken inside the act's transaction."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kit.db import Base
from app.kit.errors import UserError

_PART = re.compile(r"\{(year|month|seq)(?::(\d+))?\}")


class Counter(Base):
    """The last number used in a series (`asset`) within a period (`2026`, or empty)."""

    __tablename__ = "counters"
    series: Mapped[str] = mapped_column(String(64), primary_key=True)
    period: Mapped[str] = mapped_column(String(16), primary_key=True)
    last: Mapped[int] = mapped_column(Integer, default=0)


def problem(pattern: str) -> str | None:
    """Why a numbering rule such as `ZC{year}{seq:5}` cannot be used, or None."""
    if len([part for part in _PART.finditer(pattern) if part[1] == "seq"]) != 1:
        return "编号规则里要有一个 {seq:位数}，例如 ZC{year}{seq:5}"
    rest = _PART.sub("", pattern)
    if "{" in rest or "}" in rest:
        return "编号规则只认 {year}、{month} 和 {seq:位数}"
    return None


def take(session: Session, series: str, pattern: str, on: date) -> str:
    """The next number of a series by its rule; a new year or month in the rule starts at 1 again."""
    return take_many(session, series, pattern, on, 1)[0]


def take_many(session: Session, series: str, pattern: str, on: date, count: int) -> list[str]:
    """The next `count` numbers of a series, in one step."""
    if why := problem(pattern):
        raise UserError(why)
    parts = {match[1] for match in _PART.finditer(pattern)}
    period = f"{on.year}-{on.month:02d}" if "month" in parts else str(on.year) if "year" in parts else ""
    counter = session.execute(
        select(Counter).where(Counter.series == series, Counter.period == period).with_for_update()
    ).scalar()
    if counter is None:
        counter = Counter(series=series, period=period, last=0)
        session.add(counter)
    first = counter.last + 1
    counter.last += count
    session.flush()
    return [_write(pattern, on, number) for number in range(first, first + count)]


def example(pattern: str, on: date, number: int = 1) -> str:
    """A number by a rule, without taking it. Raises UserError for a rule that cannot be used."""
    if why := problem(pattern):
        raise UserError(why)
    return _write(pattern, on, number)


def _write(pattern: str, on: date, number: int) -> str:
    def part(match: re.Match[str]) -> str:
        if match[1] == "year":
            return str(on.year)
        if match[1] == "month":
            return f"{on.month:02d}"
        return str(number).zfill(int(match[2] or 1))

    return _PART.sub(part, pattern)
