"""The verbs of an order, for list, board and page alike: when they fit, by which keys, what they do and offer next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from app.kit import records
from app.kit.errors import Invalid, UserError
from app.workorders import after, joining, service
from app.workorders.choices import UNDONE, WAITS, Rating, State
from app.workorders.models import WorkOrder
from app.workorders.moving import may_move
from ui.kit import toast
from ui.kit.desk import Desk
from ui.kit.parts import Notice

Facts = Mapping[str, Any]
Run = Callable[[QWidget, Desk, int], object]


@dataclass(frozen=True)
class Verb:
    """`keys` hold on an order's page; `done` is what is told afterwards."""

    key: str
    label: str
    icon: str
    keys: str
    right: str
    fits: Callable[[Facts], bool]
    run: Run
    done: str = ""


def refused(widget: QWidget, desk: Desk, operation: str, error: UserError) -> None:
    """A refusal stands beside the thing, where the widget has room for it."""
    words = "\n".join(error.problems.values()) if isinstance(error, Invalid) else str(error)
    trouble = getattr(widget, "trouble", None)
    if isinstance(trouble, Notice):
        trouble.tell("bad", words)
    else:
        desk.complain(widget, operation, words)


def _at_once(key: str, operation: str, function: Callable[..., object]) -> Run:
    def run(widget: QWidget, desk: Desk, order_id: int) -> None:
        try:
            desk.act(operation, function, order_id, desk.store.clock())
        except UserError as error:
            refused(widget, desk, operation, error)
        else:
            _tell(widget, desk, order_id, key)

    return run


def _asking(key: str, name: str) -> Run:
    def run(widget: QWidget, desk: Desk, order_id: int) -> Any:
        from ui.workorders import dialogs  # they load when one is opened

        dialog = getattr(dialogs, name)(widget, desk, order_id)
        dialog.performed.connect(lambda _: _tell(widget, desk, order_id, key))
        dialog.finished.connect(dialog.deleteLater)
        dialog.show_at_size()
        return dialog

    return run


def _tell(widget: QWidget, desk: Desk, order_id: int, key: str) -> None:
    trouble = getattr(widget, "trouble", None)
    if isinstance(trouble, Notice):
        trouble.hide()
    order = desk.read(records.values, WorkOrder, order_id)
    verb = BY_KEY[key]
    nexts = [BY_KEY[each] for each in NEXT.get(key, ()) if fitting(desk, BY_KEY[each], order)]
    offered = [(each.label, partial(each.run, widget, desk, order_id)) for each in nexts]
    toast.tell(widget, f"{order['order_no']} {verb.done or verb.label.rstrip('…')}", offered)


def fitting(desk: Desk, verb: Verb, order: Facts) -> bool:
    """Whether it can be done with this order, by who sits here."""
    return verb.fits(order) and desk.may(verb.right)


def _to(state: State, waiting: bool = False) -> Callable[[Facts], bool]:
    return lambda order: may_move(order["state"], state) and (waiting or order["state"] not in WAITS)


def _in(*states: State) -> Callable[[Facts], bool]:
    return lambda order: order["state"] in states


def _called(order: Facts) -> bool:
    unhappy = Rating.BAD in (order["rating"], order["last_rating"])
    return unhappy and order["state"] in (State.RATED, State.CONFIRMED)


DESK, WORK, AFTER = "work_orders.dispatch", "work_orders.work", "work_orders.confirm"
_DONE = (State.FINISHED, State.CONFIRMED, State.RATED, State.CLOSED)
VERBS: tuple[Verb, ...] = (
    Verb("accept", "受理", "phone", "F3", DESK, _to(State.ACCEPTED), _at_once("accept", "受理", service.accept), "已受理"),
    Verb("dispatch", "派工…", "user", "F4", DESK,
         lambda order: order["state"] is State.REPORTED or _to(State.DISPATCHED, True)(order),
         _asking("dispatch", "dispatch"), "已派工"),
    Verb("arrive", "到场", "map-pin", "F6", WORK, _to(State.ARRIVED), _at_once("arrive", "到场", service.arrive), "已到场"),
    Verb("start", "开工", "play", "F7", WORK, _to(State.WORKING), _at_once("start", "开工", service.start), "已开工"),
    Verb("pause", "暂停…", "pause", "F8", WORK, lambda order: order["state"] in UNDONE,
         _asking("pause", "pause"), "已暂停，时钟停下"),
    Verb("resume", "恢复", "play", "Shift+F8", WORK, lambda order: order["state"] in WAITS,
         _at_once("resume", "恢复", service.resume), "已恢复，时钟继续"),
    Verb("finish", "完工…", "check", "F9", WORK, _to(State.FINISHED), _asking("finish", "finish"), "已完工"),
    Verb("confirm", "确认", "circle-check", "F10", AFTER, _to(State.CONFIRMED),
         _at_once("confirm", "确认", after.confirm), "已确认"),
    Verb("rate", "评价…", "star", "F11", AFTER,
         lambda order: order["state"] is State.FINISHED or _to(State.RATED)(order), _asking("rate", "rate"), "已评价"),
    Verb("call", "回访…", "phone", "F12", AFTER, _called, _asking("call", "call_back"), "已回访"),
    Verb("close", "关闭", "archive", "", "work_orders.close", _to(State.CLOSED), _at_once("close", "关闭", after.close), "已关闭"),
    Verb("reopen", "返修…", "undo-2", "", "work_orders.reopen", _in(*_DONE), _asking("reopen", "reopen"), "已转返修"),
    Verb("reject", "驳回…", "x", "", DESK, _to(State.REJECTED), _asking("reject", "reject"), "已驳回"),
    Verb("cancel", "撤销…", "trash-2", "", "work_orders.cancel", _to(State.CANCELLED, True), _asking("cancel", "cancel"), "已撤销"),
    Verb("split", "拆分…", "copy", "", "work_orders.join", lambda order: order["state"] in UNDONE,
         _asking("split", "split"), "已拆分"),
    Verb("link", "关联…", "paperclip", "", "work_orders.join",
         lambda order: order["state"] in UNDONE or order["state"] in _DONE, _asking("link", "link"), "已关联"),
)  # fmt: skip
BY_KEY = {verb.key: verb for verb in VERBS}
NEXT: Mapping[str, Sequence[str]] = {
    "accept": ("dispatch",), "dispatch": ("arrive",), "arrive": ("finish",), "start": ("finish",),
    "resume": ("finish",), "finish": ("rate",), "confirm": ("rate",), "rate": ("call", "close"), "call": ("close",),
    "reopen": ("dispatch",),
}  # fmt: skip
# What comes next by itself, from each state.
NATURAL: Mapping[State, str] = {
    State.REPORTED: "accept", State.ACCEPTED: "dispatch", State.DISPATCHED: "arrive", State.ARRIVED: "finish",
    State.WORKING: "finish", State.REWORK: "dispatch", State.FINISHED: "rate", State.CONFIRMED: "rate",
    State.RATED: "close", **dict.fromkeys(WAITS, "resume"),
}  # fmt: skip
# What is done to bring an order from where it stands into a state; a state that is missing is reached otherwise.
INTO: Mapping[State, str] = {
    State.ACCEPTED: "accept", State.DISPATCHED: "dispatch", State.ARRIVED: "arrive", State.WORKING: "start",
    State.WAITING_PARTS: "pause", State.FINISHED: "finish", State.CONFIRMED: "confirm", State.REWORK: "reopen",
}  # fmt: skip


def merge(widget: QWidget, desk: Desk, ids: Sequence[int]) -> None:
    """The same thing, reported several times: the others go into the one that was reported first."""
    found = [desk.read(records.values, WorkOrder, each) for each in ids]
    first = min(found, key=lambda each: (each["reported_at"], each["id"]))
    verb = f"合并 {len(ids)} 张"
    if not desk.ask(widget, "合并报修单", f"其余的并入最早报的 {first['order_no']}，不能再分开。", verb):
        return
    try:
        desk.act("合并报修单", joining.merge, ids, first["id"], desk.store.clock())
    except UserError as error:
        refused(widget, desk, "合并报修单", error)
    else:
        toast.tell(widget, f"{len(ids) - 1} 张已并入 {first['order_no']}")
