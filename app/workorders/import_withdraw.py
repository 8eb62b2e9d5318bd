"""Takes an import of a repair book back whole, while nobody has touched its orders."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from app.kit import audit
from app.kit.errors import UserError
from app.kit.rights import right
from app.workorders.models import Breach, CallBack, OrderBatch, OrderLink, OrderStep, WorkOrder
from app.workorders.service import AREA


def batch_of(session: Session, batch_no: str) -> OrderBatch | None:
    """The import of a repair book by its number."""
    return session.scalar(select(OrderBatch).where(OrderBatch.batch_no == batch_no))


@right("work_orders.import_back", "撤回报修导入批次", "clerk reviewer", AREA)
def withdraw(session: Session, batch_no: str, now: datetime) -> int:
    """Take an import back whole and return the number of its orders. UserError when there is no such batch, it was
    withdrawn before, or one of its orders has been touched."""
    batch = batch_of(session, batch_no)
    if batch is None:
        raise UserError(f"没有导入批次“{batch_no}”。")
    if batch.withdrawn_at is not None:
        raise UserError(f"批次“{batch_no}”已在 {batch.withdrawn_at.astimezone():%Y-%m-%d %H:%M} 撤回过。")
    first, last, count, newest = session.execute(
        select(
            func.min(WorkOrder.id), func.max(WorkOrder.id), func.count(), func.max(WorkOrder.version)
        ).where(WorkOrder.batch_id == batch.id)
    ).one()
    within = OrderLink.order_id.between(first, last) | OrderLink.other_id.between(first, last)
    if newest > 1 or session.scalar(select(OrderLink.id).where(within).limit(1)) is not None:
        raise UserError(f"批次“{batch_no}”里的报修单已被办理或修改，不能整批撤回。请逐张更正。")
    _delete(session, batch_no, first, last)
    batch.withdrawn_at = now
    session.flush()
    return int(count)


def _delete(session: Session, batch_no: str, first: int, last: int) -> None:
    what = f"撤回导入批次 {batch_no}"
    for model in (OrderStep, Breach, CallBack):
        table: Any = model.__table__
        mine = table.c.order_id.between(first, last)
        low, high, count = session.execute(
            select(func.min(table.c.id), func.max(table.c.id), func.count()).where(mine)
        ).one()
        if count:
            session.execute(delete(model).where(mine))
            audit.bulk(session, table.name, (low, high), what, rows=count)
    if session.get_bind().dialect.name == "sqlite":
        session.execute(
            text(
                "INSERT INTO work_orders_fts(work_orders_fts, rowid, words) "
                "SELECT 'delete', id, spaced(search_text) FROM work_orders WHERE id BETWEEN :first AND :last"
            ),
            {"first": first, "last": last},
        )
    session.execute(delete(WorkOrder).where(WorkOrder.id.between(first, last)))
    audit.bulk(session, "work_orders", (first, last), what, rows=last - first + 1)


def batches(session: Session) -> list[OrderBatch]:
    """All imports of repair books, the newest first."""
    return list(session.scalars(select(OrderBatch).order_by(OrderBatch.id.desc())))
