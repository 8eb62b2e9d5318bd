"""Closing months, handing vouchers over and printing, on screen: what is clicked, seen and told."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app import office
from app.assets import importing, months, service
from app.assets.choices import LegacyClass, Method
from app.assets.models import Asset
from app.assets.months import Reason
from app.finance import queries as finance_queries
from app.finance.models import Profile
from app.finance.service import export
from app.kit import audit
from app.kit.months import Month
from app.kit.store import Store
from tests.databases import Databases, Where
from ui.finance import FinanceScreen
from ui.kit.desk import Desk
from ui.kit.preview import Preview
from ui.kit.toast import Toast
from ui.months import MonthsScreen
from ui.reports import ReportsScreen
from ui.window import MainWindow

DATA = Path(__file__).parent / "data"
TRUTH = json.loads((DATA / "truth.json").read_text(encoding="utf-8"))
NOVEMBER = Month.make(2026, 11)
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def filled(database: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Where]:
    """An office with the sample ledger, its figures as of the end of October 2026."""
    where = database.blank(tmp_path_factory.mktemp("office"))
    store = office.create(where, {"office_name": "青山县农业技术推广中心"}, who="张三")
    with store.changing("导入台账") as session:
        plan = importing.plan(
            session, DATA / "固定资产明细账.xlsx", NOW.date(), opening_month=Month(NOVEMBER - 1)
        )
        importing.store(session, plan, NOW, accept_valid=True, create_missing=True)
    store.close()
    yield where
    database.drop(where)


@pytest.fixture
def desk(database: Databases, filled: Where, tmp_path: Path, preferences: Path) -> Iterator[Desk]:
    where = database.copy(filled, tmp_path)
    store = Store.open(where, who="张三")
    store.clock = lambda: NOW
    yield Desk(store)
    store.close()
    database.drop(where)


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
def screen(qtbot: QtBot, window: MainWindow) -> MonthsScreen:
    return arrived(qtbot, window, "months")


def arrived(qtbot: QtBot, window: MainWindow, key: str) -> MonthsScreen:
    screen = window.go(key)
    qtbot.waitUntil(lambda: screen.view is not None, timeout=10_000)
    return screen  # type: ignore[no-any-return]


def closed(qtbot: QtBot, screen: MonthsScreen) -> None:
    month = screen.view.preview.month if screen.view else None
    qtbot.mouseClick(screen.close_it, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: screen.view is not None and bool(screen.view.closed) and screen.view.closed[0].month == month,
        timeout=10_000,
    )


def in_month(desk: Desk, year: int, month: int, day: int = 25) -> None:
    desk.store.clock = lambda: datetime(year, month, day, 2, 0, tzinfo=UTC)


def toast_of(window: MainWindow) -> str:
    found = window.findChild(Toast)
    return found.words.text() if found is not None else ""


def save_through_dialog(parent: object, path: Path) -> None:
    dialog = parent.findChild(QFileDialog)  # type: ignore[attr-defined]
    assert dialog is not None
    dialog.fileSelected.emit(str(path))


# --- closing ----------------------------------------------------------------------------------------------


def test_the_open_month_is_seen_before_it_is_closed(screen: MonthsScreen) -> None:
    assert screen.close_it.text() == "结账 2026年11月"
    assert screen.now.amount.figure.text() == f"{Decimal(TRUTH['charge_2026_11']):,.2f}"
    lines = {line[0]: line[2] for line in screen.now.by_class.texts()}
    for name, amount in TRUTH["charge_2026_11_by_class"].items():
        if Decimal(amount):
            assert lines[name] == f"{Decimal(amount):,.2f}"
    assert screen.now.by_department.texts()[-1][2] == screen.now.amount.figure.text()
    assert screen.now.said == ["该提折旧的卡片资料齐全，可以结账。"]
    assert screen.now.first.isVisible()
    assert not screen.now.differences.isVisible()


def test_closing_is_told_and_locks_the_month(qtbot: QtBot, window: MainWindow, screen: MonthsScreen) -> None:
    closed(qtbot, screen)
    assert toast_of(window) == "2026年11月已结账：484 张卡片计提折旧 82,207.89 元"
    assert screen.past.list.texts()[0][:3] == ["2026年11月", "484", "82,207.89"]
    assert screen.past.tables[0].texts()[-1][4] == "82,207.89"
    changes = screen.past.tables[1].texts()[-1]
    assert changes[1] == "1,169"
    assert not screen.close_it.isEnabled()
    assert screen.close_it.toolTip() == "2026年12月还没有到"


def test_differences_to_last_month_show_the_cards_behind(
    qtbot: QtBot, desk: Desk, screen: MonthsScreen
) -> None:
    closed(qtbot, screen)
    in_month(desk, 2026, 12)
    new = {
        "name": "台式计算机", "original_cost": Decimal("7200.00"), "legacy_class": LegacyClass.GENERAL,
        "booked_on": date(2026, 12, 3), "in_use_on": date(2026, 12, 3), "life_months": 72,
    }  # fmt: skip
    desk.act("新增", service.save_card, None, new, today=desk.today())
    qtbot.waitUntil(lambda: any(line.key is Reason.ADDED for line in screen.now.reasons.lines()))
    now = screen.now
    added = next(at for at, line in enumerate(now.reasons.lines()) if line.key is Reason.ADDED)
    now.reasons.selectRow(added)
    assert now.behind.texts()[0][1:] == ["台式计算机", "0.00", "100.00", "100.00"]
    assert screen.view is not None
    preview = screen.view.preview
    assert sum(each.amount for each in preview.differences) == preview.amount - preview.last_amount
    assert now.reasons.texts()[-1][2] == now.more.figure.text().replace("+", "")


def test_cards_without_a_life_are_asked_about(qtbot: QtBot, desk: Desk, screen: MonthsScreen) -> None:
    asked: list[str] = []

    def no(parent: object, title: str, question: str, verb: str) -> bool:
        asked.append(f"{question}|{verb}")
        return False

    desk.answer = no
    new = {"name": "空调机", "original_cost": Decimal("3000.00"), "booked_on": date(2026, 11, 3)}
    desk.act("新增", service.save_card, None, new, today=desk.today())
    qtbot.waitUntil(lambda: screen.now.see_lacking.isVisible())
    assert "1 张卡片没有折旧年限" in screen.now.said[0]
    qtbot.mouseClick(screen.close_it, Qt.MouseButton.LeftButton)
    assert asked[0].startswith("1 张卡片没有折旧年限，2026年11月不计提")
    assert asked[0].endswith("|结账 2026年11月")
    assert desk.read(months.last_closed) is None


def test_reopening_wants_a_reason_and_logs_it(
    qtbot: QtBot, desk: Desk, window: MainWindow, screen: MonthsScreen
) -> None:
    closed(qtbot, screen)
    screen.tabs.setCurrentIndex(1)
    qtbot.mouseClick(screen.past.reopen, Qt.MouseButton.LeftButton)
    assert screen.past.reason.isVisible()
    assert screen.past.do.text() == "反结账 2026年11月"
    assert not screen.past.do.isEnabled()
    qtbot.keyClicks(screen.past.why, "  ")
    assert not screen.past.do.isEnabled()
    screen.past.why.setText("财务发现 3 张卡片年限有误")
    qtbot.mouseClick(screen.past.do, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.view is not None and not screen.view.closed)
    assert desk.read(months.last_closed) is None
    assert "已反结账" in toast_of(window)
    with desk.store.reading() as session:
        last = session.scalars(select(audit.Act).order_by(audit.Act.id.desc()).limit(1)).one()
    assert (last.operation, last.reason) == ("反结账", "财务发现 3 张卡片年限有误")


def test_reopening_after_an_export_tells_what_finance_holds(
    qtbot: QtBot, desk: Desk, screen: MonthsScreen, tmp_path: Path
) -> None:
    told: list[str] = []
    desk.complain = lambda parent, title, words: told.append(words)
    closed(qtbot, screen)
    done = desk.act("导出凭证", export, NOVEMBER, Profile.NEUTRAL, tmp_path / "a.xlsx", "李四", desk.today(), desk.store.clock())
    screen.reopen(NOVEMBER, "改错")
    assert done.batch_no in told[0]
    assert "告知财务" in told[0]


def test_only_the_newest_month_can_be_reopened(qtbot: QtBot, desk: Desk, screen: MonthsScreen) -> None:
    closed(qtbot, screen)
    in_month(desk, 2026, 12)
    screen.ask()
    qtbot.waitUntil(lambda: screen.close_it.isEnabled())
    closed(qtbot, screen)
    screen.tabs.setCurrentIndex(1)
    screen.past.list.selectRow(1)
    assert not screen.past.reopen.isEnabled()
    assert screen.past.reopen.toolTip() == "只能对最近结账的月份反结账"
    screen.past.list.selectRow(0)
    assert screen.past.reopen.isEnabled()


def test_tables_are_printed_and_exported(
    qtbot: QtBot, window: MainWindow, screen: MonthsScreen, tmp_path: Path
) -> None:
    closed(qtbot, screen)
    screen.tabs.setCurrentIndex(1)
    screen.past.tabs.setCurrentIndex(1)
    qtbot.mouseClick(screen.past.export, Qt.MouseButton.LeftButton)
    save_through_dialog(screen, tmp_path / "变动.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "变动.xlsx").active.iter_rows(values_only=True))
    assert rows[0][0] == "固定资产变动表　2026年11月"
    assert rows[1][3] == "原值增加(元)"
    assert rows[-1][0] == "合计"
    assert Decimal(str(rows[-1][2])) == Decimal("21384465.78")
    assert "存为 变动.xlsx" in toast_of(window)
    qtbot.mouseClick(screen.past.print, Qt.MouseButton.LeftButton)
    page = window.stack.currentWidget()
    assert isinstance(page, Preview)
    qtbot.waitUntil(lambda: page.page_count == 1, timeout=10_000)
    assert page.forms.currentText() == "固定资产变动表 2026年11月"


def test_work_is_typed_and_charged(
    qtbot: QtBot, desk: Desk, window: MainWindow, screen: MonthsScreen
) -> None:
    assert not screen.tabs.isTabVisible(2)
    car = {
        "name": "轿车", "original_cost": Decimal("200000.00"), "legacy_class": LegacyClass.GENERAL,
        "booked_on": date(2026, 11, 2), "method": Method.WORKLOAD, "total_workload": Decimal(400000),
        "workload_unit": "公里",
    }  # fmt: skip
    desk.act("新增", service.save_card, None, car, today=desk.today())
    qtbot.waitUntil(lambda: screen.tabs.isTabVisible(2))
    before = screen.now.amount.figure.text()
    screen.tabs.setCurrentIndex(2)
    work = screen.work
    work.table.item(0, 4).setText("一千二")
    assert work.trouble.words.text().endswith("轿车：不是数。")
    assert not work.save.isEnabled()
    work.table.item(0, 4).setText("1,200")
    assert work.trouble.isHidden()
    qtbot.mouseClick(work.save, Qt.MouseButton.LeftButton)
    assert "已登记 1 张卡片2026年11月的工作量" in toast_of(window)
    qtbot.waitUntil(lambda: screen.now.amount.figure.text() != before)
    assert screen.now.amount.figure.text() == f"{Decimal(TRUTH['charge_2026_11']) + 600:,.2f}"


def test_an_empty_office_is_led_to_the_import(qtbot: QtBot, tmp_path: Path, preferences: Path) -> None:
    store = office.create(tmp_path / "新.houqin", {"office_name": "新单位"}, who="张三")
    window = MainWindow()
    window.keeps_place = False
    qtbot.addWidget(window)
    window.show()
    window.attach(Desk(store))
    for key, words in (
        ("months", "还没有卡片可以计提折旧"),
        ("finance", "还没有结过账"),
        ("reports", "还没有卡片"),
    ):
        screen = arrived(qtbot, window, key)
        assert screen.empty.isVisible()
        assert screen.empty.words.text() == words
    store.close()


# --- vouchers ---------------------------------------------------------------------------------------------


@pytest.fixture
def finance(qtbot: QtBot, window: MainWindow, screen: MonthsScreen) -> FinanceScreen:
    closed(qtbot, screen)
    return arrived(qtbot, window, "finance")  # type: ignore[return-value]


def test_vouchers_of_the_month_balance(finance: FinanceScreen) -> None:
    assert finance.month.currentText() == "2026年11月"
    first = finance.vouchers.texts()[0]
    assert (first[0], first[1], first[4]) == ("ZJ-2026-11", "计提折旧", "82,207.89")
    balance = [label.text() for label in finance.full.findChildren(QLabel)]
    assert balance.count("● 借贷相等") == 2
    lines = finance.lines.texts()
    assert {line[0] for line in lines} == {"财务会计"}
    assert lines[-1][1:3] == ["1602", "固定资产累计折旧"]
    assert lines[-1][6] == "82,207.89"


def test_export_is_a_batch_and_a_second_one_is_flagged(
    qtbot: QtBot, desk: Desk, window: MainWindow, finance: FinanceScreen, tmp_path: Path
) -> None:
    qtbot.mouseClick(finance.export, Qt.MouseButton.LeftButton)
    save_through_dialog(finance, tmp_path / "凭证.xlsx")
    assert (tmp_path / "凭证.xlsx").exists()
    qtbot.waitUntil(lambda: len(finance.batches.lines()) == 1)
    assert "1 张凭证" in toast_of(window)
    assert "已导出 1 次" in finance.state.words.text()
    questions: list[str] = []

    def yes(parent: object, title: str, question: str, verb: str) -> bool:
        questions.append(f"{question}|{verb}")
        return True

    desk.answer = yes
    for dialog in finance.findChildren(QFileDialog):
        dialog.setParent(None)
    qtbot.mouseClick(finance.export, Qt.MouseButton.LeftButton)
    assert questions[0].endswith("|仍然导出")
    save_through_dialog(finance, tmp_path / "凭证2.xlsx")
    qtbot.waitUntil(lambda: len(finance.batches.lines()) == 2)
    newest = finance.batches.texts()[0]
    assert newest[11].startswith("是，首次 PZ")
    assert newest[5] == newest[6] == "82,207.89"
    assert desk.read(finance_queries.exported_months) == {NOVEMBER}


def test_voucher_numbers_are_read_back(
    qtbot: QtBot, window: MainWindow, finance: FinanceScreen, tmp_path: Path
) -> None:
    finance.export_to(tmp_path / "凭证.xlsx")
    book = openpyxl.Workbook()
    book.active.append(["单据号", "凭证号", "凭证日期"])
    book.active.append(["ZJ-2026-11", "记-0012", "2026-11-30"])
    book.save(tmp_path / "回填.xlsx")
    finance.read_from(tmp_path / "回填.xlsx")
    qtbot.waitUntil(lambda: finance.vouchers.texts()[0][5] == "记-0012", timeout=10_000)
    assert "已读回 1 个凭证号" in toast_of(window)


def test_a_wrong_file_of_numbers_is_told(
    qtbot: QtBot, desk: Desk, finance: FinanceScreen, tmp_path: Path
) -> None:
    told: list[str] = []
    desk.complain = lambda parent, title, words: told.append(words)
    (tmp_path / "空.csv").write_text("甲,乙\n1,2\n", encoding="utf-8-sig")
    finance.read_from(tmp_path / "空.csv")
    qtbot.waitUntil(lambda: bool(told))
    assert "凭证号" in told[0]


# --- reports ----------------------------------------------------------------------------------------------


def test_every_paper_opens_from_the_reports(qtbot: QtBot, window: MainWindow, screen: MonthsScreen) -> None:
    closed(qtbot, screen)
    reports: ReportsScreen = arrived(qtbot, window, "reports")  # type: ignore[assignment]
    reports.class_.setCurrentText("房屋及构筑物")
    reports._narrowed(0)
    qtbot.waitUntil(lambda: reports.count.text() == "共 4 张卡片")
    for form, show in reports.previews.items():
        qtbot.mouseClick(show, Qt.MouseButton.LeftButton)
        page = window.stack.currentWidget()
        assert isinstance(page, Preview), form
        qtbot.waitUntil(lambda page=page: page.page_count > 0, timeout=20_000)
        page.leave()
    assert window.stack.currentWidget() is reports


def test_a_changed_card_is_another_document(
    qtbot: QtBot, desk: Desk, window: MainWindow, screen: MonthsScreen
) -> None:
    from ui.assets.papers import cards_document, find

    with desk.store.reading() as session:
        card = session.scalars(select(Asset).limit(1)).one()

    def key() -> str:
        asked = cards_document(desk, find("asset-card"), [card.id]).key
        return asked if isinstance(asked, str) else desk.read(asked)

    first = key()
    assert key() == first
    desk.act("改卡片", service.save_card, card.id, {"remark": "改过"}, today=desk.today())
    assert key() != first
