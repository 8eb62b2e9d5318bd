"""log: who did what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.here import here, progress, table, today

if TYPE_CHECKING:
    from datetime import date

    from app.kit.logbook import Line, Wanted

SCREENFUL = 50


def add(program: typer.Typer) -> None:
    program.command("log")(log)


def log(
    context: typer.Context,
    who: Annotated[str, typer.Option(help="经手人，写一部分也行")] = "",
    since: Annotated[str, typer.Option(metavar="DAY", help="从哪天起，例如 2026-11-01")] = "",
    until: Annotated[str, typer.Option(metavar="DAY", help="到哪天止，含当天")] = "",
    verb: Annotated[str, typer.Option(help="操作，例如 结账")] = "",
    thing: Annotated[str, typer.Option(help="对象：名称、编号或改动里的词")] = "",
    limit: Annotated[
        int | None, typer.Option(min=1, help="最多多少条；不写时 --json 给出全部，屏幕上列出最近 50 条")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="OUT.xlsx|OUT.pdf", help="存成工作簿，或打印用的 PDF")
    ] = None,
) -> None:
    """操作日志：谁在什么时候做了什么，改前改后；新的在前。"""
    wanted = here(context)
    with wanted.open() as store:
        from app.kit import audit, logbook

        asked = logbook.Wanted(who, thing, verb, _day(since, "--since"), _day(until, "--until"))
        if out is not None:
            with progress("操作日志") as report, store.changing("导出操作日志") as session:
                found = _write(out, session, asked, store.who, today(store), report)
                audit.note(session, "acts", 0, f"{asked.said() or '全部'}，存为 {out.name}")
            wanted.answer({"file": str(out), "acts": found}, f"操作日志 {found} 条：{out}")
            return
        with store.reading() as session:
            total = logbook.count(session, asked)
            number, head = audit.head(session)
            size = limit or (None if wanted.as_json else SCREENFUL)
            things = logbook.MOST_THINGS if wanted.as_json else logbook.FEW
            lines = list(logbook.lines(session, asked, size, things=things))
    data = {"acts": [_as_json(line) for line in lines], "count": total, "head": {"number": number, "hash": head}}
    rows = [
        [str(line.number), logbook.shown(line.at), line.who, line.operation, line.reason, line.words]
        for line in lines
    ]
    title = f"操作日志：共 {total} 条" + (f"，列出最近 {len(rows)} 条" if len(rows) < total else "")
    title += f"。日志到第 {number} 号，校验值 {head}"
    wanted.answer(data, lambda: table(title, ["号", "时间", "经手", "操作", "原因", "内容"], rows, "号"))


def _write(out: Path, session: Any, asked: Wanted, who: str, day: date, report: Any) -> int:
    from app.kit import logbook
    from app.kit.errors import UserError

    if out.suffix.lower() == ".xlsx":
        return logbook.write(out, session, asked)
    if out.suffix.lower() != ".pdf":
        raise UserError(f"操作日志只能存为 .xlsx 或 .pdf，“{out.name}”的扩展名不对。")
    from app.kit.log_paper import log_pdf
    from app.kit.sheets.writing import write_bytes

    write_bytes(out, log_pdf(session, asked, who, day, progress=report))
    return logbook.count(session, asked)


def _as_json(line: Line) -> dict[str, Any]:
    return {
        "number": line.number, "at": line.at.isoformat(), "who": line.who, "operation": line.operation,
        "reason": line.reason, "machine": line.machine, "program": line.program, "hash": line.hash,
        "changes": line.changes,
        "things": [
            {
                "kind": thing.name_cn, "title": thing.title, "done": thing.done,
                "fields": [
                    {"label": step.label, "before": step.before, "after": step.after} for step in thing.steps
                ],
            }
            for thing in line.things
        ],
    }  # fmt: skip


def _day(text: str, option: str) -> date | None:
    """A day argument. Wrong usage when it is none."""
    from app.kit.errors import Unreadable
    from app.kit.readers import read_date

    try:
        return read_date(text) if text else None
    except Unreadable as error:
        raise typer.BadParameter(f"{option}：{error}") from error
