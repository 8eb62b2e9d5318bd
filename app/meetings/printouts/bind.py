"""Which papers a meeting's packet holds, in binding order: results first, then what they rest on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.printing.printout import Printout
from app.meetings.choices import ItemState, VoteKind
from app.meetings.models import FollowUp
from app.meetings.printouts import gather, gather_decisions
from app.meetings.printouts.archive import ArchiveSlip, Filed
from app.meetings.printouts.packet import Bound, PacketSlip
from app.meetings.queries import MeetingView


def packets(session: Session, view: MeetingView) -> list[PacketSlip]:
    """All papers of a meeting under their catalogue."""
    papers = tuple(_papers(session, view))
    return [PacketSlip(_archive(session, view, papers), papers)]


def archives(session: Session, view: MeetingView) -> list[ArchiveSlip]:
    """The catalogue of the packet, with its pages."""
    from app.kit.printing.layouts import places
    from app.meetings.printouts import find

    papers = tuple(_papers(session, view))
    parts: list[tuple[Printout, Any]] = [
        (find(paper.printout), [] if paper.slip is None else [paper.slip]) for paper in papers
    ]
    return [_archive(session, view, papers).paged(places(parts))]


def _archive(session: Session, view: MeetingView, papers: Iterable[Bound]) -> ArchiveSlip:
    return ArchiveSlip(
        gather.unit(session, view.held_on),
        f"{view.title}文件",
        view.held_on.year,
        view.meeting_no,
        tuple(paper.filed for paper in papers),
    )


def _papers(session: Session, view: MeetingView) -> Iterable[Bound]:
    unit = gather.unit(session, view.held_on)

    def filed(number: str, title: str, on: date | None = view.held_on, author: str = unit) -> Filed:
        return Filed(number, author, title, on)

    for minutes in gather.minutes(session, view):
        yield Bound("minutes", minutes, filed(view.minutes_no, minutes.title))
    for record in gather.records(session, view):
        yield Bound(
            "record", record, filed(view.meeting_no, f"{view.title}记录", author=view.recorder or unit)
        )
    for sign_in in gather.sign_ins(session, view):
        yield Bound("sign-in", sign_in, filed(view.meeting_no, f"{view.title}签到表"))
    for tally in gather.tallies(session, view):
        yield Bound("tally", tally, filed(tally.number, f"{tally.item}计票单"))
    for item in view.items:
        if item.state is ItemState.DECIDED and item.vote_kind in gather.PAPERS:
            count = (
                item.returned if item.returned is not None else sum(1 for seat in item.seats if seat.choice)
            )
            sealed = "另袋密封" if item.vote_kind is VoteKind.SECRET else "另袋"
            title = f"{item.title}表决票原件 {count} 张"
            number = f"{view.meeting_no}-{item.position}"
            yield Bound("ballots", None, Filed(number, unit, title, view.held_on, remark=sealed))
    for notice in gather.notices(session, view):
        yield Bound("notice", notice, filed(view.meeting_no, f"{view.title}通知及议程", view.notified_on))
    for matter in gather_decisions.matters(session, [item.submission_id for item in view.items]):
        title = f"议题申报（审批）表：{matter.title}"
        yield Bound(
            "matter", matter, filed(matter.number, title, matter.raised_on, matter.department or unit)
        )
    made = [item.resolution_id for item in view.items if item.resolution_id is not None]
    for decision in gather_decisions.decisions(session, made):
        yield Bound("decision-notice", decision, filed(decision.number, f"决定事项通知单：{decision.matter}"))
    query = select(FollowUp.id).where(FollowUp.resolution_id.in_(made)).order_by(FollowUp.follow_up_no)
    for follow_up in gather_decisions.follow_ups(session, list(session.scalars(query))):
        title = f"决议执行督办单：{follow_up.matter}"
        on = follow_up.closed_on or follow_up.done_on or view.held_on
        yield Bound("follow-up", follow_up, filed(follow_up.number, title, on))
