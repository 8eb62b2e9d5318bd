"""Choosing a record to link to: found by words or pinyin initials, told apart from its twins, matched by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session, aliased

from app.kit.db import Record, Searchable
from app.kit.fields import EMPTY, Field, fields
from app.kit.readers import tidy
from app.kit.search import matching


@dataclass(frozen=True)
class Option:
    """A record to choose: its title, and a second line that tells twins apart."""

    id: int
    title: str
    second: str = ""


def find(session: Session, model: type[Record], words: str = "", limit: int = 30) -> list[Option]:
    """Those that are offered and hold the words (or whose pinyin initials begin so), the best first."""
    title = getattr(model, model.title_column)
    query, shown = _select(model)
    offered = model.offered()
    if offered is not None:
        query = query.where(offered)
    words = words.strip()
    if words:
        query = query.where(_holds(session, model, title, words))
        begins = func.substr(title, 1, len(words)) == words
        query = query.order_by(case((title == words, 0), (begins, 1), else_=2))
    last: Any = model.sort_key if issubclass(model, Searchable) else title
    rows = session.execute(query.order_by(last, model.id).limit(limit))
    return [_option(row, shown) for row in rows]


def by_id(session: Session, model: type[Record], ids: Iterable[int]) -> dict[int, Option]:
    """The options of these ids, also those no longer offered; missing ones are left out."""
    query, shown = _select(model)
    rows = session.execute(query.where(model.id.in_(list(ids))))
    return {row[0]: _option(row, shown) for row in rows}


def by_name(session: Session, model: type[Record]) -> dict[str, list[int]]:
    """Every record's id by its tidied title: how names in a workbook are matched."""
    found: dict[str, list[int]] = {}
    for record_id, title in session.execute(select(model.id, getattr(model, model.title_column))):
        found.setdefault(tidy(str(title)), []).append(record_id)
    return found


def named(session: Session, model: type[Record], name: str) -> list[int]:
    """The ids of those called so, spaces and full-width signs aside."""
    key = tidy(name)
    if hasattr(model, "match_key"):
        return list(session.scalars(select(model.id).where(model.match_key == key)))
    return by_name(session, model).get(key, [])


def _holds(session: Session, model: type[Record], title: Any, words: str) -> ColumnElement[bool]:
    if issubclass(model, Searchable):
        return matching(session, model, words)
    condition: ColumnElement[bool] = title.contains(words, autoescape=True)
    return condition


def _select(model: type[Record]) -> tuple[Any, list[Field]]:
    """Id, title and the twin columns, a linked one by its own title."""
    known = fields(model)
    shown = [known[name] for name in model.twin_columns]
    columns: list[Any] = [model.id, getattr(model, model.title_column)]
    joins: list[tuple[Any, Any]] = []
    for each in shown:
        column = getattr(model, each.name)
        if each.target is None:
            columns.append(column)
            continue
        other: Any = aliased(each.target)
        joins.append((other, column == other.id))
        columns.append(getattr(other, each.target.title_column))
    query: Any = select(*columns)
    for other, condition in joins:
        query = query.outerjoin(other, condition)
    return query, shown


def _option(row: Any, shown: list[Field]) -> Option:
    texts = (field.show(value) for field, value in zip(shown, row[2:], strict=True))
    return Option(row[0], str(row[1]), " · ".join(text for text in texts if text != EMPTY))
