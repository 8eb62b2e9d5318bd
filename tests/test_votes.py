"""The rule engine: the vectors of the office's rules, every refusal, and against a counter that does not compute."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.meetings.rules import Ballots, PassRule, Quorum, Refusal, Rule, tally


@pytest.mark.parametrize(
    ("eligible", "present", "quorum", "there", "least"),
    [
        (7, 5, Quorum.HALF, True, 4),
        (7, 5, Quorum.TWO_THIRDS, True, 5),
        (7, 4, Quorum.TWO_THIRDS, False, 5),
        (8, 4, Quorum.HALF, True, 4),  # 半数以上 includes the half
        (8, 3, Quorum.HALF, False, 4),
        (8, 6, Quorum.TWO_THIRDS, True, 6),
        (8, 5, Quorum.TWO_THIRDS, False, 6),
        (9, 6, Quorum.TWO_THIRDS, True, 6),
        (9, 5, Quorum.TWO_THIRDS, False, 6),
        (10, 8, Quorum.FOUR_FIFTHS, True, 8),
        (10, 7, Quorum.FOUR_FIFTHS, False, 8),
    ],
)
def test_quorum(eligible: int, present: int, quorum: Quorum, there: bool, least: int) -> None:
    found = tally(eligible, present, present, 0, 0, quorum=quorum)
    assert (found.quorum, found.quorum_needed) == (there, least)
    assert found.passed <= there


@pytest.mark.parametrize(
    ("eligible", "present", "yes", "rule", "base", "needed", "passed"),
    [
        (7, 5, 4, PassRule.OVER_HALF, 7, 4, True),
        (7, 5, 3, PassRule.OVER_HALF, 7, 4, False),  # although 3 of the 5 who are there
        (7, 5, 3, PassRule.OVER_HALF_PRESENT, 5, 3, True),
        (8, 8, 4, PassRule.OVER_HALF, 8, 5, False),  # 超过半数 does not include the half
        (8, 8, 5, PassRule.OVER_HALF, 8, 5, True),
        (8, 6, 3, PassRule.OVER_HALF_PRESENT, 6, 4, False),
        (9, 9, 6, PassRule.TWO_THIRDS, 9, 6, True),
        (8, 8, 5, PassRule.TWO_THIRDS, 8, 6, False),
        (9, 6, 4, PassRule.TWO_THIRDS_PRESENT, 6, 4, True),
        (8, 8, 6, PassRule.THREE_QUARTERS, 8, 6, True),
        (9, 9, 6, PassRule.THREE_QUARTERS, 9, 7, False),
        (7, 7, 7, PassRule.UNANIMOUS, 7, 7, True),
        (7, 6, 6, PassRule.UNANIMOUS, 7, 7, False),  # whoever is absent has not agreed
    ],
)
def test_pass_rules(
    eligible: int, present: int, yes: int, rule: PassRule, base: int, needed: int, passed: bool
) -> None:
    found = tally(eligible, present, yes, present - yes, 0, rule=rule)
    assert (found.base, found.needed, found.passed) == (base, needed, passed)


def test_at_even_numbers_the_half_is_a_quorum_and_no_majority() -> None:
    for eligible in range(2, 40, 2):
        found = tally(eligible, eligible // 2, eligible // 2, 0, 0)
        assert found.quorum
        assert not found.passed


def test_who_recuses_is_there_and_leaves_the_base() -> None:
    assert tally(7, 5, 3, 1, 0, 1).base == 6
    assert not tally(7, 5, 3, 1, 0, 1).passed
    assert tally(7, 5, 4, 0, 0, 1).passed
    kept = tally(6, 4, 3, 0, 0, 1, recusal_reduces_base=False)
    assert (kept.base, kept.needed, kept.passed) == (6, 4, False)
    assert tally(6, 4, 3, 0, 0, 1).passed
    assert tally(6, 3, 2, 0, 0, 1).quorum, "who recuses came to the meeting"
    assert tally(7, 5, 3, 1, 0, 1, rule=PassRule.OVER_HALF_PRESENT).base == 4


def test_the_reason_says_how_it_was_counted() -> None:
    assert tally(7, 5, 4, 1, 0).reason == (
        "应到 7 人，实到 5 人；赞成票超过应到会人数的二分之一，以 7 人为基数要 4 票，赞成 4 票，通过"
    )
    few = tally(8, 3, 3, 0, 0)
    assert few.reason == "应到 8 人，实到 3 人；半数以上到会要 4 人，不足，不能表决"


@pytest.mark.parametrize(
    ("figures", "rule"),
    [
        ((0, 0, 0, 0, 0), Rule.QUORUM),
        ((7, 8, 0, 0, 0), Rule.QUORUM),  # observers were counted
        ((7, -1, 0, 0, 0), Rule.QUORUM),
        ((7, 5, 4, 1, 1), Rule.ABSENT),  # somebody absent voted
        ((7, 5, 4, 1, 0, 1), Rule.RECUSAL),  # somebody recused voted
        ((7, 5, 4, 1, 2, 1), Rule.ABSENT),
        ((7, 5, 0, 0, 0, 6), Rule.RECUSAL),
        ((7, 5, 0, 0, 0, 5), Rule.RECUSAL),  # nobody is left
        ((7, 5, 4, -1, 0), Rule.COUNTED),
    ],
)
def test_figures_that_cannot_be_are_refused(figures: tuple[int, ...], rule: Rule) -> None:
    with pytest.raises(Refusal) as refused:
        tally(*figures)
    assert refused.value.rule is rule
    assert str(refused.value).startswith(f"{rule.label}：")


@pytest.mark.parametrize(
    ("ballots", "votes", "rule"),
    [
        (Ballots(7, 6, 1), (5, 1, 0), Rule.COUNTED),  # more votes than valid ballots
        (Ballots(7, 6, 1), (3, 1, 0), Rule.COUNTED),
        (Ballots(6, 7, 0), (6, 1, 0), Rule.RETURNED),
        (Ballots(8, 7, 0), (6, 1, 0), Rule.ONE_VOTE),
        (Ballots(7, 6, 7), (0, 0, 0), Rule.COUNTED),
        (Ballots(7, 7, -1), (7, 1, 0), Rule.COUNTED),
    ],
)
def test_ballots_that_do_not_fit_are_refused(
    ballots: Ballots, votes: tuple[int, int, int], rule: Rule
) -> None:
    with pytest.raises(Refusal) as refused:
        tally(7, 7, *votes, ballots=ballots)
    assert refused.value.rule is rule


def test_fewer_ballots_back_than_out_is_a_valid_vote() -> None:
    found = tally(7, 7, 4, 1, 0, ballots=Ballots(7, 6, 1))
    assert found.passed
    assert Ballots(7, 6, 1).valid == 5


# -- against a counter of heads -------------------------------------------------------------------------------

SHARE = {Quorum.HALF: Fraction(1, 2), Quorum.TWO_THIRDS: Fraction(2, 3), Quorum.FOUR_FIFTHS: Fraction(4, 5)}
LEAST = {
    PassRule.TWO_THIRDS: Fraction(2, 3), PassRule.TWO_THIRDS_PRESENT: Fraction(2, 3),
    PassRule.THREE_QUARTERS: Fraction(3, 4), PassRule.UNANIMOUS: Fraction(1),
}  # fmt: skip
heads = st.lists(
    st.sampled_from(["away", "leaves", "yes", "no", "abstain", "silent"]), min_size=1, max_size=60
)


@given(heads, st.sampled_from(PassRule), st.sampled_from(Quorum), st.booleans())
def test_against_counting_heads(room: list[str], rule: PassRule, quorum: Quorum, reduces: bool) -> None:
    """Everybody of the room is told by what they do; the counter takes them one by one, in fractions."""
    came = [head for head in room if head != "away"]
    left = [head for head in came if head == "leaves"]
    figures = (len(room), len(came), *(room.count(each) for each in ("yes", "no", "abstain")), len(left))
    if came and len(left) == len(came):
        with pytest.raises(Refusal):
            tally(*figures, rule=rule, quorum=quorum, recusal_reduces_base=reduces)
        return
    found = tally(*figures, rule=rule, quorum=quorum, recusal_reduces_base=reduces)

    asked = came if "present" in rule.value else room
    counted = [head for head in asked if head != "leaves"] if reduces else asked
    share = Fraction(sum(head == "yes" for head in counted), len(counted)) if counted else Fraction(0)
    enough = share > Fraction(1, 2) if rule.value.startswith("over-half") else share >= LEAST.get(rule, 2)
    there = Fraction(len(came), len(room)) >= SHARE[quorum]
    assert found.base == len(counted)
    assert found.quorum is there
    assert found.passed is (there and enough)
    # One vote less than what is called needed never passes, and what is needed does.
    if there:
        votes = sum(head == "yes" for head in room)
        assert found.passed is (votes >= found.needed)


@given(st.integers(1, 500), st.sampled_from(PassRule))
def test_needed_is_the_least_number_that_is_enough(base: int, rule: PassRule) -> None:
    def enough(yes: int) -> bool:
        return 2 * yes > base if rule.value.startswith("over-half") else yes >= LEAST[rule] * base

    needed = rule.needed(base)
    assert enough(needed)
    assert not enough(needed - 1)
