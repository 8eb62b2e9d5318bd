"""The list that floats under an input and offers records to choose, two lines each."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.kit.pick import Option
from ui.kit.theme import color, font, theme

SHOWN = 7
Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class Popup(QFrame):
    """The list under an input. It never takes the focus: the input goes on typing and steers it."""

    chosen = Signal(object)

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner, Qt.WindowType.ToolTip)
        self.setObjectName("palette")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._owner = owner
        self.options = Options(self)
        self.view = QListView(self)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setModel(self.options)
        self.view.setItemDelegate(TwoLines(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.clicked.connect(self._clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.view)

    def offer(self, found: list[Option], what: str, mark: bool) -> None:
        """Show these, the first one marked where Enter shall take it."""
        self.options.set(found, what)
        self.view.setCurrentIndex(self.options.index(0) if found and mark else QModelIndex())
        rows = min(max(len(found), 1), SHOWN)
        height = rows * self.view.sizeHintForRow(0) + 10
        width = max(self._owner.width(), 280)
        below = self._owner.mapToGlobal(QPoint(0, self._owner.height() + 2))
        screen = self._owner.screen().availableGeometry()
        if below.y() + height > screen.bottom():
            below.setY(self._owner.mapToGlobal(QPoint(0, 0)).y() - height - 2)
        below.setX(max(screen.left(), min(below.x(), screen.right() - width)))
        self.setGeometry(below.x(), below.y(), width, height)
        self.show()

    def move_by(self, step: int) -> None:
        count = self.options.rowCount()
        if self.options.found:
            row = (self.view.currentIndex().row() + step) % count
            self.view.setCurrentIndex(self.options.index(row))

    def marked(self) -> Option | None:
        row = self.view.currentIndex().row()
        return self.options.found[row] if 0 <= row < len(self.options.found) else None

    def _clicked(self, index: QModelIndex) -> None:
        if index.row() < len(self.options.found):
            self.chosen.emit(self.options.found[index.row()])


class Options(QAbstractListModel):
    """The offered options; when there is none, one line that says so."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.found: list[Option] = []
        self._what = ""

    def set(self, found: list[Option], what: str) -> None:
        self.beginResetModel()
        self.found, self._what = found, what
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else max(len(self.found), 1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not self.found:
            return f"没有符合的{self._what}" if role == Qt.ItemDataRole.DisplayRole else None
        option = self.found[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return option.title
        return option.second if role == Qt.ItemDataRole.UserRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) if self.found else Qt.ItemFlag.NoItemFlags


class TwoLines(QStyledItemDelegate):
    """Title, and under it the second line in second text."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, round(theme().size * 2.9))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        rect: QRect = option.rect
        marked = bool(option.state & QStyle.StateFlag.State_Selected)
        hover = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        if marked or hover:
            painter.fillRect(rect, color("chosen" if marked else "hover"))
        title, second = index.data(), index.data(Qt.ItemDataRole.UserRole) or ""
        enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        inner = rect.adjusted(8, 4, -8, -4)
        upper = QRect(inner.left(), inner.top(), inner.width(), inner.height() * 11 // 20)
        lower = inner.adjusted(0, upper.height(), 0, 0)
        if not second:
            upper = inner
        _write(painter, upper, title, theme().size, "text" if enabled else "second")
        _write(painter, lower, second, theme().size - 2, "second")
        painter.restore()


def _write(painter: QPainter, rect: QRect, text: str, size: int, tone: str) -> None:
    painter.setFont(font(size))
    painter.setPen(color(tone))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
