"""Importing a sheet into a plain register: what would become of its rows, then all of them or none."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from app.kit import register_import
from app.kit.db import Record
from app.kit.errors import UserError
from app.kit.fields import fields
from app.kit.register_import import Plan
from ui.kit import files
from ui.kit.desk import Desk
from ui.kit.pages import Page
from ui.kit.parts import Card, Notice, Words, button
from ui.kit.plain_table import Head, Line, PlainTable


class RegisterImport(Page):
    """`imported(count)` when rows were stored."""

    imported = Signal(int)

    def __init__(self, desk: Desk, model: type[Record], file: Path) -> None:
        super().__init__(f"导入{model.name_cn}")
        self.desk, self.model, self.file = desk, model, file
        self.plan: Plan | None = None
        self.summary = Words("", wrap=True)
        self.columns = Words("", "second", wrap=True)
        self.trouble = Notice("bad")
        self.unknown = Notice("warn")
        self.make_too = QCheckBox("一并新建")
        self.unknown.buttons.addWidget(self.make_too)
        self.faults = PlainTable(
            "不能导入的单元格", Head("行", 4, right=True), Head("列", 9), Head("内容", 14), Head("原因", 0),
            empty="每一行都可以导入",
        )  # fmt: skip
        self.save_button = button("另存退回的行…", self.ask_refused, icon="file-down")
        self.good_button = button("", self.store_good)
        self.all_button = button("", self.store, kind="primary")
        for each in (self.save_button, self.good_button, self.all_button):
            self.tools.addWidget(each)
        self.make_too.toggled.connect(self._say)
        self.body.setContentsMargins(24, 0, 24, 16)
        for part in (Card(self.summary, self.columns), self.trouble, self.unknown):
            self.body.addWidget(part)
        self.body.addWidget(self.faults, 1)
        self.read()

    def read(self) -> None:
        """Read the file (again) and show every row's fate."""
        try:
            self.plan = self.desk.read(register_import.read, self.model, self.file)
        except UserError as error:
            self.plan = None
            self.trouble.tell("bad", str(error))
        else:
            self.trouble.hide()
        self._say()

    def _say(self) -> None:
        plan = self.plan
        for each in (self.save_button, self.good_button, self.all_button):
            each.setVisible(plan is not None)
        self.faults.setVisible(plan is not None)
        self.unknown.setVisible(plan is not None and bool(plan.missing))
        if plan is None:
            self.summary.setText(self.file.name)
            return
        refused = len(plan.refused)
        parts = [f"{self.file.name}：读到 {plan.rows_read} 行，可导入 {plan.accepted} 行"]
        parts += [f"退回 {refused} 行"] if refused else []
        parts += [f"跳过空行、合计等 {plan.skipped.total} 行"] if plan.skipped.total else []
        self.summary.setText("，".join(parts) + "。")
        matched = [
            f"{column.heading}→{fields(self.model)[name].label}"
            for name, column in plan.layout.fields.items()
        ]
        left = [column.heading for column in plan.layout.columns if column.field is None]
        self.columns.setText(
            "对应：" + "、".join(matched) + (f"；没有用到：{'、'.join(left)}" if left else "")
        )
        if plan.missing:
            self.unknown.words.setText("；".join(map(self._unknown_words, plan.missing.items())))
        lines = sorted(plan.faults, key=lambda fault: fault.row)
        self.faults.put([Line((fault.row, fault.column, fault.value, fault.reason)) for fault in lines])
        ready = not plan.missing or self.make_too.isChecked()
        self.save_button.setVisible(bool(refused))
        self.good_button.setVisible(bool(refused) and plan.accepted > 0)
        self.good_button.setText(f"只导入合格的 {plan.accepted} 行")
        self.good_button.setEnabled(ready)
        self.all_button.setText(f"导入 {plan.rows_read} 行")
        self.all_button.setEnabled(ready and not refused and plan.rows_read > 0)

    def _unknown_words(self, item: tuple[str, list[str]]) -> str:
        name, names = item
        shown = "、".join(names[:6]) + (f" 等 {len(names)} 个" if len(names) > 6 else "")
        return f"{fields(self.model)[name].label}里有系统中没有的：{shown}"

    # -- verbs ---------------------------------------------------------------------------------------

    def store(self) -> None:
        """Store all rows."""
        self._store(good_only=False)

    def store_good(self) -> None:
        """Store the good rows; the refused ones can be saved, mended and brought in again."""
        self._store(good_only=True)

    def _store(self, good_only: bool) -> None:
        assert self.plan is not None
        made = self.desk.perform(
            self, f"导入{self.model.name_cn}", register_import.store, self.model, self.plan,
            create_missing=self.make_too.isChecked(), good_only=good_only,
        )  # fmt: skip
        if made is None:
            return
        self.desk.told.emit(f"已导入 {made} 条{self.model.name_cn}")
        self.imported.emit(made)
        if not good_only:
            self.close_page()
        else:
            self.good_button.setEnabled(False)

    def ask_refused(self) -> None:
        """Choose where to save the refused rows."""
        files.ask_save(self, "另存退回的行", f"{self.file.stem}-退回.xlsx", files.XLSX, self.save_refused)

    def save_refused(self, path: Path) -> None:
        """The refused rows with their reasons, as a workbook."""
        assert self.plan is not None
        try:
            count = register_import.write_refused_rows(path, self.plan)
        except UserError as error:
            self.desk.complain(self, "另存退回的行", str(error))
        else:
            self.desk.told.emit(f"已把 {count} 行存到 {path.name}，改好后可以再次导入")
