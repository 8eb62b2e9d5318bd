"""登记报修: a call in one line, by keys alone; what is known and what was reported already stands below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from app.kit import records
from app.kit.errors import Invalid, UserError
from app.workorders import entry, proposing, service
from app.workorders.entry import Caller, OpenOrder
from app.workorders.models import WorkOrder
from app.workorders.proposing import Proposal
from ui.kit import drafts, toast
from ui.kit.desk import Desk
from ui.kit.pages import Page
from ui.kit.parts import Card, Notice, Words, button, column, heading, row, scrolled
from ui.kit.plain_table import Head, Line, PlainTable, show
from ui.kit.reads import Reads
from ui.workorders.entry_fields import SENT, WHAT, WHERE, WHO, EntryFields

MOST = 4  # rows that are seen at once
LOOK_AFTER = 150  # ms after the last keystroke
HEADS = (
    Head("报修单号", 8), Head("报修时间", 9), Head("地点", 8), Head("故障描述", 0), Head("状态", 6),
    Head("当前时限", 9),
)  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """What the store says to what was typed so far."""

    caller: Caller | None
    proposal: Proposal
    near: tuple[OpenOrder, ...]


def look(session: Session, who: int | None, where: int | None, what: str, category: int | None) -> Seen:
    """Ask it all."""
    proposal = proposing.propose(session, what, where, category)
    near = entry.duplicates(session, where, category or proposal.category_id, what)
    return Seen(entry.caller(session, who) if who is not None else None, proposal, near)


def take(session: Session, values: Mapping[str, Any], sent: Mapping[str, int], now: datetime) -> int:
    """Take a call down, and send somebody at once where one is named."""
    order_id = entry.report(session, values, now)
    if sent:
        service.dispatch(session, order_id, now, **sent)
    return order_id


class EntryPage(Page):
    """Enter goes on, in the last field it takes the call down; Ctrl+S does so without sending anybody.

    `saved(id)` for each call; `opened(id)` when an order beside it is wanted.
    """

    saved = Signal(int)
    opened = Signal(int)

    def __init__(self, desk: Desk, start: Mapping[str, Any] | None = None) -> None:
        super().__init__("登记报修", "报修")
        self.desk = desk
        self.seen: Seen | None = None
        self._warned: set[int] = set()  # likely duplicates that the person was shown
        self.fields = EntryFields(desk)
        self.only = button("只登记", self.take_only, hint="Ctrl+S")
        self.go = button("登记", self.take, icon="check", kind="primary", hint="回车 或 Ctrl+Enter")
        for each in (self.only, self.go):
            self.tools.addWidget(each)
        self.trouble, self.alike = Notice("bad"), Notice("warn")
        self.proposed = Words("", "second", step=-1)
        self.caller_words = heading("")
        self.near = PlainTable("可能重复的报修", *HEADS)
        self.open = PlainTable("报修人未完工的报修", *HEADS, empty="没有未完工的报修")
        self._arrange()
        self._connect()
        self.fields.clear()
        if start:
            self.fields.put(**start)
            self.fields.own.update(name for name, value in start.items() if value is not None)
        else:
            self._find_draft()
        self._say()
        self._later.start()
        self.setFocusProxy(self.fields.cells[WHO].widget)

    def _arrange(self) -> None:
        self.near_card = Card(self.alike, self.near)
        self.caller_card = Card(self.caller_words, self.open)
        inner = QWidget()
        whole = column(Card(self.fields, self.proposed), self.near_card, self.caller_card, None, spacing=12)
        whole.setContentsMargins(24, 0, 24, 16)
        inner.setLayout(whole)
        trouble = row(self.trouble)
        trouble.setContentsMargins(24, 0, 24, 0)
        self.body.addLayout(trouble)
        self.body.addWidget(scrolled(inner), 1)
        for each in (self.trouble, self.near_card, self.caller_card):
            each.hide()

    def _connect(self) -> None:
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(LOOK_AFTER)
        self._later.timeout.connect(self._look)
        self.reads = Reads(self)
        self.reads.answered.connect(self._answered)
        self.reads.failed.connect(self._failed)
        self.desk.closing.connect(self.reads.close)
        self.keeper = drafts.Keeper(self._draft, self)
        self.fields.edited.connect(self._edited)
        self.fields.settled.connect(self._settled)
        self.fields.entered.connect(self.take)
        for table in (self.near, self.open):
            table.opened.connect(self.opened.emit)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            self.key(keys, self.take)
        self.key("Ctrl+S", self.take_only)

    # -- while one types ------------------------------------------------------------------------------

    @Slot(str)
    def _edited(self, name: str) -> None:
        self.trouble.hide()
        self.keeper.touch()
        self._later.start()
        self._say()

    @Slot(str)
    def _settled(self, name: str) -> None:
        if name == WHO and " " in self.fields.text(WHO) and self.fields.peek(WHO) is None:
            self._split_line()
        self.fields.tell_unknown()
        self._later.start()

    def _split_line(self) -> None:
        """`hj zl305 灯管不亮` typed into the first field stands in three."""
        line = self.desk.read(entry.read_line, self.fields.text(WHO))
        if line.caller_id is None and line.place_id is None:
            return
        for name, value in ((WHO, line.caller_id), (WHERE, line.place_id), (WHAT, line.fault or None)):
            if name == WHO or value is not None:
                self.fields.own.add(name)
                self.fields.input(name).put(value)
        self.fields.focus(WHAT)

    @Slot()
    def _look(self) -> None:
        if not self.desk.ready:
            return
        own = self.fields.peek("category_id") if "category_id" in self.fields.own else None
        who, where = self.fields.peek(WHO), self.fields.peek(WHERE)
        question = partial(look, who=who, where=where, what=self.fields.text(WHAT), category=own)
        self.reads.ask(self.desk.store, [("seen", question)])

    @Slot(int, str)
    def _answered(self, number: int, name: str) -> None:
        if self.reads.current(number) and self.reads.round is not None:
            self.seen = self.reads.round.answers[name]
            self._show(self.seen)

    @Slot(int, object)
    def _failed(self, number: int, error: BaseException) -> None:
        if self.reads.current(number):
            self.trouble.tell("bad", str(error))

    def _show(self, seen: Seen) -> None:
        proposal, caller = seen.proposal, seen.caller
        if self.fields.text(WHAT):
            self.fields.put(category_id=proposal.category_id, urgency=proposal.urgency)
            self.fields.put(team_id=proposal.team_id, vendor_id=proposal.vendor_id)
        self.proposed.setText(f"按“{'、'.join(proposal.words)}”建议，可以改" if proposal.words else "")
        self.fields.put(department_id=caller.department_id if caller else None)
        self.fields.know_phone(caller.phone or None if caller else None)
        self.caller_card.setVisible(caller is not None)
        if caller is not None:
            count = len(caller.open_orders)
            known = " · ".join(filter(None, (caller.name, caller.department)))
            self.caller_words.setText(
                f"{known}　未完工 {count} 张" if count else f"{known}　没有未完工的报修"
            )
            self.open.setVisible(bool(count))
            _put(self.open, caller.open_orders)
        self._show_near(seen.near)
        self._say()

    def _show_near(self, near: tuple[OpenOrder, ...]) -> None:
        self.near_card.setVisible(bool(near))
        if near:
            self.alike.tell(
                "warn", f"可能已经报过：附近同类的未完工报修 {len(near)} 张。双击打开，或仍然登记。"
            )
            _put(self.near, near)

    def _say(self) -> None:
        sent = self._sent()
        word = "登记并派工" if sent else "登记"
        near = {each.id for each in self.seen.near} if self.seen else set()
        self.go.setText(f"仍然{word}" if near and near <= self._warned else word)
        self.only.setVisible(bool(sent))
        for each in (self.go, self.only):
            each.setEnabled(self.desk.may("work_orders.enter"))

    def _sent(self) -> dict[str, int]:
        found = (
            {name: self.fields.peek(name) for name in SENT} if self.desk.may("work_orders.dispatch") else {}
        )
        return {name: value for name, value in found.items() if value is not None}

    # -- taking it down -------------------------------------------------------------------------------

    @Slot()
    def take(self) -> None:
        self._take(self._sent())

    @Slot()
    def take_only(self) -> None:
        self._take({})

    def _take(self, sent: Mapping[str, int]) -> None:
        values, faults = self.fields.read()
        self.fields.show_faults(faults)
        if faults or not self.go.isEnabled():
            return
        place, category = values.get(WHERE), values.get("category_id")
        near = self.desk.read(entry.duplicates, place, category, values[WHAT])
        if fresh := {each.id for each in near} - self._warned:
            self._warned |= fresh
            self._show_near(near)
            self.go.setText(f"仍然{'登记并派工' if sent else '登记'}")
            (self.go if sent or not self._sent() else self.only).setFocus()
            return
        told = {name: value for name, value in values.items() if name not in SENT}
        try:
            order_id = self.desk.act("登记报修", take, told, sent, self.desk.store.clock())
        except Invalid as error:
            self.fields.show_faults(error.problems)
            elsewhere = [words for name, words in error.problems.items() if name not in self.fields.cells]
            self.trouble.setVisible(bool(elsewhere))
            if elsewhere:
                self.trouble.tell("bad", "\n".join(elsewhere))
        except UserError as error:
            self.trouble.tell("bad", str(error))
        else:
            self._taken(order_id)

    def _taken(self, order_id: int) -> None:
        facts = self.desk.read(records.values, WorkOrder, order_id)
        until = (
            f"，{show(facts['due_at'])} 前{'到场' if facts['accepted_at'] else '响应'}"
            if facts["due_at"]
            else ""
        )
        toast.tell(
            self, f"{facts['order_no']} 已登记{until}", [("打开", partial(self.opened.emit, order_id))]
        )
        self.keeper.drop()
        self.fields.clear()
        self._warned.clear()
        self.seen = None
        for each in (self.trouble, self.near_card, self.caller_card):
            each.hide()
        self.proposed.clear()
        self._say()
        self.fields.focus(WHO)
        self.saved.emit(order_id)

    # -- drafts and leaving ---------------------------------------------------------------------------

    def _draft(self) -> tuple[str, int | None, dict[str, Any]]:
        return drafts.key(self.desk.store.where, WorkOrder.__tablename__, None), None, self.fields.typed()

    def _find_draft(self) -> None:
        found = self.keeper.find()
        if found is not None:
            self.fields.restore(found[1])
            self.trouble.tell("info", "已取回上次没有登记完的内容。")

    def may_leave(self) -> bool:
        if not any(self.fields.text(name) for name in (WHO, WHERE, WHAT)):
            return True
        return self.desk.ask(self, "登记报修", "这通电话还没有登记，离开后内容就没有了。", "放弃这通电话")

    @Slot()
    def leave(self) -> None:
        if self.may_leave():
            self.keeper.drop()
            self.close_page()

    def close_page(self) -> None:
        self.reads.close()
        self.keeper.hurry()
        super().close_page()


def _put(table: PlainTable, orders: tuple[OpenOrder, ...]) -> None:
    lines = [
        Line((each.order_no, each.reported_at, each.place, each.fault, each.state, each.due_at), key=each.id)
        for each in orders
    ]
    table.put(lines)
    table.fit_rows(MOST)
