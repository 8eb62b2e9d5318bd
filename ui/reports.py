"""报表: every paper and list of the assets in one place, by month or by cards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QPushButton, QWidget
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.assets.choices import LegacyClass
from app.assets.models import Asset, ClosedMonth
from app.assets.printouts import PRINTOUTS
from app.kit.months import Month
from app.kit.printing import Printout
from app.people.models import Department
from ui.assets import month_tables, papers
from ui.kit import files, ways
from ui.kit.command import Command
from ui.kit.desk import Desk
from ui.kit.parts import Card, Empty, Icon, Words, button, column, heading, row, scrolled
from ui.kit.plain_screen import PlainScreen

ABOUT = {
    "depreciation-summary": ("chart-column", "按资产类别、使用部门和费用科目汇总本月折旧，附大写合计。"),
    "asset-changes": ("rows-3", "各类资产的期初、增加、减少、期末：原值、累计折旧、净值。"),
    "asset-ledger": ("sheet", "卡片清单成册，每页小计，末页合计和签字栏。"),
    "asset-card": ("file-text", "一张卡片一页，含本类资产的专有栏目。"),
    "asset-intake": ("package", "同一供应商、合同、发票的资产合成一张，验收入库用。"),
    "asset-handover": ("users", "同一部门和使用人的资产合成一张，领用、交接、监交签字。"),
    "asset-labels": ("qr-code", "二维码加编号，可选标签规格和第一枚空白标签。"),
}


@dataclass(frozen=True)
class View:
    """Closed months, newest first; departments; how many cards the choice below names."""

    months: tuple[Month, ...]
    departments: tuple[tuple[int, str], ...]
    cards: int


def look(session: Session, legacy_class: LegacyClass | None, department: int | None) -> View:
    """Ask it all; None stands for all classes, all departments."""
    months = session.scalars(select(ClosedMonth.month).order_by(ClosedMonth.month.desc()))
    departments = session.execute(select(Department.id, Department.name).order_by(Department.sort_key))
    count = session.scalar(select(func.count()).select_from(Asset).where(*chosen(legacy_class, department)))
    return View(tuple(months), tuple((id_, name) for id_, name in departments), count or 0)


def chosen(legacy_class: LegacyClass | None, department: int | None) -> list[ColumnElement[bool]]:
    """The cards on the books of a class and a department."""
    found: list[ColumnElement[bool]] = [Asset.removed_month.is_(None)]
    if legacy_class is not None:
        found.append(Asset.legacy_class == legacy_class)
    if department is not None:
        found.append(Asset.department_id == department)
    return found


def chosen_ids(session: Session, legacy_class: LegacyClass | None, department: int | None) -> list[int]:
    """Their ids by number."""
    query = select(Asset.id).where(*chosen(legacy_class, department)).order_by(Asset.asset_no)
    return list(session.scalars(query))


class ReportsScreen(PlainScreen):
    """Papers by month above, papers by cards below."""

    title = "报表"
    tables = frozenset({"assets", "closed_months", "departments"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.view: View | None = None
        self.previews: dict[str, QPushButton] = {}
        self.exports: dict[str, QPushButton] = {}
        self._arrange()

    def question(self) -> tuple[Callable[..., View], tuple[LegacyClass | None, int | None]]:
        class_ = self.class_.currentData()
        return look, (LegacyClass(class_) if class_ else None, self.department.currentData())

    def commands(self) -> list[Command]:
        ready = bool(self.view and self.view.cards)
        closed = bool(self.view and self.view.months)
        return [
            Command(
                f"预览{printout.title}", "Ctrl+P" if printout.name == "asset-ledger" else "", self._shower(printout),
                closed if printout.takes == "month" else ready, "printer",
            )
            for printout in PRINTOUTS
        ]  # fmt: skip

    # -- what stands where -----------------------------------------------------------------------------

    def _arrange(self) -> None:
        self.month, self.class_, self.department = QComboBox(), QComboBox(), QComboBox()
        self.month.setAccessibleName("月份")
        self.month.setMinimumWidth(140)
        self.class_.setAccessibleName("资产类别")
        self.class_.addItem("全部类别", None)
        for each in LegacyClass:
            self.class_.addItem(each.label, each)
        self.department.setAccessibleName("使用部门")
        self.department.addItem("全部部门", None)
        self.department.setMinimumWidth(160)
        self.class_.activated.connect(self._narrowed)
        self.department.activated.connect(self._narrowed)
        self.count = Words("", "second")
        monthly = [printout for printout in PRINTOUTS if printout.takes == "month"]
        by_card = [printout for printout in PRINTOUTS if printout.takes != "month"]
        self.no_month = Words("还没有结过账，结账之后才有按月的报表。", "second")
        whole = column(
            row(heading("按月"), 8, self.month, self.no_month, None),
            self._grid(monthly), 12,
            row(heading("按卡片"), 8, self.class_, self.department, self.count, None),
            self._grid(by_card),
            Words("只打印其中几张：在“资产”里选中这些卡片，再点“打印卡片…”。", "second"),
            None, spacing=12,
        )  # fmt: skip
        whole.setContentsMargins(24, 0, 24, 24)
        inner = QWidget()
        inner.setLayout(whole)
        self.full = scrolled(inner)
        self.empty = Empty(
            "chart-column", "还没有卡片", "导入台账或新增卡片之后，这里打印明细账、卡片、标签和月报表。",
            button("转到工作台", self._to_workbench, kind="primary"),
        )  # fmt: skip
        self.body.addWidget(self.full)
        self.body.addWidget(self.empty)
        self.empty.hide()

    def _grid(self, printouts: list[Printout]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(12)
        for at, printout in enumerate(printouts):
            grid.addWidget(self._paper(printout), at // 2, at % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _paper(self, printout: Printout) -> Card:
        icon, words = ABOUT.get(printout.name, ("file-text", ""))
        show = button("预览", self._shower(printout))
        self.previews[printout.name] = show
        buttons = [show]
        if printout.takes == "month":
            save = button("导出", self._saver(printout))
            self.exports[printout.name] = save
            buttons.insert(0, save)
        text = column(heading(printout.title), Words(words, "second", wrap=True), spacing=4)
        line = row(Icon(icon, "accent", 22), text, *buttons, spacing=12)
        line.setStretch(1, 1)
        return Card(line, margin=14)

    # -- showing ---------------------------------------------------------------------------------------

    def arrived(self, answer: View) -> None:
        self.view = answer
        narrowed = self.class_.currentData() is not None or self.department.currentData() is not None
        self.full.setVisible(bool(answer.cards) or narrowed)
        self.empty.setVisible(not answer.cards and not narrowed)
        _refill(self.month, [(month.chinese, month) for month in answer.months])
        _refill(self.department, [("全部部门", None), *((name, id_) for id_, name in answer.departments)])
        self.month.setVisible(bool(answer.months))
        self.no_month.setVisible(not answer.months)
        self.count.setText(f"共 {answer.cards:,} 张卡片")
        for printout in PRINTOUTS:
            ready = bool(answer.months) if printout.takes == "month" else bool(answer.cards)
            self.previews[printout.name].setEnabled(ready)
            if printout.name in self.exports:
                self.exports[printout.name].setEnabled(ready)
        self.status_changed.emit(f"{answer.cards:,} 张卡片，{len(answer.months):,} 个已结账的月份")

    @Slot(int)
    def _narrowed(self, index: int) -> None:
        self.ask()

    # -- doing -----------------------------------------------------------------------------------------

    def _shower(self, printout: Printout) -> Callable[[], None]:
        return lambda: self.show_paper(printout.name)

    def _saver(self, printout: Printout) -> Callable[[], None]:
        return lambda: self.ask_save(printout.name)

    def chosen_month(self) -> Month | None:
        # Qt gives plain values back.
        chosen = self.month.currentData()
        return None if chosen is None else Month(chosen)

    def show_paper(self, form: str) -> None:
        """Preview one paper of the chosen month or of the chosen cards."""
        if self.view is None:
            return
        if form in self.exports:
            month = self.chosen_month()
            if month is not None:
                papers.print_month(self, self.desk, month, form)
        elif self.view.cards:
            ids = self.desk.read(chosen_ids, *self.question()[1])
            papers.print_cards(self, self.desk, ids, form)

    def ask_save(self, form: str) -> None:
        """Save a month's table as a workbook."""
        month = self.chosen_month()
        if month is None:
            return
        title = next(printout.title for printout in PRINTOUTS if printout.name == form)

        def save(path: Path) -> None:
            month_tables.save(self, self.desk, form, month, path)

        files.ask_save(self, f"导出{title}", f"{title} {month}.xlsx", files.XLSX, save)

    @Slot()
    def _to_workbench(self) -> None:
        ways.go(self, "workbench")


def _refill(box: QComboBox, items: list[tuple[str, object]]) -> None:
    """Other items, the same choice where it is still there."""
    kept = box.currentData()
    box.blockSignals(True)
    box.clear()
    for words, data in items:
        box.addItem(words, data)
    box.setCurrentIndex(max(0, next((at for at, (_, data) in enumerate(items) if data == kept), 0)))
    box.blockSignals(False)
