"""An order from the call to the closed repair: stamps, clocks, waits, breaches, rework, calls, parts."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from app import office
from app.kit import records, settings
from app.kit.errors import Invalid, Stale, UserError
from app.kit.months import Month
from app.kit.store import Store
from app.workorders import after, entry, joining, queries, service, stock, working
from app.workorders.choices import (
    DROPPED,
    MOVES,
    CallKind,
    Confirmation,
    DayKind,
    LinkKind,
    Rating,
    Stage,
    State,
    Step,
    Urgency,
)
from app.workorders.models import (
    Breach,
    CallBack,
    OrderLink,
    OrderPause,
    OrderStep,
    Part,
    PartMove,
    RepairKeyword,
    Rework,
    WorkDay,
    WorkOrder,
)
from app.workorders.proposing import propose
from tests.repair_desk import Desk, at, open_desk, order, told


@pytest.fixture
def desk(store: Store) -> Desk:
    return open_desk(store)


def breaches(store: Store, order_id: int) -> list[tuple[int, Step, str | None, str | None, int | None]]:
    with store.reading() as session:
        query = select(Breach).where(Breach.order_id == order_id).order_by(Breach.id)
        return [(b.round, b.step, told(b.due_at), told(b.done_at), b.minutes) for b in session.scalars(query)]


def mended(store: Store, desk: Desk, when: str = "03-04", **values: object) -> int:
    """An order that went as it should: called at nine, done at eleven."""
    with store.changing("报修") as session:
        order_id = desk.call(session, at(f"{when} 09:00"), **values)
        service.dispatch(session, order_id, at(f"{when} 09:10"), worker_id=desk.worker)
        service.arrive(session, order_id, at(f"{when} 09:30"))
        session.flush()
        items = {item.item: "是" for item, _ in working.checklist(session, order_id)}
        working.answer(session, order_id, items)
        service.finish(session, order_id, "换了垫片", at(f"{when} 11:00"))
    return order_id


# -- the call -------------------------------------------------------------------------------------------------


def test_a_call_fills_in_what_is_known_of_the_caller(store: Store, desk: Desk) -> None:
    with store.changing("报修") as session:
        order_id = desk.call(session, at("03-06 17:20"), phone="8099")
    with store.reading() as session:
        made = order(session, order_id)
        assert (made.order_no, made.state, made.department_id) == (
            "BX202600001",
            State.REPORTED,
            desk.department,
        )
        assert made.caller_name == "胡杰"
        assert told(made.respond_by) == "03-09 10:20"
        assert told(made.arrive_by) == "03-12 11:20"
        assert told(made.finish_by) == "03-17 16:20"
        assert made.due_at == made.respond_by
        assert told(made.amber_at) == "03-09 09:56"  # 96 of the 120 minutes
        known = entry.caller(session, desk.caller)
        assert (known.name, known.department, known.phone) == ("胡杰", "财务科", "8099")
        assert [each.order_no for each in known.open_orders] == ["BX202600001"]


def test_one_line_tells_who_where_and_what(store: Store, desk: Desk) -> None:
    with store.reading() as session:
        for text in ("hj zl305s 灯管 不亮", "胡杰 主楼305室 灯管 不亮"):
            found = entry.read_line(session, text)
            assert (found.caller_id, found.place_id, found.fault) == (desk.caller, desk.room, "灯管 不亮")
        assert entry.read_line(session, "走廊进水").fault == "走廊进水"


def test_words_and_places_propose(store: Store, desk: Desk) -> None:
    with store.changing("关键词") as session:
        values = {"place_id": desk.building, "team_id": desk.team}
        records.save(session, RepairKeyword, None, values)
    with store.reading() as session:
        found = propose(session, "暖气管爆裂，走廊进水", desk.room)
        assert (found.category_id, found.urgency, found.team_id) == (
            desk.categories["给排水"], Urgency.EXTREME, desk.team,
        )  # fmt: skip
        assert propose(session, "没见过的事").category_id is None
        assert propose(session, "没见过的事", category_id=desk.categories["电梯"]).urgency is Urgency.URGENT


def test_likely_duplicates_show_before_saving(store: Store, desk: Desk) -> None:
    with store.changing("报修") as session:
        first = desk.call(session, at("03-06 09:00"))
        desk.call(session, at("03-06 09:05"), category_id=desk.categories["家具"], fault="椅子坏了")
    with store.reading() as session:
        water = desk.categories["给排水"]
        assert [each.id for each in entry.duplicates(session, desk.room, water)] == [first]
        assert [each.id for each in entry.duplicates(session, desk.building, water)] == [first]
        assert [each.id for each in entry.duplicates(session, desk.room, None, "水龙头漏水")] == [first]
        assert not entry.duplicates(session, desk.room, water, own_id=first)
        assert not entry.duplicates(session, None, water)


def test_what_cannot_be_taken_down(store: Store, desk: Desk) -> None:
    now = at("03-06 09:00")
    with store.changing("报修") as session:
        with pytest.raises(Invalid, match="还没有到"):
            desk.call(session, now, reported_at=at("03-06 09:01"))
        with pytest.raises(UserError, match="finished_at"):
            desk.call(session, now, finished_at=now)
        with pytest.raises(Invalid, match="约定时间"):
            desk.call(session, now, appointed_at=at("03-09 09:00"))
    with pytest.raises(Invalid, match="故障描述"), store.changing("报修") as session:
        desk.call(session, now, fault="")


def test_an_entry_is_mended_and_another_urgency_sets_other_limits(store: Store, desk: Desk) -> None:
    with store.changing("报修") as session:
        order_id = desk.call(session, at("03-06 17:20"))
        version = order(session, order_id).version
        entry.amend(session, order_id, {"urgency": Urgency.URGENT}, version)
        assert told(order(session, order_id).respond_by) == "03-06 17:35"
        with pytest.raises(Stale):
            entry.amend(session, order_id, {"fault": "漏水"}, version)
        planned = desk.call(
            session, at("03-06 17:20"), urgency=Urgency.PLANNED, appointed_at=at("03-20 10:00")
        )
        found = order(session, planned)
        assert (told(found.respond_by), found.arrive_by, told(found.finish_by)) == (
            "03-09 17:20", None, "03-20 10:00",
        )  # fmt: skip


# -- the way ----------------------------------------------------------------------------------------------------


def test_every_state_is_reached_by_allowed_moves_only() -> None:
    assert set(MOVES) == set(State)
    assert all(not MOVES[end] for end in DROPPED)
    reached = {State.REPORTED}
    while more := {to for state in reached for to in MOVES[state]} - reached:
        reached |= more
    assert reached == set(State)


def test_an_ordinary_repair_keeps_all_its_stamps(store: Store, desk: Desk) -> None:
    order_id = mended(store, desk)
    with store.changing("评价") as session:
        after.rate(session, order_id, Rating.GOOD, at("03-04 15:00"), "快")
        after.close(session, order_id, at("03-05 09:00"))
    with store.reading() as session:
        done = order(session, order_id)
        stamps = [done.reported_at, done.accepted_at, done.dispatched_at, done.arrived_at, done.finished_at]
        assert [told(each) for each in stamps] == [
            "03-04 09:00", "03-04 09:10", "03-04 09:10", "03-04 09:30", "03-04 11:00",
        ]  # fmt: skip
        assert (done.respond_minutes, done.arrive_minutes, done.finish_minutes) == (10, 30, 120)
        assert (done.respond_late, done.arrive_late, done.finish_late) == (False, False, False)
        assert (done.rating, done.opinion, done.confirmed_how) == (Rating.GOOD, "快", Confirmation.CALLER)
        assert (done.due_at, done.state) == (None, State.CLOSED)
        steps = session.execute(select(OrderStep.state, OrderStep.who).order_by(OrderStep.id)).all()
        assert [state for state, _ in steps] == [
            State.REPORTED, State.ACCEPTED, State.DISPATCHED, State.ARRIVED, State.FINISHED, State.CONFIRMED,
            State.RATED, State.CLOSED,
        ]  # fmt: skip
        assert {who for _, who in steps} == {"张三"}
    assert office.verify(store, deep=True) == []


def test_moves_that_are_not_allowed_are_refused(store: Store, desk: Desk) -> None:
    with store.changing("报修") as session:
        order_id = desk.call(session, at("03-04 09:00"))
        with pytest.raises(UserError, match="现在是“待受理”，不能改为“已到场”"):
            service.arrive(session, order_id, at("03-04 09:10"))
        with pytest.raises(UserError, match="没有暂停"):
            service.resume(session, order_id, at("03-04 09:10"))
        with pytest.raises(Invalid, match="哪个班组"):
            service.dispatch(session, order_id, at("03-04 09:10"))
        service.cancel(session, order_id, "自己好了", at("03-04 09:10"))
        with pytest.raises(UserError, match="已撤销"):
            service.accept(session, order_id, at("03-04 09:20"))


def test_stamps_entered_later_keep_their_order(store: Store, desk: Desk) -> None:
    with store.changing("报修") as session:
        order_id = desk.call(session, at("03-04 12:00"), reported_at=at("03-04 09:00"))
        service.dispatch(session, order_id, at("03-04 12:00"), team_id=desk.team, at=at("03-04 09:20"))
        with pytest.raises(Invalid, match="早于上一步"):
            service.arrive(session, order_id, at("03-04 12:00"), at=at("03-04 09:10"))
        with pytest.raises(Invalid, match="还没有到"):
            service.arrive(session, order_id, at("03-04 12:00"), at=at("03-04 12:30"))
        service.arrive(session, order_id, at("03-04 12:00"), at=at("03-04 09:40"))
        assert order(session, order_id).arrive_minutes == 40


def test_sending_somebody_else_keeps_the_first_stamp(store: Store, desk: Desk) -> None:
    with store.changing("报修") as session:
        order_id = desk.call(session, at("03-04 09:00"))
        service.dispatch(session, order_id, at("03-04 09:10"), worker_id=desk.worker)
        service.dispatch(session, order_id, at("03-04 10:00"), vendor_id=desk.vendor, note="要专业队伍")
        found = order(session, order_id)
        assert (told(found.dispatched_at), found.team_id, found.vendor_id) == (
            "03-04 09:10",
            None,
            desk.vendor,
        )
        notes = session.scalars(
            select(OrderStep.note).where(OrderStep.state == State.DISPATCHED).order_by(OrderStep.id)
        )
        assert list(notes) == ["水电班 老赵", "电梯维保单位；要专业队伍"]


# -- waiting and being late -----------------------------------------------------------------------------------


def test_waiting_for_parts_stops_the_clock_with_a_reason(store: Store, desk: Desk) -> None:
    with store.changing("报修") as session:
        order_id = desk.call(session, at("03-04 09:00"), urgency=Urgency.URGENT)
        service.dispatch(session, order_id, at("03-04 09:05"), team_id=desk.team)
        service.arrive(session, order_id, at("03-04 09:20"))
        assert told(order(session, order_id).due_at) == "03-05 09:00"
        with pytest.raises(Invalid, match="为什么"):
            service.pause(session, order_id, State.WAITING_PARTS, " ", at("03-04 10:00"))
        service.pause(session, order_id, State.WAITING_PARTS, "等水泵轴承", at("03-04 10:00"))
        service.pause(session, order_id, State.WAITING_VENDOR, "厂家来装", at("03-05 10:00"))
        assert service.note_breaches(session, at("03-06 10:00")) == 0
        service.resume(session, order_id, at("03-06 10:00"))
        found = order(session, order_id)
        assert (found.state, found.paused_at) == (State.ARRIVED, None)
        assert told(found.due_at) == "03-07 09:00"  # 48 hours later
        waits = session.scalars(select(OrderPause).order_by(OrderPause.id)).all()
        assert [(each.kind.label, each.reason, told(each.started_at), told(each.ended_at)) for each in waits] == [
            ("待料", "等水泵轴承", "03-04 10:00", "03-05 10:00"), ("待外协", "厂家来装", "03-05 10:00", "03-06 10:00"),
        ]  # fmt: skip
        working.answer(
            session, order_id, {item.item: "是" for item, _ in working.checklist(session, order_id)}
        )
        service.finish(session, order_id, "换轴承", at("03-06 12:00"))
        assert (found.finish_minutes, found.finish_late) == (180, False)


def test_arriving_out_of_a_wait_is_judged_by_the_time_that_was_left(store: Store, desk: Desk) -> None:
    with store.changing("报修") as session:
        order_id = desk.call(session, at("03-04 09:00"), urgency=Urgency.URGENT)
        service.dispatch(session, order_id, at("03-04 09:05"), team_id=desk.team)
        service.pause(session, order_id, State.SUSPENDED, "门锁着，等开门", at("03-04 09:10"))
        service.arrive(session, order_id, at("03-04 11:00"))
        found = order(session, order_id)
        assert (found.arrive_late, found.arrive_minutes, told(found.arrive_by)) == (False, 10, "03-04 11:20")
    assert breaches(store, order_id) == []


def test_a_wait_that_begins_too_late_hides_nothing(store: Store, desk: Desk) -> None:
    with store.changing("报修") as session:
        order_id = desk.call(session, at("03-04 09:00"), urgency=Urgency.EXTREME)
        service.dispatch(session, order_id, at("03-04 09:05"), team_id=desk.team)
        service.pause(session, order_id, State.SUSPENDED, "没有人", at("03-04 09:16"))  # due at 09:15
        found = order(session, order_id)
        assert found.arrive_late is True
    assert breaches(store, order_id) == [(1, Step.ARRIVE, "03-04 09:15", None, None)]


def test_breaches_are_history_and_never_vanish(store: Store, desk: Desk) -> None:
    with store.changing("报修") as session:
        order_id = desk.call(session, at("03-04 09:00"), urgency=Urgency.EXTREME)
        assert service.note_breaches(session, at("03-04 09:10")) == 0  # on the minute is in time
        assert service.note_breaches(session, at("03-04 09:16")) == 2  # neither answered nor come
        assert service.note_breaches(session, at("03-04 09:17")) == 0
        service.accept(session, order_id, at("03-04 09:20"))
        entry.amend(session, order_id, {"urgency": Urgency.NORMAL})
        found = order(session, order_id)
        assert (found.respond_late, found.arrive_late, found.finish_late) == (True, True, None)
        assert told(found.finish_by) == "03-12 17:00"  # what is still to do goes by the new limit
    expected = [
        (1, Step.RESPOND, "03-04 09:10", "03-04 09:20", 10),
        (1, Step.ARRIVE, "03-04 09:15", None, None),
    ]
    assert breaches(store, order_id) == expected
    with store.changing("撤销") as session:
        service.cancel(session, order_id, "误报", at("03-04 09:30"))
    assert breaches(store, order_id) == expected


def test_another_holiday_moves_what_is_still_to_do(store: Store, desk: Desk) -> None:
    with store.changing("放假") as session:
        records.save(
            session, WorkDay, None, {"day": date(2026, 3, 9), "kind": DayKind.REST, "name": "停电检修"}
        )
        settings.put(session, "limit_normal_respond", 60, "本单位承诺", date(2026, 3, 1))
        before = desk.call(session, at("02-27 17:20"))
        later = desk.call(session, at("03-06 17:20"))
        assert told(order(session, before).respond_by) == "02-28 10:20"  # 调休 Saturday, old limit
        assert told(order(session, later).respond_by) == "03-10 09:20"


# -- doing the work -------------------------------------------------------------------------------------------


def test_a_checklist_must_be_filled_in(store: Store, desk: Desk) -> None:
    with store.changing("报修") as session:
        order_id = desk.call(
            session, at("03-04 09:00"), category_id=desk.categories["空调暖通"], fault="不制冷"
        )
        service.dispatch(session, order_id, at("03-04 09:05"), team_id=desk.team)
        service.arrive(session, order_id, at("03-04 09:20"))
        with pytest.raises(Invalid, match="滤网已清洗"):
            service.finish(session, order_id, "加氟", at("03-04 10:00"))
        with pytest.raises(Invalid, match="出风口温度"):
            working.answer(session, order_id, {"出风口温度": "很凉"})
        with pytest.raises(UserError, match="没有“别的”"):
            working.answer(session, order_id, {"别的": "是"})
        working.answer(session, order_id, {"出风口温度": "12.5", "滤网已清洗": "√", "冷凝水排放通畅": "否"})
        service.finish(session, order_id, "加氟", at("03-04 10:00"))
        answers = {item.item: given for item, given in working.checklist(session, order_id)}
        assert answers == {"滤网已清洗": "是", "出风口温度": "12.5", "冷凝水排放通畅": "否"}


def test_hours_and_outside_costs(store: Store, desk: Desk) -> None:
    order_id = mended(store, desk)
    day = date(2026, 3, 4)
    with store.changing("费用") as session:
        working.add_hours(session, order_id, desk.worker, day, Decimal("1.50"), day)
        working.add_hours(session, order_id, desk.worker, day, Decimal("-0.50"), day)
        with pytest.raises(Invalid):
            working.add_hours(session, order_id, desk.worker, day, Decimal("-3"), day)
        working.set_cost(session, order_id, Decimal("300.00"))
        found = order(session, order_id)
        assert (found.hours, found.cost, working.who_pays(found)) == (
            Decimal("1.00"),
            Decimal("300.00"),
            "本单位承担",
        )
        working.set_cost(session, order_id, under_warranty=True)
        assert "厂家" in working.who_pays(found)
    with pytest.raises(Invalid, match="外协费应为 0"), store.changing("费用") as session:
        working.set_cost(session, order_id, Decimal("1.00"), under_warranty=True)


def test_parts_leave_at_average_cost_and_the_last_takes_the_rest(store: Store, desk: Desk) -> None:
    day = date(2026, 3, 4)
    order_id = mended(store, desk)
    with store.changing("备件") as session:
        part = records.save(session, Part, None, {"name": "水龙头", "minimum": Decimal(2)})
        assert [each.id for each in stock.short(session)] == [part]
        stock.receive(session, part, Decimal(3), Decimal("100.00"), day, day)
        stock.issue(session, order_id, part, Decimal(1), day, day)
        stock.issue(session, order_id, part, Decimal(2), day, day)
        found = order(session, order_id)
        assert found.parts_cost == Decimal("100.00")
        with pytest.raises(Invalid, match="只有 0 个"):
            stock.issue(session, order_id, part, Decimal(1), day, day)
        stock.give_back(session, order_id, part, Decimal(1), day, day)
        assert found.parts_cost == Decimal("66.67")
        with pytest.raises(Invalid, match="不能退 3"):
            stock.give_back(session, order_id, part, Decimal(3), day, day)
        stock.receive(session, part, Decimal(4), Decimal("66.67"), day, day)
        stock.count(session, part, Decimal(4), day, day, "少一个")
        kept = records.get(session, Part, part)
        assert (kept.on_hand, kept.value) == (Decimal(4), Decimal("80.00"))
        stock.count(session, part, Decimal(0), day, day)
        assert kept.value == 0
        moves = session.execute(select(PartMove.quantity, PartMove.amount)).all()
        assert sum(each[0] for each in moves) == 0
        assert sum(each[1] for each in moves) == 0
    assert office.verify(store, deep=True) == []


def test_photos_of_before_and_after(store: Store, desk: Desk, tmp_path: Path) -> None:
    order_id = mended(store, desk)
    (tmp_path / "前.jpg").write_bytes(b"before")
    (tmp_path / "后.jpg").write_bytes(b"after")
    with store.changing("照片") as session:
        for name, stage in (("后.jpg", Stage.AFTER), ("前.jpg", Stage.BEFORE)):
            working.add_photo(session, store.shelf, order_id, tmp_path / name, stage, at("03-04 12:00"))
        found = [(stage.label, photo.name) for stage, photo in working.photos(session, order_id)]
        assert found == [("维修前", "前.jpg"), ("维修后", "后.jpg")]
    assert office.verify(store, deep=True) == []


def test_hours_of_work_that_cannot_be_meant_are_refused(store: Store) -> None:
    with store.changing("设置") as session, pytest.raises(UserError, match="不是作息时间"):
        settings.put(session, "working_hours", "朝八晚五")


def test_what_does_not_add_up_is_found(store: Store, desk: Desk) -> None:
    day, order_id = date(2026, 3, 4), mended(store, desk)
    with store.changing("备件") as session:
        part = records.save(session, Part, None, {"name": "阀芯"})
        stock.receive(session, part, Decimal(3), Decimal("30.00"), day, day)
        stock.issue(session, order_id, part, Decimal(1), day, day)
        working.add_hours(session, order_id, desk.worker, day, Decimal(1), day)
        number = order(session, order_id).order_no
    assert office.verify(store) == []
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE parts SET on_hand = on_hand + 100")
        connection.exec_driver_sql("UPDATE work_orders SET parts_cost = 0, hours = 0")
    assert office.verify(store) == [
        "备件“阀芯”的库存与出入库记录不符", f"报修单 {number} 的材料费与领料记录不符", f"报修单 {number} 的工时与工时记录不符",
    ]  # fmt: skip


# -- after the work -------------------------------------------------------------------------------------------


def test_silence_confirms_and_is_no_satisfaction(store: Store, desk: Desk) -> None:
    order_id = mended(store, desk)
    with store.changing("默认确认") as session:
        assert after.confirm_by_default(session, at("03-11 10:59")) == 0
        assert after.confirm_by_default(session, at("03-11 11:00")) == 1
        found = order(session, order_id)
        assert (found.state, found.confirmed_how, found.rating) == (
            State.CONFIRMED,
            Confirmation.DEFAULT,
            None,
        )
        after.rate(session, order_id, Rating.FAIR, at("03-12 09:00"))  # they may still say so
        assert (found.confirmed_how, found.rating) == (Confirmation.DEFAULT, Rating.FAIR)
        with pytest.raises(UserError):
            after.confirm(session, order_id, at("03-12 09:00"), Confirmation.DEFAULT)


def test_the_unsatisfied_are_called_and_treated_a_second_time(store: Store, desk: Desk) -> None:
    order_id = mended(store, desk, "03-05")
    with store.changing("评价") as session:
        after.rate(session, order_id, Rating.BAD, at("03-06 17:00"), "还在滴")
        call = after.uncalled(session, order_id)
        assert call is not None
        assert (call.kind, told(call.due_at)) == (CallKind.MANDATORY, "03-10 17:00")
        with pytest.raises(UserError, match="回访以后"):
            after.close(session, order_id, at("03-06 17:10"))
        (owed,) = queries.owed_calls(session, at("03-10 17:01"))
        assert (owed.call_id, owed.caller, owed.phone, owed.late) == (call.id, "胡杰", "", True)
        with pytest.raises(Invalid, match="原因"):
            after.call_back(session, call.id, Rating.BAD, at("03-09 09:00"))
        after.call_back(session, call.id, Rating.BAD, at("03-09 09:00"), reason="垫片不对")
        found = order(session, order_id)
        assert (found.state, found.rounds) == (State.REWORK, 2)
        service.arrive(session, order_id, at("03-09 09:30"))
        service.finish(session, order_id, "换了龙头", at("03-09 10:00"))
        after.rate(session, order_id, Rating.GOOD, at("03-09 11:00"))
        after.close(session, order_id, at("03-09 11:00"))
        assert (found.rating, found.last_rating) == (Rating.BAD, Rating.GOOD)
        assert (told(found.finished_at), told(found.last_finished_at)) == ("03-05 11:00", "03-09 10:00")
        assert queries.calls(session, at("03-01 00:00"), at("04-01 00:00")) == queries.Calls(1, 1, 1)
        with pytest.raises(UserError, match="已经登记"):
            after.call_back(session, call.id, Rating.GOOD, at("03-09 12:00"), reason="x")
    assert office.verify(store, deep=True) == []


def test_rework_has_a_clock_of_its_own(store: Store, desk: Desk) -> None:
    order_id = mended(store, desk, urgency=Urgency.URGENT)
    with store.changing("返修") as session:
        after.confirm(session, order_id, at("03-04 12:00"))
        service.reopen(session, order_id, "又漏了", at("03-05 09:00"))
        found = order(session, order_id)
        assert told(found.due_at) == "03-05 09:30"
        assert service.note_breaches(session, at("03-05 09:31")) == 1
        service.arrive(session, order_id, at("03-05 09:40"))
        service.finish(session, order_id, "换管", at("03-06 10:00"))
        rework = session.scalars(select(Rework)).one()
        assert (told(rework.arrive_by), told(rework.arrived_at)) == ("03-05 09:30", "03-05 09:40")
        assert (found.arrive_late, found.finish_late) == (False, False)  # those of the first round
    assert breaches(store, order_id) == [
        (2, Step.ARRIVE, "03-05 09:30", "03-05 09:40", 10), (2, Step.FINISH, "03-06 09:00", "03-06 10:00", 60),
    ]  # fmt: skip


def test_samples_are_drawn_the_same_way_twice(store: Store, desk: Desk) -> None:
    made = [mended(store, desk, f"03-{day:02d}") for day in (2, 3, 4, 5, 6)]
    with store.changing("抽样") as session:
        settings.put(session, "call_back_share", 40)
        for order_id in made:
            after.confirm(session, order_id, at("03-10 09:00"))
        march = Month.make(2026, 3)
        assert after.draw_sample(session, march, at("04-01 09:00")) == 2
        assert after.draw_sample(session, march, at("04-01 09:00")) == 0
        calls = session.scalars(select(CallBack)).all()
        after.call_back(session, calls[0].id, Rating.GOOD, at("04-02 09:00"))
        assert {each.kind for each in calls} == {CallKind.SAMPLE}
        assert told(calls[0].due_at) == "04-30 23:59"


# -- together -------------------------------------------------------------------------------------------------


def test_what_was_reported_twice_is_merged(store: Store, desk: Desk) -> None:
    with store.changing("报修") as session:
        first, second = desk.call(session, at("03-04 09:00")), desk.call(session, at("03-04 09:30"))
        with pytest.raises(UserError, match="最早报的"):
            joining.merge(session, [first], second, at("03-04 10:00"))
        joining.merge(session, [first, second], first, at("03-04 10:00"))
        assert (order(session, second).state, order(session, first).state) == (State.MERGED, State.REPORTED)
        tied = session.scalars(select(OrderLink)).one()
        assert (tied.order_id, tied.other_id, tied.kind) == (second, first, LinkKind.MERGED)
        with pytest.raises(UserError, match="已合并"):
            entry.amend(session, second, {"fault": "别的"})


def test_two_things_of_one_call_are_split_with_the_same_clock(store: Store, desk: Desk) -> None:
    with store.changing("报修") as session:
        order_id = desk.call(session, at("03-04 09:00"))
        (new,) = joining.split(session, order_id, ["门锁打不开", " "], at("03-04 10:00"))
        made = order(session, new)
        assert (made.fault, told(made.reported_at), told(made.respond_by)) == (
            "门锁打不开", "03-04 09:00", "03-04 11:00",
        )  # fmt: skip
        other = desk.call(session, at("03-04 10:00"))
        joining.link(session, other, order_id)
        with pytest.raises(UserError, match="已经有关联"):
            joining.link(session, order_id, other)
        with pytest.raises(UserError, match="另一张"):
            joining.link(session, other, other)


def test_numbers_go_on_where_the_book_ends(store: Store, desk: Desk) -> None:
    with store.changing("报修") as session:
        session.add(
            WorkOrder(order_no="BX202600001", fault="旧", reported_at=at("01-05 09:00"), state=State.CLOSED)
        )
        session.flush()
        assert order(session, desk.call(session, at("03-04 09:00"))).order_no == "BX202600002"
