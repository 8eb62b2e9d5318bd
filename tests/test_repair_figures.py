"""The figures of a repair desk: each number opens the orders that it counts."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from app.assets import service as assets
from app.kit import records
from app.kit.listing import Listing
from app.kit.months import Month
from app.kit.store import Store
from app.workorders import after, entry, failing, figures, joining, queries, service, working
from app.workorders.choices import Rating, State, Step, Urgency
from app.workorders.figures import FIGURES, By, Kind
from app.workorders.models import WorkOrder
from tests.repair_desk import Desk, at, open_desk, order, told

MARCH = Month.make(2026, 3)


@pytest.fixture
def desk(store: Store) -> Desk:
    return open_desk(store)


def done(store: Store, desk: Desk, start: datetime, minutes: tuple[int, int, int], **values: object) -> int:
    """An order that was answered, reached and mended so many minutes after the call."""
    respond, arrive, finish = (start + timedelta(minutes=each) for each in minutes)
    with store.changing("报修") as session:
        order_id = desk.call(session, start, **values)
        service.dispatch(session, order_id, respond, worker_id=desk.worker)
        service.arrive(session, order_id, arrive)
        working.answer(
            session, order_id, {item.item: "是" for item, _ in working.checklist(session, order_id)}
        )
        service.finish(session, order_id, "好了", finish)
    return order_id


@pytest.fixture
def month(store: Store, desk: Desk) -> dict[str, int]:
    """March: one in time, one late all along, one mended twice, one still open, one merged, one of April."""
    urgent = {"urgency": Urgency.URGENT}
    found = {
        "good": done(store, desk, at("03-02 09:00"), (10, 20, 60), **urgent),
        "late": done(store, desk, at("03-03 09:00"), (20, 40, 1500), **urgent),
        "twice": done(store, desk, at("03-04 09:00"), (10, 30, 120)),
    }
    with store.changing("其余") as session:
        found["open"] = desk.call(session, at("03-05 09:00"))
        found["again"] = desk.call(session, at("03-05 09:30"))
        joining.merge(session, [found["again"]], found["open"], at("03-05 10:00"))
        found["april"] = desk.call(session, at("04-01 00:00"))
        after.rate(session, found["good"], Rating.GOOD, at("03-06 09:00"))
        after.rate(session, found["late"], Rating.BAD, at("03-06 09:00"))
        service.reopen(session, found["twice"], "又漏", at("03-06 09:00"))
        working.set_cost(session, found["good"], Decimal("80.50"))
    return found


def test_the_figures_of_a_month(store: Store, month: dict[str, int]) -> None:
    with store.changing("超时") as session:
        service.note_breaches(session, at("03-31 12:00"))
    with store.reading() as session:
        (total,) = figures.figures(session, MARCH, MARCH)
    shown = {key: value.shown for key, value in total.values.items()}
    assert shown["reported"] == "4 张"
    assert shown["finished"] == "3 张"
    assert shown["respond_rate"] == "50.00%"  # good and twice of four: nobody answered the open one
    assert shown["arrive_rate"] == "50.00%"
    assert shown["finish_rate"] == "50.00%"
    assert shown["first_fix_rate"] == "66.67%"
    assert shown["rework_rate"] == "33.33%"
    assert shown["satisfied_rate"] == "50.00%"
    assert shown["default_rate"] == "0.00%"
    assert shown["mean_respond"] == "13.33 分钟"
    assert shown["outside_cost"] == "80.50 元"
    assert all(figure.formula and figure.label for figure in FIGURES)


def test_a_month_without_orders_has_nothing_to_tell(store: Store, desk: Desk) -> None:
    with store.reading() as session:
        (total,) = figures.figures(session, MARCH, MARCH)
        assert total.values["finish_rate"].shown == "—"
        assert total.values["reported"].shown == "0 张"
        assert figures.figures(session, MARCH, MARCH, By.CATEGORY) == []


@pytest.mark.parametrize("by", [None, *By])
def test_each_number_opens_the_orders_behind_it(store: Store, month: dict[str, int], by: By | None) -> None:
    with store.reading() as session:
        groups = figures.figures(session, MARCH, MARCH + 1, by)
        assert groups
        for group in groups:
            for figure in FIGURES:
                value = group.values[figure.key]
                listing = Listing(WorkOrder, ("order_no",), filters=group.everyone(figure.key))
                assert listing.count(session) == value.among
                if figure.kind is Kind.RATE:
                    assert listing.narrowed(filters=group.orders(figure.key)).count(session) == value.of


def test_groups_are_named_and_add_up(store: Store, month: dict[str, int], desk: Desk) -> None:
    with store.reading() as session:
        months = figures.figures(session, MARCH, MARCH + 1, By.MONTH)
        assert [(each.label, each.values["reported"].among) for each in months] == [
            ("2026-03", 4),
            ("2026-04", 1),
        ]
        workers = figures.figures(session, MARCH, MARCH, By.WORKER)
        assert [(each.label, each.values["reported"].among) for each in workers] == [
            ("老赵", 3),
            ("（未填）", 1),
        ]
        urgencies = figures.figures(session, MARCH, MARCH, By.URGENCY)
        assert [each.label for each in urgencies] == ["紧急", "一般"]


def test_the_backlog_by_age(store: Store, month: dict[str, int]) -> None:
    now = at("04-05 09:00")
    with store.reading() as session:
        ages = figures.backlog(session, now)
        assert [(each.label, each.count) for each in ages] == [
            ("1 天以内", 0), ("1–3 天", 0), ("3–7 天", 1), ("7–30 天", 0), ("30 天以上", 2),
        ]  # fmt: skip
        for each in ages:
            assert Listing(WorkOrder, ("order_no",), filters=each.filters).count(session) == each.count


def test_what_is_late_now_and_who_must_hear_of_it(store: Store, desk: Desk) -> None:
    with store.changing("报修") as session:
        first = desk.call(session, at("03-04 09:00"), urgency=Urgency.EXTREME)  # answered by 9:10
        second = desk.call(session, at("03-04 10:00"), urgency=Urgency.URGENT)
        service.dispatch(session, second, at("03-04 10:10"), vendor_id=desk.vendor)
        waiting = desk.call(session, at("03-04 10:00"), urgency=Urgency.URGENT)
        service.dispatch(session, waiting, at("03-04 10:05"), team_id=desk.team)
        service.pause(session, waiting, State.WAITING_PARTS, "等料", at("03-04 10:20"))
        desk.call(session, at("03-04 10:30"))
    now = at("03-04 10:31")
    with store.reading() as session:
        late = queries.escalations(session, now)
        assert [(each.id, each.step, each.minutes, each.tell) for each in late] == [
            (first, Step.RESPOND, 81, "科室负责人"), (second, Step.ARRIVE, 1, "班组长"),
        ]  # fmt: skip
        assert (late[1].assignee, late[1].place, late[1].department) == (
            "电梯维保单位",
            "主楼305室",
            "财务科",
        )
        listing = Listing(WorkOrder, ("order_no",), filters=(queries.Overdue(now),))
        assert listing.count(session) == 2
        assert listing.narrowed(filters=(queries.Soon(at("03-04 10:25")),)).count(session) == 1
        assert queries.Overdue(now).said(WorkOrder) == "已超时"
        counts = queries.counts(session, now)
        assert (counts.undone, counts.unaccepted, counts.overdue, counts.waiting_parts) == (4, 2, 2, 1)
        assert queries.board(session)[State.WAITING_PARTS] == 1
        far = queries.escalations(session, at("03-04 14:00"))
        assert far[0].tell == "分管领导"
        assert [each.id for each in queries.escalations(session, at("03-09 10:00"))].count(waiting) == 0


def test_the_story_of_an_order(store: Store, desk: Desk, month: dict[str, int]) -> None:
    with store.reading() as session:
        told_ = [(told(each.at), each.words, each.bad) for each in queries.story(session, month["late"])]
    assert told_[:4] == [
        ("03-03 09:00", "待受理", False), ("03-03 09:15", "响应超时，迟 5 分钟", True), ("03-03 09:20", "已受理", False),
        ("03-03 09:20", "已派工", False),
    ]  # fmt: skip


def test_repair_against_replacement(store: Store, desk: Desk) -> None:
    now = at("03-31 09:00")
    values = {"name": "水泵", "original_cost": Decimal("1000.00"), "life_months": 60, "booked_on": now.date()}
    with store.changing("资产") as session:
        pump = assets.save_card(session, None, values, today=now.date())
    first, second = (done(store, desk, at(f"03-0{day} 09:00"), (1, 2, 3), asset_id=pump) for day in (2, 3))
    with store.changing("费用") as session:
        working.set_cost(session, first, Decimal("600.00"))
        working.set_cost(session, second, under_warranty=True)
        dropped = desk.call(session, at("03-05 09:00"), asset_id=pump)
        service.cancel(session, dropped, "误报", at("03-05 09:10"))
    with store.reading() as session:
        (found,) = failing.repairs(session, now)
        assert (found.orders, found.cost, found.percent, found.replace) == (
            2, Decimal("600.00"), Decimal("60.00"), True,
        )  # fmt: skip
        assert failing.repairs(session, now, pump) == [found]
        assert [each.what for each in failing.repeats(session, now)] == [f"{found.asset_no} 水泵"]
        assert failing.repeats(session, at("07-31 09:00")) == []


def test_the_same_trouble_in_the_same_place(store: Store, desk: Desk) -> None:
    with store.changing("报修") as session:
        for day in (2, 9, 16):
            desk.call(session, at(f"03-{day:02d} 09:00"))
        desk.call(session, at("03-17 09:00"), category_id=None)
    with store.reading() as session:
        (found,) = failing.repeats(session, at("03-31 09:00"))
        assert (found.what, found.orders, told(found.last_at)) == ("主楼305室 给排水", 3, "03-16 09:00")
        assert Listing(WorkOrder, ("order_no",), filters=found.filters).count(session) == 3


def test_an_order_that_only_says_the_day_is_never_late(store: Store, desk: Desk) -> None:
    with store.changing("报修") as session:
        order_id = desk.call(session, at("03-02 09:00"))
        order(session, order_id).untimed = True
        entry.amend(session, order_id, {"urgency": Urgency.URGENT})
        assert order(session, order_id).due_at is None
        assert service.note_breaches(session, at("03-31 09:00")) == 0
        assert records.get(session, WorkOrder, order_id).finish_by is None
