"""Finding records by words, numbers and pinyin initials: the rows of `LIKE '%word%'`, without its scan.

A Searchable record carries `search_text` (its searched columns joined and folded), `search_key` (pinyin
initials of its title) and `sort_key` (full pinyin, for sorting by title). On SQLite a contentless FTS5 table
`<table>_fts` holds, for every place in the text, the three characters that begin there: a word of three is
then one token, a longer one a phrase, a shorter one the beginning of tokens. Single ASCII characters, which
begin tokens in nearly every row, are tokens of their own. On a server plain ILIKE does it.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    column,
    func,
    inspect,
    literal_column,
    or_,
    select,
    table,
    text,
    true,
)
from sqlalchemy.orm import Session, UOWTransaction

from app.kit.db import Record, Searchable
from app.kit.fields import fields

JOIN = "\n"
LIKE_ESCAPE = "\\"
END = "\x01"  # stands for white space and for the end of the text
INDEX = (
    "CREATE VIRTUAL TABLE {name}_fts USING fts5(words, content='', detail=full, columnsize=0, "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'\")",
    # So much is gathered in memory before it is written: an import of 100,000 rows in a few pieces.
    "INSERT INTO {name}_fts({name}_fts, rank) VALUES ('hashsize', 33554432)",
)
_ASCII = frozenset(map(chr, range(33, 127)))
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\u180e]")


@lru_cache(maxsize=65536)
def initials(words: str) -> str:
    """Pinyin initials, lower case, letters and digits kept: 空调机2 → ktj2."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(fold(words), style=Style.FIRST_LETTER)).lower()


@lru_cache(maxsize=65536)
def pinyin(words: str) -> str:
    """Full pinyin, for sorting as a Chinese reader expects."""
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(fold(words))).lower()


def fold(words: str) -> str:
    """Text as it is searched: full-width signs and letters of either case are the same."""
    if not words.isascii():
        words = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", words).casefold())
    return _UNSEEN.sub("", words.lower())


def spaced(words: str | None) -> str:
    """The tokens of a folded text: three characters from every place on, then its single ASCII characters."""
    if not words:
        return ""
    line = END.join(words.split())
    padded = line + END + END
    tokens = [" "] * (4 * len(line))
    tokens[0::4], tokens[1::4], tokens[2::4] = line, padded[1:-1], padded[2:]
    return "".join(tokens) + " ".join(_ASCII.intersection(line))


def fts_query(words: Iterable[str]) -> str:
    """What FTS5 is asked for rows that hold every one of these folded words."""
    return " AND ".join(_fts_word(word) for word in words)


def _fts_word(word: str) -> str:
    quoted = word.replace('"', '""')
    if len(word) >= 3:
        threes = " ".join(word[at : at + 3] for at in range(len(word) - 2))
        return '"' + threes.replace('"', '""') + '"'
    return f'"{quoted}"' if len(word) == 1 and word.isascii() else f'"{quoted}" *'


def fill(record: Any) -> None:
    """Set the search columns of a Searchable record from its fields."""
    for name, value in keys(type(record), lambda name: getattr(record, name)).items():
        setattr(record, name, value)


def keys(model: type[Record], value_of: Callable[[str], Any]) -> dict[str, str]:
    """The search columns of a record, from its values by column name."""
    searched = [name for name, field in fields(model).items() if field.facts.search]
    title = str(value_of(model.title_column) or "")
    return {
        "search_text": fold(JOIN.join(str(value) for name in searched if (value := value_of(name)))),
        "search_key": initials(title)[:64],
        "sort_key": pinyin(title)[:160],
    }


# -- keeping the index ---------------------------------------------------------------------------------


def _indexed(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def make_index(session: Session, model: type[Record]) -> None:
    """The index of a table that no migration made one for; those of the house stand in the migrations."""
    if _indexed(session):
        for statement in INDEX:
            session.execute(text(statement.format(name=model.__tablename__)))


def index(session: Session, model: type[Record], first: int, last: int) -> None:
    """Put bulk-inserted rows into the index."""
    if _indexed(session):
        name = model.__tablename__
        session.execute(
            text(
                f"INSERT INTO {name}_fts(rowid, words) SELECT id, spaced(search_text) FROM {name} "
                "WHERE id BETWEEN :first AND :last"
            ),
            {"first": first, "last": last},
        )


def _unindex(session: Session, name: str, record_id: int, words: str) -> None:
    session.execute(
        text(f"INSERT INTO {name}_fts({name}_fts, rowid, words) VALUES ('delete', :id, spaced(:words))"),
        {"id": record_id, "words": words},
    )


def before_flush(session: Session) -> None:
    """Take out of the index what is about to change."""
    if not _indexed(session):
        return
    for thing in [*session.dirty, *session.deleted]:
        if isinstance(thing, Record) and isinstance(thing, Searchable):
            history = inspect(thing).attrs.search_text.history
            if thing in session.deleted or history.deleted:
                old = history.deleted[0] if history.deleted else thing.search_text
                _unindex(session, thing.__tablename__, thing.id, old)


def after_flush(session: Session, context: UOWTransaction) -> None:
    """Put into the index what was just written."""
    if not _indexed(session):
        return
    for thing in [*session.new, *session.dirty]:
        if not (isinstance(thing, Record) and isinstance(thing, Searchable)):
            continue
        if inspect(thing).attrs.search_text.history.has_changes():
            session.execute(
                text(f"INSERT INTO {thing.__tablename__}_fts(rowid, words) VALUES (:id, spaced(:words))"),
                {"id": thing.id, "words": thing.search_text},
            )


# -- finding -------------------------------------------------------------------------------------------


def matching(session: Session, model: Any, words: str) -> ColumnElement[bool]:
    """The condition for rows that hold every word, or whose title's pinyin initials begin with it."""
    parts = fold(words).split()
    if not parts:
        return true()
    if not _indexed(session):
        return holding(model, words)
    return and_(*(model.id.in_(each) for each in _questions(model, parts)))


def holding(model: Any, words: str) -> ColumnElement[bool]:
    """The same condition as a scan: right on every store, and quick where most rows match."""
    parts = [
        or_(model.search_text.like(f"%{escaped(word)}%", escape=LIKE_ESCAPE), *_begins(model, word))
        for word in fold(words).split()
    ]
    return and_(true(), *parts)


def found(session: Session, model: Any, words: str) -> array[int]:
    """The ids of the matching rows in order of id, from the index alone where there is one."""
    query = _ids(session, model, words)
    if not _indexed(session):
        return array("q", session.scalars(query.order_by(model.id)))
    # One text of all ids: fetching a row of one number each takes five times as long.
    ids = query.subquery()
    numbers = orjson.loads(session.scalar(select(func.json_group_array(ids.c[0]))) or b"[]")
    return array("q", sorted(numbers))


def count(session: Session, model: Any, words: str) -> int:
    """How many rows match, from the index alone where there is one."""
    return session.scalar(select(func.count()).select_from(_ids(session, model, words).subquery())) or 0


def _ids(session: Session, model: Any, words: str) -> Any:
    parts = fold(words).split()
    if not parts or not _indexed(session):
        return select(model.id).where(matching(session, model, words))
    first, *rest = _questions(model, parts)
    if not rest:
        return first
    ids = first.subquery()
    return select(ids.c[0]).where(*(ids.c[0].in_(each) for each in rest))


def _questions(model: Any, parts: list[str]) -> list[Any]:
    """Ids by the index: one question for all words that have no initials, one for each that may have."""
    plain = [word for word in parts if not _may_be_initials(word)]
    questions: list[Any] = [_by_index(model, plain)] if plain else []
    for word in parts:
        if word not in plain:
            questions.append(_by_index(model, [word]).union(select(model.id).where(*_begins(model, word))))
    return questions


def _by_index(model: Any, words: list[str]) -> Select[Any]:
    name = f"{model.__tablename__}_fts"
    index_ = table(name, column("rowid"))
    return select(index_.c.rowid).where(literal_column(name).op("MATCH")(fts_query(words)))


def _may_be_initials(word: str) -> bool:
    # Initials of digits alone are the digits themselves, which the text holds too.
    return word.isascii() and word.isalnum() and not word.isdigit()


def _begins(model: Any, word: str) -> list[ColumnElement[bool]]:
    if not _may_be_initials(word):
        return []
    return [and_(model.search_key >= word, model.search_key < word + "\U0010ffff")]


def escaped(word: str) -> str:
    """For LIKE with LIKE_ESCAPE: % and _ stand for themselves."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
