"""The figures of a year of orders by month and by category, against one hand-written aggregate over the same rows; and
the list of what is late, against the bare query that finds it."""

from __future__ import annotations

import random
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app import office
from app.kit.months import Month
from app.kit.store import Store
from app.workorders import queries
from app.workorders.figures import By, figures
from tests.bench.measure import Row, Sizes, each

FIRST, LAST = Month.make(2026, 1), Month.make(2026, 12)
NOW = datetime(2026, 12, 31, 12, tzinfo=UTC)
COLUMNS = (
    "order_no", "reported_at", "untimed", "channel", "category_id", "place_id", "fault", "urgency", "state", "merged", "rounds",
    "arrived_at", "finished_at", "confirmed_at", "confirmed_how", "rating", "accepted_at", "respond_late", "arrive_late",
    "finish_late", "respond_minutes", "arrive_minutes", "finish_minutes", "due_at", "amber_at", "under_warranty", "hours",
    "parts_cost", "outside_cost",
)  # fmt: skip

# What a month is judged by, written by hand: every sum that the figures need, in one pass.
AGGREGATE = """SELECT {key}, COUNT(*),
    SUM(CASE WHEN finished_at IS NOT NULL THEN 1 END), SUM(CASE WHEN respond_late IN (0) THEN 1 END),
    SUM(CASE WHEN respond_late IN (0, 1) THEN 1 END), SUM(CASE WHEN arrive_late IN (0) THEN 1 END),
    SUM(CASE WHEN arrive_late IN (0, 1) THEN 1 END), SUM(CASE WHEN finish_late IN (0) THEN 1 END),
    SUM(CASE WHEN finish_late IN (0, 1) THEN 1 END),
    SUM(CASE WHEN finished_at IS NOT NULL AND rounds BETWEEN 1 AND 1 THEN 1 END),
    SUM(CASE WHEN finished_at IS NOT NULL AND rounds >= 2 THEN 1 END),
    SUM(CASE WHEN rating IN ('good', 'fair', 'bad') THEN 1 END), SUM(CASE WHEN rating IN ('good', 'fair') THEN 1 END),
    SUM(CASE WHEN rating IN ('good') THEN 1 END),
    SUM(CASE WHEN finished_at IS NOT NULL AND rating IN ('good', 'fair', 'bad') THEN 1 END),
    SUM(CASE WHEN confirmed_at IS NOT NULL THEN 1 END),
    SUM(CASE WHEN confirmed_at IS NOT NULL AND confirmed_how IN ('default') THEN 1 END),
    COUNT(respond_minutes), SUM(respond_minutes), COUNT(arrive_minutes), SUM(arrive_minutes),
    COUNT(finish_minutes), SUM(finish_minutes), SUM(hours), SUM(parts_cost), SUM(outside_cost)
    FROM work_orders WHERE reported_at BETWEEN ? AND ? AND NOT merged GROUP BY 1"""
BY_MONTH, BY_CATEGORY = "substr(reported_at, 1, 7)", "category_id"
LATE = """SELECT id, order_no, fault, due_at FROM work_orders
    WHERE state IN ('reported', 'dispatched', 'working') AND due_at < ? ORDER BY due_at, id"""


def run(sizes: Sizes, folder: Path) -> list[Row]:
    """Three rows; both sides must count the same (a difference raises)."""
    store = filled(folder / f"repairs-{sizes.large}.houqin", sizes.large)
    assert store.path is not None
    bare = sqlite3.connect(store.path)
    span = ("2026-01-01 00:00:00.000000", "2026-12-31 23:59:00.000000")
    rows = []
    with store.reading() as session:
        for by, key in ((By.MONTH, BY_MONTH), (By.CATEGORY, BY_CATEGORY)):
            query = AGGREGATE.format(key=key)
            counted = {row[1] for row in bare.execute(query, span)}
            groups = figures(session, FIRST, LAST, by)
            if {group.values["reported"].among for group in groups} != counted:
                raise AssertionError("figures and aggregate differ")
            times = each(
                lambda by=by: figures(session, FIRST, LAST, by),  # type: ignore[misc]
                lambda query=query: bare.execute(query, span).fetchall(),  # type: ignore[misc]
                sizes.rounds + 2,
            )
            rows.append(Row(f"figures of orders by {by.name.lower()}", sizes.large, *times, 3))
        until = (NOW.strftime("%Y-%m-%d %H:%M:%S.%f"),)
        if len(queries.escalations(session, NOW)) != len(bare.execute(LATE, until).fetchall()):
            raise AssertionError("the late orders differ")
    bare.close()
    store.close()
    return rows


def filled(path: Path, size: int) -> Store:
    """An office with so many orders of one year; a twentieth not done."""
    store = office.create(path, {})
    chance = random.Random(2026)
    connection = sqlite3.connect(path)
    start = datetime(2026, 1, 1)
    marks = ", ".join("?" * len(COLUMNS))
    statement = f"INSERT INTO work_orders ({', '.join(COLUMNS)}) VALUES ({marks})"
    connection.executemany(statement, (_order(chance, start, at, size) for at in range(size)))
    connection.commit()
    connection.close()
    return store


def _order(chance: random.Random, start: datetime, at: int, size: int) -> tuple[Any, ...]:
    reported = start + timedelta(minutes=at * 524_000 // size)
    took = chance.randrange(20, 4000)
    done = chance.random() < 0.95
    late = chance.random() < 0.1
    finished = _stored(reported + timedelta(minutes=took)) if done else None
    rating = chance.choice(("good", "good", "good", "fair", "bad", None)) if done else None
    due = None if done else _stored(reported + timedelta(minutes=2880))
    state = (
        ("closed" if rating else "confirmed")
        if done
        else chance.choice(("reported", "dispatched", "working"))
    )
    how = None if not done else "caller" if rating else "default"
    return (
        f"BX{at:08d}", _stored(reported), 0, "phone", chance.randrange(1, 23), None, "水龙头漏水",
        chance.choice(("normal", "urgent", "extreme")), state, 0, 2 if done and late else 1,
        _stored(reported + timedelta(minutes=15)), finished, finished, how, rating, _stored(reported), 0, int(late),
        int(late) if done else None, 10, 15, took if done else None, due, due, 0, chance.randrange(400),
        chance.randrange(20_000), 0,
    )  # fmt: skip


def _stored(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")
