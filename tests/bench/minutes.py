"""Minutes with records of thirty pages against the same text drawn straight on a ReportLab canvas."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2 as pdfium
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from app.kit.paths import RESOURCES
from app.kit.printing import Head, render
from app.kit.printing.blocks import MM
from app.kit.printing.fonts import BOLD, FANG, HEI, KAI, SONG
from app.kit.printing.text import wrap
from app.meetings.printouts import find
from app.meetings.printouts.minutes import Decided, MinutesSlip
from app.meetings.printouts.record import ItemRecord, RecordSlip, Statement
from tests.bench.measure import Row, Sizes, each

FONT = "bench-minutes"
SHEET = (210 * MM, 297 * MM)
HEAD = Head(unit="某市农业技术推广中心", day=date(2026, 11, 23), who="张三", digest="1f2e3d4c")
PAGES = 30
SPEAKERS = ("赵堃", "李䶮", "钱喆", "孙丽华", "吴㛃", "郑小明", "买买提·吐尔逊")
PHRASES = (
    "同意按程序办理", "资金已列入2026年部门预算", "建议再核一次价格", "付款节点要与验收挂钩", "质保金不超过百分之三",
    "由后勤保障科牵头", "财务科配合做好支付", "请把技术参数写进合同", "按《条例》第21条的规定报批", "验收不少于三人",
    "这项工作要在6月30日前完成", "供应商不得少于三家", "控制价26.8万元比较合适", "旧设备按报废处置", "处置收入及时上缴国库",
)  # fmt: skip


def run(sizes: Sizes, folder: Path) -> list[Row]:
    """1,000 meetings, the 纪要 and the record of each in files of their own, as an office prints them."""
    pdfmetrics.registerFont(TTFont(FONT, str(RESOURCES / "fonts" / "NotoSerifSC-Regular.ttf")))
    count = 1000 if sizes.full else 100
    minutes, record = find("minutes"), find("record")
    made = [_meeting(number) for number in range(1, 11)]
    texts = [_pages(*slips) for slips in made]
    _same(made[0], texts[0])

    def ours() -> None:
        for number in range(count):
            if number % len(made) == 0:
                _forget()
            short, long = made[number % len(made)]
            render(minutes, [short], HEAD)
            render(record, [long], HEAD)

    def bare() -> None:
        for number in range(count):
            for pages in texts[number % len(made)]:
                _draw(pages)

    return [Row("print: minutes, 30-page records", count, *each(ours, bare, 1), 2.0)]


def _meeting(number: int) -> tuple[MinutesSlip, RecordSlip]:
    """A meeting of eight items with 56 statements each; no two meetings say the same."""
    chance = random.Random(number)

    def words(least: int, most: int) -> str:
        return "，".join(chance.choices(PHRASES, k=chance.randint(least, most))) + f"（第{number}号）。"

    items = tuple(
        ItemRecord(
            f"关于第{number}-{item}号事项的议题", "王喆", words(8, 12),
            tuple(Statement(SPEAKERS[n % 7], words(2, 6), n == 55) for n in range(56)),
            "举手表决", "应到 7 人，实到 7 人，同意 7 票，不同意 0 票，弃权 0 票", (), "通过", words(3, 5),
        )
        for item in range(1, 9)
    )  # fmt: skip
    record: RecordSlip = replace(find("record").samples()[0], number=f"HY-{number}", items=items)
    decided = tuple(Decided(item.title, (item.report, f"会议决定：{item.decision}")) for item in items)
    minutes: MinutesSlip = replace(find("minutes").samples()[0], number=f"〔2026〕{number}号", items=decided)
    return minutes, record


def _pages(minutes: MinutesSlip, record: RecordSlip) -> list[list[list[tuple[float, float, str]]]]:
    """Of both papers, page by page: each line of text with its place, as it stands on ours."""
    found = []
    for name, slip in (("minutes", minutes), ("record", record)):
        document = pdfium.PdfDocument(render(find(name), [slip], HEAD))
        pages = []
        for page in document:
            text = page.get_textpage()
            rects = [text.get_rect(n) for n in range(text.count_rects())]
            pages.append(
                [(left, low, text.get_text_bounded(left, low, right, top)) for left, low, right, top in rects]
            )
        found.append(pages)
    return found


def _draw(pages: Sequence[Sequence[tuple[float, float, str]]]) -> bytes:
    """The lines at their places in one face; no rules, no frames, no spreading."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=SHEET, invariant=1, pageCompression=1)
    for lines in pages:
        canvas.setFont(FONT, 12)
        for x, y, text in lines:
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _same(
    slips: tuple[MinutesSlip, RecordSlip], texts: Sequence[Sequence[Sequence[tuple[float, float, str]]]]
) -> None:
    """Both sides hold the same text, and the record its thirty pages."""
    for name, slip, pages in zip(("minutes", "record"), slips, texts, strict=True):
        mine, bare = (_text(data) for data in (render(find(name), [slip], HEAD), _draw(pages)))
        if abs(len(mine) - len(bare)) > 0.02 * len(mine):
            raise AssertionError(f"{name}: {len(mine)} characters on ours, {len(bare)} on the canvas")
    if len(texts[1]) < PAGES:
        raise AssertionError(f"the record has {len(texts[1])} pages, not {PAGES}")


def _text(data: bytes) -> str:
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pdfium.PdfDocument(data))


def _forget() -> None:
    """What earlier meetings taught about texts is forgotten: only the faces stay loaded, as on the other side."""
    wrap.cache_clear()
    for typeface in (SONG, BOLD, HEI, FANG, KAI):
        typeface.memo.clear()
