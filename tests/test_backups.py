"""Backups prove themselves, are kept by rule, and bring everything back: real stores, attachments, damage."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from app import office
from app.assets.models import Asset
from app.kit import attachments, audit, backups, files, keys, sealing, settings
from app.kit.backups import AUTO, MANUAL, copying, keeping, proving
from app.kit.backups.manifest import Backup, Manifest
from app.kit.backups.places import Choices, choices_file
from app.kit.errors import Cancelled, Damaged, UserError
from app.kit.store import Store, newest_revision
from app.people.models import Department
from tests.faults.offices import at_revision

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
PASSPHRASE = "后勤 正确的马 电池 订书针"


@pytest.fixture(autouse=True)
def choices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is chosen at this PC lies in this test's folder."""
    monkeypatch.setenv("HOUQIN_CONFIG", str(tmp_path / "houqin.ini"))


@pytest.fixture
def store(file_store: Store) -> Store:
    """Backups are of files; a server has its own."""
    return file_store


@pytest.fixture
def clocked(store: Store) -> Store:
    store.clock = lambda: NOW
    return store


def later(store: Store, **delta: int) -> None:
    moment = store.clock() + timedelta(**delta)
    store.clock = lambda: moment


def act(store: Store, name: str = "某所") -> None:
    with store.changing("改设置") as session:
        settings.put(session, "office_name", name)


def made(store: Store, kind: str = MANUAL) -> backups.Made:
    found = backups.make(store, kind)
    assert found is not None
    return found


def attach(store: Store, folder: Path, content: bytes, name: str = "照片.jpg") -> str:
    file = folder / name
    file.write_bytes(content)
    with store.changing("添加附件") as session:
        attachments.add(session, store.shelf, Department, 1, file, store.clock())
    return hashlib.sha256(content).hexdigest()


# -- the proof -----------------------------------------------------------------------------------------


def test_the_manifest_tells_what_is_in_the_backup(clocked: Store, tmp_path: Path) -> None:
    act(clocked)
    picture = attach(clocked, tmp_path, b"\xff\xd8 picture")
    backup = made(clocked).backup
    facts = backup.manifest
    written = json.loads((backup.path.parent / (backup.path.name + ".json")).read_text("utf-8"))
    assert facts.sha256 == written["sha256"] == hashlib.sha256(backup.path.read_bytes()).hexdigest()
    with closing(sqlite3.connect(backup.path)) as raw:
        assert facts.counts["settings"] == 1 == raw.execute("SELECT count(*) FROM settings").fetchone()[0]
        number, head = raw.execute("SELECT id, hash FROM acts ORDER BY id DESC LIMIT 1").fetchone()
    assert (facts.number, facts.head) == (number, head) == (2, facts.head)
    assert (facts.attachments, facts.attachment_bytes) == (1, 10)
    assert backup.attachments() == [(picture, 10)]
    kept = backup.path.parent / "附件" / picture[:2] / picture
    assert kept.read_bytes() == b"\xff\xd8 picture"
    assert kept.stat().st_ino != clocked.shelf.place(picture).stat().st_ino
    assert facts.thorough  # the first one of a week
    assert facts.chained_from == 0
    assert backups.last_proven(clocked.where) == backup


def test_nothing_is_done_where_nothing_changed(clocked: Store) -> None:
    act(clocked)
    first = made(clocked, AUTO)
    assert backups.make(clocked, AUTO) is None
    assert len(backups.listed(clocked.where)) == 1
    assert backups.make(clocked, MANUAL) is not None  # whoever asks gets one
    act(clocked, "别的所")
    later(clocked, hours=1)
    second = made(clocked, AUTO)
    assert second.backup.manifest.chained_from == first.backup.manifest.number
    assert not second.backup.manifest.thorough
    later(clocked, days=8)
    act(clocked, "第三个所")
    assert made(clocked, AUTO).backup.manifest.thorough


def test_acts_while_it_is_copied_wait_for_nobody(clocked: Store, tmp_path: Path) -> None:
    assert clocked.path is not None
    act(clocked, "以前")
    target = tmp_path / "copy.houqin"
    with copying.frozen(clocked.path, None) as still:
        assert still
        before = clocked.path.read_bytes() if os.name == "nt" else _live(clocked.path)
        for number in range(30):
            act(clocked, f"第 {number} 个" * 200)
        with clocked.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
        assert _live(clocked.path) == before
    copying.copy(clocked.path, target, None, files.quiet)
    assert proving.prove(target).number == 31


def _live(path: Path) -> bytes:
    with files.reading_live(path) as handle:
        os.lseek(handle, 0, os.SEEK_SET)
        return os.read(handle, path.stat().st_size)


def test_a_reader_in_the_way_is_copied_around(clocked: Store, tmp_path: Path) -> None:
    """Somebody reads an old moment, so the side file cannot be folded in whole."""
    assert clocked.path is not None
    act(clocked, "一")
    with clocked.reading() as session:
        assert session.scalar(select(func.count()).select_from(settings.SettingValue)) == 1
        act(clocked, "二")
        with copying.frozen(clocked.path, None) as still:
            assert not still
        backup = made(clocked).backup
    assert backup.manifest.number == 2


FOLDING = """
import fcntl, sys
with open(sys.argv[1], "rb+") as shm:
    fcntl.lockf(shm, fcntl.LOCK_EX, 1, 121)  # SQLite's lock of whoever folds the log in
    print("held", flush=True)
    sys.stdin.read()
"""


def test_somebody_else_folding_is_copied_around(clocked: Store) -> None:
    assert clocked.path is not None
    act(clocked, "一")
    with clocked.reading() as session:  # the side files stay
        session.scalar(select(func.count()).select_from(settings.SettingValue))
        if sys.platform == "win32":
            return
        other = subprocess.Popen(
            [sys.executable, "-c", FOLDING, f"{clocked.path}-shm"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        act(clocked, "二")
        with copying.frozen(clocked.path, None) as still:
            assert not still
        backup = made(clocked).backup
        other.communicate(b"")
    assert backup.manifest.number == 2


def test_many_writers_during_many_backups(clocked: Store) -> None:
    stop = threading.Event()

    def work() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            act(clocked, f"第 {number} 个")

    thread = threading.Thread(target=work)
    act(clocked)
    thread.start()
    try:
        for _ in range(6):
            later(clocked, minutes=1)
            made(clocked)
    finally:
        stop.set()
        thread.join()
    found = backups.listed(clocked.where)
    assert len(found) == 6
    for each in found:
        proof = proving.prove(each.path, thorough=True)
        assert (proof.sha256, proof.number) == (each.manifest.sha256, each.manifest.number)
    assert clocked.verify() == []


def test_locks_stay_where_the_file_is_read_beside_them(clocked: Store) -> None:
    """Reading the live file must not drop SQLite's own locks: another process still finds the store in use."""
    assert clocked.path is not None
    act(clocked)
    with clocked.reading() as session:
        session.scalar(select(func.count()).select_from(settings.SettingValue))
        made(clocked)
        files.first_bytes(clocked.path)
        program = (
            "import sqlite3,sys; c=sqlite3.connect(sys.argv[1], timeout=0.1);"
            "print(c.execute('PRAGMA journal_mode=DELETE').fetchone()[0])"
        )

        told = subprocess.run(
            [sys.executable, "-c", program, str(clocked.path)], capture_output=True, text=True, check=False
        )
    assert "locked" in told.stderr, told.stdout
    act(clocked, "还能写")
    assert clocked.verify() == []


def test_a_damaged_store_gives_no_backup(clocked: Store) -> None:
    assert clocked.path is not None
    for number in range(200):
        act(clocked, f"{number}" * 300)
    good = made(clocked).backup
    clocked.close()
    raw = bytearray(clocked.path.read_bytes())
    for at in range(len(raw) // 2, len(raw) - 4096, 4096):
        raw[at : at + 64] = b"\xa5" * 64
    clocked.path.write_bytes(raw)
    later(clocked, hours=1)
    with pytest.raises(UserError, match="从最近的备份恢复"):
        backups.make(clocked, MANUAL)
    assert [each.path for each in backups.listed(clocked.where)] == [good.path]
    assert not list(good.path.parent.glob("*.part*"))


def test_a_broken_chain_gives_no_backup(clocked: Store) -> None:
    assert clocked.path is not None
    act(clocked)
    with closing(sqlite3.connect(clocked.path)) as raw:
        raw.execute("DROP TRIGGER IF EXISTS acts_no_update")
        for (name,) in raw.execute(
            "SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='acts'"
        ).fetchall():
            raw.execute(f'DROP TRIGGER "{name}"')
        raw.execute("UPDATE acts SET who='别人'")
        raw.commit()
    with pytest.raises(UserError, match="操作日志第 1 号"):
        backups.make(clocked, MANUAL)


def test_it_can_be_called_off(clocked: Store) -> None:
    act(clocked)

    def stop(done: int, total: int, text: str) -> None:
        if text == "逐页检查":
            raise Cancelled

    with pytest.raises(Cancelled):
        backups.make(clocked, MANUAL, stop)
    assert backups.listed(clocked.where) == []
    assert not [each for each in clocked.backup_folder.iterdir() if each.is_file()]


def test_a_full_disk_is_told_and_leaves_nothing(clocked: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The room is asked first; that it ends all the same while writing is what a tmpfs test would do."""
    act(clocked)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10, 9, 1000))  # type: ignore[attr-defined]
    with pytest.raises(UserError, match=r"只剩 1000 字节.*没有做"):
        backups.make(clocked, MANUAL)
    assert backups.listed(clocked.where) == []


def test_a_disk_that_fills_up_while_writing() -> None:
    with pytest.raises(UserError, match="磁盘空间不足"), files.told_of_full(Path("备份")):
        raise OSError(errno.ENOSPC, "No space left on device")


# -- folders -------------------------------------------------------------------------------------------


def test_a_second_folder_and_its_absence(clocked: Store, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    backups.keep_choices(clocked.where, second=str(stick))
    picture = attach(clocked, tmp_path, b"one")
    found = made(clocked, AUTO)
    assert found.remarks == []
    assert found.twin is not None
    assert found.twin.path.parent == stick
    assert hashlib.sha256(found.twin.path.read_bytes()).hexdigest() == found.backup.manifest.sha256
    assert (stick / "附件" / picture[:2] / picture).read_bytes() == b"one"
    stick.rename(tmp_path / "拔掉")
    act(clocked)
    later(clocked, hours=1)
    alone = made(clocked, AUTO)
    assert alone.twin is None
    assert "第二个备份文件夹" in alone.remarks[0]
    assert not stick.exists()  # an absent stick is not made up for by a folder of that name
    (tmp_path / "拔掉").rename(stick)
    assert backups.make(clocked, AUTO) is None  # nothing new, but the stick gets what it missed
    assert {each.name for each in stick.glob("*.houqin")} == {found.backup.path.name, alone.backup.path.name}


def test_a_chosen_folder_that_is_gone(clocked: Store, tmp_path: Path) -> None:
    chosen = tmp_path / "备份处"
    chosen.mkdir()
    backups.keep_choices(clocked.where, folder=str(chosen))
    act(clocked)
    assert made(clocked).backup.path.parent == chosen
    shutil.rmtree(chosen)
    found = made(clocked)
    assert found.backup.path.parent == clocked.backup_folder
    assert "现在不在" in found.remarks[0]


def test_choices_are_of_this_pc_and_survive_nonsense(clocked: Store) -> None:
    assert backups.choices_of(clocked.where) == Choices()
    backups.keep_choices(clocked.where, daily=3, second="/x")
    assert backups.choices_of(clocked.where).daily == 3
    assert backups.choices_of("elsewhere.houqin") == Choices()
    with pytest.raises(UserError, match="至少是 1"):
        backups.keep_choices(clocked.where, weekly=0)
    choices_file().write_text("{nonsense", "utf-8")
    assert backups.choices_of(clocked.where) == Choices()


# -- the rule ------------------------------------------------------------------------------------------


def _at(moment: datetime, kind: str = AUTO) -> Backup:
    name = f"台账-{moment:%Y%m%d-%H%M%S}-{kind}.houqin"
    facts = Manifest(
        file=name, kind=kind, made_at=moment, store="台账", program="1", schema="0001", size=1, sha256="",
        plain_sha256="", counts={}, number=1, head="h", first="f", chained_from=0, thorough=True,
    )  # fmt: skip
    return Backup(Path(name), facts)


@given(
    st.lists(st.integers(0, 24 * 1100), unique=True, max_size=120),
    st.integers(1, 8), st.integers(1, 8), st.integers(1, 24),
)  # fmt: skip
def test_the_rule_against_a_plain_count(hours: list[int], daily: int, weekly: int, monthly: int) -> None:
    found = [_at(NOW - timedelta(hours=each)) for each in hours]
    gone = {
        each.path for each in keeping.superfluous(found, Choices(daily=daily, weekly=weekly, monthly=monthly))
    }
    newest_first = sorted(found, key=lambda each: each.made_at, reverse=True)
    expected = {each.path for each in newest_first[:3]}
    for count, period in (
        (daily, lambda day: day), (weekly, lambda day: day.isocalendar()[:2]), (monthly, lambda day: (day.year, day.month)),
    ):  # fmt: skip
        seen: list[Any] = []
        for each in newest_first:
            of = period(each.made_at.astimezone().date())
            if of not in seen:
                seen.append(of)
                if len(seen) <= count:
                    expected.add(each.path)
    assert {each.path for each in found} - gone == expected


def test_what_was_made_by_hand_stays() -> None:
    found = [_at(NOW - timedelta(days=each), MANUAL) for each in range(100)]
    assert keeping.superfluous(found, Choices()) == []


def test_thinning_takes_attachments_that_nobody_needs(clocked: Store, tmp_path: Path) -> None:
    backups.keep_choices(clocked.where, daily=1, weekly=1, monthly=1)
    gone = attach(clocked, tmp_path, b"gone")
    for number in range(4):
        later(clocked, minutes=1)
        act(clocked, f"{number}")
        made(clocked, AUTO)
    with clocked.changing("删除附件") as session:
        session.delete(session.scalars(select(attachments.Attachment)).one())
    stays = attach(clocked, tmp_path, b"stays")
    for number in range(4):
        later(clocked, minutes=1)
        act(clocked, f"n{number}")
        last = made(clocked, AUTO)
    found = backups.listed(clocked.where)
    assert len(found) == 3
    assert found[0].path == last.backup.path
    kept = clocked.backup_folder / "附件"
    assert not (kept / gone[:2] / gone).exists()
    assert (kept / stays[:2] / stays).exists()
    assert not list(clocked.backup_folder.glob("*.part"))


# -- the head that a backup wrote down -----------------------------------------------------------------


def test_a_log_cut_off_shows_against_the_backups(clocked: Store) -> None:
    assert clocked.path is not None
    for name in ("一", "二", "三"):
        act(clocked, name)
    made(clocked)
    assert backups.cut_off(clocked) == []
    _cut(clocked.path, 1)
    assert "日志被截断" in backups.cut_off(clocked)[0]
    assert "记到第 3 号，现在只到第 2 号" in backups.cut_off(clocked)[0]
    later(clocked, hours=1)
    found = made(clocked)  # still made, but said, and nothing is thinned out
    assert "日志被截断" in found.remarks[0]
    act(clocked, "另写的三")
    assert "日志被改写过" in backups.cut_off(clocked)[0]
    assert any("日志" in each for each in office.verify(clocked))


def _cut(path: Path, acts: int) -> None:
    """Take the last acts away, as somebody with the file and SQL could."""
    with closing(sqlite3.connect(path)) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
            raw.execute(f'DROP TRIGGER "{name}"')
        (last,) = raw.execute("SELECT max(id) FROM acts").fetchone()
        raw.execute("DELETE FROM acts WHERE id > ?", (last - acts,))
        raw.execute("DELETE FROM changes WHERE act_id > ?", (last - acts,))
        raw.commit()


def test_a_restore_is_no_cut(clocked: Store) -> None:
    assert clocked.path is not None
    act(clocked, "一")
    early = made(clocked).backup
    for name in ("二", "三", "四"):
        act(clocked, name)
    later(clocked, hours=1)
    made(clocked)
    clocked.close()
    done = backups.restore(early.path, clocked.path, NOW + timedelta(hours=2), who="张三")
    again = Store.open(clocked.path, "张三")
    assert backups.cut_off(again) == []
    assert again.verify() == []
    with again.reading() as session:
        assert settings.get(session, "office_name") == "一"
    again.close()
    assert done.aside is not None
    before = Store.open(done.aside)
    with before.reading() as session:
        assert settings.get(session, "office_name") == "四"
    before.close()


# -- the drill -----------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample office with two attachments."""
    folder = tmp_path_factory.mktemp("sample")
    store = office.create_sample(folder / "台账.houqin", "张三")
    for content in (b"\xff\xd8 photo" * 1000, b"%PDF-1.4 contract"):
        attach(store, folder, content)
    store.close()
    return store.path or folder


@pytest.fixture
def office_store(sample: Path, tmp_path: Path) -> Iterator[Store]:
    folder = tmp_path / "数据"
    shutil.copytree(sample.parent, folder)
    store = Store.open(folder / sample.name, "张三")
    store.clock = lambda: NOW
    yield store
    store.close()


def sums(store: Store) -> tuple[int, Decimal, Decimal, int]:
    with store.reading() as session:
        count, cost, net = session.execute(
            select(func.count(), func.sum(Asset.original_cost), func.sum(Asset.net_book_value))
        ).one()
        return count, cost, net, session.scalar(select(func.count()).select_from(attachments.Attachment)) or 0


def cut_in_half(path: Path) -> None:
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2])


def flip_bytes(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    for at in range(0, len(raw), 997):
        raw[at] ^= 0xFF
    path.write_bytes(raw)


def remove(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [cut_in_half, flip_bytes, remove, empty])
def test_the_drill(office_store: Store, damage: Callable[[Path], None]) -> None:
    """Back up, damage the store and its attachments, be told, restore, and have the same office again."""
    path = office_store.path
    assert path is not None
    before = sums(office_store)
    assert before[0] > 1000
    backup = made(office_store).backup
    photos = [each for each in office_store.files.glob("*/*") if each.is_file()]
    assert len(photos) == 2
    office_store.close()
    damage(path)
    photos[0].unlink()
    photos[1].write_bytes(b"overwritten")
    with pytest.raises(UserError) as told:
        Store.open(path).verify()
    assert "备份" in str(told.value) or "不是后勤台账" in str(told.value)

    proven = backups.last_proven(path)
    assert proven is not None
    assert proven.path == backup.path
    done = backups.restore(proven.path, path, NOW + timedelta(hours=1), who="张三")

    assert done.mended == 2
    assert done.missing == 0
    again = Store.open(path, "张三")
    assert sums(again) == before
    assert office.verify(again) == []
    with again.reading() as session:
        assert (
            session.execute(select(audit.Act.operation).order_by(audit.Act.id.desc()).limit(1)).scalar()
            == "从备份恢复"
        )
    again.close()
    if damage is not remove:
        assert done.aside is not None
        assert done.aside.exists()
    assert not list(path.parent.glob("*.restoring*"))


def test_a_restore_proves_before_it_replaces(office_store: Store, tmp_path: Path) -> None:
    path = office_store.path
    assert path is not None
    backup = made(office_store).backup
    office_store.close()
    untouched = hashlib.sha256(path.read_bytes()).hexdigest()
    flip = bytearray(backup.path.read_bytes())
    flip[-5000] ^= 1
    backup.path.write_bytes(flip)
    with pytest.raises(UserError):
        backups.restore(backup.path, path, NOW)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == untouched
    text = tmp_path / "字.houqin"
    text.write_text("不是" * 9000, "utf-8")
    for wrong in (text, tmp_path / "没有.houqin"):
        with pytest.raises(UserError):
            backups.restore(wrong, path, NOW)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == untouched
    assert sorted(each.suffix for each in path.parent.iterdir() if each.is_file()) == [
        ".head",
        ".houqin",
        ".jpg",
    ]


@pytest.mark.parametrize("revision", ["0001", "0003", "0005"])
def test_a_backup_of_an_older_program_is_restored_and_upgraded(tmp_path: Path, revision: str) -> None:
    path = at_revision(tmp_path, revision)
    Store.open(path, "张三").close()  # a backup, then the upgrade
    (backup,) = backups.listed(path)
    assert (backup.manifest.kind, backup.manifest.schema) == (backups.UPGRADE, revision)
    backups.restore(backup.path, path, NOW, who="张三")
    store = Store.open(path)
    assert (store.revision(), store.verify()) == (newest_revision(), [])
    with store.reading() as session:
        assert session.scalars(select(audit.Act.operation)).all() == ["从备份恢复"]
        assert session.scalar(select(func.count()).select_from(Asset)) == 300
    store.close()


def test_a_store_in_use_is_not_replaced(office_store: Store) -> None:
    path = office_store.path
    assert path is not None
    backup = made(office_store).backup
    other = Store.open(path, "李四")
    with other.reading() as session:
        session.scalar(select(func.count()).select_from(Asset))
        office_store.close()
        with pytest.raises(UserError, match="另一个程序正开着"):
            backups.restore(backup.path, path, NOW)
    other.close()
    assert backups.restore(backup.path, path, NOW).aside is not None


def test_a_missing_store_says_that_a_backup_would_help(tmp_path: Path) -> None:
    with pytest.raises(Damaged, match="从备份恢复"):
        Store.open(tmp_path / "没有.houqin")


# -- sealing -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "size", [0, 1, sealing.PIECE - 1, sealing.PIECE, sealing.PIECE + 1, 3 * sealing.PIECE]
)
def test_sealing_there_and_back(tmp_path: Path, size: int) -> None:
    plain, sealed, back = tmp_path / "a", tmp_path / "b", tmp_path / "c"
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    plain.write_bytes(content)
    key = keys.new_key()
    sealing.seal(plain, sealed, key, {"key": "00"})
    sealing.unseal(sealed, back, key)
    assert back.read_bytes() == content
    assert sealing.content_sha256(sealed, key) == hashlib.sha256(content).hexdigest()
    whole = sealed.read_bytes()
    begin = whole.index(b"\n", len(sealing.MAGIC)) + 1
    changed = [
        whole[:-1],
        whole[: begin + (len(whole) - begin) // 2],
        whole[:begin],
        whole + b"x",
        whole[:30],
    ]
    changed += [
        whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in (3, 40, begin, len(whole) - 1)
    ]
    if size > sealing.PIECE:
        step = sealing.PIECE + sealing.TAG
        changed += [whole[:begin] + whole[begin + step :], whole[: begin + step]]
    for each in changed:
        sealed.write_bytes(each)
        with pytest.raises(UserError):
            sealing.content_sha256(sealed, key)
    with pytest.raises(UserError):
        sealing.content_sha256(plain, key)


def test_sealed_backups_open_with_the_passphrase_alone(office_store: Store, tmp_path: Path) -> None:
    path = office_store.path
    assert path is not None
    key = keys.new_key()
    backups.keep_choices(path, key=key.hex(), wrapped=keys.wrap(key, PASSPHRASE))
    before = sums(office_store)
    backup = made(office_store).backup
    assert backup.manifest.sealed
    for file in backup.path.parent.rglob("*"):
        if file.is_file() and file.suffix not in (".json", ".files"):
            held = file.read_bytes()
            assert b"SQLite format 3" not in held
            assert b"\xff\xd8 photo" not in held
    assert backups.make(office_store, AUTO) is None
    office_store.close()
    other_pc = tmp_path / "另一台电脑" / "台账.houqin"
    with pytest.raises(UserError, match="请输入备份的口令"):
        backups.restore(backup.path, other_pc, NOW)
    with pytest.raises(keys.WrongPassphrase):
        backups.restore(backup.path, other_pc, NOW, "错误的口令")
    done = backups.restore(backup.path, other_pc, NOW, PASSPHRASE)
    assert done.mended == 2
    again = Store.open(other_pc)
    assert sums(again) == before
    assert office.verify(again) == []
    again.close()
    assert backups.restore(backup.path, path, NOW).aside is not None  # this PC keeps the key
