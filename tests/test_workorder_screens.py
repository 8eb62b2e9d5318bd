"""The repair desk on screen: list, taking a call, an order's page, board, figures: what is clicked, seen and told."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.kit import records, rights
from app.kit.filters import Between, OneOf
from app.kit.months import Month
from app.kit.rights import Actor
from app.kit.roles import BaseRole
from app.kit.store import Store
from app.workorders import after, service, stock
from app.workorders.choices import Rating, State, Urgency
from app.workorders.entry import category_by_name
from app.workorders.models import Part
from tests import repair_desk
from tests.repair_desk import at, open_desk, order
from ui.kit.desk import Desk
from ui.kit.toast import Toast
from ui.kit.verb_dialog import VerbDialog
from ui.settings import REPAIRS
from ui.window import MainWindow
from ui.workorders.board import WINDOW, Board
from ui.workorders.board_column import MIME
from ui.workorders.entry import EntryPage
from ui.workorders.entry_fields import WHAT, WHERE, WHO
from ui.workorders.importing import BookImport
from ui.workorders.page import ENTRY, TOOK, OrderPage
from ui.workorders.screen import OrderScreen
from ui.workorders.verbs import BY_KEY, VERBS

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


def test_a_view_narrowed_to_a_span_of_time_is_kept(
    qtbot: QtBot, window: MainWindow, desk: Desk, facts: repair_desk.Desk, clock: Clock
) -> None:
    called(desk, facts)
    clock.on(days=1)
    second = called(desk, facts)
    screen = listed(qtbot, window)
    screen.show_only((Between("reported_at", NOW + timedelta(hours=1), None),))
    screen.menus._save_as("最近的")
    qtbot.waitUntil(lambda: screen.tabs.counts.get("最近的") == 1)
    screen.clear_all()
    qtbot.mouseClick(screen.tabs.buttons[-1], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: list(screen.rows.ids) == [second])


def test_the_same_thing_reported_twice_is_merged_and_one_call_about_two_is_split(
    qtbot: QtBot, window: MainWindow, desk: Desk, facts: repair_desk.Desk, clock: Clock
) -> None:
    first = called(desk, facts)
    clock.on(minutes=5)
    again = called(desk, facts)
    screen = listed(qtbot, window)
    screen.table.choose_all()
    asked: list[str] = []
    desk.answer = lambda parent, title, question, verb: not asked.append(verb)
    action = next(each for each in screen.actions if each.label == "合并…")
    assert screen.fits(action)
    screen.runner(action)()
    assert asked == ["合并 2 张"]
    assert (state_of(desk, first), state_of(desk, again)) == (State.REPORTED, State.MERGED)
    page = opened(qtbot, screen, first)
    page.perform(BY_KEY["split"])
    dialog = dialog_of(page)
    dialog.put(fault="灯不亮\n门锁坏了")
    dialog.perform()
    qtbot.waitUntil(lambda: len(screen.rows.ids) == 4)
    qtbot.waitUntil(lambda: page.view is not None and len(page.view.linked) == 3)
    assert {line.values[2] for line in page.course.linked.rows.lines} == {"水龙头漏水", "灯不亮", "门锁坏了"}


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


# -- taking a call ----------------------------------------------------------------------------------------


def write(widget: QWidget, text: str) -> None:
    """Type as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def typed(qtbot: QtBot, page: EntryPage, name: str, text: str) -> None:
    """Type into a field and press Enter."""
    widget = page.fields.cells[name].widget
    widget.setFocus()
    write(widget, text)
    qtbot.keyClick(widget, Qt.Key.Key_Return)


def known(qtbot: QtBot, page: EntryPage, category: str) -> None:
    qtbot.waitUntil(lambda: page.fields.text("category_id") == category, timeout=10_000)


def test_a_call_is_taken_down_by_keys_alone(
    qtbot: QtBot, window: MainWindow, desk: Desk, facts: repair_desk.Desk
) -> None:
    screen = listed(qtbot, window)
    page = screen.new()
    typed(qtbot, page, WHO, "hj")
    typed(qtbot, page, WHERE, "zl305")
    write(page.fields.cells[WHAT].widget, "水龙头漏水")
    known(qtbot, page, "给排水")
    assert page.fields.text("department_id") == "财务科"
    assert "胡杰 · 财务科" in page.caller_words.text()
    assert "水龙头" in page.proposed.text()
    typed(qtbot, page, "worker_id", "lz")
    assert page.go.text() == "登记并派工"
    qtbot.keyClick(page.fields.cells[WHAT].widget, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(screen.rows.ids) == 1)
    made = desk.read(lambda session: order(session, screen.rows.ids[0]))
    assert (made.caller_id, made.place_id, made.fault) == (facts.caller, facts.room, "水龙头漏水")
    assert (made.state, made.worker_id, made.team_id, made.phone) == (
        State.DISPATCHED, facts.worker, facts.team, "8035",
    )  # fmt: skip
    toast = window.findChild(Toast)
    assert toast is not None
    assert f"{made.order_no} 已登记" in toast.words.text()
    assert page.fields.text(WHO) == ""  # ready for the next call


def test_what_was_reported_already_is_shown_before_saving(
    qtbot: QtBot, window: MainWindow, desk: Desk, facts: repair_desk.Desk
) -> None:
    first = called(desk, facts)
    screen = listed(qtbot, window)
    page = screen.new()
    typed(qtbot, page, WHO, "hj zl305s 水龙头又漏水了")
    assert page.fields.text(WHERE) == "主楼305室"
    assert page.fields.text(WHAT) == "水龙头又漏水了"
    known(qtbot, page, "给排水")
    qtbot.waitUntil(lambda: [line.key for line in page.near.rows.lines] == [first])
    assert [line.key for line in page.open.rows.lines] == [first]
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert list(screen.rows.ids) == [first]  # not yet
    assert page.go.text() == "仍然登记"
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(screen.rows.ids) == 2)


def test_names_and_places_in_no_register_are_kept_in_words(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    screen = listed(qtbot, window)
    page = screen.new()
    typed(qtbot, page, WHO, "门卫老李")
    typed(qtbot, page, WHERE, "东门岗亭")
    assert "按来电称呼记下" in page.fields.cells[WHO].words.text()
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert page.fields.cells[WHAT].fault == "请写明报修什么"
    assert page.fields.text(WHO) == "门卫老李"  # nothing is lost
    typed(qtbot, page, WHAT, "灯不亮")
    qtbot.waitUntil(lambda: len(screen.rows.ids) == 1)
    made = desk.read(lambda session: order(session, screen.rows.ids[0]))
    assert (made.caller_name, made.spot, made.caller_id, made.place_id) == (
        "门卫老李",
        "东门岗亭",
        None,
        None,
    )


def test_a_call_left_by_a_crash_comes_back(qtbot: QtBot, window: MainWindow) -> None:
    screen = listed(qtbot, window)
    page = screen.new()
    write(page.fields.cells[WHAT].widget, "灯不亮")
    page.close_page()
    again = screen.new()
    assert again.fields.text(WHAT) == "灯不亮"
    asked: list[str] = []
    again.desk.answer = lambda parent, title, question, verb: bool(asked.append(verb)) or True
    again.leave()
    assert asked == ["放弃这通电话"]
    assert screen.new().fields.text(WHAT) == ""


# -- an order's page --------------------------------------------------------------------------------------


def opened(qtbot: QtBot, screen: OrderScreen, order_id: int) -> OrderPage:
    page = screen.open(order_id).form
    qtbot.waitUntil(lambda: page.view is not None)
    return page  # type: ignore[no-any-return]


def stands(qtbot: QtBot, page: OrderPage, state: State) -> None:
    qtbot.waitUntil(lambda: page.view is not None and page.view.order["state"] is state)


def dialog_of(page: QWidget) -> VerbDialog:
    found = [each for each in page.findChildren(VerbDialog) if each.isVisible()]
    return found[-1]


def press(qtbot: QtBot, widget: QWidget, keys: str) -> None:
    """Keys of a page, as Shift+F8."""
    widget.window().activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is widget.window())
    shift, _, key = keys.rpartition("+")
    held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(widget, getattr(Qt.Key, f"Key_{key}"), held)


def test_an_order_goes_its_way_by_keys(
    qtbot: QtBot, window: MainWindow, desk: Desk, facts: repair_desk.Desk, clock: Clock
) -> None:
    made = called(desk, facts)
    page = opened(qtbot, listed(qtbot, window), made)
    assert list(page.buttons)[-1] == "accept"  # the filled one
    clock.on(minutes=10)
    press(qtbot, page, "F3")
    stands(qtbot, page, State.ACCEPTED)
    press(qtbot, page, "F6")
    assert page.trouble.words.text() == "现在是“已受理”，不能到场。"
    press(qtbot, page, "F4")
    dialog = dialog_of(page)
    dialog.perform()  # to nobody
    assert "派给" in dialog.body.cells["worker_id"].fault
    dialog.put(worker_id=facts.worker)
    dialog.perform()
    stands(qtbot, page, State.DISPATCHED)
    clock.on(minutes=20)
    qtbot.mouseClick(page.buttons["arrive"], Qt.MouseButton.LeftButton)
    stands(qtbot, page, State.ARRIVED)
    press(qtbot, page, "F8")
    dialog = dialog_of(page)
    dialog.put(reason="等阀芯")
    dialog.perform()
    stands(qtbot, page, State.WAITING_PARTS)
    clock.on(minutes=45)
    page.ask()
    qtbot.waitUntil(lambda: "时钟已停 45 分钟" in page.course.waiting.words.text())
    assert "待料：等阀芯" in page.course.waiting.words.text()
    press(qtbot, page, "Shift+F8")
    stands(qtbot, page, State.ARRIVED)
    press(qtbot, page, "F9")
    dialog = dialog_of(page)
    dialog.put(result="换了阀芯", at=clock.now + timedelta(minutes=1))
    dialog.perform()
    assert dialog.body.cells["item0"].fault  # the checklist
    for name in ("item0", "item1", "item2"):
        dialog.put(**{name: True})
    dialog.perform()
    assert "还没有到" in dialog.body.cells["at"].fault
    assert dialog.body.input("result").value() == "换了阀芯"  # nothing is lost
    dialog.put(at=None)
    dialog.perform()
    stands(qtbot, page, State.FINISHED)
    lines = [line.values for line in page.course.limits.rows.lines]
    assert [(each[0], each[4]) for each in lines] == [("响应", "按时"), ("到场", "按时"), ("完工", "按时")]
    assert lines[2][3] == "30 分钟"  # the wait is not counted


def test_who_is_not_satisfied_is_called(
    qtbot: QtBot, window: MainWindow, desk: Desk, facts: repair_desk.Desk, clock: Clock
) -> None:
    made = called(desk, facts, category_id=facts.categories["其他"])
    with desk.store.changing("办理") as session:
        service.dispatch(session, made, clock.now, worker_id=facts.worker)
        service.arrive(session, made, clock.now)
        service.finish(session, made, "修好", clock.now)
    page = opened(qtbot, listed(qtbot, window), made)
    press(qtbot, page, "F11")
    dialog = dialog_of(page)
    dialog.put(rating=Rating.BAD)
    dialog.body.settled.emit("rating")
    assert "回访" in dialog.body.cells["rating"].words.text()
    dialog.perform()
    stands(qtbot, page, State.RATED)
    assert "不满意必回访" in page.course.owed.words.text()
    assert list(page.buttons)[-1] == "call"
    close = next(verb for verb in VERBS if verb.key == "close")
    page.perform(close)
    assert "回访以后才能关闭" in page.trouble.words.text()
    press(qtbot, page, "F12")
    dialog = dialog_of(page)
    dialog.put(result=Rating.FAIR, again=True, reason="又漏了")
    dialog.perform()
    stands(qtbot, page, State.REWORK)
    assert any("第 2 次" in line.values[0] for line in page.course.limits.rows.lines)


def test_parts_hours_and_costs_are_added_on_the_page(
    qtbot: QtBot, window: MainWindow, desk: Desk, facts: repair_desk.Desk, clock: Clock
) -> None:
    made = called(desk, facts)
    with desk.store.changing("入库") as session:
        part = records.save(session, Part, None, {"name": "阀芯"})
        stock.receive(session, part, Decimal(4), Decimal("60.00"), clock.now.date(), clock.now.date())
    page = opened(qtbot, listed(qtbot, window), made)
    page.tabs.setCurrentIndex(TOOK)
    qtbot.mouseClick(page.took.issue, Qt.MouseButton.LeftButton)
    dialog = dialog_of(page)
    dialog.put(part_id=part, quantity=Decimal(9))
    dialog.perform()
    assert "只有 4 个" in dialog.body.cells["quantity"].fault
    dialog.put(quantity=Decimal(2))
    dialog.perform()
    qtbot.waitUntil(lambda: "材料 30.00" in page.took.sum.text())
    qtbot.mouseClick(page.took.add_hours, Qt.MouseButton.LeftButton)
    dialog = dialog_of(page)
    dialog.put(worker_id=facts.worker, hours=Decimal("1.5"))
    dialog.perform()
    qtbot.waitUntil(lambda: "工时 1.50 小时" in page.took.sum.text())
    qtbot.mouseClick(page.took.set_cost, Qt.MouseButton.LeftButton)
    dialog = dialog_of(page)
    dialog.put(outside_cost=Decimal("80.00"))
    dialog.perform()
    qtbot.waitUntil(lambda: "费用 110.00 元" in page.took.sum.text())
    assert page.took.pays.text() == "本单位承担"


def test_the_entry_is_mended_and_another_urgency_moves_the_limits(
    qtbot: QtBot, window: MainWindow, desk: Desk, facts: repair_desk.Desk
) -> None:
    made = called(desk, facts)
    page = opened(qtbot, listed(qtbot, window), made)
    page.tabs.setCurrentIndex(ENTRY)
    page.form.input("urgency").put(Urgency.URGENT)
    page.form.edited.emit("urgency")
    page.form.save()
    qtbot.waitUntil(lambda: page.view is not None and page.view.order["urgency"] is Urgency.URGENT)
    assert page.view is not None
    assert page.view.order["respond_by"] == NOW + timedelta(minutes=15)


# -- the board --------------------------------------------------------------------------------------------


def board_of(qtbot: QtBot, window: MainWindow) -> Board:
    screen = listed(qtbot, window)
    qtbot.mouseClick(screen.board_button, Qt.MouseButton.LeftButton)
    board: Board = screen.board
    qtbot.waitUntil(lambda: all(each.count.text() for each in board.columns))
    return board


def standing(board: Board) -> dict[str, list[int]]:
    return {
        each.title: [card["id"] for card in each.cards.facts] for each in board.columns if each.cards.facts
    }


def drop(board: Board, order_id: int, title: str) -> bool:
    """Let a card fall on a column; tells whether it is taken."""
    cards = next(each.cards for each in board.columns if each.title == title)
    data = QMimeData()
    data.setData(MIME, str(order_id).encode())
    keys, mouse = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.MoveAction, data, mouse, keys)
    cards.dropEvent(event)
    return event.isAccepted()


def test_the_board_shows_the_list_by_state_and_cards_move_by_keys_and_by_mouse(
    qtbot: QtBot, window: MainWindow, desk: Desk, facts: repair_desk.Desk, clock: Clock
) -> None:
    first, second = called(desk, facts), called(desk, facts, fault="灯不亮")
    board = board_of(qtbot, window)
    assert standing(board) == {"待受理": [first, second]}
    board.columns[0].enter()
    qtbot.keyClick(board.columns[0].cards, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: standing(board) == {"待受理": [second], "已受理": [first]})
    assert board.columns[1].cards.current() == first  # the keys go with the card
    assert not drop(board, first, "已到场")  # not allowed, and nothing happens
    assert state_of(desk, first) is State.ACCEPTED
    assert drop(board, first, "已派工")  # a verb that asks
    dialog = dialog_of(board)
    dialog.put(worker_id=facts.worker)
    dialog.perform()
    qtbot.waitUntil(lambda: standing(board) == {"待受理": [second], "已派工": [first]})
    assert drop(board, first, "已到场")
    qtbot.waitUntil(lambda: standing(board).get("已到场") == [first])
    screen = window.go("workorders")
    screen.show_only((OneOf("fault", ("灯不亮",)),))
    qtbot.waitUntil(lambda: standing(board) == {"待受理": [second]})
    board.columns[0].enter()
    qtbot.keyClick(board.columns[0].cards, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert board.trouble.words.text() == "这张报修单不能往这边移。"


def test_a_column_shows_a_window_and_counts_all(
    qtbot: QtBot, window: MainWindow, desk: Desk, facts: repair_desk.Desk, clock: Clock
) -> None:
    with desk.store.changing("登记") as session:
        for at in range(WINDOW + 3):
            facts.call(session, clock.now, fault=f"灯 {at} 不亮")
    board = board_of(qtbot, window)
    column = board.columns[0]
    assert (column.count.text(), column.cards.count()) == (str(WINDOW + 3), WINDOW)
    assert column.more.text() == "还有 3 张，请在列表里看"


# -- figures ----------------------------------------------------------------------------------------------


def test_a_figure_tells_its_formula_and_opens_the_orders_behind_it(
    qtbot: QtBot, window: MainWindow, desk: Desk, facts: repair_desk.Desk, clock: Clock, tmp_path: Path
) -> None:
    prompt, late = called(desk, facts), called(desk, facts, fault="灯不亮")
    with desk.store.changing("受理") as session:
        service.accept(session, prompt, clock.now)
    clock.on(hours=8)
    with desk.store.changing("受理") as session:
        service.accept(session, late, clock.now)
    screen = listed(qtbot, window)
    page = screen.show_figures()
    qtbot.waitUntil(lambda: page.view is not None)
    assert page.name.text() == "2026年3月"
    assert page.tiles["reported"].value == "2"
    keys = [line.key for line in page.table.rows.lines]
    page.table.selectRow(keys.index("respond_rate"))
    assert page.table.rows.lines[keys.index("respond_rate")].values[1:4] == ("50.00%", 1, 2)
    assert page.formula.text().startswith("按时响应张数 ÷")
    assert page.everyone.text() == "看分母 2 张"
    page.export(tmp_path / "报告.xlsx")
    assert (tmp_path / "报告.xlsx").exists()
    qtbot.mouseClick(page.good, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: list(screen.rows.ids) == [prompt])
    assert "响应超时：否" in [each.said(screen.model) for each in screen.listing.filters]


def test_months_are_turned_and_none_is_still_to_come(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    page = listed(qtbot, window).show_figures()
    qtbot.waitUntil(lambda: page.view is not None)
    assert not page.after.isEnabled()
    qtbot.mouseClick(page.before, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.view.month == Month.make(2026, 2))
    page.go_to(Month.make(2027, 1))
    qtbot.waitUntil(lambda: page.view.month == Month.make(2026, 3))


# -- the workbench ----------------------------------------------------------------------------------------


def test_the_workbench_tells_what_is_late_and_who_is_to_be_called(
    qtbot: QtBot, window: MainWindow, desk: Desk, facts: repair_desk.Desk, clock: Clock
) -> None:
    late = called(desk, facts)
    bad = called(desk, facts, category_id=facts.categories["其他"])
    with desk.store.changing("办理") as session:
        service.dispatch(session, bad, clock.now, worker_id=facts.worker)
        service.arrive(session, bad, clock.now)
        service.finish(session, bad, "修好", clock.now)
        after.rate(session, bad, Rating.BAD, clock.now)
    clock.on(hours=8)
    listed(qtbot, window)
    bench = window.go("workbench")
    qtbot.waitUntil(lambda: bench.view is not None and len(bench.tasks) >= 2)
    words = {task.text(): task for task in bench.tasks}
    qtbot.mouseClick(words["报修人不满意，还没有回访"], Qt.MouseButton.LeftButton)
    screen = listed(qtbot, window)
    qtbot.waitUntil(lambda: list(screen.rows.ids) == [bad])
    window.go("workbench")
    qtbot.mouseClick(words["报修已超时"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: list(screen.rows.ids) == [late])


# -- registers --------------------------------------------------------------------------------------------


def test_the_registers_of_the_desk_stand_in_the_settings_and_parts_come_in(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    settings = window.go("settings")
    for name, *_ in REPAIRS:
        page = settings.show_page(name)
        assert page.title == name
    desk.act("新增备件", records.save, Part, None, {"name": "阀芯"})
    parts = settings.show_page("备件")
    qtbot.waitUntil(lambda: len(parts.rows.ids) == 1)
    parts.table.choose(0)
    receive = next(each for each in parts.actions if each.label == "入库…")
    assert parts.fits(receive)
    parts.runner(receive)()
    dialog = dialog_of(parts)
    dialog.put(quantity=Decimal(4), amount=Decimal("60.00"))
    dialog.perform()
    column = [field.name for field in parts.rows.fields].index("value")
    qtbot.waitUntil(lambda: parts.rows.text(0, column) == "60.00")


# -- rights -----------------------------------------------------------------------------------------------


def test_who_may_only_look_sees_every_verb_greyed(
    qtbot: QtBot, window: MainWindow, desk: Desk, facts: repair_desk.Desk
) -> None:
    made = called(desk, facts)
    desk.store.actor = Actor(1, "李四", "只读", BaseRole.READER)
    screen = listed(qtbot, window)
    page = opened(qtbot, screen, made)
    assert page.buttons
    assert not any(each.isEnabled() for each in page.buttons.values())
    press(qtbot, page, "F3")
    assert page.trouble.words.text() == "没有“受理”的权限。"
    assert not page.took.add_hours.isEnabled()
    assert not screen.may(rights.EDIT)
    board = Board(desk)
    qtbot.addWidget(board)
    assert not board.takes(State.ACCEPTED, made)
    desk.store.actor = None


def test_a_store_of_an_older_program_gets_its_categories(
    qtbot: QtBot, store: Store, clock: Clock, preferences: Path
) -> None:
    screen = OrderScreen(Desk(store))
    qtbot.addWidget(screen)
    page = screen.take_call()
    assert screen.desk.read(category_by_name, "给排水") is not None
    page.close_page()
    screen.close_reads()
