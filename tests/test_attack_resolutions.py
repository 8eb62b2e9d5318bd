"""What needs a resolution, attacked: thresholds to the fen, spent and changed resolutions; changed, confirmed and let go."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app import meetings, office
from app.kit.errors import Invalid, UserError
from app.kit.history import history
from app.kit.store import Store
from app.meetings import catalogue, deciding, decisions, deliberating, exporting, following, requiring
from app.meetings.choices import ActKind, Aim, Outcome, VoteKind
from app.meetings.deciding import Counted
from app.meetings.models import AgendaItem, FollowUp, Override, Resolution
from app.meetings.rules import Rule
from tests.council import DAY, MONEY, Council

LATER = date(2026, 5, 6)


@pytest.fixture
def council(store: Store) -> Council:
    return Council(store)


def passed(council: Council, title: str, code: str, day: date = DAY, **values: Any) -> int:
    meeting = council.begun(council.called(council.raised(title, code, day, **values), day=day), 6, day)
    made = council.voted(council.items(meeting)[0], 6)
    assert made is not None
    return made


def submission_of(council: Council, resolution: int) -> int:
    item = council.value(Resolution, resolution, "item_id")
    found: int = council.value(AgendaItem, item, "submission_id")
    return found


def number(council: Council, resolution: int) -> str:
    found: str = council.value(Resolution, resolution, "resolution_no")
    return found


def ask(
    council: Council,
    amount: str | None,
    reference: str = "FK-1",
    resolution_no: str = "",
    kind: ActKind = ActKind.PAYMENT,
) -> int | None:
    with council.store.changing("支付") as session:
        asked = None if amount is None else Decimal(amount)
        return meetings.require(session, kind, asked, reference, today=DAY, resolution_no=resolution_no)


# -- thresholds -----------------------------------------------------------------------------------------------


def test_at_the_threshold_and_a_fen_below(council: Council) -> None:
    assert ask(council, "49999.99") is None
    assert ask(council, "0") is None
    for amount in ("50000", "50000.00", "200000.00", "999999999999.99"):
        with pytest.raises(meetings.NeedsResolution):
            ask(council, amount)


def test_an_unknown_amount_does_not_slip_below_the_threshold(council: Council) -> None:
    with pytest.raises(meetings.NeedsResolution, match=r"200,000\.00 元以上"):
        ask(council, None)
    made = passed(council, "框架采购", "D01", amount=MONEY, reference="FK-1")
    assert ask(council, None) == made


def test_no_act_gives_money_back_to_a_resolution(council: Council) -> None:
    made = passed(council, "预算外支出", "D03", amount=Decimal("1000.00"))
    assert ask(council, "1000.00", "A", number(council, made), ActKind.UNBUDGETED) == made
    with pytest.raises(Invalid, match="不能是负数"):
        ask(council, "-1000.00", "B", number(council, made), ActKind.UNBUDGETED)
    with pytest.raises(meetings.NeedsResolution, match=r"还剩 0\.00 元"):
        ask(council, "1000.00", "B", number(council, made), ActKind.UNBUDGETED)


def test_a_large_sum_that_was_decided_is_paid_in_parts(council: Council) -> None:
    """Each part alone would go to a lower body; the higher one has decided on all."""
    made = passed(council, "支付工程款", "D01", amount=MONEY)
    assert ask(council, "60000.00", "FK-1", number(council, made)) == made
    assert ask(council, "240000.00", "FK-2", number(council, made)) == made
    with pytest.raises(meetings.NeedsResolution, match=r"还剩 0\.00 元"):
        ask(council, "50000.00", "FK-3", number(council, made))


def test_a_lower_body_does_not_open_what_a_higher_one_decides(council: Council) -> None:
    with council.store.changing("办公会成员") as session:
        body = council.body_of(session, "主任办公会议")
        for person in council.people:
            seat = {"body_id": body, "person_id": person, "post": "成员", "starts_on": date(2024, 1, 1)}
            catalogue.save_member(session, None, seat)
    meeting = council.called(council.raised("付款", "D02", amount=MONEY, reference="FK-1"), body=body)
    made = council.counted(council.items(council.begun(meeting))[0], Counted(7, 0, 0))
    assert ask(council, "60000.00") == made
    with pytest.raises(meetings.NeedsResolution, match="领导班子会议"):
        ask(council, "200000.00", "FK-1", number(council, made or 0))


@pytest.mark.parametrize("outcome", [Outcome.REJECTED, Outcome.DEFERRED])
def test_what_was_rejected_or_deferred_opens_nothing(council: Council, outcome: Outcome) -> None:
    submission = council.raised("付款", "D01", amount=MONEY, reference="FK-1")
    item = council.items(council.begun(council.called(submission)))[0]
    counted = Counted(3, 4, 0) if outcome is Outcome.REJECTED else None
    council.do(deliberating.open_item, item)
    assert council.do(deciding.decide, item, outcome, "", counted) is None
    with pytest.raises(meetings.NeedsResolution):
        ask(council, "200000.00")
    with council.refused(Rule.ONE_BY_ONE):
        council.do(deciding.decide, item, Outcome.PASSED, "同意", Counted(7, 0, 0))


# -- changed, confirmed, let go -------------------------------------------------------------------------------


def test_a_changed_decision_does_not_open_its_money_twice(council: Council) -> None:
    old = passed(council, "支付工程款", "D01", amount=MONEY)
    assert ask(council, "250000.00", "FK-1", number(council, old)) == old
    changed = {"amount": MONEY, "aim": Aim.CHANGE, "about_id": submission_of(council, old)}
    newer = passed(council, "调整付款方式", "D01", LATER, **changed)
    with pytest.raises(meetings.NeedsResolution, match=r"还剩 50,000\.00 元"):
        ask(council, "250000.00", "FK-2", number(council, newer))
    assert ask(council, "50000.00", "FK-2", number(council, newer)) == newer


def test_a_decision_is_changed_once_and_then_the_newer_one(council: Council) -> None:
    old = passed(council, "支付工程款", "D01", amount=MONEY)
    changed = {"amount": MONEY, "aim": Aim.CHANGE, "about_id": submission_of(council, old)}
    both = [council.raised(name, "D01", LATER, **changed) for name in ("第一种改法", "第二种改法")]
    meeting = council.begun(council.called(*both, day=LATER), 6, LATER)
    first, second = council.items(meeting)
    newer = council.voted(first, 6)
    council.do(deliberating.open_item, second)
    with council.refused(Rule.SAME_BODY):
        council.do(deciding.decide, second, Outcome.PASSED, "同意", Counted(6, 0, 0))
    with pytest.raises(Invalid, match="请针对后者提出"):
        council.raised("第三种改法", "D01", LATER, **changed)
    council.raised("再改", "D01", LATER, **(changed | {"about_id": submission_of(council, newer or 0)}))


def test_an_urgent_decision_stays_listed_until_it_is_confirmed(council: Council) -> None:
    made = passed(council, "抢修", "D01", amount=MONEY, emergency=True, emergency_reason="停水")
    about = {"aim": Aim.RATIFY, "about_id": submission_of(council, made), "amount": MONEY}
    again = council.raised("追认抢修", "D01", LATER, **about)
    meeting = council.begun(council.called(again, day=LATER), 6, LATER)
    council.voted(council.items(meeting)[0], 2, 4, Outcome.REJECTED)
    with council.store.reading() as session:
        assert [row[0] for row in decisions.to_ratify(session)] == [made], "a refused confirmation is none"
        assert decisions.waiting(session, date(2027, 3, 1)).to_ratify == 1


def test_the_ledger_says_what_was_never_confirmed(council: Council, tmp_path: Path) -> None:
    made = passed(council, "抢修", "D01", amount=MONEY, emergency=True, emergency_reason="停水")
    passed(council, "付款", "D01", LATER, amount=MONEY)

    def urgent() -> list[Any]:
        out = tmp_path / "台账.xlsx"
        council.do(exporting.export_decisions, DAY.year, out)
        rows = list(load_workbook(out)["三重一大台账"].iter_rows(min_row=2, values_only=True))
        return [row[rows[0].index("紧急")] for row in rows[1:]]

    assert urgent() == ["是，尚未追认", None]
    about = {"aim": Aim.RATIFY, "about_id": submission_of(council, made), "amount": MONEY}
    passed(council, "追认抢修", "D01", LATER, **about)
    assert urgent() == ["是", None, None]


def test_rules_in_use_are_revised_not_edited(council: Council) -> None:
    council.raised("付款", "D01", amount=MONEY)
    for values in ({"needs_finance": False}, {"vote_kind": VoteKind.ORAL}):
        with pytest.raises(UserError, match="请用“修订”"):
            council.do(catalogue.save_matter, council.matter("D01"), values)


def test_who_lets_go_for_an_amount_lets_go_no_more(council: Council) -> None:
    council.do(requiring.override, ActKind.PAYMENT, MONEY, "FK-1", "抢险", today=DAY)
    assert ask(council, "300000.00") is None
    for amount in ("300000.01", None):
        with pytest.raises(meetings.NeedsResolution):
            ask(council, amount)
    with pytest.raises(Invalid, match="不能是负数"):
        council.do(requiring.override, ActKind.PAYMENT, Decimal(-1), "FK-2", "抢险", today=DAY)
    with council.store.reading() as session:
        row = session.scalars(select(Override)).one()
        told = history(session, Override, row.id)
        assert decisions.waiting(session, DAY).let_go == 1
    words = str(told)
    assert "抢险" in words
    assert "300,000.00" in words


def test_a_task_is_not_due_before_its_decision(council: Council) -> None:
    made = passed(council, "购置电梯", "D01", amount=MONEY)
    values = {"resolution_id": made, "task": "装电梯", "owner_id": council.clerk, "due_on": LATER}
    task = council.do(following.save_follow_up, None, values, today=DAY)
    with pytest.raises(Invalid, match="办理时限早于决定日期"):
        council.do(following.save_follow_up, task, {"due_on": date(2026, 1, 1)}, today=DAY)
    assert council.value(FollowUp, task, "due_on") == LATER


def test_the_office_verifies_after_all_this(council: Council) -> None:
    old = passed(council, "支付工程款", "D01", amount=MONEY)
    changed = {"amount": MONEY, "aim": Aim.CHANGE, "about_id": submission_of(council, old)}
    passed(council, "调整付款方式", "D01", LATER, **changed)
    council.do(requiring.override, ActKind.PAYMENT, MONEY, "FK-9", "抢险", today=DAY)
    assert office.verify(council.store, deep=True) == []
