"""Meetings at every stage for the matrix of rights, and how each of their verbs is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import attachments
from app.kit.shelves import Shelf
from app.meetings import (
    arranging,
    catalogue,
    deciding,
    deliberating,
    exporting,
    following,
    requiring,
    sealing,
    sitting,
    submitting,
)
from app.meetings.choices import (
    ActKind,
    MatterKind,
    Outcome,
    Prerequisite,
    ReviewResult,
    VoteChoice,
    VoteKind,
)
from app.meetings.deciding import Counted
from app.meetings.models import AgendaItem, Body, BodyMember, Matter, Meeting, Statement
from app.people import service as people

DAY = date(2026, 11, 23)
TODAY = {"today": DAY}


@dataclass(frozen=True)
class Sat:
    """Ids: submissions by status, meetings by stage with their items, a resolution and its tasks."""

    folder: Path
    body: int
    seat: int
    matter: int
    people: list[int]
    draft: int
    handed: int
    ripe: int
    planned: int
    noticed: int
    sitting: int
    item: int
    voting: int
    closed: int
    signed: int
    resolution: int
    task: int
    done: int


def build(session: Session, folder: Path) -> Sat:
    """Three members; what is allowed at each stage is asked of a meeting that stands there."""
    catalogue.seed(session)
    body = session.scalars(select(Body.id).where(Body.name == "主任办公会议")).one()
    matter = session.scalars(select(Matter.id).where(Matter.code == "A01")).one()
    everybody = [people.save_person(session, None, {"name": name}) for name in ("甲", "乙", "丙", "丁")]
    members = everybody[:3]
    seats = [
        catalogue.save_member(
            session, None, {"body_id": body, "person_id": each, "starts_on": date(2026, 1, 1)}
        )
        for each in members
    ]

    def raised(handed: bool = True, agreed: bool = True) -> int:
        made = submitting.save_submission(session, None, {"title": "议题", "body_id": body}, **TODAY)
        if handed:
            submitting.hand_in(session, made)
        for _ in range(3 if agreed else 0):
            submitting.review(session, made, ReviewResult.AGREED, members[0], **TODAY)
        return made

    def planned() -> int:
        values = {"chair_id": members[0], "recorder_id": members[1]}
        return arranging.plan(session, body, DAY, values, today=DAY)

    def noticed() -> int:
        made = planned()
        for _ in range(2):
            arranging.put_on_agenda(session, made, raised())
        arranging.notify(session, made, date(2026, 11, 20), today=DAY)
        arranging.send_materials(session, made, date(2026, 11, 20), today=DAY)
        return made

    def sat_down() -> tuple[int, list[int]]:
        made = noticed()
        sitting.sign_in(session, made, members[:2])
        sitting.excuse(session, made, members[2], "出差")
        sitting.begin(session, made, today=DAY)
        return made, list(session.scalars(select(AgendaItem.id).where(AgendaItem.meeting_id == made)))

    def closed() -> tuple[int, int]:
        made, (first, _) = sat_down()
        deliberating.open_item(session, first)
        resolution = deciding.decide(session, first, Outcome.PASSED, "同意", Counted(2, 0, 0))
        sitting.end(session, made)
        assert resolution is not None
        return made, resolution

    begun, (item, _) = sat_down()
    _, (voting, _) = sat_down()
    arranging.set_rules(session, voting, vote_kind=VoteKind.NAMED)
    deliberating.open_item(session, voting)
    deliberating.cast(session, voting, members[0], VoteChoice.YES)
    ended, resolution = closed()
    signed, _ = closed()
    scan = folder / "扫描件.pdf"
    scan.write_bytes(b"%PDF")
    at = datetime(2026, 11, 23, tzinfo=UTC)
    attachments.add(session, Shelf(folder / "附件"), Meeting, signed, scan, at)
    task, done = (
        following.save_follow_up(
            session,
            None,
            {"resolution_id": resolution, "task": "办", "owner_id": members[1], "due_on": DAY},
            today=DAY,
        )
        for _ in range(2)
    )
    following.finish(session, done, DAY, "办好了", today=DAY)
    ripe = raised()
    first = planned()
    arranging.put_on_agenda(session, first, raised())
    arranging.put_on_agenda(session, first, raised())
    return Sat(
        folder, body, seats[2], matter, everybody, raised(handed=False, agreed=False), raised(agreed=False),
        ripe, first, noticed(), begun, item, voting, ended, signed, resolution, task, done,
    )  # fmt: skip


def _item(session: Session, meeting: int) -> int:
    return session.scalars(select(AgendaItem.id).where(AgendaItem.meeting_id == meeting)).first() or 0


CALLS: dict[Callable[..., Any], Callable[[Session, Sat], object]] = {
    catalogue.save_body: lambda s, m: catalogue.save_body(s, m.body, {"short_name": "主任会"}),
    catalogue.save_member: lambda s, m: catalogue.save_member(s, m.seat, {"post": "副主任"}),
    catalogue.end_terms: lambda s, m: catalogue.end_terms(s, [m.seat], DAY),
    catalogue.save_matter: lambda s, m: catalogue.save_matter(s, m.matter, {"basis": "某办〔2026〕1号"}),
    catalogue.revise_matter: lambda s, m: catalogue.revise_matter(s, m.matter, {}, DAY),
    catalogue.seed: lambda s, m: catalogue.seed(s),
    submitting.save_submission: lambda s, m: submitting.save_submission(s, m.draft, {"title": "新"}, **TODAY),
    submitting.hand_in: lambda s, m: submitting.hand_in(s, m.draft),
    submitting.review: lambda s, m: submitting.review(s, m.handed, ReviewResult.AGREED, m.people[0], **TODAY),
    submitting.prove: lambda s, m: submitting.prove(
        s, m.draft, Prerequisite.LEGAL, DAY, "法律意见书", **TODAY
    ),
    submitting.withdraw: lambda s, m: submitting.withdraw(s, m.draft),
    arranging.plan: lambda s, m: arranging.plan(s, m.body, DAY, {}, **TODAY),
    arranging.change: lambda s, m: arranging.change(s, m.planned, {"place": "一楼"}),
    arranging.put_on_agenda: lambda s, m: arranging.put_on_agenda(s, m.planned, m.ripe),
    arranging.take_off: lambda s, m: arranging.take_off(s, _item(s, m.planned)),
    arranging.reorder: lambda s, m: arranging.reorder(s, m.planned, [_item(s, m.planned)]),
    arranging.set_rules: lambda s, m: arranging.set_rules(s, _item(s, m.planned), vote_kind=VoteKind.NAMED),
    arranging.notify: lambda s, m: arranging.notify(s, m.planned, DAY, **TODAY),
    arranging.send_materials: lambda s, m: arranging.send_materials(s, m.planned, DAY, **TODAY),
    arranging.cancel: lambda s, m: arranging.cancel(s, m.planned, "改期"),
    sitting.sign_in: lambda s, m: sitting.sign_in(s, m.noticed, m.people[:1]),
    sitting.excuse: lambda s, m: sitting.excuse(s, m.noticed, m.people[0], "出差"),
    sitting.leave: lambda s, m: sitting.leave(s, m.sitting, m.people[1], "有事"),
    sitting.sit_in: lambda s, m: sitting.sit_in(s, m.noticed, m.people[3]),
    sitting.begin: lambda s, m: sitting.begin(s, m.noticed, **TODAY),
    sitting.hand_chair: lambda s, m: sitting.hand_chair(s, m.sitting, m.people[1]),
    sitting.end: lambda s, m: sitting.end(s, m.sitting),
    deliberating.open_item: lambda s, m: deliberating.open_item(s, m.item),
    deliberating.put_back: lambda s, m: deliberating.put_back(s, m.voting),
    deliberating.report: lambda s, m: deliberating.report(s, m.item, m.people[0], "要点"),
    deliberating.recuse: lambda s, m: deliberating.recuse(s, m.item, m.people[1], "亲属"),
    deliberating.unrecuse: lambda s, m: deliberating.unrecuse(s, m.item, m.people[1]),
    deliberating.reword: lambda s, m: deliberating.reword(s, s.scalars(select(Statement.id)).first(), "改"),
    deciding.word: lambda s, m: deciding.word(s, _item(s, m.closed), "同意。"),
    deliberating.speak: lambda s, m: deliberating.speak(s, m.voting, m.people[1], "同意"),
    deliberating.cast: lambda s, m: deliberating.cast(s, m.voting, m.people[1], VoteChoice.YES),
    deliberating.uncast: lambda s, m: deliberating.uncast(s, m.voting, m.people[0]),
    deciding.decide: lambda s, m: deciding.decide(s, m.item, Outcome.DEFERRED, ""),
    deciding.dissent: lambda s, m: deciding.dissent(s, _item(s, m.closed), m.people[1], "保留"),
    sealing.number_minutes: lambda s, m: sealing.number_minutes(s, m.closed, "〔2026〕1号"),
    sealing.seal: lambda s, m: sealing.seal(s, m.signed, **TODAY),
    following.save_follow_up: lambda s, m: following.save_follow_up(s, m.task, {"task": "快办"}, **TODAY),
    following.note_progress: lambda s, m: following.note_progress(s, m.task, DAY, "过半", **TODAY),
    following.finish: lambda s, m: following.finish(s, m.task, DAY, "办好了", **TODAY),
    following.strike_off: lambda s, m: following.strike_off(s, m.done, "属实", **TODAY),
    requiring.override: lambda s, m: requiring.override(
        s, ActKind.DISPOSAL, Decimal("60000.00"), "ZC1", "抢险", **TODAY
    ),
    exporting.export_decisions: lambda s, m: exporting.export_decisions(s, 2026, m.folder / "台账.xlsx"),
}
# What must have happened first, done by somebody else.
BEFORE: dict[Callable[..., Any], Callable[[Session, Sat], object]] = {
    sitting.begin: lambda s, m: sitting.sign_in(s, m.noticed, m.people[:3]),
    deliberating.recuse: lambda s, m: deliberating.open_item(s, m.item),
    deciding.decide: lambda s, m: deliberating.open_item(s, m.item),
    deliberating.unrecuse: lambda s, m: (
        deliberating.open_item(s, m.item),
        deliberating.recuse(s, m.item, m.people[1], "亲属"),
    ),
    deliberating.reword: lambda s, m: deliberating.speak(s, m.voting, m.people[1], "同意"),
}
PLAIN: dict[Any, dict[str, Any]] = {
    Body: {"name": "编委会"},
    Matter: {"code": "Z01", "name": "其他", "kind": MatterKind.POLICY, "body_id": 1},
    BodyMember: {"post": "原委员", "body_id": 1, "person_id": 1, "starts_on": date(2020, 1, 1)},
}
