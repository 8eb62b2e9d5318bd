"""The board: a column a state with the first cards by due time and the count of all, on the query of the list."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from app.kit import records
from app.kit.errors import UserError
from app.kit.filters import OneOf
from app.kit.listing import Listing
from app.workorders.choices import State
from app.workorders.models import WorkOrder
from ui.kit import crash
from ui.kit.desk import Desk
from ui.kit.parts import Notice, column, row, scrolled
from ui.kit.reads import Reads
from ui.workorders.board_column import BoardColumn
from ui.workorders.verbs import BY_KEY, INTO, fitting

WINDOW = 40  # cards of a column
SHOWN = (
    "order_no", "fault", "urgency", "state", "place_id", "worker_id", "team_id", "vendor_id", "due_at", "amber_at", "paused_at",
)  # fmt: skip
COLUMNS: tuple[tuple[str, State, tuple[State, ...]], ...] = (
    ("待受理", State.REPORTED, (State.REPORTED,)),
    ("已受理", State.ACCEPTED, (State.ACCEPTED,)),
    ("已派工", State.DISPATCHED, (State.DISPATCHED, State.REWORK)),
    ("已到场", State.ARRIVED, (State.ARRIVED,)),
    ("维修中", State.WORKING, (State.WORKING,)),
    ("暂停", State.WAITING_PARTS, (State.WAITING_PARTS, State.WAITING_VENDOR, State.SUSPENDED)),
    ("待确认", State.FINISHED, (State.FINISHED,)),
    ("已确认", State.CONFIRMED, (State.CONFIRMED, State.RATED)),
)
Cards = tuple[list[Mapping[str, Any]], int]


def look(session: Session, listing: Listing, title: str, states: tuple[State, ...]) -> Cards:
    """The first cards of a column, and how many there are; `kind` is the state where the title does not say it."""
    narrowed = listing.narrowed(
        columns=SHOWN, filters=(*listing.filters, OneOf("state", states)), sort=(("due_at", False),)
    )
    page = narrowed.first_page(session, WINDOW)
    cards = []
    for order_id, values in zip(page.ids, page.rows, strict=True):
        facts = dict(zip(SHOWN, values, strict=True))
        who = facts["worker_id"] or facts["team_id"] or facts["vendor_id"] or ""
        kind = "" if len(states) == 1 or facts["state"].label == title else facts["state"].label
        cards.append(facts | {"id": order_id, "place": facts["place_id"] or "", "who": who, "kind": kind})
    return cards, narrowed.count(session) if len(cards) == WINDOW else len(cards)


class Board(QWidget):
    """`opened(id)` by Enter or a double click. Arrows walk, Ctrl with them moves; a move asks what its verb asks."""

    opened = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.listing: Listing | None = None
        self._follow: int | None = None  # the card that was moved: the keys go with it
        self.trouble = Notice("bad")
        self.trouble.hide()
        self.columns = [
            BoardColumn(title, state, states, lambda: self.desk.store.clock(), partial(self.takes, state))
            for title, state, states in COLUMNS
        ]
        inner = QWidget()
        inner.setLayout(row(*self.columns, spacing=4))
        inner.layout().setContentsMargins(8, 10, 8, 8)
        self.area = scrolled(inner)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        whole = column(self.trouble, self.area, spacing=8)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.reads = Reads(self)
        self.reads.answered.connect(self._answered)
        self.reads.failed.connect(self._failed)
        for at, each in enumerate(self.columns):
            each.cards.opened.connect(self.opened)
            each.cards.landed.connect(partial(self.move, each.state))
            each.cards.stepped.connect(partial(self._step, at))
            each.cards.left.connect(partial(self._walk, at))

    def show_listing(self, listing: Listing) -> None:
        """The orders of the list, column by column."""
        self.listing = listing
        if self.desk.ready:
            questions = [
                (str(at), partial(look, listing=listing, title=each.title, states=each.states))
                for at, each in enumerate(self.columns)
            ]
            self.reads.ask(self.desk.store, questions)

    @Slot(int, str)
    def _answered(self, number: int, name: str) -> None:
        if self.reads.current(number) and self.reads.round is not None:
            column = self.columns[int(name)]
            column.put(*self.reads.round.answers[name])
            if self._follow is not None and column.choose(self._follow):
                self._follow = None
                self.area.ensureWidgetVisible(column)

    @Slot(int, object)
    def _failed(self, number: int, error: BaseException) -> None:
        if isinstance(error, UserError):
            self.trouble.tell("bad", str(error))
        else:
            crash.report(error)

    def enter(self) -> None:
        """The keys come to the first column that has a card."""
        first = next((each for each in self.columns if each.cards.count()), self.columns[0])
        first.enter()

    # -- moving ---------------------------------------------------------------------------------------

    def takes(self, state: State, order_id: int) -> bool:
        """Whether this order may be brought into that state, by who sits here."""
        return self._verb(state, order_id) is not None

    def _verb(self, state: State, order_id: int) -> str | None:
        order = self.desk.read(records.values, WorkOrder, order_id)
        if order["state"] is state:
            return None
        keys = (
            ["resume", INTO[state]]
            if order["paused_at"] and state is not State.WAITING_PARTS
            else [INTO[state]]
        )
        return next((key for key in keys if self._leads(key, state, order)), None)

    def _leads(self, key: str, state: State, order: Mapping[str, Any]) -> bool:
        """A wait goes back to where it came from, wherever its card is dropped among the running ones."""
        running = state in (State.DISPATCHED, State.ARRIVED, State.WORKING)
        return (key != "resume" or running) and fitting(self.desk, BY_KEY[key], order)

    def move(self, state: State, order_id: int) -> None:
        """Do what brings the order there; the verb asks what it has to, and a refusal stands above the columns."""
        self.trouble.hide()
        key = self._verb(state, order_id)
        if key is not None:
            self._follow = order_id
            BY_KEY[key].run(self, self.desk, order_id)

    def _step(self, at: int, order_id: int, step: int) -> None:
        """Ctrl and an arrow: the nearest column that way that takes the card."""
        way = self.columns[at + 1 :] if step > 0 else self.columns[:at][::-1]
        found = next((each for each in way if self.takes(each.state, order_id)), None)
        if found is not None:
            self.move(found.state, order_id)
        else:
            self.trouble.tell("info", "这张报修单不能往这边移。")

    def _walk(self, at: int, step: int) -> None:
        way = self.columns[at + 1 :] if step > 0 else self.columns[:at][::-1]
        found = next((each for each in way if each.cards.count()), None)
        if found is not None:
            found.enter()
            self.area.ensureWidgetVisible(found)
