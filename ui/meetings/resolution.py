"""A resolution with all that hangs together with it: its meeting, older and newer ones, acts, 督办."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from app.kit import rights
from app.kit.filters import Contains
from app.meetings import decisions, submitted
from app.meetings.choices import ActKind, Aim
from app.meetings.decisions import Linked
from app.meetings.submitted import FollowUpView
from app.meetings.views import follow_on, unconfirmed
from ui.kit import ways
from ui.kit.desk import Desk
from ui.kit.facts import Facts
from ui.kit.pages import Page
from ui.kit.parts import button, column, framed, heading, row, scrolled
from ui.kit.plain_table import Head, Line, PlainTable
from ui.meetings import follow_dialogs, papers
from ui.meetings.follow_up import open_follow_up, standing
from ui.meetings.sheet import Sheet, laid_over, page_of

OF_ASSETS = (ActKind.DISPOSAL, ActKind.LEASE)  # their references are numbers of cards


def open_resolution(widget: QWidget, desk: Desk, resolution_id: int) -> Page:
    """The resolution over the page that one is on."""
    sheet = ResolutionSheet(desk, resolution_id)
    return laid_over(widget, sheet, f"决议 · {sheet.number.text()}")


class ResolutionSheet(Sheet):
    """Tasks are given from here."""

    tables = frozenset({"resolutions", "resolution_uses", "follow_ups", "progress_notes"})

    def __init__(self, desk: Desk, resolution_id: int) -> None:
        super().__init__(desk, resolution_id)
        self.view: Linked | None = None
        self.facts = Facts()
        self.tasks = PlainTable(
            "督办事项", Head("督办编号", 8), Head("事项", 0), Head("责任人", 6), Head("时限", 7), Head("状态", 8),
            empty="还没有下达督办",
        )  # fmt: skip
        self.tasks.opened.connect(self._open_task)
        self.give = button("下达督办…", self.ask_task, icon="plus", hint="Ctrl+N")
        self.give.setEnabled(desk.may("follow_ups.track"))
        self.acts = PlainTable(
            "依据本决议办理的业务", Head("业务", 8), Head("关联单据", 0), Head("金额(元)", 9, True), Head("办理日期", 7),
            empty="还没有业务依据这项决议办理",
        )  # fmt: skip
        whole = column(
            self.facts, row(heading("督办"), None, self.give), framed(self.tasks), heading("执行"),
            framed(self.acts), None, spacing=12,
        )  # fmt: skip
        self.tabs.addTab(scrolled(page_of(whole)), "决议")
        self.acts.opened.connect(self._open_act)
        self.key("Ctrl+N", self.ask_task)
        self.refresh()

    def show_it(self) -> None:
        view = self.view = self.desk.read(decisions.linked, self.record_id)
        tasks: list[FollowUpView] = [self.desk.read(submitted.follow_up, each) for each in view.follow_ups]
        self.number.setText(view.resolution_no)
        self.who.setText(view.title)
        if view.changed_by:  # the newer one holds
            self.say_status(f"已变更为 {view.changed_by}", "warn")
        else:
            self.say_status("有效", "good")
        self._offer(view, self.desk.read(unconfirmed, self.record_id))
        used = sum((amount for _, _, amount, _ in view.acts if amount is not None), Decimal(0))
        self.facts.put(
            [
                ("决定日期", view.decided_on), ("金额(元)", view.amount),
                ("尚可使用", None if view.amount is None else f"{view.amount - used:,.2f} 元"),
                ("原决议", view.about), ("追认决议", view.ratified_by), ("决定内容", view.text),
            ]
        )  # fmt: skip
        today = self.desk.today()
        lines = []
        for each in tasks:
            tone, said = standing(each, today)
            lines.append(
                Line(
                    (each.follow_up_no, each.task, each.owner, each.due_on, f"● {said}"),
                    each.follow_up_id,
                    tone="bad" if tone == "bad" else "",
                )
            )
        self.tasks.put(lines)
        self.tasks.fit_height(8)
        self.acts.put(
            Line((act, reference, amount, on), reference if act in OF_ASSETS else None)
            for act, reference, amount, on in view.acts
        )
        self.acts.fit_height(8)

    def _offer(self, view: Linked, urgent: bool) -> None:
        """What may follow: an urgent decision is confirmed, another one is changed by a new vote only."""
        raising = "submissions.raise"
        if urgent:
            self.say_status("紧急决定，待追认", "warn")
        if not self.offers(urgent, view.changed_by):
            return
        if urgent:
            self.verb("提请追认", partial(self._follow_on, Aim.RATIFY), kind="primary", right=raising)
        if not view.changed_by:
            self.verb("提请变更", partial(self._follow_on, Aim.CHANGE), right=raising)
        self.verb("查看会议", self._open_meeting, icon="gavel")
        self.verb("打印", self.print, icon="printer", right=rights.PRINT)

    def _follow_on(self, aim: Aim, *_: object) -> None:
        from ui.meetings.submission import open_submission

        open_submission(self, self.desk, None, self.desk.read(follow_on, self.record_id, aim))

    def _open_meeting(self) -> None:
        from ui.meetings.meeting import MeetingSheet

        if self.view is not None:
            sheet = MeetingSheet(self.desk, self.view.meeting_id)
            laid_over(self, sheet, f"会议 · {sheet.number.text()}")

    def _open_act(self, reference: Any) -> None:
        ways.show_cards(self, Contains("asset_no", reference))

    def ask_task(self) -> None:
        """Who carries it out until when."""
        if self.view is not None and self.give.isEnabled():
            self.ask(follow_dialogs.task(self, self.desk, self.record_id, self.view.text))

    def print(self) -> None:
        papers.print_resolution(self, self.desk, self.record_id)

    def _open_task(self, follow_up_id: Any) -> None:
        open_follow_up(self, self.desk, follow_up_id)
