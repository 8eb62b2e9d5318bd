"""What opens over a list: the menu of a heading, its filter, the choice of columns, the verbs of a row, views."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtGui import QAction, QCursor
from PySide6.QtWidgets import QInputDialog, QMenu

from app.kit import records, rights
from app.kit.fields import fields
from app.kit.filters import Filter
from app.kit.listing import Listing
from app.kit.views import View
from ui.kit.icons import icon
from ui.kit.view_tabs import Tab

if TYPE_CHECKING:
    from ui.kit.column_choice import ColumnChoice
    from ui.kit.filter_popup import FilterPopup
    from ui.kit.screen import RecordScreen

ASKED = 50  # of the selected records, so many are asked whether a verb fits them


class ListMenus(QObject):
    """Kept by its screen."""

    def __init__(self, screen: RecordScreen) -> None:
        super().__init__(screen)
        self.screen = screen
        self.menu: QMenu | None = None
        self.popup: FilterPopup | None = None
        self.choice: ColumnChoice | None = None
        self.dialog: QInputDialog | None = None
        header = screen.table.header
        header.sort_wanted.connect(self._sort)
        header.filter_wanted.connect(self.open_filter)
        header.menu_wanted.connect(self.open_heading)
        screen.table.verbs_wanted.connect(self.open_verbs)
        screen.tabs.saving.connect(self.save_view)
        screen.tabs.menu_wanted.connect(self.open_view_menu)

    def facts(self) -> list[Mapping[str, Any]]:
        """The values of the selected records, for verbs that fit only some; of many, the first ones."""
        ids = self.screen.chosen()[:ASKED]
        listing = Listing(self.screen.model, tuple(fields(self.screen.model)))
        rows = self.screen.desk.read(listing.rows, ids) if ids else []
        return [dict(zip(listing.columns, row, strict=True)) for row in rows]

    # -- headings ------------------------------------------------------------------------------------

    @Slot(int, bool)
    def _sort(self, column: int, more: bool) -> None:
        self.screen.sort_by(self.screen.rows.fields[column].name, more=more)

    @Slot(int, QPoint)
    def open_filter(self, column: int, place: QPoint) -> None:
        self._filter(self.screen.rows.fields[column].name, place)

    @Slot(int)
    def open_chip(self, at: int) -> None:
        self._filter(self.screen.listing.filters[at].name, QCursor.pos())

    def _filter(self, name: str, place: QPoint) -> None:
        now = next((each for each in self.screen.listing.filters if each.name == name), None)
        field = fields(self.screen.model)[name]
        from ui.kit.filter_popup import FilterPopup  # popups load when one is opened

        self.popup = FilterPopup(self.screen, self.screen.desk, field, now)
        self.popup.applied.connect(self.screen.filter_by)
        self.popup.open_at(place)

    @Slot(int, QPoint)
    def open_heading(self, column: int, place: QPoint) -> None:
        """Sort, filter, fit, hide, choose."""
        menu, screen = self._fresh(), self.screen
        if 0 <= column < len(screen.rows.fields):
            field = screen.rows.fields[column]
            self._add(menu, "升序", lambda: screen.sort_by(field.name, down=False), "arrow-up")
            self._add(menu, "降序", lambda: screen.sort_by(field.name, down=True), "arrow-down")
            self._add(menu, "筛选…", lambda: self.open_filter(column, place), "funnel")
            menu.addSeparator()
            self._add(menu, "适合宽度", lambda: screen.table.resizeColumnToContents(column))
            hide = self._add(menu, "隐藏这一列", lambda: self.hide_column(field.name))
            hide.setEnabled(len(screen.rows.fields) > 1)
        self._add(menu, "选择列…", self.choose_columns, "columns-3")
        menu.popup(place)

    def hide_column(self, name: str) -> None:
        self.put_columns([each for each in self.screen.table.shown_columns() if each != name])

    def choose_columns(self) -> None:
        """Which columns are shown, and in which order."""
        screen = self.screen
        from ui.kit.column_choice import ColumnChoice

        self.choice = ColumnChoice(screen, screen.model, screen.table.shown_columns(), screen.columns.split())
        self.choice.chosen.connect(self.put_columns)
        self.choice.open()

    @Slot(list)
    def put_columns(self, names: list[str]) -> None:
        self.screen.show_list(columns=tuple(names))
        self.screen.table.keep_columns()

    # -- verbs ---------------------------------------------------------------------------------------

    @Slot(QPoint)
    def open_verbs(self, place: QPoint) -> None:
        """The verbs of the selected rows."""
        menu, screen = self._fresh(), self.screen
        some, one = screen.table.chosen_count() > 0, screen.table.chosen_count() == 1
        self._add(menu, "打开", screen.open_current, "eye").setEnabled(one)
        self._add(menu, "复制一份", screen.duplicate, "copy").setEnabled(one and screen.may(rights.EDIT))
        own = [each for each in screen.actions if each.needs != "none"]
        if own:
            menu.addSeparator()
        for action in own:
            made = self._add(menu, action.label, screen.runner(action), action.icon)
            made.setEnabled(screen.fits(action))
        menu.addSeparator()
        self._add(menu, "复制到 Excel", screen.table.copy, "sheet").setEnabled(some)
        count = screen.rows.totals.count if screen.rows.totals else None
        self._add(menu, f"选择全部 {count:,} {screen.unit}" if count else "选择全部", screen.table.choose_all)
        if screen.removable:
            menu.addSeparator()
            self._add(menu, "删除…", screen.remove, "trash-2").setEnabled(some and screen.may(rights.REMOVE))
        menu.popup(place)

    @Slot()
    def fill_more(self) -> None:
        """⋯ beside the main button."""
        menu, screen = self.screen.head.menu, self.screen
        menu.clear()
        for action in screen.actions:
            if action.place != "button":
                made = self._add(menu, action.label, screen.runner(action), action.icon)
                made.setEnabled(screen.fits(action))
        menu.addSeparator()
        export, paper = screen.desk.may(rights.EXPORT), screen.desk.may(rights.PRINT)
        self._add(menu, "导出 Excel…", screen.output.export, "file-down").setEnabled(export)
        self._add(menu, "打印列表", screen.output.print, "printer").setEnabled(paper)
        for look in screen._looks():
            self._add(menu, look.label, look.run, look.icon).setEnabled(look.enabled)
        menu.addSeparator()
        self._add(menu, "选择列…", self.choose_columns, "columns-3")
        self._add(menu, "存为视图…", self.save_view, "bookmark")

    def _fresh(self) -> QMenu:
        if self.menu is not None:
            self.menu.deleteLater()
        self.menu = QMenu(self.screen)
        return self.menu

    @staticmethod
    def _add(menu: QMenu, words: str, run: Callable[[], object], name: str = "") -> QAction:
        made = menu.addAction(words)
        if name:
            made.setIcon(icon(name))
        made.triggered.connect(lambda: run())
        return made

    # -- views ---------------------------------------------------------------------------------------

    def save_view(self) -> None:
        """Keep what is shown under a name; a name that is there already is overwritten."""
        screen = self.screen
        if moving := [each for each in screen.listing.filters if not isinstance(each, Filter)]:
            words = "、".join(each.said(screen.model) for each in moving)
            screen.desk.told.emit(f"“{words}”随时间和人变化，不能存进视图，请先去掉这个条件")
            return
        self._ask_name("存为视图", "视图名称", "", self._save_as)

    def _save_as(self, name: str) -> None:
        screen = self.screen
        same = next((tab.view_id for tab in screen.tabs.tabs if tab.name == name and tab.view_id), None)
        listing = screen.listing.narrowed(columns=screen.table.shown_columns())
        values = {"screen": screen.key_name, "name": name, "content": listing.dump()}
        screen.desk.perform(screen, f"保存视图“{name}”", records.save, View, same, values)

    @Slot(object, QPoint)
    def open_view_menu(self, tab: Tab, place: QPoint) -> None:
        menu = self._fresh()
        self._add(menu, "用现在的条件更新", lambda: self._save_as(tab.name), "save")
        self._add(menu, "改名…", lambda: self._rename(tab), "pencil")
        self._add(menu, "删除这个视图", lambda: self._drop(tab), "trash-2")
        menu.popup(place)

    def _rename(self, tab: Tab) -> None:
        def put(name: str) -> None:
            self.screen.desk.perform(
                self.screen, f"视图改名为“{name}”", records.save, View, tab.view_id, {"name": name}
            )

        self._ask_name("视图改名", "新的名称", tab.name, put)

    def _drop(self, tab: Tab) -> None:
        if tab.view_id is not None:
            self.screen.desk.perform(self.screen, f"删除视图“{tab.name}”", records.remove, View, tab.view_id)

    def _ask_name(self, title: str, label: str, now: str, then: Callable[[str], object]) -> None:
        def done(name: str) -> None:
            if name.strip():
                then(name.strip())

        self.dialog = QInputDialog(self.screen)
        self.dialog.setWindowTitle(title)
        self.dialog.setLabelText(label)
        self.dialog.setTextValue(now)
        self.dialog.setOkButtonText("保存")
        self.dialog.setCancelButtonText("取消")
        self.dialog.textValueSelected.connect(done)
        self.dialog.open()
