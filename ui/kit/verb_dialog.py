"""A small window for one verb: some fields, and a button that names the act. Opened, never executed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.kit.db import Choice, Record
from app.kit.errors import Invalid, UserError
from app.kit.fields import Field, Label
from ui.kit.desk import Desk
from ui.kit.form_body import FormBody
from ui.kit.parts import Words


def asked(
    name: str,
    label: str,
    kind: str,
    *,
    required: bool = False,
    unit: str = "",
    hint: str = "",
    places: int = 2,
    choices: type[Choice] | None = None,
    target: type[Record] | None = None,
) -> Field:
    """A field of a dialog, which no table has."""
    facts = Label(label, unit=unit, hint=hint, required=required)
    return Field(name, label, kind, facts, not required, places=places, choices=choices, target=target)


class VerbDialog(QDialog):
    """`run(session, values)` is the act; what it returns goes out with `performed`."""

    performed = Signal(object)

    def __init__(
        self,
        parent: QWidget | None,
        desk: Desk,
        title: str,
        verb: str,
        fields: Iterable[Field],
        layout: str,
        run: Callable[[Session, Mapping[str, Any]], Any],
        words: str = "",
        hidden: Iterable[str] = (),
        danger: bool = False,
    ) -> None:
        super().__init__(parent)
        self.desk, self._title, self._run = desk, title, run
        self.setWindowTitle(title)
        self.setModal(True)
        self.body = FormBody(desk, {field.name: field for field in fields}, layout, self, hidden=hidden)
        self.body.next_button.hide()
        self.body.cancel_button.setText("取消")
        self.body.save_button.setText(verb)
        if danger:
            self.body.save_button.setProperty("primary", None)
            self.body.save_button.setProperty("danger", "true")
        self.body.save_button.clicked.connect(self.perform)
        self.body.cancel_button.clicked.connect(self.reject)
        self.body.bind("Ctrl+S", self.perform)
        self.body.bind("Ctrl+Return", self.perform)
        self.words = Words(words, "second", wrap=True)
        self.words.setVisible(bool(words))
        self.words.setContentsMargins(24, 16, 24, 0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.words)
        whole.addWidget(self.body, 1)

    def put(self, **values: Any) -> None:
        """What the fields begin with."""
        for name, value in values.items():
            cast(Any, self.body.input(name)).put(value)

    def show_at_size(self, width: int = 720) -> None:
        """Open as high as the fields need, with room for a sentence under one or two of them."""
        self.ensurePolished()
        shown = (each for each in self.body.sections.values() if not each.isHidden())
        height = sum(each.sizeHint().height() for each in shown) + 60
        height += self.words.heightForWidth(width) if self.words.text() else 0
        height += self.body.foot.sizeHint().height() + 32
        self.resize(width, min(height, self.screen().availableGeometry().height() - 80))
        self.open()
        self.body.focus_first()

    def shown_names(self) -> list[str]:
        """The fields of the sections that are shown."""
        sections = [each for each in self.body.sections.values() if each.built and not each.isHidden()]
        return [name for each in sections for name in each.facts.names if name in self.body.editable]

    def perform(self) -> None:
        """Read the fields and do it; a refusal stands beside its field and nothing is lost."""
        self.body.settle()
        values, faults = self.body.read(self.shown_names())
        if faults:
            self.body.show_faults(faults)
            return
        try:
            result = self.desk.act(self._title, self._run, values)
        except Invalid as error:
            self.body.show_faults(error.problems)
        except UserError as error:
            self.body.complain(str(error))
        else:
            self.accept()
            self.performed.emit(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter goes on to the next field; the act has its own button and Ctrl+Enter.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
        else:
            super().keyPressEvent(event)
