"""What another clerk changes is noticed: in lists, in cards that are open, and only once."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QStackedWidget
from pytestqt.qtbot import QtBot

from app.kit import records
from app.kit.store import Store
from app.people.models import Department, Person
from ui.kit.desk import Desk
from ui.kit.form import RecordForm
from ui.kit.watch import Watch, others_since
from ui.people import PersonScreen

SOON = 5000


@pytest.fixture
def other(store: Store) -> Iterator[Store]:
    """A second program on the same data."""
    with closing(Store.open(store.where, who="李四")) as opened:
        yield opened


@pytest.fixture
def desk(qapp: object, store: Store, preferences: Path) -> Iterator[Desk]:
    made = Desk(store)
    yield made
    made.close()


@pytest.fixture
def watch(desk: Desk) -> Watch:
    """Looks only when it is told to."""
    return Watch(desk, every=3_600_000)


def add(store: Store, name: str) -> int:
    with store.changing("新增部门") as session:
        return records.save(session, Department, None, {"name": name})


def test_only_others_acts_are_news(store: Store, other: Store) -> None:
    add(store, "甲科")
    with store.reading() as session:
        assert others_since(session, 0, store.own_acts) == (1, set())
    add(other, "乙科")
    with other.changing("新增人员") as session:
        records.save(session, Person, None, {"name": "王芳"})
    add(store, "丙科")
    with store.reading() as session:
        assert others_since(session, 1, store.own_acts) == (4, {"departments", "people"})
        assert others_since(session, 4, store.own_acts) == (4, set())


def test_the_desk_tells_what_another_changed(qtbot: QtBot, desk: Desk, watch: Watch, other: Store) -> None:
    add(other, "乙科")
    with qtbot.waitSignal(desk.changed, timeout=SOON) as told:
        watch.look()
    assert told.args == [{"departments"}]
    desk.act("新增部门", lambda session: records.save(session, Department, None, {"name": "丙科"}))
    with qtbot.assertNotEmitted(desk.changed), qtbot.waitSignal(watch.looked, timeout=SOON):
        watch.look()
    assert desk.store.own_acts == set()


def test_looks_come_by_themselves_and_end_with_the_store(qtbot: QtBot, desk: Desk, other: Store) -> None:
    Watch(desk, desk, every=20)
    with qtbot.waitSignal(desk.changed, timeout=SOON):
        add(other, "乙科")
    desk.close()
    with qtbot.assertNotEmitted(desk.changed, wait=100):
        add(other, "丙科")


def test_a_list_shows_what_another_added(qtbot: QtBot, desk: Desk, watch: Watch, other: Store) -> None:
    with other.changing("新增人员") as session:
        first = records.save(session, Person, None, {"name": "王芳"})
    window = QStackedWidget()
    screen = PersonScreen(desk, window)
    qtbot.addWidget(window)
    window.addWidget(screen)
    window.resize(1000, 600)
    window.show()
    desk.changed.connect(screen.reload)
    screen.activate()
    qtbot.waitUntil(lambda: screen.rows.is_complete and screen.rows.rowCount() == 1, timeout=SOON)
    watch.begin()
    with other.changing("新增人员") as session:
        records.save(session, Person, None, {"name": "陈亮"})
        records.save(session, Person, first, {"name": "王方"})
    watch.look()
    qtbot.waitUntil(lambda: screen.rows.is_complete and screen.rows.rowCount() == 2, timeout=SOON)
    shown = {str(screen.rows.data(screen.rows.index(row, 0))) for row in range(2)}
    assert shown == {"陈亮", "王方"}
    screen.close_reads()


def test_an_open_form_follows_or_offers_to_merge(
    qtbot: QtBot, desk: Desk, watch: Watch, other: Store
) -> None:
    made = add(other, "甲科")
    watch.begin()
    form = RecordForm(desk, Department, "name leader\ncode remark", made)
    qtbot.addWidget(form)
    form.show()
    with other.changing("改部门") as session:
        records.save(session, Department, made, {"leader": "王芳"})
    with qtbot.waitSignal(desk.changed, timeout=SOON):
        watch.look()
    assert form.value("leader") == "王芳"
    assert not form.stale_bar.isVisible()
    qtbot.keyClicks(form.cells["code"].widget, "8001")
    with other.changing("改部门") as session:
        records.save(session, Department, made, {"leader": "陈亮", "code": "8002"})
    with qtbot.waitSignal(desk.changed, timeout=SOON):
        watch.look()
    assert "李四刚刚改过" in form.stale_bar.words.text()
    assert form.value("leader") == "陈亮"
    assert form.value("code") == "8001"
    assert form.save()
    with other.reading() as session:
        kept = records.values(session, Department, made)
    assert (kept["leader"], kept["code"]) == ("陈亮", "8001")
