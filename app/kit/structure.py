"""Whether tables, indexes and guards are still those that the migrations made: what guards the log is not itself
in the log, so whoever takes a guard away, or bends a table past the program, shows here."""

from __future__ import annotations

from functools import cache

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

TOLD = 5
KINDS = {"table": "表", "index": "索引", "trigger": "保护规则", "view": "视图"}
_FILE = "SELECT name, type, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'"
_SERVER = (
    "SELECT t.tgname, t.tgenabled IN ('O', 'A') FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
)
# The guards of a server, by what its migrations call them; a new one is named here.
GUARDS = frozenset(
    [f"{table}_append_only" for table in ("acts", "changes", "logged_rows")]
    + [f"{table}_stands" for table in ("export_batches", "voucher_lines")]
    + [
        f"{table}_no_truncate"
        for table in ("acts", "changes", "logged_rows", "postings", "export_batches", "voucher_lines")
    ]
    + ["postings_closed"]
    + [
        f"{table}_sealed"
        for table in (
            "meetings", "attendances", "agenda_items", "recusals", "statements", "votes", "dissents", "resolutions",
            "attachments",
        )
    ]
)


@cache
def made() -> dict[str, tuple[str, ...]]:
    """What a new file holds, by name, its own words for it."""
    from app.kit.store import migrate

    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.begin() as connection:
        migrate(connection)
        found = {row[0]: tuple(row[1:]) for row in connection.execute(text(_FILE))}
    engine.dispose()
    return found


def problems(session: Session) -> list[str]:
    """A sentence for each part that is missing, other than it was made, or hung on a table of ours; the first
    few. A foreign table beside ours does nothing."""
    if session.get_bind().dialect.name == "sqlite":
        found = [_said(name, made().get(name), there) for name, there in _bent(session).items()]
    else:
        held = {row[0]: row[1] for row in session.execute(text(_SERVER))}
        found = [f"保护规则“{name}”不见了或停用了" for name in sorted(GUARDS) if not held.get(name)]
    more = [f"数据结构还有 {len(found) - TOLD} 处不对"] if len(found) > TOLD else []
    return [f"数据结构被改动过：{each}" for each in found[:TOLD]] + more


def readable(session: Session) -> bool:
    """Whether the tables are such that the program can ask them anything further."""
    if session.get_bind().dialect.name != "sqlite":
        return True
    return not any((made().get(name) or there or ("",))[0] == "table" for name, there in _bent(session).items())


def _bent(session: Session) -> dict[str, tuple[str, ...] | None]:
    """What is there, by name, where that is not what was made."""
    ours = made()
    there = {row[0]: tuple(row[1:]) for row in session.execute(text(_FILE)) if row[0] in ours or row[2] in ours}
    names = sorted(ours.keys() | there.keys(), key=str)
    return {name: there.get(name) for name in names if there.get(name) != ours.get(name)}


def _said(name: str, ours: tuple[str, ...] | None, there: tuple[str, ...] | None) -> str:
    facts = ours or there
    assert facts is not None
    called = f"{KINDS.get(facts[0], '内容')}“{name}”"
    if there is None:
        return f"{called}不见了"
    return f"{called}不是程序建的" if ours is None else f"{called}与程序建的不同"
