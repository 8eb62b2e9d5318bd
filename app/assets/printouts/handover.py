"""固定资产领用/交接单 (asset-handover): of a handover that is recorded, or blank for the holder of cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.assets.choices import HandoverKind
from app.assets.ledger import Handover, HandoverItem
from app.assets.printouts.intake import LEAST, TO_FILL, grouped
from app.assets.printouts.read import count, read, ticks
from app.kit.printing import Opening, Printout
from app.kit.printing.blocks import Note, Value, day
from app.kit.printing.flow import Block
from app.kit.printing.grid import Grid, Group
from app.kit.printing.table import Column, DataTable
from app.people.models import Department, Person
from app.places.models import Place

READ = "asset_no name model quantity original_cost net_book_value place_id department_id custodian_id"
COLUMNS = (
    Column("序号", 9, "centre"),
    Column("资产编号", 26),
    Column("资产名称", 34),
    Column("规格型号", 24),
    Column("数量", 9, "right", total=True),
    Column("原值(元)", 20, "right", total=True),
    Column("净值(元)", 20, "right", total=True),
    Column("存放地点", 28),
)

Row = tuple[Value, ...]


@dataclass(frozen=True)
class HandoverSlip:
    """Things that pass from one holder to another; what is not known yet is None and filled in by hand."""

    department: str | None
    custodian: str | None
    rows: tuple[Row, ...]
    number: str = ""
    handed_on: date | None = None
    kind: str | None = None
    to_department: str | None = None
    to_person: str | None = None
    to_place: str | None = None
    witness: str | None = None
    accessories: str | None = None
    reason: str | None = None


def gather(session: Session, ids: Sequence[int] | None = None) -> list[HandoverSlip]:
    """A form to be filled in for the cards of each department and person."""
    found = read(session, READ, ids)
    groups = grouped(found, lambda row: (row["department_id"], row["custodian_id"]))
    return [
        HandoverSlip(group[0]["department_id"], group[0]["custodian_id"], _rows(group)) for group in groups
    ]


def gather_recorded(session: Session, handover_ids: Sequence[int]) -> list[HandoverSlip]:
    """The forms of recorded handovers, one for each holder that the things came from."""
    witness, to_person = aliased(Person), aliased(Person)
    query = (
        select(Handover, Department.name, to_person.name, Place.name, witness.name)
        .outerjoin(Department, Handover.to_department_id == Department.id)
        .outerjoin(to_person, Handover.to_person_id == to_person.id)
        .outerjoin(Place, Handover.to_place_id == Place.id)
        .outerjoin(witness, Handover.witness_id == witness.id)
        .where(Handover.id.in_(list(handover_ids)))
        .order_by(Handover.handover_no)
    )
    slips: list[HandoverSlip] = []
    for handover, department, person, place, witnessed in session.execute(query):
        for holder, group in _before(session, handover.id).items():
            slips.append(
                HandoverSlip(
                    department=holder[0],
                    custodian=holder[1],
                    rows=_rows(group),
                    number=handover.handover_no,
                    handed_on=handover.handed_on,
                    kind=handover.kind.label,
                    to_department=department,
                    to_person=person,
                    to_place=place,
                    witness=witnessed,
                    accessories=handover.accessories,
                    reason=handover.reason,
                )
            )
    return slips


def _before(session: Session, handover_id: int) -> dict[tuple[str | None, str | None], list[dict[str, Any]]]:
    """The things of a handover by the department and person that held them before, with their old places."""
    query = (
        select(HandoverItem.asset_id, Department.name, Person.name, Place.name)
        .outerjoin(Department, HandoverItem.from_department_id == Department.id)
        .outerjoin(Person, HandoverItem.from_person_id == Person.id)
        .outerjoin(Place, HandoverItem.from_place_id == Place.id)
        .where(HandoverItem.handover_id == handover_id)
        .order_by(HandoverItem.asset_id)
    )
    items = session.execute(query).all()
    cards = read(session, READ, [item[0] for item in items])
    holders: dict[tuple[str | None, str | None], list[dict[str, Any]]] = {}
    for (_, department, person, place), card in zip(items, cards, strict=True):
        holders.setdefault((department, person), []).append({**card, "place_id": place})
    return holders


def _rows(group: Sequence[dict[str, Any]]) -> tuple[Row, ...]:
    return tuple(
        (
            number,
            row["asset_no"],
            row["name"],
            row["model"] or "",
            count(row["quantity"]),
            row["original_cost"],
            row["net_book_value"],
            row["place_id"] or "",
        )
        for number, row in enumerate(group, start=1)
    )


def draw(slip: HandoverSlip) -> list[Opening | Block]:
    """From whom to whom, why, what; the boxes to sign follow."""
    head: list[list[tuple[str, Value]]] = [
        [("移交部门", slip.department), ("移交人", slip.custodian)],
        [("接收部门", slip.to_department), ("接收人", slip.to_person)],
        [("新存放地点", slip.to_place), ("监交人", slip.witness)],
        [("类型", ticks([kind.label for kind in HandoverKind], slip.kind))],
    ]
    foot: list[list[tuple[str, Value]]] = [[("附件、配件", slip.accessories)], [("交接原因", slip.reason)]]
    return [
        Opening(
            middle=day(slip.handed_on) if slip.handed_on else "　　年　　月　　日",
            number=slip.number or TO_FILL,
        ),
        Grid([Group(head)], label=26),
        DataTable(COLUMNS, slip.rows, total=True, size=9, blank=LEAST, row=7),
        Grid([Group(foot)], label=26, row=9),
        Note(
            "注：使用人或管理人变动的，应及时办理交接手续；本单一式三份，移交、接收、资产管理部门各存一份。"
        ),
    ]


def samples() -> list[HandoverSlip]:
    """Two things of one person with a rare name."""
    rows = (
        (1, "ZC-2026-000123", "台式计算机", "M930t", 1, Decimal("5000.00"), Decimal("4930.56"), "305室"),
        (2, "ZC-2019-000007", "办公桌", "1.4m", 1, Decimal("1200.00"), Decimal("640.00"), "305室"),
    )
    return [HandoverSlip("后勤保障科", "李䶮㛃𬱖", rows)]


ASSET_HANDOVER = Printout(
    "asset-handover",
    "固定资产领用/交接单",
    gather=gather,
    draw=draw,
    takes="records",
    signatures="移交人 接收人 监交人",
    samples=samples,
)
