"""What follows from meetings: resolutions, 督办, and acts that were let go without a resolution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from app.kit import rights
from app.kit.filters import Between, OneOf
from app.meetings import exporting
from app.meetings.choices import FollowUpStatus, Outcome
from app.meetings.models import FollowUp, Override, Resolution
from ui.kit import files, toast
from ui.kit.base import Action
from ui.kit.parts import Empty
from ui.kit.record_page import RecordPage
from ui.kit.screen import Preset
from ui.meetings import dialogs, papers
from ui.meetings.doing import opened
from ui.meetings.lists import DecisionList


def _search(screen: ResolutionList, ids: Sequence[int]) -> None:
    from ui.meetings.search import open_search

    open_search(screen, screen.desk)


class ResolutionList(DecisionList):
    """Decisions that were carried, with what came of them."""

    model, title, icon, unit = Resolution, "决议", "circle-check", "项"
    edit, main_icon = rights.EXPORT, "file-down"
    columns = "resolution_no title amount outcome decided_on text aim about_id"
    form = "== 决议\nresolution_no decided_on\ntitle\ntext\namount outcome\naim about_id"
    sort = "-decided_on"
    sums = "amount"
    tones = {"outcome": {Outcome.PASSED: "good", Outcome.AMENDED: "warn"}}  # noqa: RUF012
    actions = (
        Action("查历年决策", _search, icon="search", needs="none", place="button"),
        Action(
            "打印决定事项通知单", lambda screen, ids: papers.print_resolution(screen, screen.desk, ids[0]),
            icon="printer", needs="one", right=rights.PRINT,
        ),
    )  # fmt: skip
    new_word = "导出年度台账"
    empty_words = "会议议决通过以后，决议会自动编号，列在这里。"

    def make_empty(self) -> QWidget:
        return Empty(self.icon, "还没有决议", self.empty_words)

    def new(self) -> RecordPage:
        """The year's ledger instead: resolutions come of votes only."""
        year = self.desk.today().year
        files.ask_save(
            self, "导出年度台账", f"三重一大台账 {year}.xlsx", files.XLSX, partial(self.save_ledger, year)
        )
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
    edit, main_icon = "meetings.override", "lock-open"
    columns = "granted_on act reference amount rule reason granted_by"
    form = "== 放行\ngranted_on act\nreference amount\nrule\nreason\ngranted_by"
    sort = "-granted_on"
    sums = "amount"
    new_word = "没有决议先放行…"
    empty_words = "应集体决策的业务都有决议。确需先办的，由有权限的人写明理由放行，这里留痕。"

    def make_empty(self) -> QWidget:
        return Empty("circle-check", "没有放行的业务", self.empty_words)

    def new(self) -> RecordPage:
        self.dialog = opened(self, dialogs.override(self, self.desk))
        return None  # type: ignore[return-value]

    def make_form(self, record_id: int | None, start: Mapping[str, Any] | None = None) -> QWidget:
        from ui.meetings.override import OverrideSheet

        assert record_id is not None
        return OverrideSheet(self.desk, record_id)


def _some_open(session: Session) -> bool:
    return session.query(FollowUp.id).filter(FollowUp.status != FollowUpStatus.CLOSED).first() is not None
