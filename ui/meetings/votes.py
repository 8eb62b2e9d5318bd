"""Votes as they are taken: seat by seat where they are by name, else totals; of a secret ballot only totals."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.kit.errors import Unreadable
from app.meetings.choices import Presence, VoteChoice, VoteKind
from app.meetings.deciding import Counted
from app.meetings.queries import ItemView, Seat
from ui.kit.inputs import LineInput, mark_wrong
from ui.kit.parts import Words, button, column, row
from ui.kit.theme import theme
from ui.kit.verb_dialog import asked
from ui.meetings import words

PAPERS = (("issued", "发出"), ("returned", "收回"), ("invalid", "废票"))
COUNTS = (("yes", "同意"), ("no", "不同意"), ("abstain", "弃权"))


class SeatRow(QWidget):
    """One member: how they stand, three choices, and the way out for who is concerned."""

    cast = Signal(int, object)
    uncast = Signal(int)
    recuse = Signal(int, str)
    unrecuse = Signal(int)

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.setMinimumHeight(theme().size + 16)
        self.name = Words(seat.name, bold=True)
        self.post = Words("", "second", step=-1)
        self.state = Words("", step=-1)
        self.choices = {each: button(each.label, partial(self._choose, each)) for each in VoteChoice}
        for made in self.choices.values():
            made.setCheckable(True)
            made.setProperty("small", "true")
        self.away = button("回避…", self._away, kind="quiet")
        self.away.setProperty("small", "true")
        self.setLayout(
            row(self.name, self.post, None, self.state, *self.choices.values(), self.away, spacing=6)
        )

    def put(self, seat: Seat, live: bool, by_name: bool, voting: bool) -> None:
        self.seat = seat
        self.post.setText(seat.post)
        tone, said = _state(seat, by_name)
        self.state.setText(f"● {said}" if said else "")
        self.state.tone(tone)
        for choice, made in self.choices.items():
            made.setVisible(live and by_name and seat.may_vote)
            made.setChecked(seat.choice is choice)
        self.away.setVisible(live and not voting and seat.presence is Presence.PRESENT)
        self.away.setText("撤销回避" if seat.recused else "回避…")

    def _choose(self, choice: VoteChoice, *_: object) -> None:
        if self.seat.choice is choice:
            self.uncast.emit(self.seat.person_id)
        else:
            self.cast.emit(self.seat.person_id, choice)

    def _away(self) -> None:
        if self.seat.recused:
            self.unrecuse.emit(self.seat.person_id)
        else:
            self.recuse.emit(self.seat.person_id, self.seat.name)


def _state(seat: Seat, by_name: bool) -> words.Said:
    if seat.recused:
        return "warn", f"回避：{seat.recused}"
    if seat.presence is not Presence.PRESENT:
        return words.PRESENCE[seat.presence], seat.presence.label
    if by_name and seat.choice is not None:
        return words.CHOICE[seat.choice], seat.choice.label
    return ("good", "已发言") if seat.spoke else ("second", "")


class Seats(QWidget):
    """All members; rows stay while the members do, so that the keys stay where they are."""

    cast = Signal(int, object)
    uncast = Signal(int)
    recuse = Signal(int, str)
    unrecuse = Signal(int)
    rest = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[SeatRow] = []
        self.lines = column(spacing=2)
        self.everybody = button("其余全部同意", self.rest.emit)
        self.setLayout(column(self.lines, row(None, self.everybody), spacing=4))

    def put(self, view: ItemView, live: bool, by_name: bool) -> None:
        if [each.seat.person_id for each in self.rows] != [each.person_id for each in view.seats]:
            self._make(view)
        voting = any(each.choice is not None for each in view.seats)
        for made, seat in zip(self.rows, view.seats, strict=True):
            made.put(seat, live, by_name, voting)
        silent = any(each.may_vote and each.choice is None for each in view.seats)
        self.everybody.setVisible(live and by_name and silent)

    def _make(self, view: ItemView) -> None:
        for old in self.rows:
            self.lines.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.rows = [SeatRow(seat) for seat in view.seats]
        widest = max((made.name.sizeHint().width() for made in self.rows), default=0)
        for made in self.rows:
            made.name.setMinimumWidth(widest)
            made.cast.connect(self.cast)
            made.uncast.connect(self.uncast)
            made.recuse.connect(self.recuse)
            made.unrecuse.connect(self.unrecuse)
            self.lines.addWidget(made)


class Totals(QWidget):
    """Counts that are typed; `changed` at every keystroke. `secret` asks for the papers too."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.inputs: dict[str, LineInput] = {}
        self.valid = Words("", "second")
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        self.papers: list[QWidget] = [self.valid]
        for line, names in enumerate((PAPERS, COUNTS)):
            for at, (name, label) in enumerate(names):
                made = LineInput(asked(name, label, "int", unit="张" if line == 0 else "票"))
                made.setFixedWidth(88)
                made.edited.connect(self._edited)
                made.onward.connect(self.focusNextChild)
                said = Words(label, "second")
                said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                grid.addWidget(said, line, at * 2)
                grid.addWidget(made, line, at * 2 + 1)
                self.inputs[name] = made
                if line == 0:
                    self.papers += [said, made]
        grid.addWidget(self.valid, 0, 6)
        grid.setColumnStretch(7, 1)
        self.setLayout(grid)
        self.secret = False

    def ask_for(self, view: ItemView) -> None:
        self.secret = view.vote_kind is VoteKind.SECRET
        for each in self.papers:
            each.setVisible(self.secret)
        self._edited()

    def values(self) -> dict[str, int | None]:
        """What can be read; what cannot be is None."""
        found: dict[str, int | None] = {}
        for name, made in self.inputs.items():
            try:
                found[name] = made.value()
            except Unreadable:
                found[name] = None
            mark_wrong(made, bool(made.text().strip()) and found[name] is None)
        return found

    def counted(self) -> Counted | None:
        """The totals, when all of them stand there."""
        held = self.values()
        secret = tuple(held[name] for name, _ in PAPERS) if self.secret else ()
        return words.total(held["yes"], held["no"], held["abstain"], secret)

    def texts(self) -> dict[str, str]:
        return {name: made.text() for name, made in self.inputs.items()}

    def restore(self, texts: dict[str, str]) -> None:
        for name, made in self.inputs.items():
            made.setText(texts.get(name, ""))
        self._edited()

    def _edited(self) -> None:
        held = self.values()
        returned, invalid = held["returned"], held["invalid"]
        there = returned is not None and invalid is not None
        self.valid.setText(f"有效 {returned - invalid} 张" if there else "")  # type: ignore[operator]
        self.changed.emit()
