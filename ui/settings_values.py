"""A group of settings on one page: a line each with value and 依据, and the day from which changes hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import numbering, settings
from app.kit.db import Choice
from app.kit.errors import UserError
from app.kit.fields import Field
from app.kit.settings import ALWAYS, DECLARED, Setting, SettingValue
from ui.kit.desk import Desk
from ui.kit.form_body import FormBody
from ui.kit.verb_dialog import asked

VALUE, BASIS, SINCE = "value", "basis", "since"
LABELS = (168, 40)
RULE = "_rule"
# What an office simply is holds always; a figure that a rule changes holds from a day on.
TIMELESS = {"本单位"}


class SettingsPage(QWidget):
    """The settings of one group. Only what was changed is stored, each with its day and its basis."""

    def __init__(self, desk: Desk, group: str) -> None:
        super().__init__()
        self.desk, self.group = desk, group
        self.settings = [each for each in DECLARED.values() if each.group == group]
        fields = {field.name: field for each in self.settings for field in _fields(each)}
        fields[SINCE] = asked(SINCE, "改动的生效日期", "date", hint="不填表示一直有效")
        lines = [f"{each.key}.{VALUE} {each.key}.{BASIS}" for each in self.settings]
        layout = "\n".join([f"== {group}", SINCE, *lines])
        self.body = FormBody(desk, fields, layout, labels=LABELS)
        self.body.next_button.hide()
        self.body.cancel_button.setText("恢复")
        self.body.cancel_button.setToolTip("放弃没有保存的改动")
        self.body.cancel_button.clicked.connect(self.load)
        self.body.save_button.clicked.connect(self.save)
        self.body.bind("Ctrl+S", self.save)
        self.body.edited.connect(self._edited)
        self.body.settled.connect(self._edited)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.body)
        self._drafts: dict[str, Any] = {}
        self._since: dict[str, date] = {}
        self.load()

    def load(self) -> None:
        """Show what is stored."""
        known = self.desk.read(_stored)
        for each in self.settings:
            value, basis, since = known.get(each.key, (each.default, each.basis, ALWAYS))
            self._put(f"{each.key}.{VALUE}", _shown(each, value))
            self._put(f"{each.key}.{BASIS}", basis)
            self._since[each.key] = since
            self._say(each)
        self._put(SINCE, None if self.group in TIMELESS else self.desk.today())
        self.body.complain("")
        self.body.state.setText("")

    def _put(self, name: str, value: Any) -> None:
        source = cast(Any, self.body.input(name))
        source.put(value)
        self.body.cells[name].wrong("")
        self._drafts[name] = source.draft()

    def changed(self) -> list[Setting]:
        """The settings of which anything was changed."""
        return [
            each
            for each in self.settings
            if any(self.body.input(name).draft() != self._drafts[name] for name in _names(each))
        ]

    def _edited(self, name: str) -> None:
        setting = DECLARED.get(name.rpartition(".")[0])
        if setting is not None:
            self._say(setting)
        self.body.state.setText("有内容还没有保存" if self.changed() else "")

    def _say(self, setting: Setting) -> None:
        """Under a rule for numbers the number it would give; under others since when they hold, or a hint."""
        name = f"{setting.key}.{VALUE}"
        if not setting.key.endswith(RULE):
            since = self._since[setting.key]
            self.body.note(name, setting.hint if since == ALWAYS else f"{since} 起")
            return
        rule = str(self.body.input(name).draft() or "")
        try:
            self.body.note(name, f"例如：{numbering.example(rule, self.desk.today(), 28)}")
        except UserError as error:
            self.body.note(name, str(error), "warn")

    def save(self) -> bool:
        """Store what was changed, as one act. False when something is wrong."""
        self.body.settle()
        changed = self.changed()
        values, faults = self.body.read([SINCE, *(name for each in changed for name in _names(each))])
        for each in changed:
            name = f"{each.key}.{VALUE}"
            if each.key.endswith(RULE) and name in values and (why := numbering.problem(str(values[name]))):
                faults[name] = why
        if faults:
            self.body.show_faults(faults)
            return False
        if not changed:
            return True
        if self.desk.perform(self, "修改设置", _put_all, changed, values) is None:
            return False
        self.desk.told.emit(f"{'、'.join(each.label for each in changed)}已保存")
        self.load()
        return True


def _names(setting: Setting) -> list[str]:
    return [f"{setting.key}.{part}" for part in (VALUE, BASIS)]


def _fields(setting: Setting) -> Iterable[Field]:
    kinds = {"money": "money", "int": "int", "bool": "bool"}
    choices = None
    if setting.options:
        members: Any = [(f"OPTION_{at}", option) for at, option in enumerate(setting.options)]
        choices = cast(type[Choice], Choice(f"Options_{setting.key}", members))
    kind = "choice" if choices else kinds.get(setting.kind, "text")
    yield asked(
        f"{setting.key}.{VALUE}", setting.label.removesuffix("（元）"), kind,
        required=kind in ("money", "int", "choice"), unit="元" if kind == "money" else "", choices=choices,
    )  # fmt: skip
    yield asked(f"{setting.key}.{BASIS}", "依据", "text", hint="文件名、文号或会议决定")


def _shown(setting: Setting, value: Any) -> Any:
    """A value as its input takes it."""
    if setting.options:
        return next((option for option, _ in setting.options if option == value), None)
    return None if value == "" else value


def _stored(session: Session) -> dict[str, tuple[Any, str, date]]:
    """The newest value of every setting that the store holds: key → value, basis, day."""
    rows = session.scalars(select(SettingValue).order_by(SettingValue.effective_from))
    return {
        row.key: (settings.parse(DECLARED[row.key], row.value), row.basis, row.effective_from)
        for row in rows
        if row.key in DECLARED
    }


def _put_all(session: Session, changed: Iterable[Setting], values: Mapping[str, Any]) -> int:
    count = 0
    for each in changed:
        value, basis = (values[name] for name in _names(each))
        settings.put(session, each.key, "" if value is None else value, basis or "", values[SINCE] or ALWAYS)
        count += 1
    return count
