"""Sheets of equal pieces that are cut apart, as ballots: nothing on a piece tells it from another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.kit.printing.blocks import MM
from app.kit.printing.flow import Block, Page, lay
from app.kit.printing.pen import Pen
from app.kit.printing.printout import Head, Printout, Progress

SHEET = (210 * MM, 297 * MM)
WAYS = ((2, 3), (2, 2), (1, 2), (1, 1))
"""Columns and rows of a sheet, the most pieces first."""
PADDING = 9 * MM
DASH = "[4 3] 0 d"


@dataclass(frozen=True)
class Cut:
    """`copies` of the same piece; as many on a sheet as hold all of its blocks, `most` at the utmost."""

    blocks: Sequence[Block]
    copies: int
    most: int = 6


def draw_cut(
    pen: Pen, printout: Printout, slips: Sequence[Any], head: Head, progress: Progress | None = None
) -> None:
    """Each slip's pieces on sheets of their own. Who prints and when stands nowhere."""
    for done, slip in enumerate(slips):
        if progress:
            progress(done, len(slips))
        cut: Cut = printout.draw(slip)
        columns, rows, page = _fit(cut)
        for start in range(0, cut.copies, columns * rows):
            pen.page(*SHEET)
            if head.copy == "草稿":
                pen.watermark("草稿")
            for place in range(min(columns * rows, cut.copies - start)):
                row, column = divmod(place, columns)
                _piece(pen, page, column * SHEET[0] / columns, row * SHEET[1] / rows, SHEET[1] / rows)
            _lines(pen, columns, rows)


def _fit(cut: Cut) -> tuple[int, int, Page]:
    for columns, rows in WAYS:
        if columns * rows > cut.most:
            continue
        width, height = SHEET[0] / columns - 2 * PADDING, SHEET[1] / rows - 2 * PADDING
        pages = lay(cut.blocks, width, height)
        if len(pages) == 1:
            return columns, rows, pages[0]
    return columns, rows, pages[0]


def _piece(pen: Pen, page: Page, x: float, y: float, height: float) -> None:
    """The blocks of one piece, in the middle of its height."""
    last = page[-1]
    used = last.y + last.band.whole
    top = y + max((height - used) / 2, PADDING)
    for placed in page:
        placed.band.paint(pen, x + PADDING, top + placed.y, placed.first, placed.last)


def _lines(pen: Pen, columns: int, rows: int) -> None:
    """Where the scissors go; nothing within 8 mm of the edge."""
    edge = 8 * MM
    pen.raw(f"q {DASH}")
    for column in range(1, columns):
        x = column * SHEET[0] / columns
        pen.line(x, edge, x, SHEET[1] - edge)
    for row in range(1, rows):
        y = row * SHEET[1] / rows
        pen.line(edge, y, SHEET[0] - edge, y)
    pen.raw("Q")
