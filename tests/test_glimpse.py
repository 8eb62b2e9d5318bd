"""The first page drawn before the program is loaded shows what the list shows a moment later."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import office
from app.kit.store import Store, newest_revision
from tests.shipped_glimpse import fresh
from ui.kit import glimpse, prefs
from ui.kit.desk import Desk
from ui.kit.glimpse import Glimpse, shown
from ui.window import MainWindow


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("样 例") / "样例.houqin"
    office.create_sample(path).close()
    return path


@pytest.fixture
def window(qtbot: QtBot, preferences: Path, sample: Path) -> Iterator[MainWindow]:
    made = MainWindow()
    made.keeps_place = False
    qtbot.addWidget(made)
    made.resize(1920, 1000)
    made.show()
    desk = Desk(parent=made)
    made.attach(desk)
    made.begin_at("assets")
    desk.open(Store.open(sample))
    qtbot.waitUntil(lambda: made.screen_now.rows.is_complete)
    qtbot.waitUntil(lambda: bool(made.place.text()))
    yield made
    made.forget()
    desk.close()


def anew(qtbot: QtBot) -> MainWindow:
    made = MainWindow()
    made.keeps_place = False
    qtbot.addWidget(made)
    made.resize(1920, 1000)
    made.show()
    return made


def test_the_same_rows_in_the_same_places(qtbot: QtBot, window: MainWindow, sample: Path) -> None:
    screen = window.screen_now
    glimpse.keep(window, screen)
    assert window.desk is not None
    with window.desk.store.changing("更名") as session:
        session.connection().exec_driver_sql("UPDATE assets SET name='新名字' WHERE id=(SELECT min(id) FROM assets)")
    screen.refresh()
    screen.rows.settle()
    later = anew(qtbot)
    assert glimpse.show(later, str(sample), "assets") == glimpse.ROWS
    view = later.stack.currentWidget()
    assert isinstance(view, Glimpse)
    columns = view.recipe["columns"]
    names = screen.table.shown_columns()
    places = [[field.name for field in screen.rows.fields].index(name) for name in names]
    for row in range(glimpse.ROWS):
        live = [screen.rows.text(row, at) for at in places]
        drawn = [shown(value, column) for value, column in zip(view.rows[row][1:], columns, strict=True)]
        assert drawn == live
    # Within the table: no heading (its sorting mark is drawn a hair apart), no scroll bars.
    below = window.grab().toImage().copy(224, 190, 1600, 600)
    assert later.grab().toImage().copy(224, 190, 1600, 600) == below


def test_a_store_that_was_never_opened_here_is_drawn_as_a_new_program_shows_it(
    qtbot: QtBot, preferences: Path, sample: Path, tmp_path: Path
) -> None:
    """And only where its list was asked for. `python -m tests.shipped_glimpse` writes the recipe anew."""
    later = anew(qtbot)
    assert glimpse.show(later, str(sample), "assets") == glimpse.ROWS
    assert glimpse.show(later, str(sample), "") == glimpse.show(later, str(sample), "workbench") == 0
    recipe = glimpse.shipped()
    assert recipe.pop("revision") == newest_revision()
    assert recipe == fresh(tmp_path)


def test_what_does_not_fit_any_more_is_not_drawn(qtbot: QtBot, window: MainWindow, sample: Path, tmp_path: Path) -> None:
    later = anew(qtbot)
    glimpse.keep(window, window.screen_now)
    assert glimpse.show(later, str(sample), "workbench") == 0
    assert glimpse.show(later, str(tmp_path / "没有.houqin"), "") == 0
    kept = glimpse._key(str(sample))
    recipe = prefs.text(kept)
    for broken in ("{", "[]", recipe.replace('"revision"', '"version"'), recipe.replace("FROM assets", "FROM gone")):
        prefs.keep(kept, broken)
        assert glimpse.show(later, str(sample), "") == 0
    prefs.keep(kept, recipe)
    assert glimpse.show(later, str(sample), "") > 0


def test_another_revision_of_the_store_has_no_glimpse(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    glimpse.keep(window, window.screen_now)
    assert window.desk is not None
    copy = window.desk.store.backup(tmp_path / "更新.houqin")
    recipe = prefs.text(glimpse._key(str(window.desk.store.path)))
    prefs.keep(glimpse._key(str(copy)), recipe)
    later = anew(qtbot)
    assert glimpse.show(later, str(copy), "assets") > 0
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("UPDATE alembic_version SET version_num='9999'")
        connection.commit()
    assert glimpse.show(later, str(copy), "assets") == 0


def test_only_lists_leave_a_glimpse(window: MainWindow, sample: Path) -> None:
    glimpse.keep(window, window.go("workbench"))
    assert prefs.text(glimpse._key(str(sample))) == ""


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("money", 1234567, "12,345.67"),
        ("money", -5, "-0.05"),
        ("money", None, "—"),
        ("int", 12345, "12,345"),
        ("choice", "idle", "闲置"),
        ("choice", "unheard", "unheard"),
        ("date", "2026-11-03", "2026-11-03"),
        ("text", "", "—"),
        ("secret", "110101", ""),
        ("number", 12, ""),
    ],
)
def test_values_as_the_list_shows_them(kind: str, value: object, text: str) -> None:
    assert shown(value, {"kind": kind, "labels": {"idle": "闲置"}}) == text
