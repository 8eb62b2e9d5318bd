"""From meetings, submissions, resolutions and 督办 to the preview of their papers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from app.kit import records
from app.kit.db import Record
from app.meetings import sealing
from app.meetings.choices import MeetingStatus
from app.meetings.models import FollowUp, Meeting, Resolution, Submission
from app.meetings.printouts import find
from ui.kit.desk import Desk
from ui.kit.paper_maker import maker
from ui.kit.preview import Document, Preview, preview

OF_MEETING = ("notice", "sign-in", "ballots", "tally", "record", "minutes", "archive-list", "packet")
FIRST = {
    MeetingStatus.OPEN: "sign-in", MeetingStatus.CLOSED: "record", MeetingStatus.SEALED: "minutes",
}  # fmt: skip
UNMARKED = {"ballots"}  # every ballot is like every other one


def print_meeting(widget: QWidget, desk: Desk, meeting_id: int, form: str = "") -> Preview:
    """Preview of a meeting's papers, beginning with the one of its stage; the others can be chosen above."""
    status = desk.read(records.values, Meeting, meeting_id)["status"]
    documents = [_document(desk, name, Meeting, meeting_id) for name in OF_MEETING]
    return preview(widget, desk, documents, OF_MEETING.index(form or FIRST.get(status, "notice")))


def print_submission(widget: QWidget, desk: Desk, submission_id: int) -> Preview:
    return preview(widget, desk, [_document(desk, "matter", Submission, submission_id)])


def print_resolution(widget: QWidget, desk: Desk, resolution_id: int) -> Preview:
    return preview(widget, desk, [_document(desk, "decision-notice", Resolution, resolution_id)])


def print_follow_up(widget: QWidget, desk: Desk, follow_up_id: int) -> Preview:
    return preview(widget, desk, [_document(desk, "follow-up", FollowUp, follow_up_id)])


def _document(desk: Desk, form: str, model: type[Record], record_id: int) -> Document:
    printout = find(form)
    title = str(desk.read(records.values, model, record_id)[model.title_column])
    return Document(
        title=printout.title,
        make=maker(desk, printout, [record_id]),
        key="" if form in UNMARKED else partial(_key, form=form, model=model, ids=(record_id,)),
        file_name=f"{title} {printout.title}",
    )


def _key(session: Session, form: str, model: type[Record], ids: Sequence[int]) -> str:
    """Names the form with what it shows as it now is: what was changed since makes another document."""
    states = [
        sealing.digest(session, each)[:16]
        if model is Meeting
        else str(records.get(session, model, each).version)
        for each in ids
    ]
    return f"{form}:{','.join(map(str, ids))}:{','.join(states)}"
