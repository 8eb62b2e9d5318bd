"""Searching finds the rows of LIKE, whatever is searched for, and initials besides."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.kit import records, search
from app.kit.store import Store
from app.people.models import Department
from app.places.models import Place

# What clerks' texts are made of, and what breaks tokenizers: rare hanzi, emoji, marks, signs of SQL and FTS.
SIGNS = "水泵房室离心电机堃䶮𬱖０１２ＡＢab AB01290-_%\\\"'*()（）：;.，。①㎡℃éßſςΣİı\t\u3000\u180e\u200b\x01👍🏽ｶﾞ가가"
TEXTS = st.lists(
    st.text(st.sampled_from(SIGNS) | st.characters(exclude_categories=["Cs"]), max_size=16), max_size=12
)
WORDS = st.text(st.sampled_from(SIGNS), min_size=1, max_size=6)


def by_like(session: Any, words: str) -> list[int]:
    """The plain way: a scan for every word, letters of either case alike."""
    kept = None
    for word in search.fold(words).split():
        like = f"%{search.escaped(word)}%"
        rows = session.execute(
            text("SELECT id FROM places WHERE search_text LIKE :w ESCAPE '\\'"), {"w": like}
        )
        found = {row[0] for row in rows}
        kept = found if kept is None else kept & found
    return sorted(
        kept if kept is not None else {row[0] for row in session.execute(text("SELECT id FROM places"))}
    )


def by_index(session: Any, words: str) -> list[int]:
    """The same by the index alone, initials left out."""
    parts = search.fold(words).split()
    if not parts:
        return by_like(session, "")
    rows = session.execute(
        text("SELECT rowid FROM places_fts WHERE places_fts MATCH :q"), {"q": search.fts_query(parts)}
    )
    return sorted(row[0] for row in rows)


@given(texts=TEXTS, words=st.lists(WORDS, min_size=1, max_size=8))
@example(texts=["离心水泵 IS80", "水\n泵"], words=["水泵", "水", "泵", "is8", "0", "水 is"])
@example(texts=["a b", "ab"], words=["ab", "b"])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_same_rows_as_like(file_store: Store, texts: list[str], words: list[str]) -> None:
    with file_store._writer() as session:  # rolled back, so that examples do not meet
        for number, each in enumerate(texts, 1):
            session.execute(
                text("INSERT INTO places (id, name, match_key, search_text) VALUES (:i, :i, :i, :t)"),
                {"i": number, "t": search.fold(each)},
            )
        search.index(session, Place, 1, len(texts))
        cut = [each[at : at + 3] for each in texts for at in (0, len(each) // 2)]
        for word in [*words, *cut]:
            if search.fold(word).split():
                assert by_index(session, word) == by_like(session, word), (texts, word)
        session.rollback()


@pytest.fixture
def places(store: Store) -> Store:
    with store.changing("登记地点") as session:
        for name in (
            "水泵房",
            "1号楼301室",
            "三号楼水箱间",
            "Ｂ座ＬＥＤ机房",
            "ktv 设备间",
            "堃𬱖楼",
            "单人间",
        ):
            records.save(session, Place, None, {"name": name})
    return store


def names(store: Store, words: str) -> list[str]:
    with store.reading() as session:
        ids = search.found(session, Place, words)
        assert len(ids) == search.count(session, Place, words)
        kept = session.query(Place.id).where(search.matching(session, Place, words)).order_by(Place.id)
        assert [row.id for row in kept] == list(ids)
        scanned = session.query(Place.id).where(search.holding(Place, words)).order_by(Place.id)
        assert [row.id for row in scanned] == list(ids)
        return [session.get_one(Place, each).name for each in ids]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("水", ["水泵房", "三号楼水箱间"]),
        ("水泵", ["水泵房"]),
        ("号楼 水", ["三号楼水箱间"]),
        ("3", ["1号楼301室"]),
        ("301", ["1号楼301室"]),
        ("sbf", ["水泵房"]),
        ("shl", ["三号楼水箱间"]),
        ("s 箱", ["三号楼水箱间"]),
        ("led", ["B座LED机房"]),
        ("ｌｅｄ", ["B座LED机房"]),
        ("bz", ["B座LED机房"]),
        ("KTV", ["ktv设备间"]),
        ("𬱖", ["堃𬱖楼"]),
        ("堃𬱖", ["堃𬱖楼"]),
        ("没有", []),
        ('"', []),
        ("*", []),
        ("AND", []),
    ],
)
def test_words_initials_and_signs(places: Store, words: str, wanted: list[str]) -> None:
    assert names(places, words) == wanted


def test_nothing_asked_finds_everything(places: Store) -> None:
    assert len(names(places, "  ")) == 7


def test_the_index_follows_changes_and_removals(store: Store) -> None:
    with store.changing("登记部门") as session:
        made = records.save(session, Department, None, {"name": "膳食科"})
    with store.changing("改名") as session:
        records.save(session, Department, made, {"name": "后勤保障科"})
    with store.reading() as session:
        assert not search.found(session, Department, "膳食")
        assert list(search.found(session, Department, "保障")) == [made]
        assert list(search.found(session, Department, "hqbz")) == [made]
    with store.changing("删除") as session:
        records.remove(session, Department, made)
    with store.reading() as session:
        assert not search.found(session, Department, "保障")
        if store.path is not None:
            rest = text("SELECT count(*) FROM departments_fts('\"障科\x01\"')")
            assert session.execute(rest).scalar() == 0
