"""查历年决策: every item that was decided, carried or not, by words, year, kind, amount, member, outcome."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.kit.db import Choice
from app.kit.errors import Unreadable
from app.meetings import decisions
from app.meetings.choices import MatterKind, Outcome
from app.meetings.decisions import Decision, Wanted
from app.people.models import Person
from ui.kit.desk import Desk
from ui.kit.inputs import LineInput
from ui.kit.pages import Page, lay_over
from ui.kit.parts import Words, column, framed, row
from ui.kit.picker import LinkInput
from ui.kit.plain_table import Head, Line, PlainTable
from ui.kit.verb_dialog import asked
from ui.meetings import words

WAIT = 160  # ms after the last keystroke
YEARS = 10


def open_search(widget: QWidget, desk: Desk) -> SearchPage:
    """The search over the list that one is on."""
    page = SearchPage(desk)
    lay_over(widget, page)
    return page


class SearchPage(Page):
    """Everything that is set must hold; Enter on a line opens its meeting."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("查历年决策", "决议")
        self.desk = desk
        self.found: list[Decision] = []
        self.words = QLineEdit()
        self.words.setPlaceholderText("议题、决定内容、会议、拼音首字母")
        self.words.setAccessibleName("查找决策")
        self.year = _choices("年份", "全部年份", [(f"{each} 年", each) for each in self._years()])
        self.kind = _choices("类别", "全部类别", _members(MatterKind))
        self.outcome = _choices("结果", "全部结果", _members(Outcome))
        self.least = LineInput(asked("least", "金额从", "money", hint="金额从"))
        self.most = LineInput(asked("most", "金额到", "money", hint="金额到"))
        self.person = LinkInput(desk, asked("person_id", "参会人", "link", target=Person, hint="参会人"))
        for made in (self.least, self.most, self.person):
            made.setMaximumWidth(130)
        self.table = PlainTable(
            "决策", Head("会议日期", 6), Head("议题", 0), Head("金额(元)", 8, True), Head("表决", 10),
            Head("结果", 4), Head("决议编号", 6), empty="没有符合条件的决策",
        )  # fmt: skip
        self.table.opened.connect(self._open)
        self.state = Words("", "second")
        self.wrong = Words("", "bad")
        line = row(self.words, self.year, self.kind, self.outcome, self.person, self.least, self.most)
        line.setStretch(0, 1)
        whole = column(line, self.wrong, framed(self.table), self.state, spacing=8)
        whole.setStretch(2, 1)
        whole.setContentsMargins(24, 0, 24, 8)
        self.body.addLayout(whole)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(WAIT)
        self.timer.timeout.connect(self.ask)
        for signal in (
            self.words.textChanged, self.least.edited, self.most.edited, self.person.settled,
            self.year.activated, self.kind.activated, self.outcome.activated,
        ):  # fmt: skip
            signal.connect(self.timer.start)
        self.setFocusProxy(self.words)
        self.ask()

    def _years(self) -> list[int]:
        now = self.desk.today().year
        return [now - back for back in range(YEARS)]

    def wanted(self) -> Wanted:
        """What is asked for. Raises Unreadable."""
        found = Wanted(
            words=self.words.text(), year=self.year.currentData(), kind=self.kind.currentData(),
            outcome=self.outcome.currentData(), least=self.least.value(), most=self.most.value(),
        )  # fmt: skip
        return replace(found, person_id=self.person.value())

    def ask(self) -> None:
        """Read and show what matches; what cannot be read is said and the last answer stays."""
        if not self.desk.ready:
            return
        try:
            wanted = self.wanted()
        except Unreadable as error:
            self.wrong.setText(str(error))
            return
        self.wrong.setText("")
        self.found = list(reversed(self.desk.read(decisions.decisions, wanted)))
        self.table.put(map(_line, self.found))
        total = sum((each.amount for each in self.found if each.amount is not None), Decimal(0))
        self.state.setText(f"{len(self.found):,} 项　金额 {total:,.2f} 元")

    def _open(self, meeting_id: Any) -> None:
        from ui.meetings.meeting import MeetingSheet
        from ui.meetings.sheet import laid_over

        sheet = MeetingSheet(self.desk, meeting_id)
        laid_over(self, sheet, f"会议 · {sheet.number.text()}")


def _line(each: Decision) -> Line:
    votes = "没有表决" if each.yes is None else f"{each.yes}/{each.no}/{each.abstain}　{each.vote_kind.label}"
    tone = "" if each.outcome.carried else words.OUTCOME[each.outcome]
    values = (each.held_on, each.title, each.amount, votes, each.outcome, each.resolution_no)
    return Line(values, each.meeting_id, tone=tone)


def _members(kind: type[Choice]) -> list[tuple[str, Any]]:
    return [(each.label, each) for each in kind]


def _choices(name: str, every: str, offered: list[tuple[str, Any]]) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.addItem(every, None)
    for label, value in offered:
        made.addItem(label, value)
    return made
