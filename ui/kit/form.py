"""Editing one record on screen: the layout is a string, facts come from the model, rules from the store.

    form = RecordForm(desk, Department, "name code\\nexpense_account leader\\nremark", record_id)
    form.saved.connect(self.reopen)      # with the record's id
    form.closed.connect(self.close)

Nothing typed is lost: wrong input stays where it is, a draft survives a crash, and what somebody else saved
meanwhile is merged in before the next save, never overwritten silently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from app.kit import audit, pick, records, rights
from app.kit.db import Record, defaults
from app.kit.errors import Invalid, Stale, Unreadable, UserError
from app.kit.fields import Field, fields
from ui.kit import drafts
from ui.kit.desk import Desk
from ui.kit.form_body import FormBody, Maker
from ui.kit.inputs import Shown
from ui.kit.parts import Notice, button
from ui.kit.sections import Cell

MOST_TOLD = 20  # characters of a title in a toast

Verb = Callable[[Session, int | None, Mapping[str, Any], int | None], int]


class RecordForm(FormBody):
    """The form of one record; `record_id` None makes a new one from `start` and the model's defaults.

    `verb(session, record_id, changes, version)` saves (records.save by default). `on_change(form, name)` is
    called when the person has settled a field, and with an empty name after loading. `inputs` names another
    input for a field. `hidden` titles are sections that stay away until `show_section`.
    """

    saved = Signal(int)
    closed = Signal()
    dirtied = Signal(bool)

    def __init__(
        self,
        desk: Desk,
        model: type[Record],
        layout: str,
        record_id: int | None = None,
        parent: QWidget | None = None,
        *,
        verb: Verb | None = None,
        operation: str = "",
        start: Mapping[str, Any] | None = None,
        on_change: Callable[[RecordForm, str], None] | None = None,
        inputs: Mapping[str, Maker] | None = None,
        hidden: Iterable[str] = (),
        read_only: Iterable[str] = (),
        optional: Mapping[str, str] | None = None,
    ) -> None:
        known = fields(model) | {name: _eased(model, name, hint) for name, hint in (optional or {}).items()}
        super().__init__(desk, known, layout, parent, inputs, hidden, read_only)
        self.model, self.record_id = model, record_id
        self._verb = verb or self._save_record
        self._may = desk.may(getattr(verb, "right", "") or rights.table_key(model))
        self._operation = operation
        self._start = dict(start or {})
        self._on_change = on_change
        self._stored: dict[str, Any] = {}
        self._unchanged: dict[str, Any] = {}  # what each input says while nothing is typed
        self._beside: dict[str, Any] = {}  # values put into fields that the form does not show
        self._version: int | None = None
        self._busy = False
        self._was_dirty = False
        self._make_bars()
        self.drafts = drafts.Keeper(self._typed, self)
        self._bind()
        self.load()
        if not self._may:
            for each in (self.save_button, self.next_button):
                each.setEnabled(False)
                each.setToolTip("您只能查看，没有修改的权限")
        self._restore_draft()

    def _make_bars(self) -> None:
        self.stale_bar = Notice("warn", "", button("放弃我的改动", self.discard))
        self.draft_bar = Notice("info", "上次没有保存的内容已恢复", button("放弃这些内容", self.discard))
        self.leave_bar = Notice(
            "warn", "有内容还没有保存",
            button("继续填写", self._stay), button("放弃改动", self._leave, kind="danger"),
            button("保存", self._save_and_close, kind="primary"),
        )  # fmt: skip
        for bar in (self.stale_bar, self.draft_bar, self.leave_bar):
            bar.hide()
            self.bars.addWidget(bar)

    def _bind(self) -> None:
        self.save_button.clicked.connect(self.save)
        self.next_button.clicked.connect(self.save_and_new)
        self.cancel_button.clicked.connect(self.request_close)
        self.bind("Ctrl+S", self.save)
        self.bind("Ctrl+Return", self.save_and_new)
        self.bind("Ctrl+Enter", self.save_and_new)
        self.edited.connect(self._mark_dirty)
        self.settled.connect(self._changed_by_person)
        self.desk.changed.connect(self._store_changed)

    # -- values --------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the record (again) and show it; what was typed is given up."""
        if self.record_id is None:
            known: dict[str, Any] = dict.fromkeys(self.fields)
            self._stored = known | defaults(self.model) | self._start
            self._version = None
        else:
            self._stored = self.desk.read(records.values, self.model, self.record_id)
            self._version = self._stored["version"]
        self._beside = {}
        for cell in self.cells.values():
            self._put_stored(cell)
        self._say_state()
        if self._on_change is not None:
            self._on_change(self, "")

    def _put_stored(self, cell: Cell) -> None:
        cell.wrong("")
        source = cast(Any, cell.widget)
        name = cell.field.name
        source.put(self._stored.get(name))
        if not isinstance(source, Shown):
            self._unchanged[name] = source.draft()
        if name in self._beside:
            source.put(self._beside.pop(name))

    def show_section(self, title: str, visible: bool = True) -> list[Cell]:
        made = super().show_section(title, visible)
        for cell in made:
            self._put_stored(cell)
        return made

    def value(self, name: str) -> Any:
        """What a field holds now; None while it cannot be read. Fields without a cell give what is stored."""
        if name not in self.editable:
            return self._beside.get(name, self._stored.get(name))
        try:
            return self.input(name).value()
        except Unreadable:
            return None

    def put(self, name: str, value: Any) -> None:
        """Set a field as if it had been typed; for what follows from another field."""
        cell = self.cells.get(name)
        if cell is None:
            self._beside[name] = value
            return
        cast(Any, cell.widget).put(value)
        cell.wrong("")
        self._mark_dirty()

    @property
    def changed_names(self) -> list[str]:
        """The fields that hold something else than the store."""
        return [name for name in self.editable if self.input(name).draft() != self._unchanged.get(name)]

    @property
    def dirty(self) -> bool:
        return bool(self.changed_names)

    # -- saving --------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save what was changed. False when something is wrong; it is then said on the form."""
        self.settle()
        changes, faults = self._collect()
        if faults:
            self.show_faults(faults)
            return False
        if self.record_id is not None and not changes:
            self._hide_bars()
            return True
        self._busy = True
        try:
            made = self.desk.act(self._act_name(), self._verb, self.record_id, changes, self._version)
        except Invalid as error:
            self.show_faults(error.problems)
        except Stale:
            self._merge()
        except UserError as error:
            self.complain(str(error))
        else:
            self._after_save(made)
            return True
        finally:
            self._busy = False
        return False

    def save_and_new(self) -> None:
        """Save, then begin the next one with the same start."""
        if self.save():
            self.start_new()

    def start_new(self, start: Mapping[str, Any] | None = None) -> None:
        """Begin a new record; `start` are values it begins with."""
        self.record_id = None
        if start is not None:
            self._start = dict(start)
        self._hide_bars()
        self.load()
        self.focus_first()

    def _collect(self) -> tuple[dict[str, Any], dict[str, str]]:
        """Values to save, and sentences for what cannot be read. A blank falls back on the default."""
        names = list(self.editable) if self.record_id is None else self.changed_names
        values, faults = self.read(names)
        standing = defaults(self.model)
        changes: dict[str, Any] = dict(self._start) if self.record_id is None else {}
        for name, value in values.items():
            blank = value is None and not self.fields[name].nullable
            changes[name] = standing.get(name) if blank else value
        return changes | self._beside, faults

    def _after_save(self, made: int) -> None:
        self.drafts.drop()
        self.record_id = made
        self._hide_bars()
        self.load()
        title = str(self._stored.get(self.model.title_column) or "")
        named = f"“{title if len(title) <= MOST_TOLD else title[:MOST_TOLD] + '…'}”" if title else ""
        self.desk.told.emit(f"{self.model.name_cn}{named}已保存")
        self.saved.emit(made)

    def _save_record(
        self, session: Session, record_id: int | None, changes: Mapping[str, Any], version: int | None
    ) -> int:
        return records.save(session, self.model, record_id, changes, version)

    def _act_name(self) -> str:
        return self._operation or f"{'新建' if self.record_id is None else '修改'}{self.model.name_cn}"

    # -- somebody else saved meanwhile ---------------------------------------------------------------

    def _merge(self) -> None:
        """Take in what somebody else saved: their fields are shown, ours stay typed, both are pointed out."""
        assert self.record_id is not None
        mine = {name: self.input(name).draft() for name in self.changed_names}
        before = dict(self._stored)
        try:
            who = self.desk.read(_last_hand, self.model, self.record_id)
            self.load()
        except UserError as error:
            self.complain(str(error))
            return
        theirs = [name for name in self.fields if self._stored[name] != before[name]]
        for name, draft in mine.items():
            self.input(name).restore(draft)
        both = [name for name in mine if name in theirs]
        for name in both:
            words = shown(self.desk, self.fields[name], self._stored[name])
            self.note(name, f"对方改为：{words}", "warn")
        labels = "、".join(self.fields[name].label for name in theirs) or "别的内容"
        words = f"{who}刚刚改过{labels}，已并入；您填写的内容都还在。"
        if both:
            words += f"{'、'.join(self.fields[name].label for name in both)}两边都改了，请核对后再保存。"
        self.stale_bar.tell("warn", words)
        self._mark_dirty()

    def _store_changed(self, tables: set[str]) -> None:
        if self._busy or self.record_id is None or self.model.__tablename__ not in tables:
            return
        try:
            version = self.desk.read(records.values, self.model, self.record_id)["version"]
        except UserError as error:
            self.complain(str(error))
            return
        if version != self._version:
            if self.dirty:
                self._merge()
            else:
                self.load()

    # -- leaving -------------------------------------------------------------------------------------

    def request_close(self) -> bool:
        """Close, or ask first when something was typed. True when closed at once."""
        if self.dirty:
            self.leave_bar.setVisible(not self.leave_bar.isVisibleTo(self))
            return False
        self.drafts.drop()
        self.closed.emit()
        return True

    def discard(self) -> None:
        """Give up what was typed and show what is stored."""
        self.drafts.drop()
        self._hide_bars()
        self.load()

    def _stay(self) -> None:
        self.leave_bar.hide()

    def _leave(self) -> None:
        self.discard()
        self.closed.emit()

    def _save_and_close(self) -> None:
        self.leave_bar.hide()
        if self.save():
            self.closed.emit()

    def _hide_bars(self) -> None:
        for bar in (self.fault_bar, self.stale_bar, self.draft_bar, self.leave_bar):
            bar.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.request_close()
        else:
            super().keyPressEvent(event)

    # -- typing --------------------------------------------------------------------------------------

    def _changed_by_person(self, name: str) -> None:
        if self._on_change is not None:
            self._on_change(self, name)
        self._mark_dirty()

    def _mark_dirty(self) -> None:
        self._say_state()
        self.drafts.touch()

    def _say_state(self) -> None:
        dirty = self.dirty
        self.state.setText("有内容还没有保存" if dirty else "")
        if dirty != self._was_dirty:
            self._was_dirty = dirty
            self.dirtied.emit(dirty)

    # -- drafts --------------------------------------------------------------------------------------

    def hideEvent(self, event: QHideEvent) -> None:
        # Going elsewhere ends the page at once; what was typed last waits as a draft.
        self.drafts.hurry()
        super().hideEvent(event)

    def _restore_draft(self) -> None:
        found = self.drafts.find()
        if found is None:
            return
        version, typed = found
        for title, section in self.sections.items():
            if not section.built and set(section.facts.names) & set(typed):
                self.show_section(title)
        for name, value in typed.items():
            if name in self.editable:
                self.input(name).restore(value)
        if not self.dirty:
            return
        self.draft_bar.show()
        if version != self._version:
            self.draft_bar.tell("warn", "上次没有保存的内容已恢复；这条记录后来被改过，请核对后再保存")
        self._mark_dirty()

    def _typed(self) -> tuple[str, int | None, dict[str, Any]]:
        """The draft's name, the version that was read, and what was typed since."""
        name = drafts.key(self.desk.store.where, self.model.__tablename__, self.record_id)
        return name, self._version, {each: self.input(each).draft() for each in self.changed_names}


def _eased(model: type[Record], name: str, hint: str) -> Field:
    field = fields(model)[name]
    return replace(field, facts=replace(field.facts, required=False, hint=hint))


def shown(desk: Desk, field: Field, value: Any) -> str:
    """A stored value in words, a linked record by its title."""
    if field.target is None or value is None:
        return field.show(value)
    option = desk.read(pick.by_id, field.target, [value]).get(value)
    return option.title if option else field.show(None)


def _last_hand(session: Session, model: type[Record], record_id: int) -> str:
    lines = audit.history(session, model, record_id)
    return lines[0].who if lines else "别人"
