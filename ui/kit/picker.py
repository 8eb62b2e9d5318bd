"""Choosing a record as one types: by words or pinyin initials, with a second line that tells twins apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.kit import pick, records
from app.kit.db import Record, defaults
from app.kit.errors import Unreadable, UserError
from app.kit.fields import Field, fields
from app.kit.pick import Option
from app.kit.readers import tidy
from ui.kit.desk import Desk
from ui.kit.icons import icon
from ui.kit.popup import Popup

MOST = 30
NEW = -1


class LinkInput(QLineEdit):
    """Holds a record of `target` by its id. Down or typing opens the list, Enter takes what is marked.

    `maker` makes a record of a typed name and returns its id; by default one that needs only a name.
    """

    edited = Signal()
    settled = Signal()
    onward = Signal()

    def __init__(self, desk: Desk, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        assert field.target is not None, f"{field.name} links to nothing"
        self.desk, self.field, self.target = desk, field, field.target
        self.maker: Callable[[str], int | None] | None = self._make if needs_only_name(field.target) else None
        self._chosen: Option | None = None
        self._popup: Popup | None = None
        self.setAccessibleName(field.heading)
        self.setPlaceholderText(field.facts.hint or "输入名称或拼音首字母")
        self._arrow = self.addAction(icon("chevron-down"), QLineEdit.ActionPosition.TrailingPosition)
        self._arrow.triggered.connect(self._open_all)
        self.textEdited.connect(self._typed)

    # -- the face of an input ------------------------------------------------------------------------

    def put(self, value: Any) -> None:
        self._take(self._option(value) if value is not None else None)

    def value(self) -> Any:
        text = self.text().strip()
        if not text:
            return None
        if self._chosen is not None and text == self._shown(self._chosen):
            return self._key(self._chosen)
        return self._read(text)

    def draft(self) -> Any:
        chosen = self._chosen
        if chosen is not None and chosen.id and self.text() == self._shown(chosen):
            return {"id": chosen.id}
        return {"text": self.text()}

    def restore(self, draft: Any) -> None:
        record_id = draft.get("id") if isinstance(draft, dict) else None
        self._take(self._by_id(record_id) if record_id is not None else None)
        if isinstance(draft, dict) and draft.get("text"):
            self.setText(str(draft["text"]))

    def settle(self) -> None:
        """Close the list; a full name typed without choosing is chosen now."""
        self._close()
        text = self.text().strip()
        if self._chosen is not None and text == self._shown(self._chosen):
            return
        if not text and self._chosen is None:
            return
        try:
            value = self.value()
        except Unreadable:
            self._chosen = None
        else:
            self.put(value)
        self.settled.emit()

    # -- what differs in a subclass ------------------------------------------------------------------

    def _shown(self, option: Option) -> str:
        return option.title

    def _key(self, option: Option) -> Any:
        return option.id

    def _option(self, value: Any) -> Option | None:
        return self._by_id(value)

    def _read(self, text: str) -> Any:
        found = self.desk.read(pick.named, self.target, text)
        if len(found) == 1:
            return found[0]
        if found:
            raise Unreadable(f"有 {len(found)} 个“{text}”，请从列表里选一个")
        raise Unreadable(f"没有名为“{text}”的{self.target.name_cn}，请从列表里选，或新建")

    # -- choosing ------------------------------------------------------------------------------------

    def choose(self, option: Option) -> None:
        """Take an option of the list; 新建 makes it first."""
        if option.id == NEW:
            made = self.maker(self.text().strip()) if self.maker else None
            found = self._by_id(made) if made is not None else None
            if found is None:
                return
            option = found
        self._take(option)
        self._close()
        self.edited.emit()
        self.settled.emit()

    def options(self, words: str) -> list[Option]:
        """What the list offers for these words."""
        found = self.desk.read(pick.find, self.target, words, MOST)
        name = words.strip()
        if name and self.maker and all(tidy(option.title) != tidy(name) for option in found):
            found.append(Option(NEW, f"新建“{name}”", f"作为新的{self.target.name_cn}保存"))
        return found

    def _by_id(self, record_id: int) -> Option | None:
        return self.desk.read(pick.by_id, self.target, [record_id]).get(record_id)

    def _take(self, option: Option | None) -> None:
        self._chosen = option
        self.setText(self._shown(option) if option else "")
        self.setCursorPosition(0)
        self.setToolTip(option.second if option else "")

    def _make(self, name: str) -> int | None:
        return self.desk.perform(
            self,
            f"新建{self.target.name_cn}",
            records.save,
            self.target,
            None,
            {self.target.title_column: name},
        )

    def _typed(self, text: str) -> None:
        self.edited.emit()
        self._open(text)

    def _open_all(self) -> None:
        self.setFocus()
        if self._popup is not None and self._popup.isVisible():
            self._close()
        else:
            self._open("", mark=False)

    def _open(self, words: str, mark: bool = True) -> None:
        try:
            found = self.options(words)
        except UserError:
            found = []
        if self._popup is None:
            self._popup = Popup(self)
            self._popup.chosen.connect(self.choose)
        self._popup.offer(found, self.target.name_cn, mark)

    def _take_marked(self) -> None:
        """Tab takes what is marked, as Enter does, but makes nothing new."""
        open_ = self._popup is not None and self._popup.isVisible()
        marked = self._popup.marked() if self._popup is not None and open_ else None
        if marked is not None and marked.id != NEW and self.text().strip():
            self.choose(marked)

    def _close(self) -> None:
        if self._popup is not None:
            self._popup.hide()

    def event(self, event: QEvent) -> bool:
        # Escape closes the list before it may close the page.
        open_ = self._popup is not None and self._popup.isVisible()
        if open_ and event.type() == QEvent.Type.ShortcutOverride and _is_escape(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        open_ = self._popup is not None and self._popup.isVisible()
        key = event.key()
        if self._popup is not None and open_ and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._popup.move_by(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_F4):
            self._open("" if self._chosen else self.text())
        elif open_ and key == Qt.Key.Key_Escape:
            self._close()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            marked = self._popup.marked() if self._popup is not None and open_ else None
            if marked is not None:
                self.choose(marked)
            else:
                self.settle()
            if marked is None or marked.id != NEW or self._chosen is not None:
                self.onward.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if not self.text():
            self._open("", mark=False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.TabFocusReason:
            self._take_marked()
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.settle()
        else:
            self._close()


class CodeInput(LinkInput):
    """Holds the code of a record (`key` column) as text; a code that is not in the table may stand too."""

    def __init__(
        self, desk: Desk, field: Field, target: type[Record], key: str = "code", parent: QWidget | None = None
    ) -> None:
        linked = Field(field.name, field.label, "link", field.facts, field.nullable, target=target)
        super().__init__(desk, linked, parent)
        self.maker = None
        self._column = key
        self.setPlaceholderText("输入代码、名称或拼音首字母")

    def _key(self, option: Option) -> Any:
        return option.second.split(" · ")[0]

    def _shown(self, option: Option) -> str:
        return f"{self._key(option)} {option.title}".strip()

    def _option(self, value: Any) -> Option | None:
        column = getattr(self.target, self._column)
        found = self.desk.read(lambda session: session.query(self.target.id).filter(column == value).scalar())
        return self._by_id(found) if found is not None else Option(0, "", str(value))

    def _read(self, text: str) -> Any:
        return text.split()[0]


def _is_escape(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape


def needs_only_name(model: type[Record]) -> bool:
    """Whether a record can be made of its title alone."""
    known = defaults(model)
    return all(
        name == model.title_column or name in known for name, field in fields(model).items() if field.required
    )
