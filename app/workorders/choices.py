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


class State(Choice):
    """Where an order stands. 已完工 and 待确认 are one state: what is done waits for the caller's word."""

    REPORTED = "reported", "待受理"
    ACCEPTED = "accepted", "已受理"
    DISPATCHED = "dispatched", "已派工"
    ARRIVED = "arrived", "已到场"
    WORKING = "working", "维修中"
    WAITING_PARTS = "waiting_parts", "待料"
    WAITING_VENDOR = "waiting_vendor", "待外协"
    SUSPENDED = "suspended", "挂起"
    FINISHED = "finished", "已完工待确认"
    REWORK = "rework", "返修"
    CONFIRMED = "confirmed", "已确认"
    RATED = "rated", "已评价"
    CLOSED = "closed", "已关闭"
    REJECTED = "rejected", "已驳回"
    CANCELLED = "cancelled", "已撤销"
    MERGED = "merged", "已合并"


WAITS = frozenset({State.WAITING_PARTS, State.WAITING_VENDOR, State.SUSPENDED})
UNDONE = frozenset(
    {State.REPORTED, State.ACCEPTED, State.DISPATCHED, State.ARRIVED, State.WORKING, State.REWORK, *WAITS}
)
DONE = frozenset({State.FINISHED, State.CONFIRMED, State.RATED, State.CLOSED})
DROPPED = frozenset({State.REJECTED, State.CANCELLED, State.MERGED})
_ENDS = frozenset({State.CANCELLED, State.MERGED})

# From each state the ones that may follow. A wait goes back to where it came from (service.resume).
MOVES: dict[State, frozenset[State]] = {
    State.REPORTED: frozenset({State.ACCEPTED, State.REJECTED, *WAITS, *_ENDS}),
    State.ACCEPTED: frozenset({State.DISPATCHED, State.REJECTED, *WAITS, *_ENDS}),
    State.DISPATCHED: frozenset({State.DISPATCHED, State.ARRIVED, *WAITS, *_ENDS}),
    State.ARRIVED: frozenset({State.DISPATCHED, State.WORKING, State.FINISHED, *WAITS, *_ENDS}),
    State.WORKING: frozenset({State.DISPATCHED, State.FINISHED, *WAITS, *_ENDS}),
    State.REWORK: frozenset({State.DISPATCHED, State.ARRIVED, *WAITS}),
    State.FINISHED: frozenset({State.CONFIRMED, State.REWORK}),
    State.CONFIRMED: frozenset({State.RATED, State.CLOSED, State.REWORK}),
    State.RATED: frozenset({State.CLOSED, State.REWORK}),
    State.CLOSED: frozenset({State.RATED, State.REWORK}),
    **dict.fromkeys(WAITS, UNDONE - WAITS | _ENDS),
    **dict.fromkeys(DROPPED, frozenset[State]()),
}


class Step(Choice):
    """What is measured against a limit."""

    RESPOND = "respond", "响应"
    ARRIVE = "arrive", "到场"
    FINISH = "finish", "完工"


class Channel(Choice):
    """How a report came in."""

    PHONE = "phone", "电话"
    DESK = "desk", "当面"
    FORM = "form", "收集表"
    PATROL = "patrol", "巡检发现"
    PLAN = "plan", "计划维保"
    BOOK = "book", "登记簿"


class Confirmation(Choice):
    """Who said that it is done."""

    CALLER = "caller", "报修人确认"
    DESK = "desk", "值班台代为确认"
    DEFAULT = "default", "系统默认确认"


class Rating(Choice):
    GOOD = "good", "满意"
    FAIR = "fair", "基本满意"
    BAD = "bad", "不满意"


class CallKind(Choice):
    MANDATORY = "mandatory", "不满意必回访"
    SAMPLE = "sample", "抽查回访"


class LinkKind(Choice):
    """What one order is to another."""

    MERGED = "merged", "合并入"
    SPLIT = "split", "拆分自"
    AGAIN = "again", "返修自"
    RELATED = "related", "相关"


class ItemKind(Choice):
    """How an item of a checklist is answered."""

    CHECK = "check", "勾选"
    NUMBER = "number", "数值"
    WORDS = "words", "文字"


class Stage(Choice):
    """When a photo of an order was taken."""

    BEFORE = "before", "维修前"
    AFTER = "after", "维修后"


class MoveKind(Choice):
    """How parts move through the store-room."""

    IN = "in", "入库"
    OUT = "out", "领用"
    BACK = "back", "退料"
    COUNT = "count", "盘点"


class PlanKind(Choice):
    """What planned work is for."""

    UPKEEP = "upkeep", "维护保养"
    PATROL = "patrol", "巡检"
    STATUTORY = "statutory", "法定检验"


class Cycle(Choice):
    """From when the next turn is counted."""

    FIXED = "fixed", "按固定日期"
    AFTER = "after", "完成后起算"


class Span(Choice):
    DAYS = "days", "天"
    MONTHS = "months", "个月"


class CertificateKind(Choice):
    """What must be inspected by law, and by whom it is certified."""

    LIFT = "lift", "电梯"
    PRESSURE = "pressure", "压力容器"
    BOILER = "boiler", "锅炉"
    FIRE = "fire", "消防设施"
    LIGHTNING = "lightning", "防雷装置"
    ELECTRIC = "electric", "电气安全"
    WATER = "water", "二次供水"
    OTHER = "other", "其他"


class EventKind(Choice):
    """What an emergency is."""

    WATER = "water", "爆管跑水"
    POWER = "power", "停电"
    LIFT = "lift", "电梯困人"
    FIRE = "fire", "火情"
    GAS = "gas", "燃气泄漏"
    WEATHER = "weather", "极端天气"
    FOOD = "food", "食品安全"
    SECURITY = "security", "治安"
    OTHER = "other", "其他"


class Level(Choice):
    """The four grades of 突发事件应对法, the gravest first."""

    ONE = "1", "Ⅰ级（特别重大）"
    TWO = "2", "Ⅱ级（重大）"
    THREE = "3", "Ⅲ级（较大）"
    FOUR = "4", "Ⅳ级（一般）"


class EventState(Choice):
    OPEN = "open", "处置中"
    ENDED = "ended", "处置结束"
    REVIEWED = "reviewed", "已复盘"
    CLOSED = "closed", "已销号"


class Shift(Choice):
    DAY = "day", "白班"
    NIGHT = "night", "夜班"
    WHOLE = "whole", "全天"
