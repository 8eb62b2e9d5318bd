"""The small windows of submissions and 督办: review, proof, task, progress, striking off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from app.meetings import following, submitting
from app.meetings.choices import Prerequisite, ReviewResult, ReviewStep
from app.meetings.submitted import Proof
from app.meetings.views import last_reviewer
from app.people.models import Department, Person
from ui.kit.desk import Desk
from ui.kit.verb_dialog import VerbDialog, asked


def review(parent: QWidget, desk: Desk, submission_id: int, step: ReviewStep, title: str) -> VerbDialog:
    """Sign at the step where a submission waits."""
    fields = [
        asked("reviewer_id", "审核人", "link", required=True, target=Person),
        asked("result", "结论", "choice", required=True, choices=ReviewResult),
        asked("opinion", "意见", "note", hint="退回要写明意见"),
    ]
    dialog = VerbDialog(
        parent, desk, f"{step.label}审核", "签署意见", fields, "reviewer_id result\nopinion",
        partial(_review, submission_id=submission_id, today=desk.today()), title,
    )  # fmt: skip
    dialog.put(result=ReviewResult.AGREED, reviewer_id=desk.read(last_reviewer, step))
    return dialog


def _review(session: Session, values: Mapping[str, Any], *, submission_id: int, today: date) -> int:
    return submitting.review(
        session, submission_id, values["result"], values["reviewer_id"], values["opinion"] or "", today=today
    )


def prove(parent: QWidget, desk: Desk, submission_id: int, proof: Proof) -> VerbDialog:
    """Tick a prerequisite with its evidence."""
    kind: Prerequisite = proof.kind
    fields = [
        asked("done_on", "完成日期", "date", required=True),
        asked("evidence", "证明材料", "note", required=True, hint="文号、会议或报告名称"),
    ]
    dialog = VerbDialog(
        parent, desk, kind.label, f"登记{kind.label}", fields, "done_on\nevidence",
        lambda session, values: submitting.prove(
            session, submission_id, kind, values["done_on"], values["evidence"], today=desk.today()
        ),
        "登记以后可以在这一行上挂扫描件。",
    )  # fmt: skip
    dialog.put(done_on=proof.done_on or desk.today(), evidence=proof.evidence)
    return dialog


def task(parent: QWidget, desk: Desk, resolution_id: int, text: str) -> VerbDialog:
    """Give somebody a task out of a resolution."""
    fields = [
        asked("task", "督办事项", "note", required=True),
        asked("owner_id", "责任人", "link", required=True, target=Person),
        asked("department_id", "责任部门", "link", target=Department),
        asked("due_on", "办理时限", "date", required=True),
    ]
    return VerbDialog(
        parent, desk, "立项督办", "下达督办", fields, "task\nowner_id department_id\ndue_on",
        lambda session, values: following.save_follow_up(
            session, None, dict(values) | {"resolution_id": resolution_id}, today=desk.today()
        ),
        text,
    )  # fmt: skip


def progress(parent: QWidget, desk: Desk, follow_up_id: int, finished: bool) -> VerbDialog:
    """How far it is, or that it is done."""
    verb = following.finish if finished else following.note_progress
    title = "办结" if finished else "登记进展"
    fields = [
        asked("noted_on", "办结日期" if finished else "日期", "date", required=True),
        asked("words", "办理结果" if finished else "进展情况", "note", required=True),
    ]
    dialog = VerbDialog(
        parent, desk, title, title, fields, "noted_on\nwords",
        lambda session, values: verb(
            session, follow_up_id, values["noted_on"], values["words"], today=desk.today()
        ),
        "办结以后由另一人核实销号。" if finished else "",
    )  # fmt: skip
    dialog.put(noted_on=desk.today())
    return dialog


def strike_off(parent: QWidget, desk: Desk, follow_up_id: int, accepted: bool) -> VerbDialog:
    """Off the list, or back to be done properly."""
    title = "销号" if accepted else "退回继续办理"
    return VerbDialog(
        parent, desk, title, title, [asked("conclusion", "意见", "note", required=True)], "conclusion",
        lambda session, values: following.strike_off(
            session, follow_up_id, values["conclusion"], today=desk.today(), accepted=accepted
        ),
    )  # fmt: skip
