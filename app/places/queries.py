"""The tree of places: what lies in what, and where a place is from the root down."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.places.models import Place

JOIN = " / "


@dataclass(frozen=True)
class Node:
    """A place in the tree; `depth` 0 is a root, `path` the names from the root down to it."""

    id: int
    parent_id: int | None
    name: str
    depth: int
    path: str
    children: int


def tree(session: Session) -> list[Node]:
    """All places, each after its parent, brothers in the order of their pinyin."""
    rows = session.execute(select(Place.id, Place.parent_id, Place.name).order_by(Place.sort_key, Place.id))
    below: dict[int | None, list[tuple[int, str]]] = {}
    for place_id, parent_id, name in rows:
        below.setdefault(parent_id, []).append((place_id, name))
    found: list[Node] = []
    waiting: list[tuple[int, int | None, str, int, str]] = [
        (place_id, None, name, 0, name) for place_id, name in reversed(below.get(None, []))
    ]
    while waiting:
        place_id, parent_id, name, depth, path = waiting.pop()
        children = below.get(place_id, [])
        found.append(Node(place_id, parent_id, name, depth, path, len(children)))
        waiting += [
            (each, place_id, called, depth + 1, path + JOIN + called) for each, called in reversed(children)
        ]
    return found


def paths(session: Session) -> dict[int, str]:
    """Every place's path: 本部 / 一号楼 / 305."""
    return {node.id: node.path for node in tree(session)}


def full_path(session: Session, place_id: int) -> str:
    """The path of one place; empty when it does not exist."""
    names: list[str] = []
    at: int | None = place_id
    seen: set[int] = set()
    while at is not None and at not in seen:
        seen.add(at)
        row = session.execute(select(Place.name, Place.parent_id).where(Place.id == at)).first()
        if row is None:
            break
        names.append(row[0])
        at = row[1]
    return JOIN.join(reversed(names))


def descendants(session: Session, place_id: int) -> set[int]:
    """The ids of everything that lies in a place, itself not included."""
    start = select(Place.id).where(Place.parent_id == place_id).cte(recursive=True)
    everything = start.union(select(Place.id).join(start, Place.parent_id == start.c.id))
    return set(session.scalars(select(everything.c.id)))
