"""What the work takes: answers to the checklist, hours, outside costs; and whose bill it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import attachments, readers, records
from app.kit.attachments import Attachment
from app.kit.errors import Invalid, Unreadable, UserError
from app.kit.rights import right
from app.kit.shelves import Shelf
from app.workorders.choices import DROPPED, ItemKind, Stage
from app.workorders.models import (
    ZERO,
    ChecklistAnswer,
    ChecklistItem,
    OrderPhoto,
    Worker,
    WorkHours,
    WorkOrder,
)
from app.workorders.moving import order_of

YES, NO = "是", "否"


def checklist(session: Session, order_id: int) -> list[tuple[ChecklistItem, str | None]]:
    """The items of the order's category with what was answered so far."""
    order = order_of(session, order_id)
    query = (
        select(ChecklistItem, ChecklistAnswer.answer)
        .outerjoin(
            ChecklistAnswer,
            (ChecklistAnswer.order_id == order_id) & (ChecklistAnswer.item == ChecklistItem.item),
        )
        .where(ChecklistItem.category_id == order.category_id)
        .order_by(ChecklistItem.position, ChecklistItem.id)
    )
    return [(item, answer) for item, answer in session.execute(query)]


@right("work_orders.work")
def answer(session: Session, order_id: int, answers: Mapping[str, object]) -> None:
    """Keep what was found at the items of the checklist, by their words. Raises Invalid by item."""
    order_of(session, order_id)
    items = {item.item: item for item, _ in checklist(session, order_id)}
    found: dict[str, str | None] = {}
    problems: dict[str, str] = {}
    for words, value in answers.items():
        item = items.get(words)
        if item is None:
            raise UserError(f"检查表里没有“{words}”。")
        try:
            found[words] = _read(item.kind, value)
        except Unreadable as error:
            problems[words] = f"{words}：{error}"
    if problems:
        raise Invalid(problems)
    query = select(ChecklistAnswer).where(ChecklistAnswer.order_id == order_id)
    known = {each.item: each for each in session.scalars(query)}
    for words, text in found.items():
        kept = known.get(words)
        if kept is None:
            kept = ChecklistAnswer(
                order_id=order_id, item=words, kind=items[words].kind, unit=items[words].unit
            )
            session.add(kept)
        kept.answer = text
    session.flush()


def _read(kind: ItemKind, value: object) -> str | None:
    if kind is ItemKind.CHECK:
        yes = readers.read_yes(value)  # type: ignore[arg-type]
        return None if yes is None else YES if yes else NO
    if kind is ItemKind.NUMBER:
        number = readers.read_number(value if not isinstance(value, Decimal) else str(value))  # type: ignore[arg-type]
        return None if number is None else f"{number:f}"
    text = readers.read_text(value)  # type: ignore[arg-type]
    if text is not None and len(text) > 128:
        raise Unreadable("超过 128 个字")
    return text


def refuse_unanswered(session: Session, order: WorkOrder) -> None:
    """Raises Invalid while a needed item of the checklist has no answer."""
    missing = [item.item for item, given in checklist(session, order.id) if item.needed and given is None]
    if missing:
        raise Invalid({"checklist": f"检查表还没有填：{'、'.join(missing[:5])}"})


@right("work_orders.work")
def add_hours(
    session: Session, order_id: int, worker_id: int, worked_on: date, hours: Decimal, today: date
) -> int:
    """Hours of one worker on one day; a negative figure takes back what was entered by mistake."""
    order, worker = order_of(session, order_id), records.get(session, Worker, worker_id)
    if worked_on > today:
        raise Invalid({"worked_on": f"{worked_on} 还没有到"})
    if not hours or order.hours + hours < 0:
        raise Invalid({"hours": "工时不能是 0，也不能把合计减成负数"})
    if abs(hours) > 24:
        raise Invalid({"hours": f"{worker.name}一天的工时不会超过 24 小时"})
    values = {"order_id": order_id, "worker_id": worker_id, "worked_on": worked_on, "hours": hours}
    order.hours += hours
    return records.save(session, WorkHours, None, values)


@right("work_orders.work")
def set_cost(
    session: Session, order_id: int, outside_cost: Decimal = ZERO, under_warranty: bool = False
) -> None:
    """What the outside company charged. Under warranty it is nothing: the maker or the company pays."""
    order = order_of(session, order_id)
    if order.state in DROPPED:
        raise UserError(f"{order.order_no} {order.state.label}，不能再记费用。")
    order.outside_cost, order.under_warranty = outside_cost, under_warranty
    session.flush()


@right("work_orders.work")
def add_photo(session: Session, shelf: Shelf, order_id: int, file: Path, stage: Stage, at: datetime) -> int:
    """Hang a photo on an order, taken before or after the work; returns the attachment's id. Raises UserError."""
    order_of(session, order_id)
    attachment_id = attachments.add(session, shelf, WorkOrder, order_id, file, at)
    session.add(OrderPhoto(order_id=order_id, attachment_id=attachment_id, stage=stage))
    session.flush()
    return attachment_id


def photos(session: Session, order_id: int) -> list[tuple[Stage, Attachment]]:
    """The photos of an order, those of before first."""
    query = (
        select(OrderPhoto.stage, Attachment)
        .join(Attachment, Attachment.id == OrderPhoto.attachment_id)
        .where(OrderPhoto.order_id == order_id)
        .order_by(OrderPhoto.stage.desc(), Attachment.id)
    )
    return [(stage, attachment) for stage, attachment in session.execute(query)]


def who_pays(order: WorkOrder) -> str:
    """The bill of an order in words."""
    if order.under_warranty:
        return "保修期内，由厂家或维保单位承担"
    return "本单位承担" if order.cost else "没有费用"
