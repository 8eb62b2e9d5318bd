"""Meetings attacked by an auditor, a hostile clerk and a careless one: rules, the chair, counts, the sealed record."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.kit import records
from app.kit.errors import Invalid, UserError
from app.kit.store import Store
from app.meetings import arranging, catalogue, deciding, deliberating, queries, sitting, submitting
from app.meetings.choices import Outcome, VoteChoice, VoteKind
from app.meetings.deciding import Counted
from app.meetings.models import AgendaItem, Meeting
from app.meetings.rules import Ballots, PassRule, Quorum, Rule, tally
from tests.council import DAY, MONEY, Council

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


# -- the rules are not bent -----------------------------------------------------------------------------------


def test_a_clerk_cannot_soften_what_the_body_prescribes(council: Council) -> None:
    item = council.items(council.called(council.raised("年度计划", "A01")))[0]
    with council.refused(Rule.QUORUM):  # 领导班子会议 asks for two thirds
        council.do(arranging.set_rules, item, quorum=Quorum.HALF)
    with council.refused(Rule.PASSING):
        council.do(arranging.set_rules, item, pass_rule=PassRule.OVER_HALF_PRESENT)
    with council.refused(Rule.PASSING):  # two thirds of four who came are fewer than half of seven
        council.do(arranging.set_rules, item, pass_rule=PassRule.TWO_THIRDS_PRESENT)
    council.do(arranging.set_rules, item, pass_rule=PassRule.UNANIMOUS, quorum=Quorum.FOUR_FIFTHS)


@pytest.mark.parametrize("rule", PassRule)
@pytest.mark.parametrize("other", PassRule)
def test_what_is_as_strict_never_needs_fewer(rule: PassRule, other: PassRule) -> None:
    if rule.as_strict_as(other):
        for eligible in range(1, 30):
            for present in range(1, eligible + 1):
                needs = [each.needed(present if each.of_present else eligible) for each in (rule, other)]
                assert needs[0] >= needs[1], (eligible, present)


def test_the_catalogue_says_which_body_decides(council: Council) -> None:
    with council.store.reading() as session:
        party = council.body_of(session, "党支部委员会会议")
    with pytest.raises(Invalid, match="由领导班子会议决定"):
        council.raised("付款", "D01", amount=MONEY, body_id=party)


def test_the_catalogue_of_the_meeting_day_holds(council: Council) -> None:
    """Revised between raising and meeting: stricter rules, more proofs, another body, or no line any more."""
    first, second, third, fourth = (council.raised(f"付款{n}", "D01", amount=MONEY) for n in "一二三四")
    line, day = council.matter("D01"), date(2026, 3, 20)
    values = {"pass_rule": PassRule.TWO_THIRDS, "needs_legal": True}
    newer = council.do(catalogue.revise_matter, line, values, date(2026, 3, 15))
    early, late = (council.do(arranging.plan, council.body, on, {}, today=DAY) for on in (DAY, day))
    old = council.do(arranging.put_on_agenda, early, first)
    assert council.value(AgendaItem, old, "pass_rule") is PassRule.OVER_HALF
    with council.refused(Rule.PREREQUISITES):
        council.do(arranging.put_on_agenda, late, second)
    council.do(submitting.prove, second, submitting.Prerequisite.LEGAL, DAY, "法律意见书", today=DAY)
    item = council.do(arranging.put_on_agenda, late, second)
    assert council.value(AgendaItem, item, "pass_rule") is PassRule.TWO_THIRDS

    with council.store.reading() as session:
        party = council.body_of(session, "党支部委员会会议")
    council.do(catalogue.revise_matter, newer, {"body_id": party}, date(2026, 3, 18))
    with council.refused(Rule.ORDER):
        council.do(arranging.put_on_agenda, late, third)
    with council.refused(Rule.ORDER):  # nor by moving the meeting behind the revision
        council.do(arranging.change, early, {"held_on": day})
    with council.store.changing("停用") as session:
        newest = catalogue.matters_on(session, day)
        last = next(each.id for each in newest if each.code == "D01")
        records.save(session, catalogue.Matter, last, {"effective_until": date(2026, 3, 19)})
    with council.refused(Rule.ORDER):
        council.do(arranging.put_on_agenda, late, fourth)


def test_no_meeting_is_moved_before_its_notice(council: Council) -> None:
    meeting = council.called(council.raised("年度计划", "A01"))
    with council.refused(Rule.NOTICE):
        council.do(arranging.change, meeting, {"held_on": date(2026, 3, 1)})


def test_no_two_meetings_bear_one_title(council: Council) -> None:
    made = [council.do(arranging.plan, council.body, DAY, {}, today=DAY) for _ in range(3)]
    council.do(arranging.cancel, made[0], "改期")
    again = council.do(arranging.plan, council.body, DAY, {}, today=DAY)
    titles = [council.value(Meeting, each, "title") for each in (*made[1:], again)]
    assert len(set(titles)) == 3
    numbers = [council.value(Meeting, each, "meeting_no") for each in (*made, again)]
    assert numbers == [f"HY202600{n}" for n in range(1, 5)], "a cancelled one keeps its number"


# -- who is a member ------------------------------------------------------------------------------------------


def test_terms_that_end_or_begin_on_the_day_of_the_meeting(council: Council) -> None:
    leap = date(2028, 2, 29)
    with council.store.reading() as session:
        seats = {each.person_id: each.id for each in arranging.members_on(session, council.body, DAY)}
    council.do(catalogue.end_terms, [seats[council.people[6]]], leap)
    newcomer = {"body_id": council.body, "person_id": council.clerk, "post": "委员", "starts_on": leap}
    council.do(catalogue.save_member, None, newcomer)
    with council.store.reading() as session:
        count = {
            day: len(arranging.members_on(session, council.body, day))
            for day in (date(2028, 2, 28), leap, date(2028, 3, 1))
        }
    assert count == {date(2028, 2, 28): 7, leap: 8, date(2028, 3, 1): 7}
    meeting = council.called(council.raised("年度计划", "A01", leap), day=leap)
    council.do(sitting.sign_in, meeting, [*council.people, council.clerk])
    council.do(sitting.begin, meeting, today=leap)
    with council.store.reading() as session:
        assert queries.meeting(session, meeting).eligible == 8


def test_a_body_of_one(council: Council) -> None:
    body = council.do(catalogue.save_body, None, {"name": "值班领导"})
    seat = {"body_id": body, "person_id": council.chair, "post": "主任", "starts_on": DAY}
    council.do(catalogue.save_member, None, seat)
    meeting = council.called(council.raised("小事", body_id=body), body=body)
    council.do(sitting.sign_in, meeting, [council.chair])
    council.do(sitting.begin, meeting, today=DAY)
    item = council.items(meeting)[0]
    council.do(deliberating.open_item, item)
    council.do(deliberating.speak, item, council.chair, "同意")
    assert council.do(deciding.decide, item, Outcome.PASSED, "同意。", Counted(1, 0, 0))


def test_everybody_recused_decides_nothing(two: tuple[Council, int, int, int]) -> None:
    council, meeting, item, _ = two
    council.do(deliberating.open_item, item)
    for person in council.people[1:6]:
        council.do(deliberating.recuse, item, person, "利害关系")
    with council.refused(Rule.RECUSAL):
        council.do(deliberating.recuse, item, council.chair, "利害关系")
    council.do(deliberating.put_back, item)
    council.do(sitting.leave, meeting, council.people[5], "有事")
    council.do(sitting.hand_chair, meeting, council.people[4])
    council.do(deliberating.open_item, item)
    council.do(deliberating.unrecuse, item, council.people[4])
    council.do(deliberating.recuse, item, council.chair, "利害关系")
    with council.refused(Rule.RECUSAL):  # one is left, and cannot vote for those who recuse
        council.do(deciding.decide, item, Outcome.PASSED, "同意", Counted(2, 0, 0))


# -- the chair ------------------------------------------------------------------------------------------------


def test_the_chair_hands_over_before_leaving_or_recusing(two: tuple[Council, int, int, int]) -> None:
    council, meeting, first, second = two
    with council.refused(Rule.ORDER):
        council.do(sitting.leave, meeting, council.chair, "外出开会")
    council.do(deliberating.open_item, first)
    with council.refused(Rule.RECUSAL):
        council.do(deliberating.recuse, first, council.chair, "亲属投标")
    council.do(deliberating.put_back, first)
    with council.refused(Rule.ORDER):  # not there
        council.do(sitting.hand_chair, meeting, council.people[6])
    council.do(sitting.hand_chair, meeting, council.people[1])
    council.do(deliberating.open_item, first)
    council.do(deliberating.recuse, first, council.chair, "亲属投标")
    for person in (*council.people[2:6], council.people[1]):
        council.do(deliberating.speak, first, person, "没有不同意见")
    council.do(deciding.decide, first, Outcome.PASSED, "同意。", Counted(5, 0, 0))
    council.do(sitting.hand_chair, meeting, council.chair)
    council.voted(second, 6)
    with council.store.reading() as session:
        said = queries.item(session, first).statements
    assert [each.person_id for each in said if each.chair] == [council.people[1]], "as it was on that item"


def test_an_observer_does_not_chair(council: Council) -> None:
    meeting = council.called(council.raised("年度计划", "A01"))
    council.do(sitting.sit_in, meeting, council.clerk)
    with council.refused(Rule.ORDER):
        council.do(sitting.hand_chair, meeting, council.clerk)


def test_who_leaves_between_two_items_counts_in_the_first_only(two: tuple[Council, int, int, int]) -> None:
    council, meeting, first, second = two
    council.voted(first, 6)
    council.do(sitting.leave, meeting, council.people[5], "接孩子")
    council.do(deliberating.open_item, second)
    with council.refused(Rule.ABSENT):
        council.do(deliberating.cast, second, council.people[5], YES)
    council.do(deciding.decide, second, Outcome.PASSED, "同意。", Counted(5, 0, 0))
    with council.store.reading() as session:
        found = [queries.item(session, each) for each in (first, second)]
    assert [(each.present, each.yes, each.base) for each in found] == [(6, 6, 7), (5, 5, 7)]


def test_nobody_is_told_to_write_down_a_consent(two: tuple[Council, int, int, int]) -> None:
    council, _, item, _ = two
    council.do(deliberating.open_item, item)
    with pytest.raises(UserError) as refused:
        council.do(deliberating.speak, item, council.chair, "同意")
    assert "“同意”" not in str(refused.value)


# -- counts ---------------------------------------------------------------------------------------------------


def test_ballots_belong_to_ballots_and_totals_to_the_votes_by_name(
    two: tuple[Council, int, int, int],
) -> None:
    council, _, first, second = two
    council.do(deliberating.open_item, first)
    with council.refused(Rule.COUNTED):
        council.do(deciding.decide, first, Outcome.PASSED, "同意", Counted(6, 0, 0, Ballots(6, 6, 0)))
    for person in council.people[:6]:
        council.do(deliberating.cast, first, person, NO)
    with council.refused(Rule.COUNTED):  # six voted no, and the clerk writes six yes
        council.do(deciding.decide, first, Outcome.PASSED, "同意", Counted(6, 0, 0))
    council.do(deciding.decide, first, Outcome.REJECTED, "")
    with council.refused(Rule.ONE_BY_ONE):
        council.do(deciding.decide, first, Outcome.PASSED, "同意", Counted(6, 0, 0))
    council.do(deliberating.open_item, second)


@pytest.mark.parametrize("ballots", [Ballots(6, 0, 0), Ballots(6, 6, 6), Ballots(6, 1, 1)])
def test_a_secret_ballot_that_nobody_marked_rejects(council: Council, ballots: Ballots) -> None:
    meeting = council.called(council.raised("任用", "A01"))
    item = council.items(meeting)[0]
    council.do(arranging.set_rules, item, vote_kind=VoteKind.SECRET)
    council.begun(meeting, 6)
    council.do(deliberating.open_item, item)
    with council.refused(Rule.PASSING):
        council.do(deciding.decide, item, Outcome.PASSED, "同意", Counted(0, 0, 0, ballots))
    assert council.do(deciding.decide, item, Outcome.REJECTED, "", Counted(0, 0, 0, ballots)) is None


@pytest.mark.parametrize(
    "values",
    [
        {"issued": 6, "returned": 7, "invalid": 0},
        {"issued": 6, "returned": 6, "invalid": 1},
        {"yes": 7},
        {"yes": -1, "no": 7},
    ],
)
def test_the_record_itself_refuses_counts_that_cannot_be(
    two: tuple[Council, int, int, int], values: dict[str, int]
) -> None:
    council, _, item, _ = two
    council.voted(item, 6)
    with pytest.raises(Invalid), council.store.changing("绕过服务") as session:
        records.save(session, AgendaItem, item, values)


@pytest.mark.parametrize("amount", ["-1.00", "0.001", "99999999999999999999.00"])
def test_amounts_that_cannot_be_are_told_not_stored(council: Council, amount: str) -> None:
    with pytest.raises(Invalid, match="金额"):
        council.raised("付款", "D01", amount=Decimal(amount))
    meeting = council.begun(council.called(council.raised("付款", "D01", amount=MONEY)))
    item = council.items(meeting)[0]
    council.do(deliberating.open_item, item)
    with pytest.raises(Invalid, match="金额"):
        council.do(deciding.decide, item, Outcome.PASSED, "同意", Counted(7, 0, 0), amount=Decimal(amount))


def test_the_engine_at_the_edges() -> None:
    assert not tally(1, 0, 0, 0, 0, rule=PassRule.TWO_THIRDS_PRESENT).passed, "nobody came"
    assert tally(1, 1, 1, 0, 0, rule=PassRule.UNANIMOUS).passed
    assert not tally(10**9, 10**9, 5 * 10**8, 0, 0).passed


# -- the clock ------------------------------------------------------------------------------------------------


def test_a_meeting_over_midnight(two: tuple[Council, int, int, int]) -> None:
    council, meeting, *_ = two
    with council.store.changing("改时间") as session:
        records.save(session, Meeting, meeting, {"begins_at": "22:00"})
    with pytest.raises(Invalid, match="次日00:30"):
        council.do(sitting.end, meeting, at="00:30")
    council.do(sitting.end, meeting, at="次日 00:30")
    assert council.value(Meeting, meeting, "ends_at") == "00:30"
    assert council.value(Meeting, meeting, "ends_on") == date(2026, 3, 11)
