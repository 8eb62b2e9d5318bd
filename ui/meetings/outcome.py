"""How an item ends: the outcome that its vote allows, the words of the decision, and afterwards dissent."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.kit.errors import Unreadable
from app.meetings import deciding
from app.meetings.choices import ItemState, MeetingStatus, Outcome, VoteKind
from app.meetings.queries import ItemView, MeetingView
from ui.kit.desk import Desk
from ui.kit.facts import Facts
from ui.kit.inputs import LineInput, NoteInput
from ui.kit.parts import Notice, Words, button, column, heading, row
from ui.kit.verb_dialog import VerbDialog, asked
from ui.meetings import dialogs, words
from ui.meetings.doing import Trouble

TALKING = (MeetingStatus.OPEN, MeetingStatus.CLOSED)


class OutcomePart(QWidget):
    """`counted` gives the typed totals; `opened(resolution_id)` leads to the resolution."""

    opened = Signal(int)

    def __init__(
        self, desk: Desk, ask: Callable[[VerbDialog], VerbDialog], counted: Callable[[], Any]
    ) -> None:
        super().__init__()
        self.desk, self.ask, self.counted, self.trouble = desk, ask, counted, Trouble(desk)
        self.view: ItemView | None = None
        self.outcome: Outcome | None = None
        self._by_hand = False
        self.choices = {each: button(each.label, partial(self._choose, each)) for each in Outcome}
        for made in self.choices.values():
            made.setCheckable(True)
        self.decision = NoteInput(asked("decision", "决定内容", "note", hint="决定内容，写进会议纪要和决议"))
        self.amount = LineInput(asked("amount", "批准金额", "money", unit="元", hint="不填按申报"))
        self.amount.setMaximumWidth(260)
        self.less = Words("批准金额", "second")
        self.settle = button("议决", self.decide, icon="check", kind="primary", hint="Ctrl+Enter")
        self.open_part = QWidget()
        self.open_part.setLayout(
            column(heading("结果"), row(*self.choices.values(), None), self.decision, self.trouble,
                   row(self.less, self.amount, None, self.settle), spacing=8)
        )  # fmt: skip
        self.result = Notice("good")
        self.facts = Facts(64)
        self.see = button("查看决议", self._see, icon="circle-check")
        self.mend = button("修改文字…", self._word, icon="pencil")
        self.keep = button("保留意见…", self._dissent)
        self.done_part = QWidget()
        self.done_part.setLayout(
            column(
                heading("结果"), self.result, self.facts, row(self.see, self.mend, self.keep, None), spacing=8
            )
        )
        self.setLayout(column(self.open_part, self.done_part, spacing=0))

    # -- showing ---------------------------------------------------------------------------------------

    def put(self, view: ItemView, meeting: MeetingView, live: bool) -> None:
        self.view = view
        decided = view.state is ItemState.DECIDED
        self.open_part.setVisible(live)
        self.done_part.setVisible(decided)
        for each in (self.less, self.amount):
            each.setVisible(view.amount is not None)
        if decided and view.outcome is not None:
            tone = words.OUTCOME[view.outcome]
            self.result.tell(tone, f"{view.outcome.label}　{words.score(view)}")
            dissents = [(f"保留意见：{name}", said) for name, said in view.dissents]
            self.facts.put([("决定内容", view.decision), ("决议编号", view.resolution_no), *dissents])
            may = self.desk.may("meetings.record") and meeting.status in TALKING
            self.see.setVisible(view.resolution_id is not None)
            self.mend.setEnabled(may)
            self.keep.setVisible(view.vote_kind is not VoteKind.SECRET)
            self.keep.setEnabled(may)

    def offer(self, tone: str) -> None:
        """Mark the outcome that the count leads to, until the person chooses one."""
        if not self._by_hand:
            self.outcome = {"good": Outcome.PASSED, "warn": Outcome.REJECTED}.get(tone)
        self._mark()

    def _mark(self) -> None:
        for each, made in self.choices.items():
            made.setChecked(each is self.outcome)
        self.settle.setText(f"议决：{self.outcome.label}" if self.outcome else "议决")
        self.settle.setEnabled(self.outcome is not None)

    def typed(self) -> dict[str, Any]:
        return {
            "decision": self.decision.draft(), "amount": self.amount.text(),
            "outcome": self.outcome if self._by_hand else None,
        }  # fmt: skip

    def restore(self, held: dict[str, Any]) -> None:
        self.decision.restore(held.get("decision", ""))
        self.amount.setText(held.get("amount", ""))
        self.outcome = held.get("outcome")
        self._by_hand = self.outcome is not None

    # -- verbs -----------------------------------------------------------------------------------------

    def _choose(self, outcome: Outcome, *_: object) -> None:
        self.outcome, self._by_hand = outcome, True
        self._mark()
        self.decision.setFocus()

    def decide(self) -> None:
        """Close the item; a refusal leaves everything as it was typed."""
        if self.view is None or self.outcome is None:
            return
        try:
            amount = self.amount.value()
        except Unreadable as error:
            self.trouble.say(f"批准金额：{error}")
            return
        self.trouble.do(
            "议决", deciding.decide, self.view.item_id, self.outcome, self.decision.draft(), self.counted(),
            amount=amount,
        )  # fmt: skip

    def _see(self) -> None:
        if self.view is not None and self.view.resolution_id is not None:
            self.opened.emit(self.view.resolution_id)

    def _word(self) -> None:
        if self.view is not None:
            self.ask(dialogs.word(self, self.desk, self.view))

    def _dissent(self) -> None:
        if self.view is not None:
            self.ask(dialogs.dissent(self, self.desk, self.view))
