"""What an office sets for its repair desk: hours of work, limits by urgency, and what follows after the work."""

from __future__ import annotations

from app.kit.settings import Setting, declare
from app.workorders.choices import Urgency
from app.workorders.clock import read_hours

GROUP = "报修"
HOURS = "08:30-12:00 14:00-17:30"
_NORMS = "物业服务行业惯例和本单位承诺；有地方标准的（如 DB4103/T 152-2023）从其规定"

# Minutes for respond, arrive, finish; nought sets none. Whatever an urgency counts, it counts on one calendar.
LIMITS: dict[Urgency, tuple[int, int, int]] = {
    Urgency.EXTREME: (10, 15, 4 * 60),
    Urgency.URGENT: (15, 30, 24 * 60),
    Urgency.NORMAL: (2 * 60, 24 * 60, 48 * 60),
    Urgency.PLANNED: (0, 0, 0),
}
ON_WORKING_TIME = frozenset({Urgency.NORMAL, Urgency.PLANNED})
PLANNED_DAYS = 1
STEPS = ("respond", "arrive", "finish")
_STEP_WORDS = ("响应", "到场", "完工")


def limit_key(urgency: Urgency, step: str) -> str:
    return f"limit_{urgency.value}_{step}"


def calendar_key(urgency: Urgency) -> str:
    return f"calendar_{urgency.value}"


declare(
    [
        Setting(
            "working_hours", "作息时间", HOURS, "本单位规定", group=GROUP, hint="夏令、冬令各按生效日期填一次",
            check=read_hours,
        ),
    ]
)  # fmt: skip
declare(
    Setting(
        limit_key(urgency, step), f"{urgency.label}{words}时限（分钟）", minutes, _NORMS, kind="int", group=GROUP,
        hint="0 表示不设",
    )
    for urgency, limits in LIMITS.items()
    for step, words, minutes in zip(STEPS, _STEP_WORDS, limits, strict=True)
    if urgency is not Urgency.PLANNED
)  # fmt: skip
declare(
    Setting(
        calendar_key(urgency), f"{urgency.label}时限怎么计", "work" if urgency in ON_WORKING_TIME else "all", _NORMS,
        options=(("work", "工作时间（作息时间、节假日、调休）"), ("all", "24 小时连续计")), group=GROUP,
    )
    for urgency in Urgency
)  # fmt: skip
declare(
    [
        Setting(
            "planned_respond_days", "计划响应时限（工作日）", PLANNED_DAYS, _NORMS, kind="int", group=GROUP,
            hint="完工时间按约定",
        ),
        Setting(
            "amber_percent", "时限用去多少就提醒（%）", 80, "本单位规定", kind="int", group=GROUP,
        ),
        Setting(
            "escalate_head", "超时多少分钟报科室负责人", 60, "本单位规定", kind="int", group=GROUP,
            hint="超时即报班组长；按自然时间算",
        ),
        Setting("escalate_leader", "超时多少分钟报分管领导", 240, "本单位规定", kind="int", group=GROUP),
        Setting(
            "confirm_days", "完工几天无人确认即默认确认", 7, "服务平台惯例；默认确认不算满意", kind="int", group=GROUP,
        ),
        Setting(
            "call_back_days", "不满意的几个工作日内回访", 2, "物业服务行业惯例：1–2 个工作日", kind="int", group=GROUP,
        ),
        Setting("call_back_share", "其余的抽查回访（%）", 10, "本单位规定", kind="int", group=GROUP),
        Setting(
            "repeat_days", "多少天内同处同类算重复故障", 90, "本单位规定", kind="int", group=GROUP,
        ),
        Setting(
            "replace_percent", "累计维修费占原值多少建议更换（%）", 50, "本单位规定", kind="int", group=GROUP,
        ),
        Setting("event_no_rule", "应急事件编号规则", "YJ{year}{seq:4}", "本单位规定", group=GROUP),
        Setting("order_no_rule", "报修单编号规则", "BX{year}{seq:5}", "本单位规定", group=GROUP),
    ]
)  # fmt: skip
