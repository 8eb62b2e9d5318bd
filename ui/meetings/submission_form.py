"""The form of a 议题 while it is a draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.meetings import submitting
from app.meetings.choices import Aim
from app.meetings.models import Submission
from ui.kit.desk import Desk
from ui.meetings.sheet_form import SheetForm, bound

LAYOUT = """== 议题
    title
    matter_id body_id
    amount reference
    department_id handler_id
    raised_on aim
    about_id
    content
    proposal
    == 紧急议题
    emergency
    emergency_reason"""


def submission_form(
    desk: Desk, submission_id: int | None, start: Mapping[str, Any] | None = None
) -> SheetForm:
    """What is asked for, while it is a draft."""
    verb = bound("submissions.raise", submitting.save_submission, today=desk.today())
    given = {"raised_on": desk.today(), "aim": Aim.DECIDE, **(start or {})} if submission_id is None else None
    return SheetForm(
        desk, Submission, LAYOUT, submission_id, verb=verb, start=given,
        optional={"body_id": "不填则由决策事项决定"},
    )  # fmt: skip
