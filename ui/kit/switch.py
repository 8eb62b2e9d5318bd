"""Words in the place of a title that lead from one list of a screen to its fellows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from ui.kit.parts import TITLE, row
from ui.kit.theme import font, theme


class Switch(QWidget):
    """`now` is the word that is shown as a title; `chosen(word)` when another one is wanted."""

    chosen = Signal(str)

    def __init__(self, words: Sequence[str], now: str) -> None:
        super().__init__()
        self.buttons: dict[str, QPushButton] = {}
        for at, word in enumerate(words, start=1):
            made = QPushButton(word)
            made.setProperty("switch", "true")
            made.setCheckable(True)
            made.setChecked(word == now)
            made.setToolTip("" if word == now else f"Alt+{at}")
            made.clicked.connect(self._clicked)
            self.buttons[word] = made
        self.now = now
        line = row(*self.buttons.values(), spacing=4)
        line.setContentsMargins(0, 0, 8, 0)
        self.setLayout(line)
        theme().changed.connect(self._dress)
        self._dress()

    def _clicked(self) -> None:
        for word, made in self.buttons.items():
            if made is self.sender() and word != self.now:
                self.chosen.emit(word)
            made.setChecked(word == self.now)

    def _dress(self) -> None:
        for word, made in self.buttons.items():
            made.setFont(font(theme().size + (TITLE if word == self.now else 1), word == self.now))
