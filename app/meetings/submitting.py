"""议题: raised, checked up the chain 部门负责人 → 分管领导 → 主要负责人, its prerequisites proved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import duties, numbering, records, settings
from app.kit.duties import Duty
from app.kit.errors import Invalid, UserError
from app.kit.rights import right
from app.meetings.catalogue import matters_on
from app.meetings.choices import Aim, Prerequisite, ReviewResult, ReviewStep, SubmissionStatus
from app.meetings.models import AgendaItem, Body, Check, Matter, Resolution, Review, Submission
from app.meetings.rules import Refusal, Rule
from app.people.models import Person

# Signed at a step, a submission waits at the next one.
AFTER = {
    ReviewStep.DEPARTMENT: SubmissionStatus.DEPUTY,
    ReviewStep.DEPUTY: SubmissionStatus.CHIEF,
    ReviewStep.CHIEF: SubmissionStatus.APPROVED,
}
WAITING = tuple(SubmissionStatus(step.value) for step in ReviewStep)


@right("submissions.raise", "申报议题、登记前置程序", "clerk", "集体决策")
def save_submission(
    session: Session,
    submission_id: int | None,
    values: Mapping[str, Any],
    version: int | None = None,
    *,
    today: date,
) -> int:
    """Raise a matter or change one that is still a draft; the body is the matter's unless another is named.

    Raises Invalid with a sentence per field, Stale when somebody else changed it since `version`.
    """
    held: dict[str, Any] = {}
    if submission_id is not None:
        submission = records.get(session, Submission, submission_id)
        if submission.status is not SubmissionStatus.DRAFT:
            raise Refusal(
                Rule.REVIEW, f"议题“{submission.title}”{submission.status.label}，不能再改。请先退回。"
            )
        held = records.values(session, Submission, submission_id)
    values = dict(values)
    if values.get("matter_id") and not values.get("body_id"):
        values["body_id"] = records.get(session, Matter, values["matter_id"]).body_id
    values["raised_on"] = values.get("raised_on") or held.get("raised_on") or today
    if found := _problems(session, held | values, today):
        raise Invalid(found)
    if submission_id is None:
        rule = settings.get(session, "submission_no_rule", today)
        values["submission_no"] = numbering.take(session, "submission", rule, values["raised_on"])
    made = records.save(session, Submission, submission_id, values, version)
    if submission_id is None:
        duties.check(session, Submission.__tablename__, made, Duty.APPLY)
    return made


def _problems(session: Session, values: Mapping[str, Any], today: date) -> dict[str, str]:
    found: dict[str, str] = {}
    if values["raised_on"] > today:
        found["raised_on"] = f"申报日期 {values['raised_on']} 还没有到"
    if values.get("matter_id"):
        matter = records.get(session, Matter, values["matter_id"])
        day = values["raised_on"]
        if day < matter.effective_from or (matter.effective_until and day > matter.effective_until):
            found["matter_id"] = f"“{matter.name}”在 {day} 不生效，请选当时有效的事项"
        if matter.threshold is not None and values.get("amount") is None:
            found["amount"] = f"“{matter.name}”按金额划分，请填写金额"
        if values.get("body_id") != matter.body_id and not values.get("about_id"):
            body = records.get(session, Body, matter.body_id)
            found["body_id"] = f"事项清单规定“{matter.name}”由{body.name}决定"
    if values.get("about_id"):
        found |= _about_problem(session, values)
    return found


def _about_problem(session: Session, values: Mapping[str, Any]) -> dict[str, str]:
    """What is changed or confirmed must have been carried and still hold, and goes to the body that carried it."""
    about = records.get(session, Submission, values["about_id"])
    aim = Aim(values.get("aim") or Aim.DECIDE)
    old = resolution_of(session, about.id)
    if old is None:
        return {"about_id": f"议题“{about.title}”没有通过的决议，不能{aim.label}"}
    if aim is Aim.CHANGE and (newer := changed_by(session, old.id)):
        return {"about_id": f"决议 {old.resolution_no} 已被 {newer.resolution_no} 变更，请针对后者提出"}
    if values.get("body_id") != about.body_id:
        return {"body_id": "原决定由哪个机构作出，就由哪个机构重新议决"}
    return {}


def resolution_of(session: Session, submission_id: int) -> Resolution | None:
    """The resolution that a submission led to; None where it was not carried."""
    query = select(Resolution).join(AgendaItem, AgendaItem.id == Resolution.item_id)
    return session.scalar(
        query.where(AgendaItem.submission_id == submission_id).order_by(Resolution.id.desc())
    )


def changed_by(session: Session, resolution_id: int) -> Resolution | None:
    """The newer resolution that changed this one; None while it holds."""
    query = select(Resolution).where(Resolution.about_id == resolution_id, Resolution.aim == Aim.CHANGE)
    return session.scalar(query.order_by(Resolution.id.desc()).limit(1))


def rules_on(session: Session, submission: Submission, day: date) -> Matter | None:
    """The line of the catalogue that holds on the day of the meeting, which may be newer than the one it was
    raised under. Raises Refusal where there is none any more, or another body decides now."""
    if submission.matter_id is None:
        return None
    raised = records.get(session, Matter, submission.matter_id)
    matter = next((each for each in matters_on(session, day) if each.code == raised.code), None)
    if matter is None:
        raise Refusal(
            Rule.ORDER,
            f"事项 {raised.code} {raised.name}在 {day} 已不在清单里，请撤回“{submission.title}”重新申报。",
        )
    if submission.body_id != matter.body_id and submission.aim is Aim.DECIDE:
        body = records.get(session, Body, matter.body_id)
        raise Refusal(
            Rule.ORDER,
            f"事项 {matter.code} {matter.name}在 {day} 由{body.name}决定，请撤回“{submission.title}”重新申报。",
        )
    return matter


@right("submissions.raise")
def hand_in(session: Session, submission_id: int) -> None:
    """A draft goes up: to the head of the department, or straight to the chief where it is urgent."""
    submission = _in(session, submission_id, SubmissionStatus.DRAFT)
    submission.status = SubmissionStatus.CHIEF if submission.emergency else SubmissionStatus.DEPARTMENT
    session.flush()


@right("submissions.review", "审核议题", "reviewer leader", "集体决策")
def review(
    session: Session,
    submission_id: int,
    result: ReviewResult,
    reviewer_id: int,
    opinion: str = "",
    *,
    today: date,
) -> int:
    """Sign at the step where a submission waits; returned, it is a draft again. Returns the review's id."""
    submission = _in(session, submission_id, *WAITING)
    if result is ReviewResult.RETURNED and not opinion.strip():
        raise Invalid({"opinion": "退回要写明意见"})
    duties.check(session, Submission.__tablename__, submission_id, Duty.APPROVE)
    step = ReviewStep(submission.status.value)
    values = {
        "submission_id": submission_id, "step": step, "reviewer_id": reviewer_id, "result": result,
        "reviewer_name": records.get(session, Person, reviewer_id).name,
        "opinion": opinion.strip() or None, "reviewed_on": today,
    }  # fmt: skip
    submission.status = AFTER[step] if result is ReviewResult.AGREED else SubmissionStatus.DRAFT
    return records.save(session, Review, None, values)


@right("submissions.raise")
def prove(
    session: Session, submission_id: int, kind: Prerequisite, done_on: date, evidence: str, *, today: date
) -> int:
    """Tick a prerequisite with its evidence, or mend it; returns the id that papers are attached to."""
    _not_over(records.get(session, Submission, submission_id))
    if done_on > today:
        raise Invalid({"done_on": f"完成日期 {done_on} 还没有到"})
    query = select(Check.id).where(Check.submission_id == submission_id, Check.kind == kind)
    values = {"submission_id": submission_id, "kind": kind, "done_on": done_on, "evidence": evidence.strip()}
    return records.save(session, Check, session.scalar(query), values)


@right("submissions.raise")
def withdraw(session: Session, submission_id: int) -> None:
    """Take back what is on no agenda yet; its number stays used."""
    submission = records.get(session, Submission, submission_id)
    _not_over(submission)
    if submission.status is SubmissionStatus.SCHEDULED:
        raise UserError(f"议题“{submission.title}”已列入会议议程，请先从议程中撤下。")
    submission.status = SubmissionStatus.WITHDRAWN
    session.flush()


def lacking(session: Session, submission_id: int, day: date | None = None) -> list[Prerequisite]:
    """The prerequisites of its matter that are not proved yet: as it was raised, or as it holds on a day."""
    submission = records.get(session, Submission, submission_id)
    if submission.matter_id is None:
        return []
    matter = rules_on(session, submission, day) if day else records.get(session, Matter, submission.matter_id)
    done = set(session.scalars(select(Check.kind).where(Check.submission_id == submission_id)))
    return [each for each in matter.prerequisites if each not in done] if matter else []


def reviewers(session: Session, submission_id: int) -> list[tuple[Review, str]]:
    """Every signature with the name of who signed as it was then, in order."""
    query = select(Review).where(Review.submission_id == submission_id).order_by(Review.id)
    return [(row, row.reviewer_name) for row in session.scalars(query)]


def _in(session: Session, submission_id: int, *allowed: SubmissionStatus) -> Submission:
    submission = records.get(session, Submission, submission_id)
    if submission.status not in allowed:
        words = "、".join(each.label for each in allowed)
        raise Refusal(
            Rule.REVIEW, f"议题“{submission.title}”现在是“{submission.status.label}”，“{words}”时才能办理。"
        )
    return submission


def _not_over(submission: Submission) -> None:
    if submission.status in (SubmissionStatus.DECIDED, SubmissionStatus.WITHDRAWN):
        raise Refusal(Rule.ORDER, f"议题“{submission.title}”{submission.status.label}，不能再改。")
