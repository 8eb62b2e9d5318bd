"""Pages of a PDF as pictures, for the preview, for printing by raster, and for looking at in tests."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.kit.errors import UserError

if TYPE_CHECKING:
    from PIL.Image import Image


def page_count(pdf: bytes) -> int:
    """How many pages the PDF has."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def pages_png(pdf: bytes, dpi: float = 96, first: int = 0, last: int | None = None) -> "Iterator[Image]":
    """Pictures of the pages first..last-1 (counted from 0), one at a time, as RGB images.

    Raises UserError where the bytes are no readable PDF.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise UserError("这份 PDF 无法读取，请重新生成后再预览。") from error
    try:
        for number in range(first, len(document) if last is None else min(last, len(document))):
            page = document[number]
            yield page.render(scale=dpi / 72).to_pil().convert("RGB")
            page.close()
    finally:
        document.close()
