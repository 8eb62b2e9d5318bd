"""The ruled table of many rows: heading repeated on each page, 本页小计 and 合计, long text wrapped.

Laid out and drawn row by row without flowables, so that a ledger of ten thousand rows costs no more than
writing its text on a bare canvas.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.kit.printing.blocks import FRAME, LEAD, MM, RISE, THIN, Value, draw_centred, money, show
from app.kit.printing.flow import Band
from app.kit.printing.fonts import HEI, SONG, clean
from app.kit.printing.pen import Pen
from app.kit.printing.text import WORD, fit, wrap

PAD = 0.9 * MM
TIGHT = 0.78
"""A number or code a little too wide for its column is set smaller, down to this share, before it is broken."""
Lines = tuple[str, ...]
Row = Sequence[Value]


@dataclass(frozen=True)
class Column:
    """A column; `width` is its share of the table's, in mm where the table is as wide as its columns.

    `align` is left, right or centre (amounts and counts: right). `total` columns are summed. Neighbours
    with one `group` stand under a common heading.
    """

    title: str
    width: float
    align: str = "left"
    total: bool = False
    group: str = ""


class SubRow(tuple[Value, ...]):
    """A row of sums within the table, as 小计 of a class: set in Hei, not counted in the table's sums."""


@dataclass(frozen=True)
class DataTable:
    """Rows under repeated headings. `blank` rows at least are drawn; empty ones are struck by a slanted line.
    The headings are as high as a row, or `head` mm.

    Decimal, int and date values are formatted; text is wrapped. `subtotal` adds 本页小计 under the rows of each page,
    `total` adds 合计 under the last. Sums are of the values, never of what is printed.
    """

    columns: Sequence[Column]
    rows: Sequence[Row]
    subtotal: bool = False
    total: bool = False
    size: float = 9
    row: float = 6.4
    blank: int = 0
    head: float = 0.0
    gap: float = 0.0

    def band(self, width: float, room: float, squeeze: float) -> Band:
        return _Layout(self, width, room, squeeze).band()


class _Layout:
    """One table in one frame: widths, wrapped cells and heights; paints itself."""

    def __init__(self, table: DataTable, width: float, room: float, squeeze: float) -> None:
        self.table, self.width = table, width
        self.size = table.size
        self.lead = self.size * LEAD
        self.pad = 2 * 0.8 * MM * squeeze
        self.low = max(table.row * MM * squeeze, self.lead + self.pad)
        share = width / sum(column.width for column in table.columns)
        self.lefts = [0.0]
        for column in table.columns:
            self.lefts.append(self.lefts[-1] + column.width * share)
        self.inner = [b - a - 2 * PAD for a, b in zip(self.lefts, self.lefts[1:], strict=False)]
        self.most = max(int(0.6 * room / self.lead), 1)
        self.cells: list[list[Lines]] = []
        self.heights: list[float] = []
        self.sources: list[int] = []
        for number, row in enumerate(table.rows):
            self._add(number, row)
        self.filled = len(self.cells)
        self.figures = self._figure_size()
        for _ in range(table.blank - self.filled):
            self.cells.append([])
            self.heights.append(self.low)
        self.titles = [
            wrap(column.title, HEI, self.size, room)
            for column, room in zip(table.columns, self.inner, strict=True)
        ]
        self.grouped = any(column.group for column in table.columns)
        self.title_height = max(len(lines) for lines in self.titles) * self.lead + self.pad
        least = table.head * MM * squeeze or self.low
        self.head = max(self.title_height + (self.lead + self.pad if self.grouped else 0.0), least)

    def band(self) -> Band:
        table = self.table
        return Band(
            self.heights,
            self.paint,
            head=self.head,
            foot=self.low if table.subtotal else 0.0,
            end=self.low if table.total else 0.0,
            gap=table.gap * MM,
        )

    def _figure_size(self) -> float:
        """The size at which the widest amount fits its column: one for all amounts of the table."""
        size = self.size
        for number, room in enumerate(self.inner):
            amounts: list[Decimal] = []
            for row in self.table.rows:
                if isinstance(value := row[number], Decimal):
                    amounts.append(value)
            if not amounts:
                continue
            texts = {money(max(amounts)), money(min(amounts))}
            if self.table.total and self.table.columns[number].total:
                texts.add(money(sum(amounts, start=Decimal(0))))
            size = min([size, *(fit(text, SONG, size, room, 4) for text in texts)])
        return size

    def _add(self, number: int, row: Row) -> None:
        """Wraps one row; a row too high for most of a page goes on in rows of its own."""
        size = self.size
        typeface = HEI if isinstance(row, SubRow) else SONG
        cells: list[Lines] = []
        most = 1
        for value, room in zip(row, self.inner, strict=True):
            kind = type(value)
            if kind is str:
                text = clean(value)
                lines = wrap(text, typeface, size, room)
                if len(lines) > 1:
                    if typeface.width(text) * size * TIGHT <= room and WORD.fullmatch(text):
                        lines = (text,)
                    most = max(most, len(lines))
            elif kind is Decimal:
                lines = (f"{value:,.2f}",)
            else:
                lines = (show(value),)
            cells.append(lines)
        while True:
            self.cells.append(cells if most <= self.most else [lines[: self.most] for lines in cells])
            self.sources.append(number)
            high = min(most, self.most) * self.lead + self.pad
            self.heights.append(high if high > self.low else self.low)
            if most <= self.most:
                return
            cells = [lines[self.most :] for lines in cells]
            most -= self.most

    def paint(self, pen: Pen, x: float, y: float, first: int, last: int) -> None:
        top = y
        self._paint_head(pen, x, y)
        y += self.head
        rules = [y]
        for number in range(first, last):
            self._paint_row(pen, x, y, number)
            y += self.heights[number]
            rules.append(y)
        if self.filled < last:
            begin = max(self.filled, first)
            self._strike(pen, x, y - sum(self.heights[begin:last]), y)
        self._rule(pen, x, rules, top, y)
        if self.table.subtotal:
            y = self._paint_sum(pen, x, y, "本页小计", first, last)
        if self.table.total and last == len(self.heights):
            y = self._paint_sum(pen, x, y, "合计", 0, last)
        pen.box(x, top, self.width, y - top, FRAME)

    def _rule(self, pen: Pen, x: float, rules: list[float], top: float, bottom: float) -> None:
        """All inner lines of the rows of this page as one path."""
        high, right = pen.height, x + self.width
        ops = [f"{THIN} w"]
        ops += [f"{x:.2f} {high - rule:.2f} m {right:.2f} {high - rule:.2f} l" for rule in rules]
        columns = self.table.columns
        for number, left in enumerate(self.lefts[1:-1], start=1):
            group = columns[number].group
            joined = group and group == columns[number - 1].group
            begin = top + (self.head - self.title_height if joined else 0.0)
            ops.append(f"{x + left:.2f} {high - begin:.2f} m {x + left:.2f} {high - bottom:.2f} l")
        ops.append("S")
        pen.raw("\n".join(ops))

    def _paint_row(self, pen: Pen, x: float, y: float, place: int) -> None:
        lead = self.lead
        source = self.table.rows[self.sources[place]] if place < self.filled else ()
        typeface = HEI if isinstance(source, SubRow) else SONG
        middle = y + self.heights[place] / 2 + self.size * RISE + lead / 2
        for number, lines in enumerate(self.cells[place]):
            base = middle - len(lines) * lead / 2
            align = self.table.columns[number].align
            size = self.figures if align == "right" else self.size
            for line in lines:
                if not line:
                    continue
                shaped = typeface.shape(line)
                used = shaped.width * size
                room = self.inner[number]
                if used > room + 0.01:
                    smaller = size * room / used
                    pen.shaped(x + self.lefts[number] + PAD, base, shaped, smaller)
                elif align == "right":
                    pen.shaped(x + self.lefts[number + 1] - PAD - used, base, shaped, size)
                elif align == "centre":
                    pen.shaped(x + self.lefts[number] + PAD + (room - used) / 2, base, shaped, size)
                else:
                    pen.shaped(x + self.lefts[number] + PAD, base, shaped, size)
                base += lead

    def _paint_head(self, pen: Pen, x: float, y: float) -> None:
        columns, low = self.table.columns, self.head - self.title_height
        for number, (lines, column) in enumerate(zip(self.titles, columns, strict=True)):
            left, width = x + self.lefts[number], self.lefts[number + 1] - self.lefts[number]
            lowered = low if column.group else 0.0
            draw_centred(pen, left, y + lowered, lines, width, self.head - lowered, HEI, self.size)
        first = 0
        while self.grouped and first < len(columns):
            last = first
            while last + 1 < len(columns) and columns[last + 1].group == columns[first].group:
                last += 1
            if group := columns[first].group:
                left, right = x + self.lefts[first], x + self.lefts[last + 1]
                draw_centred(pen, left, y, (group,), right - left, low, HEI, self.size)
                pen.line(left, y + low, right, y + low, THIN)
            first = last + 1

    def _strike(self, pen: Pen, x: float, top: float, bottom: float) -> None:
        pen.line(x + self.width, top, x, bottom, THIN)

    def _paint_sum(self, pen: Pen, x: float, y: float, label: str, first: int, last: int) -> float:
        """A line of sums over the rows first..last-1; returns its lower edge."""
        columns, height = self.table.columns, self.low
        before_page = self.sources[first - 1] if first else -1
        numbers = dict.fromkeys(number for number in self.sources[first:last] if number != before_page)
        rows = [self.table.rows[number] for number in numbers]
        rows = [row for row in rows if not isinstance(row, SubRow)]
        base = y + height / 2 + self.size * RISE
        before = next((n for n, column in enumerate(columns) if column.total), len(columns))
        pen.centre(x + self.lefts[before] / 2, base, label, HEI, self.size)
        for number, column in enumerate(columns):
            if number >= before:
                pen.line(x + self.lefts[number], y, x + self.lefts[number], y + height, THIN)
            if column.total:
                total = _sum([row[number] for row in rows])
                text = money(total) if isinstance(total, Decimal) else str(total)
                size = fit(text, SONG, self.figures, self.inner[number], 3)
                pen.right(x + self.lefts[number + 1] - PAD, base, text, SONG, size)
        pen.line(x, y + height, x + self.width, y + height, THIN)
        return y + height


def _sum(values: Sequence[Value]) -> Decimal | int:
    """The sum of a column; Decimal unless all values are whole numbers."""
    if values and all(isinstance(value, int) for value in values):
        return sum(value for value in values if isinstance(value, int))
    return sum((value for value in values if isinstance(value, (Decimal, int))), start=Decimal(0))
