"""Papers of the repair desk read back: two copies to a sheet, amounts, boxes to sign in, headings that repeat."""

import io
import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pypdf
import pytest

from app.kit.printing import Printout, render
from app.kit.printing.blocks import Note, Signatures
from app.kit.printing.charts import Bars, Charts, Columns, Curves
from app.kit.printing.table import Column, DataTable
from app.kit.printing.titled import Titled
from app.workorders.printouts import PRINTOUTS, find
from app.workorders.printouts.inspection import Inspected
from app.workorders.printouts.order import OrderSlip
from app.workorders.printouts.words import Used, count, moment
from tests.papers_read import HEAD, RARE, boxes_of, chars, ink, texts

ORDER: OrderSlip = find("workorder").samples()[0]


def flat(pdf: bytes) -> str:
    return "".join("".join(texts(pdf)).split())


@pytest.mark.parametrize("printout", PRINTOUTS, ids=lambda printout: printout.name)
def test_each_paper_draws_its_sample(printout: Printout) -> None:
    pdf = render(printout, printout.samples(), HEAD)
    together = "".join(texts(pdf))
    assert "□" not in together
    assert "〓" not in together
    assert printout.title in together
    for left, top, right, bottom in ink(pdf):
        assert left >= 7.7
        assert top >= 7.7
        assert right <= 202.3
        assert bottom <= 289.3
    for font in pypdf.PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]["/Font"].values():
        assert "/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"]


@pytest.mark.parametrize("printout", PRINTOUTS, ids=lambda printout: printout.name)
def test_boxes_to_sign_in_are_high_and_whole(printout: Printout) -> None:
    """On some page of each slip; those of Opinions and Signatures are frames of their own."""
    pdf = render(printout, printout.samples()[:1], HEAD)
    pages = len(pypdf.PdfReader(io.BytesIO(pdf)).pages)
    last = texts(pdf)[-1]
    assert re.search("年\\s+月\\s+日", last), "what is signed stands on the last page"
    assert any(low - top >= 17.99 for top, low in boxes_of(pdf, pages - 1))


def test_two_copies_to_a_sheet_with_a_cutting_line() -> None:
    pdf = render(find("workorder"), [ORDER], HEAD)
    (page,) = texts(pdf)
    for once in ("存根联", "派工联", "接单人", "回访人"):
        assert page.count(once) == 1
    for twice in (ORDER.number, ORDER.fault, ORDER.caller, "校验 a1b2c3d4e5", "人民币肆拾元零柒角伍分"):
        assert page.count(twice) == 2
    content = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].get_contents()
    assert content is not None
    assert content.get_data().count(b"[4 3] 0 d") == 1
    signed = [(top, low) for top, low in boxes_of(pdf, 0) if low - top >= 17.99]
    assert any(low < 148 for _, low in signed)
    assert any(top > 149 for top, _ in signed)
    assert not any(146 < char.y < 152 for char in chars(pdf)[0]), "nothing near the scissors"


def test_a_slip_of_an_open_order_is_to_be_written_on() -> None:
    fresh = find("workorder").samples()[1]
    page = "".join(texts(render(find("workorder"), [fresh], HEAD)))
    assert "月\u3000\u3000日\u3000\u3000时" in page or re.search(r"月\s+日\s+时\s+分", page)
    assert "0.00" not in page, "no cost is stated before it is known"
    assert "零元" not in page
    assert page.count("☑") == 2, "urgency alone is ticked, once a copy"


def test_many_parts_get_sheets_of_their_own_and_the_sum_holds() -> None:
    parts = tuple(Used(f"配件{n}号", Decimal(3), "个", Decimal("10.00")) for n in range(1, 61))
    slip = replace(ORDER, parts=parts, parts_cost=Decimal("600.00"), outside_cost=Decimal("1.05"))
    pdf = render(find("workorder"), [slip], HEAD)
    pages = texts(pdf)
    assert len(pages) == 4
    assert all("用料名称" in page for page in pages), "the heading is repeated"
    assert "第 2 页 共 2 页" in pages[1]
    assert "".join(pages).count("¥601.05") == 2
    assert "陆佰零壹元零伍分" in "".join(pages)
    assert "".join(pages).count("3.33") == 120


def test_under_warranty_the_office_pays_no_outside_work() -> None:
    slip = replace(ORDER, warranty=True, outside_cost=Decimal("500.00"), parts_cost=Decimal("0.00"), parts=())
    assert slip.cost == 0
    page = "".join(texts(render(find("workorder"), [slip], HEAD)))
    assert "由厂家或维保单位承担" in page
    assert "零元整" in page


def test_rare_names_are_drawn_and_extract() -> None:
    slip = replace(ORDER, caller=RARE, accepted_by=RARE, assignee=RARE, fault=f"{RARE}的门打不开")
    for name in ("workorder", "workorder-acceptance", "call-back"):
        printout = find(name)
        shown = slip if name == "workorder" else replace(printout.samples()[0], order=slip)
        assert flat(render(printout, [shown], HEAD)).count(RARE) >= 3


def test_long_descriptions_stay_on_the_sheet() -> None:
    long = replace(ORDER, fault="走廊灯不亮并且漏水，" * 25, result="已更换，" * 60, opinion="很好，" * 40)
    for name in ("workorder", "workorder-acceptance", "call-back"):
        printout = find(name)
        shown = long if name == "workorder" else replace(printout.samples()[0], order=long)
        pdf = render(printout, [shown], HEAD)
        assert long.fault in flat(pdf)
        assert max(bottom for *_, bottom in ink(pdf)) <= 289.3


def test_a_further_copy_and_a_draft_are_marked() -> None:
    assert "".join(texts(render(find("workorder"), [ORDER], replace(HEAD, copy="补打")))).count("补打") == 4
    assert "草稿" in "".join(texts(render(find("workorder"), [ORDER], replace(HEAD, copy="草稿"))))


def test_inspections_repeat_their_heading_and_count_what_they_found() -> None:
    printout = find("inspection-record")
    sample = printout.samples()[0]
    assets = tuple(
        Inspected(f"ZC-{n:04d}", "灭火器", "主楼", None if n == 3 else n != 2, "失压" if n == 2 else "")
        for n in range(1, 121)
    )
    pages = texts(render(printout, [replace(sample, assets=assets)], HEAD))
    assert len(pages) >= 3
    assert all("资产编号" in page for page in pages if "ZC-" in page)
    assert "正常 118 件，异常 1 件，未查 1 件" in pages[0]
    assert "（续）" in pages[1]
    assert sum(page.count("ZC-") for page in pages) == 120


@pytest.mark.parametrize("assets", range(8, 80, 5))
def test_no_page_of_an_inspection_holds_a_line_or_two(assets: int) -> None:
    printout = find("inspection-record")
    sample = printout.samples()[0]
    pages = texts(render(printout, [replace(sample, assets=sample.assets[:1] * assets)], HEAD))
    for page in pages:
        assert not 0 < page.count("ZC-2021") < 3


def test_the_report_tells_every_figure_with_its_formula() -> None:
    printout = find("service-report")
    sample = printout.samples()[0]
    pdf = render(printout, [sample], HEAD)
    together = flat(pdf)
    for each in sample.measures:
        assert each.label in together
        assert "".join(each.value.split()) in together
        assert "".join(each.formula.split())[:12] in together
    for heading in ("一、总体情况", "三、图示", "四、按类别统计", "五、按班组统计", "七、超时明细（2项）"):
        assert heading in together
    assert "19,243.56" in together, "the sum of the costs by category"
    assert "系统默认确认的，不计入满意" in together
    assert 3 <= len(texts(pdf)) <= 5


def test_of_very_many_breaches_the_worst_are_listed_and_all_are_counted() -> None:
    sample = find("service-report").samples()[0]
    done = datetime(2026, 3, 9, 9, 0)
    late = tuple(
        (f"BX{n:04d}", "漏水", "一般", "完工", done, done if n % 50 else None, n if n % 50 else None)
        for n in range(1, 301)
    )
    together = flat(render(find("service-report"), [replace(sample, late=late)], HEAD))
    assert "超时明细（300项，列未办的和最久的）" in together
    assert "本月报修的超时300项" in together
    assert together.count("9:00未办") == 6
    assert "BX0299" in together
    assert "BX0003" not in together


def test_an_empty_month_makes_a_report_too() -> None:
    sample = find("service-report").samples()[0]
    months = tuple((name, 0, 0, (None,) * 4) for name, *_ in sample.course)
    empty = replace(
        sample, measures=(), course=months, groups=(("类别", ()),), backlog=(("1 天以内", 0),), late=(), failing=()
    )  # fmt: skip
    together = flat(render(find("service-report"), [empty], HEAD))
    assert "未完工0张" in together
    assert "没有超时" in together
    assert "按类别统计" not in together


def test_the_roster_shows_every_day_and_who_is_missing() -> None:
    (sample,) = find("duty-roster").samples()
    pages = texts(render(find("duty-roster"), [sample], HEAD))
    assert len(pages) == 1
    for day in range(1, 32):
        assert f"5月{day}日" in pages[0]
    assert "尚未排班：20日" in pages[0]
    empty = replace(sample, days=tuple(replace(each, shifts=()) for each in sample.days))
    assert "尚未排班：整月" in "".join(texts(render(find("duty-roster"), [empty], HEAD)))
    assert "调休上班" in pages[0]


def test_an_emergency_is_told_minute_by_minute() -> None:
    printout = find("emergency-record")
    sample = printout.samples()[0]
    long = replace(
        sample, line=tuple((at, f"{said}{n}", who) for n in range(9) for at, said, who in sample.line)
    )
    pages = texts(render(printout, [long], HEAD))
    assert all("经过及处置" in page for page in pages if "（续）" in page and "记录人" in page)
    together = "".join("".join(pages).split())
    assert "3小时35分钟" in together
    assert "☑Ⅲ级（较大）" in together
    places = [together.index("".join(f"{words}8".split())) for _, words, _ in sample.line]
    assert places == sorted(places)


def test_charts_tell_their_values_and_stand_what_is_missing() -> None:
    charts = [
        [Columns("张数", ["1月", "2月"], [("报修", [12, 0]), ("完工", [11, None])])],
        [Curves("率", ["1月", "2月"], [("及时", [Decimal("98.25"), None]), ("满意", [None, None])]), Bars("类", [])],
        [Bars("类别", [("给排水（含很长很长很长的名称）", 7), ("电", 0)], "张")],
    ]  # fmt: skip
    form = Printout("charts", "图", lambda: [], lambda slip: [Charts(charts)], "records")
    (page,) = texts(render(form, [1], HEAD))
    for value in ("12", "11", "98.3%", "7张", "0张", "（无）", "1月", "2月"):
        assert value in page


def test_a_heading_stays_with_its_table_and_signatures_with_the_last_rows() -> None:
    columns = (Column("甲", 50), Column("乙", 50))

    def pages(first: int, second: int) -> list[str]:
        blocks = [
            Titled("一、前", DataTable(columns, [("前", str(n)) for n in range(first)])),
            Titled("二、后", DataTable(columns, [("后", str(n)) for n in range(second)])),
            Signatures("甲 乙"),
            Note("注"),
        ]
        form = Printout("two", "两表", lambda: [], lambda slip: list(blocks), "records")
        return texts(render(form, [1], HEAD))

    for first in range(20, 44):
        for second in (2, 6):
            found = pages(first, second)
            for page in found:
                assert ("二、后" not in page) or "后 0" in page or "（续）" in page
            assert "后" in found[-1].replace("二、后", ""), "what is signed never stands alone"


def test_words() -> None:
    assert moment(datetime(2026, 3, 6, 9, 5)) == "2026年3月6日 9:05"
    assert moment(None, fill=False) == ""
    assert count(Decimal("3.00")) == "3"
    assert count(Decimal("10")) == "10"
    assert count(Decimal("2.50")) == "2.5"
    assert Used("x", Decimal(0), "个", Decimal(0)).price is None
    assert replace(ORDER, dated=False).reported == "2026年3月6日"
    assert ORDER.limits == "3月6日 17:50 前到场，3月7日 17:20 前完工"
