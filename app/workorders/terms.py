"""The terms on which the clock runs: limits and calendar by urgency as they hold on a day, from the settings of
the office or as they ship."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.settings import ALWAYS, DECLARED, SettingValue, parse
from app.workorders import settings as _settings  # noqa: F401  declares what is asked here
from app.workorders.choices import DayKind, Urgency
from app.workorders.clock import BEGINNING, ROUND_THE_CLOCK, Calendar, Limits, read_hours
from app.workorders.holidays import shipped as shipped_days
from app.workorders.registers import WorkDay
from app.workorders.settings import GROUP, STEPS, calendar_key, limit_key

History = list[tuple[date, Any]]  # values by the day from which they hold, oldest first


@dataclass(frozen=True)
class Terms:
    """Everything the clock needs for any order: `values` by setting, `days` the holiday table."""

    values: Mapping[str, History]
    days: Mapping[date, bool]
    _made: dict[bool, Calendar] = field(default_factory=dict, compare=False)

    def limits(self, urgency: Urgency, on: date) -> Limits:
        """What holds for an order that is reported on this day."""
        calendar = self.calendar(urgency, on)
        if urgency is Urgency.PLANNED:
            return Limits(None, None, None, calendar, self.value("planned_respond_days", on) or None)
        respond, arrive, finish = (self.value(limit_key(urgency, step), on) or None for step in STEPS)
        return Limits(respond, arrive, finish, calendar)

    def calendar(self, urgency: Urgency, on: date) -> Calendar:
        """Round the clock, or the hours of work with the holiday table."""
        working = self.value(calendar_key(urgency), on) == "work"
        if working not in self._made:
            self._made[working] = self._working() if working else ROUND_THE_CLOCK
        return self._made[working]

    def _working(self) -> Calendar:
        hours = [
            (BEGINNING if day == ALWAYS else day, read_hours(text))
            for day, text in self.values["working_hours"]
        ]
        return Calendar(tuple(hours), self.days)

    def value(self, key: str, on: date) -> Any:
        """A setting of the repair desk as it holds on a day."""
        history = self.values[key]
        return history[max(0, bisect_right(history, on, key=lambda each: each[0]) - 1)][1]


def as_shipped(more_days: Mapping[date, bool] | None = None) -> Terms:
    """The terms without any store; `more_days` are holidays (False) and days of work (True) beside the table."""
    days = {day: works for day, (works, _) in shipped_days().items()}
    return Terms(with_defaults({}), days | dict(more_days or {}))


def with_defaults(stored: Mapping[str, Iterable[tuple[date, Any]]]) -> dict[str, History]:
    """Every setting of the repair desk with its history; what ships holds before the first value of the office."""
    found: dict[str, History] = {}
    for key, setting in DECLARED.items():
        if setting.group == GROUP:
            own = sorted(stored.get(key, ()), key=lambda each: each[0])
            first = [] if own and own[0][0] <= ALWAYS else [(ALWAYS, setting.default)]
            found[key] = [*first, *own]
    return found


def in_force(session: Session) -> Terms:
    """The terms of this office. A year of which its table of days says nothing goes by what ships."""
    stored: dict[str, History] = {}
    keys = [key for key, setting in DECLARED.items() if setting.group == GROUP]
    query = select(SettingValue.key, SettingValue.effective_from, SettingValue.value)
    for key, day, text in session.execute(query.where(SettingValue.key.in_(keys))):
        stored.setdefault(key, []).append((day, parse(DECLARED[key], text)))
    own = {day: kind is DayKind.WORK for day, kind in session.execute(select(WorkDay.day, WorkDay.kind))}
    years = {day.year for day in own}
    days = {day: works for day, (works, _) in shipped_days().items() if day.year not in years}
    return Terms(with_defaults(stored), days | own)
