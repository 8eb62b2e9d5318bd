"""The proof of a copy: opened again, every page looked at, rows counted, the log's chain walked, hashed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.kit import cipher, files
from app.kit.errors import Cancelled, UserError

STEPS = 200_000  # of SQLite's machine between two looks whether the person called it off
Tell = files.Tell


class Unproven(UserError):
    """A copy that is not what it should be: the store itself may be damaged."""


@dataclass(frozen=True)
class Proof:
    """What was found in a copy; see Manifest."""

    sha256: str
    schema: str
    counts: dict[str, int]
    number: int
    head: str
    first: str
    chained_from: int | None
    attachments: list[tuple[str, int]]


def prove(
    path: Path,
    key: bytes | None = None,
    *,
    thorough: bool = False,
    since: tuple[int, str] | None = None,
    tell: Tell = files.quiet,
) -> Proof:
    """Open a copy that nobody writes, check it and count it. `thorough` compares every index with its table
    (integrity_check, ten times as long) and walks the whole chain; else the chain is walked from `since`, the
    head of the last proven backup. Raises Unproven, Cancelled."""
    with ThreadPoolExecutor(1) as beside:
        hashing = beside.submit(files.sha256, path)
        try:
            with cipher.readable(), closing(cipher.connect(path, key, immutable=True)) as copy:
                found = _looked_at(copy, path, thorough, since, tell)
        except cipher.errors() as error:
            raise Unproven(f"这份数据打不开或已损坏（{error}）。请从最近的备份恢复。") from error
        schema, counts, number, head, first, attachments, chained = found
        return Proof(hashing.result(), schema, counts, number, head, first, chained, attachments)


def _looked_at(copy: Any, path: Path, thorough: bool, since: tuple[int, str] | None, tell: Tell) -> Any:
    copy.execute(f"PRAGMA mmap_size={1 << 36}")
    tell(0, 0, "逐页检查")
    check = "integrity_check" if thorough else "quick_check"
    problems = [row[0] for row in _stoppable(copy, f"PRAGMA {check}(5)", tell)]
    if problems != ["ok"]:
        raise Unproven(f"数据文件已损坏，这份备份没有做成：{problems[0]}。请从最近的备份恢复。")
    if not copy.execute("SELECT 1 FROM sqlite_master WHERE name='alembic_version'").fetchone():
        raise Unproven(f"“{path.name}”不是后勤台账的数据文件。")
    schema = str(copy.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    tell(0, 0, "清点")
    counts = counted(copy)
    last = copy.execute("SELECT id, hash FROM acts ORDER BY id DESC LIMIT 1").fetchone()
    number, head = last or (0, "0" * 64)
    begun = copy.execute("SELECT hash FROM acts ORDER BY id LIMIT 1").fetchone()
    attachments = copy.execute(
        "SELECT sha256, max(size) FROM attachments GROUP BY sha256 ORDER BY sha256"
    ).fetchall()
    chained = chain(path, copy, schema, None if thorough else since, tell)
    return (
        schema,
        counts,
        number,
        head,
        begun[0] if begun else "",
        [tuple(row) for row in attachments],
        chained,
    )


def counted(connection: Any) -> dict[str, int]:
    """Rows per table, by name; without SQLite's own tables and what an index of words is made of."""
    names = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema='main' AND type='table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for (name,) in names.fetchall()
    }


def _stoppable(connection: Any, sql: str, tell: Callable[..., None]) -> list[Any]:
    """Rows of a statement that the person may call off. Raises Cancelled."""
    stopped: list[Cancelled] = []

    def look() -> int:
        try:
            tell(0, 0, "逐页检查")
        except Cancelled as error:
            stopped.append(error)
            return 1
        return 0

    connection.set_progress_handler(look, STEPS)
    try:
        return list(connection.execute(sql).fetchall())
    except cipher.errors():
        if stopped:
            raise stopped[0] from None
        raise
    finally:
        connection.set_progress_handler(None, 0)


def chain(
    path: Path, connection: Any, schema: str, since: tuple[int, str] | None, tell: Callable[..., None]
) -> int | None:
    """Walk the chain from an act on, or all of it; gives the act it began at, None for another schema than
    this program's, whose log it does not know how to read. Raises Unproven."""
    from sqlalchemy import create_engine
    from sqlalchemy.orm import Session
    from sqlalchemy.pool import StaticPool

    from app.kit import audit
    from app.kit.store import newest_revision

    if schema != newest_revision():
        return None
    tell(0, 0, "核对操作日志")
    begin = since[0] if since and _stands(connection, since) else 0
    engine = create_engine(
        "sqlite://", creator=lambda: connection, poolclass=StaticPool, module=_library(connection)
    )
    with engine.connect() as bound, Session(bound) as session:
        broken = audit.verify(session, since=begin)
        session.rollback()
    if broken:
        raise Unproven(f"{broken[0]}，这份备份没有做成。请用“校验数据”查看，并保留现有的备份。")
    return begin


def _stands(connection: Any, since: tuple[int, str]) -> bool:
    found = connection.execute("SELECT hash FROM acts WHERE id=?", (since[0],)).fetchone()
    return found is not None and found[0] == since[1]


def _library(connection: Any) -> Any:
    """The DBAPI module that a raw connection is of."""
    import sqlite3

    return sqlite3 if isinstance(connection, sqlite3.Connection) else cipher.module()
