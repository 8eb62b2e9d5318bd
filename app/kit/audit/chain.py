"""The chain of acts: its hashes, its head, and the walk that finds the first link that was bent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

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
    walks = (_plain,) if session.get_bind().dialect.name != "sqlite" else (_sqlite, _plain)
    for walk in walks:
        try:
            links, groups = walk(session, since)
            if found := _walk(links, groups, since, previous):
                return [found]
            return _gaps(session, since)
        except (DBAPIError, _Unhashable):
            continue  # a cell that is no text or number at all: the other walk names its act
    return ["操作日志里有读不出的内容，被改动过"]


class _Unhashable(Exception):
    """A value that no act ever had."""


def _walk(links: Iterator[Link], groups: Iterator[Group], since: int, previous: str) -> str:
    """What is wrong first, or nothing."""
    sha256, nothing = hashlib.sha256, (-1, b"")
    expected = since + 1
    group = next(groups, nothing)
    for number, before, digest, sealed, content in links:
        if number != expected:
            return f"操作日志缺少第 {expected} 号记录"
        if before != previous:
            return f"操作日志第 {number} 号与上一号接不上"
        if group[0] != number or sha256(group[1]).hexdigest() != digest:
            return f"操作日志第 {number} 号的明细被改动过"
        if sha256(content).hexdigest() != sealed:
            return f"操作日志第 {number} 号被改动过"
        previous, expected = sealed, number + 1
        group = next(groups, nothing)
    return f"操作日志第 {group[0]} 号的明细没有所属的操作" if group is not nothing else ""


# The bytes of orjson, put together by SQLite itself: the same separators and escapes. A moment is stored with
# a space and hashed with a T; another sign there is no moment of ours.
_LINKS = """SELECT id, previous, digest, hash, CAST(json_array(id,
    CASE WHEN length(at) = 26 AND substr(at, 11, 1) = ' ' THEN substr(at, 1, 10) || 'T' || substr(at, 12)
        ELSE at || '?' END,
    who, machine, program, operation, reason, previous, digest) AS BLOB)
    FROM acts WHERE id > {since} ORDER BY id"""
_LINES = """SELECT act_id, CAST(group_concat(json_array(table_name, record_id, last_id, kind, before, after, rows)
    || char(10), '') AS BLOB) FROM changes WHERE act_id > {since} GROUP BY act_id ORDER BY act_id"""


def _sqlite(session: Session, since: int) -> tuple[Iterator[Link], Iterator[Group]]:
    """Both walks by SQLite; the index on act_id gives each act's changes in order of id."""
    return _fetched(session, _LINKS.format(since=int(since))), _fetched(
        session, _LINES.format(since=int(since))
    )


def _fetched(session: Session, sql: str) -> Iterator[Any]:
    cursor = session.connection().exec_driver_sql(sql)
    while rows := cursor.fetchmany(CHUNK):
        yield from map(tuple, rows)


def _plain(session: Session, since: int) -> tuple[Iterator[Link], Iterator[Group]]:
    return _links(session, since), _groups(session, since)


def _links(session: Session, since: int) -> Iterator[Link]:
    query = select(Act.__table__).where(Act.id > since).order_by(Act.id)
    with session.execute(query.execution_options(yield_per=CHUNK)) as found:
        for act in found:
            try:
                at = stamp(act.at)
            except (TypeError, ValueError, AttributeError):
                at = ""
            values = [act.id, at, act.who, act.machine, act.program, act.operation, act.reason]
            yield act.id, act.previous, act.digest, act.hash, _dumped([*values, act.previous, act.digest])


def _groups(session: Session, since: int) -> Iterator[Group]:
    query = select(
        Change.act_id, Change.table_name, Change.record_id, Change.last_id, Change.kind,
        Change.before, Change.after, Change.rows,
    ).where(Change.act_id > since).order_by(Change.act_id, Change.id)  # fmt: skip
    with session.execute(query.execution_options(yield_per=CHUNK)) as found:
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
