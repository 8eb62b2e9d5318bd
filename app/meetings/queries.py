"""What screens and papers ask of meetings: frozen answers, no mapped object among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kit import records, settings
from app.kit.errors import UserError
from app.meetings.arranging import early_enough
from app.meetings.choices import (
    AttendanceRole,
    ItemState,
    MeetingStatus,
    Outcome,
    Presence,
    VoteChoice,
    VoteKind,
)
from app.meetings.deliberating import voters
from app.meetings.models import (
    AgendaItem,
    Attendance,
    Body,
    Dissent,
    Meeting,
    Recusal,
    Resolution,
    Statement,
    Submission,
    Vote,
)
from app.meetings.rules import PassRule, Quorum
from app.people.models import Person


@dataclass(frozen=True)
class Attendee:
    """One line of the sign-in sheet."""

    person_id: int
    name: str
    role: AttendanceRole
    post: str
    presence: Presence
    reason: str


@dataclass(frozen=True)
class Said:
    """A statement in the order of speaking; `chair` marks the last word."""

    statement_id: int
    position: int
    person_id: int
    name: str
    words: str
    chair: bool
    version: int


@dataclass(frozen=True)
class Seat:
    """A member as the item under discussion sees them. `choice` only where voting is by name."""

    person_id: int
    name: str
    post: str
    presence: Presence
    recused: str
    spoke: bool
    choice: VoteChoice | None

    @property
    def may_vote(self) -> bool:
        return self.presence is Presence.PRESENT and not self.recused


@dataclass(frozen=True)
class ItemView:
    """One item, live while it is open and as it was decided after that."""

    item_id: int
    meeting_id: int
    position: int
    of: int
    submission_id: int
    submission_no: str
    title: str
    content: str
    proposal: str
    amount: Decimal | None
    reporter: str
    report: str
    state: ItemState
    surprise: bool
    quorum: Quorum
    pass_rule: PassRule
    vote_kind: VoteKind
    eligible: int
    present: int
    recused: int
    base: int
    needed: int
    has_quorum: bool
    yes: int | None
    no: int | None
    abstain: int | None
    issued: int | None
    returned: int | None
    valid: int | None
    invalid: int | None
    scrutineer: str
    teller: str
    outcome: Outcome | None
    decision: str
    grounds: str
    resolution_no: str
    resolution_id: int | None
    seats: tuple[Seat, ...]
    statements: tuple[Said, ...]
    dissents: tuple[tuple[str, str], ...]
    version: int


@dataclass(frozen=True)
class MeetingView:
    """A whole meeting with who is there; the quorum of the body, live."""

    meeting_id: int
    meeting_no: str
    title: str
    body: str
    held_on: date
    begins_at: str
    ends_at: str
    ends_on: date
    place: str
    chair_id: int | None
    chair: str
    recorder: str
    status: MeetingStatus
    notified_on: date | None
    materials_on: date | None
    materials_in_time: bool
    minutes_no: str
    sealed_on: date | None
    digest: str
    quorum: Quorum
    eligible: int
    present: int
    quorum_needed: int
    has_quorum: bool
    members: tuple[Attendee, ...]
    observers: tuple[Attendee, ...]
    items: tuple[ItemView, ...]

    @property
    def absent(self) -> tuple[Attendee, ...]:
        return tuple(each for each in self.members if each.presence in (Presence.ABSENT, Presence.LEFT))


def meeting(session: Session, meeting_id: int) -> MeetingView:
    """All of a meeting. Raises UserError when it is gone."""
    row = records.get(session, Meeting, meeting_id)
    body = records.get(session, Body, row.body_id)
    there = attendees(session, meeting_id)
    members = tuple(each for each in there if each.role is AttendanceRole.MEMBER)
    chair = next((each.name for each in members if each.person_id == row.chair_id), "")
    present = sum(each.presence is Presence.PRESENT for each in members)
    least = body.quorum.needed(len(members))
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id).order_by(AgendaItem.position)
    agenda = session.scalars(query).all()
    return MeetingView(
        meeting_id, row.meeting_no, row.title, row.body_name, row.held_on, row.begins_at or "", row.ends_at or "",
        row.ends_on or row.held_on, row.place or "", row.chair_id, chair or _name(session, row.chair_id),
        row.recorder_name or _name(session, row.recorder_id),
        row.status, row.notified_on, row.materials_on, early_enough(session, row), row.minutes_no or "",
        row.sealed_on, row.digest or "", body.quorum, len(members), present, least,
        bool(members) and present >= least, members,
        tuple(each for each in there if each.role is AttendanceRole.OBSERVER),
        _items(session, agenda, there, len(agenda)),
    )  # fmt: skip


def attendees(session: Session, meeting_id: int) -> list[Attendee]:
    """Who should be there and who sits in, in their order, by the names they bore then."""
    query = select(Attendance).where(Attendance.meeting_id == meeting_id)
    return [
        Attendee(row.person_id, row.name, row.role, row.post or "", row.presence, row.reason or "")
        for row in session.scalars(query.order_by(Attendance.rank, Attendance.id))
    ]


def item(session: Session, item_id: int) -> ItemView:
    """One item with its seats, statements and count. Raises UserError when it is gone."""
    row = records.get(session, AgendaItem, item_id)
    total = select(func.count()).select_from(AgendaItem).where(AgendaItem.meeting_id == row.meeting_id)
    there = attendees(session, row.meeting_id)
    return _items(session, [row], there, session.scalar(total) or 0)[0]


def _items(
    session: Session, rows: Sequence[AgendaItem], there: Sequence[Attendee], of: int
) -> tuple[ItemView, ...]:
    """Items of one meeting; what hangs on them is asked for all at once, for a meeting has many."""
    if not rows:
        return ()
    sitting = records.get(session, Meeting, rows[0].meeting_id)
    reduces = settings.get(session, "recusal_reduces_base", sitting.held_on)
    ids = [row.id for row in rows]
    wanted = select(Submission).where(Submission.id.in_([row.submission_id for row in rows]))
    about = {each.id: each for each in session.scalars(wanted)}
    made = {each.item_id: each for each in _of(session, Resolution, ids)}
    hung = {model: _grouped(_of(session, model, ids)) for model in (Recusal, Vote, Statement, Dissent)}
    return tuple(
        _view(
            row, about[row.submission_id], of, there, made.get(row.id),
            *(hung[model].get(row.id, []) for model in hung), reduces=reduces,
        )
        for row in rows
    )  # fmt: skip


def _of(session: Session, model: Any, item_ids: Sequence[int]) -> Sequence[Any]:
    found: Sequence[Any] = session.scalars(
        select(model).where(model.item_id.in_(item_ids)).order_by(model.id)
    ).all()
    return found


def _grouped(rows: Sequence[Any]) -> dict[int, list[Any]]:
    by_item: dict[int, list[Any]] = {}
    for row in rows:
        by_item.setdefault(row.item_id, []).append(row)
    return by_item


def _view(
    row: AgendaItem,
    submission: Submission,
    of: int,
    there: Sequence[Attendee],
    made: Resolution | None,
    recusals: Sequence[Recusal],
    votes: Sequence[Vote],
    statements: Sequence[Statement],
    dissents: Sequence[Dissent],
    *,
    reduces: bool,
) -> ItemView:
    names = {each.person_id: each.name for each in there}
    seats = _seats(there, recusals, votes, statements)
    frozen = row.state is ItemState.DECIDED
    eligible = (row.eligible or 0) if frozen else len(seats)
    here = {each.person_id for each in there if each.presence is Presence.PRESENT}
    present = (row.present or 0) if frozen else sum(each.person_id in here for each in seats)
    recused = (row.recused or 0) if frozen else sum(each.person_id in here for each in recusals)
    base, needed = _standard(row, eligible, present, recused if reduces else 0)
    named = [each.choice for each in seats if each.choice is not None]
    live = named if named and not frozen else None
    return ItemView(
        row.id, row.meeting_id, row.position, of, submission.id,
        submission.submission_no, submission.title, submission.content or "", submission.proposal or "",
        submission.amount, row.reporter_name or "", row.report or "", row.state, row.surprise,
        row.quorum, row.pass_rule, row.vote_kind, eligible, present, recused, base, needed,
        eligible > 0 and present >= row.quorum.needed(eligible),
        live.count(VoteChoice.YES) if live else row.yes, live.count(VoteChoice.NO) if live else row.no,
        live.count(VoteChoice.ABSTAIN) if live else row.abstain, row.issued, row.returned, row.valid,
        row.invalid, row.scrutineer_name or "", row.teller_name or "", row.outcome,
        row.decision or "", row.grounds or "", made.resolution_no if made else "", made.id if made else None,
        seats,
        tuple(
            Said(
                each.id, each.position, each.person_id, names[each.person_id], each.words,
                each.person_id == row.chair_id, each.version,
            )
            for each in sorted(statements, key=lambda each: each.position)
        ),
        tuple((names[each.person_id], each.words) for each in dissents),
        row.version,
    )  # fmt: skip


def _standard(row: AgendaItem, eligible: int, present: int, less: int) -> tuple[int, int]:
    """Base and needed votes: as they were decided, or as they would be now."""
    if row.base is not None and row.needed is not None:
        return row.base, row.needed
    base = (present if row.pass_rule.of_present else eligible) - less
    return base, row.pass_rule.needed(base)


def _seats(
    there: Sequence[Attendee],
    recusals: Sequence[Recusal],
    votes: Sequence[Vote],
    statements: Sequence[Statement],
) -> tuple[Seat, ...]:
    reasons = {each.person_id: each.reason for each in recusals}
    choices = {each.person_id: each.choice for each in votes}
    spoke = {each.person_id for each in statements}
    return tuple(
        Seat(
            each.person_id, each.name, each.post, each.presence, reasons.get(each.person_id, ""),
            each.person_id in spoke, choices.get(each.person_id),
        )
        for each in there
        if each.role is AttendanceRole.MEMBER
    )  # fmt: skip


def silent(session: Session, item_id: int) -> list[int]:
    """Who may vote on an item by name and has not yet, in their order: the next one to be asked."""
    row = records.get(session, AgendaItem, item_id)
    voted = set(session.scalars(select(Vote.person_id).where(Vote.item_id == item_id)))
    return [each for each in voters(session, row) if each not in voted]


def numbered(session: Session, meeting_no: str) -> int:
    """The id of the meeting of this number. Raises UserError."""
    found = session.scalar(select(Meeting.id).where(Meeting.meeting_no == meeting_no.strip()))
    if found is None:
        raise UserError(f"没有编号为“{meeting_no}”的会议。")
    return found


def _name(session: Session, person_id: int | None) -> str:
    return "" if person_id is None else records.get(session, Person, person_id).name
