"""用户与权限: turning sign-in on, who there is, what each role may do, who was on both sides of a pair."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from app.kit import duties, rights, role_rights, users
from app.kit.db import Base
from app.kit.errors import Invalid
from app.kit.roles import BaseRole, Role, User
from ui.kit.base import Screen
from ui.kit.desk import Desk
from ui.kit.parts import Card, Words, button, column, heading, row, title
from ui.kit.plain_table import Head, Line, PlainTable
from ui.kit.verb_dialog import VerbDialog, asked
from ui.role_matrix import Matrix
from ui.signin import code_card

GROUP = "用户与权限"
MASKED = ("password", "again")


class UsersPage(Screen):
    """A page of 设置."""

    title, icon = GROUP, "users"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.dialog: VerbDialog | None = None
        self.shown_code: QDialog | None = None
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 16, 24, 12)
        whole.setSpacing(12)
        whole.addWidget(title(self.title))
        self.off, self.tabs = self._off(), QTabWidget()
        self._picked: int | None = None
        self._facts: dict[int, tuple[User, Role]] = {}
        self.people = PlainTable(
            "用户", Head("用户名", 12), Head("角色", 8), Head("状态", 6), Head("密码", 0)
        )
        self.people.picked.connect(self._pick)
        self.marks = PlainTable(
            "兼任不相容岗位的记录", Head("经办", 8), Head("事项", 16), Head("兼任的岗位", 0),
            empty="没有由同一人办理的事项",
        )  # fmt: skip
        self.matrix = Matrix(desk)
        self.tabs.addTab(self._people_tab(), "用户")
        self.tabs.addTab(self._roles_tab(), "角色与权限")
        self.tabs.addTab(self._marks_tab(), "不相容岗位")
        self.tabs.addTab(self._rules_tab(), "规定")
        whole.addWidget(self.off)
        whole.addWidget(self.tabs, 1)
        self.show_all()

    # -- putting together ----------------------------------------------------------------------------

    def _off(self) -> Card:
        words = (
            "现在是单人使用：打开就能用，操作日志里写电脑的用户名，或“本单位”里填的经办人姓名。几个人共用，"
            "或要分清谁做了什么，请启用登录：您先作管理员，再为别人添加用户。"
        )
        self.turn_on = button("启用登录…", self.ask_turn_on, icon="lock", kind="primary")
        return Card(
            heading("单人使用"), Words(words, "second", wrap=True), row(self.turn_on, None), margin=20
        )

    def _people_tab(self) -> QWidget:
        self.add = button("添加用户…", self.ask_add, icon="plus", kind="primary")
        self.role = button("换角色…", self.ask_role)
        self.switch = button("停用", self.switch_user)
        self.reset = button("重置密码…", self.ask_reset)
        self.code = button("换发恢复码", self.new_code)
        self.turn_off = button("停用登录…", self.ask_turn_off, kind="quiet")
        tools = row(self.add, self.role, self.switch, self.reset, self.code, None, self.turn_off)
        return _tab(tools, self.people)

    def _roles_tab(self) -> QWidget:
        self.new_role = button("新建角色…", self.ask_new_role, icon="plus")
        self.drop_role = button("删除角色…", self.ask_drop_role)
        words = Words("打勾就是允许，改了马上生效。“改”是与随程序带来的规定不同的。", "second")
        return _tab(row(self.new_role, self.drop_role, None, words), self.matrix)

    def _marks_tab(self) -> QWidget:
        pairs = "　".join(f"{pair.one.label}/{pair.other.label}" for pair in duties.PAIRS)
        words = Words(
            f"不能由同一人办理的岗位：{pairs}。下面是仍由同一人办理、已在操作日志里标明的事项。",
            "second",
            wrap=True,
        )
        return _tab(words, self.marks)

    def _rules_tab(self) -> QWidget:
        from ui.settings_values import SettingsPage

        return SettingsPage(self.desk, GROUP)

    # -- what is shown -------------------------------------------------------------------------------

    def show_all(self) -> None:
        """Read everything anew."""
        on = self.desk.read(rights.sign_in_on)
        self.off.setVisible(not on)
        if on and not self.tabs.isTabVisible(0):
            self.tabs.setCurrentIndex(0)
        self.tabs.setTabVisible(0, on)
        self.tabs.setTabVisible(1, on)
        found = self.desk.read(users.everybody)
        self._facts = {user.id: (user, role) for user, role in found}
        self.people.put(
            Line(
                (user.name, role.name, "启用" if user.enabled else "停用", "下次登录时改" if user.must_change else None),
                user.id, tone="" if user.enabled else "second",
            )
            for user, role in found
        )  # fmt: skip
        self.marks.put(
            Line(
                (
                    mark.who,
                    f"{_named(mark.table)} {mark.record_id}",
                    f"{mark.with_duty.label}、{mark.duty.label}",
                )
            )
            for mark in self.desk.read(duties.marks)
        )
        if on:
            self.matrix.show_matrix()
        self.people.setCurrentIndex(self.people.rows.index(0, 0))
        self._mark()

    @property
    def chosen(self) -> int | None:
        """The user that is selected."""
        return self._picked if self._picked in self._facts else None

    @Slot(object)
    def _pick(self, key: object) -> None:
        self._picked = key if isinstance(key, int) else None
        self._mark()

    @Slot()
    def _mark(self) -> None:
        """What can be called on the selected user, by who may."""
        may = self.desk.may(users.MANAGE)
        picked = self._facts.get(self.chosen) if self.chosen is not None else None
        self.switch.setText("停用" if picked is None or picked[0].enabled else "重新启用")
        for each in (self.role, self.switch, self.reset):
            each.setEnabled(may and picked is not None)
        self.code.setEnabled(may and picked is not None and picked[1].base is BaseRole.ADMIN)
        for each in (self.add, self.turn_off, self.new_role, self.drop_role, self.turn_on, self.matrix):
            each.setEnabled(may)

    def reload(self, tables: set[str]) -> None:
        if tables & {"users", "roles", "role_rights", "duties_done"}:
            self.show_all()

    # -- verbs ---------------------------------------------------------------------------------------

    @Slot()
    def ask_turn_on(self) -> None:
        words = "启用后每次打开都要登录。您是第一位管理员，接着会显示一个恢复码，请备好纸笔。"
        self._ask("启用登录", "启用登录", "name", words, self._turned_on, _turn_on)

    def _turned_on(self, result: tuple[str, str]) -> None:
        name, code = result
        store = self.desk.store
        with store.reading() as session:
            user = users.by_name(session, name)
            store.actor = rights.read_actor(session, user.id) if user is not None else None
        from ui.seat import seat_of

        seat_of(self.window(), self.desk).watch()
        self.show_all()
        self.show_code(code)

    @Slot()
    def ask_add(self) -> None:
        words = "把密码告诉本人；首次登录时会请他换成自己的。"
        self._ask("添加用户", "添加用户", "name\nrole", words, None, _add)

    @Slot()
    def ask_role(self) -> None:
        user_id = self.chosen
        self._ask(
            "换角色",
            "换角色",
            "role",
            "",
            None,
            lambda s, v: users.change(s, user_id, role_id=v["role"]),
            False,
        )

    @Slot()
    def switch_user(self) -> None:
        user_id = self.chosen
        if user_id is None:
            return
        user = self._facts[user_id][0]
        verb = f"{'停用' if user.enabled else '重新启用'}“{user.name}”"
        question = (
            "停用后不能再登录，正在用的也马上停下；经手过的单据和日志不变。"
            if user.enabled
            else "可以再登录了。"
        )
        if self.desk.ask(self, "用户", question, verb):
            self.desk.perform(self, verb, _switch, user_id, not user.enabled)

    @Slot()
    def ask_reset(self) -> None:
        user_id = self.chosen
        words = "把新密码告诉本人；下次登录时会请他换成自己的。"
        self._ask(
            "重置密码", "重置密码", "", words, None, lambda s, v: users.reset(s, user_id, v["password"])
        )

    @Slot()
    def new_code(self) -> None:
        if self.chosen is not None:
            code = self.desk.perform(self, "换发恢复码", users.new_code, self.chosen)
            if code is not None:
                self.show_code(code)

    @Slot()
    def ask_turn_off(self) -> None:
        question = "所有用户都停用，打开就能用，不再分谁能做什么。操作日志里会记下是谁停用的。"
        if self.desk.ask(self, "停用登录", question, "停用登录") and self.desk.perform(
            self, "停用登录", _turn_off
        ):
            self.desk.store.actor = None
            self.show_all()
            self.desk.changed.emit({"users"})

    @Slot()
    def ask_new_role(self) -> None:
        run: Callable[[Session, Mapping[str, Any]], Any] = lambda s, v: role_rights.save_role(  # noqa: E731
            s, None, v["name"], v["base"]
        )
        fields = [
            asked("name", "角色名称", "text", required=True),
            asked("base", "参照", "choice", required=True, choices=BaseRole),
        ]
        words = "新角色先与参照的一样，再在表里打勾增减。"
        self._open(VerbDialog(self, self.desk, "新建角色", "新建角色", fields, "name\nbase", run, words))

    @Slot()
    def ask_drop_role(self) -> None:
        fields = [asked("role", "角色", "link", required=True, target=Role)]
        run: Callable[[Session, Mapping[str, Any]], Any] = lambda s, v: role_rights.remove_role(s, v["role"])  # noqa: E731
        self._open(
            VerbDialog(
                self, self.desk, "删除角色", "删除角色", fields, "role", run, "没有用户的角色才能删除。"
            )
        )

    def _ask(
        self, name: str, verb: str, layout: str, words: str, done: Callable[[Any], object] | None,
        run: Callable[[Session, Mapping[str, Any]], Any], password: bool = True,
    ) -> None:  # fmt: skip
        fields = [
            asked("name", "用户名", "text", required=True, hint="写真实姓名，日志和单据上就是它"),
            asked("role", "角色", "link", required=True, target=Role),
            asked("password", "密码", "text", required=True), asked("again", "再输一遍", "text", required=True),
        ]  # fmt: skip
        layout = "\n".join(part for part in (layout, "password\nagain" if password else "") if part)
        dialog = VerbDialog(self, self.desk, name, verb, fields, layout, lambda s, v: run(s, _same(v)), words)
        for each in MASKED if password else ():
            dialog.body.input(each).setEchoMode(QLineEdit.EchoMode.Password)  # type: ignore[attr-defined]
        if done is not None:
            dialog.performed.connect(done)
        self._open(dialog)

    def _open(self, dialog: VerbDialog) -> None:
        self.dialog = dialog
        dialog.show_at_size(520)

    def show_code(self, code: str) -> None:
        """A recovery code, once."""
        dialog = QDialog(self)
        dialog.setWindowTitle("恢复码")
        dialog.setModal(True)
        dialog.setLayout(column(code_card(code, dialog.accept), spacing=0))
        self.shown_code = dialog
        dialog.open()


def _same(values: Mapping[str, Any]) -> Mapping[str, Any]:
    if "again" in values and values["password"] != values["again"]:
        raise Invalid({"again": "两次输入的密码不一样"})
    return values


def _turn_on(session: Session, values: Mapping[str, Any]) -> tuple[str, str]:
    return values["name"], users.turn_on(session, values["name"], values["password"])


def _turn_off(session: Session) -> bool:
    users.turn_off(session)
    return True


def _add(session: Session, values: Mapping[str, Any]) -> int:
    return users.add(session, values["name"], values["role"], values["password"])


def _switch(session: Session, user_id: int, enabled: bool) -> bool:
    users.change(session, user_id, enabled=enabled)
    return True


def _named(table: str) -> str:
    """What a record of this table is called."""
    for mapper in Base.registry.mappers:
        if getattr(mapper.class_, "__tablename__", "") == table:
            return str(getattr(mapper.class_, "name_cn", table))
    return table


def _tab(*parts: Any) -> QWidget:
    holder = QWidget()
    layout = column(*parts, spacing=12)
    layout.setContentsMargins(0, 12, 0, 0)
    holder.setLayout(layout)
    return holder
