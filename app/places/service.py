"""What an office does with its places: enter, move within the tree, make those a workbook names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import records
from app.kit.errors import Invalid
from app.kit.readers import tidy
from app.kit.rights import right
from app.places.models import Place
from app.places.queries import descendants, full_path


@right("places.edit")
def save_place(
    session: Session, place_id: int | None, values: Mapping[str, Any], version: int | None = None
) -> int:
    """Make or change a place. Raises Invalid for a name that is taken, or a parent that lies inside it."""
    found: dict[str, str] = {}
    name = tidy(values.get("name") or "")
    if name:
        twin = session.scalar(select(Place.id).where(Place.match_key == name).limit(1))
        if twin is not None and twin != place_id:
            found["name"] = f"已有地点“{full_path(session, twin)}”，请加上楼号等以便区分"
    parent = values.get("parent_id")
    if place_id is not None and parent is not None:
        if parent == place_id:
            found["parent_id"] = "上级地点不能是它自己"
        elif parent in descendants(session, place_id):
            found["parent_id"] = f"“{full_path(session, parent)}”在这个地点里面，不能作它的上级"
    if found:
        raise Invalid(found)
    return records.save(session, Place, place_id, values, version)


@right("places.edit")
def move(session: Session, place_ids: Iterable[int], parent_id: int | None) -> None:
    """Hang places under another parent (None: at the root), with everything inside them."""
    for place_id in place_ids:
        save_place(session, place_id, {"parent_id": parent_id})


@right("places.edit")
def create_places(session: Session, names: Iterable[str]) -> dict[str, int]:
    """Places of these names, made at the root where missing: tidied name → id."""
    wanted = dict.fromkeys(key for name in names if (key := tidy(name)))
    known = {
        key: place_id for place_id, key in session.execute(select(Place.id, Place.match_key)) if key in wanted
    }
    missing = [key for key in wanted if key not in known]
    made = records.add_many(session, Place, [{"name": key} for key in missing], "按名称新建")
    return known | dict(zip(missing, made, strict=True))
