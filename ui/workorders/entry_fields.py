"""The inputs of a call: who, where and what in one line; what is proposed and what is known of the caller below."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.kit import pick
from app.kit.errors import Unreadable
from app.kit.fields import Field, fields
from app.kit.masking import masked
from app.workorders.models import WorkOrder
from ui.kit.desk import Desk
from ui.kit.form_body import make_input
from ui.kit.inputs import Input, LineInput
from ui.kit.parts import Words, column
from ui.kit.picker import LinkInput
from ui.kit.sections import Cell

WHO, WHERE, WHAT = "caller_id", "place_id", "fault"
PROPOSED = ("category_id", "urgency", "team_id", "worker_id", "vendor_id")
KNOWN = ("department_id", "phone", "spot", "reported_at", "channel", "asset_id")
SENT = ("team_id", "worker_id", "vendor_id")
LABELS = {WHO: "谁报的", WHERE: "在哪里", WHAT: "什么事"}
HINTS = {
    "reported_at": "空着是现在",
    WHO: "姓名或拼音首字母",
    WHERE: "地点或拼音首字母",
    WHAT: "灯管不亮、水龙头漏水……回车登记",
}
WIDTHS = {WHO: 2, WHERE: 3, WHAT: 5}


class EntryFields(QWidget):
    """`edited(name)` at every keystroke, `settled(name)` once one has gone on, `entered` by Enter in the last one."""

    edited = Signal(str)
    settled = Signal(str)
    entered = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.cells: dict[str, Cell] = {}
        self.known_phone: str | None = None
        self.own: set[str] = set()  # what the person filled in; proposals leave it alone
        self.setLayout(
            column(self._line((WHO, WHERE, WHAT)), self._line(PROPOSED), self._line(KNOWN), spacing=12)
        )
        cast(Any, self.cells[WHAT].widget).returnPressed.connect(self.entered)

    def _line(self, names: tuple[str, ...]) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for at, name in enumerate(names):
            field = fields(WorkOrder)[name]
            cell = self.cells[name] = Cell(field, self._input(field))
            grid.addWidget(Words(LABELS.get(name, field.label), "second", step=-1), 0, at)
            grid.addWidget(cell, 1, at)
            grid.setColumnStretch(at, WIDTHS.get(name, 1))
        return made

    def _input(self, field: Field) -> QWidget:
        # The number of a new call is no secret to who hears it; a known one is kept behind its mask.
        made = LineInput(field) if field.facts.secret else make_input(self.desk, field)
        source = cast(Input, made)
        source.edited.connect(partial(self._edited, field.name))
        source.settled.connect(partial(self.settled.emit, field.name))
        if field.name != WHAT:
            source.onward.connect(self.focusNextChild)
        if isinstance(made, LinkInput):
            made.maker = None  # a call is no place to make records
        if isinstance(made, QLineEdit) and (hint := HINTS.get(field.name)):
            made.setPlaceholderText(hint)
        return made

    def _edited(self, name: str) -> None:
        self.own.add(name)
        self.cells[name].wrong("")
        self.cells[name].note("")
        self.edited.emit(name)

    # -- values ---------------------------------------------------------------------------------------

    def input(self, name: str) -> Input:
        return cast(Input, self.cells[name].widget)

    def text(self, name: str) -> str:
        return cast(QLineEdit, self.cells[name].widget).text().strip()

    def peek(self, name: str) -> Any:
        """What stands there, None while it cannot be read."""
        try:
            return self.input(name).value()
        except Unreadable:
            return None

    def put(self, **values: Any) -> None:
        """Fill in what the person has not."""
        for name, value in values.items():
            if name not in self.own:
                self.input(name).put(value)

    def know_phone(self, phone: str | None) -> None:
        """The caller's last number goes with the order unless another one is typed."""
        self.known_phone = phone
        cast(QLineEdit, self.cells["phone"].widget).setPlaceholderText(masked(phone) if phone else "")

    def typed(self) -> dict[str, Any]:
        """What the person filled in, for a draft."""
        return {name: self.input(name).draft() for name in sorted(self.own)}

    def restore(self, typed: Mapping[str, Any]) -> None:
        for name, draft in typed.items():
            if name in self.cells:
                self.own.add(name)
                self.input(name).restore(draft)

    def clear(self) -> None:
        """Ready for the next call."""
        self.own.clear()
        self.know_phone(None)
        for name, cell in self.cells.items():
            self.input(name).put(WorkOrder().channel if name == "channel" else None)
            cell.wrong("")
            cell.note("")

    def read(self) -> tuple[dict[str, Any], dict[str, str]]:
        """The values of a report, and a sentence for what cannot be read. A caller who stands in no register goes by
        the name that was typed, a place that does not is told in words."""
        values: dict[str, Any] = {}
        faults: dict[str, str] = {}
        for name in self.cells:
            try:
                values[name] = self.input(name).value()
            except Unreadable as error:
                if name not in (WHO, WHERE) or self._ambiguous(name):
                    faults[name] = str(error)
        if WHO not in values and WHO not in faults:
            values["caller_name"] = self.text(WHO)[:32]
        if WHERE not in values and WHERE not in faults:
            values["spot"] = " ".join(filter(None, (self.text(WHERE), values.get("spot"))))[:64]
        values["phone"] = values.get("phone") or self.known_phone
        if not values.get(WHAT):
            faults.setdefault(WHAT, "请写明报修什么")
        return {name: value for name, value in values.items() if value is not None}, faults

    def _ambiguous(self, name: str) -> bool:
        target = fields(WorkOrder)[name].target
        return target is not None and len(self.desk.read(pick.named, target, self.text(name))) > 1

    # -- what is wrong, what is known -----------------------------------------------------------------

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """Each under its input, the first one focused."""
        for name, cell in self.cells.items():
            cell.wrong(faults.get(name, ""))
        first = next((name for name in self.cells if name in faults), None)
        if first is not None:
            self.focus(first)

    def focus(self, name: str) -> None:
        self.cells[name].widget.setFocus()

    def tell_unknown(self) -> None:
        """Say what will stand in words alone."""
        for name, words in ((WHO, "不在人员名册里，按来电称呼记下"), (WHERE, "不在地点表里，记为具体位置")):
            unknown = bool(self.text(name)) and self.peek(name) is None
            self.cells[name].note(words if unknown else "", "second")
