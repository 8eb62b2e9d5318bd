"""The clock of repairs: when the time allowed is over, and how much of it was used. Pure, exact to the minute.

Time is the wall clock of the office, without seconds. A calendar says which minutes count; pauses stop the
clock. A limit is over at the end of its last counted minute: ten minutes from Friday 17:20 end at 17:30, not
on Monday morning.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from app.kit.errors import Unreadable

DAY = 24 * 60
BEGINNING = date(1, 1, 1)
LONGEST_REST = 366  # days without a counted minute; a calendar with more of them never works
Hours = tuple[tuple[int, int], ...]  # minutes of a day, each from–to, in order and apart
Pause = tuple[datetime, datetime]
ALL_DAY: Hours = ((0, DAY),)
_SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～至到]\s*(\d{1,2})[:：](\d{2})")


class NeverWorks(ValueError):
    """A calendar in which no minute counts for a year."""


def read_hours(text: str) -> Hours:
    """`08:30-12:00 14:00-17:30` as hours of work. Raises Unreadable."""
    spans = [
        (int(a) * 60 + int(b), int(c) * 60 + int(d)) for a, b, c, d in _SPAN.findall(text) if b < "60" > d
    ]
    rest = _SPAN.sub("", text).strip(" ,，、;；和")
    edges = [edge for span in spans for edge in span]
    if rest or not spans or edges != sorted(set(edges)) or edges[-1] > DAY:
        raise Unreadable(f"“{text}”不是作息时间，请写成 08:30-12:00 14:00-17:30 这样")
    return tuple(spans)


@dataclass(frozen=True)
class Calendar:
    """Which minutes count. `hours` as they changed over time, oldest first; `days` are the exceptions to the
    week (holidays False, weekend days worked True); with `weekends` every day of the week counts."""

    hours: tuple[tuple[date, Hours], ...] = ((BEGINNING, ALL_DAY),)
    days: Mapping[date, bool] = field(default_factory=dict)
    weekends: bool = False

    def works(self, day: date) -> bool:
        """Whether people work on this day."""
        return self.days.get(day, self.weekends or day.weekday() < 5)

    def spans(self, day: date) -> Hours:
        """The counted minutes of a day."""
        if not self.works(day):
            return ()
        at = bisect_right(self.hours, day, key=lambda each: each[0])
        return self.hours[at - 1][1] if at else ()

    def minutes(self, day: date) -> int:
        """How many minutes of a day count, were it worked."""
        at = bisect_right(self.hours, day, key=lambda each: each[0])
        return sum(end - begin for begin, end in self.hours[at - 1][1]) if at else 0

    def add(self, start: datetime, minutes: int, pauses: Iterable[Pause] = ()) -> datetime:
        """The moment at which so many counted minutes have passed. Raises NeverWorks."""
        left = minutes
        if left <= 0:
            return _moment(_minute(start))
        for begin, end in self._counted(_minute(start), _merged(pauses)):
            if end - begin >= left:
                return _moment(begin + left)
            left -= end - begin
        raise NeverWorks

    def between(self, start: datetime, end: datetime, pauses: Iterable[Pause] = ()) -> int:
        """How many counted minutes lie from `start` to `end`; nought where the end comes first."""
        last = _minute(end)
        found = 0
        try:
            for begin, stop in self._counted(_minute(start), _merged(pauses)):
                if begin >= last:
                    break
                found += min(stop, last) - begin
        except NeverWorks:
            pass
        return found

    def _counted(self, start: int, pauses: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """The counted spans from a minute on, pauses cut out. Raises NeverWorks where they end."""
        day = date.fromordinal(start // DAY)
        rested = 0
        while rested < LONGEST_REST or (pauses and day.toordinal() * DAY < pauses[-1][1]):
            midnight = day.toordinal() * DAY
            found = self.spans(day)
            rested = 0 if found else rested + 1
            for begin, end in found:
                if midnight + end > start:
                    yield from _without(max(midnight + begin, start), midnight + end, pauses)
            day += timedelta(1)
        raise NeverWorks


ROUND_THE_CLOCK = Calendar(weekends=True)


@dataclass(frozen=True)
class Limits:
    """Minutes allowed from the report on for each step, None where the urgency sets none; `respond_days` of work
    instead of minutes for the response. The calendar is that of the urgency."""

    respond: int | None
    arrive: int | None
    finish: int | None
    calendar: Calendar = ROUND_THE_CLOCK
    respond_days: int | None = None


@dataclass(frozen=True)
class Due:
    """Until when somebody must have answered, come, and mended."""

    respond_by: datetime | None
    arrive_by: datetime | None
    finish_by: datetime | None


def due(reported: datetime, limits: Limits, pauses: Sequence[Pause] = (), percent: int = 100) -> Due:
    """The due times of an order, or the moments at which so many percent of the time allowed are used up.

    A day of work is as many minutes as that day's hours have, so that one day from Friday 17:20 ends on Monday
    17:20.
    """
    respond = limits.respond
    if limits.respond_days is not None:
        respond = limits.respond_days * limits.calendar.minutes(reported.date())
    return Due(
        *(
            None if minutes is None else limits.calendar.add(reported, minutes * percent // 100, pauses)
            for minutes in (respond, limits.arrive, limits.finish)
        )
    )


def _minute(moment: datetime) -> int:
    return moment.toordinal() * DAY + moment.hour * 60 + moment.minute


def _moment(minute: int) -> datetime:
    day, rest = divmod(minute, DAY)
    return datetime.combine(date.fromordinal(day), time(*divmod(rest, 60)))


def _merged(pauses: Iterable[Pause]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for begin, end in sorted((_minute(begin), _minute(end)) for begin, end in pauses):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif begin < end:
            found.append((begin, end))
    return found


def _without(begin: int, end: int, pauses: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for stopped, resumed in pauses:
        if resumed <= begin or stopped >= end:
            continue
        if stopped > begin:
            yield begin, stopped
        begin = resumed
    if begin < end:
        yield begin, end
