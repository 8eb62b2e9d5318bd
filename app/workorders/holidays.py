"""The holidays and 调休 days of the State Council's yearly notices, as they ship with chinesecalendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from app.kit.readers import tidy


@cache
def shipped() -> Mapping[date, tuple[bool, str]]:
    """Day → whether it is worked, and for which holiday: only days that depart from the week."""
    from chinese_calendar.constants import holidays, workdays

    names = {day: _NAMES.get(tidy(str(name)), str(name)) for day, name in (holidays | workdays).items()}
    return {day: (False, names[day]) for day in holidays if day.weekday() < 5} | {
        day: (True, names[day]) for day in workdays if day.weekday() >= 5
    }


_NAMES = {
    "NewYear'sDay": "元旦", "SpringFestival": "春节", "Tomb-sweepingDay": "清明节", "LabourDay": "劳动节",
    "DragonBoatFestival": "端午节", "NationalDay": "国庆节", "Mid-autumnFestival": "中秋节",
    "Anti-Fascist70thDay": "抗战胜利70周年",
}  # fmt: skip


def unknown_years(days: Mapping[date, object], years: Iterable[int]) -> list[int]:
    """The years of which the table says nothing: their weekends rest and nothing else does."""
    known = {day.year for day in days}
    return sorted(set(years) - known)


def told(years: Iterable[int]) -> str:
    """That these years go by weekends alone; empty for none."""
    named = "、".join(map(str, years))
    return f"节假日表里没有 {named} 年，只按周末休息推算；放假通知印发后请补上。" if named else ""
