"""What stood on the books of a month by class: opening, added, removed, changed, closing.

Frozen when the month is closed, so that later cards and changes never alter a closed month's report.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.kit.months import Month

# In the books at the end of :month. The unary plus keeps SQLite from walking an index on months.
_STANDS = "+a.entry_month <= :month AND (a.removed_month IS NULL OR a.removed_month > :month)"
_CLOSING = text(
    f"""SELECT a.legacy_class, COUNT(*), SUM(a.original_cost), SUM(a.accumulated_depreciation)
    FROM assets a WHERE {_STANDS} GROUP BY a.legacy_class"""
)
_ADDED = text(
    """SELECT legacy_class, SUM(original_cost), SUM(opening_accumulated)
    FROM assets WHERE entry_month = :month GROUP BY legacy_class"""
)
_REMOVED = text(
    """SELECT legacy_class, SUM(original_cost), SUM(accumulated_depreciation)
    FROM assets WHERE removed_month = :month AND entry_month <= :month GROUP BY legacy_class"""
)
_BEFORE = text(
    "SELECT legacy_class, closing_cost, closing_accumulated FROM month_balances WHERE month = :before"
)
_CHANGED = text(
    """SELECT a.legacy_class, SUM(v.cost_after - v.cost_before), SUM(v.accumulated_after - v.accumulated_before)
    FROM value_changes v JOIN assets a ON a.id = v.asset_id
    WHERE v.month = :month AND NOT v.withdrawn AND v.kind <> 'split' GROUP BY a.legacy_class"""
)
_INSERT = text(
    """INSERT INTO month_balances (month, legacy_class, cards, opening_cost, added_cost, removed_cost,
        changed_cost, closing_cost, opening_accumulated, charged, added_accumulated, removed_accumulated,
        changed_accumulated, closing_accumulated)
    VALUES (:month, :legacy_class, :cards, :opening_cost, :added_cost, :removed_cost, :changed_cost,
        :closing_cost, :opening_accumulated, :charged, :added_accumulated, :removed_accumulated,
        :changed_accumulated, :closing_accumulated)"""
)


def before_charge(session: Session, month: Month) -> list[dict[str, Any]]:
    """The balances of a month before its depreciation is posted, in fen, one row a class.

    What neither entered nor left but differs from the month before (变动单, another class) is `changed`.
    """
    closing, added, removed, changed, before = (
        _by_class(session, query, {"month": int(month), "before": month - 1})
        for query in (_CLOSING, _ADDED, _REMOVED, _CHANGED, _BEFORE)
    )
    found = []
    for name in sorted(closing.keys() | added.keys() | removed.keys() | before.keys()):
        row: dict[str, Any] = {"month": int(month), "legacy_class": name, "charged": 0}
        row["cards"], row["closing_cost"], row["closing_accumulated"] = closing.get(name, (0, 0, 0))
        row["added_cost"], row["added_accumulated"] = added.get(name, (0, 0))
        row["removed_cost"], row["removed_accumulated"] = removed.get(name, (0, 0))
        _bridge(row, before.get(name, (0, 0)) if before else None, changed.get(name, (0, 0)))
        found.append(row)
    return found


def charge(rows: list[dict[str, Any]], charged: Mapping[str, int]) -> None:
    """Add what the month charges, by class in fen."""
    for row in rows:
        row["charged"] = charged.get(row["legacy_class"], 0)
        row["closing_accumulated"] += row["charged"]


def freeze(session: Session, rows: list[dict[str, Any]]) -> None:
    """Keep a month's balances."""
    if rows:
        session.execute(_INSERT, rows)


def _by_class(session: Session, query: Any, values: dict[str, int]) -> dict[str, tuple[int, ...]]:
    return {row[0]: tuple(int(each) for each in row[1:]) for row in session.execute(query, values)}


def _bridge(row: dict[str, Any], opening: tuple[int, ...] | None, changed: tuple[int, ...]) -> None:
    """Fill opening and changed, so that opening + added − removed + changed (+ charged) = closing."""
    cost = row["closing_cost"] - row["added_cost"] + row["removed_cost"]
    accumulated = row["closing_accumulated"] - row["added_accumulated"] + row["removed_accumulated"]
    if opening is None:
        row["changed_cost"], row["changed_accumulated"] = changed
        row["opening_cost"], row["opening_accumulated"] = cost - changed[0], accumulated - changed[1]
    else:
        row["opening_cost"], row["opening_accumulated"] = opening
        row["changed_cost"], row["changed_accumulated"] = cost - opening[0], accumulated - opening[1]
