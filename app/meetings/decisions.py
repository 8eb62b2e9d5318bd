"""What was decided, over the years: searched, listed for the ledger, linked both ways, and what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import eq, ge, le
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from app.kit import records, search
from app.meetings.choices import (
    ActKind,
    Aim,
    FollowUpStatus,
    MatterKind,
    MeetingStatus,
    Outcome,
    SubmissionStatus,
    VoteKind,
)
from app.meetings.models import (
    AgendaItem,
    Attendance,
    FollowUp,
    Matter,
    Meeting,
    Override,
    Resolution,
    ResolutionUse,
    Submission,
)
from app.meetings.submitting import changed_by
from app.people.models import Department, Person

# What was granted, which may be less than was asked for; where nothing was, what was asked for.
GRANTED = func.coalesce(Resolution.amount, Submission.amount)


@dataclass(frozen=True)
class Decision:
    """One line of the 三重一大 ledger: an item that was decided, carried or not."""

    item_id: int
    meeting_id: int
    meeting_no: str
    held_on: date
    body: str
    title: str
    matter_code: str
    matter: str
    kind: MatterKind | None
    amount: Decimal | None
    department: str
    eligible: int
    present: int
    recused: int
    vote_kind: VoteKind
    yes: int | None
    no: int | None
    abstain: int | None
    invalid: int | None
    outcome: Outcome
    decision: str
    resolution_id: int | None
    resolution_no: str
    minutes_no: str
    aim: Aim
    surprise: bool
    emergency: bool


@dataclass(frozen=True)
class Wanted:
    """What to look for; everything that is set must hold. `person_id` is on the meeting's list."""

    words: str = ""
    year: int | None = None
    matter_code: str = ""
    kind: MatterKind | None = None
    body_id: int | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    person_id: int | None = None
    outcome: Outcome | None = None


def decisions(session: Session, wanted: Wanted | None = None) -> list[Decision]:
    """Decided items that match, in the order of their meetings."""
    query = _matching(session, wanted or Wanted())
    return [
        Decision(
            item.id, meeting.id, meeting.meeting_no, meeting.held_on, body, submission.title, code or "",
            matter or "", kind, amount, department or "", item.eligible or 0, item.present or 0,
            item.recused or 0, item.vote_kind, item.yes, item.no, item.abstain, item.invalid, item.outcome,
            item.decision or "", resolution_id, resolution_no or "", meeting.minutes_no or "",
            submission.aim, item.surprise, submission.emergency,
        )
        for (
            item, meeting, submission, body, code, matter, kind, department, resolution_id, resolution_no, amount,
        ) in session.execute(query)
    ]  # fmt: skip


def _matching(session: Session, wanted: Wanted) -> Any:
    query: Any = (
        select(
            AgendaItem, Meeting, Submission, Meeting.body_name, Matter.code, Matter.name, Matter.kind,
            Department.name, Resolution.id, Resolution.resolution_no, GRANTED,
        )
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Submission, Submission.id == AgendaItem.submission_id)
        .outerjoin(Matter, Matter.id == Submission.matter_id)
        .outerjoin(Department, Department.id == Submission.department_id)
        .outerjoin(Resolution, Resolution.item_id == AgendaItem.id)
        .where(AgendaItem.outcome.is_not(None))
        .order_by(Meeting.held_on, Meeting.id, AgendaItem.position)
    )  # fmt: skip
    if wanted.words.strip():
        query = query.where(
            or_(
                search.matching(session, Submission, wanted.words),
                search.matching(session, Resolution, wanted.words),
                search.matching(session, Meeting, wanted.words),
            )
        )
    if wanted.year is not None:
        query = query.where(Meeting.held_on.between(*_year(wanted.year)))
    if wanted.person_id is not None:
        there = select(Attendance.meeting_id).where(Attendance.person_id == wanted.person_id)
        query = query.where(Meeting.id.in_(there))
    for column, holds, value in (
        (Matter.code, eq, wanted.matter_code or None),
        (Matter.kind, eq, wanted.kind),
        (Meeting.body_id, eq, wanted.body_id),
        (GRANTED, ge, wanted.least),
        (GRANTED, le, wanted.most),
        (AgendaItem.outcome, eq, wanted.outcome),
    ):
        if value is not None:
            query = query.where(holds(column, value))
    return query


@dataclass(frozen=True)
class Linked:
    """A resolution with everything it hangs together with: seen from the decision to the acts and back."""

    resolution_id: int
    resolution_no: str
    title: str
    text: str
    amount: Decimal | None
    decided_on: date
    meeting_id: int
    about: str
    changed_by: str
    ratified_by: str
    acts: tuple[tuple[ActKind, str, Decimal | None, date], ...]
    follow_ups: tuple[int, ...]


def linked(session: Session, resolution_id: int) -> Linked:
    """The old and the new decision, the acts that rest on it, the tasks that came of it."""
    made = records.get(session, Resolution, resolution_id)
    about = records.get(session, Resolution, made.about_id) if made.about_id is not None else None
    newer = changed_by(session, resolution_id)
    confirmed = select(Resolution.resolution_no).where(
        Resolution.about_id == resolution_id, Resolution.aim == Aim.RATIFY
    )
    acts = select(ResolutionUse.act, ResolutionUse.reference, ResolutionUse.amount, ResolutionUse.used_on)
    tasks = select(FollowUp.id).where(FollowUp.resolution_id == resolution_id).order_by(FollowUp.due_on)
    return Linked(
        made.id, made.resolution_no, made.title, made.text, made.amount, made.decided_on,
        session.scalars(select(AgendaItem.meeting_id).where(AgendaItem.id == made.item_id)).one(),
        about.resolution_no if about else "", newer.resolution_no if newer else "",
        session.scalar(confirmed) or "",
        tuple(
            (act, reference, amount, used_on)
            for act, reference, amount, used_on in session.execute(
                acts.where(ResolutionUse.resolution_id == resolution_id).order_by(ResolutionUse.id)
            )
        ),
        tuple(session.scalars(tasks)),
    )  # fmt: skip


def of_act(session: Session, kind: ActKind, reference: str) -> list[Linked]:
    """The resolutions that an act rests on: the link seen from the act."""
    query = select(ResolutionUse.resolution_id).where(
        ResolutionUse.act == kind, ResolutionUse.reference == reference
    )
    return [linked(session, each) for each in session.scalars(query.order_by(ResolutionUse.id))]


def to_ratify(session: Session) -> list[tuple[int, str, str, date]]:
    """Urgent decisions that no later meeting confirmed: (id, number, title, decided on), oldest first."""
    later = aliased(Resolution)
    confirmed = select(later.about_id).where(later.aim == Aim.RATIFY, later.about_id.is_not(None))
    query = (
        select(Resolution.id, Resolution.resolution_no, Resolution.title, Resolution.decided_on)
        .join(AgendaItem, AgendaItem.id == Resolution.item_id)
        .join(Submission, Submission.id == AgendaItem.submission_id)
        .where(Submission.emergency, Submission.aim != Aim.RATIFY, Resolution.id.not_in(confirmed))
        .order_by(Resolution.decided_on, Resolution.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(query)]


@dataclass(frozen=True)
class Task:
    """A 督办 item as a list shows it."""

    follow_up_id: int
    follow_up_no: str
    task: str
    resolution_no: str
    department: str
    owner: str
    due_on: date
    status: FollowUpStatus
    days_over: int


def tasks(session: Session, today: date, overdue: bool = False) -> list[Task]:
    """What is still to be done or struck off, the most urgent first; `overdue` only what is late."""
    query = (
        select(FollowUp, Resolution.resolution_no, Department.name, Person.name)
        .join(Resolution, Resolution.id == FollowUp.resolution_id)
        .join(Person, Person.id == FollowUp.owner_id)
        .outerjoin(Department, Department.id == FollowUp.department_id)
        .where(FollowUp.status != FollowUpStatus.CLOSED)
        .order_by(FollowUp.due_on, FollowUp.id)
    )
    if overdue:
        query = query.where(FollowUp.status == FollowUpStatus.OPEN, FollowUp.due_on < today)
    return [
        Task(
            row.id, row.follow_up_no, row.task, number, department or "", owner, row.due_on, row.status,
            max(((row.done_on or today) - row.due_on).days, 0),
        )
        for row, number, department, owner in session.execute(query)
    ]  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """What a workbench shows of decisions."""

    to_review: int
    to_schedule: int
    meetings: tuple[tuple[int, str, date, MeetingStatus], ...]
    to_seal: int
    to_ratify: int
    overdue: int
    let_go: int


def waiting(session: Session, today: date) -> Waiting:
    """What waits for somebody: submissions, meetings to come, records to file, tasks that are late."""
    by_status = dict(
        session.execute(select(Submission.status, func.count()).group_by(Submission.status)).all()
    )
    steps = (SubmissionStatus.DEPARTMENT, SubmissionStatus.DEPUTY, SubmissionStatus.CHIEF)
    coming = (
        select(Meeting.id, Meeting.title, Meeting.held_on, Meeting.status)
        .where(Meeting.status.in_([MeetingStatus.PLANNED, MeetingStatus.NOTIFIED, MeetingStatus.OPEN]))
        .order_by(Meeting.held_on, Meeting.id)
    )
    closed = select(func.count()).select_from(Meeting).where(Meeting.status == MeetingStatus.CLOSED)
    year = Override.granted_on.between(*_year(today.year))
    let_go = select(func.count()).select_from(Override).where(year)
    return Waiting(
        sum(by_status.get(step, 0) for step in steps), by_status.get(SubmissionStatus.APPROVED, 0),
        tuple((row[0], row[1], row[2], row[3]) for row in session.execute(coming)),
        session.scalar(closed) or 0, len(to_ratify(session)), len(tasks(session, today, overdue=True)),
        session.scalar(let_go) or 0,
    )  # fmt: skip


def _year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)
