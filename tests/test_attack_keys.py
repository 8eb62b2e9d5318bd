"""The keyboard all the way: where the focus is after a page or the palette has gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import office
from app.kit.store import Store
from ui.main import options_of
from ui.start import Start
from ui.window import MainWindow

CONTROL, KEY = Qt.KeyboardModifier.ControlModifier, Qt.Key


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("样例") / "样例.houqin"
    office.create_sample(path).close()
    return path


@pytest.fixture
def window(qtbot: QtBot, preferences: Path, sample: Path) -> Iterator[MainWindow]:
    made = MainWindow()
    made.keeps_place = False
    qtbot.addWidget(made)
    made.resize(1280, 720)
    with qtbot.waitSignal(made.painted):
        made.show()
    made.start = Start(made, options_of(["--screen", "assets"]), {}, "")
    made.start.take(Store.open(sample, who="张三"))
    made.activateWindow()
    qtbot.waitUntil(lambda: focus(made) == "Table")
    yield made
    made.start.end()


def focus(window: MainWindow) -> str:
    return type(window.focusWidget()).__name__


def press(
    window: MainWindow, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(window.focusWidget() or window, key, held)


def test_arrows_walk_the_rows_after_coming_back_from_a_card(qtbot: QtBot, window: MainWindow) -> None:
    table = window.opened["assets"].table
    qtbot.waitUntil(lambda: table.current_id() is not None or table.model().rowCount() > 0)
    press(window, KEY.Key_Down)
    press(window, KEY.Key_Return)
    qtbot.waitUntil(lambda: focus(window) == "LineInput")
    press(window, KEY.Key_Escape)
    qtbot.waitUntil(lambda: focus(window) == "Table")
    before = table.current_id()
    press(window, KEY.Key_Down)
    assert table.current_id() != before


def test_the_palette_gives_the_focus_back(qtbot: QtBot, window: MainWindow) -> None:
    press(window, KEY.Key_N, CONTROL)
    qtbot.waitUntil(lambda: focus(window) == "LineInput")
    field = window.focusWidget()
    press(window, KEY.Key_K, CONTROL)
    qtbot.waitUntil(lambda: focus(window) == "QLineEdit")
    press(window, KEY.Key_Escape)
    qtbot.waitUntil(lambda: window.focusWidget() is field)
