"""The rule of depreciation.py over all cards at once: set-based SQL on whole fen, for SQLite and PostgreSQL.

`AMOUNT` over the cards that are `STRAIGHT` is what each is charged in `:month`; preview reads it too.
Cards on the workload method are few and follow the pure rule, row by row.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import case, func, select, text, type_coerce
from sqlalchemy.orm import Session

from app.assets.choices import DepreciationStatus, Method
from app.assets.depreciation import work_charge
from app.assets.models import Asset, Workload
from app.kit.db import Fixed, fen
from app.kit.months import Month
from app.people.models import Department

# A card in this state is charged in :month if it has its life and start. The unary plus keeps SQLite from
# walking an index on months, where a scan in order of id is far quicker.
READY = """a.depreciation_status = 'charging' AND +a.entry_month <= :month
    AND (+a.removed_month IS NULL OR +a.removed_month > :month)"""
HAS_TERMS = "a.depreciation_months > 0 AND a.depreciation_start IS NOT NULL AND a.charged_through IS NOT NULL"
STRAIGHT = f"""{READY} AND a.method = 'straight_line' AND a.charged_through < :month
    AND a.depreciation_months > 0 AND a.depreciation_start <= :month"""

_REST = "(a.original_cost - a.accumulated_depreciation)"
_SHARE = """((2 * a.depreciation_base + a.depreciation_months) / (2 * a.depreciation_months)
    * (:month - a.charged_through))"""
AMOUNT = f"""CASE WHEN a.depreciation_start + a.depreciation_months - 1 <= :month OR {_SHARE} > {_REST}
    THEN {_REST} ELSE {_SHARE} END"""
ACCOUNT = "COALESCE(d.expense_account, :account)"

_INSERT = text(
    f"""INSERT INTO postings (month, asset_id, amount, accumulated, months, legacy_class, department_id, account)
    SELECT :month, c.id, c.amount, c.charged + c.amount, c.months, c.legacy_class, c.department_id, c.account
    FROM (SELECT a.id, {AMOUNT} AS amount, a.accumulated_depreciation AS charged,
                 :month - a.charged_through AS months, a.legacy_class, a.department_id, {ACCOUNT} AS account
          FROM assets a LEFT JOIN departments d ON d.id = a.department_id
          WHERE {STRAIGHT}) AS c
    ORDER BY c.id"""
)
_UPDATE = text(
    """UPDATE assets SET accumulated_depreciation = p.accumulated,
        net_book_value = original_cost - p.accumulated,
        charged_through = :month,
        depreciation_status = CASE WHEN p.accumulated >= original_cost THEN 'finished' ELSE 'charging' END
    FROM postings p WHERE p.month = :month AND p.asset_id = assets.id"""
)
_RESTORE = text(
    """UPDATE assets SET accumulated_depreciation = p.accumulated - p.amount,
        net_book_value = original_cost - (p.accumulated - p.amount),
        charged_through = p.month - p.months,
        depreciation_status = CASE WHEN depreciation_status = 'never' THEN 'never' ELSE 'charging' END
    FROM postings p WHERE p.month = :month AND p.asset_id = assets.id"""
)


def post(session: Session, month: Month, account: str) -> None:
    """Write the month's postings and carry them to the cards. `account` is for cards without department."""
    session.execute(_INSERT, {"month": int(month), "account": account})
    work = work_rows(session, month, account)
    if work:
        session.execute(
            text(
                "INSERT INTO postings (month, asset_id, amount, accumulated, months, legacy_class, "
                "department_id, account) VALUES (:month, :asset_id, :amount, :accumulated, :months, "
                ":legacy_class, :department_id, :account)"
            ),
            work,
        )
    session.execute(_UPDATE, {"month": int(month)})


def restore(session: Session, month: Month) -> None:
    """Take the month's postings off the cards again, exactly, and delete them."""
    session.execute(_RESTORE, {"month": int(month)})
    session.execute(text("DELETE FROM postings WHERE month = :month"), {"month": int(month)})


def work_rows(session: Session, month: Month, account: str) -> list[dict[str, Any]]:
    """The postings of the cards on the workload method that worked, with amounts in fen."""
    card = Asset
    now = func.sum(case((Workload.month > card.charged_through, Workload.quantity), else_=0))
    done = func.sum(case((Workload.month >= card.depreciation_start, Workload.quantity), else_=0))
    query = (
        select(
            card.id, card.original_cost, card.accumulated_depreciation, card.depreciation_base,
            card.total_workload, card.charged_through, card.depreciation_start, card.opening_month,
            card.opening_accumulated, card.legacy_class, card.department_id, Department.expense_account,
            type_coerce(now, Fixed(2)).label("now"), type_coerce(done, Fixed(2)).label("done"),
        )
        .join(Workload, (Workload.asset_id == card.id) & (Workload.month <= month))
        .outerjoin(Department, Department.id == card.department_id)
        .where(
            card.method == Method.WORKLOAD,
            card.depreciation_status == DepreciationStatus.CHARGING,
            card.entry_month <= month,
            card.removed_month.is_(None) | (card.removed_month > month),
            card.charged_through < month,
        )
        .group_by(card.id, Department.expense_account)
        .order_by(card.id)
    )  # fmt: skip
    if session.scalar(select(Workload.id).limit(1)) is None:
        return []
    rows = [_work_row(row, month, account) for row in session.execute(query)]
    return [row for row in rows if row["amount"]]


def work_done(session: Session, card: Asset) -> Decimal:
    """The work of a card up to the last month charged, in its unit; what opening figures tell included."""
    recorded = session.scalar(
        select(func.sum(Workload.quantity)).where(
            Workload.asset_id == card.id,
            Workload.month >= card.depreciation_start,
            Workload.month <= card.charged_through,
        )
    )
    return (recorded or Decimal(0)) + _opening_work(card)


def _opening_work(card: Any) -> Decimal:
    """What was worked before opening figures is known only by what was charged for it."""
    if card.opening_month is None or card.opening_month < card.depreciation_start:
        return Decimal(0)
    done: Decimal = card.total_workload * card.opening_accumulated / (card.original_cost or 1)
    return done.quantize(Decimal("0.01"))


def _work_row(card: Any, month: Month, account: str) -> dict[str, Any]:
    total, done = card.total_workload, (card.done or Decimal(0)) + _opening_work(card)
    charged = fen(card.accumulated_depreciation)
    amount = work_charge(
        fen(card.depreciation_base), fen(card.original_cost) - charged, total, done, card.now or Decimal(0)
    )
    return {
        "month": int(month), "asset_id": card.id, "amount": amount, "accumulated": charged + amount,
        "months": month - card.charged_through, "legacy_class": card.legacy_class.value,
        "department_id": card.department_id,
        "account": card.expense_account.value if card.expense_account else account,
    }  # fmt: skip
