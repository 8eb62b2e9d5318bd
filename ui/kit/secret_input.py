"""The input of a personal number: masked until somebody with the right looks, which the log tells."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QWidget

from app.kit import revealing
from app.kit.errors import Unreadable
from app.kit.fields import Field
from app.kit.masking import STAR, masked
from ui.kit.desk import Desk
from ui.kit.icons import icon
from ui.kit.inputs import LineInput


class SecretInput(LineInput):
    """Empty it is typed into like any other; what is stored is shown, and can be changed, after `look`."""

    def __init__(self, desk: Desk, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.desk = desk
        self.hidden: Any = None  # what is stored, while it is masked
        self.eye: QAction = self.addAction(icon("eye"), QLineEdit.ActionPosition.TrailingPosition)
        self.eye.setToolTip("显示完整的号码，可以修改；操作日志会记下")
        self.eye.triggered.connect(self.look)
        self.eye.setVisible(False)

    def put(self, value: Any) -> None:
        self._hide(value or None)
        if self.hidden is None:
            super().put(value)

    def _hide(self, value: Any) -> None:
        self.hidden = value
        self.setReadOnly(value is not None)
        self.eye.setVisible(value is not None)
        if value is not None:
            self.setText(masked(str(value)))
            self.setToolTip("")
            self._settled_text = self.text()

    def value(self) -> Any:
        if self.hidden is not None:
            return self.hidden
        if STAR in self.text():
            raise Unreadable("这是遮盖过的号码，请填写完整的号码")
        return super().value()

    def _show(self, value: Any) -> None:
        if value is not None:
            self.setText(self._plain(value))  # never masked while it is typed

    def draft(self) -> Any:
        return super().draft() if self.hidden is None else str(self.hidden)

    def restore(self, draft: Any) -> None:
        if self.hidden is not None and str(draft) == str(self.hidden):
            return
        self._hide(None)
        super().restore(draft)

    def settle(self) -> None:
        if self.hidden is None:
            super().settle()

    def look(self) -> None:
        """Show the number as it is. Refused, and told so, without the right."""
        form: Any = self.parentWidget()
        while form is not None and not hasattr(form, "record_id"):
            form = form.parentWidget()
        if form is None or form.record_id is None or self.hidden is None:
            return
        name = self.field.name
        found = self.desk.perform(self, "查看完整号码", revealing.reveal, form.model, form.record_id, [name])
        if found is not None:
            value, self.hidden = self.hidden, None
            self.setReadOnly(False)
            self.eye.setVisible(False)
            LineInput.put(self, value)
            self.setFocus()
