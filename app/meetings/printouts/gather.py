"""What the papers of a meeting hold, read from the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import settings
from app.meetings import sealing
from app.meetings.choices import ItemState, MeetingStatus, Presence, VoteChoice, VoteKind
from app.meetings.models import Meeting, Submission
from app.meetings.printouts.ballots import BallotSlip
from app.meetings.printouts.minutes import Decided, MinutesSlip
from app.meetings.printouts.notice import AgendaLine, NoticeSlip
from app.meetings.printouts.record import ItemRecord, RecordSlip, Statement
from app.meetings.printouts.sign_in import Attendant, SignInSlip
from app.meetings.printouts.tally import TallySlip
from app.meetings.queries import Attendee, ItemView, MeetingView, meeting
from app.people.models import Department

CAME = (Presence.PRESENT, Presence.LEFT)
BEFORE = (MeetingStatus.PLANNED, MeetingStatus.NOTIFIED)
PAPERS = (VoteKind.SECRET, VoteKind.NAMED)
Slip = TypeVar("Slip")
Gather = Callable[[Session, Sequence[int] | None], list[Slip]]


def of_meetings(made: Callable[[Session, MeetingView], list[Slip]]) -> Gather[Slip]:
    """A `gather` that takes the ids of meetings; all by number for None."""

    def gather(session: Session, ids: Sequence[int] | None = None) -> list[Slip]:
        chosen = session.scalars(select(Meeting.id).order_by(Meeting.meeting_no)) if ids is None else ids
        return [slip for meeting_id in list(chosen) for slip in made(session, meeting(session, meeting_id))]

    return gather


def notices(session: Session, view: MeetingView) -> list[NoticeSlip]:
    departments = _departments(session, view)
    return [
        NoticeSlip(
            unit=unit(session, view.held_on),
            meeting=view.title,
            starts_at=at(view.held_on, view.begins_at),
            starts_on=view.held_on,
            place=view.place,
            chair=view.chair,
            body=view.body.removesuffix("会议") or view.body,
            members=tuple((each.name, each.post) for each in view.members),
            observers=tuple((each.name, each.post) for each in view.observers),
            agenda=tuple(
                AgendaLine(each.title, each.reporter, departments.get(each.submission_id, ""))
                for each in view.items
            ),
            issued_on=view.notified_on,
            materials_on=view.materials_on,
        )
    ]


def sign_ins(session: Session, view: MeetingView) -> list[SignInSlip]:
    return [
        SignInSlip(
            meeting=view.title,
            starts_at=at(view.held_on, view.begins_at),
            starts_on=view.held_on,
            place=view.place,
            chair=view.chair,
            recorder=view.recorder,
            members=tuple(map(_attendant, view.members)),
            observers=tuple(map(_attendant, view.observers)),
            present=None if view.status in BEFORE else len(_came(view)),
            number=view.meeting_no,
        )
    ]


def ballots(session: Session, view: MeetingView) -> list[BallotSlip]:
    """For each item that is voted on paper: as many as may vote, before the meeting as many as have a seat."""
    found = []
    for each in view.items:
        if each.vote_kind not in PAPERS or each.state is ItemState.HELD_OVER:
            continue
        may = sum(1 for seat in each.seats if seat.may_vote)
        if each.state is ItemState.DECIDED:
            copies = each.issued if each.issued is not None else may
        else:
            copies = len(each.seats) if view.status in BEFORE else may
        secret = each.vote_kind is VoteKind.SECRET
        found.append(BallotSlip(unit(session, view.held_on), view.title, each.title, copies, secret))
    return [slip for slip in found if slip.copies]


def tallies(session: Session, view: MeetingView) -> list[TallySlip]:
    """One for each item; what is not counted yet is left to be written in."""
    return [_tally(view, each) for each in view.items if each.state is not ItemState.HELD_OVER]


def _tally(view: MeetingView, each: ItemView) -> TallySlip:
    done = each.state is ItemState.DECIDED
    met = view.status not in BEFORE
    return TallySlip(
        meeting=view.title,
        held_on=view.held_on,
        place=each.position,
        item=each.title,
        mode=each.vote_kind.label,
        rule=f"{each.quorum.label}；{each.pass_rule.label}",
        eligible=each.eligible,
        present=each.present if met else None,
        recused=tuple(seat.name for seat in each.seats if seat.recused),
        base=each.base if done else None,
        needed=each.needed if done else None,
        issued=each.issued if done else None,
        returned=each.returned if done else None,
        valid=each.valid if done else None,
        invalid=each.invalid if done else None,
        yes=each.yes if done else None,
        no=each.no if done else None,
        abstain=each.abstain if done else None,
        outcome=each.outcome.label if each.outcome else None,
        number=f"{view.meeting_no}-{each.position}",
    )


def records(session: Session, view: MeetingView) -> list[RecordSlip]:
    came = _came(view)
    enough = "符合" if view.status in BEFORE or len(came) >= view.quorum_needed else "不符合"
    return [
        RecordSlip(
            number=view.meeting_no,
            meeting=view.title,
            starts_at=at(view.held_on, view.begins_at),
            ends_at=at(view.ends_on, view.ends_at),
            starts_on=view.held_on,
            place=view.place,
            chair=view.chair,
            recorder=view.recorder,
            eligible=view.eligible,
            present=tuple((each.name, each.post) for each in came),
            absent=tuple((each.name, _reason(each)) for each in view.absent),
            observers=tuple((each.name, each.post) for each in view.observers if each.presence in CAME),
            quorum=f"（{view.quorum.label}，{enough}）",
            items=tuple(map(_item, view.items)),
        )
    ]


def _item(each: ItemView) -> ItemRecord:
    held_over = each.state is ItemState.HELD_OVER
    return ItemRecord(
        title=each.title + ("（紧急议题，临时动议）" if each.surprise else ""),
        reporter=each.reporter,
        report=each.report,
        statements=tuple(Statement(one.name, one.words, one.chair) for one in each.statements),
        mode="" if each.yes is None else each.vote_kind.label,
        votes="" if each.yes is None else votes(each),
        recused=tuple((seat.name, seat.recused) for seat in each.seats if seat.recused),
        outcome="本次会议未议，留待下次会议审议" if held_over else each.outcome.label if each.outcome else "",
        decision=each.decision,
        dissent=tuple(Statement(name, words) for name, words in each.dissents),
    )


def minutes(session: Session, view: MeetingView) -> list[MinutesSlip]:
    """The extract that is issued; the seal stands on it from the end of the meeting on."""
    over = view.status in (MeetingStatus.CLOSED, MeetingStatus.SEALED)
    seal = view.digest or (sealing.digest(session, view.meeting_id) if over else "")
    office = unit(session, view.held_on)
    post = next((each.post for each in view.members if each.name == view.chair), "")
    return [
        MinutesSlip(
            unit=office,
            mark=f"{office}{_meeting_of(view.body)}纪要",
            number=view.minutes_no or f"〔{view.held_on.year}〕　　号",
            title=f"{_meeting_of(view.title)}纪要",
            body=view.body,
            starts_at=at(view.held_on, view.begins_at),
            starts_on=view.held_on,
            place=view.place,
            chair=f"{post if post != '成员' else ''}{view.chair}",
            items=tuple(_decided(each) for each in view.items if each.state is ItemState.DECIDED),
            present=tuple((each.name, each.post) for each in _came(view)),
            leave=tuple((each.name, _reason(each)) for each in view.absent),
            observers=tuple((each.name, each.post) for each in view.observers if each.presence in CAME),
            recorder=view.recorder,
            issued_on=view.held_on,
            printed_on=view.sealed_on,
            sent_to=f"{view.body.removesuffix('会议')}成员，有关部门，存档",
            office=office,
            seal=seal,
        )
    ]


def _decided(each: ItemView) -> Decided:
    found = []
    if each.reporter:
        found.append(f"会议听取了{each.reporter}的汇报。")
    outcome = f"{each.outcome.label}。" if each.outcome else ""
    number = f"（决议编号：{each.resolution_no}）" if each.resolution_no else ""
    decision = each.decision.strip().rstrip("。")
    found.append(f"会议决定：{outcome}{decision}{number}。" if decision else f"会议决定：{outcome}")
    if each.yes is not None:
        found.append(f"表决情况：{each.vote_kind.label}，{votes(each, names=False)}。")
    return Decided(each.title, tuple(found))


def votes(each: ItemView, *, names: bool = True) -> str:
    """应到 7 人，实到 6 人，同意 5 票…; of ballots first the papers. Names where voting was open and `names`."""
    found = [f"应到 {each.eligible} 人", f"实到 {each.present} 人"]
    if each.recused:
        found.append(f"回避 {each.recused} 人")
    if each.issued is not None:
        found += [
            f"发出 {each.issued} 张",
            f"收回 {each.returned} 张",
            f"有效 {each.valid} 张",
            f"废票 {each.invalid} 张",
        ]
    counts = ((VoteChoice.YES, each.yes), (VoteChoice.NO, each.no), (VoteChoice.ABSTAIN, each.abstain))
    for choice, count in counts:
        who = [seat.name for seat in each.seats if seat.choice is choice]
        said = f"（{'、'.join(who)}）" if names and who and each.vote_kind is not VoteKind.SECRET else ""
        found.append(f"{choice.label} {count or 0} 票{said}")
    return "，".join(found)


def at(day: date, clock: str) -> datetime | None:
    """The day and a time as 09:00; None without a time."""
    return datetime.combine(day, time.fromisoformat(clock)) if clock else None


def unit(session: Session, on: date) -> str:
    """The office's own name."""
    name: str = settings.get(session, "office_name", on)
    return name


def _came(view: MeetingView) -> tuple[Attendee, ...]:
    return tuple(each for each in view.members if each.presence in CAME)


def _reason(each: Attendee) -> str:
    return f"中途退席：{each.reason}" if each.presence is Presence.LEFT else each.reason


def _attendant(each: Attendee) -> Attendant:
    said = _reason(each) if each.presence in (Presence.ABSENT, Presence.LEFT) else ""
    return Attendant(each.name, each.post, said)


def _meeting_of(name: str) -> str:
    """领导班子会 and 领导班子会议 as 领导班子会议; 采购小组 as 采购小组会议."""
    if name.endswith("会议"):
        return name
    return f"{name}议" if name.endswith("会") and not name.endswith("委员会") else f"{name}会议"


def _departments(session: Session, view: MeetingView) -> dict[int, str]:
    query = (
        select(Submission.id, Department.name)
        .join(Department, Department.id == Submission.department_id)
        .where(Submission.id.in_([each.submission_id for each in view.items]))
    )
    return dict(session.execute(query).all())
