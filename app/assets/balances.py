"""What stood on the books of a month by class: opening, added, removed, changed, closing.

Frozen when the month is closed, so that later cards and changes never alter a closed month's report.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.assets.models import ClosedMonth
from app.kit import audit
from app.kit.audit import Change
from app.kit.months import Month

Sums = dict[str, tuple[int, ...]]  # class → cards, cost and accumulated depreciation in fen
NOTHING = (0, 0, 0)

# In the books at the end of :month. The unary plus keeps SQLite from walking an index on months.
_STANDS = "+a.entry_month <= :month AND (+a.removed_month IS NULL OR +a.removed_month > :month)"
_CLOSING = text(
    f"""SELECT a.legacy_class, COUNT(*), SUM(a.original_cost), SUM(a.accumulated_depreciation)
    FROM assets a WHERE {_STANDS} GROUP BY a.legacy_class"""
)
_ADDED = text(
    """SELECT legacy_class, COUNT(*), SUM(original_cost), SUM(opening_accumulated)
    FROM assets WHERE entry_month = :month GROUP BY legacy_class"""
)
_REMOVED = text(
    """SELECT legacy_class, COUNT(*), SUM(original_cost), SUM(accumulated_depreciation)
    FROM assets WHERE removed_month = :month AND entry_month <= :month GROUP BY legacy_class"""
)
_SPLIT = text("SELECT id FROM value_changes WHERE month = :month AND kind = 'split' LIMIT 1")
_BEFORE = text(
    """SELECT legacy_class, cards, closing_cost, closing_accumulated FROM month_balances
    WHERE month = :before"""
)
_CHANGED = text(
    """SELECT a.legacy_class, 0, SUM(v.cost_after - v.cost_before), SUM(v.accumulated_after - v.accumulated_before)
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
    values = {"month": int(month), "before": month - 1}
    added, removed, changed, before = (
        _by_class(session, query, values) for query in (_ADDED, _REMOVED, _CHANGED, _BEFORE)
    )
    closing = _carried(session, values, before, added, removed, changed)
    if closing is None:
        closing = _by_class(session, _CLOSING, values)
    found = []
    for name in sorted(closing.keys() | added.keys() | removed.keys() | before.keys()):
        row: dict[str, Any] = {"month": int(month), "legacy_class": name, "charged": 0}
        row["cards"], row["closing_cost"], row["closing_accumulated"] = closing.get(name, NOTHING)
        _, row["added_cost"], row["added_accumulated"] = added.get(name, NOTHING)
        _, row["removed_cost"], row["removed_accumulated"] = removed.get(name, NOTHING)
        _bridge(row, before.get(name, NOTHING) if before else None, changed.get(name, NOTHING))
        found.append(row)
    return found


def _carried(
    session: Session, values: dict[str, int], before: Sums, added: Sums, removed: Sums, changed: Sums
) -> Sums | None:
    """The closing balances carried from the month before by what the month brought, which spares summing all
    cards by class; None where that does not tell all: there is no month before, or `_otherwise`."""
    if not before or _otherwise(session, values):
        return None
    return {
        name: tuple(
            stood + came - went + more
            for stood, came, went, more in zip(
                *(sums.get(name, NOTHING) for sums in (before, added, removed, changed)), strict=True
            )
        )
        for name in before.keys() | added.keys() | removed.keys() | changed.keys()
    }


def _otherwise(session: Session, values: dict[str, int]) -> bool:
    """Whether cards of the books were given another class, split, brought in or taken out in bulk since the
    month before was closed, as the log and the 变动单 tell."""
    if session.scalar(_SPLIT, values) is not None:
        return True
    closing = (
        select(func.max(Change.act_id))
        .join(ClosedMonth, ClosedMonth.id == Change.record_id)
        .where(
            ClosedMonth.month == values["before"], Change.table_name == "closed_months",
            Change.kind == "insert",
        )
    )  # fmt: skip
    moved = (Change.kind == "update") & Change.before.contains('"legacy_class"')
    logged = select(Change.id).where(
        Change.act_id >= closing.scalar_subquery(),
        Change.table_name == "assets",
        Change.kind.in_(("delete", "bulk")) | moved,
    )
    waiting = audit.pending(session)
    return session.scalar(logged.limit(1)) is not None or any(
        entry.kind in ("delete", "bulk") or (entry.kind == "update" and '"legacy_class"' in entry.before)
        for entry in (waiting.entries if waiting else ())
        if entry.table == "assets"
    )


def agree(session: Session, month: Month) -> bool:
    """Whether what was frozen, carried forward to the open `month`, is what its cards sum up to."""
    values = {"month": int(month), "before": month - 1}
    added, removed, changed, before = (
        _by_class(session, query, values) for query in (_ADDED, _REMOVED, _CHANGED, _BEFORE)
    )
    carried = _carried(session, values, before, added, removed, changed)
    if carried is None:
        return True
    known = {name: sums for name, sums in carried.items() if any(sums)}
    return known == _by_class(session, _CLOSING, values)


def charge(rows: list[dict[str, Any]], charged: Mapping[str, int]) -> None:
    """Add what the month charges, by class in fen."""
    for row in rows:
        row["charged"] = charged.get(row["legacy_class"], 0)
        row["closing_accumulated"] += row["charged"]


def freeze(session: Session, rows: list[dict[str, Any]]) -> None:
    """Keep a month's balances."""
    if rows:
        session.execute(_INSERT, rows)
        month = rows[0]["month"]
        audit.bulk(
            session, "month_balances", (0, 0), f"{Month(month).chinese}余额",
            audit.pack(list(rows[0]), [list(row.values()) for row in rows]), where={"month": month},
        )  # fmt: skip


def _by_class(session: Session, query: Any, values: dict[str, int]) -> Sums:
    return {row[0]: tuple(int(each) for each in row[1:]) for row in session.execute(query, values)}


def _bridge(row: dict[str, Any], opening: tuple[int, ...] | None, changed: tuple[int, ...]) -> None:
    """Fill opening and changed, so that opening + added − removed + changed (+ charged) = closing."""
    cost = row["closing_cost"] - row["added_cost"] + row["removed_cost"]
    accumulated = row["closing_accumulated"] - row["added_accumulated"] + row["removed_accumulated"]
    if opening is None:
        opening = (0, cost - changed[1], accumulated - changed[2])
    _, row["opening_cost"], row["opening_accumulated"] = opening
    row["changed_cost"], row["changed_accumulated"] = cost - opening[1], accumulated - opening[2]
