"""The shell of the window: theme, icons, input methods, jobs, toasts, palette, rail, first start."""

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLibraryInfo, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QIcon
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app import office
from app.kit import records
from app.kit.errors import UserError
from app.kit.months import Month
from app.kit.search import initials
from app.kit.store import Store
from app.places.models import Place
from tests.databases import on_file
from ui import screens
from ui.around import month_state
from ui.first_start import FirstStart
from ui.house import House
from ui.kit import crash, icons, ime, prefs, toast
from ui.kit.command import Command
from ui.kit.desk import Desk
from ui.kit.job import Job, JobStrip, remaining, strip_of
from ui.kit.pages import Page, lay_over
from ui.kit.palette import rank, score
from ui.kit.theme import DARK, LIGHT, SIZES, Tokens, contrast, font, theme
from ui.main import options_of
from ui.start import Start, last_store
from ui.window import MainWindow

# -- theme ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("face", [LIGHT, DARK], ids=["light", "dark"])
def test_contrast(face: Tokens) -> None:
    for ground in (face.ground, face.surface):
        assert contrast(face.text, ground) >= 7
        for tone in (face.second, face.accent, face.good, face.warn, face.bad):
            assert contrast(tone, ground) >= 4.5, (tone, ground)
    assert contrast(face.text, face.chosen) >= 7
    assert contrast(face.text, face.hover) >= 7
    assert contrast(face.on_accent, face.accent) >= 4.5
    assert contrast(face.on_accent, face.accent_hover) >= 4.5


def test_theme_can_be_chosen_and_is_kept(qapp: Any, preferences: Path) -> None:
    told: list[int] = []
    theme().changed.connect(lambda: told.append(1))
    theme().choose("dark")
    assert qapp.palette().window().color().name().upper() == DARK.ground
    assert prefs.text("theme") == "dark"
    theme().resize(99)
    assert theme().size == SIZES[-1]
    assert qapp.font().pixelSize() == 18
    assert qapp.font("QAbstractItemView").pixelSize() == 17
    assert prefs.number("font_size", 0) == 18
    theme().resize(14)
    theme().choose("light")
    assert qapp.palette().window().color().name().upper() == LIGHT.ground
    assert len(told) == 4


def test_window_type_draws_every_name_and_sets_figures_on_one_width(qapp: Any) -> None:
    metrics = QFontMetrics(font(14))
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1
    for sign in "后勤堃喆䶮㛃":
        assert metrics.inFont(sign)
    assert metrics.inFontUcs4(ord("𬱖"))


def test_qt_speaks_chinese(qtbot: QtBot) -> None:
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    assert (folder / "qtbase_zh_CN.qm").exists()
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert "取消" in box.button(QDialogButtonBox.StandardButton.Cancel).text()


def test_icons_take_the_colour_of_the_theme(qapp: Any, preferences: Path) -> None:
    def darkest(made: QIcon, mode: QIcon.Mode) -> str:
        image = made.pixmap(QSize(32, 32), 1.0, mode).toImage()
        pixels = [image.pixelColor(x, y) for x in range(32) for y in range(32)]
        return max(pixels, key=lambda pixel: pixel.alpha()).name().upper()

    made = icons.icon("plus", "text")
    assert darkest(made, QIcon.Mode.Normal) == LIGHT.text
    assert darkest(made, QIcon.Mode.Disabled) == LIGHT.faint
    theme().choose("dark")
    assert darkest(made, QIcon.Mode.Normal) == DARK.text
    theme().choose("light")
    with pytest.raises(FileNotFoundError):
        icons.icon("no-such-icon")
    assert (icons.FOLDER / "LICENSE").exists()


# -- input methods -------------------------------------------------------------------------------------


def test_fcitx_without_its_plugin_becomes_ibus(tmp_path: Path) -> None:
    env = {"QT_IM_MODULE": "fcitx5"}
    assert ime.mend(env, tmp_path, "linux")
    assert env == {"QT_IM_MODULE": "ibus", "IBUS_USE_PORTAL": "1"}
    for held in ({}, {"QT_IM_MODULE": "ibus"}, {"QT_IM_MODULE": "fcitx", ime.SWITCH: "1"}):
        before = dict(held)
        assert ime.mend(held, tmp_path, "linux") == ""
        assert held == before
    assert ime.mend({"QT_IM_MODULE": "fcitx"}, tmp_path, "win32") == ""
    (tmp_path / "libfcitx5platforminputcontextplugin.so").touch()
    assert ime.mend({"QT_IM_MODULE": "fcitx"}, tmp_path, "linux") == ""


# -- jobs ----------------------------------------------------------------------------------------------


def count_to(number: int, progress: Callable[..., None]) -> int:
    for done in range(1, number + 1):
        progress(done, number, "数到这里")
    return number


def wait_for(go_on: threading.Event, progress: Callable[..., None]) -> None:
    progress(1, 2)
    go_on.wait(10)
    progress(2, 2)


def refuse(progress: Callable[..., None]) -> None:
    raise UserError("这份文件读不出来。")


def test_job_brings_its_result_and_shows_how_far(qtbot: QtBot) -> None:
    page = QWidget()
    QVBoxLayout(page)
    qtbot.addWidget(page)
    page.show()
    job = Job("数数", count_to, 1000)
    strip = strip_of(page)
    assert strip_of(page) is strip
    strip.follow(job)
    assert strip.isVisible()
    with qtbot.waitSignal(job.finished) as told:
        job.start()
    assert told.args == [1000]
    qtbot.waitUntil(lambda: not strip.isVisible())
    assert Job.running() == []
    assert "数到这里" in strip.what.text()
    assert "1,000 / 1,000" in strip.how_far.text()


def test_job_can_be_called_off(qtbot: QtBot) -> None:
    strip = JobStrip()
    qtbot.addWidget(strip)
    go_on = threading.Event()
    job = Job("等待", wait_for, go_on)
    strip.follow(job)
    with qtbot.waitSignal(job.progress):
        job.start()
    with qtbot.waitSignal(job.cancelled):
        strip.stop.click()
        assert not strip.stop.isEnabled()
        go_on.set()


def test_job_that_fails_hands_over_the_reason(qtbot: QtBot) -> None:
    job = Job("读取", refuse)
    with qtbot.waitSignal(job.failed) as told:
        job.start()
    assert isinstance(told.args[0], UserError)


@pytest.mark.parametrize(
    ("done", "total", "seconds", "words"),
    [
        (0, 100, 30, ""),
        (1, 0, 30, ""),
        (50, 100, 1, ""),
        (50, 100, 20, "约还需 20 秒"),
        (99, 100, 60, "马上就好"),
        (1, 10, 20, "约还需 3 分钟"),
        (1, 1000, 10, "约还需 2.8 小时"),
    ],
)
def test_how_long_still(done: int, total: int, seconds: float, words: str) -> None:
    assert remaining(done, total, seconds) == words


# -- toast and crash -----------------------------------------------------------------------------------


def test_toast_tells_and_offers_what_can_be_done_next(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    done: list[str] = []
    shown = toast.tell(window, "已导入 1,169 张卡片", [("查看", lambda: done.append("查看"))])
    assert shown.isVisible()
    assert shown.geometry().bottom() < 600
    qtbot.mouseClick(shown.buttons[0], Qt.MouseButton.LeftButton)
    assert done == ["查看"]
    assert not shown.isVisible()
    assert toast.tell(window, "已结账") is shown
    assert shown.buttons == []


@pytest.fixture
def caught(qapp: Any) -> Iterator[Any]:
    hooks = sys.excepthook, threading.excepthook
    crash.install()
    yield crash._bell
    sys.excepthook, threading.excepthook = hooks
    crash.qInstallMessageHandler(None)
    crash._bell = None


def test_a_bug_is_logged_and_shown_with_details(
    qtbot: QtBot, caught: Any, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        raise RuntimeError("the pump is missing")
    except RuntimeError as error:
        crash.caught(type(error), error, error.__traceback__)
    dialog = caught.shown[0]
    qtbot.addWidget(dialog)
    assert "the pump is missing" in dialog.details.toPlainText()
    assert "test_shell.py" in dialog.details.toPlainText()
    dialog.copy.click()
    assert "the pump is missing" in QGuiApplication.clipboard().text()
    assert "the pump is missing" in caplog.text
    assert "the pump is missing" in capsys.readouterr().err
    crash.report(RuntimeError("another"))
    assert caught.shown == [dialog]
    dialog.accept()
    caplog.clear()


def test_the_log_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUQIN_LOG", str(tmp_path / "日志"))
    before = list(logging.getLogger().handlers)
    place = Path(crash.keep_log())
    try:
        logging.getLogger("houqin").warning("水泵")
        assert "水泵" in place.read_text(encoding="utf-8")
    finally:
        for handler in set(logging.getLogger().handlers) - set(before):
            logging.getLogger().removeHandler(handler)
            handler.close()


# -- the palette ---------------------------------------------------------------------------------------


def test_scores_prefer_words_over_initials() -> None:
    assert score("导入", "导入资产", "drzc") > score("资产", "导入资产", "drzc") > score("drz", "导入资产", "drzc")
    assert score("zc", "导入资产", "drzc") == 2
    assert score("报废", "导入资产", "drzc") == 0
    assert score("", "导入资产", "drzc") == 1


def test_rank_keeps_order_among_equals() -> None:
    here = [Command(label, "", list) for label in ("打印卡片", "打印标签", "结账")]
    assert [c.label for c in rank("dy", here, initials)] == ["打印卡片", "打印标签"]
    assert [c.label for c in rank("jz", here, initials)] == ["结账"]


# -- the window ----------------------------------------------------------------------------------------


@dataclass
class Seen:
    reloaded: list[set[str]]
    ran: list[str]
    opened: list[int]


class Ledger(QWidget):
    """A screen by the contract, as small as it can be."""

    status_changed = Signal(str)
    title = "资产"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seen = Seen([], [], [])
        self.allowed = True
        QLabel("台账", self)

    def commands(self) -> list[Command]:
        return [
            Command("登记资产", "Ctrl+N", lambda: self.seen.ran.append("new")),
            Command("报废…", "Ctrl+Del", lambda: self.seen.ran.append("scrap"), self.allowed),
        ]

    def open(self, record_id: int) -> None:
        self.seen.opened.append(record_id)

    def waiting(self) -> int | None:
        return 12

    def activate(self) -> None:
        self.status_changed.emit("共 1,169 张 · 原值 12,345.00")

    def reload(self, tables: set[str]) -> None:
        self.seen.reloaded.append(tables)


class Months(Ledger):
    title = "结账"

    def waiting(self) -> int | None:
        return None

    def activate(self) -> None:
        pass


SPECS = (
    screens.ScreenSpec("assets", "资产", "package", f"{__name__}:Ledger", "app.places.models:Place"),
    screens.ScreenSpec("months", "结账", "calendar-check", f"{__name__}:Months"),
)


@pytest.fixture
def window(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, store: Store, preferences: Path
) -> Iterator[MainWindow]:
    monkeypatch.setattr(screens, "SCREENS", SPECS)
    made = MainWindow()
    qtbot.addWidget(made)
    made.resize(1280, 720)
    with qtbot.waitSignal(made.painted):
        made.show()
    desk = Desk(parent=made)
    made.attach(desk)
    desk.open(store)
    qtbot.waitUntil(lambda: bool(made.place.text()))
    made.house = House(made, desk, list).commands
    yield made
    made.keeps_place = False


def test_shell_paints_before_a_store_is_there(window: MainWindow) -> None:
    assert list(window.rail.buttons) == ["assets", "months"]
    assert list(window.opened) == ["assets"]  # made when gone to, not before


@on_file
def test_around_the_screen(window: MainWindow, store: Store) -> None:
    assert window.said.text() == "共 1,169 张 · 原值 12,345.00"
    assert window.place.text() == "台账.houqin"
    assert window.saved.text() == "尚未备份"
    assert window.top.who.words() == "张三"
    assert "结账" in window.top.month.words()
    assert window.rail.buttons["assets"].count == 12
    assert store.path is not None
    store.backup(store.backup_folder / "一.houqin")
    window.refresh()
    assert window.saved.text().startswith("备份于 20")


def test_going_elsewhere(qtbot: QtBot, window: MainWindow) -> None:
    window.rail.buttons["months"].click()
    assert isinstance(window.screen_now, Months)
    assert window.said.text() == ""
    assert window.rail.buttons["months"].isChecked()
    window.activateWindow()
    qtbot.waitActive(window)
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.screen_now.title == "资产"


def test_changes_reach_every_open_screen(window: MainWindow) -> None:
    assert window.desk is not None
    window.desk.changed.emit({"assets"})
    assert window.screen_now.seen.reloaded == [{"assets"}]


def test_verbs_by_their_keys_only_while_allowed(qtbot: QtBot, window: MainWindow) -> None:
    screen = window.screen_now
    window.activateWindow()
    qtbot.waitActive(window)
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    screen.allowed = False
    qtbot.keyClick(window, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert screen.seen.ran == ["new", "scrap"]
    page = Page("新资产")
    lay_over(screen, page)
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    page.close_page()
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert screen.seen.ran == ["new", "scrap", "new"]


def test_palette_finds_verbs_ways_and_things(qtbot: QtBot, window: MainWindow) -> None:
    assert window.desk is not None
    place = window.desk.act("新增地点", records.save, Place, None, {"name": "登记注册室", "kind": "房间"})
    window.go("months")
    window.go("assets")
    window.activateWindow()
    qtbot.waitActive(window)
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = window._palette
    assert palette is not None
    assert palette.isVisible()
    assert [entry.title for entry in palette.entries()[:3]] == ["登记资产", "报废…", "转到资产"]
    palette.line.setText("djz")
    assert palette.entries()[0].title == "登记资产"
    qtbot.waitUntil(lambda: palette.entries()[-1].title == "登记注册室")
    assert palette.entries()[-1].detail == "房间"
    qtbot.keyClick(palette.line, Qt.Key.Key_Down)
    qtbot.keyClick(palette.line, Qt.Key.Key_Up)
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert window.screen_now.seen.ran == ["new"]
    assert not palette.isVisible()
    window.ask()
    palette.line.setText("注册")
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert window.screen_now.seen.opened == [place]
    window.ask()
    qtbot.keyClick(palette.line, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_rail_folds_in_a_narrow_window(window: MainWindow) -> None:
    assert window.rail.width() == 200
    window.resize(1000, 700)
    assert window.rail.width() == 56
    assert window.rail.buttons["assets"].toolTip() == "资产　Ctrl+1"


@on_file
def test_house_backs_up_and_verifies(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    commands = {command.label: command for command in window.commands()}
    commands["备份数据"].run()
    qtbot.waitUntil(lambda: window.saved.text().startswith("备份于"))
    commands["校验数据"].run()
    shown = window.findChild(toast.Toast)
    qtbot.waitUntil(lambda: "校验通过" in shown.words.text())


def test_leaving_while_a_job_runs_asks_first(qtbot: QtBot, window: MainWindow) -> None:
    assert window.desk is not None
    asked: list[str] = []
    answers = iter([False, True])

    def answer(parent: QWidget | None, title: str, question: str, verb: str) -> bool:
        asked.append(verb)
        return next(answers)

    window.desk.answer = answer
    go_on = threading.Event()
    job = Job("导入资产", wait_for, go_on)
    strip_of(window).follow(job)
    with qtbot.waitSignal(job.progress):
        job.start()
    assert not window.close()
    assert window.close()
    with qtbot.waitSignal(job.cancelled):
        go_on.set()
    assert asked == ["中止并退出", "中止并退出"]


def test_the_open_month_and_its_state() -> None:
    november = Month.make(2026, 11)
    assert month_state(None, november) == ("2026年11月 未结账", "second")
    assert month_state(november + -3, november) == ("2026年9月 待结账", "warn")
    assert month_state(november + -1, november) == ("2026年11月 未结账", "second")
    assert month_state(november, november) == ("2026年11月 已结账", "good")


# -- the first start -----------------------------------------------------------------------------------


def test_new_office(qtbot: QtBot, tmp_path: Path) -> None:
    page = FirstStart(tmp_path / "后勤 台账")
    qtbot.addWidget(page)
    page.show()
    page.make()
    assert "单位名称" in page.wrong["office_name"].text()
    assert page.inputs["office_name"].property("wrong")
    page.inputs["office_name"].setText("某某中心")
    page.inputs["first_month"].setText("十一月")
    page.make()
    assert "不是月份" in page.wrong["first_month"].text()
    page.inputs["first_month"].setText("2026年11月")
    with qtbot.waitSignal(page.made) as told:
        page.begin.click()
    made = told.args[0]
    assert made.path == tmp_path / "后勤 台账" / "台账.houqin"
    desk = Desk(made)
    from app.kit import settings

    assert desk.read(settings.get, "office_name") == "某某中心"
    assert desk.read(settings.get, "first_month") == "2026-11"
    assert made.verify() == []
    made.close()
    page.make()
    assert "已经存在" in page.trouble.words.text()


def test_sample_office_is_made_once(qtbot: QtBot, tmp_path: Path) -> None:
    page = FirstStart(tmp_path)
    qtbot.addWidget(page)
    page.show()
    with qtbot.waitSignal(page.made, timeout=60_000) as told:
        page.try_it.click()
    assert office.is_sample(told.args[0])
    told.args[0].close()
    with qtbot.waitSignal(page.asked) as again:
        page.try_it.click()
    assert again.args[0].endswith(f"{office.SAMPLE_NAME}.houqin")


@pytest.fixture
def start(
    qtbot: QtBot, preferences: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caught: Any
) -> Iterator[Start]:
    monkeypatch.setattr(screens, "SCREENS", ())
    monkeypatch.setenv("HOUQIN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HOUQIN_LOG", str(tmp_path / "log"))
    before = list(logging.getLogger().handlers)
    window = MainWindow()
    window.keeps_place = False
    qtbot.addWidget(window)
    yield Start(window, options_of([]), {}, "")
    for handler in set(logging.getLogger().handlers) - set(before):
        logging.getLogger().removeHandler(handler)
        handler.close()


def test_nothing_there_begins_with_the_first_start(start: Start) -> None:
    start.begin()
    assert isinstance(start.window.stack.currentWidget(), FirstStart)
    assert not start.window.rail.isEnabled()


def test_last_store_is_opened_again(start: Start, store: Store) -> None:
    start.take(store)
    assert start.window.rail.isEnabled()
    assert last_store() == str(store.path or store.where)


def test_another_store_or_back_again(start: Start, store: Store) -> None:
    window = start.window
    window.specs = {spec.key: spec for spec in SPECS}
    window._fill_rail()
    start.take(store)
    months = window.go("months")
    start.first()
    page = window.stack.currentWidget()
    assert isinstance(page, FirstStart)
    assert not window.rail.isEnabled()
    page.left.emit()
    assert window.stack.currentWidget() is months
    assert window.rail.isEnabled()


def test_what_cannot_be_opened_says_why(start: Start, tmp_path: Path) -> None:
    broken = tmp_path / "坏.houqin"
    broken.write_text("not a database at all, but long enough to look like one" * 40)
    start.open(str(broken))
    page = start.window.stack.currentWidget()
    assert isinstance(page, FirstStart)
    assert "坏.houqin" in page.trouble.words.text()
    start.open(str(tmp_path / "没有.houqin"))
    page = start.window.stack.currentWidget()
    assert isinstance(page, FirstStart)
    assert "没有找到" in page.trouble.words.text()


def test_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert options_of(["--size", "1280x720", "--dark"]).size == (1280, 720)
    with pytest.raises(SystemExit) as told:
        options_of(["--size", "wide"])
    assert told.value.code == 2
    assert "1280x720" in capsys.readouterr().err


def test_every_button_of_the_first_start_can_be_reached_by_keys(qtbot: QtBot, tmp_path: Path) -> None:
    page = FirstStart(tmp_path, leave=True)
    qtbot.addWidget(page)
    for button in page.findChildren(QPushButton):
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert button.text()
