"""The verbs of the repair desk for the matrix of rights: what must have happened before each, and how it is called.

What a verb needs is made in the same act before it, under the name by which its call finds it in session.info.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from sqlalchemy.orm import Session

from app.assets.choices import LegacyClass
from app.kit import records
from app.kit.db import Record
from app.kit.months import Month
from app.kit.shelves import Shelf
from app.workorders import (
    after,
    emergencies,
    entry,
    import_store,
    import_withdraw,
    joining,
    planning,
    seeding,
    service,
    stock,
    working,
)
from app.workorders.choices import EventKind, Level, Rating, Stage, State
from app.workorders.import_plan import plan
from app.workorders.models import (
    Certificate,
    ChecklistItem,
    DutyShift,
    EmergencyMaterial,
    EmergencyPlan,
    MaintenancePlan,
    Part,
    PhoneEntry,
    RepairCategory,
    RepairKeyword,
    RepairVendor,
    Team,
    WorkDay,
    Worker,
)

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
DAY = date(2026, 11, 23)
TODAY = NOW.date()
Call = Callable[[Session, Any], object]


def kept(session: Session, name: str) -> Any:
    return session.info[name]


def called(session: Session, office: Any) -> int:
    order = entry.report(session, {"fault": "漏水", "caller_id": office.person}, NOW - timedelta(1))
    session.info["order"] = order
    return order


def two(session: Session, office: Any) -> None:
    session.info["other"] = called(session, office)
    called(session, office)


def sent(session: Session, office: Any) -> int:
    session.info["team"] = records.save(session, Team, None, {"name": "抢修队"})
    session.info["worker"] = records.save(session, Worker, None, {"name": "老孙"})
    order = called(session, office)
    service.dispatch(session, order, NOW, worker_id=session.info["worker"])
    return order


def there(session: Session, office: Any) -> int:
    order = sent(session, office)
    service.arrive(session, order, NOW)
    return order


def waiting(session: Session, office: Any) -> None:
    service.pause(session, there(session, office), State.WAITING_PARTS, "等料", NOW)


def done(session: Session, office: Any) -> int:
    order = there(session, office)
    service.finish(session, order, "好了", NOW)
    return order


def unhappy(session: Session, office: Any) -> None:
    after.rate(session, done(session, office), Rating.BAD, NOW)
    call = after.uncalled(session, kept(session, "order"))
    assert call is not None
    session.info["call"] = call.id


def confirmed(session: Session, office: Any) -> None:
    after.confirm(session, done(session, office), NOW)


def stocked(session: Session, office: Any) -> None:
    there(session, office)
    part = records.save(session, Part, None, {"name": "阀芯"})
    stock.receive(session, part, Decimal(5), Decimal("50.00"), TODAY, TODAY)
    stock.issue(session, kept(session, "order"), part, Decimal(1), TODAY, TODAY)
    session.info["part"] = part


def listed(session: Session, office: Any) -> None:
    """A category with a checklist, and an order of it."""
    category = records.save(session, RepairCategory, None, {"name": "锅炉房"})
    records.save(session, ChecklistItem, None, {"category_id": category, "item": "压力正常"})
    entry.amend(session, called(session, office), {"category_id": category})


def planned(session: Session, office: Any) -> None:
    values = {"name": "椅子检查", "asset_words": "椅子", "next_on": DAY}
    records.save(session, MaintenancePlan, None, values)


def checking(session: Session, office: Any) -> None:
    planned(session, office)
    (session.info["order"],) = planning.make_orders(session, NOW)


def found_faulty(session: Session, office: Any) -> None:
    checking(session, office)
    planning.check_assets(session, kept(session, "order"), [office.batch], "松动", faulty=True)


def certified(session: Session, office: Any) -> None:
    values = PLAIN[Certificate] | {"number": "旧证"}
    session.info["certificate"] = records.save(session, Certificate, None, values)


def begun(session: Session, office: Any) -> int:
    event = emergencies.begin(session, {"subject": "跑水", "kind": EventKind.WATER}, NOW)
    session.info["event"] = event
    return event


def ended(session: Session, office: Any) -> int:
    event = begun(session, office)
    emergencies.end(session, event, "", NOW)
    return event


def reviewed(session: Session, office: Any) -> None:
    event = ended(session, office)
    emergencies.review(session, event, "", "加强巡查", [("换管", "老孙", DAY)])
    session.info["task"] = emergencies.sheet(session, event).tasks[0].id


def settled(session: Session, office: Any) -> None:
    reviewed(session, office)
    emergencies.finish_task(session, kept(session, "task"), "已换", TODAY, TODAY)


def on_duty(session: Session, office: Any) -> None:
    session.info["shift"] = records.save(session, DutyShift, None, PLAIN[DutyShift])


def imported(session: Session, office: Any) -> None:
    done_ = import_store.store(session, plan(session, book(office.folder), NOW), NOW, create_missing=True)
    session.info["orders"] = done_.batch_no


def book(folder: Path) -> Path:
    made = Workbook()
    made.active.append(("编号", "报修时间", "报修人", "故障描述"))
    made.active.append(("YS-1", "2026-11-05 09:00", "张三", "灯管不亮"))
    path = folder / "报修簿.xlsx"
    made.save(path)
    return path


def number(name: str) -> Callable[[Session], Any]:
    return lambda session: kept(session, name)


order_, other = number("order"), number("other")

CALLS: dict[Callable[..., Any], Call] = {
    seeding.seed: lambda s, o: seeding.seed(s),
    entry.report: lambda s, o: entry.report(s, {"fault": "漏水"}, NOW),
    entry.amend: lambda s, o: entry.amend(s, order_(s), {"fault": "大漏"}),
    entry.next_number: lambda s, o: entry.next_number(s, DAY),
    service.accept: lambda s, o: service.accept(s, order_(s), NOW),
    service.reject: lambda s, o: service.reject(s, order_(s), "不归我们管", NOW),
    service.cancel: lambda s, o: service.cancel(s, order_(s), "自己好了", NOW),
    service.dispatch: lambda s, o: service.dispatch(s, order_(s), NOW, team_id=kept(s, "team")),
    service.arrive: lambda s, o: service.arrive(s, order_(s), NOW),
    service.start: lambda s, o: service.start(s, order_(s), NOW),
    service.pause: lambda s, o: service.pause(s, order_(s), State.SUSPENDED, "没人", NOW),
    service.resume: lambda s, o: service.resume(s, order_(s), NOW),
    service.finish: lambda s, o: service.finish(s, order_(s), "好了", NOW),
    service.reopen: lambda s, o: service.reopen(s, order_(s), "又漏", NOW),
    service.note_breaches: lambda s, o: service.note_breaches(s, NOW),
    working.answer: lambda s, o: working.answer(s, order_(s), {"压力正常": "是"}),
    working.add_hours: lambda s, o: working.add_hours(
        s, order_(s), kept(s, "worker"), DAY, Decimal(1), TODAY
    ),
    working.add_photo: lambda s, o: working.add_photo(
        s, Shelf(o.folder / "附件"), order_(s), book(o.folder), Stage.BEFORE, NOW
    ),
    working.set_cost: lambda s, o: working.set_cost(s, order_(s), Decimal("10.00")),
    stock.receive: lambda s, o: stock.receive(s, kept(s, "part"), Decimal(1), Decimal(2), TODAY, TODAY),
    stock.issue: lambda s, o: stock.issue(s, order_(s), kept(s, "part"), Decimal(1), TODAY, TODAY),
    stock.give_back: lambda s, o: stock.give_back(s, order_(s), kept(s, "part"), Decimal(1), TODAY, TODAY),
    stock.count: lambda s, o: stock.count(s, kept(s, "part"), Decimal(3), TODAY, TODAY),
    after.confirm: lambda s, o: after.confirm(s, order_(s), NOW),
    after.confirm_by_default: lambda s, o: after.confirm_by_default(s, NOW),
    after.rate: lambda s, o: after.rate(s, order_(s), Rating.GOOD, NOW),
    after.call_back: lambda s, o: after.call_back(s, kept(s, "call"), Rating.FAIR, NOW, reason="慢"),
    after.draw_sample: lambda s, o: after.draw_sample(s, Month.of(DAY), NOW),
    after.close: lambda s, o: after.close(s, order_(s), NOW),
    joining.merge: lambda s, o: joining.merge(s, [order_(s)], other(s), NOW),
    joining.split: lambda s, o: joining.split(s, order_(s), ["灯不亮"], NOW),
    joining.link: lambda s, o: joining.link(s, order_(s), other(s)),
    import_store.store: lambda s, o: imported(s, o),
    import_withdraw.withdraw: lambda s, o: import_withdraw.withdraw(s, kept(s, "orders"), NOW),
    planning.make_orders: lambda s, o: planning.make_orders(s, NOW),
    planning.check_assets: lambda s, o: planning.check_assets(s, order_(s), [o.batch], "正常"),
    planning.repair_found: lambda s, o: planning.repair_found(s, order_(s), o.batch, NOW),
    planning.renew: lambda s, o: planning.renew(
        s, kept(s, "certificate"), {"number": "新证", "issued_on": DAY, "valid_until": TODAY}
    ),
    emergencies.begin: lambda s, o: begun(s, o),
    emergencies.note: lambda s, o: emergencies.note(s, kept(s, "event"), "关阀", NOW),
    emergencies.raise_level: lambda s, o: emergencies.raise_level(s, kept(s, "event"), Level.TWO, NOW),
    emergencies.report_up: lambda s, o: emergencies.report_up(s, kept(s, "event"), "领导", NOW),
    emergencies.end: lambda s, o: emergencies.end(s, kept(s, "event"), "无", NOW),
    emergencies.review: lambda s, o: emergencies.review(s, kept(s, "event"), "", "加强巡查", []),
    emergencies.finish_task: lambda s, o: emergencies.finish_task(s, kept(s, "task"), "已换", TODAY, TODAY),
    emergencies.close: lambda s, o: emergencies.close(s, kept(s, "event"), NOW),
    emergencies.hand_over: lambda s, o: emergencies.hand_over(s, kept(s, "shift"), "李四", "", NOW),
}
BEFORE: dict[Callable[..., Any], Call] = {
    entry.amend: called, service.accept: called, service.reject: called, service.cancel: called,
    service.dispatch: sent, service.arrive: sent, service.start: there, service.pause: there,
    service.resume: waiting, service.finish: there, service.reopen: done, service.note_breaches: called,
    working.answer: listed, working.add_hours: there, working.set_cost: there, working.add_photo: there, stock.receive: stocked,
    stock.issue: stocked, stock.give_back: stocked, stock.count: stocked, after.confirm: done, after.rate: done,
    after.call_back: unhappy, after.close: confirmed, joining.merge: two, joining.split: two, joining.link: two,
    import_withdraw.withdraw: imported, planning.make_orders: planned, planning.check_assets: checking,
    planning.repair_found: found_faulty, planning.renew: certified, emergencies.note: begun,
    emergencies.raise_level: begun, emergencies.report_up: begun, emergencies.end: begun, emergencies.review: ended,
    emergencies.finish_task: reviewed, emergencies.close: settled, emergencies.hand_over: on_duty,
}  # fmt: skip
# The registers beside the orders, as a form or an importer saves them; links to what rights_office builds first.
PLAIN: dict[type[Record], dict[str, Any]] = {
    WorkDay: {"day": date(2027, 1, 4), "name": "元旦"},
    Team: {"name": "水电班"},
    RepairVendor: {"name": "电梯公司"},
    Worker: {"name": "老赵"},
    RepairCategory: {"name": "泳池"},
    ChecklistItem: {"category_id": 1, "item": "水温"},
    RepairKeyword: {"word": "泳池"},
    Part: {"name": "灯管"},
    MaintenancePlan: {"name": "清洗", "legacy_class": LegacyClass.GENERAL},
    Certificate: {"number": "证1", "subject": "电梯", "issued_on": DAY, "valid_until": TODAY},
    EmergencyPlan: {"name": "停电预案"},
    PhoneEntry: {"plan_id": 1, "name": "供电抢修", "phone": "95598"},
    EmergencyMaterial: {"name": "沙袋"},
    DutyShift: {"day": DAY, "names": "张三"},
}
