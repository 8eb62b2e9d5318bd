"""Every refusal of the procedure, by the rule's name and with nothing lost; secrecy and sealing in the database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import insert, inspect, select, text, update

from app.kit import records, settings
from app.kit.db import Base
from app.kit.errors import Invalid, UserError
from app.kit.store import Store
from app.meetings import (
    arranging,
    catalogue,
    deciding,
    deliberating,
    queries,
    sealing,
    sitting,
    submitted,
    submitting,
)
from app.meetings.choices import Aim, Outcome, Prerequisite, ReviewResult, VoteChoice, VoteKind
from app.meetings.deciding import Counted
from app.meetings.models import (
    AgendaItem,
    Body,
    Dissent,
    Matter,
    Meeting,
    Resolution,
    Statement,
    Submission,
    Vote,
)
from app.meetings.rules import Ballots, PassRule, Rule
from app.people import service as people
from tests.council import DAY, MONEY, Council

YES, NO = VoteChoice.YES, VoteChoice.NO


@pytest.fixture
def council(store: Store) -> Council:
    return Council(store)


@pytest.fixture
def sat(council: Council) -> tuple[Council, int, int]:
    """A meeting of six of the seven with one open item on buying for 300,000, voted by hands."""
    meeting = council.begun(council.called(council.raised("购置电梯", "D01", amount=MONEY)), 6)
    item = council.items(meeting)[0]
    council.do(deliberating.open_item, item)
    return council, meeting, item


# -- before the meeting ---------------------------------------------------------------------------------------


def test_a_matter_goes_up_the_whole_chain(council: Council) -> None:
    made = council.do(
        submitting.save_submission,
        None,
        {"title": "购置锅炉", "matter_id": council.matter("D01"), "amount": MONEY},
        today=DAY,
    )
    assert council.value(Submission, made, "submission_no") == "YT2026001"
    assert council.value(Submission, made, "body_id") == council.body
    meeting = council.do(arranging.plan, council.body, DAY, {}, today=DAY)
    with council.refused(Rule.REVIEW):
        council.do(arranging.put_on_agenda, meeting, made)
    council.do(submitting.hand_in, made)
    with council.refused(Rule.REVIEW):
        council.do(submitting.save_submission, made, {"title": "改名"}, today=DAY)
    with pytest.raises(Invalid, match="退回要写明意见"):
        council.do(submitting.review, made, ReviewResult.RETURNED, council.chair, today=DAY)
    council.do(submitting.review, made, ReviewResult.RETURNED, council.chair, "补充询价", today=DAY)
    council.do(submitting.save_submission, made, {"content": "已补充"}, today=DAY)
    council.do(submitting.hand_in, made)
    for _ in range(3):
        council.do(submitting.review, made, ReviewResult.AGREED, council.chair, today=DAY)
    with council.refused(Rule.PREREQUISITES):
        council.do(arranging.put_on_agenda, meeting, made)
    council.do(submitting.prove, made, Prerequisite.FINANCE, DAY, "财审〔2026〕3号", today=DAY)
    council.do(arranging.put_on_agenda, meeting, made)
    with council.refused(Rule.ONE_BY_ONE):
        council.do(arranging.put_on_agenda, meeting, made)
    with council.store.reading() as session:
        view = submitted.submission(session, made)
        assert (view.lacking, view.status.label) == ((), "已列入议程")
        assert [each.meeting_id for each in view.sittings] == [meeting]
        assert [each.evidence for each in view.proofs if each.needed] == ["财审〔2026〕3号"]
        steps = [(each.step.label, each.result.label) for each, _ in submitting.reviewers(session, made)]
    assert steps[0] == ("部门负责人", "退回")
    assert [step for step, _ in steps[1:]] == ["部门负责人", "分管领导", "主要负责人"]


def test_a_matter_needs_its_amount_and_its_own_body(council: Council) -> None:
    with pytest.raises(Invalid, match="请填写金额"):
        council.do(
            submitting.save_submission, None, {"title": "买车", "matter_id": council.matter("D01")}, today=DAY
        )
    party = council.raised("任免科长", "B01")
    meeting = council.do(arranging.plan, council.body, DAY, {}, today=DAY)
    with council.refused(Rule.ORDER):
        council.do(arranging.put_on_agenda, meeting, party)


def test_no_motion_from_the_floor_unless_urgent(council: Council) -> None:
    meeting = council.called(council.raised("年度计划", "A01"))
    late = council.raised("加一件事")
    with council.refused(Rule.NO_SURPRISE):
        council.do(arranging.put_on_agenda, meeting, late)
    with pytest.raises(Invalid, match="紧急议题要写明理由"):
        council.raised("水管爆裂", emergency=True)
    urgent = council.raised("水管爆裂抢修", emergency=True, emergency_reason="停水")
    item = council.do(arranging.put_on_agenda, meeting, urgent)
    assert council.value(AgendaItem, item, "surprise")


def test_a_meeting_is_not_held_before_its_notice(council: Council) -> None:
    meeting = council.do(
        arranging.plan,
        council.body,
        DAY,
        {"chair_id": council.chair, "recorder_id": council.clerk},
        today=DAY,
    )
    with council.refused(Rule.NOTICE):
        council.do(sitting.begin, meeting, today=DAY)
    with council.refused(Rule.NOTICE):
        council.do(arranging.notify, meeting, DAY, today=DAY)  # nothing on the agenda
    council.do(arranging.put_on_agenda, meeting, council.raised("年度计划", "A01"))
    with council.refused(Rule.NOTICE):
        council.do(arranging.notify, meeting, date(2026, 3, 11), today=date(2026, 3, 12))
    council.do(arranging.notify, meeting, date(2026, 3, 9), today=DAY)
    council.do(sitting.sign_in, meeting, council.people)
    with council.refused(Rule.NOTICE):
        council.do(sitting.begin, meeting, today=date(2026, 3, 9))
    with council.refused(Rule.MATERIALS):
        council.do(sitting.begin, meeting, today=DAY)
    council.do(arranging.send_materials, meeting, DAY, today=DAY)
    with council.refused(Rule.MATERIALS):
        council.do(sitting.begin, meeting, today=DAY)
    council.do(arranging.send_materials, meeting, date(2026, 3, 9), today=DAY)
    council.do(sitting.begin, meeting, today=DAY)


def test_who_should_come_follows_from_the_terms(council: Council) -> None:
    with council.store.reading() as session:
        seats = {each.person_id: each.id for each in arranging.members_on(session, council.body, DAY)}
    council.do(catalogue.end_terms, [seats[council.people[6]]], date(2026, 3, 9))
    council.do(people.leave, [council.people[5]], DAY)
    with council.store.reading() as session:
        assert len(arranging.members_on(session, council.body, date(2026, 3, 9))) == 7
        assert len(arranging.members_on(session, council.body, DAY)) == 5
        assert arranging.members_on(session, council.body, date(2023, 12, 31)) == []
    again = {"body_id": council.body, "person_id": council.chair, "starts_on": DAY}
    with pytest.raises(Invalid, match="一人只能有一席"):
        council.do(catalogue.save_member, None, again)
    council.do(
        catalogue.save_member,
        None,
        again | {"person_id": council.people[6], "starts_on": DAY, "post": "委员"},
    )
    meeting = council.called(council.raised("年度计划", "A01"))
    with council.store.reading() as session:
        assert queries.meeting(session, meeting).eligible == 6


def test_a_meeting_without_its_quorum_does_not_begin(council: Council) -> None:
    meeting = council.called(council.raised("年度计划", "A01"))
    council.do(sitting.sign_in, meeting, council.people[:4])  # two thirds of 7 are 5
    with council.refused(Rule.QUORUM):
        council.do(sitting.begin, meeting, today=DAY)
    council.do(sitting.sit_in, meeting, council.clerk)
    council.do(sitting.sign_in, meeting, [council.clerk])
    with council.refused(Rule.QUORUM):  # who sits in does not count
        council.do(sitting.begin, meeting, today=DAY)
    council.do(sitting.sign_in, meeting, [council.people[4]])
    council.do(sitting.begin, meeting, today=DAY)


def test_the_chair_must_be_there(council: Council) -> None:
    meeting = council.called(council.raised("年度计划", "A01"))
    council.do(sitting.sign_in, meeting, council.people[1:])
    with council.refused(Rule.ORDER):
        council.do(sitting.begin, meeting, today=DAY)
    council.do(sitting.hand_chair, meeting, council.people[1])
    council.do(sitting.begin, meeting, today=DAY)


# -- in the meeting -------------------------------------------------------------------------------------------


def test_nobody_signs_in_twice_or_is_two_things(sat: tuple[Council, int, int]) -> None:
    council, meeting, _ = sat
    with council.refused(Rule.SIGN_IN):
        council.do(sitting.sign_in, meeting, [council.chair])
    with council.refused(Rule.SIGN_IN):
        council.do(sitting.sit_in, meeting, council.chair)
    with council.refused(Rule.SIGN_IN):
        council.do(sitting.excuse, meeting, council.chair, "出差")
    with pytest.raises(UserError, match="不在这次会议"):
        council.do(sitting.sign_in, meeting, [council.clerk])


def test_one_item_after_the_other(sat: tuple[Council, int, int]) -> None:
    council, meeting, item = sat
    urgent = council.raised("抢修", emergency=True, emergency_reason="停水")
    second = council.do(arranging.put_on_agenda, meeting, urgent)
    with council.refused(Rule.ONE_BY_ONE):
        council.do(deliberating.open_item, second)
    with council.refused(Rule.ONE_BY_ONE):
        council.do(deliberating.cast, second, council.chair, YES)
    with council.refused(Rule.ONE_BY_ONE):
        council.do(deciding.decide, item, Outcome.PASSED, "同意")  # nobody voted
    with council.refused(Rule.ONE_BY_ONE):
        council.do(sitting.end, meeting)


def test_absent_recused_observing_and_twice_voting(sat: tuple[Council, int, int]) -> None:
    council, meeting, item = sat
    council.do(sitting.sit_in, meeting, council.clerk)
    council.do(sitting.sign_in, meeting, [council.clerk])
    council.do(deliberating.recuse, item, council.people[5], "爱人是供应商股东")
    with council.refused(Rule.ABSENT):
        council.do(deliberating.cast, item, council.people[6], YES)
    with council.refused(Rule.ABSENT):
        council.do(deliberating.cast, item, council.clerk, YES)
    with council.refused(Rule.RECUSAL):
        council.do(deliberating.cast, item, council.people[5], YES)
    with council.refused(Rule.RECUSAL):
        council.do(deliberating.recuse, item, council.people[5], "又一次")
    with council.refused(Rule.ABSENT):
        council.do(deliberating.recuse, item, council.people[6], "不在")
    council.do(deliberating.cast, item, council.chair, YES)
    with council.refused(Rule.ONE_VOTE):
        council.do(deliberating.cast, item, council.chair, NO)
    with council.refused(Rule.RECUSAL):
        council.do(deliberating.recuse, item, council.people[4], "太晚")
    with council.refused(Rule.ALL_VOTE):
        council.do(deciding.decide, item, Outcome.PASSED, "同意")
    with council.refused(Rule.ONE_VOTE):
        council.do(sitting.leave, meeting, council.chair, "接电话")
    with council.store.reading() as session:
        assert queries.silent(session, item) == council.people[1:5]
    council.do(deliberating.uncast, item, council.chair)
    council.do(deliberating.cast, item, council.chair, NO)


def test_the_chair_speaks_last(sat: tuple[Council, int, int]) -> None:
    council, _, item = sat
    council.do(deliberating.recuse, item, council.people[5], "亲属")
    for person in council.people[1:4]:
        council.do(deliberating.speak, item, person, "同意购置")
    with council.refused(Rule.CHAIR_LAST):
        council.do(deliberating.speak, item, council.chair, "我看可以")
    with council.refused(Rule.RECUSAL):
        council.do(deliberating.speak, item, council.people[5], "我说两句")
    council.do(deliberating.speak, item, council.people[4], "同意")
    council.do(deliberating.speak, item, council.chair, "同意大家意见")
    with council.refused(Rule.CHAIR_LAST):
        council.do(deliberating.speak, item, council.people[2], "补充一点")
    with council.store.reading() as session:
        said = queries.item(session, item).statements
    assert [each.chair for each in said] == [False] * 4 + [True]
    with council.store.changing("改规则") as session:
        settings.put(session, "chair_speaks_last", False)
    council.do(deliberating.speak, item, council.people[2], "补充一点")


def test_an_item_is_not_closed_without_its_quorum(council: Council) -> None:
    meeting = council.begun(council.called(council.raised("购置电梯", "D01", amount=MONEY)), 5)
    item = council.items(meeting)[0]
    council.do(deliberating.open_item, item)
    council.do(sitting.leave, meeting, council.people[4], "接孩子")
    for person in council.people[:4]:
        council.do(deliberating.cast, item, person, YES)
    for outcome in (Outcome.PASSED, Outcome.DEFERRED):
        with council.refused(Rule.QUORUM):
            council.do(deciding.decide, item, outcome, "同意")
    council.do(deliberating.put_back, item)
    council.do(sitting.end, meeting)
    assert council.value(AgendaItem, item, "state").label == "未议"
    submission = council.value(AgendaItem, item, "submission_id")
    assert council.value(Submission, submission, "status").label == "待上会"


def test_the_outcome_follows_the_votes(council: Council) -> None:
    first, second = (council.raised(name, "D01", amount=MONEY) for name in ("购置电梯", "购置锅炉"))
    meeting = council.begun(council.called(first, second), 5)
    one, two = council.items(meeting)
    with council.refused_after(one, yes=3, no=2, rule=Rule.PASSING):  # 3 of those present, but not of 7
        council.do(deciding.decide, one, Outcome.PASSED, "同意")
    assert council.do(deciding.decide, one, Outcome.REJECTED, "") is None
    with council.refused_after(two, yes=4, no=1, rule=Rule.PASSING):
        council.do(deciding.decide, two, Outcome.REJECTED, "不同意")
    with pytest.raises(Invalid, match="请写明决定的内容"):
        council.do(deciding.decide, two, Outcome.PASSED, " ")
    made = council.do(deciding.decide, two, Outcome.AMENDED, "原则同意，压减预算。")
    assert made is not None
    with council.refused(Rule.ORDER):
        council.do(deliberating.open_item, two)


def test_recusal_and_the_base(sat: tuple[Council, int, int]) -> None:
    council, _, item = sat
    council.do(deliberating.recuse, item, council.people[5], "亲属")
    with council.store.reading() as session:
        assert (queries.item(session, item).base, queries.item(session, item).needed) == (6, 4)
    with council.store.changing("改规则") as session:
        settings.put(session, "recusal_reduces_base", False)
    with council.store.reading() as session:
        assert (queries.item(session, item).base, queries.item(session, item).needed) == (7, 4)


def test_totals_by_hands_must_account_for_everybody(sat: tuple[Council, int, int]) -> None:
    council, _, item = sat
    with council.refused(Rule.COUNTED):
        council.do(deciding.decide, item, Outcome.PASSED, "同意", Counted(4, 1, 0))
    with council.refused(Rule.ABSENT):
        council.do(deciding.decide, item, Outcome.PASSED, "同意", Counted(6, 1, 0))
    assert council.do(deciding.decide, item, Outcome.PASSED, "同意", Counted(5, 0, 1))


def test_dissent_is_put_on_record(sat: tuple[Council, int, int]) -> None:
    council, _, item = sat
    with council.refused(Rule.ORDER):
        council.do(deciding.dissent, item, council.people[1], "太贵")
    council.do(deciding.decide, item, Outcome.PASSED, "同意", Counted(5, 1, 0))
    with council.refused(Rule.ABSENT):
        council.do(deciding.dissent, item, council.people[6], "不在也有意见")
    council.do(deciding.dissent, item, council.people[1], "价格偏高，建议重新询价")
    with council.store.reading() as session:
        assert queries.item(session, item).dissents == (("李书记", "价格偏高，建议重新询价"),)


def test_slips_of_the_pen_are_mended_until_the_record_is_filed(sat: tuple[Council, int, int]) -> None:
    council, _, item = sat
    council.do(deliberating.recuse, item, council.people[5], "记错")
    council.do(deliberating.unrecuse, item, council.people[5])
    with council.refused(Rule.RECUSAL):
        council.do(deliberating.unrecuse, item, council.people[5])
    said = council.do(deliberating.speak, item, council.people[1], "同意购制")
    council.do(deliberating.reword, said, "同意购置")
    with pytest.raises(Invalid, match="议决以后"):
        council.do(deciding.word, item, "同意")
    council.do(deciding.decide, item, Outcome.PASSED, "同意", Counted(6, 0, 0))
    council.do(deciding.word, item, "同意购置电梯一部，由后勤保障科办理。")
    with council.store.reading() as session:
        found = queries.item(session, item)
        assert found.statements[0].words == "同意购置"
        assert found.resolution_id is not None
        made = records.get(session, Resolution, found.resolution_id)
        assert made.text == found.decision == "同意购置电梯一部，由后勤保障科办理。"


# -- secrecy --------------------------------------------------------------------------------------------------


@pytest.fixture
def ballot(council: Council) -> tuple[Council, int, int]:
    """The party branch votes in secret on an appointment; seven are there."""
    with council.store.reading() as session:
        body = council.body_of(session, "党支部委员会会议")
    meeting = council.begun(council.called(council.raised("任命科长", "B01"), body=body))
    item = council.items(meeting)[0]
    council.do(deliberating.open_item, item)
    return council, meeting, item


def test_of_a_secret_ballot_only_counts_are_kept(ballot: tuple[Council, int, int]) -> None:
    council, _, item = ballot
    with council.refused(Rule.SECRET):
        council.do(deliberating.cast, item, council.chair, YES)
    with council.refused(Rule.SECRET):
        council.do(deciding.decide, item, Outcome.PASSED, "同意", Counted(6, 1, 0))
    for ballots, votes, rule in (
        (Ballots(8, 7, 0), (6, 1, 0), Rule.ONE_VOTE),
        (Ballots(6, 7, 0), (6, 1, 0), Rule.RETURNED),
        (Ballots(7, 6, 0), (6, 1, 0), Rule.COUNTED),
        (Ballots(7, 7, 1), (6, 1, 0), Rule.COUNTED),
    ):
        with council.refused(rule):
            council.do(deciding.decide, item, Outcome.PASSED, "同意", Counted(*votes, ballots))
    council.do(deciding.decide, item, Outcome.PASSED, "同意任命", Counted(5, 1, 0, Ballots(7, 7, 1)))
    with council.refused(Rule.SECRET):
        council.do(deciding.dissent, item, council.people[2], "我反对")
    with council.store.reading() as session:
        found = queries.item(session, item)
        assert (found.issued, found.returned, found.valid, found.invalid) == (7, 7, 6, 1)
        assert all(seat.choice is None for seat in found.seats)


def test_the_schema_has_no_place_for_who_chose_what_in_secret(ballot: tuple[Council, int, int]) -> None:
    council, _, item = ballot
    names = {"item_id": item, "person_id": council.chair, "version": 1}
    for model, more in ((Vote, {"choice": "yes"}), (Dissent, {"words": "反对"})):
        for kind in ("secret", "named"):  # as it is, or lying about it
            with (
                pytest.raises(Exception, match=r"(?i)constraint|已不存在"),
                council.store.changing("绕过") as session,
            ):
                session.execute(insert(model).values(names | more | {"vote_kind": kind}))
    people_tables = {
        name
        for name, table in Base.metadata.tables.items()
        if {"item_id", "person_id"} <= set(table.columns.keys())
    }
    assert people_tables == {"recusals", "statements", "votes", "dissents"}
    with council.store.reading() as session:
        logged = session.execute(
            text("SELECT after FROM changes WHERE table_name = 'agenda_items'")
        ).scalars()
        assert not [line for line in logged if "person_id" in line]


def test_an_item_with_votes_cannot_become_secret(sat: tuple[Council, int, int]) -> None:
    council, _, item = sat
    council.do(deliberating.cast, item, council.chair, YES)
    with pytest.raises(UserError, match="还被别的记录用着"), council.store.changing("绕过") as session:
        session.execute(update(AgendaItem).where(AgendaItem.id == item).values(vote_kind=VoteKind.SECRET))


def test_what_a_matter_prescribes_is_not_changed(council: Council) -> None:
    with council.store.reading() as session:
        body = council.body_of(session, "党支部委员会会议")
    meeting = council.called(council.raised("任命科长", "B01"), body=body)
    with council.refused(Rule.PASSING):
        council.do(arranging.set_rules, council.items(meeting)[0], vote_kind=VoteKind.HANDS)
    council.do(arranging.set_rules, council.items(meeting)[0], pass_rule=PassRule.TWO_THIRDS)


# -- sealing --------------------------------------------------------------------------------------------------


@pytest.fixture
def filed(council: Council, tmp_path: Path) -> tuple[Council, int, int]:
    meeting = council.begun(council.called(council.raised("购置电梯", "D01", amount=MONEY)), 6)
    item = council.items(meeting)[0]
    council.voted(item, 5, 1)
    council.do(sitting.end, meeting, at="11:00")
    with council.refused(Rule.SEALED):  # no scan yet
        council.do(sealing.seal, meeting, today=DAY)
    with council.store.reading() as session:
        before = sealing.digest(session, meeting)
    council.do(sealing.number_minutes, meeting, "〔2026〕3号")
    with council.store.changing("再散会") as session:
        session.get_one(Meeting, meeting).status = sitting.MeetingStatus.OPEN
    assert council.sealed(meeting, tmp_path) == before, "the 纪要 bears it before it is filed"
    return council, meeting, item


def test_a_sealed_meeting_is_frozen(filed: tuple[Council, int, int]) -> None:
    council, meeting, item = filed
    for act in (
        lambda: council.do(arranging.change, meeting, {"place": "一楼"}),
        lambda: council.do(sitting.sign_in, meeting, [council.people[6]]),
        lambda: council.do(sitting.excuse, meeting, council.people[6], "改口"),
        lambda: council.do(deliberating.open_item, item),
        lambda: council.do(deliberating.report, item, None, "补写"),
        lambda: council.do(deciding.dissent, item, council.people[1], "补写"),
        lambda: council.do(sealing.number_minutes, meeting, "〔2026〕4号"),
        lambda: council.do(sealing.seal, meeting, today=DAY),
    ):
        with council.refused(Rule.SEALED):
            act()


def test_the_database_refuses_too(filed: tuple[Council, int, int]) -> None:
    council, *_ = filed
    statements = [
        f"{verb} {where}"
        for table in ("meetings", "attendances", "agenda_items", "votes", "resolutions")
        for verb, where in ((f"UPDATE {table}", "SET version = 9"), (f"DELETE FROM {table}", "WHERE id > 0"))
    ] + ["DELETE FROM attachments WHERE id > 0"]
    for statement in statements:
        with pytest.raises(UserError, match="封存"), council.store.changing("绕过") as session:
            session.execute(text(statement))
    assert council.store.verify() == []


def test_what_was_added_past_the_program_shows(filed: tuple[Council, int, int]) -> None:
    council, _, item = filed
    with council.store.reading() as session:
        assert sealing.problems(session) == []
    with council.store.changing("绕过") as session:
        session.add(Statement(item_id=item, position=1, person_id=council.people[2], words="事后补写"))
    with council.store.reading() as session:
        assert len(sealing.problems(session)) == 1


# -- a changed decision ---------------------------------------------------------------------------------------


def test_a_decision_is_changed_only_by_the_same_body(filed: tuple[Council, int, int]) -> None:
    council, _, item = filed
    old = council.value(AgendaItem, item, "submission_id")
    with council.store.reading() as session:
        party = council.body_of(session, "党支部委员会会议")
    values = {"title": "变更电梯采购", "aim": Aim.CHANGE, "about_id": old}
    with pytest.raises(Invalid, match="由哪个机构作出"):
        council.do(submitting.save_submission, None, values | {"body_id": party}, today=DAY)
    with pytest.raises(Invalid, match="变更原决定要指明原来的议题"):
        council.do(
            submitting.save_submission, None, values | {"about_id": None, "body_id": council.body}, today=DAY
        )
    undecided = council.raised("还没议的事")
    with pytest.raises(Invalid, match="没有通过的决议"):
        council.do(
            submitting.save_submission,
            None,
            values | {"about_id": undecided, "body_id": council.body},
            today=DAY,
        )


# -- the catalogue --------------------------------------------------------------------------------------------


def test_a_used_matter_is_revised_from_a_day_on(council: Council) -> None:
    code, line = "D01", council.matter("D01")
    council.do(catalogue.save_matter, line, {"threshold": Decimal("150000.00")})
    council.raised("付款", code, amount=MONEY)
    with pytest.raises(UserError, match="请用“修订”"):
        council.do(catalogue.save_matter, line, {"threshold": Decimal("100000.00")})
    council.do(catalogue.save_matter, line, {"basis": "某办〔2026〕1号"})
    with pytest.raises(Invalid, match="应晚于"):
        council.do(catalogue.revise_matter, line, {}, date(1949, 10, 1))
    newer = council.do(catalogue.revise_matter, line, {"threshold": Decimal("100000.00")}, date(2026, 7, 1))
    with council.store.reading() as session:
        on = {
            day: {each.code: each for each in catalogue.matters_on(session, day)}[code].id
            for day in (date(2026, 6, 30), date(2026, 7, 1))
        }
    assert on == {date(2026, 6, 30): line, date(2026, 7, 1): newer}


def test_the_seed_is_whole_and_enters_once(council: Council) -> None:
    with council.store.reading() as session:
        matters = list(session.scalars(select(Matter)))
        assert {each.kind for each in matters} == set(type(matters[0].kind))
        assert all(each.basis for each in matters)
        assert {each.quorum.value for each in session.scalars(select(Body))} == {"half", "two-thirds"}
    assert council.do(catalogue.seed) == 0


def test_every_column_of_meetings_is_labelled() -> None:
    from app.kit.fields import fields

    for model in (Meeting, AgendaItem, Submission, Matter, Body):
        unseen = {"id", "version", "search_text", "search_key", "sort_key", "match_key"}
        columns = {each.key for each in inspect(model).column_attrs}
        assert columns - unseen == set(fields(model)), model
        assert records.check(model()), "required fields are asked for"
