"""Importing a ledger as a clerk does it: every step by clicks, asserting what is seen, told and stored."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from app import office
from app.assets.models import Asset, ImportBatch
from app.kit.months import Month
from app.kit.store import Store
from app.people.models import Department
from ui.assets.importing import COLUMNS, DONE, TRIAL, ImportPage, open_import
from ui.kit.desk import Desk
from ui.kit.job import strip_of
from ui.kit.toast import Toast
from ui.window import MainWindow

DATA = Path(__file__).parent / "data"
LEDGER = DATA / "固定资产明细账.xlsx"
TRUTH = json.loads((DATA / "truth.json").read_text(encoding="utf-8"))["assets"]


@pytest.fixture
def desk(tmp_path: Path, preferences: Path) -> Iterator[Desk]:
    store = office.create(tmp_path / "台账.houqin", {"office_name": "青山县农业技术推广中心"}, who="张三")
    yield Desk(store)
    store.close()


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    made = MainWindow()
    made.keeps_place = False
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    made.attach(desk)
    return made


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, desk: Desk) -> ImportPage:
    return open_import(window.go("workbench"), desk)


def settled(qtbot: QtBot, page: ImportPage) -> None:
    qtbot.waitUntil(lambda: page._job is None, timeout=20_000)


def begun(qtbot: QtBot, page: ImportPage, path: Path = LEDGER) -> None:
    page.take(path)
    settled(qtbot, page)


def tried(qtbot: QtBot, page: ImportPage, path: Path = LEDGER) -> None:
    begun(qtbot, page, path)
    qtbot.mouseClick(page.columns.go, Qt.MouseButton.LeftButton)
    settled(qtbot, page)
    assert page.pages.currentIndex() == TRIAL


def imported(qtbot: QtBot, page: ImportPage) -> None:
    tried(qtbot, page)
    page.trial.agree.click()
    qtbot.mouseClick(page.trial.go, Qt.MouseButton.LeftButton)
    settled(qtbot, page)
    assert page.pages.currentIndex() == DONE


def cards(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(Asset)) or 0


def drop(widget: object, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    widget.dropEvent(event)  # type: ignore[attr-defined]


def test_the_whole_way_of_the_sample_ledger(qtbot: QtBot, page: ImportPage, desk: Desk) -> None:
    drop(page.choose.place, LEDGER)
    settled(qtbot, page)
    assert page.pages.currentIndex() == COLUMNS
    assert page.columns.month.text() == "2026-10"
    assert page.columns.unit.currentText() == "年"
    seen = [box.currentText() for box in page.columns.boxes]
    assert seen[:3] == ["不导入", "资产编号", "资产名称"]
    qtbot.mouseClick(page.columns.go, Qt.MouseButton.LeftButton)
    settled(qtbot, page)
    trial = page.trial
    assert (trial.good.figure.text(), trial.bad.figure.text()) == ("1,169", "31")
    assert "小计、合计行" in trial.skipped.under.text()
    assert {int(line[0].replace(",", "")) for line in trial.errors.texts()} == {
        bad["row"] for bad in TRUTH["bad"]
    }
    assert all(line[3] for line in trial.errors.texts())
    kinds = Counter(bad["why"] for bad in TRUTH["bad"])
    for kind in ("取得日期不成立", "原值不是数", "资产名称为空"):
        assert f"{kind} {kinds[kind]}" in trial.reasons.text()
    assert not trial.go.isEnabled()
    assert "部门 10 个" in trial.missing.words.text()
    trial.agree.click()
    qtbot.mouseClick(trial.go, Qt.MouseButton.LeftButton)
    settled(qtbot, page)
    assert page.done.words.text().startswith("已导入 1,169 张卡片，批次 DR")
    for name, (cost, accumulated, count) in TRUTH["cost_by_class"].items():
        line = next(line for line in page.done.classes.texts() if line[0] == name)
        assert line[1] == f"{count:,}"
        assert (line[3], line[4]) == (f"{Decimal(cost):,.2f}", f"{Decimal(accumulated):,.2f}")
    assert cards(desk.store) == 1169
    assert len(page.choose.history.lines()) == 1


def test_the_screen_below_knows_of_the_new_cards(qtbot: QtBot, window: MainWindow, page: ImportPage) -> None:
    imported(qtbot, page)
    page.leave()
    bench = window.screen_now
    qtbot.waitUntil(lambda: bench.view is not None and bench.view.today.total.cards == 1169)
    assert bench.cards.value == "1,169"


def test_a_file_is_chosen_in_the_dialog(qtbot: QtBot, page: ImportPage) -> None:
    qtbot.mouseClick(page.choose.pick, Qt.MouseButton.LeftButton)
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(LEDGER))
    settled(qtbot, page)
    assert page.columns.file.text() == LEDGER.name


def test_two_columns_for_one_field_are_flagged(qtbot: QtBot, page: ImportPage) -> None:
    begun(qtbot, page)
    name, model = page.columns.boxes[2], page.columns.boxes[3]
    model.setCurrentText("资产名称")
    assert not page.columns.go.isEnabled()
    assert "有两列都对应到“资产名称”" in page.columns.trouble.words.text()
    assert page.columns.table.item(2, 3).text() == "与 D 列重复，只能留一列"
    assert page.columns.table.item(3, 3).text() == "与 C 列重复，只能留一列"
    model.setCurrentText("规格型号")
    assert page.columns.go.isEnabled()
    name.setCurrentText("不导入")
    assert "还没有一列对应到“资产名称”" in page.columns.trouble.words.text()


def test_month_and_unit_can_be_changed(qtbot: QtBot, page: ImportPage) -> None:
    begun(qtbot, page)
    page.columns.month.setText("2026-1x")
    assert not page.columns.go.isEnabled()
    page.columns.month.setText("2026年9月")
    page.columns.unit.setCurrentText("月")
    qtbot.mouseClick(page.columns.go, Qt.MouseButton.LeftButton)
    settled(qtbot, page)
    assert page.trial.plan is not None
    assert page.trial.plan.opening_month == Month.make(2026, 9)
    assert "2026年9月末" in page.trial.month.text()
    assert max(life for life in page.trial.plan.columns["life_months"] if life) <= 50


def test_changed_columns_are_remembered(qtbot: QtBot, page: ImportPage) -> None:
    begun(qtbot, page)
    assert page.columns.known.text() == "表头在第 3 行"
    at = next(n for n, box in enumerate(page.columns.boxes) if box.currentText() == "备注")
    page.columns.boxes[at].setCurrentText("不导入")
    qtbot.mouseClick(page.columns.go, Qt.MouseButton.LeftButton)
    settled(qtbot, page)
    page.trial.agree.click()
    qtbot.mouseClick(page.trial.go, Qt.MouseButton.LeftButton)
    settled(qtbot, page)
    qtbot.mouseClick(page.done.again, Qt.MouseButton.LeftButton)
    begun(qtbot, page)
    assert page.columns.known.text() == "沿用上次的对应"
    assert page.columns.boxes[at].currentText() == "不导入"


def test_refused_rows_come_back_as_a_workbook(qtbot: QtBot, page: ImportPage, tmp_path: Path) -> None:
    tried(qtbot, page)
    qtbot.mouseClick(page.trial.save, Qt.MouseButton.LeftButton)
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    assert "退回 31 行" in dialog.selectedFiles()[0]
    target = tmp_path / "退回.xlsx"
    dialog.fileSelected.emit(str(target))
    rows = list(openpyxl.load_workbook(target).active.iter_rows(values_only=True))
    heads = next(row for row in rows if row[-1] == "原因")
    below = rows[rows.index(heads) + 1 :]
    reasons = [row[-1] for row in below if row[-1]]
    assert len(reasons) == 31
    assert any("取得日期不成立" in reason for reason in reasons)


def test_a_batch_is_withdrawn_after_a_question(qtbot: QtBot, page: ImportPage, desk: Desk) -> None:
    asked: list[tuple[str, str]] = []

    def answer(yes: bool) -> Callable[..., bool]:
        def say(parent: object, title: str, question: str, verb: str) -> bool:
            asked.append((question, verb))
            return yes

        return say

    imported(qtbot, page)
    desk.answer = answer(False)
    qtbot.mouseClick(page.done.undo, Qt.MouseButton.LeftButton)
    assert cards(desk.store) == 1169
    desk.answer = answer(True)
    qtbot.mouseClick(page.done.undo, Qt.MouseButton.LeftButton)
    assert cards(desk.store) == 0
    assert asked[1][1] == "撤回 1,169 张"
    assert page.choose.history.texts()[0][-1].endswith("已撤回")
    toast = page.window().findChild(Toast)
    assert toast is not None
    assert "已撤回批次" in toast.words.text()
    page.choose.history.selectRow(0)
    assert not page.choose.undo.isEnabled()


def test_a_touched_batch_stays_and_why_is_told(qtbot: QtBot, page: ImportPage, desk: Desk) -> None:
    told: list[str] = []
    desk.complain = lambda parent, title, words: told.append(words)
    desk.answer = lambda *args: True
    imported(qtbot, page)
    with desk.store.changing("改卡片") as session:
        card = session.scalars(select(Asset).limit(1)).one()
        card.remark = "改过"
    qtbot.mouseClick(page.done.undo, Qt.MouseButton.LeftButton)
    assert "已被修改" in told[0]
    assert cards(desk.store) == 1169


def test_cancel_stores_nothing(qtbot: QtBot, page: ImportPage, desk: Desk) -> None:
    tried(qtbot, page)
    page.trial.agree.click()
    qtbot.mouseClick(page.trial.go, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(strip_of(page).stop, Qt.MouseButton.LeftButton)
    settled(qtbot, page)
    assert page.pages.currentIndex() == TRIAL
    assert cards(desk.store) == 0
    with desk.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(ImportBatch)) == 0
        assert session.scalar(select(func.count()).select_from(Department)) == 0
    assert page.trial.go.isEnabled()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("说明.xlsx", "这不是工作簿".encode(), "说明.xlsx"),
        ("网页.xls", b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        ("空.csv", "甲,乙\n1,2\n".encode("utf-8-sig"), "表头"),
    ],
)
def test_what_is_no_ledger_is_told_and_nothing_else_happens(
    qtbot: QtBot, page: ImportPage, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    begun(qtbot, page, path)
    assert page.pages.currentIndex() == 0
    assert page.trouble.isVisible()
    assert words in page.trouble.words.text()


def test_a_ledger_of_refused_rows_alone_cannot_go_on(qtbot: QtBot, page: ImportPage, tmp_path: Path) -> None:
    path = tmp_path / "坏.csv"
    path.write_text("资产编号,资产名称,原值\nA1,,5000\nA2,桌子,负五\n", encoding="utf-8-sig")
    tried(qtbot, page, path)
    assert page.trial.bad.figure.text() == "2"
    assert not page.trial.go.isEnabled()


def test_keys_go_on_and_esc_goes_back(qtbot: QtBot, window: MainWindow, page: ImportPage) -> None:
    begun(qtbot, page)
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(page.columns.go, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, page)
    assert page.pages.currentIndex() == TRIAL
    qtbot.mouseClick(page.trial.change, Qt.MouseButton.LeftButton)
    assert page.pages.currentIndex() == COLUMNS
    qtbot.keyClick(page.columns.go, Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is window.screen_now
