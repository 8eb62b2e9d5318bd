"""The pages of a PDF as Qt pictures, and on a printer. One thread at a time may be inside the PDF library."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pypdfium2
from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from app.kit.errors import UserError

PRINT_DPI = 300
_ONE_AT_A_TIME = threading.RLock()
Progress = Callable[[int, int, str], None]


class Pages:
    """An open PDF. Sizes are points (1/72 inch), pages count from 0. Raises UserError for no readable PDF."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pdf
        with _ONE_AT_A_TIME:
            try:
                self._document = pypdfium2.PdfDocument(pdf)
            except pypdfium2.PdfiumError as error:
                raise UserError("这份 PDF 无法读取，请重新生成后再预览。") from error
            self.sizes = [
                QSizeF(*self._document.get_page_size(number)) for number in range(len(self._document))
            ]

    def __len__(self) -> int:
        return len(self.sizes)

    def image(self, number: int, scale: float) -> QImage:
        """One page; `scale` is pixels per point."""
        with _ONE_AT_A_TIME:
            page = self._document[number]
            made = page.render(scale=scale, prefer_bgrx=True)
            picture = QImage(
                made.buffer, made.width, made.height, made.stride, QImage.Format.Format_RGB32
            ).copy()
            made.close()
            page.close()
        return picture

    def close(self) -> None:
        with _ONE_AT_A_TIME:
            self._document.close()


def page_layout(size: QSizeF) -> QPageLayout:
    """A whole sheet of that size (points), edge to edge: the PDF has its margins inside."""
    upright = QSizeF(min(size.width(), size.height()), max(size.width(), size.height()))
    lying = size.width() > size.height()
    sheet = QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    way = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
    return QPageLayout(sheet, way, QMarginsF(0, 0, 0, 0))


def print_pages(
    pdf: bytes, printer: QPrinter, first: int, last: int, progress: Progress | None = None
) -> int:
    """Send pages first..last-1 to the printer as pictures of 300 dpi, each true to size; returns how many.

    Raises UserError when the printer does not take them.
    """
    pages = Pages(pdf)
    painter = QPainter()
    try:
        printer.setFullPage(True)
        printer.setResolution(PRINT_DPI)
        for done, number in enumerate(range(first, min(last, len(pages)))):
            if progress:
                progress(done, last - first, f"第 {number + 1} 页")
            size = pages.sizes[number]
            printer.setPageLayout(page_layout(size))
            if not (printer.newPage() if painter.isActive() else painter.begin(printer)):
                raise UserError(f"打印机“{printer.printerName()}”没有接受这份文件。请检查打印机后再打印。")
            dots = printer.resolution() / 72
            # The whole sheet lies at the origin when the printer takes full pages.
            painter.drawImage(
                QRectF(0, 0, size.width() * dots, size.height() * dots), pages.image(number, dots)
            )
        if progress:
            progress(last - first, last - first, "")
    finally:
        painter.end()
        pages.close()
    return last - first
