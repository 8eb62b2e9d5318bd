"""Who sits here: the page that asks for name and password, and the seat that locks after a while.

While nobody is let in, the page lies over the whole window and what is below rests: nothing of it is seen,
no key reaches it, and everything typed stays as it was.
"""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from app.kit import users
from app.kit.errors import Invalid, UserError
from app.kit.store import Store
from ui.kit import prefs
from ui.kit.parts import Card, Words, button, column, heading, row

WIDTH = 420


def secret(name: str) -> QLineEdit:
    """An input that does not show what is typed."""
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    made.setAccessibleName(name)
    made.setPlaceholderText(name)
    return made


class SignIn(QWidget):
    """`entered` once somebody acts on the store; `left` for other data. `locked` names who was here
    before; `again`: their work lies below."""

    entered = Signal()
    left = Signal()

    def __init__(self, store: Store, locked: str = "", again: bool = False) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.store, self.locked, self.again_, self.code = store, locked, again, ""
        self.pile = QStackedWidget()
        self.pile.setProperty("inner", True)
        self.wrong = Words("", "bad", wrap=True)
        self.wrong.hide()
        self.enter_card, self.recover_card = self._enter_card(), self._recover_card()
        for card in (self.enter_card, self.recover_card):
            self.pile.addWidget(card)
        self.pile.setFixedWidth(WIDTH)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        self._left = 0
        whole = QVBoxLayout(self)
        whole.addLayout(column(None, row(None, self.pile, None), None, None))
        self.setFocusProxy(self.password if self.name.text() else self.name)

    def _enter_card(self) -> Card:
        self.name = QLineEdit(self.locked if self.again_ else prefs.text("user"))
        self.name.setAccessibleName("用户名")
        self.name.setPlaceholderText("用户名")
        self.password = secret("密码")
        self.name.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self.enter)
        self.go = button("登录", self.enter, kind="primary")
        forgotten = button("忘记密码…", self.ask_code, kind="quiet")
        words = "已锁定，填写的内容都还在。" if self.again_ else "这份数据要登录后使用。"
        other = [] if self.again_ else [button("打开另一份数据…", self.left.emit, kind="quiet")]
        return Card(
            heading(f"{self.locked}，请输入密码继续" if self.locked else "登录"), Words(words, "second", wrap=True),
            4, self.name, self.password, self.wrong, 4, row(forgotten, *other, None, self.go),
            None, margin=24,
        )  # fmt: skip

    def _recover_card(self) -> Card:
        self.code_line, self.fresh, self.again = QLineEdit(), secret("新密码"), secret("再输一遍新密码")
        self.code_line.setAccessibleName("恢复码")
        self.code_line.setPlaceholderText("恢复码，如 K7QF-2M9X-…")
        self.again.returnPressed.connect(self.recover)
        self.not_right = Words("", "bad", wrap=True)
        self.not_right.hide()
        self.set_it = button("重设密码并登录", self.recover, kind="primary")
        words = (
            "普通用户忘了密码，请管理员在“设置 · 用户与权限”里重置。管理员可以用启用登录时抄下的恢复码重设，"
            "这会记入操作日志，恢复码随即换发。"
        )
        return Card(
            heading("忘记密码"), Words(words, "second", wrap=True), 4, self.code_line, self.fresh, self.again,
            self.not_right, 4, row(button("返回", self.ask_password, kind="quiet"), None, self.set_it),
            None, margin=24,
        )  # fmt: skip

    # -- coming in -----------------------------------------------------------------------------------

    @Slot()
    def enter(self) -> None:
        """Try name and password."""
        if self._left or not self.name.text().strip():
            return
        try:
            users.enter(self.store, self.name.text(), self.password.text())
        except users.Refused as error:
            self._refuse(str(error), error.wait)
        except UserError as error:
            self._refuse(str(error), 0)
        else:
            self._in()

    def _refuse(self, words: str, wait: int) -> None:
        self.wrong.setText(words)
        self.wrong.show()
        self.password.clear()
        self.password.setFocus()
        self._left = wait
        if wait:
            self._show_wait()
            self._clock.start()

    @Slot()
    def _tick(self) -> None:
        self._left = max(0, self._left - 1)
        if self._left:
            self._show_wait()
            return
        self._clock.stop()
        self.go.setEnabled(True)
        self.go.setText("登录")
        self.wrong.hide()

    def _show_wait(self) -> None:
        minutes = math.ceil(self._left / 60)
        rest = f"{minutes} 分钟" if self._left > 90 else f"{self._left} 秒"
        self.go.setEnabled(False)
        self.go.setText(f"请等 {rest}")

    def _in(self) -> None:
        self.password.clear()
        prefs.keep("user", self.store.who)
        self.entered.emit()

    # -- a forgotten password ------------------------------------------------------------------------

    @Slot()
    def ask_code(self) -> None:
        self.pile.setCurrentWidget(self.recover_card)
        self.code_line.setFocus()

    @Slot()
    def ask_password(self) -> None:
        self.pile.setCurrentWidget(self.enter_card)
        self.password.setFocus()

    @Slot()
    def recover(self) -> None:
        """Set a new password by the recovery code; the next code is shown before going on."""
        words = ""
        if self.fresh.text() != self.again.text():
            words = "两次输入的新密码不一样。"
        elif not self.name.text().strip():
            words = "请先返回填写用户名。"
        else:
            try:
                answer = users.come_back_by_code(
                    self.store, self.name.text(), self.code_line.text(), self.fresh.text()
                )
                self.code = answer.code
            except Invalid as error:
                words = "\n".join(error.problems.values())
            except UserError as error:
                words = str(error)
        self.not_right.setText(words)
        self.not_right.setVisible(bool(words))
        if not words:
            self._show_code()

    def _show_code(self) -> None:
        card = code_card(self.code, self._in)
        self.pile.addWidget(card)
        self.pile.setCurrentWidget(card)


def code_card(code: str, go_on: object) -> Card:
    """A recovery code, shown this once."""
    shown = Words(code, step=4, bold=True)
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    shown.setAccessibleName("恢复码")
    words = "请抄下来，封好放进保险柜。管理员忘了密码时只有它能重设密码；用过一次就换新的。这里只显示这一次。"
    return Card(
        heading("恢复码"), Words(words, "second", wrap=True), 4, shown, 4,
        row(None, button("我已抄好", go_on, kind="primary")), None, margin=24,  # type: ignore[arg-type]
    )  # fmt: skip
