"""What an office sets for its cards and months."""

from __future__ import annotations

from decimal import Decimal

from app.kit.settings import Setting, declare

GROUP = "固定资产"

declare(
    [
        Setting(
            "capitalization_threshold", "固定资产入账标准（元）", Decimal("1000.00"),
            "事业单位财务规则（财政部令第108号）第41条：单位价值1000元以上，含1000元",
            kind="money", group=GROUP,
        ),
        Setting(
            "special_equipment_threshold", "专用设备入账标准（元）", Decimal("0.00"),
            "行业财务制度另有规定的填写；0 表示与固定资产入账标准相同", kind="money", group=GROUP,
        ),
        Setting(
            "asset_no_rule", "资产编号规则", "ZC{year}{seq:5}", "本单位规定", group=GROUP,
            hint="可用 {year}、{month}、{seq:位数}，例如 ZC{year}{seq:5}",
        ),
        Setting("change_no_rule", "变动单编号规则", "BD{year}{seq:4}", "本单位规定", group=GROUP),
        Setting("handover_no_rule", "交接单编号规则", "JJ{year}{seq:4}", "本单位规定", group=GROUP),
        Setting(
            "opening_policy", "期初折旧的处理", "continue", "本单位与财务部门商定", group=GROUP,
            options=(("continue", "按原值÷年限继续提，最后一月提完余额"), ("spread", "余额按剩余月数重新平均")),
        ),
        Setting(
            "late_entry_policy", "补登资产的折旧", "catch_up", "本单位与财务部门商定", group=GROUP,
            options=(("catch_up", "登记当月补提以前各月"), ("from_entry", "从登记当月起提，以前不补")),
        ),
        Setting(
            "default_expense_account", "未分部门资产的折旧费用科目", "5101",
            "政府会计制度（财会〔2017〕25号）", group=GROUP,
            options=(("5001", "5001 业务活动费用"), ("5101", "5101 单位管理费用"), ("5201", "5201 经营费用")),
        ),
        Setting(
            "first_month", "建账月份", "", "本单位填写", group=GROUP,
            hint="第一个要结账的月份，例如 2026-11；不填则从期初数据的次月开始",
        ),
    ]
)  # fmt: skip
