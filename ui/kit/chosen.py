"""Which rows of a list are selected: as spans, as ids, and again after the list was read anew."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Any, cast

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, Slot
from PySide6.QtWidgets import QTableView

from ui.kit.rows import TableModel

KEPT = 200  # so many selected rows are found again after a reload
FLAG = QItemSelectionModel.SelectionFlag


class Chosen(QObject):
    """The selection of a view on a TableModel; a million selected rows are one span."""

    def __init__(self, view: QTableView, rows: TableModel) -> None:
        super().__init__(view)
        self.view, self.rows = view, rows
        self._current: int | None = None
        self._ids: list[int] = []
        self._scrolled = 0
        rows.modelAboutToBeReset.connect(self._remember)
        rows.modelReset.connect(self._renewed)
        rows.complete.connect(self._find_again)
        rows.reordered.connect(self._to_the_top)

    def spans(self) -> list[tuple[int, int]]:
        """First and last row of what is selected, without overlap, in order."""
        spans: list[tuple[int, int]] = []
        ranges = cast(Iterable[Any], self.view.selectionModel().selection())
        for low, high in sorted((each.top(), each.bottom()) for each in ranges):
            if spans and low <= spans[-1][1] + 1:
                spans[-1] = (spans[-1][0], max(high, spans[-1][1]))
            else:
                spans.append((low, high))
        return spans

    def count(self) -> int:
        return sum(high - low + 1 for low, high in self.spans())

    def ids(self) -> array[int]:
        """The ids of the selected rows, from top to bottom."""
        if not self.rows.is_complete and self.view.selectionModel().hasSelection():
            self.rows.settle()
        return self._known_ids()

    def _known_ids(self) -> array[int]:
        found: array[int] = array("q")
        for low, high in self.spans():
            found.extend(self.rows.ids[low : high + 1])
        return found

    def choose(self, row: int) -> None:
        """Select one row and bring it into view."""
        if 0 <= row < self.rows.rowCount():
            column = max(self.view.currentIndex().column(), 0)
            index = self.rows.index(row, column)
            self.view.selectionModel().setCurrentIndex(index, FLAG.ClearAndSelect | FLAG.Rows)

    def choose_all(self) -> None:
        """Select all that is filtered, painted or not."""
        self.rows.settle()
        count = self.rows.rowCount()
        if count:
            corner = self.rows.index(count - 1, self.rows.columnCount() - 1)
            every = QItemSelection(self.rows.index(0, 0), corner)
            self.view.selectionModel().select(every, FLAG.ClearAndSelect)

    # -- through a reset -----------------------------------------------------------------------------

    @Slot()
    def _to_the_top(self) -> None:
        """Another order: what was selected stands elsewhere now, nobody knows where yet."""
        self.view.selectionModel().clear()
        self.view.scrollToTop()

    @Slot()
    def _remember(self) -> None:
        """A new list begins with nothing selected; the same list anew keeps what was."""
        keep = not self.rows.fresh and self.count() <= KEPT
        self._current = self.rows.id_at(self.view.currentIndex().row()) if keep else None
        self._ids = list(self._known_ids()) if keep else []
        self._scrolled = self.view.verticalScrollBar().value() if keep else 0

    @Slot()
    def _renewed(self) -> None:
        if self.rows.is_complete:
            self._find_again()

    @Slot()
    def _find_again(self) -> None:
        current, ids = self._current, self._ids
        self._current, self._ids = None, []
        if not ids:
            return
        last = self.rows.columnCount() - 1
        selection = QItemSelection()
        for row in map(self.rows.row_of, ids):
            if row is not None:
                selection.select(self.rows.index(row, 0), self.rows.index(row, last))
        self.view.selectionModel().select(selection, FLAG.ClearAndSelect)
        at = self.rows.row_of(current) if current is not None else None
        if at is not None:
            self.view.selectionModel().setCurrentIndex(self.rows.index(at, 0), FLAG.NoUpdate)
        self.view.verticalScrollBar().setValue(self._scrolled)
