"""The arithmetic of a vote: quorum, base, how many are needed, whether it passed. Whole numbers only.

Quorum is “以上”, which includes the number itself (民法典 第1259条), of all who should attend: half of 8 is 4.
A vote “超过半数” is strict: of 8 it takes 5. “三分之二以上”, “四分之三以上” include the number again: of 9 it
takes 6. Where a rule does not say 到会, the base is 应到 (党组工作条例 第27条), so that an absent member counts
against; written opinions of absent members are not counted. Who recuses stays 到会 for the quorum, leaves for
the item, does not vote, and is taken off its base unless the office decided otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.kit.db import Choice
from app.kit.errors import UserError


class Quorum(Choice):
    """How many of 应到 must be there, as a share that includes the number itself."""

    HALF = "half", "半数以上到会"
    TWO_THIRDS = "two-thirds", "三分之二以上到会"
    FOUR_FIFTHS = "four-fifths", "五分之四以上到会"

    def needed(self, eligible: int) -> int:
        """The least number present."""
        part, whole = _SHARES[self]
        return -(-part * eligible // whole)

    def as_strict_as(self, other: Quorum) -> bool:
        """Whether it asks for no fewer, of however many."""
        return list(Quorum).index(self) >= list(Quorum).index(other)


class PassRule(Choice):
    OVER_HALF = "over-half-of-eligible", "赞成票超过应到会人数的二分之一"
    OVER_HALF_PRESENT = "over-half-of-present", "赞成票超过到会人数的二分之一"
    TWO_THIRDS = "two-thirds-of-eligible", "赞成票达到应到会人数的三分之二"
    TWO_THIRDS_PRESENT = "two-thirds-of-present", "赞成票达到到会人数的三分之二"
    THREE_QUARTERS = "three-quarters-of-eligible", "赞成票达到应到会人数的四分之三"
    UNANIMOUS = "unanimous", "应到会人员全票赞成"

    @property
    def of_present(self) -> bool:
        return self in (PassRule.OVER_HALF_PRESENT, PassRule.TWO_THIRDS_PRESENT)

    def needed(self, base: int) -> int:
        """The least number of yes votes."""
        if self in (PassRule.OVER_HALF, PassRule.OVER_HALF_PRESENT):
            return base // 2 + 1
        part, whole = _PARTS[self]
        return -(-part * base // whole)

    def as_strict_as(self, other: PassRule) -> bool:
        """Whether it asks for no fewer votes, however many are there; 应到 is never fewer than 到会."""
        return (other.of_present or not self.of_present) and _ORDER[self] >= _ORDER[other]


_SHARES = {Quorum.HALF: (1, 2), Quorum.TWO_THIRDS: (2, 3), Quorum.FOUR_FIFTHS: (4, 5)}
_PARTS = {
    PassRule.TWO_THIRDS: (2, 3), PassRule.TWO_THIRDS_PRESENT: (2, 3), PassRule.THREE_QUARTERS: (3, 4),
    PassRule.UNANIMOUS: (1, 1),
}  # fmt: skip
_ORDER = {
    PassRule.OVER_HALF: 0, PassRule.OVER_HALF_PRESENT: 0, PassRule.TWO_THIRDS: 1,
    PassRule.TWO_THIRDS_PRESENT: 1, PassRule.THREE_QUARTERS: 2, PassRule.UNANIMOUS: 3,
}  # fmt: skip


class Rule(Choice):
    """The rules that a refusal names."""

    QUORUM = "quorum", "到会人数"
    ONE_VOTE = "one_vote", "一人一票"
    ABSENT = "absent", "缺席不计票"
    RECUSAL = "recusal", "回避"
    RETURNED = "returned", "收回不多于发出"
    COUNTED = "counted", "票数相符"
    SECRET = "secret", "无记名"
    ONE_BY_ONE = "one_by_one", "逐项表决"
    CHAIR_LAST = "chair_last", "末位表态"
    ALL_VOTE = "all_vote", "到会成员逐人表决"
    PASSING = "passing", "通过规则"
    NOTICE = "notice", "先通知后开会"
    MATERIALS = "materials", "材料提前送达"
    SIGN_IN = "sign_in", "签到"
    REVIEW = "review", "逐级审核"
    PREREQUISITES = "prerequisites", "前置程序"
    NO_SURPRISE = "no_surprise", "不得临时动议"
    SAME_BODY = "same_body", "原会议重新议决"
    ORDER = "order", "按程序办理"
    SEALED = "sealed", "封存"


class Refusal(UserError):
    """Something that a rule of decision-making forbids; the sentence begins with the rule's name."""

    def __init__(self, rule: Rule, words: str) -> None:
        self.rule = rule
        super().__init__(f"{rule.label}：{words}")


@dataclass(frozen=True)
class Verdict:
    """What a vote comes to. `quorum_needed` of 应到 must be there; `needed` yes votes of `base` pass it."""

    quorum: bool
    quorum_needed: int
    base: int
    needed: int
    passed: bool
    reason: str


@dataclass(frozen=True)
class Ballots:
    """A secret ballot as it is counted, and all that is ever known of it."""

    issued: int
    returned: int
    invalid: int

    @property
    def valid(self) -> int:
        return self.returned - self.invalid


def tally(
    eligible: int,
    present: int,
    yes: int,
    no: int,
    abstain: int,
    recused: int = 0,
    *,
    rule: PassRule = PassRule.OVER_HALF,
    quorum: Quorum = Quorum.HALF,
    recusal_reduces_base: bool = True,
    ballots: Ballots | None = None,
) -> Verdict:
    """Count a vote. `present` are those who signed in, `recused` those among them who left for this item.

    Too few present is a verdict, not an error: nothing passes. Raises Refusal for figures that cannot be.
    """
    voters = _voters(eligible, present, recused)
    _check_votes(yes + no + abstain, min(yes, no, abstain), voters, recused, ballots)
    base = (present if rule.of_present else eligible) - (recused if recusal_reduces_base else 0)
    least, needed = quorum.needed(eligible), rule.needed(base)
    there = present >= least
    reason = f"应到 {eligible} 人，实到 {present} 人"
    reason += f"，回避 {recused} 人" if recused else ""
    if not there:
        return Verdict(
            False, least, base, needed, False, f"{reason}；{quorum.label}要 {least} 人，不足，不能表决"
        )
    passed = yes >= needed
    reason += (
        f"；{rule.label}，以 {base} 人为基数要 {needed} 票，赞成 {yes} 票，{'通过' if passed else '未通过'}"
    )
    return Verdict(True, least, base, needed, passed, reason)


def _voters(eligible: int, present: int, recused: int) -> int:
    """How many may vote."""
    if eligible < 1:
        raise Refusal(Rule.QUORUM, "应到人数至少是 1 人，请核对。")
    if not 0 <= present <= eligible:
        raise Refusal(
            Rule.QUORUM, f"实到 {present} 人，应到 {eligible} 人，人数不对，请核对。列席的人不计入。"
        )
    if not 0 <= recused <= present:
        raise Refusal(Rule.RECUSAL, f"回避 {recused} 人，实到 {present} 人，人数不对，请核对。")
    if present and recused == present:
        raise Refusal(Rule.RECUSAL, "到会的人全都回避，没有人可以表决。请改期，或报上级决定。")
    return present - recused


def _check_votes(cast: int, least: int, voters: int, recused: int, ballots: Ballots | None) -> None:
    if least < 0:
        raise Refusal(Rule.COUNTED, "票数不能是负数，请核对。")
    if ballots is not None:
        check_ballots(ballots, cast, voters)
    if cast <= voters:
        return
    if cast <= voters + recused:
        raise Refusal(
            Rule.RECUSAL, f"有 {recused} 人回避，只有 {voters} 人可以表决，却有 {cast} 票。回避的人不能投票。"
        )
    raise Refusal(
        Rule.ABSENT, f"只有 {voters} 人可以表决，却有 {cast} 票。缺席的人和列席的人不能投票，也不能代投。"
    )


def check_ballots(ballots: Ballots, cast: int, voters: int) -> None:
    """Issued, returned, valid and invalid papers must fit together. Raises Refusal."""
    if min(ballots.issued, ballots.returned, ballots.invalid) < 0:
        raise Refusal(Rule.COUNTED, "票数不能是负数，请核对。")
    if ballots.issued > voters:
        raise Refusal(Rule.ONE_VOTE, f"可以表决的有 {voters} 人，却发出 {ballots.issued} 张票，请核对。")
    if ballots.returned > ballots.issued:
        raise Refusal(
            Rule.RETURNED,
            f"发出 {ballots.issued} 张，收回 {ballots.returned} 张，收回的多于发出的，这次投票无效，请重新投票。",
        )
    if ballots.invalid > ballots.returned:
        raise Refusal(Rule.COUNTED, f"收回 {ballots.returned} 张，废票却有 {ballots.invalid} 张，请核对。")
    if cast != ballots.valid:
        raise Refusal(
            Rule.COUNTED,
            f"收回 {ballots.returned} 张，除去废票 {ballots.invalid} 张，有效票应是 {ballots.valid} 张，"
            f"而同意、不同意、弃权合计 {cast} 张。请重新计票。",
        )
