"""Views of a list, each with its live count: 全部, what the screen offers, and what people saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.filters import Filter
from app.kit.listing import Listing
from app.kit.views import View
from ui.kit.desk import Desk
from ui.kit.parts import button
from ui.kit.reads import Reads


@dataclass(frozen=True)
class Preset:
    """A view that a screen offers: a name and what it is narrowed to."""

    name: str
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True)
class Tab:
    """A view as it is shown; `view_id` None for those of the screen."""

    name: str
    listing: Listing
    view_id: int | None = None


def saved_views(session: Session, screen: str) -> list[tuple[int, str, str]]:
    """(id, name, content) of the views that were saved for a screen, the oldest first."""
    query = select(View.id, View.name, View.content).where(View.screen == screen).order_by(View.id)
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


class ViewTabs(QWidget):
    """A row of views. `chosen(Tab)`; `saving` when the person wants to keep what is shown as a view."""

    chosen = Signal(object)
    saving = Signal()
    menu_wanted = Signal(object, QPoint)

    def __init__(self, desk: Desk, plain: Listing, presets: Sequence[Preset], key: str) -> None:
        super().__init__()
        self.desk, self.plain, self.presets, self.key = desk, plain, list(presets), key
        self.tabs: list[Tab] = []
        self.buttons: list[QPushButton] = []
        self.counts: dict[str, int] = {}
        self.reads = Reads(self)
        self.reads.answered.connect(self._counted)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self.save_button = button("存为视图…", self.saving.emit, icon="bookmark", kind="quiet")
        self.save_button.hide()
        self._row.addWidget(self.save_button)
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def load(self) -> None:
        """Read the saved views again and show all with fresh counts."""
        self.tabs = [Tab("全部", self.plain)]
        self.tabs += [Tab(each.name, self.plain.narrowed(filters=each.filters)) for each in self.presets]
        self.tabs += [
            Tab(name, self.plain.load(content), view_id)
            for view_id, name, content in self.desk.read(saved_views, self.key)
        ]
        for old in self.buttons:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.buttons = [self._button(at, tab) for at, tab in enumerate(self.tabs)]
        self.count()

    def _button(self, at: int, tab: Tab) -> QPushButton:
        made = QPushButton(tab.name)
        made.setProperty("tab", "true")
        made.setCheckable(True)
        made.clicked.connect(self._clicked)
        if tab.view_id is not None:
            made.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            made.customContextMenuRequested.connect(self._menu)
        self._row.insertWidget(at, made)
        return made

    def count(self) -> None:
        """Count anew, off the screen's thread."""
        if self.desk.ready:
            questions = [(str(at), partial(_count, tab.listing)) for at, tab in enumerate(self.tabs)]
            self.reads.ask(self.desk.store, questions)

    @Slot(int, str)
    def _counted(self, number: int, name: str) -> None:
        if self.reads.current(number) and self.reads.round is not None and int(name) < len(self.tabs):
            tab, found = self.tabs[int(name)], self.reads.round.answers[name]
            self.counts[tab.name] = found
            self.buttons[int(name)].setText(f"{tab.name}  {found:,}")
            self.buttons[int(name)].setAccessibleName(f"{tab.name}，{found:,} 条")

    def mark(self, listing: Listing) -> None:
        """Mark the view that is shown, and offer to save one that is none of these."""
        known = False
        for made, tab in zip(self.buttons, self.tabs, strict=True):
            same = _same(tab.listing, listing) and not known
            made.setChecked(same)
            known = known or same
        self.save_button.setVisible(not known)

    def tab_of(self, listing: Listing) -> Tab | None:
        """The view that shows just this."""
        return next((tab for tab in self.tabs if _same(tab.listing, listing)), None)

    def _clicked(self) -> None:
        tab = self.tabs[self.buttons.index(self.sender())]  # type: ignore[arg-type]
        self.chosen.emit(tab)

    def _menu(self, place: QPoint) -> None:
        made = self.sender()
        if isinstance(made, QPushButton):
            self.menu_wanted.emit(self.tabs[self.buttons.index(made)], made.mapToGlobal(place))


def _count(listing: Listing, session: Session) -> int:
    return listing.count(session)


def _same(first: Listing, second: Listing) -> bool:
    return set(first.filters) == set(second.filters) and first.words.strip() == second.words.strip()
