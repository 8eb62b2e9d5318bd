"""Capitals of money: the official examples, our own, and an independent reading by sections of four digits."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.capitals import capitals
from app.kit.errors import UserError

VECTORS = {
    "1409.50": "壹仟肆佰零玖元伍角整",
    "6007.14": "陆仟零柒元壹角肆分",
    "1680.32": "壹仟陆佰捌拾元零叁角贰分",
    "107000.53": "壹拾万柒仟元零伍角叁分",
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "325.04": "叁佰贰拾伍元零肆分",
    "0": "零元整",
    "0.00": "零元整",
    "-0.00": "零元整",
    "0.05": "伍分",
    "0.50": "伍角整",
    "0.53": "伍角叁分",
    "10": "壹拾元整",
    "10.10": "壹拾元零壹角整",
    "100": "壹佰元整",
    "100.00": "壹佰元整",
    "1000001": "壹佰万零壹元整",
    "100010000": "壹亿零壹万元整",
    "1005000000": "壹拾亿零伍佰万元整",
    "-5999.00": "负伍仟玖佰玖拾玖元整",
    "-0.05": "负伍分",
    "15000.00": "壹万伍仟元整",
    "1E+4": "壹万元整",
    "1.500": "壹元伍角整",
}


@pytest.mark.parametrize(("amount", "words"), VECTORS.items())
def test_known_amounts(amount: str, words: str) -> None:
    assert capitals(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["0.001", "12.345", "1e16", "-1e16", "NaN", "Infinity", "1e40"])
def test_what_cannot_be_written_is_refused(amount: str) -> None:
    with pytest.raises(UserError, match="大写金额"):
        capitals(Decimal(amount))


def test_whole_yuan_may_be_an_int() -> None:
    assert capitals(20) == "贰拾元整"


def section(number: int) -> str:
    """Up to four digits, one 零 for a run of zeros inside."""
    words, gap = "", False
    for digit, unit in zip(f"{number:04d}", ("仟", "佰", "拾", ""), strict=True):
        if digit == "0":
            gap = bool(words)
            continue
        words += ("零" if gap else "") + "零壹贰叁肆伍陆柒捌玖"[int(digit)] + unit
        gap = False
    return words


def by_sections(yuan: int) -> str:
    """Independent of the library: sections of four digits under 万, 亿, 万亿; 零 before a short section."""
    upper, lower = divmod(yuan, 10**8)
    if upper:
        rest = by_sections(lower) if lower else ""
        return by_sections(upper) + "亿" + ("零" if lower and lower < 10**7 else "") + rest
    upper, lower = divmod(yuan, 10**4)
    if upper:
        return section(upper) + "万" + ("零" if lower and lower < 1000 else "") + section(lower)
    return section(lower)


@given(st.one_of(st.integers(1, 10**18 - 1), st.integers(1, 10**9), st.integers(1, 10**6)))
def test_agrees_with_an_independent_reading(total_fen: int) -> None:
    yuan, jiao, fen = total_fen // 100, total_fen // 10 % 10, total_fen % 10
    expected = by_sections(yuan) + "元" if yuan else ""
    digits = "零壹贰叁肆伍陆柒捌玖"
    if jiao:
        expected += ("零" if yuan and yuan % 10 == 0 else "") + digits[jiao] + "角"
    if fen:
        expected += ("零" if yuan and not jiao else "") + digits[fen] + "分"
    else:
        expected += "整"
    assert capitals(Decimal(total_fen) / 100) == expected
    assert capitals(-Decimal(total_fen) / 100) == "负" + expected
