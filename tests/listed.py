"""Cards to list: made by arithmetic, so that a test knows what every row must show."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from app.assets.choices import LegacyClass, UsageStatus
from app.assets.models import Asset
from app.kit import records
from app.kit.store import Store
from app.people.models import Department, Person

NAMES = ("离心水泵", "空调机", "办公桌", "笔记本电脑", "潜水泵")
MODELS = ("IS80-65", "KFR-35GW", None, "T480")
DEPARTMENTS = ("膳食科", "后勤保障科", "办公室")
STATUSES = (UsageStatus.IN_USE, UsageStatus.IDLE, UsageStatus.REPAIR)


def fill(store: Store, count: int) -> None:
    """`count` cards of three departments; card n has number GZ0000n and cost 100 n, every fourth no model."""
    with store.changing("测试数据") as session:
        rooms = records.add_many(session, Department, [{"name": name} for name in DEPARTMENTS])
        people = records.add_many(
            session, Person, [{"name": "张三", "phone": "13812345678"}, {"name": "李堃", "phone": None}]
        )
        rows = [
            {
                "asset_no": f"GZ{n:05d}",
                "name": NAMES[n % 5],
                "model": MODELS[n % 4],
                "legacy_class": LegacyClass.GENERAL if n % 2 else LegacyClass.FURNITURE,
                "original_cost": Decimal(100 * n),
                "accumulated_depreciation": Decimal(10 * n),
                "department_id": rooms[n % 3] if n % 7 else None,
                "custodian_id": people[n % 2],
                "usage_status": STATUSES[n % 3],
                "booked_on": date(2020, 1, 1) + timedelta(days=n % 1000),
            }
            for n in range(1, count + 1)
        ]
        if rows:
            records.add_many(session, Asset, rows)
