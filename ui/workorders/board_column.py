"""One column of the board: a window of cards with the count of all, painted by hand, dragged or moved by keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QMimeData, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.workorders.choices import State, Urgency
from ui.kit.parts import Words, column, row
from ui.kit.rows import Index
from ui.kit.theme import color, font, theme
from ui.workorders.views import due_sign

MIME = "application/x-houqin-order"
WIDTH = 196


class Cards(QListWidget):
    """`landed(id)` when a card of another column is dropped here; Ctrl and an arrow ask for the next column."""

    opened = Signal(int)
    stepped = Signal(int, int)  # id, -1 or 1
    left = Signal(int)  # to the column beside
    landed = Signal(int)

    def __init__(self, name: str, takes: Callable[[int], bool]) -> None:
        super().__init__()
        self._takes = takes
        self.facts: list[Mapping[str, Any]] = []  # a QVariant would make plain text of the choices
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(False)
        self.setMouseTracking(True)
        self.setSpacing(3)
        self.itemDoubleClicked.connect(self._open)

    def current(self) -> int | None:
        at = self.currentRow()
        return self.facts[at]["id"] if 0 <= at < len(self.facts) else None

    def _open(self, item: QListWidgetItem) -> None:
        self.opened.emit(self.facts[self.row(item)]["id"])

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        data = QMimeData()
        data.setData(MIME, str(self.facts[self.row(items[0])]["id"]).encode())
        return data

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._judge(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._judge(event)

    def _judge(self, event: Any) -> None:
        """Only a move that is allowed can be dropped."""
        data = event.mimeData()
        if data.hasFormat(MIME) and self._takes(int(bytes(data.data(MIME).data()))):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        self._judge(event)
        if event.isAccepted():
            event.setDropAction(Qt.DropAction.IgnoreAction)  # the store moves it, the view reads it again
            self.landed.emit(int(bytes(event.mimeData().data(MIME).data())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, chosen = event.key(), self.current()
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(key))
        if step and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if chosen is not None:
                self.stepped.emit(chosen, step)
        elif step:
            self.left.emit(step)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and chosen is not None:
            self.opened.emit(chosen)
        else:
            super().keyPressEvent(event)


class BoardColumn(QWidget):
    """`state` names the column and what a card dropped here shall become; `states` are those that stand in it."""

    def __init__(
        self, title: str, state: State, states: tuple[State, ...], now: Callable[[], datetime], takes: Callable[[int], bool]
    ) -> None:  # fmt: skip
        super().__init__()
        self.title, self.state, self.states = title, state, states
        self.heading, self.count = Words(title, bold=True), Words("", "second")
        self.cards = Cards(title, takes)
        self.cards.setItemDelegate(CardCells(self.cards, now))
        self.more = Words("", "second", step=-2)
        head = row(self.heading, self.count, None)
        head.setContentsMargins(8, 0, 8, 0)
        whole = column(head, self.cards, self.more, spacing=6)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setMinimumWidth(WIDTH)

    def put(self, cards: Sequence[Mapping[str, Any]], count: int) -> None:
        """Show these; who was chosen stays so."""
        chosen = self.cards.current()
        self.cards.clear()
        self.cards.facts = list(cards)
        for card in cards:
            item = QListWidgetItem(f"{card['order_no']} {card['fault']}")
            item.setToolTip(card["fault"])
            self.cards.addItem(item)
            if card["id"] == chosen:
                self.cards.setCurrentItem(item)
        self.count.setText(f"{count:,}")
        left = count - len(cards)
        self.more.setText(f"还有 {left:,} 张，请在列表里看" if left else "")
        self.more.setVisible(left > 0)

    def choose(self, order_id: int) -> bool:
        """Go to this card, if it stands here."""
        at = next((at for at, card in enumerate(self.cards.facts) if card["id"] == order_id), None)
        if at is None:
            return False
        self.cards.setCurrentRow(at)
        self.cards.setFocus()
        return True

    def enter(self) -> None:
        """The keys come here."""
        self.cards.setFocus()
        if self.cards.currentRow() < 0 and self.cards.count():
            self.cards.setCurrentRow(0)


class CardCells(QStyledItemDelegate):
    """A card: number and urgency, the fault in two lines, the place, who does it, by when."""

    def __init__(self, view: Cards, now: Callable[[], datetime]) -> None:
        super().__init__(view)
        self._view, self._now = view, now

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(WIDTH - 24, 4 * theme().size + 48)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card, size = self._view.facts[index.row()], theme().size
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hover = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(color("accent" if chosen or hover else "line"))
        painter.setBrush(color("chosen" if chosen else "surface"))
        painter.drawRoundedRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        inner: QRect = option.rect.adjusted(10, 7, -10, -7)
        high = size + 8
        painter.setFont(font(size - 2))
        self._ends(
            painter, inner, 0, card["order_no"], card["urgency"].label, "second", _URGENCY[card["urgency"]]
        )
        painter.setFont(font(size - 1))
        painter.setPen(color("text"))
        words = QRect(inner.left(), inner.top() + high, inner.width(), high)
        painter.drawText(words, _LEFT, painter.fontMetrics().elidedText(card["fault"], _ELIDE, words.width()))
        painter.setFont(font(size - 2))
        self._ends(painter, inner, 2 * high, card["place"], card["who"], "second", "second")
        tone, word = due_sign(self._now, card)
        due = (
            f"● {card['due_at'].astimezone():%m-%d %H:%M} {word}".rstrip()
            if card["due_at"] is not None
            else ""
        )
        self._ends(painter, inner, 3 * high, due, card["kind"], tone or "second", "second")
        painter.restore()

    def _ends(
        self, painter: QPainter, inner: QRect, top: int, left: str, right: str, tone: str, right_tone: str
    ) -> None:
        line = QRect(inner.left(), inner.top() + top, inner.width(), theme().size + 8)
        measure = painter.fontMetrics()
        room = line.width() - (measure.horizontalAdvance(right) + 8 if right else 0)
        painter.setPen(color(tone))
        painter.drawText(line, _LEFT, measure.elidedText(left, _ELIDE, room))
        painter.setPen(color(right_tone))
        painter.drawText(line, _RIGHT, right)


_ELIDE = Qt.TextElideMode.ElideRight
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_URGENCY = {
    Urgency.EXTREME: "bad",
    Urgency.URGENT: "warn",
    Urgency.NORMAL: "second",
    Urgency.PLANNED: "second",
}
