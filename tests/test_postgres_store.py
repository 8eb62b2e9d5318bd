"""What a server does otherwise than a file: its faults in words, its order of texts, its guards, its searches."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import make_url, select, text
from sqlalchemy.orm import Session

from app.assets.models import Asset, Posting
from app.kit import records, server
from app.kit.errors import UserError
from app.kit.listing import Listing
from app.kit.store import Store
from app.people.models import Department, Person
from app.places.models import Place
from tests.databases import ServerDatabases, on_server

pytestmark = on_server


def plainly(store: Store, database: str | None = None) -> psycopg.Connection[tuple[object, ...]]:
    url = make_url(store.where).set(drivername="postgresql")
    if database is not None:
        url = url.set(database=database)
    return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)


def test_texts_sort_by_code_point_whatever_the_language_of_the_server(store: Store) -> None:
    names = ["乙", "甲", "B", "a", "Z", "_", "é", "10", "9", "a-b", "ab", "𬱖", "丙丁", "丙-丁"]
    with plainly(store) as raw:
        provider = raw.execute(
            "SELECT datlocprovider, daticulocale FROM pg_database WHERE datname = current_database()"
        )
        assert provider.fetchone() == ("i", "zh")  # or this test would prove nothing
        drawn = [row[0] for row in raw.execute("SELECT x FROM unnest(%s::text[]) x ORDER BY x", [names])]
        assert drawn != sorted(names)
    with store.changing("登记部门") as session:
        for name in names:
            session.add(Department(name=name))
    with store.reading() as session:
        assert list(session.scalars(select(Department.name).order_by(Department.name))) == sorted(names)
        assert (
            session.scalar(
                select(Department.name).where(Department.name > "丙").order_by(Department.name).limit(1)
            )
            == "丙-丁"
        )


def test_an_upgrade_leaves_no_text_behind(store: Store) -> None:
    """A column that a later migration adds in the server's own order is set right by the next upgrade."""
    with store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE departments ADD COLUMN later varchar(8)"))
        connection.execute(
            text(
                "INSERT INTO departments (name, match_key, expense_account, later) VALUES ('甲', '甲', '5001', 'x')"
            )
        )
    store.upgrade()
    with plainly(store) as raw:
        found = raw.execute(
            "SELECT collation_name, character_maximum_length FROM information_schema.columns "
            "WHERE table_name = 'departments' AND column_name = 'later'"
        ).fetchone()
        assert found == ("C", 8)
        assert raw.execute("SELECT later FROM departments").fetchone() == ("x",)


def ending(store: Store, session: Session) -> None:
    """The server's administrator ends all its connections."""
    with plainly(store) as raw:
        raw.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    session.execute(text("SELECT 1"))


def twice(store: Store, session: Session) -> None:
    for _ in range(2):
        records.save(session, Asset, None, {"asset_no": "A1", "name": "桌"})


def used(store: Store, session: Session) -> None:
    made = records.save(session, Department, None, {"name": "甲科"})
    records.save(session, Asset, None, {"asset_no": "A2", "name": "桌", "department_id": made})
    records.remove(session, Department, made)


def with_nul(store: Store, session: Session) -> None:
    session.execute(text("INSERT INTO counters VALUES (:series, '', 1)"), {"series": "a\x00b"})


def run_sql(sql: str) -> Callable[[Store, Session], None]:
    return lambda store, session: [session.execute(text(part)) for part in sql.split(" ;; ")] and None


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (twice, "已经有了，没有重复保存"),
        (used, "它还被别的记录用着"),
        (
            run_sql(
                "INSERT INTO counters VALUES ('x', '', 1) ;; UPDATE counters SET series = repeat('x', 65)"
            ),
            "太长",
        ),
        (
            run_sql("INSERT INTO counters VALUES ('x', '', 1) ;; UPDATE counters SET last = 5000000000"),
            "数太大",
        ),
        (with_nul, "存不下的字符"),
        (run_sql("SET TRANSACTION READ ONLY ;; DELETE FROM counters"), "只读"),
        (run_sql("SET LOCAL ROLE pg_monitor ;; DELETE FROM counters"), "没有所需的权限"),
        (run_sql("DO $$ BEGIN RAISE deadlock_detected; END $$"), "请再试一次"),
        (run_sql("DO $$ BEGIN RAISE serialization_failure; END $$"), "请再试一次"),
        (run_sql("DO $$ BEGIN RAISE disk_full; END $$"), "磁盘空间不足"),
        (ending, "数据库服务器"),
    ],
)
def test_faults_are_told_in_words_and_leave_nothing(
    store: Store, fault: Callable[[Store, Session], object], words: str
) -> None:
    with pytest.raises(UserError, match=words), store.changing("试一试") as session:
        records.save(session, Person, None, {"name": "半途的人"})
        fault(store, session)
    with store.changing("接着做") as session:
        assert session.query(Person).count() == 0
        records.save(session, Person, None, {"name": "王芳"})
    assert store.verify() == []


def test_words_do_not_hang_on_the_language_of_the_server(store: Store) -> None:
    with plainly(store) as raw:
        name = make_url(store.where).database
        raw.execute(f"ALTER DATABASE {name} SET lc_messages = 'C.UTF-8'".encode())
    with pytest.raises(UserError, match="已经有了"), store.changing("两次") as session:
        twice(store, session)


@pytest.fixture
def guest(store: Store, database: ServerDatabases) -> Iterator[str]:
    """A user of the server who needs a password and owns nothing."""
    with plainly(store) as raw:
        raw.execute("CREATE ROLE guest LOGIN PASSWORD 'right'")
        yield (
            make_url(store.where)
            .set(username="guest", password="right")
            .render_as_string(hide_password=False)
        )
        raw.execute("DROP OWNED BY guest")
        raw.execute("DROP ROLE guest")


def test_a_user_without_rights_is_told_so(guest: str) -> None:
    with pytest.raises(UserError, match="没有所需的权限") as caught:
        Store.open(guest)
    assert "right" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql+pymysql://u:secret@h/d", "不是可用的数据库地址"),
        ("postgresql+psycopg2://u:secret@h/d", "不是可用的数据库地址"),
        ("sqlite:///x.houqin", "不是可用的数据库地址"),
        ("postgresql+psycopg://u:secret@127.0.0.1:1/d", "连不上数据库服务器"),
        ("postgresql://u:secret@127.0.0.1:1/d", "连不上数据库服务器"),
        ("postgresql+psycopg://u:secret@no.such.host.invalid/d", "连不上数据库服务器"),
    ],
)
def test_addresses_that_lead_nowhere(database: ServerDatabases, url: str, words: str) -> None:
    with pytest.raises(UserError, match=words) as caught:
        Store.open(url)
    assert "secret" not in str(caught.value)


def test_a_database_that_is_not_ours(database: ServerDatabases, tmp_path: Path) -> None:
    empty = str(database.blank(tmp_path))
    with pytest.raises(UserError, match="不是后勤台账的数据"):
        Store.open(empty)
    with pytest.raises(UserError, match="服务器上没有这个数据库"):
        Store.open(empty + "_gone")
    database.drop(empty)


def test_the_office_goes_on_when_the_server_comes_back(store: Store) -> None:
    """Put out and kept out for a while: told in words, then work goes on with the same program."""
    name = make_url(store.where).database
    with store.changing("新增部门") as session:
        records.save(session, Department, None, {"name": "甲科"})
    with plainly(store, "postgres") as raw:
        raw.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
        raw.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        with pytest.raises(UserError, match="数据库"), store.reading() as session:
            session.query(Department).count()
        raw.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())
    with store.reading() as session:
        assert session.query(Department).count() == 1


def test_reads_can_write_nothing(store: Store) -> None:
    with pytest.raises(UserError, match="只读"), store.reading() as session:
        session.execute(text("DELETE FROM counters"))


@pytest.mark.parametrize(
    "table", ["acts", "changes", "logged_rows", "postings", "export_batches", "voucher_lines"]
)
def test_what_stands_cannot_be_emptied_either(store: Store, table: str) -> None:
    """A server has a way past the guards of single rows."""
    with store.changing("新增部门") as session:
        records.save(session, Department, None, {"name": "甲科"})
    refused = pytest.raises(UserError, match=r"只能追加|不能改动|已经结账")
    with refused, store.changing("清空") as session:
        session.execute(text(f"TRUNCATE {table} CASCADE"))
    assert store.verify() == []


SIGNS = "水泵房室离心电机堃𬱖ab AB01-_%\\'\"*()（）.，é"
TEXTS = st.lists(st.text(SIGNS, max_size=12), min_size=1, max_size=8)


@given(texts=TEXTS, words=st.lists(st.text(SIGNS, min_size=1, max_size=4), min_size=1, max_size=4))
@example(texts=["离心水泵 IS80", "水 泵"], words=["水泵", "is8", "%", "_", "\\"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_words_are_found_as_python_finds_them(store: Store, texts: list[str], words: list[str]) -> None:
    from app.kit import search

    with store._writer() as session:  # rolled back, so that examples do not meet
        for number, each in enumerate(texts, 1):
            session.execute(
                text("INSERT INTO places (id, name, match_key, search_text) VALUES (:i, :k, :k, :t)"),
                {"i": number, "k": str(number), "t": search.fold(each)},
            )
        for word in words:
            parts = search.fold(word).split()
            expected = [
                n for n, each in enumerate(texts, 1) if all(part in search.fold(each) for part in parts)
            ]
            assert list(search.found(session, Place, word)) == expected, word
            assert search.count(session, Place, word) == len(expected)
        session.rollback()


def test_a_list_in_every_order_is_that_of_a_file(store: Store, file_store: Store) -> None:
    """The same rows by each column up and down: nothing before something, texts by code point, ties by id."""
    rows = [
        {
            "asset_no": f"ZC{n:03}", "name": "桌椅柜床灯"[n % 5] * (1 + n % 2), "model": [None, "a", "B", "Ab", ""][n % 5],
            "original_cost": Decimal(n * 37 % 11), "booked_on": [None, date(2026, 1, 1 + n)][n % 2],
        }
        for n in range(20)
    ]  # fmt: skip
    for each in (store, file_store):
        with each.changing("登记") as session:
            for row in rows:
                session.add(Asset(**row))
    for column in ("asset_no", "name", "model", "original_cost", "booked_on"):
        for down in (False, True):
            listing = Listing(Asset, ("asset_no", column), sort=((column, down),))
            seen = []
            for each in (store, file_store):
                with each.reading() as session:
                    seen.append(list(listing.ids(session)))
                    assert list(listing.first_page(session, 7).ids) == seen[-1][:7]
            assert seen[0] == seen[1], (column, down)


def test_who_holds_the_lock_is_nobody_once_it_is_free(store: Store) -> None:
    assert server.busy(store.engine) == ""
    with store.changing("看一看"):
        assert "的操作已进行" in server.busy(store.engine)
    with store.reading() as session:
        assert session.query(Posting).count() == 0
    with closing(Store.open(store.where)) as other:
        assert server.busy(other.engine) == ""


def test_a_guard_that_was_switched_off_is_told(store: Store) -> None:
    assert store.verify() == []
    with store.engine.begin() as raw:
        raw.execute(text("ALTER TABLE acts DISABLE TRIGGER acts_append_only"))
        raw.execute(text("DROP TRIGGER changes_no_truncate ON changes"))
    assert store.verify() == [
        f"数据结构被改动过：保护规则“{name}”不见了或停用了"
        for name in ("acts_append_only", "changes_no_truncate")
    ]
