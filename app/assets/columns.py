"""The columns of a card that every kind shares, by what they tell: the thing, its books, its use.

Mixed into `Asset`; the columns of one kind alone stand in kinds.py.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.assets.choices import (
    Acquisition,
    BookingStatus,
    CardKind,
    DepreciationStatus,
    DisposalMethod,
    LegacyClass,
    Method,
    NewClass,
    PaymentChannel,
    Procurement,
    UsageStatus,
    ValueBasis,
)
from app.kit.db import BigId, ChoiceType, Fixed
from app.kit.fields import label
from app.kit.months import Month

ZERO = Decimal("0.00")


class ThingColumns:
    """What it is, how many and how much, how it came."""

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
    bulk_goods: Mapped[bool] = mapped_column(
        Boolean, default=False, info=label("大批同类物资", hint="单价低于入账标准而作固定资产管理的")
    )
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


class BookColumns:
    """How it is booked and how it depreciates (see Asset for how these run)."""

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
    life_basis: Mapped[str | None] = mapped_column(
        String(96), info=label("年限依据", width=16, hint="折旧年限短于规定时写明理由")
    )
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
    opening_month: Mapped[Month | None] = mapped_column(index=True, info=label("期初月份", computed=True))
    entry_month: Mapped[Month | None] = mapped_column(index=True, info=label("增加月份", computed=True))
    removed_month: Mapped[Month | None] = mapped_column(index=True, info=label("减少月份", computed=True))


class UseColumns:
    """Who uses it and where, and how it left."""

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
    disposed_on: Mapped[date | None] = mapped_column(Date, info=label("处置日期", width=11, computed=True))
    disposal_method: Mapped[DisposalMethod | None] = mapped_column(
        ChoiceType(DisposalMethod), info=label("处置方式", computed=True)
    )
    disposal_no: Mapped[str | None] = mapped_column(
        String(64), info=label("处置批复文号", width=14, computed=True)
    )
    todo: Mapped[str | None] = mapped_column(String(160), info=label("待补资料", width=18, computed=True))
