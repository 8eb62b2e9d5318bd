"""Times as clerks write them."""

from datetime import date, datetime, time

import pytest

from app.kit.errors import Unreadable
from app.kit.moment_reader import Moment, read_moment
from app.kit.readers import Cell

THAT = Moment(2026, 3, 6, time(17, 20))


@pytest.mark.parametrize(
    "cell",
    [
        "2026-03-06 17:20", "2026-3-6 17:20", "2026/3/6 17:20:45", "2026.3.6 17：20", "2026年3月6日 17:20",
        "2026年3月6日17时20分", "2026年03月06日 17点20", "2026年3月6日下午5:20", "2026-03-06 下午5点20分", "２０２６-03-06　17:20",
        "2026-03-06T17:20", "2026-03-06 5:20 PM", "26.3.6 17:20", "2026-03-06（星期五）17:20", "2026-03-06 周五 17:20",
        "二〇二六年三月六日 17:20", "20260306 17:20", "20260306 1720", "202603061720", " 2026-03-06  17:20 ",
        datetime(2026, 3, 6, 17, 20, 31), 46087.72222222222,
    ],
)  # fmt: skip
def test_one_moment_written_in_many_ways(cell: Cell) -> None:
    assert read_moment(cell) == THAT


@pytest.mark.parametrize(
    "cell", ["03月06日 17:20", "3月6日17:20", "3-6 17:20", "3/6 17:20", "3.6 下午5:20", "3月6号 17点20分"]
)
def test_without_a_year(cell: str) -> None:
    found = read_moment(cell)
    assert found == Moment(None, 3, 6, time(17, 20))
    assert found.on(2027) == datetime(2027, 3, 6, 17, 20)


@pytest.mark.parametrize(
    ("cell", "hour", "minute"),
    [
        ("3月6日 凌晨12:30", 0, 30), ("3月6日 中午12:10", 12, 10), ("3月6日 中午1点", 13, 0), ("3月6日 晚上8点半", 20, 30),
        ("3月6日 上午9点一刻", 9, 15), ("3月6日 夜里11点", 23, 0), ("3月6日 夜里2点", 2, 0), ("3月6日 8点整", 8, 0),
        ("3月6日 下午12:05", 12, 5), ("3月6日 0:05", 0, 5),
    ],
)  # fmt: skip
def test_parts_of_the_day(cell: str, hour: int, minute: int) -> None:
    assert read_moment(cell) == Moment(None, 3, 6, time(hour, minute))


@pytest.mark.parametrize("cell", ["2026-03-06", "2026年3月6日", date(2026, 3, 6), 46087])
def test_the_day_alone(cell: Cell) -> None:
    assert read_moment(cell) == Moment(2026, 3, 6, None)


def test_midnight_of_an_evening_is_the_next_day() -> None:
    assert read_moment("2026-12-31 24:00") == Moment(2027, 1, 1, time())
    assert read_moment("3月6日 24:00") == Moment(None, 3, 7, time())


@pytest.mark.parametrize("cell", [None, "", " ", "—", "无", "/"])
def test_blank(cell: Cell) -> None:
    assert read_moment(cell) is None


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("2026-02-30 08:00", "没有 2026 年 2 月 30 日"), ("13月2日 08:00", "没有 13 月"), ("2月30日 08:00", "没有"),
        ("2026-03-06 25:10", "没有 25 点 10 分"), ("2026-03-06 8:75", "没有 8 点 75 分"), ("昨天下午", "请写成 2026-03-06 17:20"),
        ("17:20", "请写成"), (True, "不是时间"), ("2026年 17:20", "只有年份"),
    ],
)  # fmt: skip
def test_what_is_no_moment(cell: Cell, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read_moment(cell)


def test_a_leap_day_needs_a_leap_year() -> None:
    found = read_moment("2月29日 08:00")
    assert found is not None
    assert found.on(2028) == datetime(2028, 2, 29, 8)
    with pytest.raises(Unreadable, match="没有 2026 年 2 月 29 日"):
        found.on(2026)
