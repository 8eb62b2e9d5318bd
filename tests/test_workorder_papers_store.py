"""Papers of the repair desk gathered from a real store, and the commands that write them."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from app.__main__ import run
from app.assets import service as assets
from app.assets.choices import LegacyClass
from app.kit import records, settings
from app.kit.errors import UserError
from app.kit.months import Month
from app.kit.printing import head_of, render
from app.kit.store import Store
from app.workorders import after, emergencies, figures, planning, service, stock, working
from app.workorders.choices import EventKind, Level, PlanKind, Rating, Shift, Urgency
from app.workorders.models import DutyShift, EmergencyPlan, MaintenancePlan, Part, PhoneEntry
from app.workorders.printouts import PRINTOUTS, find, slips
from app.workorders.printouts.gather import orders
from app.workorders.printouts.gather_months import reports, rosters
from tests.repair_desk import Desk, at, open_desk, order

DAY = date(2026, 3, 4)
MARCH = Month.make(2026, 3)
PHONE = "13812340001"


@pytest.fixture
def desk(store: Store) -> Desk:
    made = open_desk(store)
    with store.changing("设置") as session:
        settings.put(session, "office_name", "青山县农业技术推广中心")
    return made


def printed(store: Store, name: str, *numbers: str) -> list[str]:
    """From the store to the text of the pages."""
    printout = find(name)
    with store.reading() as session:
        found = slips(session, printout, numbers)
        head = head_of(session, "李堃", date(2026, 3, 31))
    document = pypdfium2.PdfDocument(render(printout, found, head))
    pages = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    document.close()
    return pages


def flat(pages: list[str]) -> str:
    return "".join("".join(pages).split())


@pytest.fixture
def mended(store: Store, desk: Desk) -> int:
    """An urgent order with parts taken and given back, hours, an outside bill, an unhappy caller."""
    with store.changing("报修") as session:
        order_id = desk.call(
            session, at("03-04 09:00"), urgency=Urgency.URGENT, phone=PHONE, caller_name="郑𬱖"
        )
        service.dispatch(session, order_id, at("03-04 09:05"), team_id=desk.team, worker_id=desk.worker)
        service.arrive(session, order_id, at("03-04 09:20"))
        checks = {item.item: "是" for item, _ in working.checklist(session, order_id)}
        working.answer(session, order_id, checks)
        tap = records.save(session, Part, None, {"name": "水龙头", "model": "DN15"})
        tape = records.save(session, Part, None, {"name": "生料带", "unit": "卷"})
        stock.receive(session, tap, Decimal(3), Decimal("100.00"), DAY, DAY)
        stock.receive(session, tape, Decimal(1), Decimal("2.50"), DAY, DAY)
        stock.issue(session, order_id, tap, Decimal(3), DAY, DAY)
        stock.give_back(session, order_id, tap, Decimal(1), DAY, DAY)
        stock.issue(session, order_id, tape, Decimal(1), DAY, DAY)
        stock.give_back(session, order_id, tape, Decimal(1), DAY, DAY)
        working.add_hours(session, order_id, desk.worker, DAY, Decimal("1.50"), DAY)
        working.set_cost(session, order_id, Decimal("80.00"))
        service.finish(session, order_id, "换了两个龙头", at("03-04 10:00"))
        after.rate(session, order_id, Rating.BAD, at("03-06 17:00"), "还在滴")
    return order_id


def number(store: Store, order_id: int) -> str:
    with store.reading() as session:
        return order(session, order_id).order_no


def test_the_slip_of_an_order(store: Store, mended: int) -> None:
    pages = printed(store, "workorder", number(store, mended))
    assert len(pages) == 1
    together = flat(pages)
    for said in (
        "财务科", "主楼305室", "给排水", "☑紧急", "水龙头漏水", "水电班老赵", "水龙头（DN15）", "换了两个龙头",
        "2026年3月4日9:20", "2026年3月4日10:00", "1.50小时", "¥66.67", "¥146.67", "壹佰肆拾陆元陆角柒分", "☑不满意", "还在滴",
        "3月4日9:30前到场",
    ):  # fmt: skip
        assert together.count(said) >= 2, said
    assert "生料带" not in together, "what came back altogether was not used"
    assert PHONE not in together
    assert together.count("138****0001") == 2


def test_amounts_are_those_of_the_store(store: Store, mended: int) -> None:
    with store.reading() as session:
        (slip,) = orders(session, [mended])
        kept = order(session, mended)
        assert sum((part.amount for part in slip.parts), Decimal(0)) == slip.parts_cost == kept.parts_cost
        assert slip.cost == kept.cost
        assert slip.number == kept.order_no


def test_acceptance_and_call_back(store: Store, mended: int) -> None:
    no = number(store, mended)
    accepted = flat(printed(store, "workorder-acceptance", no))
    assert "第1次" in accepted
    assert "（大写）人民币壹佰肆拾陆元陆角柒分" in accepted
    assert "☐合格☐限期整改☐不合格" in accepted, "nobody's conclusion is printed for them"
    owed = flat(printed(store, "call-back", no))
    assert "☑不满意必回访" in owed
    assert "☐需要☐不需要" in owed
    with store.changing("回访") as session:
        call = after.uncalled(session, mended)
        assert call is not None
        after.call_back(session, call.id, Rating.BAD, at("03-09 09:00"), reason="垫片不对", note="已致歉")
        service.arrive(session, mended, at("03-09 09:30"))
        assert "返修原因" in orders(session, [mended])[0].fault
        assert orders(session, [mended])[0].finished_at is None, "the second finish is still to be written"
        service.finish(session, mended, "换了垫片", at("03-09 10:00"))
        after.rate(session, mended, Rating.GOOD, at("03-09 11:00"))
    called = flat(printed(store, "call-back", no))
    assert "垫片不对" in called
    assert "2026年3月9日9:00返修" in called
    assert "2026年3月9日10:00完工" in called
    assert "原评价☐满意☐基本满意☑不满意" in called
    slip = flat(printed(store, "workorder", no))
    assert slip.count("2026年3月9日9:00不满意已致歉") == 2


def test_an_inspection_tells_what_was_found_at_each_asset(store: Store, desk: Desk) -> None:
    usual = {
        "legacy_class": LegacyClass.GENERAL,
        "original_cost": Decimal("2000.00"),
        "started_on": date(2025, 1, 5),
    }
    with store.changing("计划") as session:
        first, second = (
            assets.save_card(session, None, usual | {"name": name}, today=DAY)
            for name in ("挂式空调", "柜式空调")
        )
        values = {
            "name": "空调清洗", "kind": PlanKind.PATROL, "legacy_class": LegacyClass.GENERAL, "asset_words": "空调",
            "every": 6, "next_on": date(2026, 3, 10), "team_id": desk.team, "basis": "厂家保养手册",
            "category_id": desk.categories["给排水"],
        }  # fmt: skip
        records.save(session, MaintenancePlan, None, values)
        (order_id,) = planning.make_orders(session, at("03-09 08:00"))
        planning.check_assets(session, order_id, [first], "正常")
        planning.check_assets(session, order_id, [second], "不制冷", faulty=True)
    together = flat(printed(store, "inspection-record", number(store, order_id)))
    for said in (
        "空调清洗",
        "☑巡检",
        "每6个月",
        "厂家保养手册",
        "共2件，正常1件，异常1件",
        "不制冷",
        "2026年3月10日",
    ):
        assert said in together, said


def test_the_report_has_the_figures_of_the_month(store: Store, mended: int) -> None:
    with store.changing("超时") as session:
        service.note_breaches(session, at("03-31 12:00"))
    with store.reading() as session:
        (slip,) = reports(session, MARCH, at("04-01 08:00"))
        (total,) = figures.figures(session, MARCH, MARCH)
    shown = {each.key: each.value for each in slip.measures}
    assert {key: value.shown for key, value in total.values.items()} == {
        key: shown[key] for key in total.values
    }
    assert slip.orders == 1
    assert shown["call_rate"] == "0.00%"
    assert [name for name, *_ in slip.course][-1] == "3月"
    assert len(slip.course) == 12
    by_category = dict(slip.groups)["类别"]
    assert [(row.name, row.reported, row.cost) for row in by_category] == [("给排水", 1, Decimal("146.67"))]
    together = flat(printed(store, "service-report", "2026-03"))
    assert "本月共报修1张（上月0张），其中完工1张" in together
    assert "青山县农业技术推广中心" in together
    assert "146.67" in together
    assert flat(printed(store, "service-report", "2020-01"))


def test_the_roster_knows_holidays_and_what_is_unmanned(store: Store, desk: Desk) -> None:
    with store.changing("值班") as session:
        for day, shift in ((1, Shift.DAY), (1, Shift.NIGHT), (2, Shift.WHOLE)):
            values = {"day": date(2026, 5, day), "shift": shift, "names": "赵堃、李䶮", "leader": "钱喆"}
            records.save(session, DutyShift, None, values)
    with store.reading() as session:
        (slip,) = rosters(session, Month.make(2026, 5))
    days = {each.day.day: each for each in slip.days}
    assert len(days) == 31
    assert days[1].rest
    assert "劳动" in days[1].remark
    assert (days[9].rest, days[9].remark) == (False, "调休上班")
    assert len(days[1].shifts) == 2
    together = flat(printed(store, "duty-roster", "2026-05"))
    assert "夜班值班室赵堃、李䶮" in together
    assert "尚未排班：3日、4日" in together


def test_an_emergency_from_discovery_to_tasks(store: Store, desk: Desk) -> None:
    with store.changing("应急") as session:
        plan = records.save(session, EmergencyPlan, None, {"name": "爆管跑水预案", "kind": EventKind.WATER})
        records.save(session, PhoneEntry, None, {"plan_id": plan, "name": "老赵", "phone": PHONE})
        facts = {
            "subject": "主楼三层暖气管爆裂",
            "kind": EventKind.WATER,
            "place_id": desk.room,
            "reporter": "郑𬱖",
        }
        event_id = emergencies.begin(session, facts, at("01-10 02:12"), found_at=at("01-10 02:05"))
        emergencies.note(session, event_id, "关闭三层总阀", at("01-10 02:30"), at=at("01-10 02:20"))
        emergencies.raise_level(session, event_id, Level.THREE, at("01-10 02:31"))
        emergencies.report_up(session, event_id, "分管领导", at("01-10 02:35"))
        emergencies.end(session, event_id, "地毯 20 平方米", at("01-10 05:40"))
        tasks = [("更换三层支管", "老赵", date(2026, 1, 20))]
        emergencies.review(session, event_id, "管道老化", "支管应列入更新计划", tasks)
        no = emergencies.sheet(session, event_id).event.event_no
    together = flat(printed(store, "emergency-record", no))
    places = [
        together.index(words)
        for words in ("2:05发现：", "关闭三层总阀", "2:31级别由", "上报分管领导", "处置结束")
    ]
    assert places == sorted(places)
    for said in ("郑𬱖", "3小时35分钟", "☑Ⅲ级（较大）", "管道老化", "更换三层支管", "138****0001"):
        assert said in together, said
    assert PHONE not in together


def test_what_is_not_there_is_named(store: Store, mended: int) -> None:
    with store.reading() as session:
        for name, words, said in (
            ("workorder", ["没有这张"], "没有编号为 没有这张 的报修单"),
            ("workorder", [], "要指明报修单编号"),
            ("emergency-record", ["X"], "的应急事件"),
            ("duty-roster", [], "要指明一个月份"),
            ("service-report", ["三月"], "不是月份"),
        ):
            with pytest.raises(UserError, match=said):
                slips(session, find(name), words)
    with pytest.raises(UserError, match="call-back（满意度回访单）"):
        find("nothing")


@pytest.fixture
def command(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, Any]]:
    def call(*words: str) -> tuple[int, Any]:
        code = run(["--store", str(tmp_path / "台账.houqin"), "--json", *words])
        out, _ = capfd.readouterr()
        return code, json.loads(out) if out.strip() else None

    assert call("init", "--name", "某中心")[0] == 0
    return call


def test_papers_by_command(command: Callable[..., tuple[int, Any]], tmp_path: Path) -> None:
    with_store = Store.open(tmp_path / "台账.houqin")
    desk = open_desk(with_store)
    with with_store.changing("报修") as session:
        order_id = desk.call(session, at("03-04 09:00"))
        no = order(session, order_id).order_no
    with_store.close()
    out = tmp_path / "单.pdf"
    code, answer = command("print", "workorder", no, str(out))
    assert (code, answer["file"], answer["slips"]) == (0, str(out), 1)
    assert out.read_bytes().startswith(b"%PDF")
    assert command("print", "workorder", str(tmp_path / "另一张.pdf"), no)[0] == 0
    for name in ("workorder-acceptance", "inspection-record", "call-back"):
        assert command("print", name, no, str(tmp_path / f"{name}.pdf"))[0] == 0
    assert command("print", "duty-roster", "2026-03", str(tmp_path / "值班表.pdf"))[0] == 0
    assert command("print", "workorder", "没有", str(out))[0] == 1
    assert command("print", "emergency-record", "没有", str(out))[0] == 1
    report = tmp_path / "报告.pdf"
    code, answer = command("report", "service", "2026-03", str(report))
    assert (code, answer["orders"], answer["month"]) == (0, 1, "2026-03")
    assert report.read_bytes().startswith(b"%PDF")
    assert command("report", "service", "2026-03", str(tmp_path / "报告.doc"))[0] == 1


def test_every_paper_can_be_printed_by_name() -> None:
    from app.commands.papers import WORKORDER_FORMS

    assert [printout.name for printout in PRINTOUTS] == WORKORDER_FORMS
