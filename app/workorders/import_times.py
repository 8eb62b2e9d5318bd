"""The times of a repair book: days and hours in one column or two, some without a year, some without an hour.

A day without a year takes the one that the title names, else that of the rows around it. What follows a report is
read from the report on: an hour alone is the next time that the clock shows it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, time, timedelta

from app.kit.errors import Unreadable
from app.kit.moment_reader import Moment

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:年|[-./])")
_HALF_A_YEAR = timedelta(183)
Said = Moment | time | None


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


def later(said: Moment | time, base: datetime) -> tuple[datetime, bool]:
    """A time that follows another, and whether it tells the hour. Raises Unreadable for no such day."""
    if isinstance(said, time):
        there = datetime.combine(base.date(), said)
        return (there if there >= base else there + timedelta(1)), True
    there = said.on(base.year)
    if said.year is None and base - there > _HALF_A_YEAR:
        there = said.on(base.year + 1)
    if said.time is None:
        return (max(there, base) if there.date() == base.date() else there), False
    return there, True
