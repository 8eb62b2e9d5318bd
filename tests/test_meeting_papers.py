"""The page of official documents read back: the grid of GB/T 9704-2012, its faces, its numbers, its breaks."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.printing import fonts, render
from app.kit.printing.blocks import MM
from app.kit.printing.official import CHARS, Body, Closing, Roll, Title
from app.kit.printing.official_lines import LINES, Line, paginate
from app.kit.printing.preview import pages_png
from app.kit.printing.prose import Piece
from app.kit.printing.text import NOT_AT_END, NOT_AT_START, hanzi, three
from app.kit.printing.titles import best_lines, title_words
from app.meetings.printouts import find
from app.meetings.printouts.minutes import Decided, MinutesSlip
from app.meetings.printouts.record import ItemRecord, Statement
from tests.papers_read import (
    CHAR,
    HEAD,
    HEIGHT,
    LEFT,
    LINE,
    TEXT,
    TOP,
    WIDTH,
    body,
    chars,
    lines,
    official,
    said,
    texts,
)


def test_the_grid_is_22_lines_of_28_characters() -> None:
    pages = chars(official(Body(["字" * 26 + "字" * 28 * 50])))
    assert len(pages) == 3
    for page in pages[:-1]:
        rows = body(page)
        assert len(rows) == LINES
        for row in rows[1:]:
            assert len(row) == CHARS
            assert row[0].x == pytest.approx(LEFT, abs=0.02)
            for place, char in enumerate(row):
                assert char.x == pytest.approx(LEFT + place * CHAR, abs=0.05)
        for before, after in pairwise(rows):
            assert after[0].y - before[0].y == pytest.approx(LINE, abs=0.02)
    first = body(pages[0])[0]
    assert len(first) == CHARS - 2
    assert first[0].x == pytest.approx(LEFT + 2 * CHAR, abs=0.02)
    assert first[0].size == pytest.approx(16, abs=0.25), "三号"
    # The character stands in the middle of its line: as much free above the first as below the last.
    above = first[0].y - 0.88 * CHAR - TOP
    below = TOP + HEIGHT - body(pages[0])[-1][0].y - 0.12 * CHAR
    assert above == pytest.approx(below, abs=0.6)


def test_all_but_the_page_number_is_within_the_type_area() -> None:
    pdf = render(find("minutes"), find("minutes").samples(), HEAD)
    for page in chars(pdf):
        for char in page:
            if char.y < TOP + HEIGHT + 2:
                assert char.x >= LEFT - 0.05
                assert char.x + (CHAR if char.sign > "\u2e7f" else 2) * char.size / 16 <= LEFT + WIDTH + 0.3
                assert char.y >= TOP
    for number, image in enumerate(pages_png(pdf, dpi=150), start=1):
        sheet = image.convert("L").point(lambda grey: 255 if grey < 200 else 0)
        scale = 150 / 25.4
        box = sheet.crop((0, 0, sheet.width, int((TOP + HEIGHT + 0.6) * scale))).getbbox()
        assert box is not None, number
        assert box[0] / scale >= LEFT - 0.3
        assert box[1] / scale >= TOP
        assert box[2] / scale <= LEFT + WIDTH + 0.4


def test_page_numbers_stand_outside_seven_millimetres_below() -> None:
    pages = chars(official(Body(["字" * 28 * 22 * 3])))
    assert len(pages) >= 3
    for number, page in enumerate(pages, start=1):
        row = lines(page)[-1]
        assert said(row) == f"—{number}—"
        assert row[0].size == pytest.approx(14), "四号"
        wide = 14 / MM
        dash = row[0].y - 0.267 * wide
        assert dash - (TOP + HEIGHT) == pytest.approx(7, abs=0.15)
        if number % 2:
            assert row[-1].x + 0.89 * wide == pytest.approx(LEFT + WIDTH - wide, abs=0.1)
        else:
            assert row[0].x == pytest.approx(LEFT + wide, abs=0.1)


def test_lines_fill_the_measure_and_obey_the_marks() -> None:
    pages = chars(official(Body([TEXT * 6])))
    rows = [row for page in pages for row in body(page)]
    for row in rows[1:-1]:
        last = row[-1]
        assert last.x + CHAR == pytest.approx(LEFT + WIDTH, abs=0.1 if last.sign > "\u2e7f" else 3)
    assert not [said(row) for row in rows if row[0].sign in NOT_AT_START]
    assert not [said(row) for row in rows[:-1] if row[-1].sign in NOT_AT_END]
    assert "".join(map(said, rows)) == TEXT * 6


def test_headings_stand_in_their_faces() -> None:
    [page] = chars(
        official(Body(["一、总体要求", "（一）要求。正文", "1.一条", "（1）一款", "二、第一句。后面的正文"]))
    )
    rows = body(page)
    assert all("NotoSans" in char.font for char in rows[0])
    assert ["Kai" in char.font for char in rows[1]] == [True] * 6 + [False] * 2
    assert all("NotoSans" not in char.font and "Kai" not in char.font for row in rows[2:4] for char in row)
    assert [("NotoSans" in char.font) for char in rows[4]] == [True] * 6 + [False] * 5
    assert all(row[0].x == pytest.approx(LEFT + 2 * CHAR, abs=0.02) for row in rows)


def test_figures_stand_close_to_hanzi() -> None:
    [page] = texts(official(Body(["应到 7 人，控制价 26.8 万元，型号 GC 2010 一台"])))
    assert "应到7人，控制价26.8万元，型号GC 2010一台" in page


def test_faces_of_windows_are_used_where_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "Microsoft" / "Windows" / "Fonts"
    folder.mkdir(parents=True)
    (folder / "simkai.ttf").write_bytes((fonts.FOLDER / fonts.FILES["hei"]).read_bytes())
    (folder / "simfang.ttf").write_bytes(b"broken")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.delenv("WINDIR", raising=False)
    fonts.installed.cache_clear()
    try:
        assert fonts.Typeface("kai", "song").chain == ("kai", "song")
        assert fonts.Typeface("fang", "song").chain == ("song",)
        assert fonts.Typeface("kai", "song").shape("楷").runs[0].face.key == "kai"
    finally:
        fonts.installed.cache_clear()


def test_titles_keep_words_whole_and_no_hourglass() -> None:
    unit = "青山县农业技术推广中心"
    title = f"{unit}关于购置《农产品质量安全检测管理系统》及配套设备并处置一批固定资产有关事项的会议纪要"
    found = best_lines(title, title_words(title, [unit]), 156 / (22 / MM))
    assert "".join(found) == title
    assert all(len(line) <= 20 for line in found)
    for word in (unit, "《农产品质量安全检测管理系统》", "固定资产", "会议", "纪要", "购置", "处置"):
        assert any(word in line for line in found), word
    [page] = chars(official(Title(title, keep=[unit])))
    for row in body(page):
        assert row[0].size == pytest.approx(22), "二号"
        middle = (row[0].x + row[-1].x + 22 / MM) / 2
        assert middle == pytest.approx(LEFT + WIDTH / 2, abs=1.2)
    long = "关于" * 60
    assert "".join(best_lines(long, title_words(long), 20)) == long


def test_rolls_hang_and_divide_no_name() -> None:
    names = ["赵堃", "李䶮", "孙丽华", "买买提·吐尔逊", "王喆（后勤保障科科长）", *["张三"] * 9]
    [page] = chars(official(Roll("出席", [three(name) for name in names]), Roll("请假", [])))
    rows = body(page)
    assert said(rows[0]).startswith("出席：")
    assert all("NotoSans" in char.font for char in rows[0][:3])
    assert rows[0][0].x == pytest.approx(LEFT + 2 * CHAR, abs=0.02)
    assert rows[0][3].x == pytest.approx(LEFT + 5 * CHAR, abs=0.02)
    for row in rows[1:-1]:
        assert row[0].x == pytest.approx(LEFT + 5 * CHAR, abs=0.02)
    assert said(rows[-1]) == "请假：无"
    assert rows[0][4].x - rows[0][3].x == pytest.approx(2 * CHAR, abs=0.02), "赵　堃"
    assert any("王喆（后勤保障科科长）" in said(row) for row in rows)


def test_the_date_ends_four_characters_from_the_right() -> None:
    [page] = chars(official(Body(["正文。"] * 3), Closing(date(2026, 3, 7), "青山县农业技术推广中心办公室")))
    office, row = body(page)[-2:]
    assert said(row) == "2026年3月7日"
    assert row[-1].x + CHAR == pytest.approx(LEFT + WIDTH - 4 * CHAR, abs=0.02)
    assert office[-1].x + CHAR <= LEFT + WIDTH + 0.02


@pytest.mark.parametrize("count", range(12, 28))
def test_no_heading_at_a_foot_and_what_closes_is_not_alone(count: int) -> None:
    paragraphs = [f"{hanzi(n)}、标题" if n % 4 == 0 else f"{n}.正文" for n in range(1, count + 1)]
    parts = (Title("会议纪要"), Body(paragraphs), Closing(date(2026, 3, 7)))
    pages = paginate([line for part in parts for line in part.lines()])
    assert sum(len(page) for page in pages) == sum(len(part.lines()) for part in parts)
    for page in pages:
        assert sum(line.rows for line in page) <= LINES
    for page in pages[:-1]:
        assert not page[-1].keep
    assert any(line.tail for line in pages[-1])
    if len(pages) > 1:
        assert sum(1 for line in pages[-1] if line.pieces and not line.tail) >= 3


@pytest.mark.parametrize("count", range(1, 40, 3))
def test_the_foot_of_the_minutes_stays_on_the_last_page(count: int) -> None:
    sample = find("minutes").samples()[0]
    slip = replace(sample, items=(Decided("事项", tuple(f"第{n}件。" for n in range(count))),))
    pages = texts(render(find("minutes"), [slip], HEAD))
    assert [slip.seal in page for page in pages] == [False] * (len(pages) - 1) + [True]
    assert "2026年3月7日" in pages[-1]
    assert "分送" in pages[-1]
    if len(pages) > 1:
        assert "记录：" in pages[-1]


def test_minutes_without_anything_are_still_a_page() -> None:
    slip = MinutesSlip("", "会议纪要", "", "会议纪要", "", None, "", "", (), ())
    [page] = texts(render(find("minutes"), [slip], HEAD))
    assert "出席：无" in page.replace(" ", "")


LINE_KINDS = st.sampled_from(["text", "heading", "free", "block"])


@given(kinds=st.lists(LINE_KINDS, max_size=120), tail=st.integers(0, 5))
def test_pages_lose_no_line_and_hold_no_more_than_they_can(kinds: list[str], tail: int) -> None:
    piece = (Piece(0.0, fonts.FANG.shape("字"), 0.0),)
    made = [
        Line(piece if kind != "free" else (), keep=kind == "heading", rows=3 if kind == "block" else 1)
        for kind in kinds
    ]
    made += [Line(piece, tail=True)] * tail
    pages = paginate(made)
    assert [line for page in pages for line in page] == made
    for page in pages:
        inked = [at for at, line in enumerate(page) if line.pieces]
        assert sum(line.rows for line in page[: inked[-1] + 1 if inked else 0]) <= LINES
    assert len({number for number, page in enumerate(pages) for line in page if line.tail}) <= 1


def test_strange_texts_do_not_break_the_page() -> None:
    word = "ABCDEFGH" * 20
    names = ["阿" * 40, *(f"列席{n}（{'很长的职务' * (n % 4)}）" for n in range(60))]
    parts = (
        Title("纪要" * 80),
        Body([word, "", "　　\n　　缩进的话", "一、", "。" * 50]),
        Roll("列席", names),
    )
    pages = chars(official(*parts, Closing(None, "单位" * 30)))
    for page in pages:
        for row in body(page):
            assert row[0].x >= LEFT - 0.1
            assert row[-1].x <= LEFT + WIDTH
    record = replace(
        find("record").samples()[0],
        items=(ItemRecord("题", statements=(Statement("甲", "一\n　　二\n\n三"),)),),
    )
    [first, *_] = texts(render(find("record"), [record], HEAD))
    assert "甲：一\n" in first


def test_the_mark_stands_35_millimetres_below_the_top_of_the_type() -> None:
    [page, *_] = chars(render(find("minutes"), find("minutes").samples(), HEAD))
    mark = body(page)[0]
    em = mark[0].size / MM
    assert mark[0].y - 0.88 * em == pytest.approx(TOP + 35, abs=0.5)
    assert all("Bold" in char.font for char in mark)
    number = next(row for row in body(page) if said(row) == "〔2026〕3号")
    assert (number[0].x + number[-1].x + CHAR) / 2 == pytest.approx(LEFT + WIDTH / 2, abs=0.6)
