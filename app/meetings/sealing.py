"""封存: when the signed record is filed, the meeting freezes; its hash stands on the 纪要.

The hash is over what was decided and how, not over the filing itself, so that the 纪要 bears it before the
record is signed and scanned. The database refuses to change or delete what a sealed meeting holds; what was
added past the program shows when the hash is taken again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

import orjson
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.kit import attachments, audit, records
from app.kit.attachments import Attachment
from app.kit.db import Record
from app.kit.errors import Invalid
from app.kit.rights import right
from app.meetings.arranging import in_state
from app.meetings.choices import MeetingStatus
from app.meetings.models import (
    AgendaItem,
    Attendance,
    Dissent,
    Meeting,
    Recusal,
    Resolution,
    Statement,
    Submission,
    Vote,
)
from app.meetings.rules import Refusal, Rule

OF_MEETING: tuple[type[Record], ...] = (Attendance, AgendaItem)
OF_ITEM: tuple[type[Record], ...] = (Recusal, Statement, Vote, Dissent, Resolution)
_FILING = frozenset(["version", "status", "sealed_on", "scan", "digest", "minutes_no"])
_SUBMITTED = ("submission_no", "title", "amount", "content", "proposal", "reference")


@right("meetings.seal", "封存会议记录", "clerk reviewer", "集体决策")
def seal(session: Session, meeting_id: int, *, today: date) -> str:
    """File the signed record: its scan hangs on the meeting, and from now on nothing changes. Returns the hash."""
    meeting = in_state(session, meeting_id, MeetingStatus.CLOSED)
    scans = attachments.of(session, Meeting, meeting_id)
    if not scans:
        raise Refusal(Rule.SEALED, f"{meeting.title}还没有附上签字后的会议记录扫描件，请先添加附件，再封存。")
    made = digest(session, meeting_id)
    values = {"status": MeetingStatus.SEALED, "sealed_on": today, "scan": scans[-1].sha256, "digest": made}
    records.save(session, Meeting, meeting_id, values)
    return made


@right("meetings.record")
def number_minutes(session: Session, meeting_id: int, minutes_no: str) -> None:
    """The document number of the 纪要, given once the meeting is over."""
    in_state(session, meeting_id, MeetingStatus.CLOSED)
    number = minutes_no.strip()
    twin = select(Meeting.title).where(Meeting.minutes_no == number, Meeting.id != meeting_id)
    if number and (title := session.scalar(twin)):
        raise Invalid({"minutes_no": f"文号“{number}”已用于{title}的纪要"})
    records.save(session, Meeting, meeting_id, {"minutes_no": number or None})


def digest(session: Session, meeting_id: int) -> str:
    """The SHA-256 of all that a meeting holds, as it stands."""
    found = hashlib.sha256()
    for line in _lines(session, meeting_id):
        found.update(orjson.dumps(line) + b"\n")
    return found.hexdigest()


def problems(session: Session) -> list[str]:
    """Sealed meetings that no longer are what was sealed, or whose scan is gone."""
    found = []
    for meeting in session.scalars(select(Meeting).where(Meeting.status == MeetingStatus.SEALED)):
        if digest(session, meeting.id) != meeting.digest:
            found.append(f"{meeting.title}（{meeting.meeting_no}）的记录与封存时的校验值不符")
        scans = select(Attachment.id).where(
            Attachment.table_name == Meeting.__tablename__,
            Attachment.record_id == meeting.id,
            Attachment.sha256 == meeting.scan,
        )
        if session.scalar(scans) is None:
            found.append(f"{meeting.title}（{meeting.meeting_no}）封存时的扫描件不见了")
    return found


def _lines(session: Session, meeting_id: int) -> Iterator[Any]:
    """Every row in a fixed order, as table and plain values."""
    yield _line(session.get_one(Meeting, meeting_id))
    for model in OF_MEETING:
        yield from _rows(session, model, model.meeting_id == meeting_id)  # type: ignore[attr-defined]
    query = select(AgendaItem.id, AgendaItem.submission_id).where(AgendaItem.meeting_id == meeting_id)
    for item_id, submission_id in session.execute(query.order_by(AgendaItem.id)):
        submission = session.get_one(Submission, submission_id)
        yield ["submission", item_id, *(audit.plain(getattr(submission, name)) for name in _SUBMITTED)]
        for model in OF_ITEM:
            yield from _rows(session, model, model.item_id == item_id)  # type: ignore[attr-defined]


def _rows(session: Session, model: Any, condition: Any) -> Iterator[Any]:
    for row in session.scalars(select(model).where(condition).order_by(model.id)):
        yield _line(row)


def _line(row: Record) -> Any:
    kept = [
        attribute.key
        for attribute in inspect(type(row)).column_attrs
        if attribute.key not in _FILING and not attribute.key.startswith(("search_", "sort_"))
    ]
    return [row.__tablename__, *([name, audit.plain(getattr(row, name))] for name in kept)]
