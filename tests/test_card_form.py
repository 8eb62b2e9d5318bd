"""A whole card on screen: what follows from a code, a cost, a kind; schedule, attachments, history, verbs."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.assets import categories, months, service
from app.assets.choices import (
    CardKind,
    DepreciationStatus,
    DisposalMethod,
    HandoverKind,
    LegacyClass,
    Method,
    UsageStatus,
    ValueBasis,
)
from app.assets.models import Asset, Handover, ValueChange
from app.kit import attachments, records
from app.kit.months import Month
from app.kit.store import Store
from app.people.models import Department, Person
from app.places.models import Place
from ui.assets import dialogs, verbs
from ui.assets.card import AssetCard
from ui.assets.card_form import card_form, years_words
from ui.assets.card_layout import CARD_LAYOUT, KIND_SECTIONS
from ui.assets.screen import AssetScreen
from ui.kit.attachments_tab import AttachmentsTab
from ui.kit.desk import Desk
from ui.kit.form import RecordForm
from ui.kit.sections import read_layout
from ui.kit.toast import Toast
from ui.kit.verb_dialog import VerbDialog

TODAY = datetime(2026, 11, 3, 2, tzinfo=UTC)


@pytest.fixture
def ids() -> dict[str, int]:
    return {}


@pytest.fixture
def desk(qapp: object, store: Store, preferences: Path, ids: dict[str, int]) -> Desk:
    """An office with the verified codes, a department with two people, and one computer of 2026-11."""
    store.clock = lambda: TODAY
    with store.changing("建账") as session:
        categories.seed(session)
        ids["office"] = records.save(session, Department, None, {"name": "办公室"})
        ids["wang"] = records.save(session, Person, None, {"name": "王芳", "department_id": ids["office"]})
        ids["kan"] = records.save(session, Person, None, {"name": "堃喆", "department_id": ids["office"]})
        ids["room"] = records.save(session, Place, None, {"name": "一号楼305"})
        values = {
            "name": "台式计算机", "gb_code": "A02010105", "original_cost": Decimal("5999.00"),
            "fiscal_funding": Decimal("5999.00"), "life_months": 72, "booked_on": date(2026, 11, 1), "unit": "台",
        }  # fmt: skip
        ids["pc"] = service.save_card(session, None, values, today=date(2026, 11, 3))
        chairs = values | {
            "name": "会议椅", "gb_code": "A05010303", "legacy_class": LegacyClass.FURNITURE,
            "original_cost": Decimal("45000.00"), "fiscal_funding": Decimal("45000.00"), "quantity": Decimal(30),
            "life_months": 180,
        }  # fmt: skip
        ids["chairs"] = service.save_card(session, None, chairs, today=date(2026, 11, 3))
    return Desk(store)


def opened(qtbot: QtBot, widget: QWidget) -> Any:
    qtbot.addWidget(widget)
    widget.resize(1000, 700)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    return widget


def new_form(qtbot: QtBot, desk: Desk) -> RecordForm:
    form: RecordForm = opened(qtbot, card_form(desk, None))
    return form


def fill(form: RecordForm, name: str, text: str) -> None:
    """Type into a line and go on."""
    widget: Any = form.cells[name].widget
    widget.setFocus()
    widget.setText(text)
    widget.edited.emit()
    widget.settle()


def pick(form: RecordForm, name: str, member: Any) -> None:
    """Choose in a box, as a click does."""
    box: Any = form.cells[name].widget
    box.put(member)
    box.edited.emit()
    box.settled.emit()


def close_month(desk: Desk, month: Month) -> None:
    with desk.store.changing("结账") as session:
        months.close(session, month, at=TODAY)


def test_every_field_of_the_card_stands_in_one_place() -> None:
    names = [name for section in read_layout(CARD_LAYOUT) for name in section.names]
    assert len(names) == len(set(names))
    assert set(KIND_SECTIONS) <= {section.title for section in read_layout(CARD_LAYOUT)}


def test_a_code_sets_class_unit_life_and_status(qtbot: QtBot, desk: Desk) -> None:
    form = new_form(qtbot, desk)
    fill(form, "gb_code", "A02030500")
    assert form.value("legacy_class") is LegacyClass.GENERAL
    assert form.value("card_kind") is CardKind.VEHICLE
    assert form.value("life_months") == 96
    assert form.cells["life_months"].words.text() == "8 年"
    assert form.value("depreciation_status") is DepreciationStatus.CHARGING
    assert "乘用车" in form.cells["gb_code"].widget.text()
    assert form.cells["plate_no"].isVisible()
    fill(form, "life_months", "120")
    assert form.value("life_months") == 120


def test_a_known_name_brings_its_code_and_a_relic_is_not_depreciated(qtbot: QtBot, desk: Desk) -> None:
    form = new_form(qtbot, desk)
    fill(form, "name", "台式计算机")
    assert form.value("gb_code") == "A02010105"
    pick(form, "legacy_class", LegacyClass.RELIC)
    assert form.value("card_kind") is CardKind.RELIC
    assert form.value("depreciation_status") is DepreciationStatus.NEVER
    assert form.cells["relic_grade"].isVisible()
    pick(form, "legacy_class", LegacyClass.GENERAL)
    assert form.value("depreciation_status") is DepreciationStatus.CHARGING
    assert not form.cells["relic_grade"].isVisible()


def test_shared_sections_are_shown_for_both_kinds(qtbot: QtBot, desk: Desk) -> None:
    form = new_form(qtbot, desk)
    pick(form, "card_kind", CardKind.BUILDING)
    assert form.cells["floor_area"].isVisible()
    assert form.cells["title_no"].isVisible()
    pick(form, "card_kind", CardKind.LAND)
    assert form.cells["land_area"].isVisible()
    assert form.cells["title_no"].isVisible()
    assert not form.cells["floor_area"].isVisible()
    assert form.value("depreciation_status") is DepreciationStatus.NEVER


def test_funding_follows_the_cost(qtbot: QtBot, desk: Desk) -> None:
    form = new_form(qtbot, desk)
    fill(form, "original_cost", "5,999")
    assert form.value("fiscal_funding") == Decimal("5999.00")
    fill(form, "other_funding", "999")
    assert form.value("fiscal_funding") == Decimal("5000.00")
    fill(form, "fiscal_funding", "4000")
    assert form.value("other_funding") == Decimal("1999.00")
    pick(form, "value_basis", ValueBasis.NOMINAL)
    assert form.value("original_cost") == Decimal("1.00")
    assert form.value("depreciation_status") is DepreciationStatus.NEVER


def test_the_user_tells_the_department_and_workload_its_fields(
    qtbot: QtBot, desk: Desk, ids: dict[str, int]
) -> None:
    form = new_form(qtbot, desk)
    fill(form, "custodian_id", "王芳")
    assert form.value("department_id") == ids["office"]
    assert "total_workload" not in form.cells
    pick(form, "method", Method.WORKLOAD)
    assert form.cells["total_workload"].isVisible()


def test_a_new_card_gets_its_number_and_what_is_wrong_is_said(qtbot: QtBot, desk: Desk) -> None:
    card: AssetCard = opened(qtbot, AssetCard(desk))
    assert card.head.isHidden()
    assert not card.tabs.isTabEnabled(1)
    fill(card.form, "name", "台式计算机")
    fill(card.form, "original_cost", "800")
    assert not card.form.save()
    assert "低于入账标准" in card.form.cells["original_cost"].fault
    fill(card.form, "original_cost", "5999")
    fill(card.form, "life_months", "60")
    assert not card.form.save()
    assert "不低于 72 个月" in card.form.cells["life_months"].fault
    fill(card.form, "life_months", "72")
    with qtbot.waitSignal(card.saved) as saved:
        assert card.form.save()
    stored = desk.read(records.values, Asset, saved.args[0])
    assert stored["asset_no"].startswith("ZC2026")
    assert stored["gb_edition"] == "2022"
    assert card.number.text() == stored["asset_no"]
    assert card.net.text() == "5,999.00"
    assert card.tabs.isTabEnabled(1)


def test_a_copy_begins_with_what_is_not_its_own(qtbot: QtBot, desk: Desk, ids: dict[str, int]) -> None:
    start = desk.read(service.copied, ids["pc"])
    card: AssetCard = opened(qtbot, AssetCard(desk, None, start))
    assert card.form.value("name") == "台式计算机"
    assert not card.form.value("asset_no")
    assert card.form.save()
    assert card.asset_id not in (None, ids["pc"])


def test_what_the_books_hold_is_shown_and_not_offered(qtbot: QtBot, desk: Desk, ids: dict[str, int]) -> None:
    close_month(desk, Month.make(2026, 11))
    form: RecordForm = opened(qtbot, card_form(desk, ids["pc"]))
    assert "original_cost" not in form.editable
    assert "life_months" not in form.editable
    assert "变动单" in form.cells["original_cost"].words.text()
    fill(form, "brand", "联想")
    assert form.save()
    assert desk.read(records.values, Asset, ids["pc"])["brand"] == "联想"


def test_the_schedule_is_a_table_and_a_curve(qtbot: QtBot, desk: Desk, ids: dict[str, int]) -> None:
    close_month(desk, Month.make(2026, 11))
    card: AssetCard = opened(qtbot, AssetCard(desk, ids["pc"]))
    card.tabs.setCurrentWidget(card.schedule)
    texts = card.schedule.table.texts()
    assert len(texts) == 72
    assert texts[0] == ["2026-11", "83.32", "83.32", "5,915.68", "已计提"]
    assert texts[-1] == ["2032-10", "83.28", "5,999.00", "0.00", "未到，提足"]
    assert card.schedule.words.text() == "已计提 1 个月，还要提 71 个月、5,915.68 元，至 2032年10月"
    assert len(card.schedule.curve._plot.listDataItems()) == 2


def test_the_history_speaks_in_labels_and_titles(qtbot: QtBot, desk: Desk, ids: dict[str, int]) -> None:
    values = {"custodian_id": ids["kan"], "usage_status": UsageStatus.REPAIR}
    desk.act("送修", records.save, Asset, ids["pc"], values)
    desk.act("换人", records.save, Asset, ids["pc"], {"custodian_id": ids["wang"]})
    card: AssetCard = opened(qtbot, AssetCard(desk, ids["pc"]))
    card.tabs.setCurrentWidget(card.history)
    texts = card.history.table.texts()
    assert texts[0][1:] == ["张三", "换人", "使用人", "堃喆", "王芳"]
    lines = {(line[3], line[4], line[5]) for line in texts[2:5]}
    assert ("使用状况", "在用", "待修") in lines
    assert card.status.text() == "● 待修"


def test_attachments_are_added_dropped_opened_and_removed(
    qtbot: QtBot, desk: Desk, ids: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo, scan = tmp_path / "现场 照片.png", tmp_path / "验收单.pdf"
    QImage(40, 30, QImage.Format.Format_RGB32).save(str(photo))
    scan.write_bytes(b"%PDF-1.4 test")
    card: AssetCard = opened(qtbot, AssetCard(desk, ids["pc"]))
    card.tabs.setCurrentWidget(card.files)
    files = card.files
    assert files.pile.currentWidget() is files.none
    files.add([photo])
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(scan))])
    files.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    assert [each.name for each in files.found] == ["现场 照片.png", "验收单.pdf"]
    shown: list[QUrl] = []
    monkeypatch.setattr(AttachmentsTab, "opener", shown.append)
    files.list.setCurrentRow(1)
    files.open_current()
    assert Path(shown[0].toLocalFile()).read_bytes() == scan.read_bytes()
    told: list[str] = []
    desk.complain = lambda parent, title, words: told.append(words)
    files.add([photo])
    assert "已经在附件里了" in told[0]
    desk.answer = lambda parent, title, question, verb: verb == "移除 1 个附件"
    files.list.setCurrentRow(0)
    files.remove_chosen()
    assert [each.name for each in desk.read(attachments.of, Asset, ids["pc"])] == ["验收单.pdf"]
    card.tabs.setCurrentWidget(card.history)
    assert any("移除附件“现场 照片.png”" in line[5] for line in card.history.table.texts())


def test_handing_over_writes_a_document_and_moves_the_card(
    qtbot: QtBot, desk: Desk, ids: dict[str, int]
) -> None:
    card: AssetCard = opened(qtbot, AssetCard(desk, ids["pc"]))
    dialog = dialogs.hand_over(card, desk, [ids["pc"], ids["chairs"]], HandoverKind.ISSUE)
    qtbot.addWidget(dialog)
    dialog.show_at_size()
    dialog.perform()
    assert "接收部门、接收人或新存放地点" in dialog.body.cells["to_person_id"].fault
    who: Any = dialog.body.cells["to_person_id"].widget
    who.put(ids["kan"])
    who.settled.emit()
    assert dialog.body.input("to_department_id").value() == ids["office"]
    with qtbot.waitSignal(dialog.performed):
        dialog.perform()
    with desk.store.reading() as session:
        made = session.scalars(select(Handover)).one()
        assert (made.kind, made.to_person_id) == (HandoverKind.ISSUE, ids["kan"])
        assert session.get_one(Asset, ids["chairs"]).custodian_id == ids["kan"]
    assert "堃喆" in card.who.text()
    assert card.todo.text() == "待补资料：凭证号、存放地点"


def test_a_change_is_made_from_its_window(qtbot: QtBot, desk: Desk, ids: dict[str, int]) -> None:
    close_month(desk, Month.make(2026, 11))
    dialog = dialogs.change_value(None, desk, ids["pc"])
    qtbot.addWidget(dialog)
    dialog.show_at_size()
    dialog.perform()
    assert dialog.body.cells["reason"].fault == "请填写变动原因"
    kind: Any = dialog.body.cells["kind"].widget
    kind.put(dialogs.ChangeOf.LIFE)
    kind.settled.emit()
    assert dialog.shown_names() == ["kind", "life_months", "reason"]
    dialog.put(life_months=60, reason="设备更新加快")
    with qtbot.waitSignal(dialog.performed):
        dialog.perform()
    with desk.store.reading() as session:
        assert session.scalars(select(ValueChange)).one().life_after == 60


def test_a_split_and_a_part_written_off_keep_their_sums(
    qtbot: QtBot, desk: Desk, ids: dict[str, int]
) -> None:
    dialog = dialogs.split_card(None, desk, ids["chairs"])
    qtbot.addWidget(dialog)
    dialog.show_at_size()
    dialog.put(quantity=Decimal(40), reason="调拨")
    dialog.perform()
    assert "小于现有数量 30" in dialog.body.cells["quantity"].fault
    dialog.put(quantity=Decimal(10))
    with qtbot.waitSignal(dialog.performed):
        dialog.perform()
    gone = dialogs.write_off(None, desk, [ids["chairs"]])
    qtbot.addWidget(gone)
    gone.show_at_size()
    gone.put(quantity=Decimal(5), document="财资〔2026〕1号")
    with qtbot.waitSignal(gone.performed) as performed:
        gone.perform()
    with desk.store.reading() as session:
        cards = list(session.scalars(select(Asset).where(Asset.name == "会议椅")))
        assert sum(card.original_cost for card in cards) == Decimal("45000.00")
        left = session.get_one(Asset, performed.args[0][0])
        assert (left.usage_status, left.quantity) == (UsageStatus.DISPOSED, Decimal(5))
        assert left.disposal_method is DisposalMethod.SCRAP
    assert desk.store.verify() == []


def test_verbs_of_the_card_fit_its_state(qtbot: QtBot, desk: Desk, ids: dict[str, int]) -> None:
    card: AssetCard = opened(qtbot, AssetCard(desk, ids["pc"]))
    possible = {words: can for words, _, can in card.verbs()}
    assert possible["交接…"]
    assert not possible["拆分…"]
    assert not possible["恢复核销"]
    fill(card.form, "brand", "联想")
    card._fill_menu()
    assert all(not action.isEnabled() for action in card.more.actions())
    assert card.tabs.tabText(0) == "卡片 *"


@pytest.mark.parametrize(("months_", "words"), [(72, "6 年"), (70, "5 年 10 个月"), (11, "11 个月")])
def test_years_in_words(months_: int, words: str) -> None:
    assert years_words(months_) == words


def test_a_verb_of_the_list_tells_what_can_be_done_next(
    qtbot: QtBot, desk: Desk, ids: dict[str, int]
) -> None:
    screen = AssetScreen(desk)
    qtbot.addWidget(screen, before_close_func=lambda widget: screen.close_reads())
    screen.show()
    action = next(each for each in screen.actions if each.label == "交接…")
    action.run(screen, [ids["pc"]])
    dialog = screen.findChild(VerbDialog)
    assert dialog is not None
    dialog.put(to_person_id=ids["kan"])
    dialog.perform()
    told = screen.window().findChild(Toast)
    assert told is not None
    assert told.words.text() == "1 张卡片已办理交接"
    assert [button.text() for button in told.buttons] == ["打印交接单"]
    write_off = next(each for each in screen.actions if each.label == "处置核销…")
    assert write_off.when is not None
    assert not write_off.when({"removed_month": Month.make(2026, 11)})
    idle = next(each for each in screen.actions if each.label == "标为闲置")
    idle.run(screen, [ids["pc"], ids["chairs"]])
    assert desk.read(records.values, Asset, ids["chairs"])["usage_status"] is UsageStatus.IDLE


def test_a_change_is_taken_back_from_what_tells_it(qtbot: QtBot, desk: Desk, ids: dict[str, int]) -> None:
    close_month(desk, Month.make(2026, 11))
    before = desk.read(records.values, Asset, ids["pc"])
    screen = AssetScreen(desk)
    qtbot.addWidget(screen, before_close_func=lambda widget: screen.close_reads())
    screen.show()
    dialog = verbs.change_value(screen, desk, ids["pc"])
    dialog.put(original_cost=before["original_cost"] + 500, reason="竣工决算")
    dialog.perform()
    assert desk.read(records.values, Asset, ids["pc"])["original_cost"] == before["original_cost"] + 500
    told = screen.window().findChild(Toast)
    assert told is not None
    assert [button.text() for button in told.buttons] == ["撤销"]
    told.buttons[0].click()
    assert told.words.text() == "变动单 BD20260001 已撤销，卡片恢复到变动之前"
    after = desk.read(records.values, Asset, ids["pc"])
    assert (after["original_cost"], after["net_book_value"]) == (
        before["original_cost"],
        before["net_book_value"],
    )
    assert desk.store.verify() == []
