"""A year of office life in a minute: something of every kind that the log has to know."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from app import office
from app.assets import categories, changes, disposals, handovers, importing, months, workloads
from app.assets.choices import DisposalMethod, HandoverKind, Method
from app.assets.models import Asset
from app.assets.service import save_card
from app.finance import accounts
from app.finance import service as finance
from app.finance.models import Profile
from app.kit import attachments, audit, records, settings
from app.kit.months import Month
from app.kit.store import Store
from app.kit.views import View
from app.people.models import Department, Person
from app.places.models import Place

NOV, DEC = Month.make(2026, 11), Month.make(2026, 12)
NOW, TODAY = datetime(2026, 12, 28, 8, tzinfo=UTC), date(2026, 12, 28)


def tell(store: Store, folder: Path) -> None:
    """Do it all in an empty store."""
    store.clock = lambda: NOW
    with store.changing("建立单位") as session:
        settings.put(session, "office_name", "某市计量测试研究所")
        categories.seed(session)
        accounts.seed(session)
    office.bring_in_sample(store)
    _registers(store, folder)
    _import_and_withdraw(store)
    cards = _cards(store)
    for month in (NOV, DEC):
        with store.changing("结账") as session:
            months.close(session, month, at=NOW)
    with store.changing("导出凭证") as session:
        finance.export(session, NOV, Profile.NEUTRAL, folder / "凭证.xlsx", "张三", TODAY, NOW)
    with store.changing("反结账") as session:
        months.reopen(session, DEC, "漏记一张变动单")
    _changes(store, cards)
    with store.changing("结账") as session:
        months.close(session, DEC, at=NOW)


def _registers(store: Store, folder: Path) -> None:
    with store.changing("新建") as session:
        records.add_many(session, Place, [{"name": f"库房{n}", "kind": None} for n in range(4)])
        records.save(session, View, None, {"screen": "assets", "name": "我的", "content": "{}"})
        kept = records.save(session, Person, None, {"name": "孙立", "phone": "13800138000"})
        gone = records.save(session, Department, None, {"name": "将撤销科", "remark": ""})
    with store.changing("修改") as session:
        records.save(session, Person, kept, {"remark": "返聘", "left_on": date(2026, 12, 1)})
    with store.changing("删除") as session:
        records.remove(session, Department, gone)
    scan = folder / "合同.txt"
    scan.write_text("合同", "utf-8")
    with store.changing("添加附件") as session:
        attachments.add(session, store.shelf, Asset, 1, scan, NOW)


def _import_and_withdraw(store: Store) -> None:
    with store.changing("再导入") as session:
        anew = {"资产编号": None}  # new numbers for the same things
        planned = importing.plan(session, office.SAMPLE_LEDGER, TODAY, anew, office.OPENING)
        done = importing.store(session, planned, NOW, accept_valid=True, create_missing=True)
    with store.changing("撤回导入") as session:
        importing.withdraw(session, done.batch_no, NOW)


def _cards(store: Store) -> list[int]:
    with store.reading() as session:
        query = (
            select(Asset.id).where(Asset.quantity == 1, Asset.original_cost > 100).order_by(Asset.id).limit(6)
        )
        found = list(session.scalars(query))
        department = session.scalar(select(Department.id).limit(1))
    with store.changing("新增资产") as session:
        batch = save_card(session, None, _card("课桌", Decimal("20000"), quantity=Decimal(10)), today=TODAY)
        car = _card("公务车", Decimal("180000"), method=Method.WORKLOAD, total_workload=Decimal("300000"))
        car_id = save_card(session, None, car, today=TODAY)
    with store.changing("登记工作量") as session:
        workloads.record(session, NOV, {car_id: Decimal("1200")})
    with store.changing("交接") as session:
        handovers.hand_over(
            session,
            found[:3],
            kind=HandoverKind.HANDOVER,
            handed_on=TODAY,
            today=TODAY,
            to_department_id=department,
        )
    with store.changing("打印") as session:
        audit.note(session, "assets", found[0], "固定资产卡片 1 份")
    return [batch, *found]


def _card(name: str, cost: Decimal, **more: object) -> dict[str, object]:
    facts = {
        "name": name, "original_cost": cost, "legacy_class": "general", "gb_code": "A02010105", "life_months": 72,
        "acquired_on": date(2026, 11, 3), "booked_on": date(2026, 11, 3), "unit": "件", "quantity": Decimal(1),
    }  # fmt: skip
    return facts | more


def _changes(store: Store, cards: list[int]) -> None:
    batch, first, second, third, *_ = cards
    acts = (
        ("调整原值", lambda s: changes.adjust_cost(s, first, Decimal("9999999.99"), "竣工决算", today=TODAY)),
        ("拆分", lambda s: changes.split(s, batch, Decimal(3), "调拨三件", today=TODAY)),
        ("拆分", lambda s: changes.split(s, batch, Decimal(2), "记错", today=TODAY)),
        ("撤销变动单", lambda s: changes.withdraw_newest(s, batch, today=TODAY)),
        ("处置核销", lambda s: disposals.write_off(s, second, DisposalMethod.SCRAP, TODAY, today=TODAY)),
        ("修改资产", lambda s: records.save(s, Asset, third, {"remark": "已贴标签", "model": "M-1"})),
        ("改设置", lambda s: settings.put(s, "office_name", "某市计量院", "更名批复", date(2026, 12, 1))),
    )
    for name, act in acts:
        with store.changing(name) as session:
            act(session)
