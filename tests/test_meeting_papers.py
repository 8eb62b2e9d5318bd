"""Papers of meetings read back: the page of GB/T 9704, ballots that tell nothing, boxes that stay whole."""

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pypdf
import pypdfium2
import pypdfium2.raw as raw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.printing import Head, Printout, fonts, render
from app.kit.printing.blocks import MM
from app.kit.printing.official import CHARS, LINES, Body, Closing, Line, Roll, Title, paginate
from app.kit.printing.preview import pages_png
from app.kit.printing.prose import Piece
from app.kit.printing.text import NOT_AT_END, NOT_AT_START, hanzi, three
from app.kit.printing.titles import best_lines, title_words
from app.meetings.printouts import PRINTOUTS, find
from app.meetings.printouts.ballots import BallotSlip
from app.meetings.printouts.minutes import Decided, MinutesSlip
from app.meetings.printouts.record import ItemRecord, RecordSlip, Statement
from app.meetings.printouts.sign_in import Attendant

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


@pytest.mark.parametrize("printout", PRINTOUTS, ids=lambda printout: printout.name)
def test_each_paper_draws_its_sample(printout: Printout) -> None:
    pdf = render(printout, printout.samples(), HEAD)
    together = "".join(texts(pdf))
    assert "□" not in together
    assert "〓" not in together
    if printout.layout == "form":
        assert printout.title in together
    for left, top, right, bottom in ink(pdf):
        assert left >= 7.7
        assert top >= 7.7
        assert right <= 202.3
        assert bottom <= 289.3
    for font in pypdf.PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]["/Font"].values():
        assert "/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"]


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


def cells(pdf: bytes, columns: int = 2, rows: int = 3) -> list[tuple[tuple[str, float, float], ...]]:
    """What stands on each ballot, its places from the ballot's corner."""
    found: dict[tuple[int, int, int], list[tuple[str, float, float]]] = {}
    for number, page in enumerate(chars(pdf)):
        for char in page:
            column, row = int(char.x // (210 / columns)), int(char.y // (297 / rows))
            x, y = char.x - column * 210 / columns, char.y - row * 297 / rows
            found.setdefault((number, row, column), []).append((char.sign, round(x, 1), round(y, 1)))
    return [tuple(sorted(found[key])) for key in sorted(found)]


def test_secret_ballots_are_alike_and_bear_nothing_traceable() -> None:
    slip = BallotSlip("青山县农业技术推广中心", "2026年第3次领导班子会议", "关于推荐人选的议题", 13)
    pdf = render(find("ballots"), [slip], replace(HEAD, copy="补打"))
    found = cells(pdf)
    assert len(found) == 13
    assert len(set(found)) == 1
    together = "".join(texts(pdf))
    assert together.count("同意\n") >= 13 or together.count("不同意") == 13
    for secret in (HEAD.who, HEAD.digest, "补打", "编号", "签名", "第 1 页"):
        assert secret not in together
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert HEAD.who not in str(reader.metadata)
    assert HEAD.digest not in str(reader.metadata)
    full, second = (page.get_contents().get_data() for page in reader.pages[:2])  # type: ignore[union-attr]
    assert full == second, "whole sheets are the same to the byte"
    assert full.count(b"[4 3] 0 d") == 1, "cutting lines"
    assert full.count(b" 17.01 17.01 re S") == 3 * 6, "a box of 6 mm under each choice"
    assert pdf == render(find("ballots"), [slip], replace(HEAD, who="别人", day=date(2026, 4, 1)))


def test_named_ballots_have_room_to_sign_and_long_matters_fit() -> None:
    slip = BallotSlip("单位", "会议", "关于" + "很长的议题名称" * 8, 4, secret=False)
    pdf = render(find("ballots"), [slip], HEAD)
    assert "".join(texts(pdf)).count("表决人（签名）") == 4
    for page in range(len(pypdf.PdfReader(io.BytesIO(pdf)).pages)):
        high = [low - top for top, low in boxes_of(pdf, page)]
        assert sum(each >= 17.99 for each in high) >= 2


def speech(items: int, statements: int, words: int = 60) -> RecordSlip:
    people = [f"成员{hanzi(n)}" for n in range(1, 8)]
    said_by = tuple(
        Statement(people[n % 7], f"第{n}次发言。" + TEXT[:words], n == statements - 1)
        for n in range(statements)
    )
    sample: RecordSlip = find("record").samples()[0]
    made = tuple(
        ItemRecord(f"第{n}个议题", "王喆", TEXT, said_by, "举手表决", "同意 5 票", (), "通过", "同意。")
        for n in range(1, items + 1)
    )
    return replace(sample, items=made)


def test_the_record_is_signed_on_every_page_and_its_boxes_are_whole() -> None:
    pdf = render(find("record"), [speech(4, 12)], HEAD)
    pages = texts(pdf)
    assert len(pages) >= 4
    for number, page in enumerate(pages):
        assert page.count("主持人：") == 1
        assert page.count("记录人：") == 1
        assert f"第 {number + 1} 页 共 {len(pages)} 页" in page
        strip = max(boxes_of(pdf, number))
        assert strip[1] - strip[0] >= 17.99
        assert strip[1] <= 289
        others = [box for box in boxes_of(pdf, number) if box != strip]
        assert all(low <= strip[0] for _, low in others), "the text ends above the boxes"
    assert "买买提·吐尔逊：" in pages[-1]


def test_statements_stand_in_their_order_the_chair_last() -> None:
    page = "".join(texts(render(find("record"), find("record").samples(), HEAD)))
    order = ["孙丽华：", "李䶮：", "钱喆：", "郑𬱖：", "买买提·吐尔逊：", "赵堃（主持人，末位表态）："]
    places = [page.index(name) for name in order]
    assert places == sorted(places)
    assert "保留意见：钱喆" in page
    assert "吴㛃（出差）" in page
    assert page.index("回避：") < page.index("无记名投票")


def test_thirty_pages_of_record() -> None:
    slip = speech(8, 60)
    pdf = render(find("record"), [slip], HEAD)
    pages = texts(pdf)
    assert len(pages) >= 30
    together = "".join(pages).replace("\n", "")
    assert "第59次发言" in together
    for page in pages[:-1]:
        rows = [line for line in page.split("\n") if line.strip()]
        assert not re.fullmatch(r"[一二三四五六七八]、第\d个议题", rows[-5].strip())


@pytest.mark.parametrize("count", [0, 1, 7, 40])
def test_lists_of_any_length(count: int) -> None:
    people = tuple(Attendant(RARE[n % 5] + "某", "职务很长的一位成员" * (n % 3)) for n in range(count))
    sample = find("sign-in").samples()[0]
    pages = texts(render(find("sign-in"), [replace(sample, members=people, observers=())], HEAD))
    assert sum(page.count("签到时间") for page in pages) == len(pages), "the heading is repeated"
    assert "".join(pages).count("　某") == count, "names of two characters are as wide as three"
    record = replace(find("record").samples()[0], present=tuple((one.name, "") for one in people))
    pdf = render(find("record"), [record], HEAD)
    assert sum(page.count("某：") for page in texts(pdf)) >= count


def test_forty_items_fit_every_paper() -> None:
    notice = find("notice").samples()[0]
    pages = texts(render(find("notice"), [replace(notice, agenda=notice.agenda * 14)], HEAD))
    assert "42.研究物业服务合同" in "".join(pages).replace("\n", "")
    minutes = find("minutes").samples()[0]
    pages = texts(render(find("minutes"), [replace(minutes, items=minutes.items * 14)], HEAD))
    assert "四十二、" in "".join(pages)


@pytest.mark.parametrize("name", ["matter", "decision-notice", "follow-up", "tally"])
@pytest.mark.parametrize("times", [1, 12, 60])
def test_long_texts_leave_the_boxes_whole(name: str, times: int) -> None:
    changes: dict[str, dict[str, str]] = {
        "matter": {"content": TEXT * times, "proposal": TEXT},
        "decision-notice": {"decision": TEXT * times},
        "follow-up": {"decision": TEXT * times},
        "tally": {"item": TEXT},
    }
    pdf = render(find(name), [replace(find(name).samples()[0], **changes[name])], HEAD)
    pages = texts(pdf)
    signs = "".join(pages).count("年　　月　　日")
    assert signs >= 3
    for page in range(len(pages)):
        assert all(low <= 282.1 for _, low in boxes_of(pdf, page))
    if len(pages) > 1:
        assert len(lines(chars(pdf)[-1])) > 5


def test_opinions_that_were_given_stand_in_their_boxes() -> None:
    [page] = texts(render(find("matter"), find("matter").samples(), HEAD))
    assert "电子审批：李䶮 2026年3月2日" in page
    assert (
        page.index("申报部门\n负责人意见") < page.index("分管领导\n意见") < page.index("主要负责人\n审定意见")
    )
    assert page.count("（签字）") == 3
    assert "人民币贰拾陆万捌仟元整" in page


def test_a_packet_is_bound_in_order_under_its_catalogue() -> None:
    pdf = render(find("packet"), find("packet").samples(), HEAD)
    pages = chars(pdf)
    titles = [
        "归档目录",
        "会议纪要",
        "会议记录",
        "会议签到表",
        "计票单",
        "会议的通知",
        "议题申报",
        "决定事项",
        "督办单",
    ]
    found = ["".join(page.split()) for page in texts(pdf)]
    places = [
        next(n for n, text in enumerate(found) if title in text and (n or title == "归档目录"))
        for title in titles
    ]
    assert places == sorted(places)
    assert all(place % 2 == 0 for place in places), "each begins on the front of a sheet"
    numbers = []
    for place, page in enumerate(pages):
        corner = [char for char in page if char.y < 13]
        if not corner:
            continue
        numbers.append(int(said(corner)))
        assert corner[0].x > 180 if place % 2 == 0 else corner[0].x < 20
    assert numbers == list(range(1, len(numbers) + 1))
    assert "1—3" in found[0]
    assert "另袋密封" in found[0]
    assert not [char for char in pages[0] if char.y < 13], "the catalogue has no number"


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


def test_small_words() -> None:
    assert [hanzi(n) for n in (1, 10, 12, 20, 40, 99, 100)] == [
        "一",
        "十",
        "十二",
        "二十",
        "四十",
        "九十九",
        "100",
    ]
    assert three("张三") == "张　三"
    assert three("李某某") == "李某某"
    assert three("𬱖某") == "𬱖　某"
