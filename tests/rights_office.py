"""An office in which every verb can be called for real, and how each is called: for the matrix of rights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assets import (
    categories,
    changes,
    disposals,
    handovers,
    import_store,
    import_withdraw,
    months,
    service,
    workloads,
)
from app.assets.choices import DisposalMethod, HandoverKind, LegacyClass, Method, UsageStatus
from app.assets.import_plan import plan
from app.assets.models import Asset, Category
from app.finance import accounts, read_back
from app.finance import service as finance
from app.finance.models import Account, Profile
from app.kit import attachments, moving, prints, records, revealing, rights, role_rights, users, uses
from app.kit.attachments import Attachment
from app.kit.db import Record
from app.kit.list_file import write_list
from app.kit.listing import Listing
from app.kit.months import Month
from app.kit.printing import head_of
from app.kit.roles import BaseRole
from app.kit.settings import SettingValue
from app.kit.shelves import Shelf
from app.kit.store import Store
from app.kit.views import View
from app.people import service as people
from app.people.models import Department, Person
from app.places import service as places
from app.places.models import Place
from app.workorders import seeding
from app.workorders.choices import EventKind
from app.workorders.models import EmergencyPlan
from tests import rights_desk, rights_meetings
from tests.rights_meetings import Sat

DAY = date(2026, 11, 23)
NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
NOV, DEC = Month.make(2026, 11), Month.make(2026, 12)
PASSWORD = "一句好记的话 2026"


@dataclass(frozen=True)
class Office:
    """Ids of what stands in it; `folder` is for files."""

    folder: Path
    card: int
    gone: int
    batch: int
    moved: int
    change: int
    worked: int
    imported: str
    department: int
    person: int
    place: int
    roles: dict[BaseRole, int]
    user: int
    spare: int
    sat: Sat


def book(path: Path, *rows: tuple[Any, ...]) -> Path:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


def _ledger(folder: Path, number: str) -> Path:
    headings = ("资产编号", "资产名称", "资产类别", "原值", "入账日期", "折旧年限")
    return book(folder / f"{number}.xlsx", headings, (number, "会议桌", "家具", 3000, "2026-11-05", 15))


def build(store: Store, folder: Path) -> Office:
    """Two months' business of a small office, November closed, and two users: one to act, one administrator."""
    with store.changing("建账") as session:
        categories.seed(session)
        accounts.seed(session)
        seeding.seed(session)
        records.save(session, EmergencyPlan, None, {"name": "跑水预案", "kind": EventKind.WATER})
        department = people.save_department(session, None, {"name": "后勤保障科"})
        person = people.save_person(session, None, {"name": "张三", "phone": "13812345678"})
        place = places.save_place(session, None, {"name": "一号楼"})
        usual: dict[str, Any] = {
            "original_cost": Decimal("6000.00"),
            "life_months": 60,
            "booked_on": date(2026, 11, 3),
        }
        names = ("水泵", "旧电脑", "椅子", "空调", "班车")
        card, gone, batch, moved, worked = (
            service.save_card(session, None, usual | {"name": name} | more, today=DAY)
            for name, more in zip(
                names,
                (
                    {},
                    {},
                    {"quantity": Decimal(5)},
                    {},
                    {"method": Method.WORKLOAD, "total_workload": Decimal(1000)},
                ),
                strict=True,
            )
        )
    with store.changing("结账") as session:
        months.close(session, NOV, at=datetime(2026, 11, 30, tzinfo=UTC))
    with store.changing("十二月") as session:
        planned = plan(session, _ledger(folder, "YS00001"), DAY)
        imported = import_store.store(session, planned, NOW, create_missing=True).batch_no
        disposals.write_off(session, gone, DisposalMethod.SCRAP, date(2026, 12, 1), today=NOW.date())
        change = changes.adjust_cost(session, moved, Decimal("6600.00"), "决算", today=NOW.date())
        sat = rights_meetings.build(session, folder)
        users.turn_on(session, "管理员甲", PASSWORD)
        roles = users.ship_roles(session)
        user = users.add(session, "经手人", roles[BaseRole.READER], PASSWORD, must_change=False)
        spare = role_rights.save_role(session, None, "备用", BaseRole.READER)
    return Office(
        folder,
        card,
        gone,
        batch,
        moved,
        change,
        worked,
        imported,
        department,
        person,
        place,
        roles,
        user,
        spare,
        sat,
    )


Call = Callable[[Session, Office], object]
TODAY = {"today": NOW.date()}

# Verb → how it is called in that office so that it works. A verb that is missing here fails the test.
CALLS: dict[Callable[..., Any], Call] = {
    people.save_department: lambda s, o: people.save_department(s, None, {"name": "财务科"}),
    people.save_person: lambda s, o: people.save_person(s, o.person, {"post": "科员"}),
    people.leave: lambda s, o: people.leave(s, [o.person], DAY),
    people.come_back: lambda s, o: people.come_back(s, [o.person]),
    people.create_departments: lambda s, o: people.create_departments(s, ["苗圃"]),
    people.create_people: lambda s, o: people.create_people(s, ["李四"]),
    places.save_place: lambda s, o: places.save_place(s, None, {"name": "二号楼"}),
    places.move: lambda s, o: places.move(s, [o.place], None),
    places.create_places: lambda s, o: places.create_places(s, ["三号楼"]),
    service.save_card: lambda s, o: service.save_card(s, o.card, {"remark": "好"}, **TODAY),
    service.store_card: lambda s, o: service.store_card(s, service.copy_all(s, o.card), NOW.date()),
    service.next_number: lambda s, o: service.next_number(s, DAY),
    service.set_usage: lambda s, o: service.set_usage(s, [o.card], UsageStatus.IDLE),
    changes.adjust_cost: lambda s, o: changes.adjust_cost(s, o.card, Decimal("6100.00"), "更正", **TODAY),
    changes.change_life: lambda s, o: changes.change_life(s, o.card, 72, "更正", **TODAY),
    changes.upgrade: lambda s, o: changes.upgrade(s, o.card, Decimal("100.00"), 60, "改造", **TODAY),
    changes.split: lambda s, o: changes.split(s, o.batch, Decimal(2), "拆分", **TODAY),
    changes.withdraw: lambda s, o: changes.withdraw(s, o.change, **TODAY),
    handovers.hand_over: lambda s, o: handovers.hand_over(
        s, [o.card], kind=HandoverKind.ISSUE, handed_on=DAY, to_person_id=o.person, **TODAY
    ),
    disposals.write_off: lambda s, o: disposals.write_off(
        s, o.card, DisposalMethod.SCRAP, NOW.date(), **TODAY
    ),
    disposals.bring_back: lambda s, o: disposals.bring_back(s, o.gone),
    workloads.record: lambda s, o: workloads.record(s, DEC, {o.worked: Decimal(10)}),
    months.close: lambda s, o: months.close(s, DEC, at=NOW),
    months.reopen: lambda s, o: months.reopen(s, NOV, "漏记一张"),
    import_store.store: lambda s, o: import_store.store(
        s, plan(s, _ledger(o.folder, "YS00002"), DAY), NOW, create_missing=True
    ),
    import_withdraw.withdraw: lambda s, o: import_withdraw.withdraw(s, o.imported, NOW),
    categories.seed: lambda s, o: categories.seed(s),
    categories.import_file: lambda s, o: categories.import_file(
        s, book(o.folder / "代码.xlsx", ("分类代码", "分类名称"), ("A02061899", "其他生活用电器"))
    ),
    accounts.seed: lambda s, o: accounts.seed(s),
    finance.export: lambda s, o: finance.export(
        s, NOV, Profile.NEUTRAL, o.folder / "凭证.xlsx", "甲", NOW.date(), NOW
    ),
    read_back.read_back: lambda s, o: read_back.read_back(
        s, book(o.folder / "号.xlsx", ("资产编号", "凭证号"), (_number(s, o), "记-12")), NOW
    ),
    attachments.add: lambda s, o: attachments.add(
        s, Shelf(o.folder / "附件"), Person, o.person, _ledger(o.folder, "附件"), NOW
    ),
    moving.stay: lambda s, o: moving.stay(s),
    prints.note: lambda s, o: prints.note(s, "asset-card 1", 1),
    revealing.reveal: lambda s, o: revealing.reveal(s, Person, o.person),
    revealing.reveal_list: lambda s, o: revealing.reveal_list(s, Person, "列表"),
    role_rights.decide: lambda s, o: role_rights.decide(s, o.spare, "months.close", True),
    role_rights.save_role: lambda s, o: role_rights.save_role(s, None, "库管", BaseRole.CLERK),
    role_rights.remove_role: lambda s, o: role_rights.remove_role(
        s, role_rights.save_role(s, None, "临时", BaseRole.READER)
    ),
    users.turn_off: lambda s, o: users.turn_off(s),
    users.ship_roles: lambda s, o: users.ship_roles(s),
    users.add: lambda s, o: users.add(s, "新人", o.roles[BaseRole.CLERK], PASSWORD),
    users.change: lambda s, o: users.change(s, o.user, enabled=False),
    users.reset: lambda s, o: users.reset(s, o.user, PASSWORD),
    users.new_code: lambda s, o: users.new_code(s, _admin(s)),
    users.turn_on: lambda s, o: (users.turn_off(s), users.turn_on(s, "管理员乙", PASSWORD)),
    **rights_desk.CALLS,
}
CALLS |= {verb: (lambda s, o, call=call: call(s, o.sat)) for verb, call in rights_meetings.CALLS.items()}
# Rights that stand for no verb: where they are asked (Store.need asks for the last two just so, see
# test_rights_of_the_whole.py).
ASKED: dict[str, Call] = {
    rights.EXPORT: lambda s, o: write_list(o.folder / "人员.csv", s, Listing(Person, ("name", "phone"))),
    rights.PRINT: lambda s, o: head_of(s, "甲", DAY),
    rights.UNMASK: lambda s, o: Listing(Person, ("name", "phone"), whole=True).rows(s, [o.person]),
    rights.BACK_UP: lambda s, o: rights.need(s, rights.BACK_UP),
    rights.KEEP: lambda s, o: rights.need(s, rights.KEEP),
}
# What a verb needs to have happened first, done by somebody else.
BEFORE: dict[Callable[..., Any], Call] = {
    people.come_back: lambda s, o: people.leave(s, [o.person], DAY),
    months.reopen: lambda s, o: changes.withdraw(s, o.change, **TODAY),
    **rights_desk.BEFORE,
}
BEFORE |= {verb: (lambda s, o, call=call: call(s, o.sat)) for verb, call in rights_meetings.BEFORE.items()}
# A plain register's records as a form or an importer saves them.
PLAIN: dict[type[Record], dict[str, Any]] = {
    Asset: {"asset_no": "Z1", "name": "柜子", "original_cost": Decimal("2000.00")},
    Department: {"name": "车队"},
    Person: {"name": "王五"},
    Place: {"name": "库房"},
    Category: {"code": "A99999999", "name": "别的", "legacy_class": LegacyClass.GENERAL},
    Account: {"code": "1999", "name": "备用科目"},
    **rights_meetings.PLAIN,
    SettingValue: {"key": "office_name", "value": "某中心", "effective_from": DAY},
    View: {"screen": "people", "name": "在岗的", "content": "{}"},
    Attachment: {
        "table_name": "people",
        "record_id": 1,
        "name": "a",
        "size": 1,
        "sha256": "0" * 64,
        "added_at": NOW,
    },
    **rights_desk.PLAIN,
}


def _number(session: Session, office: Office) -> str:
    return records.get(session, Asset, office.card).asset_no


def _admin(session: Session) -> int:
    user = users.by_name(session, "管理员甲")
    assert user is not None
    return user.id


def edit_plain(model: type[Record]) -> Call:
    """A record as a form or an importer saves it."""

    def edit(session: Session, office: Office) -> None:
        session.info["made"] = records.save(session, model, _held(session, model), PLAIN[model])

    return edit


def remove_plain(model: type[Record]) -> Call:
    """The record that `edit_plain` just saved goes again."""
    return lambda s, o: uses.remove(s, model, s.info["made"])


def _held(session: Session, model: type[Record]) -> int | None:
    title = getattr(model, model.title_column)
    return session.scalar(select(model.id).where(title == PLAIN[model].get(model.title_column)))


def as_role(store: Store, office: Office, role_id: int) -> rights.Actor:
    """The acting user with another role."""
    with store.changing("换角色") as session, rights.running(session, "test"):
        users.change(session, office.user, role_id=role_id)
    with store.reading() as session:
        actor = rights.read_actor(session, office.user)
    assert actor is not None
    return actor
