"""报修: the list of orders with its views and verbs; the board stands on the same query."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QWidget
from sqlalchemy import select

from app.kit import records, rights
from app.kit.filters import Filter, OneOf
from app.workorders import seeding
from app.workorders.choices import UNDONE, Rating, State, Urgency
from app.workorders.models import RepairCategory, WorkOrder
from ui.kit import files
from ui.kit.base import Action
from ui.kit.command import Command
from ui.kit.desk import Desk
from ui.kit.pages import Page, lay_over
from ui.kit.parts import button
from ui.kit.rows import Sign
from ui.kit.screen import Preset, RecordScreen
from ui.workorders.verbs import VERBS, Verb, merge
from ui.workorders.views import TONES, UNDONE_STATES, CallOwed, LateNow, Mine, SoonLate, due_sign

LATE = "超时"
COPIED = ("caller_id", "place_id", "fault", "category_id", "urgency", "department_id", "phone")
MINUTE = 60_000  # ms


class OrderScreen(RecordScreen):
    """Every order; what waits for somebody is one click away."""

    model, title, icon, unit = WorkOrder, "报修", "wrench", "张"
    columns = """order_no due_at state urgency fault place_id department_id caller_name category_id worker_id
        reported_at rating"""
    form = """== 报修
        fault
        place_id spot
        department_id caller_name
        phone category_id
        urgency asset_id
        reported_at
        == 时限
        due_at respond_by
        arrive_by finish_by
        == 办理
        state team_id
        worker_id vendor_id
        accepted_at arrived_at
        finished_at result
        == 之后
        rating opinion
        remark"""
    sort = "-reported_at"
    beside = "state due_at amber_at paused_at"
    removable = False
    new_word = "登记报修"
    empty_words = "接到电话就登记一张，或把正在用的报修登记簿导入进来。"
    tones = {  # noqa: RUF012
        "state": TONES,
        "urgency": {
            Urgency.EXTREME: "bad", Urgency.URGENT: "warn", Urgency.NORMAL: "second", Urgency.PLANNED: "second",
        },
        "rating": {Rating.GOOD: "good", Rating.FAIR: "warn", Rating.BAD: "bad"},
    }  # fmt: skip

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.tabs.reads.answered.connect(self._tell_waiting)
        self.board: Any = None
        self.board_button = button("看板", self.toggle_board, icon="square-kanban", hint="Ctrl+B")
        self.board_button.setCheckable(True)
        self.head.layout().insertWidget(3, self.board_button)
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE)
        self._minute.timeout.connect(self._tick)

    # -- facts that depend on the desk ----------------------------------------------------------------

    @property
    def presets(self) -> Sequence[Preset]:  # type: ignore[override]
        return (
            Preset("未完工", (OneOf("state", UNDONE_STATES),)),
            Preset("待受理", (OneOf("state", (State.REPORTED,)),)),
            Preset("我的", (Mine(self.desk),)),  # type: ignore[arg-type]
            Preset(LATE, (LateNow(self.desk),)),  # type: ignore[arg-type]
            Preset("将到时限", (SoonLate(self.desk),)),  # type: ignore[arg-type]
            Preset("待料", (OneOf("state", (State.WAITING_PARTS,)),)),
            Preset("待确认", (OneOf("state", (State.FINISHED,)),)),
            Preset("不满意", (CallOwed(),)),  # type: ignore[arg-type]
        )

    def signs(self) -> Mapping[str, Sign]:
        return {"due_at": partial(due_sign, lambda: self.desk.store.clock())}

    @property
    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        return (
            Action("导入…", _ask_book, icon="file-up", needs="none", place="button", right="work_orders.import"),
            Action("统计", _figures, icon="chart-column", needs="none", place="button"),
            *(
                Action(verb.label, partial(_run, verb), verb.fits, verb.icon, needs="one", right=verb.right)
                for verb in VERBS
            ),
            Action("合并…", _merge, _open, "copy", right="work_orders.join"),
        )  # fmt: skip

    def may(self, kind: str) -> bool:
        # Orders are written by verbs alone.
        return kind == rights.EDIT and self.desk.may("work_orders.enter")

    # -- the board ------------------------------------------------------------------------------------

    @Slot()
    def toggle_board(self) -> None:
        self.show_board(self.pile.currentWidget() is not self.board or self.board is None)

    def show_board(self, wanted: bool) -> None:
        """The same orders by state, or as a list again."""
        if self.board is None:
            from ui.workorders.board import Board

            self.board = Board(self.desk)
            self.board.opened.connect(self.open)
            self.pile.addWidget(self.board)
        self.board_button.setChecked(wanted)
        if wanted:
            self.pile.setCurrentWidget(self.board)
            self.board.show_listing(self.listing)
            self.board.enter()
        else:
            self._paged()
            self.table.setFocus()

    @property
    def on_board(self) -> bool:
        return self.board is not None and self.board_button.isChecked()

    def show_list(self, **changes: Any) -> None:
        super().show_list(**changes)
        if self.on_board:
            self.board.show_listing(self.listing)

    def refresh(self) -> None:
        super().refresh()
        if self.on_board:
            self.board.show_listing(self.listing)

    @Slot()
    def _paged(self) -> None:
        if not self.on_board:
            super()._paged()

    def commands(self) -> list[Command]:
        word = "回到列表" if self.on_board else "看板"
        return [*super().commands(), Command(word, "Ctrl+B", self.toggle_board, True, "square-kanban")]

    # -- the clock ------------------------------------------------------------------------------------

    def waiting(self) -> int | None:
        return self.tabs.counts.get(LATE) or None

    def activate(self) -> None:
        super().activate()
        self._minute.start()

    @Slot()
    def _tick(self) -> None:
        """Colours and counts move on by themselves."""
        if self.isVisible() and self.desk.ready:
            self.pile.currentWidget().update()
            self.table.viewport().update()
            self.tabs.count()

    @Slot(int, str)
    def _tell_waiting(self, number: int, name: str) -> None:
        refresh = getattr(self.window(), "refresh", None)
        if refresh is not None and self.tabs.reads.current(number) and self.tabs.tabs[int(name)].name == LATE:
            refresh()

    def close_reads(self) -> None:
        self._minute.stop()
        if self.board is not None:
            self.board.reads.close()
        super().close_reads()

    # -- verbs ----------------------------------------------------------------------------------------

    def make_form(self, record_id: int | None, start: Mapping[str, Any] | None = None) -> QWidget:
        from ui.workorders.page import OrderPage

        assert record_id is not None  # calls are taken down on a page of their own
        page = OrderPage(self.desk, record_id)
        page.opened.connect(self.open)
        return page

    def new(self) -> Any:
        """A page for the next calls."""
        return self.take_call()

    def take_call(self, start: Mapping[str, Any] | None = None) -> Any:
        """The page on which calls are taken down; `start` is what the first one begins with."""
        from ui.workorders.entry import EntryPage

        self._set_up()
        page = EntryPage(self.desk, start)
        page.saved.connect(self.come_to)
        page.opened.connect(self.open)
        lay_over(self, page)
        return page

    def _set_up(self) -> None:
        """A store of an older program gets its categories and words before they are first wanted."""
        known = self.desk.read(lambda session: session.scalar(select(RepairCategory.id).limit(1)))
        if known is None and self.desk.may("work_orders.set_up"):
            self.desk.perform(self, "建立报修类别", seeding.seed)

    def duplicate(self) -> None:
        """The same thing somewhere else: a new call that begins with what this one holds."""
        current = self.table.current_id()
        if current is not None:
            values = self.desk.read(records.values, WorkOrder, current)
            self.take_call({name: values[name] for name in COPIED})

    def show_figures(self) -> Any:
        """服务统计; its numbers open the orders behind them here."""
        from ui.workorders.figures import FiguresPage

        page = FiguresPage(self.desk)
        page.wanted.connect(partial(self._show_behind, page))
        lay_over(self, page)
        return page

    def _show_behind(self, page: Page, filters: Sequence[Filter]) -> None:
        page.close_page()
        if self.on_board:
            self.show_board(False)
        self.show_only(filters)

    def import_book(self, file: Path) -> QWidget:
        """Read a repair book and show what would become of its rows."""
        from ui.workorders.importing import BookImport

        self._set_up()
        page = BookImport(self.desk, file)
        page.begin(self)
        return page


def _run(verb: Verb, screen: Any, ids: Sequence[int]) -> None:
    verb.run(screen, screen.desk, ids[0])


def _merge(screen: Any, ids: Sequence[int]) -> None:
    if len(ids) > 1:
        merge(screen, screen.desk, ids)
    else:
        screen.desk.told.emit("请用 Ctrl 或 Shift 选两张以上的报修单再合并")


def _open(values: Mapping[str, Any]) -> bool:
    return values["state"] in UNDONE


def _figures(screen: Any, ids: Sequence[int]) -> None:
    screen.show_figures()


def _ask_book(screen: Any, ids: Sequence[int]) -> None:
    read: Callable[[Path], object] = screen.import_book
    files.ask_open(screen, "导入报修登记簿", files.TABLES, read)
