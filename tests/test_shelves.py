"""Attachments of an encrypted store: sealed on the shelf, in backups, through conversion, restore and moving."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from app import office
from app.kit import attachments, backups, encrypting, keys, moving, records
from app.kit.attachments import Attachment
from app.kit.errors import UserError
from app.kit.shelves import Shelf
from app.kit.store import Store
from app.people.models import Department

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
PASSPHRASE = "correct horse 电池"
CONTENTS = (b"\xff\xd8 a scanned invoice " * 90_000, b"%PDF-1.7 a contract", b"")


@pytest.fixture(autouse=True)
def choices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUQIN_CONFIG", str(tmp_path / "houqin.ini"))


@pytest.fixture
def plain(file_store: Store, tmp_path: Path) -> Path:
    """A closed plain store with three attachments."""
    with file_store.changing("建部门") as session:
        records.save(session, Department, None, {"name": "甲科"})
    for number, content in enumerate(CONTENTS):
        attach(file_store, tmp_path / f"{number}.jpg", content)
    assert office.verify(file_store) == []
    file_store.close()
    assert file_store.path is not None
    return file_store.path


@pytest.fixture
def encrypted(plain: Path) -> Iterator[Store]:
    encrypting.encrypt(plain, PASSPHRASE, NOW)
    store = opened(plain)
    yield store
    store.close()


def opened(path: Path, secret: str | None = PASSPHRASE) -> Store:
    store = Store.open(path, "张三", secret)
    store.clock = lambda: NOW
    return store


def attach(store: Store, file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with store.changing("添加附件") as session:
        attachments.add(session, store.shelf, Department, 1, file, store.clock())


def held(store: Store) -> list[bytes]:
    with store.reading() as session:
        names = session.scalars(select(Attachment.sha256).order_by(Attachment.id)).all()
    return [store.shelf.read(name) for name in names]


def readable_in(folder: Path) -> list[Path]:
    """Files in which something of the attachments can be read."""
    return [
        file
        for file in folder.rglob("*")
        if file.is_file() and any(word in file.read_bytes() for word in (b"scanned invoice", b"a contract"))
    ]


def test_they_are_sealed_with_the_store_and_come_back_with_it(plain: Path, tmp_path: Path) -> None:
    files = plain.with_name("台账.附件")
    assert len(readable_in(files)) == 2
    made = encrypting.encrypt(plain, PASSPHRASE, NOW)
    assert readable_in(files) == []
    store = opened(plain)
    assert (held(store), office.verify(store)) == ([*CONTENTS], [])
    attach(store, tmp_path / "后来.jpg", b"a contract made later")
    assert readable_in(files) == []
    assert office.verify(store) == []
    store.close()
    before = Store.open(made.aside)  # the store before has its own, as they were
    assert (held(before), office.verify(before)) == ([*CONTENTS], [])
    before.close()
    aside = encrypting.decrypt(plain, made.recovery, NOW).aside
    store = opened(plain)
    assert (held(store), office.verify(store)) == ([*CONTENTS, b"a contract made later"], [])
    assert not list(files.rglob("*.sealed"))
    store.close()
    assert readable_in(aside.with_name(aside.stem + ".附件")) == []


def test_stopped_between_store_and_attachments_all_can_be_read_and_it_is_told(
    plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(shelf: Shelf, folder: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(encrypting, "set_aside", power_cut)
    with pytest.raises(KeyboardInterrupt):
        encrypting.encrypt(plain, PASSPHRASE, NOW)
    monkeypatch.undo()
    store = opened(plain)
    assert held(store) == [*CONTENTS]
    assert office.verify(store) == [f"附件“{number}.jpg”还有一份没有加密" for number in range(3)]
    store.close()


def test_what_was_changed_lost_or_sealed_otherwise_is_told(encrypted: Store, tmp_path: Path) -> None:
    with encrypted.reading() as session:
        first, second, third = session.scalars(select(Attachment.sha256).order_by(Attachment.id)).all()
    shelf = encrypted.shelf
    bent = bytearray(shelf.place(first).read_bytes())
    bent[-40] ^= 1
    shelf.place(first).write_bytes(bent)
    shelf.place(second).unlink()
    other = Shelf(tmp_path / "别处", keys.new_key())
    assert other.put(third, iter([b""]))
    shutil.copyfile(other.place(third), shelf.place(third))
    assert office.verify(encrypted) == [
        "附件“0.jpg”的内容被改动过",
        "附件“1.jpg”的文件不见了",
        "附件“2.jpg”的内容被改动过",
    ]
    with pytest.raises(UserError, match="损坏"):
        shelf.read(first)
    for number, content in enumerate(CONTENTS):
        attach(encrypted, tmp_path / f"再{number}.jpg", content)  # bringing it in again mends it
    assert office.verify(encrypted) == []


def test_backups_hold_them_sealed_and_bring_them_back(encrypted: Store, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    backups.keep_choices(encrypted.where, second=str(stick))
    made = backups.make(encrypted, backups.MANUAL)
    assert made is not None
    assert made.twin is not None
    encrypted.close()
    for folder in (made.backup.path.parent, stick):
        assert readable_in(folder) == []
        new = tmp_path / f"新电脑 {folder.name}" / "台账.houqin"
        assert backups.restore(next(folder.glob("*.houqin")), new, NOW, PASSPHRASE).mended == 3
        again = opened(new)
        assert (held(again), office.verify(again)) == ([*CONTENTS], [])
        assert readable_in(new.parent) == []
        again.close()


def test_an_encrypted_store_needs_no_second_passphrase_for_its_backups(
    encrypted: Store, tmp_path: Path
) -> None:
    key = keys.new_key()
    backups.keep_choices(encrypted.where, key=key.hex(), wrapped=keys.wrap(key, "of plain backups"))
    made = backups.make(encrypted, backups.MANUAL)
    assert made is not None
    assert not made.backup.manifest.sealed
    assert backups.make(encrypted, backups.AUTO) is None
    encrypted.close()
    assert readable_in(made.backup.path.parent) == []
    new = tmp_path / "新电脑" / "台账.houqin"
    assert backups.restore(made.backup.path, new, NOW, PASSPHRASE).mended == 3


def test_a_plain_store_whose_backups_are_sealed_anew(plain: Path, tmp_path: Path) -> None:
    store = opened(plain)
    made = []
    for words in ("the first words", "the second words"):
        key = keys.new_key()
        backups.keep_choices(store.where, key=key.hex(), wrapped=keys.wrap(key, words))
        found = backups.make(store, backups.MANUAL)
        assert found is not None
        made.append((words, found.backup.path))
    store.close()
    for words, file in made:
        new = tmp_path / f"新电脑 {words}" / "台账.houqin"
        assert backups.restore(file, new, NOW, words).mended == 3
        again = opened(new)
        assert (held(again), office.verify(again)) == ([*CONTENTS], [])
        again.close()


def test_an_encrypted_backup_over_a_plain_store_leaves_nothing_readable(
    encrypted: Store, tmp_path: Path
) -> None:
    made = backups.make(encrypted, backups.MANUAL)
    assert made is not None
    encrypted.close()
    path = Path(encrypted.where)
    encrypting.decrypt(path, PASSPHRASE, NOW)
    assert len(readable_in(path.with_name("台账.附件"))) == 2
    done = backups.restore(made.backup.path, path, NOW, PASSPHRASE)
    again = opened(path)
    assert (held(again), office.verify(again)) == ([*CONTENTS], [])
    assert readable_in(path.with_name("台账.附件")) == []
    again.close()
    assert done.aside is not None
    before = opened(done.aside, None)
    assert (held(before), office.verify(before)) == ([*CONTENTS], [])
    before.close()


def test_an_office_that_moves_to_a_server_takes_them_in_the_clear(encrypted: Store, tmp_path: Path) -> None:
    """A server's office has no key of the store's; who reaches the shared folder is for its administrator."""
    shared = Shelf(tmp_path / "共享")
    with encrypted.reading() as session:
        assert moving.carry(session, encrypted.shelf, shared) == (3, [])
        names = session.scalars(select(Attachment.sha256).order_by(Attachment.id)).all()
    assert [shared.read(name) for name in names] == [*CONTENTS]
