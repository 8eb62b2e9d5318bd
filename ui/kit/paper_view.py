"""Sheets of a PDF on screen: true to size, crisp at any scale, drawn when they come into view."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict

from PySide6.QtCore import (
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QWidget,
)

from ui.kit.pdf_pages import Pages
from ui.kit.theme import color, theme

GAP = 16
KEPT = 24  # pictures of pages; a sheet at 150 % on a 150 % screen takes some 15 MB
SMALLEST, LARGEST = 0.1, 4.0
FIT_WIDTH, WHOLE_PAGE = "width", "page"


class PaperView(QAbstractScrollArea):
    """The sheets below one another. `zoom` 1.0 shows them in their true size on this screen."""

    turned = Signal(int)
    zoomed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages: Pages | None = None
        self.fit = WHOLE_PAGE
        self.zoom = 1.0
        self.page = 0
        self._tops: list[int] = []
        self._pictures: OrderedDict[int, QPixmap] = OrderedDict()
        self._scale_of_pictures = 0.0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._draw_next)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("纸面")
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        theme().changed.connect(self.viewport().update)

    def show_pages(self, pages: Pages | None) -> None:
        """Show another document from its first sheet; the one before stays the caller's to close."""
        kept = self.page if pages is not None and self.page < len(pages) else 0
        self.pages = pages
        self._pictures.clear()
        self._lay()
        self.go(kept)

    # -- size ------------------------------------------------------------------------------------------

    def _pixels(self) -> float:
        """Logical pixels a point at zoom 1: what the screen says of itself, unless it talks nonsense."""
        screen = self.screen()
        inch = screen.physicalDotsPerInch() if screen else 96.0
        if not 60 <= inch <= 300:
            inch = screen.logicalDotsPerInch() if screen else 96.0
        return float(inch) / 72

    def set_zoom(self, zoom: float) -> None:
        """A fixed scale; 1.0 is the true size."""
        self.fit = ""
        self._apply(zoom)

    def set_fit(self, fit: str) -> None:
        """Follow the window: FIT_WIDTH or WHOLE_PAGE."""
        self.fit = fit
        self._lay()

    def _apply(self, zoom: float) -> None:
        self.zoom = min(max(zoom, SMALLEST), LARGEST)
        self._lay()

    def _size(self, number: int) -> QSize:
        if self.pages is None:
            return QSize()
        scale = self.zoom * self._pixels()
        size = self.pages.sizes[number]
        return QSize(round(size.width() * scale), round(size.height() * scale))

    def _fitted(self) -> float:
        if self.pages is None or not len(self.pages):
            return self.zoom
        room = self.viewport().size() - QSize(2 * GAP, 2 * GAP)
        size = self.pages.sizes[min(self.page, len(self.pages) - 1)]
        across = room.width() / size.width()
        whole = min(across, room.height() / size.height()) if self.fit == WHOLE_PAGE else across
        return min(max(whole / self._pixels(), SMALLEST), LARGEST)

    def _lay(self) -> None:
        """Where each sheet begins, and how far one can scroll."""
        if self.fit:
            self.zoom = self._fitted()
        page = self.page
        self._tops, y, widest = [], GAP, 0
        for number in range(len(self.pages) if self.pages is not None else 0):
            size = self._size(number)
            self._tops.append(y)
            y += size.height() + GAP
            widest = max(widest, size.width())
        view = self.viewport().size()
        self.verticalScrollBar().setRange(0, max(0, y - view.height()))
        self.verticalScrollBar().setPageStep(view.height())
        self.verticalScrollBar().setSingleStep(48)
        self.horizontalScrollBar().setRange(0, max(0, widest + 2 * GAP - view.width()))
        self.horizontalScrollBar().setPageStep(view.width())
        if self._tops:
            self.verticalScrollBar().setValue(self._tops[min(page, len(self._tops) - 1)] - GAP)
        self.zoomed.emit(self.zoom)
        self.viewport().update()

    # -- going about -----------------------------------------------------------------------------------

    def go(self, page: int) -> None:
        """Bring a sheet, counted from 0, to the top."""
        if self._tops:
            page = min(max(page, 0), len(self._tops) - 1)
            self.verticalScrollBar().setValue(self._tops[page] - GAP)
            # The last sheets may have no room to come to the top.
            self._turn(page)

    def _scrolled(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        self._turn(max(0, bisect_right(self._tops, middle) - 1))
        self.viewport().update()

    def _turn(self, page: int) -> None:
        if page != self.page:
            self.page = page
            self.turned.emit(page)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_PageDown: self.page + 1, Qt.Key.Key_PageUp: self.page - 1, Qt.Key.Key_Home: 0}
        steps[Qt.Key.Key_End] = len(self._tops) - 1
        key = Qt.Key(event.key())
        if key in steps and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.go(steps[key])
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.zoom * 1.1 ** (event.angleDelta().y() / 120))
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    # -- painting --------------------------------------------------------------------------------------

    def _rect(self, number: int) -> QRect:
        size = self._size(number)
        left = max(GAP, (self.viewport().width() - size.width()) // 2) - self.horizontalScrollBar().value()
        return QRect(left, self._tops[number] - self.verticalScrollBar().value(), size.width(), size.height())

    def _seen(self) -> list[int]:
        top = self.verticalScrollBar().value()
        first = max(0, bisect_right(self._tops, top) - 1)
        return list(range(first, bisect_right(self._tops, top + self.viewport().height())))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), color("ground"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        missing = self._stale()
        for number in self._seen():
            rect = self._rect(number)
            painter.fillRect(rect, Qt.GlobalColor.white)
            if number in self._pictures:
                painter.drawPixmap(rect, self._pictures[number])
            missing = missing or number not in self._pictures
            painter.setPen(color("edge"))
            painter.drawRect(rect.adjusted(-1, -1, 0, 0))
        if missing and not self._later.isActive():
            self._later.start(0)

    def _stale(self) -> bool:
        return abs(self._scale_of_pictures - self._device_scale()) > 1e-6

    def _device_scale(self) -> float:
        return self.zoom * self._pixels() * self.devicePixelRatioF()

    def _draw_next(self) -> None:
        """One sheet at a time, so that scrolling stays smooth."""
        if self.pages is None:
            return
        if self._stale():
            self._pictures.clear()
            self._scale_of_pictures = self._device_scale()
        for number in self._seen():
            if number not in self._pictures:
                picture = QPixmap.fromImage(self.pages.image(number, self._scale_of_pictures))
                picture.setDevicePixelRatio(self.devicePixelRatioF())
                self._pictures[number] = picture
                while len(self._pictures) > KEPT:
                    self._pictures.popitem(last=False)
                self.viewport().update()
                return
