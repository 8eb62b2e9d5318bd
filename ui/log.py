"""设置 › 操作日志: who did what, asked by person, thing, verb and time; before → after of the act that is picked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QLineEdit, QSplitter, QWidget
from sqlalchemy.orm import Session

from app.kit import audit, logbook, rights
from app.kit.errors import Unreadable, UserError
from app.kit.fields import Field, Label
from app.kit.history import Step
from app.kit.logbook import Line as Act
from app.kit.logbook import Wanted
from app.kit.store import Store
from ui.kit import crash, files, toast
from ui.kit.command import Command
from ui.kit.dates import DateInput
from ui.kit.desk import Desk
from ui.kit.inputs import mark_wrong
from ui.kit.job import Job, strip_of
from ui.kit.parts import Words, button, column, framed, heading, row
from ui.kit.plain_screen import PlainScreen
from ui.kit.plain_table import Head, Line, PlainTable
from ui.kit.preview import Document, preview

SHOWN = 500
ANYBODY, ANYTHING = "全部经手人", "全部操作"
BLANK = " "  # an empty cell would say “—”
ACTS = (
    Head("号", 5, True), Head("时间", 12), Head("经手", 6), Head("操作", 9), Head("原因", 10), Head("内容", 0),
)  # fmt: skip
DETAILS = (Head("对象", 20), Head("做了什么", 14), Head("项目", 9), Head("改前", 16), Head("改后", 0))


@dataclass(frozen=True)
class View:
    """What was asked for: how many acts there are, the newest of them; who and what the log knows at all; its
    head."""

    count: int
    acts: tuple[Act, ...]
    people: tuple[str, ...]
    verbs: tuple[str, ...]
    number: int
    head: str


def look(session: Session, wanted: Wanted) -> View:
    """Ask it all."""
    number, head = audit.head(session)
    acts = tuple(logbook.lines(session, wanted, SHOWN))
    count = logbook.count(session, wanted) if len(acts) == SHOWN else len(acts)
    return View(count, acts, tuple(logbook.people(session)), tuple(logbook.verbs(session)), number, head)


class LogPage(PlainScreen):
    """A page of 设置."""

    title, icon = "操作日志", "history"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.view: View | None = None
        self.job: Job | None = None
        self.export = button("导出 Excel", self.ask_export, "file-down")
        self.print = button("打印", self.show_paper, "printer", hint="Ctrl+P")
        self.check = button(
            "核对数据", self.verify, "shield-check", hint="按日志逐条重演，找出绕过程序改动的每一处"
        )
        for tool, right in ((self.export, rights.EXPORT), (self.print, rights.PRINT)):
            tool.setEnabled(desk.may(right))
        for tool in (self.check, self.export, self.print):
            self.tools.addWidget(tool)
        self.acts = PlainTable("操作日志", *ACTS, empty="没有这样的操作")
        self.acts.picked.connect(self._picked)
        self.details = PlainTable("这次操作改了什么", *DETAILS)
        self.what, self.where = heading(""), Words("", "second")
        self.head = Words("", "second")
        self.head.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        whole = column(self._asking(), self._lists(), self.head, spacing=12)
        whole.setContentsMargins(24, 0, 24, 12)
        self.body.addLayout(whole, 1)

    # -- what stands where -----------------------------------------------------------------------------

    def _asking(self) -> Any:
        self.who, self.verb, self.thing = QComboBox(), QComboBox(), QLineEdit()
        for box, name, all_ in ((self.who, "经手人", ANYBODY), (self.verb, "操作", ANYTHING)):
            box.setAccessibleName(name)
            box.setMinimumWidth(140)
            box.addItem(all_)
            box.activated.connect(self.ask)
        self.thing.setAccessibleName("对象")
        self.thing.setPlaceholderText("对象：名称、编号，或改动里的词")
        self.thing.setClearButtonEnabled(True)
        self.thing.returnPressed.connect(self.ask)
        self.since, self.until = (
            DateInput(Field(name, text, "date", Label(text, hint=f"{text} 2026-11-01"), True))
            for name, text in (("since", "从"), ("until", "到"))
        )
        for day in (self.since, self.until):
            day.setFixedWidth(150)
            day.settled.connect(self.ask)
        self.seek = button("查找", self.ask, "search")
        line = row(self.who, self.verb, self.thing, self.since, self.until, self.seek)
        line.setStretch(2, 1)
        return line

    def _lists(self) -> QSplitter:
        below = QWidget()
        lower = column(row(self.what, self.where, None, spacing=12), framed(self.details))
        lower.setStretch(1, 1)
        lower.setContentsMargins(0, 8, 0, 0)
        below.setLayout(lower)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(framed(self.acts))
        split.addWidget(below)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        return split

    # -- the contract ----------------------------------------------------------------------------------

    def reload(self, tables: set[str]) -> None:
        """Whatever was written, an act more stands here."""
        self._stale = True
        if self.isVisible():
            self.ask()

    def commands(self) -> list[Command]:
        return [
            Command("打印操作日志", "Ctrl+P", self.show_paper, self.desk.may(rights.PRINT), "printer"),
            Command("导出操作日志", "", self.ask_export, self.desk.may(rights.EXPORT), "file-down"),
            Command("按操作日志核对数据", "", self.verify, True, "shield-check"),
        ]

    def question(self) -> tuple[Callable[..., View], tuple[Wanted]]:
        return look, (self.wanted(),)

    def wanted(self) -> Wanted:
        """What is asked for; a day that cannot be read is marked and left out."""
        who, verb = (box.currentText() if box.currentIndex() > 0 else "" for box in (self.who, self.verb))
        return Wanted(who, self.thing.text().strip(), verb, _day(self.since), _day(self.until))

    def arrived(self, answer: View) -> None:
        self.view = answer
        for box, all_, names in ((self.who, ANYBODY, answer.people), (self.verb, ANYTHING, answer.verbs)):
            _refill(box, [all_, *names])
        self.acts.put(
            Line(
                (act.number, logbook.shown(act.at), act.who, act.operation, act.reason or BLANK, act.words),
                act.number,
            )
            for act in answer.acts
        )
        more = f"，列出最近 {len(answer.acts):,} 条" if answer.count > len(answer.acts) else ""
        self.under.setText(f"共 {answer.count:,} 条{more}")
        self.head.setText(f"日志到第 {answer.number} 号　校验值 {answer.head}")
        self.status_changed.emit(f"{answer.count:,} 条操作")
        if answer.acts:
            self.acts.selectRow(0)
        else:
            self._picked(None)

    @Slot(object)
    def _picked(self, number: object) -> None:
        """Show what an act changed."""
        act = self.desk.read(logbook.act, number) if isinstance(number, int) else None
        self.what.setText(f"第 {act.number} 号　{act.operation}" if act else "")
        self.where.setText(
            f"{act.who}　{logbook.shown(act.at)}　电脑 {act.machine}　程序 {act.program}　校验 {act.hash[:10]}"
            if act
            else ""
        )
        self.details.put(_lines(act) if act else [])

    # -- doing -----------------------------------------------------------------------------------------

    @Slot()
    def ask_export(self) -> None:
        """Ask where, then write what is asked for to a workbook."""
        name = f"操作日志{self.desk.today():%Y%m%d}.xlsx"
        files.ask_save(self, "导出操作日志", name, files.XLSX, self.export_to)

    def export_to(self, path: Path) -> None:
        """Write it to `path`, off the screen's thread."""
        self._work("导出操作日志", _write, self._written, path, self.wanted())

    @Slot(object)
    def _written(self, result: tuple[Path, int]) -> None:
        path, count = result
        show = partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(path)))
        toast.tell(self, f"已导出 {count:,} 条操作到 {path.name}", [("打开", show)])

    @Slot()
    def show_paper(self) -> None:
        """Preview of what is asked for, with the chain's head in full."""
        make = partial(_draw, self.desk.store, self.wanted(), self.desk.today())
        name = f"操作日志 {self.desk.today():%Y-%m-%d}"
        preview(self, self.desk, [Document("操作日志", make, file_name=name)])

    @Slot()
    def verify(self) -> None:
        """Replay the log against the tables, off the screen's thread."""
        self._work("核对数据", _verify, self._verified)

    @Slot(object)
    def _verified(self, problems: list[str]) -> None:
        if not problems:
            toast.tell(self, "核对通过：日志完好，数据与日志逐项一致")
            return
        words = "\n".join(problems[:20]) + (f"\n……共 {len(problems)} 处" if len(problems) > 20 else "")
        self.desk.complain(self, "核对数据", words + "\n请从最近的备份恢复，并查明原因。")

    def _work(self, title: str, function: Callable[..., Any], done: Callable[..., None], *rest: Any) -> None:
        self.job = Job(title, function, self.desk.store, *rest)
        self.job.finished.connect(done)
        self.job.failed.connect(self._failed)
        strip_of(self).follow(self.job)
        self.job.start()

    @Slot(object)
    def _failed(self, error: BaseException) -> None:
        if isinstance(error, UserError):
            self.desk.complain(self, "没有做成", str(error))
        else:
            crash.report(error)


def _lines(act: Act) -> list[Line]:
    """A line for each field, what it belongs to said once."""
    found: list[Line] = []
    for thing in act.things:
        called = f"{thing.name_cn}“{thing.title}”" if thing.title else thing.name_cn or BLANK
        first, *rest = thing.steps or (Step(BLANK, BLANK, BLANK),)
        found.append(Line((called, thing.done or BLANK, first.label, first.before, first.after)))
        found += [Line((BLANK, BLANK, step.label, step.before, step.after)) for step in rest]
    if act.changes > len(act.things):
        found.append(
            Line((f"另有 {act.changes - len(act.things)} 项", BLANK, BLANK, BLANK, BLANK), tone="second")
        )
    return found


def _day(typed: DateInput) -> date | None:
    try:
        value = typed.value()
    except Unreadable:
        mark_wrong(typed, True)
        return None
    mark_wrong(typed, False)
    return value if isinstance(value, date) else None


def _refill(box: QComboBox, names: list[str]) -> None:
    """Other names, the same choice where it is still there."""
    if [box.itemText(at) for at in range(box.count())] == names:
        return
    kept = box.currentText()
    box.clear()
    box.addItems(names)
    box.setCurrentIndex(max(0, box.findText(kept)))


def _write(store: Store, path: Path, wanted: Wanted, progress: Callable[..., None]) -> tuple[Path, int]:
    with store.reading() as session:
        count = logbook.write(path, session, wanted, progress)
    with store.changing("导出操作日志") as session:
        audit.note(session, "acts", 0, f"{wanted.said() or '全部'}，{count} 条，存为 {path.name}")
    return path, count


def _draw(
    store: Store, wanted: Wanted, today: date, *,
    progress: Callable[..., None], copy: Any = "", stock: str = "", first: int = 1,
) -> bytes:  # fmt: skip
    from app.kit.log_paper import log_pdf

    progress(0, 0, "读取日志")
    with store.reading() as session:
        return log_pdf(session, wanted, store.who, today, copy, progress)


def _verify(store: Store, progress: Callable[..., None]) -> list[str]:
    from app import office

    progress(0, 0, "核对文件、日志和每一项数据")
    return office.verify(store, deep=True)
