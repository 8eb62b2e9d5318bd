"""结账 as a screen: close the open month, look at the locked ones, enter work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QTabWidget, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assets import months as service
from app.assets import workloads
from app.assets.ledger import ClosedMonth
from app.assets.models import Asset
from app.assets.months import Closing, Preview, Reason
from app.assets.workloads import WorkCard
from app.finance import queries
from app.kit.errors import UserError
from app.kit.filters import Blank, Contains, OneOf
from app.kit.months import Month
from app.kit.store import Store
from ui.assets import month_tables, papers
from ui.kit import crash, files, toast, ways
from ui.kit.command import Command
from ui.kit.desk import Desk
from ui.kit.job import Job, strip_of
from ui.kit.parts import Empty, button, row
from ui.kit.plain_screen import PlainScreen
from ui.months.closed_months import ClosedMonths
from ui.months.open_month import OpenMonth
from ui.months.work import Work


@dataclass(frozen=True)
class View:
    """The open month with its preview, the closed months newest first, the cards charged by work."""

    day: date
    cards: int
    preview: Preview
    closed: tuple[ClosedMonth, ...]
    work: tuple[WorkCard, ...]


def look(session: Session, day: date) -> View:
    """Ask it all."""
    month = service.open_month(session, day)
    closed = tuple(session.scalars(select(ClosedMonth).order_by(ClosedMonth.month.desc())))
    some = session.scalar(select(Asset.id).limit(1))
    preview = service.preview(session, month, day)
    return View(day, 0 if some is None else 1, preview, closed, tuple(workloads.cards(session, month)))


class MonthsScreen(PlainScreen):
    """Ctrl+Enter closes the open month."""

    title = "结账"
    icon = "calendar-check"
    tables = frozenset({"assets", "departments", "closed_months", "value_changes", "workloads", "settings"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.view: View | None = None
        self._closing: Job | None = None
        self.close_it = button("结账", self.close_month, "lock", "primary", hint="Ctrl+Enter")
        self.tools.addWidget(self.close_it)
        self.now, self.past, self.work = OpenMonth(), ClosedMonths(desk.may("months.reopen")), Work()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        for page, words in ((self.now, "本月"), (self.past, "已结账的月份"), (self.work, "工作量")):
            self.tabs.addTab(page, words)
        self.empty = Empty(
            "calendar-check", "还没有卡片可以计提折旧", "先导入台账，或在“资产”里新增卡片，再回来结账。",
            button("导入台账", self._import, kind="primary"),
        )  # fmt: skip
        inside = row(self.tabs)
        inside.setContentsMargins(24, 0, 24, 0)
        self.body.addLayout(inside)  # no stretch of its own: hidden, it would still take half the page
        self.body.addWidget(self.empty, 1)
        self.tabs.hide()
        self.empty.hide()
        self.close_it.hide()
        self._connect()

    def _connect(self) -> None:
        self.now.asked.connect(self._ask_behind)
        self.now.lacking.connect(self._see_lacking)
        self.now.opened.connect(self._open_card)
        self.past.picked.connect(self._ask_tables)
        self.past.printed.connect(self._print)
        self.past.exported.connect(self._ask_export)
        self.past.reopened.connect(self.reopen)
        self.work.saved.connect(self._save_work)

    # -- the contract ----------------------------------------------------------------------------------

    def question(self) -> tuple[Callable[..., View], tuple[date]]:
        return look, (self.desk.today(),)

    def waiting(self) -> int | None:
        view = self.view
        if view is None or not view.cards:
            return None
        return max(0, Month.of(view.day) - view.preview.month) or None

    def commands(self) -> list[Command]:
        ready = self.close_it.isEnabled() and self.view is not None and bool(self.view.cards)
        closed = self.past.month is not None
        return [
            Command(self.close_it.text(), "Ctrl+Return", self.close_month, ready, "lock"),
            Command("打印月报表", "Ctrl+P", self._print_now, closed, "printer"),
            Command("保存工作量", "Ctrl+S", self.work._save, self.work.save.isEnabled(), "save"),
        ]

    # -- showing ---------------------------------------------------------------------------------------

    def arrived(self, answer: View) -> None:
        self.view = answer
        there = bool(answer.cards or answer.closed)
        self.tabs.setVisible(there)
        self.close_it.setVisible(there)
        self.empty.setVisible(not there)
        month = answer.preview.month
        ahead = month > Month.of(answer.day)
        self.close_it.setText(f"结账 {month.chinese}")
        self.close_it.setEnabled(not ahead and self._closing is None and self.desk.may("months.close"))
        self.close_it.setToolTip(f"{month.chinese}还没有到" if ahead else "Ctrl+Enter")
        self.under.setText(
            f"{month.chinese}{'还没有到，可以先看预览' if ahead else '未结账'}" if there else ""
        )
        self.tabs.setTabText(0, f"{month.chinese}预览")
        self.tabs.setTabText(1, f"已结账的月份 {len(answer.closed):,}")
        self.tabs.setTabText(2, f"工作量 {len(answer.work):,}")
        self.tabs.setTabVisible(2, bool(answer.work))
        self.now.put(answer.preview)
        self.past.put(answer.closed)
        self.work.put(month.chinese, answer.work)
        self.status_changed.emit(
            f"{month.chinese}：{answer.preview.cards:,} 张卡片计提 {answer.preview.amount:,.2f} 元"
            if there
            else ""
        )

    @Slot(object)
    def _ask_behind(self, reason: Reason) -> None:
        if self.view is not None:
            cards = self.desk.read(service.cards_behind, self.view.preview.month, reason)
            self.now.put_behind(reason, cards)

    @Slot(object)
    def _ask_tables(self, month: Month) -> None:
        summary, changes = self.desk.read(_tables, month)
        self.past.put_tables(month, summary, changes)

    # -- closing and reopening -------------------------------------------------------------------------

    @Slot()
    def close_month(self) -> None:
        """Close the open month; with cards left out it is asked once more."""
        view = self.view
        if view is None or not self.close_it.isEnabled():
            return
        month = view.preview.month
        if view.preview.lacking_count:
            question = f"{view.preview.lacking_count:,} 张卡片没有折旧年限，{month.chinese}不计提，补上年限后一并补提。"
            if not self.desk.ask(self, "结账", question, f"结账 {month.chinese}"):
                return
        store = self.desk.store
        self._closing = Job(f"结账 {month.chinese}", _close, store, month)
        self._closing.finished.connect(self._closed)
        self._closing.failed.connect(self._not_closed)
        strip_of(self).follow(self._closing)
        self.close_it.setEnabled(False)
        self._closing.start()

    @Slot(object)
    def _closed(self, result: tuple[Closing, set[str]]) -> None:
        done, touched = result
        self._closing = None
        self.desk.changed.emit(touched)
        toast.tell(
            self,
            f"{done.month.chinese}已结账：{done.cards:,} 张卡片计提折旧 {done.amount:,.2f} 元",
            [
                ("打印汇总表", lambda: papers.print_month(self, self.desk, done.month)),
                ("导出凭证", self._to_finance),
            ],
        )

    @Slot(object)
    def _not_closed(self, error: BaseException) -> None:
        self._closing = None
        self.ask()
        if isinstance(error, UserError):
            self.desk.complain(self, "没有结账", str(error))
        else:
            crash.report(error)

    @Slot(object, str)
    def reopen(self, month: Month, reason: str) -> None:
        """Take the closing of the newest closed month back."""
        try:
            touched = _reopen(self.desk.store, month, reason)
        except UserError as error:
            self.desk.complain(self, "没有反结账", str(error))
            return
        self.desk.changed.emit(touched)
        toast.tell(self, f"{month.chinese}已反结账，可以更正后重新结账")
        if warning := self.desk.read(queries.in_the_open, month):
            self.desk.complain(self, "凭证已经导出", warning)

    @Slot(object)
    def _save_work(self, quantities: dict[int, Decimal | None]) -> None:
        if self.view is None:
            return
        month = self.view.preview.month
        changed = self.desk.perform(self, "登记工作量", workloads.record, month, quantities)
        if changed is not None:
            toast.tell(self, f"已登记 {changed:,} 张卡片{month.chinese}的工作量")

    # -- elsewhere -------------------------------------------------------------------------------------

    @Slot(object, str)
    def _print(self, month: Month, form: str) -> None:
        papers.print_month(self, self.desk, month, form)

    @Slot()
    def _print_now(self) -> None:
        self.past._print()

    @Slot(object, str)
    def _ask_export(self, month: Month, form: str) -> None:
        def save(path: Path) -> None:
            month_tables.save(self, self.desk, form, month, path)

        title = month_tables.title_of(form)
        files.ask_save(self, f"导出{title}", f"{title} {month}.xlsx", files.XLSX, save)

    @Slot()
    def _see_lacking(self) -> None:
        charging = OneOf("depreciation_status", ("charging",))
        ways.show_cards(self, Blank("life_months"), charging, Blank("removed_month"))

    @Slot(object)
    def _open_card(self, asset_no: str) -> None:
        ways.show_cards(self, Contains("asset_no", asset_no))

    @Slot()
    def _to_finance(self) -> None:
        ways.go(self, "finance")

    @Slot()
    def _import(self) -> None:
        from ui.assets.importing import open_import

        open_import(self, self.desk)


def _tables(session: Session, month: Month) -> tuple[Any, Any]:
    summary, changes = (
        month_tables.month_lines(session, form, month) for form in ("depreciation-summary", "asset-changes")
    )
    return summary, changes


def _close(store: Store, month: Month, progress: Callable[..., None]) -> tuple[Closing, set[str]]:
    progress(0, 0, "计提折旧")
    with store.changing("结账") as session:
        done = service.close(session, month, at=store.clock(), who=store.who)
    return done, session.info["touched"]


def _reopen(store: Store, month: Month, reason: str) -> set[str]:
    with store.changing("反结账", reason) as session:
        service.reopen(session, month, reason)
    touched: set[str] = session.info["touched"]
    return touched
