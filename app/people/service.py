"""What an office does with departments and staff: enter, change, let go, make those a workbook names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import records
from app.kit.errors import Invalid, UserError
from app.kit.readers import tidy
from app.kit.rights import right
from app.people.models import Department, Person


@right("departments.edit")
def save_department(
    session: Session, department_id: int | None, values: Mapping[str, Any], version: int | None = None
) -> int:
    """Make or change a department. Raises Invalid when another one bears its name or code."""
    found: dict[str, str] = {}
    name = tidy(values.get("name") or "")
    if name and _other(session, Department, "match_key", name, department_id):
        found["name"] = f"已有部门“{name}”"
    code = values.get("code")
    if code and _other(session, Department, "code", code, department_id):
        found["code"] = f"编码 {code} 已属于另一个部门"
    if found:
        raise Invalid(found)
    return records.save(session, Department, department_id, values, version)


@right("people.edit")
def save_person(
    session: Session, person_id: int | None, values: Mapping[str, Any], version: int | None = None
) -> int:
    """Make or change somebody. Two may share a name, never a 工号 (Invalid)."""
    code = values.get("code")
    if code and (other := _other(session, Person, "code", code, person_id)):
        raise Invalid({"code": f"工号 {code} 已属于{records.get(session, Person, other).name}"})
    return records.save(session, Person, person_id, values, version)


@right("people.edit")
def leave(session: Session, person_ids: Iterable[int], on: date) -> None:
    """They left on that day: they stay on the papers they signed and are no longer offered."""
    for person_id in person_ids:
        person = records.get(session, Person, person_id)
        if person.left_on is not None:
            raise UserError(f"{person.name}已于 {person.left_on} 离岗。")
        person.left_on = on
    session.flush()


@right("people.edit")
def come_back(session: Session, person_ids: Iterable[int]) -> None:
    """They work here again."""
    for person_id in person_ids:
        records.get(session, Person, person_id).left_on = None
    session.flush()


@right("departments.edit")
def create_departments(session: Session, names: Iterable[str]) -> dict[str, int]:
    """Departments of these names, made where missing: tidied name → id."""
    return _create(session, Department, names)


@right("people.edit")
def create_people(session: Session, names: Iterable[str]) -> dict[str, int]:
    """People of these names, made where missing: tidied name → id. A name that two bear gives the first."""
    return _create(session, Person, names)


def _create(session: Session, model: type[Department] | type[Person], names: Iterable[str]) -> dict[str, int]:
    wanted = dict.fromkeys(key for name in names if (key := tidy(name)))
    known: dict[str, int] = {}
    for record_id, key in session.execute(select(model.id, model.match_key).order_by(model.id.desc())):
        if key in wanted:
            known[key] = record_id
    missing = [key for key in wanted if key not in known]
    made = records.add_many(session, model, [{"name": key} for key in missing], "按名称新建")
    return known | dict(zip(missing, made, strict=True))


def _other(session: Session, model: Any, column: str, value: str, own_id: int | None) -> int | None:
    query = select(model.id).where(getattr(model, column) == value)
    if own_id is not None:
        query = query.where(model.id != own_id)
    found: int | None = session.scalar(query.limit(1))
    return found
