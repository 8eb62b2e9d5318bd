"""Who restores a backup where the store before can ask nobody: name and password, as the backup knows them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from ui.kit.parts import Words, button, column, row
from ui.passphrase import WIDTH, line


class Vouch(QDialog):
    """`go_on(name, secret)` with what was typed."""

    def __init__(self, parent: QWidget | None, words: str, go_on: Callable[[str, str], object]) -> None:
        super().__init__(parent)
        self.setWindowTitle("恢复备份")
        self.setModal(True)
        self._go_on = go_on
        self.name, self.secret = QLineEdit(), line("密码或恢复码")
        self.name.setAccessibleName("用户名")
        self.name.setPlaceholderText("用户名")
        self.do = button("恢复", self.perform, kind="primary")
        self.do.setDefault(True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 20, 24, 20)
        told = Words(words, "second", wrap=True)
        buttons = row(None, button("取消", self.reject), self.do)
        whole.addLayout(column(told, 4, self.name, self.secret, 8, buttons))
        self.setMinimumWidth(WIDTH)

    @Slot()
    def perform(self) -> None:
        if self.name.text().strip() and self.secret.text():
            self.accept()
            self._go_on(self.name.text(), self.secret.text())
