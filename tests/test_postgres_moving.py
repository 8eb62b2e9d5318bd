"""An office moves to a server: all of it, checked by other means, or nothing at all."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from app import office
from app.__main__ import run
from app.assets import importing, months
from app.assets.models import Asset
from app.assets.service import save_card
from app.kit import attachments, moving, records, settings
from app.kit.errors import Cancelled, Moved, UserError
from app.kit.months import Month
from app.kit.store import Store
from app.people.models import Department, Person
from app.places.models import Place
from tests.council import MONEY, Council
from tests.databases import ServerDatabases, on_server

pytestmark = on_server
DATA = Path(__file__).parent / "data"
NOVEMBER = Month.make(2026, 11)
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office in a file: a ledger brought in, a month closed, cards corrected and removed, an attachment."""
    folder = tmp_path_factory.mktemp("office")
    path = folder / "台账.houqin"
    with closing(office.create(path, {"office_name": "青山县农业技术推广中心"}, who="张三")) as store:
        store.clock = lambda: NOW
        with store.changing("导入台账") as session:
            plan = importing.plan(
                session, DATA / "固定资产明细账.xlsx", NOW.date(), opening_month=NOVEMBER - 1
            )
            importing.store(session, plan, NOW, accept_valid=True, create_missing=True)
        with store.changing("结账") as session:
            months.close(session, NOVEMBER, at=NOW, who="张三", allow_future=True)
        photo = folder / "照片.jpg"
        photo.write_bytes(b"\xff\xd8 a photo \x00\x01")
        with store.changing("添附件") as session:
            attachments.add(session, store.shelf, Asset, 1, photo, NOW)
        with store.changing("改卡片", reason="盘点发现") as session:
            save_card(session, 2, {"remark": "“引号”、\t制表、\\N 和\n换行，还有 𬱖"}, 1, today=NOW.date())
        with store.changing("登记地点") as session:  # the child has the lower number
            child = records.save(session, Place, None, {"name": "1 号楼 101"})
            parent = records.save(session, Place, None, {"name": "1 号楼"})
            records.save(session, Place, child, {"parent_id": parent})
        with store.changing("删部门") as session:
            records.remove(session, Department, records.save(session, Department, None, {"name": "已撤的科"}))
        council = Council(store)
        meeting = council.begun(council.called(council.raised("购置电梯", "D01", amount=MONEY)), 6)
        council.voted(council.items(meeting)[0], 5, 1)
        council.sealed(meeting, folder)
    return path


@pytest.fixture
def file(lived_in: Path, tmp_path: Path) -> Path:
    path = tmp_path / "台账.houqin"
    shutil.copyfile(lived_in, path)
    shutil.copytree(lived_in.with_name("台账.附件"), tmp_path / "台账.附件")
    return path


@pytest.fixture
def source(file: Path) -> Iterator[Store]:
    with closing(Store.open(file, who="张三")) as store:
        store.clock = lambda: NOW
        yield store


@pytest.fixture
def url(database: ServerDatabases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty database; this computer keeps a server's attachments in a folder of the test's."""
    monkeypatch.setenv("HOUQIN_DATA", str(tmp_path / "本机"))
    where = str(database.blank(tmp_path))
    yield where
    database.drop(where)


def plainly(url: str) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def emptiness(url: str) -> int:
    """How many tables stand there."""
    with plainly(url) as raw:
        found = raw.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert found is not None
    return int(found[0])


def in_file(path: Path) -> dict[str, list[list[str]]]:
    """Every value of every table as text, read without a line of the program."""
    with closing(sqlite3.connect(path)) as raw:
        names = [
            name
            for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if "_fts" not in name and not name.startswith("sqlite_")
        ]
        return {
            name: sorted(
                [str(value) for _, value in sorted(zip(heads, row, strict=True))]
                for cursor in [raw.execute(f'SELECT * FROM "{name}"')]
                for heads in [[column[0] for column in cursor.description]]
                for row in cursor
            )
            for name in names
        }


def on_far_side(url: str) -> dict[str, list[list[str]]]:
    def shown(value: Any) -> str:
        if isinstance(value, bool):
            return str(int(value))
        return value.isoformat(" ", "microseconds") if isinstance(value, datetime) else str(value)

    with plainly(url) as raw:
        names = [
            name for (name,) in raw.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ]
        return {
            name: sorted(
                [shown(value) for _, value in sorted(zip(heads, row, strict=True), key=lambda pair: pair[0])]
                for cursor in [raw.execute(f'SELECT * FROM "{name}"'.encode())]
                for heads in [[column[0] for column in cursor.description or ()]]
                for row in cursor
            )
            for name in names
        }


def test_every_value_goes_over_and_work_goes_on(source: Store, file: Path, url: str, tmp_path: Path) -> None:
    before = in_file(file)
    at = sorted(Asset.__table__.columns.keys()).index("original_cost")
    seen: list[tuple[int, int, str]] = []
    moved = moving.move(source, url, progress=lambda *told: seen.append(told))
    after = on_far_side(url)
    first_act = [row for row in after["acts"] if row not in before["acts"]]
    assert len(first_act) == 1
    assert "从单机数据迁来" in first_act[0]
    for name, rows in before.items():
        added = 1 if name in ("acts", "changes") else 0
        assert len(after[name]) == len(rows) + added, name
        assert not [row for row in rows if row not in after[name]], name
    assert after.keys() == before.keys()
    assert moved.rows["assets"] == 1169
    fen = sum(int(row[at]) for row in before["assets"])
    assert moved.sums["assets.original_cost"] == Decimal(fen) / 100
    assert (moved.attachments, moved.missing) == (2, [])
    assert [done for done, *_ in seen] == sorted(done for done, *_ in seen)
    assert seen[-1][0] == seen[-1][1]
    with closing(Store.open(url, who="李四")) as far:
        far.clock = lambda: NOW
        assert office.verify(far) == []
        with far.changing("结账") as session:
            months.close(session, NOVEMBER + 1, at=NOW, who="李四", allow_future=True)
        with far.changing("新人") as session:
            made = records.save(session, Person, None, {"name": "新人"})
            card = save_card(
                session, None, {"name": "新桌", "original_cost": Decimal("9000.00")}, today=NOW.date()
            )
        with far.reading() as session:
            assert session.query(Person).where(Person.id > made).count() == 0
            assert session.query(Asset).where(Asset.id > card).count() == 0
        assert office.verify(far) == []


def test_the_file_is_marked_and_nothing_else_in_it_changes(source: Store, file: Path, url: str) -> None:
    before = in_file(file)
    moving.move(source, url)
    source.close()
    after = in_file(file)
    for name in before.keys() - {"acts", "changes", "settings"}:
        assert after[name] == before[name], name
    assert len(after["settings"]) == len(before["settings"]) + 1
    with pytest.raises(Moved, match="已经迁到服务器：postgresql") as caught:
        Store.open(file)
    assert caught.value.url == url
    with closing(Store.open(file, even_moved=True)) as again:
        assert again.verify() == []
        with again.changing("不迁了") as session:
            assert moving.stay(session)
        with again.changing("不迁了") as session:
            assert not moving.stay(session)
    Store.open(file).close()


def test_attachments_go_to_the_folder_that_all_reach(
    source: Store, file: Path, url: str, tmp_path: Path
) -> None:
    shared = tmp_path / "共享"
    assert moving.move(source, url, shared).folder == shared
    shutil.rmtree(source.files)
    with closing(Store.open(url)) as far:
        assert far.files == shared
        assert office.verify(far) == []
        with far.reading() as session:
            assert settings.get(session, settings.FILES) == str(shared)
        elsewhere = tmp_path / "别处"
        with far.changing("改设置") as session:
            settings.put(session, settings.FILES, str(elsewhere))
        assert far.files == elsewhere


def test_an_attachment_that_was_lost_before_is_named(source: Store, url: str) -> None:
    shutil.rmtree(source.files)
    moved = moving.move(source, url)
    assert (moved.attachments, moved.missing) == (0, ["照片.jpg", "签字记录.pdf"])


def test_a_database_that_holds_something_is_left_alone(source: Store, url: str) -> None:
    with plainly(url) as raw:
        raw.execute("CREATE TABLE theirs (x int)")
    with pytest.raises(UserError, match="已经有表"):
        moving.move(source, url)
    assert emptiness(url) == 1
    assert source.verify() == []
    Store.open(source.where).close()


def test_another_office_is_not_overwritten(source: Store, url: str) -> None:
    office.create(url, {"office_name": "别的单位"}).close()
    before = on_far_side(url)
    with pytest.raises(UserError, match="已经有表"):
        moving.move(source, url)
    assert on_far_side(url) == before


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("mysql://u@h/d", "不是可用的数据库地址"),
        ("D:/台账.houqin", "不是可用的数据库地址"),
        ("postgresql+psycopg://u:secret@127.0.0.1:1/d", "连不上数据库服务器"),
        ("no such database", "服务器上没有这个数据库"),
    ],
)
def test_wrong_addresses_are_said_so(source: Store, url: str, wrong: str, words: str) -> None:
    if " " in wrong:
        wrong = url + "_gone"
    with pytest.raises(UserError, match=words) as caught:
        moving.move(source, wrong)
    assert "secret" not in str(caught.value)
    assert source.verify() == []


def test_what_does_not_fit_is_named_before_anything_goes_over(source: Store, file: Path, url: str) -> None:
    """A file takes texts of any length; such a row comes from another tool or an older program."""
    with source.changing("塞进去") as session:
        session.execute(text("UPDATE assets SET name = :long WHERE id = 5"), {"long": "长" * 300})
        session.execute(text("UPDATE people SET code = 'a' || char(0) || 'b' WHERE id = 1"))
        session.execute(text("UPDATE assets SET life_months = 5000000000 WHERE id = 7"))
    with pytest.raises(UserError) as caught:
        moving.move(source, url)
    told = str(caught.value).splitlines()[1:]
    assert len(told) == 3
    assert any("资产名称（第 5 号）超过" in line for line in told)
    assert any("工号（第 1 号）含有看不见的空字符" in line for line in told)
    assert any("（第 7 号）数太大" in line for line in told)
    assert emptiness(url) == 0


def test_called_off_in_the_middle_nothing_is_there(source: Store, url: str) -> None:
    def stop(done: int, total: int, words: str) -> None:
        if words == "核对":
            raise Cancelled

    with pytest.raises(Cancelled):
        moving.move(source, url, progress=stop)
    assert emptiness(url) == 0
    Store.open(source.where).close()
    assert moving.move(source, url).rows["assets"] == 1169


# A server that spoils one value in twelve hundred on its way in.
SPOIL = """
CREATE SCHEMA spoiling;
CREATE FUNCTION spoiling.one() RETURNS trigger AS $$ BEGIN
    IF NEW.id = 700 THEN NEW.{column} := {value}; END IF; RETURN NEW; END $$ LANGUAGE plpgsql;
CREATE FUNCTION spoiling.soon() RETURNS event_trigger AS $$ BEGIN
    IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE object_identity = 'public.assets') THEN
        CREATE TRIGGER spoil BEFORE INSERT ON public.assets FOR EACH ROW EXECUTE FUNCTION spoiling.one();
    END IF; END $$ LANGUAGE plpgsql;
CREATE EVENT TRIGGER spoil ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION spoiling.soon();
"""


@pytest.mark.parametrize(
    ("column", "value"),
    [("original_cost", "NEW.original_cost + 1"), ("name", "NEW.name || ' '"), ("remark", "NULL")],
)
def test_one_value_that_comes_out_otherwise_stops_everything(
    source: Store, url: str, column: str, value: str
) -> None:
    with source.changing("备注") as session:
        session.execute(text("UPDATE assets SET remark = '有备注' WHERE id = 700"))
    with plainly(url) as raw:
        raw.execute(SPOIL.format(column=column, value=value).encode())
    with pytest.raises(UserError, match="“assets”在服务器上与原来的不一致"):
        moving.move(source, url)
    assert emptiness(url) == 0
    Store.open(source.where).close()


def test_a_move_that_lost_only_the_mark_is_finished(
    source: Store, file: Path, url: str, tmp_path: Path
) -> None:
    """The power went between the two commits: the server has all, the file does not know."""
    unmarked = tmp_path / "断电.houqin"
    shutil.copyfile(file, unmarked)
    shutil.copytree(source.files, tmp_path / "断电.附件")
    moving.move(source, url)
    with closing(Store.open(url, who="李四")) as far, far.changing("已经在用") as session:
        records.save(session, Department, None, {"name": "新科"})
    before = on_far_side(url)
    with closing(Store.open(unmarked)) as again:
        moving.move(again, url)
    assert on_far_side(url) == before
    with pytest.raises(Moved):
        Store.open(unmarked)


def test_nobody_writes_to_the_file_meanwhile(source: Store, file: Path, url: str) -> None:
    told: list[str] = []

    def try_to_write(done: int, total: int, words: str) -> None:
        if told:
            return
        with closing(Store.open(file, who="李四")) as other:
            with other.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA busy_timeout=20")
            with pytest.raises(UserError) as caught, other.changing("改部门") as session:
                records.save(session, Department, None, {"name": "漏掉的科"})
            told.append(str(caught.value))

    moving.move(source, url, progress=try_to_write)
    assert "张三 正在“迁到服务器”" in told[0]


def test_the_command(file: Path, url: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["--store", str(file), "--json", "move-to", url, "--files", str(tmp_path / "共享")]) == 0
    assert '"assets": 1169' in capfd.readouterr().out
    assert run(["--store", str(file), "verify"]) == 1
    assert "已经迁到服务器" in capfd.readouterr().err
    assert run(["--store", url, "verify"]) == 0
    assert run(["--store", str(file), "move-to", "--stay"]) == 0
    assert run(["--store", str(file), "verify"]) == 0
    assert run(["--store", str(file), "move-to"]) == 2
    assert run(["--store", url, "move-to", url]) == 1
