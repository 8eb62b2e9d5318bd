"""Small pictures of the sheets of a PDF, drawn when they come into view."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.kit.pdf_pages import Pages
from ui.kit.theme import color, font, theme

Index = QModelIndex | QPersistentModelIndex


class _Sheets(QAbstractListModel):
    def __init__(self, pages: Pages | None = None) -> None:
        super().__init__()
        self.pages = pages

    def rowCount(self, parent: Index | None = None) -> int:
        if self.pages is None or (parent is not None and parent.isValid()):
            return 0
        return len(self.pages)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"第 {index.row() + 1} 页"
        return None


class _Thumb(QStyledItemDelegate):
    WIDE, TALL = 104, 148

    def __init__(self, parent: PageList) -> None:
        super().__init__(parent)
        self.list = parent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self.WIDE + 24, self.TALL + 36)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        picture = self.list.thumb(index.row())
        size = picture.deviceIndependentSize().toSize()
        place = QRect(
            rect.left() + (rect.width() - size.width()) // 2, rect.top() + 8, size.width(), size.height()
        )
        painter.save()
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.drawPixmap(place, picture)
        painter.setPen(color("accent") if chosen else color("line"))
        painter.drawRect(place.adjusted(-1, -1, 0, 0))
        if chosen:
            painter.drawRect(place.adjusted(-2, -2, 1, 1))
        painter.setFont(font(theme().size - 2, chosen))
        painter.setPen(color("text") if chosen else color("second"))
        below = QRect(rect.left(), place.bottom() + 4, rect.width(), 20)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(index.row() + 1))
        painter.restore()


class PageList(QListView):
    """Small pictures of the sheets; `chosen(number)` when one is picked."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._model = _Sheets()
        self._thumbs: OrderedDict[int, QPixmap] = OrderedDict()
        self.setModel(self._model)
        self._delegate = _Thumb(self)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setFixedWidth(152)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("页")
        self.selectionModel().currentChanged.connect(self._picked)

    def show_pages(self, pages: Pages | None) -> None:
        self._thumbs.clear()
        self._model.beginResetModel()
        self._model.pages = pages
        self._model.endResetModel()
        self.setVisible(pages is not None and len(pages) > 1)

    def mark(self, number: int) -> None:
        """Show which sheet is being looked at."""
        index = self._model.index(number)
        if index.isValid() and index.row() != self.currentIndex().row():
            self.selectionModel().blockSignals(True)
            self.setCurrentIndex(index)
            self.selectionModel().blockSignals(False)
            self.scrollTo(index)
            self.viewport().update()

    def thumb(self, number: int) -> QPixmap:
        found = self._thumbs.get(number)
        if found is None:
            assert self._model.pages is not None
            size = self._model.pages.sizes[number]
            scale = min(_Thumb.WIDE / size.width(), _Thumb.TALL / size.height())
            ratio = self.devicePixelRatioF()
            found = QPixmap.fromImage(self._model.pages.image(number, scale * ratio))
            found.setDevicePixelRatio(ratio)
            self._thumbs[number] = found
            if len(self._thumbs) > 200:
                self._thumbs.popitem(last=False)
        return found

    def _picked(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(current.row())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.viewport().update()
