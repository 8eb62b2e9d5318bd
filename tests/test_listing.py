"""A list as SQL, against the same list made by hand from all rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from app.assets.choices import LegacyClass, UsageStatus
from app.assets.models import Asset
from app.kit import records, search
from app.kit.filters import Between, Blank, Contains, Filter, OneOf
from app.kit.list_file import write_list
from app.kit.list_paper import list_paper
from app.kit.listing import Listing
from app.kit.months import Month
from app.kit.store import Store
from app.people.models import Department, Person
from tests.databases import Databases
from tests.listed import fill

COLUMNS = ("asset_no", "name", "model", "original_cost", "department_id", "custodian_id", "usage_status")
PLAIN = Listing(Asset, COLUMNS, sort=(("asset_no", False),))


@pytest.fixture(scope="module")
def cards(database: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    where = database.new(tmp_path_factory.mktemp("listed"))
    store = Store.open(where, who="张三")
    fill(store, 400)
    yield store
    store.close()
    database.drop(where)


def numbers(store: Store, listing: Listing) -> list[str]:
    """Asset numbers by all the ways there are, which must agree."""
    with store.reading() as session:
        ids = listing.ids(session)
        page = listing.first_page(session, 50)
        rows = listing.rows(session, ids)
        assert page.ids == ids[:50]
        assert page.rows == rows[:50]
        assert list(listing.every(session)) == rows
        assert listing.count(session) == listing.totals(session).count == len(ids)
        costs = {n: Decimal(100 * int(row[0][2:])) for n, row in enumerate(rows)}
        totals = listing.totals(session, ("original_cost",))
        assert totals.sums == {"original_cost": sum(costs.values(), Decimal("0.00"))}
    return [row[0] for row in rows]


def test_the_values_are_those_of_the_columns_and_links_show_titles(cards: Store) -> None:
    with cards.reading() as session:
        rows = PLAIN.rows(session, [7, 1, 9999])
    assert rows[0] == ("GZ00007", "办公桌", "T480", Decimal("700.00"), None, "李堃", UsageStatus.IDLE)
    assert rows[1] == (
        "GZ00001",
        "空调机",
        "KFR-35GW",
        Decimal("100.00"),
        "后勤保障科",
        "李堃",
        UsageStatus.IDLE,
    )
    assert rows[2] == (None,) * 7


@pytest.mark.parametrize(
    ("filter_", "holds", "said"),
    [
        (
            Between("original_cost", Decimal(500), Decimal(900)),
            lambda n: 5 <= n <= 9,
            "原值 500.00 至 900.00",
        ),
        (Between("original_cost", None, Decimal(900)), lambda n: n <= 9, "原值 不大于 900.00"),
        (Between("booked_on", date(2020, 12, 31)), lambda n: n >= 365, "财务入账日期 从 2020-12-31 起"),
        (OneOf("usage_status", ("idle",)), lambda n: n % 3 == 1, "使用状况：闲置"),
        (
            OneOf("legacy_class", (LegacyClass.FURNITURE,)),
            lambda n: n % 2 == 0,
            "资产类别：家具、用具、装具及动植物",
        ),
        (
            OneOf("department_id", (1, None), ("膳食科", "（空）")),
            lambda n: n % 7 == 0 or n % 3 == 0,
            "使用部门：膳食科、（空）",
        ),
        (OneOf("department_id", ()), lambda n: False, "使用部门："),
        (Contains("model", "kfr"), lambda n: n % 4 == 1, "规格型号 含“kfr”"),
        (Contains("model", "%"), lambda n: False, "规格型号 含“%”"),
        (Contains("department_id", "后勤"), lambda n: n % 7 and n % 3 == 1, "使用部门 含“后勤”"),
        (Blank("model"), lambda n: n % 4 == 2, "规格型号 为空"),
        (Blank("department_id", False), lambda n: n % 7, "使用部门 不为空"),
    ],
)
def test_each_filter_narrows_and_says_itself(cards: Store, filter_: Filter, holds: object, said: str) -> None:
    listing = PLAIN.narrowed(filters=(filter_,))
    assert numbers(cards, listing) == [f"GZ{n:05d}" for n in range(1, 401) if holds(n)]  # type: ignore[operator]
    assert filter_.said(Asset) == said
    assert PLAIN.load(listing.dump()).filters == (filter_,)


def test_a_view_comes_back_as_it_was_saved_and_what_is_gone_is_left_out() -> None:
    listing = PLAIN.narrowed(
        columns=("name", "original_cost"), sort=(("original_cost", True),), words="水泵",
        filters=(Between("entry_month", Month.make(2026, 1), Month.make(2026, 11)), Blank("todo", False)),
    )  # fmt: skip
    assert PLAIN.load(listing.dump()) == listing
    saved = (
        listing.dump().replace("todo", "gone").replace('"name"', '"nothing"', 1).replace("2026-11", "never")
    )
    loaded = PLAIN.load(saved)
    assert loaded.filters == ()
    assert loaded.sort == (("original_cost", True),)


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize(
    "name", ["asset_no", "name", "model", "original_cost", "department_id", "booked_on", "usage_status"]
)
def test_any_column_sorts_and_equal_rows_keep_their_order(cards: Store, name: str, down: bool) -> None:
    rooms = {0: "膳食科", 1: "后勤保障科", 2: "办公室"}
    keys = {
        "asset_no": lambda n: n,
        "name": lambda n: search.pinyin(("离心水泵", "空调机", "办公桌", "笔记本电脑", "潜水泵")[n % 5]),
        "model": lambda n: ("IS80-65", "KFR-35GW", "", "T480")[n % 4],
        "original_cost": lambda n: n,
        "department_id": lambda n: search.pinyin(rooms[n % 3]) if n % 7 else "",
        "booked_on": lambda n: n % 1000,
        "usage_status": lambda n: ("in_use", "idle", "repair")[n % 3],
    }
    order = sorted(range(1, 401), key=lambda n: (keys[name](n), n), reverse=down)
    assert numbers(cards, PLAIN.narrowed(sort=((name, down),))) == [f"GZ{n:05d}" for n in order]


@given(
    words=st.lists(
        st.sampled_from(["水泵", "泵", "kfr", "GZ000", "3", "lxsb", "t480", "办公", "x"]), max_size=2
    ),
    status=st.none() | st.sampled_from(["in_use", "idle"]),
    least=st.none() | st.integers(0, 400),
    sort=st.sampled_from(["asset_no", "name", "original_cost", "department_id"]),
    down=st.booleans(),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_words_and_filters_together(
    cards: Store, words: list[str], status: str | None, least: int | None, sort: str, down: bool
) -> None:
    filters: list[Filter] = [OneOf("usage_status", (status,))] if status else []
    filters += [Between("original_cost", Decimal(100 * least))] if least is not None else []
    wide = set(numbers(cards, PLAIN))
    for each in filters:
        wide &= set(numbers(cards, PLAIN.narrowed(filters=(each,))))
    for word in words:
        with cards.reading() as session:
            found = search.found(session, Asset, word)
            wide &= {row[0] for row in PLAIN.rows(session, found)}
    listing = PLAIN.narrowed(filters=tuple(filters), words=" ".join(words), sort=((sort, down),))
    assert set(numbers(cards, listing)) == wide


def test_totals_of_some_ids_are_added_in_pieces(cards: Store) -> None:
    with cards.reading() as session:
        totals = PLAIN.totals(session, ("original_cost", "accumulated_depreciation"), list(range(1, 101)))
    assert totals.count == 100
    assert totals.sums == {"original_cost": Decimal(505_000), "accumulated_depreciation": Decimal(50_500)}


def test_secrets_are_masked(cards: Store) -> None:
    with cards.reading() as session:
        rows = Listing(Person, ("name", "phone")).rows(session, [1, 2])
    assert rows == [("张三", "138****5678"), ("李堃", None)]


def test_a_list_knows_which_tables_it_shows() -> None:
    assert PLAIN.tables == {"assets", "departments", "people"}


def test_words_in_a_model_without_search_text(store: Store) -> None:
    from app.kit.views import View

    with store.changing("存视图") as session:
        for name in ("闲置", "待修的水泵"):
            records.save(session, View, None, {"screen": "assets", "name": name})
    with store.reading() as session:
        views = Listing(View, ("screen", "name"), words="水泵")
        assert [row[1] for row in views.every(session)] == ["待修的水泵"]
        assert views.count(session) == 1


def test_a_list_as_a_workbook_and_on_paper(cards: Store, tmp_path: Path) -> None:
    listing = PLAIN.narrowed(filters=(OneOf("usage_status", ("idle",)),))
    with cards.reading() as session:
        assert write_list(tmp_path / "闲置.xlsx", session, listing) == 134
        pdf = list_paper(session, listing, "资产列表", "张三", date(2026, 11, 3), ("original_cost",))
        assert listing.count(session) == 134
    rows = load_workbook(tmp_path / "闲置.xlsx").active
    assert [cell.value for cell in rows[1]][:4] == ["资产编号", "资产名称", "规格型号", "原值(元)"]
    assert [cell.value for cell in rows[2]] == [
        "GZ00001",
        "空调机",
        "KFR-35GW",
        100,
        "后勤保障科",
        "李堃",
        "闲置",
    ]
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    assert "使用状况：闲置" in text
    assert "GZ00001" in text
    assert "GZ00002" not in text


def test_departments_sort_by_pinyin(cards: Store) -> None:
    listing = Listing(Department, ("name",), sort=(("name", False),))
    with cards.reading() as session:
        assert [row[0] for row in listing.every(session)] == ["办公室", "后勤保障科", "膳食科"]
