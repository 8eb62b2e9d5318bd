"""Reading cards for paper: rows in the order asked for, links as names, values as they stand on forms."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from app.assets.models import Asset
from app.kit.db import Choice
from app.kit.errors import UserError
from app.kit.fields import Field, fields
from app.kit.months import Month
from app.kit.printing.blocks import Value
from app.people.models import Department, Person
from app.places.models import Place

CHUNK = 900
"""Ids in one query; SQLite bounds the number of its parameters."""

_MANAGER = aliased(Department)
_LINKS = {
    "managing_department_id": _MANAGER.name,
    "department_id": Department.name,
    "custodian_id": Person.name,
    "place_id": Place.name,
}


def ids_of(session: Session, numbers: Sequence[str]) -> list[int]:
    """The ids of the cards with these asset numbers, in their order. UserError names those there are not."""
    found: dict[str, int] = {}
    for part in _parts(numbers):
        query = select(Asset.asset_no, Asset.id).where(Asset.asset_no.in_(part))
        found.update((row[0], row[1]) for row in session.execute(query))
    if missing := [number for number in numbers if number not in found]:
        shown = "、".join(missing[:5]) + (f" 等 {len(missing)} 个" if len(missing) > 5 else "")
        raise UserError(f"没有编号为 {shown} 的资产卡片，请核对编号。")
    return [found[number] for number in numbers]


def read(session: Session, names: str, ids: Sequence[int] | None = None) -> list[dict[str, Any]]:
    """The named columns of the cards, links as names; in the order of `ids`, all by number where None."""
    wanted = names.split()
    query = _query(wanted)
    if ids is None:
        rows = session.execute(query.order_by(Asset.asset_no)).all()
        return [dict(zip(wanted, row[1:], strict=True)) for row in rows]
    by_id: dict[int, dict[str, Any]] = {}
    for part in _parts(ids):
        for row in session.execute(query.where(Asset.id.in_(part))):
            by_id[row[0]] = dict(zip(wanted, row[1:], strict=True))
    return [by_id[asset_id] for asset_id in ids if asset_id in by_id]


def _query(wanted: Sequence[str]) -> Select[Any]:
    columns = [_LINKS[name] if name in _LINKS else getattr(Asset, name) for name in wanted]
    query = select(Asset.id, *columns)
    joins: Mapping[str, tuple[Any, Any]] = {
        "managing_department_id": (_MANAGER, Asset.managing_department_id == _MANAGER.id),
        "department_id": (Department, Asset.department_id == Department.id),
        "custodian_id": (Person, Asset.custodian_id == Person.id),
        "place_id": (Place, Asset.place_id == Place.id),
    }
    for name in wanted:
        if name in joins:
            query = query.outerjoin(*joins[name])
    return query


def _parts(items: Sequence[Any]) -> Iterator[list[Any]]:
    rest = iter(items)
    while part := list(islice(rest, CHUNK)):
        yield part


def paper(field: Field, value: Any) -> Value:
    """A stored value as forms take it: choices by label, quantities without idle zeros, None for nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, Choice):
        return value.label
    if isinstance(value, Month):
        return value.chinese
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return value if field.kind == "money" else field.show(value)
    return value if isinstance(value, (int, date)) else str(value)


def field_of(name: str) -> Field:
    """The field of a card's column."""
    return fields(Asset)[name]


def count(quantity: Decimal) -> Decimal | int:
    """A quantity as a whole number where it is one, so that 3.00 stands as 3."""
    whole = int(quantity)
    return whole if whole == quantity else quantity


def ticks(options: Sequence[str], chosen: str | None) -> str:
    """☑在用 ☐闲置 …: all options with the chosen one ticked."""
    return " ".join(f"{'☑' if option == chosen else '☐'}{option}" for option in options)
