"""Screens: what every one of them answers to, and the list of records that most of them are.

A plain register is a few lines:

    class VehicleScreen(RecordScreen):
        model, title = Vehicle, "车辆"
        columns = "plate_no name bought_on price"
        form = "plate_no name\\nbought_on price"
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.kit import records, revealing, rights, uses
from app.kit.db import Record
from app.kit.fields import fields
from ui.kit.base import Action, Screen
from ui.kit.command import Command
from ui.kit.desk import Desk
from ui.kit.list_menus import ListMenus
from ui.kit.list_output import ListOutput
from ui.kit.list_screen import ListScreen
from ui.kit.pages import lay_over
from ui.kit.parts import Empty, button
from ui.kit.record_page import RecordPage
from ui.kit.view_tabs import Preset

__all__ = ["Action", "Preset", "RecordScreen", "Screen"]


class RecordScreen(ListScreen):
    """A list of records with its verbs: new, open, duplicate, delete, export, print, and the screen's own.

    `actions` are the screen's own verbs; `removable` says whether records can be deleted; `new_word` names
    the main button; `empty_words` says what to do when there is nothing yet.
    """

    actions: ClassVar[Sequence[Action]] = ()  # type: ignore[assignment]
    removable: ClassVar[bool] = True
    new_word: ClassVar[str] = ""
    empty_words: ClassVar[str] = ""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.menus = ListMenus(self)
        self.output = ListOutput(self)
        self.head.fill(self)
        self.table.opened.connect(self.open)
        self.chips.wanted.connect(self.menus.open_chip)

    def make_empty(self) -> QWidget:
        """What an empty list says: what is missing, and what to do next."""
        ways = [
            (action.label, self.runner(action), action.icon)
            for action in self.actions
            if action.needs == "none" and action.place == "button"
        ]
        ways.append((self.new_label, self.new, "plus"))
        buttons = [
            button(label, run, icon=name, kind="" if at else "primary")
            for at, (label, run, name) in enumerate(ways)
        ]
        words = self.empty_words or "新增第一条，或从 Excel 导入。"
        return Empty(self.icon, f"还没有{self.model.name_cn}", words, *buttons)

    @property
    def new_label(self) -> str:
        return self.new_word or f"新增{self.model.name_cn}"

    # -- verbs ---------------------------------------------------------------------------------------

    def make_form(self, record_id: int | None, start: Mapping[str, Any] | None = None) -> QWidget:
        """The form of one record: anything with the signals saved(int) and closed()."""
        from ui.kit.form import RecordForm

        return RecordForm(self.desk, self.model, self.form, record_id, start=start)

    def _open_page(self, record_id: int | None, start: Mapping[str, Any] | None = None) -> RecordPage:
        page = RecordPage(self, self.make_form(record_id, start), record_id)
        lay_over(self, page)
        return page

    @Slot(int)
    def open(self, record_id: int) -> RecordPage:
        """One record, whole."""
        return self._open_page(record_id)

    def come_to(self, record_id: int) -> None:
        """A record was saved: find it in the list again."""
        row = self.rows.row_of(record_id)
        if row is not None:
            self.table.choose(row)

    def open_current(self) -> None:
        current = self.table.current_id()
        if current is not None:
            self.open(current)

    def new(self) -> RecordPage:
        """A form for a new record."""
        return self._open_page(None)

    def duplicate(self) -> None:
        """A new record that begins with what the selected one holds."""
        current = self.table.current_id()
        if current is not None:
            self._open_page(None, self.copied(self.desk.read(records.values, self.model, current)))

    def copied(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What of a record its duplicate begins with: everything a person may fill in."""
        known = fields(self.model)
        return {name: values[name] for name, field in known.items() if not field.facts.computed}

    def remove(self) -> None:
        """Delete the selected records, after a question."""
        ids = list(self.chosen())
        if not ids:
            return
        verb = f"删除 {len(ids):,} {self.unit}"
        if self.desk.ask(
            self, f"删除{self.model.name_cn}", f"{verb}后不能恢复，操作日志里会留下记录。", verb
        ):
            self.desk.perform(self, f"删除{self.model.name_cn}", _remove_all, self.model, ids)

    def may(self, kind: str) -> bool:
        """Whether who sits here may edit, or remove, these records."""
        return self.desk.may(rights.table_key(self.model, kind))

    def _looks(self) -> list[Command]:
        """Personal numbers whole or masked, where there are any and one may."""
        if not revealing.secret(self.model):
            return []
        words = "遮盖电话等号码" if self.listing.whole else "显示完整的电话等号码"
        return [Command(words, "", self.reveal, self.desk.may(rights.UNMASK), "eye")]

    def reveal(self) -> None:
        """Show personal numbers whole (logged), or mask them again."""
        if self.listing.whole:
            self.show_list(whole=False)
        elif self.desk.perform(self, "显示完整号码", _reveal, self.model, f"{self.title}列表"):
            self.show_list(whole=True)

    def runner(self, action: Action) -> Callable[[], object]:
        return lambda: action.run(self, self.chosen())

    def fits(self, action: Action) -> bool:
        """Whether the verb can be called on what is selected."""
        chosen = self.table.chosen_count()
        if action.right and not self.desk.may(action.right):
            return False
        if action.needs == "none":
            return True
        if chosen == 0 or (action.needs == "one" and chosen != 1):
            return False
        return action.when is None or all(action.when(each) for each in self.menus.facts())

    def commands(self) -> list[Command]:
        """What the palette and the keys can call here."""
        one, some = self.table.current_id() is not None, self.table.chosen_count() > 0
        edit, export = self.may(rights.EDIT), self.desk.may(rights.EXPORT)
        return [
            Command(self.new_label, "Ctrl+N", self.new, edit, "plus"),
            Command("打开", "F2", self.open_current, one, "eye"),
            Command("复制一份", "Ctrl+D", self.duplicate, one and edit, "copy"),
            *(
                Command(each.label, each.shortcut, self.runner(each), self.fits(each), each.icon)
                for each in self.actions
            ),
            Command("打印列表", "Ctrl+P", self.output.print, self.desk.may(rights.PRINT), "printer"),
            Command("导出 Excel", "", self.output.export, export, "file-down"),
            *self._looks(),
            Command("查找", "Ctrl+F", self.search, icon="search"),
            Command("选择列", "", self.menus.choose_columns, icon="columns-3"),
            Command("全选", "", self.table.choose_all, icon="rows-3"),
            Command("存为视图", "", self.menus.save_view, icon="bookmark"),
            *(
                [Command(f"删除{self.model.name_cn}", "", self.remove, some and self.may(rights.REMOVE), "trash-2")]
                if self.removable
                else []
            ),
        ]


def _reveal(session: Any, model: type[Record], what: str) -> bool:
    revealing.reveal_list(session, model, what)
    return True


def _remove_all(session: Any, model: type[Record], ids: Sequence[int]) -> int:
    for each in ids:
        uses.remove(session, model, each)
    return len(ids)
