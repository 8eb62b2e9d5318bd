"""What stands on the books now, summed by one thing that cards are told apart by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assets.models import ZERO, Asset
from app.kit.db import Choice
from app.people.models import Department

UNKNOWN = "未填"


@dataclass(frozen=True)
class Total:
    """The cards of one group; amounts in yuan."""

    key: str
    count: int
    quantity: Decimal
    original_cost: Decimal
    accumulated_depreciation: Decimal
    net_book_value: Decimal


BY: Mapping[str, Callable[[], Any]] = {
    "legacy_class": lambda: Asset.legacy_class,
    "new_class": lambda: Asset.new_class,
    "department": lambda: Department.name,
    "usage_status": lambda: Asset.usage_status,
    "depreciation_status": lambda: Asset.depreciation_status,
    "acquisition": lambda: Asset.acquisition,
}


def totals(session: Session, by: str) -> list[Total]:
    """Count, quantity and amounts of the cards on the books by one of BY; classes and other choices in the
    order in which they are declared, departments by name, what is unknown last."""
    key = BY[by]()
    query = (
        select(
            key, func.count(), func.sum(Asset.quantity), func.sum(Asset.original_cost),
            func.sum(Asset.accumulated_depreciation), func.sum(Asset.net_book_value),
        )
        .select_from(Asset)
        .outerjoin(Department, Department.id == Asset.department_id)
        .where(Asset.removed_month.is_(None))
        .group_by(key)
    )  # fmt: skip
    found = sorted(session.execute(query).all(), key=lambda row: _place(row[0]))
    return [
        Total(_label(key), count, *(amount or ZERO for amount in amounts)) for key, count, *amounts in found
    ]


def _place(key: object) -> tuple[bool, int, str]:
    at = list(type(key)).index(key) if isinstance(key, Choice) else 0
    return key is None, at, str(key)


def _label(key: object) -> str:
    if key is None:
        return UNKNOWN
    return key.label if isinstance(key, Choice) else str(key)
