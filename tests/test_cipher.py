"""Encryption at rest: real SQLCipher files, their keys, conversion there and back, backups that stay encrypted."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select, text

from app import office
from app.__main__ import run
from app.assets.models import Asset
from app.kit import backups, cipher, encrypting, keys, settings
from app.kit.errors import Damaged, UserError
from app.kit.listing import Listing
from app.kit.store import Store
from tests.test_backups import sums
from ui.kit import glimpse

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
PASSPHRASE = "correct horse 电池"


@pytest.fixture(autouse=True)
def choices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUQIN_CONFIG", str(tmp_path / "houqin.ini"))


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = office.create_sample(tmp_path_factory.mktemp("sample") / "台账.houqin", "张三")
    store.close()
    assert store.path is not None
    return store.path


@pytest.fixture
def plain(sample: Path, tmp_path: Path) -> Path:
    """A closed plain store."""
    return Path(shutil.copyfile(sample, tmp_path / "台账.houqin"))


@pytest.fixture
def encrypted(plain: Path) -> Iterator[Store]:
    encrypting.encrypt(plain, PASSPHRASE, NOW)
    store = Store.open(plain, "张三", PASSPHRASE)
    store.clock = lambda: NOW
    yield store
    store.close()


# -- keys ----------------------------------------------------------------------------------------------


def test_a_wrapped_key_opens_with_its_secret_only() -> None:
    key = keys.new_key()
    wrapped = keys.wrap(key, PASSPHRASE)
    assert keys.unwrap(json.loads(json.dumps(wrapped)), PASSPHRASE) == key
    assert key.hex() not in json.dumps(wrapped)
    with pytest.raises(keys.WrongPassphrase, match="口令不对"):
        keys.unwrap(wrapped, PASSPHRASE + " ")
    changed = wrapped["key"][:-1] + ("0" if wrapped["key"][-1] != "0" else "1")
    for name, value in (("key", changed), ("salt", "00" * 16)):
        with pytest.raises(keys.WrongPassphrase):
            keys.unwrap({**wrapped, name: value}, PASSPHRASE)
    for name, value in (("kdf", "md5"), ("memory", 10**9), ("key", "xyz"), ("time", "viel")):
        with pytest.raises(UserError, match="损坏"):
            keys.unwrap({**wrapped, name: value}, PASSPHRASE)


def test_a_recovery_key_as_people_type_it() -> None:
    made = keys.new_recovery_key()
    assert keys.is_recovery_key(made)
    assert keys.tidied_recovery_key(made.lower().replace("-", " ")) == made
    assert (
        keys.tidied_recovery_key("".join(chr(ord(each) + 0xFEE0) if each != "-" else "－" for each in made))
        == made
    )
    assert not keys.is_recovery_key(PASSPHRASE)
    assert len({keys.new_recovery_key() for _ in range(50)}) == 50


# -- a store -------------------------------------------------------------------------------------------


def test_created_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "密.houqin"
    store = Store.create(path, "张三", PASSPHRASE)
    recovery = store.recovery_key
    with store.changing("改设置") as session:
        settings.put(session, "office_name", "绝密一所")
    assert store.verify() == []
    store.close()
    for file in tmp_path.iterdir():
        held = file.read_bytes()
        assert b"SQLite format 3" not in held
        assert "绝密一所".encode() not in held
    with pytest.raises(cipher.Locked, match="请输入口令"):
        Store.open(path)
    with pytest.raises(keys.WrongPassphrase, match="口令不对"):
        Store.open(path, passphrase="something else")
    for secret in (PASSPHRASE, recovery, recovery.lower().replace("-", " ")):
        again = Store.open(path, passphrase=secret)
        with again.reading() as session:
            assert settings.get(session, "office_name") == "绝密一所"
        again.close()
    with pytest.raises(UserError, match="至少要 8 个字符"):
        Store.create(tmp_path / "短.houqin", "张三", "1234567")


def test_a_lost_or_broken_key_file_is_named(encrypted: Store) -> None:
    assert encrypted.path is not None
    encrypted.close()
    file = cipher.key_file(encrypted.path)
    held = file.read_bytes()
    file.write_text("{}", "utf-8")
    with pytest.raises(UserError, match=r"密钥文件.*已损坏"):
        Store.open(encrypted.path, passphrase=PASSPHRASE)
    file.unlink()
    with pytest.raises(Damaged, match="从备份恢复"):
        Store.open(encrypted.path, passphrase=PASSPHRASE)
    file.write_bytes(held)
    Store.open(encrypted.path, passphrase=PASSPHRASE).close()


def test_full_text_search_works_in_an_encrypted_store(encrypted: Store) -> None:
    with encrypted.reading() as session:
        name = session.scalar(select(Asset.name).order_by(Asset.id).limit(1))
        listing = Listing(Asset, ("asset_no", "name"), words=name or "")
        found = listing.count(session)
        assert found == session.scalar(
            select(func.count()).where(Asset.search_text.contains((name or "").lower()))
        )
        assert found > 0
        assert (
            "fts5"
            in (session.scalar(text("SELECT sql FROM sqlite_master WHERE name='assets_fts'")) or "").lower()
        )


def test_its_faults_are_told_in_words(encrypted: Store) -> None:
    with pytest.raises(UserError, match="只能追加"), encrypted.changing("改日志") as session:
        session.execute(text("UPDATE acts SET who='别人'"))
    with pytest.raises(UserError, match="不能删除"), encrypted.changing("删分类") as session:
        session.execute(text("DELETE FROM departments"))


# -- conversion ----------------------------------------------------------------------------------------


def test_encrypted_later_and_in_the_clear_again(plain: Path) -> None:
    store = Store.open(plain)
    before = sums(store)
    store.close()
    made = encrypting.encrypt(plain, PASSPHRASE, NOW)
    assert made.aside.name.startswith("台账-加密前-20261123-")
    assert plain.read_bytes()[:16] != cipher.PLAIN
    assert oct(cipher.key_file(plain).stat().st_mode)[-2:] in ("00", "66")
    store = Store.open(plain, "张三", PASSPHRASE)
    assert (sums(store), office.verify(store)) == (before, [])
    store.close()
    with pytest.raises(UserError, match="已经是加密的"):
        encrypting.encrypt(plain, PASSPHRASE, NOW)
    with pytest.raises(keys.WrongPassphrase):
        encrypting.decrypt(plain, "wrong pass-phrase", NOW)
    encrypting.decrypt(plain, made.recovery, NOW)
    store = Store.open(plain)
    assert (sums(store), office.verify(store)) == (before, [])
    store.close()
    assert not cipher.key_file(plain).exists()
    aside = Store.open(made.aside)
    assert sums(aside) == before
    aside.close()


def test_a_store_in_use_is_not_converted(plain: Path) -> None:
    other = Store.open(plain)
    with other.reading() as session:
        session.scalar(select(func.count()).select_from(Asset))
        with pytest.raises(UserError, match="另一个程序正开着"):
            encrypting.encrypt(plain, PASSPHRASE, NOW)
    other.close()
    assert plain.read_bytes()[:16] == cipher.PLAIN
    assert not list(plain.parent.glob("*.converting*"))


def test_stopped_between_key_file_and_store_nothing_is_lost(plain: Path) -> None:
    """The key file is written first; a plain store beside it is opened as a plain one."""
    cipher.begin(plain, PASSPHRASE)
    store = Store.open(plain)
    assert store.key is None
    assert store.verify() == []
    store.close()


def test_the_passphrase_and_the_recovery_key_can_be_changed(encrypted: Store) -> None:
    path = encrypted.path
    assert path is not None
    encrypted.close()
    with pytest.raises(keys.WrongPassphrase):
        cipher.change_passphrase(path, "not the one", "a new phrase")
    cipher.change_passphrase(path, PASSPHRASE, "a new phrase")
    with pytest.raises(keys.WrongPassphrase):
        Store.open(path, passphrase=PASSPHRASE)
    recovery = cipher.new_recovery(path, "a new phrase")
    cipher.change_passphrase(path, recovery, "a third phrase")
    for secret in (recovery, "a third phrase"):
        Store.open(path, passphrase=secret).close()


# -- backups -------------------------------------------------------------------------------------------


def test_backups_of_an_encrypted_store_stay_encrypted(encrypted: Store, tmp_path: Path) -> None:
    before = sums(encrypted)
    made = backups.make(encrypted, backups.MANUAL)
    assert made is not None
    assert made.backup.path.read_bytes()[:16] != cipher.PLAIN
    with encrypted.reading() as session:
        name = session.scalar(select(Asset.name).order_by(Asset.id).limit(1)) or ""
        session.execute(select(Asset.id).limit(1)).one()
        other = backups.make(encrypted, backups.MANUAL)  # page by page or in one go, never in the clear
    for each in backups.listed(encrypted.where):
        assert name.encode() not in each.path.read_bytes()
    assert other is not None
    encrypted.close()
    new = tmp_path / "新电脑" / "台账.houqin"
    with pytest.raises(cipher.Locked):
        backups.restore(made.backup.path, new, NOW)
    with pytest.raises(keys.WrongPassphrase):
        backups.restore(made.backup.path, new, NOW, "wrong pass-phrase")
    backups.restore(made.backup.path, new, NOW, PASSPHRASE)
    again = Store.open(new, passphrase=PASSPHRASE)
    assert (sums(again), office.verify(again)) == (before, [])
    again.close()


def test_a_damaged_encrypted_store_is_restored(encrypted: Store) -> None:
    path = encrypted.path
    assert path is not None
    before = sums(encrypted)
    made = backups.make(encrypted, backups.MANUAL)
    assert made is not None
    encrypted.close()
    raw = bytearray(path.read_bytes())
    for at in range(100, len(raw), 4096):
        raw[at] ^= 0xFF
    path.write_bytes(raw)
    with pytest.raises(Damaged):
        Store.open(path, passphrase=PASSPHRASE)
    done = backups.restore(made.backup.path, path, NOW, PASSPHRASE)
    again = Store.open(path, passphrase=PASSPHRASE)
    assert sums(again) == before
    again.close()
    assert done.aside is not None
    assert cipher.key_file(done.aside).exists()


def test_the_glimpse_is_silent(encrypted: Store, tmp_path: Path) -> None:
    recipe = {"revision": encrypted.revision(), "sql": "SELECT id, name FROM assets", "screen": "assets"}
    assert encrypted.path is not None
    with pytest.raises(ValueError, match="encrypted"):
        glimpse.read(str(encrypted.path), recipe)


# -- commands ------------------------------------------------------------------------------------------


Call = Callable[..., tuple[int, str]]


@pytest.fixture
def call(plain: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Call:
    """A command on the store with pass-phrases in files: exit code and what was said."""
    for name, words in (("old", PASSPHRASE), ("new", "a new phrase"), ("wrong", "no such phrase")):
        (tmp_path / name).write_text(words + "\n", "utf-8")

    def made(*words: str | Path, passphrase: str = "") -> tuple[int, str]:
        given = ["--passphrase-file", str(tmp_path / passphrase)] if passphrase else []
        code = run(["--store", str(plain), *given, *map(str, words)])
        out, err = capfd.readouterr()
        return code, out + err

    return made


def test_begun_encrypted_on_the_command_line(call: Call, tmp_path: Path, plain: Path) -> None:
    plain.unlink()
    sheet = tmp_path / "恢复单.pdf"
    code, told = call("init", "--name", "某所", "--encrypted", sheet, passphrase="old")
    assert code == 0, told
    assert sheet.read_bytes()[:4] == b"%PDF"
    assert plain.read_bytes()[:16] != cipher.PLAIN
    assert call("verify", passphrase="old")[0] == 0
    assert call("verify")[0] == 1


def test_the_story_on_the_command_line(call: Call, tmp_path: Path, plain: Path) -> None:
    sheet = tmp_path / "恢复单.pdf"
    code, told = call("encrypt", sheet, "--new-passphrase-file", tmp_path / "old")
    assert code == 0
    assert "恢复单" in told
    printed = (
        "".join(page.extract_text() for page in PdfReader(sheet).pages).replace(" ", "").replace("\n", "")
    )
    assert "台账数据恢复单" in printed
    assert call("verify")[0] == 1
    assert "请输入口令" in call("verify")[1]
    assert "口令不对" in call("verify", passphrase="wrong")[1]
    assert call("verify", passphrase="old")[0] == 0
    assert call("backup", tmp_path / "备份", passphrase="old")[0] == 0
    assert call("passphrase", "--new-passphrase-file", tmp_path / "new", passphrase="old")[0] == 0
    assert call("verify", passphrase="old")[0] == 1
    assert call("recovery-sheet", sheet, passphrase="new")[0] == 0
    backup = next((tmp_path / "备份").glob("*.houqin"))
    code, told = call("restore", backup, passphrase="old")
    assert code == 0, told
    assert call("verify", passphrase="old")[0] == 0
    code, told = call("decrypt", passphrase="old")
    assert code == 0, told
    assert call("verify")[0] == 0
    assert plain.read_bytes()[:16] == cipher.PLAIN
