"""What a form is made of on screen: sections of cells, the bars above them, the buttons below."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.kit.errors import Unreadable
from app.kit.fields import Field
from ui.kit.dates import DateInput
from ui.kit.desk import Desk
from ui.kit.inputs import BoolInput, ChoiceInput, Input, LineInput, NoteInput, Shown
from ui.kit.moments import MomentInput
from ui.kit.parts import Notice, Words, button, scrolled
from ui.kit.picker import LinkInput
from ui.kit.secret_input import SecretInput
from ui.kit.sections import LABEL, Cell, Section, read_layout

WIDEST = 1080
Maker = Callable[[Desk, Field], QWidget]


class FormBody(QWidget):
    """Fields by a layout, with what is wrong beside each; `settled(name)` when the person has filled one.

    It knows neither record nor store: RecordForm and the dialogs say what saving means by connecting
    `save_button` and its fellows.
    """

    edited = Signal(str)
    settled = Signal(str)

    def __init__(
        self,
        desk: Desk,
        fields: Mapping[str, Field],
        layout: str,
        parent: QWidget | None = None,
        inputs: Mapping[str, Maker] | None = None,
        hidden: Iterable[str] = (),
        read_only: Iterable[str] = (),
        labels: tuple[int, int] = (LABEL, LABEL),
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.fields = dict(fields)
        self.cells: dict[str, Cell] = {}
        self._makers = dict(inputs or {})
        self._read_only = set(read_only)
        self.sections = {
            facts.title: Section(facts, self._make_cell, labels) for facts in read_layout(layout)
        }
        self._lay_out()
        away = set(hidden)
        for title, section in self.sections.items():
            if title not in away:
                section.build()
                section.show()
        self._order()

    # -- building ------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        page = QWidget()
        page.setMaximumWidth(WIDEST)
        inner = QVBoxLayout(page)
        inner.setContentsMargins(24, 12, 24, 8)
        inner.setSpacing(0)
        for section in self.sections.values():
            inner.addWidget(section)
        inner.addStretch(1)
        holder = QWidget()
        holding = QHBoxLayout(holder)
        holding.setContentsMargins(0, 0, 0, 0)
        holding.addWidget(page, 100)
        holding.addStretch(1)
        self.area = scrolled(holder)
        self.fault_bar = Notice("bad")
        self.fault_bar.hide()
        self.bars = QVBoxLayout()
        self.bars.setContentsMargins(24, 8, 24, 0)
        self.bars.setSpacing(8)
        self.bars.addWidget(self.fault_bar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self.bars)
        layout.addWidget(self.area, 1)
        self.foot = self._foot()
        layout.addWidget(self.foot)

    def _foot(self) -> QWidget:
        foot = QFrame()
        row = QHBoxLayout(foot)
        row.setContentsMargins(24, 8, 24, 12)
        row.setSpacing(8)
        self.state = Words("", "second", step=-1)
        self.cancel_button = button("关闭", hint="Esc")
        self.next_button = button("保存并新建", hint="Ctrl+Enter")
        self.save_button = button("保存", kind="primary", hint="Ctrl+S")
        row.addWidget(self.state, 1)
        for each in (self.cancel_button, self.next_button, self.save_button):
            row.addWidget(each)
        return foot

    def bind(self, keys: str, act: Callable[[], object]) -> None:
        """A shortcut that holds while the focus is inside the form."""
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    def _make_cell(self, name: str) -> Cell:
        field = self.fields[name]
        if field.facts.computed or name in self._read_only:
            cell = Cell(field, Shown(field))
        else:
            cell = Cell(field, self._makers.get(name, make_input)(self.desk, field))
            source = cast(Input, cell.widget)
            source.edited.connect(partial(self._cell_edited, name))
            source.settled.connect(partial(self._cell_settled, name))
            source.onward.connect(self.focusNextChild)
        self.cells[name] = cell
        cell.widget.setObjectName(name)
        return cell

    def input(self, name: str) -> Input:
        """The input of a field that can be edited."""
        return cast(Input, self.cells[name].widget)

    @property
    def editable(self) -> dict[str, Cell]:
        """The cells that hold an input, by the field's name."""
        return {name: cell for name, cell in self.cells.items() if not isinstance(cell.widget, Shown)}

    def _order(self) -> None:
        """Tab goes in the reading order, then to the buttons."""
        chain = [cell.widget for name in self._reading_order() if (cell := self.editable.get(name))]
        chain += [self.save_button, self.next_button, self.cancel_button]
        for first, second in itertools.pairwise(chain):
            QWidget.setTabOrder(first, second)
        self.setFocusProxy(chain[0])

    def show_section(self, title: str, visible: bool = True) -> list[Cell]:
        """Show or hide a section; hiding keeps what its fields hold. Returns cells that were made just now."""
        section = self.sections[title]
        made: list[Cell] = []
        if visible and not section.built:
            made = section.build()
            self._order()
        section.setVisible(visible)
        return made

    # -- values --------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Take what stands in the field one is in as meant: whoever presses Ctrl+S is still in it."""
        inside = self.focusWidget()
        for name, cell in self.editable.items():
            if cell.widget is inside:
                self.input(name).settle()

    def read(self, names: Iterable[str]) -> tuple[dict[str, object], dict[str, str]]:
        """The values of fields, and a sentence for each that cannot be read or is missing."""
        values: dict[str, object] = {}
        faults: dict[str, str] = {}
        for name in names:
            field = self.fields[name]
            try:
                value = self.input(name).value()
            except Unreadable as error:
                faults[name] = str(error)
                continue
            if value is None and field.required:
                faults[name] = f"请填写{field.label}"
            else:
                values[name] = value
        return values, faults

    def _cell_edited(self, name: str) -> None:
        if self.cells[name].fault:
            self.cells[name].wrong("")
        self.edited.emit(name)

    def _cell_settled(self, name: str) -> None:
        try:
            self.input(name).value()
        except Unreadable as error:
            self.cells[name].wrong(str(error))
        else:
            self.settled.emit(name)

    def note(self, name: str, words: str, tone: str = "second") -> None:
        """A sentence under a field that is right as it stands."""
        if name in self.cells:
            self.cells[name].note(words, tone)

    # -- what is wrong -------------------------------------------------------------------------------

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """Each beside its field, the first one focused; what has no field here goes above."""
        elsewhere = [words for name, words in faults.items() if name not in self.cells]
        for name, cell in self.cells.items():
            cell.wrong(faults.get(name, ""))
            if name in faults:
                self._section_of(name).setVisible(True)
        first = next((name for name in self._reading_order() if name in faults), None)
        if first is not None:
            self.focus(first)
        count = len(faults)
        told = [f"有 {count} 处需要改一改"] if count > 1 else []
        self.complain("\n".join([*told, *elsewhere]))

    def complain(self, words: str) -> None:
        """Say above the form what is wrong with the whole; empty takes it away."""
        self.fault_bar.setVisible(bool(words))
        if words:
            self.fault_bar.tell("bad", words)

    def focus(self, name: str) -> None:
        """Go to a field and bring it into view."""
        self.cells[name].widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self.area.ensureWidgetVisible(self.cells[name], 0, 60)

    def focus_first(self) -> None:
        """Go to the first field that can be filled."""
        first = next((name for name in self._reading_order() if name in self.editable), None)
        if first is not None:
            self.focus(first)

    def _reading_order(self) -> list[str]:
        built = (section for section in self.sections.values() if section.built)
        return [name for section in built for name in section.facts.names]

    def _section_of(self, name: str) -> Section:
        return next(section for section in self.sections.values() if name in section.facts.names)


def make_input(desk: Desk, field: Field) -> QWidget:
    """The usual input of a field."""
    if field.kind == "link":
        return LinkInput(desk, field)
    if field.facts.secret:
        return SecretInput(desk, field)
    if field.kind == "time":
        return MomentInput(desk, field)
    kinds: dict[str, Callable[[Field], QWidget]] = {
        "note": NoteInput, "date": DateInput, "bool": BoolInput, "choice": ChoiceInput,
    }  # fmt: skip
    return kinds.get(field.kind, LineInput)(field)
