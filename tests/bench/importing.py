"""A messy ledger brought in, from the file to the commit, against raw executemany of the ready tuples.

Each round is a process of its own: `python -m tests.bench.importing ours|bare STORE SOURCE`, where the
source is the workbook for ours, and for the limit the store that ours left.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import app.models  # noqa: F401
from app.assets import importing
from app.kit.store import Store
from tests.bench.ledger_file import REASONS, write_ledger
from tests.bench.measure import Row, Sizes, answer, child, peak_mb

MOST_MB = 700.0
MOST_ROWS = 100_000  # of one file: larger ones are refused, and a million comes in as ten batches
NOW, TODAY = datetime(2026, 11, 23, 8, tzinfo=UTC), date(2026, 11, 23)
PRAGMAS = (
    "foreign_keys=OFF",
    "journal_mode=WAL",
    "synchronous=FULL",
    "cache_size=-65536",
    "temp_store=MEMORY",
)


@dataclass(frozen=True)
class Part:
    """A workbook, and what was planted in it."""

    workbook: Path
    planted: dict[str, int]


def run(sizes: Sizes, folder: Path) -> list[Row]:
    """Time and memory. Every good row must be stored and every bad one refused for its reason (else it raises)."""
    seconds, bare, mb = measured(sizes.large, folder, rounds=sizes.rounds)
    return [
        Row("import: messy ledger of 39 columns", sizes.large, seconds, bare, 5.0),
        Row("import: memory", sizes.large, mb, MOST_MB, 1.0, "MB"),
    ]


def measured(count: int, folder: Path, rounds: int, limit: bool = True) -> tuple[float, float, float]:
    """The best of some rounds: ours, the limit (0 where it is not wanted), and the most memory in MB."""
    parts = [
        Part(
            path := folder / f"ledger-{first}.xlsx",
            write_ledger(path, min(MOST_ROWS, count + 1 - first), first),
        )
        for first in range(1, count + 1, MOST_ROWS)
    ]
    stores = {side: folder / f"import-{side}.houqin" for side in ("ours", "bare")}
    seconds = bare = float("inf")
    mb = 0.0
    for _ in range(rounds):
        for path in stores.values():
            _remove(path)
        taken = 0.0
        for part in parts:
            told = child("tests.bench.importing", "ours", stores["ours"], part.workbook)
            _check(told, part.planted)
            taken, mb = taken + told["seconds"], max(mb, told["mb"])
        seconds = min(seconds, taken)
        if limit:
            bare = min(
                bare, child("tests.bench.importing", "bare", stores["bare"], stores["ours"])["seconds"]
            )
    for path in (*stores.values(), *(part.workbook for part in parts)):
        _remove(path)
    return seconds, bare if limit else 0.0, mb


def _remove(path: Path) -> None:
    for each in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        each.unlink(missing_ok=True)


def _check(told: dict[str, Any], planted: dict[str, int]) -> None:
    wanted = {reason: count for reason, count in planted.items() if reason in REASONS}
    if told["stored"] != planted["good"] or told["refused"] != wanted:
        raise AssertionError(f"stored {told['stored']}, refused {told['refused']}, planted {planted}")


def _ours(where: str, workbook: str) -> None:
    new = not Path(where).exists()
    store = Store.create(where, who="测速") if new else Store.open(where, who="测速")
    began = time.perf_counter()
    with store.changing("导入资产") as session:
        plan = importing.plan(session, workbook, TODAY)
        done = importing.store(session, plan, NOW, accept_valid=True, create_missing=True)
    seconds = time.perf_counter() - began
    mb = peak_mb()
    reasons = {row: next((r for r in REASONS if r in words), words) for row, words in plan.reasons().items()}
    refused = {reason: list(reasons.values()).count(reason) for reason in REASONS}
    if problems := store.verify() if new else []:
        raise AssertionError(problems[0])
    store.close()
    answer(seconds=seconds, mb=mb, stored=len(done.ids), refused=refused)


def _bare(where: str, filled: str) -> None:
    source = sqlite3.connect(filled)
    source.row_factory = sqlite3.Row
    names = [row["name"] for row in source.execute("PRAGMA table_info(assets)")]
    kept = [
        name for name in names
        if source.execute(f"SELECT 1 FROM assets WHERE {name} IS NOT NULL LIMIT 1").fetchone()
    ]  # fmt: skip
    source.row_factory = None
    rows = source.execute(f"SELECT {', '.join(kept)} FROM assets ORDER BY id").fetchall()
    source.close()
    Store.create(where, who="测速").close()
    raw = sqlite3.connect(where, isolation_level=None)
    for pragma in PRAGMAS:
        raw.execute(f"PRAGMA {pragma}")
    statement = f"INSERT INTO assets ({', '.join(kept)}) VALUES ({', '.join('?' * len(kept))})"
    began = time.perf_counter()
    raw.execute("BEGIN IMMEDIATE")
    raw.executemany(statement, rows)
    raw.execute("COMMIT")
    answer(seconds=time.perf_counter() - began)
    raw.close()


if __name__ == "__main__":
    {"ours": _ours, "bare": _bare}[sys.argv[1]](*sys.argv[2:])
