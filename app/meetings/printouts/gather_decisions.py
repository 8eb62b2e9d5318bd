"""What the papers of matters, decisions and 督办 hold, read from the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import attachments, records
from app.kit.printing.blocks import day
from app.meetings import queries
from app.meetings.choices import FollowUpStatus, Prerequisite, ReviewResult, ReviewStep
from app.meetings.models import (
    AgendaItem,
    Body,
    Check,
    FollowUp,
    Matter,
    Meeting,
    ProgressNote,
    Resolution,
    ResolutionUse,
    Submission,
)
from app.meetings.printouts.decision import DecisionSlip
from app.meetings.printouts.follow_up import STATES, FollowUpSlip
from app.meetings.printouts.gather import votes
from app.meetings.printouts.matter import MatterSlip, Prepared
from app.meetings.submitting import reviewers
from app.people.models import Department, Person


def matters(session: Session, ids: Sequence[int] | None = None) -> list[MatterSlip]:
    """Matters as they were put forward, by number for None."""
    return [_matter(session, each) for each in _rows(session, Submission, Submission.submission_no, ids)]


def _matter(session: Session, row: Submission) -> MatterSlip:
    matter = records.get(session, Matter, row.matter_id) if row.matter_id else None
    body = records.get(session, Body, row.body_id)
    handler = _name(session, Person, row.handler_id)
    checks = {each.kind: each for each in session.scalars(select(Check).where(Check.submission_id == row.id))}
    needed = matter.prerequisites if matter else ()
    quorum = (matter and matter.quorum) or body.quorum
    rule = (matter and matter.pass_rule) or body.pass_rule
    kind = (matter and matter.vote_kind) or body.vote_kind
    return MatterSlip(
        number=row.submission_no,
        title=row.title,
        department=_name(session, Department, row.department_id),
        raised_by=handler,
        raised_on=row.raised_on,
        kind=matter.kind.label if matter else "",
        catalogue=f"{matter.code} {matter.name}" if matter else "未列入事项清单",
        rule=f"{quorum.label}；{rule.label}；{kind.label}",
        body=body.name,
        amount=row.amount,
        emergency=row.emergency,
        emergency_reason=row.emergency_reason or "",
        content=row.content or "",
        proposal=row.proposal or "",
        prepared=tuple(
            Prepared(
                step.label,
                step in needed,
                checks[step].evidence if step in checks else "",
                checks[step].done_on if step in checks else None,
            )
            for step in Prerequisite
        ),
        attachments=tuple(each.name for each in attachments.of(session, Submission, row.id)),
        reporter=handler,
        opinions=_opinions(session, row.id),
        reference=row.reference or "",
    )


def _opinions(session: Session, submission_id: int) -> tuple[str, ...]:
    """What each of the chain said last; nothing that came before the matter was last sent back."""
    said: dict[ReviewStep, str] = {}
    for review, name in reviewers(session, submission_id):
        if review.result is ReviewResult.RETURNED:
            said = {}
        words = "，".join(filter(None, (review.result.label, (review.opinion or "").strip("。 "))))
        said[review.step] = f"{words}。\n电子审批：{name} {day(review.reviewed_on)}"
    return tuple(said.get(step, "") for step in ReviewStep)


def decisions(session: Session, ids: Sequence[int] | None = None) -> list[DecisionSlip]:
    """Notices of resolutions, one for each department that is to act; one without a name where none is yet."""
    found = []
    for row in _rows(session, Resolution, Resolution.resolution_no, ids):
        query = select(FollowUp).where(FollowUp.resolution_id == row.id).order_by(FollowUp.id)
        tasks = list(session.scalars(query))
        for department in dict.fromkeys(task.department_id for task in tasks) or [None]:
            here = [task for task in tasks if task.department_id == department]
            found.append(_decision(session, row, department, here))
    return found


def _decision(
    session: Session, row: Resolution, department: int | None, tasks: Sequence[FollowUp]
) -> DecisionSlip:
    item = queries.item(session, row.item_id)
    meeting = records.get(session, Meeting, item.meeting_id)
    submission = records.get(session, Submission, item.submission_id)
    uses = session.scalars(
        select(ResolutionUse.reference)
        .where(ResolutionUse.resolution_id == row.id)
        .order_by(ResolutionUse.id)
    )
    references = dict.fromkeys(filter(None, [submission.reference, *uses]))
    return DecisionSlip(
        number=row.resolution_no,
        department=_name(session, Department, department or submission.department_id),
        meeting=meeting.title,
        held_on=meeting.held_on,
        matter=row.title,
        matter_no=submission.submission_no,
        outcome=row.outcome.label,
        votes=votes(item, names=False),
        decision=row.text,
        amount=row.amount,
        person="、".join(dict.fromkeys(_name(session, Person, task.owner_id) for task in tasks)),
        deadline=max((task.due_on for task in tasks), default=None),
        demands="\n".join(f"{task.task}（{day(task.due_on)}前）" for task in tasks),
        reference="、".join(references),
        issued_on=row.decided_on,
    )


def follow_ups(session: Session, ids: Sequence[int] | None = None) -> list[FollowUpSlip]:
    """督办 with their progress so far."""
    return [_follow_up(session, each) for each in _rows(session, FollowUp, FollowUp.follow_up_no, ids)]


def _follow_up(session: Session, row: FollowUp) -> FollowUpSlip:
    resolution = records.get(session, Resolution, row.resolution_id)
    meeting = records.get(session, Meeting, records.get(session, AgendaItem, resolution.item_id).meeting_id)
    query = select(ProgressNote).where(ProgressNote.follow_up_id == row.id)
    notes = session.scalars(query.order_by(ProgressNote.noted_on, ProgressNote.id))
    state = None
    if row.status is not FollowUpStatus.OPEN and row.done_on:
        state = STATES[0] if row.done_on <= row.due_on else STATES[1]
    return FollowUpSlip(
        number=row.follow_up_no,
        decision_no=resolution.resolution_no,
        meeting=meeting.title,
        held_on=meeting.held_on,
        matter=row.task,
        decision=resolution.text,
        department=_name(session, Department, row.department_id),
        person=_name(session, Person, row.owner_id),
        deadline=row.due_on,
        progress=tuple((note.noted_on, note.words, "") for note in notes),
        done_on=row.done_on,
        closed_on=row.closed_on,
        result=row.conclusion or "",
        state=state,
    )


def _rows(session: Session, model: Any, number: Any, ids: Sequence[int] | None) -> list[Any]:
    """The records of these ids in their order; all by number for None."""
    if ids is None:
        return list(session.scalars(select(model).order_by(number)))
    return [records.get(session, model, each) for each in ids]


def _name(session: Session, model: Any, record_id: int | None) -> str:
    return "" if record_id is None else str(records.get(session, model, record_id).name)
