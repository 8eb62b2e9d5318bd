"""Searching by words of any length, by number and by initials, against a LIKE scan of the same words.

Both sides give the ids of all rows that hold the words, in order of id, through the same cursor.
"""

from __future__ import annotations

from array import array
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

import app.models  # noqa: F401
from app.assets.models import Asset
from app.kit import search
from app.kit.store import Store
from tests.bench.fill import filled_store
from tests.bench.measure import Row, Sizes, each

WORDS = {"one character": "泵", "two": "水泵", "three": "计算机", "a number": "ZC0000999", "model": "kfr-35"}
INITIALS = "byq"
LIKE = "SELECT id FROM assets WHERE search_text LIKE :words ORDER BY id"
# Initials stand in a column of their own; the words may hold the letters too.
LIKE_INITIALS = "SELECT id FROM assets WHERE search_text LIKE :words OR search_key LIKE :begin ORDER BY id"


def run(sizes: Sizes, folder: Path) -> list[Row]:
    """One row a word; the found rows must be those of LIKE (a wrong answer raises)."""
    store = Store.open(filled_store(folder / f"{sizes.huge}.houqin", sizes.huge))
    with store.reading() as session:
        rows = [_row(session, sizes, f"search: {name}", words, LIKE) for name, words in WORDS.items()]
        rows.append(_row(session, sizes, "search: initials", INITIALS, LIKE_INITIALS))
    store.close()
    return rows


def _row(session: Session, sizes: Sizes, job: str, words: str, scan: str) -> Row:
    def ours() -> array[int]:
        return search.found(session, Asset, words)

    def like() -> array[int]:
        values = {"words": f"%{words}%", "begin": f"{words}%"}
        return _ids(session, scan, {name: values[name] for name in values if f":{name}" in scan})

    if not len(ours()) or ours() != like():
        raise AssertionError(f"search and LIKE differ for {words}")
    return Row(job, sizes.huge, *each(ours, like, sizes.rounds + 2), 0.1)


def _ids(session: Session, query: str, values: dict[str, Any]) -> array[int]:
    found: array[int] = array("q")
    result = session.connection().execute(text(query), values)
    cursor: Any = result.cursor
    found.extend(map(itemgetter(0), cursor))
    result.close()
    return found
