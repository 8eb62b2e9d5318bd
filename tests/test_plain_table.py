"""Tables of rows in hand: how values look, what is copied, what a row opens."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.assets.choices import LegacyClass
from ui.kit.page_list import PageList
from ui.kit.plain_table import Head, Line, PlainTable, show
from ui.kit.theme import color


@pytest.fixture
def table(qtbot: QtBot) -> PlainTable:
    made = PlainTable("合计", Head("类别", 0), Head("卡片", 5, True), Head("原值(元)", 9, True), empty="没有")
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    made.put(
        [
            Line(("设备", 1200, Decimal("-1234.5")), "A"),
            Line(("家具\t用具", None, Decimal("0.00")), "B"),
            Line(("合计", 1200, Decimal("-1234.50")), total=True),
        ]
    )
    return made


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "—"), ("", "—"), (Decimal("1234567.5"), "1,234,567.50"), (1200, "1,200"), (True, "是"),
        (date(2026, 11, 3), "2026-11-03"), (LegacyClass.BOOK, "图书、档案"), ("文字", "文字"),
    ],
)  # fmt: skip
def test_values_as_they_are_shown(value: Any, words: str) -> None:
    assert show(value) == words


def test_moments_are_shown_in_local_time() -> None:
    moment = datetime(2026, 11, 3, 2, 30, tzinfo=UTC)
    assert show(moment) == moment.astimezone().strftime("%Y-%m-%d %H:%M")


def test_the_models_keep_qt_s_rules(qtmodeltester: ModelTester, table: PlainTable, qtbot: QtBot) -> None:
    pages = PageList()
    qtbot.addWidget(pages)
    for model in (table.model(), pages.model()):
        qtmodeltester.check(model)
        table.put([Line(("设备", 1, Decimal(1)), "A")])


def test_figures_stand_right_and_negatives_are_red(table: PlainTable) -> None:
    index = table.rows.index(0, 2)
    assert index.data() == "-1,234.50"
    assert index.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert index.data(Qt.ItemDataRole.ForegroundRole) == color("bad")
    assert table.rows.index(2, 0).data(Qt.ItemDataRole.FontRole).bold()


def test_copied_with_headings_as_excel_takes_them(qtbot: QtBot, table: PlainTable) -> None:
    table.selectAll()
    with qtbot.waitActive(table):
        table.activateWindow()
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0] == "类别\t卡片\t原值(元)"
    assert lines[2] == "家具 用具\t\t0.00"
    assert len(lines) == 4


def test_a_row_is_opened_and_a_sum_is_not(qtbot: QtBot, table: PlainTable) -> None:
    with qtbot.waitSignal(table.opened) as opened:
        table.activated.emit(table.rows.index(1, 0))
    assert opened.args == ["B"]
    with qtbot.assertNotEmitted(table.opened):
        table.activated.emit(table.rows.index(2, 0))


def test_picking_tells_the_row(qtbot: QtBot, table: PlainTable) -> None:
    with qtbot.waitSignal(table.picked) as picked:
        table.selectRow(1)
    assert picked.args == ["B"]
