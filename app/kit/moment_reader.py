"""Reads one cell as a moment on the office's wall clock, in the ways that clerks write the time of a call.

The day goes by `date_reader`; a day without a year is left to the caller, who knows the book it stands in.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.kit.date_reader import read_day
from app.kit.errors import Unreadable
from app.kit.readers import Cell, is_blank

_CLOCK = re.compile(
    r"(?:T|\s|(?<=[日号])|(?<=\)))\s*(凌晨|清晨|早上|早晨|早|上午|中午|午间|下午|傍晚|晚上|晚间|晚|夜里|夜间|深夜|AM|PM)?\s*"
    r"(\d{1,2})(?:[:：.](\d{2})(?:[:：](\d{2})(?:\.\d+)?)?|[时点](?:(\d{1,2})分?|(半)|([一三])刻|整)?)\s*(AM|PM)?$",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(\d{8})\s*(\d{2}):?(\d{2})")
_WITHOUT_YEAR = re.compile(r"(\d{1,2})(?:月|[-./])(\d{1,2})[日号]?")
_WEEKDAY = re.compile(r"[\s(]*(?:星期|周|礼拜)[一二三四五六日天]\)?")
_NOON = frozenset(["中午", "午间"])
_AFTERNOON = frozenset(["下午", "傍晚", "晚上", "晚间", "晚", "PM"])
_NIGHT = frozenset(["夜里", "夜间", "深夜"])
_EXAMPLE = "请写成 2026-03-06 17:20 这样"
_NO_DAYS = (date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1))  # of a cell that holds a time alone
_LEAP = 2024  # any year that has a 29th of February


@dataclass(frozen=True)
class Moment:
    """What a cell says. `year` None where it names none; `time` None where it gives the day alone."""

    year: int | None
    month: int
    day: int
    time: time | None

    def on(self, year: int) -> datetime:
        """The moment in a year, at midnight where no time is given. Raises Unreadable for no such day."""
        try:
            return datetime.combine(date(self.year or year, self.month, self.day), self.time or time())
        except ValueError:
            raise Unreadable(f"没有 {self.year or year} 年 {self.month} 月 {self.day} 日这一天") from None


def read_moment(value: Cell) -> Moment | None:
    """The moment in a cell, None when blank. Raises Unreadable with the reason."""
    if is_blank(value):
        return None
    if isinstance(value, datetime):
        return _of(value + timedelta(seconds=30) if value.second == 59 else value)  # 23:59:59.99 of a serial
    if isinstance(value, date):
        return Moment(value.year, value.month, value.day, None)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_number(value)
    if isinstance(value, str):
        return _of_text(value)
    raise Unreadable(f"不是时间，{_EXAMPLE}")


def read_moment_or_time(value: Cell) -> Moment | time | None:
    """The same, where a time alone (20:43, 下午3点) is one too: the day stands in another column. Raises Unreadable."""
    if isinstance(value, datetime) and value.date() in _NO_DAYS:
        return value.time().replace(second=0, microsecond=0)
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    if isinstance(value, timedelta) and timedelta() <= value < timedelta(1):
        return (datetime.min + value).time().replace(second=0, microsecond=0)
    if isinstance(value, float) and 0 < value < 1:
        return time(*divmod(round(value * 24 * 60) % (24 * 60), 60))
    if isinstance(value, str) and (
        alone := _CLOCK.fullmatch(f" {unicodedata.normalize('NFKC', value).strip()}")
    ):
        found = _time_of(alone)
        return time() if isinstance(found, str) else found
    return read_moment(value)


def _of(moment: datetime) -> Moment:
    return Moment(moment.year, moment.month, moment.day, moment.time().replace(second=0, microsecond=0))


def _of_number(value: int | float) -> Moment:
    """An Excel serial keeps the time behind the point."""
    day = read_day(int(value))
    minutes = round((value - int(value)) * 24 * 60)
    if minutes == 0 and value == int(value):
        return Moment(day.year, day.month, day.day, None)
    return _of(datetime.combine(day, time()) + timedelta(minutes=minutes))


def _of_text(value: str) -> Moment:
    text = unicodedata.normalize("NFKC", value).strip().lstrip("'‘’`")
    if plain := _DIGITS.fullmatch(text):
        text = f"{plain[1]} {plain[2]}:{plain[3]}"
    text = _WEEKDAY.sub(" ", text).strip()
    clock = _CLOCK.search(text)
    at = _time_of(clock) if clock else None
    rest = (text[: clock.start()] if clock else text).strip(" ,，T")
    year: int | None = None
    if short := _WITHOUT_YEAR.fullmatch(rest):
        month, day = int(short[1]), int(short[2])
        if not 1 <= month <= 12:
            raise Unreadable(f"没有 {month} 月这个月份")
        Moment(None, month, day, None).on(_LEAP)
    else:
        try:
            found = read_day(rest)
        except Unreadable as why:
            raise Unreadable(str(why).replace("请写成 2019-03-05 这样", _EXAMPLE)) from None
        year, month, day = found.year, found.month, found.day
    if at == "midnight":
        after = Moment(year, month, day, None).on(_LEAP) + timedelta(1)
        return Moment(None if year is None else after.year, after.month, after.day, time())
    assert not isinstance(at, str)
    return Moment(year, month, day, at)


def _time_of(found: re.Match[str]) -> time | str:
    hour, minute = int(found[2]), int(found[3] or found[5] or (30 if found[6] else 0))
    if found[7]:
        minute = 15 if found[7] == "一" else 45
    word = (found[1] or found[8] or "").upper()
    if (
        (hour < 12 and word in _AFTERNOON)
        or (hour < 3 and word in _NOON)
        or (6 < hour < 12 and word in _NIGHT)
    ):
        hour += 12
    elif hour == 12 and word in ("凌晨", "AM"):
        hour = 0
    if hour == 24 and minute == 0:
        return "midnight"
    if hour > 23 or minute > 59:
        raise Unreadable(f"没有 {hour} 点 {minute} 分这个时刻")
    return time(hour, minute)
