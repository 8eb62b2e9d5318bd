"""What closing the open month would post, and why it differs from the month before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.assets import charging
from app.assets.charging import ACCOUNT, AMOUNT, HAS_TERMS, READY, STRAIGHT
from app.assets.choices import LegacyClass
from app.assets.models import ClosedMonth
from app.assets.policy import default_account
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


# One row a card that is due, in one pass over the cards. `apart` are those that the rule of straight line does
# not reach: cards on the workload method, and cards that lack their life or start.
_NOW = f"""SELECT a.id, CASE WHEN a.method = 'workload' THEN 'work' WHEN {HAS_TERMS} THEN '' ELSE 'lacking' END AS apart,
        CASE WHEN a.method = 'straight_line' AND {HAS_TERMS} THEN {AMOUNT} END AS amount,
        a.legacy_class, a.department_id, {ACCOUNT} AS account,
        :month - a.charged_through AS months, a.entry_month,
        CASE WHEN a.method = 'straight_line' AND {HAS_TERMS} THEN
            CASE WHEN {AMOUNT} = a.original_cost - a.accumulated_depreciation THEN 1 ELSE 0 END ELSE 0 END AS closes
    FROM assets a LEFT JOIN departments d ON d.id = a.department_id
    WHERE {READY} AND NOT COALESCE(a.charged_through >= :month OR a.depreciation_start > :month, FALSE)"""
_REASON_NOW = """CASE WHEN n.apart <> '' THEN n.apart
        WHEN p.asset_id IS NULL THEN
            CASE WHEN n.months > 1 THEN 'catch_up' WHEN n.entry_month = :month THEN 'added' ELSE 'other' END
        WHEN n.amount = p.amount THEN ''
        WHEN EXISTS (SELECT 1 FROM value_changes v
            WHERE v.asset_id = n.id AND v.month = :month AND NOT v.withdrawn) THEN 'changed'
        WHEN n.months > 1 THEN 'catch_up'
        WHEN p.months > 1 THEN 'after_catch_up'
        WHEN n.closes = 1 THEN 'last'
        ELSE 'other' END"""
_REASON_GONE = """CASE WHEN a.removed_month = :month THEN 'removed'
        WHEN a.depreciation_status = 'finished' THEN 'finished'
        WHEN EXISTS (SELECT 1 FROM value_changes v
            WHERE v.asset_id = a.id AND v.month = :month AND NOT v.withdrawn) THEN 'changed'
        ELSE 'other' END"""
_GONE = f"""FROM postings p JOIN assets a ON a.id = p.asset_id
    WHERE p.month = :last AND a.method = 'straight_line' AND NOT COALESCE(({STRAIGHT}), FALSE)"""
_FIRST = text(
    f"""SELECT n.legacy_class, n.department_id, n.account, n.apart AS reason, COUNT(*) AS cards,
        SUM(n.amount) AS amount, 0 AS more
    FROM ({_NOW}) n GROUP BY n.legacy_class, n.department_id, n.account, n.apart"""
)
_NEXT = text(
    f"""SELECT n.legacy_class, n.department_id, n.account, {_REASON_NOW} AS reason, COUNT(*) AS cards,
        SUM(n.amount) AS amount, SUM(n.amount - COALESCE(p.amount, 0)) AS more
    FROM ({_NOW}) n LEFT JOIN postings p ON p.month = :last AND p.asset_id = n.id
    GROUP BY n.legacy_class, n.department_id, n.account, reason"""
)
_LOST = text(
    f"SELECT {_REASON_GONE} AS reason, COUNT(*) AS cards, SUM(p.amount) AS amount {_GONE} GROUP BY 1"
)
_CARDS = text(
    f"""SELECT c.id, a.asset_no, a.name, c.last, c.amount FROM (
        SELECT n.id AS id, {_REASON_NOW} AS reason, COALESCE(p.amount, 0) AS last, n.amount AS amount
        FROM ({_NOW}) n LEFT JOIN postings p ON p.month = :last AND p.asset_id = n.id
        UNION ALL SELECT a.id, {_REASON_GONE}, p.amount, 0 {_GONE}) c
    JOIN assets a ON a.id = c.id WHERE c.reason = :reason ORDER BY a.asset_no LIMIT :shown"""
)
_LACKING = text(
    f"""SELECT a.id, a.asset_no, a.name FROM assets a
    WHERE {READY} AND a.method = 'straight_line' AND NOT ({HAS_TERMS}) ORDER BY a.asset_no LIMIT {SHOWN}"""
)


def look(session: Session, month: Month, last: Month | None) -> Preview:
    """The preview of `month`, which must be the open one; `last` is the closed month before it, if any."""
    account = default_account(session, month)
    values = {"month": int(month), "account": account, "last": None if last is None else int(last)}
    found = [_Row(*row) for row in session.execute(_FIRST if last is None else _NEXT, values)]
    waiting, workers = (sum(row.cards for row in found if row.reason == why) for why in ("lacking", "work"))
    rows = [row for row in found if row.reason not in ("lacking", "work")]
    work = charging.work_rows(session, month, account)
    rows += [
        _Row(row["legacy_class"], row["department_id"], row["account"], "", 1, row["amount"]) for row in work
    ]
    lacking = session.execute(_LACKING, {"month": int(month)}).all() if waiting else ()
    names = dict(session.execute(select(Department.id, Department.name)).all())
    classes, accounts = {each.value: each.label for each in LegacyClass}, _account_labels()
    return Preview(
        month=month,
        cards=sum(row.cards for row in rows),
        amount=yuan(sum(int(row.amount) for row in rows)),
        by_class=_groups(rows, lambda row: classes[row.legacy_class], list(classes.values())),
        by_department=_groups(rows, lambda row: names.get(row.department_id or 0, NO_DEPARTMENT)),
        by_account=_groups(rows, lambda row: accounts.get(row.account, row.account)),
        last=last,
        last_amount=_last_amount(session, last),
        differences=_differences(session, values, rows, work, last),
        lacking=tuple((row[0], row[1], row[2]) for row in lacking),
        lacking_count=waiting,
        warnings=tuple(_warnings(rows, workers - len(work), waiting, accounts.get(account, account))),
    )


def cards_behind(session: Session, month: Month, last: Month, reason: Reason) -> list[CardDifference]:
    """The cards behind a difference, by number, at most SHOWN."""
    account = default_account(session, month)
    values = {"month": int(month), "account": account, "last": int(last)}
    if reason is Reason.WORKLOAD:
        return _work_cards(session, month, last, account)
    rows = session.execute(_CARDS, values | {"reason": reason.value, "shown": SHOWN})
    return [CardDifference(row[0], row[1], row[2], yuan(int(row[3])), yuan(int(row[4]))) for row in rows]


@dataclass(frozen=True)
class _Row:
    """Cards of one class, department, account and reason; fen."""

    legacy_class: str
    department_id: int | None
    account: str
    reason: str
    cards: int
    amount: int
    more: int = 0


def _groups(
    rows: list[_Row], key: Callable[[_Row], str], order: list[str] | None = None
) -> tuple[Group, ...]:
    counts: dict[str, int] = defaultdict(int)
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[key(row)] += row.cards
        sums[key(row)] += int(row.amount)
    labels = [label for label in order if label in counts] if order else sorted(counts)
    return tuple(Group(label, counts[label], yuan(sums[label])) for label in labels)


def _differences(
    session: Session,
    values: dict[str, Any],
    rows: list[_Row],
    work: list[dict[str, Any]],
    last: Month | None,
) -> tuple[Difference, ...]:
    if last is None:
        return ()
    counts: dict[str, int] = defaultdict(int)
    sums: dict[str, int] = defaultdict(int)
    found = [(row.reason, row.cards, int(row.more)) for row in rows if row.reason]
    found += [(row.reason, row.cards, -int(row.amount)) for row in session.execute(_LOST, values)]
    before = _work_before(session, last)
    for row in work:
        more = row["amount"] - before.pop(row["asset_id"], 0)
        found += [(Reason.WORKLOAD.value, 1, more)] if more else []
    found += [(Reason.WORKLOAD.value, 1, -amount) for amount in before.values()]
    for reason, cards, more in found:
        counts[reason] += cards
        sums[reason] += more
    return tuple(
        Difference(reason, counts[reason.value], yuan(sums[reason.value]))
        for reason in Reason
        if counts[reason.value]
    )


def _work_before(session: Session, last: Month) -> dict[int, int]:
    rows = session.execute(
        text(
            "SELECT p.asset_id, p.amount FROM assets a JOIN postings p ON p.asset_id = a.id "
            "WHERE a.method = 'workload' AND p.month = :last"
        ),
        {"last": int(last)},
    )
    return {asset_id: int(amount) for asset_id, amount in rows}


def _work_cards(session: Session, month: Month, last: Month, account: str) -> list[CardDifference]:
    before = _work_before(session, last)
    now = {row["asset_id"]: row["amount"] for row in charging.work_rows(session, month, account)}
    ids = [each for each in now.keys() | before.keys() if now.get(each, 0) != before.get(each, 0)]
    rows = session.execute(
        text("SELECT id, asset_no, name FROM assets WHERE method = 'workload' ORDER BY asset_no")
    )
    return [
        CardDifference(row[0], row[1], row[2], yuan(before.get(row[0], 0)), yuan(now.get(row[0], 0)))
        for row in rows
        if row[0] in ids
    ][:SHOWN]


def _last_amount(session: Session, last: Month | None) -> Decimal:
    if last is None:
        return Decimal("0.00")
    return session.scalar(select(ClosedMonth.amount).where(ClosedMonth.month == last)) or Decimal("0.00")


def _account_labels() -> dict[str, str]:
    return {each.value: each.label for each in ExpenseAccount}


def _warnings(rows: list[_Row], idle: int, lacking: int, account: str) -> Iterable[str]:
    if lacking:
        yield f"{lacking} 张卡片没有折旧年限，本月不计提。补上年限后，下次结账时一并补提。"
    homeless = sum(row.cards for row in rows if row.department_id is None)
    if homeless:
        yield f"{homeless} 张卡片没有使用部门，折旧记入 {account}。"
    if idle:
        yield f"{idle} 张按工作量法计提的卡片本月没有折旧，请确认工作量已经登记。"
