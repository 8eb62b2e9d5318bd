"""What stood on the books of a month by class: opening, added, removed, changed, closing.

Frozen when the month is closed, so that later cards and changes never alter a closed month's report.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.kit.months import Month

# In the books at the end of :month; entered in it; gone in it.
_STANDS = "a.entry_month <= :month AND (a.removed_month IS NULL OR a.removed_month > :month)"
_GONE = "a.removed_month = :month AND a.entry_month <= :month"
_BOOKS = text(
    f"""SELECT a.legacy_class,
        SUM(CASE WHEN {_STANDS} THEN 1 ELSE 0 END) AS cards,
        SUM(CASE WHEN {_STANDS} THEN a.original_cost ELSE 0 END) AS closing_cost,
        SUM(CASE WHEN {_STANDS} THEN a.accumulated_depreciation ELSE 0 END) AS closing_accumulated,
        SUM(CASE WHEN a.entry_month = :month THEN a.original_cost ELSE 0 END) AS added_cost,
        SUM(CASE WHEN a.entry_month = :month THEN a.opening_accumulated ELSE 0 END) AS added_accumulated,
        SUM(CASE WHEN {_GONE} THEN a.original_cost ELSE 0 END) AS removed_cost,
        SUM(CASE WHEN {_GONE} THEN a.accumulated_depreciation ELSE 0 END) AS removed_accumulated
    FROM assets a GROUP BY a.legacy_class"""
)
_CHARGED = text("SELECT legacy_class, SUM(amount) FROM postings WHERE month = :month GROUP BY legacy_class")
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
_AMOUNTS = (
    "cards", "closing_cost", "closing_accumulated", "added_cost", "added_accumulated", "removed_cost",
    "removed_accumulated",
)  # fmt: skip


def freeze(session: Session, month: Month) -> None:
    """Keep the month's balances by class; call after its postings were carried to the cards."""
    rows = computed(session, month)
    if rows:
        session.execute(_INSERT, rows)


def computed(session: Session, month: Month) -> list[dict[str, Any]]:
    """The balances of a month from cards that stand at its end, in fen, one row a class.

    What neither entered nor left but differs from the month before (变动单, another class) is `changed`.
    """
    now = {"month": int(month)}
    charged = {name: int(amount) for name, amount in session.execute(_CHARGED, now)}
    before = {
        name: (int(cost), int(accumulated))
        for name, cost, accumulated in session.execute(_BEFORE, {"before": month - 1})
    }
    changed = {
        name: (int(cost), int(accumulated))
        for name, cost, accumulated in session.execute(_CHANGED, now)
    }
    books = {row.legacy_class: row for row in session.execute(_BOOKS, now)}
    found = []
    for name in sorted(books.keys() | before.keys()):
        row: dict[str, Any] = {"month": int(month), "legacy_class": name, "charged": charged.get(name, 0)}
        for amount in _AMOUNTS:
            row[amount] = int(getattr(books[name], amount)) if name in books else 0
        opening = before.get(name, (0, 0)) if before else None
        _bridge(row, opening, changed.get(name, (0, 0)))
        found.append(row)
    return found


def _bridge(row: dict[str, Any], opening: tuple[int, int] | None, changed: tuple[int, int]) -> None:
    """Fill opening and changed, so that opening + added − removed + changed (+ charged) = closing."""
    cost = row["closing_cost"] - row["added_cost"] + row["removed_cost"]
    accumulated = (
        row["closing_accumulated"] - row["charged"] - row["added_accumulated"] + row["removed_accumulated"]
    )
    if opening is None:
        row["changed_cost"], row["changed_accumulated"] = changed
        row["opening_cost"], row["opening_accumulated"] = cost - changed[0], accumulated - changed[1]
    else:
        row["opening_cost"], row["opening_accumulated"] = opening
        row["changed_cost"], row["changed_accumulated"] = cost - opening[0], accumulated - opening[1]
