"""The sign-in page, the locked seat, users and roles on screen, and what is offered to whom."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.assets import months
from app.kit import audit, records, rights, users
from app.kit.months import Month
from app.kit.roles import BaseRole
from app.kit.store import Store
from app.people import service as people
from app.people.models import Department, Person
from ui.kit.desk import Desk
from ui.people import PersonScreen
from ui.seat import LOOK, Seat
from ui.signin import SignIn
from ui.start import Start
from ui.users import UsersPage
from ui.window import MainWindow

GOOD, OTHER = "三只猫爬上屋顶", "今天下了一场大雨"


@pytest.fixture
def window(qtbot: QtBot, store: Store, preferences: Path) -> Iterator[MainWindow]:
    """The whole program on a store with the administrator 李主任 and the leader 小王, nobody signed in."""
    users.begin(store, "李主任", GOOD)
    with store.changing("添加用户") as session:
        roles = users.ship_roles(session)
        users.add(session, "小王", roles[BaseRole.LEADER], OTHER, must_change=False)
        people.save_person(session, None, {"name": "王五", "phone": "13812345678"})
    users.leave(store)
    made = MainWindow()
    made.keeps_place = False
    options = Namespace(store=store.where, screen="settings", picture="", marks=False)
    made.start = Start(made, options, {}, "")
    qtbot.addWidget(made)
    made.resize(1200, 800)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.start.take(store)
    yield made
    made.forget()


def page(window: MainWindow) -> SignIn:
    seat: Seat = window.seat
    assert seat.cover is not None
    found = seat.cover.page
    assert isinstance(found, SignIn)
    return found


def enter(qtbot: QtBot, window: MainWindow, name: str, password: str) -> None:
    shown = page(window)
    shown.name.setText(name)
    shown.password.setText(password)
    qtbot.mouseClick(shown.go, Qt.MouseButton.LeftButton)


def test_nothing_is_seen_before_one_signs_in(qtbot: QtBot, window: MainWindow) -> None:
    assert page(window).isVisible()
    assert not window.centralWidget().isVisible()
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.desk is not None
    assert not window.desk.ready
    enter(qtbot, window, "李主任", GOOD)
    assert window.desk.ready
    assert window.centralWidget().isVisible()
    assert window.desk.store.who == "李主任"


def test_wrong_passwords_show_the_wait(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    shown = page(window)
    for _ in range(3):
        enter(qtbot, window, "李主任", "不对的密码不对")
    assert "请等 30 秒" in shown.wrong.text()
    assert shown.go.text() == "请等 30 秒"
    assert not shown.go.isEnabled()
    assert shown.password.text() == ""
    for _ in range(30):
        shown._tick()
    assert shown.go.isEnabled()
    clock = store.clock
    store.clock = lambda: clock() + timedelta(seconds=31)
    enter(qtbot, window, "李主任", GOOD)
    assert window.desk is not None
    assert window.desk.ready


def test_locking_keeps_what_is_typed(qtbot: QtBot, window: MainWindow) -> None:
    enter(qtbot, window, "李主任", GOOD)
    screen = window.go("settings")
    form = screen.show_page("人员").new().form
    form.cells["name"].widget.setText("赵六")
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert not form.isVisible()
    assert window.desk is not None
    assert window.desk.store.actor is None
    assert page(window).name.text() == "李主任"
    enter(qtbot, window, "李主任", GOOD)
    assert form.isVisible()
    assert form.cells["name"].widget.text() == "赵六"
    assert form.save()


def test_the_seat_locks_after_a_while(qtbot: QtBot, window: MainWindow) -> None:
    enter(qtbot, window, "李主任", GOOD)
    seat: Seat = window.seat
    seat.idle = 9 * 60_000
    seat._look()
    assert seat.cover is None
    qtbot.keyClick(window, Qt.Key.Key_A)
    assert seat.idle == 0
    seat.idle = 10 * 60_000 - LOOK
    seat._look()
    assert seat.cover is not None


def test_a_dialog_does_not_stay_over_the_lock(qtbot: QtBot, window: MainWindow) -> None:
    enter(qtbot, window, "李主任", GOOD)
    seat: Seat = window.seat
    seat.change_password()
    assert seat.dialog is not None
    old: Any = seat.dialog.body.input("old")
    assert old.echoMode() is QLineEdit.EchoMode.Password
    old.setText(GOOD)
    seat.lock()
    assert not seat.dialog.isVisible()
    enter(qtbot, window, "李主任", GOOD)
    assert seat.dialog.isVisible()
    for name in ("password", "again"):
        found: Any = seat.dialog.body.input(name)
        found.setText("又一个新的好密码")
    seat.dialog.perform()
    users.leave(seat.desk.store)
    assert users.enter(seat.desk.store, "李主任", "又一个新的好密码").name == "李主任"


def test_somebody_else_takes_the_seat(qtbot: QtBot, window: MainWindow) -> None:
    enter(qtbot, window, "李主任", GOOD)
    seat: Seat = window.seat
    before = window.screen_now
    seat.switch()
    assert page(window).name.text() == ""
    enter(qtbot, window, "小王", OTHER)
    assert window.screen_now is not before
    assert window.top.who.words() == "小王"


def test_who_is_disabled_elsewhere_sees_nothing_any_more(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    enter(qtbot, window, "小王", OTHER)
    desk = window.desk
    assert desk is not None
    act_elsewhere(store, lambda session: users.change(session, 2, enabled=False))
    desk.changed.emit({"users"})  # as the watch tells
    assert page(window).isVisible()
    assert not window.centralWidget().isVisible()
    enter(qtbot, window, "小王", OTHER)
    assert "用户名或密码不对" in page(window).wrong.text()
    enter(qtbot, window, "李主任", GOOD)
    assert window.centralWidget().isVisible()


def test_sign_in_turned_off_elsewhere_leaves_the_window_open(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    enter(qtbot, window, "小王", OTHER)
    desk = window.desk
    assert desk is not None
    act_elsewhere(store, users.turn_off)
    desk.changed.emit({"users"})
    assert window.seat.cover is None
    assert desk.store.actor is None


def act_elsewhere(store: Store, act: Any) -> None:
    other = Store.open(store.where)
    users.enter(other, "李主任", GOOD)
    with other.changing("管理用户") as session:
        act(session)
    other.close()


def test_a_forgotten_password(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    with store.changing("换发") as session, rights.running(session, "test"):
        user = users.by_name(session, "李主任")
        assert user is not None
        code = users.new_code(session, user.id)
    shown = page(window)
    shown.name.setText("李主任")
    shown.ask_code()
    shown.code_line.setText(code)
    shown.fresh.setText("换了一个新密码")
    shown.again.setText("换了另一个密码")
    shown.recover()
    assert "不一样" in shown.not_right.text()
    shown.again.setText("换了一个新密码")
    shown.recover()
    assert len(shown.code) == 24
    assert shown.code != code
    shown._in()
    assert window.desk is not None
    assert window.desk.ready


# -- what is offered ------------------------------------------------------------------------------------------


def people_screen(qtbot: QtBot, desk: Desk) -> PersonScreen:
    screen = PersonScreen(desk)
    qtbot.addWidget(screen, before_close_func=lambda screen: screen.close_reads())
    screen.activate()
    qtbot.waitUntil(lambda: screen.rows.is_complete and screen.rows.rowCount() > 0)
    return screen


def enabled(screen: PersonScreen) -> set[str]:
    screen.table.choose(0)
    return {each.label for each in screen.commands() if each.enabled}


def staffed(store: Store, base: BaseRole) -> Desk:
    with store.changing("建人") as session:
        people.save_person(session, None, {"name": "王五", "phone": "13812345678"})
    users.begin(store, "李主任", GOOD)
    with store.changing("添加用户") as session:
        users.add(session, "小王", users.ship_roles(session)[base], OTHER, must_change=False)
    users.enter(store, "小王", OTHER)
    return Desk(store)


def test_a_reader_is_offered_nothing_that_is_refused(qtbot: QtBot, store: Store, preferences: Path) -> None:
    screen = people_screen(qtbot, staffed(store, BaseRole.READER))
    offered = enabled(screen)
    assert {"打开", "查找", "选择列", "历史"} <= offered
    assert not offered & {"新增人员", "复制一份", "导出 Excel", "打印列表", "删除人员", "离岗…", "导入…"}
    assert not screen.head.main.isEnabled()
    form: Any = screen.make_form(1)
    qtbot.addWidget(form)
    assert not form.save_button.isEnabled()


def test_a_clerk_is_offered_the_work(qtbot: QtBot, store: Store, preferences: Path) -> None:
    screen = people_screen(qtbot, staffed(store, BaseRole.CLERK))
    assert {"新增人员", "复制一份", "导出 Excel", "删除人员", "离岗…", "显示完整的电话等号码"} <= enabled(
        screen
    )
    assert screen.rows.listing.rows
    at = list(screen.rows.listing.columns).index("phone")
    index = screen.rows.index(0, at)
    assert screen.rows.data(index) == "138****5678"
    screen.reveal()
    qtbot.waitUntil(
        lambda: screen.rows.is_complete and screen.rows.data(screen.rows.index(0, at)) == "13812345678"
    )
    with store.reading() as session:
        last = session.scalars(select(audit.Act.operation).order_by(audit.Act.id.desc())).first()
    assert last == "显示完整号码"
    screen.reveal()
    qtbot.waitUntil(
        lambda: screen.rows.is_complete and screen.rows.data(screen.rows.index(0, at)) == "138****5678"
    )


def test_a_form_masks_until_one_looks(qtbot: QtBot, store: Store, preferences: Path) -> None:
    screen = people_screen(qtbot, staffed(store, BaseRole.CLERK))
    form: Any = screen.make_form(1)
    qtbot.addWidget(form)
    phone = form.cells["phone"].widget
    assert phone.text() == "138****5678"
    assert phone.isReadOnly()
    form.cells["post"].widget.setText("科员")
    assert form.save()
    with store.reading() as session:
        assert records.get(session, Person, 1).phone == "13812345678"
    phone.look()
    assert phone.text() == "13812345678"
    phone.setText("13912345678")
    assert form.save()
    assert phone.text() == "139****5678"
    with store.reading() as session:
        assert records.get(session, Person, 1).phone == "13912345678"
        notes = session.scalars(select(audit.Change.after).where(audit.Change.kind == "note")).all()
    assert notes[-1] == "查看完整的电话"


def test_a_leader_cannot_look(qtbot: QtBot, store: Store, preferences: Path) -> None:
    screen = people_screen(qtbot, staffed(store, BaseRole.LEADER))
    form: Any = screen.make_form(1)
    qtbot.addWidget(form)
    told: list[str] = []
    form.desk.complain = lambda parent, title, words: told.append(words)
    form.cells["phone"].widget.look()
    assert form.cells["phone"].widget.text() == "138****5678"
    assert "没有“查看完整的电话" in told[0]


# -- users and roles ------------------------------------------------------------------------------------------


@pytest.fixture
def users_page(qtbot: QtBot, store: Store, preferences: Path) -> UsersPage:
    desk = Desk(store)
    made = UsersPage(desk)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    desk.changed.connect(made.reload)
    return made


def fill(dialog: Any, **values: str) -> None:
    for name, text in values.items():
        dialog.body.input(name).setText(text)
    dialog.perform()


def test_turning_on_and_adding(qtbot: QtBot, users_page: UsersPage, store: Store) -> None:
    assert users_page.off.isVisible()
    users_page.desk.answer = lambda *words: True
    with store.changing("启用登录") as session:
        users.turn_on(session, "李主任", GOOD)
    users.enter(store, "李主任", GOOD)
    users_page.show_all()
    assert not users_page.off.isVisible()
    users_page.ask_add()
    dialog: Any = users_page.dialog
    dialog.body.input("role").choose(dialog.body.input("role").options("经办")[0])
    fill(dialog, name="小王", password=OTHER, again="别的")
    assert dialog.isVisible()
    fill(dialog, again=OTHER)
    assert users_page.people.texts()[0] == ["小王", "经办", "启用", "下次登录时改"]
    users_page.people.setCurrentIndex(users_page.people.rows.index(0, 0))
    assert not users_page.code.isEnabled()
    users_page.switch_user()
    assert users_page.people.texts()[0][2] == "停用"
    assert users_page.switch.text() == "重新启用"


def test_one_person_on_both_sides_stands_in_the_report(users_page: UsersPage, store: Store) -> None:
    """In an office of one; it is there without anybody signing in."""
    november = Month.make(2026, 11)
    assert users_page.tabs.isTabVisible(2)
    assert users_page.marks.texts() == []
    with store.changing("结账") as session:
        months.close(session, november, at=datetime(2026, 11, 30, tzinfo=UTC))
    with store.changing("反结账") as session:
        months.reopen(session, november, "漏记一张")
    users_page.reload({"duties_done"})
    assert [line[0] for line in users_page.marks.texts()] == ["张三"]
    assert users_page.marks.texts()[0][2] == "结账、反结账"


def test_ticks_are_rights(users_page: UsersPage, store: Store) -> None:
    users.begin(store, "李主任", GOOD)
    users_page.show_all()
    grid = users_page.matrix
    heads = [grid.horizontalHeaderItem(at).text() for at in range(grid.columnCount())]
    assert heads == ["权限", "管理员", "经办", "审核", "领导", "财务", "只读"]

    def cell(key: str, role: str) -> Any:
        rows = [
            at
            for at in range(grid.rowCount())
            if (x := grid.item(at, 1)) and x.data(Qt.ItemDataRole.UserRole) == key
        ]
        return grid.item(rows[0], heads.index(role))

    assert cell("months.close", "经办").checkState() is Qt.CheckState.Checked
    cell("months.close", "经办").setCheckState(Qt.CheckState.Unchecked)
    assert cell("months.close", "经办").text() == "改"
    told: list[str] = []
    users_page.desk.complain = lambda parent, title, words: told.append(words)
    cell("users.manage", "管理员").setCheckState(Qt.CheckState.Unchecked)
    assert "没有人能管理用户" in told[0]
    assert cell("users.manage", "管理员").checkState() is Qt.CheckState.Checked
    with store.reading() as session:
        assert session.scalars(select(Department.id)).first() is None
        assert session.scalars(select(rights.RoleRight.key)).all() == ["months.close"]
