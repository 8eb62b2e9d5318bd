"""What the workbench is made of: a figure that opens the list behind it, and one thing that waits."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.kit import icons
from ui.kit.parts import FIGURE
from ui.kit.theme import color, font, theme


class Figure(QAbstractButton):
    """A figure that opens the list behind it."""

    def __init__(self, name: str, run: Callable[[], object]) -> None:
        super().__init__()
        self.name, self.value, self.more = name, "—", ""
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(run)
        self.put("—", "")

    def put(self, value: str, more: str) -> None:
        self.value, self.more = value, more
        self.setAccessibleName(f"{self.name} {value} {more}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(230, theme().size * 3 + FIGURE + 44)

    def minimumSizeHint(self) -> QSize:
        return QSize(150, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        under = self.underMouse() or self.hasFocus()
        painter.setPen(color("accent" if under else "line"))
        painter.setBrush(color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        size, left, wide = theme().size, 16, self.width() - 32
        painter.setFont(font(size))
        painter.setPen(color("second"))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(left, 10, wide, size + 8), flags, self.name)
        figure = font(size + FIGURE, True)
        # An amount of billions gets smaller rather than cut off.
        while figure.pixelSize() > size and self._width(painter, figure) > wide:
            figure.setPixelSize(figure.pixelSize() - 1)
        painter.setFont(figure)
        painter.setPen(color("text"))
        painter.drawText(QRectF(left, size + 18, wide, size + FIGURE + 8), flags, self.value)
        painter.setFont(font(size - 2))
        painter.setPen(color("second"))
        painter.drawText(QRectF(left, 2 * size + FIGURE + 26, wide, size + 6), flags, self.more)
        if under:
            place = QRectF(self.width() - 32, 12, 16, 16)
            icons.draw(painter, place, "chevron-right", "accent")

    def _width(self, painter: QPainter, face: QFont) -> int:
        painter.setFont(face)
        return painter.fontMetrics().horizontalAdvance(self.value)


class Task(QAbstractButton):
    """One thing that waits: how many, what, and where it is done."""

    def __init__(self, icon: str, tone: str, words: str, more: str, run: Callable[[], object]) -> None:
        super().__init__()
        self.icon_name, self.tone, self.more = icon, tone, more
        self.setText(words)
        self.setAccessibleName(words)
        self.setAccessibleDescription(more)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(run)

    def sizeHint(self) -> QSize:
        return QSize(320, theme().size + 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.underMouse() or self.hasFocus():
            painter.fillRect(self.rect(), color("hover"))
        middle = self.height() / 2
        icons.draw(painter, QRectF(8, middle - 9, 18, 18), self.icon_name, self.tone)
        painter.setFont(font(theme().size))
        painter.setPen(color("text"))
        wide = self.width() - 36 - 24
        more = painter.fontMetrics().horizontalAdvance(self.more)
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, wide - more - 12)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(36, 0, wide, self.height()), flags, words)
        painter.setPen(color("second"))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(36, 0, wide, self.height()), right, self.more)
        icons.draw(painter, QRectF(self.width() - 22, middle - 7, 14, 14), "chevron-right", "second")
