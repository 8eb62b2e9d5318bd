"""外观: light, dark or as the system is; the size of type. Holds at once, for this person at this PC."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QLabel, QRadioButton, QSlider, QVBoxLayout, QWidget

from ui.kit.parts import Card, Words, heading, row
from ui.kit.theme import SIZES, theme

FACES = (("跟随系统", "system"), ("浅色", "light"), ("深色", "dark"))
SAMPLE = "台式计算机　ZC202600028　原值 5,999.00 元　使用人 𬱖堃喆　2026-11-03"


class LookPage(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.faces = QButtonGroup(self)
        self.buttons: dict[str, QRadioButton] = {}
        for words, face in FACES:
            made = QRadioButton(words)
            made.setChecked(theme().choice == face)
            made.clicked.connect(partial(self.choose, face))
            self.faces.addButton(made)
            self.buttons[face] = made
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(SIZES[0], SIZES[-1])
        self.slider.setPageStep(1)
        self.slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        self.slider.setValue(theme().size)
        self.slider.setFixedWidth(240)
        self.slider.setAccessibleName("字号")
        self.slider.valueChanged.connect(self.resize_type)
        self.px = Words("", "second")
        self.sample = QLabel(SAMPLE)
        self.sample.setWordWrap(True)
        light = Card(heading("明暗"), row(*self.buttons.values(), None, spacing=24))
        size = Card(heading("字号"), row(self.slider, self.px, None, spacing=12), self.sample)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 12, 24, 16)
        layout.setSpacing(16)
        for part in (light, size):
            part.setMaximumWidth(720)
            layout.addWidget(part)
        layout.addWidget(Words("外观只对本机、本人有效，不影响别人。", "second"))
        layout.addStretch(1)
        theme().changed.connect(self._follow)
        self._follow()

    def choose(self, face: str) -> None:
        """Light, dark, or as the system is."""
        theme().choose(face)

    def resize_type(self, size: int) -> None:
        """Body type, 13 to 18 px."""
        if size != theme().size:
            theme().resize(size)

    def _follow(self) -> None:
        self.px.setText(f"{theme().size} 像素")
        self.slider.setValue(theme().size)
        self.buttons[theme().choice].setChecked(True)
