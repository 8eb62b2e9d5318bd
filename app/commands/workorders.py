"""due: the clock of repairs alone."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import typer

from app.commands.here import here, say


def add(program: typer.Typer) -> None:
    program.command()(due)


class Urgency(StrEnum):
    """How urgent a repair is, as the clerks say it."""

    EXTREME = "特急"
    URGENT = "紧急"
    NORMAL = "一般"
    PLANNED = "计划"


def due(
    context: typer.Context,
    reported: Annotated[str, typer.Option(metavar="TIME", help="报修时间，如 2026-03-06 17:20")],
    urgency: Annotated[Urgency, typer.Option(help="紧急程度")],
    holiday: Annotated[
        list[str] | None, typer.Option(metavar="DATE", help="另外放假的一天，可写几次")
    ] = None,
    workday: Annotated[
        list[str] | None, typer.Option(metavar="DATE", help="另外上班的一天，可写几次")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="结果写成 JSON")] = False,
) -> None:
    """一张报修单最迟何时响应、到场、完工；按随程序的时限和作息推算，不需要数据文件。"""
    from app.workorders import choices, clock, holidays
    from app.workorders.terms import as_shipped

    start = _moment(reported)
    extra = {_day(each): False for each in holiday or ()} | {_day(each): True for each in workday or ()}
    terms = as_shipped(extra)
    limits = terms.limits(choices.Urgency.labels()[urgency.value], start.date())
    found = clock.due(start, limits)
    times = {"respond_by": found.respond_by, "arrive_by": found.arrive_by, "finish_by": found.finish_by}
    if limits.calendar.days:
        years = {start.year, *(each.year for each in times.values() if each is not None)}
        if words := holidays.told(holidays.unknown_years(as_shipped().days, years)):
            say(words)
    shown = {name: None if at is None else f"{at:%Y-%m-%d %H:%M}" for name, at in times.items()}
    labels = ("最迟响应", "最迟到场", "最迟完工")
    lines = [f"{label} {at or '不设'}" for label, at in zip(labels, shown.values(), strict=True)]
    wanted = here(context)
    wanted.as_json = wanted.as_json or as_json
    wanted.answer(shown, "\n".join(lines))


def _moment(text: str) -> datetime:
    from app.kit.errors import Unreadable
    from app.kit.moment_reader import read_moment

    try:
        found = read_moment(text)
        if found is None or found.year is None or found.time is None:
            raise Unreadable("要写全年月日和几点几分")
        return found.on(found.year)
    except Unreadable as error:
        raise typer.BadParameter(f"“{text}”读不出来：{error}，如 2026-03-06 17:20") from error


def _day(text: str) -> date:
    from app.kit.errors import Unreadable
    from app.kit.readers import read_date

    try:
        found = read_date(text)
    except Unreadable as error:
        raise typer.BadParameter(f"“{text}”不是日期：{error}") from error
    if found is None:
        raise typer.BadParameter("日期是空的")
    return found
