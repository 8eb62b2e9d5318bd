"""What the meeting room sees: type that grows with the window, seats as tiles, counts as boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from ui.kit.parts import Words
from ui.kit.theme import color, font

BASE = QSize(1280, 720)
LOW = 92  # px that a tile needs for its name and its state
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def scale(widget: QWidget) -> float:
    """How much larger than 1280×720 the window is."""
    window = widget.window()
    return max(0.75, min(window.width() / BASE.width(), window.height() / BASE.height()))


class Big(Words):
    """A text of `size` px at 1280×720: as many lines as it needs up to `lines`, then dots."""

    def __init__(self, size: int, tone: str = "", bold: bool = False, lines: int = 1) -> None:
        super().__init__("", tone, wrap=lines > 1)
        self.px, self.heavy, self.most, self.whole = size, bold, lines, ""
        self.setSizePolicy(
            QSizePolicy.Policy.Ignored if lines == 1 else QSizePolicy.Policy.Preferred,
            QSizePolicy.Policy.Fixed,
        )

    def say(self, words: str, tone: str | None = None) -> None:
        self.whole = words
        self.setAccessibleName(words)
        if tone is not None:
            self.tone(tone)
        self.fit()

    def fit(self) -> None:
        """Take the type and the room that the window gives."""
        self.setFont(font(round(self.px * scale(self)), self.heavy))
        metrics = self.fontMetrics()
        lines = min(self.most, 1 + int(metrics.horizontalAdvance(self.whole) / max(self.width(), 10)))
        self.setFixedHeight(metrics.lineSpacing() * lines + 4)
        room = max(self.width(), 10) * self.most - (self.px * 2 if self.most > 1 else 0)
        self.setText(metrics.elidedText(self.whole, Qt.TextElideMode.ElideRight, room))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


class Prompt(QLineEdit):
    """A line to type into, as large as the rest."""

    def fit(self) -> None:
        self.setFont(font(round(24 * scale(self))))
        high = self.fontMetrics().lineSpacing() + 16
        self.setStyleSheet(f"QLineEdit {{ min-height: {high}px; max-height: {high}px; }}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        event.accept()  # what is typed here is no key of the room


@dataclass(frozen=True)
class Tile:
    """One seat: the key that calls it, a name, and how it stands as a dot and a word."""

    key: str
    name: str
    second: str
    state: str
    tone: str
    faint: bool = False


class Tiles(QWidget):
    """Seats in a grid, the marked one with the accent's edge."""

    def __init__(self) -> None:
        super().__init__()
        self.tiles: list[Tile] = []
        self.marked, self.columns = -1, 4
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def put(self, tiles: Sequence[Tile], marked: int, columns: int = 0) -> None:
        self.tiles, self.marked = list(tiles), marked
        many = len(self.tiles)
        self.columns = columns or (3 if many in (5, 6) else 4 if many <= 8 else 5 if many <= 15 else 7)
        self.setAccessibleName("；".join(f"{each.name} {each.state}" for each in tiles))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.tiles:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide, gap, grow = self.columns, 10.0, scale(self)
        lines = -(-len(self.tiles) // wide)
        width = (self.width() - gap * (wide - 1)) / wide
        height = min((self.height() - gap * (lines - 1)) / lines, 136 * grow)
        for at, tile in enumerate(self.tiles):
            place = QRectF((at % wide) * (width + gap), (at // wide) * (height + gap), width, height)
            # Low tiles take smaller type, so that all of one stays within its edge.
            self._tile(painter, place, tile, at == self.marked, min(grow, height / LOW))

    def _tile(self, painter: QPainter, place: QRectF, tile: Tile, marked: bool, grow: float) -> None:
        inner = place.adjusted(1.5, 1.5, -1.5, -1.5)
        pen = painter.pen()
        pen.setColor(color("accent" if marked else "line"))
        pen.setWidthF(3 if marked else 1)
        painter.setPen(pen)
        painter.setBrush(color("chosen" if marked else "surface"))
        painter.drawRoundedRect(inner, 6, 6)
        left = inner.left() + 14 * grow
        if tile.key:
            box = QRectF(left, inner.top() + 12 * grow, 28 * grow, 28 * grow)
            painter.setPen(color("edge"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(color("second"))
            painter.setFont(font(round(17 * grow)))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tile.key)
            left = box.right() + 10 * grow
        room = inner.right() - 10 * grow - left
        painter.setPen(color("second" if tile.faint else "text"))
        name = _fitting(painter, tile.name, round(32 * grow), room)
        painter.setFont(name)
        painter.drawText(QRectF(left, inner.top() + 8 * grow, room, 42 * grow), LEFT, tile.name)
        base = inner.top() + 54 * grow
        below, high = QRectF(inner.left() + 14 * grow, base, inner.width() - 24 * grow, 30 * grow), 30 * grow
        if base + 2 * high <= inner.bottom() + 4 and tile.second:
            painter.setFont(font(round(17 * grow)))
            painter.setPen(color("second"))
            painter.drawText(below, LEFT, _cut(painter, tile.second, below.width()))
            below.translate(0, high * 0.9)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(tile.tone))
        painter.drawEllipse(QPointF(below.left() + 6 * grow, below.center().y()), 5 * grow, 5 * grow)
        painter.setPen(color(tile.tone if tile.tone != "second" else "second"))
        painter.setFont(font(round(24 * grow), tile.tone != "second"))
        words = below.adjusted(18 * grow, 0, 0, 0)
        painter.drawText(words, LEFT, _cut(painter, tile.state, words.width()))


@dataclass(frozen=True)
class Box:
    """A count that is typed: its word, its figure as it stands, whether it is computed."""

    word: str
    text: str
    computed: bool = False


class Boxes(QWidget):
    """Counts side by side, the one that is typed into with the accent's edge."""

    def __init__(self) -> None:
        super().__init__()
        self.boxes: list[Box] = []
        self.marked = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def put(self, boxes: Sequence[Box], marked: int) -> None:
        self.boxes, self.marked = list(boxes), marked
        self.setAccessibleName("；".join(f"{each.word} {each.text or '空'}" for each in boxes))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.boxes:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        grow, gap = scale(self), 12.0
        width = min((self.width() - gap * (len(self.boxes) - 1)) / len(self.boxes), 220 * grow)
        height = min(self.height() - 4.0, 150 * grow)
        for at, box in enumerate(self.boxes):
            place = QRectF(at * (width + gap), 2, width, height).adjusted(1.5, 1.5, -1.5, -1.5)
            pen = painter.pen()
            pen.setColor(color("accent" if at == self.marked else "line"))
            pen.setWidthF(3 if at == self.marked else 1)
            painter.setPen(pen)
            painter.setBrush(color("ground" if box.computed else "surface"))
            painter.drawRoundedRect(place, 6, 6)
            painter.setPen(color("second"))
            painter.setFont(font(round(20 * grow)))
            painter.drawText(
                place.adjusted(0, 10 * grow, 0, 0),
                Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop,
                box.word,
            )
            painter.setPen(color("text"))
            painter.setFont(font(round(56 * grow), True))
            shown = box.text or ("_" if at == self.marked else "—")
            painter.drawText(place.adjusted(0, 34 * grow, 0, 0), Qt.AlignmentFlag.AlignCenter, shown)


def _cut(painter: QPainter, text: str, width: float) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width))


def _fitting(painter: QPainter, text: str, size: int, width: float) -> QFont:
    """A long name gets smaller rather than cut off."""
    made = font(size, True)
    while size > 12:
        painter.setFont(made)
        if painter.fontMetrics().horizontalAdvance(text) <= width:
            break
        size -= 1
        made.setPixelSize(size)
    return made
