"""Whatever is changed past the program is found and named: cell by cell, in the tables and in the log itself."""

from __future__ import annotations

import contextlib
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as tuned
from hypothesis import strategies as st

from app import office
from app.kit import audit, heads, replay
from app.kit.db import Base, Record
from app.kit.replay import Difference
from app.kit.store import Store
from tests import log_story

# What the program keeps for itself, or keeps out of the log on purpose (passwords).
UNLOGGED = {"counters", "used_asset_numbers", "import_mappings", "user_keys"}
LOG = {"acts", "changes", "logged_rows"}
MODELS = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is not None
          and "__tablename__" in vars(mapper.class_) and mapper.class_.__tablename__ in Base.metadata.tables}  # fmt: skip
LOGGED = sorted(name for name, model in MODELS.items() if issubclass(model, Record) or model.logged_by)


@pytest.fixture(scope="module")
def told(template_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An office with a past, and without the triggers that guard it."""
    folder = tmp_path_factory.mktemp("story")
    path = folder / "台账.houqin"
    path.write_bytes(template_store.read_bytes())
    store = Store.open(path, who="张三")
    log_story.tell(store, folder)
    with raw(store) as file:
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            file.execute(f"DROP TRIGGER {name}")
    yield store
    store.close()


def raw(store: Store) -> Any:
    """The file past the program, as somebody with a tool opens it."""
    assert store.path
    return closing(sqlite3.connect(store.path, isolation_level=None))


def verified(store: Store) -> list[str]:
    """What is told beside the guards that `told` goes without."""
    return [each for each in store.verify() if "数据结构" not in each]


def found_by(store: Store) -> list[Difference]:
    with store.reading() as session:
        return list(replay.differences(session))


def chain_of(store: Store) -> list[str]:
    with store.reading() as session:
        return audit.verify(session) or replay.bent_rows(session)


def keys(file: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    return file.execute(f"SELECT {', '.join(key_of(table))} FROM {table}").fetchall()


def key_of(table: str) -> list[str]:
    return [column.name for column in Base.metadata.tables[table].primary_key]


@dataclass(frozen=True)
class Bend:
    """One cell changed past the program, and how it is put right again."""

    table: str
    column: str
    key: tuple[Any, ...]
    before: Any
    now: Any

    def write(self, file: sqlite3.Connection, value: Any, key: tuple[Any, ...]) -> None:
        condition = " AND ".join(f"{name} = ?" for name in key_of(self.table))
        file.execute(f"UPDATE {self.table} SET {self.column} = ? WHERE {condition}", (value, *key))

    def do(self, file: sqlite3.Connection) -> None:
        self.write(file, self.now, self.key)

    def undo(self, file: sqlite3.Connection) -> None:
        names = key_of(self.table)
        moved = [
            self.now if name == self.column else part for name, part in zip(names, self.key, strict=True)
        ]
        self.write(file, self.before, tuple(moved))


def bent(
    file: sqlite3.Connection, table: str, column: str, key: tuple[Any, ...], luck: random.Random
) -> Bend | None:
    """Another value in a cell; nothing where the table takes none of those tried."""
    condition = " AND ".join(f"{name} = ?" for name in key_of(table))
    cell = f"SELECT {column} FROM {table} WHERE {condition}"
    before = file.execute(cell, key).fetchone()[0]
    for _ in range(9):
        made = Bend(table, column, key, before, other(before, luck))
        with contextlib.suppress(sqlite3.IntegrityError):
            made.do(file)
            if column in key_of(table) or file.execute(cell, key).fetchone()[0] != before:
                return made
    return None


def other(value: Any, luck: random.Random) -> Any:
    """Something else than this."""
    if isinstance(value, bytes):
        at = luck.randrange(len(value))
        return value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :]
    if isinstance(value, int):
        return value + luck.choice((1, -1, 1000))
    if value is None:
        return luck.choice((0, "改", ""))
    return luck.choice((value + "改", value[:-1], "1", value.swapcase(), value + " "))


def test_an_honest_store_has_nothing_to_tell(store: Store, tmp_path: Path) -> None:
    """On either database: imported, edited, closed, reopened, split, written off, withdrawn, set."""
    log_story.tell(store, tmp_path)
    assert office.verify(store, deep=True) == []


def test_every_table_is_logged_or_said_not_to_be() -> None:
    assert set(LOGGED) | LOG | UNLOGGED == set(Base.metadata.tables)


ROUNDS = max(len(Base.metadata.tables[name].columns) for name in LOGGED)


@pytest.mark.parametrize("at", range(ROUNDS))
def test_each_cell_that_was_changed_is_named(told: Store, at: int) -> None:
    """In each round one cell of every table: its `at`th column, in some row."""
    luck = random.Random(at)
    with raw(told) as file:
        done = []
        for table in LOGGED:
            columns = [column.name for column in Base.metadata.tables[table].columns]
            rows = keys(file, table)
            if rows and at < len(columns):
                done.append(bent(file, table, columns[at], luck.choice(rows), luck))
        bends = [each for each in done if each is not None]
        seen = found_by(told)
        for each in bends:
            each.undo(file)
    assert bends
    for each in bends:
        its = [one for one in seen if one.table == each.table]
        if each.column in key_of(each.table):
            assert {one.kind for one in its} >= {"gone", "added"}, each
        else:
            named = [(one.column, one.record) for one in its if one.column == each.column]
            assert (each.column, each.key) in named, each
            assert each.table == "assets" or len(its) == 1, each
    assert not chain_of(told)


def test_it_is_told_in_words(told: Store) -> None:
    with raw(told) as file:
        number, name, no, cost = file.execute(
            "SELECT id, name, asset_no, original_cost FROM assets WHERE id = 7"
        ).fetchone()
        file.execute("UPDATE assets SET original_cost = original_cost + 100 WHERE id = 7")
        with told.reading() as session:
            sentences = replay.problems(session)
        file.execute("UPDATE assets SET original_cost = ? WHERE id = ?", (cost, number))
    was, now = f"{cost / 100:,.2f}", f"{cost / 100 + 1:,.2f}"
    assert sentences == [
        f"资产卡片“{name}（{no}）”的原值：操作日志里是“{was}”，表里是“{now}”，被绕过程序改动过"
    ]


@pytest.mark.parametrize("table", LOGGED)
def test_a_row_added_or_taken_out_is_named(told: Store, table: str) -> None:
    with raw(told) as file:
        names = [column.name for column in Base.metadata.tables[table].columns]
        rows = file.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall()
        if not rows:
            rows = [tuple(_made_up(column) for column in Base.metadata.tables[table].columns)]
            file.execute("PRAGMA ignore_check_constraints = ON")  # a made-up vote is none that could be cast
            marks = ", ".join("?" * len(rows[0]))
            file.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows[0])
            assert [each.kind for each in found_by(told) if each.table == table] == ["added"]
            file.execute(f"DELETE FROM {table}")
            return
        row = random.Random(table).choice(rows)
        key = tuple(row[names.index(name)] for name in key_of(table))
        condition = " AND ".join(f"{name} = ?" for name in key_of(table))
        file.execute(f"DELETE FROM {table} WHERE {condition}", key)
        its = [each for each in found_by(told) if each.table == table]
        marks = ", ".join("?" * len(row))
        file.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", row)
    assert [(each.kind, each.record) for each in its] == [("gone", key)]
    assert "绕过程序删除" in str(its[0])


def _made_up(column: sa.Column[Any]) -> Any:
    if column.nullable:
        return None
    return 77 if isinstance(column.type, sa.Integer | sa.BigInteger | sa.Boolean) else "甲"


@pytest.mark.parametrize("table", sorted(LOG))
def test_each_cell_of_the_log_is_guarded(told: Store, table: str) -> None:
    luck = random.Random(table)
    with raw(told) as file:
        for column in Base.metadata.tables[table].columns:
            for key in luck.sample(keys(file, table), 4):
                made = bent(file, table, column.name, key, luck)
                assert made is not None
                seen = chain_of(told)
                made.undo(file)
                assert seen, made
                assert "操作日志" in seen[0]
    assert not chain_of(told)


@tuned(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_a_random_bend_of_the_log_is_found(told: Store, seed: int) -> None:
    luck = random.Random(seed)
    table = luck.choice(sorted(LOG))
    with raw(told) as file:
        key = luck.choice(keys(file, table))
        column = luck.choice([column.name for column in Base.metadata.tables[table].columns])
        made = bent(file, table, column, key, luck)
        seen = chain_of(told)
        if made is not None:
            made.undo(file)
    assert made is None or seen, made


def test_a_log_put_in_another_order_is_found(told: Store) -> None:
    with raw(told) as file:
        first, second = file.execute("SELECT id FROM changes WHERE act_id = 1 ORDER BY id LIMIT 2").fetchall()
        for old, new in ((first[0], -1), (second[0], first[0]), (-1, second[0])):
            file.execute("UPDATE changes SET id = ? WHERE id = ?", (new, old))
        seen = chain_of(told)
        for old, new in ((first[0], -1), (second[0], first[0]), (-1, second[0])):
            file.execute("UPDATE changes SET id = ? WHERE id = ?", (new, old))
    assert seen == ["操作日志第 1 号的明细被改动过"]


@pytest.mark.parametrize("acts", [1, 2, 7])
def test_an_end_that_was_cut_off_is_found(told: Store, tmp_path: Path, acts: int) -> None:
    """By the head beside the store, and where that is gone too, by a backup's manifest."""
    path = tmp_path / "台账.houqin"
    with raw(told) as file:
        file.execute("VACUUM INTO ?", (str(path),))
    assert told.path
    heads.beside(path).write_bytes(heads.beside(told.path).read_bytes())
    cut = Store.open(path, who="张三")
    assert verified(cut) == []
    cut.backup(cut.backup_folder / "台账-手工.houqin")
    number = int(heads.read(path).number)  # type: ignore[union-attr]
    with raw(cut) as file:
        file.execute("DELETE FROM changes WHERE act_id > ?", (number - acts,))
        file.execute("DELETE FROM acts WHERE id > ?", (number - acts,))
        left = "SELECT 1 FROM changes WHERE instr(after, digest)"
        file.execute(f"DELETE FROM logged_rows WHERE NOT EXISTS ({left})")
    assert chain_of(cut) == []
    sentence = next(each for each in verified(cut) if "截断" in each)
    assert f"到第 {number} 号" in sentence
    assert f"现在只到第 {number - acts} 号" in sentence
    heads.beside(path).unlink()
    sentence = next(each for each in verified(cut) if "截断" in each)
    assert "备份" in sentence
    assert f"第 {number} 号" in sentence
    cut.close()


def test_a_log_written_anew_is_found(told: Store, tmp_path: Path) -> None:
    """A whole chain of one's own making holds in itself, and not against the head beside the store."""
    path = tmp_path / "台账.houqin"
    with raw(told) as file:
        file.execute("VACUUM INTO ?", (str(path),))
    assert told.path
    heads.beside(path).write_bytes(heads.beside(told.path).read_bytes())
    with closing(sqlite3.connect(path)) as file:
        number, values = forged(file)
        file.execute("UPDATE acts SET who = '李四', hash = ? WHERE id = ?", (values, number))
        file.commit()
    bent_store = Store.open(path, who="张三")
    assert chain_of(bent_store) == []
    assert any("改写过" in each for each in verified(bent_store))
    bent_store.close()


def forged(file: sqlite3.Connection) -> tuple[int, str]:
    """The last act with another person in it, hashed as the program would."""
    number, at, *rest = file.execute(
        "SELECT id, at, machine, program, operation, reason, previous, digest FROM acts ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return number, audit.act_hash([number, at.replace(" ", "T"), "李四", *rest])


def test_a_head_that_cannot_be_read_tells_nothing(file_store: Store) -> None:
    from app.kit import settings

    with file_store.changing("改设置") as session:
        settings.put(session, "office_name", "甲所")
    assert file_store.path
    kept = heads.read(file_store.path)
    assert kept is not None
    assert kept.number == 1
    heads.beside(file_store.path).write_bytes(b"")
    assert heads.read(file_store.path) is None
    assert file_store.verify() == []


def test_a_chain_walked_by_several_threads(told: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a long one is; whichever thread comes upon the bent act, it is named."""
    monkeypatch.setattr("app.kit.audit.chain.MANY", 3)
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    assert not chain_of(told)
    with raw(told) as file:
        numbers = [number for (number,) in file.execute("SELECT id FROM acts")]
        for number in numbers:
            file.execute("UPDATE acts SET who = who || '甲' WHERE id = ?", (number,))
            seen = chain_of(told)
            file.execute("UPDATE acts SET who = substr(who, 1, length(who) - 1) WHERE id = ?", (number,))
            assert seen == [f"操作日志第 {number} 号被改动过"]
    assert not chain_of(told)
