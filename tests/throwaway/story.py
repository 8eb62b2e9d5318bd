"""What a clerk does with the throw-away register: form, list, search, log, import, export.

Run by test_throwaway_register.py in a process of its own, so that no other test sees the register's table.
"""

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

import app.models  # noqa: F401
from app.kit import search
from app.kit.db import Base
from app.kit.history import history
from app.kit.sheets import OutColumn, write_xlsx
from app.kit.store import Store
from app.people.models import Department
from ui.kit.desk import Desk
from ui.kit.register import Register

_spec = importlib.util.spec_from_file_location("register", Path(__file__).with_name("register.py"))
assert _spec is not None
assert _spec.loader is not None
_register = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_register)
VehicleScreen: type[Register] = _register.VehicleScreen


@pytest.fixture
def desk(qapp: object, store: Store, preferences: Path) -> Desk:
    """A store that has the table, as its migration would make it."""
    with store.engine.begin() as connection:
        Base.metadata.tables["vehicles"].create(connection)
    with store.changing("建索引") as session:
        search.make_index(session, VehicleScreen.model)
    with store.changing("建账") as session:
        session.add(Department(name="后勤保障科"))
    return Desk(store)


@pytest.fixture
def screen(qtbot: QtBot, desk: Desk) -> Register:
    window = QStackedWidget()
    made = VehicleScreen(desk, window)
    qtbot.addWidget(window, before_close_func=lambda window: made.close_reads())
    window.addWidget(made)
    window.resize(1100, 640)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    made.activate()
    desk.changed.connect(made.reload)
    # Kept by the screen, or it would be collected with everything in it.
    made.window_of_test = window  # type: ignore[attr-defined]
    return made


def rows(qtbot: QtBot, screen: Register, count: int) -> list[list[str]]:
    """What the list shows once it has `count` rows."""
    qtbot.waitUntil(lambda: screen.rows.is_complete and screen.rows.rowCount() == count)
    model = screen.rows
    return [
        [str(model.data(model.index(row, at))) for at in range(model.columnCount())] for row in range(count)
    ]


def test_form_list_search_and_log(qtbot: QtBot, desk: Desk, screen: Register) -> None:
    page = screen.new()
    form: Any = page.form
    qtbot.keyClicks(form.cells["plate_no"].widget, "A12345")
    qtbot.keyClicks(form.cells["fuel"].widget, "cd")
    qtbot.keyClicks(form.cells["department_id"].widget, "hqbz")
    qtbot.keyClick(form.cells["department_id"].widget, Qt.Key.Key_Return)
    form.cells["price"].widget.setText("-1")
    assert not form.save()
    assert form.cells["price"].fault == "购置价不能是负数"
    form.cells["price"].widget.setText("128,000")
    assert form.save()
    page.leave()
    assert rows(qtbot, screen, 1) == [["A12345", "—", "纯电", "后勤保障科", "—", "128,000.00"]]
    screen.show_list(words="a123")
    rows(qtbot, screen, 1)
    screen.show_list(words="b")
    rows(qtbot, screen, 0)
    told = desk.read(history, screen.model, form.record_id)
    assert [(step.label, step.after) for step in told[0].steps][:2] == [
        ("车牌号", "A12345"),
        ("燃料", "纯电"),
    ]
    assert told[0].who == "张三"
    assert desk.store.verify() == []


def test_import_and_export(qtbot: QtBot, desk: Desk, screen: Register, tmp_path: Path) -> None:
    headings = [OutColumn(each) for each in ("车牌号", "车型", "燃料", "部门", "购置日期", "购置价")]
    cells = [
        ["京A00001", "轿车", "汽油", "后勤保障 科", "2019.3.5", "￥128,000元"],
        ["京A00002", "电动客车", "纯电", "车队", None, 350000],
    ]
    write_xlsx(tmp_path / "车辆.xlsx", headings, [*cells, ["京A00001", None, "煤油", None, None, None]])
    page = screen.import_file(tmp_path / "车辆.xlsx")
    assert [line[:3] for line in page.faults.texts()] == [
        ["4", "燃料", "煤油"],
        ["4", "车牌号", "京A00001"],
    ]
    assert not page.all_button.isEnabled()
    page.close_page()
    write_xlsx(tmp_path / "车辆.xlsx", headings, cells)
    page = screen.import_file(tmp_path / "车辆.xlsx")
    page.make_too.setChecked(True)
    with qtbot.waitSignal(page.imported) as imported:
        qtbot.mouseClick(page.all_button, Qt.MouseButton.LeftButton)
    assert imported.args == [2]
    shown = rows(qtbot, screen, 2)
    assert shown[0] == ["京A00001", "轿车", "汽油", "后勤保障科", "2019-03-05", "128,000.00"]
    assert shown[1][3] == "车队"
    screen.show_list(words="ddkc")
    rows(qtbot, screen, 0)  # initials are those of the title, which here is the plate
    screen.show_list(words="客车")
    rows(qtbot, screen, 1)
    screen.show_list(words="")
    rows(qtbot, screen, 2)
    screen.output.export_to(tmp_path / "导出.xlsx")
    assert screen.output.job is not None
    qtbot.waitUntil(lambda: (tmp_path / "导出.xlsx").exists())
    sheet = CalamineWorkbook.from_path(tmp_path / "导出.xlsx").get_sheet_by_index(0).to_python()
    assert any(row[0] == "京A00002" and 350000 in row for row in sheet)
    assert desk.store.verify() == []
