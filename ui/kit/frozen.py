"""The first column of a list stays where it is while the rest is scrolled sideways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.kit.theme import color, font, theme

if TYPE_CHECKING:
    from ui.kit.table import Table


class FrozenCells(QWidget):
    """Lies over the first column and paints its cells; the mouse goes through to the list."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self.table = table
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        table, painter = self.table, QPainter(self)
        painter.setFont(font(theme().size - 1))
        painter.fillRect(self.rect(), color("surface"))
        model = table.model()
        column = table.first_column()
        selection = table.selectionModel()
        wide = self.width() - 1
        row = table.rowAt(max(event.rect().top(), 0))
        while 0 <= row < model.rowCount():
            top = table.rowViewportPosition(row)
            if top > event.rect().bottom():
                break
            chosen = selection.isRowSelected(row)
            rect = QRect(0, top, wide, table.rowHeight(row))
            table.cells.paint_cell(painter, rect, row, column, chosen)
            row += 1
        painter.fillRect(wide, 0, 1, self.height(), color("edge"))


class FrozenHeading(QWidget):
    """Its heading, which sorts, filters and opens the menu as the true one does."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self.table = table
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(font(theme().size - 1))
        self.table.header.paint_heading(painter, self.rect(), self.table.first_column())
        painter.fillRect(self.width() - 1, 0, 1, self.height(), color("edge"))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.table.header.click(self.table.first_column(), self.rect(), event.position().toPoint(), event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.table.header.menu_wanted.emit(self.table.first_column(), event.globalPos())
