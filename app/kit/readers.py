"""Reads one cell, or what was typed, as a value; and whole columns of cells quickly.

A cell is what python-calamine gives (str, float, int, bool, date, datetime, time, timedelta) or None.
Every reader returns None for a blank cell and raises Unreadable, with the reason in Chinese, for a cell
that is neither blank nor readable. Blank is also a lone dash, stroke, 无 and the like.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar

from app.kit.date_reader import read_day
from app.kit.errors import Unreadable
from app.kit.money_reader import AMOUNT, fen_of, quick_fen

Cell = str | float | int | bool | date | datetime | time | timedelta | None
T = TypeVar("T")

_SIGNS_OF_NOTHING = r"""- -- --- — —— － – ― / ／ \ 无 空 暂无 未填 不详 … …… . 。 、 *
    #N/A #REF! #VALUE! #DIV/0! #NAME? #NULL! #NUM! N/A n/a NA NULL null None nan NaN"""
_BLANKS = frozenset(["", *_SIGNS_OF_NOTHING.split()])
_TRIED = 1000  # cells of a column that are looked at for repetitions
_GUARDED = ("'=", "'+", "'-", "'@")
_SPACES = re.compile(r"\s+")
_UNSEEN = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_PLAIN_CODE = re.compile(r"(?!\d(?:\.\d+)?E)[A-Za-z0-9][A-Za-z0-9/_.-]*")  # not 1.2E+17
_CLEAN = re.compile(r"\S+(?: \S+)*")
_BROKEN_LINE = re.compile(r"(?<=[⺀-鿿豈-﫿𠀀-𳍿])[ \t\u3000\xa0]*[\r\n]\s*(?=[⺀-鿿豈-﫿𠀀-𳍿])")

_QUANTITY = re.compile(r"([-+]?[\d,]*\.?\d+)\s*(?:(?![百千万亿])[一-鿿]{1,2}|k?m2?|kg|t|L)?")
_MOST = 2_000_000_000  # and within what every column of whole numbers holds
_LIFE = re.compile(r"(?:(\d+(?:\.\d+)?)年)?(?:零?(\d+(?:\.\d+)?)(?:个?月|期))?")
_NO_LIFE = frozenset(["不提", "不提折旧", "不计提", "不计提折旧", "长期", "永久", "无限期", "不限"])
_HANZI_NUMBERS = dict(zip("一二三四五六七八九十", range(1, 11), strict=True)) | {"半": 0.5, "两": 2}
_YES = frozenset(["是", "有", "对", "y", "yes", "true", "1", "√", "✓", "✔", "☑", "已"])
_NO = frozenset(["否", "无", "没有", "不是", "n", "no", "false", "0", "×", "✗", "✘", "x", "☐", "□", "未"])


def is_blank(value: Cell) -> bool:
    """True for nothing, spaces, and the signs by which clerks say "nothing here"."""
    if value is None:
        return True
    return isinstance(value, str) and (value in _BLANKS or value.strip() in _BLANKS)


def tidy(text: str) -> str:
    """The key by which names are matched: NFKC, no white space at all, no invisible marks."""
    return _SPACES.sub("", _UNSEEN.sub("", unicodedata.normalize("NFKC", text)))


def read_text(value: Cell) -> str | None:
    """One line of text: ends trimmed, runs of spaces made one, a line break inside a Chinese word closed up.

    Rare characters and full-width signs stay as they were written; only `tidy` folds them.
    """
    if type(value) is str and value.isalnum():
        return None if value in _BLANKS else value
    if is_blank(value):
        return None
    if isinstance(value, str):
        if value.startswith(_GUARDED):  # as we write it into .csv, so that it is no formula there
            value = value[1:]
        if _CLEAN.fullmatch(value) and value.isprintable():
            return value
        text = _SPACES.sub(" ", _BROKEN_LINE.sub("", _UNSEEN.sub("", value))).strip()
        return text or None
    return _shown(value)


def read_lines(value: Cell) -> str | None:
    """Text that may keep its line breaks, such as a remark: ends trimmed, invisible marks removed."""
    if isinstance(value, str) and not is_blank(value):
        lines = _UNSEEN.sub("", value).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return "\n".join(line.rstrip() for line in lines).strip() or None
    return read_text(value)


def read_code(value: Cell) -> str | None:
    """A number that is a name (asset number, serial number): noughts in front stay, 123.0 is 123.

    Numbers of more than 15 digits were broken by Excel before we saw them, and are refused.
    """
    if type(value) is str and _PLAIN_CODE.fullmatch(value):
        return value if value not in _BLANKS else None
    if is_blank(value):
        return None
    if isinstance(value, str):
        text = _SPACES.sub("", _UNSEEN.sub("", unicodedata.normalize("NFKC", value))).lstrip("'‘’`")
        if re.fullmatch(r"\d(\.\d+)?E\+\d{2}", text):
            raise Unreadable("编号存成了科学计数法，末几位已丢失，请把该列设为文本后重填")
        return text or None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if not math.isfinite(value):
            raise Unreadable("不是编号")
        if abs(value) >= 1e15:
            raise Unreadable("编号存成了数字且超过 15 位，末几位已丢失，请把该列设为文本后重填")
        return str(int(value)) if value == int(value) else repr(value)
    raise Unreadable("编号被存成了日期或逻辑值，请把该列设为文本后重填")


def read_date(value: Cell) -> date | None:
    """A business day. See `date_reader` for what is read and what is refused."""
    if type(value) is date and value.year > 1904:
        return value
    return None if is_blank(value) else read_day(value)


def read_money(value: Cell, scale: int = 1) -> Decimal | None:
    """An amount of yuan with two decimals; `scale` is 10000 where the heading says 万元.

    Text may carry ￥ ¥ 元 RMB 万, separators, full-width digits, brackets or a minus behind for negative.
    More than two decimals are rounded half up to the fen, from the decimal text, never from a binary
    float. A separator that stands at no thousand ("1,23") is refused, for it may be a decimal comma.
    """
    fen = read_fen(value, scale)
    return None if fen is None else Decimal(fen).scaleb(-2)


def read_fen(value: Cell, scale: int = 1) -> int | None:
    """The same amount as whole fen, which is what the store keeps."""
    fen = quick_fen(value) if scale == 1 else None
    if fen is None and not is_blank(value):
        fen = fen_of(value, scale)
    return fen


def read_number(value: Cell) -> Decimal | None:
    """A quantity, area or mileage: digits, with separators or a short unit behind (3台, 1,200㎡)."""
    if is_blank(value):
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if not math.isfinite(value):
            raise Unreadable("不是数")
        return _believable(Decimal(int(value)) if value == int(value) else Decimal(repr(value)))
    if isinstance(value, str):
        text = (
            unicodedata.normalize("NFKC", re.sub("[㎡²³]", "", value)).replace("−", "-").strip().lstrip("'")
        )
        found = _QUANTITY.fullmatch(re.sub(r"(?<=\d)\s+(?=[\d.])", "", text).replace("，", ","))
        digits = found[1].lstrip("+-") if found else ""
        if found and AMOUNT.fullmatch(digits):
            return _believable(Decimal(found[1].replace(",", "")))
    raise Unreadable("不是数")


def _believable(number: Decimal) -> Decimal:
    if abs(number) >= _MOST:
        raise Unreadable("数大得不像真的，请核对")
    return number


def read_months(value: Cell, unit: str = "年") -> int | None:
    """A useful life in whole months. A plain number counts in `unit` (年 or 月), as the heading says.

    Text may name its own unit (6年, 72个月, 5年6个月, 五年). Nought, 不提折旧 and 长期 mean that there is none.
    """
    if is_blank(value):
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return _whole_months(value * (12 if unit == "年" else 1))
    if isinstance(value, str):
        text = tidy(value)
        if text in _NO_LIFE:
            return None
        number = re.sub("^[一二三四五六七八九十两半](?=年|个?月)", lambda n: str(_HANZI_NUMBERS[n[0]]), text)
        if re.fullmatch(r"\d+(\.\d+)?", number):
            return _whole_months(float(number) * (12 if unit == "年" else 1))
        found = _LIFE.fullmatch(number)
        if found and (found[1] or found[2]):
            return _whole_months(float(found[1] or 0) * 12 + float(found[2] or 0))
    raise Unreadable("不是年限，请写成 6 年或 72 个月这样")


def _whole_months(months: float) -> int | None:
    if not -0.1 <= months <= 1200.1:
        raise Unreadable("年限大得不像真的，请核对")
    whole = round(months)
    if abs(months - whole) > 0.1:  # 5.33 年 is meant as 64 months
        raise Unreadable("换算不成整月，请写月数，如 64 个月")
    return whole or None


def read_choice(value: Cell, choices: Mapping[str, T]) -> T | None:
    """The choice whose label or synonym is written, spaces and full-width signs aside.

    `choices` maps words to choices, the label of each before its synonyms.
    """
    if is_blank(value):
        return None
    word = tidy(_shown(value))
    if word in choices:
        return choices[word]
    labels: dict[T, str] = {}
    for label, choice in choices.items():
        if tidy(label).casefold() == word.casefold():
            return choice
        labels.setdefault(choice, label)
    raise Unreadable(f"只能填：{'、'.join(labels.values())}")


def read_yes(value: Cell) -> bool | None:
    """Yes or no, by a word, a tick or a cell of Excel's own kind. 无 is no here, not blank."""
    if isinstance(value, bool):
        return value
    word = tidy(_shown(value)).casefold() if value is not None else ""
    if word in _YES:
        return True
    if word in _NO:
        return False
    if is_blank(value):
        return None
    raise Unreadable("请填“是”或“否”")


def read_column(
    cells: Sequence[Cell], reader: Callable[[Cell], T | None]
) -> tuple[list[T | None], dict[int, str]]:
    """A column at once: values in order (None where unreadable) and the reason by index of each bad cell.

    Where cells repeat, each different one is read once, which is what makes a hundred thousand rows quick.
    """
    if bool in set(map(type, cells)):  # True equals 1.0 and would be taken for it
        return _read_each(enumerate(cells), len(cells), reader)
    if len(set(cells[:_TRIED])) > _TRIED // 2:  # mostly different: remembering would cost more than reading
        try:
            return list(map(reader, cells)), {}
        except Unreadable:
            return _read_each(enumerate(cells), len(cells), reader)
    known: dict[Cell, T | None] = {}
    reasons: dict[Cell, str] = {}
    for cell in set(cells):
        try:
            known[cell] = reader(cell)
        except Unreadable as why:
            known[cell] = None
            reasons[cell] = str(why)
    values = list(map(known.__getitem__, cells))
    if not reasons:
        return values, {}
    return values, {index: reasons[cell] for index, cell in enumerate(cells) if cell in reasons}


def _read_each(
    cells: Iterable[tuple[int, Cell]], count: int, reader: Callable[[Cell], T | None]
) -> tuple[list[T | None], dict[int, str]]:
    values: list[T | None] = [None] * count
    reasons: dict[int, str] = {}
    for index, cell in cells:
        try:
            values[index] = reader(cell)
        except Unreadable as why:
            reasons[index] = str(why)
    return values, reasons


def shown(value: Cell) -> str:
    """A cell as the clerk sees it, for the list of refused cells: whole numbers without .0, days as days."""
    return "" if value is None else _shown(value)


def _shown(value: Cell) -> str:
    if isinstance(value, float) and math.isfinite(value) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ") if value.time() != time() else value.date().isoformat()
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
