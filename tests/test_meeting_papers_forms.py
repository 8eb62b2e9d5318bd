"""Forms of meetings read back: ballots that tell nothing, boxes that stay whole, packets in their order."""

import io
import re
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from app.kit.printing import Printout, render
from app.kit.printing.text import hanzi, three
from app.meetings.printouts import PRINTOUTS, find
from app.meetings.printouts.ballots import BallotSlip
from app.meetings.printouts.record import ItemRecord, RecordSlip, Statement
from app.meetings.printouts.sign_in import Attendant
from tests.papers_read import (
    HEAD,
    RARE,
    TEXT,
    boxes_of,
    chars,
    ink,
    lines,
    said,
    texts,
)


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
