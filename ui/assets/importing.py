"""导入台账: choose a file, say which column is which, see every row's fate, store what is good.

One page with four steps over the screen one came from. Reading and storing run in jobs; nothing is stored
before the last step, and what was stored can be withdrawn whole.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assets import importing as service
from app.assets import policy
from app.assets.import_plan import Plan
from app.assets.import_store import Imported
from app.assets.models import ImportBatch
from app.kit.errors import UserError
from app.kit.filters import OneOf
from app.kit.months import Month
from app.kit.store import Store
from ui.assets.import_choose import Choose
from ui.assets.import_columns import Columns, Headings, read_headings
from ui.assets.import_trial import Done, Trial
from ui.kit import crash, files, toast, ways
from ui.kit.desk import Desk
from ui.kit.job import Job, strip_of
from ui.kit.pages import Page, lay_over
from ui.kit.parts import Notice, Steps, row

CHOOSE, COLUMNS, TRIAL, DONE = range(4)


def open_import(widget: QWidget, desk: Desk, path: Path | None = None) -> ImportPage:
    """Show the import over the screen that `widget` lies in; `path` begins with that file."""
    page = ImportPage(desk)
    lay_over(widget, page)
    if path is not None:
        page.take(path)
    return page


class ImportPage(Page):
    """Ctrl+Enter goes on, Esc goes back to the screen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("导入台账")
        self.desk = desk
        self._job: Job | None = None
        self._sheet: str | None = None
        self._path: Path | None = None
        self._done: Imported | None = None
        self.steps = Steps("选文件", "对应各列", "试算", "完成", lines=1)
        self.steps.chosen.connect(self._step_chosen)
        self.trouble = Notice("bad")
        self.trouble.hide()
        self.choose, self.columns, self.trial, self.done = Choose(), Columns(), Trial(), Done()
        self.pages = QStackedWidget()
        self.pages.setProperty("inner", True)
        for each in (self.choose, self.columns, self.trial, self.done):
            self.pages.addWidget(each)
        self._connect()
        for part in (self.steps, self.trouble):
            line = row(part)
            line.setContentsMargins(24, 0, 24, 0)
            self.body.addLayout(line)
        inside = row(self.pages)
        inside.setContentsMargins(24, 0, 24, 16)
        self.body.addLayout(inside, 1)
        self._show(CHOOSE)
        self._list_batches()

    def _connect(self) -> None:
        self.choose.chosen.connect(self.take)
        self.choose.withdrawn.connect(self.withdraw)
        self.choose.opened.connect(self._see_batch)
        self.columns.ready.connect(self.try_out)
        self.columns.resheeted.connect(self._another_sheet)
        self.trial.accepted.connect(self.store)
        self.trial.mended.connect(self.ask_refused)
        self.trial.back.connect(self._back_to_columns)
        self.done.see.clicked.connect(self._see)
        self.done.print.clicked.connect(self._print)
        self.done.undo.clicked.connect(self._undo)
        self.done.save.clicked.connect(self.ask_refused)
        self.done.again.clicked.connect(self._again)
        self.key("Ctrl+Return", self._go_on)
        self.key("Ctrl+Enter", self._go_on)

    # -- steps -----------------------------------------------------------------------------------------

    def _show(self, step: int) -> None:
        self.pages.setCurrentIndex(step)
        self.steps.at(step)
        for at, each in enumerate(self.steps.steps):
            each.setEnabled(at < step < DONE)
        if step == DONE:
            self.steps.steps[DONE].put("done")
        self.trouble.hide()
        self._next().setFocus()

    def _next(self) -> QPushButton:
        """The button that goes on from here."""
        buttons = (self.choose.pick, self.columns.go, self.trial.go, self.done.see)
        return buttons[self.pages.currentIndex()]

    @Slot(int)
    def _step_chosen(self, step: int) -> None:
        if self._job is None:
            self._show(step)

    @Slot()
    def _go_on(self) -> None:
        self._next().click()

    def _work(
        self, title: str, done: Callable[..., None], function: Callable[..., object], *rest: object
    ) -> None:
        """Run one job at a time; the page waits, the window does not."""
        if self._job is not None:
            return
        self._job = job = Job(title, function, *rest)
        job.finished.connect(done)
        job.failed.connect(self._failed)
        job.ended.connect(self._ended)
        strip_of(self).follow(job)
        self.pages.setEnabled(False)
        job.start()

    @Slot()
    def _ended(self) -> None:
        self._job = None
        self.pages.setEnabled(True)
        self._next().setFocus()

    @Slot(object)
    def _failed(self, error: BaseException) -> None:
        if isinstance(error, UserError):
            self.trouble.tell("bad", str(error))
        else:
            crash.report(error)

    def close_page(self) -> None:
        if self._job is not None:
            self._job.cancel()
        super().close_page()

    # -- the file and its columns ----------------------------------------------------------------------

    @Slot(object)
    def take(self, path: Path) -> None:
        """Begin with this file."""
        self._path, self._sheet = path, None
        self._read()

    @Slot(str)
    def _another_sheet(self, sheet: str) -> None:
        self._sheet = sheet
        self._read()

    def _read(self) -> None:
        self.trouble.hide()
        self._work(
            "读台账", self._headed, _headings, self.desk.store, self._path, self._sheet, self.desk.today()
        )

    @Slot(object)
    def _headed(self, headings: Headings) -> None:
        self.columns.put(headings)
        self._show(COLUMNS)

    @Slot()
    def _back_to_columns(self) -> None:
        self._show(COLUMNS)

    # -- the dry run -----------------------------------------------------------------------------------

    @Slot()
    def try_out(self) -> None:
        self.trouble.hide()
        self._work(
            "试算", self._tried, _plan, self.desk.store, self._path, self.desk.today(), self.columns.mapping(),
            self.columns.opening_month(), self._sheet, self.columns.life_in(),
        )  # fmt: skip

    @Slot(object)
    def _tried(self, plan: Plan) -> None:
        self.trial.put(plan)
        self._show(TRIAL)

    @Slot()
    def ask_refused(self) -> None:
        plan = self.trial.plan
        if plan is not None:
            name = f"{plan.path.stem} 退回 {plan.refused} 行.xlsx"
            files.ask_save(self, "存退回的行", name, files.XLSX, self.save_refused)

    def save_refused(self, path: Path) -> None:
        """The refused rows as a workbook, told with the way on."""
        plan = self.trial.plan
        assert plan is not None
        try:
            number = plan.write_refused(path)
        except UserError as error:
            self.desk.complain(self, "存退回的行", str(error))
            return
        toast.tell(self, f"已把退回的 {number:,} 行存为 {path.name}，改好后可以再导入")

    # -- storing ---------------------------------------------------------------------------------------

    @Slot()
    def store(self) -> None:
        self.trouble.hide()
        self._work(
            "导入", self._stored, _store, self.desk.store, self.trial.plan, self.trial.agree.isChecked()
        )

    @Slot(object)
    def _stored(self, result: tuple[Imported, set[str]]) -> None:
        self._done, touched = result
        self.done.put(self._done.batch_no, self._done.plan)
        self._show(DONE)
        self._list_batches()
        self.desk.changed.emit(touched)

    def _list_batches(self) -> None:
        self.choose.put(self.desk.read(_batches))

    @Slot()
    def _again(self) -> None:
        self._show(CHOOSE)

    # -- afterwards ------------------------------------------------------------------------------------

    @Slot()
    def _see(self) -> None:
        if self._done is not None:
            self._see_batch(self._done.batch_no)

    @Slot(object)
    def _see_batch(self, batch_no: str) -> None:
        found = self.desk.read(_batch_id, batch_no)
        if found is not None:
            ways.show_cards(self, OneOf("batch_id", (found,), (batch_no,)))

    @Slot()
    def _print(self) -> None:
        from ui.assets import papers

        if self._done is not None:
            papers.print_cards(self, self.desk, self._done.ids, "asset-ledger")

    @Slot()
    def _undo(self) -> None:
        if self._done is not None:
            self.withdraw(self._done.batch_no)

    @Slot(str)
    def withdraw(self, batch_no: str) -> None:
        """Take a batch back, after a question."""
        cards = next((each.accepted for each in self.desk.read(_batches) if each.batch_no == batch_no), 0)
        question = f"批次 {batch_no} 的 {cards:,} 张卡片会全部撤出台账，随它新建的部门、人员和地点保留。"
        if not self.desk.ask(self, "撤回批次", question, f"撤回 {cards:,} 张"):
            return
        gone = self.desk.perform(self, "撤回导入批次", service.withdraw, batch_no, self.desk.store.clock())
        if gone is not None:
            self._list_batches()
            self._show(CHOOSE)
            toast.tell(self, f"已撤回批次 {batch_no} 的 {gone:,} 张卡片")


# --- the jobs ---------------------------------------------------------------------------------------------


def _headings(
    store: Store, path: Path, sheet: str | None, today: date, progress: Callable[..., None]
) -> Headings:
    progress(0, 0, path.name)
    with store.reading() as session:
        return read_headings(session, path, sheet, policy.settled_month(session, today))


def _plan(
    store: Store, path: Path, today: date, mapping: dict[str, str | None], month: Month | None, sheet: str | None,
    life_unit: str | None, progress: Callable[..., None],
) -> Plan:  # fmt: skip
    progress(0, 0, "逐行核对")
    with store.reading() as session:
        return service.plan(
            session, path, today, mapping=mapping, opening_month=month, sheet=sheet, life_unit=life_unit,
            progress=progress,
        )  # fmt: skip


def _store(
    store: Store, plan: Plan, create: bool, progress: Callable[..., None]
) -> tuple[Imported, set[str]]:
    with store.changing("导入台账") as session:
        done = service.store(
            session, plan, store.clock(), accept_valid=True, create_missing=create, progress=progress
        )
    return done, session.info["touched"]


def _batches(session: Session) -> list[ImportBatch]:
    return list(session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc())))


def _batch_id(session: Session, batch_no: str) -> int | None:
    return session.scalar(select(ImportBatch.id).where(ImportBatch.batch_no == batch_no))
