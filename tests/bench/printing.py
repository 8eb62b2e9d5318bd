"""Paper against the same text drawn straight on a ReportLab canvas; labels against segno's paths."""

from __future__ import annotations

import io
import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import segno
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from app.assets.printouts.card import ASSET_CARD, CardSlip, samples
from app.assets.printouts.ledger import ASSET_LABELS, ASSET_LEDGER, COLUMNS, LabelSlip, LedgerSlip, draw_label
from app.kit.capitals import capitals
from app.kit.paths import RESOURCES
from app.kit.printing import Head, Opening, Printout, render
from app.kit.printing.blocks import MM, Amount, Note, money, show
from app.kit.printing.fonts import BOLD, HEI, SONG
from app.kit.printing.grid import Grid
from app.kit.printing.text import wrap
from tests.bench.fill import MODELS, NAMES
from tests.bench.measure import Row, Sizes, each

FONT = "bench-song"
PAGE = (297 * MM, 210 * MM)
LEFT, TOP, LEAD, SIZE = 28 * MM, 45 * MM, 11.0, 8.5
LONG = "（含显示器、键盘、鼠标及随机附件，安装于主楼会议室）"
HEAD = Head(unit="某市农业技术推广中心", day=date(2026, 11, 23), who="张三", digest="1f2e3d4c")


def run(sizes: Sizes, folder: Path) -> list[Row]:
    """Ledger, forms and labels; as many pages and codes on both sides (a difference raises)."""
    pdfmetrics.registerFont(TTFont(FONT, str(RESOURCES / "fonts" / "NotoSerifSC-Regular.ttf")))
    rows = sizes.small
    copies = 1000 if sizes.full else 100
    return [_ledger(rows, sizes.rounds), _forms(copies, sizes.rounds), _labels(copies, sizes.rounds)]


def _ledger(count: int, rounds: int) -> Row:
    slip = LedgerSlip(tuple(_line(number) for number in range(1, count + 1)))
    lines = _broken(slip.rows)
    if not any(len(cell) > 1 for row in lines for cell in row):
        raise AssertionError("the ledger holds nothing to wrap")

    def ours() -> bytes:
        _forget()
        return render(ASSET_LEDGER, [slip], HEAD)

    def bare() -> bytes:
        return _bare_table(lines)

    _same_text(ours(), bare(), str(slip.rows[-1][1]))
    return Row("print: ledger with wrapping", count, *each(ours, bare, rounds), 1.2)


def _line(number: int) -> tuple[Any, ...]:
    """A row of the ledger; no two alike, every third with a name that needs two lines or three."""
    name = NAMES[number % len(NAMES)] + (LONG if number % 3 == 0 else "")
    cost, charged = Decimal(500_000 + number * 137) / 100, Decimal(100_000 + number * 41) / 100
    return (
        number, f"ZC-2026-{number:06d}", name, MODELS[number % len(MODELS)],
        date(2010 + number % 15, 1 + number % 12, 1 + number % 28), f"第{number % 20}科",
        f"职工{number % 300}", f"主楼{number % 200}室", 1 + number % 3, "台", cost, charged, cost - charged,
    )  # fmt: skip


def _broken(rows: Sequence[Sequence[Any]]) -> list[list[list[str]]]:
    """The cells' text, broken by ReportLab's measure beforehand: breaking is not what the limit pays for."""
    share = (PAGE[0] - LEFT - 12 * MM) / sum(column.width for column in COLUMNS)
    rooms = [column.width * share - 4 for column in COLUMNS]
    return [[_break(show(value), room) for value, room in zip(row, rooms, strict=True)] for row in rows]


def _break(words: str, room: float) -> list[str]:
    lines, line = [], ""
    for sign in words:
        if line and pdfmetrics.stringWidth(line + sign, FONT, SIZE) > room:
            lines.append(line)
            line = ""
        line += sign
    return [*lines, line]


def _bare_table(rows: Sequence[Sequence[Sequence[str]]]) -> bytes:
    """The text of the rows at its place, a rule below each row, upright rules on each page; nothing else."""
    share = (PAGE[0] - LEFT - 12 * MM) / sum(column.width for column in COLUMNS)
    edges = [LEFT]
    for column in COLUMNS:
        edges.append(edges[-1] + column.width * share)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=PAGE, invariant=1, pageCompression=1)
    top = y = PAGE[1] - TOP
    canvas.setFont(FONT, SIZE)
    for row in rows:
        high = max(17.0, LEAD * max(map(len, row)) + 4)
        if y - high < 20 * MM:
            _close(canvas, edges, top, y)
            y = top
        for place, cell in enumerate(row):
            right = COLUMNS[place].align == "right"
            base = y - LEAD
            for line in cell:
                if right:
                    canvas.drawRightString(edges[place + 1] - 2, base, line)
                else:
                    canvas.drawString(edges[place] + 2, base, line)
                base -= LEAD
        y -= high
        canvas.line(edges[0], y, edges[-1], y)
    _close(canvas, edges, top, y)
    canvas.save()
    return out.getvalue()


def _close(canvas: Canvas, edges: Sequence[float], top: float, bottom: float) -> None:
    for edge in edges:
        canvas.line(edge, top, edge, bottom)
    canvas.showPage()
    canvas.setFont(FONT, SIZE)


def _forms(count: int, rounds: int) -> Row:
    slips = [_card(number) for number in range(1, count + 1)]
    texts = [_texts(slip) for slip in slips]

    def ours() -> bytes:
        _forget()
        return render(ASSET_CARD, slips, HEAD)

    def bare() -> bytes:
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=(210 * MM, 297 * MM), invariant=1, pageCompression=1)
        for words in texts:
            canvas.setFont(FONT, 10)
            for place, text in enumerate(words):
                canvas.drawString((28 + place % 4 * 42) * MM, (270 - place // 4 * 8) * MM, text)
            for line in range(len(words) // 4 + 2):
                canvas.line(28 * MM, (276 - line * 8) * MM, 198 * MM, (276 - line * 8) * MM)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    _same_text(ours(), bare(), slips[-1].number, count)
    return Row("print: one-page forms", count, *each(ours, bare, rounds), 3.0)


def _card(number: int) -> CardSlip:
    """A card with all its groups filled, its own number, name and cost."""
    cost = Decimal(500_000 + number * 137) / 100
    first = samples()[0]
    pairs = tuple(pair for _, rows in first.groups for row in rows for pair in row)
    own = {"资产编号": f"ZC-2026-{number:06d}", "规格型号": f"{MODELS[number % len(MODELS)]}-{number}"}
    filled = tuple((label, own.get(label, value)) for label, value in pairs[:-2])
    rows = (*(filled[at : at + 2] for at in range(0, len(filled), 2)), (pairs[-2],))
    money_rows = tuple(
        ((label, cost), ("累计折旧", Decimal(number))) for label in ("原值", "财政拨款", "非财政拨款", "净值")
    )
    groups = (("基本信息", rows), ("取得信息", rows), ("财务信息", money_rows), ("使用信息", rows))
    return CardSlip(f"ZC-2026-{number:06d}", "资产卡片", cost, groups)


def _texts(slip: CardSlip) -> list[str]:
    """All text that our form sets, without its place."""
    found = [slip.title, slip.number, HEAD.unit]
    for block in ASSET_CARD.draw(slip):
        if isinstance(block, Grid):
            for group in block.groups:
                found.append(group.title)
                for row in group.rows:
                    found += [text for label, value in row for text in (label, show(value))]
        elif isinstance(block, Amount):
            found += [block.label, capitals(block.amount), money(block.amount)]
        elif isinstance(block, Note):
            found.append(block.text)
        else:
            assert isinstance(block, Opening)
    for name in ASSET_CARD.signatures.split():
        found += [name, "年　　月　　日"]
    return [text for text in [*found, "第 1 页 共 1 页", "asset-card v1", HEAD.who] if text]


def _labels(count: int, rounds: int) -> Row:
    slips = [_label(number) for number in range(1, count + 1)]
    labels = [draw_label(slip) for slip in slips]
    turns = itertools.count()

    def ours() -> bytes:
        # Codes of their own each round: what the program remembers of a code must not help it.
        turn = next(turns)
        _forget()
        return render(_with_codes(turn), slips, HEAD)

    def bare() -> bytes:
        turn = next(turns)
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=(60 * MM, 40 * MM), invariant=1, pageCompression=1)
        for label in labels:
            canvas.setFont(FONT, 8)
            canvas.drawString(5 * MM, 35 * MM, label.unit)
            for place, (name, value) in enumerate(label.lines):
                canvas.drawString(28 * MM, (28 - place * 4) * MM, f"{name}：{value}")
            _path(canvas, f"{label.code}-{turn}", 4 * MM, 6 * MM, 22 * MM)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    _same_text(ours(), bare(), slips[-1].asset_no, count)
    return Row("print: QR labels", count, *each(ours, bare, rounds), 0.5)


def _with_codes(turn: int) -> Printout:
    def draw(slip: LabelSlip) -> Any:
        label = draw_label(slip)
        return replace(label, code=f"{label.code}-{turn}")

    return replace(ASSET_LABELS, draw=draw)


def _label(number: int) -> LabelSlip:
    return LabelSlip(
        HEAD.unit, f"ZC-2026-{number:06d}", NAMES[number % len(NAMES)], MODELS[number % len(MODELS)],
        date(2026, 11, 3), f"第{number % 20}科 职工{number % 300}",
    )  # fmt: skip


def _path(canvas: Canvas, code: str, x: float, y: float, side: float) -> None:
    """The code as segno draws it with a mask of its own choice: runs of dark modules as lines of one path."""
    qr = segno.make_qr(code, error="m", boost_error=False)
    scale = side / qr.symbol_size(border=0)[0]
    canvas.saveState()
    canvas.setLineWidth(scale)
    path = canvas.beginPath()
    for row, modules in enumerate(qr.matrix):
        at = 0
        base = y + side - (row + 0.5) * scale
        while at < len(modules):
            end = at
            while end < len(modules) and modules[end]:
                end += 1
            if end > at:
                path.moveTo(x + at * scale, base)
                path.lineTo(x + end * scale, base)
            at = max(end, at + 1)
    canvas.drawPath(path, stroke=1, fill=0)
    canvas.restoreState()


def _forget() -> None:
    """What earlier rounds taught about texts is forgotten: only the faces stay loaded, as on the limit's side."""
    wrap.cache_clear()
    for typeface in (SONG, BOLD, HEI):
        typeface.memo.clear()


def _same_text(ours: bytes, bare: bytes, number: str, count: int = 0) -> None:
    """Both files hold the last record, and one page a record where `count` says so."""
    for data in (ours, bare):
        pages = pdfium.PdfDocument(data)
        if count and len(pages) != count:
            raise AssertionError(f"{len(pages)} pages, not {count}")
        texts = [page.get_textpage().get_text_range() for page in pages]
        if not any(number in text for text in texts[-3:]):
            raise AssertionError(f"{number} is missing from the paper")
