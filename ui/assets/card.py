"""A whole asset card: head with number, status and net value; tabs for the card, its depreciation, attachments
and history. It answers to the list as a form does: saved, closed, request_close, focus_first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QTabWidget, QVBoxLayout, QWidget

from app.assets.choices import HandoverKind, UsageStatus
from app.assets.models import Asset
from app.kit import records
from app.kit.fields import EMPTY, fields
from app.meetings import decisions
from app.meetings.choices import ActKind
from app.meetings.decisions import Linked
from ui.assets import verbs
from ui.assets.card_form import card_form
from ui.assets.card_schedule import ScheduleTab
from ui.kit import ways
from ui.kit.attachments_tab import AttachmentsTab
from ui.kit.desk import Desk
from ui.kit.form import shown
from ui.kit.history_tab import HistoryTab
from ui.kit.parts import TITLE, Words, button, column, row

CARD, SCHEDULE, FILES, HISTORY = "卡片", "折旧", "附件", "历史"
TONES = {
    UsageStatus.IN_USE: "good",
    UsageStatus.RENTED_OUT: "accent",
    UsageStatus.LENT: "accent",
    UsageStatus.IDLE: "warn",
    UsageStatus.REPAIR: "warn",
    UsageStatus.PENDING: "warn",
    UsageStatus.DISPOSED: "second",
}


class AssetCard(QWidget):
    """`asset_id` None begins a new card from `start`. Tabs other than the first read when they are shown."""

    saved = Signal(int)
    closed = Signal()

    def __init__(
        self,
        desk: Desk,
        asset_id: int | None = None,
        start: Mapping[str, Any] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk, self.asset_id = desk, asset_id
        self.values: dict[str, Any] = {}
        self.decided: list[Linked] = []  # the resolutions that its disposal rests on
        self.form = card_form(desk, asset_id, start)
        self._made: dict[int, QWidget] = {}
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setStyleSheet("QTabWidget::tab-bar { left: 12px; }")
        self._arrange()
        self._connect()
        self._show_head()
        self.setFocusProxy(self.form)

    def _arrange(self) -> None:
        self.number = Words("", step=1, bold=True)
        self.status = Words("")
        self.who = Words("", "second")
        self.todo = Words("", "warn", step=-1)
        self.grounds = Words("", "second", step=-1)
        self.net = Words("", step=TITLE, bold=True)
        self.net_label = Words("净值（元）", "second", step=-2)
        self.print_button = button("打印", self.print, icon="printer", hint="Ctrl+P")
        self.more_button = button("更多", icon="ellipsis")
        self.more = QMenu(self)
        self.more.aboutToShow.connect(self._fill_menu)
        self.more_button.setMenu(self.more)
        left = column(row(self.number, self.status, None, spacing=12), self.who, self.grounds, self.todo, spacing=2)
        right = column(self.net_label, self.net, spacing=0)
        right.setAlignment(self.net_label, Qt.AlignmentFlag.AlignRight)
        right.setAlignment(self.net, Qt.AlignmentFlag.AlignRight)
        self.head = QWidget()
        head = row(spacing=12)
        head.addLayout(left, 1)
        head.addLayout(right)
        head.addSpacing(12)
        head.addWidget(self.print_button)
        head.addWidget(self.more_button)
        head.setContentsMargins(24, 4, 24, 8)
        self.head.setLayout(head)
        self.tabs.addTab(self.form, CARD)
        for title in (SCHEDULE, FILES, HISTORY):
            self.tabs.addTab(QWidget(), title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.tabs, 1)

    def _connect(self) -> None:
        self.form.saved.connect(self._saved)
        self.form.closed.connect(self.closed)
        self.form.dirtied.connect(self._say_dirty)
        self.tabs.currentChanged.connect(self._show_tab)
        self.desk.changed.connect(self._store_changed)
        for at in range(self.tabs.count()):
            shortcut = QShortcut(QKeySequence(f"Alt+{at + 1}"), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self.tabs.setCurrentIndex, at))
        printing = QShortcut(QKeySequence("Ctrl+P"), self)
        printing.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        printing.activated.connect(self.print)

    # -- the tabs, each made when it is first wanted ---------------------------------------------------

    @property
    def schedule(self) -> ScheduleTab:
        return cast(ScheduleTab, self._tab(1, lambda: ScheduleTab(self.desk)))

    @property
    def files(self) -> AttachmentsTab:
        return cast(AttachmentsTab, self._tab(2, lambda: AttachmentsTab(self.desk, Asset)))

    @property
    def history(self) -> HistoryTab:
        return cast(HistoryTab, self._tab(3, lambda: HistoryTab(self.desk, Asset)))

    def _tab(self, at: int, make: Callable[[], QWidget]) -> QWidget:
        if at not in self._made:
            self._made[at] = make()
            now = self.tabs.currentIndex()
            self.tabs.blockSignals(True)
            blank, title = self.tabs.widget(at), self.tabs.tabText(at)
            self.tabs.removeTab(at)
            self.tabs.insertTab(at, self._made[at], title)
            self.tabs.setCurrentIndex(now)
            self.tabs.blockSignals(False)
            if blank is not None:
                blank.deleteLater()
        return self._made[at]

    # -- what a list asks of a form ------------------------------------------------------------------

    def request_close(self) -> bool:
        """Close, or ask on the card when something is not saved."""
        if self.form.dirty:
            self.tabs.setCurrentWidget(self.form)
        return self.form.request_close()

    def focus_first(self) -> None:
        self.tabs.setCurrentWidget(self.form)
        self.form.focus_first()

    # -- showing -------------------------------------------------------------------------------------

    def _show_head(self) -> None:
        old = self.asset_id is not None
        self.head.setVisible(old)
        for at in range(1, self.tabs.count()):
            self.tabs.setTabEnabled(at, old)
        if self.asset_id is None:
            self.values = {}
            return
        self.values = self.desk.read(records.values, Asset, self.asset_id)
        self.number.setText(self.values["asset_no"])
        self.who.setText(self._whose())
        self.todo.setVisible(bool(self.values["todo"]))
        self.todo.setText(f"待补资料：{self.values['todo']}")
        status: UsageStatus = self.values["usage_status"]
        self.status.setText(f"● {status.label}")
        self.status.tone(TONES[status])
        self.net.setText(f"{self.values['net_book_value']:,.2f}")
        self.decided = self.desk.read(decisions.of_act, ActKind.DISPOSAL, self.values["asset_no"])
        self.grounds.setVisible(bool(self.decided))
        self.grounds.setText("依据决议：" + "、".join(f"{each.resolution_no} {each.title}" for each in self.decided))

    def _whose(self) -> str:
        """Class, department, user and place in one line."""
        known = fields(Asset)
        names = ("legacy_class", "department_id", "custodian_id", "place_id")
        words = (shown(self.desk, known[name], self.values[name]) for name in names)
        return " · ".join(word for word in words if word != EMPTY)

    def _show_tab(self, at: int) -> None:
        if self.asset_id is not None and at > 0:
            tab: Any = self.schedule if at == 1 else self.files if at == 2 else self.history
            tab.show_record(self.asset_id)

    def _saved(self, asset_id: int) -> None:
        self.asset_id = asset_id
        self._show_head()
        self.saved.emit(asset_id)

    def _say_dirty(self, dirty: bool) -> None:
        self.tabs.setTabText(0, f"{CARD} *" if dirty else CARD)
        if self.form.record_id is None and self.asset_id is not None:
            self.asset_id = None  # 保存并新建 began the next one
            self._show_head()

    def _store_changed(self, tables: set[str]) -> None:
        if self.asset_id is None or not tables & {"assets", "postings", "attachments", "value_changes"}:
            return
        self._show_head()
        self._show_tab(self.tabs.currentIndex())

    # -- verbs ---------------------------------------------------------------------------------------

    def verbs(self) -> list[tuple[str, Callable[[], object], bool]]:
        """(words, act, whether it can be done now) of what one does with this card."""
        gone = self.values.get("removed_month") is not None
        batch = not gone and self.values.get("quantity", 0) > 1
        found: list[tuple[str, Callable[[], object], bool]] = [
            (f"{kind.label}…", partial(self._many, verbs.hand_over, kind), not gone) for kind in HandoverKind
        ]
        rests_on = [
            (f"查看决议 {each.resolution_no}", partial(self._show_resolution, each.resolution_id), True)
            for each in self.decided
        ]
        return [
            *found,
            ("变动单…", partial(self._one, verbs.change_value), not gone),
            ("拆分…", partial(self._one, verbs.split), batch),
            ("撤销变动单", partial(self._one, verbs.withdraw_change), not gone),
            ("处置核销…", partial(self._many, verbs.write_off), not gone),
            ("恢复核销", partial(self._many, verbs.bring_back), gone),
            *rests_on,
        ]

    def _show_resolution(self, resolution_id: int) -> None:
        meetings = ways.go(self, "meetings")
        if meetings is not None:
            meetings.show_list("决议").open(resolution_id)

    def _many(self, verb: Callable[..., object], *more: object) -> None:
        verb(self, self.desk, [self.asset_id], *more)

    def _one(self, verb: Callable[..., object]) -> None:
        verb(self, self.desk, self.asset_id)

    def _fill_menu(self) -> None:
        self.more.clear()
        for words, act, possible in self.verbs():
            action = self.more.addAction(words)
            action.setEnabled(possible and self.asset_id is not None and not self.form.dirty)
            action.triggered.connect(act)
        if self.form.dirty:
            self.more.addAction("请先保存改动").setEnabled(False)

    def print(self) -> None:
        """Preview of the card's papers."""
        if self.asset_id is not None:
            verbs.print_cards(self, self.desk, [self.asset_id])
