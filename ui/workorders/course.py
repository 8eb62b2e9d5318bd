"""The last twelve months as bars; pyqtgraph loads when they are first drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.kit.months import Month
from ui.kit.parts import column
from ui.kit.theme import color, font, theme

HIGH = 132
Bar = tuple[Month, int, str]  # month, how many, what the pointer is told


class MonthCourse(QWidget):
    """`chosen(month)` by a click on its bar; the month that is looked at stands out."""

    chosen = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.bars: list[Bar] = []
        self.now: Month | None = None
        self._plot: Any = None
        self._column = column(spacing=0)
        self.setLayout(self._column)
        self.setFixedHeight(HIGH)
        self.setAccessibleName(name)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._draw)
        theme().changed.connect(self._draw)

    def put(self, bars: Sequence[Bar], now: Month) -> None:
        self.bars, self.now = list(bars), now
        self.setAccessibleDescription("，".join(f"{month.chinese} {words}" for month, _, words in bars))
        self._later.start(0)  # the figures are painted before the library is loaded

    def _draw(self) -> None:
        if not self.bars:
            return
        import pyqtgraph

        if self._plot is None:
            self._plot = pyqtgraph.PlotWidget()
            self._plot.setMenuEnabled(False)
            self._plot.hideButtons()
            self._plot.setMouseEnabled(False, False)
            self._plot.getPlotItem().getViewBox().setMouseEnabled(False, False)
            self._plot.scene().sigMouseMoved.connect(self._point)
            self._plot.scene().sigMouseClicked.connect(self._click)
            self._plot.setCursor(Qt.CursorShape.PointingHandCursor)
            self._column.addWidget(self._plot)
        plot = self._plot
        plot.clear()
        plot.setBackground(color("surface"))
        heights = [count for _, count, _ in self.bars]
        brushes = [color("accent" if month == self.now else "edge") for month, *_ in self.bars]
        plot.addItem(
            pyqtgraph.BarGraphItem(
                x=list(range(len(heights))), height=heights, width=0.6, brushes=brushes, pen=None
            )
        )
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.setPen(color("line"))
            axis.setTextPen(color("second"))
            axis.setTickFont(font(theme().size - 3))
        names = [
            (at, f"{month.year}.{month.month}" if month.month == 1 or at == 0 else f"{month.month}月")
            for at, (month, *_) in enumerate(self.bars)
            if (len(self.bars) - 1 - at) % 2 == 0
        ]
        plot.getAxis("bottom").setTicks([names])
        top = max(heights) or 1
        steps = sorted({0, top // 2, top})
        plot.getAxis("left").setTicks([[(step, f"{step:,}") for step in steps]])
        plot.getAxis("left").setWidth(theme().size * 3)
        plot.setXRange(-0.6, len(self.bars) - 0.4, padding=0)
        plot.setYRange(0, top * 1.08, padding=0)

    def _at(self, where: QPointF) -> Bar | None:
        at = round(self._plot.getPlotItem().vb.mapSceneToView(where).x())
        return self.bars[at] if 0 <= at < len(self.bars) else None

    def _point(self, where: QPointF) -> None:
        found = self._at(where)
        self._plot.setToolTip(f"{found[0].chinese}　{found[2]}" if found else "")

    def _click(self, event: Any) -> None:
        if (found := self._at(event.scenePos())) is not None:
            self.chosen.emit(found[0])
