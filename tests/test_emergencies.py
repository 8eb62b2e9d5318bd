"""The emergency desk: a burst pipe at night, minute by minute, up to the last task; drills; the duty roster."""

from datetime import date

import pytest

from app import office
from app.kit import records
from app.kit.errors import Invalid, UserError
from app.kit.months import Month
from app.kit.store import Store
from app.workorders import emergencies, service
from app.workorders.choices import EventKind, EventState, Level, Shift, Urgency
from app.workorders.models import DutyShift, EmergencyEvent, EmergencyMaterial, EmergencyPlan, PhoneEntry
from tests.repair_desk import Desk, at, open_desk, order, told


@pytest.fixture
def desk(store: Store) -> Desk:
    return open_desk(store)


@pytest.fixture
def prepared(store: Store) -> int:
    """A plan for burst pipes with its phone tree and materials."""
    with store.changing("预案") as session:
        plan = records.save(session, EmergencyPlan, None, {"name": "爆管跑水预案", "kind": EventKind.WATER})
        first = {"plan_id": plan, "position": 1, "role": "抢修组长", "name": "老赵", "phone": "13800000001"}
        above = records.save(session, PhoneEntry, None, first)
        second = {"plan_id": plan, "position": 2, "name": "自来水公司", "phone": "96118", "above_id": above}
        records.save(session, PhoneEntry, None, second)
        records.save(session, EmergencyMaterial, None, {"plan_id": plan, "name": "潜水泵"})
    return plan


def test_a_burst_pipe_at_night(store: Store, desk: Desk, prepared: int) -> None:
    with store.changing("报修") as session:
        order_id = desk.call(session, at("01-10 02:10"), fault="暖气管爆裂", urgency=Urgency.EXTREME)
        facts = {
            "subject": "主楼三层暖气管爆裂",
            "kind": EventKind.WATER,
            "place_id": desk.room,
            "order_id": order_id,
        }
        event_id = emergencies.begin(session, facts, at("01-10 02:12"), found_at=at("01-10 02:05"))
        service.dispatch(session, order_id, at("01-10 02:13"), worker_id=desk.worker)
        emergencies.note(session, event_id, "关闭三层总阀", at("01-10 02:30"), at=at("01-10 02:20"))
        emergencies.raise_level(session, event_id, Level.THREE, at("01-10 02:31"))
        emergencies.report_up(session, event_id, "分管领导", at("01-10 02:35"))
        emergencies.report_up(session, event_id, "主管部门", at("01-10 03:00"))
        service.arrive(session, order_id, at("01-10 02:36"), at=at("01-10 02:24"))
        emergencies.end(session, event_id, "地毯 20 平方米", at("01-10 05:40"))
        with pytest.raises(UserError, match="不能再登记"):
            emergencies.note(session, event_id, "又漏了", at("01-10 06:00"))
        tasks = [("更换三层支管", "老赵", date(2026, 1, 20))]
        emergencies.review(session, event_id, "管道老化", "支管应列入更新计划", tasks)
        with pytest.raises(UserError, match="还有 1 项整改"):
            emergencies.close(session, event_id, at("01-12 09:00"))
        found = emergencies.sheet(session, event_id)
        emergencies.finish_task(session, found.tasks[0].id, "已更换", date(2026, 1, 18), date(2026, 1, 19))
        emergencies.close(session, event_id, at("01-19 09:00"))
    with store.reading() as session:
        found = emergencies.sheet(session, event_id)
        assert (found.event.event_no, found.event.state, found.event.plan_id) == (
            "YJ20260001",
            EventState.CLOSED,
            prepared,
        )
        assert told(found.event.reported_up_at) == "01-10 02:35"
        assert [(told(each.at), each.words) for each in found.entries] == [
            ("01-10 02:05", "发现：主楼三层暖气管爆裂"), ("01-10 02:20", "关闭三层总阀"),
            ("01-10 02:31", "级别由Ⅳ级（一般）改为Ⅲ级（较大）"), ("01-10 02:35", "上报分管领导"), ("01-10 03:00", "上报主管部门"),
            ("01-10 05:40", "处置结束"),
        ]  # fmt: skip
        assert [each.name for each in found.phones] == ["老赵", "自来水公司"]
        assert [each.name for each in found.materials] == ["潜水泵"]
        assert order(session, order_id).arrive_late is False
    assert office.verify(store, deep=True) == []


def test_the_order_of_things_is_kept(store: Store, desk: Desk) -> None:
    now = at("01-10 02:12")
    with store.changing("事件") as session:
        event_id = emergencies.begin(session, {"subject": "电梯困人", "kind": EventKind.LIFT}, now)
        with pytest.raises(Invalid, match="早于发现时间"):
            emergencies.note(session, event_id, "x", now, at=at("01-10 02:00"))
        with pytest.raises(UserError, match="处置结束以后"):
            emergencies.review(session, event_id, "", "x", [])
        with pytest.raises(UserError, match="复盘以后"):
            emergencies.close(session, event_id, now)
        with pytest.raises(Invalid, match="还没有到"):
            emergencies.begin(
                session, {"subject": "x", "kind": EventKind.FIRE}, now, found_at=at("01-10 02:13")
            )
        with pytest.raises(UserError, match="ended_at"):
            emergencies.begin(session, {"subject": "x", "kind": EventKind.FIRE, "ended_at": now}, now)


def test_drills_are_due_and_held_like_the_real_thing(store: Store, prepared: int) -> None:
    with store.changing("演练") as session:
        assert emergencies.drills_due(session, date(2026, 3, 1))[0][1] is None
        facts = {"subject": "爆管演练", "kind": EventKind.WATER, "drill": True}
        event_id = emergencies.begin(session, facts, at("03-05 09:00"))
        emergencies.end(session, event_id, "", at("03-05 10:00"))
        assert emergencies.drills_due(session, date(2027, 2, 28)) == []
        ((plan, last),) = emergencies.drills_due(session, date(2027, 3, 1))
        assert (plan.id, last) == (prepared, date(2026, 3, 5))
        assert records.get(session, EmergencyEvent, event_id).drill


def test_duty_is_handed_over_once(store: Store) -> None:
    march = Month.make(2026, 3)
    with store.changing("值班") as session:
        values = {"day": date(2026, 3, 1), "shift": Shift.NIGHT, "names": "张三、李四"}
        shift = records.save(session, DutyShift, None, values)
        assert [each.id for each in emergencies.on_duty(session, date(2026, 3, 1))] == [shift]
        assert emergencies.unmanned(session, march)[:2] == [date(2026, 3, 2), date(2026, 3, 3)]
        with pytest.raises(Invalid, match="接班人"):
            emergencies.hand_over(session, shift, " ", "", at("03-02 08:00"))
        emergencies.hand_over(session, shift, "王五", "水泵房观察", at("03-02 08:00"))
        with pytest.raises(UserError, match="交给王五"):
            emergencies.hand_over(session, shift, "赵六", "", at("03-02 09:00"))
