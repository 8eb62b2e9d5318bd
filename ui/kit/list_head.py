"""The head of a list: its title, the search field, the main button, a few plain ones, the rest under ⋯."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QToolButton, QWidget

from app.kit import rights
from ui.kit.icons import icon
from ui.kit.parts import button, title

if TYPE_CHECKING:
    from ui.kit.screen import RecordScreen

SEARCH = 280


class SearchField(QLineEdit):
    """Words, numbers or pinyin initials. Down or Enter goes into the list, Esc empties it and leaves."""

    down = Signal()
    left = Signal()

    def __init__(self, what: str) -> None:
        super().__init__()
        self.setPlaceholderText("名称、编号、拼音首字母")
        self.setAccessibleName(f"查找{what}")
        self.setClearButtonEnabled(True)
        self.setMaximumWidth(SEARCH)
        self.setMinimumWidth(160)
        mark = QAction(icon("search"), "", self)
        self.addAction(mark, QLineEdit.ActionPosition.LeadingPosition)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.down.emit()
        elif event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.left.emit()
        else:
            super().keyPressEvent(event)


class ListHead(QWidget):
    """Filled by the screen, which knows the verbs."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self.search = SearchField(what)
        self.buttons: list[QPushButton] = []
        self.more = QToolButton()
        self.more.setIcon(icon("ellipsis"))
        self.more.setIconSize(QSize(18, 18))
        self.more.setToolTip("更多")
        self.more.setAccessibleName("更多")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.more)
        self.more.setMenu(self.menu)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self.title: QWidget = title(what)
        self._row.addWidget(self.title)
        self._row.addStretch(1)
        self._row.addWidget(self.search, 1)

    def lead_with(self, widget: QWidget) -> None:
        """Something else in the title's place: the way from one list to its fellows."""
        self._row.replaceWidget(self.title, widget)
        self.title.deleteLater()
        self.title = widget

    def fill(self, screen: RecordScreen) -> None:
        """The main button, the plain ones, and ⋯ which is filled when it opens."""
        for action in screen.actions:
            if action.place == "button":
                made = button(action.label, screen.runner(action), icon=action.icon, hint=action.shortcut)
                made.setEnabled(not action.right or screen.desk.may(action.right))
                self.buttons.append(made)
                self._row.addWidget(made)
        self.main = button(screen.new_label, screen.new, icon="plus", kind="primary", hint="Ctrl+N")
        self.main.setEnabled(screen.may(rights.EDIT))
        self._row.addWidget(self.main)
        self._row.addWidget(self.more)
        self.menu.aboutToShow.connect(screen.menus.fill_more)
