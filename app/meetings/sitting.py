"""A meeting from sign-in to its end: who is there, who is not and why, who sits in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kit import records, settings
from app.kit.errors import UserError
from app.kit.rights import right
from app.meetings.arranging import BEFORE, call_members, check_notice, early_enough, in_state, name_now
from app.meetings.choices import (
    AttendanceRole,
    ItemState,
    MeetingStatus,
    Presence,
    SubmissionStatus,
)
from app.meetings.models import AgendaItem, Attendance, Body, Meeting, Submission, Vote
from app.meetings.rules import Refusal, Rule
from app.people.models import Person

SIGNING = (MeetingStatus.NOTIFIED, MeetingStatus.OPEN)
NEXT_DAY = "次日"


@right("meetings.record", "会议签到、审议、表决和记录", "clerk", "集体决策")
def sign_in(session: Session, meeting_id: int, person_ids: Iterable[int]) -> None:
    """They are there, members and observers alike; who had left comes back. Nobody signs in twice."""
    in_state(session, meeting_id, *SIGNING)
    for person_id in person_ids:
        row = attendance(session, meeting_id, person_id)
        if row.presence is Presence.PRESENT:
            raise Refusal(Rule.SIGN_IN, f"{_name(session, person_id)}已经签到，不能重复签到。")
        row.presence, row.reason, row.name = Presence.PRESENT, None, _name(session, person_id)
        session.flush()


@right("meetings.record")
def excuse(session: Session, meeting_id: int, person_id: int, reason: str) -> None:
    """They do not come, and why. Whoever signed in leaves instead (`leave`)."""
    in_state(session, meeting_id, *SIGNING, MeetingStatus.CLOSED)
    row = attendance(session, meeting_id, person_id)
    if row.presence in (Presence.PRESENT, Presence.LEFT):
        raise Refusal(Rule.SIGN_IN, f"{_name(session, person_id)}已经签到，中途离开请登记退席。")
    row.presence, row.reason = Presence.ABSENT, reason.strip() or None
    session.flush()


@right("meetings.record")
def leave(session: Session, meeting_id: int, person_id: int, reason: str) -> None:
    """They leave before the end, and no longer count; not between their vote and the decision, and the chair
    only after handing it over."""
    meeting = in_state(session, meeting_id, MeetingStatus.OPEN)
    row = attendance(session, meeting_id, person_id)
    if row.presence is not Presence.PRESENT:
        raise Refusal(Rule.SIGN_IN, f"{_name(session, person_id)}没有签到，不用登记退席。")
    voted = (
        select(Vote.id)
        .join(AgendaItem, AgendaItem.id == Vote.item_id)
        .where(
            AgendaItem.meeting_id == meeting_id,
            AgendaItem.state == ItemState.OPEN,
            Vote.person_id == person_id,
        )
    )
    if session.scalar(voted) is not None:
        raise Refusal(
            Rule.ONE_VOTE, f"{_name(session, person_id)}已就正在审议的议题表决，请在该项议决后再登记退席。"
        )
    if person_id == meeting.chair_id:
        raise Refusal(Rule.ORDER, f"{_name(session, person_id)}是主持人，离开前请先换一位到会成员主持。")
    row.presence, row.reason = Presence.LEFT, reason.strip() or None
    session.flush()


@right("meetings.record")
def sit_in(session: Session, meeting_id: int, person_id: int, post: str = "") -> int:
    """Somebody sits in (列席): neither counted in 应到 nor voting. Returns the id of the row."""
    meeting = in_state(session, meeting_id, *BEFORE, MeetingStatus.OPEN)
    query = select(Attendance).where(Attendance.meeting_id == meeting_id, Attendance.person_id == person_id)
    held = session.scalar(query)
    if held is not None:
        raise Refusal(
            Rule.SIGN_IN, f"{_name(session, person_id)}已经在{meeting.title}的{held.role.label}名单里。"
        )
    person = records.get(session, Person, person_id)
    last = session.scalar(select(func.max(Attendance.rank)).where(Attendance.meeting_id == meeting_id))
    values = {
        "meeting_id": meeting_id, "person_id": person_id, "name": person.name,
        "role": AttendanceRole.OBSERVER,
        "post": post.strip() or person.post, "rank": (last or 0) + 1,
    }  # fmt: skip
    return records.save(session, Attendance, None, values)


@right("meetings.record")
def begin(session: Session, meeting_id: int, *, today: date, at: str = "") -> None:
    """The meeting begins: after its notice, with its quorum, its chair present, the materials in time.

    Raises Refusal with the rule that is not kept.
    """
    meeting = in_state(session, meeting_id, MeetingStatus.NOTIFIED)
    if today < meeting.held_on:
        raise Refusal(
            Rule.NOTICE, f"会议通知在 {meeting.held_on} 召开，还没有到。提前开会请先改会议日期并重新通知。"
        )
    check_notice(meeting)
    if session.scalar(select(AgendaItem.id).where(AgendaItem.meeting_id == meeting_id).limit(1)) is None:
        raise Refusal(Rule.NOTICE, "议程是空的，没有可议的事项，不能开会。")
    call_members(session, meeting)
    _check_materials(session, meeting)
    if meeting.recorder_id is None:
        raise Refusal(Rule.ORDER, "请先指定记录人。")
    check_chair(session, meeting)
    eligible, present = counts(session, meeting_id)
    body = records.get(session, Body, meeting.body_id)
    quorum = body.quorum
    if present < quorum.needed(eligible):
        raise Refusal(
            Rule.QUORUM,
            f"应到 {eligible} 人，实到 {present} 人，{quorum.label}要 {quorum.needed(eligible)} 人，不足，不能开会。",
        )
    meeting.status = MeetingStatus.OPEN
    meeting.begins_at = at or meeting.begins_at
    meeting.body_name, meeting.recorder_name = body.name, name_now(session, meeting.recorder_id)
    session.flush()


def _check_materials(session: Session, meeting: Meeting) -> None:
    if early_enough(session, meeting):
        return
    query = select(Submission.emergency).join(AgendaItem, AgendaItem.submission_id == Submission.id)
    if all(session.scalars(query.where(AgendaItem.meeting_id == meeting.id))):
        return  # nobody could have sent them
    days = settings.get(session, "materials_days", meeting.held_on)
    sent = f"{meeting.materials_on} 才送达" if meeting.materials_on else "还没有登记送达日期"
    raise Refusal(Rule.MATERIALS, f"会议材料应在会前 {days} 天送达，{sent}。请改期，或登记材料送达日期。")


def check_chair(session: Session, meeting: Meeting) -> None:
    """The chair is a member and there. Raises Refusal."""
    if meeting.chair_id is None:
        raise Refusal(Rule.ORDER, "请先指定主持人。")
    row = attendance(session, meeting.id, meeting.chair_id)
    if row.role is not AttendanceRole.MEMBER or row.presence is not Presence.PRESENT:
        raise Refusal(
            Rule.ORDER, f"主持人{_name(session, meeting.chair_id)}没有到会，请另指定一位到会成员主持。"
        )


@right("meetings.record")
def hand_chair(session: Session, meeting_id: int, person_id: int) -> None:
    """Another member takes the chair, between two items."""
    meeting = in_state(session, meeting_id, *SIGNING)
    if open_item_of(session, meeting_id) is not None:
        raise Refusal(Rule.ONE_BY_ONE, "正在审议议题，请在该项议决后再换主持人。")
    if attendance(session, meeting_id, person_id).role is not AttendanceRole.MEMBER:
        raise Refusal(Rule.ORDER, f"{_name(session, person_id)}是列席人员，不能主持。")
    meeting.chair_id = person_id
    if meeting.status is MeetingStatus.OPEN:
        check_chair(session, meeting)
    session.flush()


@right("meetings.record")
def end(session: Session, meeting_id: int, *, at: str = "") -> None:
    """The meeting ends; what it did not come to waits for another one. Everybody absent has a reason by now.

    After midnight `at` is 次日00:30.
    """
    meeting = in_state(session, meeting_id, MeetingStatus.OPEN)
    if open_item_of(session, meeting_id) is not None:
        raise Refusal(Rule.ONE_BY_ONE, "还有议题正在审议，请先议决，或放回待议。")
    query = select(Person.name).join(Attendance, Attendance.person_id == Person.id)
    unknown = query.where(Attendance.meeting_id == meeting_id, Attendance.presence == Presence.EXPECTED)
    if names := list(session.scalars(unknown.order_by(Attendance.rank))):
        raise Refusal(Rule.SIGN_IN, f"{'、'.join(names)}没有签到，请登记缺席原因。")
    waiting = select(AgendaItem).where(
        AgendaItem.meeting_id == meeting_id, AgendaItem.state == ItemState.WAITING
    )
    for item in session.scalars(waiting):
        item.state = ItemState.HELD_OVER
        records.get(session, Submission, item.submission_id).status = SubmissionStatus.APPROVED
    meeting.status = MeetingStatus.CLOSED
    if at.strip().startswith(NEXT_DAY):
        meeting.ends_on = meeting.held_on + timedelta(days=1)
    meeting.ends_at = at.strip().removeprefix(NEXT_DAY).strip() or meeting.ends_at
    session.flush()


def counts(session: Session, meeting_id: int) -> tuple[int, int]:
    """应到 and 实到 at this moment; observers count in neither."""
    query = select(Attendance.presence, func.count()).where(
        Attendance.meeting_id == meeting_id, Attendance.role == AttendanceRole.MEMBER
    )
    by_presence = dict(session.execute(query.group_by(Attendance.presence)).all())
    return sum(by_presence.values()), by_presence.get(Presence.PRESENT, 0)


def attendance(session: Session, meeting_id: int, person_id: int) -> Attendance:
    """Somebody's row of a meeting. Raises UserError where they are on no list of it."""
    query = select(Attendance).where(Attendance.meeting_id == meeting_id, Attendance.person_id == person_id)
    found = session.scalar(query)
    if found is None:
        raise UserError(f"{_name(session, person_id)}不在这次会议的出席和列席名单里。")
    return found


def open_item_of(session: Session, meeting_id: int) -> AgendaItem | None:
    """The item under discussion."""
    return session.scalar(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting_id, AgendaItem.state == ItemState.OPEN)
    )


def _name(session: Session, person_id: int) -> str:
    return records.get(session, Person, person_id).name
