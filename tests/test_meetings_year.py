"""A year of a small unit's meetings: raised, reviewed, voted, carried out, changed, filed and told."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from app import office
from app.__main__ import run
from app.assets import disposals, service
from app.assets.choices import DisposalMethod
from app.assets.models import Asset
from app.kit.errors import UserError
from app.kit.store import Store
from app.meetings import arranging, deciding, decisions, deliberating, following, queries, requiring, sitting
from app.meetings.choices import ActKind, Aim, Outcome
from app.meetings.deciding import Counted
from app.meetings.decisions import Wanted
from app.meetings.models import AgendaItem, Submission
from app.meetings.rules import Ballots, Rule
from tests.council import Council

BOILER = Decimal("260000.00")


def test_a_year_of_meetings(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    council = Council(store)
    do = council.do

    # January: the plan of the year and the budget, in one sitting, each voted by its own. One is at a course.
    january = date(2026, 1, 12)
    plan = council.raised("2026年工作计划", "A01", january, content="全年重点工作八项。")
    budget = council.raised("2026年预算编制", "A03", january)
    first = council.begun(council.called(plan, budget, day=january), 6, january)
    one, two = council.items(first)
    do(deliberating.open_item, one)
    do(deliberating.report, one, council.clerk, "汇报计划编制过程和主要内容。")
    for person in council.people[1:6]:
        do(deliberating.speak, one, person, "同意。")
    do(deliberating.speak, one, council.chair, "同意大家的意见。")
    assert do(deciding.decide, one, Outcome.PASSED, "同意2026年工作计划。", Counted(6, 0, 0))
    do(deliberating.open_item, two)
    for at, person in enumerate(council.people[:6]):
        do(
            deliberating.cast,
            two,
            person,
            deliberating.VoteChoice.YES if at < 4 else deliberating.VoteChoice.NO,
        )
    assert do(deciding.decide, two, Outcome.AMENDED, "原则同意，压减会议费后执行。")
    do(deciding.dissent, two, council.people[5], "建议保留培训经费。")
    sealed = council.sealed(first, tmp_path, january)

    # March: the boiler broke on a cold night; the chief decides the repair, the next meeting confirms it.
    march = date(2026, 3, 3)
    repair = council.raised(
        "抢修供暖锅炉", "D01", march, amount=BOILER, emergency=True, emergency_reason="供暖中断"
    )
    meeting = council.begun(council.called(repair, day=march), 5, march)
    urgent = council.voted(council.items(meeting)[0], 5)
    council.sealed(meeting, tmp_path, march)
    april = date(2026, 4, 7)
    confirm = council.raised("追认抢修供暖锅炉", "D01", april, amount=BOILER, aim=Aim.RATIFY, about_id=repair)
    second = council.begun(council.called(confirm, day=april), 7, april)
    with store.reading() as session:
        assert [each[0] for each in decisions.to_ratify(session)] == [urgent]
    council.voted(council.items(second)[0], 7)
    council.sealed(second, tmp_path, april)

    # May: an appointment in secret by the party branch; two thirds are there, one ballot is spoilt.
    may = date(2026, 5, 8)
    with store.reading() as session:
        party = council.body_of(session, "党支部委员会会议")
    third = council.begun(
        council.called(council.raised("任命后勤保障科科长", "B01", may), day=may, body=party), 6, may
    )
    secret = council.items(third)[0]
    do(deliberating.open_item, secret)
    do(
        deliberating.report,
        secret,
        council.clerk,
        "",
        scrutineer_id=council.people[4],
        teller_id=council.people[5],
    )
    do(deciding.decide, secret, Outcome.PASSED, "同意任命。", Counted(5, 0, 0, Ballots(6, 6, 1)))
    council.sealed(third, tmp_path, may)

    # June: the old boiler goes. Without a resolution it does not; a member whose brother buys scrap leaves.
    june = date(2026, 6, 9)
    card = do(
        service.save_card, None,
        {"name": "旧锅炉", "original_cost": BOILER, "life_months": 120, "booked_on": date(2026, 6, 1)},
        today=june,
    )  # fmt: skip
    number = council.value(Asset, card, "asset_no")
    with pytest.raises(UserError, match="要经领导班子会议集体决定"):
        do(disposals.write_off, card, DisposalMethod.SCRAP, june, today=june)
    scrap = council.raised("报废旧锅炉", "D04", june, amount=BOILER, reference=number)
    fourth = council.begun(council.called(scrap, day=june), 7, june)
    item = council.items(fourth)[0]
    do(deliberating.open_item, item)
    do(deliberating.recuse, item, council.people[3], "其兄经营废旧物资回收")
    with council.refused(Rule.RECUSAL):
        do(deliberating.cast, item, council.people[3], deliberating.VoteChoice.YES)
    gone = do(deciding.decide, item, Outcome.PASSED, "同意报废旧锅炉，残值上缴国库。", Counted(4, 2, 0))
    council.sealed(fourth, tmp_path, june)
    do(disposals.write_off, card, DisposalMethod.SCRAP, june, today=june)
    task = do(
        following.save_follow_up, None,
        {
            "resolution_id": gone, "task": "残值收入上缴", "owner_id": council.clerk,
            "department_id": council.department, "due_on": date(2026, 6, 30),
        },
        today=june,
    )  # fmt: skip
    do(following.finish, task, date(2026, 7, 3), "已上缴 3,200.00 元", today=date(2026, 7, 3))
    do(following.strike_off, task, "缴款书齐全，同意销号", today=date(2026, 7, 6))

    # September: a purchase is put off for a better enquiry, comes again, and is carried.
    september, october = date(2026, 9, 1), date(2026, 10, 13)
    buy = council.raised("购置空调", "C03", september, amount=Decimal("520000.00"))
    fifth = council.begun(council.called(buy, day=september), 7, september)
    do(deliberating.open_item, council.items(fifth)[0])
    assert do(deciding.decide, council.items(fifth)[0], Outcome.DEFERRED, "补充询价后再议。") is None
    do(sitting.end, fifth)
    assert council.value(Submission, buy, "status").label == "待上会"
    sixth = council.begun(council.called(buy, day=october), 7, october)
    bought = council.voted(council.items(sixth)[0], 6)
    do(sitting.end, sixth)

    # November: prices fell; the decision is changed by a new vote of the same body.
    november = date(2026, 11, 10)
    less = council.raised(
        "调减空调购置金额", "C03", november, amount=Decimal("500000.00"), aim=Aim.CHANGE, about_id=buy
    )
    seventh = council.begun(council.called(less, day=november), 7, november)
    newer = council.voted(council.items(seventh)[0], 7)
    do(sitting.end, seventh)
    assert bought is not None
    assert newer is not None
    with store.reading() as session:
        assert decisions.linked(session, bought).changed_by == decisions.linked(session, newer).resolution_no
    with store.changing("采购") as session:
        number = decisions.linked(session, newer).resolution_no
        amount = Decimal("500000.00")
        found = requiring.require(
            session, ActKind.PURCHASE, amount, "CG-7", today=november, resolution_no=number
        )
    assert found == newer

    # December: no quorum on the day of the flood, the meeting is put off and its matter waits.
    december = date(2026, 12, 8)
    rules = council.raised("修订考勤制度", "A02", december)
    eighth = council.called(rules, day=december)
    do(sitting.sign_in, eighth, council.people[:3])
    with council.refused(Rule.QUORUM):
        do(sitting.begin, eighth, today=december)
    do(arranging.cancel, eighth, "防汛值守，到会不足")
    assert council.value(Submission, rules, "status").label == "待上会"

    # The year as its superiors will see it.
    with store.reading() as session:
        year = decisions.decisions(session, Wanted(year=2026))
        assert [each.outcome.label for each in year] == [
            "通过", "原则通过", "通过", "通过", "通过", "通过", "缓议", "通过", "通过",
        ]  # fmt: skip
        assert queries.meeting(session, first).digest == sealed
        assert decisions.waiting(session, december).to_seal == 3
        assert decisions.to_ratify(session) == []
        secret_view = queries.item(session, secret)
    assert (secret_view.yes, secret_view.invalid, secret_view.valid) == (5, 1, 5)
    assert office.verify(store, deep=True) == []

    where = ["--store", store.where, "--json"]
    out = tmp_path / "2026.xlsx"
    assert run([*where, "export", "decisions", "2026", str(out)]) == 0
    assert load_workbook(out)["三重一大台账"].max_row == 11
    shown = council.value(AgendaItem, one, "meeting_id")
    assert shown == first
    for form, meeting_no in (
        ("minutes", "HY2026001"),
        ("record", "HY2026001"),
        ("ballots", "HY2026004"),
        ("packet", "HY2026005"),
    ):
        pdf = tmp_path / f"{form}.pdf"
        assert run([*where, "print", form, str(pdf), meeting_no]) == 0
        assert json.loads(capsys.readouterr().out.splitlines()[-1])["slips"] >= 1
        assert len(PdfReader(pdf).pages) >= 1
    assert sealed[:8] in "".join(page.extract_text() for page in PdfReader(tmp_path / "minutes.pdf").pages)
