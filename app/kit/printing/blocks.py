"""Small parts of forms: amount in capitals, note, boxes for opinions and signatures; and how values look.

Values are shown by `show`: money with two decimals and separators, dates as 2026年11月3日, None as nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from app.kit.capitals import capitals
from app.kit.printing.flow import Band
from app.kit.printing.fonts import HEI, SONG, Typeface, clean
from app.kit.printing.pen import Pen
from app.kit.printing.text import fit, wrap
from app.kit.printing.titles import even

MM = 72 / 25.4
THIN, FRAME = 0.5, 1.0
LEAD = 1.32
"""Line pitch in em."""
RISE = 0.38
"""The middle of an em box above the baseline, in em."""
PAD = 1.2 * MM
SIGN = 18 * MM
"""Boxes for signatures are never lower."""

Value = str | Decimal | int | date | None


def money(amount: Decimal) -> str:
    """1234.5 -> 1,234.50."""
    return f"{amount:,.2f}"


def day(value: date) -> str:
    """2026年11月3日, without leading zeros."""
    return f"{value.year}年{value.month}月{value.day}日"


def show(value: Value) -> str:
    """A value as it stands on paper."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(value, datetime):
        return f"{day(value)} {value:%H:%M}"
    if isinstance(value, date):
        return day(value)
    return clean(value)


def draw_lines(
    pen: Pen, x: float, y: float, lines: Sequence[str], height: float, typeface: Typeface, size: float
) -> None:
    """Lines that begin at x, in the middle of a cell of that height whose top is y."""
    lead = size * LEAD
    base = y + (height - len(lines) * lead) / 2 + lead / 2 + size * RISE
    for line in lines:
        pen.text(x, base, line, typeface, size)
        base += lead


def draw_centred(
    pen: Pen,
    x: float,
    y: float,
    lines: Sequence[str],
    width: float,
    height: float,
    typeface: Typeface,
    size: float,
) -> None:
    """Lines in the middle of a cell."""
    lead = size * LEAD
    base = y + (height - len(lines) * lead) / 2 + lead / 2 + size * RISE
    for line in lines:
        pen.centre(x + width / 2, base, line, typeface, size)
        base += lead


@dataclass(frozen=True)
class Amount:
    """One ruled row: the label, the amount in capitals, and ¥ with figures; never one without the other."""

    amount: Decimal
    label: str = "金额合计"
    label_width: float = 25
    size: float = 10.5
    gap: float = 0.0

    def band(self, width: float, room: float, squeeze: float) -> Band:
        label_width = self.label_width * MM
        words = f"人民币{capitals(self.amount)}"
        figures = f"¥{money(self.amount)}"
        side = max(SONG.width(figures) * self.size + 2 * PAD, 38 * MM)
        lines = wrap(f"（大写）{words}", SONG, self.size, width - label_width - side - 2 * PAD)
        height = max(8 * MM * squeeze, len(lines) * self.size * LEAD + 2 * PAD)

        def paint(pen: Pen, x: float, y: float, first: int, last: int) -> None:
            draw_centred(pen, x, y, (self.label,), label_width, height, HEI, self.size)
            draw_lines(pen, x + label_width + PAD, y, lines, height, SONG, self.size)
            draw_lines(pen, x + width - side + PAD, y, (figures,), height, SONG, self.size)
            pen.line(x + label_width, y, x + label_width, y + height, THIN)
            pen.line(x + width - side, y, x + width - side, y + height, THIN)
            pen.box(x, y, width, height, FRAME)

        return Band([height], paint, gap=self.gap * MM * squeeze)


@dataclass(frozen=True)
class Note:
    """Small text below the frame, such as the number of copies and who keeps them."""

    text: str
    size: float = 9
    gap: float = 1.5
    typeface: Typeface = field(default=SONG)

    def band(self, width: float, room: float, squeeze: float) -> Band:
        lines = wrap(clean(self.text), self.typeface, self.size, width)
        lead = self.size * LEAD
        step = len(lines) if len(lines) * lead < 0.3 * room else 1

        def paint(pen: Pen, x: float, y: float, first: int, last: int) -> None:
            part = lines[first * step : last * step]
            draw_lines(pen, x, y, part, len(part) * lead, self.typeface, self.size)

        return Band([step * lead] * (len(lines) // step), paint, gap=self.gap * MM * squeeze)


@dataclass(frozen=True)
class Opinions:
    """Boxes for opinions, from the handler up; each with （签字） and a date line, at least 18 mm high.

    `said` is what stands in them already, as an opinion given in the program; the boxes grow with it.
    """

    labels: Sequence[str]
    columns: int = 1
    height: float = 22
    label: float = 25
    size: float = 10.5
    gap: float = 0.0
    said: Sequence[str] = ()

    def band(self, width: float, room: float, squeeze: float) -> Band:
        starts = range(0, len(self.labels), self.columns)
        rows = [self.labels[at : at + self.columns] for at in starts]
        texts: list[list[tuple[str, ...]]] = []
        heights: list[float] = []
        for at, labels in zip(starts, rows, strict=True):
            inner = width / len(labels) - self.label * MM - 2 * PAD
            said = [*self.said[at : at + len(labels)], *[""] * len(labels)][: len(labels)]
            texts.append([wrap(clean(text), SONG, self.size, inner) if text else () for text in said])
            needed = max(map(len, texts[-1])) * self.size * LEAD + 2 * PAD + self.size * 1.6
            heights.append(max(self.height * MM * squeeze, SIGN, needed))
        whole = sum(heights) < 0.6 * room

        def paint(pen: Pen, x: float, y: float, first: int, last: int) -> None:
            top = y
            for number in range(len(rows)) if whole else range(first, last):
                step = width / len(rows[number])
                if top > y:
                    pen.line(x, top, x + width, top, THIN)
                for place, label in enumerate(rows[number]):
                    left = x + place * step
                    self._box(pen, left, top, step, heights[number], label, texts[number][place])
                    if place:
                        pen.line(left, top, left, top + heights[number], THIN)
                top += heights[number]
            pen.box(x, y, width, top - y, FRAME)

        return Band([sum(heights)] if whole else heights, paint, gap=self.gap * MM * squeeze)

    def _box(
        self, pen: Pen, x: float, y: float, width: float, height: float, label: str, said: tuple[str, ...]
    ) -> None:
        side = self.label * MM
        draw_centred(pen, x, y, even(label, HEI, self.size, side - 2 * PAD), side, height, HEI, self.size)
        pen.line(x + side, y, x + side, y + height, THIN)
        high = len(said) * self.size * LEAD
        draw_lines(pen, x + side + PAD, y + PAD, said, high, SONG, self.size)
        pen.right(x + width - 3 * MM, y + height - 2.4 * MM, "年　　月　　日", SONG, self.size)
        pen.right(x + width - 38 * MM, y + height - 2.4 * MM, "（签字）", SONG, self.size)


@dataclass(frozen=True)
class Signatures:
    """Rows of boxes to sign in, at least 18 mm high; `names` as "移交人 接收人 监交人", or one by one.

    No box is split; many rows may go on to a further page.
    """

    names: str | Sequence[str]
    dated: bool = True
    height: float = 20
    size: float = 10.5
    gap: float = 0.0

    def band(self, width: float, room: float, squeeze: float) -> Band:
        height = max(self.height * MM * squeeze, SIGN)
        fixed = isinstance(self.names, str)
        names = self.names.split() if isinstance(self.names, str) else list(self.names)
        lines = max(-(-len(names) // max(int(width / (38 * MM)), 1)), 1)
        per_line = max(-(-len(names) // lines), 1)
        rows = [names[at : at + per_line] for at in range(0, len(names), per_line)]
        whole = len(rows) * height < 0.6 * room

        def paint(pen: Pen, x: float, y: float, first: int, last: int) -> None:
            part = rows if whole else rows[first:last]
            for number, row in enumerate(part):
                top = y + number * height
                box = width / (len(row) if fixed else per_line)
                for place, name in enumerate(row):
                    left = x + place * box
                    self._sign(pen, left, top, box, height, f"{clean(name)}：")
                    if place:
                        pen.line(left, top, left, top + height, THIN)
                if len(row) * box < width - 1:
                    pen.line(x + len(row) * box, top, x + len(row) * box, top + height, THIN)
                if number:
                    pen.line(x, top, x + width, top, THIN)
            pen.box(x, y, width, len(part) * height, FRAME)

        heights = [height * len(rows)] if whole else [height] * len(rows)
        return Band(heights, paint, gap=self.gap * MM * squeeze)

    def _sign(self, pen: Pen, left: float, top: float, width: float, height: float, name: str) -> None:
        pen.text(left + PAD, top + 5 * MM, name, HEI, fit(name, HEI, self.size, width - 2 * PAD, 5))
        if self.dated:
            pen.right(left + width - PAD, top + height - 2.4 * MM, "年　　月　　日", SONG, self.size)
