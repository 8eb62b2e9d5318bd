"""Sheets and rolls of labels: millimetre layouts of common stock, a QR code beside a few lines of text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.kit.errors import UserError
from app.kit.printing.blocks import LEAD, MM, show
from app.kit.printing.fonts import HEI, SONG, Typeface
from app.kit.printing.pen import Pen
from app.kit.printing.printout import Head
from app.kit.printing.qr import draw_qr
from app.kit.printing.text import fit, shorten, wrap

EDGE = 8.0
"""Office printers leave this much (mm) of an A4 sheet blank; label printers reach the edge."""
INSET = 2.0
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Stock:
    """Label stock. All figures in mm; `left`, `top` is the first label's corner, pitches are corner to corner."""

    key: str
    name: str
    sheet: tuple[float, float]
    columns: int
    rows: int
    label: tuple[float, float]
    left: float = 0.0
    top: float = 0.0
    pitch: tuple[float, float] = (0.0, 0.0)

    @property
    def count(self) -> int:
        """Labels on one sheet."""
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """The top left corner (mm) of the label at that place, counted from 0 along the rows."""
        row, column = divmod(place, self.columns)
        across, down = self.pitch[0] or self.label[0], self.pitch[1] or self.label[1]
        return self.left + column * across, self.top + row * down

    def area(self, place: int) -> tuple[float, float, float, float]:
        """Where that label may be printed on: left, top, width and height in mm."""
        x, y = self.corner(place)
        edge = EDGE if self.count > 1 else INSET
        left, top = max(x + INSET, edge), max(y + INSET, edge)
        right = min(x + self.label[0] - INSET, self.sheet[0] - edge)
        bottom = min(y + self.label[1] - INSET, self.sheet[1] - edge)
        return left, top, right - left, bottom - top


A4 = (210.0, 297.0)
STOCKS = {
    stock.key: stock
    for stock in (
        Stock("60x40", "标签机 60×40 mm", (60, 40), 1, 1, (60, 40)),
        Stock("70x50", "标签机 70×50 mm", (70, 50), 1, 1, (70, 50)),
        Stock("50x30", "标签机 50×30 mm", (50, 30), 1, 1, (50, 30)),
        Stock("a4-3x7", "A4 不干胶 3×7（70×42.3 mm）", A4, 3, 7, (70, 42.3), 0, 0.45),
        Stock("a4-3x8", "A4 不干胶 3×8（70×37 mm）", A4, 3, 8, (70, 37), 0, 0.5),
        Stock("a4-2x7", "A4 不干胶 2×7（99.1×38.1 mm）", A4, 2, 7, (99.1, 38.1), 4.65, 15.15, (101.6, 38.1)),
        Stock("a4-3x7-gap", "A4 不干胶 3×7（63.5×38.1 mm）", A4, 3, 7, (63.5, 38.1), 7.25, 15.15, (66, 38.1)),
        Stock("a4-2x8", "A4 不干胶 2×8（99.1×33.9 mm）", A4, 2, 8, (99.1, 33.9), 4.65, 12.9, (101.6, 33.9)),
        Stock("a4-4x10", "A4 不干胶 4×10（48.5×25.4 mm）", A4, 4, 10, (48.5, 25.4), 8, 21.5),
    )
}


@dataclass(frozen=True)
class Label:
    """One label: what the QR code says, the unit above, and (name, value) lines, the most needed first.

    The first line is set larger. Lines that do not fit the stock are left out from the end.
    """

    code: str
    unit: str
    lines: Sequence[tuple[str, str]]


def stock_of(key: str) -> Stock:
    """The label stock of that key; UserError names those there are."""
    if key not in STOCKS:
        raise UserError(f"没有名为“{key}”的标签规格，可用的有：{'、'.join(STOCKS)}。")
    return STOCKS[key]


def render_labels(
    labels: Sequence[Label],
    head: Head,
    *,
    title: str = "标签",
    stock: str = "60x40",
    first: int = 1,
    progress: Progress | None = None,
) -> bytes:
    """The PDF of the labels; `first` (from 1) is the first free label of the first sheet."""
    layout = stock_of(stock)
    if not 1 <= first <= layout.count:
        raise UserError(f"起始标签应在 1 到 {layout.count} 之间（{layout.name} 每张 {layout.count} 枚）。")
    pen = Pen(title=title, author=head.unit, subject=layout.name)
    place = first - 1
    pen.page(layout.sheet[0] * MM, layout.sheet[1] * MM)
    for done, label in enumerate(labels):
        if progress and done % 20 == 0:
            progress(done, len(labels))
        if place == layout.count:
            pen.page(layout.sheet[0] * MM, layout.sheet[1] * MM)
            place = 0
        _draw(pen, label, *layout.area(place))
        place += 1
    if progress:
        progress(len(labels), len(labels))
    return pen.finish()


def _draw(pen: Pen, label: Label, x: float, y: float, width: float, height: float) -> None:
    """The unit's name over a rule, the QR code at the left, the lines beside it; mm."""
    small = min(9.0, max(6.0, height * 0.24))
    strip = small * 1.5 / MM
    unit = shorten(show(label.unit), HEI, small, width * MM)
    pen.text(x * MM, y * MM + small, unit, HEI, small)
    pen.line(x * MM, (y + strip) * MM, (x + width) * MM, (y + strip) * MM, 0.6)
    below, side = y + strip + 1.2, min(height - strip - 1.2, width * 0.42)
    draw_qr(pen, label.code, x * MM, (below + (height - strip - 1.2 - side) / 2) * MM, side * MM)
    _lines(pen, label, x + side + 2.2, below, width - side - 2.2, height - strip - 1.2)


def _lines(pen: Pen, label: Label, x: float, y: float, width: float, height: float) -> None:
    """The first line alone and large; then name and value lines as far as they fit."""
    room, base = width * MM, y * MM
    lowest = (y + height) * MM
    (_, number), *rest = label.lines
    size = fit(show(number), HEI, 10.5, room, 5.5)
    base += size
    pen.text(x * MM, base, shorten(show(number), HEI, size, room), HEI, size)
    size = min(8.0, max(6.0, (lowest - base) / (len(rest) + 1) / LEAD)) if rest else 8.0
    lead = size * LEAD
    for place, (name, value) in enumerate(rest):
        lines = wrap(f"{name}：{show(value)}" if name else show(value), _face(place), size, room)
        spare = int((lowest - base) / lead) - (len(rest) - place - 1)
        keep = min(len(lines), max(spare, 1), 2)
        for line_number, line in enumerate(lines[:keep]):
            if base + lead > lowest + 0.3 * size:
                return
            base += lead
            cut = line_number == keep - 1 and len(lines) > keep
            text = shorten(line, _face(place), size, room, more=cut)
            pen.text(x * MM, base, text, _face(place), size)


def _face(place: int) -> Typeface:
    return HEI if place == 0 else SONG
