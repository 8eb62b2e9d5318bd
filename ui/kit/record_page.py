"""A record's form laid over its list: back goes to the list, where the record is found again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.kit import records
from ui.kit.pages import Page

if TYPE_CHECKING:
    from ui.kit.screen import RecordScreen


class RecordPage(Page):
    """`form` is any widget with the signals saved(int) and closed(); `request_close()` is asked if it has one."""

    def __init__(self, screen: RecordScreen, form: QWidget, record_id: int | None) -> None:
        super().__init__(_title(screen, record_id), screen.title)
        self.list_screen, self.form, self.record_id = screen, form, record_id
        self.body.addWidget(form, 1)
        source = cast(Any, form)
        source.saved.connect(self._saved)
        source.closed.connect(self.close_page)
        self.setFocusProxy(form)
        if hasattr(form, "focus_first"):
            form.focus_first()

    def leave(self) -> None:
        """The form may hold back; when it lets go it says `closed`."""
        asking = getattr(self.form, "request_close", self.close_page)
        asking()

    @Slot(int)
    def _saved(self, record_id: int) -> None:
        self.record_id = record_id
        self.heading.setText(_title(self.list_screen, record_id))
        self.list_screen.come_to(record_id)


def _title(screen: RecordScreen, record_id: int | None) -> str:
    if record_id is None:
        return screen.new_label
    values = screen.desk.read(records.values, screen.model, record_id)
    return f"{screen.model.name_cn} · {values[screen.model.title_column]}"
