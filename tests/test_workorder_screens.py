"""The repair desk on screen: list, taking a call, an order's page, board, figures: what is clicked, seen and told."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.kit.store import Store
from app.workorders import after, service
from app.workorders.choices import Rating, State
from tests import repair_desk
from tests.repair_desk import at, open_desk, order
from ui.kit.desk import Desk
from ui.kit.toast import Toast
from ui.window import MainWindow
from ui.workorders.importing import BookImport
from ui.workorders.screen import OrderScreen

NOW = at("03-06 10:00")  # a Friday


class Clock:
    """Stands until it is moved."""

    def __init__(self, store: Store) -> None:
        self.now = NOW
        store.clock = self.tell

    def tell(self) -> datetime:
        return self.now

    def on(self, **span: int) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock(store: Store) -> Clock:
    return Clock(store)


@pytest.fixture
def facts(store: Store, clock: Clock) -> repair_desk.Desk:
    return open_desk(store)


@pytest.fixture
def desk(store: Store, facts: repair_desk.Desk, preferences: Path) -> Desk:
    return Desk(store)


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> Iterator[MainWindow]:
    made = MainWindow()
    made.keeps_place = False
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    made.attach(desk)
    yield made
    made.forget()


def called(desk: Desk, facts: repair_desk.Desk, **values: object) -> int:
    return desk.act("登记报修", lambda session: facts.call(session, desk.store.clock(), **values))


def listed(qtbot: QtBot, window: MainWindow) -> OrderScreen:
    screen: OrderScreen = window.go("workorders")
    qtbot.waitUntil(lambda: screen.rows.is_complete and len(screen.tabs.counts) == len(screen.tabs.tabs))
    return screen


def state_of(desk: Desk, order_id: int) -> State:
    return desk.read(lambda session: order(session, order_id).state)


# -- the list ------------------------------------------------------------------------------------------


def test_the_list_tells_what_is_late_and_counts_its_views(
    qtbot: QtBot, window: MainWindow, desk: Desk, facts: repair_desk.Desk, clock: Clock
) -> None:
    late = called(desk, facts)
    with desk.store.changing("办理") as session:
        waiting = facts.call(session, clock.now, fault="灯不亮")
        bad = facts.call(session, clock.now, fault="门坏了", category_id=facts.categories["其他"])
        service.accept(session, waiting, clock.now)
        service.pause(session, waiting, State.WAITING_PARTS, "等灯管", clock.now)
        service.dispatch(session, bad, clock.now, worker_id=facts.worker)
        service.arrive(session, bad, clock.now)
        service.finish(session, bad, "修好", clock.now)
        after.rate(session, bad, Rating.BAD, clock.now)
    clock.on(hours=8)
    screen = listed(qtbot, window)
    column = [field.name for field in screen.rows.fields].index("due_at")
    row = screen.rows.row_of(late)
    assert row is not None
    assert screen.rows.text(row, column) == "2026-03-06 12:00　超时"
    assert screen.rows.sign(row, column) == ("bad", "超时")
    paused = screen.rows.row_of(waiting)
    assert paused is not None
    assert screen.rows.sign(paused, column) == ("second", "暂停")
    assert screen.tabs.counts == {
        "全部": 3, "未完工": 2, "待受理": 1, "我的": 0, "超时": 1, "将到时限": 0, "待料": 1, "待确认": 0, "不满意": 1,
    }  # fmt: skip
    assert screen.waiting() == 1
    for button, tab in zip(screen.tabs.buttons, screen.tabs.tabs, strict=True):
        if tab.name == "超时":
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: list(screen.rows.ids) == [late])
    said: list[str] = []
    desk.told.connect(said.append)
    screen.menus.save_view()
    assert said == ["“已超时”随时间和人变化，不能存进视图，请先去掉这个条件"]


def test_the_sign_of_a_due_time_moves_with_the_clock(
    qtbot: QtBot, window: MainWindow, desk: Desk, facts: repair_desk.Desk, clock: Clock
) -> None:
    called(desk, facts)
    screen = listed(qtbot, window)
    column = [field.name for field in screen.rows.fields].index("due_at")
    seen = []
    for _ in range(3):
        seen.append(screen.rows.sign(0, column)[1])
        clock.on(minutes=119)
    assert seen == ["", "将到", "超时"]


def test_an_empty_desk_says_what_to_do(qtbot: QtBot, window: MainWindow) -> None:
    screen: OrderScreen = window.go("workorders")
    qtbot.waitUntil(lambda: screen.pile.currentWidget() is screen.none)
    assert screen.head.main is not None
    assert screen.head.main.text() == "登记报修"


# -- import ---------------------------------------------------------------------------------------------


def book(path: Path) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    for line in (
        ("报修时间", "报修人", "地点", "故障描述", "维修人员", "完工时间", "满意度"),
        ("2026-03-02 09:10", "胡杰", "主楼305室", "水龙头漏水", "老赵", "2026-03-02 10:00", "满意"),
        ("2026-03-03 09:10", "周玥", "主楼306室", "灯管不亮", "老赵", None, None),
        ("2026-02-30 09:10", "胡杰", "主楼305室", "门打不开", None, None, None),
    ):
        sheet.append(line)
    made.save(path)
    return path


def test_a_book_is_brought_in_row_by_row_and_can_be_taken_back(
    qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path
) -> None:
    screen = listed(qtbot, window)
    page = screen.import_book(book(tmp_path / "登记簿.xlsx"))
    assert isinstance(page, BookImport)
    qtbot.waitUntil(lambda: page.plan is not None and page._job is None, timeout=20_000)
    assert "读到 3 行，可导入 2 行，退回 1 行" in page.summary.text()
    assert page.faults.rows.lines[0].values[0] == 4
    assert not page.go.isEnabled()  # two names are not known yet
    page.make_too.click()
    assert page.go.text() == "只导入合格的 2 行"
    qtbot.mouseClick(page.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(screen.rows.ids) == 2, timeout=20_000)
    toast = window.findChild(Toast)
    assert toast is not None
    assert "已导入 2 张报修单" in toast.words.text()
    qtbot.mouseClick(toast.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(screen.rows.ids) == 0)
