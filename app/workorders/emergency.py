"""The emergency desk's tables: plans with phone tree and materials, the duty roster, events with their timeline."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import BigId, ChoiceType, Fixed, Record, Searchable
from app.kit.fields import label
from app.workorders.choices import EventKind, EventState, Level, Shift
from app.workorders.history import ORDER


class EmergencyPlan(Record, Searchable):
    """应急预案: what is done first, by whom, in which case."""

    __tablename__ = "emergency_plans"
    name_cn = "应急预案"

    name: Mapped[str] = mapped_column(
        String(64), info=label("预案名称", width=18, required=True, search=True)
    )
    kind: Mapped[EventKind] = mapped_column(
        ChoiceType(EventKind), default=EventKind.OTHER, info=label("事件类型", required=True)
    )
    leader: Mapped[str | None] = mapped_column(String(32), info=label("总指挥"))
    measures: Mapped[str | None] = mapped_column(Text, info=label("处置步骤", width=30, hint="一行一步"))
    edition: Mapped[str | None] = mapped_column(String(32), info=label("版本"))
    approved_on: Mapped[date | None] = mapped_column(Date, info=label("批准日期"))
    drill_months: Mapped[int] = mapped_column(Integer, default=12, info=label("演练间隔", unit="月"))


class PhoneEntry(Record):
    """A branch of the phone tree: who is called, by whom, and who instead."""

    __tablename__ = "phone_entries"
    name_cn = "应急电话"
    twin_columns = ("plan_id",)

    plan_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("emergency_plans.id"), index=True, info=label("预案", width=18, required=True)
    )
    position: Mapped[int] = mapped_column(Integer, default=0, info=label("顺序"))
    role: Mapped[str | None] = mapped_column(
        String(32), info=label("职责", hint="总指挥、抢修组长、医院、供电抢修……")
    )
    name: Mapped[str] = mapped_column(String(32), info=label("姓名或单位", required=True))
    phone: Mapped[str] = mapped_column(String(32), info=label("电话", required=True, secret=True))
    above_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("phone_entries.id"), index=True, info=label("由谁通知")
    )
    instead: Mapped[str | None] = mapped_column(String(64), info=label("替代联系人"))


class EmergencyMaterial(Record, Searchable):
    """What lies ready: sandbags, pumps, torches; where, how many, and when somebody last looked."""

    __tablename__ = "emergency_materials"
    name_cn = "应急物资"
    twin_columns = ("place_id",)

    plan_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("emergency_plans.id"), index=True, info=label("预案", width=18)
    )
    name: Mapped[str] = mapped_column(
        String(48), info=label("物资名称", width=16, required=True, search=True)
    )
    quantity: Mapped[Decimal] = mapped_column(Fixed(2), default=Decimal(1), info=label("数量"))
    unit: Mapped[str] = mapped_column(String(8), default="个", info=label("单位"))
    place_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("places.id"), index=True, info=label("存放地点", width=16)
    )
    keeper: Mapped[str | None] = mapped_column(String(32), info=label("保管人"))
    checked_on: Mapped[date | None] = mapped_column(Date, info=label("上次检查"))
    expires_on: Mapped[date | None] = mapped_column(Date, info=label("有效期至"))


class DutyShift(Record):
    """Who is on duty, from when to when, and what they handed over."""

    __tablename__ = "duty_shifts"
    __table_args__ = (UniqueConstraint("day", "shift", "place"),)
    name_cn = "值班"
    title_column = "day"
    twin_columns = ("shift", "place")

    day: Mapped[date] = mapped_column(Date, info=label("日期", required=True))
    shift: Mapped[Shift] = mapped_column(
        ChoiceType(Shift), default=Shift.WHOLE, info=label("班次", required=True)
    )
    place: Mapped[str] = mapped_column(String(32), default="值班室", info=label("值班地点"))
    names: Mapped[str] = mapped_column(String(128), info=label("值班人", width=18, required=True))
    leader: Mapped[str | None] = mapped_column(String(32), info=label("带班领导"))
    phone: Mapped[str | None] = mapped_column(String(32), info=label("值班电话"))
    notes: Mapped[str | None] = mapped_column(Text, info=label("值班记录", width=24))
    handed_to: Mapped[str | None] = mapped_column(String(32), info=label("接班人", computed=True))
    handed_at: Mapped[datetime | None] = mapped_column(info=label("交班时间", width=16, computed=True))
    pending: Mapped[str | None] = mapped_column(Text, info=label("交接事项", width=24, computed=True))


class EmergencyEvent(Record, Searchable):
    """An emergency, or the drill of one, from its discovery to the last task that it left."""

    __tablename__ = "emergency_events"
    __table_args__ = (UniqueConstraint("event_no"),)
    name_cn = "应急事件"
    title_column = "event_no"
    twin_columns = ("subject",)
    kept_by = None

    event_no: Mapped[str] = mapped_column(
        String(32), info=label("事件编号", width=14, required=True, search=True)
    )
    drill: Mapped[bool] = mapped_column(Boolean, default=False, info=label("演练"))
    subject: Mapped[str] = mapped_column(
        String(128), info=label("事件", width=24, required=True, search=True)
    )
    kind: Mapped[EventKind] = mapped_column(ChoiceType(EventKind), info=label("事件类型", required=True))
    level: Mapped[Level] = mapped_column(ChoiceType(Level), default=Level.FOUR, info=label("级别", width=14))
    state: Mapped[EventState] = mapped_column(
        ChoiceType(EventState), default=EventState.OPEN, info=label("状态", computed=True)
    )
    found_at: Mapped[datetime] = mapped_column(info=label("发现时间", width=16))
    reporter: Mapped[str | None] = mapped_column(String(32), info=label("报告人"))
    place_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("places.id"), index=True, info=label("地点", width=16)
    )
    plan_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("emergency_plans.id"), index=True, info=label("启动预案", width=18)
    )
    order_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey(ORDER), index=True, info=label("报修单", width=14)
    )
    reported_up_at: Mapped[datetime | None] = mapped_column(info=label("上报时间", width=16))
    reported_to: Mapped[str | None] = mapped_column(String(64), info=label("上报对象"))
    ended_at: Mapped[datetime | None] = mapped_column(info=label("结束时间", width=16))
    loss: Mapped[str | None] = mapped_column(Text, info=label("损失情况", width=20))
    cause: Mapped[str | None] = mapped_column(Text, info=label("原因", width=20))
    review: Mapped[str | None] = mapped_column(Text, info=label("复盘", width=24))
    closed_at: Mapped[datetime | None] = mapped_column(info=label("销号时间", width=16))


class EventEntry(Record):
    """A minute of an event: what happened, what was done. Never changed; a mistake is corrected by another entry."""

    __tablename__ = "event_entries"
    __table_args__ = (Index("ix_event_entries_event", "event_id", "at"),)
    name_cn = "处置时间线"
    title_column = "words"
    kept_by = None

    event_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("emergency_events.id"), info=label("事件", width=14)
    )
    at: Mapped[datetime] = mapped_column(info=label("时间", width=16))
    words: Mapped[str] = mapped_column(String(255), info=label("经过", width=30, required=True))
    who: Mapped[str] = mapped_column(String(64), default="", info=label("记录人"))


class EventTask(Record):
    """What an event or a drill left to be done."""

    __tablename__ = "event_tasks"
    name_cn = "整改事项"
    title_column = "task"
    kept_by = None

    event_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("emergency_events.id"), index=True, info=label("事件", width=14)
    )
    task: Mapped[str] = mapped_column(String(255), info=label("整改事项", width=24, required=True))
    owner: Mapped[str] = mapped_column(String(32), info=label("责任人", required=True))
    due_on: Mapped[date] = mapped_column(Date, info=label("期限"))
    done_on: Mapped[date | None] = mapped_column(Date, info=label("完成日期"))
    outcome: Mapped[str | None] = mapped_column(String(255), info=label("完成情况", width=20))
