"""The locked months with their two tables; the newest can be reopened, with a reason."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QSplitter, QTabWidget, QWidget

from app.assets.ledger import ClosedMonth
from app.kit.months import Month
from ui.assets.month_tables import CHANGES, SUMMARY
from ui.kit.parts import Card, Words, button, column, framed, row
from ui.kit.plain_table import Head, Line, PlainTable

FORMS = ("depreciation-summary", "asset-changes")


class ClosedMonths(QWidget):
    """`picked(month)` wants a month's tables; `printed(month, form)`, `exported(month, form)`;
    `reopened(month, reason)` takes the newest closing back."""

    picked = Signal(object)
    printed = Signal(object, str)
    exported = Signal(object, str)
    reopened = Signal(object, str)

    def __init__(self, may_reopen: bool = True) -> None:
        super().__init__()
        self.may_reopen = may_reopen
        self.months: list[Month] = []
        self.list = PlainTable(
            "已结账的月份", Head("月份", 0), Head("卡片", 5, True), Head("计提金额(元)", 9, True),
            Head("结账时间", 10), Head("结账人", 5), empty="还没有结过账",
        )  # fmt: skip
        self.list.picked.connect(self._picked)
        self.tables = [PlainTable("折旧汇总表", *SUMMARY), PlainTable("资产变动表", *CHANGES)]
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        for table in self.tables:
            self.tabs.addTab(framed(table), table.accessibleName())
        self.print = button("打印", self._print, "printer", hint="Ctrl+P")
        self.export = button("导出", self._export, "file-down")
        self.reopen = button("反结账…", self._ask_reason, "lock-open")
        self._make_reason()
        buttons = row(None, self.reopen, self.export, self.print)
        below = QWidget()
        lower = column(buttons, self.reason, self.tabs, spacing=8)
        lower.setStretch(2, 1)
        lower.setContentsMargins(0, 8, 0, 0)
        below.setLayout(lower)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(framed(self.list))
        split.addWidget(below)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        split.setChildrenCollapsible(False)
        whole = column(split)
        whole.setContentsMargins(0, 12, 0, 16)
        self.setLayout(whole)
        self._picked(None)

    def _make_reason(self) -> None:
        """The reason is asked in the page; the button names the act."""
        self.why = QLineEdit()
        self.why.setAccessibleName("反结账的原因")
        self.why.setPlaceholderText("原因，记入操作日志，例如：财务发现 3 张卡片年限有误")
        self.why.textChanged.connect(self._typed)
        self.why.returnPressed.connect(self._reopen)
        self.do = button("反结账", self._reopen, kind="danger")
        self.asked = Words("", wrap=True)
        cancel = button("不反结账", self._cancel)
        line = row(self.why, self.do, cancel)
        line.setStretch(0, 1)
        self.reason = Card(self.asked, line, spacing=8, margin=12)
        self.reason.hide()

    # -- showing ---------------------------------------------------------------------------------------

    def put(self, months: Sequence[ClosedMonth]) -> None:
        """Show the closed months, the newest first."""
        self.months = [each.month for each in months]
        self.list.put(
            Line((each.month.chinese, each.cards, each.amount, each.closed_at, each.closed_by), each.month)
            for each in months
        )
        self._cancel()
        if months:
            self.list.selectRow(0)
        else:
            self._picked(None)

    def put_tables(self, month: Month, summary: Sequence[Line], changes: Sequence[Line]) -> None:
        """Show the two tables of the month that is picked."""
        if month == self.month:
            for table, lines in zip(self.tables, (summary, changes), strict=True):
                table.put(lines)

    @property
    def month(self) -> Month | None:
        """The month that is picked."""
        at = self.list.currentIndex().row()
        return self.months[at] if 0 <= at < len(self.months) else None

    @Slot(object)
    def _picked(self, month: object) -> None:
        there = isinstance(month, Month)
        for widget in (self.print, self.export):
            widget.setEnabled(there)
        newest = bool(self.months) and month == self.months[0]
        self.reopen.setEnabled(newest and self.may_reopen)
        self.reopen.setToolTip("" if newest else "只能对最近结账的月份反结账")
        for table in self.tables:
            table.put([])
        self._cancel()
        if there:
            self.picked.emit(month)

    # -- doing -----------------------------------------------------------------------------------------

    def _form(self) -> str:
        return FORMS[self.tabs.currentIndex()]

    @Slot()
    def _print(self) -> None:
        if self.month is not None:
            self.printed.emit(self.month, self._form())

    @Slot()
    def _export(self) -> None:
        if self.month is not None:
            self.exported.emit(self.month, self._form())

    @Slot()
    def _ask_reason(self) -> None:
        month = self.month
        if month is None:
            return
        self.asked.setText(
            f"反结账会退回{month.chinese}计提的折旧，该月可以重新结账。已打印的表、已导出的凭证不会跟着改，请一并告诉财务。"
        )
        self.do.setText(f"反结账 {month.chinese}")
        self.why.clear()
        self._typed("")
        self.reason.show()
        self.why.setFocus()

    @Slot(str)
    def _typed(self, text: str) -> None:
        self.do.setEnabled(bool(text.strip()))

    @Slot()
    def _reopen(self) -> None:
        if self.do.isEnabled() and self.month is not None:
            self.reopened.emit(self.month, self.why.text().strip())

    @Slot()
    def _cancel(self) -> None:
        self.reason.hide()
