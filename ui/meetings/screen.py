"""会议 as a screen: its lists, one at a time; each is made when it is first gone to."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.kit import ways
from ui.kit.base import Screen
from ui.kit.command import Command
from ui.kit.desk import Desk
from ui.kit.parts import row
from ui.kit.switch import Switch
from ui.meetings.later_lists import FollowUpList, OverrideList, ResolutionList
from ui.meetings.lists import DecisionList, MeetingList, SubmissionList
from ui.meetings.waiting import count

LISTS: dict[str, type[DecisionList]] = {
    each.title: each for each in (MeetingList, SubmissionList, ResolutionList, FollowUpList, OverrideList)
}
RULES = ("事项清单", "议事机构", "机构成员")


class MeetingsScreen(Screen):
    """Alt+1 … Alt+5 go from list to list."""

    title, icon = "会议", "gavel"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.lists: dict[str, DecisionList] = {}
        self._waiting: int | None = None
        self._counted = False
        self.pile = QStackedWidget()
        self.pile.setProperty("inner", True)
        whole = row(self.pile, spacing=0)
        self.setLayout(whole)

    # -- going about -----------------------------------------------------------------------------------

    @property
    def now(self) -> DecisionList:
        """The list that is shown."""
        shown: Any = self.pile.currentWidget()
        return shown if isinstance(shown, DecisionList) else self._made("会议")

    def _made(self, name: str) -> DecisionList:
        if name not in self.lists:
            made = self.lists[name] = LISTS[name](self.desk, self.pile)
            switch = Switch(tuple(LISTS), name)
            switch.chosen.connect(self.show_list)
            made.head.lead_with(switch)
            made.status_changed.connect(self.status_changed)
            self.pile.addWidget(made)
        return self.lists[name]

    @Slot(str)
    def show_list(self, name: str) -> DecisionList:
        """Go to 会议, 议题, 决议, 督办 or 放行."""
        made = self._made(name)
        self.pile.setCurrentWidget(made)
        made.activate()
        if self.isVisible():
            ways.go(self, "meetings")  # the window binds the keys of what is shown now
        return made

    def open(self, meeting_id: int) -> Any:
        """A meeting, from the search over everything."""
        return self.show_list("会议").open(meeting_id)

    # -- the contract ----------------------------------------------------------------------------------

    def commands(self) -> list[Command]:
        ways_ = [
            Command(f"会议：{name}", f"Alt+{at}", lambda name=name: self.show_list(name), icon=kind.icon)  # type: ignore[misc]
            for at, (name, kind) in enumerate(LISTS.items(), start=1)
        ]
        rules = [
            Command(f"设置：{name}", "", lambda name=name: self._rules(name), icon="settings")  # type: ignore[misc]
            for name in RULES
        ]
        return [*self.now.commands(), *ways_, *rules]

    def _rules(self, name: str) -> None:
        settings = ways.go(self, "settings")
        if settings is not None:
            settings.show_page(name)

    def waiting(self) -> int | None:
        if not self._counted and self.desk.ready:
            self._waiting, self._counted = self.desk.read(count, self.desk.today()) or None, True
        return self._waiting

    def activate(self) -> None:
        now = self.now
        self.pile.setCurrentWidget(now)
        self.setFocusProxy(now)
        now.activate()

    def reload(self, tables: set[str]) -> None:
        self._counted = False
        for each in self.lists.values():
            each.reload(tables)

    def close_reads(self) -> None:
        """Stop reading; before the store is closed."""
        for each in self.lists.values():
            each.close_reads()
