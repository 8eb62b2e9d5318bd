"""Charts on paper, in black and grey: columns of months, lines of rates, bars by size. Every value stands in figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Protocol

from app.kit.printing.blocks import FRAME, MM, THIN
from app.kit.printing.flow import Band
from app.kit.printing.fonts import HEI, SONG, clean
from app.kit.printing.pen import Pen
from app.kit.printing.text import fit, shorten

SIZE = 8.0
SMALL = 6.5
GREYS = (0.35, 0.75, 0.55)
DASHES = ("[] 0 d", "[4 2] 0 d", "[1.2 1.8] 0 d", "[6 2 1 2] 0 d")
Number = Decimal | int
Series = tuple[str, Sequence[Number | None]]
"""A name and its values, None where there is nothing to tell."""


class Chart(Protocol):
    """Something drawn into a frame under its title."""

    @property
    def title(self) -> str: ...

    def paint(self, pen: Pen, x: float, y: float, width: float, height: float) -> None: ...


def shown(value: Number) -> str:
    """12, 98.3: at most one decimal, for the eye."""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value.quantize(Decimal('0.1'), ROUND_HALF_UP):,}".removesuffix(".0")


def fill(pen: Pen, x: float, y: float, width: float, height: float, grey: float) -> None:
    """A grey area with a thin edge whose top left corner is (x, y)."""
    pen.raw(f"q {grey:.2f} g {THIN} w {x:.2f} {pen.height - y - height:.2f} {width:.2f} {height:.2f} re B Q")


@dataclass(frozen=True)
class Columns:
    """Upright columns side by side for each label, one shade a series."""

    title: str
    labels: Sequence[str]
    series: Sequence[Series]

    def paint(self, pen: Pen, x: float, y: float, width: float, height: float) -> None:
        top, bottom = y + 2.2 * SIZE, y + height - 1.6 * SIZE
        most = max([value or 0 for _, values in self.series for value in values], default=0) or 1
        step = width / max(len(self.labels), 1)
        wide = step * 0.72 / max(len(self.series), 1)
        size = min(SMALL, wide / 1.6)
        for place, label in enumerate(self.labels):
            left = x + place * step
            pen.centre(left + step / 2, bottom + 1.2 * SIZE, label, SONG, SMALL)
            for number, (_, values) in enumerate(self.series):
                if (value := values[place]) is None:
                    continue
                high = float(value) / float(most) * (bottom - top - SIZE)
                at = left + step * 0.14 + number * wide
                if high:
                    fill(pen, at, bottom - high, wide, high, GREYS[number % len(GREYS)])
                pen.centre(at + wide / 2, bottom - high - 1.5, shown(value), SONG, size)
        pen.line(x, bottom, x + width, bottom, 0.8)
        _legend(pen, x, y, width, [name for name, _ in self.series])


@dataclass(frozen=True)
class Curves:
    """Rates from month to month, one kind of line a series; the last value of each stands at its end."""

    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = "%"

    def paint(self, pen: Pen, x: float, y: float, width: float, height: float) -> None:
        top, bottom, right = y + 3.4 * SIZE, y + height - 1.6 * SIZE, x + width - 11 * MM
        x += 8 * MM
        known = [value for _, values in self.series for value in values if value is not None]
        low = min(90, int(min(known, default=0)) // 10 * 10)
        step = (right - x) / max(len(self.labels), 1)

        def level(value: Number) -> float:
            return bottom - (float(value) - low) / (100 - low) * (bottom - top)

        for mark in (low, (low + 100) / 2, 100):
            at = level(Decimal(str(mark)))
            pen.raw("q 0.7 G")
            pen.line(x, at, right, at, 0.3)
            pen.raw("Q")
            pen.right(x - 1 * MM, at + SMALL * 0.35, f"{mark:g}{self.unit}", SONG, SMALL)
        for place, label in enumerate(self.labels):
            pen.centre(x + (place + 0.5) * step, bottom + 1.2 * SIZE, label, SONG, SMALL)
        ends: list[float] = []
        for number, (_, values) in enumerate(self.series):
            points = [
                (x + (place + 0.5) * step, level(value))
                for place, value in enumerate(values)
                if value is not None
            ]
            pen.raw(f"q {DASHES[number % len(DASHES)]}")
            for (x1, y1), (x2, y2) in pairwise(points):
                pen.line(x1, y1, x2, y2, 1.1)
            pen.raw("Q")
            for px, py in points:
                _mark(pen, px, py, number)
            last = next((value for value in reversed(values) if value is not None), None)
            if last is not None:
                at = level(last)
                while any(abs(at - other) < SMALL for other in ends):
                    at += 1
                ends.append(at)
                pen.text(points[-1][0] + 4, at + SMALL * 0.35, shown(last) + self.unit, SONG, SMALL)
        pen.line(x, bottom, right, bottom, 0.8)
        _lines_legend(pen, x, y, [name for name, _ in self.series])


@dataclass(frozen=True)
class Bars:
    """Lying bars, each with its name before and its value behind it."""

    title: str
    rows: Sequence[tuple[str, Number]]
    unit: str = ""
    label: float = 24
    most: int = 10

    def paint(self, pen: Pen, x: float, y: float, width: float, height: float) -> None:
        rows = list(self.rows[: self.most])
        if not rows:
            pen.centre(x + width / 2, y + height / 2, "（无）", SONG, SIZE)
            return
        step = min((height - 2) / len(rows), 6.5 * MM)
        side = self.label * MM
        most = max(value for _, value in rows) or 1
        room = width - side - 15 * MM
        for place, (name, value) in enumerate(rows):
            middle = y + (place + 0.5) * step
            text = clean(name)
            size = fit(text, SONG, SIZE, side - 2, SMALL)
            pen.right(x + side - 2, middle + size * 0.36, shorten(text, SONG, size, side - 2), SONG, size)
            if value:
                fill(pen, x + side, middle - step * 0.32, float(value) / float(most) * room, step * 0.64, 0.6)
            end = x + side + float(value) / float(most) * room
            pen.text(end + 3, middle + SIZE * 0.36, f"{shown(value)}{self.unit}", SONG, SIZE)
        pen.line(x + side, y, x + side, y + step * len(rows), 0.8)


@dataclass(frozen=True)
class Charts:
    """Rows of charts in one frame, those of a row side by side; no chart is split."""

    rows: Sequence[Sequence[Chart]]
    height: float = 50
    gap: float = 0.0

    def band(self, width: float, room: float, squeeze: float) -> Band:
        rows = self.rows
        high = self.height * MM * max(squeeze, 0.9)

        def paint(pen: Pen, x: float, y: float, first: int, last: int) -> None:
            top = y
            for row in rows[first:last]:
                wide = width / len(row)
                for place, chart in enumerate(row):
                    left = x + place * wide
                    pen.centre(left + wide / 2, top + 4.6 * MM, chart.title, HEI, 9)
                    chart.paint(pen, left + 2.5 * MM, top + 7 * MM, wide - 5 * MM, high - 8.5 * MM)
                    if place:
                        pen.line(left, top, left, top + high, THIN)
                if top > y:
                    pen.line(x, top, x + width, top, THIN)
                top += high
            pen.box(x, y, width, top - y, FRAME)

        return Band([high] * len(rows), paint, gap=self.gap * MM * squeeze)


def _mark(pen: Pen, x: float, y: float, number: int) -> None:
    """A filled square, a hollow one, a grey one, a small cross."""
    if number % 4 == 3:
        pen.line(x - 2, y - 2, x + 2, y + 2, 0.8)
        pen.line(x - 2, y + 2, x + 2, y - 2, 0.8)
    else:
        fill(pen, x - 1.7, y - 1.7, 3.4, 3.4, (0.0, 1.0, 0.6)[number % 4])


def _legend(pen: Pen, x: float, y: float, width: float, names: Sequence[str]) -> None:
    if len(names) < 2:
        return
    at = x + width - sum(SONG.width(name) * SIZE + 6 * MM for name in names)
    for number, name in enumerate(names):
        fill(pen, at, y, 2.6 * MM, 2.2 * MM, GREYS[number % len(GREYS)])
        pen.text(at + 3.4 * MM, y + 2 * MM, name, SONG, SIZE)
        at += SONG.width(name) * SIZE + 6 * MM


def _lines_legend(pen: Pen, x: float, y: float, names: Sequence[str]) -> None:
    """Two a line, so that four names find room in half a frame."""
    for number, name in enumerate(names):
        left, base = x + number % 2 * 34 * MM, y + 1 * MM + number // 2 * 1.35 * SIZE
        pen.raw(f"q {DASHES[number % len(DASHES)]}")
        pen.line(left, base, left + 8 * MM, base, 1.1)
        pen.raw("Q")
        _mark(pen, left + 4 * MM, base, number)
        pen.text(left + 9 * MM, base + SIZE * 0.36, name, SONG, SIZE)
