"""What the screens of meetings ask beyond queries.py: a vote weighed before it is kept, and what can be chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import records, settings
from app.meetings.arranging import members_on
from app.meetings.choices import Aim, ReviewStep, SubmissionStatus
from app.meetings.deciding import Counted, verdict_of
from app.meetings.decisions import to_ratify
from app.meetings.models import AgendaItem, Meeting, Resolution, Review, Submission
from app.meetings.rules import Verdict
from app.people.models import Person


@dataclass(frozen=True)
class Ripe:
    """A submission that can be put on an agenda."""

    submission_id: int
    submission_no: str
    title: str
    amount: Decimal | None
    raised_on: date
    emergency: bool


def verdict(session: Session, item_id: int, counted: Counted) -> Verdict:
    """What these totals would come to now. Raises Refusal for figures that cannot be."""
    return verdict_of(session, records.get(session, AgendaItem, item_id), counted)


def ripe(session: Session, meeting_id: int) -> list[Ripe]:
    """What waits for a meeting of this body, urgent ones first."""
    meeting = records.get(session, Meeting, meeting_id)
    query = (
        select(Submission)
        .where(Submission.status == SubmissionStatus.APPROVED, Submission.body_id == meeting.body_id)
        .order_by(Submission.emergency.desc(), Submission.raised_on, Submission.id)
    )
    return [
        Ripe(each.id, each.submission_no, each.title, each.amount, each.raised_on, each.emergency)
        for each in session.scalars(query)
    ]


def to_come(session: Session, meeting_id: int) -> list[str]:
    """The members on the day of a meeting that has not been noticed yet, in their order."""
    meeting = records.get(session, Meeting, meeting_id)
    seats = members_on(session, meeting.body_id, meeting.held_on)
    return [records.get(session, Person, each.person_id).name for each in seats]


def materials_days(session: Session, meeting_id: int) -> int:
    """How many days before this meeting its materials must have arrived."""
    days: int = settings.get(session, "materials_days", records.get(session, Meeting, meeting_id).held_on)
    return days


def last_reviewer(session: Session, step: ReviewStep) -> int | None:
    """Who signed at this step the last time: most often it is the same person again."""
    query = select(Review.reviewer_id).where(Review.step == step).order_by(Review.id.desc())
    return session.scalar(query.limit(1))


def follow_on(session: Session, resolution_id: int, aim: Aim) -> dict[str, Any]:
    """What a submission begins with that changes or confirms this decision: same matter, body and thing."""
    made = records.get(session, Resolution, resolution_id)
    item = records.get(session, AgendaItem, made.item_id)
    old = records.get(session, Submission, item.submission_id)
    return {
        "title": f"{aim.label}：{old.title}"[:128], "aim": aim, "about_id": old.id, "matter_id": old.matter_id,
        "body_id": old.body_id, "amount": made.amount, "reference": old.reference,
        "department_id": old.department_id, "handler_id": old.handler_id,
    }  # fmt: skip


def unconfirmed(session: Session, resolution_id: int) -> bool:
    """Whether this was decided in an emergency and no later meeting confirmed it."""
    return any(each[0] == resolution_id for each in to_ratify(session))
