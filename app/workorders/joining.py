"""Orders that belong together: the same thing reported twice, one call about two things, one that concerns another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.kit.errors import Invalid, UserError
from app.kit.rights import right
from app.workorders.choices import DROPPED, UNDONE, LinkKind, State
from app.workorders.entry import next_number
from app.workorders.models import OrderLink, WorkOrder
from app.workorders.moving import move, order_of, step, when
from app.workorders.terms import in_force
from app.workorders.timing import note_open, retime, wall

_SAME_CALL = (
    "channel", "department_id", "caller_id", "caller_name", "phone", "place_id", "spot", "urgency", "reported_at",
    "untimed", "appointed_at",
)  # fmt: skip


@right("work_orders.join", "合并、拆分、关联报修单", "clerk", "报修")
def merge(session: Session, order_ids: Iterable[int], into_id: int, now: datetime) -> None:
    """The same thing was reported again: the others go into one, which keeps its clock; none is deleted."""
    into, terms = order_of(session, into_id), in_force(session)
    if into.state not in UNDONE:
        raise UserError(f"{into.order_no} {into.state.label}，不能再并入别的报修单。")
    others = [order_of(session, each) for each in dict.fromkeys(order_ids) if each != into_id]
    if not others:
        raise UserError("请至少选两张报修单。")
    if min(order.reported_at for order in others) < into.reported_at:
        raise UserError(f"{into.order_no} 比要并入的报得晚，请并入最早报的一张，时限从它算起。")
    for order in others:
        note_open(session, order, now, terms)
        at = when(session, order, now, None)
        move(session, order, State.MERGED, at, f"并入 {into.order_no}")
        order.dropped_at, order.merged = at, True
        retime(session, order, terms)
        _tie(session, order, into, LinkKind.MERGED)
    session.flush()


@right("work_orders.join")
def split(session: Session, order_id: int, faults: Sequence[str], now: datetime) -> list[int]:
    """One call, several things: each becomes an order of its own from the same call, with the same clock."""
    order, terms = order_of(session, order_id), in_force(session)
    wanted = [each.strip() for each in faults if each.strip()]
    if not wanted:
        raise Invalid({"fault": "请写出拆分出来的事项"})
    if order.state not in UNDONE:
        raise UserError(f"{order.order_no} {order.state.label}，不能再拆分。")
    made = []
    for fault in wanted:
        facts = {name: getattr(order, name) for name in _SAME_CALL}
        number = next_number(session, wall(now).date())
        new = WorkOrder(**facts, order_no=number, fault=fault)
        session.add(new)
        session.flush()
        step(session, new, order.reported_at, f"拆分自 {order.order_no}")
        retime(session, new, terms)
        _tie(session, new, order, LinkKind.SPLIT)
        made.append(new.id)
    return made


@right("work_orders.join")
def link(session: Session, order_id: int, other_id: int, kind: LinkKind = LinkKind.RELATED) -> None:
    """Two orders concern each other, or one was reported because the other was not mended (返修自)."""
    if kind not in (LinkKind.RELATED, LinkKind.AGAIN):
        raise UserError(f"“{kind.label}”由合并或拆分来记。")
    order, other = order_of(session, order_id), order_of(session, other_id)
    if order.id == other.id:
        raise UserError("请选另一张报修单。")
    if State.MERGED in (order.state, other.state) or order.state in DROPPED:
        raise UserError("已撤销或已合并的报修单不再关联。")
    _tie(session, order, other, kind)


def _tie(session: Session, order: WorkOrder, other: WorkOrder, kind: LinkKind) -> None:
    same = (OrderLink.order_id == order.id) & (OrderLink.other_id == other.id)
    back = (OrderLink.order_id == other.id) & (OrderLink.other_id == order.id)
    if session.scalar(select(OrderLink.id).where(or_(same, back))) is not None:
        raise UserError(f"{order.order_no} 和 {other.order_no} 已经有关联。")
    session.add(OrderLink(order_id=order.id, other_id=other.id, kind=kind))
    session.flush()
