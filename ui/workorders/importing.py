"""导入报修登记簿: every row's fate, then the good ones as one batch that can be taken back whole."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from app.kit.errors import UserError
from app.kit.store import Store
from app.workorders import importing
from app.workorders.importing import LABELS, Imported, Plan
from ui.kit import crash, files, toast
from ui.kit.desk import Desk
from ui.kit.job import Job, strip_of
from ui.kit.pages import Page, lay_over
from ui.kit.parts import Card, Notice, Words, button
from ui.kit.plain_table import Head, Line, PlainTable


class BookImport(Page):
    """Reading and storing run in jobs; nothing is stored before the button that names how many rows."""

    def __init__(self, desk: Desk, file: Path) -> None:
        super().__init__("导入报修登记簿", "报修")
        self.desk, self.file = desk, file
        self.plan: Plan | None = None
        self._job: Job | None = None
        self.summary = Words(f"正在读 {file.name}…", wrap=True)
        self.columns = Words("", "second", wrap=True)
        self.trouble, self.notes, self.unknown = Notice("bad"), Notice("info"), Notice("warn")
        self.make_too = QCheckBox("一并新建")
        self.unknown.buttons.addWidget(self.make_too)
        self.faults = PlainTable(
            "不能导入的单元格", Head("行", 4, right=True), Head("列", 9), Head("内容", 16), Head("原因", 0),
            empty="每一行都可以导入",
        )  # fmt: skip
        self.save_button = button("另存退回的行…", self.ask_refused, icon="file-down")
        self.go = button("", self.store, kind="primary", hint="Ctrl+Enter")
        for each in (self.save_button, self.go):
            each.hide()
            self.tools.addWidget(each)
        self.make_too.toggled.connect(self._say)
        self.body.setContentsMargins(24, 0, 24, 16)
        for part in (Card(self.summary, self.columns), self.trouble, self.notes, self.unknown):
            self.body.addWidget(part)
        for each in (self.trouble, self.notes, self.unknown):
            each.hide()
        self.body.addWidget(self.faults, 1)
        self.key("Ctrl+Return", self.go.click)
        self.desk.closing.connect(self.close_page)

    def begin(self, widget: QWidget) -> None:
        """Show the page over the screen that `widget` lies in, and read the file."""
        lay_over(widget, self)
        self._work("读登记簿", self._tried, _plan, self.desk.store, self.file)

    def _work(self, title: str, done: Callable[..., None], function: Callable[..., Any], *rest: Any) -> None:
        self._job = job = Job(title, function, *rest)
        job.finished.connect(done)
        job.failed.connect(self._failed)
        job.ended.connect(self._ended)
        strip_of(self).follow(job)
        self.go.setEnabled(False)
        job.start()

    @Slot()
    def _ended(self) -> None:
        self._job = None
        self._say()

    @Slot(object)
    def _failed(self, error: BaseException) -> None:
        self.summary.setText(self.file.name)
        if isinstance(error, UserError):
            self.trouble.tell("bad", str(error))
        else:
            crash.report(error)

    @Slot(object)
    def _tried(self, plan: Plan) -> None:
        self.plan = plan
        matched = [
            f"{column.heading}→{LABELS.get(name, name)}" for name, column in plan.layout.fields.items()
        ]
        left = [column.heading for column in plan.layout.columns if column.field is None]
        self.columns.setText(
            "对应：" + "、".join(matched) + (f"；没有用到：{'、'.join(left)}" if left else "")
        )
        if plan.notes:
            self.notes.tell("info", "\n".join(plan.notes))
        if plan.missing:
            self.unknown.tell("warn", f"还没有建档的{plan.missing.words()}")
        cells = sorted(plan.errors, key=lambda cell: cell.row)
        self.faults.put([Line((cell.row, cell.column, cell.value, cell.reason)) for cell in cells])

    @Slot()
    def _say(self) -> None:
        plan = self.plan
        self.save_button.setVisible(plan is not None and plan.refused > 0)
        self.go.setVisible(plan is not None)
        if plan is None:
            return
        parts = [f"{self.file.name}：读到 {plan.rows_read:,} 行，可导入 {plan.accepted:,} 行"]
        parts += [f"退回 {plan.refused:,} 行"] if plan.refused else []
        parts += [f"跳过空行、合计等 {plan.skipped.total:,} 行"] if plan.skipped.total else []
        self.summary.setText("，".join(parts) + "。")
        self.go.setText(
            f"{'只' if plan.refused else ''}导入{'合格的' if plan.refused else ''} {plan.accepted:,} 行"
        )
        ready = not plan.missing or self.make_too.isChecked()
        self.go.setEnabled(ready and plan.accepted > 0 and self._job is None)
        self.go.setToolTip("Ctrl+Enter" if ready else "请先勾选“一并新建”，或在登记簿里改正名称")

    # -- verbs ----------------------------------------------------------------------------------------

    @Slot()
    def store(self) -> None:
        self.trouble.hide()
        self._work("导入报修", self._stored, _store, self.desk.store, self.plan, self.make_too.isChecked())

    @Slot(object)
    def _stored(self, result: tuple[Imported, set[str]]) -> None:
        done, touched = result
        self.plan = None
        self.desk.changed.emit(touched)
        words = f"已导入 {len(done.ids):,} 张报修单，批次 {done.batch_no}"
        back = partial(withdraw, self.parentWidget(), self.desk, done.batch_no)
        toast.tell(self, words, [("撤回", back)])
        self.close_page()

    @Slot()
    def ask_refused(self) -> None:
        files.ask_save(self, "另存退回的行", f"{self.file.stem}-退回.xlsx", files.XLSX, self.save_refused)

    def save_refused(self, path: Path) -> None:
        """The refused rows with their reasons, as a workbook."""
        if self.plan is None:
            return
        try:
            count = self.plan.write_refused(path)
        except UserError as error:
            self.trouble.tell("bad", str(error))
        else:
            self.desk.told.emit(f"已把 {count:,} 行存到 {path.name}，改好后可以再次导入")


def withdraw(widget: QWidget, desk: Desk, batch_no: str) -> None:
    """Take a batch back whole while none of its orders has been touched."""
    count = desk.perform(widget, "撤回导入", importing.withdraw, batch_no, desk.store.clock())
    if count is not None:
        desk.told.emit(f"批次 {batch_no} 已撤回，{count:,} 张报修单不再在册")


def _plan(store: Store, file: Path, progress: Callable[..., None]) -> Plan:
    progress(0, 0, file.name)
    with store.reading() as session:
        return importing.plan(session, file, store.clock())


def _store(
    store: Store, plan: Plan, create_missing: bool, progress: Callable[..., None]
) -> tuple[Imported, set[str]]:
    with store.changing("导入报修") as session:
        done = importing.store(session, plan, store.clock(), True, create_missing, progress)
    return done, session.info["touched"]
