"""The print kit, read back from its PDFs: fonts, rare names, margins, breaks, sums, marks."""

import io
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pypdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kit.errors import UserError
from app.kit.printing import Head, Opening, Printout, render
from app.kit.printing.blocks import MM, Amount, Note, Opinions, Signatures, show
from app.kit.printing.fonts import BOLD, HEI, SONG, clean
from app.kit.printing.grid import Grid, Group
from app.kit.printing.preview import page_count, pages_png
from app.kit.printing.table import Column, DataTable, SubRow
from app.kit.printing.text import NOT_AT_END, NOT_AT_START, wrap

RARE = "龘犇喆堃燊䶮㛃㙍䲟𬱖𠅤𣲗"
HEAD = Head(unit="青山县农业技术推广中心", day=date(2026, 11, 3), who="李堃", digest="a1b2c3d4")
COLUMNS = [
    Column("序号", 10, "centre"),
    Column("名称", 60),
    Column("数量", 12, "right", total=True, group="账面"),
    Column("金额", 28, "right", total=True, group="账面"),
]


def paper(*blocks: Any, **more: Any) -> Printout:
    return Printout("form", "固定资产清单", lambda: [], lambda slip: list(blocks), "list", **more)


def rows(count: int, name: str = "办公桌") -> list[tuple[int, str, int, Decimal]]:
    return [(n, name, 2, Decimal(n * 10037) / 100) for n in range(1, count + 1)]


def texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[n].get_textpage().get_text_range().replace("\r\n", "\n") for n in range(len(document))]
    document.close()
    return pages


def ink(pdf: bytes) -> list[tuple[float, float, float, float, float, float]]:
    """Of each page: left, top, right, bottom of what is drawn, and the sheet's size; mm."""
    boxes = []
    for image in pages_png(pdf, dpi=100):
        box = image.convert("L").point(lambda grey: 255 if grey < 250 else 0).getbbox()
        assert box is not None
        boxes.append(tuple(25.4 * pixel / 100 for pixel in (*box, *image.size)))
    return boxes


def boxes_of(pdf: bytes, page: int) -> list[tuple[float, float]]:
    """Lower and upper edge (mm from the sheet's foot) of each framed box drawn on the page."""
    content = pypdf.PdfReader(io.BytesIO(pdf)).pages[page].get_contents()
    assert content is not None
    found = re.findall(rb"[\d.]+ ([\d.]+) [\d.]+ ([\d.]+) re S", content.get_data())
    return [(float(low) / MM, (float(low) + float(height)) / MM) for low, height in found]


@pytest.mark.parametrize("typeface", [SONG, BOLD, HEI])
def test_every_face_draws_rare_names_and_they_extract(typeface: Any) -> None:
    assert all(not run.tick and run.width for run in typeface.shape(RARE).runs)
    pdf = render(paper(Note(f"姓名：{RARE}。", typeface=typeface)), [1], HEAD)
    assert RARE in texts(pdf)[0]
    assert RARE in pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_rare_names_are_drawn_and_not_left_blank() -> None:
    blank, drawn = (
        sum(next(pages_png(render(paper(Note(text)), [1], HEAD), dpi=72)).convert("L").histogram()[:200])
        for text in ("　" * len(RARE), RARE)
    )
    assert drawn > blank + 100


def test_a_character_of_no_face_is_shown_as_geta_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    pdf = render(paper(Note("编码\ue123尾")), [1], HEAD)
    assert "U+E123" in caplog.text
    assert "编码\ue123尾" in texts(pdf)[0]
    assert "□" not in texts(pdf)[0]


def test_ticks_are_drawn_and_extract() -> None:
    pdf = render(paper(Grid([Group([[("使用状况", "☑在用 ☐闲置 ☒出租")]])])), [1], HEAD)
    assert "☑在用 ☐闲置 ☒出租" in texts(pdf)[0]


def test_all_fonts_are_embedded_and_there_is_no_helvetica() -> None:
    pdf = render(paper(Note("宋体 Song 123"), Signatures("制表人"), landscape=True), [1], HEAD)
    fonts = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]["/Font"]
    assert fonts
    for font in fonts.values():
        below = font.get_object()["/DescendantFonts"][0].get_object()
        assert below["/FontDescriptor"]["/FontFile2"].get_object().get_data()
        assert re.fullmatch(r"/[A-Z]{6}\+Noto.*", font["/BaseFont"])
    assert b"Helvetica" not in pdf


def test_the_same_slips_give_the_same_bytes() -> None:
    form = paper(DataTable(COLUMNS, rows(30), total=True), Note(RARE))
    assert render(form, [1, 2], HEAD) == render(form, [1, 2], HEAD)


def test_user_text_is_text_and_never_markup() -> None:
    nasty = "<b>甲&乙</b> &lt; (括\\号) 100% 'x' \"y\" ]]> Tj ET"
    assert nasty in texts(render(paper(Note(nasty, size=8)), [1], HEAD))[0]
    assert clean("甲\tb\r\n乙\u200b\x07丙\ufe00") == "甲 b\n乙丙"


@pytest.mark.parametrize("landscape", [False, True])
def test_margins(landscape: bool) -> None:
    long = "一段很长的说明文字，" * 40
    form = paper(
        DataTable(COLUMNS, rows(60, long), total=True), Note(long), signatures="甲 乙", landscape=landscape
    )
    for left, top, right, bottom, width, height in ink(render(form, [1], HEAD)):
        assert left >= 27.5, "the binding edge"
        assert top >= 8
        assert right <= width - 8
        assert bottom <= height - 8
        assert (width > height) is landscape


def test_header_repeats_and_sums_are_right() -> None:
    data = rows(100)
    pages = texts(render(paper(DataTable(COLUMNS, data, subtotal=True, total=True)), [1], HEAD))
    assert len(pages) > 2
    seen = 0
    for number, page in enumerate(pages, start=1):
        assert page.count("名称") == 1
        assert page.count("账面") == 1
        assert f"第 {number} 页 共 {len(pages)} 页" in page
        here = page.count("办公桌")
        part = data[seen : seen + here]
        amount = sum((row[3] for row in part), start=Decimal(0))
        assert re.search(rf"本页小计\s+{2 * here}\s+{amount:,.2f}", page)
        seen += here
    assert seen == 100
    assert [("合计" in page) for page in pages] == [False] * (len(pages) - 1) + [True]
    assert re.search(rf"合计\s+200\s+{sum(row[3] for row in data):,.2f}", pages[-1])


def test_subrows_are_not_counted() -> None:
    table = DataTable(COLUMNS, [*rows(2), SubRow(("", "小计", 4, Decimal("301.11")))], total=True)
    assert re.search(r"合计\s+4\s+301\.11", texts(render(paper(table), [1], HEAD))[0])


@settings(max_examples=25, deadline=None)
@given(count=st.integers(1, 130), sign=st.booleans(), wide=st.booleans())
def test_no_page_is_left_with_one_or_two_rows(count: int, sign: bool, wide: bool) -> None:
    form = paper(
        DataTable(COLUMNS, rows(count), subtotal=True, total=True),
        Note("注：一式两份。"),
        signatures="制表人 审核人" if sign else "",
        landscape=wide,
    )
    counts = [page.count("办公桌") for page in texts(render(form, [1], HEAD))]
    assert sum(counts) == count
    if len(counts) > 1:
        assert min(counts) >= 3


@pytest.mark.parametrize("count", range(18, 40))
def test_signature_boxes_are_whole_and_high_enough(count: int) -> None:
    blocks = (
        DataTable(COLUMNS, rows(count)),
        Opinions(["使用部门意见", "财务部门意见"]),
        Signatures("移交人 接收人 监交人"),
    )
    pdf = render(paper(*blocks), [1], HEAD)
    pages = texts(pdf)
    assert sum("监交人：" in page for page in pages) == 1
    assert "监交人：" in pages[-1]
    low, high = min(boxes_of(pdf, len(pages) - 1))
    assert high - low >= 18
    assert low >= 8
    assert min(page.count("办公桌") for page in pages) >= min(3, count)


def test_a_form_a_little_too_long_is_drawn_closer() -> None:
    def pages(lines: int) -> int:
        grid = Grid([Group([[("项目", "内容"), ("项目", "内容")]] * lines, "基本信息")])
        return page_count(render(paper(grid, Amount(Decimal("107000.53")), signatures="甲 乙"), [1], HEAD))

    one_page = max(lines for lines in range(15, 45) if pages(lines) == 1)
    room = (297 - 15 - 15 - 20) - 20 - 8
    assert one_page * 8.0 > room, "squeezed by some rows"
    assert pages(one_page + 1) == 2


def test_text_longer_than_a_page_goes_on() -> None:
    long = "".join(f"第{n}句话写在这里。" for n in range(700))
    for block in (
        Grid([Group([[("备注", long)]])]),
        DataTable(COLUMNS, [(1, long, 2, Decimal(5))], total=True),
    ):
        pdf = render(paper(block), [1], HEAD)
        together = "".join(texts(pdf)).replace("\n", "")
        assert "第0句话" in together
        assert "第699句话" in together
        assert all(bottom <= height - 8 for *_, bottom, _, height in ink(pdf))


def test_amount_in_capitals_stands_with_its_figures() -> None:
    page = texts(render(paper(Amount(Decimal("107000.53"))), [1], HEAD))[0]
    assert "人民币壹拾万柒仟元零伍角叁分" in page
    assert "¥107,000.53" in page


def test_marks_head_and_foot() -> None:
    opening = Opening(title="固定资产卡片", middle="2026年11月", number="ZC-1")
    draft, again = (
        texts(
            render(paper(opening, Note("注")), [1], Head(HEAD.unit, HEAD.day, HEAD.who, HEAD.digest, mark))
        )[0]
        for mark in ("草稿", "补打")
    )
    assert "草稿" in draft
    assert "补打" in again
    for word in (
        "固定资产卡片",
        f"单位：{HEAD.unit}",
        "编号：ZC-1",
        "2026年11月",
        "form v1",
        "a1b2c3d4",
        "李堃",
        "2026年11月3日",
    ):
        assert word in again


def test_pages_are_counted_within_each_slip_and_progress_can_cancel() -> None:
    seen: list[tuple[int, int]] = []
    pages = texts(
        render(paper(Note("注")), [1, 2, 3], HEAD, progress=lambda done, all_: seen.append((done, all_)))
    )
    assert len(pages) == 3
    assert all("第 1 页 共 1 页" in page for page in pages)
    assert seen[-1] == (3, 3)

    def stop(done: int, all_: int) -> None:
        raise UserError("已取消。")

    with pytest.raises(UserError, match="已取消"):
        render(paper(Note("注")), [1], HEAD, progress=stop)


def test_nothing_to_print_is_refused() -> None:
    with pytest.raises(UserError, match="没有可以打印的内容"):
        render(paper(Note("注")), [], HEAD)


def test_blank_rows_are_struck() -> None:
    pdf = render(paper(DataTable(COLUMNS, rows(2), blank=8)), [1], HEAD)
    assert texts(pdf)[0].count("办公桌") == 2
    content = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].get_contents()
    assert content is not None
    lines = re.findall(rb"([\d.]+) ([\d.]+) m ([\d.]+) ([\d.]+) l S", content.get_data())
    assert any(x1 != x2 and y1 != y2 for x1, y1, x2, y2 in lines)


def test_values_as_they_stand_on_paper() -> None:
    assert show(Decimal("-1234567.5")) == "-1,234,567.50"
    assert show(date(2026, 3, 7)) == "2026年3月7日"
    assert show(None) == ""
    assert show(12) == "12"


TEXT = st.text(alphabet="资产管理，。；：、（）《》“”！？…—ABc19 -%¥堃𬱖\n", max_size=120)


@given(text=TEXT, ems=st.integers(4, 30))
def test_lines_fit_lose_nothing_and_obey_the_rules(text: str, ems: int) -> None:
    lines = wrap(text, SONG, 10.0, ems * 10.0)
    assert "".join(lines).replace(" ", "") == re.sub(r"[ \n]", "", text)
    assert all(SONG.width(line) <= ems + 1e-5 for line in lines)


SENTENCE = st.lists(
    st.sampled_from(
        [
            "根据",
            "办法",
            "（国务院令",
            "第738号）",
            "规定，",
            "《条例》",
            "报废；",
            "“惠普”",
            "M1005",
            "共3台。",
        ]
    ),
    min_size=10,
    max_size=60,
).map("".join)


@given(text=SENTENCE, ems=st.integers(10, 30))
def test_no_closing_mark_begins_a_line_and_no_opening_mark_ends_one(text: str, ems: int) -> None:
    lines: Sequence[str] = wrap(text, SONG, 10.0, ems * 10.0)
    assert not [line for line in lines[1:] if line[0] in NOT_AT_START]
    assert not [line for line in lines[:-1] if line[-1] in NOT_AT_END]
    assert not [1 for a, b in pairwise(lines) if re.search("[0-9M]$", a) and re.match("[0-9]", b)]
