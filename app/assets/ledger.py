"""What cards gather over time: numbers used, imports, months with their postings, changes, handovers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.assets.choices import ChangeKind, HandoverKind, LegacyClass
from app.kit.db import Base, BigId, ChoiceType, Fixed, Record
from app.kit.fields import label
from app.kit.months import Month


class UsedNumber(Base):
    """Every asset number ever used; none is used again, not even after a withdrawn import by another rule."""

    __tablename__ = "used_asset_numbers"
    asset_no: Mapped[str] = mapped_column(String(48), primary_key=True)


class ImportBatch(Record):
    """One import of a workbook: withdrawn whole while none of its cards has been touched."""

    __tablename__ = "import_batches"
    __table_args__ = (UniqueConstraint("batch_no"),)
    name_cn = "导入批次"
    kept_by = None
    title_column = "batch_no"

    batch_no: Mapped[str] = mapped_column(String(32), info=label("批次号", width=14, required=True))
    file_name: Mapped[str] = mapped_column(String(255), info=label("文件", width=24))
    imported_at: Mapped[datetime] = mapped_column(info=label("导入时间", width=16))
    opening_month: Mapped[Month | None] = mapped_column(info=label("期初月份"))
    accepted: Mapped[int] = mapped_column(Integer, default=0, info=label("导入行数"))
    refused: Mapped[int] = mapped_column(Integer, default=0, info=label("退回行数"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(info=label("撤回时间", width=16))


class ImportMapping(Base):
    """Which heading a clerk gave to which field, remembered by the headings of a workbook."""

    __tablename__ = "import_mappings"
    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    mapping: Mapped[str] = mapped_column(Text)


class Posting(Base):
    """A month's depreciation of one card, with the class, department and account of that month. Fen."""

    __tablename__ = "postings"
    logged_by = ("month",)
    __table_args__ = ({"sqlite_with_rowid": False},)
    month: Mapped[Month] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(BigId, ForeignKey("assets.id"), primary_key=True, index=True)
    amount: Mapped[Decimal]
    accumulated: Mapped[Decimal]
    months: Mapped[int] = mapped_column(Integer)
    legacy_class: Mapped[LegacyClass] = mapped_column(ChoiceType(LegacyClass))
    department_id: Mapped[int | None] = mapped_column(BigId)
    account: Mapped[str] = mapped_column(String(16))


class ClosedMonth(Record):
    """A closed month: its totals and the digest of its postings. The newest one alone can be reopened."""

    __tablename__ = "closed_months"
    __table_args__ = (UniqueConstraint("month"),)
    name_cn = "结账月份"
    kept_by = None
    title_column = "month"

    month: Mapped[Month] = mapped_column(info=label("月份"))
    closed_at: Mapped[datetime] = mapped_column(info=label("结账时间", width=16))
    closed_by: Mapped[str] = mapped_column(String(64), info=label("结账人"))
    cards: Mapped[int] = mapped_column(Integer, info=label("计提卡片数"))
    amount: Mapped[Decimal] = mapped_column(info=label("计提金额", unit="元", width=14))
    digest: Mapped[str] = mapped_column(String(64), info=label("校验值", width=20))


class MonthTotal(Base):
    """What a closed month posted by class, department (0 for none) and account: its postings in sum. Fen."""

    __tablename__ = "month_totals"
    logged_by = ("month",)
    month: Mapped[Month] = mapped_column(primary_key=True)
    legacy_class: Mapped[LegacyClass] = mapped_column(ChoiceType(LegacyClass), primary_key=True)
    department_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    account: Mapped[str] = mapped_column(String(16), primary_key=True)
    cards: Mapped[int] = mapped_column(Integer)
    amount: Mapped[Decimal]


class MonthBalance(Base):
    """What stood on the books of a closed month, by class: frozen when the month is closed. Fen."""

    __tablename__ = "month_balances"
    logged_by = ("month",)
    month: Mapped[Month] = mapped_column(primary_key=True)
    legacy_class: Mapped[LegacyClass] = mapped_column(ChoiceType(LegacyClass), primary_key=True)
    cards: Mapped[int] = mapped_column(Integer)
    opening_cost: Mapped[Decimal]
    added_cost: Mapped[Decimal]
    removed_cost: Mapped[Decimal]
    changed_cost: Mapped[Decimal]
    closing_cost: Mapped[Decimal]
    opening_accumulated: Mapped[Decimal]
    charged: Mapped[Decimal]
    added_accumulated: Mapped[Decimal]
    removed_accumulated: Mapped[Decimal]
    changed_accumulated: Mapped[Decimal]
    closing_accumulated: Mapped[Decimal]


class ValueChange(Record):
    """变动单: a prospective change of cost, life or method from a month on; what was charged stays."""

    __tablename__ = "value_changes"
    __table_args__ = (UniqueConstraint("change_no"),)
    name_cn = "变动单"
    kept_by = None
    title_column = "change_no"

    change_no: Mapped[str] = mapped_column(String(32), info=label("变动单号", width=14, required=True))
    asset_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("assets.id"), index=True, info=label("资产", width=18)
    )
    month: Mapped[Month] = mapped_column(index=True, info=label("生效月份"))
    kind: Mapped[ChangeKind] = mapped_column(ChoiceType(ChangeKind), info=label("变动类型"))
    cost_before: Mapped[Decimal] = mapped_column(info=label("变动前原值", unit="元"))
    cost_after: Mapped[Decimal] = mapped_column(info=label("变动后原值", unit="元"))
    accumulated_before: Mapped[Decimal] = mapped_column(info=label("变动前累计折旧", unit="元"))
    accumulated_after: Mapped[Decimal] = mapped_column(info=label("变动后累计折旧", unit="元"))
    life_before: Mapped[int | None] = mapped_column(Integer, info=label("变动前年限", unit="月"))
    life_after: Mapped[int | None] = mapped_column(Integer, info=label("变动后年限", unit="月"))
    state_before: Mapped[str] = mapped_column(Text, default="")
    withdrawn: Mapped[bool] = mapped_column(Boolean, default=False, info=label("已撤销"))
    reason: Mapped[str] = mapped_column(Text, info=label("变动原因", width=24, required=True))


class Workload(Record):
    """What a card on the workload method did in a month (公里, 小时 …)."""

    __tablename__ = "workloads"
    __table_args__ = (UniqueConstraint("asset_id", "month"),)
    name_cn = "工作量"
    kept_by = None
    title_column = "month"

    asset_id: Mapped[int] = mapped_column(BigId, ForeignKey("assets.id"), info=label("资产", width=18))
    month: Mapped[Month] = mapped_column(info=label("月份"))
    quantity: Mapped[Decimal] = mapped_column(Fixed(2), info=label("本月工作量", required=True))


class Handover(Record):
    """领用/交接单: things pass from one person, department or place to another (条例 第15条)."""

    __tablename__ = "handovers"
    __table_args__ = (UniqueConstraint("handover_no"),)
    name_cn = "交接单"
    kept_by = None
    title_column = "handover_no"

    handover_no: Mapped[str] = mapped_column(String(32), info=label("交接单号", width=14, required=True))
    kind: Mapped[HandoverKind] = mapped_column(
        ChoiceType(HandoverKind), default=HandoverKind.HANDOVER, info=label("类型")
    )
    handed_on: Mapped[date] = mapped_column(Date, info=label("交接日期", width=11, required=True))
    to_department_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("departments.id"), info=label("接收部门", width=12)
    )
    to_person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id"), info=label("接收人"))
    to_place_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("places.id"), info=label("新存放地点", width=14)
    )
    witness_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id"), info=label("监交人"))
    accessories: Mapped[str | None] = mapped_column(Text, info=label("附件配件", width=20))
    reason: Mapped[str | None] = mapped_column(Text, info=label("交接原因", width=20))


class HandoverItem(Base):
    """One card on a handover, and with whom and where it was before."""

    __tablename__ = "handover_items"
    logged_by = ("handover_id",)
    handover_id: Mapped[int] = mapped_column(BigId, ForeignKey("handovers.id"), primary_key=True)
    asset_id: Mapped[int] = mapped_column(BigId, ForeignKey("assets.id"), primary_key=True, index=True)
    from_department_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("departments.id"))
    from_person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id"))
    from_place_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("places.id"))
