"""工作量: what the cards that are charged by work did this month, typed into a table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from app.assets.workloads import WorkCard
from app.kit.errors import Unreadable
from app.kit.readers import read_number
from ui.kit.parts import Notice, Words, button, column, framed, row
from ui.kit.theme import HEADER, ROW, color, theme

HEADINGS = ("资产编号", "资产名称", "总工作量", "以前累计", "本月工作量", "单位")
TYPED = 4


class Work(QWidget):
    """`saved(quantities)` asks to keep what was typed: id of card → quantity or None."""

    saved = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[WorkCard] = []
        self.words = Words("", "second", wrap=True)
        self.save = button("保存工作量", self._save, kind="primary", hint="Ctrl+S")
        self.trouble = Notice("bad")
        self.trouble.hide()
        self.table = QTableWidget(0, len(HEADINGS))
        self.table.setHorizontalHeaderLabels(HEADINGS)
        self.table.setAccessibleName("本月工作量")
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.SelectedClicked
        )
        header = self.table.horizontalHeader()
        header.setSectionsClickable(False)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.itemChanged.connect(self._changed)
        head = row(self.words, None, self.save)
        whole = column(head, self.trouble, framed(self.table), spacing=12)
        whole.setStretch(2, 1)
        whole.setContentsMargins(0, 12, 0, 16)
        self.setLayout(whole)
        theme().changed.connect(self._size)
        self._size()

    def _size(self) -> None:
        one = self.fontMetrics().horizontalAdvance("中")
        self.table.horizontalHeader().setFixedHeight(max(HEADER, theme().size + 20))
        self.table.verticalHeader().setDefaultSectionSize(max(ROW, theme().size + 18))
        for at, wide in ((0, 10), (2, 8), (3, 8), (TYPED, 9), (5, 5)):
            self.table.setColumnWidth(at, wide * one + 20)

    def put(self, month: str, cards: Sequence[WorkCard]) -> None:
        """Show the cards with what was entered for the month."""
        self.cards = list(cards)
        self.words.setText(f"{month}各卡片的工作量，结账时按 原值 ÷ 总工作量 × 本月工作量 计提。")
        self.table.blockSignals(True)
        self.table.setRowCount(len(cards))
        for at, card in enumerate(cards):
            values = (
                card.asset_no,
                card.name,
                _plain(card.total),
                _plain(card.done),
                _plain(card.quantity),
                card.unit,
            )
            for place, value in enumerate(values):
                item = QTableWidgetItem(value)
                if place != TYPED:
                    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                if place in (2, 3, TYPED):
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(at, place, item)
        self.table.blockSignals(False)
        self.trouble.hide()
        self._check()
        self.save.setEnabled(False)

    def typed(self) -> dict[int, Decimal | None]:
        """Card → quantity. Raises Unreadable with the card's number."""
        found: dict[int, Decimal | None] = {}
        for at, card in enumerate(self.cards):
            item = self.table.item(at, TYPED)
            try:
                found[card.id] = read_number(item.text() if item is not None else None)
            except Unreadable as error:
                raise Unreadable(f"{card.asset_no} {card.name}：{error}") from error
        return found

    @Slot()
    def _changed(self) -> None:
        self.save.setEnabled(True)
        self._check()

    def _check(self) -> None:
        """A quantity that cannot be read, or that goes beyond the total, is told at once."""
        self.table.blockSignals(True)
        for at in range(len(self.cards)):
            item = self.table.item(at, TYPED)
            if item is not None:
                item.setBackground(color("surface"))
        self.table.blockSignals(False)
        try:
            typed = self.typed()
        except Unreadable as error:
            self.trouble.tell("bad", f"{error}。")
            self.save.setEnabled(False)
            return
        over = [card for card in self.cards if card.done + (typed[card.id] or 0) > card.total]
        if over:
            names = "、".join(card.asset_no for card in over[:5])
            self.trouble.tell("warn", f"{names} 的累计工作量超过总工作量，余额会在本月提完。")
        self.trouble.setVisible(bool(over))

    @Slot()
    def _save(self) -> None:
        if self.save.isEnabled():
            self.saved.emit(self.typed())


def _plain(value: Decimal | None) -> str:
    if value is None:
        return ""
    return f"{value.normalize():f}" if value == value.to_integral_value() else f"{value:f}"
