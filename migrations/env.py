"""Runs migrations on the connection that the Store hands over, or on a scratch store for autogenerate."""

from typing import Any

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.types import TypeDecorator

import app.models  # noqa: F401
from app.kit.db import Base


def render_item(kind: str, thing: Any, autogen_context: Any) -> str | bool:
    """Migrations import nothing from app: our types are written as the plain ones beneath them."""
    if kind == "type" and isinstance(thing, TypeDecorator):
        plain = type(thing.impl_instance)
        length = getattr(thing.impl_instance, "length", None)
        return f"sa.{plain.__name__}({length or ''})"
    return False


def include_name(name: str | None, kind: str, parents: Any) -> bool:
    return not (kind == "table" and name is not None and "_fts" in name)


def run(connection: Any) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=render_item,
        include_name=include_name,
        render_as_batch=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if connection.dialect.name == "postgresql":
        sort_by_code_point(connection)


def sort_by_code_point(connection: Any) -> None:
    """Text on a server compares and sorts as on SQLite, whatever language the database was set up for."""
    columns = connection.execute(
        text(
            "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a "
            "JOIN pg_class c ON c.oid = a.attrelid JOIN pg_collation l ON l.oid = a.attcollation "
            "WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace "
            "AND a.attnum > 0 AND NOT a.attisdropped AND l.collname <> 'C' ORDER BY 1, 2"
        )
    )
    changes: dict[str, list[str]] = {}
    for table, column, kind in columns:
        changes.setdefault(table, []).append(f'ALTER "{column}" TYPE {kind} COLLATE "C"')
    for table, parts in changes.items():
        connection.execute(text(f'ALTER TABLE "{table}" {", ".join(parts)}'))


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with create_engine(
        context.get_x_argument(as_dictionary=True).get("url", "sqlite://")
    ).connect() as scratch:
        run(scratch)
