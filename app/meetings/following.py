"""督办: what a resolution asks of whom until when, how it goes, and its being struck off the list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.kit import duties, numbering, records, settings
from app.kit.duties import Duty
from app.kit.errors import Invalid
from app.kit.rights import right
from app.meetings.choices import FollowUpStatus
from app.meetings.models import FollowUp, ProgressNote, Resolution
from app.meetings.rules import Refusal, Rule


@right("follow_ups.track", "登记督办事项和进展", "clerk reviewer", "集体决策")
def save_follow_up(
    session: Session,
    follow_up_id: int | None,
    values: Mapping[str, Any],
    version: int | None = None,
    *,
    today: date,
) -> int:
    """Give somebody a task out of a resolution, or change one that is open. Raises Invalid, Refusal, Stale."""
    values = dict(values)
    held: dict[str, Any] = {}
    if follow_up_id is not None:
        _in(session, follow_up_id, FollowUpStatus.OPEN)
        held = records.values(session, FollowUp, follow_up_id)
    whole = held | values
    if whole.get("due_on") and whole.get("resolution_id"):
        resolution = records.get(session, Resolution, whole["resolution_id"])
        if whole["due_on"] < resolution.decided_on:
            raise Invalid({"due_on": f"办理时限早于决定日期 {resolution.decided_on}"})
    if follow_up_id is not None:
        return records.save(session, FollowUp, follow_up_id, values, version)
    rule = settings.get(session, "follow_up_no_rule", today)
    values["follow_up_no"] = numbering.take(session, "follow_up", rule, today)
    return records.save(session, FollowUp, None, values)


@right("follow_ups.track")
def note_progress(session: Session, follow_up_id: int, on: date, words: str, *, today: date) -> int:
    """How far it is on a day."""
    _in(session, follow_up_id, FollowUpStatus.OPEN, FollowUpStatus.DONE)
    _refuse_future(on, today)
    values = {"follow_up_id": follow_up_id, "noted_on": on, "words": words.strip()}
    return records.save(session, ProgressNote, None, values)


@right("follow_ups.track")
def finish(session: Session, follow_up_id: int, on: date, words: str, *, today: date) -> None:
    """It is done, with what came of it; somebody else strikes it off."""
    follow_up = _in(session, follow_up_id, FollowUpStatus.OPEN)
    note_progress(session, follow_up_id, on, words, today=today)
    duties.check(session, FollowUp.__tablename__, follow_up_id, Duty.APPLY)
    follow_up.status, follow_up.done_on = FollowUpStatus.DONE, on
    session.flush()


@right("follow_ups.close", "督办销号", "reviewer leader", "集体决策")
def strike_off(
    session: Session, follow_up_id: int, conclusion: str, *, today: date, accepted: bool = True
) -> None:
    """Strike it off the list, or send it back to be done properly."""
    follow_up = _in(session, follow_up_id, FollowUpStatus.DONE)
    if not conclusion.strip():
        raise Invalid({"conclusion": "请写明销号或退回的意见"})
    duties.check(session, FollowUp.__tablename__, follow_up_id, Duty.APPROVE)
    follow_up.conclusion = conclusion.strip()
    follow_up.status = FollowUpStatus.CLOSED if accepted else FollowUpStatus.OPEN
    follow_up.closed_on = today if accepted else None
    if not accepted:
        follow_up.done_on = None
    session.flush()


def _in(session: Session, follow_up_id: int, *allowed: FollowUpStatus) -> FollowUp:
    follow_up = records.get(session, FollowUp, follow_up_id)
    if follow_up.status not in allowed:
        words = "、".join(each.label for each in allowed)
        raise Refusal(
            Rule.ORDER, f"督办 {follow_up.follow_up_no} {follow_up.status.label}，“{words}”时才能办理。"
        )
    return follow_up


def _refuse_future(on: date, today: date) -> None:
    if on > today:
        raise Invalid({"noted_on": f"日期 {on} 还没有到"})
