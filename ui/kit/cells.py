"""How the cells of a list are painted: calm rows, figures right, negatives red, a status as dot and word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.kit.fields import EMPTY
from ui.kit.rows import Index, TableModel
from ui.kit.theme import ROW, color

PAD = 8
EDGE = 3
DOT = 4
Tones = Mapping[str, Mapping[Any, str]]  # column → value → token: which dot stands before the word

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Cells(QStyledItemDelegate):
    """Paints straight from the model's rows: one call a cell instead of one a role."""

    def __init__(self, view: QAbstractItemView, tones: Tones) -> None:
        super().__init__(view)
        self.view, self.tones = view, tones
        self.hovered = -1
        self._metrics = QFontMetrics(view.font())
        self._fitted: dict[tuple[str, int], str] = {}
        self.dress()

    def dress(self) -> None:
        """Take the colours and the type of the theme."""
        self.colors = {
            name: color(name)
            for name in (
                "surface",
                "line",
                "text",
                "second",
                "accent",
                "hover",
                "chosen",
                "bad",
                "good",
                "warn",
            )
        }
        self._metrics = QFontMetrics(self.view.font())
        self._fitted.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        model = index.model()
        text = model.data(index) or ""
        name = model.fields[index.column()].name if isinstance(model, TableModel) else ""
        dotted = isinstance(model, TableModel) and (name in self.tones or name in model.signs)
        return QSize(self._metrics.horizontalAdvance(str(text)) + 2 * PAD + EDGE + (14 if dotted else 0), ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.row()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        self.paint_cell(painter, option.rect, row, index.column(), chosen)

    def ground(self, row: int, chosen: bool) -> QColor:
        return self.colors["chosen" if chosen else "hover" if row == self.hovered else "surface"]

    def paint_cell(self, painter: QPainter, rect: QRect, row: int, column: int, chosen: bool) -> None:
        """One cell with its ground; the first column of a selected row has the accent's edge."""
        model = self.view.model()
        colors = self.colors
        painter.fillRect(rect, self.ground(row, chosen))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colors["line"])
        if chosen and self.first(column):
            painter.fillRect(rect.left(), rect.top(), EDGE, rect.height(), colors["accent"])
        if not isinstance(model, TableModel):
            return
        field, text = model.fields[column], model.text(row, column)
        inner = rect.adjusted(PAD + (EDGE if self.first(column) else 0), 0, -PAD, 0)
        tone = "text"
        if text == EMPTY:
            tone = "second"
        elif field.numeric and text.startswith("-"):
            tone = "bad"
        elif field.name in self.tones:
            self._dot(painter, inner, self.tones[field.name].get(model.value(row, column), "second"))
            inner.setLeft(inner.left() + 14)
        elif dot := model.sign(row, column)[0]:
            self._dot(painter, inner, dot)
            inner.setLeft(inner.left() + 14)
        painter.setPen(colors[tone])
        painter.drawText(inner, _RIGHT if field.numeric else _LEFT, self._fit(text, inner.width()))

    def _fit(self, text: str, width: int) -> str:
        """The text, shortened to the width; measuring is dear, and lists repeat themselves."""
        shown = self._fitted.get((text, width))
        if shown is None:
            if len(self._fitted) > 8192:
                self._fitted.clear()
            shown = text
            if self._metrics.horizontalAdvance(text) > width:
                shown = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            self._fitted[text, width] = shown
        return shown

    def first(self, column: int) -> bool:
        """Whether the column stands leftmost on the screen."""
        header = getattr(self.view, "horizontalHeader", None)
        return column == 0 if header is None else header().visualIndex(column) == 0

    def _dot(self, painter: QPainter, rect: QRect, tone: str) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colors.get(tone) or color(tone))
        painter.drawEllipse(QPointF(rect.left() + DOT, rect.center().y() + 0.5), DOT - 0.5, DOT - 0.5)
        painter.restore()
