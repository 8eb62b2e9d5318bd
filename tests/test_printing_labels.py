"""Labels: where they lie on the sheet, which is the first, and that the QR code's modules are those printed."""

from typing import Any

import pypdfium2
import pytest
import segno

from app.kit.errors import UserError
from app.kit.printing import Head, Printout, render
from app.kit.printing.blocks import MM
from app.kit.printing.labels import STOCKS, Label, Stock
from app.kit.printing.pen import Pen
from app.kit.printing.preview import pages_png
from app.kit.printing.qr import MASK, draw_qr

HEAD = Head(unit="青山县农业技术推广中心")


def label(number: int) -> Label:
    lines = [
        ("编号", f"ZC-{number:06d}"),
        ("名称", "台式计算机（含显示器及键盘鼠标）"),
        ("型号", "M930"),
        ("部门", "办公室 王䶮"),
    ]
    return Label(f"ZC-{number:06d}", HEAD.unit, lines)


LABELS = Printout("asset-labels", "资产标签", lambda: [], label, "list", stock="60x40")


def found(pdf: bytes) -> list[dict[str, tuple[float, float]]]:
    """Of each page: the numbers on it and where each begins, in mm from the top left."""
    document = pypdfium2.PdfDocument(pdf)
    pages = []
    for index in range(len(document)):
        page = document[index]
        text = page.get_textpage()
        here = {}
        whole = text.get_text_range()
        for number in range(60):
            at = whole.find(f"ZC-{number:06d}")
            if at >= 0:
                left, _, _, top = text.get_charbox(at)
                here[f"ZC-{number:06d}"] = (left / MM, (page.get_height() - top) / MM)
        pages.append(here)
    document.close()
    return pages


@pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS.keys())
def test_each_label_lies_on_its_own_piece(stock: Stock) -> None:
    first = min(3, stock.count)
    pages = found(render(LABELS, range(50), HEAD, stock=stock.key, first=first))
    place = first - 1
    number = 0
    for page in pages:
        for name, (x, y) in page.items():
            assert name == f"ZC-{number:06d}"
            left, top = stock.corner(place)
            assert left < x < left + stock.label[0]
            assert top < y < top + stock.label[1]
            place, number = place + 1, number + 1
        place = 0
    assert number == 50


@pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS.keys())
def test_stock_fits_its_sheet_and_print_keeps_off_the_edge(stock: Stock) -> None:
    x, y = stock.corner(stock.count - 1)
    assert x + stock.label[0] <= stock.sheet[0] + 0.1
    assert y + stock.label[1] <= stock.sheet[1] + 0.1
    edge = 8 if stock.count > 1 else 1.5
    image = next(pages_png(render(LABELS, range(stock.count), HEAD, stock=stock.key), dpi=150))
    box = image.convert("L").point(lambda grey: 255 if grey < 128 else 0).getbbox()
    assert box is not None
    left, top, right, bottom = (25.4 * pixel / 150 for pixel in box)
    assert min(left, top, stock.sheet[0] - right, stock.sheet[1] - bottom) >= edge - 0.2


def test_first_label_and_stock_are_checked() -> None:
    for options in ({"first": 0}, {"first": 22}, {"stock": "a5"}):
        with pytest.raises(UserError, match="标签"):
            render(LABELS, range(3), HEAD, **{"stock": "a4-3x7", **options})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "code", ["1", "ZC-2026-000123", "资产编号：堃𬱖-0001", "https://example.org/" + "x" * 120]
)
def test_the_printed_modules_are_the_codes(code: str) -> None:
    matrix: Any = segno.make_qr(code, error="m", mask=MASK, boost_error=False).matrix
    pen = Pen(title="码")
    side = 20.0
    pen.page(40 * MM, 40 * MM)
    draw_qr(pen, code, 10 * MM, 10 * MM, side * MM)
    image = next(pages_png(pen.finish(), dpi=300)).convert("L")
    module = side / len(matrix)
    for row, line in enumerate(matrix):
        for column, dark in enumerate(line):
            x, y = 10 + (column + 0.5) * module, 10 + (row + 0.5) * module
            grey = image.getpixel((int(x * 300 / 25.4), int(y * 300 / 25.4)))
            assert isinstance(grey, int)
            assert (grey < 128) is bool(dark)
    quiet = image.crop((0, 0, int(10 * 300 / 25.4) - 1, image.height))
    assert quiet.getextrema() == (255, 255)


def test_a_label_without_room_leaves_the_last_lines_out() -> None:
    pdf = render(LABELS, [1], HEAD, stock="50x30")
    document = pypdfium2.PdfDocument(pdf)
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert "ZC-000001" in text
    assert "名称：台式计算机" in text
