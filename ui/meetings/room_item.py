"""An item in the meeting room: taken up, spoken to, voted on, decided, by keys."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.kit import records
from app.meetings import deciding, deliberating, sitting
from app.meetings.choices import ItemState, Outcome, Presence, VoteChoice, VoteKind
from app.meetings.deciding import Counted
from app.meetings.models import AgendaItem
from app.meetings.queries import ItemView, Seat
from ui.meetings import words
from ui.meetings.item import cast_all, recast
from ui.meetings.room import Asking, RoomPage
from ui.meetings.room_face import Box, Tile
from ui.meetings.room_stages import ENTER, Stage
from ui.meetings.votes import COUNTS, PAPERS

KEY = Qt.Key
VOTES = dict(zip("123", VoteChoice, strict=True))


class ItemStage(Stage):
    """An item: taken up, spoken to, voted on, decided. By name one goes from seat to seat; totals are typed."""

    def __init__(self, room: RoomPage) -> None:
        super().__init__(room)
        self.item_id = room.view.items[room.at - 1].item_id
        self.counts: dict[str, str] = {}
        self.totals = False
        self.choosing = False
        self.outcome = 0

    @property
    def view(self) -> ItemView:
        return next(each for each in self.room.view.items if each.item_id == self.item_id)

    @property
    def counting(self) -> bool:
        """Whether totals are typed now; else one is among the seats."""
        view = self.view
        return self.totals and view.state is ItemState.OPEN and not any(each.choice for each in view.seats)

    # -- showing -----------------------------------------------------------------------------------------

    def show(self) -> None:
        view, room = self.view, self.room
        amount = f"{words.money(view.amount)}　" if view.amount is not None else ""
        reporter = f"汇报人 {view.reporter}　" if view.reporter else ""
        rule = f"{amount}{reporter}{words.rule(view)}"
        if self.choosing and view.state is ItemState.OPEN:
            self._show_outcomes(view, rule)
            return
        self.choosing = False
        verdict = words.standing(room.desk, view, self.counted())
        if view.state is ItemState.DECIDED and view.outcome is not None:
            verdict = words.OUTCOME[view.outcome], f"{view.outcome.label}　{words.score(view)}"
        if self.counting:
            self._show_counts(view)
        else:
            self._show_seats(view)
        room.say(f"{view.position}. {view.title}", rule, verdict, self._keys(view), self._note(view))

    def _keys(self, view: ItemView) -> str:
        if view.state is ItemState.WAITING:
            return "回车 开始审议"
        if view.state is not ItemState.OPEN:
            return ""
        if self.counting:
            back = "逐人记录" if words.by_name(view) else "回到发言"
            return f"数字 票数　↑↓ 换格　退格 删改　T {back}　P 放回　回车 议决"
        people = "↑↓ 选人　B 汇报　S 发言　R 回避　L 退席"
        if not words.by_name(view):
            return f"{people}　P 放回　T 或回车 计票"
        way = "　T 只记总数" if self._may_count(view) else ""
        return f"1 同意　2 不同意　3 弃权　A 其余同意　退格 撤销　{people}{way}　P 放回　回车 议决"

    def _may_count(self, view: ItemView) -> bool:
        return view.vote_kind is not VoteKind.NAMED and not any(each.choice for each in view.seats)

    def _note(self, view: ItemView) -> str:
        """What was decided, else who spoke last."""
        if view.state is ItemState.DECIDED:
            number = f"（{view.resolution_no}）" if view.resolution_no else ""
            return f"决定：{view.decision}{number}" if view.decision else ""
        said = view.statements[-1:] if view.state is ItemState.OPEN else ()
        return "".join(f"{each.name}：{each.words}" for each in said)

    def _show_seats(self, view: ItemView) -> None:
        live = view.state is ItemState.OPEN
        open_vote = words.by_name(view)
        tiles = [
            _seat(each, live, each.person_id == self.room.view.chair_id, open_vote) for each in view.seats
        ]
        self.room.faces.setCurrentWidget(self.room.tiles)
        self.room.tiles.put(tiles, self.marked if live else -1)

    def names(self) -> list[tuple[str, str]]:
        return [*(PAPERS if self.view.vote_kind is VoteKind.SECRET else ()), *COUNTS]

    def _show_counts(self, view: ItemView) -> None:
        boxes = [Box(word, self.counts.get(name, "")) for name, word in self.names()]
        if view.vote_kind is VoteKind.SECRET:
            returned, invalid = (self._number(each) for each in ("returned", "invalid"))
            valid = str(returned - invalid) if returned is not None and invalid is not None else ""
            boxes.insert(3, Box("有效", valid, computed=True))
        at = self.marked % len(self.names())
        self.room.faces.setCurrentWidget(self.room.boxes)
        self.room.boxes.put(boxes, at + 1 if view.vote_kind is VoteKind.SECRET and at >= 3 else at)

    def _number(self, name: str) -> int | None:
        text = self.counts.get(name, "")
        return int(text) if text else None

    def counted(self) -> Counted | None:
        """The totals, when all of them are typed."""
        if not self.counting:
            return None
        secret = (
            tuple(self._number(name) for name, _ in PAPERS) if self.view.vote_kind is VoteKind.SECRET else ()
        )
        yes, no, abstain = (self._number(name) for name, _ in COUNTS)
        return words.total(yes, no, abstain, secret)

    def _show_outcomes(self, view: ItemView, rule: str) -> None:
        tone, said = words.standing(self.room.desk, view, self.counted())
        tiles = [_choice(at, each, tone) for at, each in enumerate(Outcome, start=1)]
        self.room.faces.setCurrentWidget(self.room.tiles)
        self.room.tiles.put(tiles, self.outcome)
        self.room.say(
            f"{view.position}. {view.title}", rule, (tone, said), "1–4 选结果　回车 填写决定", esc="回到表决"
        )

    # -- keys --------------------------------------------------------------------------------------------

    def key(self, event: QKeyEvent) -> bool:
        view = self.view
        if view.state is ItemState.WAITING and event.key() in ENTER:
            return self.room.do("开始审议", deliberating.open_item, view.item_id) or True
        if view.state is not ItemState.OPEN:
            return False
        if self.choosing:
            return self._choose(event)
        text = event.text().lower()
        if self._may_count(view) and (
            text == "t" or (event.key() in ENTER and not self.counting and not words.by_name(view))
        ):
            self.totals, self.marked = not self.totals, 0
            self.show()
            return True
        if event.key() in ENTER:
            self._to_outcome(view)
            return True
        if text == "p":
            self.room.do("放回待议", deliberating.put_back, view.item_id)
            return True
        return self._count_key(event, text) if self.counting else self._seat_key(event, text, view)

    def back(self) -> bool:
        was, self.choosing = self.choosing, False
        if was:
            self.show()
        return was

    def _seat_key(self, event: QKeyEvent, text: str, view: ItemView) -> bool:
        if self.walk(event, len(view.seats)):
            return True
        self.marked = min(self.marked, len(view.seats) - 1)
        seat = view.seats[self.marked]
        if text and text in VOTES and words.by_name(view):
            if self.room.do("表决", recast, view.item_id, seat.person_id, VOTES[text]):
                self._to_next()
        elif text == "a" and words.by_name(view):
            rest = [each.person_id for each in view.seats if each.may_vote and each.choice is None]
            self.room.do("其余同意", cast_all, view.item_id, rest, VoteChoice.YES)
        elif event.key() in (KEY.Key_Backspace, KEY.Key_Delete):
            self.room.do("撤销表决", deliberating.uncast, view.item_id, seat.person_id)
        else:
            return self._person_key(text, view, seat)
        return True

    def _person_key(self, text: str, view: ItemView, seat: Seat) -> bool:
        room = self.room
        if text == "s":
            self._ask(f"{seat.name}发言：", "发言", seat, partial(self._said, seat))
        elif text == "b":
            self.room.ask(Asking("汇报要点：", self._reported, ("汇报", self.item_id), view.report))
        elif text == "r" and seat.recused:
            room.do("撤销回避", deliberating.unrecuse, view.item_id, seat.person_id)
        elif text == "r":
            self._ask(f"{seat.name}回避，事由：", "回避", seat, partial(self._recused, seat))
        elif text == "l":
            run = partial(room.do, "登记退席", sitting.leave, room.meeting_id, seat.person_id)
            self._ask(f"{seat.name}退席，原因：", "退席", seat, run)
        else:
            return False
        return True

    def _ask(self, word: str, kind: str, seat: Seat, run: Any) -> None:
        self.room.ask(Asking(word, run, (kind, self.item_id, seat.person_id)))

    def _recused(self, seat: Seat, reason: str) -> bool:
        recused = self.room.do("登记回避", deliberating.recuse, self.item_id, seat.person_id, reason)
        if recused:
            self._to_next()
        return recused

    def _reported(self, gist: str) -> bool:
        held = self.room.desk.read(records.values, AgendaItem, self.item_id)
        who = {name: held[name] for name in ("scrutineer_id", "teller_id")}
        return self.room.do("汇报", deliberating.report, self.item_id, held["reporter_id"], gist, **who)

    def _said(self, seat: Seat, said: str) -> bool:
        if not self.room.do("记录发言", deliberating.speak, self.item_id, seat.person_id, said):
            return False
        silent = [at for at, each in enumerate(self.view.seats) if each.may_vote and not each.spoke]
        chair = self.room.view.chair_id
        later = [at for at in silent if self.view.seats[at].person_id != chair] or silent
        self.marked = next(iter(later), self.marked)
        self.show()
        return True

    def _to_next(self) -> None:
        """The next seat that has not voted, round the table."""
        seats = self.view.seats
        order = [*range(self.marked + 1, len(seats)), *range(self.marked + 1)]
        self.marked = next(
            (at for at in order if seats[at].may_vote and seats[at].choice is None), self.marked
        )
        self.show()

    def _count_key(self, event: QKeyEvent, text: str) -> bool:
        names = self.names()
        if self.walk(event, len(names)):
            return True
        name = names[self.marked % len(names)][0]
        held = self.counts.get(name, "")
        if text.isdigit() and text.isascii():
            self.counts[name] = str(int(held + text))[:4]
        elif event.key() in (KEY.Key_Backspace, KEY.Key_Delete):
            self.counts[name] = held[:-1]
        else:
            return False
        self.room.refuse("")
        self.show()
        return True

    # -- the outcome -------------------------------------------------------------------------------------

    def _to_outcome(self, view: ItemView) -> None:
        tone, _ = words.standing(self.room.desk, view, self.counted())
        self.outcome = {"good": 0, "warn": 3}.get(tone, 2)
        self.choosing = True
        self.room.refuse("")
        self.show()

    def _choose(self, event: QKeyEvent) -> bool:
        text = event.text()
        if text in ("1", "2", "3", "4"):
            self.outcome = int(text) - 1
            self.show()
        elif event.key() in ENTER:
            outcome = tuple(Outcome)[self.outcome]
            self.room.ask(
                Asking(f"{outcome.label}，决定内容：", partial(self._decide, outcome), ("决定", self.item_id))
            )
        else:
            step = {KEY.Key_Up: -1, KEY.Key_Down: 1, KEY.Key_Tab: 1}.get(event.key())
            if step is None:
                return False
            self.outcome = (self.outcome + step) % len(Outcome)
            self.show()
        return True

    def _decide(self, outcome: Outcome, decision: str) -> bool:
        counted = self.counted()
        return self.room.do("议决", deciding.decide, self.item_id, outcome, decision, counted)


def _choice(at: int, outcome: Outcome, tone: str) -> Tile:
    """An outcome, and whether the count leads to it; the service has the last word."""
    if outcome is Outcome.DEFERRED:
        fits = tone != "good"
    else:
        fits = tone in ("good", "warn") and outcome.carried == (tone == "good")
    return Tile(
        str(at), outcome.label, "", "可以" if fits else "与表决不符", "good" if fits else "second", not fits
    )


def _seat(seat: Seat, live: bool, chair: bool, open_vote: bool) -> Tile:
    """Of a secret ballot only who is there and who spoke."""
    post = f"{seat.post}　主持" if chair else seat.post
    if seat.recused:
        return Tile("", seat.name, post, f"回避：{seat.recused}", "warn", faint=True)
    if seat.presence is not Presence.PRESENT:
        return Tile("", seat.name, post, seat.presence.label, "second", faint=True)
    if open_vote and seat.choice is not None:
        return Tile("", seat.name, post, seat.choice.label, words.CHOICE[seat.choice])
    said = "已发言" if seat.spoke else "未表决" if live and open_vote else "到会"
    return Tile("", seat.name, post, said, "second" if live and open_vote else "good")
