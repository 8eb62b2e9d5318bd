"""The agenda of a meeting, in order, and what could still be put on it."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.meetings import arranging
from app.meetings.choices import ItemState, MeetingStatus
from app.meetings.queries import ItemView, MeetingView
from app.meetings.views import Ripe
from ui.kit.desk import Desk
from ui.kit.parts import button, column, framed, heading, row
from ui.kit.plain_table import Head, Line, PlainTable
from ui.meetings import words
from ui.meetings.doing import Trouble


class Agenda(QWidget):
    """`chosen(item_id)` when another item is looked at."""

    chosen = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self.trouble = desk, Trouble(desk)
        self.view: MeetingView | None = None
        self.table = PlainTable(
            "议程", Head("", 2, True), Head("议题", 0), Head("结果", 5), empty="从下面选议题列入议程"
        )
        self.table.picked.connect(self._picked)
        self.up = button("上移", partial(self._move, -1), icon="arrow-up", hint="Alt+↑")
        self.down = button("下移", partial(self._move, 1), icon="arrow-down", hint="Alt+↓")
        self.off = button("撤下", self._take_off, icon="x", hint="Delete")
        self.orders = QWidget()
        self.orders.setLayout(row(self.up, self.down, self.off, None))
        self.ripe_title = heading("待上会的议题")
        self.ripe = PlainTable(
            "待上会的议题", Head("议题", 0), Head("金额(元)", 7, True), empty="没有待上会的议题"
        )
        self.ripe.opened.connect(self._put_on)
        self.put_on = button("列入议程", self._put_current, icon="plus", hint="Enter")
        self.below = QWidget()
        self.below.setLayout(column(row(self.ripe_title, None, self.put_on), framed(self.ripe), spacing=6))
        whole = column(framed(self.table), self.trouble, self.orders, self.below, spacing=8)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        for keys, run in (
            ("Alt+Up", partial(self._move, -1)),
            ("Alt+Down", partial(self._move, 1)),
            ("Del", self._take_off),
        ):
            shortcut = QShortcut(QKeySequence(keys), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(run)

    # -- showing ---------------------------------------------------------------------------------------

    def put(self, view: MeetingView, ripe: list[Ripe], item_id: int | None) -> None:
        """Show it with `item_id` marked."""
        self.view = view
        self.table.blockSignals(True)
        self.table.put(
            Line((each.position, each.title, _result(each)), each.item_id, tone=_tone(each))
            for each in view.items
        )
        for at, each in enumerate(view.items):
            if each.item_id == item_id:
                self.table.selectRow(at)
        self.table.blockSignals(False)
        may = self.desk.may("meetings.arrange")
        early = view.status in words.BEFORE
        self.orders.setVisible(early and bool(view.items))
        for made in (self.up, self.down, self.off, self.put_on):
            made.setEnabled(may)
        late = view.status in (MeetingStatus.NOTIFIED, MeetingStatus.OPEN)
        offered = [each for each in ripe if each.emergency] if late else ripe
        self.below.setVisible((early or late) and (not late or bool(offered)))
        self.ripe_title.setText("可以临时列入的紧急议题" if late else f"待上会的议题 {len(offered)}")
        self.ripe.put(Line((each.title, each.amount), each.submission_id) for each in offered)
        self.ripe.fit_height(4)
        self.put_on.setVisible(bool(offered))
        if offered:
            self.ripe.selectRow(0)

    def current(self) -> int | None:
        at = self.table.currentIndex().row()
        lines = self.table.lines()
        return lines[at].key if 0 <= at < len(lines) else None

    def _picked(self, item_id: Any) -> None:
        self.chosen.emit(item_id)

    # -- verbs -----------------------------------------------------------------------------------------

    def _move(self, step: int) -> None:
        if self.view is None or not self.orders.isVisible():
            return
        order = [each.item_id for each in self.view.items]
        item = self.current()
        at = order.index(item) if item in order else -1
        if item is None or not 0 <= at + step < len(order):
            return
        order.insert(at + step, order.pop(at))
        self.trouble.do("调整议程顺序", arranging.reorder, self.view.meeting_id, order)

    def _take_off(self) -> None:
        item = self.current()
        if item is not None and self.orders.isVisible():
            self.trouble.do("撤下议题", arranging.take_off, item)

    def _put_current(self) -> None:
        at = self.ripe.currentIndex().row()
        lines = self.ripe.lines()
        if 0 <= at < len(lines):
            self._put_on(lines[at].key)

    def _put_on(self, submission_id: Any) -> None:
        if self.view is not None and self.put_on.isEnabled():
            self.trouble.do("列入议程", arranging.put_on_agenda, self.view.meeting_id, submission_id)


def _result(item: ItemView) -> str:
    return item.outcome.label if item.outcome is not None else item.state.label


def _tone(item: ItemView) -> str:
    if item.state is ItemState.OPEN:
        return "accent"
    return words.OUTCOME.get(item.outcome, "") if item.outcome is not None else ""
