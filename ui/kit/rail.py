"""The left rail: where one can go, with the count of what waits there. Folds to icons in narrow windows.

It is part of the first paint, so Qt's style sheet draws it and no Python does.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.kit import icons
from ui.kit.theme import RAIL

FOLDED = 56
NARROW = 1100  # a window narrower than this shows icons only


class RailButton(QPushButton):
    """Icon, word and count, with an accent edge where one is."""

    def __init__(self, title: str, icon: str, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.keys = title, keys
        self.count: int | None = None
        self.folded = False
        self.setProperty("rail", True)
        self.setCheckable(True)
        self.setIcon(icons.icon(icon))
        self.setIconSize(QSize(18, 18))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.badge = QLabel(self)
        self.badge.setObjectName("badge")
        self.badge.hide()
        self.fold(False)

    def wait_for(self, count: int | None) -> None:
        """Show how many things wait here; None or 0 shows nothing."""
        self.count = count or None
        self.badge.setText(f"{self.count:,}" if self.count and self.count < 10_000 else "9999+")
        self.badge.setVisible(bool(self.count))
        self.setAccessibleName(self.title + (f"，{self.count} 件待办" if self.count else ""))
        self._place()

    def fold(self, folded: bool) -> None:
        """Icon only, or icon and word."""
        self.folded = folded
        self.setText("" if folded else "  " + self.title)
        self.setToolTip(f"{self.title}　{self.keys}" if folded else self.keys)
        self.setAccessibleName(self.title)
        self._place()

    def _place(self) -> None:
        size = self.badge.sizeHint()
        top = 0 if self.folded else (self.height() - size.height()) // 2
        self.badge.setGeometry(
            self.width() - size.width() - (2 if self.folded else 12), top, size.width(), size.height()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()
        super().resizeEvent(event)


class Rail(QFrame):
    """`chosen(key)` when the person goes somewhere."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.buttons: dict[str, RailButton] = {}
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._clicked)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 12, 1, 12)
        self._column.setSpacing(2)
        self._column.addStretch(1)
        self.folded = False
        self.setFixedWidth(RAIL)

    def add(self, key: str, title: str, icon: str) -> RailButton:
        number = len(self.buttons) + 1
        button = RailButton(title, icon, f"Ctrl+{number}" if number <= 9 else "", self)
        button.setProperty("key", key)
        button.fold(self.folded)
        self._group.addButton(button)
        self._column.insertWidget(self._column.count() - 1, button)
        self.buttons[key] = button
        return button

    def clear(self) -> None:
        for button in self.buttons.values():
            self._group.removeButton(button)
            self._column.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = {}

    def show_at(self, key: str) -> None:
        """Mark where one is."""
        if key in self.buttons:
            self.buttons[key].setChecked(True)

    def fold(self, folded: bool) -> None:
        if folded != self.folded:
            self.folded = folded
            self.setFixedWidth(FOLDED if folded else RAIL)
            for button in self.buttons.values():
                button.fold(folded)

    def _clicked(self, button: QAbstractButton) -> None:
        self.chosen.emit(button.property("key"))
