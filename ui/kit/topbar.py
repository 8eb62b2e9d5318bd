"""Over every screen: the one search, the open month and its state, who acts, and the ⋯ of the house.

Its search is part of the first paint and drawn by Qt's style sheet; the signs beside it come later.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from ui.kit import icons
from ui.kit.theme import MIDDLE_LEFT, color

HEIGHT = 52


class SearchButton(QPushButton):
    """Looks like a field and opens the palette; the keys stand at its right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(" 搜索编号、名称、拼音首字母、命令", parent)
        self.setObjectName("search")
        self.setAccessibleName("搜索一切，Ctrl+K")
        self.setIcon(icons.icon("search"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(440)
        self.setMinimumWidth(340)
        keys = QLabel("Ctrl+K")
        keys.setProperty("tone", "second")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 12, 0)
        row.addStretch(1)
        row.addWidget(keys)


class Sign(QWidget):
    """A dot, or an icon, and a word: never colour alone."""

    def __init__(self, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._tone = icon, "second"
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def say(self, words: str, tone: str = "second") -> None:
        self._words, self._tone = words, tone
        self.setAccessibleName(words)
        self.setVisible(bool(words))
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        return self._words

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._words) + 26, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        middle = self.height() / 2
        if self._icon:
            icons.draw(painter, QRectF(0, middle - 8, 16, 16), self._icon, self._tone)
        else:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(color(self._tone))
            painter.setBrush(color(self._tone))
            painter.drawEllipse(QPointF(9, middle), 3.5, 3.5)
        painter.setPen(color("text"))
        painter.setFont(self.font())
        where = QRectF(self.rect()).adjusted(22, 0, 0, 0)
        painter.drawText(where, MIDDLE_LEFT, self._words)


class TopBar(QFrame):
    """The window fills `month`, `who` and `banner`, and the menu of `more`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("top")
        self.setFixedHeight(HEIGHT)
        self.search = SearchButton()
        self.month = Sign()
        self.who = Sign("user")
        self.banner = QLabel()
        self.banner.setProperty("tone", "warn")
        self.banner.hide()
        self.act = QPushButton()
        self.act.hide()
        self.more = QToolButton()
        self.more.setIcon(icons.icon("ellipsis"))
        self.more.setIconSize(QSize(18, 18))
        self.more.setToolTip("更多")
        self.more.setAccessibleName("更多")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self)
        self.more.setMenu(self.menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 12, 1)
        row.setSpacing(16)
        row.addWidget(self.search, 3)
        row.addStretch(1)
        for widget in (self.banner, self.act, self.month, self.who, self.more):
            row.addWidget(widget)
        self.month.say("")
        self.who.say("")

    def warn(self, words: str, verb: str = "") -> None:
        """A standing notice beside the search, with one verb of its own."""
        self.banner.setText(words)
        self.banner.setVisible(bool(words))
        self.act.setText(verb)
        self.act.setVisible(bool(verb))
