"""The ruled form of labels and values, its groups named by upright titles at the left."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.kit.printing.blocks import (
    FRAME,
    LEAD,
    MM,
    PAD,
    THIN,
    Value,
    draw_centred,
    draw_lines,
    show,
)
from app.kit.printing.flow import Band
from app.kit.printing.fonts import HEI, SONG
from app.kit.printing.pen import Pen
from app.kit.printing.text import wrap
from app.kit.printing.titles import even


@dataclass(frozen=True)
class Group:
    """Rows of (label, value) pairs; `title` stands upright at their left. A short row's last value is wider."""

    rows: Sequence[Sequence[tuple[str, Value]]]
    title: str = ""


@dataclass(slots=True)
class _Cell:
    x: float
    label_width: float
    width: float
    label: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A ruled form of label and value; `columns` pairs a row, labels `label` mm wide."""

    groups: Sequence[Group]
    columns: int = 2
    label: float = 25
    size: float = 10.5
    row: float = 8.0
    gap: float = 0.0

    def band(self, width: float, room: float, squeeze: float) -> Band:
        spine = 8 * MM if any(group.title for group in self.groups) else 0.0
        pair = (width - spine) / self.columns
        rows: list[list[_Cell]] = []
        heights: list[float] = []
        owners: list[int] = []
        for number, group in enumerate(self.groups):
            begin = len(rows)
            for pairs in group.rows:
                for cells in self._rows(pairs, spine, pair, width, room):
                    rows.append(cells)
                    heights.append(self._height(cells, squeeze))
                    owners.append(number)
            upright = len(group.title) * self.size * 1.15 + 2 * PAD
            if (short := upright - sum(heights[begin:])) > 0 and len(rows) > begin:
                heights[begin:] = [height + short / (len(rows) - begin) for height in heights[begin:]]

        def paint(pen: Pen, x: float, y: float, first: int, last: int) -> None:
            top = y
            for number in range(first, last):
                self._paint_row(pen, x, y, rows[number], heights[number], number > first)
                y += heights[number]
            if spine:
                self._paint_spine(pen, x, top, spine, heights, owners, first, last, width)
            pen.box(x, top, width, y - top, FRAME)

        begins = [row for row in range(len(owners)) if row == 0 or owners[row] != owners[row - 1]]
        return Band(heights, paint, gap=self.gap * MM * squeeze, groups=begins)

    def _rows(
        self, pairs: Sequence[tuple[str, Value]], spine: float, pair: float, width: float, room: float
    ) -> list[list[_Cell]]:
        """The cells of one row; a value too long for half a page goes on in rows of its own."""
        most = max(int(0.5 * room / (self.size * LEAD)), 1)
        label_width = self.label * MM
        cells: list[_Cell] = []
        for place, (label, value) in enumerate(pairs):
            x = spine + place * pair
            cell_width = width - x if place == len(pairs) - 1 else pair
            inner = cell_width - label_width - 2 * PAD
            cells.append(
                _Cell(
                    x,
                    label_width,
                    cell_width,
                    even(label, HEI, self.size, label_width - PAD),
                    wrap(show(value), SONG, self.size, inner),
                )
            )
        rows = [cells]
        while any(len(cell.lines) > most for cell in rows[-1]):
            over = rows[-1]
            rows.append(
                [
                    _Cell(c.x, c.label_width, c.width, c.label if c.lines[most:] else (), c.lines[most:])
                    for c in over
                ]
            )
            for cell in over:
                cell.lines = cell.lines[:most]
        return rows

    def _height(self, cells: list[_Cell], squeeze: float) -> float:
        lines = max([max(len(cell.lines), len(cell.label)) for cell in cells], default=1)
        return max(self.row * MM * squeeze, lines * self.size * LEAD + 2 * PAD * squeeze)

    def _paint_row(self, pen: Pen, x: float, y: float, cells: list[_Cell], height: float, rule: bool) -> None:
        for number, cell in enumerate(cells):
            left = x + cell.x
            draw_centred(pen, left, y, cell.label, cell.label_width, height, HEI, self.size)
            draw_lines(pen, left + cell.label_width + PAD, y, cell.lines, height, SONG, self.size)
            pen.line(left + cell.label_width, y, left + cell.label_width, y + height, THIN)
            if number:
                pen.line(left, y, left, y + height, THIN)
        if rule and cells:
            pen.line(x + cells[0].x, y, x + cells[-1].x + cells[-1].width, y, THIN)

    def _paint_spine(
        self,
        pen: Pen,
        x: float,
        y: float,
        spine: float,
        heights: Sequence[float],
        owners: Sequence[int],
        first: int,
        last: int,
        width: float,
    ) -> None:
        """The upright titles of the groups seen on this page, and the lines between groups."""
        top = y
        while first < last:
            end = first
            while end < last and owners[end] == owners[first]:
                end += 1
            height = sum(heights[first:end])
            title = self.groups[owners[first]].title
            size = min(self.size, (height - 2) / max(len(title), 1) / 1.05)
            draw_centred(pen, x, y, tuple(title), spine, height, HEI, size)
            first, y = end, y + height
            if first < last:
                pen.line(x, y, x + width, y, THIN)
        pen.line(x + spine, top, x + spine, y, THIN)
