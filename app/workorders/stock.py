"""The small store-room: parts in and out at moving average cost, counted now and then; what an order took."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import records
from app.kit.db import round_money
from app.kit.errors import Invalid, UserError
from app.kit.rights import right
from app.workorders.choices import DROPPED, MoveKind, State
from app.workorders.models import ZERO, Part, PartMove, WorkOrder
from app.workorders.moving import order_of

KEEP = "parts.move"


@right(KEEP, "备件入库、盘点", "clerk", "备件")
def receive(
    session: Session,
    part_id: int,
    quantity: Decimal,
    amount: Decimal,
    moved_on: date,
    today: date,
    note: str = "",
) -> int:
    """入库: so many, for so much in all."""
    if quantity <= 0:
        raise Invalid({"quantity": "入库数量要大于 0"})
    if amount < 0:
        raise Invalid({"amount": "金额不能是负数"})
    return _moved(session, part_id, MoveKind.IN, quantity, amount, moved_on, today, note=note)


@right("work_orders.work")
def issue(
    session: Session,
    order_id: int,
    part_id: int,
    quantity: Decimal,
    moved_on: date,
    today: date,
    note: str = "",
) -> int:
    """领用 for an order, at the average cost of what is on hand. Raises Invalid for more than there is."""
    order, part = _order(session, order_id), records.get(session, Part, part_id)
    if quantity <= 0:
        raise Invalid({"quantity": "领用数量要大于 0"})
    if quantity > part.on_hand:
        raise Invalid(
            {"quantity": f"{part.name}只有 {part.on_hand.normalize():f} {part.unit}，不够领 {quantity:f}"}
        )
    cost = part.value if quantity == part.on_hand else round_money(part.value * quantity / part.on_hand)
    order.parts_cost += cost
    return _moved(session, part_id, MoveKind.OUT, -quantity, -cost, moved_on, today, order_id, note)


@right("work_orders.work")
def give_back(
    session: Session,
    order_id: int,
    part_id: int,
    quantity: Decimal,
    moved_on: date,
    today: date,
    note: str = "",
) -> int:
    """退料: what was taken and not used comes back at the cost at which the order took it."""
    order, part = _order(session, order_id), records.get(session, Part, part_id)
    taken, cost = _taken(session, order_id, part_id)
    if not 0 < quantity <= taken:
        raise Invalid({"quantity": f"这张报修单领了 {taken.normalize():f} {part.unit}，不能退 {quantity:f}"})
    back = cost if quantity == taken else round_money(cost * quantity / taken)
    order.parts_cost -= back
    return _moved(session, part_id, MoveKind.BACK, quantity, back, moved_on, today, order_id, note)


@right(KEEP)
def count(
    session: Session, part_id: int, counted: Decimal, moved_on: date, today: date, note: str = ""
) -> int:
    """盘点: so many lie there. The difference is written at average cost; found ones without any cost nothing."""
    part = records.get(session, Part, part_id)
    if counted < 0:
        raise Invalid({"quantity": "盘点数量不能是负数"})
    change = counted - part.on_hand
    if not counted:
        amount = -part.value
    else:
        amount = round_money(part.value * change / part.on_hand) if part.on_hand else ZERO
    return _moved(session, part_id, MoveKind.COUNT, change, amount, moved_on, today, note=note)


def _order(session: Session, order_id: int) -> WorkOrder:
    order = order_of(session, order_id)
    if order.state in DROPPED or order.state is State.CLOSED:
        raise UserError(f"{order.order_no} {order.state.label}，不能再领料或退料。")
    return order


def _taken(session: Session, order_id: int, part_id: int) -> tuple[Decimal, Decimal]:
    query = select(PartMove.quantity, PartMove.amount).where(
        PartMove.order_id == order_id, PartMove.part_id == part_id
    )
    moves = [(quantity, amount) for quantity, amount in session.execute(query)]
    return -sum((each[0] for each in moves), ZERO), -sum((each[1] for each in moves), ZERO)


def _moved(
    session: Session,
    part_id: int,
    kind: MoveKind,
    quantity: Decimal,
    amount: Decimal,
    moved_on: date,
    today: date,
    order_id: int | None = None,
    note: str = "",
) -> int:
    if moved_on > today:
        raise Invalid({"moved_on": f"{moved_on} 还没有到"})
    part = records.get(session, Part, part_id)
    part.on_hand += quantity
    part.value += amount
    values = {
        "part_id": part_id, "kind": kind, "quantity": quantity, "amount": amount, "moved_on": moved_on,
        "order_id": order_id, "note": note.strip() or None,
    }  # fmt: skip
    return records.save(session, PartMove, None, values)


def short(session: Session) -> list[Part]:
    """Parts of which less is on hand than should be, the emptiest first."""
    query = select(Part).where(Part.on_hand < Part.minimum).order_by(Part.on_hand - Part.minimum, Part.id)
    return list(session.scalars(query))
