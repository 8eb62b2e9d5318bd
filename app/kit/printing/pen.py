"""Writes PDF pages: text, lines and boxes as page operators, straight into reportlab's document objects.

Coordinates are points from the top left corner of the sheet, y downwards; a text's y is its baseline.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reportlab.pdfbase import pdfdoc

from app.kit.printing.embed import embed
from app.kit.printing.fonts import GETA, SONG, Face, Run, Shaped, Typeface

THICKENING = 0.03
"""Stroke, in em, that stands in for a bold face where it lacks a character."""


class Pen:
    """One document being written, page by page; `finish` gives its bytes."""

    def __init__(self, *, title: str, author: str = "", subject: str = "") -> None:
        self.doc: Any = pdfdoc.PDFDocument(compression=1, invariant=1, lang="zh-CN")
        self.doc.setTitle(title)
        self.doc.setAuthor(author)
        self.doc.setSubject(subject)
        self.width = self.height = 0.0
        self.ops: list[str] = []
        self.pages = 0
        self.stamp: Callable[[Pen], None] | None = None
        """Called before a page with anything on it is closed; draws what stands on all of them."""
        self._used: set[Shaped] = set()

    def page(self, width: float, height: float) -> None:
        """Begins a page of that size in pt; the page before is closed."""
        self._close_page()
        self.width, self.height = width, height

    def text(self, x: float, y: float, text: str, typeface: Typeface = SONG, size: float = 10.5) -> None:
        """One line of text that begins at x."""
        if text:
            self.shaped(x, y, typeface.shape(text), size)

    def right(self, x: float, y: float, text: str, typeface: Typeface = SONG, size: float = 10.5) -> None:
        """One line of text that ends at x."""
        if text:
            shaped = typeface.shape(text)
            self.shaped(x - shaped.width * size, y, shaped, size)

    def centre(self, x: float, y: float, text: str, typeface: Typeface = SONG, size: float = 10.5) -> None:
        """One line of text with its middle at x."""
        if text:
            shaped = typeface.shape(text)
            self.shaped(x - shaped.width * size / 2, y, shaped, size)

    def spaced(self, x: float, y: float, shaped: Shaped, size: float, gap: float) -> None:
        """Text with `gap` pt more (or less) between its characters, as lines that fill their measure have."""
        if -0.002 < gap < 0.002:
            self.shaped(x, y, shaped, size)
            return
        self.ops.append(f"{gap:.4f} Tc")
        self.shaped(x, y, shaped, size, gap)
        self.ops.append("0 Tc")

    def shaped(self, x: float, y: float, shaped: Shaped, size: float, gap: float = 0.0) -> None:
        """Text that has been shaped already; `gap` is what `spaced` has set."""
        self._used.add(shaped)
        y = self.height - y
        for run in shaped.runs:
            if run.tick:
                self._tick(x, y, run, size)
            elif run.thick:
                stroke = f"2 Tr {size * THICKENING:.2f} w"
                self.ops.append(
                    f"q BT {stroke} /{run.face.key} {size:.4g} Tf {x:.2f} {y:.2f} Td <{run.code}> Tj ET Q"
                )
            else:
                self.ops.append(f"BT /{run.face.key} {size:.4g} Tf {x:.2f} {y:.2f} Td <{run.code}> Tj ET")
            x += run.width * size + gap * len(run.text)

    def _tick(self, x: float, y: float, run: Run, size: float) -> None:
        """A drawn ☐ with its tick or cross, and the character itself unseen, so that it extracts."""
        side, left, low = size * 0.8, x + size * 0.1, y - size * 0.06
        width = size * 0.06
        marks = {
            "☑": f"{left + side * 0.2:.2f} {low + side * 0.5:.2f} m {left + side * 0.42:.2f} "
            f"{low + side * 0.24:.2f} l {left + side * 0.84:.2f} {low + side * 0.8:.2f} l S",
            "☒": f"{left:.2f} {low:.2f} m {left + side:.2f} {low + side:.2f} l "
            f"{left:.2f} {low + side:.2f} m {left + side:.2f} {low:.2f} l S",
        }
        self.ops.append(
            f"q {width:.2f} w {left:.2f} {low:.2f} {side:.2f} {side:.2f} re S {width * 1.8:.2f} w "
            f"{marks.get(run.text, '')} Q"
            f" q BT 3 Tr /{run.face.key} {size:.4g} Tf {x:.2f} {y:.2f} Td <{run.code}> Tj ET Q"
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, width: float = 0.5) -> None:
        """A straight line, `width` pt thick."""
        high = self.height
        self.ops.append(f"{width:.4g} w {x1:.2f} {high - y1:.2f} m {x2:.2f} {high - y2:.2f} l S")

    def box(self, x: float, y: float, width: float, height: float, line: float = 1.0) -> None:
        """A frame whose top left corner is (x, y)."""
        self.ops.append(f"{line:.4g} w {x:.2f} {self.height - y - height:.2f} {width:.2f} {height:.2f} re S")

    def raw(self, operators: str) -> None:
        """Page operators as they stand; the origin is the bottom left corner there."""
        self.ops.append(operators)

    def watermark(self, text: str) -> None:
        """Large light letters across the page, behind what is drawn after."""
        shaped = SONG.shape(text)
        self._used.add(shaped)
        size = 120.0
        across, up = self.width / 2, self.height / 2
        half = shaped.width * size / 2 * 0.7071
        codes = " ".join(
            f"/{run.face.key} {size:.4g} Tf <{run.code}> Tj" for run in shaped.runs if not run.tick
        )
        turn = f"0.7071 0.7071 -0.7071 0.7071 {across - half + 30:.2f} {up - half - 30:.2f} Tm"
        self.ops.append(f"q 0.88 g BT {turn} {codes} ET Q")

    def close(self) -> int:
        """Closes the page that is being drawn; returns how many pages there are."""
        self._close_page()
        return self.pages

    def finish(self) -> bytes:
        """Closes the last page, embeds the faces and returns the PDF."""
        self._close_page()
        used: dict[Face, set[str]] = {}
        for shaped in self._used:
            for run in shaped.runs:
                used.setdefault(run.face, {GETA, " "}).update(run.text)
        for face in sorted(used, key=lambda face: face.key):
            embed(self.doc, face, face.key, used[face])
        data = self.doc.GetPDFData(None)
        return bytes(data)

    def _close_page(self) -> None:
        if not self.width:
            return
        if self.stamp and self.ops:
            self.stamp(self)
        page = pdfdoc.PDFPage()
        page.pagewidth, page.pageheight = self.width, self.height
        content = pdfdoc.PDFStream(content="\n".join(self.ops), filters=[pdfdoc.PDFZCompress])
        page.Contents = self.doc.Reference(content)
        page.Resources = pdfdoc.PDFDictionary({"Font": pdfdoc.PDFObjectReference("BasicFonts")})
        self.doc.addPage(page)
        self.pages += 1
        self.ops = []
        self.width = 0.0
