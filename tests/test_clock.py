"""The clock of repairs: vectors by hand, and every minute against a counter that walks them one by one."""

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from app.__main__ import run
from app.kit.errors import Unreadable
from app.workorders.choices import Urgency
from app.workorders.clock import (
    BEGINNING,
    ROUND_THE_CLOCK,
    Calendar,
    Due,
    Limits,
    NeverWorks,
    Pause,
    due,
    read_hours,
)
from app.workorders.holidays import shipped, told, unknown_years
from app.workorders.terms import as_shipped, with_defaults

HOURS = read_hours("08:30-12:00 14:00-17:30")
WORK = Calendar(((BEGINNING, HOURS),))
FRIDAY = datetime(2026, 3, 6, 17, 20)


def at(text: str) -> datetime:
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M")


def shipped_due(reported: datetime, urgency: Urgency, pauses: Sequence[Pause] = ()) -> Due:
    return due(reported, as_shipped().limits(urgency, reported.date()), pauses)


# -- vectors --------------------------------------------------------------------------------------------------


def test_an_ordinary_call_on_friday_evening() -> None:
    found = shipped_due(FRIDAY, Urgency.NORMAL)
    assert found.respond_by == at("03-09 10:20")  # ten minutes of Friday, 110 of Monday
    assert found.arrive_by == at(
        "03-12 11:20"
    )  # 24 h of work: 10 min, three days of 7 h, 170 min of Thursday
    assert found.finish_by == at("03-17 16:20")


def test_urgent_calls_run_round_the_clock() -> None:
    assert shipped_due(FRIDAY, Urgency.URGENT) == Due(at("03-06 17:35"), at("03-06 17:50"), at("03-07 17:20"))
    assert shipped_due(FRIDAY, Urgency.EXTREME) == Due(
        at("03-06 17:30"), at("03-06 17:35"), at("03-06 21:20")
    )


def test_planned_work_is_answered_within_a_working_day_and_mended_as_agreed() -> None:
    assert shipped_due(FRIDAY, Urgency.PLANNED) == Due(at("03-09 17:20"), None, None)


@pytest.mark.parametrize(
    ("reported", "respond_by"),
    [
        ("02-13 17:00", "02-14 10:00"),  # Saturday the 14th is worked for the Spring Festival
        ("02-14 17:00", "02-24 10:00"),  # and then nobody is there until the 24th
        ("09-30 17:29", "10-08 10:29"),
        ("05-08 16:00", "05-09 09:00"),  # Saturday worked for Labour Day
        ("03-04 12:30", "03-04 16:00"),  # a call at noon begins at two
        ("03-04 10:00", "03-04 12:00"),  # over at noon, not at two
        ("03-04 15:30", "03-04 17:30"),  # over in the evening, not next morning
        ("03-07 03:00", "03-09 10:30"),
    ],
)
def test_an_ordinary_call_is_answered_by(reported: str, respond_by: str) -> None:
    assert shipped_due(at(reported), Urgency.NORMAL).respond_by == at(respond_by)


def test_waiting_stops_the_clock() -> None:
    pause = (at("03-09 09:00"), at("03-09 16:00"))  # 5 h of Monday's work
    assert WORK.add(at("03-09 08:30"), 120, [pause]) == at("03-09 17:30")
    assert WORK.between(at("03-09 08:30"), at("03-09 17:30"), [pause]) == 120
    assert ROUND_THE_CLOCK.add(at("03-09 08:30"), 120, [pause]) == at("03-09 17:30")
    twice = [pause, (at("03-09 10:00"), at("03-09 17:00"))]  # overlapping waits stop it once
    assert WORK.between(at("03-09 08:30"), at("03-09 17:30"), twice) == 60


def test_a_wait_after_the_limit_does_not_heal_it() -> None:
    late = (at("03-09 12:00"), at("03-10 08:30"))
    assert WORK.add(at("03-09 08:30"), 120, [late]) == at("03-09 10:30")


def test_hours_change_with_the_season() -> None:
    summer = Calendar(((BEGINNING, HOURS), (date(2026, 6, 1), read_hours("08:00-12:00 15:00-18:00"))))
    assert summer.add(at("05-29 17:00"), 60) == at("06-01 08:30")  # Friday's half hour, then from eight
    assert summer.add(at("06-01 11:30"), 60) == at("06-01 15:30")
    winter = {"working_hours": [(date(2026, 10, 1), "09:00-12:00 13:30-17:00")]}
    values = with_defaults(winter)["working_hours"]
    assert [value for _, value in values] == ["08:30-12:00 14:00-17:30", "09:00-12:00 13:30-17:00"]


def test_seconds_do_not_count() -> None:
    assert WORK.add(datetime(2026, 3, 4, 9, 0, 59), 30) == at("03-04 09:30")
    assert ROUND_THE_CLOCK.between(datetime(2026, 3, 4, 9, 0, 59), datetime(2026, 3, 4, 9, 1)) == 1


def test_an_office_that_never_works_is_told_and_not_waited_for() -> None:
    never = Calendar(((BEGINNING, HOURS),), {date(2026, 3, 2) + timedelta(n): False for n in range(800)})
    with pytest.raises(NeverWorks):
        never.add(at("03-04 09:00"), 1)
    assert never.between(at("03-04 09:00"), at("12-31 09:00")) == 0
    assert ROUND_THE_CLOCK.between(at("03-04 09:00"), at("03-04 08:00")) == 0
    assert ROUND_THE_CLOCK.add(at("03-04 09:00"), 0) == at("03-04 09:00")


@pytest.mark.parametrize(
    "text", ["", "8点到12点", "12:00-08:30", "08:30-12:00 11:00-17:30", "08:30-25:00", "08:30-12:75"]
)
def test_hours_that_are_none(text: str) -> None:
    with pytest.raises(Unreadable, match="不是作息时间"):
        read_hours(text)


def test_hours_as_offices_write_them() -> None:
    assert read_hours("08：30～12：00、14：00～17：30") == HOURS
    assert read_hours("0:00-24:00") == ((0, 1440),)


def test_the_table_of_holidays() -> None:
    days = shipped()
    assert days[date(2026, 10, 1)] == (False, "国庆节")
    assert days[date(2026, 9, 20)] == (True, "国庆节")
    assert date(2026, 10, 3) not in days  # a Saturday rests anyway
    assert unknown_years(days, [2025, 2026, 2099]) == [2099]
    assert told([2099]).startswith("节假日表里没有 2099 年")
    assert told([]) == ""


# -- against a counter that walks --------------------------------------------------------------------------------


class Walker:
    """Counts minute by minute and knows no shortcut."""

    def __init__(
        self, spans: Sequence[tuple[time, time]], days: dict[date, bool], pauses: Sequence[Pause]
    ) -> None:
        self.spans, self.days, self.pauses = spans, days, pauses

    def counts(self, moment: datetime) -> bool:
        day = moment.date()
        if not self.days.get(day, day.isoweekday() not in (6, 7)):
            return False
        if any(begin <= moment < end for begin, end in self.pauses):
            return False
        return any(begin <= moment.time() < end for begin, end in self.spans)

    def add(self, start: datetime, minutes: int) -> datetime:
        moment = start
        while minutes:
            minutes -= self.counts(moment)
            moment += timedelta(minutes=1)
        return moment

    def between(self, start: datetime, end: datetime) -> int:
        found = 0
        while start < end:
            found += self.counts(start)
            start += timedelta(minutes=1)
        return found


START = datetime(2026, 2, 9)
MOMENTS = st.integers(0, 20 * 1440).map(lambda minutes: START + timedelta(minutes=minutes))
EDGES = st.lists(st.integers(0, 95), min_size=2, max_size=6, unique=True).map(sorted)
DAYS = st.dictionaries(
    st.integers(0, 30).map(lambda n: START.date() + timedelta(n)), st.booleans(), max_size=12
)
PAUSES = st.lists(st.tuples(MOMENTS, st.integers(0, 3000)), max_size=4).map(
    lambda found: [(begin, begin + timedelta(minutes=length)) for begin, length in found]
)


@examples(max_examples=150)
@given(MOMENTS, st.integers(1, 1500), MOMENTS, EDGES, DAYS, PAUSES)
def test_every_minute_is_counted_as_a_walker_counts(
    start: datetime,
    minutes: int,
    end: datetime,
    quarters: list[int],
    days: dict[date, bool],
    pauses: list[Pause],
) -> None:
    pairs = list(zip(quarters[::2], quarters[1::2], strict=False))
    calendar = Calendar(((BEGINNING, tuple((a * 15, b * 15) for a, b in pairs)),), days)
    spans = [(time(*divmod(a * 15, 60)), time(*divmod(b * 15, 60))) for a, b in pairs]
    walker = Walker(spans, days, pauses)
    assert calendar.between(start, end, pauses) == walker.between(start, end)
    reached = calendar.add(start, minutes, pauses)
    assert calendar.between(start, reached, pauses) == minutes
    assert walker.between(start, reached) == minutes
    assert walker.counts(reached - timedelta(minutes=1))  # and no earlier moment would do


@examples(max_examples=100)
@given(MOMENTS, st.integers(1, 3000), PAUSES)
def test_round_the_clock_too(start: datetime, minutes: int, pauses: list[Pause]) -> None:
    walker = Walker([(time(), time.max)], {START.date() + timedelta(n): True for n in range(60)}, pauses)
    assert ROUND_THE_CLOCK.add(start, minutes, pauses) == walker.add(start, minutes)


@given(MOMENTS, PAUSES)
def test_waiting_never_brings_a_limit_forward(start: datetime, pauses: list[Pause]) -> None:
    limits = Limits(120, 1440, 2880, WORK)
    plain, waited = due(start, limits), due(start, limits, pauses)
    assert plain.respond_by is not None
    assert waited.respond_by is not None
    assert plain.respond_by <= waited.respond_by
    assert plain.finish_by is not None
    assert waited.finish_by is not None
    assert plain.finish_by <= waited.finish_by


# -- the command --------------------------------------------------------------------------------------------------


def ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, str | None], str]:
    code = run(["--json", "due", *arguments])
    out, err = capsys.readouterr()
    return code, json.loads(out), err


def test_the_command_gives_the_three_times(capsys: pytest.CaptureFixture[str]) -> None:
    found = ask(capsys, "--reported", "2026-03-06 17:20", "--urgency", "一般")
    times = {
        "respond_by": "2026-03-09 10:20",
        "arrive_by": "2026-03-12 11:20",
        "finish_by": "2026-03-17 16:20",
    }
    assert found == (0, times, "")
    code, times, _ = ask(capsys, "--reported", "2026-03-06 17:20", "--urgency", "计划")
    assert (code, times["arrive_by"], times["finish_by"]) == (0, None, None)
    assert run(["due", "--reported", "2026-03-06 17:20", "--urgency", "紧急", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["arrive_by"] == "2026-03-06 17:50"


def test_the_command_takes_other_holidays(capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--holiday", "2026-03-09", "--holiday", "2026-03-10", "--workday", "2026-03-07")
    _, times, _ = ask(capsys, "--reported", "2026-03-06 17:20", "--urgency", "一般", *options)
    assert times["respond_by"] == "2026-03-07 10:20"
    assert times["arrive_by"] == "2026-03-13 11:20"  # one Saturday more, Monday and Tuesday less


def test_the_command_says_when_a_year_is_not_in_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    _, times, err = ask(capsys, "--reported", "2096-10-01 09:00", "--urgency", "一般")
    assert times["respond_by"] == "2096-10-01 11:00"
    assert "没有 2096 年" in err
    assert ask(capsys, "--reported", "2096-10-01 09:00", "--urgency", "紧急")[2] == ""


def test_the_command_speaks_to_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["due", "--reported", "2026-03-06 17:20", "--urgency", "计划"]) == 0
    assert capsys.readouterr().out == "最迟响应 2026-03-09 17:20\n最迟到场 不设\n最迟完工 不设\n"


@pytest.mark.parametrize(
    "wrong",
    [
        ("--reported", "3月6日 17:20", "--urgency", "一般"),
        ("--reported", "2026-02-30 17:20", "--urgency", "一般"),
        ("--reported", "2026-03-06", "--urgency", "一般"),
        ("--reported", "2026-03-06 17:20", "--urgency", "很急"),
        ("--reported", "2026-03-06 17:20", "--urgency", "一般", "--holiday", "明天"),
    ],
)
def test_the_command_refuses_what_it_cannot_read(
    wrong: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    code, answer, err = ask(capsys, *wrong)
    assert code == 2
    assert "error" in answer
    assert err
