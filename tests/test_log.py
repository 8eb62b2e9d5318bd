"""The log as people ask for it: by person, thing, time and verb; on screen, on paper, as a workbook, by command."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pypdf
import pytest
from pytestqt.qtbot import QtBot

from app.__main__ import run
from app.assets.models import Asset
from app.assets.service import save_card
from app.kit import audit, logbook, records
from app.kit.log_paper import log_pdf
from app.kit.logbook import Wanted
from app.kit.printing import head_of
from app.kit.store import Store
from app.people.models import Person
from ui.kit.desk import Desk
from ui.kit.preview import Preview
from ui.log import ANYBODY, LogPage

FIRST = datetime(2026, 11, 2, 1, tzinfo=UTC)


@pytest.fixture
def told(store: Store) -> Store:
    """Four acts of two people on three days."""
    days = iter(FIRST + timedelta(days=at) for at in (0, 0, 1, 2))

    def at_next(who: str) -> None:
        moment = next(days)
        store.clock = lambda: moment
        store._who = who

    at_next("张三")
    with store.changing("新增资产") as session:
        card = {
            "asset_no": "A1",
            "name": "显微镜",
            "original_cost": Decimal("5000"),
            "legacy_class": "general",
            "unit": "台",
        }
        save_card(session, None, card, today=date(2026, 11, 2))
    at_next("张三")
    with store.changing("新增人员") as session:
        records.save(session, Person, None, {"name": "孙立", "phone": "13800138000"})
    at_next("李四")
    with store.changing("修改资产", "贴错标签") as session:
        records.save(session, Asset, 1, {"name": "生物显微镜", "remark": "已更正"})
    at_next("李四")
    with store.changing("删除人员") as session:
        records.remove(session, Person, 1)
    return store


def numbers(store: Store, **asked: object) -> list[int]:
    with store.reading() as session:
        wanted = Wanted(**asked)  # type: ignore[arg-type]
        found = [line.number for line in logbook.lines(session, wanted, newest=False)]
        assert logbook.count(session, wanted) == len(found)
    return found


def test_it_is_asked_by_person_thing_time_and_verb(told: Store) -> None:
    assert numbers(told) == [1, 2, 3, 4]
    assert numbers(told, who="李四") == [3, 4]
    assert numbers(told, verb="人员") == [2, 4]
    assert numbers(told, since=date(2026, 11, 3)) == [3, 4]
    assert numbers(told, until=date(2026, 11, 3)) == [1, 2, 3]
    assert numbers(told, thing="A1") == [1, 3]
    assert numbers(told, thing="swxwj") == [1, 3], "by the pinyin of what it is called now"
    assert numbers(told, thing="孙立") == [2, 4], "also when it is gone"
    assert numbers(told, thing="贴错") == [3], "by the reason"
    assert numbers(told, thing="50%") == []
    assert numbers(told, who="李四", verb="资产", thing="已更正") == [3]


def test_an_act_is_told_in_the_words_of_its_labels(told: Store) -> None:
    with told.reading() as session:
        line = logbook.act(session, 3)
        assert logbook.act(session, 99) is None
        gone = logbook.act(session, 4)
    assert line is not None
    assert (line.who, line.operation, line.reason, line.changes) == ("李四", "修改资产", "贴错标签", 1)
    (thing,) = line.things
    assert (thing.name_cn, thing.title) == ("资产卡片", "生物显微镜")
    assert [(step.label, step.before, step.after) for step in thing.steps] == [
        ("资产名称", "显微镜", "生物显微镜"), ("备注", "—", "已更正"),
    ]  # fmt: skip
    assert gone is not None
    assert gone.words == "人员“孙立”：删除"
    phone = next(step for step in gone.things[0].steps if "电话" in step.label)
    assert "13800138000" not in phone.before


def test_as_a_workbook(told: Store, tmp_path: Path) -> None:
    file = tmp_path / "日志.xlsx"
    with told.reading() as session:
        assert logbook.write(file, session, Wanted(who="李四")) == 2
        number, head = audit.head(session)
    rows = list(openpyxl.load_workbook(file).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert rows[0][0] == f"操作日志　经手含“李四”　日志到第 {number} 号 {head}"
    assert [column.label for column in logbook.COLUMNS] == list(rows[1])
    assert [row[0] for row in rows[2:4]] == [3, 3]
    assert rows[2][5:10] == ("资产卡片“生物显微镜”", None, "资产名称", "显微镜", "生物显微镜")


def test_on_paper_with_the_head_in_full(told: Store, tmp_path: Path) -> None:
    with told.reading() as session:
        pdf = log_pdf(session, Wanted(since=date(2026, 11, 2)), "张三", date(2026, 11, 30))
        number, head = audit.head(session)
    file = tmp_path / "日志.pdf"
    file.write_bytes(pdf)
    page = pypdf.PdfReader(file).pages[0]
    text = page.extract_text().replace("\n", "")
    assert page.mediabox.width > page.mediabox.height
    for words in (
        "操作日志",
        "2026-11-02 至 现在",
        "生物显微镜",
        "贴错标签",
        f"第 {number} 号",
        "打印人",
        "审核人",
    ):
        assert words in text, words
    assert head in text


def test_by_command(told: Store, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def call(*words: str) -> str:
        assert run(["--store", told.where, *words]) == 0
        return capfd.readouterr().out

    shown = call("log", "--who", "李四", "--verb", "修改", "--since", "2026.11.3")
    assert "共 1 条" in shown
    assert "生物显微镜" in shown
    data = json.loads(call("--json", "log", "--thing", "孙立"))
    assert [act["number"] for act in data["acts"]] == [4, 2]
    assert data["acts"][1]["things"][0]["title"] == "孙立"
    with told.reading() as session:
        assert data["head"] == dict(zip(("number", "hash"), audit.head(session), strict=True))
    for name in ("日志.pdf", "日志.xlsx"):
        call("log", "--out", str(tmp_path / name))
        assert (tmp_path / name).stat().st_size > 1000
    assert numbers(told, verb="导出操作日志") == [5, 6]
    assert json.loads(call("--json", "verify", "--deep")) == {"ok": True, "problems": []}
    with told.reading() as session:
        sign = head_of(session, "张三", FIRST.date()).digest
        number, whole = audit.head(session)
    answer = json.loads(call("--json", "verify", "--paper", sign.upper()))
    assert (answer["ok"], answer["paper"]["number"], answer["paper"]["hash"]) == (True, number, whole)
    for foreign in ("0123456789", sign[:4]):
        assert run(["--store", told.where, "--json", "verify", "--paper", foreign]) == 1
        assert "不是由这份数据打印的" in capfd.readouterr().out
    assert run(["--store", told.where, "log", "--since", "某天"]) == 2
    assert run(["--store", told.where, "log", "--out", "日志.txt"]) == 1


# -- on screen -----------------------------------------------------------------------------------------------


@pytest.fixture
def page(qtbot: QtBot, told: Store, preferences: Path) -> LogPage:
    made = LogPage(Desk(told))
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    qtbot.waitUntil(lambda: made.view is not None)
    return made


def ask(qtbot: QtBot, page: LogPage) -> None:
    page.view = None
    page.seek.click()
    qtbot.waitUntil(lambda: page.view is not None)


def test_the_screen_lists_acts_and_what_they_changed(qtbot: QtBot, page: LogPage) -> None:
    assert [row[3] for row in page.acts.texts()] == ["删除人员", "修改资产", "新增人员", "新增资产"]
    assert page.acts.texts()[0][1].startswith("2026-11-04")
    page.acts.selectRow(1)
    assert page.what.text() == "第 3 号　修改资产"
    assert page.details.texts() == [
        ["资产卡片“生物显微镜”", " ", "资产名称", "显微镜", "生物显微镜"],
        [" ", " ", "备注", "—", "已更正"],
    ]
    assert page.view is not None
    assert page.view.head in page.head.text()


def test_the_screen_is_narrowed(qtbot: QtBot, page: LogPage) -> None:
    assert [page.who.itemText(at) for at in range(page.who.count())] == [ANYBODY, "张三", "李四"]
    page.who.setCurrentText("张三")
    ask(qtbot, page)
    assert [row[0] for row in page.acts.texts()] == ["2", "1"]
    page.thing.setText("显微镜")
    ask(qtbot, page)
    assert [row[0] for row in page.acts.texts()] == ["1"]
    page.since.setText("2026.11.3")
    ask(qtbot, page)
    assert page.acts.texts() == []
    assert page.what.text() == ""
    page.since.setText("某天")
    ask(qtbot, page)
    assert page.since.property("wrong")


def test_the_screen_exports_prints_and_checks(qtbot: QtBot, page: LogPage, tmp_path: Path) -> None:
    said: list[str] = []
    page.desk.complain = lambda parent, title, words: said.append(words)
    page.export_to(tmp_path / "日志.xlsx")
    qtbot.waitUntil((tmp_path / "日志.xlsx").exists)
    qtbot.waitUntil(lambda: bool(numbers(page.desk.store, verb="导出操作日志")))
    page.verify()
    assert page.job is not None
    with qtbot.waitSignal(page.job.finished) as done:
        pass
    assert done.args == [[]]
    assert not said
    page.show_paper()
    paper = page.window().findChild(Preview)
    assert isinstance(paper, Preview)
    qtbot.waitUntil(lambda: bool(paper.pdf), timeout=10_000)
    assert paper.pdf.startswith(b"%PDF")
    paper.close_page()
