"""Reads one cell as a business day, in every way that clerks write a day.

Only what can mean one single day is read. A month alone counts as its first day, because old ledgers give
no more; a year alone, an American 3/5/2019 and six digits with two meanings are refused with the reason.
"""

import re
import unicodedata
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache

from app.kit.errors import Unreadable

_SERIAL_ZERO = date(
    1899, 12, 30
).toordinal()  # Excel's day 0, right for every serial after its false 1900-02-29
_SERIALS = range(20000, 80001)  # 1954-10-03 to 2119-01-11
_YEARS = range(1600, 2200)
_FIRST_CELL_YEAR = 1905  # a date cell before it is a small number that wears a date format

_CLOCK = re.compile(r"[T\s]\s*\d{1,2}[:时]\d{1,2}([:分]\d{1,2}(\.\d+)?)?[分秒]?(Z|[+-]00:?00)?$")
_WEEKDAY = re.compile(r"[\s(]*(星期|周|礼拜)[一二三四五六日天]\)?$")
_PARTED = re.compile(
    r"(\d{4}|\d{2})([年./\-、,·。\s])(\d{1,2})(?:([月./\-、,·。\s])(?:(\d{1,2})[日号]?)?|份)?"
)
_MONTH_ONLY = re.compile(r"(\d{4}|\d{2})年(\d{1,2})月份?")
_COMMON = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
_BACKWARD = re.compile(r"\d{1,2}[./\-]\d{1,2}[./\-]\d{4}")
_DASHES = str.maketrans("—–−‐‑―", "------")
_SPACED_SIGN = re.compile(r"\s*([年月日号./\-、,·。])\s*")

_HANZI_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_HANZI_YEAR = re.compile(r"([〇零○一二三四五六七八九]{4}|[〇零○一二三四五六七八九]{2})年")
_HANZI_SMALL = re.compile(r"[元一二三四五六七八九十廿卅〇零○]{1,3}(?=[月日号])")


def read_day(value: object) -> date:
    """The day in `value` (not blank; the caller has sorted blanks out), or Unreadable with the reason."""
    kind = type(value)
    if kind is str:
        return _day_of_text(str(value))
    if isinstance(value, datetime):
        return _cell_day(value.date())
    if isinstance(value, date):
        return _cell_day(value)
    if isinstance(value, (int, float)) and kind is not bool:
        return _day_of_number(value)
    raise Unreadable("不是日期，请写成 2019-03-05 这样")


def _cell_day(day: date) -> date:
    if day.year < _FIRST_CELL_YEAR:
        raise Unreadable(f"{day.year} 年像是数字误设成了日期格式，请写成 2019-03-05 这样")
    return day


def _day_of_number(value: int | float) -> date:
    whole = int(value) if value == value and abs(value) < 1e15 else 0
    if whole in _SERIALS:
        return date.fromordinal(_SERIAL_ZERO + whole)
    text = repr(value)
    if whole == value:
        return _day_of_digits(str(whole))
    if whole in _YEARS:
        # 2019.1 as a number may have been 2019.10 before Excel dropped its nought.
        if text.endswith(".1"):
            raise Unreadable(f"{text} 存成了数字，分不清是 1 月还是 10 月，请写成 {whole}-01-01 这样")
        return _day_of_text(text)
    raise Unreadable(f"数字 {text} 不是日期")


@lru_cache(maxsize=65536)  # the days of a ledger's four or five date columns are much the same
def _day_of_text(text: str) -> date:
    plain = _COMMON.fullmatch(text)  # most cells, so that the rest is seldom needed
    if plain is None:
        if len(text) == 8 and text.isdigit():
            return _day_of_digits(text)
        text = unicodedata.normalize("NFKC", text).strip().lstrip("'‘’`")
        text = _WEEKDAY.sub("", _CLOCK.sub("", text)).translate(_DASHES).strip(" .")
        text = _SPACED_SIGN.sub(r"\1", text)
        if text.isdigit():
            return _day_of_digits(text)
        text = _without_hanzi(text)
        plain = _COMMON.fullmatch(text.rstrip("号"))
    if plain is not None:
        return _day(int(plain[1]), int(plain[2]), int(plain[3]))
    parted = _PARTED.fullmatch(text) or _MONTH_ONLY.fullmatch(text)
    if parted is not None:
        day = parted[5] if parted.re is _PARTED else None
        return _day(_year(parted[1]), int(parted[3 if parted.re is _PARTED else 2]), int(day or 1))
    if re.fullmatch(r"\d{4}年?度?", text):
        raise Unreadable("只有年份，没有月和日")
    if _BACKWARD.fullmatch(text):
        raise Unreadable("要按年、月、日的顺序写，如 2019-03-05")
    raise Unreadable("不是日期，请写成 2019-03-05 这样")


def _day_of_digits(digits: str) -> date:
    if len(digits) == 8:
        return _day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if len(digits) == 5 and int(digits) in _SERIALS:
        return date.fromordinal(_SERIAL_ZERO + int(digits))
    if len(digits) == 6:
        return _day_of_six(digits)
    if len(digits) == 4 and int(digits) in _YEARS:
        raise Unreadable("只有年份，没有月和日")
    raise Unreadable(f"数字 {digits} 不是日期")


def _day_of_six(digits: str) -> date:
    """201903 is a month, 190305 a day; 201012 may be either and is refused."""
    readings = []
    if 1950 <= int(digits[:4]) <= 2100 and 1 <= int(digits[4:]) <= 12:
        readings.append(date(int(digits[:4]), int(digits[4:]), 1))
    with suppress(ValueError):
        readings.append(date(_year(digits[:2]), int(digits[2:4]), int(digits[4:])))
    if len(readings) == 1:
        return readings[0]
    if readings:
        raise Unreadable(
            f"{digits} 可读作 {readings[0]:%Y年%m月} 或 {readings[1]:%Y年%m月%d日}，请写全年月日"
        )
    raise Unreadable(f"数字 {digits} 不是日期")


def _year(digits: str) -> int:
    """Two digits mean 1950 to 2049: no institution of ours is older, no ledger looks further ahead."""
    year = int(digits)
    if len(digits) == 2:
        year += 2000 if year < 50 else 1900
    return year


def _day(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        if not 1 <= month <= 12:
            raise Unreadable(f"没有 {month} 月这个月份") from None
        raise Unreadable(f"没有 {year} 年 {month} 月 {day} 日这一天") from None
    if year not in _YEARS:
        raise Unreadable(f"年份 {year} 不像真的，请核对")
    return found


def _without_hanzi(text: str) -> str:
    """二〇一九年十二月廿一日 as 2019年12月21日; 元月 is January."""
    text = _HANZI_YEAR.sub(lambda found: found[1].translate(_HANZI_DIGITS) + "年", text)
    return _HANZI_SMALL.sub(lambda found: _small_number(found[0]), text)


def _small_number(hanzi: str) -> str:
    if hanzi == "元":
        return "1"
    hanzi = hanzi.replace("廿", "二十").replace("卅", "三十")
    if "十" not in hanzi:
        return hanzi.translate(_HANZI_DIGITS)
    tens, _, ones = hanzi.partition("十")
    return (tens.translate(_HANZI_DIGITS) or "1") + (ones.translate(_HANZI_DIGITS) or "0")
