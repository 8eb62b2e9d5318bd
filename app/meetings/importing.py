"""Members of bodies out of a workbook: one seat a person and body at a time, as when they are keyed in."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from sqlalchemy.orm import Session

from app.kit import readers, register_import
from app.kit.register_import import Fault, Plan, Values
from app.meetings.catalogue import seat_problem
from app.meetings.models import BodyMember


def read_members(session: Session, file: Path | str) -> Plan:
    """A dry run of a list of members. Raises UserError when it is none."""
    plan = register_import.read(session, BodyMember, file)
    refused = set(plan.refused)
    seats: defaultdict[tuple[object, object], list[tuple[int, Values]]] = defaultdict(list)
    for number, row, cells in zip(plan.numbers, plan.rows, plan.raw, strict=True):
        row.setdefault("ends_on", None)
        if number in refused:
            continue
        held = seats[row["body_id"], row["person_id"]]
        if words := _problem(session, row, held):
            plan.faults.append(Fault(number, "成员", readers.shown(cells[_person(plan)]), words))
        else:
            held.append((number, row))
    return plan


def _problem(session: Session, row: Values, held: list[tuple[int, Values]]) -> str:
    for number, other in held:
        apart = any(
            one["ends_on"] is not None and one["ends_on"] < two["starts_on"]
            for one, two in ((row, other), (other, row))
        )
        if not apart:
            return f"与第 {number} 行是同一人，任期重叠，一人只能有一席"
    if isinstance(row["body_id"], str) or isinstance(row["person_id"], str):
        return ""  # still to be made, so there is no other seat
    return next(iter(seat_problem(session, row, None).values()), "")


def _person(plan: Plan) -> int:
    column = plan.layout.of("person_id")
    assert column is not None, "a sheet without its required columns is refused before"
    return column.index
