"""What the log costs: beside bulk acts, when its chain is walked, and when it is replayed against the tables.

The limit of the walk is SHA-256 over the same bytes in the same pieces (two an act), ready in memory.
"""

from __future__ import annotations

import hashlib
import random
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from app.assets import charging, months, posted
from app.assets.models import Asset
from app.kit import audit, heads, replay
from app.kit.months import Month
from app.kit.store import Store
from tests.bench.fill import cards, filled_store, statement
from tests.bench.measure import Row, Sizes, seconds

MONTH = Month.make(2026, 11)
CHUNK = 5000
BEGUN = datetime(2026, 1, 5, 8, tzinfo=UTC)


def run(sizes: Sizes, folder: Path) -> list[Row]:
    """Costs of the log in bulk acts, the walk of the chain, and the replay (against a plain verify)."""
    return [
        Row("log: beside an import", sizes.large, *_importing(sizes, folder), 0.8),
        Row("log: beside a closing", sizes.large, *_closing(sizes, folder), 0.8),
        Row("log: verify the chain", sizes.huge, *_walking(sizes, folder), 3.0),
        Row("log: replay against the tables", sizes.large, *_replaying(sizes, folder), 60.0),
    ]


# -- beside the work -----------------------------------------------------------------------------------------


def _importing(sizes: Sizes, folder: Path) -> tuple[float, float]:
    """The log of an import against the insert of its rows."""
    ours = bare = float("inf")
    made = list(_cards(sizes.large))
    rows = [tuple(row.values()) for row in made]
    for _ in range(sizes.rounds):
        store = _new(folder / "auditing-import.houqin")
        with store.changing("导入") as session:
            began = time.perf_counter()
            connection = session.connection()
            for at in range(0, len(rows), CHUNK):
                connection.exec_driver_sql(statement(made[0]), rows[at : at + CHUNK])
            session.commit()
            bare = min(bare, time.perf_counter() - began)
        began = time.perf_counter()
        with store.changing("导入") as session:
            packer = audit.Packer(made[0])
            for at in range(0, len(rows), CHUNK):
                part = rows[at : at + CHUNK]
                packer.add(audit.lines(part), at + 1, at + len(part), len(part))
            audit.bulk(session, "assets", (1, len(rows)), "导入", packer.done())
        ours = min(ours, time.perf_counter() - began)
        _remove(store)
    return ours, bare


def _closing(sizes: Sizes, folder: Path) -> tuple[float, float]:
    """The log of a closing against the SQL that posts it."""
    ours = bare = float("inf")
    source = filled_store(folder / f"{sizes.large}.houqin", sizes.large)
    for _ in range(sizes.rounds):
        path = folder / "auditing-close.houqin"
        path.write_bytes(source.read_bytes())
        store = Store.open(path, who="测速")
        with store.changing("结账") as session:
            began = time.perf_counter()
            charging.post(session, MONTH, "5101")
            session.commit()
            bare = min(bare, time.perf_counter() - began)
        began = time.perf_counter()
        with store.changing("结账") as session:
            packed = posted.packed(session, MONTH)
            audit.bulk(session, "postings", (1, sizes.large), "折旧", packed, where={"month": int(MONTH)})
        ours = min(ours, time.perf_counter() - began)
        _remove(store)
    return ours, bare


# -- the chain -----------------------------------------------------------------------------------------------


def _walking(sizes: Sizes, folder: Path) -> tuple[float, float]:
    store = _new(folder / "auditing-chain.houqin")
    hashed = _logged(store, sizes.huge)
    found: list[list[str]] = []
    with store.reading() as session:
        ours = seconds(lambda: found.append(audit.verify(session)), sizes.rounds)
    bare = seconds(lambda: [hashlib.sha256(piece).hexdigest() for piece in hashed], sizes.rounds)
    if any(found):
        raise AssertionError(found[0])
    _remove(store)
    return ours, bare


def _logged(store: Store, rows: int) -> list[bytes]:
    """Fill a log with acts of one to seven changes, `rows` rows in all; gives the bytes that are hashed, in the
    pieces that they are hashed in: two an act."""
    acts: list[tuple[Any, ...]] = []
    changes: list[tuple[Any, ...]] = []
    hashed: list[bytes] = []
    previous = audit.GENESIS
    for number, lines in enumerate(_changes(rows), 1):
        content = b"".join(orjson.dumps(line) + b"\n" for line in lines)
        digest = hashlib.sha256(content).hexdigest()
        at = BEGUN + timedelta(seconds=97 * number)
        values = [number, audit.stamp(at), "张三", "办公室-01", "1.0", "修改资产", "", previous, digest]
        whole = orjson.dumps(values)
        sealed = hashlib.sha256(whole).hexdigest()
        hashed += (content, whole)
        acts.append((*values[:1], values[1].replace("T", " "), *values[2:], sealed))
        changes += [(number, *line) for line in lines]
        previous = sealed
    assert store.path
    with sqlite3.connect(store.path) as raw:
        raw.execute("PRAGMA synchronous=OFF")
        raw.executemany(f"INSERT INTO acts VALUES ({', '.join('?' * 10)})", acts)
        raw.executemany(
            "INSERT INTO changes (act_id, table_name, record_id, last_id, kind, before, after, rows) "
            f"VALUES ({', '.join('?' * 8)})",
            changes,
        )
    raw.close()
    return hashed


def _changes(rows: int) -> Iterator[list[list[Any]]]:
    luck = random.Random(1)
    while rows > 1:
        count = min(luck.randint(1, 7), rows - 1)
        rows -= count + 1
        yield [_change(luck) for _ in range(count)]


def _change(luck: random.Random) -> list[Any]:
    """One in ten a new card, else one to four fields of one: about 300 signs, as in an office's true log."""
    number = luck.randint(1, 100_000)
    if luck.random() < 0.1:
        made = orjson.dumps(dict.fromkeys(NEW, f"值 {number}")).decode()
        return ["assets", number, None, "insert", "", made, 1]
    names = luck.sample(NEW, luck.randint(1, 4))
    before, after = ({name: f"{word}标签 {luck.random()}" for name in names} for word in "旧新")
    return ["assets", number, None, "update", orjson.dumps(before).decode(), orjson.dumps(after).decode(), 1]


NEW = [column.name for column in Asset.__table__.columns if not column.name.startswith("search")][:44]


# -- the replay ----------------------------------------------------------------------------------------------


def _replaying(sizes: Sizes, folder: Path) -> tuple[float, float]:
    """An office whose cards came in by one act and were charged for a month, against reading its cards once."""
    store = _new(folder / "auditing-replay.houqin")
    made = _cards(sizes.large)
    with store.changing("导入") as session:
        connection, packer, first = session.connection(), None, 1
        while part := list(islice(made, CHUNK)):
            packer = packer or audit.Packer(part[0])
            rows = [tuple(row.values()) for row in part]
            connection.exec_driver_sql(statement(part[0]), rows)
            packer.add(audit.lines(rows), first, first + len(rows) - 1, len(rows))
            first += len(rows)
        assert packer is not None
        audit.bulk(session, "assets", (1, first - 1), "导入", packer.done())
    with store.changing("结账") as session:
        months.close(session, MONTH, at=BEGUN, allow_future=True)
    found: list[list[str]] = []

    def ours() -> None:
        with store.reading() as session:
            found.append(replay.problems(session))

    def bare() -> None:
        with store.reading() as session:
            session.connection().exec_driver_sql("SELECT * FROM assets").fetchall()

    taken = seconds(ours, 1)
    if any(found):
        raise AssertionError(found[0])
    limit = seconds(bare, sizes.rounds)
    _remove(store)
    return taken, limit


def _cards(count: int) -> Iterator[dict[str, Any]]:
    """Cards that point to nobody and nowhere."""
    for row in cards(count):
        yield row | {"department_id": None, "custodian_id": None, "place_id": None}


def _new(path: Path) -> Store:
    for each in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        each.unlink(missing_ok=True)
    return Store.create(path, who="测速")


def _remove(store: Store) -> None:
    store.close()
    assert store.path
    for suffix in ("", "-wal", "-shm", heads.SUFFIX):
        Path(f"{store.path}{suffix}").unlink(missing_ok=True)
