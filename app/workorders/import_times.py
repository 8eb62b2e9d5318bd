"""The times of a repair book: days and hours in one column or two, some without a year, some without an hour.

A day without a year takes the one that the title names, else that of the rows around it. What follows a report is
read from the report on: an hour alone is the next time that the clock shows it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from app.kit.errors import Unreadable
from app.kit.moment_reader import Moment, read_moment_or_time
from app.kit.readers import Cell

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:年|[-./])")
_HALF_A_YEAR = timedelta(183)
_FOLLOWING = re.compile(r"\s*(当天|当日|同日|即时|次日|第二天|隔天)\s*(.*)")


@dataclass(frozen=True)
class Following:
    """当天, 次日 10:00: so many days after the report, perhaps without an hour."""

    days: int
    time: time | None


Said = Moment | time | Following | None


def read_said(value: Cell) -> Said:
    """A time in a repair book. Raises Unreadable."""
    if isinstance(value, str) and (found := _FOLLOWING.fullmatch(value)):
        hour = read_moment_or_time(found[2]) if found[2] else None
        if not isinstance(hour, time | None):
            raise Unreadable(f"“{value}”看不出是几点")
        return Following(0 if found[1] in ("当天", "当日", "同日", "即时") else 1, hour)
    return read_moment_or_time(value)


def told_year(*texts: str) -> int | None:
    """The one year that title, sheet or file name."""
    for text in texts:
        years = set(_YEAR.findall(unicodedata.normalize("NFKC", text)))
        if len(years) == 1:
            return int(years.pop())
    return None


def joined(said: Said, day: Said) -> Said:
    """A time in one column and its day in another are one moment."""
    if isinstance(said, time) and isinstance(day, Moment):
        return replace(day, time=said)
    return day if said is None else said


def years_of(said: Sequence[Said], year: int | None, now: datetime) -> list[int | None]:
    """For each moment without a year, its year; None for those that have one or are none."""
    known = {
        at: each.on(each.year)
        for at, each in enumerate(said)
        if isinstance(each, Moment) and each.year is not None
    }
    ahead = iter(sorted(known))
    following = next(ahead, None)
    last: datetime | None = None
    found: list[int | None] = []
    for at, each in enumerate(said):
        while following is not None and following < at:
            following = next(ahead, None)
        if at in known:
            last = known[at]
        if not isinstance(each, Moment) or each.year is not None:
            found.append(None)
            continue
        near = last or (known[following] if following is not None else now)
        chosen = year or _nearest(each, near, now)
        found.append(chosen)
        with suppress(Unreadable):
            last = each.on(chosen)
    return found


def _nearest(said: Moment, near: datetime, now: datetime) -> int:
    """The year that brings a day closest to another, but not into the future."""
    offers = []
    for year in (near.year - 1, near.year, near.year + 1):
        with suppress(Unreadable):
            there = said.on(year)
            if there <= now + timedelta(1):
                offers.append((abs(there - near), year))
    return min(offers)[1] if offers else near.year


def later(said: Moment | time | Following, base: datetime) -> tuple[datetime, bool]:
    """A time that follows another, and whether it tells the hour. Raises Unreadable for no such day."""
    if isinstance(said, Following):
        day = base.date() + timedelta(said.days)
        there = datetime.combine(day, said.time or time())
        return (there if said.time else max(there, base)), said.time is not None
    if isinstance(said, time):
        there = datetime.combine(base.date(), said)
        return (there if there >= base else there + timedelta(1)), True
    there = said.on(base.year)
    if said.year is None and base - there > _HALF_A_YEAR:
        there = said.on(base.year + 1)
    if said.time is None:
        return (max(there, base) if there.date() == base.date() else there), False
    return there, True
