"""Running text in a form: paragraphs whose lines fill their measure, centred words, boxes to tick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.kit.printing.blocks import FRAME, LEAD, MM, RISE, THIN, draw_centred
from app.kit.printing.flow import Band
from app.kit.printing.fonts import HEI, SONG, Shaped, Typeface, clean
from app.kit.printing.pen import Pen
from app.kit.printing.text import wrap
from app.kit.printing.titles import best_lines, title_words

INDENT = "\u3000\u3000"
MOST_GAP = 0.25
"""A line that would have to be spread by more, in em a character, is left short."""


@dataclass(frozen=True)
class Paragraph:
    """Text that begins two characters in; `label` before it in Hei, as the speaker. A `heading` is all in Hei and
    stays with what follows."""

    text: str
    label: str = ""
    heading: bool = False


class Piece(NamedTuple):
    """Part of a line: `x` pt from the left, `gap` pt between characters."""

    x: float
    shaped: Shaped
    gap: float


def set_lines(
    text: str, first: int, head: Typeface, rest: Typeface, size: float, width: float
) -> list[tuple[Piece, ...]]:
    """The lines of a paragraph, two characters in (after a line end again); its first `first` characters in the face `head`.

    All but the last are spread to `width` pt.
    """
    lines: list[tuple[Piece, ...]] = []
    parts_of = [part.strip("\u3000 ") for part in text.split("\n")]
    indented = "\n".join(INDENT + part for part in parts_of if part) or INDENT
    for words, last in broken(indented, rest, size, width):
        x, room = 0.0, width
        if words[:2] == INDENT:
            x, words, room = 2 * size, words[2:], width - 2 * size
        split = max(min(first, len(words)), 0)
        first -= len(words)
        parts = [(head, words[:split]), (rest, words[split:])] if split else [(rest, words)]
        shapes = [face.shape(part) for face, part in parts if part]
        short = room - sum(shape.width for shape in shapes) * size
        gap = short / (len(words) - 1) if len(words) > 1 else 0.0
        if gap > 0 and (last or gap > MOST_GAP * size):
            gap = 0.0
        pieces = []
        for shape in shapes:
            pieces.append(Piece(x, shape, gap))
            x += shape.width * size + gap * sum(len(run.text) for run in shape.runs)
        lines.append(tuple(pieces))
    return lines


def broken(text: str, typeface: Typeface, size: float, width: float) -> list[tuple[str, bool]]:
    """The lines of the text and whether each is the last of its paragraph."""
    found: list[tuple[str, bool]] = []
    for paragraph in text.split("\n"):
        lines = wrap(paragraph, typeface, size, width)
        found += [(line, False) for line in lines[:-1]]
        found.append((lines[-1], True))
    return found


@dataclass(frozen=True)
class Prose:
    """Paragraphs in a frame; a page break leaves three lines on either side and no heading at the foot."""

    paragraphs: Sequence[Paragraph]
    size: float = 12
    pitch: float = 1.75
    inset: float = 3.0
    gap: float = 0.0

    def band(self, width: float, room: float, squeeze: float) -> Band:
        inset, size = self.inset * MM, self.size
        measure = int((width - 2 * inset) / size) * size
        left = (width - measure) / 2
        lines: list[tuple[Piece, ...]] = []
        groups: list[int] = []
        for paragraph in self.paragraphs:
            text = clean(paragraph.label + paragraph.text)
            if paragraph.heading:
                groups.append(len(lines))
            face = HEI if paragraph.heading else SONG
            lines += set_lines(text, len(clean(paragraph.label)), HEI, face, size, measure)
        lead = size * self.pitch * max(squeeze, 0.9)
        pad = 2 * MM

        def paint(pen: Pen, x: float, y: float, first: int, last: int) -> None:
            base = y + pad + lead / 2 + size * RISE
            for line in lines[first:last]:
                for piece in line:
                    pen.spaced(x + left + piece.x, base, piece.shaped, size, piece.gap)
                base += lead
            pen.box(x, y, width, (last - first) * lead + 2 * pad, FRAME)

        return Band([lead] * len(lines), paint, head=pad, foot=pad, gap=self.gap * MM, groups=groups)


@dataclass(frozen=True)
class Words:
    """Text without a frame, in the middle or at the left."""

    text: str
    size: float = 12
    typeface: Typeface = SONG
    centred: bool = False
    gap: float = 0.0

    def band(self, width: float, room: float, squeeze: float) -> Band:
        if self.centred:
            text = clean(self.text)
            lines = best_lines(text, title_words(text), width / self.size, self.typeface)
        else:
            lines = list(wrap(clean(self.text), self.typeface, self.size, width))
        lead = self.size * LEAD

        def paint(pen: Pen, x: float, y: float, first: int, last: int) -> None:
            base = y + lead / 2 + self.size * RISE
            for line in lines:
                if self.centred:
                    pen.centre(x + width / 2, base, line, self.typeface, self.size)
                else:
                    pen.text(x, base, line, self.typeface, self.size)
                base += lead

        return Band([lead * len(lines)], paint, gap=self.gap * MM * squeeze)


@dataclass(frozen=True)
class Choices:
    """A row of words, each over an empty field to tick."""

    words: Sequence[str]
    head: float = 8.0
    field: float = 12.0
    size: float = 12
    gap: float = 0.0

    def band(self, width: float, room: float, squeeze: float) -> Band:
        head, field = self.head * MM * squeeze, self.field * MM * squeeze
        step = width / len(self.words)
        side = 6 * MM

        def paint(pen: Pen, x: float, y: float, first: int, last: int) -> None:
            for place, word in enumerate(self.words):
                left = x + place * step
                draw_centred(pen, left, y, (word,), step, head, HEI, self.size)
                pen.box(left + (step - side) / 2, y + head + (field - side) / 2, side, side, 0.8)
                if place:
                    pen.line(left, y, left, y + head + field, THIN)
            pen.line(x, y + head, x + width, y + head, THIN)
            pen.box(x, y, width, head + field, FRAME)

        return Band([head + field], paint, gap=self.gap * MM * squeeze)
