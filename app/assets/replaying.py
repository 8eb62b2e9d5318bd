"""What closing and reopening a month does to the cards, told to the replay of the log.

Both rewrite the same columns of every card that was charged, by the month's postings: closing by those that
stand, reopening by those that the log kept. Only the newest of each card counts, for it rewrites what the
ones before it wrote.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.kit import replay
from app.kit.replay import Bulk, Log

# The newest posting of every card, by the index on cards.
_NEWEST = text(
    """SELECT p.asset_id, p.month, p.accumulated FROM postings p JOIN (
        SELECT asset_id, MAX(month) AS month FROM postings
        WHERE asset_id BETWEEN :first AND :last GROUP BY asset_id) n
    ON n.asset_id = p.asset_id AND n.month = p.month"""
)
CLOSED, REOPENED = "closed", "reopened"


class Months:
    """Closing and reopening, over the cards."""

    table = "assets"

    def events(self, session: Session, log: Log, first: int, last: int) -> Iterable[tuple[int, int, Any]]:
        standing = {bulk.where[0][1]: bulk for bulk in log.standing("postings").values()}
        values = {"first": first, "last": last}
        for card, month, accumulated in session.execute(_NEWEST, values):
            if month in standing:
                yield standing[month].order, card, (CLOSED, month, accumulated)
        for order, closing in _reopened(log):
            place = {name: at for at, name in enumerate(closing.columns)}
            for row in log.rows(closing, first, last):
                card = row[place["asset_id"]]
                if first <= card <= last:
                    before = row[place["accumulated"]] - row[place["amount"]]
                    yield order, card, (REOPENED, row[place["month"]] - row[place["months"]], before)

    def apply(self, state: dict[str, Any], told: tuple[str, int, int]) -> None:
        kind, month, accumulated = told
        cost = state["original_cost"]
        state |= {
            "accumulated_depreciation": accumulated, "net_book_value": cost - accumulated,
            "charged_through": month,
        }  # fmt: skip
        if kind == CLOSED:
            state["depreciation_status"] = "finished" if accumulated >= cost else "charging"
        elif state["depreciation_status"] != "never":
            state["depreciation_status"] = "charging"


def _reopened(log: Log) -> Iterable[tuple[int, Bulk]]:
    """Each reopening by its order, with the closing that it took back."""
    closings: dict[Any, Bulk] = {}
    for bulk in log.bulks.get("postings", ()):
        if bulk.did == "insert":
            closings[bulk.where] = bulk
        elif bulk.where in closings:
            yield bulk.order, closings.pop(bulk.where)


replay.overlay(Months())
