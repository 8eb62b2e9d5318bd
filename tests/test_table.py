"""The list on screen: what a person sees, clicks and types."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.assets.choices import UsageStatus
from app.assets.models import Asset
from app.kit import records
from app.kit.filters import Between, Blank, Contains, OneOf
from app.kit.listing import Listing
from app.kit.store import Store
from tests.listed import fill
from ui.assets.screen import AssetScreen
from ui.kit import prefs
from ui.kit.base import Action
from ui.kit.desk import Desk
from ui.kit.reads import Reads
from ui.kit.rows import FIRST, TableModel
from ui.kit.screen import RecordScreen
from ui.kit.table import Table

COLUMNS = ("asset_no", "name", "original_cost", "department_id", "usage_status")
PLAIN = Listing(Asset, COLUMNS, sort=(("asset_no", False),))
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
COUNT = 3 * FIRST + 7


@pytest.fixture
def desk(store: Store, qapp: object) -> Desk:
    fill(store, COUNT)
    return Desk(store)


@pytest.fixture
def model(desk: Desk) -> Iterator[TableModel]:
    made = TableModel(desk, PLAIN, ("original_cost",))
    yield made
    made.close()


@pytest.fixture
def table(qtbot: QtBot, model: TableModel, preferences: Path) -> Table:
    made = Table(model, "cards", "资产")
    qtbot.addWidget(made)
    made.resize(700, 480)
    made.show()
    model.show(PLAIN)
    model.settle()
    return made


@pytest.fixture
def screen(qtbot: QtBot, desk: Desk, preferences: Path) -> Iterator[AssetScreen]:
    made = AssetScreen(desk)
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    desk.changed.connect(made.reload)
    made.activate()
    settle(made)
    yield made
    made.close_reads()


def settle(screen: RecordScreen) -> None:
    """Until the list, its count and the counts of its views are there."""
    screen.rows.settle()
    for reads in (screen.tabs.reads, screen._sums):
        reads.settle(10)
    QApplication.processEvents()


def shown(model: TableModel, column: int = 0) -> list[str]:
    return [model.text(row, column) for row in range(model.rowCount())]


def press(
    qtbot: QtBot,
    widget: QWidget,
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    qtbot.keyClick(widget, key, modifiers)


def lightness(widget: QWidget) -> list[int]:
    """Of the pixels in the upper left of a widget, whatever lies over it."""
    picture = widget.grab().toImage()
    return [picture.pixelColor(x, y).lightness() for x in range(90) for y in range(30)]


# -- the model ---------------------------------------------------------------------------------------------


def test_the_model_keeps_qts_rules(model: TableModel, qtmodeltester: ModelTester) -> None:
    model.show(PLAIN)
    model.settle()
    qtmodeltester.check(model)


def test_the_model_keeps_qts_rules_while_it_fills(
    desk: Desk, model: TableModel, qtmodeltester: ModelTester
) -> None:
    qtmodeltester.check(model)
    model.show(PLAIN)
    model.settle()
    model.show(PLAIN.narrowed(sort=(("original_cost", True),)))
    model.settle()
    model.show(PLAIN.narrowed(words="水泵"))
    model.settle()
    assert set(shown(model, 1)) == {"离心水泵", "潜水泵"}


def test_the_first_page_is_there_at_once_and_the_rest_follows(
    qtbot: QtBot, desk: Desk, model: TableModel
) -> None:
    model.show(PLAIN)
    if desk.store.path is not None:  # a server is not waited for
        assert shown(model) == [f"GZ{n:05d}" for n in range(1, FIRST + 1)]
    assert not model.is_complete
    with qtbot.waitSignals([model.complete, model.counted], timeout=5000):
        pass
    assert shown(model) == [f"GZ{n:05d}" for n in range(1, COUNT + 1)]
    assert model.totals is not None
    assert model.totals.count == COUNT
    assert model.totals.sums == {"original_cost": Decimal(50 * COUNT * (COUNT + 1))}


def test_another_order_keeps_the_number_of_rows_and_what_was_counted(qtbot: QtBot, model: TableModel) -> None:
    model.show(PLAIN)
    model.settle()
    seen: list[Any] = []

    def look() -> None:
        """When the first page is there and the rest of the order is not yet known."""
        last = COUNT - 1
        seen.append((model.rowCount(), model.text(0, 0), model.text(last, 0), model.id_at(last), model.totals))

    model.reordered.connect(look)
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.reordered):
        model.show(PLAIN.narrowed(sort=(("asset_no", True),)))
    [(*rows, totals)] = seen
    assert rows == [COUNT, f"GZ{COUNT:05d}", "", None]
    assert totals is not None
    model.settle()
    assert shown(model) == [f"GZ{n:05d}" for n in range(COUNT, 0, -1)]


def test_a_newer_question_makes_the_older_moot(qtbot: QtBot, model: TableModel) -> None:
    for words in ("水", "水泵", "空调", ""):
        model.show(PLAIN.narrowed(words=words))
    model.show(PLAIN.narrowed(words="办公"))
    model.settle()
    assert set(shown(model, 1)) == {"办公桌"}
    assert model.totals is not None
    assert model.totals.count == model.rowCount()


def test_a_slow_first_page_comes_later(
    qtbot: QtBot, model: TableModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.kit.rows.PATIENCE", -1.0)
    monkeypatch.setattr("ui.kit.reads.STEPS", 1)
    with qtbot.waitSignal(model.counted, timeout=5000):
        model.show(PLAIN)
        assert model.rowCount() == 0
    assert model.rowCount() == COUNT


def test_what_changed_in_the_store_is_seen_after_a_reload(desk: Desk, model: TableModel) -> None:
    model.show(PLAIN)
    model.settle()
    with desk.store.changing("改名") as session:
        records.save(session, Asset, 5, {"name": "改过的名称"})
        records.remove(session, Asset, 9)
    model.reload()
    model.settle()
    assert model.text(4, 1) == "改过的名称"
    assert model.rowCount() == COUNT - 1
    assert model.row_of(9) is None


def test_reads_that_were_stopped_say_nothing(qtbot: QtBot, desk: Desk) -> None:
    reads = Reads()
    reads.ask(desk.store, [("never", lambda session: 1)], paint=True)
    with qtbot.assertNotEmitted(reads.answered, wait=80):
        reads.stop()
    reads.close()


# -- the view ----------------------------------------------------------------------------------------------


def test_home_end_and_pages(qtbot: QtBot, table: Table) -> None:
    table.choose(0)
    press(qtbot, table, Qt.Key.Key_End)
    assert table.currentIndex().row() == COUNT - 1
    press(qtbot, table, Qt.Key.Key_PageUp)
    assert 0 < table.currentIndex().row() < COUNT - 5
    press(qtbot, table, Qt.Key.Key_Home)
    assert table.currentIndex().row() == 0
    press(qtbot, table, Qt.Key.Key_Down, SHIFT)
    press(qtbot, table, Qt.Key.Key_Down, SHIFT)
    assert list(table.chosen_ids()) == [1, 2, 3]


def test_select_all_takes_what_is_filtered_and_not_what_is_painted(qtbot: QtBot, table: Table) -> None:
    table.rows.show(PLAIN.narrowed(filters=(OneOf("usage_status", ("idle",)),)))
    press(qtbot, table, Qt.Key.Key_A, CTRL)
    expected = [n for n in range(1, COUNT + 1) if n % 3 == 1]
    assert list(table.chosen_ids()) == expected
    assert table.chosen_count() == len(expected) > FIRST


def test_copying_gives_headings_and_values_that_excel_takes(qtbot: QtBot, table: Table, desk: Desk) -> None:
    with desk.store.changing("改名") as session:
        records.save(session, Asset, 2, {"name": "=1+1\n换行"})
    table.rows.reload()
    table.rows.settle()
    select = table.selectionModel()
    for row in (0, 1):
        select.select(
            table.rows.index(row, 0),
            QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
        )
    press(qtbot, table, Qt.Key.Key_C, CTRL)
    data = QGuiApplication.clipboard().mimeData()
    lines = [line.split("\t") for line in data.text().splitlines()]
    assert lines == [
        ["资产编号", "资产名称", "原值(元)", "使用部门", "使用状况"],
        ["GZ00001", "空调机", "100.00", "后勤保障科", "闲置"],
        ["GZ00002", "'=1+1 换行", "200.00", "办公室", "待修"],
    ]
    assert "mso-number-format:'\\@'\">GZ00001<" in data.html()


def test_too_much_is_not_copied_but_said(qtbot: QtBot, table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.kit.table.MOST_COPIED", 10)
    table.choose_all()
    with qtbot.waitSignal(table.refused) as told:
        table.copy()
    assert "导出 Excel" in told.args[0]


def test_columns_stay_as_the_clerk_left_them(qtbot: QtBot, table: Table, model: TableModel) -> None:
    table.setColumnWidth(1, 222)
    table.header.moveSection(4, 2)
    again = Table(TableModel(model.desk, PLAIN.narrowed(columns=table.shown_columns())), "cards", "资产")
    qtbot.addWidget(again)
    assert again.shown_columns() == ("asset_no", "name", "usage_status", "original_cost", "department_id")
    assert again.columnWidth(1) == 222


def test_the_first_column_stays_when_scrolling_sideways(qtbot: QtBot, table: Table) -> None:
    assert not table.frozen.isVisible()
    table.setColumnWidth(2, 900)
    table.choose(3)
    QApplication.processEvents()
    table.horizontalScrollBar().setValue(400)
    assert table.frozen.isVisible()
    assert table.frozen_heading.isVisible()
    assert table.frozen.width() == table.columnWidth(0) + 1
    press(qtbot, table, Qt.Key.Key_Down)
    assert table.horizontalScrollBar().value() == 400
    # The same cell looks the same, scrolled or not.
    kept = lightness(table.frozen)
    table.horizontalScrollBar().setValue(0)
    assert max(abs(a - b) for a, b in zip(kept, lightness(table.viewport()), strict=True)) < 40


def test_the_selected_row_has_an_accent_edge(qtbot: QtBot, table: Table) -> None:
    table.choose(2)
    picture = table.viewport().grab().toImage()
    middle = table.rowViewportPosition(2) + 16
    edge, ground = picture.pixelColor(1, middle).name(), picture.pixelColor(4, middle).name()
    assert edge == table.cells.colors["accent"].name()
    assert ground == table.cells.colors["chosen"].name()
    assert picture.pixelColor(1, middle + 32).name() == table.cells.colors["surface"].name()


# -- the screen --------------------------------------------------------------------------------------------


def test_the_foot_tells_count_and_sums_of_all_and_of_the_selection(qtbot: QtBot, screen: AssetScreen) -> None:
    assert screen.footer.whole.text().startswith(f"共 {COUNT} 张  ·  原值 {50 * COUNT * (COUNT + 1):,.2f}")
    screen.table.choose(0)
    press(qtbot, screen.table, Qt.Key.Key_Down, SHIFT)
    qtbot.waitUntil(lambda: "300.00" in screen.footer.part.text())
    assert screen.footer.part.text() == "已选 2 张  ·  原值 300.00  ·  累计折旧 30.00  ·  净值 270.00"
    assert screen.footer.all.text() == f"选择全部 {COUNT} 张"
    screen.footer.all.click()
    assert screen.table.chosen_count() == COUNT
    assert f"净值 {45 * COUNT * (COUNT + 1):,.2f}" in screen.footer.part.text()


def test_typing_in_the_list_searches(qtbot: QtBot, screen: AssetScreen) -> None:
    screen.table.setFocus()
    qtbot.keyClicks(screen.table, "l")
    assert screen.head.search.text() == "l"
    screen.head.search.setText("lxsb")
    qtbot.waitUntil(lambda: screen.listing.words == "lxsb")
    settle(screen)
    assert set(shown(screen.rows, 1)) == {"离心水泵"}
    assert screen.footer.whole.text().startswith("符合条件")
    press(qtbot, screen.head.search, Qt.Key.Key_Down)
    assert screen.table.current_id() is not None


def test_nothing_found_says_what_to_do(qtbot: QtBot, screen: AssetScreen) -> None:
    screen.head.search.setText("没有这样的东西")
    screen._search()
    settle(screen)
    assert screen.pile.currentWidget() is screen.no_match
    screen.clear_all()
    settle(screen)
    assert screen.pile.currentWidget() is screen.table
    assert screen.head.search.text() == ""


def test_an_empty_list_says_what_to_do_next(qtbot: QtBot, store: Store, preferences: Path) -> None:
    made = AssetScreen(Desk(store))
    qtbot.addWidget(made)
    made.show()
    made.activate()
    settle(made)
    assert made.pile.currentWidget() is made.none
    assert made.none.words.text() == "还没有资产卡片"
    made.close_reads()


def test_filters_open_from_the_heading_and_become_chips(qtbot: QtBot, screen: AssetScreen) -> None:
    at = screen.rows.listing.columns.index("original_cost")
    screen.menus.open_filter(at, QPoint(100, 100))
    popup = screen.menus.popup
    assert popup is not None
    popup.low.setText("2,000元")
    popup.high.setText("not money")
    popup.apply()
    assert not popup.fault.isHidden()
    popup.high.setText("1000")
    popup.apply()  # the wrong way round is meant the right way
    settle(screen)
    assert screen.listing.filters == (Between("original_cost", Decimal(1000), Decimal(2000)),)
    assert [chip.accessibleName() for chip in screen.chips.chips] == ["原值 1,000.00 至 2,000.00"]
    assert shown(screen.rows) == [f"GZ{n:05d}" for n in range(10, 21)]
    assert screen.table.header.is_filtered(at)
    screen.chips.chips[0].cross.click()
    settle(screen)
    assert screen.listing.filters == ()
    assert screen.rows.rowCount() == COUNT


def test_a_linked_column_is_filtered_by_ticking(qtbot: QtBot, screen: AssetScreen) -> None:
    screen.menus.open_filter(screen.rows.listing.columns.index("department_id"), QPoint(0, 0))
    popup = screen.menus.popup
    assert popup is not None
    assert [popup.list.item(at).text() for at in range(4)] == ["办公室", "后勤保障科", "膳食科", "（空）"]
    popup.words.setText("hq")
    popup._offer()
    popup.list.item(0).setCheckState(Qt.CheckState.Checked)
    popup.apply()
    settle(screen)
    assert screen.chips.chips[0].accessibleName() == "使用部门：后勤保障科"
    assert set(shown(screen.rows, screen.listing.columns.index("department_id"))) == {"后勤保障科"}


def test_a_text_column_is_filtered_by_words_or_emptiness(qtbot: QtBot, screen: AssetScreen) -> None:
    at = screen.rows.listing.columns.index("model")
    screen.menus.open_filter(at, QPoint(0, 0))
    assert screen.menus.popup is not None
    screen.menus.popup.words.setText("t480")
    screen.menus.popup.apply()
    assert screen.listing.filters == (Contains("model", "t480"),)
    screen.menus.open_filter(at, QPoint(0, 0))
    screen.menus.popup._blank()
    assert screen.listing.filters == (Blank("model"),)
    screen.menus.open_filter(at, QPoint(0, 0))
    screen.menus.popup._off()
    assert screen.listing.filters == ()


def test_a_click_on_a_heading_sorts_and_again_turns_round(qtbot: QtBot, screen: AssetScreen) -> None:
    header = screen.table.header
    at = screen.rows.listing.columns.index("original_cost")
    place = QPoint(header.sectionViewportPosition(at) + 20, 15)
    for down in (False, True):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        settle(screen)
        assert screen.listing.sort == (("original_cost", down),)
        assert header.sort_of(at) is down
    assert shown(screen.rows)[0] == f"GZ{COUNT:05d}"
    screen.sort_by("usage_status", more=True)
    assert screen.listing.sort == (("original_cost", True), ("usage_status", False))


def test_views_have_live_counts_are_saved_and_removed(qtbot: QtBot, screen: AssetScreen, desk: Desk) -> None:
    idle = sum(n % 3 == 1 for n in range(1, COUNT + 1))
    assert screen.tabs.counts["全部"] == COUNT
    assert screen.tabs.counts["闲置"] == idle
    screen.tabs.buttons[[tab.name for tab in screen.tabs.tabs].index("闲置")].click()
    assert screen.listing.filters == (OneOf("usage_status", (UsageStatus.IDLE.value,)),)
    assert screen.tabs.save_button.isHidden()
    screen.filter_by("model", Blank("model"))
    assert not screen.tabs.save_button.isHidden()
    screen.menus.save_view()
    assert screen.menus.dialog is not None
    screen.menus.dialog.textValueSelected.emit("闲置无型号")
    settle(screen)
    tab = screen.tabs.tabs[-1]
    assert tab.name == "闲置无型号"
    assert screen.tabs.counts["闲置无型号"] == sum(n % 3 == 1 and n % 4 == 2 for n in range(1, COUNT + 1))
    screen.clear_all()
    screen.tabs.buttons[-1].click()
    assert len(screen.listing.filters) == 2
    screen.menus._drop(tab)
    settle(screen)
    assert all(each.view_id is None for each in screen.tabs.tabs)


def test_the_side_panel_follows_the_selection(qtbot: QtBot, screen: AssetScreen) -> None:
    screen.table.choose(0)
    press(qtbot, screen.table, Qt.Key.Key_Space)
    assert screen.panel is not None
    assert screen.panel.isVisible()
    assert screen.panel.title.text() == "空调机"
    press(qtbot, screen.table, Qt.Key.Key_Down)
    assert screen.panel.title.text() == "办公桌"
    press(qtbot, screen.table, Qt.Key.Key_Escape)
    assert not screen.panel.isVisible()


def test_escape_goes_back_step_by_step(qtbot: QtBot, screen: AssetScreen) -> None:
    screen.filter_by("model", Blank("model"))
    settle(screen)
    screen.table.choose_all()
    press(qtbot, screen.table, Qt.Key.Key_Escape)
    assert screen.table.chosen_count() == 0
    assert screen.listing.narrow
    press(qtbot, screen.table, Qt.Key.Key_Escape)
    assert not screen.listing.narrow


def test_the_selection_is_found_again_after_a_change(qtbot: QtBot, screen: AssetScreen, desk: Desk) -> None:
    screen.sort_by("name", down=False)
    settle(screen)
    screen.table.choose(screen.rows.row_of(4) or 0)
    desk.act("改名", records.save, Asset, 4, {"name": "啊第一个"})
    settle(screen)
    assert screen.rows.row_of(4) == 0
    assert list(screen.table.chosen_ids()) == [4]
    assert screen.table.current_id() == 4


def test_columns_are_chosen_and_remembered(qtbot: QtBot, screen: AssetScreen) -> None:
    screen.menus.choose_columns()
    choice = screen.menus.choice
    assert choice is not None
    wanted = {"asset_no", "name", "supplier"}
    for item in choice._items():
        name = item.data(Qt.ItemDataRole.UserRole)
        item.setCheckState(Qt.CheckState.Checked if name in wanted else Qt.CheckState.Unchecked)
    choice._done()
    settle(screen)
    assert screen.table.shown_columns() == ("asset_no", "name", "supplier")
    assert "supplier" in prefs.text("lists/assets/columns")
    screen.table.header.moveSection(2, 1)
    screen.filter_by("model", Blank("model"))
    assert screen.table.shown_columns() == ("asset_no", "supplier", "name")
    screen.menus.hide_column("name")
    assert screen.table.shown_columns() == ("asset_no", "supplier")
    screen.table.header.sectionHandleDoubleClicked.emit(0)
    assert screen.table.columnWidth(0) >= screen.table.header.wanted_width(0)


def test_verbs_that_do_not_fit_are_greyed(qtbot: QtBot, screen: AssetScreen) -> None:
    asked: list[str] = []
    one = Action(
        "只给闲置的",
        lambda here, ids: asked.append(str(list(ids))),
        when=lambda each: each["usage_status"] is UsageStatus.IDLE,
    )
    screen.table.choose(0)
    assert screen.fits(one)
    screen.table.choose(1)
    assert not screen.fits(one)
    screen.runner(one)()
    assert asked == ["[2]"]
    screen.menus.open_verbs(QPoint(0, 0))
    assert screen.menus.menu is not None
    labels = [each.text() for each in screen.menus.menu.actions()]
    assert {"打开", "复制一份", "复制到 Excel", f"选择全部 {COUNT} 张"} <= set(labels)
    screen.menus.menu.hide()
    screen.menus.fill_more()
    assert "导出 Excel…" in [each.text() for each in screen.head.menu.actions()]


def test_what_is_seen_is_exported(qtbot: QtBot, screen: AssetScreen, tmp_path: Path) -> None:
    screen.filter_by("usage_status", OneOf("usage_status", ("idle",)))
    screen.sort_by("original_cost", down=True)
    settle(screen)
    screen.output.export_to(tmp_path / "资产.xlsx")
    assert screen.output.job is not None
    with qtbot.waitSignal(screen.output.job.ended, timeout=20_000):
        pass
    sheet = load_workbook(tmp_path / "资产.xlsx").active
    numbers = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert numbers == [f"GZ{n:05d}" for n in range(COUNT, 0, -1) if n % 3 == 1]


def test_every_control_has_a_name_to_be_read_out(screen: AssetScreen) -> None:
    assert screen.table.accessibleName() == "资产"
    assert screen.head.search.accessibleName() == "查找资产"
    assert screen.head.more.accessibleName() == "更多"
    screen.filter_by("model", Blank("model"))
    assert screen.chips.chips[0].cross.accessibleName() == "去掉：规格型号 为空"
    assert all(
        each.accessibleName() or each.text()
        for each in screen.findChildren(QToolButton)
        if each.parent() is screen.head
    )
