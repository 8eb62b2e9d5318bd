"""The lists of 会议: meetings, submissions, resolutions, 督办, and acts that were let go without a resolution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from app.kit import rights
from app.kit.filters import Between, OneOf
from app.meetings import arranging, exporting, submitting
from app.meetings.choices import FollowUpStatus, MeetingStatus, Outcome, SubmissionStatus
from app.meetings.models import FollowUp, Meeting, Override, Resolution, Submission
from ui.kit import files, toast
from ui.kit.base import Action
from ui.kit.command import Command
from ui.kit.form import RecordForm
from ui.kit.parts import Empty
from ui.kit.record_page import RecordPage
from ui.kit.screen import Preset, RecordScreen
from ui.kit.verb_dialog import VerbDialog
from ui.meetings import dialogs, papers
from ui.meetings.doing import opened

MEETING = "body_id held_on\ntitle\nbegins_at place\nchair_id recorder_id"


class DecisionList(RecordScreen):
    """A list whose records come of verbs only: none is deleted or copied. `edit` is the right to make one."""

    edit: ClassVar[str] = ""
    removable = False
    dialog: VerbDialog | None = None

    def may(self, kind: str) -> bool:
        return kind == rights.EDIT and bool(self.edit) and self.desk.may(self.edit)

    def commands(self) -> list[Command]:
        return [each for each in super().commands() if each.label != "复制一份"]


def meeting_form(desk: Any, meeting_id: int | None) -> RecordForm:
    """Body, day, place and chair of a meeting; a new one is named by its number in the year."""
    return RecordForm(
        desk, Meeting, f"== 会议\n{MEETING}", meeting_id, verb=partial(_save_meeting, today=desk.today()),
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
    empty_words = "先在“设置”里登记议事机构和成员，再安排第一次会议，把审定的议题列入议程。"

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


class ResolutionList(DecisionList):
    """Decisions that were carried, with what came of them."""

    model, title, icon, unit = Resolution, "决议", "circle-check", "项"
    edit = rights.EXPORT
    columns = "resolution_no title amount outcome decided_on text aim about_id"
    form = "== 决议\nresolution_no decided_on\ntitle\ntext\namount outcome\naim about_id"
    sort = "-decided_on"
    sums = "amount"
    tones = {"outcome": {Outcome.PASSED: "good", Outcome.AMENDED: "warn"}}  # noqa: RUF012
    actions = (
        Action(
            "打印决定事项通知单", lambda screen, ids: papers.print_resolution(screen, screen.desk, ids[0]),
            icon="printer", needs="one", right=rights.PRINT,
        ),
    )  # fmt: skip
    new_word = "导出年度台账"
    empty_words = "会议议决通过以后，决议会自动编号，列在这里。"

    def make_empty(self) -> QWidget:
        return Empty(self.icon, "还没有决议", self.empty_words)

    def new(self) -> RecordPage:  # type: ignore[override]
        """The year's ledger instead: resolutions come of votes only."""
        year = self.desk.today().year
        files.ask_save(self, "导出年度台账", f"三重一大台账 {year}.xlsx", files.XLSX, partial(self.save_ledger, year))
        return None  # type: ignore[return-value]

    def save_ledger(self, year: int, path: Path) -> None:
        """The 三重一大 ledger and the figures of a year as a workbook."""
        count = self.desk.perform(self, "导出年度台账", exporting.export_decisions, year, path)
        if count is not None:
            toast.tell(self, f"{year} 年 {count} 项决策已存为 {path.name}")

    def make_form(self, record_id: int | None, start: Mapping[str, Any] | None = None) -> QWidget:
        from ui.meetings.resolution import ResolutionSheet

        assert record_id is not None
        return ResolutionSheet(self.desk, record_id)


class FollowUpList(DecisionList):
    """Who carries out what until when; what is not struck off yet first, the most urgent on top."""

    model, title, icon, unit = FollowUp, "督办", "calendar-check", "件"
    edit = ""
    columns = "follow_up_no task owner_id due_on status department_id resolution_id done_on closed_on"
    form = "== 督办\nfollow_up_no status\ntask\nresolution_id\ndepartment_id owner_id\ndue_on done_on\nclosed_on\nconclusion"
    sort = "due_on"
    tones = {  # noqa: RUF012
        "status": {FollowUpStatus.OPEN: "accent", FollowUpStatus.DONE: "warn", FollowUpStatus.CLOSED: "good"},
    }
    actions = (
        Action(
            "打印督办单", lambda screen, ids: papers.print_follow_up(screen, screen.desk, ids[0]),
            icon="printer", needs="one", right=rights.PRINT,
        ),
    )  # fmt: skip
    empty_words = "打开一项决议，从那里下达督办：责任人、责任部门、办理时限。"

    @property
    def presets(self) -> Sequence[Preset]:  # type: ignore[override]
        """逾期 is counted to today."""
        yesterday = self.desk.today() - timedelta(days=1)
        late = (OneOf("status", ("open",)), Between("due_on", None, yesterday))
        return (
            Preset("逾期", late),
            Preset("在办", (OneOf("status", ("open", "done")),)),
            Preset("待销号", (OneOf("status", ("done",)),)),
            Preset("已销号", (OneOf("status", ("closed",)),)),
        )

    def make_empty(self) -> QWidget:
        return Empty(self.icon, "还没有督办事项", self.empty_words)

    def activate(self) -> None:
        first = not self._shown
        super().activate()
        if first and self.desk.read(_some_open):
            self.show_only(self.presets[1].filters)

    def make_form(self, record_id: int | None, start: Mapping[str, Any] | None = None) -> QWidget:
        from ui.meetings.follow_up import FollowUpSheet

        assert record_id is not None
        return FollowUpSheet(self.desk, record_id)


class OverrideList(DecisionList):
    """放行: acts that were let go without their resolution, to be confirmed later."""

    model, title, icon, unit = Override, "放行", "lock-open", "笔"
    edit = "meetings.override"
    columns = "granted_on act reference amount rule reason granted_by"
    form = "== 放行\ngranted_on act\nreference amount\nrule\nreason\ngranted_by"
    sort = "-granted_on"
    sums = "amount"
    new_word = "没有决议先放行…"
    empty_words = "应集体决策的业务都有决议。确需先办的，由有权限的人写明理由放行，这里留痕。"

    def make_empty(self) -> QWidget:
        return Empty("circle-check", "没有放行的业务", self.empty_words)

    def new(self) -> RecordPage:  # type: ignore[override]
        self.dialog = opened(self, dialogs.override(self, self.desk))
        return None  # type: ignore[return-value]

    def make_form(self, record_id: int | None, start: Mapping[str, Any] | None = None) -> QWidget:
        from ui.meetings.override import OverrideSheet

        assert record_id is not None
        return OverrideSheet(self.desk, record_id)


def _some_open(session: Session) -> bool:
    return session.query(FollowUp.id).filter(FollowUp.status != FollowUpStatus.CLOSED).first() is not None
