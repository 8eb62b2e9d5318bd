"""A list on screen: a million rows as quick as a hundred, by mouse and by keys.

The model (ui.kit.rows) asks the store; this is the view: selection, frozen first column, hover, copying,
columns as the clerk left them.
"""

from __future__ import annotations

import json
from array import array

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal, Slot
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

from app.kit.listing import CHUNK
from ui.kit import prefs
from ui.kit.cells import Cells, Tones
from ui.kit.copying import clipboard
from ui.kit.frozen import FrozenCells, FrozenHeading
from ui.kit.header import Header
from ui.kit.rows import Index, TableModel
from ui.kit.theme import HEADER, ROW, font, theme

MOST_COPIED = 100_000
KEPT_CHOSEN = 200  # so many selected rows are found again after a reload
_KEPT = QItemSelectionModel.SelectionFlag

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
        self._scrolled = 0
        self._arranging = False
        self._found_again: tuple[int | None, list[int]] = (None, [])
        self.header = Header(self)
        self.setHorizontalHeader(self.header)
        self.cells = Cells(self, tones or {})
        self.setItemDelegate(self.cells)
        self.setModel(model)
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
        self.rows.modelAboutToBeReset.connect(self._remember)
        self.rows.modelReset.connect(self._renewed)
        self.rows.complete.connect(self._find_again)
        self.rows.reordered.connect(self._to_the_top)
        self.doubleClicked.connect(self._double_clicked)
        theme().changed.connect(self._dress)

    # -- what is chosen ------------------------------------------------------------------------------

    def _spans(self) -> list[tuple[int, int]]:
        """Selected rows as spans without overlap, in order."""
        spans: list[tuple[int, int]] = []
        for low, high in sorted((each.top(), each.bottom()) for each in self.selectionModel().selection()):
            if spans and low <= spans[-1][1] + 1:
                spans[-1] = (spans[-1][0], max(high, spans[-1][1]))
            else:
                spans.append((low, high))
        return spans

    def chosen_count(self) -> int:
        return sum(high - low + 1 for low, high in self._spans())

    def chosen_ids(self) -> array[int]:
        """The ids of the selected rows, from top to bottom."""
        if not self.rows.is_complete and self.selectionModel().hasSelection():
            self.rows.settle()
        found: array[int] = array("q")
        for low, high in self._spans():
            found.extend(self.rows.ids[low : high + 1])
        return found

    def current_id(self) -> int | None:
        index = self.currentIndex()
        return self.rows.id_at(index.row()) if index.isValid() else None

    def choose(self, row: int) -> None:
        """Select one row and bring it into view."""
        if 0 <= row < self.rows.rowCount():
            column = max(self.currentIndex().column(), 0)
            self.selectionModel().setCurrentIndex(
                self.rows.index(row, column), _KEPT.ClearAndSelect | _KEPT.Rows
            )

    def choose_all(self) -> None:
        """Select all that is filtered, painted or not."""
        self.rows.settle()
        count = self.rows.rowCount()
        if count:
            corner = self.rows.index(count - 1, self.rows.columnCount() - 1)
            every = QItemSelection(self.rows.index(0, 0), corner)
            self.selectionModel().select(every, _KEPT.ClearAndSelect)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.frozen.update()
        self.chosen_changed.emit()

    @Slot()
    def _to_the_top(self) -> None:
        """Another order: what was selected stands elsewhere now, nobody knows where yet."""
        self.selectionModel().clear()
        self.scrollToTop()

    @Slot()
    def _remember(self) -> None:
        # A new list begins with nothing selected; the same list anew keeps what was.
        keep = not self.rows.fresh and self.chosen_count() <= KEPT_CHOSEN
        self._found_again = (self.current_id(), list(self.chosen_ids())) if keep else (None, [])
        self._scrolled = self.verticalScrollBar().value() if keep else 0

    @Slot()
    def _renewed(self) -> None:
        self.cells.hovered = -1
        if self.rows.is_complete:
            self._find_again()

    @Slot()
    def _find_again(self) -> None:
        current, chosen = self._found_again
        self._found_again = (None, [])
        if not chosen:
            return
        found = [row for each in chosen if (row := self.rows.row_of(each)) is not None]
        last = self.rows.columnCount() - 1
        selection = QItemSelection()
        for row in found:
            selection.select(self.rows.index(row, 0), self.rows.index(row, last))
        self.selectionModel().select(selection, _KEPT.ClearAndSelect)
        row = self.rows.row_of(current) if current is not None else None
        if row is not None:
            self.selectionModel().setCurrentIndex(self.rows.index(row, 0), _KEPT.NoUpdate)
        self.verticalScrollBar().setValue(self._scrolled)

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
        if not ids:
            return
        if len(ids) > MOST_COPIED:
            self.refused.emit(f"一次最多复制 {MOST_COPIED:,} 条，已选 {len(ids):,} 条。请改用“导出 Excel”。")
            return
        listing = self.rows.listing.narrowed(columns=self.shown_columns())
        rows = [
            row for at in range(0, len(ids), CHUNK)
            for row in self.rows.desk.read(listing.rows, ids[at : at + CHUNK])
        ]  # fmt: skip
        QGuiApplication.clipboard().setMimeData(clipboard(listing.fields, rows))

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
