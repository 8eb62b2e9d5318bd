"""What a Listing knows of SQL and of secrets, apart from its questions."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import ColumnElement, Table, UniqueConstraint, and_, inspect, or_

from app.kit import search
from app.kit.db import Record, Searchable
from app.kit.fields import fields
from app.kit.masking import Whole, masked


def indexed(model: type[Record], key: Any) -> bool:
    """Whether an index holds the rows in the order of this column."""
    own = cast(Table, inspect(model).local_table)
    leading = [next(iter(each.columns)) for each in own.indexes]
    leading += [next(iter(each.columns)) for each in own.constraints if isinstance(each, UniqueConstraint)]
    column = inspect(model).columns.get(getattr(key, "key", ""))
    return column is not None and any(column is each for each in leading)


def title_key(model: type[Record], where: Any) -> Any:
    """By what records are sorted by their title; `where` is the model or an alias of it."""
    return where.sort_key if issubclass(model, Searchable) else getattr(where, model.title_column)


def plainly_holding(model: type[Record], words: str) -> ColumnElement[bool]:
    """Rows that hold every word in a searched column, for a model that keeps no search text."""
    names = {name for name, field in fields(model).items() if field.facts.search} | {model.title_column}
    columns = [getattr(model, name) for name in sorted(names)]

    def holding(word: str) -> ColumnElement[bool]:
        like = f"%{search.escaped(word)}%"
        return or_(*(column.ilike(like, escape=search.LIKE_ESCAPE) for column in columns))

    return and_(*(holding(word) for word in words.split()))


def secret(value: Any, whole: bool) -> Any:
    """A personal number as a list gives it away: masked, or marked as one that may stand as it is."""
    if value is None or value == "":
        return value
    return Whole(value) if whole else masked(str(value))
