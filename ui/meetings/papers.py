"""From meetings, submissions, resolutions and 督办 to the preview of their papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from app.kit import records
from app.kit.db import Record
from app.meetings import queries, sealing
from app.meetings.choices import MeetingStatus, VoteKind
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
OF_THE_END = {"record", "minutes", "archive-list", "packet"}  # drafts until the meeting is over
OVER = (MeetingStatus.CLOSED, MeetingStatus.SEALED)
ON_PAPER = (VoteKind.SECRET, VoteKind.NAMED)


def print_meeting(widget: QWidget, desk: Desk, meeting_id: int, form: str = "") -> Preview:
    """Preview of a meeting's papers, beginning with the one of its stage; the others can be chosen above."""
    view = desk.read(queries.meeting, meeting_id)
    empty = set() if any(each.vote_kind in ON_PAPER for each in view.items) else {"ballots"}
    empty |= set() if view.items else {"tally"}
    forms = [each for each in OF_MEETING if each not in empty]
    drafts = set() if view.status in OVER else OF_THE_END
    documents = [_document(desk, each, Meeting, meeting_id, each in drafts) for each in forms]
    return preview(widget, desk, documents, forms.index(form or FIRST.get(view.status, "notice")))


def print_submission(widget: QWidget, desk: Desk, submission_id: int) -> Preview:
    return preview(widget, desk, [_document(desk, "matter", Submission, submission_id)])


def print_resolution(widget: QWidget, desk: Desk, resolution_id: int) -> Preview:
    return preview(widget, desk, [_document(desk, "decision-notice", Resolution, resolution_id)])


def print_follow_up(widget: QWidget, desk: Desk, follow_up_id: int) -> Preview:
    return preview(widget, desk, [_document(desk, "follow-up", FollowUp, follow_up_id)])


def _document(desk: Desk, form: str, model: type[Record], record_id: int, draft: bool = False) -> Document:
    printout = find(form)
    make = maker(desk, printout, [record_id])
    title = str(desk.read(records.values, model, record_id)[model.title_column])
    return Document(
        title=printout.title,
        make=partial(_as_draft, make) if draft else make,
        key="" if draft or form in UNMARKED else partial(_key, form=form, model=model, ids=(record_id,)),
        file_name=f"{title} {printout.title}",
    )


def _as_draft(make: Callable[..., bytes], copy: str, **words: Any) -> bytes:
    """Marked 草稿, however often it was printed."""
    return make(copy="草稿", **words)


def _key(session: Session, form: str, model: type[Record], ids: Sequence[int]) -> str:
    """Names the form with what it shows as it now is: what was changed since makes another document."""
    states = [
        sealing.digest(session, each)[:16]
        if model is Meeting
        else str(records.get(session, model, each).version)
        for each in ids
    ]
    return f"{form}:{','.join(map(str, ids))}:{','.join(states)}"
