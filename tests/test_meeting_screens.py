"""会议 on screen: what is clicked and typed, what is seen, and what is refused beside the thing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from app.assets import disposals, service
from app.assets.choices import DisposalMethod
from app.assets.models import Asset
from app.kit import attachments, records, users
from app.kit.errors import UserError
from app.kit.roles import BaseRole
from app.kit.store import Store
from app.meetings import arranging, deliberating, following, sitting
from app.meetings.choices import Outcome, SubmissionStatus, VoteKind
from app.meetings.models import Meeting, Resolution, Submission, Vote
from tests.council import DAY, MONEY, Council
from ui.kit.desk import Desk
from ui.kit.plain_table import PlainTable
from ui.kit.preview import Preview
from ui.kit.record_page import RecordPage
from ui.meetings.doing import Trouble
from ui.meetings.lists import DecisionList
from ui.meetings.meeting import FILES, MeetingSheet
from ui.meetings.room import RoomPage, open_room
from ui.meetings.screen import MeetingsScreen
from ui.window import MainWindow

KEY = Qt.Key
NOON = datetime(DAY.year, DAY.month, DAY.day, 2, 30, tzinfo=UTC)


@pytest.fixture
def council(store: Store, preferences: Path) -> Council:
    store.clock = lambda: NOON
    return Council(store)


@pytest.fixture
def desk(council: Council) -> Desk:
    made = Desk(council.store)
    made.answer = lambda *_: True
    return made


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> Iterator[MainWindow]:
    made = MainWindow()
    made.keeps_place = False
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    made.attach(desk)
    yield made
    made.forget()


@pytest.fixture
def screen(window: MainWindow) -> MeetingsScreen:
    found: MeetingsScreen = window.go("meetings")
    return found


def sheet(screen: MeetingsScreen, meeting_id: int) -> MeetingSheet:
    page: RecordPage = screen.open(meeting_id)
    found = page.form
    assert isinstance(found, MeetingSheet)
    return found


def rows(qtbot: QtBot, shown: DecisionList, count: int) -> list[list[str]]:
    qtbot.waitUntil(lambda: shown.rows.is_complete and shown.rows.rowCount() == count, timeout=5000)
    return [[shown.rows.text(row, at) for at in range(shown.rows.columnCount())] for row in range(count)]


def press(widget: Any, words: str) -> QPushButton:
    """Click the button of these words that can be seen."""
    QApplication.processEvents()  # what was just put into a layout is shown then
    for made in widget.findChildren(QPushButton):
        if made.text() == words and made.isVisibleTo(widget) and made.isEnabled():
            made.click()
            return made  # type: ignore[no-any-return]
    raise AssertionError(
        f"no button “{words}” in {sorted({b.text() for b in widget.findChildren(QPushButton)})}"
    )


def button_of(widget: Any, words: str) -> QPushButton:
    """The button of these words that can be seen, whether it can be pressed or not."""
    QApplication.processEvents()
    return next(b for b in widget.findChildren(QPushButton) if b.text() == words and b.isVisibleTo(widget))


def fill(dialog: Any, **values: Any) -> None:
    """Put values into a small window and do its verb."""
    dialog.put(**values)
    dialog.perform()


def trouble(found: Any) -> str:
    """The refusal that is seen, wherever it stands."""
    QApplication.processEvents()
    seen = [each.words.text() for each in found.findChildren(Trouble) if each.isVisible()]
    assert len(seen) < 2, seen
    return "".join(seen)


def first(table: PlainTable) -> list[str]:
    return table.texts()[0]


# -- lists -------------------------------------------------------------------------------------------------


def test_an_empty_office_is_told_what_to_do_next(qtbot: QtBot, screen: MeetingsScreen) -> None:
    assert rows(qtbot, screen.now, 0) == []
    assert screen.now.pile.currentWidget() is screen.now.none
    assert "请先登记成员" in screen.now.none.more.text()
    for name, words in (
        ("议题", "逐级审定"),
        ("决议", "议决通过"),
        ("督办", "打开一项决议"),
        ("放行", "写明理由"),
    ):
        shown = screen.show_list(name)
        rows(qtbot, shown, 0)
        assert words in shown.none.more.text()


def test_meetings_by_stage_and_the_count_of_what_waits(
    qtbot: QtBot, window: MainWindow, council: Council
) -> None:
    one = council.called(council.raised("购置旋耕机", "D01", amount=MONEY))
    council.do(arranging.plan, council.body, DAY + timedelta(days=7), {}, today=DAY)
    council.do(lambda session: None)
    screen: MeetingsScreen = window.go("meetings")
    seen = rows(qtbot, screen.now, 2)
    assert [line[1] for line in seen] == ["2026年第2次领导班子会议", "2026年第1次领导班子会议"]
    assert [line[4] for line in seen] == ["拟定议程", "已通知"]
    assert window.rail.buttons["meetings"].count == 2
    qtbot.waitUntil(lambda: screen.now.tabs.counts.get("待开") == 2)
    QTest.keyClick(window, KEY.Key_2, Qt.KeyboardModifier.AltModifier)
    assert screen.now.title == "议题"
    assert sheet(screen, one).status.text() == "● 已通知"


def test_a_meeting_is_arranged_and_opened(qtbot: QtBot, screen: MeetingsScreen, council: Council) -> None:
    page: Any = screen.now.new()
    page.form.put("body_id", council.body)
    page.form.put("held_on", DAY + timedelta(days=3))
    assert page.form.save()
    shown = screen.window().stack.currentWidget()
    assert isinstance(shown.form, MeetingSheet)
    assert shown.heading.text() == "会议 · 2026年第1次领导班子会议"
    assert shown.form.status.text() == "● 拟定议程"
    assert [mark.text() for mark in shown.form.marks] == [
        "● 还没有发通知", "● 材料还没有送达（应在会前 1 天）", "● 按任期应到 7 人", "● 议程还是空的",
    ]  # fmt: skip


# -- before the meeting ------------------------------------------------------------------------------------


def test_the_agenda_is_put_together_and_noticed(screen: MeetingsScreen, council: Council) -> None:
    first_, second = council.raised("议题甲"), council.raised("议题乙")
    meeting = council.do(arranging.plan, council.body, DAY + timedelta(days=3), {}, today=DAY)
    found = sheet(screen, meeting)
    press(found, "发会议通知…")
    fill(found.dialog, on=DAY)
    assert "议程还是空的" in found.dialog.body.fault_bar.words.text()
    found.dialog.reject()
    for each in (first_, second):
        found.agenda.ripe.opened.emit(each)
    assert [line[1] for line in found.agenda.table.texts()] == ["议题甲", "议题乙"]
    found.agenda.table.selectRow(1)
    found.agenda.table.setFocus()
    QTest.keyClick(found.agenda.table, KEY.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [line[1] for line in found.agenda.table.texts()] == ["议题乙", "议题甲"]
    press(found, "撤下")
    assert [line[1] for line in found.agenda.table.texts()] == ["议题甲"]
    press(found, "发会议通知…")
    fill(found.dialog, on=DAY, materials_on=DAY)
    assert found.status.text() == "● 已通知"
    assert found.marks[1].text() == f"● 材料 {DAY} 送达"
    assert found.marks[2].text() == "● 应到 7 实到 0，需 5，还没有达到"


def test_sign_in_with_reasons_and_the_quorum_live(screen: MeetingsScreen, council: Council) -> None:
    meeting = council.called(council.raised("议题甲"))
    found = sheet(screen, meeting)
    found.tabs.setCurrentIndex(1)
    signing = found.sign_in
    signing.members.setFocus()
    for _ in range(4):
        QTest.keyClick(signing.members, KEY.Key_Space)
    assert signing.state.words.text() == "应到 7 实到 4，需 5，还没有达到"
    press(found, "开会…")
    fill(found.dialog, at="09:00")
    assert found.dialog.body.fault_bar.words.text().startswith("到会人数：应到 7 人，实到 4 人")
    found.dialog.reject()
    signing.members.selectRow(6)
    press(signing, "缺席…")
    fill(found.dialog, reason="")
    assert found.dialog.isVisible()
    fill(found.dialog, reason="出差")
    assert signing.members.texts()[6][2:] == ["● 缺席", "出差"]
    press(signing, "其余全部签到")
    assert signing.state.words.text() == "应到 7 实到 6，需 5，已达到"
    press(signing, "加入列席…")
    fill(found.dialog, person_id=council.clerk)
    assert first(signing.observers)[0] == "钱记录"
    assert found.tabs.tabText(1) == "签到 6/7"
    press(found, "开会…")
    fill(found.dialog, at="9点")
    assert found.dialog.isVisible()
    fill(found.dialog, at="09:00")
    assert found.status.text() == "● 进行中"


# -- an item at the desk -----------------------------------------------------------------------------------


@pytest.fixture
def sat(screen: MeetingsScreen, council: Council) -> MeetingSheet:
    """Six of seven are there; a purchase, an appointment in secret, something by word of mouth."""
    raised = [
        council.raised("修缮屋面", amount=MONEY),
        council.raised("选聘科长"),
        council.raised("工作计划"),
    ]
    meeting = council.begun(council.called(*raised), 6)
    items = council.items(meeting)
    council.do(arranging.set_rules, items[1], vote_kind=VoteKind.SECRET)
    council.do(arranging.set_rules, items[2], vote_kind=VoteKind.ORAL)
    return sheet(screen, meeting)


def say(found: MeetingSheet, person: int, words: str) -> None:
    box = found.item.statements
    box.who.setCurrentIndex(box.who.findData(person))
    box.words.setText(words)
    QTest.keyClick(box.words, KEY.Key_Return)


def test_statements_with_the_chair_last(sat: MeetingSheet, council: Council) -> None:
    press(sat, "开始审议")
    box = sat.item.statements
    assert box.who.currentText() == "李书记"
    assert box.who.itemText(box.who.count() - 1) == "王主任（主持）"
    say(sat, council.chair, "我先说，同意。")
    assert trouble(sat).startswith("末位表态：主持人要等其他到会成员都表态后再表态")
    assert box.words.text() == "我先说，同意。"
    for person in council.people[1:6]:
        say(sat, person, "同意")
    say(sat, council.chair, "同意")
    assert trouble(sat) == ""
    assert box.words.text() == ""
    assert [line[1] for line in box.table.texts()][-1] == "王主任（末位）"


def test_a_recusal_takes_one_off_the_base(sat: MeetingSheet, council: Council) -> None:
    press(sat, "开始审议")
    assert "以 7 人为基数，要 4 票" in sat.item.rule.text()
    seat = sat.item.seats.rows[1]
    press(seat, "回避…")
    fill(sat.dialog, reason="配偶在投标单位任职")
    assert "以 6 人为基数（回避 1 人），要 4 票" in sat.item.rule.text()
    assert seat.state.text() == "● 回避：配偶在投标单位任职"
    press(seat, "撤销回避")
    assert "以 7 人为基数，要 4 票" in sat.item.rule.text()


def test_votes_by_name_to_a_resolution(qtbot: QtBot, sat: MeetingSheet, council: Council) -> None:
    press(sat, "开始审议")
    seats, item = sat.item.seats.rows, sat.item
    for seat in seats[:3]:
        press(seat, "同意")
    assert "还有赵副主任、陈委员、刘委员没有表决" in item.verdict.words.text()
    assert not item.outcome.settle.isEnabled()
    press(seats[3], "不同意")
    press(item.seats, "其余全部同意")
    assert item.verdict.words.text().endswith("要 4 票，赞成 5 票，通过")
    press(seats[2], "弃权")  # another choice takes the place of the one before
    assert item.verdict.words.text().endswith("赞成 4 票，通过")
    press(item.outcome, "否决")
    press(item.outcome, "议决：否决")
    assert trouble(sat).startswith("通过规则：")
    press(item.outcome, "通过")
    press(item.outcome, "议决：通过")
    assert trouble(sat) == "请写明决定的内容"
    item.outcome.decision.setPlainText("同意，控制在二十八万元以内。")
    item.outcome.amount.setText("280000")
    press(item.outcome, "议决：通过")
    assert item.outcome.result.words.text() == "通过　同意 4　不同意 1　弃权 1"
    assert item.outcome.facts.values["决议编号"].text() == "JY2026001"
    press(item.outcome, "保留意见…")
    fill(sat.dialog, person_id=council.people[3], words="建议明年再办。")
    assert item.outcome.facts.values["保留意见：赵副主任"].text() == "建议明年再办。"
    press(item.outcome, "查看决议")
    assert sat.window().stack.currentWidget().heading.text() == "决议 · JY2026001"


def test_a_secret_ballot_is_totals_only(sat: MeetingSheet, council: Council, store: Store) -> None:
    sat.agenda.table.selectRow(1)
    press(sat, "开始审议")
    item, typed = sat.item, sat.item.totals.inputs
    assert not any(made.isVisibleTo(sat) for row in item.seats.rows for made in row.choices.values())

    def count(**numbers: int) -> str:
        for name, number in numbers.items():
            typed[name].setText(str(number))
            typed[name].edited.emit()
        return item.verdict.words.text()

    assert count(issued=6, returned=7, invalid=0, yes=7, no=0, abstain=0).startswith("收回不多于发出：")
    assert count(returned=6, invalid=1).startswith("票数相符：收回 6 张，除去废票 1 张，有效票应是 5 张")
    assert item.totals.valid.text() == "有效 5 张"
    item.outcome.decision.setPlainText("同意聘任。")
    # Looking at another item and coming back loses nothing that was typed.
    sat.agenda.table.selectRow(0)
    assert typed["yes"].text() == ""
    sat.agenda.table.selectRow(1)
    assert (typed["yes"].text(), item.outcome.decision.toPlainText()) == ("7", "同意聘任。")
    assert count(yes=5).endswith("赞成 5 票，通过")
    press(item.outcome, "议决：通过")
    assert item.outcome.result.words.text() == (
        "通过　同意 5　不同意 0　弃权 0　（发出 6，收回 6，有效 5，废票 1）"
    )
    assert not item.outcome.keep.isVisibleTo(sat)
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Vote)) == 0


def test_the_end_the_scan_and_the_seal(
    qtbot: QtBot, sat: MeetingSheet, council: Council, tmp_path: Path, desk: Desk
) -> None:
    press(sat, "散会…")
    fill(sat.dialog, at="11:00")
    assert "周委员" not in sat.dialog.body.fault_bar.words.text()
    assert sat.status.text() == "● 已散会"
    press(sat, "封存")
    assert sat.tabs.currentIndex() == FILES
    assert trouble(sat).startswith("封存：先把主持人、记录人签字的会议记录扫描件")
    scan = tmp_path / "签字记录.pdf"
    scan.write_bytes(b"%PDF signed")
    sat.files.add([scan])
    press(sat, "封存")
    assert sat.status.text() == "● 已封存"
    assert sat.marks[3].text().startswith(f"● 封存 {DAY}，校验值 ")
    assert not sat.item.report.isVisibleTo(sat)
    assert not sat.files.add_button.isEnabled()
    sat.files.list.setCurrentRow(0)
    assert sat.files.open_button.isEnabled()
    assert not sat.files.remove_button.isEnabled()
    assert not sat.sign_in.sign.isEnabled()
    assert "封存" in str(desk.read(lambda session: session.get_one(Meeting, sat.record_id).status.label))


def test_its_papers_are_previewed(qtbot: QtBot, sat: MeetingSheet) -> None:
    QTest.keyClick(sat, KEY.Key_P, Qt.KeyboardModifier.ControlModifier)
    shown = sat.window().stack.currentWidget()
    assert isinstance(shown, Preview)
    titles = [shown.forms.itemText(at) for at in range(shown.forms.count())]
    assert titles == [
        "会议通知及议程",
        "会议签到表",
        "表决票",
        "计票单",
        "会议记录",
        "会议纪要",
        "归档目录",
        "会议档案",
    ]
    assert shown.forms.currentText() == "会议签到表"
    qtbot.waitUntil(lambda: shown.page_count > 0, timeout=20_000)
    assert shown._key
    shown.forms.setCurrentIndex(titles.index("会议纪要"))
    qtbot.waitUntil(lambda: bool(shown.pdf), timeout=20_000)
    pages = [page.extract_text() for page in PdfReader(BytesIO(shown.pdf)).pages]
    assert "草稿" in "".join(pages).replace("\n", "")
    assert not shown._key  # a draft is never marked 补打


# -- the meeting room --------------------------------------------------------------------------------------


def typed(room: RoomPage, *keys: Any) -> None:
    """Keys as they are pressed: words letter by letter, the rest as they are."""
    for each in keys:
        target: Any = room.prompt if room.asking else room
        if isinstance(each, str):
            for letter in each:
                QTest.keyClick(target, letter)
        else:
            QTest.keyClick(target, each)


def words_in(room: RoomPage, words: str) -> None:
    """Words through the input method, then Enter."""
    assert room.asking is not None
    room.prompt.setText(words)
    typed(room, KEY.Key_Return)


def tiles(room: RoomPage) -> dict[str, str]:
    return {each.name: each.state for each in room.tiles.tiles}


def test_a_whole_meeting_by_the_keyboard(
    window: MainWindow, screen: MeetingsScreen, council: Council, desk: Desk
) -> None:
    raised = [council.raised("修缮屋面"), council.raised("选聘科长")]
    meeting = council.called(*raised)
    council.do(arranging.set_rules, council.items(meeting)[1], vote_kind=VoteKind.SECRET)
    room = open_room(screen, desk, meeting)
    assert not window.rail.isVisible()
    assert room.name.whole == "签到"
    typed(room, "1", "2", "3", "3")
    assert room.refusal.whole == "不能办理　签到：张副主任已经签到，不能重复签到。"
    typed(room, KEY.Key_Return)
    assert room.refusal.whole.startswith("不能办理　到会人数：应到 7 人，实到 3 人")
    typed(room, "456")
    assert room.quorum.whole == "● 应到 7 实到 6，需 5，已达到"
    typed(room, KEY.Key_Down, KEY.Key_Delete)
    words_in(room, "")
    assert "请写明缺席或退席的原因" in room.refusal.whole
    words_in(room, "出差")
    assert tiles(room)["周委员"] == "缺席：出差"
    typed(room, KEY.Key_Return)
    assert room.name.whole == "1. 修缮屋面"
    assert room.where.whole == "2026年第1次领导班子会议　第 1 项 / 共 2 项"

    # Discussion: the chair speaks too early, what was typed waits; a member leaves for the item.
    typed(room, KEY.Key_Return, "s")
    words_in(room, "我同意")
    assert room.refusal.whole.startswith("不能办理　末位表态：")
    typed(room, KEY.Key_Escape)
    typed(room, KEY.Key_Down, "r")
    words_in(room, "配偶任职")
    assert "以 6 人为基数（回避 1 人），要 4 票" in room.rule.whole
    for _ in range(4):
        typed(room, "s")
        words_in(room, "同意")
    typed(room, "s")
    assert room.prompt.text() == "我同意"
    typed(room, KEY.Key_Return)
    assert room.note.whole == "王主任：我同意"

    # The vote, mistaken once and taken back; then the outcome and its words.
    typed(room, "12")
    assert tiles(room)["张副主任"] == "不同意"
    typed(room, "111", KEY.Key_Return)
    assert room.verdict.whole.endswith("赞成 4 票，通过")
    assert tiles(room) == {"通过": "可以", "原则通过": "可以", "缓议": "与表决不符", "否决": "与表决不符"}
    typed(room, "4", KEY.Key_Return)
    words_in(room, "不办")
    assert room.refusal.whole.startswith("不能办理　通过规则：")
    typed(room, KEY.Key_Escape, "1", KEY.Key_Return)
    assert room.prompt.text() == "不办"
    words_in(room, "同意修缮。")
    assert room.verdict.whole == "● 通过　同意 4　不同意 1　弃权 0　回避 1"
    assert room.note.whole == "决定：同意修缮。（JY2026001）"

    # In secret: figures only, one refused by its rule, the others stay.
    typed(room, KEY.Key_Right, KEY.Key_Return, KEY.Key_Return)
    typed(room, "6", KEY.Key_Tab, "7", KEY.Key_Tab, "0", KEY.Key_Tab, "4", KEY.Key_Tab, "1", KEY.Key_Tab, "2")
    assert room.verdict.whole.startswith("● 收回不多于发出：发出 6 张，收回 7 张")
    typed(room, KEY.Key_Return, "1", KEY.Key_Return)
    words_in(room, "同意聘任。")
    assert room.refusal.whole.startswith("不能办理　收回不多于发出：")
    typed(room, KEY.Key_Escape, KEY.Key_Escape)
    assert [(box.word, box.text) for box in room.boxes.boxes] == [
        ("发出", "6"), ("收回", "7"), ("废票", "0"), ("有效", "7"), ("同意", "4"), ("不同意", "1"), ("弃权", "2"),
    ]  # fmt: skip
    typed(
        room, KEY.Key_Tab, KEY.Key_Tab, KEY.Key_Backspace, "6", KEY.Key_Up, KEY.Key_Up, KEY.Key_Backspace, "1"
    )
    assert room.verdict.whole.endswith("赞成 4 票，通过"), room.verdict.whole
    typed(room, KEY.Key_Return, KEY.Key_Return)
    assert room.prompt.text() == "同意聘任。"
    typed(room, KEY.Key_Return, KEY.Key_Right)
    assert next(iter(tiles(room).values())) == "通过　同意 4　不同意 1　弃权 0　回避 1"
    typed(room, KEY.Key_Return)
    words_in(room, "11:00")
    assert room.verdict.whole == "● 会议已结束，请打印会议记录签字"
    typed(room, KEY.Key_Escape)
    assert window.rail.isVisible()


@pytest.mark.parametrize("seed", range(6))
def test_no_key_in_the_room_breaks_anything(
    screen: MeetingsScreen, council: Council, desk: Desk, seed: int
) -> None:
    dice = random.Random(seed)
    kinds = dice.sample(list(VoteKind), 3)
    meeting = council.called(*(council.raised(f"议题{kind.label}") for kind in kinds))
    for item, kind in zip(council.items(meeting), kinds, strict=True):
        council.do(arranging.set_rules, item, vote_kind=kind)
    room = open_room(screen, desk, meeting)
    if seed % 3:
        council.do(sitting.sign_in, meeting, council.people[: 4 + seed])
        typed(room, KEY.Key_Return)
    named = [
        KEY.Key_Left, KEY.Key_Right, KEY.Key_Up, KEY.Key_Down, KEY.Key_Tab, KEY.Key_Backtab, KEY.Key_Return,
        KEY.Key_Return, KEY.Key_Return, KEY.Key_Backspace, KEY.Key_Delete, KEY.Key_Space, KEY.Key_Home,
    ]  # fmt: skip
    for _ in range(250):
        typed(room, dice.choice([*named, *"1123456789absrlptzx*-"]))
        if room.asking is not None and dice.random() < 0.5:
            room.prompt.setText(dice.choice(["", "同意", "出差", "11:00", "䶮" * 40]))
    assert room.isVisible()
    sheet(screen, meeting)


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_the_room_is_readable_and_never_wider_than_the_window(
    window: MainWindow, screen: MeetingsScreen, council: Council, desk: Desk, size: tuple[int, int]
) -> None:
    raised = council.raised("关于" + "修缮办公楼屋面并更换供暖管道" * 8, content="长" * 300)
    meeting = council.begun(council.called(raised))
    window.resize(*size)
    room = open_room(screen, desk, meeting)
    typed(room, KEY.Key_Return)
    assert window.size().toTuple() == size
    assert room.name.font().pixelSize() >= 44 * size[1] // 720 - 1
    assert room.verdict.font().pixelSize() >= 30 * size[1] // 720 - 1
    assert room.name.text().endswith("…")
    assert room.name.height() < size[1] / 4


def test_a_long_title_does_not_widen_the_window(
    window: MainWindow, screen: MeetingsScreen, council: Council
) -> None:
    title = ("关于䶮堃喆" + "修缮办公楼屋面并更换供暖管道" * 10)[:128]
    meeting = council.do(arranging.plan, council.body, DAY, {"title": title}, today=DAY)
    submission = council.raised(title)
    council.do(arranging.put_on_agenda, meeting, submission)
    sheet(screen, meeting)
    screen.show_list("议题").open(submission)
    assert window.width() == 1280
    assert window.minimumSizeHint().width() <= 1280


# -- submissions -------------------------------------------------------------------------------------------


def test_a_matter_is_raised_proved_and_reviewed(
    qtbot: QtBot, screen: MeetingsScreen, council: Council, store: Store
) -> None:
    page: Any = screen.show_list("议题").new()
    form = page.form.form
    form.put("title", "新建农资仓库")
    form.put("matter_id", council.matter("C01"))
    assert not form.save()
    assert "按金额划分，请填写金额" in form.cells["amount"].fault
    form.put("amount", Decimal("980000"))
    assert form.save()
    found = page.form
    assert (found.number.text(), found.status.text()) == ("YT2026001", "● 草拟")
    assert found.tabs.tabText(1) == "程序 0/3"
    press(found, "提交审核")
    assert found.status.text() == "● 待部门负责人审核"
    found.tabs.setCurrentIndex(1)
    for at, line in enumerate(found.proofs.texts()):
        if line[1] == "必须":
            found.proofs.selectRow(at)
            press(found, "登记完成…")
            fill(found.dialog, done_on=DAY, evidence=f"{line[0]}报告")
    assert found.lacking.words.text() == "前置程序齐全"
    press(found, "审核…")
    fill(found.dialog, reviewer_id=council.people[2], result=found.dialog.body.input("result")._members[1])
    assert found.dialog.body.cells["opinion"].fault == "退回要写明意见"
    found.dialog.reject()
    for person in council.people[2::-1]:
        press(found, "审核…")
        fill(found.dialog, reviewer_id=person, opinion="同意")
    assert found.status.text() == "● 待上会"
    assert [line[0] for line in found.signed.texts()] == ["部门负责人", "分管领导", "主要负责人"]
    assert [step.state for step in found.steps.steps] == ["done", "done", "done", "done", "now", "later"]
    page.close_page()
    assert rows(qtbot, screen.now, 1)[0][3] == "待上会"


def test_what_is_typed_is_saved_before_it_is_handed_in(
    screen: MeetingsScreen, council: Council, store: Store
) -> None:
    page: Any = screen.show_list("议题").new()
    page.form.form.put("title", "修订制度")
    page.form.form.put("body_id", council.body)
    assert page.form.form.save()
    page.form.form.put("content", "修订三项制度。")
    press(page.form, "提交审核")
    assert council.value(Submission, page.form.record_id, "content") == "修订三项制度。"
    assert council.value(Submission, page.form.record_id, "status") is SubmissionStatus.DEPARTMENT


# -- resolutions and 督办 ----------------------------------------------------------------------------------


def test_a_resolution_is_followed_up_until_it_is_struck_off(
    qtbot: QtBot, screen: MeetingsScreen, council: Council, store: Store
) -> None:
    meeting = council.begun(council.called(council.raised("修缮屋面")))
    made = council.voted(council.items(meeting)[0], 7)
    found: Any = screen.show_list("决议").open(made).form
    press(found, "下达督办…")
    fill(found.dialog, task="完成招标", owner_id=council.clerk, due_on=DAY - timedelta(days=1))
    assert found.dialog.body.cells["due_on"].fault == f"办理时限早于决定日期 {DAY}"
    fill(found.dialog, due_on=DAY + timedelta(days=5))
    assert first(found.tasks) == [
        "DB2026001",
        "完成招标",
        "钱记录",
        str(DAY + timedelta(days=5)),
        "● 还有 5 天",
    ]
    store.clock = lambda: NOON + timedelta(days=8)
    found.tasks.opened.emit(found.tasks.lines()[0].key)
    task: Any = screen.window().stack.currentWidget().body.itemAt(0).widget()
    assert task.status.text() == "● 逾期 3 天"
    press(task, "登记进展…")
    fill(task.dialog, words="已挂网")
    press(task, "办结…")
    fill(task.dialog, words="已定标")
    assert [line[1] for line in task.progress.texts()] == ["已定标", "已挂网"]
    press(task, "退回…")
    fill(task.dialog, conclusion="缺合同")
    press(task, "办结…")
    fill(task.dialog, words="已签合同")
    press(task, "销号…")
    fill(task.dialog, conclusion="属实")
    assert task.status.text() == "● 已销号"


def test_tasks_come_overdue_first(qtbot: QtBot, screen: MeetingsScreen, council: Council) -> None:
    meeting = council.begun(
        council.called(council.raised("修缮屋面"), day=DAY - timedelta(days=40)), day=DAY - timedelta(days=40)
    )
    made = council.voted(council.items(meeting)[0], 7)
    for task, due in (("后到期", 9), ("已逾期", -6), ("早到期", 2)):
        council.do(
            following.save_follow_up, None,
            {"resolution_id": made, "task": task, "owner_id": council.clerk, "due_on": DAY + timedelta(days=due)},
            today=DAY - timedelta(days=30),
        )  # fmt: skip
    shown = screen.show_list("督办")
    assert [line[1] for line in rows(qtbot, shown, 3)] == ["已逾期", "早到期", "后到期"]
    qtbot.waitUntil(lambda: shown.tabs.counts.get("逾期") == 1)


def test_a_decision_is_changed_by_a_new_vote_only(screen: MeetingsScreen, council: Council) -> None:
    meeting = council.begun(council.called(council.raised("修缮屋面", "D01", amount=MONEY)))
    made = council.voted(council.items(meeting)[0], 7)
    found: Any = screen.show_list("决议").open(made).form
    press(found, "提请变更")
    page: Any = screen.window().stack.currentWidget()
    form = page.sheet.form
    assert (form.value("title"), form.value("amount")) == ("变更原决定：修缮屋面", MONEY)
    form.put("amount", MONEY * 2)
    assert form.save()
    page.leave()
    press(found, "查看会议")
    assert screen.window().stack.currentWidget().sheet.number.text() == "HY2026001"


def test_an_urgent_decision_is_to_be_confirmed(screen: MeetingsScreen, council: Council) -> None:
    urgent = council.raised("抢修锅炉", emergency=True, emergency_reason="供暖中断")
    made = council.voted(council.items(council.begun(council.called(urgent)))[0], 7)
    found: Any = screen.show_list("决议").open(made).form
    assert found.status.text() == "● 紧急决定，待追认"
    press(found, "提请追认")
    page: Any = screen.window().stack.currentWidget()
    assert page.sheet.form.value("about_id") == urgent
    assert page.sheet.form.save()


def test_decisions_of_all_years_are_searched(qtbot: QtBot, screen: MeetingsScreen, council: Council) -> None:
    meeting = council.begun(
        council.called(council.raised("修缮屋面", "D01", amount=MONEY), council.raised("购车")), 6
    )
    first_item, second = council.items(meeting)
    council.voted(first_item, 6)
    council.voted(second, 1, 5, Outcome.REJECTED)
    shown: Any = screen.show_list("决议")
    press(shown, "查历年决策")
    page: Any = screen.window().stack.currentWidget()

    def titles() -> list[str]:
        page.ask()
        return [line[1] for line in page.table.texts()]

    assert titles() == ["购车", "修缮屋面"]
    assert page.state.text() == "2 项　金额 300,000.00 元"
    page.words.setText("xswm")
    assert titles() == ["修缮屋面"]
    page.words.setText("")
    assert len(titles()) == 2
    page.least.setText("三百块左右")
    assert len(titles()) == 2  # the last answer stays
    assert page.wrong.text()
    page.least.setText("300000.01")
    assert titles() == []
    page.least.setText("")
    page.outcome.setCurrentIndex(page.outcome.findData(Outcome.REJECTED))
    assert titles() == ["购车"]
    page.person.put(council.people[6])  # called, though not there
    assert titles() == ["购车"]
    page.person.put(council.clerk)
    assert titles() == []


def test_the_ledger_of_the_year(screen: MeetingsScreen, council: Council, tmp_path: Path) -> None:
    meeting = council.begun(council.called(council.raised("修缮屋面")))
    council.voted(council.items(meeting)[0], 7)
    shown: Any = screen.show_list("决议")
    shown.save_ledger(2026, tmp_path / "台账.xlsx")
    assert (tmp_path / "台账.xlsx").stat().st_size > 4000


def test_an_act_is_let_go_with_its_reason(qtbot: QtBot, screen: MeetingsScreen, council: Council) -> None:
    shown: Any = screen.show_list("放行")
    shown.new()
    kinds = {each.label: each for each in shown.dialog.body.input("kind")._members if each}
    fill(
        shown.dialog, kind=kinds["资产处置"], amount=Decimal("900000"), reference="ZC00001", reason="汛期抢险"
    )
    assert rows(qtbot, shown, 1)[0][2] == "ZC00001"
    assert shown.open(shown.rows.ids[0]).form.facts.values["放行理由"].text() == "汛期抢险"


# -- rights, rules, the workbench ---------------------------------------------------------------------------


def test_rights_grey_out_what_may_not_be_done(
    qtbot: QtBot, screen: MeetingsScreen, council: Council, store: Store, desk: Desk
) -> None:
    meeting = council.begun(council.called(council.raised("修缮屋面")))
    users.begin(store, "李主任", "三只猫爬上屋顶")
    with store.changing("添加用户") as session:
        users.add(
            session, "小王", users.ship_roles(session)[BaseRole.READER], "今天下了一场大雨", must_change=False
        )
    users.enter(store, "小王", "今天下了一场大雨")
    for name in ("会议", "议题", "放行"):
        screen.lists.pop(name, None)
        assert not screen.show_list(name).head.main.isEnabled()
    found = sheet(screen, meeting)
    for each in (found.item.start, found.sign_in.sign, found.sign_in.guest, found.item.rules):
        assert not each.isEnabled()


def test_a_clerk_is_offered_the_work(screen: MeetingsScreen, council: Council, store: Store) -> None:
    meeting = council.do(arranging.plan, council.body, DAY, {}, today=DAY)
    users.begin(store, "李主任", "三只猫爬上屋顶")
    with store.changing("添加用户") as session:
        users.add(
            session, "小王", users.ship_roles(session)[BaseRole.CLERK], "今天下了一场大雨", must_change=False
        )
    users.enter(store, "小王", "今天下了一场大雨")
    found = sheet(screen, meeting)
    found.tabs.setCurrentIndex(2)
    assert found.form is not None
    assert found.form.save_button.isEnabled()
    found.form.put("place", "二楼会议室")
    assert found.form.save()
    assert "二楼会议室" in found.who.text()
    page: Any = screen.show_list("议题").new()
    page.form.form.put("title", "修缮屋面")
    page.form.form.put("body_id", council.body)
    assert page.form.form.save()
    press(page.form, "提交审核")
    review = button_of(page.form, "审核…")
    assert not review.isEnabled()
    assert review.toolTip() == "您没有这项权限"


def test_the_rules_are_kept_under_settings(qtbot: QtBot, window: MainWindow, council: Council) -> None:
    settings = window.go("settings")
    members = settings.show_page("机构成员")
    rows(qtbot, members, 14)
    matters = settings.show_page("事项清单")
    qtbot.waitUntil(lambda: matters.rows.rowCount() > 5)
    at = next(row for row in range(matters.rows.rowCount()) if matters.rows.text(row, 0) == "D01")
    matters.table.choose(at)
    action = next(each for each in matters.actions if each.label == "修订…")
    action.run(matters, matters.chosen())
    fill(matters.dialog, effective_from=date(2027, 1, 1), threshold=Decimal("500000"))
    qtbot.waitUntil(
        lambda: sum(matters.rows.text(row, 0) == "D01" for row in range(matters.rows.rowCount())) == 2
    )
    assert any(command.label == "设置：议事机构" for command in window.go("meetings").commands())


def test_the_workbench_says_what_waits(qtbot: QtBot, window: MainWindow, council: Council) -> None:
    from app.meetings import decisions
    from ui.meetings import waiting

    meeting = council.called(council.raised("修缮屋面"), day=DAY)
    council.do(arranging.plan, council.body, DAY + timedelta(days=3), {}, today=DAY)
    screen = window.go("meetings")
    with council.store.reading() as session:
        found = decisions.waiting(session, DAY)
    lines = waiting.tasks(found, DAY, screen)
    assert [(each.text(), each.more) for each in lines] == [
        ("2026年第1次领导班子会议已通知，等待召开", "今天"), ("2026年第2次领导班子会议还没有发通知", "3月13日"),
    ]  # fmt: skip
    lines[0].click()
    shown: Any = window.stack.currentWidget()
    assert shown.form.record_id == meeting
    council.do(sitting.sign_in, meeting, council.people)
    council.do(sitting.begin, meeting, today=DAY)
    council.do(deliberating.open_item, council.items(meeting)[0])
    assert Outcome.PASSED.label == "通过"
    for each in lines:
        each.deleteLater()


def test_a_card_leads_to_the_resolution_that_its_disposal_rests_on(
    qtbot: QtBot, council: Council, window: MainWindow
) -> None:
    values = {"name": "旧锅炉", "original_cost": Decimal("260000.00"), "life_months": 120, "booked_on": DAY}
    card = council.do(service.save_card, None, values, today=DAY)
    number = council.value(Asset, card, "asset_no")
    matter = council.raised("报废旧锅炉", "D04", amount=values["original_cost"], reference=number)
    made = council.voted(council.items(council.begun(council.called(matter), 6))[0], 5)
    assets: Any = window.go("assets")
    shown = assets.open(card).form
    assert shown.grounds.isHidden()
    assert not [words for words, *_ in shown.verbs() if words.startswith("查看决议")]
    council.do(disposals.write_off, card, DisposalMethod.SCRAP, DAY, today=DAY)
    shown._show_head()
    resolution = council.value(Resolution, made, "resolution_no")
    assert shown.grounds.text() == f"依据决议：{resolution} 报废旧锅炉"
    [lead] = [act for words, act, _ in shown.verbs() if words == f"查看决议 {resolution}"]
    lead()
    assert window.screen_now.now.title == "决议"
    assert window.stack.currentWidget().form.record_id == made


def test_what_hangs_on_a_sealed_meeting_stays(council: Council, tmp_path: Path) -> None:
    meeting = council.begun(council.called(council.raised("年度计划")))
    council.voted(council.items(meeting)[0], 5)
    council.sealed(meeting, tmp_path)
    with council.store.reading() as session:
        [scan] = attachments.of(session, Meeting, meeting)
    with pytest.raises(UserError, match="封存"):
        council.do(records.remove, attachments.Attachment, scan.id)
