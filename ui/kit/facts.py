"""Facts to read: a label and its value, side by side in two columns, long ones over the whole width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.kit.parts import Words
from ui.kit.plain_table import show
from ui.kit.sections import LABEL
from ui.kit.theme import theme

LONG = 24  # characters beyond which a value takes a line of its own
Fact = tuple[str, Any]


class Facts(QWidget):
    """`put` shows them in reading order; empty ones are left out. `labels` is the width of the labels."""

    def __init__(self, labels: int = LABEL) -> None:
        super().__init__()
        self.labels = labels
        self.values: dict[str, Words] = {}
        self._shown: list[Fact] = []
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(12)
        self.grid.setVerticalSpacing(8)
        self.grid.setColumnStretch(1, 1)
        self.grid.setColumnStretch(3, 1)

    def put(self, facts: Sequence[Fact]) -> None:
        if list(facts) == self._shown:
            return
        self._shown = list(facts)
        while (item := self.grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.values = {}
        row = place = 0
        for name, value in facts:
            if value is None or value == "":
                continue
            text = show(value)
            long = len(text) > LONG or "\n" in text
            if long and place:
                row, place = row + 1, 0
            self._put_one(row, place, name, text, long)
            row, place = (row, 1) if place == 0 and not long else (row + 1, 0)

    def _put_one(self, row: int, place: int, name: str, text: str, long: bool) -> None:
        label, value = Words(name, "second"), Words(text, wrap=True)
        label.setFixedWidth(round(self.labels * theme().size / 14))
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.grid.addWidget(label, row, place * 2)
        self.grid.addWidget(value, row, place * 2 + 1, 1, 3 if long else 1)
        self.values[name] = value
