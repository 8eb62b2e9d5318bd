"""The page of official documents, GB/T 9704-2012: 156 × 225 mm of type, 22 lines of 28 characters, — 1 — below.

The left margin is 28 mm on every page, as the standard has it; both sides of a sheet then lie within the
2 mm by which they may differ. Parts become lines on the grid of the page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from app.kit.printing.blocks import MM, RISE, day
from app.kit.printing.fonts import BOLD, FANG, HEI, KAI, SONG, clean
from app.kit.printing.official_lines import LINES, Line, paginate
from app.kit.printing.pen import Pen
from app.kit.printing.printout import Head, Printout, Progress
from app.kit.printing.prose import Piece, set_lines
from app.kit.printing.text import fit, wrap
from app.kit.printing.titles import best_lines, title_words

SHEET = (210 * MM, 297 * MM)
LEFT, TOP = 28 * MM, 37 * MM
WIDTH, HEIGHT = 156 * MM, 225 * MM
CHARS = 28
LINE, SIZE = HEIGHT / LINES, WIDTH / CHARS
TITLE = 22.0
NUMBER = 14.0
DASH = 0.27
"""The middle of the dash beside a page number above its baseline, in em."""
RED = "0.8 0 0"
SPACED = re.compile(r"(?<=[\u2e80-\uffef]) +(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%]) +(?=[\u2e80-\uffef])")
"""Spaces typed between hanzi and figures, which official documents do not have."""
LEVELS = (
    (re.compile(r"[一二三四五六七八九十百]+、"), HEI),
    (re.compile(r"（[一二三四五六七八九十百]+）"), KAI),
)


class Part(Protocol):
    """A part of an official document."""

    def lines(self) -> list[Line]:
        """The part as lines of the grid."""
        ...


@dataclass(frozen=True)
class Mark:
    """纪要标志, red, its upper edge 35 mm below the top of the type; below it the number and a red line."""

    text: str
    number: str = ""
    keep: Sequence[str] = ()

    def lines(self) -> list[Line]:
        text = clean(self.text)
        size = fit(text, BOLD, 36, WIDTH, 26)
        words = best_lines(text, title_words(text, self.keep), WIDTH / size)
        size = min([size, *(fit(line, BOLD, size, WIDTH, 12) for line in words)])
        rows = -int(-(35 * MM + size * (1 + 1.3 * (len(words) - 1))) // LINE)

        def paint(pen: Pen, y: float) -> None:
            pen.raw(f"q {RED} rg {RED} RG")
            for number, line in enumerate(words):
                base = y + 35 * MM + size * (0.5 + RISE + 1.3 * number)
                pen.centre(LEFT + WIDTH / 2, base, line, BOLD, size)
            rule = y + (rows + 3) * LINE - (LINE - SIZE) / 2 + 4 * MM
            pen.line(LEFT, rule, LEFT + WIDTH, rule, 1.4)
            pen.raw("Q")
            base = y + (rows + 2.5) * LINE + SIZE * RISE
            pen.centre(LEFT + WIDTH / 2, base, clean(self.number), FANG, SIZE)

        return [Line(rows=rows + 4, paint=paint, keep=True)]


@dataclass(frozen=True)
class Title:
    """二号 in the face of titles, centred; `keep` are names that no line break divides. A free line follows."""

    text: str
    keep: Sequence[str] = ()

    def lines(self) -> list[Line]:
        text = clean(self.text).replace("\n", "")
        words = best_lines(text, title_words(text, self.keep), WIDTH / TITLE)
        lead = 1.2 * LINE
        rows = -int(-len(words) * lead // LINE)

        def paint(pen: Pen, y: float) -> None:
            base = y + (rows * LINE - len(words) * lead) / 2 + lead / 2 + TITLE * RISE
            for line in words:
                pen.centre(LEFT + WIDTH / 2, base, line, BOLD, fit(line, BOLD, TITLE, WIDTH, 10))
                base += lead

        return [Line(rows=rows + 1, paint=paint, keep=True)]


@dataclass(frozen=True)
class Address:
    """The addressee, from the left edge: 各位班子成员："""

    text: str

    def lines(self) -> list[Line]:
        words = wrap(clean(self.text), FANG, SIZE, WIDTH)
        return [Line((Piece(0.0, FANG.shape(line), 0.0),), keep=True) for line in words]


@dataclass(frozen=True)
class Body:
    """Paragraphs two characters in. Those that begin with 一、 are set in Hei, with （一） in Kai, as far as
    their first sentence goes; 1. and （1） are as the text."""

    paragraphs: Sequence[str]

    def lines(self) -> list[Line]:
        found: list[Line] = []
        for paragraph in self.paragraphs:
            for text in clean(paragraph).split("\n"):
                if text := SPACED.sub("", text).strip("\u3000 "):
                    found += _paragraph(text)
        return found


@dataclass(frozen=True)
class Roll:
    """出席：张　三　　李某某 — further lines begin below the first name; no name is divided."""

    label: str
    names: Sequence[str]

    def lines(self) -> list[Line]:
        label = f"{self.label}："
        start = (2 + len(label)) * SIZE
        room = WIDTH - start
        rows: list[str] = []
        for name in map(clean, self.names):
            whole = f"{rows[-1]}\u3000\u3000{name}" if rows else name
            if rows and FANG.width(whole) * SIZE <= room + 1e-3:
                rows[-1] = whole
            else:
                rows += wrap(name, FANG, SIZE, room)
        lines = [Line((Piece(start, FANG.shape(row), 0.0),)) for row in rows or ["无"]]
        lines[0].pieces = (Piece(2 * SIZE, HEI.shape(label), 0.0), *lines[0].pieces)
        return lines


@dataclass(frozen=True)
class Blank:
    """Free lines."""

    rows: int = 1

    def lines(self) -> list[Line]:
        return [Line() for _ in range(self.rows)]


@dataclass(frozen=True)
class Closing:
    """署名 and 成文日期, four characters from the right; the office's name centred above the date."""

    on: date | None
    office: str = ""
    space: int = 1

    def lines(self) -> list[Line]:
        words = day(self.on) if self.on else "　　　　年　　月　　日"
        shaped = FANG.shape(words)
        right = WIDTH - 4 * SIZE
        lines = [Line(tail=True) for _ in range(self.space)]
        middle = right - shaped.width * SIZE / 2
        for words in wrap(clean(self.office), FANG, SIZE, WIDTH) if self.office else ():
            named = FANG.shape(words)
            width = named.width * SIZE
            left = max(min(middle - width / 2, WIDTH - width), 0.0)
            lines.append(Line((Piece(left, named, 0.0),), tail=True))
        lines.append(Line((Piece(right - shaped.width * SIZE, shaped, 0.0),), tail=True))
        return lines


@dataclass(frozen=True)
class Imprint:
    """版记 at the foot of the last page: rows of text at the left and at the right, ruled."""

    rows: Sequence[tuple[str, str]]

    def lines(self) -> list[Line]:
        height = len(self.rows)

        def paint(pen: Pen, y: float) -> None:
            top = TOP + HEIGHT - height * LINE
            for number, (left, right) in enumerate(self.rows):
                base = top + (number + 0.5) * LINE + NUMBER * RISE
                end = SONG.width(clean(right)) * NUMBER
                room = WIDTH - 2 * NUMBER - (end + NUMBER if right else 0)
                text = clean(left)
                pen.text(LEFT + NUMBER, base, text, FANG, fit(text, FANG, NUMBER, room, 5))
                pen.right(LEFT + WIDTH - NUMBER, base, clean(right), FANG, NUMBER)
            for number in range(height + 1):
                thick = 1.0 if number in (0, height) else 0.7
                pen.line(LEFT, top + number * LINE, LEFT + WIDTH, top + number * LINE, thick)

        return [Line(rows=height, paint=paint, tail=True)] if height else []


def _paragraph(text: str) -> list[Line]:
    for pattern, face in LEVELS:
        if pattern.match(text):
            first = text.find("。") + 1 or len(text)
            lines = [Line(pieces) for pieces in set_lines(text, first, face, FANG, SIZE, WIDTH)]
            if first == len(text):
                for line in lines:
                    line.keep = True
            return lines
    return [Line(pieces) for pieces in set_lines(text, 0, FANG, FANG, SIZE, WIDTH)]


def draw_official(
    pen: Pen, printout: Printout, slips: Sequence[Any], head: Head, progress: Progress | None = None
) -> None:
    """Each slip as a document of its own, its pages counted from 1."""
    for done, slip in enumerate(slips):
        if progress:
            progress(done, len(slips))
        parts: Sequence[Part] = printout.draw(slip)
        pages = paginate([line for part in parts for line in part.lines()])
        for number, lines in enumerate(pages, start=1):
            pen.page(*SHEET)
            if head.copy == "草稿":
                pen.watermark("草稿")
            if head.copy == "补打":
                pen.right(SHEET[0] - 12 * MM, 20 * MM, "补打", HEI, 12)
            _page(pen, lines)
            _number(pen, number)


def _page(pen: Pen, lines: Sequence[Line]) -> None:
    y = TOP
    for line in lines:
        if line.paint:
            line.paint(pen, y)
        base = y + LINE / 2 + SIZE * RISE
        for piece in line.pieces:
            pen.spaced(LEFT + piece.x, base, piece.shaped, SIZE, piece.gap)
        y += line.rows * LINE


def _number(pen: Pen, number: int) -> None:
    """— 1 — with its dashes 7 mm below the type: odd pages at the right, even ones at the left, one character in."""
    text = f"— {number} —"
    base = TOP + HEIGHT + 7 * MM + DASH * NUMBER
    if number % 2:
        pen.right(LEFT + WIDTH - NUMBER, base, text, SONG, NUMBER)
    else:
        pen.text(LEFT + NUMBER, base, text, SONG, NUMBER)
