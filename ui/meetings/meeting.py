"""A meeting, whole: how it stands, its agenda with each item's deliberation, sign-in, papers that are filed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget
from sqlalchemy.orm import Session

from app.kit import attachments, rights
from app.meetings import queries, sealing, views
from app.meetings.choices import ItemState, MeetingStatus
from app.meetings.models import Meeting
from app.meetings.queries import MeetingView
from app.meetings.views import Ripe
from ui.kit.attachments_tab import AttachmentsTab
from ui.kit.desk import Desk
from ui.kit.facts import Facts
from ui.kit.history_tab import HistoryTab
from ui.kit.parts import Empty, Words, column, row, scrolled
from ui.meetings import dialogs, papers, words
from ui.meetings.agenda import Agenda
from ui.meetings.item import ItemPanel
from ui.meetings.lists import meeting_form
from ui.meetings.sheet import Sheet, page_of
from ui.meetings.sheet_form import SheetForm
from ui.meetings.sign_in import SignIn

SCAN = "把主持人、记录人签字的会议记录扫描件拖到这里，或点“添加”，然后封存。"
AGENDA, SIGN_IN, FACTS, FILES, HISTORY = range(5)


@dataclass(frozen=True)
class Look:
    """The meeting, what could be put on it, who would be called, the days for its materials, papers that hang on it."""

    view: MeetingView
    ripe: list[Ripe]
    to_come: list[str]
    days: int
    papers: int


def look(session: Session, meeting_id: int) -> Look:
    """Ask it all."""
    view = queries.meeting(session, meeting_id)
    open_ = view.status in (MeetingStatus.PLANNED, MeetingStatus.NOTIFIED, MeetingStatus.OPEN)
    ripe = views.ripe(session, meeting_id) if open_ else []
    planned = view.status is MeetingStatus.PLANNED
    return Look(
        view, ripe, views.to_come(session, meeting_id) if planned else [],
        views.materials_days(session, meeting_id), len(attachments.of(session, Meeting, meeting_id)),
    )  # fmt: skip


class MeetingSheet(Sheet):
    """The head offers what comes next; F11 goes to the meeting room."""

    tables = frozenset(
        {
            "meetings", "attendances", "agenda_items", "recusals", "statements", "votes", "dissents",
            "submissions", "resolutions", "attachments", "settings", "body_members",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk, meeting_id: int) -> None:
        super().__init__(desk, meeting_id)
        self.view: MeetingView | None = None
        self.days = 0
        self._item: int | None = None
        self.marks = [Words("") for _ in range(4)]
        self.under.addLayout(row(*self.marks, None, spacing=24))
        self.agenda = Agenda(desk)
        self.item = ItemPanel(desk, self.ask)
        self.sign_in = SignIn(desk, self.ask)
        self.files, self.history = AttachmentsTab(desk, Meeting, SCAN), HistoryTab(desk, Meeting)
        self.form: SheetForm | None = None
        self.facts = Facts()
        self.about = QStackedWidget()
        self.about.setProperty("inner", True)
        self.about.addWidget(scrolled(page_of(column(self.facts, None))))
        self.split = QSplitter()
        left = QWidget()
        inside = row(self.agenda)
        inside.setContentsMargins(24, 12, 12, 16)
        left.setLayout(inside)
        self.right = QStackedWidget()
        self.right.setProperty("inner", True)
        self.right.addWidget(scrolled(self.item))
        self.right.addWidget(
            Empty(
                "file-text",
                "议程还是空的",
                "审定的议题在左边，双击列入议程；还没有审定的，先到“议题”里办理。",
            )
        )
        self.split.addWidget(left)
        self.split.addWidget(self.right)
        self.split.setStretchFactor(1, 1)
        self.split.setChildrenCollapsible(False)
        self.split.setSizes([380, 700])
        for page, title in (
            (self.split, "议程与审议"), (self.sign_in, "签到"), (self.about, "会议信息"), (self.files, "附件"),
            (self.history, "历史"),
        ):  # fmt: skip
            self.tabs.addTab(page, title)
        self.agenda.chosen.connect(self.show_item)
        self.item.opened.connect(self._open_resolution)
        self.item.whole_wanted.connect(self._open_submission)
        self.tabs.currentChanged.connect(self._show_tab)
        self.key("F11", self.open_room)
        self.key("Ctrl+Return", self._decide)
        self.refresh()

    # -- showing ---------------------------------------------------------------------------------------

    def show_it(self) -> None:
        found = self.desk.read(look, self.record_id)
        view, self.days = found.view, found.days
        self.view = view
        self.number.setText(view.meeting_no)
        self.say_status(view.status.label, words.STATUS[view.status])
        when = f"{view.held_on} {view.begins_at}".strip() + (f"–{view.ends_at}" if view.ends_at else "")
        people = [
            f"主持 {view.chair}" if view.chair else "未指定主持人",
            f"记录 {view.recorder}" if view.recorder else "未指定记录人",
        ]
        self.who.setText(" · ".join(filter(None, [view.body, when, view.place, *people])))
        sealed = ("good", f"封存 {view.sealed_on}，校验值 {view.digest[:16]}")
        fourth = sealed if view.status is MeetingStatus.SEALED else words.items(view)
        for mark, (tone, said) in zip(
            self.marks, (words.notice(view), words.materials(view, self.days), words.quorum(view, found.to_come), fourth), strict=True
        ):  # fmt: skip
            mark.setText(f"● {said}")
            mark.tone(tone)
        self.files.fix(view.status is MeetingStatus.SEALED)
        self._offer(view)
        self._pick(view)
        self.agenda.put(view, found.ripe, self._item)
        self._put_item()
        self.sign_in.put(view, found.to_come)
        self.tabs.setTabText(SIGN_IN, f"签到 {view.present}/{view.eligible}" if view.members else "签到")
        self.tabs.setTabText(FILES, f"附件 {found.papers}" if found.papers else "附件")
        self._show_tab(self.tabs.currentIndex())

    def _offer(self, view: MeetingView) -> None:
        """The next step as the main button, beside what is always there."""
        if not self.offers(view.status, view.materials_on):
            return
        arrange, record = "meetings.arrange", "meetings.record"
        if view.status in words.BEFORE:
            self.verb("取消会议…", self._cancel, kind="quiet", right=arrange)
        if view.status is MeetingStatus.PLANNED:
            self.verb("发会议通知…", self._notify, kind="primary", right=arrange)
        elif view.status is MeetingStatus.NOTIFIED:
            if view.materials_on is None:
                self.verb("材料送达…", self._send, right=arrange)
            self.verb("开会…", self._begin, kind="primary", right=record)
        elif view.status is MeetingStatus.OPEN:
            self.verb("散会…", self._end, right=record)
        elif view.status is MeetingStatus.CLOSED:
            self.verb("纪要文号…", self._number, right=record)
            self.verb("封存", self.seal, icon="lock", kind="primary", right="meetings.seal")
        if view.status in (MeetingStatus.NOTIFIED, MeetingStatus.OPEN):
            kind = "primary" if view.status is MeetingStatus.OPEN else ""
            self.verb("会议现场", self.open_room, icon="presentation", kind=kind).setToolTip("F11")
        self.verb("打印", self.print, icon="printer", right=rights.PRINT).setToolTip("Ctrl+P")

    def _pick(self, view: MeetingView) -> None:
        """Stay at the item one looks at, else come to the one under discussion, else to the first that waits."""
        known = [each.item_id for each in view.items]
        if self._item not in known:
            under = [each.item_id for each in view.items if each.state is ItemState.OPEN]
            waiting = [each.item_id for each in view.items if each.state is ItemState.WAITING]
            self._item = next(iter([*under, *waiting, *known]), None)

    def show_item(self, item_id: Any) -> None:
        """Look at another item."""
        if item_id is not None and item_id != self._item:
            self._item = item_id
            self.trouble.say("")
            self._put_item()

    def _put_item(self) -> None:
        found = (
            next((each for each in self.view.items if each.item_id == self._item), None)
            if self.view
            else None
        )
        self.right.setCurrentIndex(0 if found is not None else 1)
        if found is not None and self.view is not None:
            self.item.put(found, self.view)

    def _show_tab(self, at: int) -> None:
        if at == FACTS:
            self._show_facts()
        elif at == FILES:
            self.files.show_record(self.record_id)
        elif at == HISTORY:
            self.history.show_record(self.record_id)

    def _show_facts(self) -> None:
        """A form until the meeting begins, then facts to read."""
        view = self.view
        if view is None:
            return
        early = view.status in words.BEFORE and self.desk.may("meetings.arrange")
        if early and self.form is None:
            self.form = meeting_form(self.desk, self.record_id)
            self.about.addWidget(self.form)
        elif not early and self.form is not None:
            self.about.removeWidget(self.form)
            self.form.deleteLater()
            self.form = None
        self.about.setCurrentIndex(1 if early else 0)
        self.facts.put(
            [
                ("会议名称", view.title), ("议事机构", view.body), ("会议日期", view.held_on), ("地点", view.place),
                ("开始时间", view.begins_at), ("结束时间", view.ends_at), ("主持人", view.chair),
                ("记录人", view.recorder), ("到会要求", view.quorum), ("通知日期", view.notified_on),
                ("材料送达", view.materials_on), ("纪要文号", view.minutes_no), ("封存日期", view.sealed_on),
                ("校验值", view.digest),
            ]
        )  # fmt: skip

    def request_close(self) -> bool:
        """The form of the meeting may hold back."""
        if self.form is not None and self.form.dirty:
            self.tabs.setCurrentIndex(FACTS)
            self.form.leave_bar.show()
            return False
        self.closed.emit()
        return True

    # -- verbs -----------------------------------------------------------------------------------------

    def _decide(self) -> None:
        if self.item.outcome.open_part.isVisible():
            self.item.outcome.decide()

    def _notify(self) -> None:
        self.ask(dialogs.notify(self, self.desk, self.record_id))

    def _cancel(self) -> None:
        self.ask(dialogs.cancel(self, self.desk, self.record_id))

    def _send(self) -> None:
        self.ask(dialogs.send_materials(self, self.desk, self.record_id, self.days))

    def _begin(self) -> None:
        self.ask(dialogs.begin(self, self.desk, self.record_id))

    def _end(self) -> None:
        waiting = sum(each.state is ItemState.WAITING for each in self.view.items) if self.view else 0
        self.ask(dialogs.end(self, self.desk, self.record_id, waiting))

    def _number(self) -> None:
        self.ask(dialogs.number_minutes(self, self.desk, self.record_id))

    def seal(self) -> None:
        """File the signed record and freeze the meeting; without its scan the way there is shown."""
        if self.view is None:
            return
        if not self.desk.read(attachments.of, Meeting, self.record_id):
            self.tabs.setCurrentIndex(FILES)
            self.trouble.say("封存：先把主持人、记录人签字的会议记录扫描件添加到这里，再封存。")
            return
        question = f"封存后，{self.view.title}的签到、发言、票数和决定都不能再改，只能另行议决。"
        if self.desk.ask(self, "封存会议", question, "封存这次会议"):
            self.trouble.do("封存会议", sealing.seal, self.record_id, today=self.desk.today())

    def open_room(self) -> None:
        """The screen for the projector."""
        from ui.meetings.room import open_room

        open_room(self, self.desk, self.record_id)

    def print(self) -> None:
        papers.print_meeting(self, self.desk, self.record_id)

    def _open_submission(self, submission_id: int) -> None:
        from ui.meetings.submission import open_submission

        open_submission(self, self.desk, submission_id)

    def _open_resolution(self, resolution_id: int) -> None:
        from ui.meetings.resolution import open_resolution

        open_resolution(self, self.desk, resolution_id)
