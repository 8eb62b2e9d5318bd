"""The left rail: where one can go, with the count of what waits there. Folds to icons in narrow windows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from ui.kit import icons
from ui.kit.theme import RAIL, color, font, theme

FOLDED = 56
NARROW = 1100  # a window narrower than this shows icons only


class RailButton(QAbstractButton):
    """Icon, word and count, with an accent edge where one is."""

    def __init__(self, title: str, icon: str, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.icon_name = icon
        self.count: int | None = None
        self.folded = False
        self.setText(title)
        self.setCheckable(True)
        self.setAccessibleName(title)
        self.keys = keys
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._hint()

    def wait_for(self, count: int | None) -> None:
        """Show how many things wait here; None or 0 shows nothing."""
        self.count = count or None
        self.setAccessibleName(self.text() + (f"，{self.count} 件待办" if self.count else ""))
        self.update()

    def fold(self, folded: bool) -> None:
        self.folded = folded
        self._hint()
        self.update()

    def _hint(self) -> None:
        words = f"{self.text()}（{self.keys}）" if self.keys else self.text()
        self.setToolTip(words if self.folded else (self.keys or ""))

    def sizeHint(self) -> QSize:
        return QSize(FOLDED if self.folded else RAIL, theme().size + 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        whole = QRectF(self.rect())
        under = self.underMouse() or self.hasFocus()
        if self.isChecked() or under:
            painter.fillRect(whole, color("chosen" if self.isChecked() else "hover"))
        if self.isChecked():
            painter.fillRect(QRectF(0, 0, 3, whole.height()), color("accent"))
        tone = "accent" if self.isChecked() else "second"
        middle = whole.height() / 2
        left = (whole.width() - 18) / 2 if self.folded else 20
        icons.draw(painter, QRectF(left, middle - 9, 18, 18), self.icon_name, tone)
        if self.folded:
            if self.count:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(color("warn"))
                painter.drawEllipse(QRectF(left + 15, middle - 11, 7, 7))
            return
        painter.setFont(font(theme().size))
        painter.setPen(color("text") if self.isChecked() or under else QColor(theme().tokens.second))
        words = QRectF(50, 0, whole.width() - 50 - 56, whole.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self.count:
            painter.setFont(font(theme().size - 2))
            painter.setPen(color("warn"))
            shown = f"{self.count:,}" if self.count < 10_000 else "9999+"
            where = QRectF(whole.width() - 64, 0, 48, whole.height())
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, shown)


class Rail(QWidget):
    """`chosen(key)` when the person goes somewhere."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
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

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            for button in self.buttons.values():
                button.updateGeometry()
        super().changeEvent(event)

    def _clicked(self, button: QAbstractButton) -> None:
        self.chosen.emit(button.property("key"))
