"""Runs migrations on the connection that the Store hands over, or on a scratch store for autogenerate."""

from typing import Any

from alembic import context
from sqlalchemy import create_engine
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


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with create_engine(
        context.get_x_argument(as_dictionary=True).get("url", "sqlite://")
    ).connect() as scratch:
        run(scratch)
