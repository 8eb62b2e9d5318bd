"""Asking for a pass-phrase: a page for a store that is locked, a small dialog for a new one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from app.kit import keys
from app.kit.errors import UserError
from ui.kit.parts import Card, Words, button, column, heading, row

WIDTH = 460


def line(name: str) -> QLineEdit:
    """An input that does not show what is typed."""
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    made.setAccessibleName(name)
    made.setPlaceholderText(name)
    return made


class Unlock(QWidget):
    """The page before an encrypted store: `given(secret)`, `left` for another store."""

    given = Signal(str)
    left = Signal()

    def __init__(self, store: Path) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.secret = line("口令或恢复码")
        self.secret.returnPressed.connect(self.give)
        self.wrong = Words("", "bad", wrap=True)
        self.wrong.hide()
        self.open = button("打开", self.give, kind="primary")
        words = Words("这份数据是加密的。忘记口令时，可以输入恢复单上的恢复码。", "second", wrap=True)
        other = button("打开另一份数据…", self.left.emit, kind="quiet")
        card = Card(
            heading(f"打开“{store.name}”"),
            words,
            4,
            self.secret,
            self.wrong,
            4,
            row(other, None, self.open),
            margin=24,
        )
        card.setFixedWidth(WIDTH)
        self.setLayout(column(None, row(None, card, None), None, None))
        self.setFocusProxy(self.secret)

    @Slot()
    def give(self) -> None:
        if self.secret.text():
            self.given.emit(self.secret.text())

    def refuse(self, words: str) -> None:
        """It did not open; what was typed can be typed anew."""
        self.wrong.setText(words)
        self.wrong.show()
        self.secret.selectAll()
        self.secret.setFocus()


class PassphraseDialog(QDialog):
    """`run(old, new)` with what was typed (either is "" where it is not asked for); its UserErrors stand in
    the dialog and nothing typed is lost."""

    def __init__(
        self, parent: QWidget | None, title: str, verb: str, words: str, run: Callable[[str, str], object],
        old: bool = False, new: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self._run = run
        self.old, self.first, self.second = line("现在的口令"), line("新口令"), line("再输一遍")
        self.old.setVisible(old)
        self._asks_old, self._asks_new = old, new
        for each in (self.first, self.second):
            each.setVisible(new)
        self.wrong = Words("", "bad", wrap=True)
        self.wrong.hide()
        self.do = button(verb, self.perform, kind="primary")
        self.do.setDefault(True)
        told = Words(words, "second", wrap=True)
        buttons = row(None, button("取消", self.reject), self.do)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 20, 24, 20)
        whole.addLayout(column(told, 4, self.old, self.first, self.second, self.wrong, 8, buttons))
        self.setMinimumWidth(WIDTH)

    @Slot()
    def perform(self) -> None:
        try:
            if self._asks_old and not self.old.text():
                raise UserError("请输入现在的口令。")
            if self._asks_new:
                keys.refuse_weak(self.first.text())
                if self.first.text() != self.second.text():
                    raise UserError("两次输入的口令不一样。")
            self._run(self.old.text(), self.first.text())
        except UserError as error:
            self.wrong.setText(str(error))
            self.wrong.show()
            return
        self.accept()
