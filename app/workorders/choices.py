"""The words of the repair desk."""

from __future__ import annotations

from app.kit.db import Choice


class Urgency(Choice):
    """How fast somebody must come; decides the limits and the calendar by which they count."""

    EXTREME = "extreme", "特急"
    URGENT = "urgent", "紧急"
    NORMAL = "normal", "一般"
    PLANNED = "planned", "计划"


class DayKind(Choice):
    """What a day of the holiday table is, whatever its weekday."""

    REST = "rest", "放假"
    WORK = "work", "上班"
