"""The commands of meetings at their edges, the ledger, and catalogues and member lists as clerks keep them."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from app.__main__ import run
from app.kit.store import Store
from app.meetings.models import Body, BodyMember, Matter
from app.meetings.rules import PassRule, Quorum
from app.people import service as people
from tests.council import DAY, MONEY, Council

LATER = date(2026, 5, 6)


@pytest.fixture
def council(store: Store) -> Council:
    return Council(store)


def passed(council: Council, title: str, code: str, day: date = DAY, **values: Any) -> int:
    meeting = council.begun(council.called(council.raised(title, code, day, **values), day=day), 6, day)
    made = council.voted(council.items(meeting)[0], 6)
    assert made is not None
    return made


# -- commands -------------------------------------------------------------------------------------------------


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    code = run(["--json", *arguments])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("rule", [each.value for each in PassRule])
@pytest.mark.parametrize("quorum", [each.value for each in Quorum])
def test_tally_knows_every_rule(capsys: pytest.CaptureFixture[str], rule: str, quorum: str) -> None:
    usual = [part for name in ("eligible", "present", "yes") for part in (f"--{name}", "9")]
    usual = ["tally", *usual, "--no", "0", "--abstain", "0"]
    code, found = told(capsys, *usual, "--rule", rule, "--quorum", quorum)
    assert code == 0
    assert set(found) == {"quorum", "base", "needed", "passed", "reason"}
    assert found["passed"]
    assert found["base"] == 9


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        ("--eligible 7 --present 3 --yes 3 --no 0 --abstain 0", 0),  # no quorum is an answer
        ("--eligible 7 --present 8 --yes 3 --no 0 --abstain 0", 1),
        ("--eligible 0 --present 0 --yes 0 --no 0 --abstain 0", 1),
        ("--eligible 7 --present 5 --yes -1 --no 0 --abstain 0", 1),
        ("--eligible 7 --present 5 --yes 5 --no 1 --abstain 0", 1),
        ("--eligible 7 --present 5 --yes 5 --no 0 --abstain 0 --recused 1", 1),
        ("--eligible 7 --present 5 --yes 3.5 --no 0 --abstain 0", 2),
        ("--eligible 7 --present 5 --yes 3 --no 0", 2),
        ("--eligible 7 --present 5 --yes 3 --no 0 --abstain 0 --quorum most", 2),
    ],
)
def test_exit_codes_of_tally(capsys: pytest.CaptureFixture[str], figures: str, code: int) -> None:
    assert run(["--json", "tally", *figures.split()]) == code
    out = capsys.readouterr().out
    if code == 1:
        assert list(json.loads(out)) == ["error"]
    if code == 0:
        assert not json.loads(out)["passed"]


def test_the_ledger_of_an_empty_year_and_of_none(
    council: Council, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where, out = ["--store", council.store.where], tmp_path / "台账.xlsx"
    code, found = told(capsys, *where, "export", "decisions", "1999", str(out))
    assert (code, found["rows"]) == (0, 0)
    assert load_workbook(out).sheetnames == ["三重一大台账", "统计"]
    for year in ("0", "10000", "99999999"):
        code, found = told(capsys, *where, "export", "decisions", year, str(tmp_path / "无.xlsx"))
        assert code == 1
        assert "四位数" in found["error"]
    assert run([*where, "export", "decisions", "今年", str(out)]) == 2
    assert told(capsys, *where, "meeting", "show", "")[0] == 1


def test_formulas_in_titles_stay_words(council: Council, tmp_path: Path) -> None:
    passed(council, '=HYPERLINK("http://x")', "D01", amount=MONEY, reference="+1+1")
    out = tmp_path / "台账.xlsx"
    with council.store.changing("导出") as session:
        from app.meetings import exporting

        exporting.export_decisions(session, DAY.year, out)
    cells = [cell for row in load_workbook(out)["三重一大台账"].iter_rows() for cell in row]
    assert any(cell.value == '=HYPERLINK("http://x")' for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)


# -- workbooks ------------------------------------------------------------------------------------------------


def book(path: Path, *rows: tuple[Any, ...]) -> str:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)
    return str(path)


def test_a_catalogue_as_clerks_keep_it(
    council: Council, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--store", council.store.where]
    sheet = book(
        tmp_path / "清单.xlsx",
        ("某中心“三重一大”决策事项清单",),
        ("编码", "决策事项", "事项类别", "业务类型", "限额(万元)", "决策会议", "前置程序", None, "执行日期", "依据"),
        (None, None, None, None, None, None, "财务审核", "合法性审查", None, None),
        ("Z01", "大额支付", "大额度资金使用", "资金支付", 8, "领导班子会议", "√", None, "2027.1.5", "某发1号"),
        ("Z02", "大额支付", "大额度资金使用", "资金支付", "１２．５", "领导班子会议 ", "是", "否", "2027年1月5日", None),
        ("Z02", "大额支付", "大额度资金使用", "资金支付", 1, "领导班子会议", None, None, date(2027, 1, 5), None),
        ("Z03", "不知谁定", "大额度资金使用", "资金支付", 1, "联席会", None, None, "2027-01-05", None),
        ("Z04", "怪类别", "第五类", None, -1, "领导班子会议", None, None, "2027-02-30", None),
    )  # fmt: skip
    code, found = told(capsys, *where, "import", "matters", sheet, "--accept-valid")
    assert code == 1, "an unknown body is not made up"
    assert "联席会" in found["error"]
    faults = {(each["row"], each["column"]) for each in found["errors"]}
    assert {row for row, _ in faults} == {6, 8}, found["errors"]
    assert told(capsys, *where, "import", "matters", sheet, "--accept-valid", "--create-missing")[0] == 0
    with council.store.reading() as session:
        lines = {each.code: each for each in session.scalars(select(Matter).where(Matter.code.like("Z%")))}
    assert sorted(lines) == ["Z01", "Z02", "Z03"]
    assert (lines["Z01"].threshold, lines["Z02"].threshold) == (Decimal(80000), Decimal(125000))
    assert (lines["Z01"].needs_finance, lines["Z02"].needs_legal) == (True, False)
    assert lines["Z01"].effective_from == lines["Z02"].effective_from == date(2027, 1, 5)


def test_members_come_from_a_workbook(
    council: Council, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--store", council.store.where]
    sheet = book(
        tmp_path / "成员.xlsx",
        ("决策机构", "姓名", "职务", "序号", "任职日期", "任期止"),
        ("主任办公会议", "王主任", "主任", 1, "2026.1.1", "2026年12月31日"),
        ("主任办公会议", "李书记", "书记", 2, "2026-01-01", None),
        ("主任办公会议", "王主任", "主任", 1, "2026.12.31", None),
        ("主任办公会议", "王主任", "主任", 1, "2027.1.1", None),
        ("领导班子会议", "张副主任", "成员", 3, "2026-01-01", None),
        ("主任办公会议", "刘委员", "委员", 3, "2026-06-01", "2026-05-01"),
    )
    code, found = told(capsys, *where, "import", "members", sheet)
    assert code == 1
    assert [each["row"] for each in found["errors"]] == [7, 4, 6], found["errors"]
    assert "与第 2 行是同一人" in found["errors"][1]["reason"]
    code, found = told(capsys, *where, "import", "members", sheet, "--accept-valid")
    assert (code, found["accepted"]) == (0, 3)
    with council.store.reading() as session:
        body = council.body_of(session, "主任办公会议")
        seats = session.scalars(select(BodyMember).where(BodyMember.body_id == body))
        assert sorted((each.post, each.starts_on.year) for each in seats) == [
            ("主任", 2026), ("主任", 2027), ("书记", 2026),
        ]  # fmt: skip
    code, found = told(capsys, *where, "import", "members", sheet, "--accept-valid", "--dry-run")
    assert (code, found["accepted"]) == (0, 0), "the same list twice brings nothing"


def test_a_new_body_with_new_people_in_one_list(
    council: Council, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--store", council.store.where]
    rows = [
        ("议事机构", "成员", "任期起"),
        ("采购小组", "孙新", "2026-01-01"),
        ("采购小组", "孙新", "2026-02-01"),
    ]
    sheet = book(tmp_path / "小组.xlsx", *rows)
    assert told(capsys, *where, "import", "members", sheet)[0] == 1
    code, found = told(capsys, *where, "import", "members", sheet, "--create-missing", "--accept-valid")
    assert (code, found["accepted"]) == (0, 1)
    with council.store.reading() as session:
        assert session.scalar(select(Body.id).where(Body.name == "采购小组"))


def test_two_members_of_one_name_both_vote(council: Council, capsys: pytest.CaptureFixture[str]) -> None:
    council.do(people.save_person, council.people[2], {"name": "王主任"})
    meeting = council.begun(council.called(council.raised("年度计划", "A01")))
    council.voted(council.items(meeting)[0], 6, 1)
    where = ["--store", council.store.where]
    votes = told(capsys, *where, "meeting", "show", "HY2026001")[1]["items"][0]["votes"]
    assert len(votes) == 7
    assert sum(choice == "yes" for choice in votes.values()) == 6
