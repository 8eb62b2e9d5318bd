"""工作台: what waits today, how far the month is, the figures of the books; an empty office gets three steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from PySide6.QtCore import QEvent, Slot
from PySide6.QtWidgets import QStackedLayout, QWidget
from sqlalchemy.orm import Session

from app.assets import queries
from app.assets.choices import BookingStatus, LegacyClass
from app.finance.queries import exported_months
from app.kit import prints
from app.kit.filters import Between, Blank, Contains, Filter, OneOf
from app.kit.months import Month
from app.meetings import decisions
from app.workorders.queries import Counts, counts
from ui.charts import ClassBars, MonthBars
from ui.kit import ways
from ui.kit.command import Command
from ui.kit.desk import Desk
from ui.kit.parts import Card, Icon, Steps, Words, column, heading, row, scrolled
from ui.kit.plain_screen import PlainScreen
from ui.meetings import waiting
from ui.workbench_empty import EmptyOffice
from ui.workbench_tiles import Figure, Task
from ui.workorders.views import CallOwed, LateNow

WEEKDAYS = "一二三四五六日"
ON_BOOKS = Blank("removed_month")
MINUTE = timedelta(minutes=1)
MONTH_PAPERS = ("depreciation-summary", "asset-changes")


@dataclass(frozen=True)
class View:
    """What the workbench shows: the assets' day, the state of the month's papers and vouchers, what repairs wait."""

    day: date
    now: datetime
    today: queries.Today
    month: Month
    printed: bool
    exported: bool
    unexported: tuple[Month, ...]
    decisions: decisions.Waiting
    repairs: Counts


def look(session: Session, day: date, now: datetime) -> View:
    """Ask it all."""
    today = queries.on(session, day)
    month = min(today.open_month, Month.of(day))
    given = exported_months(session)
    closed = [each for each, _ in today.charged[-3:]]
    return View(
        day=day,
        now=now,
        today=today,
        month=month,
        printed=any(prints.printed(session, f"{form}:{month}").times for form in MONTH_PAPERS),
        exported=month in given,
        unexported=tuple(each for each in closed if each not in given),
        decisions=decisions.waiting(session, day),
        repairs=counts(session, now),
    )


class Workbench(PlainScreen):
    """The first thing in the morning."""

    title = "工作台"
    tables = frozenset(
        {
            "assets",
            "people",
            "departments",
            "closed_months",
            "import_batches",
            "export_batches",
            "settings",
            "printouts",
            "meetings",
            "submissions",
            "resolutions",
            "follow_ups",
            "work_orders",
            "call_backs",
        }
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.view: View | None = None
        self.tasks: list[Task] = []
        self._pages = QStackedLayout()
        # Before anything is in it, or its first widget would flash up as a window of its own.
        self.body.addLayout(self._pages)
        self._pages.addWidget(QWidget())
        self._pages.addWidget(scrolled(self._full()))
        self.first = EmptyOffice()
        self.first.office.clicked.connect(self._open_settings)
        self.first.ledger.clicked.connect(self.open_import)
        self.first.card.clicked.connect(self._new_card)
        self.first.month.clicked.connect(self.open_months)
        self._pages.addWidget(self.first)

    # -- the contract ----------------------------------------------------------------------------------

    def question(self) -> tuple[Callable[..., View], tuple[date, datetime]]:
        return look, (self.desk.today(), self.desk.store.clock())

    def waiting(self) -> int | None:
        return len(self.tasks) or None

    def activate(self) -> None:
        # Limits of repairs run out by the minute.
        if self.view is not None and self.desk.store.clock() - self.view.now >= MINUTE:
            self._stale = True
        super().activate()

    def commands(self) -> list[Command]:
        return [
            Command("导入台账", "Ctrl+I", self.open_import, icon="file-up"),
            Command("转到结账", "", self.open_months, icon="calendar-check"),
        ]

    # -- what stands where -----------------------------------------------------------------------------

    def _full(self) -> QWidget:
        self.month_words = heading("")
        self.steps = Steps("导入", "补资料", "结账", "打印", "导出凭证")
        self.steps.chosen.connect(self._step)
        self.cost = Figure("原值", self._open_all)
        self.accumulated = Figure("累计折旧", self._open_charging)
        self.net = Figure("净值", self._open_all)
        self.cards = Figure("卡片", self._open_all)
        self.todo = column(spacing=0)
        self.nothing = row(Icon("circle-check", "good", 20), Words("没有等着办的事。", "second"), None)
        self.task_title = heading("等着办的事")
        tasks = Card(self.task_title, 4, self.todo, None, spacing=4)
        self.bars = ClassBars("各类原值")
        self.bars.chosen.connect(self._open_class)
        self.months = MonthBars()
        self.no_months = Words("结账之后，这里画出每月的折旧。", "second")
        charts = column(
            Card(heading("各类原值（元）"), self.bars, spacing=8),
            Card(heading("近十二个月折旧（元）"), self.months, self.no_months, None, spacing=8),
            spacing=12,
        )
        inner = QWidget()
        lower = row(tasks, charts, spacing=12)
        lower.setStretch(0, 1)
        lower.setStretch(1, 1)
        whole = column(
            Card(self.month_words, self.steps, spacing=10),
            row(self.cost, self.accumulated, self.net, self.cards, spacing=12),
            lower, None, spacing=12,
        )  # fmt: skip
        whole.setContentsMargins(24, 0, 24, 24)
        inner.setLayout(whole)
        return inner

    # -- showing ---------------------------------------------------------------------------------------

    def arrived(self, answer: View) -> None:
        self.view = answer
        today, day = answer.today, answer.day
        self.under.setText(f"{day.year}年{day.month}月{day.day}日　星期{WEEKDAYS[day.weekday()]}")
        total = today.total
        if not total.cards and not today.imports and not answer.repairs.undone:
            self._pages.setCurrentIndex(2)
            self.first.put(today.office)
            return
        self._pages.setCurrentIndex(1)
        self.cost.put(f"{total.cost:,.2f}", "元，在账资产")
        self.accumulated.put(
            f"{total.accumulated:,.2f}", f"元，占原值 {_part(total.accumulated, total.cost)}"
        )
        self.net.put(f"{total.net:,.2f}", "元，原值减累计折旧")
        self.cards.put(f"{total.cards:,}", f"张，待补资料 {today.incomplete:,} 张")
        self.bars.put([(each.label, books.cost, each) for each, books in today.books.items()])
        self.months.setVisible(bool(today.charged))
        self.no_months.setVisible(not today.charged)
        self.months.put(today.charged)
        self._show_steps(answer)
        self._show_tasks(answer)
        self.status_changed.emit(f"{total.cards:,} 张卡片，原值 {total.cost:,.2f} 元")

    def _show_steps(self, view: View) -> None:
        today, month = view.today, view.month
        self.month_words.setText(f"{month.chinese}的进度")
        closed = today.last_closed is not None and month <= today.last_closed
        imports, gaps, close, print_, export = self.steps.steps
        imports.put("done", f"{today.total.cards:,} 张卡片")
        gaps.put(
            "warn" if today.incomplete else "done",
            f"{today.incomplete:,} 张待补" if today.incomplete else "资料齐全",
        )
        close.put("done" if closed else "now", "已结账" if closed else "可以结账")
        waiting = "结账之后"
        print_.put(
            *(
                ("done", "已打印")
                if view.printed and closed
                else ("now", "可以打印")
                if closed
                else ("later", waiting)
            )
        )
        export.put(
            *(("done", "已导出") if view.exported else ("now", "可以导出") if closed else ("later", waiting))
        )

    def _show_tasks(self, view: View) -> None:
        while (item := self.todo.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.tasks = self._tasks(view)
        for task in self.tasks:
            self.todo.addWidget(task)
        self.task_title.setText(f"等着办的事　{len(self.tasks)}" if self.tasks else "没有等着办的事")

    def _tasks(self, view: View) -> list[Task]:
        today, day, made = view.today, view.day, list[Task]()
        late = today.months_late
        if late or (today.open_month == Month.of(day) and day.day >= 20):
            more = f"已晚 {late} 个月" if late else "本月"
            made.append(
                Task(
                    "calendar-check",
                    "bad" if late else "warn",
                    f"{today.open_month.chinese}还没有结账",
                    more,
                    self.open_months,
                )
            )
        if view.unexported:
            names = "、".join(f"{month.month}月" for month in view.unexported)
            words = f"{view.unexported[0].year}年{names}的凭证还没有导出"
            made.append(Task("landmark", "warn", words, "交财务", self.open_finance))
        made += waiting.tasks(view.decisions, day, self)
        made += self._repairs(view.repairs)
        for leaver in today.leavers[:5]:
            words = f"{leaver.name} 已离岗，名下还有资产"
            run = self._way(OneOf("custodian_id", (leaver.id,), (leaver.name,)))
            made.append(Task("user", "bad", words, f"{leaver.cards:,} 件", run))
        if today.unbooked:
            run = self._way(OneOf("booking_status", (BookingStatus.UNBOOKED,)))
            made.append(Task("file-text", "warn", "财务还没有入账的卡片", f"{today.unbooked:,} 张", run))
        if today.warranties:
            until = date.fromordinal(day.toordinal() + queries.WARNING_DAYS)
            run = self._way(Between("warranty_until", day, until))
            made.append(
                Task(
                    "shield-check",
                    "warn",
                    f"保修在 {queries.WARNING_DAYS} 天内到期",
                    f"{today.warranties:,} 件",
                    run,
                )
            )
        for name, cards in today.todos.items():
            made.append(
                Task("pencil", "second", f"卡片缺{name}", f"{cards:,} 张", self._way(Contains("todo", name)))
            )
        return made

    def _repairs(self, waiting: Counts) -> list[Task]:
        """What the repair desk must see to: limits that are over, callers who are owed a call."""
        made = []
        if waiting.overdue:
            run = self._way_to_orders(LateNow(self.desk))
            made.append(Task("clock", "bad", "报修已超时", f"{waiting.overdue:,} 张", run))
        if waiting.unsatisfied:
            words = "报修人不满意，还没有回访"
            made.append(
                Task("phone", "warn", words, f"{waiting.unsatisfied:,} 张", self._way_to_orders(CallOwed()))
            )
        return made

    def _way_to_orders(self, narrow: Any) -> Callable[[], None]:
        return lambda: ways.show_records(self, "workorders", narrow)

    # -- going elsewhere -------------------------------------------------------------------------------

    def _way(self, narrow: Filter) -> Callable[[], None]:
        return lambda: ways.show_cards(self, narrow, ON_BOOKS)

    @Slot()
    def _open_all(self) -> None:
        ways.show_cards(self, ON_BOOKS)

    @Slot()
    def _open_charging(self) -> None:
        ways.show_cards(self, Between("accumulated_depreciation", queries.CENT), ON_BOOKS)

    @Slot(object)
    def _open_class(self, chosen: LegacyClass) -> None:
        ways.show_cards(self, OneOf("legacy_class", (chosen,)), ON_BOOKS)

    @Slot(int)
    def _step(self, number: int) -> None:
        (self.open_import, self._open_gaps, self.open_months, self.open_reports, self.open_finance)[number]()

    @Slot()
    def _open_gaps(self) -> None:
        ways.show_cards(self, Blank("todo", False), ON_BOOKS)

    @Slot()
    def open_import(self) -> None:
        from ui.assets.importing import open_import

        open_import(self, self.desk)

    @Slot()
    def open_months(self) -> None:
        ways.go(self, "months")

    @Slot()
    def open_reports(self) -> None:
        ways.go(self, "reports")

    @Slot()
    def open_finance(self) -> None:
        ways.go(self, "finance")

    @Slot()
    def _open_settings(self) -> None:
        ways.go(self, "settings")

    @Slot()
    def _new_card(self) -> None:
        screen = ways.go(self, "assets")
        for command in screen.commands() if screen is not None else ():
            if command.shortcut == "Ctrl+N":
                command.run()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            for figure in self.findChildren(Figure):
                figure.updateGeometry()


def _part(part: object, whole: object) -> str:
    return f"{part / whole:.1%}" if whole else "0%"  # type: ignore[operator]
