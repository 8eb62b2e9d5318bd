"""What closing the open month would post, and why it differs from the month before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.assets import charging
from app.assets.charging import ACCOUNT, AMOUNT, HAS_TERMS, READY, STRAIGHT
from app.assets.choices import DepreciationStatus, LegacyClass, Method
from app.assets.models import ClosedMonth
from app.assets.policy import default_account
from app.assets.posted import Groups, Key, kept
from app.kit.db import Choice, yuan
from app.kit.months import Month
from app.people.models import Department, ExpenseAccount

NO_DEPARTMENT = "（未分部门）"
SHOWN = 500


class Reason(Choice):
    """Why a card is charged otherwise than the month before."""

    ADDED = "added", "本月新增"
    CATCH_UP = "catch_up", "补提以前月份"
    AFTER_CATCH_UP = "after_catch_up", "上月有补提，本月恢复"
    CHANGED = "changed", "变动单调整"
    LAST = "last", "末月提完余额"
    WORKLOAD = "workload", "工作量变化"
    FINISHED = "finished", "已提足，不再提"
    REMOVED = "removed", "本月减少"
    OTHER = "other", "其他"


@dataclass(frozen=True)
class Group:
    """Cards charged, and yuan, under one label."""

    label: str
    cards: int
    amount: Decimal


@dataclass(frozen=True)
class Difference:
    """What one reason adds to (or takes from) the charge of the month before, in yuan."""

    reason: Reason
    cards: int
    amount: Decimal


@dataclass(frozen=True)
class CardDifference:
    """One card behind a difference; `last` and `now` in yuan."""

    asset_id: int
    asset_no: str
    name: str
    last: Decimal
    now: Decimal


@dataclass(frozen=True)
class Preview:
    """The open month before it is closed. `last` is None in the first month: nothing to compare with.

    `amount` − `last_amount` is the sum of the differences. `lacking` are cards without a life or a start,
    which are not charged: (id, number, name), the first SHOWN of `lacking_count`.
    """

    month: Month
    cards: int
    amount: Decimal
    by_class: tuple[Group, ...]
    by_department: tuple[Group, ...]
    by_account: tuple[Group, ...]
    last: Month | None
    last_amount: Decimal
    differences: tuple[Difference, ...]
    lacking: tuple[tuple[int, str, str], ...]
    lacking_count: int
    warnings: tuple[str, ...]


# A card that is due, and what it is charged: NULL where the rule of straight line does not reach it, because it
# goes by work or lacks its life or start.
_DUE = f"{READY} AND NOT COALESCE(a.charged_through >= :month OR a.depreciation_start > :month, FALSE)"
_AMOUNT = f"CASE WHEN {STRAIGHT} THEN {AMOUNT} END"
_APART = f"""CASE WHEN NOT ({_DUE}) THEN 'gone' WHEN a.method = 'workload' THEN 'work'
    WHEN {HAS_TERMS} THEN '' ELSE 'lacking' END"""
# The first month is summed as a whole. By department first: whole numbers sort quicker than words.
_FIRST = text(
    f"""SELECT n.legacy_class, n.department_id, n.account, n.apart, COUNT(*) AS cards, SUM(n.amount) AS amount
    FROM (SELECT a.legacy_class, a.department_id, {ACCOUNT} AS account, {_APART} AS apart, {_AMOUNT} AS amount
        FROM assets a LEFT JOIN departments d ON d.id = a.department_id WHERE {_DUE}) n
    GROUP BY n.department_id + 0, n.department_id, n.legacy_class, n.account, n.apart"""
)
# Every other month is the month before, with the cards that differ from it: one pass over the cards.
_DIFFERENT = text(
    f"""SELECT a.id, a.asset_no, a.name, a.legacy_class, a.department_id, {ACCOUNT} AS account, {_APART} AS apart,
        {_AMOUNT} AS amount, a.method, a.depreciation_status, a.entry_month, a.removed_month,
        :month - a.charged_through AS months, a.original_cost - a.accumulated_depreciation AS rest,
        p.amount AS last_amount, p.months AS last_months, p.legacy_class AS last_class,
        p.department_id AS last_department, p.account AS last_account
    FROM assets a LEFT JOIN departments d ON d.id = a.department_id
    LEFT JOIN postings p ON p.month = :last AND p.asset_id = a.id
    WHERE (+a.charged_through = :last OR ({_DUE}))
        AND (COALESCE({_AMOUNT}, -1) <> COALESCE(p.amount, -1) OR a.method = 'workload' OR NOT ({HAS_TERMS})
            OR p.legacy_class <> a.legacy_class OR p.account <> {ACCOUNT}
            OR COALESCE(p.department_id, 0) <> COALESCE(a.department_id, 0))"""
)
_CHANGED = text("SELECT asset_id FROM value_changes WHERE month = :month AND NOT withdrawn")
_LACKING = text(
    f"""SELECT a.id, a.asset_no, a.name FROM assets a
    WHERE {READY} AND a.method = 'straight_line' AND NOT ({HAS_TERMS}) ORDER BY a.asset_no LIMIT {SHOWN}"""
)


@dataclass(frozen=True)
class _Card:
    """A card charged otherwise than the month before, in fen; None where it is (or was) not charged."""

    id: int
    asset_no: str
    name: str
    old: Key
    last: int | None
    new: Key
    now: int | None
    reason: Reason | None


class _Counted:
    """Cards and fen by class, department and account; how many lack their life, how many had no work."""

    def __init__(self) -> None:
        self.groups: Groups = {}
        self.lacking = 0
        self.idle = 0

    def add(self, key: Key, cards: int, amount: int) -> None:
        count, total = self.groups.get(key, (0, 0))
        self.groups[key] = (count + cards, total + amount)

    def apart(self, why: str, cards: int) -> None:
        self.lacking += cards if why == "lacking" else 0
        self.idle += cards if why == "work" else 0

    def by(self, label: Callable[[Key], str], order: list[str] | None = None) -> tuple[Group, ...]:
        found: dict[str, tuple[int, int]] = {}
        for key, (cards, amount) in self.groups.items():
            if cards:
                count, total = found.get(label(key), (0, 0))
                found[label(key)] = (count + cards, total + amount)
        labels = [each for each in order if each in found] if order else sorted(found)
        return tuple(Group(each, found[each][0], yuan(found[each][1])) for each in labels)


def look(session: Session, month: Month, last: Month | None) -> Preview:
    """The preview of `month`, which must be the open one; `last` is the closed month before it, if any."""
    counted = _Counted()
    if last is None:
        _count_first(session, month, counted)
        cards: list[_Card] = []
    else:
        cards = _count_next(session, month, last, counted)
    names = dict(session.execute(select(Department.id, Department.name)).all())
    classes = {each.value: each.label for each in LegacyClass}
    accounts = {each.value: each.label for each in ExpenseAccount}
    lacking = session.execute(_LACKING, {"month": int(month)}).all() if counted.lacking else ()
    return Preview(
        month=month,
        cards=sum(count for count, _ in counted.groups.values()),
        amount=yuan(sum(amount for _, amount in counted.groups.values())),
        by_class=counted.by(lambda key: classes[key[0]], list(classes.values())),
        by_department=counted.by(lambda key: names.get(key[1] or 0, NO_DEPARTMENT)),
        by_account=counted.by(lambda key: accounts.get(key[2], key[2])),
        last=last,
        last_amount=_last_amount(session, last),
        differences=_differences(cards),
        lacking=tuple((row[0], row[1], row[2]) for row in lacking),
        lacking_count=counted.lacking,
        warnings=tuple(_warnings(counted, accounts[default_account(session, month)])),
    )


def cards_behind(session: Session, month: Month, last: Month, reason: Reason) -> list[CardDifference]:
    """The cards behind a difference, by number, at most SHOWN."""
    cards = [each for each in _differing(session, month, last, _Counted()) if each.reason is reason]
    cards.sort(key=lambda each: each.asset_no)
    return [
        CardDifference(each.id, each.asset_no, each.name, yuan(each.last or 0), yuan(each.now or 0))
        for each in cards[:SHOWN]
    ]


def _count_first(session: Session, month: Month, counted: _Counted) -> None:
    account = default_account(session, month)
    for row in session.execute(_FIRST, {"month": int(month), "account": account}):
        if row.apart:
            counted.apart(row.apart, row.cards)
        else:
            counted.add((row.legacy_class, row.department_id, row.account), row.cards, int(row.amount))
    for work in charging.work_rows(session, month, account):
        counted.idle -= 1
        counted.add((work["legacy_class"], work["department_id"], work["account"]), 1, work["amount"])


def _count_next(session: Session, month: Month, last: Month, counted: _Counted) -> list[_Card]:
    for key, (count, amount) in kept(session, last).items():
        counted.add(key, count, amount)
    cards = _differing(session, month, last, counted)
    for card in cards:
        if card.last is not None:
            counted.add(card.old, -1, -card.last)
        if card.now is not None:
            counted.add(card.new, 1, card.now)
    return cards


def _differing(session: Session, month: Month, last: Month, counted: _Counted) -> list[_Card]:
    account = default_account(session, month)
    work = {row["asset_id"]: row["amount"] for row in charging.work_rows(session, month, account)}
    values = {"month": int(month), "last": int(last), "account": account}
    changed = set(session.scalars(_CHANGED, values))
    cards = []
    for row in session.execute(_DIFFERENT, values):
        now = work.get(row.id) if row.apart == "work" else row.amount
        if row.apart in ("work", "lacking") and now is None:
            counted.apart(row.apart, 1)
        if now is None and row.last_amount is None:
            continue
        old = (row.last_class, row.last_department, row.last_account)
        new = (row.legacy_class, row.department_id, row.account)
        reason = None if now == row.last_amount else _reason(row, now, month, row.id in changed)
        cards.append(_Card(row.id, row.asset_no, row.name, old, row.last_amount, new, now, reason))
    return cards


def _reason(row: Any, now: int | None, month: Month, changed: bool) -> Reason:
    """Why a card is charged otherwise than the month before."""
    if row.removed_month == month:
        return Reason.REMOVED
    if row.method == Method.WORKLOAD:
        return Reason.WORKLOAD
    if now is None:
        return _reason_gone(row, changed)
    if row.last_amount is None:
        late = Reason.ADDED if row.entry_month == month else Reason.OTHER
        return Reason.CATCH_UP if row.months > 1 else late
    if changed:
        return Reason.CHANGED
    if row.months > 1:
        return Reason.CATCH_UP
    if row.last_months > 1:
        return Reason.AFTER_CATCH_UP
    return Reason.LAST if now == row.rest else Reason.OTHER


def _reason_gone(row: Any, changed: bool) -> Reason:
    if row.depreciation_status == DepreciationStatus.FINISHED:
        return Reason.FINISHED
    return Reason.CHANGED if changed else Reason.OTHER


def _differences(cards: list[_Card]) -> tuple[Difference, ...]:
    found = []
    for reason in Reason:
        behind = [(each.now or 0) - (each.last or 0) for each in cards if each.reason is reason]
        if behind:
            found.append(Difference(reason, len(behind), yuan(sum(behind))))
    return tuple(found)


def _last_amount(session: Session, last: Month | None) -> Decimal:
    if last is None:
        return Decimal("0.00")
    return session.scalar(select(ClosedMonth.amount).where(ClosedMonth.month == last)) or Decimal("0.00")


def _warnings(counted: _Counted, account: str) -> Iterable[str]:
    if counted.lacking:
        yield f"{counted.lacking} 张卡片没有折旧年限，本月不计提。补上年限后，下次结账时一并补提。"
    homeless = sum(cards for key, (cards, _) in counted.groups.items() if key[1] is None)
    if homeless:
        yield f"{homeless} 张卡片没有使用部门，折旧记入 {account}。"
    if counted.idle:
        yield f"{counted.idle} 张按工作量法计提的卡片本月没有折旧，请确认工作量已经登记。"
