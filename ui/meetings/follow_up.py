"""A 督办 item: who, until when, how it went, and its being struck off."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from app.kit import rights
from app.meetings import submitted
from app.meetings.choices import FollowUpStatus
from app.meetings.submitted import FollowUpView
from ui.kit.desk import Desk
from ui.kit.facts import Facts
from ui.kit.pages import Page
from ui.kit.parts import column, framed, heading, scrolled
from ui.kit.plain_table import Head, Line, PlainTable
from ui.meetings import follow_dialogs, papers
from ui.meetings.sheet import Sheet, laid_over, page_of
from ui.meetings.words import Said


def standing(view: FollowUpView, today: date) -> Said:
    """Its state, and how late it is."""
    if view.status is FollowUpStatus.CLOSED:
        return "good", view.status.label
    if view.status is FollowUpStatus.DONE:
        return "warn", view.status.label
    days = (today - view.due_on).days
    if days > 0:
        return "bad", f"逾期 {days} 天"
    return "accent", f"还有 {-days} 天" if days else "今天到期"


def open_follow_up(widget: QWidget, desk: Desk, follow_up_id: int) -> Page:
    """The task over the page that one is on."""
    sheet = FollowUpSheet(desk, follow_up_id)
    return laid_over(widget, sheet, f"督办 · {sheet.number.text()}")


class FollowUpSheet(Sheet):
    """The head offers what comes next: progress, 办结, 销号."""

    tables = frozenset({"follow_ups", "progress_notes"})

    def __init__(self, desk: Desk, follow_up_id: int) -> None:
        super().__init__(desk, follow_up_id)
        self.view: FollowUpView | None = None
        self.facts = Facts()
        self.progress = PlainTable("办理进展", Head("日期", 7), Head("进展情况", 0), empty="还没有登记进展")
        whole = column(self.facts, heading("办理进展"), framed(self.progress), None, spacing=12)
        self.tabs.addTab(scrolled(page_of(whole)), "督办")
        self.refresh()

    def show_it(self) -> None:
        view = self.view = self.desk.read(submitted.follow_up, self.record_id)
        self.number.setText(view.follow_up_no)
        tone, said = standing(view, self.desk.today())
        self.say_status(said, tone)
        self.who.setText(view.task)
        self.facts.put(
            [
                ("责任人", view.owner), ("责任部门", view.department), ("办理时限", view.due_on),
                ("办结日期", view.done_on), ("销号日期", view.closed_on), ("决议编号", view.resolution_no),
                ("决定内容", view.resolution), ("销号意见", view.conclusion),
            ]
        )  # fmt: skip
        self.progress.put(Line((on, words)) for on, words in reversed(view.progress))
        self.progress.fit_height(10)
        self._offer(view)

    def _offer(self, view: FollowUpView) -> None:
        if not self.offers(view.status):
            return
        track, close = "follow_ups.track", "follow_ups.close"
        if view.status is not FollowUpStatus.CLOSED:
            self.verb("登记进展…", lambda: self.tell_progress(False), right=track)
        if view.status is FollowUpStatus.OPEN:
            self.verb("办结…", lambda: self.tell_progress(True), kind="primary", right=track)
        elif view.status is FollowUpStatus.DONE:
            self.verb("退回…", lambda: self.strike_off(False), right=close)
            self.verb("销号…", lambda: self.strike_off(True), kind="primary", right=close)
        self.verb("打印", self.print, icon="printer", right=rights.PRINT)

    def tell_progress(self, finished: bool) -> None:
        self.ask(follow_dialogs.progress(self, self.desk, self.record_id, finished))

    def strike_off(self, accepted: bool) -> None:
        self.ask(follow_dialogs.strike_off(self, self.desk, self.record_id, accepted))

    def print(self) -> None:
        papers.print_follow_up(self, self.desk, self.record_id)
