"""A plain register on screen: a list with its form, and on top import from Excel and the history of a record.

    class VehicleScreen(Register):
        model, title = Vehicle, "车辆"
        columns = form = "plate_no name\\nbought_on price"

`verb(session, record_id, changes, version)` saves, where a register has rules across records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from app.kit import pick, rights
from ui.kit import files
from ui.kit.base import Action
from ui.kit.form import RecordForm
from ui.kit.history_tab import HistoryTab
from ui.kit.pages import Page, lay_over
from ui.kit.register_page import RegisterImport
from ui.kit.screen import RecordScreen

Verb = Callable[..., int]


class Register(RecordScreen):
    """Facts as those of RecordScreen; `verb` as in the module's words."""

    verb: ClassVar[Verb | None] = None
    own_actions: ClassVar[Sequence[Action]] = ()

    @property
    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        """The register's own verbs, import and history."""
        return (
            *self.own_actions,
            Action(
                "导入…", _ask_file, icon="file-up", needs="none", place="button",
                right=rights.table_key(self.model),
            ),
            Action("历史", _show_history, icon="history", needs="one"),
        )  # fmt: skip

    def make_form(self, record_id: int | None, start: Mapping[str, Any] | None = None) -> QWidget:
        verb = type(self).verb
        return RecordForm(self.desk, self.model, self.form, record_id, start=start, verb=verb)

    def import_file(self, file: Path) -> RegisterImport:
        """Read a sheet and show what would become of its rows."""
        page = RegisterImport(self.desk, self.model, file)
        lay_over(self, page)
        return page

    def show_history(self, record_id: int) -> Page:
        """Who changed this record, when, from what to what."""
        option = self.desk.read(pick.by_id, self.model, [record_id]).get(record_id)
        page = Page(f"历史 · {option.title}" if option else "历史", self.title)
        tab = HistoryTab(self.desk, self.model)
        tab.show_record(record_id)
        page.body.addWidget(tab)
        lay_over(self, page)
        return page


def _ask_file(screen: Register, ids: Sequence[int]) -> None:
    files.ask_open(screen, f"导入{screen.model.name_cn}", files.TABLES, partial(screen.import_file))


def _show_history(screen: Register, ids: Sequence[int]) -> None:
    screen.show_history(ids[0])
