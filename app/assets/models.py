"""Asset cards, the code tree, import batches, months and their postings."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.assets.choices import (
    Acquisition,
    BookingStatus,
    CardKind,
    DepreciationStatus,
    LegacyClass,
    Method,
    NewClass,
    PaymentChannel,
    Procurement,
    UsageStatus,
    ValueBasis,
)
from app.assets.kinds import KindColumns
from app.kit.db import Base, BigId, ChoiceType, Fixed, Record, Searchable
from app.kit.fields import label
from app.kit.months import Month
from app.people import models as _people  # noqa: F401  the tables that cards point to
from app.places import models as _places  # noqa: F401

ZERO = Decimal("0.00")
NOMINAL = Decimal("1.00")


class Category(Record, Searchable):
    """A code of GB/T 14885-2022 with what choosing it sets on a card."""

    __tablename__ = "categories"
    __table_args__ = (UniqueConstraint("code"),)
    name_cn = "资产分类"
    title_column = "name"
    twin_columns = ("code",)

    code: Mapped[str] = mapped_column(
        String(16), info=label("分类代码", required=True, search=True, synonyms=("代码",))
    )
    name: Mapped[str] = mapped_column(
        String(64),
        info=label("分类名称", width=18, required=True, search=True, synonyms=("名称", "品目名称")),
    )
    legacy_class: Mapped[LegacyClass] = mapped_column(
        ChoiceType(LegacyClass), info=label("资产类别(六大类)", width=16)
    )
    card_kind: Mapped[CardKind] = mapped_column(
        ChoiceType(CardKind), default=CardKind.GENERAL, info=label("卡片种类")
    )
    unit: Mapped[str | None] = mapped_column(String(8), info=label("计量单位"))
    life_months: Mapped[int | None] = mapped_column(Integer, info=label("折旧年限", unit="月"))
    least_months: Mapped[int | None] = mapped_column(Integer, info=label("最低折旧年限", unit="月"))
    service_years: Mapped[int | None] = mapped_column(Integer, info=label("最低使用年限", unit="年"))
    depreciates: Mapped[bool] = mapped_column(Boolean, default=True, info=label("是否提折旧"))
    basis: Mapped[str | None] = mapped_column(Text, info=label("依据", width=20))


class Asset(Record, KindColumns, Searchable):
    """A card: one thing, or one batch of like things with a quantity.

    Depreciation runs on `depreciation_base` over `depreciation_months` from `depreciation_start`; it is
    charged up to and including `charged_through`. A change of cost or life starts a new stretch from the
    month of the change, so what was charged before stays as it was (政府会计准则第3号 第18–22条).
    """

    __tablename__ = "assets"
    __table_args__ = (UniqueConstraint("asset_no"), Index("ix_assets_class_no", "legacy_class", "asset_no"))
    name_cn = "资产卡片"
    title_column = "name"
    twin_columns = ("asset_no", "model")

    # what it is
    asset_no: Mapped[str] = mapped_column(
        String(48), info=label("资产编号", width=14, required=True, search=True,
                               synonyms=("资产编码", "卡片编号", "编号", "资产代码", "资产号", "固定资产编号")))  # fmt: skip
    fiscal_no: Mapped[str | None] = mapped_column(
        String(48),
        info=label("财政卡片编号", width=14, search=True, synonyms=("财政编号", "原资产编号", "旧编号")),
    )
    name: Mapped[str] = mapped_column(
        String(96),
        info=label(
            "资产名称",
            width=18,
            required=True,
            search=True,
            synonyms=("名称", "品名", "设备名称", "固定资产名称"),
        ),
    )
    model: Mapped[str | None] = mapped_column(
        String(96),
        info=label("规格型号", width=16, search=True, synonyms=("规格", "型号", "型号规格", "规格及型号")),
    )
    brand: Mapped[str | None] = mapped_column(String(48), info=label("品牌"))
    serial_no: Mapped[str | None] = mapped_column(
        String(64),
        info=label("产品序列号", width=16, search=True, synonyms=("序列号", "SN", "出厂编号", "机身号")),
    )
    maker: Mapped[str | None] = mapped_column(
        String(96), info=label("生产厂家", width=18, synonyms=("厂家", "制造商", "生产商"))
    )
    card_kind: Mapped[CardKind] = mapped_column(
        ChoiceType(CardKind), default=CardKind.GENERAL, info=label("卡片种类")
    )
    legacy_class: Mapped[LegacyClass] = mapped_column(
        ChoiceType(LegacyClass),
        index=True,
        default=LegacyClass.GENERAL,
        info=label(
            "资产类别",
            width=16,
            required=True,
            synonyms=("类别", "资产分类", "资产大类", "分类", "固定资产类别"),
        ),
    )
    gb_code: Mapped[str | None] = mapped_column(
        String(16),
        index=True,
        info=label(
            "国标分类代码",
            width=12,
            synonyms=("国标代码", "国标分类", "分类代码", "资产分类代码", "分类编码", "GB代码", "国标编码"),
        ),
    )
    gb_edition: Mapped[str | None] = mapped_column(String(8), info=label("国标版本"))
    new_class: Mapped[NewClass | None] = mapped_column(
        ChoiceType(NewClass), info=label("新六大类", computed=True, width=12)
    )
    accounting_subject: Mapped[str] = mapped_column(
        String(16), default="1601", info=label("会计科目", synonyms=("单位会计科目", "科目"))
    )
    purpose: Mapped[str | None] = mapped_column(String(96), info=label("用途"))

    # how many and how much
    quantity: Mapped[Decimal] = mapped_column(
        Fixed(2), default=Decimal(1), info=label("数量", width=6, required=True, synonyms=("件数", "数目"))
    )
    unit: Mapped[str | None] = mapped_column(String(8), info=label("计量单位", width=6, synonyms=("单位",)))
    original_cost: Mapped[Decimal] = mapped_column(
        default=ZERO,
        index=True,
        info=label(
            "原值",
            unit="元",
            width=14,
            required=True,
            synonyms=(
                "账面原值",
                "价值",
                "资产原值",
                "原价",
                "金额",
                "固定资产原值",
                "购置金额",
                "入账价值",
                "总价",
            ),
        ),
    )
    fiscal_funding: Mapped[Decimal] = mapped_column(
        default=ZERO, info=label("财政拨款", unit="元", width=12, synonyms=("财政资金", "财政性资金"))
    )
    other_funding: Mapped[Decimal] = mapped_column(
        default=ZERO,
        info=label("非财政拨款", unit="元", width=12, synonyms=("自有资金", "非财政资金", "其他资金")),
    )
    value_basis: Mapped[ValueBasis] = mapped_column(
        ChoiceType(ValueBasis), default=ValueBasis.ORIGINAL, info=label("价值类型")
    )

    # how it came
    acquisition: Mapped[Acquisition] = mapped_column(
        ChoiceType(Acquisition),
        default=Acquisition.PURCHASE,
        info=label("取得方式", synonyms=("来源", "增加方式", "购置方式", "资产来源")),
    )
    acquired_on: Mapped[date | None] = mapped_column(
        Date,
        info=label(
            "取得日期",
            width=11,
            synonyms=("购置日期", "购入日期", "购买日期", "购建日期", "取得时间", "购置时间"),
        ),
    )
    in_use_on: Mapped[date | None] = mapped_column(
        Date,
        info=label("投入使用日期", width=11, synonyms=("启用日期", "使用日期", "开始使用日期", "投用日期")),
    )
    procurement: Mapped[Procurement | None] = mapped_column(
        ChoiceType(Procurement), info=label("采购组织形式", width=12)
    )
    contract_no: Mapped[str | None] = mapped_column(
        String(64), info=label("采购合同编号", width=14, synonyms=("合同编号", "合同号"))
    )
    budget_item: Mapped[str | None] = mapped_column(
        String(64), info=label("预算项目编号", width=14, synonyms=("预算项目", "项目编号"))
    )
    supplier: Mapped[str | None] = mapped_column(
        String(96),
        info=label("供应商", width=20, search=True, synonyms=("经销商", "供货商", "供货单位", "销售商")),
    )
    supplier_phone: Mapped[str | None] = mapped_column(String(32), info=label("供应商电话"))
    invoice_no: Mapped[str | None] = mapped_column(
        String(64), info=label("发票号", width=14, synonyms=("发票号码",))
    )
    warranty_until: Mapped[date | None] = mapped_column(
        Date, info=label("保修截止日期", width=11, synonyms=("质保到期", "保修期至"))
    )

    # how it is booked
    payment_channel: Mapped[PaymentChannel] = mapped_column(
        ChoiceType(PaymentChannel), default=PaymentChannel.CURRENT, info=label("支付渠道", width=14)
    )
    booking_status: Mapped[BookingStatus] = mapped_column(
        ChoiceType(BookingStatus), default=BookingStatus.BOOKED, info=label("财务入账状态")
    )
    booked_on: Mapped[date | None] = mapped_column(
        Date,
        index=True,
        info=label(
            "财务入账日期", width=11, synonyms=("入账日期", "记账日期", "入账时间", "登记日期", "建账日期")
        ),
    )
    voucher_no: Mapped[str | None] = mapped_column(
        String(32), info=label("会计凭证号", search=True, synonyms=("凭证号", "凭证编号", "记账凭证号"))
    )
    provisional: Mapped[bool] = mapped_column(Boolean, default=False, info=label("暂估入账"))

    # how it depreciates
    depreciation_status: Mapped[DepreciationStatus] = mapped_column(
        ChoiceType(DepreciationStatus), default=DepreciationStatus.CHARGING, info=label("折旧状态")
    )
    method: Mapped[Method] = mapped_column(
        ChoiceType(Method), default=Method.STRAIGHT_LINE, info=label("折旧方法", synonyms=("折旧方式",))
    )
    life_months: Mapped[int | None] = mapped_column(
        Integer,
        info=label(
            "折旧年限",
            unit="月",
            width=8,
            synonyms=("使用年限", "预计使用年限", "折旧月数", "使用月限", "年限", "折旧期限"),
        ),
    )
    total_workload: Mapped[Decimal | None] = mapped_column(Fixed(2), info=label("总工作量"))
    workload_unit: Mapped[str | None] = mapped_column(String(8), info=label("工作量单位"))
    service_years: Mapped[int | None] = mapped_column(Integer, info=label("最低使用年限", unit="年"))
    accumulated_depreciation: Mapped[Decimal] = mapped_column(
        default=ZERO,
        info=label(
            "累计折旧", unit="元", width=14, synonyms=("已提折旧", "累计已提折旧", "累计折旧额", "折旧累计")
        ),
    )
    net_book_value: Mapped[Decimal] = mapped_column(
        default=ZERO,
        info=label(
            "净值", unit="元", width=14, computed=True, synonyms=("账面净值", "资产净值", "净额", "账面价值")
        ),
    )
    depreciation_base: Mapped[Decimal] = mapped_column(default=ZERO)
    depreciation_months: Mapped[int] = mapped_column(Integer, default=0)
    depreciation_start: Mapped[Month | None] = mapped_column(info=label("折旧起始月", computed=True))
    charged_through: Mapped[Month | None] = mapped_column(info=label("已提至", computed=True))
    opening_accumulated: Mapped[Decimal] = mapped_column(
        default=ZERO, info=label("期初累计折旧", unit="元", width=12, computed=True)
    )
    opening_month: Mapped[Month | None] = mapped_column(info=label("期初月份", computed=True))
    entry_month: Mapped[Month | None] = mapped_column(index=True, info=label("增加月份", computed=True))
    removed_month: Mapped[Month | None] = mapped_column(index=True, info=label("减少月份", computed=True))

    # who uses it, where
    managing_department_id: Mapped[int | None] = mapped_column(
        BigId,
        ForeignKey("departments.id"),
        info=label("管理部门", width=12, synonyms=("归口部门", "主管部门")),
    )
    department_id: Mapped[int | None] = mapped_column(
        BigId,
        ForeignKey("departments.id"),
        index=True,
        info=label(
            "使用部门", width=12, synonyms=("部门", "科室", "使用科室", "所属部门", "领用部门", "使用单位")
        ),
    )
    custodian_id: Mapped[int | None] = mapped_column(
        BigId,
        ForeignKey("people.id"),
        index=True,
        info=label("使用人", synonyms=("保管人", "责任人", "领用人", "管理人", "使用者")),
    )
    place_id: Mapped[int | None] = mapped_column(
        BigId,
        ForeignKey("places.id"),
        index=True,
        info=label(
            "存放地点", width=14, synonyms=("地点", "存放位置", "放置地点", "位置", "存放处", "房间号")
        ),
    )
    usage_status: Mapped[UsageStatus] = mapped_column(
        ChoiceType(UsageStatus),
        index=True,
        default=UsageStatus.IN_USE,
        info=label("使用状况", synonyms=("状态", "使用状态", "资产状态", "现状")),
    )
    remark: Mapped[str | None] = mapped_column(
        Text, info=label("备注", width=20, search=True, synonyms=("说明", "附注"))
    )

    # how it got into this store
    batch_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("import_batches.id"), index=True)
    todo: Mapped[str | None] = mapped_column(String(160), info=label("待补资料", width=18, computed=True))

    def prepare(self) -> None:
        """Net value, new class and what is still missing follow from the rest."""
        cost, charged = self.original_cost or ZERO, self.accumulated_depreciation or ZERO
        self.net_book_value = cost - charged
        prefix = (self.gb_code or "")[:3]
        self.new_class = NewClass(prefix) if prefix in NewClass._value2member_map_ else None
        self.todo = "、".join(self.gaps()) or None

    def gaps(self) -> list[str]:
        """What a complete card still lacks; never a reason to refuse it."""
        wanted: dict[str, Any] = {
            "国标分类": self.gb_code, "财务入账日期": self.booked_on, "凭证号": self.voucher_no,
            "使用部门": self.department_id, "使用人": self.custodian_id, "存放地点": self.place_id,
        }  # fmt: skip
        if self.depreciation_status is not DepreciationStatus.NEVER:
            wanted["折旧年限"] = self.life_months
        return [name for name, value in wanted.items() if not value]

    def problems(self) -> dict[str, str]:
        found: dict[str, str] = {}
        cost, charged = self.original_cost or ZERO, self.accumulated_depreciation or ZERO
        if cost < 0:
            found["original_cost"] = "原值不能是负数"
        elif charged > cost:
            found["accumulated_depreciation"] = f"累计折旧 {charged:,.2f} 大于原值 {cost:,.2f}"
        if charged < 0:
            found["accumulated_depreciation"] = "累计折旧不能是负数"
        if (self.fiscal_funding or ZERO) + (self.other_funding or ZERO) not in (cost, ZERO):
            found["fiscal_funding"] = f"财政拨款与非财政拨款之和应等于原值 {cost:,.2f}"
        if self.value_basis is ValueBasis.NOMINAL and cost != NOMINAL * (self.quantity or 1):
            found["original_cost"] = "按名义金额计量的资产，原值应为每件 1 元"
        if self.quantity is not None and self.quantity <= 0:
            found["quantity"] = "数量应大于 0"
        if self.life_months is not None and self.life_months <= 0:
            found["life_months"] = "折旧年限应大于 0 个月"
        if self.method is Method.WORKLOAD and not (self.total_workload and self.total_workload > 0):
            found["total_workload"] = "工作量法要填写总工作量"
        return found


class UsedNumber(Base):
    """Every asset number ever used; none is used again, not even after a withdrawn import by another rule."""

    __tablename__ = "used_asset_numbers"
    asset_no: Mapped[str] = mapped_column(String(48), primary_key=True)


class ImportBatch(Record):
    """One import of a workbook: withdrawn whole while none of its cards has been touched."""

    __tablename__ = "import_batches"
    __table_args__ = (UniqueConstraint("batch_no"),)
    name_cn = "导入批次"
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
    title_column = "month"

    month: Mapped[Month] = mapped_column(info=label("月份"))
    closed_at: Mapped[datetime] = mapped_column(info=label("结账时间", width=16))
    closed_by: Mapped[str] = mapped_column(String(64), info=label("结账人"))
    cards: Mapped[int] = mapped_column(Integer, info=label("计提卡片数"))
    amount: Mapped[Decimal] = mapped_column(info=label("计提金额", unit="元", width=14))
    digest: Mapped[str] = mapped_column(String(64), info=label("校验值", width=20))


class MonthBalance(Base):
    """What stood on the books of a closed month, by class: frozen when the month is closed. Fen."""

    __tablename__ = "month_balances"
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
    title_column = "change_no"

    change_no: Mapped[str] = mapped_column(String(32), info=label("变动单号", width=14, required=True))
    asset_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("assets.id"), index=True, info=label("资产", width=18)
    )
    month: Mapped[Month] = mapped_column(index=True, info=label("生效月份"))
    kind: Mapped[str] = mapped_column(String(16), info=label("变动类型"))
    cost_before: Mapped[Decimal] = mapped_column(info=label("变动前原值", unit="元"))
    cost_after: Mapped[Decimal] = mapped_column(info=label("变动后原值", unit="元"))
    accumulated_before: Mapped[Decimal] = mapped_column(info=label("变动前累计折旧", unit="元"))
    accumulated_after: Mapped[Decimal] = mapped_column(info=label("变动后累计折旧", unit="元"))
    life_before: Mapped[int | None] = mapped_column(Integer, info=label("变动前年限", unit="月"))
    life_after: Mapped[int | None] = mapped_column(Integer, info=label("变动后年限", unit="月"))
    state_before: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, info=label("变动原因", width=24, required=True))


class Workload(Record):
    """What a card on the workload method did in a month (公里, 小时 …)."""

    __tablename__ = "workloads"
    __table_args__ = (UniqueConstraint("asset_id", "month"),)
    name_cn = "工作量"
    title_column = "month"

    asset_id: Mapped[int] = mapped_column(BigId, ForeignKey("assets.id"), info=label("资产", width=18))
    month: Mapped[Month] = mapped_column(info=label("月份"))
    quantity: Mapped[Decimal] = mapped_column(Fixed(2), info=label("本月工作量", required=True))
