"""A submission and a 督办 item as one screen or paper shows them whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import attachments, records
from app.meetings.choices import (
    Aim,
    FollowUpStatus,
    Outcome,
    Prerequisite,
    ReviewResult,
    ReviewStep,
    SubmissionStatus,
    VoteKind,
)
from app.meetings.models import (
    AgendaItem,
    Body,
    Check,
    FollowUp,
    Matter,
    Meeting,
    ProgressNote,
    Resolution,
    Submission,
)
from app.meetings.rules import PassRule, Quorum
from app.meetings.submitting import resolution_of, reviewers
from app.people.models import Department, Person


@dataclass(frozen=True)
class Proof:
    """A prerequisite: asked for by the matter or not, proved or not. `check_id` is what papers hang on."""

    kind: Prerequisite
    needed: bool
    done_on: date | None
    evidence: str
    check_id: int | None
    papers: tuple[str, ...]


@dataclass(frozen=True)
class Signed:
    """A signature of the chain."""

    step: ReviewStep
    name: str
    result: ReviewResult
    opinion: str
    on: date


@dataclass(frozen=True)
class Sitting:
    """A meeting that had it on its agenda."""

    meeting_id: int
    meeting_no: str
    title: str
    held_on: date
    item_id: int
    outcome: Outcome | None


@dataclass(frozen=True)
class SubmissionView:
    """A submission with its chain, its proofs, the rules it will be decided by and where it was decided."""

    submission_id: int
    submission_no: str
    title: str
    status: SubmissionStatus
    matter: str
    body: str
    quorum: Quorum
    pass_rule: PassRule
    vote_kind: VoteKind
    basis: str
    amount: Decimal | None
    reference: str
    department: str
    handler: str
    raised_on: date
    content: str
    proposal: str
    aim: Aim
    about: str
    emergency: bool
    emergency_reason: str
    proofs: tuple[Proof, ...]
    signed: tuple[Signed, ...]
    papers: tuple[str, ...]
    sittings: tuple[Sitting, ...]
    resolution_id: int | None
    resolution_no: str

    @property
    def lacking(self) -> tuple[Prerequisite, ...]:
        return tuple(each.kind for each in self.proofs if each.needed and each.done_on is None)


def submission(session: Session, submission_id: int) -> SubmissionView:
    """All of a submission. Raises UserError when it is gone."""
    row = records.get(session, Submission, submission_id)
    body = records.get(session, Body, row.body_id)
    matter = records.get(session, Matter, row.matter_id) if row.matter_id is not None else None
    about = records.get(session, Submission, row.about_id) if row.about_id is not None else None
    made = resolution_of(session, submission_id)
    return SubmissionView(
        submission_id, row.submission_no, row.title, row.status,
        f"{matter.code} {matter.name}" if matter else "", body.name, (matter and matter.quorum) or body.quorum,
        (matter and matter.pass_rule) or body.pass_rule, (matter and matter.vote_kind) or body.vote_kind,
        (matter.basis if matter else body.basis) or "", row.amount, row.reference or "",
        _department(session, row.department_id), _person(session, row.handler_id), row.raised_on,
        row.content or "", row.proposal or "", row.aim, about.title if about else "", row.emergency,
        row.emergency_reason or "", _proofs(session, row, matter),
        tuple(
            Signed(each.step, name, each.result, each.opinion or "", each.reviewed_on)
            for each, name in reviewers(session, submission_id)
        ),
        tuple(each.name for each in attachments.of(session, Submission, submission_id)),
        _sittings(session, submission_id), made.id if made else None, made.resolution_no if made else "",
    )  # fmt: skip


def _proofs(session: Session, row: Submission, matter: Matter | None) -> tuple[Proof, ...]:
    held = {each.kind: each for each in session.scalars(select(Check).where(Check.submission_id == row.id))}
    needed = matter.prerequisites if matter is not None else ()
    found = []
    for kind in Prerequisite:
        check = held.get(kind)
        papers = attachments.of(session, Check, check.id) if check else []
        found.append(
            Proof(
                kind, kind in needed, check.done_on if check else None, check.evidence if check else "",
                check.id if check else None, tuple(each.name for each in papers),
            )
        )  # fmt: skip
    return tuple(found)


def _sittings(session: Session, submission_id: int) -> tuple[Sitting, ...]:
    query = (
        select(
            Meeting.id, Meeting.meeting_no, Meeting.title, Meeting.held_on, AgendaItem.id, AgendaItem.outcome
        )
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .where(AgendaItem.submission_id == submission_id)
        .order_by(Meeting.held_on, Meeting.id)
    )
    return tuple(Sitting(*row) for row in session.execute(query))


@dataclass(frozen=True)
class FollowUpView:
    """A 督办 item with its resolution and how it went; `progress` are day and words, oldest first."""

    follow_up_id: int
    follow_up_no: str
    task: str
    status: FollowUpStatus
    resolution_id: int
    resolution_no: str
    resolution: str
    department: str
    owner: str
    due_on: date
    done_on: date | None
    closed_on: date | None
    conclusion: str
    progress: tuple[tuple[date, str], ...]


def follow_up(session: Session, follow_up_id: int) -> FollowUpView:
    """All of a 督办 item. Raises UserError when it is gone."""
    row = records.get(session, FollowUp, follow_up_id)
    made = records.get(session, Resolution, row.resolution_id)
    notes = (
        select(ProgressNote.noted_on, ProgressNote.words)
        .where(ProgressNote.follow_up_id == follow_up_id)
        .order_by(ProgressNote.noted_on, ProgressNote.id)
    )
    return FollowUpView(
        follow_up_id, row.follow_up_no, row.task, row.status, made.id, made.resolution_no, made.text,
        _department(session, row.department_id), _person(session, row.owner_id), row.due_on, row.done_on,
        row.closed_on, row.conclusion or "", tuple((on, words) for on, words in session.execute(notes)),
    )  # fmt: skip


def _department(session: Session, department_id: int | None) -> str:
    return "" if department_id is None else records.get(session, Department, department_id).name


def _person(session: Session, person_id: int | None) -> str:
    return "" if person_id is None else records.get(session, Person, person_id).name
