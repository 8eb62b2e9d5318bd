"""What orders gather over time and never lose: steps, waits, breaches, rework, links, answers, parts, calls."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit import attachments as _attachments  # noqa: F401  the table that photos point to
from app.kit.db import BigId, ChoiceType, Fixed, Record
from app.kit.fields import label
from app.workorders.choices import CallKind, ItemKind, LinkKind, MoveKind, Rating, Stage, State, Step
from app.workorders.registers import ZERO

ORDER = "work_orders.id"


class OrderStep(Record):
    """One move of an order: into which state, when, by whom, in which round of work."""

    __tablename__ = "order_steps"
    __table_args__ = (Index("ix_order_steps_order", "order_id", "at"),)
    name_cn = "处理过程"
    title_column = "state"
    kept_by = None

    order_id: Mapped[int] = mapped_column(BigId, ForeignKey(ORDER), info=label("报修单", width=14))
    state: Mapped[State] = mapped_column(ChoiceType(State), info=label("进入状态"))
    at: Mapped[datetime] = mapped_column(info=label("时间", width=16))
    round: Mapped[int] = mapped_column(Integer, default=1, info=label("第几次处理"))
    who: Mapped[str] = mapped_column(String(64), default="", info=label("办理人"))
    note: Mapped[str | None] = mapped_column(Text, info=label("说明", width=24))


class OrderPause(Record):
    """A wait that stops the clock, with its reason; `ended_at` is empty while it lasts."""

    __tablename__ = "order_pauses"
    name_cn = "暂停"
    title_column = "reason"
    kept_by = None

    order_id: Mapped[int] = mapped_column(
        BigId, ForeignKey(ORDER), index=True, info=label("报修单", width=14)
    )
    kind: Mapped[State] = mapped_column(ChoiceType(State), info=label("暂停类型"))
    reason: Mapped[str] = mapped_column(String(128), info=label("原因", width=20, required=True))
    started_at: Mapped[datetime] = mapped_column(info=label("暂停时间", width=16))
    ended_at: Mapped[datetime | None] = mapped_column(info=label("恢复时间", width=16))
    state_before: Mapped[State] = mapped_column(ChoiceType(State), info=label("暂停前状态"))
    expected_on: Mapped[date | None] = mapped_column(Date, info=label("预计恢复"))


class Breach(Record):
    """A limit that was not kept. Written once, and it stays, whatever becomes of the order."""

    __tablename__ = "breaches"
    __table_args__ = (UniqueConstraint("order_id", "round", "step"),)
    name_cn = "超时记录"
    title_column = "step"
    kept_by = None

    order_id: Mapped[int] = mapped_column(
        BigId, ForeignKey(ORDER), index=True, info=label("报修单", width=14)
    )
    round: Mapped[int] = mapped_column(Integer, default=1, info=label("第几次处理"))
    step: Mapped[Step] = mapped_column(ChoiceType(Step), info=label("超时环节"))
    due_at: Mapped[datetime] = mapped_column(info=label("时限", width=16))
    done_at: Mapped[datetime | None] = mapped_column(info=label("实际时间", width=16))
    minutes: Mapped[int | None] = mapped_column(Integer, info=label("超时", unit="分钟"))
    why: Mapped[str | None] = mapped_column(String(128), info=label("超时原因", width=20))


class Rework(Record):
    """A further round of work on the same order, with a clock of its own."""

    __tablename__ = "reworks"
    __table_args__ = (UniqueConstraint("order_id", "round"),)
    name_cn = "返修"
    title_column = "reason"
    kept_by = None

    order_id: Mapped[int] = mapped_column(BigId, ForeignKey(ORDER), info=label("报修单", width=14))
    round: Mapped[int] = mapped_column(Integer, info=label("第几次处理"))
    reason: Mapped[str] = mapped_column(String(128), info=label("返修原因", width=20, required=True))
    reopened_at: Mapped[datetime] = mapped_column(info=label("返修时间", width=16))
    arrive_by: Mapped[datetime | None] = mapped_column(info=label("到场时限", width=16))
    finish_by: Mapped[datetime | None] = mapped_column(info=label("完工时限", width=16))
    arrived_at: Mapped[datetime | None] = mapped_column(info=label("到场时间", width=16))
    finished_at: Mapped[datetime | None] = mapped_column(info=label("完工时间", width=16))


class OrderLink(Record):
    """What an order is to another one."""

    __tablename__ = "order_links"
    __table_args__ = (UniqueConstraint("order_id", "other_id"),)
    name_cn = "关联报修单"
    title_column = "kind"
    kept_by = None

    order_id: Mapped[int] = mapped_column(BigId, ForeignKey(ORDER), info=label("报修单", width=14))
    other_id: Mapped[int] = mapped_column(
        BigId, ForeignKey(ORDER), index=True, info=label("另一张", width=14)
    )
    kind: Mapped[LinkKind] = mapped_column(ChoiceType(LinkKind), info=label("关系"))


class ChecklistAnswer(Record):
    """What was found at an item of the checklist; the item's words are kept as they were then."""

    __tablename__ = "checklist_answers"
    __table_args__ = (UniqueConstraint("order_id", "item"),)
    name_cn = "检查结果"
    title_column = "item"
    kept_by = None

    order_id: Mapped[int] = mapped_column(BigId, ForeignKey(ORDER), info=label("报修单", width=14))
    item: Mapped[str] = mapped_column(String(64), info=label("检查内容", width=20))
    kind: Mapped[ItemKind] = mapped_column(ChoiceType(ItemKind), info=label("填法"))
    unit: Mapped[str | None] = mapped_column(String(16), info=label("单位"))
    answer: Mapped[str | None] = mapped_column(String(128), info=label("结果", width=16))


class OrderPhoto(Record):
    """Which attachment of an order shows the thing before the work, and which after."""

    __tablename__ = "order_photos"
    __table_args__ = (UniqueConstraint("attachment_id"),)
    name_cn = "维修照片"
    title_column = "stage"
    kept_by = None

    order_id: Mapped[int] = mapped_column(
        BigId, ForeignKey(ORDER), index=True, info=label("报修单", width=14)
    )
    attachment_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("attachments.id"), info=label("附件", width=20)
    )
    stage: Mapped[Stage] = mapped_column(ChoiceType(Stage), info=label("拍摄时机"))


class PartMove(Record):
    """Parts into the store-room or out of it; quantity and amount carry the sign of the stock."""

    __tablename__ = "part_moves"
    name_cn = "备件出入库"
    title_column = "kind"
    kept_by = None

    part_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("parts.id"), index=True, info=label("备件", width=16)
    )
    kind: Mapped[MoveKind] = mapped_column(ChoiceType(MoveKind), info=label("类型"))
    quantity: Mapped[Decimal] = mapped_column(Fixed(2), info=label("数量"))
    amount: Mapped[Decimal] = mapped_column(default=ZERO, info=label("金额", unit="元"))
    moved_on: Mapped[date] = mapped_column(Date, info=label("日期"))
    order_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey(ORDER), index=True, info=label("报修单", width=14)
    )
    note: Mapped[str | None] = mapped_column(String(128), info=label("说明", width=20))


class WorkHours(Record):
    """Hours that somebody worked on an order."""

    __tablename__ = "work_hours"
    name_cn = "工时"
    title_column = "worked_on"
    kept_by = None

    order_id: Mapped[int] = mapped_column(
        BigId, ForeignKey(ORDER), index=True, info=label("报修单", width=14)
    )
    worker_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("workers.id"), index=True, info=label("维修人员")
    )
    worked_on: Mapped[date] = mapped_column(Date, info=label("日期"))
    hours: Mapped[Decimal] = mapped_column(Fixed(2), info=label("工时", unit="小时"))


class CallBack(Record):
    """A call to the caller after the work: due for the unsatisfied, a sample of the rest."""

    __tablename__ = "call_backs"
    name_cn = "回访"
    title_column = "kind"
    kept_by = None

    order_id: Mapped[int] = mapped_column(
        BigId, ForeignKey(ORDER), index=True, info=label("报修单", width=14)
    )
    kind: Mapped[CallKind] = mapped_column(ChoiceType(CallKind), info=label("回访类型"))
    due_at: Mapped[datetime] = mapped_column(info=label("回访时限", width=16))
    called_at: Mapped[datetime | None] = mapped_column(index=True, info=label("回访时间", width=16))
    reason: Mapped[str | None] = mapped_column(String(128), info=label("不满意原因", width=20))
    result: Mapped[Rating | None] = mapped_column(ChoiceType(Rating), info=label("回访结果"))
    note: Mapped[str | None] = mapped_column(Text, info=label("回访记录", width=24))


class OrderBatch(Record):
    """One import of a repair book: withdrawn whole while none of its orders has been touched."""

    __tablename__ = "order_batches"
    __table_args__ = (UniqueConstraint("batch_no"),)
    name_cn = "报修导入批次"
    title_column = "batch_no"
    kept_by = None

    batch_no: Mapped[str] = mapped_column(String(32), info=label("批次号", width=14, required=True))
    file_name: Mapped[str] = mapped_column(String(255), info=label("文件", width=24))
    imported_at: Mapped[datetime] = mapped_column(info=label("导入时间", width=16))
    accepted: Mapped[int] = mapped_column(Integer, default=0, info=label("导入行数"))
    refused: Mapped[int] = mapped_column(Integer, default=0, info=label("退回行数"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(info=label("撤回时间", width=16))
