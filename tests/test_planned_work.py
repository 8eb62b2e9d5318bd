"""Planned work comes round in time, over many assets at once; certificates run out; the calendar looks ahead."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app import office
from app.assets import service as assets
from app.assets.choices import LegacyClass
from app.kit import records
from app.kit.errors import Invalid, UserError
from app.kit.months import Month
from app.kit.store import Store
from app.workorders import failing, planning, service, working
from app.workorders.choices import CertificateKind, Channel, Cycle, PlanKind, Span, State, Urgency
from app.workorders.models import Certificate, MaintenancePlan, OrderAsset, PlanTurn
from app.workorders.plan_dates import after
from tests.repair_desk import Desk, at, open_desk, order, told

MARCH = Month.make(2026, 3)


@pytest.fixture
def desk(store: Store) -> Desk:
    return open_desk(store)


def plan(store: Store, desk: Desk, **values: object) -> int:
    usual = {
        "name": "水泵房保养", "place_id": desk.building, "every": 1, "next_on": date(2026, 3, 10), "team_id": desk.team,
        "category_id": desk.categories["给排水"],
    }  # fmt: skip
    with store.changing("计划") as session:
        return records.save(session, MaintenancePlan, None, usual | values)


def finish(store: Store, order_id: int, when: str) -> None:
    with store.changing("完工") as session:
        service.arrive(session, order_id, at(when))
        working.answer(
            session, order_id, {item.item: "是" for item, _ in working.checklist(session, order_id)}
        )
        service.finish(session, order_id, "已保养", at(when))


def test_an_order_is_made_some_days_before_and_once(store: Store, desk: Desk) -> None:
    made = plan(store, desk)
    with store.changing("出单") as session:
        assert planning.make_orders(session, at("03-06 23:59")) == []
        (order_id,) = planning.make_orders(session, at("03-07 08:00"))
        assert planning.make_orders(session, at("03-07 09:00")) == []
        found = order(session, order_id)
        assert (found.urgency, found.channel, found.state) == (
            Urgency.PLANNED,
            Channel.PLAN,
            State.DISPATCHED,
        )
        assert told(found.finish_by) == "03-10 17:30"
        assert records.get(session, MaintenancePlan, made).next_on == date(2026, 4, 10)
    finish(store, order_id, "03-10 16:00")
    with store.reading() as session:
        turn = session.scalars(select(PlanTurn)).one()
        assert (turn.due_on, turn.done_on) == (date(2026, 3, 10), date(2026, 3, 10))
        assert order(session, order_id).finish_late is False


def test_counted_from_completion(store: Store, desk: Desk) -> None:
    made = plan(store, desk, cycle=Cycle.AFTER, every=30, span=Span.DAYS)
    with store.changing("出单") as session:
        (order_id,) = planning.make_orders(session, at("03-09 08:00"))
        assert records.get(session, MaintenancePlan, made).next_on is None
    finish(store, order_id, "03-12 16:00")
    with store.reading() as session:
        assert records.get(session, MaintenancePlan, made).next_on == date(2026, 4, 11)


def test_what_was_missed_altogether_is_made_once(store: Store, desk: Desk) -> None:
    made = plan(store, desk, next_on=date(2026, 1, 31))
    with store.changing("出单") as session:
        assert len(planning.make_orders(session, at("05-15 08:00"))) == 1
        assert records.get(session, MaintenancePlan, made).next_on == date(2026, 5, 31)


def test_months_keep_their_day_where_they_have_it() -> None:
    found = MaintenancePlan(name="x", every=1, span=Span.MONTHS)
    days = [after(found, date(2026, 1, 31), turn) for turn in (1, 2, 3, 13)]
    assert days == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2027, 2, 28)]
    assert planning.unit_words(found) == "每 1 个月"


def test_one_order_over_many_assets(store: Store, desk: Desk) -> None:
    day = date(2026, 3, 1)
    usual = {
        "original_cost": Decimal("3000.00"),
        "life_months": 60,
        "booked_on": day,
        "legacy_class": LegacyClass.GENERAL,
    }
    with store.changing("资产") as session:
        first, second, _ = (
            assets.save_card(session, None, usual | {"name": name}, today=day)
            for name in ("挂式空调", "柜式空调", "电视机")
        )
    plan(
        store,
        desk,
        name="空调清洗",
        place_id=None,
        legacy_class=LegacyClass.GENERAL,
        asset_words="空调",
        kind=PlanKind.PATROL,
    )
    with store.changing("出单") as session:
        (order_id,) = planning.make_orders(session, at("03-09 08:00"))
        assert set(session.scalars(select(OrderAsset.asset_id))) == {first, second}
        planning.check_assets(session, order_id, [first], "正常")
        with pytest.raises(Invalid, match="什么问题"):
            planning.check_assets(session, order_id, [second], faulty=True)
        planning.check_assets(session, order_id, [second], "不制冷", faulty=True)
        with pytest.raises(UserError, match="没有发现"):
            planning.repair_found(session, order_id, first, at("03-09 09:00"))
        repair = planning.repair_found(session, order_id, second, at("03-09 09:00"))
        assert (order(session, repair).fault, order(session, repair).asset_id) == ("柜式空调：不制冷", second)
        told_ = [(each.order_id, each.fault, each.finding) for each in failing.history(session, second)]
        assert told_ == [(repair, "柜式空调：不制冷", ""), (order_id, "空调清洗（巡检）", "不制冷")]
        with pytest.raises(UserError, match="不在这张单里"):
            planning.check_assets(session, order_id, [999])
    assert office.verify(store, deep=True) == []


def test_a_plan_says_what_it_is_for(store: Store, desk: Desk) -> None:
    with pytest.raises(Invalid, match="请选资产、地点或资产类别"):
        plan(store, desk, place_id=None)
    with pytest.raises(Invalid, match="至少是 1"):
        plan(store, desk, every=0)


def test_certificates_run_out_and_are_renewed(store: Store, desk: Desk) -> None:
    values = {
        "number": "TJ-2025-01", "kind": CertificateKind.LIFT, "subject": "主楼 1 号梯", "issued_on": date(2025, 4, 10),
        "valid_until": date(2026, 4, 9),
    }  # fmt: skip
    with store.changing("证书") as session:
        old = records.save(session, Certificate, None, values)
        assert planning.expiring(session, date(2026, 1, 1)) == []
        assert [each.id for each in planning.expiring(session, date(2026, 3, 1))] == [old]
        new = {"number": "TJ-2026-07", "issued_on": date(2026, 4, 1), "valid_until": date(2027, 4, 1)}
        made = planning.renew(session, old, new)
        assert records.get(session, Certificate, made).subject == "主楼 1 号梯"
        assert planning.expiring(session, date(2026, 4, 20)) == []
        with pytest.raises(UserError, match="已有接续"):
            planning.renew(session, old, new)
    with pytest.raises(Invalid, match="早于"), store.changing("证书") as session:
        records.save(session, Certificate, None, values | {"valid_until": date(2025, 1, 1)})


def test_the_calendar_looks_ahead(store: Store, desk: Desk) -> None:
    plan(store, desk, every=15, span=Span.DAYS)
    plan(store, desk, name="化粪池清掏", cycle=Cycle.AFTER, next_on=date(2026, 4, 2))
    values = {
        "number": "1",
        "subject": "锅炉",
        "issued_on": date(2025, 4, 9),
        "valid_until": date(2026, 4, 9),
    }
    with store.changing("证书") as session:
        records.save(session, Certificate, None, values)
        planning.make_orders(session, at("03-08 08:00"))
        found = planning.ahead(session, MARCH, MARCH + 1)
    assert [(each.day.isoformat()[5:], each.words, each.state) for each in found] == [
        ("03-10", "水泵房保养", State.DISPATCHED), ("03-25", "水泵房保养", None), ("04-02", "化粪池清掏", None),
        ("04-09", "水泵房保养", None), ("04-09", "锅炉 其他检验到期", None), ("04-24", "水泵房保养", None),
    ]  # fmt: skip
