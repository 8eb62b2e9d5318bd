"""会议现场: one item at a time, to be read from the last row, by the keyboard alone.

← → go from sign-in over the items to the end; what the other keys do stands at the foot. A refusal stands above
it with the name of its rule, and what was typed stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.kit.errors import UserError
from app.meetings import queries
from app.meetings.choices import ItemState
from app.meetings.queries import MeetingView
from ui.kit.desk import Desk
from ui.kit.pages import Page, lay_over
from ui.kit.parts import column, row
from ui.kit.theme import theme
from ui.meetings import words
from ui.meetings.doing import done
from ui.meetings.meeting import MeetingSheet
from ui.meetings.room_face import Big, Boxes, Prompt, Tiles, scale


@dataclass(frozen=True)
class Asking:
    """Something to type: its word, what is done with it (True when it was), and under which name it is kept."""

    word: str
    run: Callable[[str], bool]
    name: tuple[Any, ...]
    start: str = ""


def open_room(widget: QWidget, desk: Desk, meeting_id: int) -> RoomPage:
    """The meeting room over everything else of the window."""
    page = RoomPage(desk, meeting_id)
    lay_over(widget, page)
    page.fit()
    return page


class RoomPage(Page):
    """The frame; what an item or the sign-in shows and does is its stage's (room_stages)."""

    def __init__(self, desk: Desk, meeting_id: int) -> None:
        super().__init__("", "")
        from ui.meetings.room_stages import Stage

        self.desk, self.meeting_id = desk, meeting_id
        self.view: MeetingView = desk.read(queries.meeting, meeting_id)
        self.at = self._begin_at()
        self.stages: dict[int, Stage] = {}
        self.asking: Asking | None = None
        self.typed: dict[tuple[Any, ...], str] = {}
        for each in (self.back, self.heading):
            each.hide()
        self.where, self.quorum = Big(20, "second"), Big(22, bold=True)
        self.quorum.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.name, self.rule = Big(44, bold=True, lines=2), Big(22, "second")
        self.tiles, self.boxes = Tiles(), Boxes()
        self.faces = QStackedWidget()
        self.faces.setProperty("inner", True)
        self.faces.addWidget(self.tiles)
        self.faces.addWidget(self.boxes)
        self.verdict, self.note = Big(30, bold=True, lines=2), Big(24, lines=2)
        self.refusal = Big(24, "bad", lines=2)
        self.word, self.prompt = Big(20, "second"), Prompt()
        self.keys = Big(16, "second")
        self.prompt.returnPressed.connect(self._typed)
        self.prompt.setAccessibleName("输入")
        top = row(self.where, self.quorum, spacing=24)
        self.ask_line = QWidget()
        self.ask_line.setLayout(column(self.word, self.prompt, spacing=2))
        whole = column(
            top,
            self.name,
            self.rule,
            self.faces,
            self.verdict,
            self.note,
            self.refusal,
            self.ask_line,
            self.keys,
            spacing=8,
        )
        whole.setContentsMargins(32, 0, 32, 12)
        whole.setStretch(3, 1)
        self.body.addLayout(whole)
        self.ask_line.hide()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        desk.changed.connect(self._changed)
        theme().changed.connect(self.refresh)
        self.refresh()

    def _begin_at(self) -> int:
        """At the item under discussion, else at the first one that waits once the meeting is open."""
        if self.view.status in words.BEFORE:
            return 0
        for state in (ItemState.OPEN, ItemState.WAITING):
            for place, each in enumerate(self.view.items, start=1):
                if each.state is state:
                    return place
        return len(self.view.items) + 1

    # -- showing ---------------------------------------------------------------------------------------

    @property
    def stage(self) -> Any:
        from ui.meetings.room_item import ItemStage
        from ui.meetings.room_stages import EndStage, SignInStage

        if self.at not in self.stages:
            last = len(self.view.items) + 1
            kind: Any = SignInStage if self.at == 0 else EndStage if self.at == last else ItemStage
            self.stages[self.at] = kind(self)
        return self.stages[self.at]

    @Slot()
    def refresh(self) -> None:
        """Read the meeting anew and show the stage one is at."""
        try:
            view = self.desk.read(queries.meeting, self.meeting_id)
        except UserError as error:
            self.refuse(str(error))
            return
        if len(view.items) != len(self.view.items):
            self.stages.clear()
            self.at = min(self.at, len(view.items) + 1)
        self.view = view
        tone, said = words.quorum(view)
        self.quorum.say(f"● {said}", tone)
        place = f"第 {self.at} 项 / 共 {len(view.items)} 项" if 0 < self.at <= len(view.items) else ""
        self.where.say("　".join(filter(None, [view.title, place])))
        self.stage.show()

    def say(
        self, name: str, rule: str, verdict: words.Said, keys: str, note: str = "", esc: str = "返回"
    ) -> None:
        """The words of a stage; `note` is what was said or decided last."""
        self.name.say(name)
        self.rule.say(rule)
        tone, said = verdict
        self.verdict.say(f"● {said}" if said else "", tone)
        self.note.say(note)
        self.note.setVisible(bool(note))
        self.keys.say("　".join(filter(None, [keys, "← → 换项", f"Esc {esc}"])))

    def refuse(self, sentence: str) -> None:
        """What is not allowed, with its rule; an empty one takes it away."""
        self.refusal.say(f"不能办理　{sentence}" if sentence else "", "bad")

    def do(self, operation: str, verb: Callable[..., Any], *args: Any, **more: Any) -> bool:
        return done(self.desk, self.refuse, operation, verb, *args, **more)

    def fit(self) -> None:
        """Type by the size of the window."""
        for each in self.findChildren(Big):
            each.fit()
        self.prompt.fit()
        margin = round(32 * scale(self))
        self.body.setContentsMargins(margin - 32, 0, margin - 32, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    # -- asking for words ------------------------------------------------------------------------------

    def ask(self, asking: Asking) -> None:
        """Ask for a line of words; what was typed before for the same thing stands there again."""
        self.asking = asking
        self.word.say(f"{asking.word}　回车确定，Esc 先不填")
        self.prompt.setText(self.typed.get(asking.name, asking.start))
        self.ask_line.show()
        self.prompt.setFocus()

    @Slot()
    def _typed(self) -> None:
        asking = self.asking
        if asking is None:
            return
        self.typed[asking.name] = self.prompt.text()
        if asking.run(self.prompt.text().strip()):
            del self.typed[asking.name]
            if self.asking is asking:
                self._hide_prompt()

    def _hide_prompt(self) -> None:
        self.asking = None
        self.ask_line.hide()
        self.setFocus()

    def leave(self) -> None:
        """Esc: first out of what is being typed or chosen, then out of the room."""
        if self.asking is not None:
            self.typed[self.asking.name] = self.prompt.text()
            self._hide_prompt()
        elif not self.stage.back():
            super().leave()

    # -- keys ------------------------------------------------------------------------------------------

    def step(self, by: int) -> None:
        """To the item before or behind."""
        self.at = min(max(self.at + by, 0), len(self.view.items) + 1)
        self.refuse("")
        self.refresh()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return False  # Tab goes from count to count

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_PageUp):
            self.step(-1)
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_PageDown):
            self.step(1)
        elif not self.stage.key(event):
            super().keyPressEvent(event)

    # -- alone in the window -----------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._cover(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._cover(False)

    def _cover(self, whole: bool) -> None:
        """The rail and the bars are not for the projector."""
        window: Any = self.window()
        for name in ("rail", "top"):
            if (part := getattr(window, name, None)) is not None:
                part.setVisible(not whole)
        if hasattr(window, "statusBar"):
            window.statusBar().setVisible(not whole)

    @Slot(set)
    def _changed(self, tables: set[str]) -> None:
        if tables & MeetingSheet.tables:
            self.refresh()
