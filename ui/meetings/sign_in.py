"""签到: who is there, who is not and why, who sits in; the quorum stands above it, live."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.meetings import sitting
from app.meetings.choices import AttendanceRole, MeetingStatus, Presence
from app.meetings.queries import Attendee, MeetingView
from ui.kit.desk import Desk
from ui.kit.parts import Notice, button, column, framed, heading, row
from ui.kit.plain_table import Head, Line, PlainTable
from ui.kit.verb_dialog import VerbDialog
from ui.meetings import dialogs, words
from ui.meetings.doing import Trouble

HEADS = (Head("姓名", 7), Head("职务", 9), Head("到会情况", 6), Head("原因", 0))


class SignIn(QWidget):
    """Space signs in, Delete says why somebody does not come. `ask` is the sheet's."""

    def __init__(self, desk: Desk, ask: Callable[[VerbDialog], VerbDialog]) -> None:
        super().__init__()
        self.desk, self.ask, self.trouble = desk, ask, Trouble(desk)
        self.view: MeetingView | None = None
        self.state = Notice("info")
        self.members = PlainTable("应到人员", *HEADS, empty="发会议通知以后，按当天的任期列出应到人员")
        self.observers = PlainTable("列席人员", *HEADS, empty="没有列席人员")
        self.sign = button("签到", self.sign_current, icon="check", kind="primary", hint="空格")
        self.all = button("其余全部签到", self.sign_rest)
        self.away = button("缺席…", self.ask_away, hint="Delete")
        self.chair = button("改为主持人", self.hand_chair)
        self.guest = button("加入列席…", self.ask_guest, icon="plus")
        self.title = heading("应到人员")
        whole = column(
            self.state, self.trouble, row(self.title, None, self.chair, self.away, self.all, self.sign), framed(self.members),
            row(heading("列席人员"), None, self.guest), framed(self.observers), spacing=8,
        )  # fmt: skip
        whole.setContentsMargins(24, 12, 24, 16)
        whole.setStretch(3, 3)
        self.setLayout(whole)
        self._last = self.members
        for table in (self.members, self.observers):
            table.opened.connect(self.sign_person)
            table.picked.connect(partial(self._picked, table))
            for keys, run in (("Space", self.sign_current), ("Del", self.ask_away)):
                shortcut = QShortcut(QKeySequence(keys), table)
                shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
                shortcut.activated.connect(run)

    # -- showing ---------------------------------------------------------------------------------------

    def put(self, view: MeetingView, to_come: Sequence[str]) -> None:
        self.view = view
        tone, said = words.quorum(view, to_come)
        names = f"：{'、'.join(to_come)}" if to_come else ""
        self.state.tell(tone if tone in Notice.ICONS else "info", said + names)
        self.title.setText(f"应到人员 {len(view.members)}" if view.members else "应到人员")
        for table, there in ((self.members, view.members), (self.observers, view.observers)):
            at = table.currentIndex().row()
            table.put(_line(each, each.person_id == view.chair_id) for each in there)
            if there and table is self._last:
                table.selectRow(at if 0 <= at < len(there) else 0)
        self.observers.fit_height(3)
        open_ = view.status in (MeetingStatus.NOTIFIED, MeetingStatus.OPEN)
        may = self.desk.may("meetings.record")
        for each in (self.sign, self.all, self.chair):
            each.setEnabled(may and open_)
        self.away.setEnabled(may and (open_ or view.status is MeetingStatus.CLOSED))
        self.guest.setEnabled(may and (open_ or view.status is MeetingStatus.PLANNED))

    def _picked(self, table: PlainTable, person_id: Any) -> None:
        if person_id is not None and table.hasFocus():
            self._last = table
        who = self.current()
        self.away.setText("退席…" if who is not None and who.presence is Presence.PRESENT else "缺席…")

    def current(self) -> Attendee | None:
        """Who is marked in the list where one was last."""
        at = self._last.currentIndex().row()
        there = (
            ()
            if self.view is None
            else self.view.members
            if self._last is self.members
            else self.view.observers
        )
        return there[at] if 0 <= at < len(there) else None

    # -- verbs -----------------------------------------------------------------------------------------

    def sign_person(self, person_id: Any) -> None:
        if self.view is not None and self.sign.isEnabled():
            self.trouble.do("签到", sitting.sign_in, self.view.meeting_id, [person_id])

    def sign_current(self) -> None:
        """Sign in who is marked, and go on to the next."""
        who = self.current()
        at = self._last.currentIndex().row()
        if who is not None:
            self.sign_person(who.person_id)
            if at + 1 < len(self._last.lines()):
                self._last.selectRow(at + 1)

    def sign_rest(self) -> None:
        """All members of whom nothing is known yet."""
        if self.view is not None:
            rest = [each.person_id for each in self.view.members if each.presence is Presence.EXPECTED]
            if rest:
                self.trouble.do("签到", sitting.sign_in, self.view.meeting_id, rest)

    def ask_away(self) -> None:
        who = self.current()
        if self.view is not None and who is not None and self.away.isEnabled():
            left = who.presence is Presence.PRESENT
            self.ask(dialogs.away(self, self.desk, self.view.meeting_id, who.person_id, who.name, left))

    def hand_chair(self) -> None:
        who = self.current()
        if self.view is not None and who is not None and who.role is AttendanceRole.MEMBER:
            self.trouble.do("换主持人", sitting.hand_chair, self.view.meeting_id, who.person_id)

    def ask_guest(self) -> None:
        if self.view is not None:
            self.ask(dialogs.sit_in(self, self.desk, self.view.meeting_id))


def _line(who: Attendee, chair: bool) -> Line:
    post = f"{who.post}（主持）" if chair else who.post
    tone = (
        "" if who.presence is Presence.PRESENT else "second" if who.presence is Presence.EXPECTED else "warn"
    )
    return Line((who.name, post, f"● {who.presence.label}", who.reason), who.person_id, tone=tone)
