"""The depreciation of one card, month by month: a curve of the net value and a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.assets.models import Asset
from app.assets.schedule import Line as MonthLine
from app.assets.schedule import schedule
from app.kit import records
from ui.charts import short
from ui.kit.desk import Desk
from ui.kit.parts import Empty, Words
from ui.kit.plain_table import Head, Line, PlainTable
from ui.kit.theme import color, font, theme

YEAR = 12


class ScheduleTab(QWidget):
    """Posted months first, those to come in second text."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.words = Words("", "second")
        self.curve = NetCurve()
        self.table = PlainTable(
            "折旧计划", Head("月份", 5), Head("本月折旧", 8, right=True), Head("累计折旧", 9, right=True),
            Head("净值", 9, right=True), Head("说明", 0),
        )  # fmt: skip
        self.none = Empty(
            "calendar", "这张卡片没有折旧计划",
            "不提折旧、已提足的卡片没有以后各月；按工作量计提的卡片，结账后才有各月数字。折旧年限没有填写的，请先在卡片上补上。",
        )  # fmt: skip
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(self.table)
        self.split.addWidget(self.curve)
        self.split.setSizes([660, 400])
        self.split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 12, 24, 16)
        layout.setSpacing(8)
        layout.addWidget(self.words)
        layout.addWidget(self.split, 1)
        layout.addWidget(self.none, 1)

    def show_record(self, asset_id: int) -> None:
        """Read the schedule of this card."""
        months = self.desk.read(schedule, asset_id, self.desk.today())
        self.split.setVisible(bool(months))
        self.none.setVisible(not months)
        card = self.desk.read(records.values, Asset, asset_id)
        opening = (
            f"期初累计折旧 {card['opening_accumulated']:,.2f} 元，" if card["opening_accumulated"] else ""
        )
        self.words.setText(opening + _summary(months) if months else "")
        self.table.put([_line(month) for month in months])
        self.curve.put(months)
        posted = sum(month.posted for month in months)
        if posted:
            self.table.scrollTo(self.table.rows.index(posted - 1, 0))


def _line(month: MonthLine) -> Line:
    words = "已计提" if month.posted else "未到"
    if month.months > 1:
        words += f"，含补提 {month.months - 1} 个月"
    if month.net == 0:
        words += "，提足"
    values = (str(month.month), month.amount, month.accumulated, month.net, words)
    return Line(values, tone="" if month.posted else "second")


def _summary(months: Sequence[MonthLine]) -> str:
    if not months:
        return ""
    ahead = [month for month in months if not month.posted]
    done = len(months) - len(ahead)
    parts = [f"已计提 {done} 个月"] if done else []
    if ahead:
        left = sum((month.amount for month in ahead), Decimal(0))
        parts.append(f"还要提 {len(ahead)} 个月、{left:,.2f} 元，至 {ahead[-1].month.chinese}")
    return "，".join(parts)


class NetCurve(QWidget):
    """Net value by month; pyqtgraph loads when it is first drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.months: list[MonthLine] = []
        self._plot: Any = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 0, 0, 0)
        self.setMinimumWidth(260)
        self.setAccessibleName("净值曲线")
        theme().changed.connect(self._draw)

    def put(self, months: Sequence[MonthLine]) -> None:
        self.months = list(months)
        self._draw()

    def _draw(self) -> None:
        if not self.months:
            return
        import pyqtgraph

        if self._plot is None:
            self._plot = pyqtgraph.PlotWidget()
            self._plot.setMenuEnabled(False)
            self._plot.hideButtons()
            self._plot.setMouseEnabled(False, False)
            self._column.addWidget(self._plot)
        plot = self._plot
        plot.clear()
        plot.setBackground(color("ground"))
        _dress_axes(plot, self.months)
        posted = [month for month in self.months if month.posted]
        # The stretch to come begins where the posted one ends, so that the line does not break.
        ahead = ([posted[-1]] if posted else []) + [month for month in self.months if not month.posted]
        for part, style in ((posted, Qt.PenStyle.SolidLine), (ahead, Qt.PenStyle.DashLine)):
            pen = pyqtgraph.mkPen(color("accent"), width=2, style=style)
            plot.plot(
                [int(each.month) for each in part],
                [float(each.net) for each in part],
                pen=pen,
                antialias=True,
            )
        plot.setXRange(int(self.months[0].month), int(self.months[-1].month), padding=0.02)
        plot.setYRange(0, float(self.months[0].net + self.months[0].amount), padding=0.05)


def _dress_axes(plot: Any, months: Sequence[MonthLine]) -> None:
    small = font(theme().size - 2)
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setPen(color("line"))
        axis.setTextPen(color("second"))
        axis.setTickFont(small)
    plot.getAxis("left").setWidth(theme().size * 5)
    ticks = [(float(step), short(step)) for step in round_steps(months[0].net + months[0].amount)]
    plot.getAxis("left").setTicks([ticks])
    years = sorted({each.month.year for each in months})
    every = max(1, len(years) // 6)
    names = [(date(year, 1, 1).year * YEAR, str(year)) for year in years[::every]]
    plot.getAxis("bottom").setTicks([names])


def round_steps(top: Decimal) -> list[Decimal]:
    """Three to six round numbers from 0 up to `top`: 5,999 gives 0, 2,000, 4,000."""
    unit = Decimal(10) ** (top.adjusted() if top > 0 else 0)
    step = next(unit * part for part in map(Decimal, ("0.2", "0.5", "1", "2")) if top / (unit * part) < 6)
    return [step * at for at in range(int(top / step) + 1)]
