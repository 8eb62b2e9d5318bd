"""The list of a screen: search, filters, views, table, sums, side panel. Its verbs stand in ui.kit.screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.kit.db import Record
from app.kit.fields import fields
from app.kit.filters import Filter
from app.kit.listing import Listing, Sort, Totals
from ui.kit.base import Screen
from ui.kit.cells import Tones
from ui.kit.chips import Chips
from ui.kit.desk import Desk
from ui.kit.footer import Footer
from ui.kit.list_head import ListHead
from ui.kit.panel import SidePanel
from ui.kit.parts import Empty, button
from ui.kit.reads import Reads
from ui.kit.rows import Sign, TableModel
from ui.kit.sections import read_layout
from ui.kit.table import Table, kept_columns
from ui.kit.view_tabs import Preset, Tab, ViewTabs

SEARCH_AFTER = 160  # ms after the last keystroke
SUM_AFTER = 60  # ms after the selection last changed


class ListScreen(Screen):
    """A list of records, narrowed and sorted as a person likes. Facts are class attributes: names of columns
    in strings, separated by spaces; `sort` is a column, with a minus in front for downwards; `beside` is read with
    every row for what `signs` say of it.
    """

    model: ClassVar[type[Record]]
    key: ClassVar[str] = ""
    columns: ClassVar[str] = ""
    form: ClassVar[str] = ""
    sort: ClassVar[str] = ""
    sums: ClassVar[str] = ""
    unit: ClassVar[str] = "条"
    presets: ClassVar[Sequence[Preset]] = ()
    tones: ClassVar[Tones] = {}
    beside: ClassVar[str] = ""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.key_name = self.key or self.model.__tablename__
        names = tuple(kept_columns(self.key_name)) or tuple(self.columns.split())
        known = fields(self.model)
        down = self.sort.startswith("-")
        order: tuple[Sort, ...] = ((self.sort.lstrip("-") or self.columns.split()[0], down),)
        self.plain = Listing(self.model, tuple(name for name in names if name in known), (), order)
        self.sum_names = tuple(self.sums.split())
        self.rows = TableModel(desk, self.plain, self.sum_names, self, self.beside.split(), self.signs())
        self.table = Table(self.rows, self.key_name, self.title, self.tones)
        self.footer = Footer([known[name] for name in self.sum_names], self.unit)
        self.panel: SidePanel | None = None
        self._sums = Reads(self)
        self._arrange()
        self._connect()
        self._shown = False
        self._stale = False

    # -- putting together ----------------------------------------------------------------------------

    def _arrange(self) -> None:
        self.head = ListHead(self.title)
        self.tabs = ViewTabs(self.desk, self.plain, self.presets, self.key_name)
        self.chips = Chips()
        self.none = self.make_empty()
        self.no_match = Empty(
            "search", "没有符合条件的记录", "换个说法找，或去掉一些条件。",
            button("清除搜索和筛选", self.clear_all, kind="primary"),
        )  # fmt: skip
        self.pile = QStackedWidget()
        self.pile.setProperty("inner", True)
        self.pile.setObjectName("list")
        for each in (self.table, self.none, self.no_match):
            self.pile.addWidget(each)
        self.splitter = QSplitter()
        self.splitter.addWidget(self.pile)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 4)
        layout.setSpacing(8)
        for part in (self.head, self.tabs, self.chips):
            layout.addWidget(part)
        layout.addWidget(self.splitter, 1)
        layout.addWidget(self.footer)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Arrows walk the rows, also after coming back from a record."""
        super().focusInEvent(event)
        if self.table.isVisible():
            self.table.setFocus(event.reason())

    def make_empty(self) -> QWidget:
        """What an empty list says: what is missing, and what to do next."""
        return Empty(self.icon, f"还没有{self.model.name_cn}")

    def _connect(self) -> None:
        self._search_timer = self._timer(SEARCH_AFTER, self._search)
        self._sum_timer = self._timer(SUM_AFTER, self._sum_chosen)
        self.head.search.textChanged.connect(self._search_timer.start)
        self.head.search.down.connect(self._into_table)
        self.head.search.left.connect(self.table.setFocus)
        self.tabs.chosen.connect(self._choose_tab)
        self.chips.removed.connect(self.drop_filter)
        self.chips.cleared.connect(self.clear_filters)
        self.footer.all_wanted.connect(self.table.choose_all)
        self.rows.paged.connect(self._paged)
        self.rows.complete.connect(self._paged)
        self.rows.counted.connect(self._counted)
        self.rows.failed.connect(self._failed)
        self.table.panel_wanted.connect(self.toggle_panel)
        self.table.chosen_changed.connect(self._chosen_changed)
        self.table.typed.connect(self._typed)
        self.table.escaped.connect(self.back_out)
        self.table.refused.connect(self.desk.told)
        self._sums.answered.connect(self._summed)

    def _timer(self, wait: int, run: Callable[[], object]) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(wait)
        made.timeout.connect(run)
        return made

    # -- what is shown -------------------------------------------------------------------------------

    def signs(self) -> Mapping[str, Sign]:
        """Columns whose cells carry a dot and a word that follow from the whole row, or from the clock."""
        return {}

    @property
    def listing(self) -> Listing:
        return self.rows.listing

    def show_list(self, **changes: Any) -> None:
        """Show the list with other filters, sort, words or columns."""
        rearranged = changes.get("columns", self.table.shown_columns()) != self.table.shown_columns()
        self.rows.show(self.listing.narrowed(**changes))
        if self.rows.totals is None:
            self.footer.waiting()
        self.tabs.mark(self.listing)
        self.chips.show_filters([each.said(self.model) for each in self.listing.filters])
        self.table.header.viewport().update()
        if rearranged:
            self.table.restore_widths()

    def filter_by(self, name: str, made: Filter | None) -> None:
        """Set or take off the filter of one column."""
        kept = tuple(each for each in self.listing.filters if each.name != name)
        self.show_list(filters=(*kept, made) if made is not None else kept)

    def show_only(self, made: Sequence[Filter]) -> None:
        """Come here from elsewhere with just these filters on."""
        self._put_words("")
        self.show_list(filters=tuple(made), words="")

    @Slot(int)
    def drop_filter(self, at: int) -> None:
        self.show_list(filters=tuple(each for place, each in enumerate(self.listing.filters) if place != at))

    @Slot()
    def clear_filters(self) -> None:
        self.show_list(filters=())

    @Slot()
    def clear_all(self) -> None:
        """Everything again."""
        self._put_words("")
        self.show_list(filters=(), words="")

    def sort_by(self, name: str, down: bool | None = None, more: bool = False) -> None:
        """Sort by a column; again turns the order round. `more` puts it behind the present order."""
        now = dict(self.listing.sort)
        turned = (not now[name] if name in now else False) if down is None else down
        rest = tuple(each for each in self.listing.sort if each[0] != name) if more else ()
        self.show_list(sort=(*rest, (name, turned)))

    @Slot(object)
    def _choose_tab(self, tab: Tab) -> None:
        self._put_words(tab.listing.words)
        saved = {"sort": tab.listing.sort, "columns": tab.listing.columns}
        if tab.view_id is None:  # as this person has arranged the list
            saved = {"columns": tuple(kept_columns(self.key_name)) or self.plain.columns}
        self.show_list(filters=tab.listing.filters, words=tab.listing.words, **saved)

    def _put_words(self, words: str) -> None:
        self.head.search.blockSignals(True)
        self.head.search.setText(words)
        self.head.search.blockSignals(False)

    @Slot()
    def _search(self) -> None:
        words = self.head.search.text()
        if words.split() != self.listing.words.split():
            self.show_list(words=words)

    @Slot()
    def _paged(self) -> None:
        if self.rows.rowCount():
            self.pile.setCurrentWidget(self.table)
        elif self.rows.is_complete:
            self.pile.setCurrentWidget(self.no_match if self.listing.narrow else self.none)

    @Slot(object)
    def _counted(self, totals: Totals) -> None:
        self.footer.tell_whole(totals, self.listing.narrow)
        self._say_chosen(None)
        self.status_changed.emit(self.footer.words())

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        self.footer.whole.setText("没能读出列表")
        self.desk.told.emit(str(error))

    # -- what is selected ----------------------------------------------------------------------------

    def chosen(self) -> Sequence[int]:
        """Ids of the selected records, in the order of the list."""
        return self.table.chosen_ids()

    @Slot()
    def _chosen_changed(self) -> None:
        self._say_chosen(None)
        self._sum_timer.start()
        if self.panel is not None and self.panel.isVisible():
            self.panel.show_record(self.table.current_id())

    def _say_chosen(self, totals: Totals | None) -> None:
        chosen = self.table.chosen_count()
        whole = self.rows.totals
        if whole is not None and chosen == whole.count:
            totals = whole
        self.footer.tell_part(chosen, totals)

    def _sum_chosen(self) -> None:
        ids = self.table.chosen_ids()
        whole = self.rows.totals
        if len(ids) < 2 or (whole is not None and whole.count == len(ids)) or not self.desk.ready:
            self._sums.stop()
            return
        listing, names = self.listing, self.sum_names
        self._sums.ask(self.desk.store, [("sums", lambda session: listing.totals(session, names, ids))])

    @Slot(int, str)
    def _summed(self, number: int, name: str) -> None:
        if self._sums.current(number) and self._sums.round is not None:
            self._say_chosen(self._sums.round.answers[name])

    # -- keys ----------------------------------------------------------------------------------------

    @Slot()
    def search(self) -> None:
        """Go to the search field."""
        self.head.search.setFocus()
        self.head.search.selectAll()

    @Slot(str)
    def _typed(self, text: str) -> None:
        self.head.search.setFocus()
        self.head.search.setText(text)

    @Slot()
    def _into_table(self) -> None:
        self._search()
        self.table.setFocus()
        if self.table.current_id() is None:
            self.table.choose(0)

    @Slot()
    def back_out(self) -> None:
        """Esc: first the side panel, then the selection, then search and filters."""
        if self.panel is not None and self.panel.isVisible():
            self.toggle_panel()
        elif self.table.chosen_count() > 1:
            self.table.clearSelection()
        elif self.listing.narrow:
            self.clear_all()

    @Slot()
    def toggle_panel(self) -> None:
        """Space: the selected record beside the list."""
        if self.panel is None:
            layout = self.form or "\n".join(self.columns.split())
            self.panel = SidePanel(self.desk, self.plain, read_layout(layout))
            self.panel.opened.connect(self.table.opened)
            self.panel.closed.connect(self.toggle_panel)
            self.splitter.addWidget(self.panel)
        else:
            self.panel.setVisible(not self.panel.isVisible())
        if self.panel.isVisible() or not self.isVisible():
            self.panel.show_record(self.table.current_id())

    # -- being a screen ------------------------------------------------------------------------------

    def activate(self) -> None:
        if not self._shown:
            self._shown = True
            self.tabs.load()
            self.show_list()
        elif self._stale or self.rows.totals is None:
            self.refresh()
        self.table.setFocus()

    def refresh(self) -> None:
        """Read everything anew, where one was."""
        self._stale = False
        self.rows.reload()
        self.tabs.count()
        if self.panel is not None and self.panel.isVisible():
            self.panel.show_record(self.table.current_id())

    def reload(self, tables: set[str]) -> None:
        if not self._shown or not tables & (self.listing.tables | {"views"}):
            return
        if "views" in tables:
            self.tabs.load()
            self.tabs.mark(self.listing)
        if tables & self.listing.tables:
            self.refresh()

    def close_reads(self) -> None:
        """Stop reading; before the store is closed."""
        self.rows.close()
        self.tabs.reads.close()
        self._sums.close()
