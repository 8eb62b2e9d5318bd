"""How a meeting stands, in a word with its tone: the dot before it is never alone."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from app.kit.errors import UserError
from app.meetings.choices import ItemState, MeetingStatus, Outcome, Presence, VoteChoice, VoteKind
from app.meetings.deciding import Counted
from app.meetings.deliberating import BY_NAME
from app.meetings.queries import ItemView, MeetingView
from app.meetings.rules import Ballots
from app.meetings.views import verdict
from ui.kit.desk import Desk

Said = tuple[str, str]  # tone, words
BEFORE = (MeetingStatus.PLANNED, MeetingStatus.NOTIFIED)
STATUS = {
    MeetingStatus.PLANNED: "warn", MeetingStatus.NOTIFIED: "accent", MeetingStatus.OPEN: "accent",
    MeetingStatus.CLOSED: "warn", MeetingStatus.SEALED: "good", MeetingStatus.CANCELLED: "second",
}  # fmt: skip
OUTCOME = {
    Outcome.PASSED: "good", Outcome.AMENDED: "good", Outcome.DEFERRED: "warn", Outcome.REJECTED: "bad",
}  # fmt: skip
CHOICE = {VoteChoice.YES: "good", VoteChoice.NO: "bad", VoteChoice.ABSTAIN: "warn"}
PRESENCE = {
    Presence.EXPECTED: "second", Presence.PRESENT: "good", Presence.ABSENT: "warn", Presence.LEFT: "warn",
}  # fmt: skip


def quorum(view: MeetingView, to_come: Sequence[str] = ()) -> Said:
    """应到 7 实到 5，需 4，已达到. `to_come` are the members before they are called."""
    if view.status is MeetingStatus.PLANNED:
        words = f"按任期应到 {len(to_come)} 人" if to_come else "当天没有成员在任期内"
        return "second" if to_come else "bad", words
    there = f"应到 {view.eligible} 实到 {view.present}，需 {view.quorum_needed}"
    if view.has_quorum:
        return "good", f"{there}，已达到"
    waiting = view.status is MeetingStatus.NOTIFIED
    return ("warn" if waiting else "bad"), f"{there}，{'还没有达到' if waiting else '不足'}"


def notice(view: MeetingView) -> Said:
    if view.notified_on is None:
        return "warn", "还没有发通知"
    return "good", f"{view.notified_on} 已通知"


def materials(view: MeetingView, days: int) -> Said:
    if view.materials_on is None:
        return "warn", f"材料还没有送达（应在会前 {days} 天）"
    if view.materials_in_time:
        return "good", f"材料 {view.materials_on} 送达"
    return "bad", f"材料 {view.materials_on} 送达，不足会前 {days} 天"


def items(view: MeetingView) -> Said:
    if not view.items:
        return "warn", "议程还是空的"
    decided = sum(each.state is ItemState.DECIDED for each in view.items)
    tone = "good" if decided == len(view.items) else "second"
    return (
        tone,
        f"议程 {len(view.items)} 项" if view.status in BEFORE else f"已议 {decided}/{len(view.items)} 项",
    )


def rule(view: ItemView) -> str:
    """How it is voted, by which rule, and what that comes to now."""
    less = f"（回避 {view.recused} 人）" if view.recused else ""
    return (
        f"{view.vote_kind.label}，{view.pass_rule.label}；以 {view.base} 人为基数{less}，要 {view.needed} 票"
    )


def by_name(view: ItemView) -> bool:
    return view.vote_kind in BY_NAME


def standing(desk: Desk, view: ItemView, counted: Counted | None) -> Said:
    """What the votes come to: of those by name, else of the totals that are typed. A refusal is a sentence too."""
    named = [seat for seat in view.seats if seat.choice is not None]
    if view.state is ItemState.DECIDED:
        return OUTCOME.get(
            view.outcome, "second"
        ) if view.outcome else "second", view.grounds or "没有表决，缓议"
    if named:
        yes, no, abstain = (sum(seat.choice is each for seat in named) for each in VoteChoice)
        silent = [seat.name for seat in view.seats if seat.may_vote and seat.choice is None]
        if silent:
            words = f"同意 {yes}，不同意 {no}，弃权 {abstain}；要 {view.needed} 票，还有{'、'.join(silent)}没有表决"
            return "second", words
        counted = Counted(yes, no, abstain)
    if counted is None:
        if not view.has_quorum:
            least = view.quorum.needed(view.eligible)
            return (
                "bad",
                f"应到 {view.eligible} 人，实到 {view.present} 人；{view.quorum.label}要 {least} 人，不足，不能表决",
            )
        return "second", f"以 {view.base} 人为基数，要 {view.needed} 票赞成"
    try:
        found = desk.read(verdict, view.item_id, counted)
    except UserError as error:
        return "bad", str(error)
    return ("good" if found.passed else "bad" if not found.quorum else "warn"), found.reason


def total(
    yes: int | None, no: int | None, abstain: int | None, secret: tuple[int | None, ...] = ()
) -> Counted | None:
    """The typed totals, when all of them stand there; `secret` are issued, returned, invalid."""
    if yes is None or no is None or abstain is None or any(each is None for each in secret):
        return None
    issued, returned, invalid = (each or 0 for each in secret) if secret else (0, 0, 0)
    return Counted(yes, no, abstain, Ballots(issued, returned, invalid) if secret else None)


def score(view: ItemView) -> str:
    """The count as it was kept."""
    if view.yes is None:
        return "没有表决"
    words = f"同意 {view.yes}　不同意 {view.no}　弃权 {view.abstain}"
    words += f"　回避 {view.recused}" if view.recused else ""
    if view.vote_kind is VoteKind.SECRET:
        words += f"　（发出 {view.issued}，收回 {view.returned}，有效 {view.valid}，废票 {view.invalid}）"
    return words


def money(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.2f} 元"
