"""The parts of a form: its layout read from a string, a cell (input and the sentence under it), a section."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.kit.fields import Field
from ui.kit.inputs import NoteInput, mark_wrong
from ui.kit.parts import Words, heading
from ui.kit.theme import theme, tokens

LABEL = 100
GAP = "-"


@dataclass(frozen=True)
class SectionFacts:
    """A title (may be empty) and its lines of one or two field names; `-` leaves a place empty."""

    title: str
    lines: tuple[tuple[str, ...], ...]

    @property
    def names(self) -> list[str]:
        return [name for line in self.lines for name in line if name != GAP]


def read_layout(layout: str) -> list[SectionFacts]:
    """`== Title` begins a section; every other line names the fields that stand side by side.

    Raises ValueError for more than two names in a line or a name that stands twice.
    """
    sections: list[tuple[str, list[tuple[str, ...]]]] = []
    seen: set[str] = set()
    for line in filter(None, map(str.strip, layout.splitlines())):
        if line.startswith("=="):
            sections.append((line.strip("= "), []))
            continue
        names = tuple(line.split())
        twice = seen.intersection(names)
        if len(names) > 2 or twice:
            raise ValueError(f"a form's line holds one or two new names, not {line!r}")
        seen.update(name for name in names if name != GAP)
        if not sections:
            sections.append(("", []))
        sections[-1][1].append(names)
    return [SectionFacts(title, tuple(lines)) for title, lines in sections]


class FieldLabel(QLabel):
    """The label of a field, right-aligned on 100 px, with a mark where the field must be filled."""

    def __init__(self, field: Field, buddy: QWidget, width: int) -> None:
        super().__init__()
        self._field, self._width = field, width
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setWordWrap(True)
        self.setBuddy(buddy)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        # They come with every change of theme or size; a signal for each of a hundred labels costs more.
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._dress()
        super().changeEvent(event)

    def _dress(self) -> None:
        mark = f'<span style="color:{tokens().bad}">*</span>&nbsp;' if self._field.required else ""
        self.setText(mark + self._field.label)
        self.setFixedWidth(round(self._width * theme().size / 14))
        self.setMinimumHeight(theme().size + 20)


class Cell(QWidget):
    """An input and, when there is something to say, a sentence under it."""

    def __init__(self, field: Field, widget: QWidget) -> None:
        super().__init__()
        self.field, self.widget = field, widget
        self.fault = ""
        self._said: Words | None = None
        if not isinstance(widget, QPlainTextEdit):
            widget.setMinimumHeight(theme().size + 20)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(widget)
        self._column.addStretch(1)

    @property
    def words(self) -> Words:
        """The sentence; made when something is said for the first time."""
        if self._said is None:
            self._said = Words("", "bad", step=-1, wrap=True)
            self._said.hide()
            self._column.insertWidget(1, self._said)
        return self._said

    def wrong(self, words: str) -> None:
        """A red edge and a sentence; empty takes them away."""
        self.fault = words
        mark_wrong(self.widget, bool(words))
        self.widget.setAccessibleDescription(words)
        self._say(words, "bad")

    def note(self, words: str, tone: str = "warn") -> None:
        """A sentence without a red edge: what somebody else wrote, what follows from this."""
        if not self.fault:
            self._say(words, tone)

    def _say(self, words: str, tone: str) -> None:
        if words or self._said is not None:
            self.words.tone(tone)
            self.words.setText(words)
            self.words.setVisible(bool(words))


class Section(QWidget):
    """A titled grid of cells, built when it is first shown. `labels` are the widths of the two label columns."""

    def __init__(
        self, facts: SectionFacts, make: Callable[[str], Cell], labels: tuple[int, int] = (LABEL, LABEL)
    ) -> None:
        super().__init__()
        self.facts, self._labels = facts, labels
        self.built = False
        self._make = make
        self.setVisible(False)

    def build(self) -> list[Cell]:
        """Make the cells; the second call makes none."""
        if self.built:
            return []
        self.built = True
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 16)
        layout.setSpacing(8)
        if self.facts.title:
            layout.addWidget(heading(self.facts.title))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        # A section with one column of fields keeps the room of the other, so that sections stand in line.
        grid.setColumnMinimumWidth(2, round(self._labels[1] * theme().size / 14) + 12)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        layout.addLayout(grid)
        made: list[Cell] = []
        for row, names in enumerate(self.facts.lines):
            for place, name in enumerate(names):
                if name != GAP:
                    made.append(cell := self._make(name))
                    self._place(grid, row, place, cell, alone=len(names) == 1)
        return made

    def _place(self, grid: QGridLayout, row: int, place: int, cell: Cell, alone: bool) -> None:
        wide = alone and isinstance(cell.widget, NoteInput)
        label = FieldLabel(cell.field, cell.widget, self._labels[place])
        grid.addWidget(label, row, place * 2, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        grid.addWidget(cell, row, place * 2 + 1, 1, 3 if wide else 1)
