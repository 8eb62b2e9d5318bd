"""Closing a month with preview, checks, balances and log, against the bare SQL that posts it.

The month before is closed first, so that the preview has something to compare with.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from app.assets import months
from app.kit.months import Month
from app.kit.store import Store
from tests.bench.fill import filled_store
from tests.bench.measure import Row, Sizes

BEFORE, MONTH = Month.make(2026, 11), Month.make(2026, 12)
NOW, TODAY = datetime(2026, 12, 28, 8, tzinfo=UTC), date(2026, 12, 28)

# The least that posts a straight-line month: a row for each card charged, and the cards carried forward.
INSERT = """INSERT INTO postings (month, asset_id, amount, accumulated, months, legacy_class, department_id, account)
    SELECT :month, c.id, c.amount, c.charged + c.amount, 1, c.legacy_class, c.department_id, c.account
    FROM (SELECT a.id, CASE
            WHEN a.depreciation_start + a.depreciation_months - 1 <= :month
                OR (2 * a.depreciation_base + a.depreciation_months) / (2 * a.depreciation_months)
                    > a.original_cost - a.accumulated_depreciation
            THEN a.original_cost - a.accumulated_depreciation
            ELSE (2 * a.depreciation_base + a.depreciation_months) / (2 * a.depreciation_months) END AS amount,
            a.accumulated_depreciation AS charged, a.legacy_class, a.department_id, d.expense_account AS account
        FROM assets a LEFT JOIN departments d ON d.id = a.department_id
        WHERE a.depreciation_status = 'charging') c"""
UPDATE = """UPDATE assets SET accumulated_depreciation = p.accumulated,
        net_book_value = original_cost - p.accumulated, charged_through = :month,
        depreciation_status = CASE WHEN p.accumulated >= original_cost THEN 'finished' ELSE 'charging' END
    FROM postings p WHERE p.month = :month AND p.asset_id = assets.id"""
POSTED = "SELECT asset_id, amount, accumulated, months, legacy_class, department_id, account FROM postings WHERE month = ? ORDER BY asset_id"


def run(sizes: Sizes, folder: Path) -> list[Row]:
    """One row; both sides must have posted the same rows (a difference raises)."""
    ours, bare = measured(sizes.large, folder, rounds=7 if sizes.full else 1)
    return [Row("close: one month", sizes.large, ours, bare, 1.3)]


def measured(count: int, folder: Path, rounds: int, limit: bool = True) -> tuple[float, float]:
    """The best of some rounds, each on copies of one store: ours, and the limit (0 where it is not wanted)."""
    start = _with_a_month(filled_store(folder / f"{count}.houqin", count), folder / f"closing-{count}.houqin")
    copy = folder / "closing.houqin"
    ours = bare = float("inf")
    for _ in range(rounds):
        if limit:
            bare = min(bare, _bare(_fresh(start, copy)))
            wanted = _posted(copy)
        ours = min(ours, _ours(_fresh(start, copy)))
        if limit and _posted(copy) != wanted:
            raise AssertionError("the month was posted otherwise than by the bare SQL")
    for path in (copy, start):
        path.unlink()
    return ours, bare if limit else 0.0


def _with_a_month(filled: Path, start: Path) -> Path:
    shutil.copyfile(filled, start)
    store = Store.open(start, who="测速")
    with store.changing("结账") as session:
        months.close(session, BEFORE, at=NOW)
    store.close()
    return start


def _fresh(start: Path, copy: Path) -> Path:
    for suffix in ("-wal", "-shm"):
        Path(f"{copy}{suffix}").unlink(missing_ok=True)
    shutil.copyfile(start, copy)
    return copy


def _ours(path: Path) -> float:
    store = Store.open(path, who="测速")
    with store.reading() as session:
        months.last_closed(session)  # mapping the tables once is part of starting
    began = time.perf_counter()
    with store.reading() as session:
        seen = months.preview(session, MONTH, TODAY)
    with store.changing("结账") as session:
        done = months.close(session, MONTH, at=NOW)
    taken = time.perf_counter() - began
    store.close()
    if (seen.cards, seen.amount) != (done.cards, done.amount) or not done.cards:
        raise AssertionError("the preview did not tell what the closing posted")
    return taken


def _bare(path: Path) -> float:
    raw = sqlite3.connect(path, isolation_level=None)
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=FULL",
        "cache_size=-65536",
        "temp_store=MEMORY",
    ):
        raw.execute(f"PRAGMA {pragma}")
    began = time.perf_counter()
    raw.execute("BEGIN IMMEDIATE")
    raw.execute(INSERT, {"month": int(MONTH)})
    raw.execute(UPDATE, {"month": int(MONTH)})
    raw.execute("COMMIT")
    taken = time.perf_counter() - began
    raw.close()
    return taken


def _posted(path: Path) -> list[Any]:
    raw = sqlite3.connect(path)
    rows = raw.execute(POSTED, (int(MONTH),)).fetchall()
    raw.close()
    return rows
