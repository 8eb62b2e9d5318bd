"""What an office sets for its meetings; thresholds stand in the catalogue of matters."""

from __future__ import annotations

from app.kit.settings import Setting, declare

GROUP = "集体决策"

declare(
    [
        Setting(
            "materials_days", "会议材料至少提前几天送达", 1, "本单位议事规则（通常为会前1–3日）",
            kind="int", group=GROUP,
        ),
        Setting(
            "recusal_reduces_base", "回避的人不计入该项的应到人数", True, "本单位议事规则",
            kind="bool", group=GROUP,
        ),
        Setting(
            "chair_speaks_last", "主持人末位表态", True, "中国共产党党组工作条例；本单位议事规则",
            kind="bool", group=GROUP,
        ),
        Setting(
            "missing_resolution", "应集体决策而没有决议时", "refuse",
            "行政事业性国有资产管理条例（国务院令第738号）第9、17、19条；本单位“三重一大”实施办法",
            options=(("refuse", "不予办理"), ("mark", "允许，记入操作日志和放行清单")), group=GROUP,
        ),
        Setting("submission_no_rule", "议题编号规则", "YT{year}{seq:3}", "本单位规定", group=GROUP),
        Setting("meeting_no_rule", "会议编号规则", "HY{year}{seq:3}", "本单位规定", group=GROUP),
        Setting("resolution_no_rule", "决议编号规则", "JY{year}{seq:3}", "本单位规定", group=GROUP),
        Setting("follow_up_no_rule", "督办单编号规则", "DB{year}{seq:3}", "本单位规定", group=GROUP),
    ]
)  # fmt: skip
