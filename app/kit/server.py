"""A store on a PostgreSQL server: connecting, one act at a time, and the server's faults in plain words.

One act at a time for the whole office, as SQLite has it anyway: an act begins by taking the office's lock, so
that its rules see all that was committed before it. Numbers, ids and the log's chain need nothing further.
Reads take no lock and see one moment.
"""

from __future__ import annotations

import platform
import re
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from app.kit.errors import UserError

LOCK = 727001  # the key of the office's lock; any number will do, as long as all programs use the same
PATIENCE = 10  # seconds that an act waits for another clerk's before it is refused
OPTIONS = f"-c lock_timeout={PATIENCE}s -c timezone=UTC -c standard_conforming_strings=on"
ADDRESS = "这不是可用的数据库地址，应写成 postgresql+psycopg://用户:密码@服务器/数据库名。"
# What a fault means, by the server's code: its message may be in any language.
_CODES = {
    "23505": "这个编号或名称已经有了，没有重复保存（{detail}）。",
    "23503": "它还被别的记录用着，不能删除；或者所选的记录已不存在。",
    "22001": "有一项内容太长，超过了规定的字数，没有保存。请缩短后再试。",
    "22003": "有一个数太大，存不下，没有保存。请检查后再试。",
    "22021": "有一项内容里有服务器存不下的字符，没有保存。请改正后再试。",
    "25006": "服务器上的数据现在是只读的，这次操作没有保存。请与管理员联系。",
    "40001": "别人正好在改同样的数据，这次操作没有保存。请再试一次。",
    "40P01": "别人正好在改同样的数据，这次操作没有保存。请再试一次。",
    "42501": "这个数据库用户没有所需的权限。请与管理员联系。",
    "53100": "服务器的磁盘空间不足，这次操作没有保存。请与管理员联系。",
    "53300": "服务器上的连接已满。请稍后再试，或请管理员调大连接数。",
    "55P03": f"另一位同事的操作还没有完成，等了 {PATIENCE} 秒仍不能写入，这次操作没有保存。请稍后再试。",
    "57P01": "数据库服务器正在关闭，这次操作没有保存。",
    "57P03": "数据库服务器正在启动或关闭。请稍后再试。",
}
# What psycopg says without a code, because no server answered or the text never left.
_WORDS = (
    ("connection refused", "连不上数据库服务器。请检查网络和服务器。"),
    ("connection timeout", "连不上数据库服务器。请检查网络和服务器。"),
    ("failed to resolve host", "连不上数据库服务器：找不到这个服务器名。请检查地址。"),
    ("password authentication failed", "没有连上数据库服务器：用户名或密码不对。"),
    ("no password supplied", "没有连上数据库服务器：用户名或密码不对。"),
    ('database "', "服务器上没有这个数据库，或不许使用它。请与管理员联系。"),
    ("cannot contain nul", "有一项内容里有服务器存不下的字符，没有保存。请改正后再试。"),
    ("server closed the connection", "与数据库服务器的连接断了，这次操作没有保存。请稍后再试。"),
    ("connection is lost", "与数据库服务器的连接断了，这次操作没有保存。请稍后再试。"),
    ("connection failed", "连不上数据库服务器。请检查网络和服务器。"),
)
# The values in "Key (name)=(甲科) already exists.", whatever the language around them.
_VALUE = re.compile(r"\)=\((.*?)\)")


def connect(where: str) -> Engine:
    """An engine for a PostgreSQL URL; nothing is sent yet. Raises UserError for another kind of address."""
    try:
        url = make_url(where)
        if url.drivername in ("postgres", "postgresql"):
            url = url.set(drivername="postgresql+psycopg")
        if url.drivername != "postgresql+psycopg" or not url.database:
            raise UserError(ADDRESS)
        engine = create_engine(url, pool_pre_ping=True, connect_args=_arguments(url))
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise UserError(ADDRESS) from error
    event.listen(engine, "begin", _begin)
    return engine


def _arguments(url: URL) -> dict[str, Any]:
    name = f"houqin@{platform.node()}"
    given = str(url.query.get("options", ""))
    return {"connect_timeout": 8, "application_name": name[:63], "options": f"{OPTIONS} {given}".strip()}


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("immediate"):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")


def tables(connection: Connection) -> list[str]:
    """The tables that stand in the database's own schema."""
    return list(connection.dialect.get_table_names(connection))


def explained(error: BaseException) -> str | None:
    """What a fault of psycopg means to the person, or None when it is a bug of ours."""
    code = getattr(error, "sqlstate", None)
    if code is None:
        said = str(error).lower()
        return next((words for sign, words in _WORDS if sign in said), None)
    if code[:2] == "08":
        return "与数据库服务器的连接断了，这次操作没有保存。请稍后再试。"
    words = _CODES.get(code)
    diagnosis = getattr(error, "diag", None)
    value = _VALUE.search(str(getattr(diagnosis, "message_detail", None) or ""))
    detail = value[1] if value else str(getattr(diagnosis, "constraint_name", None) or "")
    return words.format(detail=detail) if words else None


def busy(engine: Engine) -> str:
    """Which computer holds the office's lock, and since when; empty when none does any more."""
    with engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT a.application_name, host(a.client_addr), "
                "EXTRACT(epoch FROM clock_timestamp() - a.xact_start)::int "
                "FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid "
                "WHERE l.locktype = 'advisory' AND l.objid = :lock AND l.granted "
                "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            ),
            {"lock": LOCK},
        ).first()
    if found is None:
        return ""
    name, address, seconds = found
    machine = str(name).partition("@")[2] or str(name)
    return f"电脑 {machine}（{address or '本机'}）的操作已进行 {seconds} 秒"
