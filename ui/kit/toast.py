"""What was done, and what can be done next: a line that floats over the window's foot for some seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QColor, QEnterEvent
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QHBoxLayout, QLabel, QPushButton, QWidget

SECONDS = 6
Action = tuple[str, Callable[[], object]]


class Toast(QFrame):
    """One a window. It stays while the pointer rests on it, and a newer one takes its place."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("toast")
        self.over = window
        self.words = QLabel()
        self.buttons: list[QPushButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 8, 12, 8)
        self._row.setSpacing(8)
        self._row.addWidget(self.words)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(24)
        shadow.setOffset(0, 4)
        shadow.setColor(QColor(0, 0, 0, 80))
        self.setGraphicsEffect(shadow)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        window.installEventFilter(self)
        self.hide()

    def tell(self, words: str, actions: Sequence[Action] = ()) -> None:
        """Show `words` with a button for each action; choosing one closes the toast first."""
        for button in self.buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        self.words.setText(words)
        for label, act in actions:
            button = QPushButton(label)
            button.clicked.connect(self.hide)
            button.clicked.connect(_without_argument(act))
            self._row.addWidget(button)
            self.buttons.append(button)
        self.setAccessibleName(words)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(SECONDS * 1000)

    def _place(self) -> None:
        window = self.over
        self.setMaximumWidth(max(200, window.width() - 64))
        self.adjustSize()
        self.move((window.width() - self.width()) // 2, window.height() - self.height() - 56)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start(SECONDS * 1000)
        super().leaveEvent(event)


def _without_argument(act: Callable[[], object]) -> Callable[[bool], None]:
    def clicked(checked: bool) -> None:
        act()

    return clicked


def tell(widget: QWidget, words: str, actions: Sequence[Action] = ()) -> Toast:
    """Tell it over the window that `widget` lies in."""
    window = widget.window()
    found = window.findChild(Toast, options=Qt.FindChildOption.FindDirectChildrenOnly) or Toast(window)
    found.tell(words, actions)
    return found
