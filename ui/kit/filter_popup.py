"""What a column is narrowed to: a small window under its heading, made for the kind of the column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.kit import pick
from app.kit.errors import Unreadable
from app.kit.fields import Field
from app.kit.filters import Between, Blank, Contains, Filter, OneOf
from ui.kit.desk import Desk
from ui.kit.parts import Words, button, column, heading, row

WIDTH = 280
MOST = 200
NOTHING = "（空）"
_VALUE = Qt.ItemDataRole.UserRole
_RANGED = ("money", "number", "int", "date", "month")
_EXAMPLES = {"date": "如 2026-11-03", "month": "如 2026-11"}


class FilterPopup(QFrame):
    """`applied(filter)` when the person is done; None takes the column's filter off."""

    applied = Signal(str, object)

    def __init__(self, parent: QWidget, desk: Desk, field: Field, now: Filter | None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("palette")
        self.desk, self.field, self.now = desk, field, now
        self.fault = Words(tone="bad", wrap=True)
        self.fault.hide()
        self.low, self.high, self.words = QLineEdit(), QLineEdit(), QLineEdit()
        self.list = QListWidget()
        self._picked: dict[Any, str] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(heading(f"筛选“{field.label}”"))
        layout.addWidget(self._middle())
        layout.addWidget(self.fault)
        layout.addLayout(self._buttons())
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(f"筛选{field.label}")

    def open_at(self, place: QPoint) -> None:
        """Show it at a place on the screen, whole."""
        self.adjustSize()
        room = self.screen().availableGeometry()
        left = min(place.x(), room.right() - self.width())
        top = min(place.y() + 12, room.bottom() - self.height())
        self.move(max(left, room.left()), max(top, room.top()))
        self.show()
        first = self.low if self.field.kind in _RANGED else self.list if self._listed else self.words
        first.setFocus()

    @property
    def _listed(self) -> bool:
        return self.field.kind in ("choice", "bool", "link")

    # -- what stands in it ---------------------------------------------------------------------------

    def _middle(self) -> QWidget:
        holder = QWidget()
        if self.field.kind in _RANGED:
            layout = self._range()
        elif self._listed:
            layout = self._list()
        else:
            self.words.setPlaceholderText("含有这些字")
            self.words.setAccessibleName(f"{self.field.label}含有")
            if isinstance(self.now, Contains):
                self.words.setText(self.now.text)
            layout = column(self.words)
        holder.setLayout(layout)
        return holder

    def _range(self) -> QVBoxLayout:
        for line, name in ((self.low, "从"), (self.high, "到")):
            line.setAccessibleName(f"{self.field.label}{name}")
            line.setPlaceholderText(_EXAMPLES.get(self.field.kind, "不限"))
        if isinstance(self.now, Between):
            self.low.setText(self.field.edit_text(self.now.low))
            self.high.setText(self.field.edit_text(self.now.high))
        unit = f"（{self.field.facts.unit}）" if self.field.facts.unit else ""
        return column(
            row(Words("从"), self.low), row(Words("到"), self.high), Words(f"两端都含在内{unit}", "second")
        )

    def _list(self) -> QVBoxLayout:
        self.list.setAccessibleName(f"{self.field.label}的值")
        self.list.itemChanged.connect(self._ticked)
        if isinstance(self.now, OneOf):
            words = self.now.words or tuple(self.field.show(value) for value in self.now.values)
            self._picked = dict(zip(self.now.values, words, strict=False))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(120)
        self._timer.timeout.connect(self._offer)
        self.words.setPlaceholderText("找：名称或拼音首字母")
        self.words.setAccessibleName(f"查找{self.field.label}")
        self.words.textEdited.connect(self._timer.start)
        self._offer()
        rows = min(max(self.list.count(), 2), 8)
        self.list.setFixedHeight(rows * max(self.list.sizeHintForRow(0), 28) + 8)
        return column(self.words, self.list) if self.field.kind == "link" else column(self.list)

    def _offer(self) -> None:
        """The values that can be ticked: those ticked already first."""
        self.list.blockSignals(True)
        self.list.clear()
        offered = dict(self._picked) | dict(self._values())
        for value, words in offered.items():
            item = QListWidgetItem(words, self.list)
            item.setData(_VALUE, value)
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable
            )
            item.setCheckState(Qt.CheckState.Checked if value in self._picked else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)

    def _values(self) -> Sequence[tuple[Any, str]]:
        empty: list[tuple[Any, str]] = [(None, NOTHING)] if self.field.nullable else []
        if self.field.kind == "bool":
            return [(True, "是"), (False, "否"), *empty]
        if self.field.choices is not None:
            return [*((member.value, member.label) for member in self.field.choices), *empty]
        if self.field.target is None:
            return empty
        found = self.desk.read(pick.find, self.field.target, self.words.text(), MOST)
        twins: dict[str, int] = {}
        for option in found:
            twins[option.title] = twins.get(option.title, 0) + 1
        named = [
            (
                option.id,
                f"{option.title}（{option.second}）"
                if twins[option.title] > 1 and option.second
                else option.title,
            )
            for option in found
        ]
        return [*named, *([] if self.words.text() else empty)]

    def _ticked(self, item: QListWidgetItem) -> None:
        value = item.data(_VALUE)
        if item.checkState() == Qt.CheckState.Checked:
            self._picked[value] = item.text()
        else:
            self._picked.pop(value, None)

    def _buttons(self) -> Any:
        blank = [
            button("为空", self._blank, kind="quiet"), button("不为空", self._not_blank, kind="quiet"),
        ] if self.field.nullable and not self._listed else []  # fmt: skip
        off = button("不筛选", self._off, kind="quiet") if self.now is not None else None
        return row(
            *blank, *([off] if off else []), None, button("筛选", self.apply, kind="primary"), spacing=4
        )

    # -- being done ----------------------------------------------------------------------------------

    def apply(self) -> None:
        """Filter by what was filled in; what cannot be read is said and nothing is lost."""
        try:
            made = self._made()
        except Unreadable as error:
            self.fault.setText(str(error))
            self.fault.show()
            self.adjustSize()
            return
        self._done(made)

    def _made(self) -> Filter | None:
        name = self.field.name
        if self.field.kind in _RANGED:
            low, high = self.field.read(self.low.text()), self.field.read(self.high.text())
            if low is not None and high is not None and low > high:
                low, high = high, low
            return None if low is None and high is None else Between(name, low, high)
        if self._listed:
            return OneOf(name, tuple(self._picked), tuple(self._picked.values())) if self._picked else None
        text = self.words.text().strip()
        return Contains(name, text) if text else None

    def _blank(self) -> None:
        self._done(Blank(self.field.name))

    def _not_blank(self) -> None:
        self._done(Blank(self.field.name, blank=False))

    def _off(self) -> None:
        self._done(None)

    def _done(self, made: Filter | None) -> None:
        self.hide()
        self.applied.emit(self.field.name, made)
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.apply()
        else:
            super().keyPressEvent(event)
