"""Searching by words of any length, by number and by initials, against a LIKE scan of the same words.

Ours is what the list does when somebody types: the first page in the list's order, with all its columns, and
how many there are. The limit is one scan that only counts.
"""

from __future__ import annotations

from array import array
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

import app.models  # noqa: F401
from app.kit.store import Store
from tests.bench.fill import RARE_INITIALS, filled_store
from tests.bench.listing import LISTING
from tests.bench.measure import Row, Sizes, each
from ui.kit.rows import FIRST

WORDS = {
    "one character": "泵",
    "two": "水泵",
    "three": "计算机",
    "a number": "ZC0000999",
    "a model": "kfr-35",
}
INITIALS = {"initials": "byq", "rare initials": RARE_INITIALS}
LIKE = "search_text LIKE :words"
# Initials stand in a column of their own; the words may hold the letters too.
LIKE_INITIALS = "(search_text LIKE :words OR search_key LIKE :begin)"


def run(sizes: Sizes, folder: Path) -> list[Row]:
    """One row a word; what is found must be what LIKE finds, row by row (a difference raises)."""
    store = Store.open(filled_store(folder / f"{sizes.huge}.houqin", sizes.huge))
    with store.reading() as session:
        rows = [_row(session, sizes, name, words, LIKE) for name, words in WORDS.items()]
        rows += [_row(session, sizes, name, words, LIKE_INITIALS) for name, words in INITIALS.items()]
    store.close()
    return rows


def _row(session: Session, sizes: Sizes, name: str, words: str, like: str) -> Row:
    sought = LISTING.narrowed(words=words)
    known = {"words": f"%{words}%", "begin": f"{words}%"}
    values = {each: known[each] for each in known if f":{each}" in like}

    def ours() -> tuple[array[int], int]:
        return sought.first_page(session, FIRST).ids, sought.count(session)

    def scan() -> int:
        return int(session.execute(text(f"SELECT COUNT(*) FROM assets WHERE {like}"), values).scalar_one())

    page, count = ours()
    wanted = _ids(session, f"SELECT id FROM assets WHERE {like} ORDER BY asset_no", values)
    if not count or count != len(wanted) or page != wanted[:FIRST] or sought.ids(session) != wanted:
        raise AssertionError(f"search and LIKE differ for {words}")
    return Row(f"search: {name}", sizes.huge, *each(ours, scan, sizes.rounds + 2), 0.1)


def _ids(session: Session, query: str, values: dict[str, Any]) -> array[int]:
    found: array[int] = array("q")
    result = session.connection().execute(text(query), values)
    cursor: Any = result.cursor
    found.extend(map(itemgetter(0), cursor))
    result.close()
    return found
