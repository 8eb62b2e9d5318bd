"""Verbs on an order that ask for more than a click: to whom, why, with what result."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from app.kit import records
from app.kit.db import Choice
from app.kit.errors import Invalid
from app.kit.fields import Field
from app.workorders import after, joining, service, stock, working
from app.workorders.choices import ItemKind, Rating, State
from app.workorders.models import Part, RepairVendor, Team, Worker, WorkOrder
from ui.kit.desk import Desk
from ui.kit.verb_dialog import VerbDialog, asked

AT = asked("at", "办理时间", "time", hint="空着是现在，或 14:20")
Values = Mapping[str, Any]
_KINDS = {ItemKind.CHECK: "bool", ItemKind.NUMBER: "number", ItemKind.WORDS: "text"}


class Wait(Choice):
    """Why the clock stops."""

    PARTS = State.WAITING_PARTS.value, State.WAITING_PARTS.label
    VENDOR = State.WAITING_VENDOR.value, State.WAITING_VENDOR.label
    SUSPENDED = State.SUSPENDED.value, State.SUSPENDED.label


def named(desk: Desk, order_id: int) -> str:
    """The order by number, place and fault."""
    order = desk.read(records.values, WorkOrder, order_id)
    return f"{order['order_no']}　{order['fault']}"


def _dialog(
    parent: QWidget | None, desk: Desk, order_id: int, title: str, verb: str, fields: list[Field], layout: str,
    run: Any, danger: bool = False,
) -> VerbDialog:  # fmt: skip
    act = partial(run, order_id, desk.store.clock())
    return VerbDialog(
        parent, desk, title, verb, fields, layout, lambda session, values: act(session, values),
        named(desk, order_id), danger=danger,
    )  # fmt: skip


# -- the desk ---------------------------------------------------------------------------------------------


def dispatch(parent: QWidget | None, desk: Desk, order_id: int) -> VerbDialog:
    order = desk.read(records.values, WorkOrder, order_id)
    fields = [
        asked("worker_id", "维修人员", "link", target=Worker), asked("team_id", "班组", "link", target=Team),
        asked("vendor_id", "外协单位", "link", target=RepairVendor), AT, asked("note", "说明", "text"),
    ]  # fmt: skip
    dialog = _dialog(
        parent, desk, order_id, "派工", "派工", fields, "worker_id team_id\nvendor_id at\nnote", _dispatch
    )
    dialog.put(**{name: order[name] for name in ("worker_id", "team_id", "vendor_id")})
    return dialog


def _dispatch(order_id: int, now: datetime, session: Session, values: Values) -> None:
    rest = {name: values[name] for name in ("worker_id", "team_id", "vendor_id")}
    at = values["at"]
    service.dispatch(session, order_id, now, **rest, note=values["note"] or "", at=at)


def reject(parent: QWidget | None, desk: Desk, order_id: int) -> VerbDialog:
    return _reason(parent, desk, order_id, "驳回", service.reject, "告诉报修人的原因")


def cancel(parent: QWidget | None, desk: Desk, order_id: int) -> VerbDialog:
    return _reason(parent, desk, order_id, "撤销报修单", service.cancel, "报修人撤回，或登记错了")


def reopen(parent: QWidget | None, desk: Desk, order_id: int) -> VerbDialog:
    return _reason(parent, desk, order_id, "返修", service.reopen, "没有修好的是什么")


def _reason(
    parent: QWidget | None, desk: Desk, order_id: int, verb: str, function: Any, hint: str
) -> VerbDialog:
    def run(order_id: int, now: datetime, session: Session, values: Values) -> None:
        function(session, order_id, values["reason"], now)

    fields = [asked("reason", "原因", "note", required=True, hint=hint)]
    return _dialog(parent, desk, order_id, verb, verb, fields, "reason", run, danger=verb != "返修")


# -- the work ---------------------------------------------------------------------------------------------


def pause(parent: QWidget | None, desk: Desk, order_id: int, kind: Wait = Wait.PARTS) -> VerbDialog:
    fields = [
        asked("kind", "暂停类型", "choice", required=True, choices=Wait),
        asked("expected_on", "预计恢复", "date"), asked("reason", "原因", "text", required=True, hint="缺什么、等谁"), AT,
    ]  # fmt: skip
    layout = "kind expected_on\nreason at"
    dialog = _dialog(parent, desk, order_id, "暂停", "暂停，停下时钟", fields, layout, _pause)
    dialog.put(kind=kind)
    return dialog


def _pause(order_id: int, now: datetime, session: Session, values: Values) -> None:
    at, on = values["at"], values["expected_on"]
    service.pause(session, order_id, State(values["kind"].value), values["reason"], now, at, on)


def finish(parent: QWidget | None, desk: Desk, order_id: int) -> VerbDialog:
    """The checklist of the order's category stands in the same window, for nothing is finished without it."""
    items = desk.read(_checklist, order_id)
    names = {f"item{at}": item for at, item in enumerate(items)}
    fields = [asked("result", "处理结果", "note", required=True, hint="查出什么，怎么修的"), AT]
    fields += [
        asked(name, item[0], _KINDS[item[1]], unit=item[2] or "", required=item[3] and item[1] is not ItemKind.CHECK)
        for name, item in names.items()
    ]  # fmt: skip
    lines = list(names)
    pairs = [" ".join(lines[at : at + 2]) for at in range(0, len(lines), 2)]
    layout = "\n".join(["result", "at", *(["== 检查表", *pairs] if pairs else [])])
    dialog = _dialog(parent, desk, order_id, "完工", "完工", fields, layout, partial(_finish, names))
    dialog.put(
        **{
            name: item[4] == working.YES if item[1] is ItemKind.CHECK else item[4]
            for name, item in names.items()
        }
    )
    return dialog


def _checklist(session: Session, order_id: int) -> list[tuple[str, ItemKind, str | None, bool, Any]]:
    return [
        (item.item, item.kind, item.unit, item.needed, given)
        for item, given in working.checklist(session, order_id)
    ]


def _finish(names: Mapping[str, Any], order_id: int, now: datetime, session: Session, values: Values) -> None:
    answers = {item[0]: _answer(item, values[name]) for name, item in names.items()}
    places = {item[0]: name for name, item in names.items()}
    unticked = {
        name: "做完了再勾选" for name, item in names.items() if item[3] and answers[item[0]] in (None, "")
    }
    if unticked:
        raise Invalid(unticked)
    try:
        working.answer(session, order_id, answers)
    except Invalid as error:
        raise Invalid({places.get(item, item): words for item, words in error.problems.items()}) from None
    service.finish(session, order_id, values["result"], now, values["at"])


def _answer(item: tuple[str, ItemKind, str | None, bool, Any], value: Any) -> Any:
    if item[1] is ItemKind.CHECK:
        return working.YES if value else None
    return value


def hours(parent: QWidget | None, desk: Desk, order_id: int) -> VerbDialog:
    order, today = desk.read(records.values, WorkOrder, order_id), desk.today()
    fields = [
        asked("worker_id", "维修人员", "link", required=True, target=Worker),
        asked("worked_on", "日期", "date", required=True), asked("hours", "工时", "number", required=True, unit="小时"),
    ]  # fmt: skip

    def run(order_id: int, now: datetime, session: Session, values: Values) -> None:
        working.add_hours(session, order_id, values["worker_id"], values["worked_on"], values["hours"], today)

    dialog = _dialog(
        parent, desk, order_id, "登记工时", "登记工时", fields, "worker_id worked_on\nhours", run
    )
    dialog.put(worker_id=order["worker_id"], worked_on=today)
    return dialog


def parts(parent: QWidget | None, desk: Desk, order_id: int, back: bool = False) -> VerbDialog:
    verb, today = "退料" if back else "领用", desk.today()
    fields = [
        asked("part_id", "备件", "link", required=True, target=Part),
        asked("quantity", "数量", "number", required=True), asked("moved_on", "日期", "date", required=True),
    ]  # fmt: skip

    def run(order_id: int, now: datetime, session: Session, values: Values) -> None:
        move = stock.give_back if back else stock.issue
        move(session, order_id, values["part_id"], values["quantity"], values["moved_on"], today)

    dialog = _dialog(parent, desk, order_id, f"{verb}备件", verb, fields, "part_id quantity\nmoved_on", run)
    dialog.put(moved_on=today)
    return dialog


def cost(parent: QWidget | None, desk: Desk, order_id: int) -> VerbDialog:
    order = desk.read(records.values, WorkOrder, order_id)
    fields = [
        asked("outside_cost", "外协费", "money", required=True, unit="元"),
        asked("under_warranty", "保修期内", "bool", hint="由厂家或维保单位承担，外协费为 0"),
    ]  # fmt: skip

    def run(order_id: int, now: datetime, session: Session, values: Values) -> None:
        working.set_cost(session, order_id, values["outside_cost"], bool(values["under_warranty"]))

    dialog = _dialog(parent, desk, order_id, "外协费", "保存", fields, "outside_cost under_warranty", run)
    dialog.put(outside_cost=order["outside_cost"], under_warranty=order["under_warranty"])
    return dialog


# -- after the work ---------------------------------------------------------------------------------------


def rate(parent: QWidget | None, desk: Desk, order_id: int) -> VerbDialog:
    fields = [
        asked("rating", "满意度", "choice", required=True, choices=Rating), AT, asked("opinion", "意见", "note"),
    ]  # fmt: skip
    dialog = _dialog(parent, desk, order_id, "评价", "登记评价", fields, "rating at\nopinion", _rate)
    dialog.put(rating=None)  # nobody is satisfied by default
    dialog.body.settled.connect(partial(_warn_of_call, dialog))
    return dialog


def _warn_of_call(dialog: VerbDialog, name: str) -> None:
    if name == "rating":
        bad = dialog.body.input("rating").value() is Rating.BAD
        dialog.body.note("rating", "不满意的要在时限内回访" if bad else "", "warn")


def _rate(order_id: int, now: datetime, session: Session, values: Values) -> None:
    after.rate(session, order_id, values["rating"], now, values["opinion"] or "", values["at"])


def call_back(parent: QWidget | None, desk: Desk, order_id: int) -> VerbDialog:
    fields = [
        asked("result", "回访结果", "choice", required=True, choices=Rating),
        asked("again", "二次处理", "bool", hint="转返修，再派人处理"),
        asked("reason", "不满意原因", "text"), asked("note", "回访记录", "note"),
    ]  # fmt: skip
    layout = "result again\nreason\nnote"
    dialog = _dialog(parent, desk, order_id, "回访", "登记回访", fields, layout, _call_back)
    dialog.put(result=None)
    return dialog


def _call_back(order_id: int, now: datetime, session: Session, values: Values) -> None:
    owed = after.uncalled(session, order_id)
    if owed is None:
        raise Invalid({"result": "这张报修单没有待办的回访"})
    words = {name: values[name] or "" for name in ("reason", "note")}
    after.call_back(session, owed.id, values["result"], now, **words, again=bool(values["again"]))


# -- orders that belong together --------------------------------------------------------------------------


def split(parent: QWidget | None, desk: Desk, order_id: int) -> VerbDialog:
    def run(order_id: int, now: datetime, session: Session, values: Values) -> None:
        joining.split(session, order_id, values["fault"].splitlines(), now)

    fields = [asked("fault", "拆出的事项", "note", required=True, hint="一行一件，各成一张报修单")]
    return _dialog(parent, desk, order_id, "拆分", "拆分", fields, "fault", run)


def link(parent: QWidget | None, desk: Desk, order_id: int) -> VerbDialog:
    def run(order_id: int, now: datetime, session: Session, values: Values) -> None:
        joining.link(session, order_id, values["other_id"])

    fields = [asked("other_id", "另一张", "link", required=True, target=WorkOrder)]
    return _dialog(parent, desk, order_id, "关联报修单", "关联", fields, "other_id", run)
