"""Papers of meetings read back from their PDFs: each character with its place, frames, ink."""

import io
import re
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import pypdf
import pypdfium2
import pypdfium2.raw as raw

from app.kit.printing import Head, Printout, render
from app.kit.printing.blocks import MM
from app.kit.printing.preview import pages_png

HEAD = Head("青山县农业技术推广中心", date(2026, 3, 9), "李经办", "a1b2c3d4e5")
RARE = "堃喆䶮㛃𬱖"
LEFT, TOP, WIDTH, HEIGHT = 28.0, 37.0, 156.0, 225.0
CHAR, LINE = WIDTH / 28, HEIGHT / 22
TEXT = (
    "会议认为，检测室现有设备购置于2014年，已超过最低使用年限，经鉴定无维修价值；根据《行政事业性国有资产管理条例》"
    "（国务院令第738号）的规定，应当“集体研究、逐项表决”，并及时办理报废、核销等手续。"
)


class Char(NamedTuple):
    sign: str
    x: float
    """mm from the left, of its origin."""
    y: float
    """mm from the top, of its baseline."""
    size: float
    font: str


def chars(pdf: bytes) -> list[list[Char]]:
    """All that is set on each page, without spaces."""
    document = pypdfium2.PdfDocument(pdf)
    pages = []
    for page in document:
        text = page.get_textpage()
        high = page.get_height()
        found = []
        for place in range(text.count_chars()):
            sign = chr(raw.FPDFText_GetUnicode(text, place))
            x, y = raw.c_double(), raw.c_double()
            if sign.isspace() or not raw.FPDFText_GetCharOrigin(text, place, x, y):
                continue
            name = raw.create_string_buffer(100)
            raw.FPDFText_GetFontInfo(text, place, name, 100, None)
            size = raw.FPDFText_GetFontSize(text, place)
            found.append(Char(sign, x.value / MM, (high - y.value) / MM, size, name.value.decode()))
        pages.append(found)
    document.close()
    return pages


def lines(page: Sequence[Char]) -> list[list[Char]]:
    """The characters of each baseline, from the top."""
    by_base: dict[float, list[Char]] = {}
    for char in page:
        by_base.setdefault(round(char.y, 2), []).append(char)
    return [sorted(by_base[base], key=lambda char: char.x) for base in sorted(by_base)]


def texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    document.close()
    return pages


def said(row: Sequence[Char]) -> str:
    return "".join(char.sign for char in row)


def ink(pdf: bytes) -> list[tuple[float, ...]]:
    """Left, top, right, bottom of what is drawn on each page; mm."""
    found = []
    for image in pages_png(pdf, dpi=150):
        box = image.convert("L").point(lambda grey: 255 if grey < 200 else 0).getbbox()
        if box is not None:
            found.append(tuple(25.4 * pixel / 150 for pixel in box))
    return found


def boxes_of(pdf: bytes, page: int) -> list[tuple[float, float]]:
    """Upper and lower edge (mm from the top) of each frame on a page."""
    content = pypdf.PdfReader(io.BytesIO(pdf)).pages[page].get_contents()
    assert content is not None
    found = re.findall(rb"[\d.]+ ([\d.]+) [\d.]+ ([\d.]+) re S", content.get_data())
    return [(297 - (float(low) + float(high)) / MM, 297 - float(low) / MM) for low, high in found]


def official(*parts: Any) -> bytes:
    form = Printout("official", "公文", lambda: [], lambda slip: list(parts), "records", layout="official")
    return render(form, [1], HEAD)


def body(page: Sequence[Char]) -> list[list[Char]]:
    return [row for row in lines(page) if row[0].y < TOP + HEIGHT]
