"""Bad input gets a clear word, and nothing is lost: files that are none, full disks, locks, and power cuts."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from app import office
from app.__main__ import run
from app.assets import importing, months
from app.assets.models import Asset, ClosedMonth, ImportBatch, Posting
from app.finance import service
from app.finance.models import ExportBatch, Profile
from app.kit.errors import UserError
from app.kit.months import Month
from app.kit.store import Store

ROOT = Path(__file__).resolve().parents[1]
LEDGER = ROOT / "tests" / "data" / "固定资产明细账.xlsx"
NOVEMBER = Month.make(2026, 11)


@pytest.fixture(scope="module")
def empty_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("office") / "空.houqin"
    office.create(path, {"office_name": "某市计量测试研究所"}).close()
    return path


@pytest.fixture(scope="module")
def filled_office(empty_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("office") / "满.houqin"
    shutil.copyfile(empty_office, path)
    store = Store.open(path)
    bring_in(store)
    store.close()
    return path


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "台账.houqin"


def bring_in(store: Store) -> None:
    with store.changing("导入资产") as session:
        plan = importing.plan(session, LEDGER, store.clock().date())
        importing.store(session, plan, store.clock(), accept_valid=True, create_missing=True)


def close_november(store: Store) -> None:
    with store.changing("结账") as session:
        months.close(session, NOVEMBER, at=store.clock(), allow_future=True)


def cards(store: Store) -> int:
    with store.reading() as session:
        return session.query(Asset).count()


# --- files that are no ledgers ---------------------------------------------------------------------------

NOT_LEDGERS: list[tuple[str, bytes, str]] = [
    ("空.xlsx", b"", "空文件"),
    ("乱码.xlsx", bytes(random.Random(1).randbytes(5000)), "不是工作簿"),
    ("坏.xlsx", b"PK\x03\x04" + bytes(200), "已损坏"),
    ("网页.xls", "<html><table><tr><td>资产编号</td></tr></table></html>".encode(), "网页"),
    ("合同.pdf", b"%PDF-1.7\n", "PDF"),
    ("没有表头.csv", "今天,天气,很好\n1,2,3\n".encode(), "表头"),
    ("两列.csv", "资产编号,资产名称,原值,原值\n1,桌子,100,200\n".encode(), "都对应到“原值”"),
    ("全坏.csv", "资产编号,资产名称,原值\n1,,100\n2,椅子,-5\n".encode(), "2 行都有问题"),
]


@pytest.mark.parametrize(("name", "content", "words"), NOT_LEDGERS, ids=[name for name, _, _ in NOT_LEDGERS])
def test_what_is_no_ledger_is_refused_with_what_it_is(
    empty_office: Path,
    place: Path,
    name: str,
    content: bytes,
    words: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    shutil.copyfile(empty_office, place)
    file = place.with_name(name)
    file.write_bytes(content)
    assert run(["--store", str(place), "import", "assets", str(file), "--accept-valid"]) == 1
    assert words in capfd.readouterr().err
    store = Store.open(place)
    assert cards(store) == 0
    assert office.verify(store) == []


def test_a_file_that_is_not_there(empty_office: Path, place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shutil.copyfile(empty_office, place)
    assert run(["--store", str(place), "import", "assets", str(place.with_name("没有.xlsx"))]) == 1
    assert "找不到文件" in capfd.readouterr().err


# --- stores that cannot be opened ------------------------------------------------------------------------


def damage_head(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[:64] = bytes(64)
    path.write_bytes(content)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: 40 * 1024])


def come_from_the_future(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()


def be_somebody_elses(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY)")
    connection.close()


def be_a_text(path: Path) -> None:
    path.write_text("这不是数据库\n" * 100, encoding="utf-8")


def be_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (damage_head, "不是后勤台账的数据文件"), (cut_short, "已损坏"), (come_from_the_future, "请升级程序"),
        (be_somebody_elses, "不是后勤台账的数据文件"), (be_a_text, "不是后勤台账的数据文件"),
        (be_a_folder, "是文件夹"), (Path.unlink, "没有找到数据文件"),
    ],
)  # fmt: skip
def test_a_store_that_cannot_be_opened_is_named_and_left_alone(
    filled_office: Path, place: Path, spoil: Callable[[Path], Any], words: str
) -> None:
    shutil.copyfile(filled_office, place)
    spoil(place)
    before = place.read_bytes() if place.is_file() else None
    with pytest.raises(UserError, match=words):
        store = Store.open(place)
        if problems := office.verify(store):
            raise UserError("；".join(problems))
    assert (place.read_bytes() if place.is_file() else None) == before


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nosuch://u:secret@h/x", "不是可用的数据库地址"),
        ("postgresql+psycopg://u:secret@127.0.0.1:1/x", "连不上数据库服务器"),
    ],
)
def test_a_server_that_does_not_answer(url: str, words: str, capfd: pytest.CaptureFixture[str]) -> None:
    for command in (["verify"], ["init"]):
        assert run(["--store", url, *command]) == 1
        told = capfd.readouterr().err
        assert words in told
        assert "secret" not in told


def test_a_page_that_went_bad_is_found(filled_office: Path, place: Path) -> None:
    shutil.copyfile(filled_office, place)
    content = bytearray(place.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = bytes(random.Random(2).randbytes(4096))
    place.write_bytes(content)
    try:
        problems = office.verify(Store.open(place))
    except UserError as error:
        problems = [str(error)]
    assert problems
    assert "损坏" in problems[0] or problems[0].startswith("数据文件")


# --- stores that cannot be written -----------------------------------------------------------------------


def hinder(store: Store, pragma: str) -> None:
    """From now on every connection of this store has the pragma."""
    store.engine.dispose()
    event.listen(store.engine, "connect", lambda connection, record: connection.execute(f"PRAGMA {pragma}"))


def test_a_full_disk_stores_nothing(empty_office: Path, place: Path) -> None:
    shutil.copyfile(empty_office, place)
    store = Store.open(place)
    with sqlite3.connect(place) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.close()
    hinder(store, f"max_page_count={pages + 20}")
    with pytest.raises(UserError, match="磁盘空间不足"):
        bring_in(store)
    store.close()
    again = Store.open(place)
    assert cards(again) == 0
    assert office.verify(again) == []
    bring_in(again)
    assert cards(again) == 1169


def test_a_full_disk_closes_no_month(filled_office: Path, place: Path) -> None:
    shutil.copyfile(filled_office, place)
    store = Store.open(place)
    with sqlite3.connect(place) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.close()
    hinder(store, f"max_page_count={pages}")
    with pytest.raises(UserError, match="磁盘空间不足"):
        close_november(store)
    store.close()
    again = Store.open(place)
    with again.reading() as session:
        assert session.query(ClosedMonth).count() == session.query(Posting).count() == 0
    assert office.verify(again) == []


def test_a_store_that_may_only_be_read_says_so(filled_office: Path, place: Path) -> None:
    shutil.copyfile(filled_office, place)
    store = Store.open(place)
    hinder(store, "query_only=ON")
    assert cards(store) == 1169
    with pytest.raises(UserError, match="只读"):
        close_november(store)


def test_a_store_locked_by_another_program_says_so(filled_office: Path, place: Path) -> None:
    shutil.copyfile(filled_office, place)
    store = Store.open(place)
    hinder(store, "busy_timeout=20")
    other = sqlite3.connect(place, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert cards(store) == 1169
    with pytest.raises(UserError, match="正被另一个程序占用"):
        close_november(store)
    other.execute("ROLLBACK")
    other.close()
    close_november(store)
    assert office.verify(store) == []


def test_a_journal_left_by_a_killed_program_is_rolled_back(filled_office: Path, place: Path) -> None:
    """As when it dies while it leaves WAL mode, before a restore takes the place of the store."""
    other = shutil.copyfile(filled_office, place.with_name("那时.houqin"))
    with closing(sqlite3.connect(other, isolation_level=None)) as raw:
        for statement in (
            "PRAGMA journal_mode=DELETE",
            "PRAGMA synchronous=OFF",
            "BEGIN",
            "UPDATE assets SET name = '?'",
        ):
            raw.execute(statement)
        for suffix in ("", "-journal"):
            shutil.copyfile(f"{other}{suffix}", f"{place}{suffix}")
    store = Store.open(place)
    assert office.verify(store, deep=True) == []
    store.close()


def test_an_export_that_cannot_be_saved_is_no_batch(filled_office: Path, place: Path) -> None:
    shutil.copyfile(filled_office, place)
    store = Store.open(place)
    close_november(store)
    with pytest.raises(UserError, match="文件夹"), store.changing("导出凭证") as session:
        service.export(
            session, NOVEMBER, Profile.NEUTRAL, place.with_name("没有") / "a.xlsx", "张三",
            store.clock().date(), store.clock(),
        )  # fmt: skip
    with store.reading() as session:
        assert session.query(ExportBatch).count() == 0
    with store.changing("导出凭证") as session:
        done = service.export(
            session, NOVEMBER, Profile.NEUTRAL, place.with_name("a.xlsx"), "张三",
            store.clock().date(), store.clock(),
        )  # fmt: skip
    assert done.batch_no.endswith("-001")
    assert done.repeat_of is None


# --- power cuts ------------------------------------------------------------------------------------------

# The process kills itself as the power would: at a statement, at the commit, or right after it. A tiny page
# cache makes SQLite write half of the act into its log before that.
POWER_CUT = """
import os, sys
from sqlalchemy import event
from app.kit.store import Store
from tests.test_faults import bring_in, close_november

where, act, moment = sys.argv[1:]
store = Store.open(where)

def cut(*anything):
    os.kill(os.getpid(), 9)

def at_statement(connection, cursor, statement, *rest):
    if moment in statement:
        cut()

store.engine.dispose()
event.listen(store.engine, "connect", lambda raw, record: raw.execute("PRAGMA cache_size=8"))
if moment == "commit":
    event.listen(store.engine, "commit", cut)
elif moment != "after":
    event.listen(store.engine, "after_cursor_execute", at_statement)
{"import": bring_in, "close": close_november}[act](store)
cut()
"""


def lose_power(place: Path, act: str, moment: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", POWER_CUT, str(place), act, moment],
        cwd=ROOT, capture_output=True, encoding="utf-8", env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode in (-9, 9), done.stderr


@pytest.mark.parametrize(
    "moment",
    [
        "INSERT INTO import_batches",
        "INSERT INTO people",
        "INSERT INTO assets (",
        "INSERT INTO changes",
        "commit",
        "after",
    ],
)
def test_power_cut_in_an_import(empty_office: Path, place: Path, moment: str) -> None:
    shutil.copyfile(empty_office, place)
    lose_power(place, "import", moment)
    store = Store.open(place)
    whole = moment == "after"
    assert cards(store) == (1169 if whole else 0)
    with store.reading() as session:
        assert session.query(ImportBatch).count() == whole
    assert office.verify(store) == []
    if not whole:
        bring_in(store)
        assert cards(store) == 1169


@pytest.mark.parametrize(
    "moment", ["INSERT INTO postings", "UPDATE assets", "INSERT INTO month_balances", "commit", "after"]
)
def test_power_cut_in_a_closing(filled_office: Path, place: Path, moment: str) -> None:
    shutil.copyfile(filled_office, place)
    lose_power(place, "close", moment)
    store = Store.open(place)
    whole = moment == "after"
    with store.reading() as session:
        assert session.query(ClosedMonth).count() == whole
        assert session.query(Posting).count() == (484 if whole else 0)
    assert office.verify(store) == []
    if not whole:
        close_november(store)
        assert office.verify(store) == []
