"""A table of a few rows that are all in hand: previews, reports, batches. Long lists are ui.kit.table's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from ui.kit.theme import HEADER, ROW, color, font, theme

EMPTY = "—"
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Head:
    """A column: `width` in characters of body type (0: takes what is left); `right` for figures."""

    text: str
    width: int = 12
    right: bool = False


@dataclass(frozen=True)
class Line:
    """A row: its values, what it stands for, whether it is a sum; `tone` colours it (good, warn, bad, second)."""

    values: tuple[Any, ...]
    key: Any = None
    total: bool = False
    tone: str = ""


def show(value: Any) -> str:
    """A value as it stands in a list: money 1,234.50, empty “—”, days 2026-11-03."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if type(value) is int:
        return f"{value:,}"
    return str(getattr(value, "label", value))


class PlainModel(QAbstractTableModel):
    """Headings and lines."""

    def __init__(self, heads: Sequence[Head]) -> None:
        super().__init__()
        self.heads, self.lines = list(heads), list[Line]()

    def put(self, lines: Iterable[Line], heads: Sequence[Head] | None = None) -> None:
        self.beginResetModel()
        self.lines = list(lines)
        if heads is not None:
            self.heads = list(heads)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.heads)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if way != Qt.Orientation.Horizontal or not 0 <= section < len(self.heads):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section].text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.heads[section].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        value = line.values[index.column()] if index.column() < len(line.values) else None
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if line.total and value is None else show(value)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = (
                Qt.AlignmentFlag.AlignRight
                if self.heads[index.column()].right
                else Qt.AlignmentFlag.AlignLeft
            )
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole:
            if isinstance(value, Decimal | int) and value < 0:
                return color("bad")
            return color(line.tone) if line.tone else None
        if role == Qt.ItemDataRole.FontRole and line.total:
            return font(theme().size - 1, True)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(value, str) and len(value) > 12:
            return value
        return None


class _Cells(QStyledItemDelegate):
    """Room at both sides, a line below, and the accent's edge on the row that is chosen."""

    PAD, EDGE = 8, 3

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.fillRect(rect, color("chosen" if chosen else "hover" if hovered else "surface"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color("line"))
        if chosen and index.column() == 0:
            painter.fillRect(rect.left(), rect.top(), self.EDGE, rect.height(), color("accent"))
        face = index.data(Qt.ItemDataRole.FontRole) or option.font
        painter.setFont(face)
        painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole) or color("text"))
        inner = rect.adjusted(self.PAD, 0, -self.PAD, 0)
        words = str(index.data() or "").replace("\n", " ")
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, index.data(Qt.ItemDataRole.TextAlignmentRole), shown)


class PlainTable(QTableView):
    """`opened(key)` on Enter or a double click; `picked(key)` when another row is current. Ctrl+C copies."""

    opened = Signal(object)
    picked = Signal(object)

    def __init__(self, name: str, *heads: Head, empty: str = "") -> None:
        super().__init__()
        self.rows = PlainModel(heads)
        self.empty = empty
        self.setAccessibleName(name)
        self.setModel(self.rows)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self._cells = _Cells(self)
        self.setItemDelegate(self._cells)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.activated.connect(self._open)
        self.selectionModel().currentRowChanged.connect(self._pick)
        copy = QShortcut(QKeySequence.StandardKey.Copy, self, self.copy)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        theme().changed.connect(self._size)
        self._size()

    def put(self, lines: Iterable[Line], heads: Sequence[Head] | None = None) -> None:
        """Show these lines."""
        self.rows.put(lines, heads)
        self._size()

    def lines(self) -> list[Line]:
        return self.rows.lines

    def texts(self) -> list[list[str]]:
        """What is seen, row by row."""
        model = self.rows
        return [
            [str(model.data(model.index(row, at))) for at in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    def fit_height(self, most: int = 12) -> None:
        """As high as its rows, up to `most` of them, so that the page around it scrolls instead."""
        rows = min(max(len(self.rows.lines), 1), most)
        self.setFixedHeight(self.horizontalHeader().height() + rows * self.row_height() + 16)

    def row_height(self) -> int:
        return max(ROW, theme().size + 18)

    def _size(self) -> None:
        one = self.fontMetrics().horizontalAdvance("中")
        header = self.horizontalHeader()
        header.setFixedHeight(max(HEADER, theme().size + 20))
        header.setMinimumSectionSize(4 * one)
        self.verticalHeader().setDefaultSectionSize(self.row_height())
        for at, head in enumerate(self.rows.heads):
            if head.width:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)
                self.setColumnWidth(at, head.width * one + 20)
            else:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)

    @Slot()
    def copy(self) -> None:
        """The selected rows with their headings, as Excel takes them."""
        chosen = sorted({index.row() for index in self.selectionModel().selectedRows()})
        texts = self.texts()
        lines = [[head.text for head in self.rows.heads], *(texts[row] for row in chosen)]
        plain = [["" if cell == EMPTY else cell.replace("\t", " ") for cell in line] for line in lines]
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in plain))

    def fit_rows(self, most: int) -> None:
        """As high as its rows, up to so many: a small table among others has no room to waste."""
        count = min(max(len(self.rows.lines), 1), most)
        head = max(HEADER, self.horizontalHeader().height(), theme().size + 20)
        self.setFixedHeight(head + count * self.verticalHeader().defaultSectionSize() + 10)

    def _key(self, index: Index) -> Any:
        return (
            self.rows.lines[index.row()].key
            if index.isValid() and index.row() < len(self.rows.lines)
            else None
        )

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        key = self._key(index)
        if key is not None:
            self.opened.emit(key)

    @Slot(QModelIndex, QModelIndex)
    def _pick(self, index: QModelIndex, before: QModelIndex) -> None:
        self.picked.emit(self._key(index))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.empty and not self.rows.lines:
            painter = QPainter(self.viewport())
            painter.setPen(color("second"))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self.empty)
