"""Charts of the workbench: bars by class drawn here, months by pyqtgraph, which loads when it is first used."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.kit.months import Month
from ui.kit.theme import color, font, theme


def short(amount: Decimal) -> str:
    """Large amounts as an axis shows them: 1,234.5万."""
    if abs(amount) >= 100_000_000:
        return f"{amount / 100_000_000:,.2f}亿"
    return f"{amount / 10_000:,.1f}万" if abs(amount) >= 10_000 else f"{amount:,.0f}"


class ClassBars(QWidget):
    """A bar and an amount for each name; `chosen(key)` by click or Enter."""

    chosen = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.bars: list[tuple[str, Decimal, object]] = []
        self.at = -1
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def put(self, bars: Sequence[tuple[str, Decimal, object]]) -> None:
        self.bars = list(bars)
        words = "，".join(f"{name} {amount:,.2f} 元" for name, amount, _ in bars)
        self.setAccessibleDescription(words)
        self.updateGeometry()
        self.update()

    def _tall(self) -> int:
        return theme().size + 16

    def sizeHint(self) -> QSize:
        return QSize(380, self._tall() * max(1, len(self.bars)))

    def minimumSizeHint(self) -> QSize:
        return QSize(300, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        size, tall = theme().size, self._tall()
        most = max((amount for _, amount, _ in self.bars), default=Decimal(0)) or Decimal(1)
        painter.setFont(font(size - 1))
        measure = painter.fontMetrics()
        names = min(
            max((measure.horizontalAdvance(name) for name, *_ in self.bars), default=0), self.width() // 3
        )
        figures = max((measure.horizontalAdvance(f"{amount:,.2f}") for _, amount, _ in self.bars), default=0)
        room = self.width() - names - figures - 36
        for at, (name, amount, _) in enumerate(self.bars):
            top = at * tall
            if at == self.at:
                painter.fillRect(QRectF(0, top, self.width(), tall), color("hover"))
            line = QRectF(4, top, names, tall)
            painter.setPen(color("second"))
            cut = measure.elidedText(name, Qt.TextElideMode.ElideRight, names)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cut)
            wide = float(amount / most) * room
            painter.fillRect(QRectF(names + 16, top + tall / 2 - 5, max(wide, 1.0), 10), color("accent"))
            painter.setPen(color("text"))
            words = QRectF(self.width() - figures - 8, top, figures + 4, tall)
            painter.drawText(
                words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, f"{amount:,.2f}"
            )

    def _move(self, at: int) -> None:
        self.at = at if 0 <= at < len(self.bars) else -1
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move(int(event.position().y() // self._tall()))

    def leaveEvent(self, event: Any) -> None:
        self._move(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._move(max(self.at, 0))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._move(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._move(int(event.position().y() // self._tall()))
        self._choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self._move(min(max(self.at + step, 0), len(self.bars) - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose()
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        if self.at >= 0:
            self.chosen.emit(self.bars[self.at][2])


class MonthBars(QWidget):
    """The depreciation of the last months as bars."""

    def __init__(self) -> None:
        super().__init__()
        self.months: list[tuple[Month, Decimal]] = []
        self._plot: Any = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setMinimumHeight(150)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._draw)
        self.setAccessibleName("近十二个月折旧")
        theme().changed.connect(self._draw)

    def put(self, months: Sequence[tuple[Month, Decimal]]) -> None:
        self.months = list(months)
        words = "，".join(f"{month.chinese} {amount:,.2f} 元" for month, amount in months)
        self.setAccessibleDescription(words)
        # The figures are painted before the library is loaded.
        self._later.start(0)

    def _draw(self) -> None:
        if not self.months:
            return
        import pyqtgraph

        if self._plot is None:
            self._plot = pyqtgraph.PlotWidget()
            self._plot.setMenuEnabled(False)
            self._plot.hideButtons()
            self._plot.setMouseEnabled(False, False)
            self._plot.getPlotItem().getViewBox().setMouseEnabled(False, False)
            self._plot.scene().sigMouseMoved.connect(self._point)
            self._column.addWidget(self._plot)
        plot = self._plot
        plot.clear()
        plot.setBackground(color("surface"))
        amounts = [float(amount) for _, amount in self.months]
        plot.addItem(
            pyqtgraph.BarGraphItem(
                x=list(range(len(amounts))), height=amounts, width=0.6, brush=color("accent"), pen=None
            )
        )
        small = font(theme().size - 3)
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.setPen(color("line"))
            axis.setTextPen(color("second"))
            axis.setTickFont(small)
        every = 1 if len(amounts) <= 6 else 2
        names = [
            (at, f"{month.year}.{month.month}" if month.month == 1 or at == 0 else f"{month.month}月")
            for at, (month, _) in enumerate(self.months)
            if (len(amounts) - 1 - at) % every == 0
        ]
        plot.getAxis("bottom").setTicks([names])
        top = max(amounts) or 1.0
        steps = [top * part / 3 for part in range(4)]
        plot.getAxis("left").setTicks([[(step, short(Decimal(round(step)))) for step in steps]])
        plot.getAxis("left").setWidth(theme().size * 4)
        # A lone bar would fill the whole plot.
        plot.setXRange(-0.6, max(len(amounts), 6) - 0.4, padding=0)
        plot.setYRange(0, top * 1.08, padding=0)

    def _point(self, where: QPointF) -> None:
        at = round(self._plot.getPlotItem().vb.mapSceneToView(where).x())
        if 0 <= at < len(self.months):
            month, amount = self.months[at]
            self._plot.setToolTip(f"{month.chinese}　{amount:,.2f} 元")
