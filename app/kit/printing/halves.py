"""Copies of one form, two to a sheet with a cutting line between them: 存根联 above, 派工联 below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.kit.printing.blocks import MM, day
from app.kit.printing.cut import DASH
from app.kit.printing.flow import Block, Page, lay
from app.kit.printing.fonts import BOLD, HEI, SONG, clean
from app.kit.printing.pen import Pen
from app.kit.printing.printout import Head, Printout, Progress
from app.kit.printing.text import fit, shorten

SHEET = (210 * MM, 297 * MM)
BINDING, RIGHT, EDGE, SEAM = 28 * MM, 12 * MM, 9 * MM, 6 * MM
"""Left and right margins, and what stays free above and below: at the sheet's edge, at the cutting line."""
TITLE, LINE, SMALL = 15.0, 9.0, 7.0
OPENING = TITLE * 1.25 + LINE * 1.9
FOOT = SMALL * 2
WIDTH = SHEET[0] - BINDING - RIGHT


@dataclass(frozen=True)
class Copy:
    """One copy: what it is (存根联), its number and its blocks."""

    name: str
    number: str
    blocks: Sequence[Block]


def draw_halves(
    pen: Pen, printout: Printout, slips: Sequence[Any], head: Head, progress: Progress | None = None
) -> None:
    """Each slip's copies, two to a sheet; where one of them needs more room, each has sheets of its own."""
    high = SHEET[1] / 2 - EDGE - SEAM - OPENING - FOOT
    for done, slip in enumerate(slips):
        if progress:
            progress(done, len(slips))
        copies: Sequence[Copy] = printout.draw(slip)
        laid = [lay(copy.blocks, WIDTH, high, 1.0) for copy in copies]
        if all(len(pages) == 1 for pages in laid):
            _two(pen, printout, list(zip(copies, [pages[0] for pages in laid], strict=True)), head)
        else:
            for copy in copies:
                _whole(pen, printout, copy, head)


def _two(pen: Pen, printout: Printout, copies: Sequence[tuple[Copy, Page]], head: Head) -> None:
    for place, (copy, page) in enumerate(copies):
        lower = place % 2
        if not lower:
            _sheet(pen, head)
        top = SHEET[1] / 2 + SEAM if lower else EDGE
        _draw(pen, printout, copy, page, head, top, top + SHEET[1] / 2 - EDGE - SEAM)
        if lower:
            pen.raw(f"q {DASH}")
            pen.line(8 * MM, SHEET[1] / 2, SHEET[0] - 8 * MM, SHEET[1] / 2)
            pen.raw("Q")


def _whole(pen: Pen, printout: Printout, copy: Copy, head: Head) -> None:
    pages = lay(copy.blocks, WIDTH, SHEET[1] - 2 * EDGE - OPENING - FOOT)
    for number, page in enumerate(pages, start=1):
        _sheet(pen, head)
        _draw(pen, printout, copy, page, head, EDGE, SHEET[1] - EDGE, f"第 {number} 页 共 {len(pages)} 页")


def _sheet(pen: Pen, head: Head) -> None:
    pen.page(*SHEET)
    if head.copy == "草稿":
        pen.watermark("草稿")


def _draw(
    pen: Pen,
    printout: Printout,
    copy: Copy,
    page: Page,
    head: Head,
    top: float,
    bottom: float,
    told: str = "",
) -> None:
    """One copy between two heights: title, unit, which copy, number; the blocks; the form and who printed it."""
    right = BINDING + WIDTH
    pen.centre(BINDING + WIDTH / 2, top + TITLE, printout.title, BOLD, TITLE)
    pen.right(right, top + TITLE, copy.name, HEI, LINE)
    if head.copy == "补打":
        pen.box(BINDING, top + TITLE - 5 * MM, 14 * MM, 6.4 * MM, 0.8)
        pen.centre(BINDING + 7 * MM, top + TITLE - 0.6 * MM, "补打", HEI, 10.5)
    base = top + TITLE * 1.25 + LINE * 1.3
    number = f"编号：{clean(copy.number)}"
    left, room = clean(f"单位：{head.unit}" if head.unit else ""), WIDTH - SONG.width(number) * LINE - 5 * MM
    size = fit(left, SONG, LINE, room, SMALL)
    pen.text(BINDING, base, shorten(left, SONG, size, room), SONG, size)
    pen.right(right, base, number, SONG, LINE)
    for placed in page:
        placed.band.paint(pen, BINDING, top + OPENING + placed.y, placed.first, placed.last)
    words = [f"{printout.name} v{printout.version}"]
    if head.digest:
        words.append(f"校验 {head.digest}")
    if head.who or head.day:
        words.append(f"{head.copy or '打印'}：{head.who} {day(head.day) if head.day else ''}".rstrip())
    shown = shorten(clean("　".join(words)), SONG, SMALL, WIDTH * 0.75)
    pen.text(BINDING, bottom - SMALL * 0.3, shown, SONG, SMALL)
    pen.right(right, bottom - SMALL * 0.3, told, SONG, SMALL)
