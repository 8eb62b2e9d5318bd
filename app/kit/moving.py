"""An office moves from its SQLite file to a PostgreSQL server: everything in one transaction, or nothing.

The source is locked meanwhile, so nobody's act is left behind. Tables go over in the order of their links by
COPY. Before the commit the far side is read back: every row of every table by one hash, every count, the sum
of every column of whole numbers, and the log's chain. Then the source is marked, and whoever opens it is told
where the data is now; it is not changed in anything else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import psycopg
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    String,
    Table,
    func,
    select,
    text,
)
from sqlalchemy.orm import Session

from app.kit import audit, files, paths, rights, server, settings
from app.kit.attachments import Attachment
from app.kit.backups.attaching import carried
from app.kit.db import Base, Fixed, Money, Record
from app.kit.errors import UserError
from app.kit.fields import fields
from app.kit.shelves import Shelf
from app.kit.store import Store, is_url, migrate, translated

Progress = Callable[[int, int, str], None]
CHUNK = 2000
SHOWN = 20  # so many things that do not fit are told one by one
WHOLE = 2**31  # an Integer of the server ends before this; a file's does not
OPERATION = "迁到服务器"


@dataclass(frozen=True)
class Moved:
    """What went over and was found the same on the far side. `sums` are yuan by table and column."""

    url: str
    rows: dict[str, int]
    sums: dict[str, Decimal]
    compared: int  # columns of whole numbers whose sums agree
    head: tuple[int, str]
    attachments: int
    missing: list[str]  # attachments that were not in the old folder either
    folder: Path


@dataclass
class _Part:
    """One table on one side."""

    rows: int = 0
    digest: str = ""
    sums: dict[str, int] = field(default_factory=dict)


def move(source: Store, url: str, shared: Path | None = None, progress: Progress | None = None) -> Moved:
    """Move an office to the empty database at `url`, its attachments to `shared` (a folder that all its
    computers reach) or to where this computer keeps a server's. Raises UserError; then the source goes on as
    before and the target is empty as before."""
    if source.path is None:
        raise UserError("这份数据已经在服务器上，不用再迁。")
    if not is_url(url):
        raise UserError(server.ADDRESS)
    target = Store(url, source.who)
    try:
        with source.changing(OPERATION) as session:
            return _moved(
                session,
                source,
                target,
                shared and shared.absolute(),
                progress or (lambda done, total, words: None),
            )
    finally:
        target.close()


@rights.right("store.move", "把数据迁到服务器", "", "数据")
def _moved(session: Session, source: Store, target: Store, shared: Path | None, progress: Progress) -> Moved:
    head = audit.head(session)
    if words := unfit(session):
        more = f"\n……共 {len(words)} 处" if len(words) > SHOWN else ""
        raise UserError("有内容是服务器存不下的，没有迁移。请先改好：\n" + "\n".join(words[:SHOWN]) + more)
    total = {table.name: _count(session, table) for table in _tables()}
    with (
        translated(target.where),
        target.engine.execution_options(immediate=True).connect() as far,
        far.begin(),
    ):
        found = _already(far, head)
        if not found:
            migrate(far)
            _copy(session, far, total, progress)
        parts = _compare(session, far, total, progress, whole=not found)
        folder = shared or attachments_here()
        kept, missing = carry(session, source.shelf, Shelf(folder))
        if not found:
            _sign(far, source, shared, head)
            far.execute(text("ANALYZE"))
    _mark(session, target.shown, source.clock())
    money = {
        f"{table.name}.{column.name}": Decimal(parts[table.name].sums[column.name]).scaleb(-2)
        for table in _tables()
        for column in table.columns
        if isinstance(column.type, Money)
    }
    compared = sum(len(part.sums) for part in parts.values())
    return Moved(target.shown, total, money, compared, head, kept, missing, folder)


def _tables() -> list[Table]:
    """All tables, those that are pointed to first."""
    return Base.metadata.sorted_tables


def _count(session: Session, table: Table) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


# -- what a server is stricter about --------------------------------------------------------------------------


def unfit(session: Session) -> list[str]:
    """Each value of a file that the server's columns would refuse, as a sentence."""
    found: list[str] = []
    for table in _tables():
        for column in table.columns:
            plain = _plain(column)
            if isinstance(plain, String):
                raw = func.length(column)
                conditions = [(func.instr(column, func.char(0)) > 0, "含有看不见的空字符")]
                if plain.length:
                    conditions.append((raw > plain.length, f"超过 {plain.length} 个字"))
            elif isinstance(plain, Integer) and type(plain) is Integer and not isinstance(column.type, Fixed):
                conditions = [((column >= WHOLE) | (column < -WHOLE), "数太大")]
            else:
                continue
            for condition, words in conditions:
                query = select(*table.primary_key.columns).where(condition).limit(SHOWN)
                found += [f"{_named(table, column)}（{_key(row)}）{words}" for row in session.execute(query)]
    return found


def _plain(column: Column[Any]) -> Any:
    return getattr(column.type, "impl_instance", column.type)


def _named(table: Table, column: Column[Any]) -> str:
    for mapper in Base.registry.mappers:
        if mapper.local_table is table and issubclass(mapper.class_, Record):
            label = fields(mapper.class_).get(column.name)
            return f"{mapper.class_.name_cn}的{label.label if label else column.name}"
    return f"{table.name}.{column.name}"


def _key(row: Any) -> str:
    return "第 " + "、".join(map(str, row)) + " 号"


# -- copying --------------------------------------------------------------------------------------------------


def _already(far: Connection, head: tuple[int, str]) -> bool:
    """Whether this very office went over before and only the mark is missing. Raises UserError when something
    else stands there."""
    names = server.tables(far)
    if not names:
        return False
    if {"acts", "alembic_version"} <= set(names):
        held = far.execute(text("SELECT hash FROM acts WHERE id = :id"), {"id": head[0]}).scalar()
        if held == head[1]:
            return True
    raise UserError("目标数据库里已经有表，没有迁移。请建一个空的数据库，把它的地址给本程序。")


def _rows(connection: Any, statement: str, name: str | None = None) -> Iterator[list[tuple[Any, ...]]]:
    """Rows straight from the driver, some at a time; `name` keeps them on the server meanwhile."""
    cursor = connection.connection.driver_connection.cursor(*([name] if name else []))
    try:
        cursor.execute(statement)
        while rows := cursor.fetchmany(CHUNK):
            yield rows
    finally:
        cursor.close()


def _near(table: Table) -> str:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    keys = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
    return f'SELECT {columns} FROM "{table.name}" ORDER BY {keys}'


def _far(table: Table) -> str:
    """The same rows as the file keeps them: days and moments as text, yes and no as one and nought."""
    shown = []
    for column in table.columns:
        plain, name = _plain(column), f'"{column.name}"'
        if isinstance(plain, Boolean):
            name = f"{name}::int"
        elif isinstance(plain, DateTime):
            name = f"to_char({name}, 'YYYY-MM-DD HH24:MI:SS.US')"
        elif isinstance(plain, Date):
            name = f"to_char({name}, 'YYYY-MM-DD')"
        elif isinstance(plain, LargeBinary):
            name = f"encode({name}, 'hex')"
        shown.append(name)
    keys = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
    return f'SELECT {", ".join(shown)} FROM "{table.name}" ORDER BY {keys}'


def _copy(session: Session, far: Connection, total: dict[str, int], progress: Progress) -> None:
    done, all_ = 0, 2 * sum(total.values())
    raw: Any = far.connection.driver_connection
    for table in _tables():
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        statement = f'COPY "{table.name}" ({columns}) FROM STDIN'
        try:
            with raw.cursor() as cursor, cursor.copy(statement) as into:
                for rows in _rows(session.connection(), _near(table)):
                    for row in rows:
                        into.write_row(row)
                    done += len(rows)
                    progress(done, all_, "复制")
        except psycopg.DataError as error:
            where = getattr(error.diag, "context", "") or ""
            raise UserError(
                f"有一行是服务器存不下的，没有迁移（{where}）：{error.diag.message_primary}"
            ) from error
        _follow(far, table)


def _follow(far: Connection, table: Table) -> None:
    """New rows get ids behind those that came over."""
    if "id" in table.columns and table.autoincrement_column is not None:
        far.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence(:name, 'id'), MAX(id)) FROM \"{table.name}\" "
                "HAVING MAX(id) IS NOT NULL"
            ),
            {"name": table.name},
        )


# -- comparing ------------------------------------------------------------------------------------------------


def _compare(
    session: Session, far: Connection, total: dict[str, int], progress: Progress, whole: bool
) -> dict[str, _Part]:
    """Read the far side back and hold it against the near one. Raises UserError where they differ.

    `whole` compares everything; an office that went over before may have gone on there."""
    done, parts = sum(total.values()), {}
    for table in _tables():
        near = _summed(session.connection(), table)
        parts[table.name] = near
        if not whole:
            continue
        there = _summed(far, table)
        near.digest = _digest(_rows(session.connection(), _near(table)))
        there.digest = _digest(_rows(far, _far(table), "houqin_moving"))
        if near != there:
            raise UserError(
                f"“{table.name}”在服务器上与原来的不一致（原有 {near.rows:,} 行，服务器上 {there.rows:,} 行），"
                "没有迁移。"
            )
        done += near.rows
        progress(done, 2 * sum(total.values()), "核对")
    with Session(bind=far) as reader:
        if problems := audit.verify(reader):
            raise UserError(f"服务器上的操作日志没有通过校验，没有迁移：{problems[0]}")
    return parts


def _summed(connection: Connection, table: Table) -> _Part:
    """How many rows, and the sum of every column of whole numbers (amounts in fen)."""
    names = [column.name for column in table.columns if isinstance(_plain(column), Integer)]
    sums = "".join(f', SUM("{name}")' for name in names)
    count, *found = connection.exec_driver_sql(f'SELECT COUNT(*){sums} FROM "{table.name}"').one()
    return _Part(count, "", {name: int(value or 0) for name, value in zip(names, found, strict=True)})


def _digest(chunks: Iterator[list[tuple[Any, ...]]]) -> str:
    total = hashlib.sha256()
    for rows in chunks:
        total.update(orjson.dumps(rows, default=_hex))
    return total.hexdigest()


def _hex(value: Any) -> str:
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"{type(value).__name__} is no value of a table")


# -- attachments ----------------------------------------------------------------------------------------------


def attachments_here() -> Path:
    """Where this computer keeps the attachments of a store on a server."""
    base = paths.default_store()
    return base.with_name(base.stem + ".附件")


def carry(session: Session, old: Shelf, new: Shelf) -> tuple[int, list[str]]:
    """Copy what every attachment holds; how many there are now, and the names of those that were not there.
    Raises UserError for a folder that cannot be written."""
    there, missing = 0, []
    for attachment in session.scalars(select(Attachment).order_by(Attachment.id)):
        with files.told_of_full(new.folder):
            if new.is_sound(attachment.sha256) or carried(old, new, attachment.sha256):
                there += 1
            else:
                missing.append(attachment.name)
    return there, missing


# -- signing off ----------------------------------------------------------------------------------------------


def _sign(far: Connection, source: Store, folder: Path | None, head: tuple[int, str]) -> None:
    """The first act on the server says where everything came from."""
    with Session(bind=far) as session:
        session.info["pending"] = audit.Pending("从单机数据迁来", source.who)
        audit.note(session, "acts", head[0], f"从“{source.where}”迁来，日志到第 {head[0]} 号 {head[1]}")
        if folder is not None:
            row = settings.SettingValue(
                key=settings.FILES,
                value=str(folder),
                effective_from=settings.ALWAYS,
                basis="迁到服务器时指定",
            )
            session.add(row)
            session.flush()
            audit.note(session, "settings", row.id, f"附件共享文件夹：{folder}")
        audit.seal(session, source.clock())


def _mark(session: Session, url: str, at: datetime) -> None:
    words = f"{at.astimezone():%Y-%m-%d %H:%M} 迁到服务器"
    session.add(
        settings.SettingValue(key=settings.MOVED, value=url, effective_from=settings.ALWAYS, basis=words)
    )


@rights.right("store.move")
def stay(session: Session) -> bool:
    """Take the mark off: the file is the office's data again. False where there is none."""
    row = session.scalar(select(settings.SettingValue).where(settings.SettingValue.key == settings.MOVED))
    if row is None:
        return False
    session.delete(row)
    return True
