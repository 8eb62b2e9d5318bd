"""A whole asset card: head with number, status and net value; tabs for the card, its depreciation, attachments
and history. It answers to the list as a form does: saved, closed, request_close, focus_first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QTabWidget, QVBoxLayout, QWidget

from app.assets import disposals, service
from app.assets.choices import HandoverKind, UsageStatus
from app.assets.models import Asset
from app.kit import records
from ui.assets import dialogs
from ui.assets.card_form import card_form
from ui.assets.card_schedule import ScheduleTab
from ui.kit.attachments_tab import AttachmentsTab
from ui.kit.desk import Desk
from ui.kit.history_tab import HistoryTab
from ui.kit.parts import TITLE, Words, button, column, row
from ui.kit.verb_dialog import VerbDialog

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
        self.dialog: VerbDialog | None = None
        self.values: dict[str, Any] = {}
        self.form = card_form(desk, asset_id, start)
        self.schedule, self.files = ScheduleTab(desk), AttachmentsTab(desk, Asset)
        self.history = HistoryTab(desk, Asset)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setStyleSheet("QTabWidget::tab-bar { left: 12px; }")
        self._arrange()
        self._connect()
        self._show_head()

    def _arrange(self) -> None:
        self.number = Words("", "second")
        self.name = Words("", step=TITLE, bold=True)
        self.name.setMinimumWidth(80)
        self.status = Words("")
        self.net = Words("", step=TITLE, bold=True)
        self.net_label = Words("净值（元）", "second", step=-2)
        self.print_button = button("打印", self.print, icon="printer", hint="Ctrl+P")
        self.more_button = button("更多", icon="ellipsis")
        self.more = QMenu(self)
        self.more.aboutToShow.connect(self._fill_menu)
        self.more_button.setMenu(self.more)
        left = column(self.name, row(self.number, self.status, None, spacing=12), spacing=2)
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
        for tab, title in (
            (self.form, "卡片"), (self.schedule, "折旧"), (self.files, "附件"), (self.history, "历史"),
        ):  # fmt: skip
            self.tabs.addTab(tab, title)
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
        self.name.setText(self.values["name"])
        self.name.setToolTip(self.values["name"])
        status: UsageStatus = self.values["usage_status"]
        self.status.setText(f"● {status.label}")
        self.status.tone(TONES[status])
        self.net.setText(f"{self.values['net_book_value']:,.2f}")

    def _show_tab(self, at: int) -> None:
        tab = self.tabs.widget(at)
        if isinstance(tab, ScheduleTab | AttachmentsTab | HistoryTab) and self.asset_id is not None:
            tab.show_record(self.asset_id)

    def _saved(self, asset_id: int) -> None:
        self.asset_id = asset_id
        self._show_head()
        self.saved.emit(asset_id)

    def _say_dirty(self, dirty: bool) -> None:
        self.tabs.setTabText(0, "卡片 *" if dirty else "卡片")
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
        return [
            ("领用…", partial(self.hand_over, HandoverKind.ISSUE), not gone),
            ("交接…", partial(self.hand_over, HandoverKind.HANDOVER), not gone),
            ("退库…", partial(self.hand_over, HandoverKind.RETURN), not gone),
            ("变动单…", self.change, not gone),
            ("拆分…", self.split, batch),
            ("处置核销…", self.write_off, not gone),
            ("恢复核销", self.bring_back, gone),
        ]

    def _fill_menu(self) -> None:
        self.more.clear()
        for words, act, possible in self.verbs():
            action = self.more.addAction(words)
            action.setEnabled(possible and self.asset_id is not None and not self.form.dirty)
            action.triggered.connect(act)
        if self.form.dirty:
            hint = self.more.addAction("请先保存改动")
            hint.setEnabled(False)

    def print(self) -> None:
        """Preview of the card's papers."""
        if self.asset_id is not None:
            from ui.assets.papers import print_cards

            print_cards(self, self.desk, [self.asset_id])

    def hand_over(self, kind: HandoverKind) -> None:
        """领用, 交接 or 退库 of this card."""
        if self.asset_id is not None:
            self._open(dialogs.hand_over(self, self.desk, [self.asset_id], kind), "已交接，可打印交接单")

    def change(self) -> None:
        """A 变动单 for this card."""
        if self.asset_id is not None:
            self._open(dialogs.change_value(self, self.desk, self.asset_id), "变动单已保存，从当前月份起生效")

    def split(self) -> None:
        """Take some pieces onto a card of their own."""
        if self.asset_id is not None:
            self._open(dialogs.split_card(self, self.desk, self.asset_id), "已拆分，新卡片在列表里")

    def write_off(self) -> None:
        """Take this card off the books."""
        if self.asset_id is not None:
            self._open(dialogs.write_off(self, self.desk, [self.asset_id]), "已核销，卡片留在台账里备查")

    def bring_back(self) -> None:
        """Undo a writing off whose month is open."""
        if self.asset_id is not None and self._act("恢复核销", disposals.bring_back):
            self.desk.told.emit("已恢复，卡片回到待处置")

    def copied(self) -> dict[str, Any]:
        """What a copy of this card begins with."""
        assert self.asset_id is not None
        return self.desk.read(service.copied, self.asset_id)

    def _act(self, operation: str, verb: Callable[..., Any]) -> bool:
        before = self.values.get("version")
        self.desk.perform(self, operation, verb, self.asset_id)
        return self.values.get("version") != before

    def _open(self, dialog: VerbDialog, words: str) -> None:
        self.dialog = dialog
        dialog.performed.connect(partial(self._performed, words))
        dialog.show_at_size()

    def _performed(self, words: str, result: object) -> None:
        self.desk.told.emit(words)
