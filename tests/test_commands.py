"""The commands as IT staff type them: answers, JSON, exit codes, and the whole story in processes of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from app.__main__ import run

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests" / "data"
LEDGER = DATA / "固定资产明细账.xlsx"
TRUTH: dict[str, Any] = json.loads((DATA / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture
def command(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, Any, str]]:
    """Run a command on this test's store: (exit code, JSON answer or None, what standard error says)."""

    def call(*words: str | Path) -> tuple[int, Any, str]:
        store = tmp_path / "台账 1.houqin"
        code = run(["--store", str(store), "--json", *map(str, words)])
        out, err = capfd.readouterr()
        return code, json.loads(out) if out.strip() else None, err

    return call


Command = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def imported(command: Command) -> Command:
    """The clerk's ledger brought in."""
    assert command("init", "--name", "某市计量测试研究所")[0] == 0
    code, answer, _ = command("import", "assets", LEDGER, "--accept-valid", "--create-missing")
    assert (code, answer["accepted"]) == (0, 1169)
    return command


def test_a_sheet_is_chosen_by_its_name(command: Command, tmp_path: Path) -> None:
    rows = {"通用设备": ["T01", "打印机"], "家具": ["J01", "办公桌"]}
    book = openpyxl.Workbook()
    for name, row in rows.items():
        sheet = book.create_sheet(name)
        sheet.append(["资产编号", "资产名称", "原值", "取得日期", "折旧年限(月)"])
        sheet.append([*row, 2000, "2023-05-06", 72])
    book.save(tmp_path / "分页.xlsx")
    command("init")
    code, _, told = command("import", "assets", tmp_path / "分页.xlsx", "--sheet", "车辆")
    assert code == 1
    assert "没有工作表“车辆”，有的是：Sheet、通用设备、家具" in told
    for name in rows:
        assert command("import", "assets", tmp_path / "分页.xlsx", "--sheet", name)[1]["accepted"] == 1
    assert [each["asset_no"] for each in command("list", "assets")[1]] == ["J01", "T01"]


# --- exit codes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        [], ["nope"], ["close"], ["close", "2026-13"], ["close", "2026-11", "--nope"], ["capitals", "很多"],
        ["totals", "assets", "--by", "colour"], ["print", "asset-poster", "a.pdf"], ["reopen", "2026-11"],
        ["list", "assets", "--limit", "0"], ["import"],
    ],
)  # fmt: skip
def test_wrong_usage_is_two(words: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 2
    assert capfd.readouterr().err.strip()


def test_wrong_usage_is_said_in_chinese(capfd: pytest.CaptureFixture[str]) -> None:
    run(["close"])
    assert "用法不对：缺少 YYYY-MM" in capfd.readouterr().err
    run(["totals", "assets", "--by", "colour"])
    assert "--by 没有“colour”，可用的有 legacy_class、" in capfd.readouterr().err
    run(["colour"])
    assert "没有命令“colour”" in capfd.readouterr().err


def test_a_store_that_is_not_there(command: Command, tmp_path: Path) -> None:
    code, answer, told = command("list", "assets")
    assert code == 1
    assert "没有找到数据文件" in answer["error"]
    assert "init" in told
    assert list(tmp_path.iterdir()) == []


def test_init_does_not_overwrite(command: Command) -> None:
    assert command("init")[0] == 0
    code, answer, _ = command("init")
    assert code == 1
    assert "已经存在" in answer["error"]


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("107000.53", "壹拾万柒仟元零伍角叁分"), ("￥1,000元", "壹仟元整"), ("０.5", "伍角整"), ("0", "零元整"),
    ],
)  # fmt: skip
def test_capitals_need_no_store(amount: str, words: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["capitals", amount]) == 0
    assert capfd.readouterr().out == f"{words}\n"


def test_capitals_of_less_than_a_fen_are_refused(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["capitals", "1.005"]) == 1
    assert "不足一分" in capfd.readouterr().err


def test_a_quick_command_loads_little() -> None:
    code = (
        "import sys; from app.__main__ import run; run(['capitals', '1']); print('sqlalchemy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.stdout.splitlines() == ["壹元整", "False"]


# --- import ----------------------------------------------------------------------------------------------


def test_a_dry_run_stores_nothing(command: Command) -> None:
    command("init")
    code, answer, _ = command("import", "assets", LEDGER, "--dry-run")
    assert code == 0
    assert set(answer) == {"batch", "rows_read", "accepted", "refused", "skipped", "errors", "created"}
    assert (answer["batch"], answer["rows_read"], answer["accepted"], answer["refused"]) == (
        None,
        1200,
        1169,
        31,
    )
    assert answer["rows_read"] == answer["accepted"] + answer["refused"]
    planted = {(each["row"], each["why"]) for each in TRUTH["assets"]["bad"]}
    told = {each["row"]: each["reason"] for each in answer["errors"]}
    assert all(why in told[row] for row, why in planted)
    assert set(told) == {row for row, _ in planted}
    assert set(answer["errors"][0]) == {"row", "column", "value", "reason"}
    assert command("list", "assets")[1] == []


def test_nothing_is_stored_unless_all_is_good_or_the_good_is_accepted(
    command: Command, tmp_path: Path
) -> None:
    command("init")
    code, answer, told = command(
        "import", "assets", LEDGER, "--create-missing", "--errors", tmp_path / "退回.xlsx"
    )
    assert (code, answer["batch"], answer["refused"]) == (1, None, 31)
    assert "31 行有问题" in told
    assert len(CalamineWorkbook.from_path(tmp_path / "退回.xlsx").get_sheet_by_index(0).to_python()) == 4 + 31
    code, answer, told = command("import", "assets", LEDGER, "--accept-valid")
    assert code == 1
    assert "部门 10 个" in answer["error"]
    assert command("list", "assets")[1] == []
    assert command("verify")[1] == {"ok": True, "problems": []}


def test_a_batch_is_withdrawn_whole(imported: Command) -> None:
    code, answer, _ = imported("withdraw", "DR20260001")
    assert (code, answer["cards"]) == (0, 1169)
    assert imported("withdraw", "DR20260001")[0] == 1
    assert imported("import", "assets", LEDGER, "--accept-valid")[1]["batch"] == "DR20260002"
    assert imported("verify")[0] == 0


def test_registers_come_in_too(command: Command, tmp_path: Path) -> None:
    command("init")
    file = tmp_path / "部门.csv"
    file.write_text(
        "部门名称,部门编码,折旧费用科目\n检测中心,0201,5001\n后勤保障科,0102,5101\n", encoding="gb18030"
    )
    code, answer, _ = command("import", "departments", file)
    assert (code, answer["accepted"], answer["refused"]) == (0, 2, 0)
    code, answer, _ = command("import", "departments", file)
    assert (code, answer["refused"]) == (1, 2)
    people = tmp_path / "人员.csv"
    people.write_text("姓名,工号,部门\n王𬱖,007,检测中心\n张喆,008,质量科\n", encoding="utf-8-sig")
    assert command("import", "people", people)[0] == 1
    code, answer, _ = command("import", "people", people, "--create-missing")
    assert (code, answer["created"]) == (0, {"department_id": ["质量科"]})
    places = tmp_path / "地点.csv"
    places.write_text("地点名称,上级地点\n主楼201室,主楼\n主楼,\n", encoding="utf-8")
    assert command("import", "places", places)[0] == 0


# --- looking, closing, printing, handing over ------------------------------------------------------------


def test_totals_are_the_ledgers_to_the_fen(imported: Command) -> None:
    answer = imported("totals", "assets", "--by", "legacy_class")[1]
    assert set(answer[0]) == {
        "key", "count", "quantity", "original_cost", "accumulated_depreciation", "net_book_value"
    }  # fmt: skip
    found = {
        each["key"]: [each["original_cost"], each["accumulated_depreciation"], each["count"]]
        for each in answer
    }
    assert found == TRUTH["assets"]["cost_by_class"]
    for each in answer:
        net = Decimal(each["original_cost"]) - Decimal(each["accumulated_depreciation"])
        assert each["net_book_value"] == f"{net:.2f}"
    for by in ("department", "new_class", "usage_status", "depreciation_status", "acquisition"):
        again = imported("totals", "assets", "--by", by)[1]
        assert sum(each["count"] for each in again) == 1169


def test_sample_cards_stand_as_in_the_ledger(imported: Command) -> None:
    for wanted in TRUTH["assets"]["sample"][:12]:
        found = imported("list", "assets", "--search", wanted["no"])[1]
        card = next(each for each in found if each["asset_no"] == wanted["no"])
        assert card["name"] == wanted["name"]
        assert card["original_cost"] == wanted["cost"]
        assert card["accumulated_depreciation"] == wanted["acc"]
        assert card["booked_on"] == wanted["booked"]
        assert card["legacy_class"] == wanted["cls"]
        assert card["department"] == wanted["dept"]


def test_the_list_is_searched_and_cut(imported: Command) -> None:
    assert len(imported("list", "assets", "--limit", "7")[1]) == 7
    assert len(imported("list", "assets")[1]) == 1169
    assert {each["name"] for each in imported("list", "assets", "--search", "ktj", "--limit", "500")[1]} == {
        "空调机"
    }


def test_a_month_is_closed_reopened_and_closed_again(imported: Command) -> None:
    code, answer, _ = imported("close", "2026-11")
    assert code == 0
    assert (
        (answer["month"], answer["amount"]) == ("2026-11", TRUTH["charge_2026_11"]) == ("2026-11", "82207.89")
    )
    assert sum(Decimal(each["amount"]) for each in answer["by_account"]) == Decimal("82207.89")
    code, _, told = imported("close", "2026-11")
    assert code == 1
    assert "已经结账" in told
    assert imported("reopen", "2026-11", "--reason", "  ")[0] == 1
    assert imported("reopen", "2026-11", "--reason", "漏登卡片")[1]["warning"] == ""
    assert imported("close", "2026-11")[1] == answer
    assert imported("close", "2027-03")[0] == 1
    assert imported("verify")[1] == {"ok": True, "problems": []}


def test_a_schedule_ends_at_nothing(imported: Command) -> None:
    lines = imported("schedule", "000305")[1]
    assert set(lines[0]) == {"month", "amount", "accumulated", "net"}
    assert lines[0] == {"month": "2026-11", "amount": "96.23", "accumulated": "5196.42", "net": "577.66"}
    assert (lines[-1]["month"], lines[-1]["amount"], lines[-1]["net"]) == ("2027-05", "96.51", "0.00")
    assert imported("schedule", "没有这个")[0] == 1


def test_opening_figures_may_be_of_another_month(command: Command) -> None:
    command("init")
    words = ["import", "assets", LEDGER, "--accept-valid", "--create-missing", "--opening-month", "2026-09"]
    assert command(*words)[0] == 0
    assert command("close", "2026-11")[0] == 1
    assert command("close", "2026-10")[0] == 0


def test_exports(imported: Command, tmp_path: Path) -> None:
    assert imported("export", "assets", tmp_path / "卡片.xlsx")[1]["rows"] == 1169
    head, *rows = CalamineWorkbook.from_path(tmp_path / "卡片.xlsx").get_sheet_by_index(0).to_python()
    card = dict(zip(head, next(row for row in rows if row[0] == "000305"), strict=True))
    assert (card["资产名称"], card["原值(元)"], card["使用部门"], card["资产类别"]) == (
        "空调机",
        5774.08,
        "财务科",
        "通用设备",
    )
    assert imported("export", "assets", tmp_path / "卡片.csv")[1]["rows"] == 1169
    assert (tmp_path / "卡片.csv").read_text(encoding="utf-8-sig").startswith("资产编号,")
    code, answer, _ = imported("export", "assets", tmp_path / "卡片.doc")
    assert code == 1
    assert imported("export", "vouchers", "2026-11", tmp_path / "凭证.xlsx")[0] == 1
    imported("close", "2026-11")
    code, answer, _ = imported("export", "vouchers", "2026-11", tmp_path / "没有" / "凭证.xlsx")
    assert code == 1
    assert "文件夹" in answer["error"]
    code, answer, told = imported(
        "export", "vouchers", "2026-11", tmp_path / "凭证.xlsx", "--profile", "neutral"
    )
    assert (code, answer["repeat_of"], told) == (0, None, "")
    code, again, told = imported(
        "export", "vouchers", "2026-11", tmp_path / "凭证.txt", "--profile", "yonyou"
    )
    assert again["repeat_of"] == answer["batch"]
    assert "重复导出" in told


FORMS = [
    ("asset-card", ["000305"], "资产卡片"), ("asset-intake", ["000305"], "验收入库单"),
    ("asset-handover", ["000305", "ZC00474"], "交接单"), ("depreciation-summary", ["2026-11"], "折旧汇总表"),
    ("asset-changes", ["2026-11"], "变动表"), ("asset-ledger", [], "固定资产明细账"),
    ("asset-labels", ["000305", "ZC00474"], "空调机"),
]  # fmt: skip


def test_each_form_is_printed(imported: Command, tmp_path: Path) -> None:
    imported("close", "2026-11")
    for form, words, text in FORMS:
        file = tmp_path / f"{form}.pdf"
        code, _, told = imported("print", form, file, *words)
        assert (code, told) == (0, ""), told
        assert text in "".join(PdfReader(file).pages[0].extract_text().split())
    assert imported("print", "asset-card", tmp_path / "a.pdf", "没有这个")[0] == 1
    assert imported("print", "asset-changes", tmp_path / "a.pdf", "2026-12")[0] == 1


def test_a_backup_opens(imported: Command, tmp_path: Path) -> None:
    code, answer, _ = imported("backup", tmp_path / "备份" / "copy.houqin")
    assert code == 0
    assert run(["--store", answer["file"], "verify"]) == 0


# --- the whole story, each command a process of its own --------------------------------------------------


def test_the_story_of_a_newcomer(tmp_path: Path) -> None:
    folder = tmp_path / "后勤 数据"
    folder.mkdir()

    def app(*words: str | Path, code: int = 0) -> Any:
        # A console with an old code page must not spoil the answer.
        environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "app", "--store", str(folder / "台账.houqin"), "--json", *map(str, words)],
            cwd=ROOT, capture_output=True, encoding="utf-8", env=environment, check=False,
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout)

    app("init")
    brought = app(
        "import", "assets", LEDGER, "--accept-valid", "--create-missing", "--errors", folder / "退回.xlsx",
        "--opening-month", "2026-10",
    )  # fmt: skip
    assert (brought["accepted"], brought["refused"]) == (1169, 31)
    totals = app("totals", "assets", "--by", "legacy_class")
    assert {each["key"]: each["original_cost"] for each in totals} == {
        key: cost for key, (cost, _, _) in TRUTH["assets"]["cost_by_class"].items()
    }
    assert app("close", "2026-11")["amount"] == "82207.89"
    assert app("schedule", "000305")[-1]["net"] == "0.00"
    app("export", "vouchers", "2026-11", folder / "凭证.xlsx", "--profile", "neutral")
    head, *rows = CalamineWorkbook.from_path(folder / "凭证.xlsx").get_sheet_by_index(0).to_python()
    table = [dict(zip(head, row, strict=True)) for row in rows]
    assert sum(Decimal(str(row["借方"] or 0)) for row in table) == Decimal("82207.89")
    assert sum(Decimal(str(row["贷方"] or 0)) for row in table) == Decimal("82207.89")
    assert {row["账套"] for row in table} == {"财务会计"}
    app("print", "depreciation-summary", folder / "折旧汇总表.pdf", "2026-11")
    app("close", "2026-11", code=1)
    assert app("verify") == {"ok": True, "problems": []}
