"""One item under discussion: opened, reported, spoken to with the chair last, voted on by name."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import records, settings
from app.kit.rights import right
from app.meetings.arranging import in_state, name_now
from app.meetings.choices import (
    AttendanceRole,
    ItemState,
    MeetingStatus,
    Presence,
    VoteChoice,
    VoteKind,
)
from app.meetings.models import (
    AgendaItem,
    Attendance,
    Meeting,
    Recusal,
    Statement,
    Vote,
)
from app.meetings.rules import Refusal, Rule
from app.meetings.sitting import attendance, open_item_of
from app.people.models import Person

BY_NAME = (VoteKind.NAMED, VoteKind.HANDS)


@right("meetings.record")
def open_item(session: Session, item_id: int) -> None:
    """Take up an item; only one at a time."""
    item = records.get(session, AgendaItem, item_id)
    meeting = in_state(session, item.meeting_id, MeetingStatus.OPEN)
    other = open_item_of(session, item.meeting_id)
    if other is not None:
        raise Refusal(Rule.ONE_BY_ONE, f"第 {other.position} 项还在审议，一项议决后再议下一项。")
    if item.state is not ItemState.WAITING:
        raise Refusal(
            Rule.ORDER, f"第 {item.position} 项{item.state.label}，不能重新审议。变更决定请提交新的议题。"
        )
    item.state, item.chair_id = ItemState.OPEN, meeting.chair_id
    session.flush()


@right("meetings.record")
def put_back(session: Session, item_id: int) -> None:
    """Leave an item undecided for now, as where the quorum is lost; votes by name are taken back."""
    item = opened(session, item_id)
    for vote in session.scalars(select(Vote).where(Vote.item_id == item_id)):
        session.delete(vote)
    item.state = ItemState.WAITING
    session.flush()


@right("meetings.record")
def report(
    session: Session,
    item_id: int,
    reporter_id: int | None,
    words: str,
    *,
    scrutineer_id: int | None = None,
    teller_id: int | None = None,
    version: int | None = None,
) -> None:
    """Who reported and the gist of it; who watched and who counted the ballots."""
    item = records.get(session, AgendaItem, item_id)
    in_state(session, item.meeting_id, MeetingStatus.OPEN, MeetingStatus.CLOSED)
    values = {
        "reporter_id": reporter_id, "report": words.strip() or None, "scrutineer_id": scrutineer_id,
        "teller_id": teller_id, "reporter_name": name_now(session, reporter_id),
        "scrutineer_name": name_now(session, scrutineer_id), "teller_name": name_now(session, teller_id),
    }  # fmt: skip
    records.save(session, AgendaItem, item_id, values, version)


@right("meetings.record")
def recuse(session: Session, item_id: int, person_id: int, reason: str) -> int:
    """A member who is concerned leaves for this item, before anybody votes."""
    item = opened(session, item_id)
    row = seated_member(session, item, person_id)
    held = {each for (each,) in session.execute(select(Recusal.person_id).where(Recusal.item_id == item_id))}
    if person_id in held:
        raise Refusal(Rule.RECUSAL, f"{name_of(session, row.person_id)}已经登记回避。")
    if person_id == item.chair_id:
        raise Refusal(
            Rule.RECUSAL,
            f"{name_of(session, person_id)}正在主持这一项，不能一边主持一边回避。请放回待议，换人主持后再审议。",
        )
    if session.scalar(select(Vote.id).where(Vote.item_id == item_id).limit(1)) is not None:
        raise Refusal(Rule.RECUSAL, "已经开始表决，不能再登记回避。请放回待议，重新审议。")
    values = {"item_id": item_id, "person_id": person_id, "reason": reason.strip()}
    return records.save(session, Recusal, None, values)


@right("meetings.record")
def unrecuse(session: Session, item_id: int, person_id: int) -> None:
    """A recusal that was keyed in wrongly goes, before anybody votes."""
    opened(session, item_id)
    found = session.scalar(
        select(Recusal.id).where(Recusal.item_id == item_id, Recusal.person_id == person_id)
    )
    if found is None:
        raise Refusal(Rule.RECUSAL, f"{name_of(session, person_id)}没有登记回避。")
    if session.scalar(select(Vote.id).where(Vote.item_id == item_id).limit(1)) is not None:
        raise Refusal(Rule.RECUSAL, "已经开始表决，不能再改回避。请放回待议，重新审议。")
    records.remove(session, Recusal, found)


@right("meetings.record")
def speak(session: Session, item_id: int, person_id: int, words: str) -> int:
    """What somebody there says, in the order of speaking: the chair only after every other member who may vote."""
    item = opened(session, item_id)
    meeting = records.get(session, Meeting, item.meeting_id)
    refuse_recused(session, item_id, person_id, "发言")
    row = attendance(session, item.meeting_id, person_id)
    if row.presence is not Presence.PRESENT:
        raise Refusal(
            Rule.ABSENT, f"{name_of(session, person_id)}{row.presence.label}，不在场的人不能记入发言。"
        )
    spoken = list(session.scalars(select(Statement.person_id).where(Statement.item_id == item_id)))
    if settings.get(session, "chair_speaks_last", meeting.held_on):
        _check_chair_last(session, item, meeting.chair_id, person_id, spoken)
    values = {
        "item_id": item_id, "position": len(spoken) + 1, "person_id": person_id, "words": words.strip(),
    }  # fmt: skip
    return records.save(session, Statement, None, values)


def _check_chair_last(
    session: Session, item: AgendaItem, chair_id: int | None, person_id: int, spoken: Sequence[int]
) -> None:
    silent = [each for each in voters(session, item) if each not in (*spoken, chair_id)]
    if person_id == chair_id and silent:
        names = "、".join(name_of(session, each) for each in silent)
        raise Refusal(
            Rule.CHAIR_LAST,
            f"主持人要等其他到会成员都表态后再表态，还有{names}没有发言。没有意见的请如实记“没有不同意见”。",
        )
    if person_id != chair_id and chair_id in spoken:
        raise Refusal(Rule.CHAIR_LAST, "主持人已经末位表态，不能再登记其他人的发言。")


@right("meetings.record")
def reword(session: Session, statement_id: int, words: str, version: int | None = None) -> None:
    """Mend what was taken down of a statement, until the record is filed; who spoke and when stays."""
    statement = records.get(session, Statement, statement_id)
    item = records.get(session, AgendaItem, statement.item_id)
    in_state(session, item.meeting_id, MeetingStatus.OPEN, MeetingStatus.CLOSED)
    records.save(session, Statement, statement_id, {"words": words.strip()}, version)


@right("meetings.record")
def cast(session: Session, item_id: int, person_id: int, choice: VoteChoice) -> int:
    """A vote by name, where voting is open: only who is there, is a member and does not recuse, and once."""
    item = opened(session, item_id)
    if item.vote_kind not in BY_NAME:
        raise Refusal(
            Rule.SECRET, f"第 {item.position} 项是{item.vote_kind.label}，只记总数，不记每个人的意见。"
        )
    row = seated_member(session, item, person_id)
    refuse_recused(session, item_id, person_id, "表决")
    twice = select(Vote.id).where(Vote.item_id == item_id, Vote.person_id == person_id)
    if session.scalar(twice) is not None:
        raise Refusal(
            Rule.ONE_VOTE, f"{name_of(session, row.person_id)}已经表决过，不能重复表决。记错的请先撤销再记。"
        )
    values = {"item_id": item_id, "vote_kind": item.vote_kind, "person_id": person_id, "choice": choice}
    return records.save(session, Vote, None, values)


@right("meetings.record")
def uncast(session: Session, item_id: int, person_id: int) -> None:
    """A vote that was keyed in wrongly goes, before the item is decided."""
    opened(session, item_id)
    found = session.scalar(select(Vote.id).where(Vote.item_id == item_id, Vote.person_id == person_id))
    if found is None:
        raise Refusal(Rule.ONE_VOTE, f"{name_of(session, person_id)}还没有表决。")
    records.remove(session, Vote, found)


def recused_of(session: Session, item: AgendaItem) -> list[int]:
    """Who of those present left for this item."""
    query = (
        select(Recusal.person_id)
        .join(Attendance, Attendance.person_id == Recusal.person_id)
        .where(
            Recusal.item_id == item.id,
            Attendance.meeting_id == item.meeting_id,
            Attendance.presence == Presence.PRESENT,
        )
    )
    return list(session.scalars(query))


def voters(session: Session, item: AgendaItem) -> list[int]:
    """Who may vote on it now: the members who are there and do not recuse, in their order."""
    query = select(Attendance.person_id).where(
        Attendance.meeting_id == item.meeting_id,
        Attendance.role == AttendanceRole.MEMBER,
        Attendance.presence == Presence.PRESENT,
    )
    away = recused_of(session, item)
    return [each for each in session.scalars(query.order_by(Attendance.rank)) if each not in away]


def opened(session: Session, item_id: int) -> AgendaItem:
    item = records.get(session, AgendaItem, item_id)
    in_state(session, item.meeting_id, MeetingStatus.OPEN)
    if item.state is not ItemState.OPEN:
        raise Refusal(Rule.ONE_BY_ONE, f"第 {item.position} 项{item.state.label}，不在审议中。")
    return item


def seated_member(session: Session, item: AgendaItem, person_id: int) -> Attendance:
    """A member who is there. Raises Refusal."""
    row = attendance(session, item.meeting_id, person_id)
    name = name_of(session, person_id)
    if row.role is not AttendanceRole.MEMBER:
        raise Refusal(Rule.ABSENT, f"{name}是列席人员，不参加表决。")
    if row.presence is not Presence.PRESENT:
        raise Refusal(Rule.ABSENT, f"{name}{row.presence.label}，书面意见和代投都不能计票。")
    return row


def refuse_recused(session: Session, item_id: int, person_id: int, doing: str) -> None:
    query = select(Recusal.id).where(Recusal.item_id == item_id, Recusal.person_id == person_id)
    if session.scalar(query) is not None:
        raise Refusal(Rule.RECUSAL, f"{name_of(session, person_id)}已经回避这一项，不能{doing}。")


def name_of(session: Session, person_id: int) -> str:
    return records.get(session, Person, person_id).name
