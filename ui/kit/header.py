"""The headings of a list: sorting with its arrow, a funnel that opens the filter, a menu for the column."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from ui.kit import icons
from ui.kit.rows import TableModel
from ui.kit.theme import HEADER, color

PAD = 8
MARK = 14


class Header(QHeaderView):
    """`sort_wanted(column, more)`, `filter_wanted(column, place)`, `menu_wanted(column, place)`; places are
    on the screen. `more` adds a second order (Shift)."""

    sort_wanted = Signal(int, bool)
    filter_wanted = Signal(int, QPoint)
    menu_wanted = Signal(int, QPoint)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(48)
        self.setFixedHeight(HEADER)
        self.setMouseTracking(True)
        self.hovered = -1
        self._pressed = QPoint()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HEADER)

    # -- what a heading says --------------------------------------------------------------------------

    def sort_of(self, column: int) -> bool | None:
        """None when the list is not sorted by this column, else whether it runs downwards."""
        model = self.model()
        if not isinstance(model, TableModel) or column >= len(model.fields):
            return None
        return dict(model.listing.sort).get(model.fields[column].name)

    def is_filtered(self, column: int) -> bool:
        model = self.model()
        if not isinstance(model, TableModel) or column >= len(model.fields):
            return False
        return any(each.name == model.fields[column].name for each in model.listing.filters)

    def wanted_width(self, column: int) -> int:
        """So wide that the heading and its marks are seen whole."""
        text = str(self.model().headerData(column, Qt.Orientation.Horizontal) or "")
        return self.fontMetrics().horizontalAdvance(text) + 2 * PAD + MARK + 6

    def sectionSizeFromContents(self, column: int) -> QSize:
        return QSize(self.wanted_width(column), HEADER)

    def paintSection(self, painter: QPainter, rect: QRect, column: int) -> None:
        if not rect.isValid():
            return
        painter.save()
        self.paint_heading(painter, rect, column)
        painter.restore()

    def paint_heading(self, painter: QPainter, rect: QRect, column: int) -> None:
        """The heading in `rect`, also for the part of it that stays when the list is scrolled sideways."""
        hovered = column == self.hovered
        painter.fillRect(rect, color("hover" if hovered else "ground"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color("line"))
        painter.fillRect(rect.right(), rect.top() + 8, 1, rect.height() - 16, color("line"))
        inner = rect.adjusted(PAD + (3 if self.visualIndex(column) == 0 else 0), 0, -PAD, 0)
        down = self.sort_of(column)
        filtered = self.is_filtered(column)
        right = bool(self.model().headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
                     & Qt.AlignmentFlag.AlignRight)  # fmt: skip
        if filtered or hovered:
            icons.draw(painter, QRectF(self.funnel(rect)).adjusted(0.5, 0.5, -0.5, -0.5), "funnel",
                       "accent" if filtered else "second")  # fmt: skip
            inner.setRight(inner.right() - MARK - 2)
        text = str(self.model().headerData(column, Qt.Orientation.Horizontal) or "")
        room = inner.width() - (MARK if down is not None else 0)
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        wide = self.fontMetrics().horizontalAdvance(shown)
        left = inner.right() - wide - (MARK if down is not None else 0) if right else inner.left()
        left = max(left, inner.left())
        painter.setPen(color("text" if down is not None or filtered or hovered else "second"))
        painter.drawText(
            QRect(left, rect.top(), wide + 1, rect.height()), Qt.AlignmentFlag.AlignVCenter, shown
        )
        if down is not None:
            mark = QRectF(left + wide + 2, rect.center().y() - 6, 12, 12)
            icons.draw(painter, mark, "arrow-down" if down else "arrow-up", "accent")

    def funnel(self, rect: QRect) -> QRect:
        """Where the funnel of a heading stands."""
        return QRect(rect.right() - PAD - MARK + 2, rect.center().y() - MARK // 2, MARK, MARK)

    def section_rect(self, column: int) -> QRect:
        return QRect(self.sectionViewportPosition(column), 0, self.sectionSize(column), self.height())

    # -- the mouse -----------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.logicalIndexAt(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, column: int) -> None:
        if column != self.hovered:
            self.hovered = column
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        still = (place - self._pressed).manhattanLength() < 5
        column = self.logicalIndexAt(place)
        edge = self.cursor().shape() in (Qt.CursorShape.SplitHCursor, Qt.CursorShape.SizeHorCursor)
        super().mouseReleaseEvent(event)
        if still and column >= 0 and not edge and event.button() == Qt.MouseButton.LeftButton:
            self.click(column, self.section_rect(column), place, event)

    def click(self, column: int, rect: QRect, place: QPoint, event: QMouseEvent) -> None:
        """A click on a heading: on its funnel it filters, elsewhere it sorts."""
        if self.funnel(rect).adjusted(-3, -6, 3, 6).contains(place):
            self.filter_wanted.emit(column, event.globalPosition().toPoint())
        else:
            self.sort_wanted.emit(column, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(self.logicalIndexAt(event.pos()), event.globalPos())
