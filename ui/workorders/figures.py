"""服务统计: the figures of a month with their formulas; each opens the orders behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.kit import rights
from app.kit.errors import UserError
from app.kit.months import Month
from app.workorders import report
from app.workorders.figures import BY_KEY, Backlog, By, Group, Kind, Value, backlog, figures
from ui.kit import crash, files
from ui.kit.desk import Desk
from ui.kit.pages import Page
from ui.kit.parts import Card, Notice, Words, button, column, heading, row
from ui.kit.plain_table import Head, Line, PlainTable
from ui.kit.reads import Reads
from ui.workbench_tiles import Figure
from ui.workorders.course import MonthCourse
from ui.workorders.page_tabs import span

MONTHS = 12
TILES = ("reported", "finish_rate", "satisfied_rate", "mean_finish")
BROKEN = {
    "reported": ("报修", 4), "finish_rate": ("及时率", 5), "satisfied_rate": ("满意率", 5), "mean_finish": ("平均修复", 7),
}  # fmt: skip
GROUPS = (
    (By.CATEGORY, "按类别"), (By.TEAM, "按班组"), (By.WORKER, "按人员"), (By.VENDOR, "按外协单位"),
    (By.DEPARTMENT, "按报修部门"), (By.PLACE, "按地点"), (By.URGENCY, "按紧急程度"),
)  # fmt: skip


@dataclass(frozen=True)
class View:
    month: Month
    total: Group
    groups: list[Group]
    course: list[Group]
    left: list[Backlog]


def look(session: Session, month: Month, by: By, now: datetime) -> View:
    """Ask it all."""
    (total,) = figures(session, month, month)
    course = figures(session, month + (1 - MONTHS), month, By.MONTH, [BY_KEY[key] for key in TILES])
    broken = figures(session, month, month, by, [BY_KEY[key] for key in BROKEN])
    return View(month, total, broken, course, backlog(session, now))


class FiguresPage(Page):
    """`wanted(filters)` opens a list of orders."""

    wanted = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__("服务统计", "报修")
        self.desk = desk
        self.view: View | None = None
        self.month = Month.of(desk.today())
        self.trouble = Notice("bad")
        self.trouble.hide()
        self.name = Words("", bold=True)
        self.before = button(
            "", partial(self._turn, -1), icon="chevron-left", kind="quiet", hint="上个月 PgUp"
        )
        self.after = button(
            "", partial(self._turn, 1), icon="chevron-right", kind="quiet", hint="下个月 PgDown"
        )
        self.before.setAccessibleName("上个月")
        self.after.setAccessibleName("下个月")
        self.save = button("导出报告…", self.ask_export, icon="file-down")
        self.save.setEnabled(desk.may(rights.EXPORT))
        for each in (self.before, self.name, self.after, self.save):
            self.tools.addWidget(each)
        self.tiles = {key: Figure(BY_KEY[key].label, partial(self.open_figure, key)) for key in TILES}
        self.table = PlainTable(
            "指标", Head("指标", 7), Head("数值", 8, right=True), Head("分子", 4, right=True),
            Head("分母", 4, right=True), Head("怎样算出", 0),
        )  # fmt: skip
        self.good, self.everyone = button("看分子"), button("看分母")
        self.formula = Words("选一个指标，看它怎样算出，打开后面的报修单。", "second", wrap=True)
        self.course = MonthCourse("近十二个月报修张数")
        self.by = QComboBox()
        self.by.addItems([words for _, words in GROUPS])
        self.by.setAccessibleName("分组")
        self.broken = PlainTable(
            "分组",
            Head("分组", 0),
            *(Head(words, wide, right=True) for words, wide in BROKEN.values()),
            empty="这个月没有报修",
        )
        self.ages: QHBoxLayout = row(spacing=4)
        self._arrange()
        self._connect()
        self.ask()

    def _arrange(self) -> None:
        left = Card(heading("指标"), self.table, row(self.formula, self.good, self.everyone))
        left.body.setStretch(1, 1)
        broken = Card(row(heading("分组比较"), None, self.by), self.broken)
        broken.body.setStretch(1, 1)
        right = column(Card(heading("近十二个月报修张数"), self.course), broken, spacing=12)
        right.setStretch(1, 1)
        both = row(spacing=12)
        both.addWidget(left, 1)
        both.addLayout(right, 1)
        ages = QWidget()
        ages.setLayout(self.ages)
        self.body.setContentsMargins(24, 0, 24, 16)
        self.body.addWidget(self.trouble)
        self.body.addLayout(row(*self.tiles.values(), spacing=12))
        self.body.addLayout(both, 1)
        self.body.addWidget(ages)

    def _connect(self) -> None:
        self.reads = Reads(self)
        self.reads.answered.connect(self._answered)
        self.reads.failed.connect(self._failed)
        self.desk.closing.connect(self.reads.close)
        self.desk.changed.connect(self._store_changed)
        self.table.opened.connect(self.open_figure)
        self.table.picked.connect(self._pick)
        self.good.clicked.connect(self._open_good)
        self.everyone.clicked.connect(self._open_everyone)
        self.broken.opened.connect(self.wanted.emit)
        self.by.currentIndexChanged.connect(self.ask)
        self.course.chosen.connect(self.go_to)
        for keys, step in (("PgUp", -1), ("PgDown", 1)):
            self.key(keys, partial(self._turn, step))
        for each in (self.good, self.everyone):
            each.hide()

    # -- asking ---------------------------------------------------------------------------------------

    @Slot(object)
    def go_to(self, month: Month) -> None:
        """The figures of another month; none that is still to come."""
        self.month = Month(min(month, Month.of(self.desk.today())))
        self.ask()

    def _turn(self, step: int) -> None:
        self.go_to(self.month + step)

    @Slot()
    def ask(self) -> None:
        if not self.desk.ready:
            return
        self.name.setText(self.month.chinese)
        self.after.setEnabled(self.month < Month.of(self.desk.today()))
        by = GROUPS[self.by.currentIndex()][0]
        question = partial(look, month=self.month, by=by, now=self.desk.store.clock())
        self.reads.ask(self.desk.store, [("view", question)])

    @Slot(set)
    def _store_changed(self, tables: set[str]) -> None:
        if tables & {"work_orders", "call_backs"}:
            self.ask()

    @Slot(int, str)
    def _answered(self, number: int, name: str) -> None:
        if self.reads.current(number) and self.reads.round is not None:
            self.trouble.hide()
            self._show(self.reads.round.answers[name])

    @Slot(int, object)
    def _failed(self, number: int, error: BaseException) -> None:
        if isinstance(error, UserError):
            self.trouble.tell("bad", str(error))
        else:
            crash.report(error)

    # -- showing --------------------------------------------------------------------------------------

    def _show(self, view: View) -> None:
        self.view = view
        for key, tile in self.tiles.items():
            value = view.total.values[key]
            part = (
                f"{value.of:,} ÷ {value.among:,} 张"
                if value.figure.kind is Kind.RATE
                else f"{value.among:,} 张报修单"
            )
            tile.put(_short(value), part)
        self.table.put([_line(view.total, key) for key in view.total.values])
        self.broken.put(
            [
                Line((group.label, *(_short(group.values[key]) for key in BROKEN)), key=group.filters)
                for group in view.groups
            ]
        )
        known = {group.key: group.values["reported"].among for group in view.course}
        months = [view.month + (at - MONTHS + 1) for at in range(MONTHS)]
        self.course.put(
            [(each, known.get(each, 0), f"{known.get(each, 0):,} 张") for each in months], view.month
        )
        while (item := self.ages.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.ages.addWidget(Words("现在没有完工的：", "second"))
        for each in view.left:
            made = button(
                f"{each.label} {each.count:,} 张", partial(self.wanted.emit, each.filters), kind="quiet"
            )
            made.setEnabled(bool(each.count))
            self.ages.addWidget(made)
        self.ages.addStretch(1)
        self._pick(None)

    @Slot(object)
    def _pick(self, key: str | None) -> None:
        rate = key is not None and BY_KEY[key].kind is Kind.RATE
        self.formula.setText(BY_KEY[key].formula if key else "选一个指标，看它怎样算出，打开后面的报修单。")
        self.good.setVisible(rate)
        self.everyone.setVisible(key is not None)
        if key is not None and self.view is not None:
            value = self.view.total.values[key]
            self.good.setText(f"看分子 {value.of:,} 张")
            self.everyone.setText(f"看{'分母' if rate else '这'} {value.among:,} 张")

    # -- the orders behind ----------------------------------------------------------------------------

    def open_figure(self, key: str) -> None:
        """The orders that a figure looks at."""
        if self.view is not None:
            self.wanted.emit(self.view.total.everyone(key))

    def _key(self) -> str | None:
        at = self.table.currentIndex().row()
        found: Any = self.table.rows.lines[at].key if 0 <= at < len(self.table.rows.lines) else None
        return found  # type: ignore[no-any-return]

    @Slot()
    def _open_good(self) -> None:
        if self.view is not None and (key := self._key()):
            self.wanted.emit(self.view.total.orders(key))

    @Slot()
    def _open_everyone(self) -> None:
        if key := self._key():
            self.open_figure(key)

    # -- the report -----------------------------------------------------------------------------------

    @Slot()
    def ask_export(self) -> None:
        files.ask_save(self, "导出月度报告", f"后勤服务报告 {self.month}.xlsx", files.XLSX, self.export)

    def export(self, path: Path) -> None:
        """The month's report as a workbook."""
        try:
            count = self.desk.read(report.write, self.month, path, self.desk.store.clock())
        except UserError as error:
            self.trouble.tell("bad", str(error))
        else:
            self.desk.told.emit(f"{self.month.chinese}的报告已存为 {path.name}，{count:,} 张报修单")

    def close_page(self) -> None:
        self.reads.close()
        super().close_page()


def _short(value: Value) -> str:
    """92, 56.52 %, 9 小时 50 分."""
    if value.figure.kind is Kind.COUNT:
        return f"{value.among:,}"
    if value.figure.kind is Kind.MEAN and value.value is not None:
        return span(round(value.value))
    return value.shown


def _line(total: Group, key: str) -> Line:
    value = total.values[key]
    rate, plain = value.figure.kind is Kind.RATE, value.figure.kind is Kind.COUNT
    cells = (value.figure.label, value.shown, value.of if rate else " ", " " if plain else value.among)
    return Line((*cells, value.figure.formula), key=key)
