"""Reads one cell as an amount of money in whole fen, in every way that clerks write amounts."""

import math
import re
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from app.kit.errors import Unreadable

_MOST_MONEY = Decimal("1e13")  # yuan; beyond it the cell is not an amount
_NOT_MONEY = "不是金额，请写成 1234.56 这样"

# Full-width signs of an amount become plain, what only decorates it goes; ， is a thousands separator.
_MONEY_SIGNS = str.maketrans(
    {
        **{chr(0xFF10 + n): str(n) for n in range(10)},
        **dict.fromkeys("￥¥＄$元圆块整正 \t\r\n\u3000\xa0\u2002\u2003\u2009\u202f\u200b\ufeff'‘’`", ""),
        **dict.fromkeys("，,", ","),
        **dict.fromkeys("．。", "."),
        **dict.fromkeys("－—–−△▲", "-"),
        **{"＋": "+", "（": "(", "）": ")"},
    }
)
_MONEY_WORDS = re.compile(r"人民币|RMB|CNY", re.IGNORECASE)
_PLAIN_MONEY = re.compile(r"(?:\d{1,9}|\d{1,3}(?:,\d{3}){1,2})\.\d\d", re.ASCII)
AMOUNT = re.compile(r"(\d+|\d{1,3}(?:,\d{3})+)(\.\d*)?|\.\d+", re.ASCII)


def quick_fen(value: object) -> int | None:
    """Whole fen of the plain ways of writing, None for whatever needs the long way (`fen_of`)."""
    if type(value) is float and -1e9 < value < 1e9:
        # Below 1e9 yuan a binary float is off by less than 1e-4 fen, so near a whole fen it is that fen.
        near = value * 100.0
        fen = round(near)
        return fen if -1e-3 < near - fen < 1e-3 else None
    if type(value) is str:
        text = value.translate(_MONEY_SIGNS)
        if _PLAIN_MONEY.fullmatch(text):
            return int(text.replace(",", "").replace(".", ""))
    return None


def fen_of(value: object, scale: int) -> int:
    """Whole fen of a cell that is not blank, rounded half up from its decimal text; or Unreadable."""
    return int((_amount(value, scale) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _amount(value: object, scale: int) -> Decimal:
    if isinstance(value, (bool, date, time, timedelta)):
        raise Unreadable(_NOT_MONEY)
    if isinstance(value, (int, float)):
        if not math.isfinite(value):
            raise Unreadable(_NOT_MONEY)
        amount = Decimal(repr(value)) * scale
    else:
        amount = _amount_of_text(str(value), scale)
    if abs(amount) >= _MOST_MONEY:
        raise Unreadable("金额大得不像真的，请核对")
    return amount


def _amount_of_text(written: str, scale: int) -> Decimal:
    text = _MONEY_WORDS.sub("", written.translate(_MONEY_SIGNS))
    if "元" in written:  # the cell's own unit is nearer than its heading's
        scale = 1
    sign = 1
    if text.startswith("(") and text.endswith(")"):
        sign, text = -1, text[1:-1]
    elif text.endswith("-"):
        sign, text = -1, text[:-1]
    elif text.startswith(("-", "+")):
        sign, text = (-1 if text[0] == "-" else 1), text[1:]
    for unit, times in (("万", 10_000), ("亿", 100_000_000)):
        if text.endswith(unit):
            scale, text = times, text[:-1]
    if not AMOUNT.fullmatch(text):
        raise Unreadable(_NOT_MONEY)
    return sign * Decimal(text.replace(",", "")) * scale
