"""The store: one act, one transaction, one link of the log; faults in plain words."""

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from app.assets.models import Asset
from app.kit import audit, records, settings
from app.kit.errors import Invalid, Stale, UserError
from app.kit.store import Store
from app.people.models import Department
from tests.verify_chain import ACTS, LINES, broken


def add_department(store: Store, name: str = "后勤保障科") -> int:
    with store.changing("新增部门") as session:
        return records.save(session, Department, None, {"name": name})


def test_an_act_is_stored_and_logged_with_who_and_what(store: Store) -> None:
    store.clock = lambda: datetime(2026, 11, 3, 8, 30, tzinfo=UTC)
    number = add_department(store, "后勤保障 \n科")
    with store.changing("改部门", reason="更名") as session:
        records.save(session, Department, number, {"name": "总务科"}, version=1)
    with store.reading() as session:
        newest, first = audit.history(session, Department, number)
    assert (newest.operation, newest.reason, newest.who) == ("改部门", "更名", "张三")
    assert newest.before == {"name": "后勤保障科", "match_key": "后勤保障科"}
    assert newest.after == {"name": "总务科", "match_key": "总务科"}
    assert first.kind == "insert"
    assert first.at == datetime(2026, 11, 3, 8, 30, tzinfo=UTC)


def test_a_failed_act_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.changing("新增部门") as session:
        records.save(session, Department, None, {"name": "甲科"})
        _ = 1 // 0
    with store.reading() as session:
        assert session.query(Department).count() == 0
        assert audit.count(session) == 0


def test_an_act_without_change_writes_no_log(store: Store) -> None:
    number = add_department(store)
    with store.changing("改部门") as session:
        records.save(session, Department, number, {"name": "后勤保障科"}, version=1)
    with store.reading() as session:
        assert audit.count(session) == 1


def test_rules_are_checked_and_all_said_at_once(store: Store) -> None:
    with pytest.raises(Invalid) as caught, store.changing("新增资产") as session:
        records.save(session, Asset, None, {"asset_no": "A1", "original_cost": Decimal("-1.00")})
    assert caught.value.problems == {"name": "请填写资产名称", "original_cost": "原值不能是负数"}


def test_the_same_number_twice_is_refused_in_words(store: Store) -> None:
    with store.changing("新增资产") as session:
        records.save(session, Asset, None, {"asset_no": "A1", "name": "桌"})
    with pytest.raises(UserError, match="已经有了"), store.changing("新增资产") as session:
        records.save(session, Asset, None, {"asset_no": "A1", "name": "椅"})


def test_what_others_changed_is_not_overwritten(store: Store) -> None:
    number = add_department(store)
    with store.changing("改部门") as session:
        records.save(session, Department, number, {"leader": "王芳"}, version=1)
    with pytest.raises(Stale), store.changing("改部门") as session:
        records.save(session, Department, number, {"leader": "李四"}, version=1)


def test_a_used_record_cannot_be_removed(store: Store) -> None:
    number = add_department(store)
    with store.changing("新增资产") as session:
        records.save(session, Asset, None, {"asset_no": "A1", "name": "桌", "department_id": number})
    with pytest.raises(UserError, match="还被别的记录用着"), store.changing("删除部门") as session:
        records.remove(session, Department, number)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE acts SET who='李四'", "DELETE FROM acts", "UPDATE changes SET after=''", "DELETE FROM changes"],
)
def test_the_database_refuses_to_bend_the_log(store: Store, statement: str) -> None:
    add_department(store)
    with pytest.raises(UserError, match="只能追加"), store.changing("改日志") as session:
        session.execute(text(statement))


@pytest.mark.parametrize("table", ["acts", "changes"])
def test_nor_is_the_log_replaced(file_store: Store, table: str) -> None:
    """SQLite deletes what is in the way of a REPLACE without a word to the triggers of DELETE."""
    add_department(file_store)
    with pytest.raises(UserError, match="只能追加"), file_store.changing("改日志") as session:
        session.execute(text(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"))


def bend(store: Store, statement: str) -> None:
    """Change the tables past the program, as somebody with a tool would, and leave the guards as they were."""
    with store.engine.begin() as raw:
        guards = raw.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
        for name, _ in guards:
            raw.exec_driver_sql(f"DROP TRIGGER {name}")
        raw.exec_driver_sql(statement)
        for _, sql in guards:
            raw.exec_driver_sql(sql)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE acts SET who='李四' WHERE id=2", "操作日志第 2 号被改动过"),
        ("UPDATE changes SET after='{}' WHERE act_id=2", "操作日志第 2 号的明细被改动过"),
        ("DELETE FROM acts WHERE id=2", "操作日志缺少第 2 号记录"),
        ("DELETE FROM changes WHERE act_id=3", "操作日志第 3 号的明细被改动过"),
        ("UPDATE acts SET previous='x' WHERE id=3", "操作日志第 3 号与上一号接不上"),
    ],
)
def test_verify_finds_a_bent_log(file_store: Store, statement: str, sentence: str) -> None:
    for name in ("甲科", "乙科", "丙科"):
        add_department(file_store, name)
    assert file_store.verify() == []
    bend(file_store, statement)
    assert file_store.verify() == [sentence]


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("DROP TRIGGER acts_no_delete", "保护规则“acts_no_delete”不见了"),
        ("CREATE TRIGGER softly AFTER INSERT ON acts BEGIN SELECT 1; END", "保护规则“softly”不是程序建的"),
        ("ALTER TABLE people ADD COLUMN notes", "表“people”与程序建的不同"),
        ("DROP INDEX ix_assets_search_key", "索引“ix_assets_search_key”不见了"),
    ],
)
def test_a_structure_that_was_bent_is_told(file_store: Store, statement: str, sentence: str) -> None:
    with file_store.engine.begin() as raw:
        raw.exec_driver_sql(statement)
    assert file_store.verify() == [f"数据结构被改动过：{sentence}"]


def test_the_chain_holds_by_an_independent_count(store: Store) -> None:
    """Hash the raw tables without a line of the app's own code; what that finds bent, it names."""
    for name in ("甲科", "乙科"):
        add_department(store, name)
    with store.changing("批量新增") as session:
        records.add_many(session, Department, [{"name": f"科{n}"} for n in range(5)])
    connection = store.engine.raw_connection()
    raw = connection.cursor()
    acts, lines = ([list(row) for row in raw.execute(sql) or raw] for sql in (ACTS, LINES))
    connection.close()
    for act in acts:
        act[1] = act[1] if isinstance(act[1], str) else act[1].isoformat(" ", "microseconds")
    with store.reading() as session:
        assert broken(acts, lines) == (None, audit.head(session)[1])
    lines[1][6] += " "
    assert broken(acts, lines)[0] == 2


def test_the_independent_count_runs_alone(file_store: Store) -> None:
    add_department(file_store)
    command = [sys.executable, str(Path(__file__).with_name("verify_chain.py")), file_store.where]
    done = subprocess.run(command, capture_output=True, text=True)
    with file_store.reading() as session:
        assert done.stdout == f"the chain holds; its head is {audit.head(session)[1]}\n"
    bend(file_store, "UPDATE acts SET who='李四'")
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "the chain breaks at act 1\n")


def test_backup_is_whole_and_opens(file_store: Store, tmp_path: Path) -> None:
    add_department(file_store)
    copy = Store.open(file_store.backup(tmp_path / "备份" / "一.houqin"))
    with copy.reading() as session:
        assert session.query(Department).count() == 1
    assert copy.verify() == []
    copy.close()


def test_not_a_store_is_said_so(tmp_path: Path) -> None:
    text_file = tmp_path / "字.houqin"
    text_file.write_text("这不是数据库" * 500, "utf-8")
    with pytest.raises(UserError, match="不是后勤台账的数据文件"):
        Store.open(text_file)
    other = tmp_path / "别的.houqin"
    with sqlite3.connect(other) as raw:
        raw.execute("CREATE TABLE t(x)")
    with pytest.raises(UserError, match="不是后勤台账的数据文件"):
        Store.open(other)
    with pytest.raises(UserError, match="没有找到"):
        Store.open(tmp_path / "无.houqin")
    with pytest.raises(UserError, match="是文件夹"):
        Store.open(tmp_path)


def test_a_newer_store_is_refused(store: Store) -> None:
    with store.changing("假装升级") as session:
        session.execute(text("UPDATE alembic_version SET version_num='9999'"))
    store.close()
    with pytest.raises(UserError, match="请升级程序"):
        Store.open(store.where)


def test_create_does_not_overwrite(store: Store) -> None:
    with pytest.raises(UserError, match="已经"):
        Store.create(store.where)


def test_settings_hold_from_their_day(store: Store) -> None:
    key = "office_name"
    with store.changing("改设置") as session:
        settings.put(session, key, "甲所")
        settings.put(session, key, "乙所", "更名批复", datetime(2026, 3, 1).date())
    with store.reading() as session:
        assert settings.get(session, key, datetime(2026, 2, 28).date()) == "甲所"
        assert settings.get(session, key, datetime(2026, 3, 1).date()) == "乙所"
        assert settings.get(session, key) == "乙所"
        assert settings.get(session, "office_code") == ""
