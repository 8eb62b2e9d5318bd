"""The figures by which a repair desk is judged: each with its formula, and the filters that open the orders behind it.

A figure is counted in SQL by the very filters that open its list, so that number and list cannot disagree. All
figures of all groups come from one pass over the orders of the period.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, case, func, literal, select
from sqlalchemy.orm import Session

from app.kit.db import Record
from app.kit.filters import Between, Blank, Filter, OneOf
from app.kit.months import Month
from app.people.models import Department
from app.places.models import Place
from app.workorders.after import bounds
from app.workorders.choices import UNDONE, Confirmation, Rating, State, Urgency
from app.workorders.models import RepairCategory, RepairVendor, Team, Worker, WorkOrder

MINUTE = timedelta(minutes=1)
_CENT = Decimal("0.01")


class Kind(StrEnum):
    """How a figure is made of the orders it looks at."""

    COUNT = "count"
    RATE = "rate"
    MEAN = "mean"
    SUM = "sum"


@dataclass(frozen=True)
class Figure:
    """`of` and `among` narrow the orders of a period: a rate is those of `of` in those of `among`; a mean or a sum
    takes the column `measure` over `among`."""

    key: str
    label: str
    kind: Kind
    unit: str
    formula: str
    among: tuple[Filter, ...] = ()
    of: tuple[Filter, ...] = ()
    measure: str = ""


def _timely(key: str, label: str, late: str, step: str) -> Figure:
    formula = f"按时{step}张数 ÷ 已到{step}时限或已{step}的张数 × 100%；超时的不论后来怎样都算超时"
    return Figure(
        key, label, Kind.RATE, "%", formula, (OneOf(late, (False, True)),), (OneOf(late, (False,)),)
    )


def _mean(key: str, label: str, minutes: str, step: str) -> Figure:
    formula = f"Σ 从报修到{step}的分钟数 ÷ 已{step}张数；按各单紧急程度的时钟计，扣除暂停"
    return Figure(key, label, Kind.MEAN, "分钟", formula, (Blank(minutes, False),), measure=minutes)


_DONE: tuple[Filter, ...] = (Blank("finished_at", False),)
_RATED: tuple[Filter, ...] = (OneOf("rating", tuple(Rating)),)

FIGURES: tuple[Figure, ...] = (
    Figure("reported", "报修张数", Kind.COUNT, "张", "期内报修的张数；合并的只算一张"),
    Figure("finished", "完工张数", Kind.COUNT, "张", "期内报修、已经完工的张数", _DONE),
    _timely("respond_rate", "响应及时率", "respond_late", "响应"),
    _timely("arrive_rate", "到场及时率", "arrive_late", "到场"),
    _timely("finish_rate", "完工及时率", "finish_late", "完工"),
    Figure(
        "first_fix_rate", "一次修复率", Kind.RATE, "%", "完工后没有返修的张数 ÷ 完工张数 × 100%",
        _DONE, (Between("rounds", 1, 1),),
    ),
    Figure(
        "rework_rate", "返修率", Kind.RATE, "%", "返修过的张数 ÷ 完工张数 × 100%", _DONE, (Between("rounds", 2),)
    ),
    Figure(
        "satisfied_rate", "满意率", Kind.RATE, "%",
        "（满意＋基本满意）张数 ÷ 已评价张数 × 100%；按第一次评价，默认确认而没有评价的不计",
        _RATED, (OneOf("rating", (Rating.GOOD, Rating.FAIR)),),
    ),
    Figure(
        "pleased_rate", "其中满意", Kind.RATE, "%", "满意张数 ÷ 已评价张数 × 100%", _RATED,
        (OneOf("rating", (Rating.GOOD,)),),
    ),
    Figure(
        "rated_rate", "评价率", Kind.RATE, "%", "已评价张数 ÷ 完工张数 × 100%", _DONE, _RATED
    ),
    Figure(
        "default_rate", "默认确认率", Kind.RATE, "%", "到期无人确认、由系统默认确认的张数 ÷ 已确认张数 × 100%；不算满意",
        (Blank("confirmed_at", False),), (OneOf("confirmed_how", (Confirmation.DEFAULT,)),),
    ),
    _mean("mean_respond", "平均响应时间", "respond_minutes", "响应"),
    _mean("mean_arrive", "平均到场时间", "arrive_minutes", "到场"),
    _mean("mean_finish", "平均修复时间", "finish_minutes", "完工"),
    Figure("hours", "工时", Kind.SUM, "小时", "Σ 登记的工时", measure="hours"),
    Figure("parts_cost", "材料费", Kind.SUM, "元", "Σ 领用减退料的金额，按移动平均价", measure="parts_cost"),
    Figure("outside_cost", "外协费", Kind.SUM, "元", "Σ 本单位承担的外协费；保修期内的为 0", measure="outside_cost"),
)  # fmt: skip
BY_KEY = {figure.key: figure for figure in FIGURES}


class By(StrEnum):
    """What figures are broken down by."""

    MONTH = "month"
    WORKER = "worker_id"
    TEAM = "team_id"
    VENDOR = "vendor_id"
    CATEGORY = "category_id"
    PLACE = "place_id"
    DEPARTMENT = "department_id"
    URGENCY = "urgency"


_LINKED: dict[By, type[Record]] = {
    By.WORKER: Worker, By.TEAM: Team, By.VENDOR: RepairVendor, By.CATEGORY: RepairCategory, By.PLACE: Place,
    By.DEPARTMENT: Department,
}  # fmt: skip


@dataclass(frozen=True)
class Value:
    """What came out: how many `of` how many `among`, and the sum of the measure."""

    figure: Figure
    of: int
    among: int
    total: Decimal

    @property
    def value(self) -> Decimal | None:
        """The figure; None where nothing is there to be divided by."""
        kind = self.figure.kind
        if kind is Kind.COUNT:
            return Decimal(self.among)
        if kind is Kind.SUM:
            return self.total
        if not self.among:
            return None
        above = Decimal(self.of * 100) if kind is Kind.RATE else self.total
        return (above / self.among).quantize(_CENT, ROUND_HALF_UP)

    @property
    def shown(self) -> str:
        """`98.25%`, `36.50 分钟`, and a dash where there is nothing to tell."""
        if (value := self.value) is None:
            return "—"
        if self.figure.kind is Kind.RATE:
            return f"{value}%"
        return f"{value:,} {self.figure.unit}"


@dataclass(frozen=True)
class Group:
    """The figures of one group; `key` is its id, month or choice, None for what has none. `filters` open its orders."""

    key: Any
    label: str
    filters: tuple[Filter, ...]
    values: dict[str, Value]

    def orders(self, key: str) -> tuple[Filter, ...]:
        """What opens the orders that a figure counts as good."""
        figure = BY_KEY[key]
        return (*self.filters, *figure.among, *figure.of)

    def everyone(self, key: str) -> tuple[Filter, ...]:
        """What opens all the orders that a figure looks at."""
        return (*self.filters, *BY_KEY[key].among)


def period(first: Month, last: Month) -> tuple[Filter, ...]:
    """The orders that were reported in these months, those merged into others left out."""
    begin, end = bounds(first)[0], bounds(last)[1]
    return (Between("reported_at", begin, end - MINUTE), OneOf("merged", (False,)))


def figures(
    session: Session, first: Month, last: Month, by: By | None = None, wanted: Sequence[Figure] = FIGURES
) -> list[Group]:
    """All figures of the orders reported in these months, in all or by group, the group with most orders first;
    months and urgencies in their own order."""
    within = period(first, last)
    key = _key(by, first, last)
    sums = _Sums()
    places = {figure.key: sums.of(figure) for figure in wanted}
    query = select(key.label("key"), *sums.columns).where(*(each.condition(WorkOrder) for each in within))
    if by is not None:
        query = query.group_by(key)
    found = []
    for row in session.execute(query):
        made = {}
        for figure in wanted:
            of, among, total = (0 if at is None else row[at] or 0 for at in places[figure.key])
            made[figure.key] = Value(figure, of, among, Decimal(total))
        found.append((row[0], made))
    return _groups(session, found, by, within)


class _Sums:
    """The sums that figures need, each asked for once; several figures look at the same orders."""

    def __init__(self) -> None:
        self.columns: list[Any] = []
        self._known: dict[Any, int] = {}

    def of(self, figure: Figure) -> tuple[int | None, int, int | None]:
        """Where in a row its good ones, all it looks at, and its measure stand."""
        good = self._counted((*figure.among, *figure.of)) if figure.of else None
        return good, self._counted(figure.among), self._measured(figure.measure) if figure.measure else None

    def _counted(self, narrowed: tuple[Filter, ...]) -> int:
        conditions = [each.condition(WorkOrder) for each in narrowed]
        return self._at(narrowed, func.sum(case((and_(*conditions), 1))) if conditions else func.count())

    def _measured(self, name: str) -> int:
        return self._at(name, func.sum(getattr(WorkOrder, name)))

    def _at(self, key: Any, column: Any) -> int:
        if key not in self._known:
            self.columns.append(column)
            self._known[key] = len(self.columns)  # the group's key stands first
        return self._known[key]


def _key(by: By | None, first: Month, last: Month) -> Any:
    if by is None:
        return literal(None)
    if by is By.MONTH:
        months = [Month(each) for each in range(first, last)]
        rest = [(WorkOrder.reported_at < bounds(each)[1], int(each)) for each in months]
        return case(*rest, else_=int(last)) if rest else literal(int(last))
    return getattr(WorkOrder, by.value)


def _groups(
    session: Session, found: list[tuple[Any, dict[str, Value]]], by: By | None, within: tuple[Filter, ...]
) -> list[Group]:
    if by is None:
        return [Group(None, "合计", within, values) for _, values in found]
    if by is By.MONTH:
        months = sorted((Month(key), values) for key, values in found)
        return [Group(month, str(month), period(month, month), values) for month, values in months]
    if by is By.URGENCY:
        order = list(Urgency)
        found.sort(key=lambda each: order.index(each[0]))
        names = {each: each.label for each in Urgency}
    else:
        found.sort(key=lambda each: (-_size(each[1]), each[0] is None, each[0] or 0))
        names = _titles(session, _LINKED[by], [key for key, _ in found if key is not None])
    return [
        Group(key, name, (*within, OneOf(by.value, (key,), (name,))), values)
        for key, values in found
        for name in [names.get(key, "（未填）")]
    ]


def _size(values: dict[str, Value]) -> int:
    return max((value.among for value in values.values()), default=0)


def _titles(session: Session, model: Any, ids: Sequence[int]) -> dict[Any, str]:
    return {row[0]: row[1] for row in session.execute(select(model.id, model.name).where(model.id.in_(ids)))}


@dataclass(frozen=True)
class Backlog:
    """Orders not done that are so old; `filters` open them."""

    label: str
    count: int
    filters: tuple[Filter, ...]


_AGES = (("1 天以内", 0, 1), ("1–3 天", 1, 3), ("3–7 天", 3, 7), ("7–30 天", 7, 30), ("30 天以上", 30, None))


def backlog(session: Session, now: datetime) -> list[Backlog]:
    """What is not done, by its age."""
    undone = OneOf("state", tuple(state for state in State if state in UNDONE))
    narrowed = []
    for label, young, old in _AGES:
        low = None if old is None else now - timedelta(old) + MINUTE
        high = now - timedelta(young)
        narrowed.append((label, (undone, Between("reported_at", low, high))))
    columns = [func.sum(case((each[1].condition(WorkOrder), 1))) for _, each in narrowed]
    counts = session.execute(select(*columns).where(undone.condition(WorkOrder))).one()
    return [Backlog(label, count or 0, each) for (label, each), count in zip(narrowed, counts, strict=True)]
