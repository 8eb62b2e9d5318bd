"""Which label stock, and which label of a used sheet is the first that is free."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QWidget

from app.kit.printing.labels import STOCKS, Stock
from ui.kit import prefs
from ui.kit.parts import Words, column
from ui.kit.theme import color, font, theme

WIDE = 184  # px of a sheet in small


class SheetPicture(QWidget):
    """A sheet of labels in small; the used ones are grey. Click the first free one, or use the arrow keys."""

    chosen = Signal(int)

    def __init__(self, stock: Stock) -> None:
        super().__init__()
        self.stock, self.first, self.many = stock, 1, 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("第一枚空白标签")
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def put(self, stock: Stock, first: int) -> None:
        self.stock, self.first = stock, first
        self.setVisible(stock.count > 1)
        width, height = stock.sheet
        self.setFixedSize(WIDE, round(WIDE * height / width))
        self.update()

    def _rect(self, place: int) -> QRectF:
        scale = WIDE / self.stock.sheet[0]
        x, y = self.stock.corner(place)
        wide, tall = self.stock.label
        return QRectF(x * scale, y * scale, wide * scale, tall * scale).adjusted(1, 1, -1, -1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(color("edge"))
        painter.setBrush(color("surface"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.setFont(font(theme().size - 4))
        for place in range(self.stock.count):
            used = place + 1 < self.first
            filled = not used and place + 1 < self.first + self.many
            painter.setPen(color("line"))
            painter.setBrush(color("line") if used else color("chosen") if filled else color("surface"))
            painter.drawRect(self._rect(place))
            painter.setPen(color("second"))
            words = "已用" if used else str(place + 1)
            painter.drawText(self._rect(place), Qt.AlignmentFlag.AlignCenter, words)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(color("accent"))
            painter.drawRect(self._rect(self.first - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for place in range(self.stock.count):
            if self._rect(place).contains(event.position()):
                self.chosen.emit(place + 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1,
            Qt.Key.Key_Down: self.stock.columns, Qt.Key.Key_Up: -self.stock.columns,
        }  # fmt: skip
        step = moves.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif 1 <= self.first + step <= self.stock.count:
            self.chosen.emit(self.first + step)


class LabelPlace(QWidget):
    """The choice of stock (remembered) and of the first free label; `changed` after each choice."""

    changed = Signal()

    def __init__(self, many: int) -> None:
        super().__init__()
        self.kinds = QComboBox()
        for stock in STOCKS.values():
            self.kinds.addItem(stock.name, stock.key)
        self.kinds.setCurrentIndex(max(0, self.kinds.findData(prefs.text("label_stock", "60x40"))))
        self.kinds.setAccessibleName("标签规格")
        self.kinds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.hint = Words("", "second", -1, wrap=True)
        self.picture = SheetPicture(self.stock)
        self.picture.many = many
        self.kinds.currentIndexChanged.connect(self._restock)
        self.picture.chosen.connect(self.begin_at)
        self.setLayout(column(Words("标签规格", bold=True), self.kinds, 8, self.hint, self.picture, None))
        self.setFixedWidth(216)
        self.begin_at(1, quiet=True)

    @property
    def stock(self) -> Stock:
        return STOCKS[self.kinds.currentData()]

    @property
    def first(self) -> int:
        return self.picture.first

    def begin_at(self, place: int, quiet: bool = False) -> None:
        """Leave the labels before this one, counted from 1, unprinted."""
        self.picture.put(self.stock, place)
        several = self.stock.count > 1
        self.hint.setText(
            "整张用过一部分时，点第一枚空白标签，从那里接着打。" if several else "标签机一枚一张，逐枚打印。"
        )
        if not quiet:
            self.changed.emit()

    def _restock(self) -> None:
        prefs.keep("label_stock", self.stock.key)
        self.begin_at(1)
