"""Where the rows of a printout fall: pages without stray lines, boxes and signatures never split.

A block becomes a `Band` of rows, each of which stays whole. A page break leaves at least three rows of a
band on both sides; what follows the last rows (opinions, signatures, a note) stays with them.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple, Protocol

from app.kit.printing.pen import Pen

KEEP = 3
"""Rows that a break leaves at least on each side."""
SQUEEZES = (1.0, 0.93, 0.86, 0.8)
"""Factors of padding and spacing that are tried to save a last page that would be nearly empty."""
NEARLY_EMPTY = 0.3
SMALL = 400
"""Rows above which no squeezing is tried: the last page of a long ledger may be short."""


@dataclass(slots=True)
class Band:
    """Rows of one block. All heights are pt.

    `paint(pen, x, y, first, last)` draws rows first..last-1 with their top at y, below it `head`
    (drawn above the rows of each page), `foot` (below them on each page) and `end` (below the last row).
    `groups` are the rows with which a group begins: none is cut off after its first row or two.
    `fresh` bands begin a part of their own: what stands before them need not stay with them.
    """

    heights: Sequence[float]
    paint: Callable[[Pen, float, float, int, int], None]
    head: float = 0.0
    foot: float = 0.0
    end: float = 0.0
    gap: float = 0.0
    groups: Sequence[int] = ()
    fresh: bool = False

    @property
    def whole(self) -> float:
        """The height of all of it on one page."""
        return self.head + sum(self.heights) + self.foot + self.end


class Block(Protocol):
    """A part of a printout."""

    def band(self, width: float, room: float, squeeze: float) -> Band:
        """The block laid out for a frame of width x room pt, its spacing multiplied by `squeeze`."""
        ...


class Placed(NamedTuple):
    """Rows of a band on a page, `y` pt below the top of the frame."""

    band: Band
    y: float
    first: int
    last: int


Page = list[Placed]


def lay(blocks: Sequence[Block], width: float, room: float, nearly_empty: float = NEARLY_EMPTY) -> list[Page]:
    """The pages of one slip in a frame of width x room pt. Squeezing is tried where the last page is filled no more
    than `nearly_empty`; 1.0 tries it whenever there are several."""
    best: list[Page] = []
    for squeeze in SQUEEZES:
        bands = [block.band(width, room, squeeze) for block in blocks]
        pages = _paginate(bands, room)
        if not best or len(pages) < len(best):
            best = pages
        if len(best) == 1 or _filled(best[-1]) > nearly_empty * room:
            break
        if sum(len(band.heights) for band in bands) > SMALL:
            break
    return best


def _filled(page: Page) -> float:
    placed = page[-1]
    band = placed.band
    return placed.y + band.head + sum(band.heights[placed.first : placed.last]) + band.foot


def _paginate(bands: Sequence[Band], room: float) -> list[Page]:
    pages: list[Page] = [[]]
    y = 0.0
    for number, band in enumerate(bands):
        tail = _tail(bands[number + 1 :], room)
        y = _place(band, tail, y, room, pages)
    return [page for page in pages if page] or [[]]


def _group_whole(band: Band, start: int, take: int) -> int:
    """Fewer rows, where the break would leave only the first row or two of a group on this page."""
    begins = max((row for row in band.groups if row <= start + take), default=0)
    alone = 0 < start + take - begins < KEEP and start + take < len(band.heights)
    return begins - start if alone and begins - start >= KEEP else take


def _tail(following: Sequence[Band], room: float) -> float:
    """Height of what must stay with a band's last rows: the bands up to the next that can be split."""
    height = 0.0
    for band in following:
        if len(band.heights) > KEEP or band.fresh:
            break
        height += band.gap + band.whole
    return height if height < 0.7 * room else 0.0


def _place(band: Band, tail: float, y: float, room: float, pages: list[Page]) -> float:
    """Places all rows of the band; returns where the next band may begin on the last page."""
    count = len(band.heights)
    sums = [0.0, *accumulate(band.heights)]
    start = 0
    while True:
        top = y + (band.gap if y else 0.0)
        avail = room - top - band.head - band.foot + 1e-6
        rest = sums[count] - sums[start]
        if rest + band.end + (tail if count > KEEP or band.fresh else 0.0) <= avail:
            take = count - start
        else:
            fitting = bisect_right(sums, sums[start] + avail) - 1 - start
            take = min(fitting, count - start - KEEP)
            if take < min(KEEP, count - start):
                if y:
                    pages.append([])
                    y = 0.0
                    continue
                take = count - start if rest + band.end <= avail else max(min(fitting, count - start), 1)
            take = _group_whole(band, start, take)
        pages[-1].append(Placed(band, top, start, start + take))
        start += take
        if start == count:
            return top + band.head + sums[count] - sums[start - take] + band.foot + band.end
        pages.append([])
        y = 0.0
