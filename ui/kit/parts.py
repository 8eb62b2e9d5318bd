"""Small parts that pages are put together from: words, buttons, cards, empty states, steps.

All of them follow the size setting and the theme by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.kit import icons
from ui.kit.theme import color, font, theme

TITLE, FIGURE = 4, 12  # px above body type: 18 and 26 at the usual 14


class Words(QLabel):
    """A text; `step` is px above or below body type, `tone` a token such as second, good, warn or bad."""

    def __init__(
        self, text: str = "", tone: str = "", step: int = 0, bold: bool = False, wrap: bool = False
    ) -> None:
        super().__init__(text)
        self._step, self._bold = step, bold
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if tone:
            self.setProperty("tone", tone)
        self._dress()
        theme().changed.connect(self._dress)

    def tone(self, tone: str) -> None:
        """Change the colour."""
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)

    def _dress(self) -> None:
        if self._step or self._bold:
            self.setFont(font(theme().size + self._step, self._bold))


class Cut(Words):
    """One line that gives way: what has no room ends in dots and is told whole under the pointer."""

    def minimumSizeHint(self) -> QSize:
        return QSize(4 * self.fontMetrics().height(), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setToolTip(self.text() if self.sizeHint().width() > self.width() else "")


def title(text: str) -> Words:
    """The title of a page."""
    return Words(text, step=TITLE, bold=True)


def heading(text: str) -> Words:
    """The title of a part of a page."""
    return Words(text, step=1, bold=True)


def button(
    text: str, run: Callable[[], object] | None = None, icon: str = "", kind: str = "", hint: str = ""
) -> QPushButton:
    """A push button; `kind` is primary, danger, quiet or plain."""
    made = QPushButton(text)
    if icon:
        made.setIcon(icons.icon(icon, "on_accent" if kind == "primary" else "second"))
    if kind:
        made.setProperty(kind, "true")
    if hint:
        made.setToolTip(hint)
    if run is not None:
        made.clicked.connect(run)
    return made


def row(*parts: QWidget | QLayout | int | None, spacing: int = 8) -> QHBoxLayout:
    """Side by side; None is a stretch, a number a gap in px."""
    made = QHBoxLayout()
    _fill(made, parts, spacing)
    return made


def column(*parts: QWidget | QLayout | int | None, spacing: int = 8) -> QVBoxLayout:
    """One below the other; None is a stretch, a number a gap in px."""
    made = QVBoxLayout()
    _fill(made, parts, spacing)
    return made


def _fill(box: QBoxLayout, parts: Sequence[QWidget | QLayout | int | None], spacing: int) -> None:
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(spacing)
    for part in parts:
        if part is None:
            box.addStretch(1)
        elif isinstance(part, int):
            box.addSpacing(part)
        elif isinstance(part, QLayout):
            box.addLayout(part)
        else:
            box.addWidget(part)


class Card(QFrame):
    """A surface with a thin line around it and its parts one below the other."""

    def __init__(self, *parts: QWidget | QLayout | int | None, spacing: int = 8, margin: int = 16) -> None:
        super().__init__()
        self.setObjectName("card")
        self.body = column(*parts, spacing=spacing)
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.setLayout(self.body)


def scrolled(inner: QWidget) -> QScrollArea:
    """`inner` in an area that scrolls when the window is too low for it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inner)
    area.viewport().setAutoFillBackground(False)
    inner.setAutoFillBackground(False)
    return area


class Icon(QWidget):
    """One icon, `side` px."""

    def __init__(self, name: str, tone: str = "second", side: int = 20) -> None:
        super().__init__()
        self.name, self.tone = name, tone
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        icons.draw(QPainter(self), QRectF(self.rect()), self.name, self.tone)


class Empty(QWidget):
    """What an empty page says: what is missing, and the one thing to do next."""

    def __init__(self, icon: str, words: str, more: str = "", *buttons: QPushButton) -> None:
        super().__init__()
        self.words = Words(words, step=1, bold=True)
        self.more = Words(more, "second", wrap=True)
        self.more.setFixedWidth(440)
        for each in (self.words, self.more):
            each.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        middle = column(
            row(None, Icon(icon, "faint", 40), None), row(None, self.words, None),
            row(None, self.more, None), 4, row(None, *buttons, None), spacing=8,
        )  # fmt: skip
        self.setLayout(column(None, middle, None, None))


class Notice(QFrame):
    """A line that matters, with an icon: never colour alone. `kind` is good, warn, bad or info."""

    ICONS = {"good": "circle-check", "warn": "triangle-alert", "bad": "circle-alert", "info": "info"}  # noqa: RUF012

    def __init__(self, kind: str = "info", text: str = "", *extra: QWidget) -> None:
        super().__init__()
        self.setObjectName("card")
        self.mark = Icon(self.ICONS[kind], "accent" if kind == "info" else kind, 18)
        self.words = Words(text, wrap=True)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.buttons = row(*extra)
        line = row(self.mark, self.words, self.buttons, spacing=12)
        line.setContentsMargins(12, 8, 12, 8)
        self.setLayout(line)

    def tell(self, kind: str, text: str) -> None:
        self.mark.name, self.mark.tone = self.ICONS[kind], "accent" if kind == "info" else kind
        self.mark.update()
        self.words.setText(text)
        self.show()


class Step(QAbstractButton):
    """One step of a line: a disc with its number or a tick, the word, and a second line.

    `state` is done, now, later or warn; a step can be clicked when it is enabled.
    """

    def __init__(self, number: int, text: str) -> None:
        super().__init__()
        self.number, self.state, self.detail, self.last = number, "later", "", False
        self.lines = 2
        self.setText(text)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme().changed.connect(self.updateGeometry)

    def put(self, state: str, detail: str = "") -> None:
        self.state, self.detail = state, detail
        self.setAccessibleDescription(detail)
        self.setToolTip(detail)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(150, theme().size * (3 if self.lines == 2 else 1) + (8 if self.lines == 2 else 16))

    def minimumSizeHint(self) -> QSize:
        return QSize(96, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone = {"done": "good", "now": "accent", "warn": "warn"}.get(self.state, "second")
        size, middle = theme().size, 14.0
        if not self.last:
            painter.setPen(color("line"))
            words = self.fontMetrics().horizontalAdvance(self.text()) + 44
            painter.drawLine(words, int(middle), self.width() - 8, int(middle))
        disc = QRectF(2, middle - 11, 22, 22)
        painter.setPen(color(tone))
        if self.state in ("done", "now"):
            painter.setBrush(color(tone))
        painter.drawEllipse(disc)
        if self.state == "done":
            icons.draw(painter, disc.adjusted(4, 4, -4, -4), "check", "on_accent")
        else:
            painter.setPen(color("on_accent" if self.state == "now" else tone))
            painter.setFont(font(size - 2))
            sign = "!" if self.state == "warn" else str(self.number)
            painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, sign)
        bold = self.state == "now" or (self.isEnabled() and self.underMouse()) or self.hasFocus()
        painter.setFont(font(size, bold))
        painter.setPen(color("text" if self.state != "later" else "second"))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(32, 0, self.width() - 32, 2 * middle), left, self.text())
        painter.setFont(font(size - 2))
        painter.setPen(color("warn" if self.state == "warn" else "second"))
        below = QRectF(32, 2 * middle - 2, self.width() - 40, size + 8)
        shown = painter.fontMetrics().elidedText(self.detail, Qt.TextElideMode.ElideRight, int(below.width()))
        painter.drawText(below, left, shown)


class Steps(QWidget):
    """A line of steps; `chosen(number)` from 0 when one is clicked."""

    chosen = Signal(int)

    def __init__(self, *names: str, lines: int = 2) -> None:
        super().__init__()
        self.steps = [Step(number, name) for number, name in enumerate(names, start=1)]
        self.steps[-1].last = True
        for step in self.steps:
            step.lines = lines
            step.clicked.connect(self._clicked)
        self.setLayout(row(*self.steps, spacing=0))

    def at(self, now: int) -> None:
        """Steps before `now` are done, it is the present one, the rest come later."""
        for place, step in enumerate(self.steps):
            step.put("done" if place < now else "now" if place == now else "later")

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, Step):
            self.chosen.emit(self.steps.index(sender))


def framed(inner: QWidget) -> Card:
    """A table on a surface with a line around it."""
    return Card(inner, margin=1)
