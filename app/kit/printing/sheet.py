"""A4 sheets: margins, title, the line above the frame, page numbers, marks for drafts and further copies."""

from collections.abc import Sequence
from typing import Any

from app.kit.printing.blocks import MM, SIGN, Note, Signatures, day
from app.kit.printing.flow import Block, Page, lay
from app.kit.printing.fonts import BOLD, HEI, SONG, clean
from app.kit.printing.pen import Pen
from app.kit.printing.printout import Head, Opening, Printout, Progress
from app.kit.printing.text import fit, shorten

A4 = (210 * MM, 297 * MM)
BINDING, RIGHT, TOP, BOTTOM = 28 * MM, 12 * MM, 15 * MM, 15 * MM
FOOT = 10 * MM
"""Baseline of the page number above the sheet's lower edge."""
TITLE = 20.0
STRIP_GAP = 3 * MM
"""Between the text and the boxes that are signed on every page."""
LINE = 10.5
SMALL = 7.5
OPENING = TITLE * 1.35 + 2 * MM + LINE * 1.3 + 1.6 * MM


def draw_sheets(
    pen: Pen, printout: Printout, slips: Sequence[Any], head: Head, progress: Progress | None = None
) -> None:
    """All slips, each from a page of its own."""
    size = A4[::-1] if printout.landscape else A4
    width, height = size[0] - BINDING - RIGHT, size[1] - TOP - BOTTOM
    for done, slip in enumerate(slips):
        if progress:
            progress(done, len(slips))
        blocks: list[Any] = list(printout.draw(slip))
        opening = blocks.pop(0) if blocks and isinstance(blocks[0], Opening) else Opening()
        if printout.signatures:
            notes = next((n for n, block in enumerate(blocks) if isinstance(block, Note)), len(blocks))
            blocks.insert(notes, Signatures(printout.signatures))
        _sheets(pen, printout, opening, blocks, head, size, (width, height))


def _sheets(
    pen: Pen,
    printout: Printout,
    opening: Opening,
    blocks: Sequence[Block],
    head: Head,
    size: tuple[float, float],
    frame: tuple[float, float],
) -> None:
    width, height = frame
    strip = Signatures(printout.each_page, dated=False, height=SIGN / MM).band(width, height, 1.0)
    signed = strip.whole + STRIP_GAP if printout.each_page else 0.0
    pages = lay(blocks, width, height - OPENING - signed)
    for number, page in enumerate(pages, start=1):
        pen.page(*size)
        if head.copy == "草稿":
            pen.watermark("草稿")
        _open(pen, printout, opening, head, width)
        _paint(pen, page)
        if signed:
            strip.paint(pen, BINDING, TOP + height - strip.whole, 0, 1)
        _foot(pen, printout, head, f"第 {number} 页 共 {len(pages)} 页", width)


def _open(pen: Pen, printout: Printout, opening: Opening, head: Head, width: float) -> None:
    """Title, and under it unit, middle and number."""
    title = clean(opening.title or printout.title)
    y = TOP + TITLE
    pen.centre(BINDING + width / 2, y, title, BOLD, fit(title, BOLD, TITLE, width - 40 * MM, 12))
    y += 2 * MM + LINE * 1.35
    number = f"编号：{clean(opening.number)}" if opening.number else clean(opening.right)
    middle = clean(opening.middle)
    taken = SONG.width(middle) * LINE
    side = (width - taken) / 2 - 3 * MM
    left = clean(opening.left or (f"单位：{head.unit}" if head.unit else ""))
    room = side if middle else width - SONG.width(number) * LINE - 5 * MM
    size = fit(left, SONG, LINE, room, SMALL)
    pen.text(BINDING, y, shorten(left, SONG, size, room), SONG, size)
    pen.centre(BINDING + width / 2, y, middle, SONG, LINE)
    pen.right(BINDING + width, y, number, SONG, LINE)
    if head.copy == "补打":
        box = 16 * MM
        pen.box(BINDING + width - box, TOP + 1 * MM, box, 7 * MM, 0.8)
        pen.centre(BINDING + width - box / 2, TOP + 6 * MM, "补打", HEI, 12)


def _paint(pen: Pen, page: Page) -> None:
    for placed in page:
        placed.band.paint(pen, BINDING, TOP + OPENING + placed.y, placed.first, placed.last)


def _foot(pen: Pen, printout: Printout, head: Head, pages: str, width: float) -> None:
    """Form and version, hash of the log's head, who printed it and when; the page number at the right."""
    words = [f"{printout.name} v{printout.version}"]
    if head.digest:
        words.append(f"校验 {head.digest}")
    if head.who or head.day:
        words.append(f"{head.copy or '打印'}：{head.who} {day(head.day) if head.day else ''}".rstrip())
    y = pen.height - FOOT
    pen.text(BINDING, y, shorten(clean("　".join(words)), SONG, SMALL, width * 0.75), SONG, SMALL)
    pen.right(BINDING + width, y, pages, SONG, 9)
