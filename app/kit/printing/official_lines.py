"""Lines on the grid of official pages, and where the pages break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.kit.printing.prose import Piece

LINES = 22
KEEP = 3
"""Lines of text that the last page has at least."""


@dataclass(slots=True)
class Line:
    """A line of the page: pieces in the size of the text, or `rows` of the grid that `paint` fills.

    `keep` binds it to the line after; `tail` marks what closes the document and stays together.
    """

    pieces: tuple[Piece, ...] = ()
    rows: int = 1
    paint: Any = None
    keep: bool = False
    tail: bool = False


def paginate(lines: Sequence[Line]) -> list[list[Line]]:
    """Pages of 22 rows: no heading at a page's foot, what closes stays together below three lines of text."""
    tail = next((n for n, line in enumerate(lines) if line.tail), len(lines))
    breaks: list[int] = [0]
    used = 0
    number = 0
    while number < len(lines):
        if used and used + lines[number].rows > LINES:
            cut = number
            while cut - 1 > breaks[-1] and (lines[cut - 1].keep or _free(lines[cut - 1])):
                cut -= 1
            if cut > tail:
                cut = tail
            if len(lines) - cut <= len(lines) - tail + KEEP and breaks[-1] < tail:
                cut = max(min(cut, tail - KEEP), breaks[-1] + 1)
                while cut - 1 > breaks[-1] and lines[cut - 1].keep:
                    cut -= 1
            if cut <= breaks[-1]:
                cut = number
            breaks.append(cut)
            used, number = 0, cut
            while number < tail and _free(lines[number]):
                number += 1
                breaks[-1] = number
            continue
        used += lines[number].rows
        number += 1
    return [list(lines[a:b]) for a, b in zip(breaks, [*breaks[1:], len(lines)], strict=True)]


def _free(line: Line) -> bool:
    return not line.pieces and not line.paint and not line.tail
