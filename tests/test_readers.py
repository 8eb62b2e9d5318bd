"""Cells read as values: every way in which clerks write days, money, codes and lives."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.errors import Unreadable
from app.kit.readers import (
    Cell,
    is_blank,
    read_choice,
    read_code,
    read_column,
    read_date,
    read_fen,
    read_lines,
    read_money,
    read_months,
    read_number,
    read_text,
    read_yes,
    shown,
    tidy,
)

FULL_WIDTH = str.maketrans("0123456789.,-/", "０１２３４５６７８９．，－／")
HANZI = str.maketrans("0123456789", "〇一二三四五六七八九")


def hanzi_number(number: int) -> str:
    """12 → 十二, as days and months are written; told apart from the reader's own way by a plain table."""
    ones = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
    tens = {0: "", 1: "十", 2: "二十", 3: "三十"}
    return tens[number // 10] + ones[number % 10]


DAY_WAYS: list[Callable[[date], Cell]] = [
    lambda d: d,
    lambda d: datetime(d.year, d.month, d.day, 8, 30),
    lambda d: float((d - date(1899, 12, 30)).days),
    lambda d: str((d - date(1899, 12, 30)).days),
    lambda d: d.isoformat(),
    lambda d: f"{d.isoformat()} 00:00:00",
    lambda d: f"{d.isoformat()}T12:05",
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f" {d.year} . {d.month:02d} . {d.day:02d}\n",
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d.year}、{d.month}、{d.day}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.year} 年 {d.month} 月 {d.day} 号",
    lambda d: f"{d.year}年{d.month:02d}月{d.day:02d}日 星期三",
    lambda d: d.strftime("%Y%m%d"),
    lambda d: float(d.strftime("%Y%m%d")),
    lambda d: f"{d.year}.{d.month}.{d.day}".translate(FULL_WIDTH),
    lambda d: d.strftime("%Y/%m/%d").translate(FULL_WIDTH),
    lambda d: f"{str(d.year).translate(HANZI)}年{hanzi_number(d.month)}月{hanzi_number(d.day)}日",
    lambda d: f"'{d.isoformat()}",
]


@given(st.dates(date(1955, 1, 1), date(2049, 12, 31)), st.sampled_from(DAY_WAYS))
def test_any_day_reads_back_however_it_is_written(day: date, way: Callable[[date], Cell]) -> None:
    assert read_date(way(day)) == day


@given(
    st.dates(date(1950, 1, 1), date(2049, 12, 31)), st.sampled_from(["{}.{}.{}", "{}年{}月{}日", "{}/{}/{}"])
)
def test_two_digits_of_a_year_mean_1950_to_2049(day: date, pattern: str) -> None:
    assert read_date(pattern.format(f"{day.year % 100:02d}", day.month, day.day)) == day


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2019年3月", date(2019, 3, 1)),
        ("2019.3", date(2019, 3, 1)),
        ("2019-03", date(2019, 3, 1)),
        ("2019年3月份", date(2019, 3, 1)),
        ("二〇一九年三月", date(2019, 3, 1)),
        ("201903", date(2019, 3, 1)),
        (201903.0, date(2019, 3, 1)),
        (2019.3, date(2019, 3, 1)),
        ("190305", date(2019, 3, 5)),
        ("二零一九年十二月廿一日", date(2019, 12, 21)),
        ("2019年元月5日", date(2019, 1, 5)),
        ("2020.2.29", date(2020, 2, 29)),
        ("1898年5月1日", date(1898, 5, 1)),
    ],
)
def test_days_written_by_halves(written: Cell, day: date) -> None:
    assert read_date(written) == day


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("2019.2.30", "没有 2019 年 2 月 30 日这一天"),
        ("2019年2月29日", "没有 2019 年 2 月 29 日这一天"),
        ("20190431", "没有 2019 年 4 月 31 日这一天"),
        ("2019-13-05", "没有 13 月这个月份"),
        ("2019年", "只有年份，没有月和日"),
        ("二〇一九年", "只有年份，没有月和日"),
        (2019.0, "只有年份，没有月和日"),
        ("19/13/2020", "年、月、日的顺序"),
        ("3/5/2019", "年、月、日的顺序"),
        ("201012", "2010年12月 或 2020年10月12日"),
        (2019.1, "分不清是 1 月还是 10 月"),
        (5.0, "不是日期"),
        (123456789.0, "不是日期"),
        (float("nan"), "不是日期"),
        (True, "不是日期"),
        (date(1900, 1, 5), "误设成了日期格式"),
        (time(12, 0), "不是日期"),
        ("去年秋天", "不是日期"),
        ("2019.3.5-2020.3.5", "不是日期"),
    ],
)
def test_what_is_no_day_is_refused_with_the_reason(written: Cell, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read_date(written)


MONEY_WAYS: list[Callable[[str, str], Cell]] = [  # given 1234.50 and 1,234.50
    lambda plain, parted: plain,
    lambda plain, parted: parted,
    lambda plain, parted: float(plain),
    lambda plain, parted: f"￥{parted}",
    lambda plain, parted: f"¥ {plain}",
    lambda plain, parted: f"{plain}元",
    lambda plain, parted: f"{parted} 元整",
    lambda plain, parted: f"RMB {parted}",
    lambda plain, parted: f"人民币{plain}元",
    lambda plain, parted: f"  {plain}\n",
    lambda plain, parted: plain.translate(FULL_WIDTH),
    lambda plain, parted: parted.translate(FULL_WIDTH),
    lambda plain, parted: f"'{plain}",
]


@given(st.integers(0, 10**12), st.sampled_from(MONEY_WAYS))
def test_any_amount_reads_back_to_the_fen(fen: int, way: Callable[[str, str], Cell]) -> None:
    amount = Decimal(fen).scaleb(-2)
    written = way(f"{amount:.2f}", f"{amount:,.2f}")
    assert read_money(written) == amount
    assert read_fen(written) == fen


@given(
    st.integers(1, 10**11),
    st.sampled_from(["-{0}", "－{0}", "({1})", "（{1}）", "{1}-", "-￥{0}", "￥-{0}元", "△{0}"]),
)
def test_any_amount_below_nought_reads_back(fen: int, pattern: str) -> None:
    amount = Decimal(fen).scaleb(-2)
    assert read_money(pattern.format(f"{amount:.2f}", f"{amount:,.2f}")) == -amount


@given(st.integers(0, 10**9))
def test_ten_thousands(fen: int) -> None:
    amount = Decimal(fen).scaleb(-2)
    in_wan = Decimal(fen).scaleb(-6)
    assert read_money(f"{in_wan:.6f}万元") == amount
    assert read_money(f"{in_wan:.6f}", scale=10_000) == amount
    assert read_money(float(in_wan), scale=10_000) == amount
    assert read_money(f"{amount:.2f}元", scale=10_000) == amount


@given(st.floats(-1e12, 1e12, allow_nan=False))
def test_more_than_two_decimals_are_rounded_half_up_from_the_decimal_text(number: float) -> None:
    expected = Decimal(repr(number)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    read = read_money(number)
    assert read is not None
    # The noise of a binary sum (1504.4700000000003) may be taken off first; it is below a thousandth of a fen.
    assert abs(read - expected) <= Decimal("0.01")
    assert abs(read - Decimal(repr(number))) <= Decimal("0.00501")
    assert read_money(f"{Decimal(repr(number)):f}") == expected


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        (0.1 + 0.2, "0.30"),
        (1504.4700000000003, "1504.47"),
        (33333.333333, "33333.33"),
        ("0.005", "0.01"),
        (1.005, "1.01"),
        ("12.345", "12.35"),
        (7, "7.00"),
        ("5.", "5.00"),
        (".5", "0.50"),
        ("1 234.50", "1234.50"),
    ],
)
def test_amounts_with_odd_decimals(written: Cell, amount: str) -> None:
    assert str(read_money(written)) == amount


@pytest.mark.parametrize(
    "written",
    [
        "3,2oo.00",
        "1,23",
        "12,34,567.00",
        "约5000",
        "1.2.3",
        "五千元",
        "1.2E+05",
        "5000/台",
        True,
        date(2020, 1, 1),
        float("inf"),
        1e14,
        "12345678901234567",
    ],
)
def test_what_is_no_amount_is_refused(written: Cell) -> None:
    with pytest.raises(Unreadable, match="金额"):
        read_money(written)


@pytest.mark.parametrize("blank", [None, "", "  ", "\u3000", "-", "—", "－", "——", "/", "无", "#N/A", "\n"])
def test_signs_of_nothing_are_blank_for_every_reader(blank: Cell) -> None:
    assert is_blank(blank)
    for reader in (read_text, read_lines, read_code, read_date, read_money, read_number, read_months):
        assert reader(blank) is None
    assert read_choice(blank, {"在用": 1}) is None


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (" 办公室", "办公室"),
        ("财务科\n", "财务科"),
        ("后勤保障 \n科", "后勤保障科"),
        ("水电班　老钱", "水电班 老钱"),
        ("Dell\nOptiPlex   7090", "Dell OptiPlex 7090"),
        ("王堃\u200b喆䶮𬱖", "王堃喆䶮𬱖"),
        ("建筑面积 50㎡（含）", "建筑面积 50㎡（含）"),
        (305.0, "305"),
        (1.5, "1.5"),
        (datetime(2020, 1, 2), "2020-01-02"),
    ],
)
def test_text_is_trimmed_and_kept_as_written(written: Cell, text: str) -> None:
    assert read_text(written) == text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
def test_text_without_spaces_is_never_altered(text: str) -> None:
    assert read_text(text) in (text, text.removeprefix("'"), None)


def test_names_are_matched_without_spaces_and_width() -> None:
    assert tidy("后勤保障 \n科") == tidy("后勤保障科") == "后勤保障科"
    assert tidy("ＩＴ 运维（一）部") == "IT运维(一)部"


def test_a_remark_keeps_its_lines() -> None:
    assert read_lines(" 第一行 \r\n第二行\n") == "第一行\n第二行"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("000123", "000123"),
        (123.0, "123"),
        (123, "123"),
        ("ZC 00033\n", "ZC00033"),
        ("ＺＣ－００１", "ZC-001"),
        ("'00123", "00123"),
        (12.5, "12.5"),
        ("记-0067", "记-0067"),
    ],
)
def test_codes_keep_their_noughts(written: Cell, code: str) -> None:
    assert read_code(written) == code


@pytest.mark.parametrize(
    "written", [4.1010019800101e17, 1e15, "1.23E+17", date(2020, 1, 2), True, float("nan")]
)
def test_broken_codes_are_refused(written: Cell) -> None:
    with pytest.raises(Unreadable, match="编号"):
        read_code(written)


@pytest.mark.parametrize(
    ("written", "number"),
    [("1", "1"), (30.0, "30"), ("3台", "3"), ("1,200㎡", "1200"), ("１２", "12"), (2.5, "2.5"), ("-3", "-3")],
)
def test_quantities(written: Cell, number: str) -> None:
    assert read_number(written) == Decimal(number)


@pytest.mark.parametrize("written", ["3oo", "三", "1,23", "3万", True, "2×3", date(2020, 1, 1)])
def test_what_is_no_quantity_is_refused(written: Cell) -> None:
    with pytest.raises(Unreadable, match="不是数"):
        read_number(written)


@pytest.mark.parametrize(
    ("written", "unit", "months"),
    [
        (6.0, "年", 72),
        (72.0, "月", 72),
        ("6年", "月", 72),
        ("72个月", "年", 72),
        ("72 月", "年", 72),
        ("72期", "年", 72),
        ("5.5年", "年", 66),
        ("5年6个月", "年", 66),
        ("五年", "月", 60),
        ("十年", "年", 120),
        ("６", "年", 72),
        (5.33, "年", 64),
        (0.0, "年", None),
        ("不提折旧", "年", None),
        ("长期", "年", None),
    ],
)
def test_lives_in_years_or_months(written: Cell, unit: str, months: int | None) -> None:
    assert read_months(written, unit) == months


@pytest.mark.parametrize("written", ["六十", "很久", -1.0, 5000.0, 5.4, "5.4年", True])
def test_what_is_no_life_is_refused(written: Cell) -> None:
    with pytest.raises(Unreadable):
        read_months(written)


def test_choices_by_label_or_synonym() -> None:
    choices = {"在用": "in_use", "闲置": "idle", "在用中": "in_use", "其他(自行采购)": "other"}
    assert read_choice(" 在 用\n", choices) == "in_use"
    assert read_choice("在用中", choices) == "in_use"
    assert read_choice("其他（自行采购）", choices) == "other"
    with pytest.raises(Unreadable, match=r"只能填：在用、闲置、其他\(自行采购\)"):
        read_choice("坏了", choices)


def test_yes_and_no() -> None:
    assert [read_yes(word) for word in ("是", "√", "Y", 1.0, True)] == [True] * 5
    assert [read_yes(word) for word in ("否", "无", "×", 0.0, False)] == [False] * 5
    assert read_yes("") is None
    with pytest.raises(Unreadable):
        read_yes("也许")


@given(
    st.lists(
        st.one_of(
            st.none(),
            st.booleans(),
            st.floats(-1e6, 1e6).map(lambda number: round(number, 2)),
            st.integers(-5, 5),
            st.sampled_from(["", "1", "￥1,234.50", "abc", "－"]),
        )
    )
)
def test_a_column_reads_as_its_cells_do(cells: list[Cell]) -> None:
    values, reasons = read_column(cells, read_money)
    assert len(values) == len(cells)
    for index, cell in enumerate(cells):
        if index in reasons:
            assert values[index] is None
            with pytest.raises(Unreadable) as refusal:
                read_money(cell)
            assert str(refusal.value) == reasons[index]
        else:
            assert values[index] == read_money(cell)


def test_cells_are_shown_as_the_clerk_sees_them() -> None:
    assert [shown(cell) for cell in (None, 5.0, 5.5, date(2020, 1, 2), " x ")] == [
        "",
        "5",
        "5.5",
        "2020-01-02",
        " x ",
    ]
