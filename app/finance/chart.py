"""The accounts that a logistics office meets, and which of them stands for what.

Codes and names by 政府会计制度 (财会〔2017〕25号). Which account an entry uses is a setting with its basis, so
that an office follows its finance office and not this file.
"""

from __future__ import annotations

from app.assets.choices import LegacyClass, PaymentChannel
from app.kit.settings import Setting, declare

CHART: tuple[tuple[str, str], ...] = (
    ("1001", "库存现金"), ("1002", "银行存款"), ("1011", "零余额账户用款额度"), ("1201", "财政应返还额度"),
    ("1212", "应收账款"), ("1214", "预付账款"), ("1218", "其他应收款"), ("1302", "库存物品"),
    ("1601", "固定资产"), ("1602", "固定资产累计折旧"), ("1611", "工程物资"), ("1613", "在建工程"),
    ("1701", "无形资产"), ("1702", "无形资产累计摊销"), ("1703", "研发支出"), ("1811", "政府储备物资"),
    ("1821", "文物资源"), ("1891", "受托代理资产"), ("1901", "长期待摊费用"), ("1902", "待处理财产损溢"),
    ("2103", "应缴财政款"), ("2302", "应付账款"), ("2307", "其他应付款"), ("2502", "长期应付款"),
    ("3001", "累计盈余"), ("3401", "无偿调拨净资产"), ("3501", "以前年度盈余调整"),
    ("4001", "财政拨款收入"), ("4101", "事业收入"), ("4603", "捐赠收入"), ("4605", "租金收入"),
    ("4609", "其他收入"), ("5001", "业务活动费用"), ("5101", "单位管理费用"), ("5201", "经营费用"),
    ("5301", "资产处置费用"), ("5901", "其他费用"), ("6001", "财政拨款预算收入"), ("6101", "事业预算收入"),
    ("6609", "其他预算收入"), ("7101", "行政支出"), ("7201", "事业支出"), ("7301", "经营支出"),
    ("7901", "其他支出"), ("8001", "资金结存"),
)  # fmt: skip

NAMES = dict(CHART)

ROLES: dict[str, tuple[str, str]] = {
    "cost": ("固定资产", "1601"),
    "accumulated": ("固定资产累计折旧", "1602"),
    "pending": ("待处理财产损溢（报废、毁损、盘亏、盘盈）", "1902"),
    "disposal": ("资产处置费用（出售、捐赠转出）", "5301"),
    "transfer": ("无偿调拨净资产（无偿调入、调出）", "3401"),
    "donation": ("捐赠收入（接受捐赠）", "4603"),
    "construction": ("在建工程（自建交付、改扩建）", "1613"),
    "budget_debit": ("预算支出（购置）", "7201"),
    "expense.5001": ("折旧费用：业务部门", "5001"),
    "expense.5101": ("折旧费用：后勤和行政部门", "5101"),
    "expense.5201": ("折旧费用：经营部门", "5201"),
    "amortisation": ("无形资产累计摊销", "1702"),
}

CHANNELS: dict[PaymentChannel, tuple[str, str]] = {
    PaymentChannel.CURRENT: ("4001", "6001"),
    PaymentChannel.PRIOR: ("1201", "8001"),
    PaymentChannel.ZERO_BALANCE: ("1011", "8001"),
    PaymentChannel.BANK: ("1002", "8001"),
    PaymentChannel.CASH: ("1001", "8001"),
    PaymentChannel.UNPAID: ("2302", ""),
}
"""Credit of the financial entry and of the budget entry; an unpaid purchase has no budget entry."""

SUFFIXES: dict[LegacyClass, str] = {kind: f"{at:02d}" for at, kind in enumerate(LegacyClass, 1)}

_BASIS = "政府会计制度（财会〔2017〕25号）"
_GROUP = "会计科目"


def _settings() -> list[Setting]:
    found = [
        Setting(f"account.{role}", name, code, _BASIS, group=_GROUP) for role, (name, code) in ROLES.items()
    ]
    for channel, (credit, budget) in CHANNELS.items():
        found.append(
            Setting(f"account.paid.{channel}", f"贷方科目：{channel.label}", credit, _BASIS, group=_GROUP)
        )
        found.append(
            Setting(
                f"account.budget.{channel}",
                f"预算会计贷方：{channel.label}",
                budget,
                _BASIS,
                group=_GROUP,
                hint="空着表示不做预算会计分录",
            )
        )
    found.append(
        Setting(
            "account.by_class",
            "固定资产和累计折旧按六大类设明细科目",
            False,
            "本单位会计科目表；选“是”后用 160101…160106、160201…160206",
            kind="bool",
            group=_GROUP,
        )
    )
    for kind, suffix in SUFFIXES.items():
        for role, parent in (("cost", "1601"), ("accumulated", "1602")):
            name = f"{'原值' if role == 'cost' else '累计折旧'}明细科目：{kind.label}"
            found.append(Setting(f"account.{role}.{kind}", name, parent + suffix, _BASIS, group=_GROUP))
    found.append(Setting("voucher_word", "凭证字", "记", "本单位财务软件的凭证类别字", group=_GROUP))
    return found


declare(_settings())
