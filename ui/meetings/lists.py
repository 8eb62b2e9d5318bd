"""The lists of 会议: meetings, submissions, resolutions, 督办, and acts that were let go without a resolution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from app.kit import rights
from app.kit.filters import OneOf
from app.meetings import arranging, submitting
from app.meetings.choices import MeetingStatus, SubmissionStatus
from app.meetings.models import Meeting, Submission
from ui.kit import ways
from ui.kit.base import Action
from ui.kit.command import Command
from ui.kit.desk import Desk
from ui.kit.icons import icon
from ui.kit.parts import Empty, button
from ui.kit.record_page import RecordPage
from ui.kit.screen import Preset, RecordScreen
from ui.kit.verb_dialog import VerbDialog
from ui.meetings import dialogs, papers
from ui.meetings.doing import opened
from ui.meetings.sheet_form import SheetForm, bound

MEETING = "body_id held_on\ntitle\nbegins_at place\nchair_id recorder_id"


class DecisionList(RecordScreen):
    """A list whose records come of verbs only: none is deleted or copied. `edit` is the right to make one."""

    edit: ClassVar[str] = ""
    main_icon: ClassVar[str] = "plus"
    removable = False
    dialog: VerbDialog | None = None

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.head.main.setVisible(bool(self.edit))
        self.head.main.setIcon(icon(self.main_icon, "on_accent"))

    def may(self, kind: str) -> bool:
        return kind == rights.EDIT and bool(self.edit) and self.desk.may(self.edit)

    def commands(self) -> list[Command]:
        away = {"复制一份"} if self.edit else {"复制一份", self.new_label}
        return [each for each in super().commands() if each.label not in away]


def meeting_form(desk: Desk, meeting_id: int | None) -> SheetForm:
    """Body, day, place and chair of a meeting; a new one is named by its number in the year."""
    verb = bound("meetings.arrange", _save_meeting, today=desk.today())
    return SheetForm(
        desk, Meeting, f"== 会议\n{MEETING}", meeting_id, verb=verb,
        start={"held_on": desk.today()} if meeting_id is None else None,
        optional={"title": "不填则按“2026年第3次…会议”的样子编"},
    )  # fmt: skip


def _save_meeting(
    session: Session, meeting_id: int | None, values: Mapping[str, Any], version: int | None, *, today: Any
) -> int:
    held = dict(values)
    if meeting_id is None:
        return arranging.plan(session, held.pop("body_id"), held.pop("held_on"), held, today=today)
    arranging.change(session, meeting_id, held, version)
    return meeting_id


def _room(screen: MeetingList, ids: Sequence[int]) -> None:
    from ui.meetings.room import open_room

    open_room(screen, screen.desk, ids[0])


def _print_meeting(screen: MeetingList, ids: Sequence[int]) -> None:
    papers.print_meeting(screen, screen.desk, ids[0])


def _cancel(screen: MeetingList, ids: Sequence[int]) -> None:
    screen.dialog = opened(screen, dialogs.cancel(screen, screen.desk, ids[0]))


def _before(values: Mapping[str, Any]) -> bool:
    return values.get("status") in (MeetingStatus.PLANNED, MeetingStatus.NOTIFIED)


def _sitting(values: Mapping[str, Any]) -> bool:
    return values.get("status") in (MeetingStatus.NOTIFIED, MeetingStatus.OPEN)


class MeetingList(DecisionList):
    """Meetings by their stage."""

    model, title, icon, unit = Meeting, "会议", "gavel", "次"
    edit = "meetings.arrange"
    columns = "meeting_no title held_on begins_at status body_id place chair_id minutes_no sealed_on"
    form = """== 会议
        meeting_no status
        title
        body_id held_on
        begins_at ends_at
        place
        chair_id recorder_id
        == 通知和归档
        notified_on materials_on
        minutes_no sealed_on"""
    sort = "-held_on"
    presets = (
        Preset("待开", (OneOf("status", ("planned", "notified", "open")),)),
        Preset("待封存", (OneOf("status", ("closed",)),)),
        Preset("已封存", (OneOf("status", ("sealed",)),)),
    )
    tones = {  # noqa: RUF012
        "status": {
            MeetingStatus.PLANNED: "warn", MeetingStatus.NOTIFIED: "accent", MeetingStatus.OPEN: "accent",
            MeetingStatus.CLOSED: "warn", MeetingStatus.SEALED: "good", MeetingStatus.CANCELLED: "second",
        },
    }  # fmt: skip
    actions = (
        Action("会议现场", _room, when=_sitting, icon="presentation", shortcut="F11", needs="one"),
        Action("打印会议文件", _print_meeting, icon="printer", needs="one", right=rights.PRINT),
        Action("取消会议…", _cancel, when=_before, icon="x", needs="one", right="meetings.arrange"),
    )
    new_word = "安排会议"
    empty_words = "应到人数按议事机构的成员和任期计算，请先登记成员，再安排会议，把审定的议题列入议程。"

    def make_empty(self) -> QWidget:
        return Empty(
            self.icon, "还没有会议", self.empty_words, button("安排会议", self.new, icon="plus", kind="primary"),
            button("登记机构成员", self._members, icon="users"),
        )  # fmt: skip

    def _members(self) -> None:
        settings = ways.go(self, "settings")
        if settings is not None:
            settings.show_page("机构成员")

    def new(self) -> RecordPage:
        page = super().new()
        form: Any = page.form
        form.saved.connect(partial(self._planned, page))
        return page

    def _planned(self, page: RecordPage, meeting_id: int) -> None:
        page.close_page()
        self.open(meeting_id)

    def make_form(self, record_id: int | None, start: Mapping[str, Any] | None = None) -> QWidget:
        from ui.meetings.meeting import MeetingSheet

        return meeting_form(self.desk, None) if record_id is None else MeetingSheet(self.desk, record_id)


def _print_submission(screen: SubmissionList, ids: Sequence[int]) -> None:
    papers.print_submission(screen, screen.desk, ids[0])


def _hand_in(screen: SubmissionList, ids: Sequence[int]) -> None:
    screen.desk.perform(screen, "提交议题", submitting.hand_in, ids[0])


class SubmissionList(DecisionList):
    """What somebody wants decided, by where it stands on its way."""

    model, title, icon, unit = Submission, "议题", "file-text", "个"
    edit = "submissions.raise"
    columns = "submission_no title amount status body_id matter_id department_id handler_id raised_on"
    form = """== 议题
        submission_no status
        title
        matter_id body_id
        amount reference
        department_id handler_id
        raised_on aim
        content
        proposal"""
    sort = "-submission_no"
    sums = "amount"
    presets = (
        Preset("待审核", (OneOf("status", ("department", "deputy", "chief")),)),
        Preset("待上会", (OneOf("status", ("approved",)),)),
        Preset("草拟", (OneOf("status", ("draft",)),)),
        Preset("已议决", (OneOf("status", ("decided",)),)),
    )
    tones = {  # noqa: RUF012
        "status": {
            SubmissionStatus.DEPARTMENT: "warn", SubmissionStatus.DEPUTY: "warn", SubmissionStatus.CHIEF: "warn",
            SubmissionStatus.APPROVED: "accent", SubmissionStatus.SCHEDULED: "accent",
            SubmissionStatus.DECIDED: "good",
        },
    }  # fmt: skip
    actions = (
        Action(
            "提交", _hand_in, when=lambda values: values.get("status") is SubmissionStatus.DRAFT, icon="upload",
            needs="one", right="submissions.raise",
        ),
        Action("打印申报表", _print_submission, icon="printer", needs="one", right=rights.PRINT),
    )  # fmt: skip
    new_word = "申报议题"
    empty_words = "需要集体决策的事项从这里申报：部门负责人、分管领导、主要负责人逐级审定后上会。"

    def make_form(self, record_id: int | None, start: Mapping[str, Any] | None = None) -> QWidget:
        from ui.meetings.submission import SubmissionSheet

        return SubmissionSheet(self.desk, record_id)
