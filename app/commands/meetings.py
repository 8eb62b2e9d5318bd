"""meeting show, export decisions, tally: collective decisions without a window."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.here import here, table

if TYPE_CHECKING:
    from app.meetings.queries import ItemView, MeetingView


class RuleName(StrEnum):
    """The pass rules of app.meetings.rules, by value."""

    OVER_HALF = "over-half-of-eligible"
    OVER_HALF_PRESENT = "over-half-of-present"
    TWO_THIRDS = "two-thirds-of-eligible"
    TWO_THIRDS_PRESENT = "two-thirds-of-present"
    THREE_QUARTERS = "three-quarters-of-eligible"
    UNANIMOUS = "unanimous"


class QuorumName(StrEnum):
    """The quorums of app.meetings.rules, by value."""

    HALF = "half"
    TWO_THIRDS = "two-thirds"
    FOUR_FIFTHS = "four-fifths"


def add(program: typer.Typer) -> None:
    group = typer.Typer(help="会议。", no_args_is_help=True)
    group.callback()(_only_group)
    group.command("show")(show)
    program.add_typer(group, name="meeting")
    program.command("tally")(tally)


def _only_group() -> None:
    """So that `meeting show` stays two words while it is the only one."""


def tally(
    context: typer.Context,
    eligible: Annotated[int, typer.Option(help="应到人数")],
    present: Annotated[int, typer.Option(help="实到人数，含到会而回避的人")],
    yes: Annotated[int, typer.Option(help="同意票")],
    no: Annotated[int, typer.Option(help="不同意票")],
    abstain: Annotated[int, typer.Option(help="弃权票")],
    recused: Annotated[int, typer.Option(help="到会而回避的人数")] = 0,
    rule: Annotated[RuleName, typer.Option(help="通过规则")] = RuleName.OVER_HALF,
    quorum: Annotated[QuorumName, typer.Option(help="到会要求")] = QuorumName.HALF,
    as_json: Annotated[bool, typer.Option("--json", help="结果写成 JSON")] = False,
) -> None:
    """按规则计票，供核对；不需要数据文件。"""
    from app.meetings.rules import PassRule, Quorum
    from app.meetings.rules import tally as counted

    wanted = here(context)
    wanted.as_json = wanted.as_json or as_json
    found = counted(
        eligible, present, yes, no, abstain, recused,
        rule=PassRule(rule.value), quorum=Quorum(quorum.value),
    )  # fmt: skip
    data = {
        "quorum": found.quorum, "base": found.base, "needed": found.needed, "passed": found.passed,
        "reason": found.reason,
    }  # fmt: skip
    wanted.answer(data, f"{'通过' if found.passed else '未通过'}：{found.reason}。")


def show(
    context: typer.Context, number: Annotated[str, typer.Argument(metavar="NO", help="会议编号")]
) -> None:
    """一次会议：到会情况、各项议题的表决和决定。"""
    wanted = here(context)
    with wanted.open() as store:
        from app.meetings import queries

        with store.reading() as session:
            found = queries.meeting(session, queries.numbered(session, number))
    wanted.answer(as_json(found), lambda: tell(found))


def as_json(found: MeetingView) -> dict[str, Any]:
    """A meeting as data; of a secret ballot only its counts."""
    return {
        "meeting_no": found.meeting_no, "title": found.title, "body": found.body, "held_on": found.held_on,
        "begins_at": found.begins_at, "ends_at": found.ends_at, "place": found.place, "chair": found.chair,
        "recorder": found.recorder, "status": found.status.value, "notified_on": found.notified_on,
        "materials_on": found.materials_on, "eligible": found.eligible, "present": found.present,
        "quorum": found.has_quorum, "minutes_no": found.minutes_no, "sealed_on": found.sealed_on,
        "digest": found.digest,
        "members": [
            {"name": x.name, "post": x.post, "presence": x.presence.value, "reason": x.reason}
            for x in found.members
        ],
        "observers": [
            {"name": x.name, "post": x.post, "presence": x.presence.value} for x in found.observers
        ],
        "items": [_item(each) for each in found.items],
    }  # fmt: skip


def _item(each: ItemView) -> dict[str, Any]:
    names = Counter(x.name for x in each.seats)  # two members may bear one name
    return {
        "position": each.position, "submission_no": each.submission_no, "title": each.title,
        "amount": each.amount, "state": each.state.value, "vote_kind": each.vote_kind.value,
        "rule": each.pass_rule.value, "quorum": each.quorum.value, "eligible": each.eligible,
        "present": each.present, "recused": [x.name for x in each.seats if x.recused], "base": each.base,
        "needed": each.needed, "yes": each.yes, "no": each.no, "abstain": each.abstain,
        "issued": each.issued, "returned": each.returned, "valid": each.valid, "invalid": each.invalid,
        "votes": {
            x.name if names[x.name] == 1 else f"{x.name}（{x.post}，第{at}席）": x.choice.value
            for at, x in enumerate(each.seats, start=1)
            if x.choice is not None
        },
        "outcome": each.outcome.value if each.outcome else None, "decision": each.decision,
        "resolution_no": each.resolution_no,
        "statements": [{"name": x.name, "words": x.words} for x in each.statements],
        "dissents": [{"name": name, "words": words} for name, words in each.dissents],
    }  # fmt: skip


def tell(found: MeetingView) -> None:
    """A meeting for people."""
    print(
        f"{found.meeting_no} {found.title}　{found.held_on} {found.begins_at}—{found.ends_at}　{found.place}"
    )
    print(f"主持 {found.chair or '—'}，记录 {found.recorder or '—'}，{found.status.label}")
    print(
        f"应到 {found.eligible} 人，实到 {found.present} 人，{found.quorum.label}要 {found.quorum_needed} 人"
    )
    for each in found.absent:
        print(f"{each.presence.label}：{each.name}（{each.reason}）")
    if found.observers:
        print(f"列席：{'、'.join(each.name for each in found.observers)}")
    rows = [
        [
            str(each.position), each.title, each.vote_kind.label, *map(_count, (each.yes, each.no, each.abstain)),
            f"{each.needed}/{each.base}", each.outcome.label if each.outcome else each.state.label,
            each.resolution_no or "—",
        ]
        for each in found.items
    ]  # fmt: skip
    table(
        "议题", ["项", "议题", "表决方式", "同意", "不同意", "弃权", "要票/基数", "结果", "决议"], rows,
        "项 同意 不同意 弃权",
    )  # fmt: skip
    if found.digest:
        print(f"{found.sealed_on} 封存，校验值 {found.digest}")


def _count(number: int | None) -> str:
    return "—" if number is None else str(number)


def export_decisions(
    context: typer.Context,
    year: Annotated[int, typer.Argument(metavar="YEAR", help="年份，例如 2026")],
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="导出到哪个文件")],
) -> None:
    """导出一年的“三重一大”决策台账和统计表。"""
    wanted = here(context)
    with wanted.open() as store:
        from app.kit.errors import UserError
        from app.meetings import exporting

        if out.suffix.lower() != ".xlsx":
            raise UserError(f"决策台账只能导出为 .xlsx，“{out.name}”的扩展名不对。")
        with store.changing("导出决策台账") as session:
            rows = exporting.export_decisions(session, year, out)
    wanted.answer({"file": str(out), "rows": rows}, f"已导出 {year} 年的 {rows} 项决策：{out}")
