"""The history of a record as a table: who, when, what, before → after."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.kit.db import Record
from app.kit.history import Told, history
from ui.kit.desk import Desk
from ui.kit.plain_table import Head, Line, PlainTable

BLANK = " "  # an empty cell would say “—”


class HistoryTab(QWidget):
    """Newest first; an act over several fields takes a line each, the act itself said once."""

    def __init__(self, desk: Desk, model: type[Record]) -> None:
        super().__init__()
        self.desk, self.model = desk, model
        self.table = PlainTable(
            f"{model.name_cn}的历史",
            Head("时间", 10), Head("经手", 6), Head("操作", 9), Head("项目", 8), Head("改前", 13), Head("改后", 0),
            empty="还没有记录",
        )  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 12, 24, 16)
        layout.addWidget(self.table)

    def show_record(self, record_id: int) -> None:
        """Read the log of this record."""
        self.table.put(
            [line for told in self.desk.read(history, self.model, record_id) for line in _lines(told)]
        )


def _lines(told: Told) -> list[Line]:
    operation = f"{told.operation}（{told.reason}）" if told.reason else told.operation
    act = (told.at, told.who, operation)
    if not told.steps:
        return [Line((*act, BLANK, BLANK, told.what or BLANK))]
    rest = [Line((BLANK, BLANK, BLANK, step.label, step.before, step.after)) for step in told.steps[1:]]
    first = told.steps[0]
    return [Line((*act, first.label, first.before, first.after)), *rest]
