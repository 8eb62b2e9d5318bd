"""One item of a meeting at the desk: report, recusals, statements, votes, verdict, outcome, dissent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.kit import records
from app.meetings import deliberating, queries
from app.meetings.choices import ItemState, MeetingStatus, VoteChoice, VoteKind
from app.meetings.models import AgendaItem
from app.meetings.queries import ItemView, MeetingView
from ui.kit.desk import Desk
from ui.kit.facts import Facts
from ui.kit.parts import Notice, Words, button, column, heading, row
from ui.kit.verb_dialog import VerbDialog
from ui.meetings import dialogs, words
from ui.meetings.doing import Trouble
from ui.meetings.outcome import OutcomePart
from ui.meetings.statements import Statements
from ui.meetings.votes import Seats, Totals

WIDEST = 920
SHORT = 90  # characters of a submission's text that are shown beside its votes


class ItemPanel(QWidget):
    """`ask` is the sheet's; `opened(resolution_id)` and `whole_wanted(submission_id)` lead on. What is typed stays with its item."""

    opened = Signal(int)
    whole_wanted = Signal(int)

    def __init__(self, desk: Desk, ask: Callable[..., VerbDialog]) -> None:
        super().__init__()
        self.desk, self.ask = desk, ask
        self.head_trouble, self.said_trouble, self.vote_trouble = (Trouble(desk) for _ in range(3))
        self.view: ItemView | None = None
        self.meeting: MeetingView | None = None
        self.by_name = True
        self._typed: dict[int, dict[str, Any]] = {}
        self.title = Words("", step=3, bold=True, wrap=True)
        self.rule = Words("", "second", wrap=True)
        self.facts = Facts(64)
        self.start = button("开始审议", self._start, kind="primary")
        self.report = button("汇报…", self._report, icon="pencil")
        self.rules = button("表决规则…", self._rules)
        self.whole = button("查看议题", self._open_submission, icon="file-text")
        self.back = button("放回待议", self._put_back, icon="undo-2")
        self.said_title = heading("发言")
        self.statements = Statements()
        self.vote_title = heading("表决")
        self.toggle = button("只记总数", self._toggle, kind="quiet")
        self.seats, self.totals = Seats(), Totals()
        self.verdict = Notice("info")
        self.outcome = OutcomePart(desk, ask, self.counted)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self.talk = QWidget()
        self.talk.setLayout(column(self.said_title, self.statements, self.said_trouble, spacing=6))
        self.vote = QWidget()
        self.vote.setLayout(
            column(
                row(self.vote_title, None, self.toggle),
                self.seats,
                self.totals,
                self.vote_trouble,
                self.verdict,
                spacing=6,
            )
        )
        whole = column(
            self.title, self.rule, self.facts, row(self.start, self.report, self.rules, self.back, self.whole, None), self.head_trouble,
            self.talk, self.vote, self.outcome, None, spacing=12,
        )  # fmt: skip
        whole.setContentsMargins(16, 4, 16, 16)
        self.setLayout(whole)
        self.setMaximumWidth(WIDEST)

    def _connect(self) -> None:
        self.statements.said.connect(self._say)
        self.statements.reword.connect(self._reword)
        self.seats.cast.connect(self.cast)
        self.seats.uncast.connect(self._uncast)
        self.seats.recuse.connect(self._recuse)
        self.seats.unrecuse.connect(self._unrecuse)
        self.seats.rest.connect(self._rest_agree)
        self.totals.changed.connect(self._weigh)
        self.outcome.opened.connect(self.opened)

    # -- showing ---------------------------------------------------------------------------------------

    def put(self, view: ItemView, meeting: MeetingView) -> None:
        other = self.view is None or self.view.item_id != view.item_id
        if other and self.view is not None:
            self._typed[self.view.item_id] = self._drafts()
        self.view, self.meeting = view, meeting
        if other:
            for each in (self.head_trouble, self.said_trouble, self.vote_trouble, self.outcome.trouble):
                each.say("")
            held = self._typed.pop(view.item_id, {})
            self.by_name = held.get("by_name", True)
            self.statements.words.setText(held.get("words", ""))
            self.totals.restore(held.get("totals", {}))
            self.outcome.restore(held.get("outcome", {}))
        live = view.state is ItemState.OPEN and self.desk.may("meetings.record")
        self._show_head(view, meeting)
        shown = view.state in (ItemState.OPEN, ItemState.DECIDED)
        self.talk.setVisible(shown and (live or bool(view.statements)))
        self.said_title.setText(f"发言 {len(view.statements)}" if view.statements else "发言")
        self.statements.put(view, live, meeting.observers, meeting.chair_id)
        self._show_votes(view, live, shown)
        self.outcome.put(view, meeting, live)

    def _drafts(self) -> dict[str, Any]:
        return {
            "by_name": self.by_name, "words": self.statements.words.text(), "totals": self.totals.texts(),
            "outcome": self.outcome.typed(),
        }  # fmt: skip

    def _show_head(self, view: ItemView, meeting: MeetingView) -> None:
        waiting = view.state is ItemState.WAITING
        mark = "　临时动议" if view.surprise else ""
        self.title.setText(f"{view.position}. {view.title}{mark}")
        self.rule.setText(
            f"{view.quorum.label}；{words.rule(view)}" if meeting.members else view.vote_kind.label
        )
        self.facts.put(
            [
                ("议题编号", view.submission_no), ("金额(元)", view.amount), ("汇报人", view.reporter),
                ("内容", _short(view.content, waiting)), ("拟办意见", _short(view.proposal, waiting)), ("汇报要点", view.report),
                ("监票人", view.scrutineer), ("计票人", view.teller),
            ]
        )  # fmt: skip
        may, sitting = self.desk.may("meetings.record"), meeting.status is MeetingStatus.OPEN
        self.start.setVisible(sitting and waiting)
        self.start.setEnabled(may)
        self.back.setVisible(view.state is ItemState.OPEN)
        self.back.setEnabled(may)
        self.report.setVisible(meeting.status in (MeetingStatus.OPEN, MeetingStatus.CLOSED))
        self.report.setEnabled(may)
        self.rules.setVisible(
            waiting and meeting.status not in (MeetingStatus.CANCELLED, MeetingStatus.SEALED)
        )
        self.rules.setEnabled(self.desk.may("meetings.arrange"))

    def _show_votes(self, view: ItemView, live: bool, shown: bool) -> None:
        named = any(each.choice is not None for each in view.seats)
        if view.vote_kind is VoteKind.NAMED or named:
            self.by_name = True
        elif not words.by_name(view):
            self.by_name = False
        self.vote.setVisible(shown)
        self.vote_title.setText(f"表决　{view.vote_kind.label}")
        self.toggle.setVisible(live and view.vote_kind is VoteKind.HANDS and not named)
        self.toggle.setText("只记总数" if self.by_name else "逐人记录")
        self.seats.put(view, live, self.by_name)
        self.totals.setVisible(live and not self.by_name)
        self.totals.ask_for(view)
        self._weigh()

    def counted(self) -> Any:
        """The typed totals; None where the vote is by name or they are not complete."""
        return None if self.by_name else self.totals.counted()

    def _weigh(self) -> None:
        if self.view is None:
            return
        tone, said = words.standing(self.desk, self.view, self.counted())
        self.verdict.tell(tone if tone in Notice.ICONS else "info", said)
        self.outcome.offer(tone)

    # -- verbs -----------------------------------------------------------------------------------------

    def _item(self) -> int:
        assert self.view is not None
        return self.view.item_id

    def _start(self) -> None:
        self.head_trouble.do("开始审议", deliberating.open_item, self._item())

    def _put_back(self) -> None:
        self.head_trouble.do("放回待议", deliberating.put_back, self._item())

    def _report(self) -> None:
        assert self.view is not None
        held = self.desk.read(records.values, AgendaItem, self._item())
        self.ask(dialogs.report(self, self.desk, self.view, held))

    def _open_submission(self) -> None:
        if self.view is not None:
            self.whole_wanted.emit(self.view.submission_id)

    def _rules(self) -> None:
        assert self.view is not None
        self.ask(dialogs.rules(self, self.desk, self.view), 880)

    def _toggle(self) -> None:
        self.by_name = not self.by_name
        if self.view is not None and self.meeting is not None:
            self.put(self.view, self.meeting)

    def _say(self, person_id: int, said: str) -> None:
        if self.said_trouble.do("记录发言", deliberating.speak, self._item(), person_id, said):
            self.statements.words.clear()

    def _reword(self, said: Any) -> None:
        if self.meeting is not None and self.meeting.status in (MeetingStatus.OPEN, MeetingStatus.CLOSED):
            self.ask(dialogs.reword(self, self.desk, said.statement_id, said.name, said.words))

    def cast(self, person_id: int, choice: VoteChoice) -> None:
        """A vote by name; another choice takes the place of the one before."""
        self.vote_trouble.do("表决", recast, self._item(), person_id, choice)

    def _uncast(self, person_id: int) -> None:
        self.vote_trouble.do("撤销表决", deliberating.uncast, self._item(), person_id)

    def _rest_agree(self) -> None:
        assert self.view is not None
        rest = [each.person_id for each in self.view.seats if each.may_vote and each.choice is None]
        self.vote_trouble.do("其余同意", cast_all, self._item(), rest, VoteChoice.YES)

    def _recuse(self, person_id: int, name: str) -> None:
        self.ask(dialogs.recuse(self, self.desk, self._item(), person_id, name))

    def _unrecuse(self, person_id: int) -> None:
        self.vote_trouble.do("撤销回避", deliberating.unrecuse, self._item(), person_id)


def _short(text: str, whole: bool) -> str:
    """Once an item is under discussion its votes must be in sight."""
    return text if whole or len(text) <= SHORT else f"{text[:SHORT].replace(chr(10), ' ')}…"


def recast(session: Any, item_id: int, person_id: int, choice: VoteChoice) -> None:
    if any(
        seat.person_id == person_id and seat.choice is not None
        for seat in queries.item(session, item_id).seats
    ):
        deliberating.uncast(session, item_id, person_id)
    deliberating.cast(session, item_id, person_id, choice)


def cast_all(session: Any, item_id: int, people: list[int], choice: VoteChoice) -> None:
    for each in people:
        deliberating.cast(session, item_id, each, choice)
