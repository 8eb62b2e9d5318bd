"""What must add up at the repair desk: the store-room with its movements, orders with what they took."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.workorders.models import Part, PartMove, WorkHours, WorkOrder


def problems(session: Session) -> list[str]:
    """Each difference a sentence; empty when all is well."""
    found = []
    moved = _sums(PartMove.part_id, PartMove.quantity, PartMove.amount)
    stock = (
        select(Part.name, Part.on_hand, Part.value, moved.c[1], moved.c[2])
        .outerjoin(moved, moved.c[0] == Part.id)
        .order_by(Part.id)
    )
    for name, on_hand, value, quantity, amount in session.execute(stock):
        if (on_hand, value) != (quantity or 0, amount or 0):
            found.append(f"备件“{name}”的库存与出入库记录不符")
    taken, worked = _sums(PartMove.order_id, PartMove.amount), _sums(WorkHours.order_id, WorkHours.hours)
    orders = (
        select(WorkOrder.order_no, WorkOrder.parts_cost, WorkOrder.hours, taken.c[1], worked.c[1])
        .outerjoin(taken, taken.c[0] == WorkOrder.id)
        .outerjoin(worked, worked.c[0] == WorkOrder.id)
        .where((taken.c[0].is_not(None)) | (worked.c[0].is_not(None)) | (WorkOrder.parts_cost != 0))
        .order_by(WorkOrder.id)
    )
    for number, cost, hours, amount, told in session.execute(orders):
        if cost != -(amount or 0):
            found.append(f"报修单 {number} 的材料费与领料记录不符")
        if hours != (told or 0):
            found.append(f"报修单 {number} 的工时与工时记录不符")
    return found


def _sums(key: Any, *columns: Any) -> Any:
    return (
        select(key, *(func.sum(column).label(f"sum{at}") for at, column in enumerate(columns)))
        .group_by(key)
        .subquery()
    )
