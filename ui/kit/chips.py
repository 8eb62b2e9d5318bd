"""The filters that are on, one chip each: it says itself in words and is taken off by its cross."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QLayoutItem, QSizePolicy, QToolButton, QWidget

from ui.kit.icons import icon
from ui.kit.parts import button

WIDEST = 320
HEIGHT = 28


class Flow(QLayout):
    """From left to right, and on to the next line where there is no more room."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay(QRect(0, 0, width, 0), place=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay(rect, place=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        return QSize(120, HEIGHT)

    def _lay(self, rect: QRect, place: bool) -> int:
        left, top, line = rect.left(), rect.top(), 0
        shown = [item for item in self._items if not item.isEmpty()]
        for item in shown:
            size = QSize(item.sizeHint().width(), HEIGHT)
            if left > rect.left() and left + size.width() > rect.right() + 1:
                left, top, line = rect.left(), top + line + self.spacing(), 0
            if place:
                item.setGeometry(QRect(QPoint(left, top), size))
            left += size.width() + self.spacing()
            line = max(line, size.height())
        return top + line - rect.top()


class Chip(QWidget):
    """One filter: a click on its words opens it, its cross takes it off."""

    wanted = Signal()
    removed = Signal()

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setObjectName("chip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.label = QLabel()
        shown = self.label.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, WIDEST)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setText(shown)
        self.label.setToolTip(words if shown != words else "")
        self.setAccessibleName(words)
        self.cross = QToolButton()
        self.cross.setIcon(icon("x"))
        self.cross.setIconSize(QSize(12, 12))
        self.cross.setToolTip("去掉这个条件")
        self.cross.setAccessibleName(f"去掉：{words}")
        self.cross.clicked.connect(self.removed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 0, 2, 0)
        layout.setSpacing(2)
        layout.addWidget(self.label)
        layout.addWidget(self.cross)

    def mouseReleaseEvent(self, event: object) -> None:
        self.wanted.emit()


class Chips(QWidget):
    """All filters of a list; hidden while there is none. Numbers are places in the list of filters."""

    wanted = Signal(int)
    removed = Signal(int)
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = Flow(self)
        self.chips: list[Chip] = []
        self.clear = button("清除全部", self.cleared.emit, kind="quiet")
        self.clear.setProperty("small", "true")
        self._flow.addWidget(self.clear)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    def show_filters(self, words: Sequence[str]) -> None:
        """One chip for each sentence."""
        for chip in self.chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._flow.removeWidget(self.clear)
        self.chips = [Chip(each) for each in words]
        for chip in self.chips:
            chip.wanted.connect(self._wanted)
            chip.removed.connect(self._removed)
            self._flow.addWidget(chip)
        self._flow.addWidget(self.clear)
        self.clear.setVisible(len(words) > 1)
        self.setVisible(bool(words))
        self.updateGeometry()

    def _wanted(self) -> None:
        self.wanted.emit(self.chips.index(self.sender()))  # type: ignore[arg-type]

    def _removed(self) -> None:
        self.removed.emit(self.chips.index(self.sender()))  # type: ignore[arg-type]
