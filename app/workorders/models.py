"""Work orders; the registers beside them are in registers.py, what they gather over time in history.py."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.assets import models as _assets  # noqa: F401  the tables that orders point to
from app.kit.db import BigId, ChoiceType, Fixed, Record, Searchable
from app.kit.fields import label
from app.workorders import settings as _settings  # noqa: F401  the figures that an office sets for its desk
from app.workorders.choices import Channel, Confirmation, Rating, State, Urgency
from app.workorders.emergency import (
    DutyShift,
    EmergencyEvent,
    EmergencyMaterial,
    EmergencyPlan,
    EventEntry,
    EventTask,
    PhoneEntry,
)
from app.workorders.history import (
    Breach,
    CallBack,
    ChecklistAnswer,
    OrderBatch,
    OrderLink,
    OrderPause,
    OrderPhoto,
    OrderStep,
    PartMove,
    Rework,
    WorkHours,
)
from app.workorders.planned import Certificate, MaintenancePlan, OrderAsset, PlanTurn
from app.workorders.registers import (
    ZERO,
    ChecklistItem,
    Part,
    RepairCategory,
    RepairKeyword,
    RepairVendor,
    Team,
    WorkDay,
    Worker,
)

__all__ = [
    "ZERO",
    "Breach",
    "CallBack",
    "Certificate",
    "ChecklistAnswer",
    "ChecklistItem",
    "DutyShift",
    "EmergencyEvent",
    "EmergencyMaterial",
    "EmergencyPlan",
    "EventEntry",
    "EventTask",
    "MaintenancePlan",
    "OrderAsset",
    "OrderBatch",
    "OrderLink",
    "OrderPause",
    "OrderPhoto",
    "OrderStep",
    "Part",
    "PartMove",
    "PhoneEntry",
    "PlanTurn",
    "RepairCategory",
    "RepairKeyword",
    "RepairVendor",
    "Rework",
    "Team",
    "WorkDay",
    "WorkHours",
    "WorkOrder",
    "Worker",
]


class WorkOrder(Record, Searchable):
    """A repair from the call to the closed order. The stamps are those of the first round of work and are never
    overwritten; later rounds stand in reworks and steps. Columns of the clock are kept by app.workorders.timing.
    """

    __tablename__ = "work_orders"
    __table_args__ = (
        UniqueConstraint("order_no"),
        Index("ix_work_orders_state_due_at", "state", "due_at"),
        Index("ix_work_orders_place_id_category_id", "place_id", "category_id"),
    )
    name_cn = "报修单"
    title_column = "order_no"
    twin_columns = ("fault",)
    kept_by = None

    # the call
    order_no: Mapped[str] = mapped_column(
        String(32),
        info=label(
            "报修单号",
            width=14,
            required=True,
            search=True,
            synonyms=("编号", "单号", "工单号", "报修编号"),
        ),
    )
    reported_at: Mapped[datetime] = mapped_column(
        index=True,
        info=label(
            "报修时间", width=16, required=True, synonyms=("报修日期", "时间", "日期", "来电时间", "登记时间")
        ),
    )
    untimed: Mapped[bool] = mapped_column(
        Boolean, default=False, info=label("只知日期", computed=True, hint="登记簿只写了哪一天，不评及时")
    )
    channel: Mapped[Channel] = mapped_column(
        ChoiceType(Channel), default=Channel.PHONE, info=label("报修方式", synonyms=("来源",))
    )
    department_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("departments.id"), index=True,
        info=label("报修部门", width=14, synonyms=("部门", "科室", "报修科室", "报修单位", "所在部门")),
    )  # fmt: skip
    caller_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id"), index=True,
        info=label("报修人", synonyms=("联系人", "申报人", "报修人员", "姓名")),
    )  # fmt: skip
    caller_name: Mapped[str | None] = mapped_column(
        String(32), info=label("来电称呼", search=True, hint="不在人员名册里的人")
    )
    phone: Mapped[str | None] = mapped_column(
        String(32), info=label("联系电话", secret=True, synonyms=("电话", "手机", "联系方式", "分机"))
    )
    place_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("places.id"), index=True,
        info=label("地点", width=16, synonyms=("报修地点", "位置", "故障地点", "维修地点", "房间", "房间号", "地址")),
    )  # fmt: skip
    spot: Mapped[str | None] = mapped_column(String(64), info=label("具体位置", width=14, search=True))
    fault: Mapped[str] = mapped_column(
        String(255),
        info=label("故障描述", width=24, required=True, search=True, section="报修",
                   synonyms=("报修内容", "故障", "故障现象", "内容", "事项", "维修内容", "问题描述", "报修事项")),
    )  # fmt: skip
    category_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("repair_categories.id"), index=True,
        info=label("类别", synonyms=("报修类别", "故障类别", "维修类别", "类型", "项目")),
    )  # fmt: skip
    urgency: Mapped[Urgency] = mapped_column(
        ChoiceType(Urgency), default=Urgency.NORMAL,
        info=label("紧急程度", synonyms=("紧急", "优先级", "缓急", "等级")),
    )  # fmt: skip
    asset_id: Mapped[int | None] = mapped_column(
        BigId,
        ForeignKey("assets.id"),
        index=True,
        info=label("资产", width=16, synonyms=("资产编号", "设备")),
    )
    appointed_at: Mapped[datetime | None] = mapped_column(
        info=label("约定完工", width=16, synonyms=("约定时间", "预约时间"))
    )

    # who does it
    team_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("teams.id"), index=True, info=label("班组", synonyms=("维修班组",))
    )
    worker_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("workers.id"), index=True,
        info=label("维修人员", synonyms=("派工", "维修人", "处理人", "派单", "接单人", "承办人", "维修工")),
    )  # fmt: skip
    vendor_id: Mapped[int | None] = mapped_column(
        BigId,
        ForeignKey("repair_vendors.id"),
        index=True,
        info=label("外协单位", width=16, synonyms=("维保单位",)),
    )

    # where it stands
    state: Mapped[State] = mapped_column(
        ChoiceType(State), default=State.REPORTED, info=label("状态", computed=True, synonyms=("处理状态",))
    )
    merged: Mapped[bool] = mapped_column(
        Boolean, default=False, info=label("已并入别单", computed=True, hint="同一件事只算一张")
    )
    rounds: Mapped[int] = mapped_column(Integer, default=1, info=label("处理次数", computed=True))
    accepted_at: Mapped[datetime | None] = mapped_column(
        info=label("受理时间", width=16, synonyms=("响应时间", "接单时间"))
    )
    dispatched_at: Mapped[datetime | None] = mapped_column(
        info=label("派工时间", width=16, synonyms=("派单时间",))
    )
    arrived_at: Mapped[datetime | None] = mapped_column(
        info=label("到场时间", width=16, synonyms=("到达时间", "上门时间", "到达现场时间"))
    )
    started_at: Mapped[datetime | None] = mapped_column(info=label("开工时间", width=16))
    finished_at: Mapped[datetime | None] = mapped_column(
        info=label("完工时间", width=16, synonyms=("完成时间", "修复时间", "办结时间", "维修完成时间"))
    )
    last_finished_at: Mapped[datetime | None] = mapped_column(
        index=True, info=label("最后完工", width=16, computed=True)
    )
    confirmed_at: Mapped[datetime | None] = mapped_column(info=label("确认时间", width=16))
    confirmed_how: Mapped[Confirmation | None] = mapped_column(
        ChoiceType(Confirmation), info=label("确认方式", width=14, computed=True)
    )
    rated_at: Mapped[datetime | None] = mapped_column(info=label("评价时间", width=16))
    rating: Mapped[Rating | None] = mapped_column(
        ChoiceType(Rating), info=label("满意度", synonyms=("评价", "满意情况", "服务评价"))
    )
    last_rating: Mapped[Rating | None] = mapped_column(
        ChoiceType(Rating), info=label("二次处理后满意度", width=14, computed=True)
    )
    opinion: Mapped[str | None] = mapped_column(
        String(255), info=label("评价意见", width=20, synonyms=("意见", "回访意见"))
    )
    closed_at: Mapped[datetime | None] = mapped_column(info=label("关闭时间", width=16))
    dropped_at: Mapped[datetime | None] = mapped_column(info=label("撤销时间", width=16))
    reopened_at: Mapped[datetime | None] = mapped_column(info=label("返修时间", width=16, computed=True))
    paused_at: Mapped[datetime | None] = mapped_column(info=label("暂停自", width=16, computed=True))

    # the clock
    respond_by: Mapped[datetime | None] = mapped_column(info=label("响应时限", width=16, computed=True))
    arrive_by: Mapped[datetime | None] = mapped_column(info=label("到场时限", width=16, computed=True))
    finish_by: Mapped[datetime | None] = mapped_column(info=label("完工时限", width=16, computed=True))
    due_at: Mapped[datetime | None] = mapped_column(info=label("当前时限", width=16, computed=True))
    amber_at: Mapped[datetime | None] = mapped_column(info=label("提醒时间", width=16, computed=True))
    respond_late: Mapped[bool | None] = mapped_column(Boolean, info=label("响应超时", computed=True))
    arrive_late: Mapped[bool | None] = mapped_column(Boolean, info=label("到场超时", computed=True))
    finish_late: Mapped[bool | None] = mapped_column(Boolean, info=label("完工超时", computed=True))
    respond_minutes: Mapped[int | None] = mapped_column(
        Integer, info=label("响应用时", unit="分钟", computed=True)
    )
    arrive_minutes: Mapped[int | None] = mapped_column(
        Integer, info=label("到场用时", unit="分钟", computed=True)
    )
    finish_minutes: Mapped[int | None] = mapped_column(
        Integer, info=label("修复用时", unit="分钟", computed=True)
    )

    # what it took
    result: Mapped[str | None] = mapped_column(
        Text, info=label("处理结果", width=24, synonyms=("维修结果", "处理情况", "维修情况", "完成情况"))
    )
    under_warranty: Mapped[bool] = mapped_column(
        Boolean,
        default=False,
        info=label("保修期内", hint="由厂家或维保单位承担费用", synonyms=("是否保修", "质保")),
    )
    hours: Mapped[Decimal] = mapped_column(
        Fixed(2), default=ZERO, info=label("工时", unit="小时", computed=True)
    )
    parts_cost: Mapped[Decimal] = mapped_column(default=ZERO, info=label("材料费", unit="元", computed=True))
    outside_cost: Mapped[Decimal] = mapped_column(
        default=ZERO, info=label("外协费", unit="元", synonyms=("费用", "维修费", "维修费用", "金额"))
    )
    remark: Mapped[str | None] = mapped_column(Text, info=label("备注", width=20))
    batch_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("order_batches.id"), index=True)

    @property
    def cost(self) -> Decimal:
        """What the office paid: nothing for outside work under warranty."""
        return self.parts_cost + (ZERO if self.under_warranty else self.outside_cost)

    def problems(self) -> dict[str, str]:
        found: dict[str, str] = {}
        if self.outside_cost < 0:
            found["outside_cost"] = "外协费不能是负数"
        if self.under_warranty and self.outside_cost > 0:
            found["outside_cost"] = "保修期内的由厂家或维保单位承担，外协费应为 0"
        for name, before in (("arrived_at", "reported_at"), ("finished_at", "arrived_at")):
            late, early = getattr(self, name), getattr(self, before)
            if late is not None and early is not None and late < early:
                found[name] = _BACKWARD[name]
        return found


_BACKWARD = {"arrived_at": "到场时间早于报修时间", "finished_at": "完工时间早于到场时间"}
