"""The stages of the meeting room before and after its items: sign-in and the end, shown and steered by keys."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.meetings import sitting
from app.meetings.choices import ItemState, MeetingStatus, Presence
from app.meetings.queries import Attendee
from ui.meetings import words
from ui.meetings.room import Asking, RoomPage
from ui.meetings.room_face import Tile

KEYS = "123456789abcdefghijklmnopqrstuvwxyz"
KEY = Qt.Key
ENTER = (KEY.Key_Return, KEY.Key_Enter)


class Stage:
    """`marked` is which tile or box one is at."""

    def __init__(self, room: RoomPage) -> None:
        self.room = room
        self.marked = 0

    def show(self) -> None:
        """Fill the room's faces."""

    def key(self, event: QKeyEvent) -> bool:
        """Whether the key meant something here."""
        return False

    def back(self) -> bool:
        """Esc: whether there was something to go back from."""
        return False

    def walk(self, event: QKeyEvent, many: int) -> bool:
        """↑ ↓ and Tab."""
        step = {KEY.Key_Up: -1, KEY.Key_Backtab: -1, KEY.Key_Down: 1, KEY.Key_Tab: 1}.get(event.key())
        if step is None or not many:
            return False
        self.marked = (self.marked + step) % many
        self.room.refuse("")
        self.show()
        return True


class SignInStage(Stage):
    """A digit or letter signs in whom it stands beside."""

    def people(self) -> list[Attendee]:
        return [*self.room.view.members, *self.room.view.observers]

    def show(self) -> None:
        room, view = self.room, self.room.view
        tiles = [
            Tile(key, each.name, each.post if each in view.members else f"列席　{each.post}".strip(), _came(each), words.PRESENCE[each.presence],
                 each.presence is Presence.EXPECTED)
            for key, each in zip(KEYS, self.people(), strict=False)
        ]  # fmt: skip
        room.faces.setCurrentWidget(room.tiles)
        room.tiles.put(tiles, self.marked)
        open_ = view.status is MeetingStatus.OPEN
        keys = "按座次键签到　↑↓ 选人　Del 缺席或退席　* 其余全部签到" + ("" if open_ else "　回车 开会")
        words_ = "会议进行中" if open_ else view.status.label
        room.say("签到", f"{view.body}　{view.held_on}　{view.place}　{words_}", words.quorum(view), keys)

    def key(self, event: QKeyEvent) -> bool:
        people, room = self.people(), self.room
        text = event.text().lower()
        if self.walk(event, len(people)):
            return True
        if text and text in KEYS and KEYS.index(text) < len(people):
            self.marked = KEYS.index(text)
            room.do("签到", sitting.sign_in, room.meeting_id, [people[self.marked].person_id])
            self.show()
        elif event.key() == KEY.Key_Space and people:
            room.do("签到", sitting.sign_in, room.meeting_id, [people[self.marked].person_id])
        elif text == "*":
            rest = [each.person_id for each in room.view.members if each.presence is Presence.EXPECTED]
            room.do("签到", sitting.sign_in, room.meeting_id, rest)
        elif event.key() in (KEY.Key_Delete, KEY.Key_Minus) and people:
            self._ask_away(people[self.marked])
        elif event.key() in ENTER:
            self._begin()
        else:
            return False
        return True

    def _ask_away(self, who: Attendee) -> None:
        left = who.presence is Presence.PRESENT
        word, verb = ("退席", sitting.leave) if left else ("缺席", sitting.excuse)
        run = partial(self._away, f"登记{word}", verb, who.person_id)
        self.room.ask(Asking(f"{who.name}{word}，原因：", run, (word, who.person_id)))

    def _away(self, operation: str, verb: Any, person_id: int, reason: str) -> bool:
        return self.room.do(operation, verb, self.room.meeting_id, person_id, reason)

    def _begin(self) -> None:
        room = self.room
        if room.view.status is MeetingStatus.OPEN:
            room.step(1)
            return
        now = room.desk.store.clock().astimezone()
        if room.do("开会", sitting.begin, room.meeting_id, today=room.desk.today(), at=f"{now:%H:%M}"):
            room.step(1)


class EndStage(Stage):
    """What was decided, and the end of the meeting."""

    def show(self) -> None:
        view, room = self.room.view, self.room
        tiles = [
            Tile(
                str(each.position), each.title, each.resolution_no,
                f"{each.outcome.label if each.outcome else each.state.label}　{words.score(each) if each.outcome else ''}".strip(),
                words.OUTCOME[each.outcome] if each.outcome else "second",
            )
            for each in view.items
        ]  # fmt: skip
        room.faces.setCurrentWidget(room.tiles)
        room.tiles.put(tiles, -1, 2)
        waiting = [each for each in view.items if each.state is ItemState.WAITING]
        over = view.status in (MeetingStatus.CLOSED, MeetingStatus.SEALED)
        said = (
            "会议已结束，请打印会议记录签字"
            if over
            else f"还有 {len(waiting)} 项没有审议"
            if waiting
            else "议题已全部议决"
        )
        rule = "会议小结" if over else "散会以后不能再审议"
        room.say(
            "会议小结" if over else "散会",
            rule,
            ("good" if not waiting else "warn", said),
            "" if over else "回车 散会",
        )

    def key(self, event: QKeyEvent) -> bool:
        room = self.room
        if event.key() not in ENTER or room.view.status is not MeetingStatus.OPEN:
            return False
        now = room.desk.store.clock().astimezone()
        room.ask(Asking("散会时间：", self._end, ("散会",), f"{now:%H:%M}"))
        return True

    def _end(self, at: str) -> bool:
        return self.room.do("散会", sitting.end, self.room.meeting_id, at=at)


def _came(who: Attendee) -> str:
    return f"{who.presence.label}：{who.reason}" if who.reason else who.presence.label
