"""An order whole: head with the clock, the verbs that fit now with their keys, its course, what it took, the entry,
photos, history. It answers to the list as a form does: saved, closed, request_close, focus_first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QTabWidget, QWidget
from sqlalchemy.orm import Session

from app.kit.errors import UserError
from app.workorders import entry
from app.workorders.models import WorkOrder
from ui.kit import crash
from ui.kit.attachments_tab import AttachmentsTab
from ui.kit.desk import Desk
from ui.kit.form import RecordForm
from ui.kit.history_tab import HistoryTab
from ui.kit.icons import icon
from ui.kit.parts import Notice, Words, button, column, row
from ui.kit.reads import Reads
from ui.workorders.look import View, look
from ui.workorders.page_tabs import Course, Took
from ui.workorders.verbs import NATURAL, VERBS, Verb
from ui.workorders.views import TONES, due_sign

COURSE, TOOK, ENTRY, PHOTOS, HISTORY = range(5)
TABS = ("办理", "用料与工时", "登记内容", "照片", "历史")
SELDOM = ("reject", "cancel", "split", "link")  # never at hand, so that nobody hits one by mistake
AT_HAND = 4  # verbs that stand as buttons, the rest under 更多
MINUTE = 60_000  # ms
TABLES = {
    "work_orders",
    "order_steps",
    "order_pauses",
    "call_backs",
    "part_moves",
    "work_hours",
    "order_links",
    "breaches",
}
FORM = """caller_id caller_name
department_id phone
place_id spot
fault
category_id urgency
asset_id channel
appointed_at
remark"""


def amend(session: Session, order_id: int | None, changes: Mapping[str, Any], version: int | None) -> int:
    """What the form of an entry saves with."""
    assert order_id is not None
    entry.amend(session, order_id, changes, version)
    return order_id


amend.right = "work_orders.enter"  # type: ignore[attr-defined]  what the form asks before it offers to save


class OrderPage(QWidget):
    """Tabs other than the first are filled when they are shown."""

    saved = Signal(int)
    closed = Signal()
    opened = Signal(int)

    def __init__(self, desk: Desk, order_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.order_id = desk, order_id
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.view: View | None = None
        self.buttons: dict[str, Any] = {}
        self.reads = Reads(self)
        self.reads.answered.connect(self._answered)
        self.reads.failed.connect(self._failed)
        self.form = RecordForm(desk, WorkOrder, FORM, order_id, verb=amend, operation="修改报修单")
        self.form.next_button.hide()
        self.course = Course()
        self.took = Took(*(partial(self._ask, name) for name in ("hours", "parts", "back", "cost")))
        self.photos, self.history = AttachmentsTab(desk, WorkOrder), HistoryTab(desk, WorkOrder)
        self._arrange()
        self._connect()
        self.ask()

    def _arrange(self) -> None:
        self.state, self.due = Words("", step=1), Words("")
        self.fault, self.who = Words("", wrap=True), Words("", "second")
        self.trouble = Notice("bad")
        self.trouble.hide()
        self.verbs = row()
        self.more = QMenu(self)
        self.more_button = button("更多", icon="ellipsis")
        self.more_button.setMenu(self.more)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setStyleSheet("QTabWidget::tab-bar { left: 12px; }")
        for page, words in zip(
            (self.course, self.took, self.form, self.photos, self.history), TABS, strict=True
        ):
            self.tabs.addTab(page, words)
        head = row(
            column(row(self.state, self.due, None, spacing=12), self.fault, self.who, spacing=2),
            spacing=12,
        )
        head.setStretch(0, 1)
        head.addLayout(self.verbs)
        head.setContentsMargins(24, 0, 24, 8)
        trouble = row(self.trouble)
        trouble.setContentsMargins(24, 0, 24, 8)
        whole = column(head, trouble, self.tabs, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.form.saved.connect(self.saved)
        self.form.closed.connect(self.closed)
        self.form.dirtied.connect(self._say_dirty)
        self.course.opened.connect(self.opened.emit)
        self.tabs.currentChanged.connect(self._show_tab)
        self.desk.changed.connect(self._store_changed)
        self.desk.closing.connect(self.reads.close)
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE)
        self._minute.timeout.connect(self._show)
        self._minute.start()
        for at in range(self.tabs.count()):
            self._key(f"Alt+{at + 1}", partial(self.tabs.setCurrentIndex, at))
        for verb in VERBS:
            if verb.keys:
                self._key(verb.keys, partial(self.perform, verb))

    def _key(self, keys: str, run: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(run)

    # -- what a list asks of a form -------------------------------------------------------------------

    def request_close(self) -> bool:
        """Close, or ask on the form when something is not saved."""
        if self.form.dirty:
            self.tabs.setCurrentIndex(ENTRY)
        return self.form.request_close()

    def focus_first(self) -> None:
        self.tabs.setCurrentIndex(COURSE)
        self.setFocus()

    # -- reading --------------------------------------------------------------------------------------

    def ask(self) -> None:
        if self.desk.ready:
            self.reads.ask(self.desk.store, [("view", partial(look, order_id=self.order_id))])

    @Slot(set)
    def _store_changed(self, tables: set[str]) -> None:
        if tables & TABLES:
            self.ask()
            self._show_tab(self.tabs.currentIndex())

    @Slot(int, str)
    def _answered(self, number: int, name: str) -> None:
        if self.reads.current(number) and self.reads.round is not None:
            self.view = self.reads.round.answers[name]
            self._show()

    @Slot(int, object)
    def _failed(self, number: int, error: BaseException) -> None:
        if isinstance(error, UserError):
            self.trouble.tell("bad", str(error))
        else:
            crash.report(error)

    # -- showing --------------------------------------------------------------------------------------

    @Slot()
    def _show(self) -> None:
        view, now = self.view, self.desk.store.clock() if self.desk.ready else None
        if view is None or now is None:
            return
        order, titles = view.order, view.titles
        self.state.setText(f"● {order['state'].label}")
        self.state.tone(TONES[order["state"]])
        tone, word = due_sign(lambda: now, order)
        self.due.setVisible(order["due_at"] is not None)
        if order["due_at"] is not None:
            self.due.setText(f"● {order['due_at'].astimezone():%m-%d %H:%M} 前　{word}".rstrip())
            self.due.tone(tone)
        self.fault.setText(order["fault"])
        said = (titles["place_id"], order["spot"], titles["department_id"], titles["caller_name"], titles["category_id"],
                order["urgency"].label, titles["team_id"], titles["worker_id"], titles["vendor_id"],
                order["rating"].label if order["rating"] else "")  # fmt: skip
        self.who.setText(" · ".join(filter(None, said)))
        self.course.put(view, now)
        self.took.put(view, self.desk.may("work_orders.work"))
        self._show_verbs()

    def _show_verbs(self) -> None:
        if self.window().focusWidget() in self.buttons.values():
            self.setFocus()  # a button that goes would hand it to the rail, and the keys would be dead
        while (item := self.verbs.takeAt(0)) is not None:
            if (widget := item.widget()) is not None and widget is not self.more_button:
                widget.hide()
                widget.deleteLater()
        fits = [verb for verb in VERBS if self.fits(verb)]
        main = next((verb for verb in fits if verb.key == self._next()), None)
        hand = [verb for verb in fits if verb is not main and verb.key not in SELDOM][: AT_HAND - 1]
        rest = [verb for verb in fits if verb is not main and verb not in hand]
        hand += [main] if main is not None else []
        self.buttons = {}
        for verb in hand:
            made = button(
                verb.label,
                partial(self.perform, verb),
                verb.icon,
                "primary" if verb is main else "",
                verb.keys,
            )
            made.setEnabled(self.desk.may(verb.right))
            self.buttons[verb.key] = made
            self.verbs.addWidget(made)
        self.more.clear()
        for verb in rest:
            action = self.more.addAction(
                icon(verb.icon), f"{verb.label}\t{verb.keys}" if verb.keys else verb.label
            )
            action.setEnabled(self.desk.may(verb.right))
            action.triggered.connect(partial(self.perform, verb))
        self.more_button.setVisible(bool(rest))
        self.verbs.addWidget(self.more_button)

    def _next(self) -> str:
        """The call that is owed goes before what the state asks for."""
        assert self.view is not None
        return "call" if self.view.owed is not None else NATURAL.get(self.view.order["state"], "")

    def fits(self, verb: Verb) -> bool:
        if self.view is None:
            return False
        return self.view.owed is not None if verb.key == "call" else verb.fits(self.view.order)

    def _show_tab(self, at: int) -> None:
        if at == PHOTOS:
            self.photos.show_record(self.order_id)
        elif at == HISTORY:
            self.history.show_record(self.order_id)

    @Slot(bool)
    def _say_dirty(self, dirty: bool) -> None:
        self.tabs.setTabText(ENTRY, f"{TABS[ENTRY]} *" if dirty else TABS[ENTRY])

    # -- verbs ----------------------------------------------------------------------------------------

    def perform(self, verb: Verb, *_: object) -> None:
        """Do it, when it fits; keys come here too."""
        self.trouble.hide()
        if self.view is not None and self.fits(verb) and self.desk.may(verb.right):
            verb.run(self, self.desk, self.order_id)
        elif self.view is not None:
            words = f"现在是“{self.view.order['state'].label}”，不能{verb.label.rstrip('…')}。"
            self.trouble.tell(
                "info", words if self.desk.may(verb.right) else f"没有“{verb.label.rstrip('…')}”的权限。"
            )

    def _ask(self, name: str) -> None:
        from ui.workorders import dialogs

        made = dialogs.parts(self, self.desk, self.order_id, back=True) if name == "back" else getattr(dialogs, name)(
            self, self.desk, self.order_id
        )  # fmt: skip
        made.finished.connect(made.deleteLater)
        made.show_at_size()
