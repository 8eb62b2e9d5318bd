"""One input per kind of Field: reads what was typed through the Field, shows a value through it.

Every input has the same face (`Input`): `put` and `value` for the stored value, `draft` and `restore` for
what stands there unread, `edited` at every keystroke, `settled` once the person has gone on.
"""

from __future__ import annotations

import contextlib
from decimal import Decimal
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from app.kit.errors import Unreadable
from app.kit.fields import Field
from app.kit.search import initials

NOTE_HEIGHT = 68


class Input(Protocol):
    """What a form asks of an input. `value` raises Unreadable with the reason."""

    edited: Any
    settled: Any
    onward: Any

    def put(self, value: Any) -> None: ...
    def value(self) -> Any: ...
    def draft(self) -> Any: ...
    def restore(self, draft: Any) -> None: ...
    def settle(self) -> None: ...


def mark_wrong(widget: QWidget, wrong: bool) -> None:
    """A red edge, or none."""
    if bool(widget.property("wrong")) != wrong:
        widget.setProperty("wrong", wrong)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class LineInput(QLineEdit):
    """Text, whole numbers, money, numbers, months: one line, with its unit inside.

    While the person is elsewhere the value stands as lists show it (thousands separators), on entering it
    becomes plain. What cannot be read stays as it was typed.
    """

    edited = Signal()
    settled = Signal()
    onward = Signal()

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._unit = QLabel(field.facts.unit, self)
        self._unit.setProperty("tone", "second")
        self._unit.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._settled_text = ""
        if field.numeric:
            self.setAlignment(Qt.AlignmentFlag.AlignRight)
        if field.length:
            self.setMaxLength(field.length)
        self.setPlaceholderText(field.facts.hint)
        self.setAccessibleName(field.heading)
        self.textEdited.connect(self._tell_edited)
        self.returnPressed.connect(self._go_on)

    def put(self, value: Any) -> None:
        editing = self.hasFocus() or not self.field.numeric
        self.setText(self._plain(value) if editing or value is None else self.field.show(value))
        self.setCursorPosition(0)
        self._settled_text = self.text()
        self.setToolTip(self.text() if len(self.text()) > 16 and self.field.kind == "text" else "")

    def value(self) -> Any:
        return checked(self.field, self.field.read(self.text()))

    def draft(self) -> Any:
        """What stands here in one writing, whether the person is in the field or not."""
        try:
            value = self.value()
        except Unreadable:
            return self.text()
        return self._plain(value) if value is not None else self.text().strip()

    def restore(self, draft: Any) -> None:
        self.setText(str(draft))
        with contextlib.suppress(Unreadable):
            self._show(self.value())
        self._settled_text = self.text()

    def settle(self) -> None:
        """Take what stands here as meant: show it as a value and tell so, when it is another than before."""
        changed = self.text() != self._settled_text
        with contextlib.suppress(Unreadable):
            self._show(self.value())
        self._settled_text = self.text()
        if changed:
            self.settled.emit()

    def _show(self, value: Any) -> None:
        if value is not None:
            self.setText(self._plain(value) if self.hasFocus() else self.field.show(value))

    def _plain(self, value: Any) -> str:
        if self.field.kind == "number" and isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return self.field.edit_text(value)

    def _tell_edited(self) -> None:
        self.edited.emit()

    def _go_on(self) -> None:
        self.settle()
        self.onward.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.field.numeric:
            self._make_plain()
            if event.reason() != Qt.FocusReason.MouseFocusReason:
                self.selectAll()

    def _make_plain(self) -> None:
        try:
            value = self.value()
        except Unreadable:
            return
        if value is not None:
            same = self.text() == self._settled_text
            self.setText(self._plain(value))
            if same:
                self._settled_text = self.text()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self._unit.sizeHint().width() if self.field.facts.unit else 0
        self._unit.setGeometry(self.width() - width - 10, 0, width, self.height())
        self.setTextMargins(0, 0, width + 6 if width else 0, 0)


def checked(field: Field, value: Any) -> Any:
    """The value when its column can keep it exactly. Raises Unreadable."""
    if isinstance(value, Decimal) and field.kind == "number" and value != round(value, field.places):
        raise Unreadable(f"最多 {field.places} 位小数" if field.places else "应为整数")
    return value


class NoteInput(QPlainTextEdit):
    """Several lines of text."""

    edited = Signal()
    settled = Signal()
    onward = Signal()

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.setTabChangesFocus(True)
        self.setFixedHeight(NOTE_HEIGHT)
        self.setPlaceholderText(field.facts.hint)
        self.setAccessibleName(field.heading)
        self._quiet = False
        self._settled_text = ""
        self.textChanged.connect(self._tell_edited)

    def put(self, value: Any) -> None:
        self._set(self.field.edit_text(value))
        self._settled_text = self.toPlainText()

    def value(self) -> Any:
        return self.field.read(self.toPlainText())

    def draft(self) -> Any:
        return self.toPlainText()

    def restore(self, draft: Any) -> None:
        self._set(str(draft))

    def settle(self) -> None:
        if self.toPlainText() != self._settled_text:
            self._settled_text = self.toPlainText()
            self.settled.emit()

    def _set(self, text: str) -> None:
        self._quiet = True
        self.setPlainText(text)
        self._quiet = False

    def _tell_edited(self) -> None:
        if not self._quiet:
            self.edited.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.settle()


class BoolInput(QCheckBox):
    edited = Signal()
    settled = Signal()
    onward = Signal()

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field.facts.hint or "是", parent)
        self.field = field
        self.setAccessibleName(field.heading)
        self.clicked.connect(self._tell)

    def put(self, value: Any) -> None:
        self.setChecked(bool(value))

    def value(self) -> Any:
        return self.isChecked()

    def draft(self) -> Any:
        return self.isChecked()

    def restore(self, draft: Any) -> None:
        self.setChecked(bool(draft))

    def settle(self) -> None:
        """A tick is settled as soon as it is set."""

    def _tell(self) -> None:
        self.edited.emit()
        self.settled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.onward.emit()
        else:
            super().keyPressEvent(event)


class ChoiceInput(QComboBox):
    """One of a few words; typing pinyin initials (zy → 在用) goes to the word."""

    edited = Signal()
    settled = Signal()
    onward = Signal()

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._members: list[Any] = list(field.choices or ())
        if field.nullable or not field.required:
            self._members.insert(0, None)
        self.addItems([member.label if member else "" for member in self._members])
        self.setAccessibleName(field.heading)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._typed = ""
        self.activated.connect(self._tell)

    def put(self, value: Any) -> None:
        self.setCurrentIndex(self._members.index(value) if value in self._members else -1)
        self._typed = ""

    def value(self) -> Any:
        index = self.currentIndex()
        return self._members[index] if index >= 0 else None

    def draft(self) -> Any:
        member = self.value()
        return member.value if member is not None else None

    def restore(self, draft: Any) -> None:
        self.put(self.field.choices(draft) if draft is not None and self.field.choices else None)

    def settle(self) -> None:
        """A choice is settled as soon as it is made."""

    def _tell(self) -> None:
        self.edited.emit()
        self.settled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.onward.emit()
        elif event.text().isalnum() and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            self._go_to(event.text().lower())
        else:
            self._typed = ""
            super().keyPressEvent(event)

    def _go_to(self, letter: str) -> None:
        for typed in (self._typed + letter, letter):
            for index, member in enumerate(self._members):
                if member and (initials(member.label).startswith(typed) or member.label.startswith(typed)):
                    self._typed = typed
                    if index != self.currentIndex():
                        self.setCurrentIndex(index)
                        self._tell()
                    return

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._typed = ""

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Scrolling the form must not change a choice under the pointer.
        event.ignore()


class Shown(QLabel):
    """A computed value: second text, to read and copy."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.setProperty("tone", "second")
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAccessibleName(field.heading)
        self.stored: Any = None

    def put(self, value: Any) -> None:
        self.stored = value
        text = self.field.show(value)
        self.setText(
            f"{text} {self.field.facts.unit}" if self.field.facts.unit and value is not None else text
        )
