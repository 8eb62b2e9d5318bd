"""设置: figures with basis and day, rules with a live example, registers inside, the look."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QStackedWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.assets import categories
from app.assets.models import Category
from app.kit import settings
from app.kit.settings import SettingValue
from app.kit.sheets import OutColumn, write_xlsx
from app.kit.store import Store
from app.people import service as people
from app.people.models import Person
from app.places import service as places
from ui.kit.desk import Desk
from ui.kit.theme import theme
from ui.people import PersonScreen
from ui.places import PlaceScreen
from ui.settings import CategoryScreen, SettingsScreen
from ui.settings_look import LookPage
from ui.settings_values import SettingsPage


@pytest.fixture
def desk(qapp: object, store: Store, preferences: Path) -> Desk:
    store.clock = lambda: datetime(2026, 11, 3, 2, tzinfo=UTC)
    return Desk(store)


def close_reads(window: QStackedWidget) -> None:
    """Before the store goes, as the window does it."""
    for at in range(window.count()):
        screen: Any = window.widget(at)
        if hasattr(screen, "close_reads"):
            screen.close_reads()


def opened(qtbot: QtBot, made: Any) -> Any:
    """In a window of its own, as the rail shows it."""
    window = QStackedWidget()
    qtbot.addWidget(window, before_close_func=close_reads)
    window.addWidget(made)
    window.resize(1100, 640)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    made.window_of_test = window  # or it would be collected with everything in it
    return made


def write(page: SettingsPage, key: str, text: str) -> None:
    widget: Any = page.body.cells[f"{key}.value"].widget
    widget.setFocus()
    widget.setText(text)
    widget.edited.emit()
    widget.settle()


def test_a_figure_holds_from_its_day_with_its_basis(qtbot: QtBot, desk: Desk) -> None:
    page: SettingsPage = opened(qtbot, SettingsPage(desk, "固定资产"))
    write(page, "capitalization_threshold", "2,000")
    basis: Any = page.body.cells["capitalization_threshold.basis"].widget
    basis.setText("省财政厅〔2026〕1号")
    assert page.body.state.text() == "有内容还没有保存"
    assert page.save()
    read = desk.read(settings.get, "capitalization_threshold", date(2026, 11, 2))
    assert read == Decimal("1000.00")
    assert desk.read(settings.get, "capitalization_threshold", date(2026, 11, 3)) == Decimal("2000.00")
    with desk.store.reading() as session:
        stored = session.scalars(select(SettingValue)).one()
    assert (stored.basis, stored.effective_from) == ("省财政厅〔2026〕1号", date(2026, 11, 3))
    assert page.body.cells["capitalization_threshold.value"].words.text() == "2026-11-03 起"
    assert page.body.state.text() == ""
    assert page.changed() == []


def test_what_an_office_is_holds_always(qtbot: QtBot, desk: Desk) -> None:
    page: SettingsPage = opened(qtbot, SettingsPage(desk, "本单位"))
    write(page, "office_name", "某市计量院")
    assert page.save()
    with desk.store.reading() as session:
        assert session.scalars(select(SettingValue)).one().effective_from == settings.ALWAYS


def test_a_rule_shows_the_number_it_would_give(qtbot: QtBot, desk: Desk) -> None:
    page: SettingsPage = opened(qtbot, SettingsPage(desk, "固定资产"))
    cell = page.body.cells["asset_no_rule.value"]
    assert cell.words.text() == "例如：ZC202600028"
    write(page, "asset_no_rule", "GD-{year}{month}-{seq:3}")
    assert cell.words.text() == "例如：GD-202611-028"
    write(page, "asset_no_rule", "GD-{jahr}")
    assert not page.save()
    assert "{seq" in cell.fault
    page.load()
    assert cell.fault == ""


def test_wrong_figures_stay_and_are_said(qtbot: QtBot, desk: Desk) -> None:
    page: SettingsPage = opened(qtbot, SettingsPage(desk, "固定资产"))
    write(page, "capitalization_threshold", "一千")
    assert not page.save()
    cell = page.body.cells["capitalization_threshold.value"]
    assert "不是金额" in cell.fault
    assert page.body.input("capitalization_threshold.value").draft() == "一千"


def test_every_page_opens_and_gives_its_verbs(qtbot: QtBot, desk: Desk) -> None:
    screen: SettingsScreen = opened(qtbot, SettingsScreen(desk))
    screen.activate()
    for name in list(screen._makers):
        page = screen.show_page(name)
        assert page.isVisible(), name
    screen.show_page("人员")
    assert "Ctrl+N" in {command.shortcut for command in screen.commands()}
    assert "设置：外观" in {command.label for command in screen.commands()}
    screen.reload({"people", "places"})


def test_the_official_code_table_is_brought_in(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    desk.act("建账", categories.seed)
    screen: CategoryScreen = opened(qtbot, CategoryScreen(desk))
    file = tmp_path / "代码.xlsx"
    heads = [OutColumn("分类代码"), OutColumn("分类名称")]
    write_xlsx(file, heads, [["A02010105", "台式计算机"], ["A02061999", "某种设备"]])
    found = screen.import_file(file)
    assert found is not None
    assert found["added"] == 1
    with desk.store.reading() as session:
        assert session.scalar(select(Category.name).where(Category.code == "A02061999")) == "某种设备"


def test_the_look_holds_at_once(qtbot: QtBot, desk: Desk) -> None:
    page: LookPage = opened(qtbot, LookPage())
    before = (theme().choice, theme().size)
    try:
        page.buttons["dark"].click()
        assert theme().tokens.scheme == "dark"
        page.slider.setValue(18)
        assert theme().size == 18
        assert page.px.text() == "18 像素"
    finally:
        theme().choose(before[0])
        theme().resize(before[1])


def test_the_tree_narrows_the_list_and_begins_new_places(qtbot: QtBot, desk: Desk) -> None:
    with desk.store.changing("建地点") as session:
        site = places.save_place(session, None, {"name": "本部"})
        tower = places.save_place(session, None, {"name": "一号楼", "parent_id": site})
        places.save_place(session, None, {"name": "305", "parent_id": tower})
    screen: PlaceScreen = opened(qtbot, PlaceScreen(desk))
    desk.changed.connect(screen.reload)
    screen.activate()
    qtbot.waitUntil(lambda: screen.rows.is_complete and screen.rows.rowCount() == 3)
    screen.choose_place(tower)
    qtbot.waitUntil(lambda: screen.rows.is_complete and screen.rows.rowCount() == 1)
    page = screen.new()
    form: Any = page.form
    assert form.value("parent_id") == tower
    form.cells["name"].widget.setText("306")
    assert form.save()
    page.leave()
    assert screen.chosen_place() == tower
    qtbot.waitUntil(lambda: screen.rows.is_complete and screen.rows.rowCount() == 2)
    page = screen.open(tower)
    form = page.form
    form.input("parent_id").put(form.record_id)
    assert not form.save()
    assert form.cells["parent_id"].fault == "上级地点不能是它自己"


def test_leaving_is_asked_for_its_day(qtbot: QtBot, desk: Desk) -> None:
    with desk.store.changing("建账") as session:
        who = people.save_person(session, None, {"name": "王芳"})
    screen: PersonScreen = opened(qtbot, PersonScreen(desk))
    screen.activate()
    leave = next(action for action in screen.actions if action.label == "离岗…")
    leave.run(screen, [who])
    assert screen.dialog is not None
    screen.dialog.put(on=date(2026, 11, 1))
    with qtbot.waitSignal(screen.dialog.performed):
        screen.dialog.perform()
    with desk.store.reading() as session:
        assert session.get_one(Person, who).left_on == date(2026, 11, 1)


def test_the_size_of_type_reaches_what_is_shown_already(qtbot: QtBot, desk: Desk) -> None:
    page: SettingsPage = opened(qtbot, SettingsPage(desk, "本单位"))
    line = page.body.cells["office_name.value"].widget
    before = theme().size
    try:
        theme().resize(18)
        assert line.font().pixelSize() == 18
        theme().resize(13)
        assert line.font().pixelSize() == 13
    finally:
        theme().resize(before)
