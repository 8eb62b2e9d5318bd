"""What an import looks for in a ledger: every column of a card, by its label and by what clerks call it.

Labels and most synonyms stand with the columns of `Asset`; here are the words for choices, and three columns
that are read without being kept: 净值 (to check, or to conclude 累计折旧 from), 单价, and a 规格 beside 型号.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.assets.choices import (
    Acquisition,
    BookingStatus,
    CardKind,
    DepreciationStatus,
    LegacyClass,
    Method,
    Procurement,
    UsageStatus,
    ValueBasis,
)
from app.assets.models import Asset
from app.kit.db import Choice
from app.kit.fields import Field, fields
from app.kit.sheets import Wanted

UNIT_PRICE, NET, SPEC = "unit_price", "net_book_value", "spec"

FIELDS: dict[str, Field] = {
    name: field for name, field in fields(Asset).items() if not field.facts.computed and name != "gb_edition"
}

_MORE_HEADINGS: dict[str, tuple[str, ...]] = {
    "asset_no": ("卡片编码", "卡片号", "固定资产编码", "固定资产代码", "资产卡片编号", "登记号", "条码号", "资产条码",
                 "资产条形码", "条形码", "标签号", "资产标签号", "财产编号", "统一编号", "固资编号", "国资编号", "校编号",
                 "房屋编号", "车辆编号", "仪器编号", "设备编号", "设备代码", "物品编号"),
    "fiscal_no": ("财政资产编号", "原编号", "旧资产编号"),
    "name": ("资产", "物品名称", "设备名", "固定资产", "资产品名", "物资名称", "财产名称", "房屋名称",
             "建筑名称", "建筑物名称", "构筑物名称", "土地名称", "车辆名称", "仪器名称", "图书名称", "书名", "家具名称", "器材名称",
             "用品名称", "名称及规格", "资产名称及规格", "资产名称及规格型号", "名称及规格型号", "名称规格"),
    "model": ("品牌型号", "规格、型号", "品牌规格型号", "型号规格及参数", "规格及参数", "规格/型号", "品牌及规格型号", "品牌及型号"),
    "serial_no": ("机器编号", "设备序列号", "出厂号", "S/N", "SN号", "产品编号"),
    "gb_code": ("国标分类码", "资产国标代码", "财政部分类代码", "资产分类编码", "新国标代码", "分类号"),
    "legacy_class": ("资产大类名称", "资产类型", "类型", "六大类", "大类", "固定资产分类", "资产类别名称", "类别名称", "固定资产类别名称"),
    "quantity": ("资产数量", "数 量", "台数", "台(件)数", "实有数量"),
    "unit": ("计量", "数量单位", "单 位"),
    "original_cost": ("资产价值", "原始价值", "购入原值", "购置原值", "购置价值", "购入金额", "购置价格",
                      "入账原值", "账面价值原值", "资产金额", "价格", "原值金额", "账面金额", "购价", "合计金额", "购进原值", "本币原值", "期末原值",
                      "购置价", "购入价", "采购价", "采购价格", "采购金额", "入账金额", "含税金额", "价税合计", "购置总价",
                      "总金额", "总值", "原始成本", "成本"),
    "accumulated_depreciation": ("期末累计折旧", "已计提折旧", "累计计提折旧", "折旧额累计", "累计折旧金额", "已折旧",
                                 "已提累计折旧", "累提折旧"),
    "fiscal_funding": ("财政拨款金额", "财政性资金金额", "其中:财政拨款", "财政补助"),
    "other_funding": ("非财政拨款金额", "其中:非财政拨款", "自筹资金", "自筹"),
    "acquisition": ("取得途径", "资产取得方式", "获得方式", "增加原因", "变动方式", "入账方式"),
    "acquired_on": ("购置年月", "购买时间", "购入时间", "取得年月", "购进日期", "建成日期", "竣工日期", "采购日期",
                    "购建时间", "购入年月"),
    "in_use_on": ("投入使用时间", "开始使用时间", "启用时间", "投用时间", "使用时间"),
    "booked_on": ("入账年月", "财务入账时间", "财务记账日期", "登账日期", "入帐日期", "登记时间", "上账日期", "验收日期"),
    "voucher_no": ("凭证", "财务凭证号", "入账凭证号", "会计凭证", "凭证字号", "凭证号数"),
    "life_months": ("预计使用年数", "使用寿命", "折旧年数", "规定使用年限", "计提年限", "可使用年限", "使用月数", "预计使用期间数", "预计使用期间",
                    "预计使用月数", "预计使用月份", "折旧月份", "折旧期"),
    "department_id": ("使用(管理)部门", "使用部门名称", "所在部门", "部门名称", "归属部门", "使用科室名称", "存放部门",
                      "使用管理部门", "使用处室", "处室", "所属科室", "保管科室", "存放科室", "班组", "领用单位", "领用科室", "保管部门"),
    "custodian_id": ("使用(保管)人", "使用人员", "保管使用人", "使用保管人", "经管人", "负责人", "使用责任人", "保管员", "使用人姓名",
                     "领用人姓名", "管理责任人", "资产责任人", "姓名"),
    "managing_department_id": ("归口管理部门", "资产管理部门", "管理科室"),
    "place_id": ("存放场所", "安装地点", "使用地点", "所在地点", "存放房间", "房间", "所在位置", "摆放位置", "摆放地点", "安放地点", "存放地点及房间", "坐落地点",
                 "存放地", "地址", "库房", "存放地名称", "存放地点名称"),
    "usage_status": ("使用情况", "资产使用状况", "资产现状", "使用现状", "资产使用状态", "设备状态"),
    "supplier": ("供应单位", "供应商名称", "供货厂家", "销售单位", "供方", "卖方", "售货单位"),
    "maker": ("生产厂商", "制造厂家", "制造厂", "生产单位", "生产企业"),
    "remark": ("备 注", "备注说明", "其他说明"),
    "invoice_no": ("发票编号",),
    "contract_no": ("采购合同号", "合同"),
    "plate_no": ("号牌号码", "车号"),
    "floor_area": ("面积", "房屋面积"),
}  # fmt: skip

_SHEET_KINDS = {"money": "money", "date": "date", "number": "number", "int": "number", "choice": "choice"}

WANTED: list[Wanted] = [
    Wanted(
        name,
        field.label,
        tuple(word for word in (*field.facts.synonyms, *_MORE_HEADINGS.get(name, ())) if word != "规格"),
        _SHEET_KINDS.get(field.kind, "text"),
    )
    for name, field in FIELDS.items()
] + [
    Wanted(UNIT_PRICE, "单价", ("单位价值", "单件价值", "购置单价", "资产单价"), "money"),
    Wanted(SPEC, "规格", ("规格参数", "技术参数", "技术规格", "主要参数", "配置"), "text"),
    Wanted(NET, "净值", (*fields(Asset)[NET].facts.synonyms, "资产净额", "期末净值"), "money"),
]
LABELS: dict[str, str] = {each.name: each.label for each in WANTED}
KEYS = ("asset_no", "original_cost")

# Numbers that are names: spaces go, noughts stay, what Excel has broken is refused.
CODES = frozenset({
    "asset_no", "fiscal_no", "serial_no", "contract_no", "budget_item", "invoice_no", "voucher_no",
    "supplier_phone", "plate_no", "vin", "engine_no", "title_no", "archive_no", "accounting_subject",
})  # fmt: skip
# A cell of these that cannot be read refuses its row; of the others it goes to the remark, and the row stays.
STRICT = CODES | {
    "name", "original_cost", "accumulated_depreciation", "fiscal_funding", "other_funding", "quantity",
    "acquired_on", "in_use_on", "booked_on", "life_months", UNIT_PRICE,
}  # fmt: skip


def _words(choices: type[Choice], synonyms: Mapping[Choice, str]) -> dict[str, Choice]:
    found: dict[str, Choice] = dict(choices.labels())
    for choice, words in synonyms.items():
        for word in words.split():
            found.setdefault(word, choice)
    return found


CHOICES: dict[str, dict[str, Choice]] = {
    name: dict(field.choices.labels()) for name, field in FIELDS.items() if field.choices is not None
} | {
    "acquisition": _words(Acquisition, {
        Acquisition.PURCHASE: "购置 购入 采购 购买 外购 政府采购 自购 新增 购进 直接购入",
        Acquisition.TRANSFER_IN: "无偿调入 调入 划拨 无偿划拨 划入 上级拨入 拨入 无偿划入 调剂",
        Acquisition.DONATION: "捐赠 受赠 捐入 接受赠与",
        Acquisition.EXCHANGE: "置换换入 换入 置换取得",
        Acquisition.BUILT: "建造 自行建造 基建 自建自制 自制 建设 改扩建 基建移交 在建工程转入 基建转入",
        Acquisition.DEVELOPED: "研制 研发",
        Acquisition.SURPLUS: "盘盈入账",
        Acquisition.LEASED: "租赁 租用 融资租入 融资租赁",
        Acquisition.OTHER: "其它",
    }),
    "usage_status": _words(UsageStatus, {
        UsageStatus.IN_USE: "使用中 自用 使用 正常 正常使用 良好 完好 在使用 在用自用 好",
        UsageStatus.RENTED_OUT: "租出 对外出租", UsageStatus.LENT: "借出 外借",
        UsageStatus.IDLE: "未使用 封存 库存 在库 停用 未用 不需用 备用",
        UsageStatus.REPAIR: "在修 维修 维修中 损坏 故障 待维修",
        UsageStatus.PENDING: "待报废 拟报废 待处理 待核销 毁损待报废",
        UsageStatus.DISPOSED: "已报废 报废 已核销 已处理 注销",
    }),
    "value_basis": _words(ValueBasis, {
        ValueBasis.ORIGINAL: "历史成本 实际成本 账面原值 购置价", ValueBasis.PROVISIONAL: "暂估 暂估价 暂估入账",
        ValueBasis.REPLACEMENT: "重置 重置价值", ValueBasis.APPRAISED: "评估 评估价 评估价值",
        ValueBasis.NOMINAL: "名义价值 名义",
    }),
    "procurement": _words(Procurement, {
        Procurement.CENTRAL: "集中采购 政府采购", Procurement.DECENTRAL: "分散",
        Procurement.OTHER: "自行采购 其他 其它 非政府采购",
    }),
    "depreciation_status": _words(DepreciationStatus, {
        DepreciationStatus.CHARGING: "计提 计提折旧 提取 正常计提 在提 是 未提足",
        DepreciationStatus.NEVER: "不计提 不提 不计提折旧 否",
        DepreciationStatus.FINISHED: "已提足 提足 已提完 已提足折旧 完成折旧",
    }),
    "method": _words(Method, {Method.STRAIGHT_LINE: "直线法 平均年限法 年限平均 年限法 平均年限法(一) 平均年限法(二)", Method.WORKLOAD: "工作量"}),
    "booking_status": _words(BookingStatus, {BookingStatus.BOOKED: "是 入账", BookingStatus.UNBOOKED: "否"}),
    "card_kind": _words(CardKind, {
        CardKind.GENERAL: "通用设备 专用设备 设备 家具 通用资产", CardKind.BUILDING: "房屋 构筑物 房屋及构筑物",
        CardKind.BOOK: "图书 档案", CardKind.RELIC: "文物 陈列品", CardKind.BIOTA: "动物 植物 特种动植物",
    }),
    "legacy_class": _words(LegacyClass, {
        LegacyClass.BUILDING: "房屋 构筑物 房屋建筑物 房屋及建筑物 土地、房屋及构筑物 土地房屋及构筑物 房屋和构筑物 建筑物 "
                              "房屋类 土地",
        LegacyClass.GENERAL: "通用 通用设备类 一般设备 办公设备 信息化设备 车辆 交通工具 运输设备 电子设备",
        LegacyClass.SPECIAL: "专用 专用设备类 专业设备 专用仪器",
        LegacyClass.RELIC: "文物 陈列品 文物及陈列品 文物、陈列品 文物陈列品",
        LegacyClass.BOOK: "图书 档案 图书档案 图书和档案 图书及档案 图书类",
        LegacyClass.FURNITURE: "家具 用具 装具 家具用具 家具、用具 家具和用具 家具、用具、装具 家具用具装具 动植物 特种动植物 "
                               "家具、用具、装具、动植物 家具用具装具及动植物 家具、用具、装具及特种动植物 家具类 办公家具",
    }),
}  # fmt: skip
