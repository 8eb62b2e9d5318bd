"""What waits of decisions: lines for the workbench, the count on the rail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from app.meetings import decisions
from app.meetings.choices import MeetingStatus
from app.meetings.decisions import Waiting
from ui.kit import ways
from ui.workbench_tiles import Task


def count(session: Session, today: date) -> int:
    """How many things wait for somebody."""
    found = decisions.waiting(session, today)
    return found.to_review + len(found.meetings) + found.to_seal + found.to_ratify + found.overdue


def tasks(found: Waiting, today: date, widget: QWidget) -> list[Task]:
    """A line for each kind of thing, what is late first; each leads to where it is done."""
    made = []
    if found.overdue:
        made.append(
            Task("calendar-check", "bad", "督办已逾期", f"{found.overdue:,} 件", _way(widget, "督办", 0))
        )
    for meeting_id, title, held_on, status in found.meetings[:3]:
        made.append(_meeting(widget, today, meeting_id, title, held_on, status))
    if found.to_review:
        made.append(
            Task("file-text", "warn", "议题待审核", f"{found.to_review:,} 个", _way(widget, "议题", 0))
        )
    if found.to_schedule:
        made.append(
            Task("file-text", "second", "议题待上会", f"{found.to_schedule:,} 个", _way(widget, "议题", 1))
        )
    if found.to_ratify:
        made.append(
            Task(
                "triangle-alert",
                "warn",
                "紧急决定待追认",
                f"{found.to_ratify:,} 项",
                partial(_open_urgent, widget),
            )
        )
    if found.to_seal:
        made.append(
            Task("archive", "warn", "会议记录待签字封存", f"{found.to_seal:,} 次", _way(widget, "会议", 1))
        )
    if found.let_go:
        made.append(
            Task("lock-open", "second", "今年没有决议先放行", f"{found.let_go:,} 笔", _way(widget, "放行"))
        )
    return made


def _meeting(
    widget: QWidget, today: date, meeting_id: int, title: str, held_on: date, status: MeetingStatus
) -> Task:
    days = (held_on - today).days
    when = "今天" if days == 0 else f"{held_on.month}月{held_on.day}日"
    tone = "bad" if days < 0 else "warn" if status is MeetingStatus.PLANNED or days == 0 else "second"
    words = {
        MeetingStatus.PLANNED: f"{title}还没有发通知",
        MeetingStatus.NOTIFIED: f"{title}已通知，等待召开",
    }.get(status, f"{title}正在进行")
    return Task("gavel", tone, words, when, partial(_open, widget, meeting_id))


def _way(widget: QWidget, name: str, preset: int | None = None) -> Callable[[], None]:
    return partial(_show, widget, name, preset)


def _show(widget: QWidget, name: str, preset: int | None, *_: Any) -> None:
    screen = ways.go(widget, "meetings")
    if screen is not None:
        shown = screen.show_list(name)
        shown.show_only(shown.presets[preset].filters if preset is not None else ())


def _open(widget: QWidget, meeting_id: int, *_: Any) -> None:
    screen = ways.go(widget, "meetings")
    if screen is not None:
        screen.open(meeting_id)


def _open_urgent(widget: QWidget, *_: Any) -> None:
    """The oldest urgent decision that is not confirmed; from there a submission is raised."""
    screen = ways.go(widget, "meetings")
    if screen is not None:
        oldest = screen.desk.read(decisions.to_ratify)[0]
        screen.show_list("决议").open(oldest[0])
