"""What needs a resolution and what rests on one; 督办; the ledger, the search, the commands, the imports."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from app import meetings, office
from app.__main__ import run
from app.assets import disposals, service
from app.assets.choices import DisposalMethod
from app.assets.models import Asset
from app.kit import settings
from app.kit.errors import Invalid, UserError
from app.kit.store import Store
from app.meetings import (
    catalogue,
    deciding,
    decisions,
    deliberating,
    exporting,
    following,
    requiring,
    submitted,
)
from app.meetings.choices import ActKind, Aim, MatterKind, Outcome
from app.meetings.decisions import Wanted
from app.meetings.models import FollowUp, Override, Resolution
from app.meetings.rules import Rule
from tests.council import DAY, MONEY, Council

YEAR = DAY.year
PRICE = Decimal("260000.00")


@pytest.fixture
def council(store: Store) -> Council:
    return Council(store)


def passed(council: Council, title: str, code: str, day: date = DAY, **values: Any) -> int:
    """The id of the resolution on it."""
    meeting = council.begun(council.called(council.raised(title, code, day, **values), day=day), 6, day)
    made = council.voted(council.items(meeting)[0], 5)
    assert made is not None
    return made


def ask(council: Council, amount: str, reference: str = "FK-1", number: str = "") -> int | None:
    with council.store.changing("支付") as session:
        return meetings.require(
            session, ActKind.PAYMENT, Decimal(amount), reference, today=DAY, resolution_no=number
        )


def test_the_highest_threshold_that_is_reached_decides(council: Council) -> None:
    with council.store.reading() as session:
        found = {
            amount: requiring.needed(session, ActKind.PAYMENT, Decimal(amount), DAY)
            for amount in ("49999.99", "50000.00", "199999.99", "200000.00")
        }
    assert found["49999.99"] is None
    codes = [each.code for each in found.values() if each is not None]
    assert codes == ["D02", "D02", "D01"], "以上 includes the number itself"
    with council.store.reading() as session:
        need = requiring.needed(session, ActKind.UNBUDGETED, Decimal("1.00"), DAY)
    assert need is not None
    assert need.threshold is None


def test_an_act_without_its_resolution_names_threshold_and_rule(council: Council) -> None:
    assert ask(council, "10000.00") is None
    with pytest.raises(UserError) as refused:
        ask(council, "300000.00")
    words = str(refused.value)
    assert "FK-1 资金支付 200,000.00 元以上（含本数）要经领导班子会议集体决定" in words
    assert "D01" in words
    assert "“三重一大”决策实施办法" in words


def test_a_resolution_opens_and_its_amount_is_used_up(council: Council) -> None:
    made = passed(council, "支付工程款", "D01", amount=MONEY)
    number = council.value(Resolution, made, "resolution_no")
    assert number == "JY2026001"
    assert ask(council, "200000.00", "FK-1", number) == made
    assert ask(council, "200000.00", "FK-1", number) == made, "the same act again is the same act"
    with pytest.raises(UserError, match=r"还剩 100,000\.00 元，不够 200,000\.00 元"):
        ask(council, "200000.00", "FK-2", number)
    with council.store.reading() as session:
        acts = decisions.linked(session, made).acts
        back = [each.resolution_id for each in decisions.of_act(session, ActKind.PAYMENT, "FK-1")]
    assert acts == ((ActKind.PAYMENT, "FK-1", Decimal("200000.00"), DAY),)
    assert back == [made]


def test_less_may_be_granted_than_was_asked_for(council: Council) -> None:
    meeting = council.begun(
        council.called(council.raised("支付工程款", "D01", amount=MONEY, reference="FK-1"))
    )
    item = council.items(meeting)[0]
    council.do(deliberating.open_item, item)
    words = ("原则同意，压减至 25 万元。", deciding.Counted(7, 0, 0))
    with pytest.raises(Invalid, match="超过申报的"):
        council.do(deciding.decide, item, Outcome.AMENDED, *words, amount=MONEY + 1)
    made = council.do(deciding.decide, item, Outcome.AMENDED, *words, amount=Decimal("250000.00"))
    assert ask(council, "250000.00", "FK-1") == made
    with pytest.raises(UserError, match=r"还剩 250,000\.00 元"):
        ask(council, "250000.01", "FK-1")


def test_a_resolution_is_found_by_what_it_is_about(council: Council) -> None:
    made = passed(council, "支付工程款", "D01", amount=MONEY, reference="HT-2026-9")
    assert ask(council, "250000.00", "HT-2026-9") == made
    with pytest.raises(UserError, match="还没有查到可用的决议"):
        ask(council, "250000.00", "HT-2026-8")


def test_another_kind_of_resolution_or_another_body_opens_nothing(council: Council) -> None:
    made = passed(council, "购置设备", "C03", amount=Decimal("600000.00"), reference="FK-1")
    with pytest.raises(UserError, match="还没有查到"):
        ask(council, "300000.00", "FK-1", council.value(Resolution, made, "resolution_no"))


def test_a_changed_decision_no_longer_opens(council: Council) -> None:
    made = passed(council, "支付工程款", "D01", amount=MONEY, reference="HT-9")
    number = council.value(Resolution, made, "resolution_no")
    with council.store.reading() as session:
        old = decisions.decisions(session)[0]
    about = council.raised(
        "压减工程款", "D01", date(2026, 5, 6), amount=PRICE, aim=Aim.CHANGE, reference="HT-9",
        about_id=submission_of(council, old.item_id),
    )  # fmt: skip
    day = date(2026, 5, 6)
    meeting = council.begun(council.called(about, day=day), 6, day)
    newer = council.voted(council.items(meeting)[0], 5)
    assert ask(council, "250000.00", "HT-9") == newer
    with pytest.raises(UserError, match=f"决议 {number} 已被 JY2026002 变更"):
        ask(council, "250000.00", "HT-8", number)
    with council.store.reading() as session:
        assert decisions.linked(session, made).changed_by == "JY2026002"
        assert newer is not None
        assert decisions.linked(session, newer).about == number


def submission_of(council: Council, item: int) -> int:
    from app.meetings.models import AgendaItem

    found: int = council.value(AgendaItem, item, "submission_id")
    return found


def test_letting_go_is_reasoned_logged_and_listed(council: Council) -> None:
    with pytest.raises(Invalid, match="请写明放行的理由"):
        council.do(requiring.override, ActKind.PAYMENT, MONEY, "FK-1", " ", today=DAY)
    with pytest.raises(UserError, match="不需要集体决策"):
        council.do(requiring.override, ActKind.PAYMENT, Decimal("1.00"), "FK-1", "急", today=DAY)
    made = council.do(requiring.override, ActKind.PAYMENT, MONEY, "FK-1", "汛期抢险", today=DAY)
    assert council.value(Override, made, "granted_by") == "张三"
    assert ask(council, "300000.00") is None
    with pytest.raises(UserError, match="还没有查到"):
        ask(council, "300000.01")
    with council.store.reading() as session:
        assert decisions.waiting(session, DAY).let_go == 1


def test_an_office_may_choose_to_mark_instead(council: Council) -> None:
    with council.store.changing("改设置") as session:
        settings.put(session, "missing_resolution", "mark")
    assert ask(council, "300000.00") is None
    with council.store.reading() as session:
        assert decisions.waiting(session, DAY).let_go == 1


def test_a_large_disposal_waits_for_its_resolution(council: Council) -> None:
    values = {
        "name": "旧锅炉", "original_cost": PRICE, "life_months": 120, "booked_on": date(2026, 3, 2),
    }  # fmt: skip
    card = council.do(service.save_card, None, values, today=DAY)
    number = council.value(Asset, card, "asset_no")
    with pytest.raises(UserError, match=f"{number} 资产处置 200,000.00 元以上"):
        council.do(disposals.write_off, card, DisposalMethod.SCRAP, DAY, today=DAY)
    assert council.value(Asset, card, "removed_month") is None
    made = passed(council, "报废旧锅炉", "D04", amount=PRICE, reference=number)
    council.do(disposals.write_off, card, DisposalMethod.SCRAP, DAY, today=DAY)
    with council.store.reading() as session:
        assert decisions.linked(session, made).acts[0][1] == number
    small = council.do(
        service.save_card, None, values | {"name": "水泵", "original_cost": Decimal("5000.00")}, today=DAY
    )
    council.do(disposals.write_off, small, DisposalMethod.SCRAP, DAY, today=DAY)


# -- urgent ---------------------------------------------------------------------------------------------------


def test_an_urgent_decision_is_confirmed_later(council: Council) -> None:
    made = passed(council, "抢修供水", "D01", amount=MONEY, emergency=True, emergency_reason="停水")
    with council.store.reading() as session:
        assert [each[0] for each in decisions.to_ratify(session)] == [made]
        old = submission_of(council, decisions.decisions(session)[0].item_id)
    day = date(2026, 4, 1)
    passed(council, "追认抢修供水", "D01", day, amount=MONEY, aim=Aim.RATIFY, about_id=old)
    with council.store.reading() as session:
        assert decisions.to_ratify(session) == []
        assert decisions.linked(session, made).ratified_by == "JY2026002"


# -- 督办 -----------------------------------------------------------------------------------------------------


def test_a_task_is_followed_until_it_is_struck_off(council: Council) -> None:
    made = passed(council, "购置电梯", "D01", amount=MONEY)
    values = {
        "resolution_id": made,
        "task": "六月底前装好电梯",
        "owner_id": council.clerk,
        "due_on": date(2026, 6, 30),
    }
    with pytest.raises(Invalid, match="办理时限早于决定日期"):
        council.do(following.save_follow_up, None, values | {"due_on": date(2026, 1, 1)}, today=DAY)
    task = council.do(following.save_follow_up, None, values, today=DAY)
    council.do(following.note_progress, task, date(2026, 5, 1), "已签合同", today=date(2026, 5, 2))
    with council.refused(Rule.ORDER):
        council.do(following.strike_off, task, "同意", today=DAY)
    late = date(2026, 7, 10)
    with council.store.reading() as session:
        assert [(each.follow_up_no, each.days_over) for each in decisions.tasks(session, late, True)] == [
            ("DB2026001", 10)
        ]
    council.do(following.finish, task, late, "验收合格", today=late)
    with pytest.raises(Invalid, match="请写明销号"):
        council.do(following.strike_off, task, "", today=late)
    council.do(following.strike_off, task, "缺验收报告", today=late, accepted=False)
    assert council.value(FollowUp, task, "status").label == "办理中"
    council.do(following.finish, task, late, "补齐", today=late)
    council.do(following.strike_off, task, "同意销号", today=late)
    with council.store.reading() as session:
        assert decisions.tasks(session, late) == []
        view = submitted.follow_up(session, task)
    assert (view.resolution_no, view.owner, view.conclusion) == ("JY2026001", "钱记录", "同意销号")
    assert [words for _, words in view.progress] == ["已签合同", "验收合格", "补齐"]


# -- found again ----------------------------------------------------------------------------------------------


@pytest.fixture
def decided(council: Council) -> Council:
    passed(council, "支付工程款", "D01", amount=MONEY, reference="HT-9")
    passed(council, "购置空调", "C03", date(2026, 6, 2), amount=Decimal("520000.00"))
    day = date(2027, 1, 12)
    plan = council.raised("2027年工作计划", "A01", day)
    meeting = council.begun(council.called(plan, day=day), 5, day)
    council.voted(council.items(meeting)[0], 3, 2, Outcome.REJECTED)
    return council


def test_decisions_are_found_by_matter_amount_member_and_year(decided: Council) -> None:
    for wanted, titles in (
        (Wanted(), ["支付工程款", "购置空调", "2027年工作计划"]),
        (Wanted(year=2026), ["支付工程款", "购置空调"]),
        (Wanted(matter_code="D01"), ["支付工程款"]),
        (Wanted(kind=MatterKind.POLICY), ["2027年工作计划"]),
        (Wanted(least=Decimal("500000")), ["购置空调"]),
        (Wanted(most=Decimal("500000")), ["支付工程款"]),
        (Wanted(words="空调"), ["购置空调"]),
        (Wanted(words="gzkt"), ["购置空调"]),
        (Wanted(words="HT-9"), ["支付工程款"]),
        (Wanted(outcome=Outcome.REJECTED), ["2027年工作计划"]),
        (Wanted(person_id=decided.clerk), []),
        (Wanted(person_id=decided.people[6], year=2027), ["2027年工作计划"]),
    ):
        with decided.store.reading() as session:
            assert [each.title for each in decisions.decisions(session, wanted)] == titles, wanted


def test_the_ledger_of_a_year_and_its_figures(decided: Council, tmp_path: Path) -> None:
    out = tmp_path / "台账.xlsx"
    assert decided.do(exporting.export_decisions, YEAR, out) == 2
    book = load_workbook(out)
    assert book.sheetnames == ["三重一大台账", "统计"]
    rows = list(book["三重一大台账"].iter_rows(values_only=True))
    assert rows[0][0] == "2026年“三重一大”集体决策台账"
    found = dict(zip(rows[1], rows[2], strict=True))
    assert (found["金额(元)"], found["应到"], found["实到"], found["同意"], found["结果"]) == (
        300000, 7, 6, 5, "通过",
    )  # fmt: skip
    figures = {row[0]: row[1:] for row in book["统计"].iter_rows(min_row=3, values_only=True)}
    assert figures["议决事项合计"] == (2, 820000)
    assert figures["应到人次"][0] == 14
    assert figures["会议：领导班子会议"][0] == 2
    assert figures["类别：大额度资金使用"] == (1, 300000)


# -- commands -------------------------------------------------------------------------------------------------


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    code = run(["--json", *arguments])
    return code, json.loads(capsys.readouterr().out)


def test_tally_needs_no_store(capsys: pytest.CaptureFixture[str]) -> None:
    usual = ["tally", "--eligible", "7", "--present", "5", "--yes", "4", "--no", "1", "--abstain", "0"]
    code, found = told(capsys, *usual)
    assert code == 0
    assert list(found) == ["quorum", "base", "needed", "passed", "reason"]
    assert (found["quorum"], found["base"], found["needed"], found["passed"]) == (True, 7, 4, True)
    code, found = told(capsys, *usual, "--rule", "two-thirds-of-eligible", "--quorum", "two-thirds")
    assert (code, found["needed"], found["passed"]) == (0, 5, False)
    code, found = told(capsys, *usual, "--recused", "1")
    assert code == 1
    assert found["error"].startswith("回避：")
    assert run([*usual, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["passed"]
    assert run([*usual, "--rule", "most"]) == 2


def test_a_meeting_and_the_ledger_by_command(
    decided: Council, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--store", decided.store.where]
    code, found = told(capsys, *where, "meeting", "show", "HY2026001")
    assert code == 0
    assert (found["eligible"], found["present"], found["quorum"]) == (7, 6, True)
    assert found["items"][0]["votes"]["刘委员"] == "abstain"
    assert found["items"][0]["resolution_no"] == "JY2026001"
    assert told(capsys, *where, "meeting", "show", "HY9")[0] == 1
    assert run([*where, "meeting", "show", "HY2026001"]) == 0
    assert "支付工程款" in capsys.readouterr().out
    out = tmp_path / "台账.xlsx"
    code, found = told(capsys, *where, "export", "decisions", "2026", str(out))
    assert (code, found["rows"]) == (0, 2)
    assert out.exists()
    assert told(capsys, *where, "export", "decisions", "2026", str(tmp_path / "台账.csv"))[0] == 1


def book(path: Path, *rows: tuple[Any, ...]) -> Path:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


def test_bodies_and_matters_come_from_workbooks(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--store", store.where]
    bodies = book(
        tmp_path / "机构.xlsx",
        ("机构名称", "简称", "到会要求", "表决方式", "依据"),
        ("局长办公会", "办公会", "三分之二以上到会", "口头表决", "议事规则"),
    )
    assert told(capsys, *where, "import", "bodies", str(bodies))[1]["accepted"] == 1
    matters = book(
        tmp_path / "清单.xlsx",
        (
            "事项编码",
            "事项名称",
            "类别",
            "业务",
            "起点金额(元)",
            "决策机构",
            "财务审核",
            "生效日期",
            "依据文件",
        ),
        (
            "H01",
            "大额支付",
            "大额度资金使用",
            "资金支付",
            "5万元",
            "局长办公会",
            "是",
            "2026-01-01",
            "某发〔2026〕1号",
        ),
        (
            "H02",
            "大额支付",
            "大额度资金使用",
            "资金支付",
            "二十",
            "局长办公会",
            "是",
            "2026-01-01",
            "某发〔2026〕1号",
        ),
    )
    code, found = told(capsys, *where, "import", "matters", str(matters))
    assert (code, found["refused"], found["errors"][0]["row"]) == (1, 1, 3)
    assert told(capsys, *where, "import", "matters", str(matters), "--accept-valid")[0] == 0
    with store.reading() as session:
        need = requiring.needed(session, ActKind.PAYMENT, Decimal("50000.00"), DAY)
        before = requiring.needed(session, ActKind.PAYMENT, Decimal("50000.00"), date(2025, 12, 31))
    assert need is not None
    assert (need.body, need.basis) == ("局长办公会", "某发〔2026〕1号")
    assert before is None


def test_a_new_office_begins_with_a_catalogue(tmp_path: Path) -> None:
    made = office.create(tmp_path / "新.houqin", {"office_name": "某中心"})
    with made.reading() as session:
        assert len(catalogue.matters_on(session, DAY)) > 15
    made.close()
