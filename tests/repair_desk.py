"""A small office with a repair desk, for the tests of work orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import records
from app.kit.store import Store
from app.people import service as people
from app.places import service as places
from app.workorders import entry, seeding
from app.workorders.models import RepairCategory, RepairVendor, Team, Worker, WorkOrder
from app.workorders.timing import moment, wall


def at(text: str) -> datetime:
    """`03-06 17:20` of 2026 on the office's wall clock, as a moment."""
    return moment(datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M"))


def told(stamp: datetime | None) -> str | None:
    """The same the other way round."""
    return None if stamp is None else f"{wall(stamp):%m-%d %H:%M}"


@dataclass(frozen=True)
class Desk:
    """Ids of what stands in it."""

    department: int
    caller: int
    building: int
    room: int
    team: int
    worker: int
    vendor: int
    categories: dict[str, int]

    def call(self, session: Session, now: datetime, **values: Any) -> int:
        """Somebody calls about a dripping tap, or what else is given."""
        usual = {"caller_id": self.caller, "place_id": self.room, "fault": "水龙头漏水"}
        usual["category_id"] = self.categories["给排水"]
        return entry.report(session, usual | values, now)


def open_desk(store: Store) -> Desk:
    with store.changing("建报修台") as session:
        seeding.seed(session)
        department = people.save_department(session, None, {"name": "财务科"})
        caller = people.save_person(
            session, None, {"name": "胡杰", "department_id": department, "phone": "8035"}
        )
        building = places.save_place(session, None, {"name": "主楼"})
        room = places.save_place(session, None, {"name": "主楼305室", "parent_id": building})
        team = records.save(session, Team, None, {"name": "水电班"})
        worker = records.save(session, Worker, None, {"name": "老赵", "team_id": team})
        vendor = records.save(session, RepairVendor, None, {"name": "电梯维保单位"})
        categories = {
            name: key for key, name in session.execute(select(RepairCategory.id, RepairCategory.name))
        }
    return Desk(department, caller, building, room, team, worker, vendor, categories)


def order(session: Session, order_id: int) -> WorkOrder:
    return records.get(session, WorkOrder, order_id)
