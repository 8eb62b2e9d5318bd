"""The decision on an item: counted, weighed by its rule, kept, and given a number where it was carried."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kit import numbering, records, settings
from app.kit.errors import Invalid
from app.kit.rights import right
from app.meetings.arranging import in_state
from app.meetings.choices import (
    Aim,
    ItemState,
    MeetingStatus,
    Outcome,
    SubmissionStatus,
    VoteChoice,
    VoteKind,
)
from app.meetings.deliberating import name_of, opened, recused_of, refuse_recused, seated_member, voters
from app.meetings.models import AgendaItem, Dissent, Meeting, Resolution, Submission, Vote
from app.meetings.resolutions import amount_problem
from app.meetings.rules import Ballots, Refusal, Rule, Verdict, tally
from app.meetings.sitting import counts
from app.meetings.submitting import changed_by, resolution_of


@dataclass(frozen=True)
class Counted:
    """Totals of a vote that was not taken by name; `ballots` of a secret one."""

    yes: int
    no: int
    abstain: int
    ballots: Ballots | None = None


@right("meetings.record")
def decide(
    session: Session,
    item_id: int,
    outcome: Outcome,
    decision: str,
    counted: Counted | None = None,
    *,
    amount: Decimal | None = None,
) -> int | None:
    """Close an item by its vote; returns the id of the resolution where it was carried.

    `counted` where the vote was not taken by name, `amount` where less was granted than asked for. 缓议 may go without a vote; nothing goes without a quorum.
    Raises Refusal with the rule, and the item stays open as it was.
    """
    item = opened(session, item_id)
    meeting = records.get(session, Meeting, item.meeting_id)
    submission = records.get(session, Submission, item.submission_id)
    if words := amount_problem(amount):
        raise Invalid({"amount": words})
    if amount is not None and (submission.amount is None or amount > submission.amount):
        raise Invalid({"amount": f"决定的金额 {amount:,.2f} 元超过申报的金额，请另行申报"})
    found = _counted(session, item, counted)
    if outcome.carried and not decision.strip():
        raise Invalid({"decision": "请写明决定的内容"})
    if found is None and outcome is not Outcome.DEFERRED:
        raise Refusal(Rule.ONE_BY_ONE, f"第 {item.position} 项还没有表决，不能记为“{outcome.label}”。")
    verdict = verdict_of(session, item, found or Counted(0, 0, 0))
    if not verdict.quorum:
        raise Refusal(Rule.QUORUM, f"{verdict.reason}。")
    if found is not None:
        _check_outcome(outcome, verdict)
    _keep(session, item, found, verdict, outcome, decision)
    deferred = outcome is Outcome.DEFERRED
    submission.status = SubmissionStatus.APPROVED if deferred else SubmissionStatus.DECIDED
    session.flush()
    granted = submission.amount if amount is None else amount
    return _resolve(session, meeting, item, submission, granted) if outcome.carried else None


def _check_outcome(outcome: Outcome, verdict: Verdict) -> None:
    if outcome.carried != verdict.passed:
        raise Refusal(Rule.PASSING, f"{verdict.reason}，不能记为“{outcome.label}”。")


def _counted(session: Session, item: AgendaItem, counted: Counted | None) -> Counted | None:
    """The totals: of the votes by name, or as they were counted; None where nothing was voted."""
    query = select(Vote.choice, func.count()).where(Vote.item_id == item.id).group_by(Vote.choice)
    named = dict(session.execute(query).all())
    may = voters(session, item)
    if counted is not None and counted.ballots is not None and item.vote_kind is not VoteKind.SECRET:
        raise Refusal(Rule.COUNTED, f"第 {item.position} 项是{item.vote_kind.label}，没有选票可计。")
    if named:
        voted = set(session.scalars(select(Vote.person_id).where(Vote.item_id == item.id)))
        if silent := [each for each in may if each not in voted]:
            names = "、".join(name_of(session, each) for each in silent)
            raise Refusal(Rule.ALL_VOTE, f"还有{names}没有表决。不表态的请记为弃权，离开的请登记退席。")
        yes, no, abstain = (named.get(each, 0) for each in VoteChoice)
        taken = Counted(yes, no, abstain)
        if counted is not None and counted != taken:
            raise Refusal(Rule.COUNTED, "填写的票数与逐人记录的表决不符，请核对。")
        return taken
    if counted is None:
        return None
    if item.vote_kind is VoteKind.NAMED:
        raise Refusal(Rule.ALL_VOTE, f"第 {item.position} 项是记名投票，请逐人记录意见。")
    if item.vote_kind is VoteKind.SECRET:
        if counted.ballots is None:
            raise Refusal(Rule.SECRET, "无记名投票要填发出、收回和废票的张数。")
    elif 0 <= (cast_ := counted.yes + counted.no + counted.abstain) < len(may):
        raise Refusal(
            Rule.COUNTED,
            f"可以表决的有 {len(may)} 人，只记了 {cast_} 人。没有表态的请记为弃权，离开的请登记退席。",
        )
    return counted


def verdict_of(session: Session, item: AgendaItem, counted: Counted) -> Verdict:
    """What these totals come to under the rules of an item, as the meeting stands. Raises Refusal."""
    meeting = records.get(session, Meeting, item.meeting_id)
    eligible, present = counts(session, item.meeting_id)
    return tally(
        eligible, present, counted.yes, counted.no, counted.abstain, len(recused_of(session, item)),
        rule=item.pass_rule, quorum=item.quorum, ballots=counted.ballots,
        recusal_reduces_base=settings.get(session, "recusal_reduces_base", meeting.held_on),
    )  # fmt: skip


def _keep(
    session: Session,
    item: AgendaItem,
    counted: Counted | None,
    verdict: Verdict,
    outcome: Outcome,
    decision: str,
) -> None:
    eligible, present = counts(session, item.meeting_id)
    values = {
        "state": ItemState.DECIDED, "outcome": outcome, "decision": decision.strip() or None,
        "eligible": eligible, "present": present, "recused": len(recused_of(session, item)),
        "base": verdict.base, "needed": verdict.needed,
    }  # fmt: skip
    if counted is not None:
        values |= {
            "yes": counted.yes, "no": counted.no, "abstain": counted.abstain, "grounds": verdict.reason,
        }  # fmt: skip
        if counted.ballots is not None:
            values |= {name: getattr(counted.ballots, name) for name in ("issued", "returned", "invalid")}
    records.save(session, AgendaItem, item.id, values)


def _resolve(
    session: Session, meeting: Meeting, item: AgendaItem, submission: Submission, amount: Decimal | None
) -> int:
    rule = settings.get(session, "resolution_no_rule", meeting.held_on)
    about = resolution_of(session, submission.about_id) if submission.about_id is not None else None
    if about is not None and submission.aim is Aim.CHANGE and (newer := changed_by(session, about.id)):
        raise Refusal(
            Rule.SAME_BODY,
            f"决议 {about.resolution_no} 已被 {newer.resolution_no} 变更，请记为缓议，针对后者重新提出。",
        )
    values = {
        "resolution_no": numbering.take(session, "resolution", rule, meeting.held_on), "item_id": item.id,
        "title": submission.title, "text": item.decision, "amount": amount,
        "outcome": item.outcome, "decided_on": meeting.held_on, "aim": submission.aim,
        "about_id": about.id if about is not None else None,
    }  # fmt: skip
    return records.save(session, Resolution, None, values)


@right("meetings.record")
def word(session: Session, item_id: int, decision: str, version: int | None = None) -> None:
    """Polish the words of a decision for the 纪要, until the record is filed; votes and outcome stay."""
    item = records.get(session, AgendaItem, item_id)
    in_state(session, item.meeting_id, MeetingStatus.OPEN, MeetingStatus.CLOSED)
    if item.state is not ItemState.DECIDED or not decision.strip():
        raise Invalid({"decision": "请写明决定的内容，议决以后才能修改文字"})
    records.save(session, AgendaItem, item_id, {"decision": decision.strip()}, version)
    made = session.scalar(select(Resolution.id).where(Resolution.item_id == item_id))
    if made is not None:
        records.save(session, Resolution, made, {"text": decision.strip()})


@right("meetings.record")
def dissent(session: Session, item_id: int, person_id: int, words: str) -> int:
    """A member who was outvoted wants it on record; not where the ballot was secret."""
    item = records.get(session, AgendaItem, item_id)
    in_state(session, item.meeting_id, MeetingStatus.OPEN, MeetingStatus.CLOSED)
    if item.state is not ItemState.DECIDED:
        raise Refusal(Rule.ORDER, f"第 {item.position} 项还没有议决，不能登记保留意见。")
    if item.vote_kind is VoteKind.SECRET:
        raise Refusal(Rule.SECRET, "无记名投票不登记个人的保留意见，以免对应到选票。")
    voted = select(Vote.id).where(Vote.item_id == item_id, Vote.person_id == person_id)
    if session.scalar(voted) is None:  # who voted may have left since
        seated_member(session, item, person_id)
    refuse_recused(session, item_id, person_id, "登记保留意见")
    values = {"item_id": item_id, "vote_kind": item.vote_kind, "person_id": person_id, "words": words.strip()}
    return records.save(session, Dissent, None, values)
