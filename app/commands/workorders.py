"""due, list workorders, report service: the clock of repairs, what waits and what is late, the month's figures."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.here import Here, here, month, say, table

if TYPE_CHECKING:
    from app.kit.store import Store


SCREENFUL = 100
SHOWN = "order_no reported_at urgency state place_id fault worker_id due_at"
COLUMNS = """order_no reported_at department_id caller_name place_id fault category_id urgency state team_id worker_id
    vendor_id accepted_at arrived_at finished_at rating respond_by arrive_by finish_by due_at paused_at respond_late
    arrive_late finish_late"""


def add(program: typer.Typer) -> None:
    program.command()(due)
    group = typer.Typer(help="报告。", no_args_is_help=True)
    group.callback()(_only_groups)
    group.command("service")(report_service)
    program.add_typer(group, name="report")


def _only_groups() -> None:
    """So that `report service` stays two words while it is the only report."""


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


def list_workorders(
    context: typer.Context,
    overdue: Annotated[bool, typer.Option("--overdue", help="只列超时的，连同该报给谁")] = False,
    search: Annotated[str, typer.Option(help="词、单号或拼音首字母")] = "",
    limit: Annotated[
        int | None, typer.Option(min=1, help="最多多少行；不写时 --json 给出全部，屏幕上列出 100 行")
    ] = None,
) -> None:
    """列出没有完工的报修单，最早到期的在前；--overdue 只列已超时的。"""
    wanted = here(context)
    with wanted.open() as store:
        if overdue:
            _list_overdue(wanted, store, search, limit)
        else:
            _list_undone(wanted, store, search, limit)


def _list_overdue(wanted: Here, store: Store, search: str, limit: int | None) -> None:
    from app.kit import search as words
    from app.workorders import queries
    from app.workorders.models import WorkOrder

    note_breaches(store)
    with store.reading() as session:
        late = queries.escalations(session, store.clock())
        if search.strip():
            found = set(words.found(session, WorkOrder, search))
            late = [each for each in late if each.id in found]
    shown = late[: limit or (len(late) if wanted.as_json else SCREENFUL)]
    data = [
        {
            "order_no": each.order_no, "reported_at": _minute(each.reported_at), "urgency": each.urgency.label,
            "state": each.state.label, "department": each.department or None, "place": each.place or None,
            "fault": each.fault, "category": each.category or None, "assignee": each.assignee or None,
            "step": each.step.label, "due_at": _minute(each.due_at), "minutes_late": each.minutes,
            "level": each.level, "tell": each.tell,
        }
        for each in shown
    ]  # fmt: skip
    names = (
        "order_no",
        "urgency",
        "state",
        "place",
        "fault",
        "assignee",
        "step",
        "due_at",
        "minutes_late",
        "tell",
    )
    headings = [
        "报修单号",
        "紧急程度",
        "状态",
        "地点",
        "故障描述",
        "派给",
        "超时环节",
        "时限",
        "超时(分钟)",
        "应报",
    ]
    rows = [[str(each[name] if each[name] is not None else "—") for name in names] for each in data]
    more = f"，列出前 {len(rows)} 张" if len(rows) < len(late) else ""
    wanted.answer(data, lambda: table(f"超时的报修单：共 {len(late)} 张{more}", headings, rows, "超时(分钟)"))


def _list_undone(wanted: Here, store: Store, search: str, limit: int | None) -> None:
    from app.kit.filters import OneOf
    from app.kit.listing import Listing
    from app.workorders.choices import UNDONE, State
    from app.workorders.models import WorkOrder

    undone = OneOf("state", tuple(state for state in State if state in UNDONE))
    listing = Listing(WorkOrder, tuple(COLUMNS.split()), (undone,), (("due_at", False),), search)
    with store.reading() as session:
        count = listing.count(session)
        size = limit or (max(count, 1) if wanted.as_json else SCREENFUL)
        page = listing.first_page(session, size)
    fields = listing.fields
    data = [
        {
            field.name.removesuffix("_id"): _minute(value)
            if field.kind == "time"
            else getattr(value, "label", value)
            for field, value in zip(fields, row, strict=True)
        }
        for row in page.rows
    ]
    at = [listing.columns.index(name) for name in SHOWN.split()]
    rows = [[fields[i].show(row[i]) for i in at] for row in page.rows]
    more = f"，列出前 {len(rows)} 张" if len(rows) < count else ""
    title = f"没有完工的报修单：共 {count} 张{more}"
    wanted.answer(data, lambda: table(title, [fields[i].heading for i in at], rows))


def report_service(
    context: typer.Context,
    which: Annotated[str, typer.Argument(metavar="YYYY-MM", help="月份，如 2026-11")],
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx|OUT.pdf", help="写到哪里")],
) -> None:
    """写出一个月的后勤服务报告。"""
    from app.kit.errors import UserError

    wanted, chosen = here(context), month(which)
    kind = out.suffix.lower()
    if kind not in (".xlsx", ".pdf"):
        raise UserError(f"报告只能写成 .xlsx 或 .pdf，“{out.name}”的扩展名不对。")
    with wanted.open() as store:
        if kind == ".pdf":
            from app.commands.papers import write_form

            slips, _ = write_form(store, "service-report", out, [str(chosen)])
            orders = slips[0].orders
        else:
            from app.workorders import report

            note_breaches(store)
            with store.reading() as session:
                orders = report.write(session, chosen, out, store.clock())
    data = {"month": str(chosen), "orders": orders, "file": out}
    wanted.answer(data, f"{chosen.chinese}共报修 {orders} 张，报告已写到 {out}。")


def note_breaches(store: Store) -> None:
    """What ran out since somebody last looked becomes history now, by whoever may write it."""
    from app.kit import rights
    from app.workorders import service

    with store.changing("登记超时") as session:
        if rights.may(session, "work_orders.watch"):
            service.note_breaches(session, store.clock())


def _minute(at: datetime | None) -> str | None:
    return None if at is None else f"{at.astimezone():%Y-%m-%d %H:%M}"


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
