"""What was said on an item, in the order of speaking, and a line to take down what is said next."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.meetings.choices import Presence
from app.meetings.queries import Attendee, ItemView
from ui.kit.parts import button, column, framed, row
from ui.kit.plain_table import Head, Line, PlainTable


class Statements(QWidget):
    """`said(person_id, words)` is asked for; `reword(Said)` of a statement that is there. Enter takes it down."""

    said = Signal(int, str)
    reword = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.view: ItemView | None = None
        self.table = PlainTable(
            "发言", Head("", 2, True), Head("发言人", 8), Head("内容", 0), empty="还没有发言记录"
        )
        self.table.opened.connect(self._reword)
        self.who = QComboBox()
        self.who.setAccessibleName("发言人")
        self.who.setMinimumWidth(130)
        self.words = QLineEdit()
        self.words.setAccessibleName("发言内容")
        self.words.setPlaceholderText("发言要点，回车记录；没有不同意见的记“同意”")
        self.words.returnPressed.connect(self._say)
        self.take = button("记录", self._say)
        self.line = QWidget()
        self.line.setLayout(row(self.who, self.words, self.take))
        self.frame = framed(self.table)
        self.setLayout(column(self.frame, self.line, spacing=6))

    def put(self, view: ItemView, live: bool, guests: tuple[Attendee, ...], chair_id: int | None) -> None:
        """Who speaks next is offered: members in their order, the chair last, then who sits in."""
        chosen = (
            self.who.currentData() if self.view is not None and self.view.item_id == view.item_id else None
        )
        before = len(self.view.statements) if self.view is not None else -1
        self.view = view
        self.table.put(
            Line((each.position, f"{each.name}（末位）" if each.chair else each.name, each.words), each)
            for each in view.statements
        )
        self.table.fit_height(6)
        self.frame.setVisible(bool(view.statements))
        self.line.setVisible(live)
        seats = [each for each in view.seats if each.presence is Presence.PRESENT and not each.recused]
        order = [each for each in seats if each.person_id != chair_id] + [
            each for each in seats if each.person_id == chair_id
        ]
        self.who.clear()
        for each in order:
            self.who.addItem(
                f"{each.name}（主持）" if each.person_id == chair_id else each.name, each.person_id
            )
        for guest in guests:
            if guest.presence is Presence.PRESENT:
                self.who.addItem(f"{guest.name}（列席）", guest.person_id)
        silent = next((each.person_id for each in order if not each.spoke), None)
        wanted = silent if before != len(view.statements) or chosen is None else chosen
        self.who.setCurrentIndex(max(0, self.who.findData(wanted)))

    def _say(self) -> None:
        person = self.who.currentData()
        if person is not None and self.words.text().strip():
            self.said.emit(person, self.words.text().strip())

    def _reword(self, said: Any) -> None:
        self.reword.emit(said)
