"""The papers of meetings, from the matter that is raised to the packet that is filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.errors import UserError
from app.kit.printing import Printout
from app.meetings.models import FollowUp, Meeting, Resolution, Submission
from app.meetings.printouts import (
    archive,
    ballots,
    bind,
    decision,
    follow_up,
    gather,
    gather_decisions,
    matter,
    minutes,
    notice,
    record,
    sign_in,
    tally,
)
from app.meetings.printouts.gather import of_meetings
from app.meetings.printouts.packet import Bound, PacketSlip, drawn_by

__all__ = ["PRINTOUTS", "find", "slips"]

NUMBERED: dict[str, tuple[Any, Any, str]] = {
    "matter": (Submission, Submission.submission_no, "议题"),
    "decision-notice": (Resolution, Resolution.resolution_no, "决议"),
    "follow-up": (FollowUp, FollowUp.follow_up_no, "督办事项"),
}
"""What the numbers stand for that a paper is asked by; for all others it is a meeting."""


def find(name: str) -> Printout:
    """The printout of that name; UserError names those there are."""
    for printout in PRINTOUTS:
        if printout.name == name:
            return printout
    known = "、".join(f"{printout.name}（{printout.title}）" for printout in PRINTOUTS)
    raise UserError(f"没有名为“{name}”的单据，可用的有：{known}。")


def slips(session: Session, printout: Printout, words: Sequence[str]) -> Sequence[Any]:
    """What to print for these numbers (of meetings, matters, resolutions or 督办), all for none. Raises UserError."""
    model, number, what = NUMBERED.get(printout.name, (Meeting, Meeting.meeting_no, "会议"))
    if not words:
        return printout.gather(session, None)
    wanted = [word.strip() for word in words]
    query = select(number, model.id).where(number.in_(wanted))
    found: dict[str, int] = dict(session.execute(query).all())
    if missing := [word for word in wanted if word not in found]:
        raise UserError(f"没有编号为 {'、'.join(missing[:5])} 的{what}，请核对编号。")
    return printout.gather(session, [found[word] for word in wanted])


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
    Printout(
        "matter",
        "议题申报（审批）表",
        gather_decisions.matters,
        matter.draw,
        "records",
        samples=matter.samples,
    ),
    Printout(
        "notice",
        "会议通知及议程",
        of_meetings(gather.notices),
        notice.draw,
        "records",
        layout="official",
        samples=notice.samples,
    ),
    Printout(
        "sign-in",
        "会议签到表",
        of_meetings(gather.sign_ins),
        sign_in.draw,
        "records",
        samples=sign_in.samples,
    ),
    Printout(
        "ballots",
        "表决票",
        of_meetings(gather.ballots),
        ballots.draw,
        "records",
        layout="cut",
        samples=ballots.samples,
    ),
    Printout(
        "tally",
        "计票单",
        of_meetings(gather.tallies),
        tally.draw,
        "records",
        signatures="监票人 计票人 主持人",
        samples=tally.samples,
    ),
    Printout(
        "record",
        "会议记录",
        of_meetings(gather.records),
        record.draw,
        "records",
        each_page="主持人 记录人",
        samples=record.samples,
    ),
    Printout(
        "minutes",
        "会议纪要",
        of_meetings(gather.minutes),
        minutes.draw,
        "records",
        layout="official",
        samples=minutes.samples,
    ),
    Printout(
        "decision-notice",
        "决定事项通知单",
        gather_decisions.decisions,
        decision.draw,
        "records",
        samples=decision.samples,
    ),
    Printout(
        "follow-up",
        "决议执行督办单",
        gather_decisions.follow_ups,
        follow_up.draw,
        "records",
        samples=follow_up.samples,
    ),
    Printout(
        "archive-list",
        "归档目录",
        of_meetings(bind.archives),
        archive.draw,
        "records",
        signatures="立卷人 检查人",
        samples=archive.samples,
    ),
    Printout(
        "packet",
        "会议档案",
        of_meetings(bind.packets),
        drawn_by(find),
        "records",
        layout="packet",
        samples=packet_samples,
    ),
]
