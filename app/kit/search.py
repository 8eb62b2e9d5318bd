"""Finding records by words, numbers and pinyin initials.

A Searchable record carries `search_text` (its searched columns joined), `search_key` (pinyin initials of its
title) and `sort_key` (full pinyin, for sorting by title). On SQLite a contentless FTS5 table
`<table>_fts` holds one token a character, so that words of any length are found exactly as LIKE would.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, inspect, literal_column, or_, text
from sqlalchemy.orm import Session, UOWTransaction

from app.kit.db import Record, Searchable
from app.kit.fields import fields

JOIN = "\n"
LIKE_ESCAPE = "\\"


@lru_cache(maxsize=65536)
def initials(words: str) -> str:
    """Pinyin initials, lower case, letters and digits kept: 空调机2 → ktj2."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(words, style=Style.FIRST_LETTER)).lower()


@lru_cache(maxsize=65536)
def pinyin(words: str) -> str:
    """Full pinyin, for sorting as a Chinese reader expects."""
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(words)).lower()


def spaced(words: str | None) -> str:
    """Every character a token."""
    return " ".join(words.lower()) if words else ""


def fill(record: Any) -> None:
    """Set the search columns of a Searchable record from its fields."""
    model: type[Record] = type(record)
    searched = [name for name, field in fields(model).items() if field.facts.search]
    record.search_text = JOIN.join(str(value) for name in searched if (value := getattr(record, name)))
    title = str(getattr(record, model.title_column) or "")
    record.search_key = initials(title)[:64]
    record.sort_key = pinyin(title)[:160]


def index(session: Session, model: type[Record], first: int, last: int) -> None:
    """Put bulk-inserted rows into the index."""
    if session.get_bind().dialect.name == "sqlite":
        table = model.__tablename__
        session.execute(
            text(
                f"INSERT INTO {table}_fts(rowid, words) SELECT id, spaced(search_text) FROM {table} "
                "WHERE id BETWEEN :first AND :last"
            ),
            {"first": first, "last": last},
        )


def _unindex(session: Session, table: str, record_id: int, words: str) -> None:
    session.execute(
        text(f"INSERT INTO {table}_fts({table}_fts, rowid, words) VALUES ('delete', :id, spaced(:words))"),
        {"id": record_id, "words": words},
    )


def before_flush(session: Session) -> None:
    """Take out of the index what is about to change."""
    if session.get_bind().dialect.name != "sqlite":
        return
    for thing in [*session.dirty, *session.deleted]:
        if isinstance(thing, Record) and isinstance(thing, Searchable):
            history = inspect(thing).attrs.search_text.history
            if thing in session.deleted or history.deleted:
                old = history.deleted[0] if history.deleted else thing.search_text
                _unindex(session, thing.__tablename__, thing.id, old)


def after_flush(session: Session, context: UOWTransaction) -> None:
    """Put into the index what was just written."""
    if session.get_bind().dialect.name != "sqlite":
        return
    for thing in [*session.new, *session.dirty]:
        if isinstance(thing, Record) and isinstance(thing, Searchable):
            if inspect(thing).attrs.search_text.history.has_changes():
                session.execute(
                    text(f"INSERT INTO {thing.__tablename__}_fts(rowid, words) VALUES (:id, spaced(:words))"),
                    {"id": thing.id, "words": thing.search_text},
                )


def matching(session: Session, model: Any, words: str) -> ColumnElement[bool]:
    """The condition for rows that hold every word, or whose title's pinyin initials begin with it."""
    parts: list[ColumnElement[bool]] = []
    for word in words.lower().split():
        if session.get_bind().dialect.name == "sqlite":
            query = '"' + spaced(word).replace('"', '""') + '"'
            table = model.__tablename__
            found: ColumnElement[bool] = model.id.in_(
                text(f"SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH :fts_{len(parts)}").bindparams(
                    **{f"fts_{len(parts)}": query}
                )
            )
        else:
            found = model.search_text.ilike(f"%{escaped(word)}%", escape=LIKE_ESCAPE)
        if word.isascii() and word.isalnum():
            found = or_(found, and_(model.search_key >= word, model.search_key < word + "\U0010ffff"))
        parts.append(found)
    return and_(*parts) if parts else literal_column("1") == 1


def escaped(word: str) -> str:
    """For LIKE with LIKE_ESCAPE: % and _ stand for themselves."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
