"""The model of a list: the first page at once, then all ids in an array, and rows when they are looked at."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from sqlalchemy.orm import Session

from app.kit.errors import UserError
from app.kit.fields import EMPTY, Field
from app.kit.listing import Listing, Page, Totals, Values
from ui.kit.desk import Desk
from ui.kit.reads import Question, Reads, at_once

FIRST = 40  # rows of the first page: what a screen shows
AHEAD = 48  # rows read beyond those that are looked at, in the direction of scrolling
KEPT = 4096  # rows kept
PATIENCE = 0.15  # seconds that the screen waits for the first page before it paints without it

Index = QModelIndex | QPersistentModelIndex
Shown = tuple[Values, tuple[str, ...]]  # a row's values, and how they are written
Sign = Callable[[Mapping[str, Any]], tuple[str, str]]  # a row's values → tone and word, both empty for none
Role = Qt.ItemDataRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class TableModel(QAbstractTableModel):
    """Rows of a Listing. `complete` says that all ids are known, `counted(Totals)` brings count and sums.

    Between `show` and `complete` the model holds the first page only, or what it showed before. When only
    the order is another one (`reordered`), the number of rows stays, and those beyond the page are blank.

    `signs` put a dot and a word to the cells of a column; what they look at beyond the shown columns is `beside`.
    """

    paged = Signal()
    reordered = Signal()
    complete = Signal()
    counted = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        desk: Desk,
        listing: Listing,
        sums: Sequence[str] = (),
        parent: QObject | None = None,
        beside: Sequence[str] = (),
        signs: Mapping[str, Sign] | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk, self.listing, self.sums = desk, listing, tuple(sums)
        self.beside, self.signs = tuple(beside), dict(signs or {})
        self.asked = self._with_beside(listing)
        self.fields: list[Field] = listing.fields
        self.ids: array[int] = array("q")
        self.totals: Totals | None = None
        self.is_complete = False
        self._only_order = False
        self._sure = 0  # so many rows, from the top, have their ids
        self._known: dict[int, Shown] = {}
        self._taken: set[str] = set()
        self.fresh = True
        self.reads = Reads(self)
        self.reads.answered.connect(self._answered)
        self.reads.failed.connect(self._failed)

    # -- what is shown -------------------------------------------------------------------------------

    def show(self, listing: Listing) -> None:
        """Show another list: its first page as soon as it is there, the rest behind it."""
        self._ask(listing, fresh=True)

    def reload(self) -> None:
        """The same list anew, after a change: rows stay in place until the new order is known."""
        self._ask(self.listing, fresh=False)

    def close(self) -> None:
        """Stop reading; before the store is closed."""
        self.reads.close()

    def settle(self, seconds: float = 30.0) -> None:
        """Wait until everything asked has been answered, and show it: for tests, and before acts on all."""
        self.reads.settle(seconds)
        if self.reads.round is not None:
            for name in list(self.reads.round.answers):
                self._answered(self.reads.round.number, name)

    def _ask(self, listing: Listing, fresh: bool) -> None:
        if not self.desk.ready:
            return
        now = self.listing
        self._only_order = (
            fresh and self.is_complete and (listing.filters, listing.words) == (now.filters, now.words)
        )
        self.fresh, self._taken = fresh, set()
        if not self._only_order:
            self.totals = None
        if listing.columns != self.listing.columns:
            self._become(listing)
        else:
            self.listing = listing
        self.asked = self._with_beside(listing)
        self.is_complete = False
        first = partial(self.asked.first_page, size=FIRST)
        questions: list[Question] = [("ids", listing.ids)]
        if self.totals is None:
            questions.append(("totals", partial(listing.totals, sums=self.sums)))
        self.reads.stop()
        page = self._at_once(first)
        if page is None:
            self.reads.ask(self.desk.store, [("page", first), *questions])
            return
        self.reads.ask(self.desk.store, questions, paint=True)
        self._take_page(page)

    def _with_beside(self, listing: Listing) -> Listing:
        more = tuple(each for each in self.beside if each not in listing.columns)
        return listing.narrowed(columns=(*listing.columns, *more)) if more else listing

    def _at_once(self, first: Callable[[Session], Page]) -> Page | None:
        try:
            page: Page | None = at_once(self.desk.store, first, PATIENCE)
        except UserError as error:
            self.failed.emit(error)
            return None
        return page

    def _become(self, listing: Listing) -> None:
        self.beginResetModel()
        self.listing, self.fields = listing, listing.fields
        self._known.clear()
        self.endResetModel()

    @Slot(int, str)
    def _answered(self, number: int, name: str) -> None:
        if not self.reads.current(number) or name in self._taken or self.reads.round is None:
            return
        self._taken.add(name)
        answer = self.reads.round.answers[name]
        if name == "page":
            self._take_page(answer)
        elif name == "ids":
            self._take_ids(answer)
        else:
            self.totals = answer
            self.counted.emit(answer)

    @Slot(int, object)
    def _failed(self, number: int, error: object) -> None:
        if self.reads.current(number):
            self.failed.emit(error)

    def _take_page(self, page: Page) -> None:
        if not self.fresh and page.ids == self.ids[: len(page.ids)]:
            self._known.clear()
            self._keep_page(page)
            self._all_changed()
        elif self._only_order and FIRST == len(page.ids) <= len(self.ids):
            # A new array of a million numbers would take longer than reading the page.
            self.ids[:FIRST] = page.ids
            self._sure = FIRST
            self._known.clear()
            self._keep_page(page)
            self._all_changed()
            self.reordered.emit()
        elif self.fresh or len(page.ids) < FIRST:
            self.beginResetModel()
            self.ids, self._sure = page.ids, len(page.ids)
            self._known.clear()
            self._keep_page(page)
            self.endResetModel()
        else:
            self._known.clear()
        self.paged.emit()
        if len(page.ids) < FIRST:
            self._take_ids(page.ids)
            self._taken.add("ids")

    def _all_changed(self) -> None:
        if self.ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, len(self.fields) - 1))

    def _keep_page(self, page: Page) -> None:
        self._known.update(enumerate(self._written(page.rows)))

    def _take_ids(self, ids: array[int]) -> None:
        known = len(self.ids)
        self.is_complete = True
        if ids == self.ids:
            self._sure = known
        elif self._only_order and len(ids) == known and ids[:FIRST] == self.ids[:FIRST]:
            self.ids, self._sure = ids, len(ids)
            self._all_changed()
        elif len(ids) > known and ids[:known] == self.ids:
            self.beginInsertRows(QModelIndex(), known, len(ids) - 1)
            self.ids, self._sure = ids, len(ids)
            self.endInsertRows()
        else:
            self.beginResetModel()
            self._known.clear()
            self.ids, self._sure = ids, len(ids)
            self.endResetModel()
        self.complete.emit()

    # -- rows ----------------------------------------------------------------------------------------

    def look_at(self, first: int, last: int) -> None:
        """These rows are about to be painted: read what is not known of them, in one question.

        A jump reads just what is seen; where some of it is known, the person scrolls, and more is read ahead.
        """
        end = min(last + 1, self._sure)
        missing = [row for row in range(max(first, 0), end) if row not in self._known]
        if not missing:
            return
        low, high = missing[0], missing[-1] + 1
        if high - low <= last - first:
            if low > first:
                high = min(high + AHEAD, self._sure)
            else:
                low = max(low - AHEAD, 0)
        if len(self._known) > KEPT:
            self._known.clear()
        self._known.update(enumerate(self._written(self._read(self.ids[low:high])), low))

    def _row(self, row: int) -> Shown:
        found = self._known.get(row)
        if found is None and row >= self._sure:
            return ((None,) * len(self.asked.columns), ("",) * len(self.fields))
        if found is None:
            self.look_at(row, row + AHEAD)
            found = self._known[row]
        return found

    def _read(self, ids: array[int]) -> list[Values]:
        try:
            return self.desk.read(self.asked.rows, ids)
        except UserError as error:
            self.failed.emit(error)
            return [(None,) * len(self.asked.columns)] * len(ids)

    def _written(self, rows: Iterable[Values]) -> list[Shown]:
        shows = [field.show for field in self.fields]
        return [(row, tuple(show(value) for show, value in zip(shows, row, strict=False))) for row in rows]

    def values(self, row: int) -> Values:
        """The values of a row as the store keeps them (links by title, secrets masked)."""
        return self._row(row)[0]

    def text(self, row: int, column: int) -> str:
        text = self._row(row)[1][column]
        word = self.sign(row, column)[1]
        return f"{text}　{word}" if word else text

    def sign(self, row: int, column: int) -> tuple[str, str]:
        """Tone and word of a cell, as things stand now."""
        say = self.signs.get(self.fields[column].name) if self.signs else None
        return say(dict(zip(self.asked.columns, self._row(row)[0], strict=True))) if say else ("", "")

    def value(self, row: int, column: int) -> Any:
        return self._row(row)[0][column]

    def id_at(self, row: int) -> int | None:
        return self.ids[row] if 0 <= row < self._sure else None

    def row_of(self, record_id: int) -> int | None:
        try:
            return self.ids.index(record_id)
        except ValueError:
            return None

    # -- Qt ------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.fields)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return self.text(index.row(), index.column())
        if role == Role.TextAlignmentRole:
            return _RIGHT if self.fields[index.column()].numeric else _LEFT
        if role == Role.ToolTipRole:
            text = self._row(index.row())[1][index.column()]
            return text if text != EMPTY and len(text) > 12 else None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Role.DisplayRole else None
        if not 0 <= section < len(self.fields):
            return None
        field = self.fields[section]
        if role == Role.DisplayRole:
            return field.heading
        if role == Role.TextAlignmentRole:
            return _RIGHT if field.numeric else _LEFT
        if role == Role.ToolTipRole:
            return field.facts.hint or None
        return None
