"""The chain of acts: its hashes, its head, and the walk that finds the first link that was bent."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.kit import cipher
from app.kit.audit import walking
from app.kit.audit.models import GENESIS, Act, Change

CHUNK = 5000
Link = tuple[int, str, str, str, bytes]  # act, previous, digest, hash, what is hashed
Group = tuple[int, bytes]  # act, the lines of its changes


def act_hash(fields: Sequence[Any]) -> str:
    """The hash of an act: SHA-256 of the compact JSON array
    [id, at, who, machine, program, operation, reason, previous, digest]."""
    return hashlib.sha256(orjson.dumps(list(fields))).hexdigest()


def stamp(moment: datetime) -> str:
    """A moment as it is hashed: UTC to the microsecond, without zone."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def head(session: Session) -> tuple[int, str]:
    """Number and hash of the last act; (0, zeros) for an empty log."""
    row = session.execute(select(Act.id, Act.hash).order_by(Act.id.desc()).limit(1)).first()
    return (row[0], row[1]) if row else (0, GENESIS)


def verify(session: Session, since: int = 0) -> list[str]:
    """Walk the chain; every problem is a sentence, the first bad act first. Empty when all holds.

    `since` is an act that is known to be good: only what came after it is walked."""
    previous = GENESIS
    if since:
        previous = session.scalar(select(Act.hash).where(Act.id == since)) or ""
    if session.get_bind().dialect.name == "sqlite" and _holds(session, since, previous):
        return _gaps(session, since)
    try:
        found = _first_bent(session, since, previous)
    except _raw_errors():
        return ["操作日志里有读不出的内容，被改动过"]
    return [found] if found else _gaps(session, since)


def _raw_errors() -> tuple[type[Exception], ...]:
    return (DBAPIError, *cipher.errors())


# -- the quick walk ----------------------------------------------------------------------------------------

_ODD = "SELECT 1 FROM acts WHERE id > ? AND at NOT GLOB '????-??-?? ??:??:??.??????' LIMIT 1"
_STRAY = "SELECT 1 FROM changes WHERE act_id > ? LIMIT 1"
MANY = 20_000  # acts: the parts of a longer chain are walked side by side
WALKERS = 4


def _holds(session: Session, since: int, previous: str) -> bool:
    """Whether the chain holds, a stretch of acts at a time; which act does not is for the other walk."""
    last = head(session)[0]
    raw = session.connection().connection
    cursor = raw.cursor()
    try:
        if cursor.execute(_ODD, (since,)).fetchone() or cursor.execute(_STRAY, (last,)).fetchone():
            return False
        parts = _parts(session, since, last, previous)
        with ExitStack() as ended:
            others = [ended.enter_context(walking.Other(_file(raw), *part)) for part in parts[1:]]
            if not walking.range_holds(raw, *parts[0]):
                return False
            # Where another process could not look, we do.
            pairs = zip(others, parts[1:], strict=True)
            return all(other.holds() or walking.range_holds(raw, *part) for other, part in pairs)
    except _raw_errors():
        return False  # a cell that is neither text nor number
    finally:
        cursor.close()


def _parts(session: Session, since: int, last: int, previous: str) -> list[tuple[int, int, str]]:
    """Which acts are walked side by side, each with the hash before them; one where that does not pay."""
    count = min(WALKERS, os.cpu_count() or 1, (last - since) // MANY)
    if count < 2 or not _file(session.connection().connection):
        return [(since, last, previous)]
    bounds = [since + (last - since) * at // count for at in range(count + 1)]
    ends = (session.scalar(select(Act.hash).where(Act.id == bound)) or "" for bound in bounds[1:-1])
    return list(zip(bounds, bounds[1:], (previous, *ends), strict=False))


def _file(raw: Any) -> str:
    """The plain file behind a connection that another process can open too; nothing for any other store."""
    connection = raw.driver_connection
    if not isinstance(connection, sqlite3.Connection) or getattr(sys, "frozen", False):
        return ""
    return str(connection.execute("PRAGMA database_list").fetchone()[2])


# -- the walk that names -------------------------------------------------------------------------------------


def _first_bent(session: Session, since: int, previous: str) -> str:
    """What is wrong first, or nothing."""
    with closing(_groups(session, since)) as groups, closing(_links(session, since)) as links:
        return _bent_of(links, groups, since + 1, previous)


def _bent_of(links: Iterator[Link], groups: Iterator[Group], expected: int, previous: str) -> str:
    nothing: Group = (-1, b"")
    group = next(groups, nothing)
    for number, before, digest, sealed, content in links:
        if number != expected:
            return f"操作日志缺少第 {expected} 号记录"
        if before != previous:
            return f"操作日志第 {number} 号与上一号接不上"
        if group[0] != number or hashlib.sha256(group[1]).hexdigest() != digest:
            return f"操作日志第 {number} 号的明细被改动过"
        if hashlib.sha256(content).hexdigest() != sealed:
            return f"操作日志第 {number} 号被改动过"
        previous, expected = sealed, number + 1
        group = next(groups, nothing)
    return f"操作日志第 {group[0]} 号的明细没有所属的操作" if group is not nothing else ""


def _links(session: Session, since: int) -> Generator[Link]:
    query = text(
        "SELECT id, at, who, machine, program, operation, reason, previous, digest, hash FROM acts "
        "WHERE id > :since ORDER BY id"
    ).execution_options(yield_per=CHUNK)
    with session.execute(query, {"since": since}) as found:  # a server keeps a walk that ends early, else
        for number, at, *rest, before, digest, sealed in found:
            content = _dumped([number, _hashed_moment(at), *rest, before, digest])
            yield number, before, digest, sealed, content


def _hashed_moment(at: Any) -> Any:
    """A raw moment of the store as it was hashed; what is none comes back marked."""
    if isinstance(at, datetime):
        return stamp(at.replace(tzinfo=UTC))
    good = isinstance(at, str) and len(at) == 26 and at[10] == " "
    return at.replace(" ", "T") if good else f"{at}?"


def _groups(session: Session, since: int) -> Generator[Group]:
    query = text(
        "SELECT act_id, table_name, record_id, last_id, kind, before, after, rows FROM changes "
        "WHERE act_id > :since ORDER BY act_id, id"
    ).execution_options(yield_per=CHUNK)
    with session.execute(query, {"since": since}) as found:
        for act, rows in groupby(found, key=itemgetter(0)):
            yield act, b"".join(_dumped(list(row[1:])) + b"\n" for row in rows)


def _dumped(values: list[Any]) -> bytes:
    try:
        return orjson.dumps(values)
    except TypeError:
        return b""  # bytes in place of text: nothing that was ever hashed


def _gaps(session: Session, since: int) -> list[str]:
    """Numbers of changes are given one after the other and never again; one that was moved leaves a gap.

    A server skips numbers of acts that were rolled back, so there a gap tells nothing."""
    if since or session.get_bind().dialect.name != "sqlite":
        return []
    first, last, count = session.execute(select(func.min(Change.id), func.max(Change.id), func.count())).one()
    if not count or (first, last) == (1, count):
        return []
    moved = session.scalar(
        text(
            "SELECT act_id FROM (SELECT act_id, id, row_number() OVER (ORDER BY act_id, id) AS place "
            "FROM changes) WHERE id <> place ORDER BY act_id LIMIT 1"
        )
    )
    return [f"操作日志第 {moved} 号的明细换过位置"]
