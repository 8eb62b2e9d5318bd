"""Forms as a clerk uses them: typing, choosing, wrong input, somebody else's save, a crash in between."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.assets.models import Asset
from app.kit import records
from app.kit.store import Store
from app.people.models import Department, EmploymentType, ExpenseAccount, Person
from ui.kit import drafts
from ui.kit.dates import DateInput
from ui.kit.desk import Desk
from ui.kit.form import RecordForm
from ui.kit.inputs import ChoiceInput, LineInput, NoteInput
from ui.kit.picker import NEW, CodeInput, LinkInput

PERSON = """== 基本信息
name code
department_id employment
phone left_on
== 其他
remark
"""


@pytest.fixture
def desk(qapp: object, store: Store, preferences: Path) -> Iterator[Desk]:
    return Desk(store)


@pytest.fixture
def office(desk: Desk) -> Desk:
    """Two departments and two people of one name."""
    with desk.store.changing("建账") as session:
        first = records.save(session, Department, None, {"name": "办公室", "code": "01"})
        second = records.save(session, Department, None, {"name": "后勤保障科", "code": "02"})
        records.save(session, Person, None, {"name": "王芳", "department_id": first, "code": "G01"})
        records.save(session, Person, None, {"name": "王芳", "department_id": second, "code": "G02"})
        gone = {"name": "王五", "department_id": second, "left_on": date(2025, 1, 1)}
        records.save(session, Person, None, gone)
    return desk


def opened(qtbot: QtBot, form: QWidget) -> None:
    qtbot.addWidget(form)
    form.resize(900, 600)
    with qtbot.waitActive(form):
        form.show()
        form.activateWindow()


def write(widget: QWidget, text: str) -> None:
    """Type Chinese, as an input method does."""
    widget.setFocus()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def person(qtbot: QtBot, desk: Desk, record_id: int | None = None) -> RecordForm:
    form = RecordForm(desk, Person, PERSON, record_id)
    opened(qtbot, form)
    return form


def line(form: RecordForm, name: str) -> LineInput:
    widget = form.cells[name].widget
    assert isinstance(widget, LineInput)
    return widget


def link(form: RecordForm, name: str) -> LinkInput:
    widget = form.cells[name].widget
    assert isinstance(widget, LinkInput)
    return widget


def test_a_new_record_is_typed_chosen_and_saved(qtbot: QtBot, office: Desk) -> None:
    form = person(qtbot, office)
    form.focus_first()
    write(line(form, "name"), "𬱖堃喆")
    qtbot.keyClick(line(form, "name"), Qt.Key.Key_Return)
    assert line(form, "code").hasFocus()
    qtbot.keyClick(line(form, "code"), Qt.Key.Key_Tab)
    department = link(form, "department_id")
    assert department.hasFocus()
    qtbot.keyClicks(department, "hqbz")
    qtbot.keyClick(department, Qt.Key.Key_Return)
    assert department.text() == "后勤保障科"
    qtbot.keyClicks(form.cells["employment"].widget, "lw")
    told: list[str] = []
    office.told.connect(told.append)
    with qtbot.waitSignal(form.saved) as saved:
        qtbot.keyClick(form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    stored = office.read(records.values, Person, saved.args[0])
    assert (stored["name"], stored["employment"]) == ("𬱖堃喆", EmploymentType.DISPATCHED)
    assert told == ["人员“𬱖堃喆”已保存"]
    assert not form.dirty


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(qtbot: QtBot, office: Desk) -> None:
    form = person(qtbot, office)
    qtbot.keyClicks(line(form, "left_on"), "2025.2.30")
    qtbot.keyClicks(line(form, "phone"), "13800000000")
    assert not form.save()
    assert form.cells["name"].fault == "请填写姓名"
    assert "没有 2025 年 2 月 30 日这一天" in form.cells["left_on"].fault
    assert line(form, "name").hasFocus()
    assert line(form, "left_on").text() == "2025.2.30"
    assert line(form, "left_on").property("wrong")
    assert form.fault_bar.words.text() == "有 2 处需要改一改"
    line(form, "left_on").setFocus()
    line(form, "left_on").selectAll()
    qtbot.keyClicks(line(form, "left_on"), "2025.11.3")
    assert form.cells["left_on"].fault == ""
    qtbot.keyClick(line(form, "left_on"), Qt.Key.Key_Tab)
    assert line(form, "left_on").text() == "2025-11-03"


def test_ctrl_enter_saves_and_begins_the_next(qtbot: QtBot, office: Desk) -> None:
    form = person(qtbot, office)
    write(line(form, "name"), "赵六")
    qtbot.keyClick(line(form, "name"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert form.record_id is None
    assert line(form, "name").text() == ""
    assert line(form, "name").hasFocus()
    assert not form.dirty


def test_escape_asks_only_when_something_was_typed(qtbot: QtBot, office: Desk) -> None:
    form = person(qtbot, office)
    with qtbot.waitSignal(form.closed):
        qtbot.keyClick(line(form, "name"), Qt.Key.Key_Escape)
    write(line(form, "name"), "钱")
    with qtbot.assertNotEmitted(form.closed):
        qtbot.keyClick(line(form, "name"), Qt.Key.Key_Escape)
    assert form.leave_bar.isVisible()
    assert line(form, "name").text() == "钱"
    qtbot.keyClick(line(form, "name"), Qt.Key.Key_Escape)
    assert not form.leave_bar.isVisible()


def test_the_picker_tells_twins_apart_and_leaves_out_who_left(qtbot: QtBot, office: Desk) -> None:
    form = RecordForm(office, Asset, "asset_no name\ncustodian_id place_id")
    opened(qtbot, form)
    who = link(form, "custodian_id")
    offered = who.options("w")
    assert [(option.title, option.second) for option in offered[:2]] == [
        ("王芳", "办公室 · G01 · 在编"),
        ("王芳", "后勤保障科 · G02 · 在编"),
    ]
    assert all(option.title != "王五" for option in offered)
    write(who, "王芳")
    assert who._popup is not None
    assert who._popup.isVisible()
    qtbot.keyClick(who, Qt.Key.Key_Down)
    qtbot.keyClick(who, Qt.Key.Key_Return)
    assert who.value() == offered[1].id
    assert not who._popup.isVisible()


def test_a_name_that_nobody_bears_is_offered_as_new(qtbot: QtBot, office: Desk) -> None:
    form = RecordForm(office, Asset, "asset_no name\ncustodian_id place_id")
    opened(qtbot, form)
    place = link(form, "place_id")
    write(place, "三号楼 龘室")
    offered = place.options("三号楼 龘室")
    assert [option.id for option in offered] == [NEW]
    assert offered[0].title == "新建“三号楼 龘室”"
    qtbot.keyClick(place, Qt.Key.Key_Return)
    assert place.value() is not None
    assert place.text() == "三号楼龘室"


def test_an_unknown_name_is_refused_with_the_way_out(qtbot: QtBot, office: Desk) -> None:
    form = person(qtbot, office)
    department = link(form, "department_id")
    department.setFocus()
    write(department, "保卫处")
    qtbot.keyClick(department, Qt.Key.Key_Escape)
    department._close()
    line(form, "phone").setFocus(Qt.FocusReason.MouseFocusReason)
    assert form.cells["department_id"].fault == "没有名为“保卫处”的部门，请从列表里选，或新建"
    assert department.text() == "保卫处"


def test_money_has_separators_only_while_one_is_elsewhere(qtbot: QtBot, desk: Desk) -> None:
    form = RecordForm(desk, Asset, "asset_no original_cost\nquantity life_months")
    opened(qtbot, form)
    cost, quantity = line(form, "original_cost"), line(form, "quantity")
    cost.setFocus()
    qtbot.keyClicks(cost, "12345.6")
    qtbot.keyClick(cost, Qt.Key.Key_Tab)
    assert cost.text() == "12,345.60"
    assert form.value("original_cost") == Decimal("12345.60")
    qtbot.keyClick(quantity, Qt.Key.Key_Backtab)
    assert cost.text() == "12345.60"
    quantity.setFocus()
    quantity.selectAll()
    qtbot.keyClicks(quantity, "1.234")
    qtbot.keyClick(quantity, Qt.Key.Key_Tab)
    assert form.cells["quantity"].fault == "最多 2 位小数"


def test_a_save_by_somebody_else_is_merged_and_never_overwritten(qtbot: QtBot, office: Desk) -> None:
    with office.store.reading() as session:
        first = session.query(Person.id).filter(Person.code == "G01").scalar()
    form = person(qtbot, office, first)
    line(form, "phone").setFocus()
    qtbot.keyClicks(line(form, "phone"), "1111")
    line(form, "code").setFocus()
    qtbot.keyClicks(line(form, "code"), "9")
    other = Store.open(office.store.where, who="李四")
    with other.changing("修改人员") as session:
        records.save(session, Person, first, {"phone": "2222", "employment": EmploymentType.CONTRACT})
    other.close()
    assert not form.save()
    words = form.stale_bar.words.text()
    assert "李四刚刚改过用工性质、电话" in words
    assert "电话两边都改了" in words
    assert line(form, "phone").text() == "1111"
    assert form.cells["phone"].words.text() == "对方改为：***2"
    assert form.value("employment") is EmploymentType.CONTRACT
    assert form.save()
    stored = office.read(records.values, Person, first)
    assert (stored["phone"], stored["employment"]) == ("1111", EmploymentType.CONTRACT)
    assert stored["code"].startswith("G01") or stored["code"].startswith("9")


def test_an_untouched_form_follows_the_store(qtbot: QtBot, office: Desk) -> None:
    with office.store.reading() as session:
        first = session.query(Person.id).filter(Person.code == "G01").scalar()
    form = person(qtbot, office, first)
    office.act("修改人员", records.save, Person, first, {"phone": "3333"})
    assert line(form, "phone").text() == "***3"


def test_a_draft_survives_a_crash(qtbot: QtBot, office: Desk) -> None:
    form = person(qtbot, office)
    write(line(form, "name"), "孙七")
    qtbot.keyClicks(link(form, "department_id"), "bgs")
    qtbot.keyClick(link(form, "department_id"), Qt.Key.Key_Return)
    note = form.cells["remark"].widget
    assert isinstance(note, NoteInput)
    write(note, "两行\n字")
    form.drafts.keep()
    again = person(qtbot, office)
    assert again.draft_bar.isVisible()
    assert line(again, "name").text() == "孙七"
    assert link(again, "department_id").text() == "办公室"
    assert again.value("remark") == "两行\n字"
    assert again.save()
    assert not person(qtbot, office).draft_bar.isVisible()


def test_going_elsewhere_keeps_what_was_typed_last(qtbot: QtBot, office: Desk) -> None:
    form = person(qtbot, office)
    write(line(form, "name"), "周八")
    form.hide()
    assert line(person(qtbot, office), "name").text() == "周八"


def test_a_damaged_draft_counts_as_none(qtbot: QtBot, office: Desk) -> None:
    form = person(qtbot, office)
    write(line(form, "name"), "孙七")
    form.drafts.keep()
    for file in drafts.folder().iterdir():
        file.write_bytes(b"{half")
    assert not person(qtbot, office).draft_bar.isVisible()


def test_a_broken_rule_of_the_record_is_said_at_its_field(qtbot: QtBot, desk: Desk) -> None:
    layout = "asset_no name\noriginal_cost accumulated_depreciation"
    form = RecordForm(desk, Asset, layout, start={"asset_no": "ZC1", "name": "桌"})
    opened(qtbot, form)
    line(form, "original_cost").setText("100")
    line(form, "accumulated_depreciation").setText("200")
    assert not form.save()
    assert form.cells["accumulated_depreciation"].fault == "累计折旧 200.00 大于原值 100.00"


def test_a_number_that_is_taken_is_told_above_the_form(qtbot: QtBot, office: Desk) -> None:
    form = RecordForm(office, Department, "name code")
    opened(qtbot, form)
    write(line(form, "name"), "办公室")
    assert not form.save()
    assert "已经有了" in form.fault_bar.words.text()
    assert line(form, "name").text() == "办公室"


def test_choices_follow_the_letters_typed(qtbot: QtBot, office: Desk) -> None:
    form = RecordForm(office, Department, "name expense_account")
    opened(qtbot, form)
    box = form.cells["expense_account"].widget
    assert isinstance(box, ChoiceInput)
    assert box.value() is ExpenseAccount.ADMINISTRATION
    box.setFocus()
    qtbot.keyClicks(box, "5001")
    assert box.value() is ExpenseAccount.BUSINESS


def test_the_calendar_chooses_a_day(qtbot: QtBot, office: Desk) -> None:
    form = person(qtbot, office)
    day = form.cells["left_on"].widget
    assert isinstance(day, DateInput)
    day.setText("2026.11.3")
    day.open_calendar()
    assert day.calendar is not None
    assert day.calendar.month.selectedDate().toPython() == date(2026, 11, 3)
    day.choose(date(2026, 11, 9))
    assert form.value("left_on") == date(2026, 11, 9)
    day.calendar.hide()


def test_hidden_sections_are_built_when_shown(qtbot: QtBot, desk: Desk) -> None:
    form = RecordForm(desk, Asset, "asset_no name\n== 车辆\nplate_no vin", hidden=["车辆"])
    opened(qtbot, form)
    assert "plate_no" not in form.cells
    form.show_section("车辆")
    line(form, "plate_no").setText("京A12345")
    form.show_section("车辆", False)
    assert form.value("plate_no") == "京A12345"


def test_a_code_that_is_not_in_the_tree_may_stand(qtbot: QtBot, desk: Desk) -> None:
    from app.assets.models import Category
    from app.kit.fields import fields

    code = CodeInput(desk, fields(Asset)["gb_code"], Category)
    opened(qtbot, code)
    qtbot.keyClicks(code, "2010104")
    code.settle()
    assert code.value() == "2010104"
    assert code.draft() == {"text": "2010104"}
