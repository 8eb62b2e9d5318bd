"""A sealed record attacked through every verb and past them, and the verbs of a meeting in the wrong order."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from app.kit.errors import UserError
from app.kit.history import history
from app.kit.store import Store
from app.meetings import arranging, catalogue, deciding, deliberating, queries, sealing, sitting, submitting
from app.meetings.choices import Outcome, Presence, VoteChoice
from app.meetings.deciding import Counted
from app.meetings.models import AgendaItem, Attendance, Meeting, Resolution, Statement, Submission, Vote
from app.meetings.rules import Rule
from app.people import service as people
from tests.council import DAY, MONEY, Council
from tests.databases import on_file

YES, NO = VoteChoice.YES, VoteChoice.NO


@pytest.fixture
def council(store: Store) -> Council:
    return Council(store)


@pytest.fixture
def two(council: Council) -> tuple[Council, int, int, int]:
    """Six of seven sit; two items wait."""
    first, second = council.raised("购置电梯", "D01", amount=MONEY), council.raised("年度计划", "A01")
    meeting = council.begun(council.called(first, second), 6)
    return council, meeting, *council.items(meeting)


# -- the sealed record ----------------------------------------------------------------------------------------


@pytest.fixture
def filed(two: tuple[Council, int, int, int], tmp_path: Path) -> tuple[Council, int, int]:
    council, meeting, first, second = two
    council.do(deliberating.report, first, council.clerk, "要点", scrutineer_id=council.people[2])
    council.do(deliberating.open_item, first)
    for person in council.people[1:6]:
        council.do(deliberating.speak, first, person, "没有不同意见")
    for person in council.people[:6]:
        council.do(deliberating.cast, first, person, YES)
    council.do(deciding.decide, first, Outcome.PASSED, "同意。")
    council.do(deciding.dissent, first, council.people[3], "价高")
    council.voted(second, 6)
    council.sealed(meeting, tmp_path)
    return council, meeting, first


def test_names_stay_as_they_were(filed: tuple[Council, int, int]) -> None:
    council, meeting, _ = filed
    with council.store.reading() as session:
        before = queries.meeting(session, meeting)
    for person in (*council.people, council.clerk):
        council.do(people.save_person, person, {"name": f"改名{person}"})
    council.do(people.leave, council.people[:3], date(2026, 4, 1))
    council.do(catalogue.save_body, council.body, {"name": "中心办公会议"})
    with council.store.reading() as session:
        assert queries.meeting(session, meeting) == before
        assert sealing.problems(session) == []
    assert before.items[0].statements[0].name == "李书记"
    assert (before.recorder, before.items[0].scrutineer) == ("钱记录", "张副主任")


@on_file  # REPLACE is SQLite's
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO votes SELECT item_id, vote_kind, person_id, 'no', id, 1 FROM votes",
        "INSERT OR REPLACE INTO votes SELECT item_id, vote_kind, person_id, 'no', id + 900, 1 FROM votes",
        "REPLACE INTO statements SELECT item_id, position, person_id, '反对', NULL, 1 FROM statements",
        "UPDATE OR REPLACE votes SET choice = 'no'",
        "UPDATE OR IGNORE dissents SET words = '没有'",
        "DELETE FROM dissents",
        "DELETE FROM statements",
    ],
)
def test_nothing_sealed_is_replaced_in_the_file(filed: tuple[Council, int, int], statement: str) -> None:
    council, *_ = filed
    before = council.state()
    with pytest.raises(UserError, match="封存"), council.store.changing("绕过") as session:
        session.execute(text(statement))
    assert council.state() == before


def test_a_row_is_not_moved_into_a_sealed_meeting_unseen(filed: tuple[Council, int, int]) -> None:
    council, _, item = filed
    other = council.begun(council.called(council.raised("另一件", "A01")), 6)
    open_ = council.items(other)[0]
    council.do(deliberating.open_item, open_)
    said = council.do(deliberating.speak, open_, council.people[1], "同意")
    with council.store.changing("绕过") as session:
        session.execute(update(Statement).where(Statement.id == said).values(item_id=item, position=9))
    with council.store.reading() as session:
        assert len(sealing.problems(session)) == 1


def test_every_verb_on_a_sealed_meeting(filed: tuple[Council, int, int]) -> None:
    council, meeting, item = filed
    urgent = council.raised("抢修", emergency=True, emergency_reason="停水")
    with council.store.reading() as session:
        said = session.scalars(select(Statement.id).where(Statement.item_id == item)).first()
    person = council.people[1]
    for verb, *given in (
        (arranging.put_on_agenda, meeting, urgent),
        (arranging.take_off, item),
        (arranging.reorder, meeting, [item]),
        (arranging.cancel, meeting, "不开了"),
        (sitting.sit_in, meeting, council.clerk),
        (sitting.leave, meeting, person, "走了"),
        (sitting.hand_chair, meeting, person),
        (sitting.end, meeting),
        (deliberating.put_back, item),
        (deliberating.recuse, item, person, "亲属"),
        (deliberating.speak, item, person, "补充"),
        (deliberating.reword, said, "改口"),
        (deliberating.cast, item, person, NO),
        (deliberating.uncast, item, person),
        (deciding.word, item, "不同意"),
        (deciding.decide, item, Outcome.REJECTED, ""),
    ):
        with council.refused(Rule.SEALED):
            council.do(verb, *given)
    for verb in (arranging.notify, arranging.send_materials):
        with council.refused(Rule.SEALED):
            council.do(verb, meeting, DAY, today=DAY)
    decided = council.value(AgendaItem, item, "submission_id")
    for verb, given in ((submitting.withdraw, []), (submitting.hand_in, [])):
        with pytest.raises(UserError):
            council.do(verb, decided, *given)


# -- the wrong order, and twice -------------------------------------------------------------------------------


def test_verbs_in_the_wrong_order(council: Council) -> None:
    first = council.raised("年度计划", "A01")
    meeting = council.called(first)
    item = council.items(meeting)[0]
    with council.refused(Rule.ORDER):  # not begun
        council.do(deliberating.open_item, item)
    with council.refused(Rule.ORDER):
        council.do(sitting.end, meeting)
    with council.refused(Rule.ORDER):
        council.do(sealing.seal, meeting, today=DAY)
    with council.refused(Rule.SIGN_IN):
        council.do(sitting.sign_in, meeting, [council.chair, council.chair])
    assert council.value(Submission, first, "status").label == "已列入议程"
    with pytest.raises(UserError, match="先从议程中撤下"):
        council.do(submitting.withdraw, first)
    council.begun(meeting, 6)
    with council.refused(Rule.ORDER):
        council.do(sitting.begin, meeting, today=DAY)
    with council.refused(Rule.ORDER):
        council.do(arranging.cancel, meeting, "不开了")
    council.do(sitting.end, meeting)
    with council.refused(Rule.ORDER):
        council.do(sitting.sign_in, meeting, [council.people[6]])
    assert council.value(Submission, first, "status").label == "待上会"
    council.do(submitting.withdraw, first)
    with council.refused(Rule.ORDER):
        council.do(submitting.withdraw, first)
    with council.store.reading() as session:
        assert session.scalar(select(Resolution.id)) is None


def test_two_clerks_at_one_meeting(council: Council) -> None:
    meeting = council.do(arranging.plan, council.body, DAY, {}, today=DAY)
    seen = council.value(Meeting, meeting, "version")
    council.do(arranging.change, meeting, {"place": "一楼"}, seen)
    with pytest.raises(UserError, match="刚刚被别人改过"):
        council.do(arranging.change, meeting, {"place": "二楼"}, seen)


def test_a_latecomer_votes_too(two: tuple[Council, int, int, int]) -> None:
    council, meeting, item, _ = two
    council.do(deliberating.open_item, item)
    for person in council.people[:6]:
        council.do(deliberating.cast, item, person, YES)
    council.do(sitting.sign_in, meeting, [council.people[6]])
    with council.refused(Rule.ALL_VOTE):
        council.do(deciding.decide, item, Outcome.PASSED, "同意")
    council.do(deliberating.cast, item, council.people[6], VoteChoice.ABSTAIN)
    council.do(deciding.decide, item, Outcome.PASSED, "同意。")
    with council.store.reading() as session:
        there = session.scalars(select(Attendance.presence).where(Attendance.meeting_id == meeting))
        assert set(there) == {Presence.PRESENT}


def test_who_is_not_there_says_nothing(two: tuple[Council, int, int, int]) -> None:
    council, meeting, item, _ = two
    council.do(sitting.sit_in, meeting, council.clerk)
    council.do(sitting.leave, meeting, council.people[5], "接电话")
    council.do(deliberating.open_item, item)
    for person in (council.people[6], council.people[5], council.clerk):
        with council.refused(Rule.ABSENT):
            council.do(deliberating.speak, item, person, "书面意见：同意")
    council.do(sitting.sign_in, meeting, [council.clerk])
    council.do(deliberating.speak, item, council.clerk, "说明情况")


def test_two_recorders_do_not_overwrite_each_other(two: tuple[Council, int, int, int]) -> None:
    council, _, item, _ = two
    council.do(deliberating.open_item, item)
    said = council.do(deliberating.speak, item, council.people[1], "同意")
    council.do(deciding.decide, item, Outcome.PASSED, "同意。", Counted(6, 0, 0))
    with council.store.reading() as session:
        seen = queries.item(session, item)
    council.do(deciding.word, item, "同意购置一部。", seen.version)
    council.do(deliberating.reword, said, "没有不同意见", seen.statements[0].version)
    for verb, *given in (
        (deciding.word, item, "同意购置两部。", seen.version),
        (deliberating.reword, said, "反对", seen.statements[0].version),
    ):
        with pytest.raises(UserError, match="刚刚被别人改过"):
            council.do(verb, *given)
    assert council.value(AgendaItem, item, "decision") == "同意购置一部。"


def test_a_refused_decision_burns_no_number(two: tuple[Council, int, int, int]) -> None:
    council, _, first, second = two
    council.do(deliberating.open_item, first)
    for counted in (Counted(3, 3, 0), Counted(7, 0, 0), Counted(5, 0, 0)):
        with pytest.raises(UserError):
            council.do(deciding.decide, first, Outcome.PASSED, "同意", counted)
    council.do(deciding.decide, first, Outcome.PASSED, "同意。", Counted(6, 0, 0))
    council.voted(second, 6)
    with council.store.reading() as session:
        numbers = list(session.scalars(select(Resolution.resolution_no).order_by(Resolution.id)))
    assert numbers == ["JY2026001", "JY2026002"]


def test_the_log_tells_each_act_field_by_field(two: tuple[Council, int, int, int]) -> None:
    council, meeting, item, _ = two
    council.do(deliberating.open_item, item)
    vote = council.do(deliberating.cast, item, council.people[1], NO)
    council.do(deliberating.uncast, item, council.people[1])
    council.do(deciding.decide, item, Outcome.PASSED, "同意购置。", Counted(6, 0, 0))
    with council.store.reading() as session:
        told = {
            model: str(history(session, model, id_))
            for model, id_ in ((AgendaItem, item), (Vote, vote), (Meeting, meeting))
        }
    for model, words in (
        (AgendaItem, ("结果", "通过", "同意购置。", "所需票数", "审议中")),
        (Vote, ("意见", "不同意")),
        (Meeting, ("状态", "进行中", "通知日期")),
    ):
        for word in words:
            assert word in told[model], (model, word)


def test_who_voted_and_left_may_still_dissent(two: tuple[Council, int, int, int]) -> None:
    council, meeting, item, _ = two
    council.voted(item, 5, 1)
    council.do(sitting.leave, meeting, council.people[5], "接孩子")
    council.do(deciding.dissent, item, council.people[5], "价格偏高")
    with council.refused(Rule.ABSENT):
        council.do(deciding.dissent, item, council.people[6], "没来也有意见")


def test_an_empty_agenda_is_no_meeting_and_no_number_serves_two(council: Council) -> None:
    meeting = council.called(council.raised("年度计划", "A01"))
    council.do(arranging.take_off, council.items(meeting)[0])
    council.do(sitting.sign_in, meeting, council.people)
    with council.refused(Rule.NOTICE):
        council.do(sitting.begin, meeting, today=DAY)
    ended = [council.begun(council.called(council.raised(title, "A01"))) for title in ("甲", "乙")]
    for each in ended:
        council.do(sitting.end, each)
    council.do(sealing.number_minutes, ended[0], "〔2026〕3号")
    with pytest.raises(UserError, match="已用于"):
        council.do(sealing.number_minutes, ended[1], "〔2026〕3号")
