"""A month of a property desk: February 2026 with its Spring Festival, a burst pipe at night, a worked Saturday, a lift."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

from app import office
from app.kit import records, settings
from app.kit.months import Month
from app.kit.store import Store
from app.workorders import (
    after,
    emergencies,
    entry,
    figures,
    joining,
    planning,
    queries,
    report,
    service,
    stock,
    working,
)
from app.workorders.choices import EventKind, Level, Rating, State, Urgency
from app.workorders.models import MaintenancePlan, Part, WorkOrder
from app.workorders.proposing import propose
from tests.repair_desk import at, open_desk, order, told

FEBRUARY = Month.make(2026, 2)


def ticked(store: Store, order_id: int) -> None:
    with store.changing("检查表") as session:
        items = [item for item, _ in working.checklist(session, order_id)]
        answers = {"check": "是", "number": "12", "words": "王工"}
        working.answer(session, order_id, {item.item: answers[item.kind.value] for item in items})


def test_a_month_at_the_desk(store: Store, tmp_path: Path) -> None:
    desk = open_desk(store)
    with store.changing("开张") as session:
        settings.put(session, "office_name", "云州市检测中心")
        tap = records.save(session, Part, None, {"name": "水龙头", "minimum": Decimal(1)})
        stock.receive(session, tap, Decimal(4), Decimal("120.00"), date(2026, 2, 2), date(2026, 2, 2))
        plan = {
            "name": "水泵房保养",
            "place_id": desk.building,
            "next_on": date(2026, 2, 26),
            "team_id": desk.team,
        }
        records.save(session, MaintenancePlan, None, plan)

    # Tuesday morning: one line typed, everything else is proposed; a second caller tells the same.
    with store.changing("报修") as session:
        line = entry.read_line(session, "hj 主楼305室 水龙头漏水")
        assert (line.caller_id, line.place_id) == (desk.caller, desk.room)
        proposal = propose(session, line.fault, line.place_id)
        facts = {"caller_id": line.caller_id, "place_id": line.place_id, "fault": line.fault}
        facts |= {"category_id": proposal.category_id, "urgency": proposal.urgency}
        tap_order = entry.report(session, facts, at("02-03 09:00"))
        (seen,) = entry.duplicates(session, desk.room, desk.categories["给排水"])
        assert seen.id == tap_order
        twin = desk.call(session, at("02-03 09:20"))
        joining.merge(session, [twin], tap_order, at("02-03 09:21"))
        service.dispatch(session, tap_order, at("02-03 09:25"), worker_id=desk.worker)
        service.arrive(session, tap_order, at("02-03 10:00"))
        service.pause(session, tap_order, State.WAITING_PARTS, "缺 DN20 龙头", at("02-03 10:10"))
        service.resume(session, tap_order, at("02-04 10:10"))
        stock.issue(session, tap_order, tap, Decimal(1), date(2026, 2, 4), date(2026, 2, 4))
    ticked(store, tap_order)
    with store.changing("完工") as session:
        service.finish(session, tap_order, "换龙头", at("02-04 11:00"))
        after.rate(session, tap_order, Rating.BAD, at("02-04 15:00"), "还有点渗")
        call = after.uncalled(session, tap_order)
        assert call is not None
        assert told(call.due_at) == "02-06 15:00"
        after.call_back(session, call.id, Rating.BAD, at("02-05 09:00"), reason="生料带没缠好")
        service.arrive(session, tap_order, at("02-05 09:40"))
        service.finish(session, tap_order, "重新缠带", at("02-05 10:00"))
        after.rate(session, tap_order, Rating.GOOD, at("02-05 14:00"))
        after.close(session, tap_order, at("02-05 14:30"))
        found = order(session, tap_order)
        assert (found.finish_minutes, found.rounds, found.parts_cost) == (120, 2, Decimal("30.00"))

    # Friday night, half past two: the heating bursts. The clock does not sleep.
    with store.changing("爆管") as session:
        burst = desk.call(session, at("02-13 02:30"), fault="暖气管爆裂，走廊进水", urgency=Urgency.EXTREME)
        event = emergencies.begin(
            session,
            {"subject": "主楼三层爆管", "kind": EventKind.WATER, "order_id": burst},
            at("02-13 02:32"),
        )
        service.dispatch(session, burst, at("02-13 02:35"), worker_id=desk.worker)
        emergencies.note(session, event, "关总阀", at("02-13 02:41"))
        service.arrive(session, burst, at("02-13 02:41"))
    ticked(store, burst)
    with store.changing("抢修") as session:
        service.finish(session, burst, "抱箍堵漏，次日换管", at("02-13 06:20"))
        emergencies.end(session, event, "走廊地板泡水", at("02-13 06:30"))
        found = order(session, burst)
        assert (found.arrive_minutes, found.finish_minutes, found.finish_late) == (11, 230, False)

    # Friday at closing time, with a worked Saturday before nine days off.
    with store.changing("调休") as session:
        lamp = desk.call(
            session, at("02-13 17:00"), fault="灯管不亮", category_id=desk.categories["供配电/照明"]
        )
        late_lamp = desk.call(
            session, at("02-14 17:00"), fault="插座没电", category_id=desk.categories["供配电/照明"]
        )
        assert told(order(session, lamp).respond_by) == "02-14 10:00"
        assert told(order(session, late_lamp).respond_by) == "02-24 10:00"
        service.accept(session, lamp, at("02-14 10:01"))  # a minute late, on a Saturday
        service.accept(session, late_lamp, at("02-24 09:00"))
        assert [order(session, each).respond_late for each in (lamp, late_lamp)] == [True, False]

    # In the holidays somebody sits in the lift.
    with store.changing("困人") as session:
        lift = desk.call(
            session,
            at("02-18 19:00"),
            fault="电梯困人",
            urgency=Urgency.EXTREME,
            category_id=desk.categories["电梯"],
        )
        trapped = emergencies.begin(
            session, {"subject": "1 号梯困人", "kind": EventKind.LIFT, "order_id": lift}, at("02-18 19:01")
        )
        emergencies.raise_level(session, trapped, Level.THREE, at("02-18 19:02"))
        service.dispatch(session, lift, at("02-18 19:03"), vendor_id=desk.vendor)
        late = queries.escalations(session, at("02-18 19:20"))
        assert [(each.id, each.step.label, each.minutes) for each in late] == [(lift, "到场", 5)]
        service.note_breaches(session, at("02-18 19:20"))
        service.arrive(session, lift, at("02-18 19:25"))
    ticked(store, lift)
    with store.changing("放人") as session:
        service.finish(session, lift, "盘车放人，更换门锁触点", at("02-18 20:30"))
        emergencies.end(session, trapped, "无人受伤", at("02-18 20:40"))
        emergencies.review(
            session,
            trapped,
            "门锁触点磨损",
            "维保单位增加检查",
            [("检查全部梯门锁", "维保单位", date(2026, 3, 1))],
        )

    # The plan comes round; nobody confirms the lift; the month is told.
    with store.changing("月末") as session:
        (pumps,) = planning.make_orders(session, at("02-24 08:30"))
        assert after.confirm_by_default(session, at("02-26 09:00")) == 2  # the pipe and the lift
        assert order(session, lift).rating is None
        service.note_breaches(session, at("02-28 17:30"))
        (total,) = figures.figures(session, FEBRUARY, FEBRUARY)
        shown = {key: value.shown for key, value in total.values.items()}
        assert shown["reported"] == "6 张"  # the merged one is no seventh
        assert shown["arrive_rate"] == "40.00%"  # tap and pipe; the lift was late, the lamps nobody reached
        assert shown["satisfied_rate"] == "0.00%"  # the first word counts, and silence is none
        assert shown["default_rate"] == "66.67%"
        assert shown["rework_rate"] == "33.33%"
        assert order(session, pumps).urgency is Urgency.PLANNED
    with store.reading() as session:
        assert report.write(session, FEBRUARY, tmp_path / "报告.xlsx", at("03-01 09:00")) == 6
        assert session.get(WorkOrder, twin) is not None
    sheets = load_workbook(tmp_path / "报告.xlsx")
    assert sheets["指标"]["A1"].value == "云州市检测中心 2026年2月后勤服务报告"
    assert [row[3].value for row in sheets["超时"].iter_rows(min_row=2)] == [
        "响应",
        "到场",
        "到场",
        "到场",
        "完工",
    ]
    assert office.verify(store, deep=True) == []
