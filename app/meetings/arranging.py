"""A meeting before it begins: planned, its agenda ordered, notice given, materials sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.kit import audit, numbering, records, settings
from app.kit.errors import UserError
from app.kit.rights import right
from app.meetings.choices import (
    AttendanceRole,
    ItemState,
    MeetingStatus,
    Presence,
    SubmissionStatus,
    VoteKind,
)
from app.meetings.models import AgendaItem, Attendance, Body, BodyMember, Meeting, Submission
from app.meetings.rules import PassRule, Quorum, Refusal, Rule
from app.meetings.submitting import lacking, rules_on
from app.people.models import Person

BEFORE = (MeetingStatus.PLANNED, MeetingStatus.NOTIFIED)


def seated(body_id: int, day: date) -> tuple[ColumnElement[bool], ...]:
    """Who is a member on a day: in their term, and not gone. Joined with Person."""
    return (
        BodyMember.body_id == body_id,
        BodyMember.starts_on <= day,
        or_(BodyMember.ends_on.is_(None), BodyMember.ends_on >= day),
        or_(Person.left_on.is_(None), Person.left_on > day),
    )


def members_on(session: Session, body_id: int, day: date) -> list[BodyMember]:
    """应到: the members on a day, in their order."""
    query = select(BodyMember).join(Person, Person.id == BodyMember.person_id).where(*seated(body_id, day))
    return list(session.scalars(query.order_by(BodyMember.rank, BodyMember.id)))


@right("meetings.arrange", "安排会议、编排议程、发通知", "clerk", "集体决策")
def plan(session: Session, body_id: int, held_on: date, values: Mapping[str, Any], *, today: date) -> int:
    """A meeting to come (or one held today). Without a title it is 2026年第3次 and the body's name."""
    body = records.get(session, Body, body_id)
    if body.dissolved_on is not None and body.dissolved_on <= held_on:
        raise UserError(f"“{body.name}”已于 {body.dissolved_on} 撤销，不能再开会。")
    rule = settings.get(session, "meeting_no_rule", today)
    changes = dict(values) | {
        "body_id": body_id, "body_name": body.name, "held_on": held_on,
        "title": values.get("title") or _title(session, body, held_on.year),
        "meeting_no": numbering.take(session, "meeting", rule, held_on),
    }  # fmt: skip
    return records.save(session, Meeting, None, changes)


def _title(session: Session, body: Body, year: int) -> str:
    """2026年第3次 and the body's name; a cancelled one frees its place, and no two bear the same."""
    query = select(Meeting.title).where(
        Meeting.body_id == body.id,
        Meeting.held_on.between(date(year, 1, 1), date(year, 12, 31)),
        Meeting.status != MeetingStatus.CANCELLED,
    )
    held = set(session.scalars(query))
    titles = (f"{year}年第{number}次{body.name}" for number in count(len(held) + 1))
    return next(title for title in titles if title not in held)


@right("meetings.arrange")
def change(session: Session, meeting_id: int, values: Mapping[str, Any], version: int | None = None) -> None:
    """Another day, time, place, chair or recorder, before the meeting begins."""
    meeting = before(session, meeting_id)
    if values.get("body_id", meeting.body_id) != meeting.body_id:
        raise UserError("会议的议事机构不能换，请取消这次会议，另行安排。")
    moved = "held_on" in values and values["held_on"] != meeting.held_on
    records.save(session, Meeting, meeting_id, values, version)
    if moved:
        items = select(AgendaItem.submission_id).where(AgendaItem.meeting_id == meeting_id)
        for submission_id in session.scalars(items):
            rules_on(session, records.get(session, Submission, submission_id), meeting.held_on)
    if meeting.status is MeetingStatus.NOTIFIED:
        check_notice(meeting)
        call_members(session, meeting)


@right("meetings.arrange")
def put_on_agenda(session: Session, meeting_id: int, submission_id: int) -> int:
    """A submission at the end of the agenda, with the rules of its matter or body. Returns the item's id.

    After the notice only urgent ones are taken. Raises Refusal with the rule.
    """
    meeting = in_state(session, meeting_id, *BEFORE, MeetingStatus.OPEN)
    submission = records.get(session, Submission, submission_id)
    surprise = meeting.status is not MeetingStatus.PLANNED
    _check_ripe(session, meeting, submission, surprise)
    body = records.get(session, Body, meeting.body_id)
    matter = rules_on(session, submission, meeting.held_on)
    last = session.scalar(select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting_id))
    submission.status = SubmissionStatus.SCHEDULED
    values = {
        "meeting_id": meeting_id, "submission_id": submission_id, "position": (last or 0) + 1,
        "surprise": surprise, "reporter_id": submission.handler_id,
        "reporter_name": name_now(session, submission.handler_id),
        "quorum": (matter and matter.quorum) or body.quorum,
        "pass_rule": (matter and matter.pass_rule) or body.pass_rule,
        "vote_kind": (matter and matter.vote_kind) or body.vote_kind,
    }  # fmt: skip
    return records.save(session, AgendaItem, None, values)


def _check_ripe(session: Session, meeting: Meeting, submission: Submission, surprise: bool) -> None:
    twin = select(AgendaItem.id).where(
        AgendaItem.meeting_id == meeting.id, AgendaItem.submission_id == submission.id
    )
    if session.scalar(twin) is not None:
        raise Refusal(Rule.ONE_BY_ONE, f"议题“{submission.title}”已经在这次会议的议程里。")
    if submission.body_id != meeting.body_id:
        body = records.get(session, Body, submission.body_id)
        raise Refusal(Rule.ORDER, f"议题“{submission.title}”应由{body.name}决定，不能上这次会议。")
    if submission.status is not SubmissionStatus.APPROVED:
        raise Refusal(
            Rule.REVIEW,
            f"议题“{submission.title}”现在是“{submission.status.label}”，经主要负责人审定、还没有列入议程的才能上会。",
        )
    if surprise and not submission.emergency:
        raise Refusal(
            Rule.NO_SURPRISE,
            f"会议通知已经发出，不能再加“{submission.title}”。确属紧急的，请作为紧急议题申报，事后追认。",
        )
    missing = [] if submission.emergency else lacking(session, submission.id, meeting.held_on)
    if missing:
        raise Refusal(
            Rule.PREREQUISITES,
            f"议题“{submission.title}”还没有完成{'、'.join(each.label for each in missing)}，不能上会。",
        )


@right("meetings.arrange")
def take_off(session: Session, item_id: int) -> None:
    """Take an item off the agenda while it waits; its submission waits for another meeting."""
    item = _waiting(session, item_id)
    before(session, item.meeting_id)
    records.get(session, Submission, item.submission_id).status = SubmissionStatus.APPROVED
    records.remove(session, AgendaItem, item_id)
    _number(session, item.meeting_id, [])


@right("meetings.arrange")
def reorder(session: Session, meeting_id: int, item_ids: Sequence[int]) -> None:
    """These items first, in this order, the others behind them as they were."""
    before(session, meeting_id)
    _number(session, meeting_id, item_ids)


@right("meetings.arrange")
def set_rules(
    session: Session,
    item_id: int,
    *,
    vote_kind: VoteKind | None = None,
    pass_rule: PassRule | None = None,
    quorum: Quorum | None = None,
) -> None:
    """Other rules for one item while it waits: stricter ones than its body's; what its matter prescribes stays."""
    item = _waiting(session, item_id)
    in_state(session, item.meeting_id, *BEFORE, MeetingStatus.OPEN)
    meeting = records.get(session, Meeting, item.meeting_id)
    body = records.get(session, Body, meeting.body_id)
    matter = rules_on(session, records.get(session, Submission, item.submission_id), meeting.held_on)
    wanted = {"vote_kind": vote_kind, "pass_rule": pass_rule, "quorum": quorum}
    for name, value in wanted.items():
        fixed = getattr(matter, name, None)
        if value is not None and fixed is not None and value is not fixed:
            assert matter is not None
            raise Refusal(Rule.PASSING, f"“{matter.name}”规定{fixed.label}，不能改。")
    if quorum is not None and not quorum.as_strict_as(body.quorum):
        raise Refusal(Rule.QUORUM, f"{body.name}规定{body.quorum.label}，单项只能更严，不能放宽。")
    if pass_rule is not None and not pass_rule.as_strict_as(body.pass_rule):
        raise Refusal(Rule.PASSING, f"{body.name}规定{body.pass_rule.label}，单项只能更严，不能放宽。")
    records.save(session, AgendaItem, item_id, {k: v for k, v in wanted.items() if v is not None})


def _number(session: Session, meeting_id: int, first: Sequence[int]) -> None:
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id).order_by(AgendaItem.position)
    items = list(session.scalars(query))
    places = {item_id: at for at, item_id in enumerate(first)}
    ordered = sorted(items, key=lambda item: places.get(item.id, len(first)))
    for position, item in enumerate(ordered, start=1):
        item.position = position
    session.flush()


@right("meetings.arrange")
def notify(session: Session, meeting_id: int, on: date, *, today: date) -> None:
    """Notice was given: the agenda stands, and who is a member that day should come."""
    meeting = before(session, meeting_id)
    if on > min(today, meeting.held_on):
        raise Refusal(Rule.NOTICE, f"通知日期 {on} 应不晚于今天和会议日期 {meeting.held_on}。")
    if session.scalar(select(AgendaItem.id).where(AgendaItem.meeting_id == meeting_id).limit(1)) is None:
        raise Refusal(Rule.NOTICE, "议程还是空的，请先把议题列入议程，再发通知。")
    meeting.notified_on = on
    meeting.status = MeetingStatus.NOTIFIED
    call_members(session, meeting)


@right("meetings.arrange")
def send_materials(session: Session, meeting_id: int, on: date, *, today: date) -> None:
    """The materials reached the members on that day; when the meeting begins it is checked to be early enough."""
    meeting = before(session, meeting_id)
    if on > min(today, meeting.held_on):
        raise Refusal(Rule.MATERIALS, f"材料送达日期 {on} 应不晚于今天和会议日期 {meeting.held_on}。")
    meeting.materials_on = on
    session.flush()


@right("meetings.arrange")
def cancel(session: Session, meeting_id: int, reason: str) -> None:
    """The meeting is not held; its submissions wait for another one, its number stays used."""
    meeting = before(session, meeting_id)
    if not reason.strip():
        raise UserError("请写明取消会议的原因。")
    for item in session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting_id)):
        item.state = ItemState.HELD_OVER
        records.get(session, Submission, item.submission_id).status = SubmissionStatus.APPROVED
    meeting.status = MeetingStatus.CANCELLED
    audit.note(session, Meeting.__tablename__, meeting_id, f"取消会议：{reason.strip()}")
    session.flush()


def call_members(session: Session, meeting: Meeting) -> None:
    """The rows of 应到 as the body stands on the day; who has signed in or excused themselves is kept so."""
    seats = {seat.person_id: seat for seat in members_on(session, meeting.body_id, meeting.held_on)}
    if not seats:
        body = records.get(session, Body, meeting.body_id)
        raise Refusal(Rule.QUORUM, f"{body.name}在 {meeting.held_on} 没有成员，请先登记成员和任期。")
    query = select(Attendance).where(Attendance.meeting_id == meeting.id)
    held = {each.person_id: each for each in session.scalars(query)}
    for person_id, each in held.items():
        if each.role is AttendanceRole.MEMBER and person_id not in seats:
            session.delete(each)
    for person_id, seat in seats.items():
        values = {
            "role": AttendanceRole.MEMBER, "post": seat.post, "rank": seat.rank,
            "name": name_now(session, person_id),
        }  # fmt: skip
        own = held.get(person_id)
        fresh = {"meeting_id": meeting.id, "person_id": person_id, "presence": Presence.EXPECTED}
        records.save(session, Attendance, own.id if own else None, values if own else values | fresh)
    session.flush()


def check_notice(meeting: Meeting) -> None:
    """No meeting before its notice. Raises Refusal."""
    if meeting.notified_on is not None and meeting.notified_on > meeting.held_on:
        raise Refusal(
            Rule.NOTICE,
            f"会议通知是 {meeting.notified_on} 发出的，会议不能在 {meeting.held_on} 召开。请重新通知。",
        )


def name_now(session: Session, person_id: int | None) -> str | None:
    """Somebody's name as it is now, to be kept with what they do."""
    return None if person_id is None else records.get(session, Person, person_id).name


def before(session: Session, meeting_id: int) -> Meeting:
    """The meeting, if it has not begun. Raises Refusal."""
    return in_state(session, meeting_id, *BEFORE)


def in_state(session: Session, meeting_id: int, *allowed: MeetingStatus) -> Meeting:
    """The meeting, if it stands so. Raises Refusal, of a sealed one by that rule."""
    meeting = records.get(session, Meeting, meeting_id)
    if meeting.status is MeetingStatus.SEALED:
        raise Refusal(
            Rule.SEALED,
            f"{meeting.title}的记录已于 {meeting.sealed_on} 归档封存，不能再改。需要变更的，请提交新的议题重新议决。",
        )
    if meeting.status not in allowed:
        rule = Rule.NOTICE if meeting.status is MeetingStatus.PLANNED else Rule.ORDER
        words = "、".join(each.label for each in allowed)
        raise Refusal(rule, f"{meeting.title}现在是“{meeting.status.label}”，“{words}”时才能办理。")
    return meeting


def _waiting(session: Session, item_id: int) -> AgendaItem:
    item = records.get(session, AgendaItem, item_id)
    in_state(session, item.meeting_id, *BEFORE, MeetingStatus.OPEN)
    if item.state is not ItemState.WAITING:
        raise Refusal(Rule.ORDER, f"第 {item.position} 项{item.state.label}，不能再改。")
    return item


def early_enough(session: Session, meeting: Meeting) -> bool:
    """Whether the materials reached the members the days before that the office's rules ask for."""
    days: int = settings.get(session, "materials_days", meeting.held_on)
    return meeting.materials_on is not None and meeting.materials_on <= meeting.held_on - timedelta(days=days)
