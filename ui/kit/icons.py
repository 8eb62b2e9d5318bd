"""Lucide icons (resources/icons, ISC) in the colours of the theme: `icon("printer")`.

An icon paints itself when it is shown, in the text colour of that moment, so that it follows a change of
theme, of scale and of state without anyone setting it again.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.kit.theme import RESOURCES, theme

FOLDER = RESOURCES / "icons"


def icon(name: str, tone: str = "second") -> QIcon:
    """The icon `name` in the colour of a token. Raises FileNotFoundError for a name that is not shipped."""
    return QIcon(_Drawn(name, tone))


def pixmap(name: str, tone: str = "second", size: int = 16, ratio: float = 1.0) -> QPixmap:
    """The icon as pixels of now, `size` wide, for places that take no QIcon."""
    made = QPixmap(QSize(size, size) * ratio)
    made.fill(QColor(0, 0, 0, 0))
    painter = QPainter(made)
    draw(painter, QRectF(made.rect()), name, tone)
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def draw(painter: QPainter, rect: QRectF, name: str, tone: str = "second") -> None:
    """Paint the icon into the largest square in the middle of `rect`."""
    side = min(rect.width(), rect.height())
    square = QRectF(0, 0, side, side)
    square.moveCenter(rect.center())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer(name, getattr(theme().tokens, tone)).render(painter, square)


@lru_cache(maxsize=256)
def renderer(name: str, value: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(source(name).replace(b"currentColor", value.encode())))


@lru_cache(maxsize=128)
def source(name: str) -> bytes:
    # 2 px on a grid of 24 is heavy beside 14 px type.
    return (FOLDER / f"{name}.svg").read_bytes().replace(b'stroke-width="2"', b'stroke-width="1.75"')


class _Drawn(QIconEngine):
    # Qt asks for a clone when someone adds a pixmap to a copy; Python must not collect it meanwhile.
    _clones: list[_Drawn] = []  # noqa: RUF012

    def __init__(self, name: str, tone: str) -> None:
        super().__init__()
        source(name)
        self.name, self.tone = name, tone

    def clone(self) -> QIconEngine:
        made = _Drawn(self.name, self.tone)
        self._clones.append(made)
        return made

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        tone = "faint" if mode == QIcon.Mode.Disabled else self.tone
        if state == QIcon.State.On and tone == "second":
            tone = "accent"
        draw(painter, QRectF(rect), self.name, tone)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        made.fill(QColor(0, 0, 0, 0))
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return made
