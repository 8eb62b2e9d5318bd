"""Which layout draws a printout's pages, and several papers in one file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.kit.printing.blocks import MM
from app.kit.printing.cut import draw_cut
from app.kit.printing.fonts import SONG
from app.kit.printing.halves import draw_halves
from app.kit.printing.official import draw_official
from app.kit.printing.pen import Pen
from app.kit.printing.printout import Head, Printout, Progress
from app.kit.printing.sheet import draw_sheets

STAMP = 10.5
EDGE = 12 * MM
"""The packet's page number stands this far from the outer and the upper edge of the sheet."""
Part = tuple[Printout, Sequence[Any]]


@dataclass(frozen=True)
class Packet:
    """Papers in binding order, each from the front of a sheet, their pages numbered through at the outer corner.

    `catalogue` is given the first and last page of each part (0 for one without pages) and returns the
    list that stands before them, without numbers of its own.
    """

    parts: Sequence[Part]
    catalogue: Callable[[Sequence[tuple[int, int]]], Part]


def render_pages(
    printout: Printout, slips: Sequence[Any], head: Head, progress: Progress | None = None
) -> bytes:
    """All slips as one PDF."""
    blank = printout.layout == "cut"
    digest = "" if blank else head.digest
    pen = Pen(
        title=printout.title,
        author=head.unit,
        subject=f"{printout.name} v{printout.version} {digest}".strip(),
    )
    _draw(pen, printout, slips, head, progress)
    if progress:
        progress(len(slips), len(slips))
    return pen.finish()


def _draw(
    pen: Pen, printout: Printout, slips: Sequence[Any], head: Head, progress: Progress | None = None
) -> None:
    if printout.layout == "official":
        draw_official(pen, printout, slips, head, progress)
    elif printout.layout == "cut":
        draw_cut(pen, printout, slips, head, progress)
    elif printout.layout == "halves":
        draw_halves(pen, printout, slips, head, progress)
    elif printout.layout == "packet":
        for done, slip in enumerate(slips):
            if progress:
                progress(done, len(slips))
            _draw_packet(pen, printout.draw(slip), head)
    else:
        draw_sheets(pen, printout, slips, head, progress)


def _draw_packet(pen: Pen, packet: Packet, head: Head) -> None:
    """The catalogue, then the parts."""
    numbers = places(packet.parts)
    _draw_front(pen, *packet.catalogue(numbers), head)
    for (printout, slips), (first, end) in zip(packet.parts, numbers, strict=True):
        if end:
            _draw_front(pen, printout, slips, head, first)


def places(parts: Sequence[Part]) -> list[tuple[int, int]]:
    """First and last page of each part when they are bound; (0, 0) where it has none. They are drawn to be counted,
    on a pen whose sheets are thrown away."""
    found: list[tuple[int, int]] = []
    last = 0
    for printout, slips in parts:
        trial = Pen(title="")
        _draw(trial, printout, slips, Head())
        count = trial.close()
        found.append((last + 1, last + count) if count else (0, 0))
        last += count
    return found


def _draw_front(pen: Pen, printout: Printout, slips: Sequence[Any], head: Head, first: int = 0) -> None:
    """A part from the front of a sheet; its pages are numbered from `first`, not at all for 0."""
    if pen.close() % 2:
        pen.page(210 * MM, 297 * MM)
        pen.close()
    before = pen.pages

    def stamp(pen: Pen) -> None:
        number = str(first + pen.pages - before)
        if pen.pages % 2:
            pen.text(EDGE, EDGE, number, SONG, STAMP)
        else:
            pen.right(pen.width - EDGE, EDGE, number, SONG, STAMP)

    pen.stamp = stamp if first else None
    _draw(pen, printout, slips, head)
    pen.close()
    pen.stamp = None
