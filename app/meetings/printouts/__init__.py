"""The papers of meetings, from the matter that is raised to the packet that is filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.kit.errors import UserError
from app.kit.printing import Printout
from app.meetings.printouts import (
    archive,
    ballots,
    decision,
    follow_up,
    matter,
    minutes,
    notice,
    record,
    sign_in,
    tally,
)
from app.meetings.printouts.packet import Bound, PacketSlip, drawn_by

__all__ = ["PRINTOUTS", "find"]


def _none(session: Any, ids: Sequence[int] | None = None) -> list[Any]:
    return []


def find(name: str) -> Printout:
    """The printout of that name; UserError names those there are."""
    for printout in PRINTOUTS:
        if printout.name == name:
            return printout
    known = "、".join(f"{printout.name}（{printout.title}）" for printout in PRINTOUTS)
    raise UserError(f"没有名为“{name}”的单据，可用的有：{known}。")


def packet_samples() -> list[PacketSlip]:
    """The samples of all papers, as those of one meeting."""
    listed = archive.samples()[0]
    rows = listed.rows
    made = [
        ("minutes", minutes.samples()[0], rows[0]),
        ("record", record.samples()[0], rows[1]),
        ("sign-in", sign_in.samples()[0], rows[2]),
        ("tally", tally.samples()[0], rows[3]),
        ("ballots", None, rows[4]),
        ("notice", notice.samples()[0], replace(rows[2], title="会议通知及议程")),
        ("matter", matter.samples()[0], rows[5]),
        (
            "decision-notice",
            decision.samples()[0],
            replace(rows[5], number="JY-2026-0007", title="决定事项通知单"),
        ),
        (
            "follow-up",
            follow_up.samples()[0],
            replace(rows[5], number="DB-2026-0005", title="决议执行督办单"),
        ),
    ]
    return [PacketSlip(listed, tuple(Bound(*paper) for paper in made))]


PRINTOUTS: list[Printout] = [
    Printout("matter", "议题申报（审批）表", _none, matter.draw, "records", samples=matter.samples),
    Printout(
        "notice", "会议通知及议程", _none, notice.draw, "records", layout="official", samples=notice.samples
    ),
    Printout("sign-in", "会议签到表", _none, sign_in.draw, "records", samples=sign_in.samples),
    Printout("ballots", "表决票", _none, ballots.draw, "records", layout="cut", samples=ballots.samples),
    Printout(
        "tally",
        "计票单",
        _none,
        tally.draw,
        "records",
        signatures="监票人 计票人 主持人",
        samples=tally.samples,
    ),
    Printout(
        "record", "会议记录", _none, record.draw, "records", each_page="主持人 记录人", samples=record.samples
    ),
    Printout(
        "minutes", "会议纪要", _none, minutes.draw, "records", layout="official", samples=minutes.samples
    ),
    Printout("decision-notice", "决定事项通知单", _none, decision.draw, "records", samples=decision.samples),
    Printout("follow-up", "决议执行督办单", _none, follow_up.draw, "records", samples=follow_up.samples),
    Printout(
        "archive-list",
        "归档目录",
        _none,
        archive.draw,
        "records",
        signatures="立卷人 检查人",
        samples=archive.samples,
    ),
    Printout("packet", "会议档案", _none, drawn_by(find), "records", layout="packet", samples=packet_samples),
]
