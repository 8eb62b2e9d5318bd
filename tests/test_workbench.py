"""The workbench: what an empty and a filled office see, and where each thing leads."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app import office
from app.assets import importing, months, queries
from app.assets.choices import BookingStatus, LegacyClass
from app.assets.models import Asset
from app.finance import service as finance
from app.finance.models import Profile
from app.kit import prints, records, settings
from app.kit.months import Month
from app.kit.store import Store
from app.people.models import Person
from tests.databases import Databases, Where
from ui.assets.importing import ImportPage
from ui.kit.desk import Desk
from ui.window import MainWindow
from ui.workbench import Workbench, look

DATA = Path(__file__).parent / "data"
NOVEMBER = Month.make(2026, 11)
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 25)
WINDOWS: list[MainWindow] = []  # of this test; their lists may still be reading when it ends


@pytest.fixture(scope="module")
def filled(database: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Where]:
    where = database.blank(tmp_path_factory.mktemp("office"))
    store = office.create(where, {"office_name": "青山县农业技术推广中心"}, who="张三")
    with store.changing("导入台账") as session:
        plan = importing.plan(session, DATA / "固定资产明细账.xlsx", DAY, opening_month=Month(NOVEMBER - 1))
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
    for window in WINDOWS:
        for screen in window.opened.values():
            screen.close_reads()
    WINDOWS.clear()
    store.close()
    database.drop(where)


def shown(qtbot: QtBot, desk: Desk) -> tuple[MainWindow, Workbench]:
    window = MainWindow()
    window.keeps_place = False
    qtbot.addWidget(window)
    WINDOWS.append(window)
    window.resize(1280, 720)
    window.show()
    window.attach(desk)
    bench: Workbench = window.go("workbench")
    qtbot.waitUntil(lambda: bench.view is not None, timeout=10_000)
    return window, bench


def words(bench: Workbench) -> dict[str, str]:
    """What waits → how many."""
    return {task.text(): task.more for task in bench.tasks}


def close(desk: Desk) -> None:
    desk.act("结账", months.close, NOVEMBER, at=NOW)


# --- an empty office --------------------------------------------------------------------------------------


def test_an_empty_office_gets_three_steps(qtbot: QtBot, tmp_path: Path, preferences: Path) -> None:
    store = office.create(tmp_path / "新.houqin", {}, who="张三")
    store.clock = lambda: NOW
    desk = Desk(store)
    window, bench = shown(qtbot, desk)
    assert bench.first.office.isVisible()
    assert bench.first.office.property("primary") == "true"
    assert bench.waiting() is None
    desk.act("设置", settings.put, "office_name", "新单位")
    qtbot.waitUntil(lambda: bench.first.office.text() == "修改")
    assert bench.first.ledger.property("primary") == "true"
    qtbot.mouseClick(bench.first.ledger, Qt.MouseButton.LeftButton)
    assert isinstance(window.stack.currentWidget(), ImportPage)
    store.close()


# --- a filled one -----------------------------------------------------------------------------------------


def test_figures_are_those_of_the_books(qtbot: QtBot, desk: Desk) -> None:
    window, bench = shown(qtbot, desk)
    assert bench.cost.value == "21,384,465.78"
    assert bench.accumulated.value == "17,658,357.54"
    assert bench.net.value == "3,726,108.24"
    assert bench.cards.value == "1,169"
    assert {name: amount for name, amount, _ in bench.bars.bars}["通用设备"] == Decimal("9651670.39")
    assert window.rail.buttons["workbench"].count == len(bench.tasks)


def test_what_waits_is_counted_and_leads_to_its_cards(qtbot: QtBot, desk: Desk) -> None:
    window, bench = shown(qtbot, desk)
    assert words(bench)["2026年11月还没有结账"] == "本月"
    lacking = next(task for task in bench.tasks if task.text() == "卡片缺使用人")
    assert lacking.more == "53 张"
    qtbot.mouseClick(lacking, Qt.MouseButton.LeftButton)
    cards = window.screen_now
    assert cards.title == "资产"
    qtbot.waitUntil(lambda: cards.table.model().rowCount() == 53, timeout=10_000)


def test_a_bar_leads_to_its_class(qtbot: QtBot, desk: Desk) -> None:
    window, bench = shown(qtbot, desk)
    at = [key for _, _, key in bench.bars.bars].index(LegacyClass.SPECIAL)
    bench.bars.setFocus()
    bench.bars._move(at)
    qtbot.keyClick(bench.bars, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.screen_now.table.model().rowCount() == 63, timeout=10_000)


def test_leavers_unbooked_and_warranties_are_told(qtbot: QtBot, desk: Desk) -> None:
    with desk.store.changing("准备") as session:
        cards = list(session.scalars(select(Asset).where(Asset.custodian_id.is_not(None)).limit(4)))
        holder = session.get(Person, cards[0].custodian_id)
        assert holder is not None
        holder.left_on = date(2026, 11, 1)
        cards[1].booking_status = BookingStatus.UNBOOKED
        cards[2].warranty_until = date(2026, 12, 31)
        cards[3].warranty_until = date(2027, 12, 31)
        held = records.get(session, Person, holder.id).name
    _, bench = shown(qtbot, desk)
    told = words(bench)
    assert f"{held} 已离岗，名下还有资产" in told
    assert told["财务还没有入账的卡片"] == "1 张"
    assert told["保修在 60 天内到期"] == "1 件"


def test_steps_follow_the_month(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    _, bench = shown(qtbot, desk)
    assert bench.month_words.text() == "2026年11月的进度"
    assert [step.state for step in bench.steps.steps] == ["done", "warn", "now", "later", "later"]
    close(desk)
    qtbot.waitUntil(lambda: bench.steps.steps[2].state == "done")
    assert [step.state for step in bench.steps.steps] == ["done", "warn", "done", "now", "now"]
    assert "2026年11月的凭证还没有导出" in words(bench)
    desk.act("打印", prints.note, f"asset-changes:{NOVEMBER}", 1)
    desk.act("导出凭证", finance.export, NOVEMBER, Profile.NEUTRAL, tmp_path / "凭证.xlsx", "张三", DAY, NOW)
    qtbot.waitUntil(lambda: [step.state for step in bench.steps.steps[2:]] == ["done"] * 3)
    assert "2026年11月的凭证还没有导出" not in words(bench)
    assert bench.months.isVisibleTo(bench)
    assert not bench.no_months.isVisibleTo(bench)


def test_late_months_are_told(desk: Desk) -> None:
    with desk.store.reading() as session:
        view = look(session, date(2027, 2, 3), desk.store.clock())
    assert view.today.months_late == 3
    assert view.month == NOVEMBER


def test_a_step_leads_to_its_screen(qtbot: QtBot, desk: Desk) -> None:
    window, bench = shown(qtbot, desk)
    for number, title in ((1, "资产"), (2, "结账"), (3, "报表"), (4, "凭证")):
        window.go("workbench")
        qtbot.mouseClick(bench.steps.steps[number], Qt.MouseButton.LeftButton)
        assert window.screen_now.title == title


# --- the questions ----------------------------------------------------------------------------------------


def test_what_is_missing_is_counted_card_by_card(desk: Desk) -> None:
    with desk.store.reading() as session:
        counts, cards = queries.missing(session)
        todos = list(session.scalars(select(Asset.todo).where(Asset.todo.is_not(None))))
    assert cards == len(todos)
    for name, number in counts.items():
        assert number == sum(name in (todo or "").split("、") for todo in todos)
    assert list(counts.values()) == sorted(counts.values(), reverse=True)


def test_books_by_class_leave_out_what_is_gone(desk: Desk) -> None:
    with desk.store.changing("减少") as session:
        gone = session.scalars(select(Asset).where(Asset.legacy_class == LegacyClass.SPECIAL).limit(1)).one()
        gone.removed_month = NOVEMBER
    with desk.store.reading() as session:
        books = queries.books_by_class(session)
    assert books[LegacyClass.SPECIAL].cards == 62
    assert books[LegacyClass.SPECIAL].cost == Decimal("8029813.71") - gone.original_cost
    assert list(books) == list(LegacyClass)
