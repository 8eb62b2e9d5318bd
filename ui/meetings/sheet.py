"""One record of 会议, whole: a head with its state and what can be done next, tabs below.

It answers to the list as a form does (saved, closed) and reads anew when something was written.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from app.kit.errors import UserError
from ui.kit.desk import Desk
from ui.kit.pages import Page, lay_over
from ui.kit.parts import Words, button, column, row
from ui.kit.verb_dialog import VerbDialog
from ui.meetings.doing import Trouble, opened


class Sheet(QWidget):
    """Subclasses fill `tools` and `tabs`, and show what they read in `show_it`."""

    saved = Signal(int)
    closed = Signal()
    tables: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, desk: Desk, record_id: int) -> None:
        super().__init__()
        self.desk, self.record_id = desk, record_id
        self.dialog: VerbDialog | None = None
        self._stale = False
        self._offered: tuple[object, ...] = ()
        self.number = Words("", step=1, bold=True)
        self.status = Words("")
        self.who = Words("", "second")
        self.who.setWordWrap(True)
        self.trouble = Trouble(desk)
        self.tools = row()
        self.under = column(spacing=4)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setStyleSheet("QTabWidget::tab-bar { left: 12px; }")
        self.tabs.setTabBarAutoHide(True)
        head = row(spacing=12)
        head.addLayout(column(row(self.number, self.status, None, spacing=12), self.who, spacing=2), 1)
        head.addLayout(self.tools)
        upper = column(head, self.under, self.trouble, spacing=8)
        upper.setContentsMargins(24, 0, 24, 8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(upper)
        layout.addWidget(self.tabs, 1)
        self.key("Ctrl+P", self.print)
        for at in range(5):
            self.key(f"Alt+{at + 1}", partial(self.tabs.setCurrentIndex, at))
        desk.changed.connect(self._store_changed)

    # -- for subclasses --------------------------------------------------------------------------------

    def show_it(self) -> None:
        """Read the record and show it. Raises UserError when it is gone."""

    def print(self) -> None:
        """Preview of its papers."""

    # -- for all ---------------------------------------------------------------------------------------

    def refresh(self) -> None:
        try:
            self.show_it()
        except UserError as error:
            self.trouble.say(str(error))

    def say_status(self, label: str, tone: str) -> None:
        """A dot and a word."""
        self.status.setText(f"● {label}")
        self.status.tone(tone)

    def ask(self, dialog: VerbDialog, width: int = 720) -> VerbDialog:
        """A small window for one verb."""
        self.trouble.say("")
        self.dialog = opened(self, dialog, width=width)
        return dialog

    def verb(
        self, words: str, run: Callable[[], object], icon: str = "", kind: str = "", right: str = ""
    ) -> QPushButton:
        """A button of the head, greyed where one may not."""
        made = button(words, run, icon=icon, kind=kind)
        if right and not self.desk.may(right):
            made.setEnabled(False)
            made.setToolTip("您没有这项权限")
        self.tools.addWidget(made)
        return made

    def offers(self, *state: object) -> bool:
        """Whether the head must offer something else than in the state before; its buttons are gone then."""
        if state == self._offered:
            return False
        self._offered = state
        while (item := self.tools.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        return True

    def key(self, sequence: str, run: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(sequence), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(run)

    def request_close(self) -> bool:
        """Close; a sheet with a form may hold back."""
        self.closed.emit()
        return True

    def focus_first(self) -> None:
        self.tabs.setFocus()

    def _store_changed(self, tables: set[str]) -> None:
        if not tables & self.tables:
            return
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:  # a page that lay over it is gone
            self._stale = False
            self.refresh()


def laid_over(widget: QWidget, sheet: Sheet, title: str) -> Page:
    """A sheet over the page that one is on; Esc leads back to it."""
    page = SheetPage(title, sheet)
    lay_over(widget, page)
    return page


class SheetPage(Page):
    """It asks the sheet before it is left."""

    def __init__(self, title: str, sheet: Sheet) -> None:
        super().__init__(title)
        self.sheet = sheet
        self.body.addWidget(sheet)
        self.setFocusProxy(sheet)
        sheet.closed.connect(self.close_page)
        sheet.focus_first()

    def leave(self) -> None:
        self.sheet.request_close()


def page_of(inside: QLayout, widest: int = 1080) -> QWidget:
    """A tab's page with room around it, no wider than lines can be read."""
    page = QWidget()
    page.setMaximumWidth(widest)
    inside.setContentsMargins(24, 16, 24, 16)
    page.setLayout(inside)
    holder = QWidget()
    holding = row(page, spacing=0)
    holding.setStretch(0, 100)
    holding.addStretch(1)
    holder.setLayout(holding)
    return holder
