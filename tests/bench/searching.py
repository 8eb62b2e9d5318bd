"""Searching by words of any length, initials and number, against a LIKE scan of the same words."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from app.assets.models import Asset
from app.kit import search
from app.kit.store import Store
from tests.bench.fill import filled_store
from tests.bench.measure import Row, Sizes, each

WORDS = {"one character": "泵", "two": "水泵", "three": "计算机", "a number": "ZC0000999", "model": "kfr-35"}


def run(sizes: Sizes, folder: Path) -> list[Row]:
    """One row a word; the found rows must be those of LIKE (a wrong answer raises)."""
    store = Store.open(filled_store(folder / f"{sizes.huge}.houqin", sizes.huge))
    rows = []
    with store.reading() as session:

        def ours(words: str) -> list[int]:
            return list(search.found(session, Asset, words))

        def like(words: str) -> list[int]:
            query = text("SELECT id FROM assets WHERE search_text LIKE :w")
            return [row[0] for row in session.execute(query, {"w": f"%{words}%"})]

        def first_letters(words: str) -> list[int]:
            query = text("SELECT id FROM assets WHERE search_text LIKE :w OR search_key LIKE :k")
            return [row[0] for row in session.execute(query, {"w": f"%{words}%", "k": f"{words}%"})]

        for name, words in WORDS.items():
            if sorted(ours(words)) != sorted(like(words)):
                raise AssertionError(f"search and LIKE differ for {words}")
            rows.append(
                Row(
                    f"search: {name}",
                    sizes.huge,
                    *each(lambda w=words: ours(w), lambda w=words: like(w)),
                    0.1,
                )
            )
        if sorted(ours("byq")) != sorted(first_letters("byq")):
            raise AssertionError("search and LIKE differ for byq")
        rows.append(
            Row("search: initials", sizes.huge, *each(lambda: ours("byq"), lambda: first_letters("byq")), 0.1)
        )
    store.close()
    return rows
