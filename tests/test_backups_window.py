"""Backups as people meet them: the status bar, the page under settings, a broken store, a locked one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.kit import backups, cipher, encrypting, settings, users
from app.kit.roles import BaseRole
from app.kit.store import Store
from ui.backups import BackupsPage
from ui.first_start import FirstStart
from ui.kit.desk import Desk
from ui.kit.preview_page import PreviewPage
from ui.main import options_of
from ui.passphrase import PassphraseDialog, Unlock
from ui.recover import Recover
from ui.start import Start
from ui.window import MainWindow

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
PASSPHRASE = "correct horse 电池"
SECRET = "三只猫爬上屋顶"


@pytest.fixture
def told() -> list[str]:
    """What was complained of."""
    return []


@pytest.fixture
def start(
    qtbot: QtBot,
    told: list[str],
    preferences: Path,
    tmp_path: Path,
    template_store: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Start]:
    """The whole window on an office of its own; automatic backups come when a test asks for them."""
    monkeypatch.setenv("HOUQIN_DATA", str(tmp_path / "data"))
    path = tmp_path / "台账.houqin"
    path.write_bytes(template_store.read_bytes())
    store = Store.open(path, "张三")
    with store.changing("改设置") as session:
        settings.put(session, "office_name", "某所")
    store.close()
    window = MainWindow()
    window.keeps_place = False
    window.resize(1280, 720)
    qtbot.addWidget(window)
    window.show()
    made = Start(window, options_of(["--store", str(path), "--screen", "settings"]), {}, "")
    made.desk.answer = lambda *words: True
    made.desk.complain = lambda parent, title, words: told.append(words)
    made.keep().automatic = False
    yield made
    made.end()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "台账.houqin"


def page_of(start: Start) -> BackupsPage:
    start.window.show_backups()
    shown = start.window.screen_now.pages["备份"]
    assert isinstance(shown, BackupsPage)
    return shown


def ready(start: Start) -> bool:
    return bool(start.desk.ready and start.window.screen_now is not None)


def name_of(desk: Desk) -> str:
    return str(desk.read(settings.get, "office_name"))


def test_the_status_bar_leads_to_the_page_and_tells_of_proof(qtbot: QtBot, start: Start, path: Path) -> None:
    start.open(str(path))
    start.window.refresh()
    assert start.window.saved.text() == "尚未备份"
    assert start.window.saved.property("tone") == "warn"
    qtbot.mouseClick(start.window.saved, Qt.MouseButton.LeftButton)
    page = page_of(start)
    assert "还没有核验过的备份" in page.state.words.text()
    with qtbot.waitSignal(start.keep().kept):
        page.now.click()
    assert start.window.saved.text().endswith("已核验")
    assert not start.window.saved.property("tone")
    assert "日志到第 1 号" in page.state.words.text()
    assert len(page.table.lines()) == 1
    assert page.table.texts()[0][1] == "手工"
    with qtbot.waitSignal(start.keep().kept):
        page.whole.click()
    assert page.table.texts()[0][5] == "完整"


def test_automatic_at_the_start_and_at_the_end(qtbot: QtBot, start: Start, path: Path) -> None:
    start.open(str(path))
    keeper = start.keep()
    with qtbot.waitSignal(keeper.kept):
        keeper.begin()
    assert [each.manifest.kind for each in backups.listed(path)] == [backups.AUTO]
    with qtbot.waitSignal(keeper.kept):
        keeper.begin()
    assert len(backups.listed(path)) == 1
    start.desk.act("改设置", settings.put, "office_name", "又一所")
    keeper.automatic = True
    keeper.end()
    assert len(backups.listed(path)) == 2
    backups.keep_choices(path, automatic=False)
    start.desk.act("改设置", settings.put, "office_name", "第三所")
    keeper.end()
    assert len(backups.listed(path)) == 2


def test_choices_are_made_on_the_page(start: Start, path: Path, tmp_path: Path) -> None:
    start.open(str(path))
    page = page_of(start)
    stick = tmp_path / "U盘"
    stick.mkdir()
    page.choose(second=str(stick))
    page.spins["weekly"].setValue(5)
    page.automatic.click()
    chosen = backups.choices_of(path)
    assert (chosen.second, chosen.weekly, chosen.automatic) == (str(stick), 5, False)
    assert page.second.text() == str(stick)
    stick.rmdir()
    page.load()
    assert "现在不在" in page.second.text()
    page.no_second.click()
    assert backups.choices_of(path).second == ""


def test_restored_from_the_page(qtbot: QtBot, start: Start, path: Path) -> None:
    start.open(str(path))
    page = page_of(start)
    with qtbot.waitSignal(start.keep().kept):
        page.now.click()
    start.desk.act("改设置", settings.put, "office_name", "改错了")
    page.table.selectRow(0)
    with qtbot.waitSignal(start.keep().begun):
        page.take.click()
    qtbot.waitUntil(lambda: ready(start))
    assert name_of(start.desk) == "某所"
    assert start.desk.store.verify() == []
    assert list(path.parent.glob("台账-恢复前-*.houqin"))


def test_what_cannot_be_restored_leaves_the_office_as_it_is(
    qtbot: QtBot, start: Start, path: Path, told: list[str]
) -> None:
    start.open(str(path))
    other = path.with_name("不是备份.houqin")
    other.write_text("文字" * 5000, "utf-8")
    with qtbot.waitSignal(start.keep().begun):
        start.keep().restore(other, path)
    assert ready(start)
    assert name_of(start.desk) == "某所"
    qtbot.waitUntil(lambda: bool(told))


def test_a_broken_store_offers_the_last_proven_backup(qtbot: QtBot, start: Start, path: Path) -> None:
    start.open(str(path))
    with qtbot.waitSignal(start.keep().kept):
        page_of(start).now.click()
    start.window.forget()
    start.desk.close()
    path.write_bytes(path.read_bytes()[:1000])
    start.open(str(path))
    page = start.window.stack.currentWidget()
    assert isinstance(page, Recover)
    assert "恢复到" in page.restore.text()
    with qtbot.waitSignal(start.keep().begun):
        page.restore.click()
    qtbot.waitUntil(lambda: ready(start))
    assert name_of(start.desk) == "某所"
    assert start.window.rail.isEnabled()


def test_a_broken_store_without_a_backup_is_the_first_start(start: Start, path: Path) -> None:
    path.write_bytes(b"")
    start.open(str(path))
    assert isinstance(start.window.stack.currentWidget(), FirstStart)


def test_a_locked_store_asks(qtbot: QtBot, start: Start, path: Path) -> None:
    encrypting.encrypt(path, PASSPHRASE, NOW)
    start.open(str(path))
    page = start.window.stack.currentWidget()
    assert isinstance(page, Unlock)
    qtbot.keyClicks(page.secret, "wrong one")
    qtbot.keyClick(page.secret, Qt.Key.Key_Return)
    assert "口令不对" in page.wrong.text()
    page.secret.setText(PASSPHRASE)
    page.open.click()
    assert ready(start)
    assert name_of(start.desk) == "某所"


def fill(dialog: PassphraseDialog | None, *texts: str) -> None:
    assert dialog is not None
    shown = [each for each in dialog.findChildren(QLineEdit) if each.isVisibleTo(dialog)]
    assert len(shown) == len(texts)
    for edit, text in zip(shown, texts, strict=True):
        edit.setText(text)
    dialog.do.click()


def test_encrypted_and_in_the_clear_again_from_the_page(
    qtbot: QtBot, start: Start, path: Path, told: list[str]
) -> None:
    start.open(str(path))
    page = page_of(start)
    page.encrypt.click()
    fill(page._dialog, "short", "short")
    assert page._dialog is not None
    assert "至少要 8 个字符" in page._dialog.wrong.text()
    fill(page._dialog, PASSPHRASE, "something else")
    assert "不一样" in page._dialog.wrong.text()
    with qtbot.waitSignal(start.keep().begun):
        fill(page._dialog, PASSPHRASE, PASSPHRASE)
    qtbot.waitUntil(lambda: isinstance(start.window.stack.currentWidget(), PreviewPage))
    sheet = start.window.stack.currentWidget()
    assert isinstance(sheet, PreviewPage)
    assert cipher.is_encrypted(path)
    assert name_of(start.desk) == "某所"
    sheet.close_page()

    page = page_of(start)
    page.change.click()
    fill(page._dialog, "not the one", "a new phrase", "a new phrase")
    assert page._dialog is not None
    assert "口令不对" in page._dialog.wrong.text()
    fill(page._dialog, PASSPHRASE, "a new phrase", "a new phrase")
    page.decrypt.click()
    fill(page._dialog, PASSPHRASE)
    assert "口令不对" in page._dialog.wrong.text()
    with qtbot.waitSignal(start.keep().begun):
        fill(page._dialog, "a new phrase")
    qtbot.waitUntil(lambda: ready(start))
    assert not cipher.is_encrypted(path)
    assert told == []


def test_a_new_office_encrypted_from_the_start(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    start.first()
    page = start.window.stack.currentWidget()
    assert isinstance(page, FirstStart)
    page.inputs["office_name"].setText("密所")
    page.place.setText(str(tmp_path / "新" / "密.houqin"))
    page.encrypt.click()
    page.begin.click()
    fill(page._dialog, PASSPHRASE, PASSPHRASE)
    qtbot.waitUntil(lambda: isinstance(start.window.stack.currentWidget(), PreviewPage))
    assert name_of(start.desk) == "密所"
    assert cipher.is_encrypted(tmp_path / "新" / "密.houqin")
    assert start.desk.store.recovery_key == ""


def test_backups_sealed_from_the_page(qtbot: QtBot, start: Start, path: Path) -> None:
    start.open(str(path))
    page = page_of(start)
    page.seal.click()
    fill(page._dialog, PASSPHRASE, PASSPHRASE)
    assert backups.choices_of(path).sealed
    with qtbot.waitSignal(start.keep().kept):
        page.now.click()
    assert "已加密" in page.table.texts()[0][5]
    page.unseal.click()
    assert not backups.choices_of(path).sealed


# -- who may -------------------------------------------------------------------------------------------


def staffed(path: Path) -> None:
    store = Store.open(path)
    users.begin(store, "李主任", SECRET)
    with store.changing("添加用户") as session:
        users.add(session, "小王", users.ship_roles(session)[BaseRole.READER], SECRET, must_change=False)
    backups.make(store, backups.MANUAL)
    store.close()


def test_a_broken_store_is_restored_by_who_may_in_the_backup(
    qtbot: QtBot, start: Start, path: Path, told: list[str]
) -> None:
    staffed(path)
    path.write_bytes(b"")
    start.open(str(path))
    page = start.window.stack.currentWidget()
    assert isinstance(page, Recover)
    with qtbot.waitSignal(start.keep().begun):
        page.restore.click()
    for name, wanted in (("小王", "没有“恢复备份"), ("李主任", "")):
        qtbot.waitUntil(lambda: start.keep()._vouch is not None and start.keep()._vouch.isVisible())
        dialog = start.keep()._vouch
        assert dialog is not None
        dialog.name.setText(name)
        dialog.secret.setText(SECRET)
        with qtbot.waitSignal(start.keep().begun):
            dialog.do.click()
        if wanted:
            qtbot.waitUntil(lambda: bool(told))
            assert wanted in told[-1]
            again = start.window.stack.currentWidget()
            assert isinstance(again, Recover)
            with qtbot.waitSignal(start.keep().begun):
                again.restore.click()
    store = Store.open(path)
    assert store.verify() == []
    store.close()
    assert start.window.seat is not None  # the restored office asks who one is
    assert start.window.seat.cover is not None


def test_what_is_offered_to_whom(qtbot: QtBot, start: Start, path: Path) -> None:
    staffed(path)
    store = Store.open(path)
    users.enter(store, "小王", SECRET)
    start.take(store)
    page = page_of(start)
    page.table.selectRow(0)
    parts = (page.now, page.take, page.other, page.places, page.cipher_card)
    assert not any(part.isEnabled() for part in parts)
    users.enter(store, "李主任", SECRET)
    page.load()
    page.table.selectRow(0)
    assert all(part.isEnabled() for part in parts)


def test_another_offices_backup_is_asked_for_twice(
    qtbot: QtBot, start: Start, path: Path, tmp_path: Path
) -> None:
    other = Store.create(tmp_path / "别处" / "台账.houqin", "李四")
    with other.changing("改设置") as session:
        settings.put(session, "office_name", "别的单位")
    made = backups.make(other, backups.MANUAL)
    assert made is not None
    other.close()
    start.open(str(path))
    asked: list[str] = []
    start.desk.answer = lambda *words: asked.append(words[2]) or True
    with qtbot.waitSignal(start.keep().begun):
        start.keep().restore(made.backup.path, path)
    qtbot.waitUntil(lambda: ready(start) and name_of(start.desk) == "别的单位")
    assert "另一个单位" in asked[0]


def test_a_backup_is_not_worked_in(qtbot: QtBot, start: Start, path: Path, tmp_path: Path) -> None:
    store = Store.open(path)
    made = backups.make(store, backups.MANUAL)
    store.close()
    assert made is not None
    file = made.backup.path
    before = file.read_bytes()
    start.desk.answer = lambda *words: False
    start.open(str(file))
    assert not start.desk.ready
    start.desk.answer = lambda *words: True
    with qtbot.waitSignal(start.keep().begun):
        start.open(str(file))
    qtbot.waitUntil(lambda: ready(start))
    assert start.desk.store.path == tmp_path / "data" / "台账.houqin"
    assert name_of(start.desk) == "某所"
    assert file.read_bytes() == before
