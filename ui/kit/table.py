"""A list on screen: a million rows as quick as a hundred, by mouse and by keys.

The model (ui.kit.rows) asks the store; this is the view: selection, frozen first column, hover, copying,
columns as the clerk left them.
"""

from __future__ import annotations

import json
from array import array

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from ui.kit import prefs
from ui.kit.cells import Cells, Tones
from ui.kit.chosen import Chosen
from ui.kit.copying import clipboard, rows_of
from ui.kit.frozen import FrozenCells, FrozenHeading
from ui.kit.header import Header
from ui.kit.rows import Index, TableModel
from ui.kit.theme import HEADER, ROW, font, theme

MOST_COPIED = 100_000

__all__ = ["Table", "TableModel"]


class Table(QTableView):
    """The view of a TableModel. `key` names the list among the preferences of this person."""

    opened = Signal(int)
    panel_wanted = Signal()
    chosen_changed = Signal()
    typed = Signal(str)
    escaped = Signal()
    refused = Signal(str)
    verbs_wanted = Signal(QPoint)

    def __init__(
        self,
        model: TableModel,
        key: str,
        name: str,
        tones: Tones | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.key, self.rows = key, model
        self.frozen, self.frozen_heading = FrozenCells(self), FrozenHeading(self)
        self._arranging = False
        self.header = Header(self)
        self.setHorizontalHeader(self.header)
        self.cells = Cells(self, tones or {})
        self.setItemDelegate(self.cells)
        self.setModel(model)
        self.chosen = Chosen(self, model)
        self.setAccessibleName(name)
        self._behave()
        self._dress()
        self.restore_widths()
        self._connect()

    def _behave(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(ROW)
        rows.setDefaultSectionSize(ROW)
        self.header.setResizeContentsPrecision(0)
        self.setCornerButtonEnabled(False)
        self.setCornerWidget(QWidget())
        self.setFrameShape(QFrame.Shape.NoFrame)

    def _connect(self) -> None:
        self.header.sectionResized.connect(self._section_changed)
        self.header.sectionMoved.connect(self._section_changed)
        self.horizontalScrollBar().valueChanged.connect(self._place_frozen)
        self.rows.modelReset.connect(self._forget_hover)
        self.doubleClicked.connect(self._double_clicked)
        theme().changed.connect(self._dress)

    # -- what is chosen ------------------------------------------------------------------------------

    def chosen_count(self) -> int:
        return self.chosen.count()

    def chosen_ids(self) -> array[int]:
        """The ids of the selected rows, from top to bottom."""
        return self.chosen.ids()

    def current_id(self) -> int | None:
        index = self.currentIndex()
        return self.rows.id_at(index.row()) if index.isValid() else None

    def choose(self, row: int) -> None:
        """Select one row and bring it into view."""
        self.chosen.choose(row)

    def choose_all(self) -> None:
        """Select all that is filtered, painted or not."""
        self.chosen.choose_all()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.frozen.update()
        self.chosen_changed.emit()

    @Slot()
    def _forget_hover(self) -> None:
        self.cells.hovered = -1

    # -- keys and mouse ------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, text = event.key(), event.text()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        current = self.current_id()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.choose_all()
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current is not None:
            self.opened.emit(current)
        elif plain and key == Qt.Key.Key_Space:
            self.panel_wanted.emit()
        elif plain and key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif plain and key == Qt.Key.Key_Menu:
            self._menu_by_key()
        elif text and text.isprintable() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Home and End go to the first and the last row, as in a list, not along the row."""
        moves = QAbstractItemView.CursorAction
        if action in (moves.MoveHome, moves.MoveEnd) and self.rows.rowCount():
            if action == moves.MoveEnd:
                self.rows.settle()
            row = 0 if action == moves.MoveHome else self.rows.rowCount() - 1
            return self.rows.index(row, max(self.currentIndex().column(), 0))
        return super().moveCursor(action, modifiers)

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        bar, before = self.horizontalScrollBar(), self.horizontalScrollBar().value()
        super().scrollTo(index, hint)
        if index.column() == self.first_column():
            bar.setValue(before)  # it is in sight wherever one scrolled to
            return
        hidden = self.frozen.width() - self.visualRect(index).left()
        if self.frozen.isVisible() and hidden > 0:
            bar.setValue(bar.value() - hidden)

    def _double_clicked(self, index: QModelIndex) -> None:
        found = self.rows.id_at(index.row())
        if found is not None:
            self.opened.emit(found)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        row = self.rowAt(event.pos().y())
        if row >= 0 and not self.selectionModel().isRowSelected(row):
            self.choose(row)
        self.verbs_wanted.emit(event.globalPos())

    def _menu_by_key(self) -> None:
        place = self.visualRect(self.currentIndex()).bottomLeft()
        self.verbs_wanted.emit(self.viewport().mapToGlobal(place))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(int(event.position().y())))
        super().mouseMoveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def _hover(self, row: int) -> None:
        if row == self.cells.hovered:
            return
        for each in (self.cells.hovered, row):
            if each >= 0:
                top = self.rowViewportPosition(each)
                self.viewport().update(0, top, self.viewport().width(), ROW)
        self.cells.hovered = row
        self.frozen.update()

    # -- copying -------------------------------------------------------------------------------------

    def copy(self) -> None:
        """Headings and values of the selected rows, in the order of the screen, to the clipboard."""
        ids = self.chosen_ids()
        if len(ids) > MOST_COPIED:
            self.refused.emit(f"一次最多复制 {MOST_COPIED:,} 条，已选 {len(ids):,} 条。请改用“导出 Excel”。")
        elif ids:
            listing = self.rows.listing.narrowed(columns=self.shown_columns())
            data = clipboard(listing.fields, self.rows.desk.read(rows_of, listing, ids))
            QGuiApplication.clipboard().setMimeData(data)

    # -- columns -------------------------------------------------------------------------------------

    def first_column(self) -> int:
        return max(self.header.logicalIndex(0), 0)

    def shown_columns(self) -> tuple[str, ...]:
        """The columns' names as they stand on the screen, from left to right."""
        order = sorted(range(len(self.rows.fields)), key=self.header.visualIndex)
        return tuple(self.rows.fields[column].name for column in order)

    def restore_widths(self) -> None:
        """Columns in the order of the list, as wide as they were left, else as the facts say."""
        kept = kept_columns(self.key)
        self._arranging = True
        for column, field in enumerate(self.rows.fields):
            self.header.moveSection(self.header.visualIndex(column), column)
            usual = max(self.header.wanted_width(column), round(field.facts.width * theme().size * 0.56) + 20)
            usual += theme().size * 4 if field.name in self.rows.signs else 0  # room for dot and word
            self.setColumnWidth(column, kept.get(field.name) or usual)
        self._arranging = False
        self._place_frozen()

    @Slot()
    def _section_changed(self) -> None:
        if not self._arranging:
            self._place_frozen()
            self.keep_columns()

    def keep_columns(self) -> None:
        """Remember which columns stand where and how wide."""
        names = [field.name for field in self.rows.fields]
        kept = [[name, self.columnWidth(names.index(name))] for name in self.shown_columns()]
        prefs.keep(f"lists/{self.key}/columns", json.dumps(kept))

    # -- the frozen column ---------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        first = self.rowAt(0)
        if first >= 0:
            last = self.rowAt(self.viewport().height() - 1)
            self.rows.look_at(first, last if last >= 0 else self.rows.rowCount() - 1)
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_frozen()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self.frozen.update()

    @Slot()
    def _place_frozen(self) -> None:
        wide = self.columnWidth(self.first_column()) + 1
        shown = self.header.offset() > 0 and self.rows.columnCount() > 1 and wide < self.viewport().width()
        area = self.viewport().geometry()
        self.frozen.setGeometry(area.left(), area.top(), wide, area.height())
        self.frozen_heading.setGeometry(area.left(), area.top() - HEADER, wide, HEADER)
        for each in (self.frozen, self.frozen_heading):
            each.setVisible(shown)
            each.raise_()
            each.update()

    @Slot()
    def _dress(self) -> None:
        for each in (self, self.header):
            each.setFont(font(theme().size - 1))
        self.cells.dress()
        self.viewport().update()
        self.header.viewport().update()

    def keyboardSearch(self, search: str) -> None:
        """Typing goes to the search field; a search through the model's rows would read them all."""


def kept_columns(key: str) -> dict[str, int]:
    """Column → width as this person left them, from left to right; empty for a list never arranged."""
    try:
        return {str(name): int(width) for name, width in json.loads(prefs.text(f"lists/{key}/columns", "[]"))}
    except (ValueError, TypeError):
        return {}
