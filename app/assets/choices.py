"""The words that asset cards are made of (规范: 财政部 资产信息卡; terms by DOMAIN dictionary)."""

from __future__ import annotations

from app.kit.db import Choice


class CardKind(Choice):
    """Which extra fields a card has."""

    GENERAL = "general", "通用"
    BUILDING = "building", "房屋构筑物"
    LAND = "land", "土地"
    VEHICLE = "vehicle", "车辆"
    BOOK = "book", "图书档案"
    RELIC = "relic", "文物陈列品"
    BIOTA = "biota", "动植物"


class LegacyClass(Choice):
    """The six classes of the depreciation table (财会〔2017〕4号 应用指南附表)."""

    BUILDING = "building", "房屋及构筑物"
    GENERAL = "general", "通用设备"
    SPECIAL = "special", "专用设备"
    RELIC = "relic", "文物和陈列品"
    BOOK = "book", "图书、档案"
    FURNITURE = "furniture", "家具、用具、装具及动植物"


class NewClass(Choice):
    """The six classes since 财政部令第108号, by the first level of GB/T 14885-2022."""

    BUILDING = "A01", "房屋和构筑物"
    EQUIPMENT = "A02", "设备"
    RELIC = "A03", "文物和陈列品"
    BOOK = "A04", "图书和档案"
    FURNITURE = "A05", "家具和用具"
    BIOTA = "A06", "特种动植物"


class ValueBasis(Choice):
    ORIGINAL = "original", "原值"
    PROVISIONAL = "provisional", "暂估值"
    REPLACEMENT = "replacement", "重置值"
    APPRAISED = "appraised", "评估值"
    NOMINAL = "nominal", "名义金额"


class Acquisition(Choice):
    PURCHASE = "purchase", "新购"
    TRANSFER_IN = "transfer_in", "调拨"
    DONATION = "donation", "接受捐赠"
    EXCHANGE = "exchange", "置换"
    BUILT = "built", "自建"
    DEVELOPED = "developed", "自行研制"
    SURPLUS = "surplus", "盘盈"
    LEASED = "leased", "租入"
    OTHER = "other", "其他"


class Procurement(Choice):
    CENTRAL = "central", "政府集中采购"
    DEPARTMENTAL = "departmental", "部门集中采购"
    DECENTRAL = "decentral", "分散采购"
    OTHER = "other", "其他(自行采购)"


class PaymentChannel(Choice):
    """How it was paid; decides the credit side of the acquisition voucher (DOMAIN §1.8)."""

    CURRENT = "current", "财政一体化-本年"
    PRIOR = "prior", "财政一体化-以前年度"
    ZERO_BALANCE = "zero_balance", "零余额账户(旧)"
    BANK = "bank", "实有资金账户"
    CASH = "cash", "现金"
    UNPAID = "unpaid", "未付"


class UsageStatus(Choice):
    IN_USE = "in_use", "在用"
    RENTED_OUT = "rented_out", "出租"
    LENT = "lent", "出借"
    IDLE = "idle", "闲置"
    REPAIR = "repair", "待修"
    PENDING = "pending", "待处置"
    DISPOSED = "disposed", "已处置"


class DepreciationStatus(Choice):
    CHARGING = "charging", "提折旧"
    NEVER = "never", "不提折旧"
    FINISHED = "finished", "已完成折旧"


class Method(Choice):
    STRAIGHT_LINE = "straight_line", "年限平均法"
    WORKLOAD = "workload", "工作量法"


class BookingStatus(Choice):
    BOOKED = "booked", "已入账"
    UNBOOKED = "unbooked", "未入账"


class TitleForm(Choice):
    TITLED = "titled", "有产权"
    UNTITLED = "untitled", "无产权"
    PENDING = "pending", "产权待界定"


class LandRight(Choice):
    GRANTED = "granted", "出让"
    ALLOCATED = "allocated", "划拨"
    LEASED = "leased", "租赁"
    OTHER = "other", "其他"


class VehicleQuota(Choice):
    WITHIN = "within", "在编"
    BEYOND = "beyond", "不在编"
    UNSET = "unset", "未核定车编"


class VehicleUse(Choice):
    LEADER = "leader", "副部(省)级以上领导用车"
    CONFIDENTIAL = "confidential", "机要通信"
    EMERGENCY = "emergency", "应急保障"
    ENFORCEMENT = "enforcement", "执法执勤"
    SPECIAL = "special", "特种专业技术"
    RETIRED = "retired", "离退休干部"
    OTHER = "other", "其他"


class RelicGrade(Choice):
    FIRST = "first", "一级"
    SECOND = "second", "二级"
    THIRD = "third", "三级"
    GENERAL = "general", "一般"
    UNGRADED = "ungraded", "未定级"


class DisposalMethod(Choice):
    """How a thing leaves the books (127号令文 第3条)."""

    TRANSFER_OUT = "transfer_out", "无偿划转"
    DONATION = "donation", "对外捐赠"
    SALE = "sale", "转让"
    EXCHANGE = "exchange", "置换"
    SCRAP = "scrap", "报废"
    LOSS = "loss", "损失核销"


class ChangeKind(Choice):
    """What a 变动单 changes, always from the open month on."""

    COST = "cost", "原值调整"
    LIFE = "life", "年限调整"
    UPGRADE = "upgrade", "改扩建"
    SPLIT = "split", "拆分"


class HandoverKind(Choice):
    ISSUE = "issue", "领用"
    HANDOVER = "handover", "交接"
    TRANSFER = "transfer", "内部调拨"
    RETURN = "return", "退库"
