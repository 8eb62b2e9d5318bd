"""What an office keeps of its rules: bodies and their members, and the catalogue of matters."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import records
from app.kit.errors import Invalid, UserError
from app.kit.paths import RESOURCES
from app.kit.readers import tidy
from app.kit.rights import right
from app.kit.settings import ALWAYS
from app.meetings.choices import ActKind, MatterKind, Prerequisite, VoteKind
from app.meetings.models import Body, BodyMember, Matter, Submission
from app.meetings.rules import PassRule, Quorum
from app.people.models import Person


@right("bodies.edit")
def save_body(
    session: Session, body_id: int | None, values: Mapping[str, Any], version: int | None = None
) -> int:
    """Make or change a body. Raises Invalid when another one bears its name."""
    name = tidy(values.get("name") or "")
    twin = session.scalar(select(Body.id).where(Body.match_key == name)) if name else None
    if twin is not None and twin != body_id:
        raise Invalid({"name": f"已有议事机构“{name}”"})
    return records.save(session, Body, body_id, values, version)


@right("body_members.edit")
def save_member(
    session: Session, member_id: int | None, values: Mapping[str, Any], version: int | None = None
) -> int:
    """Give somebody a seat, or change it. Raises Invalid when they have one in the same days already."""
    held = records.values(session, BodyMember, member_id) if member_id is not None else {}
    new = held | dict(values)
    whole = new.get("body_id") and new.get("person_id") and new.get("starts_on")
    if whole and (found := seat_problem(session, new, member_id)):
        raise Invalid(found)
    return records.save(session, BodyMember, member_id, values, version)


def seat_problem(session: Session, new: Mapping[str, Any], own_id: int | None) -> dict[str, str]:
    """Why somebody cannot have this seat: gone by then, or another seat in the same days."""
    person = records.get(session, Person, new["person_id"])
    if person.left_on is not None and person.left_on <= new["starts_on"]:
        return {"person_id": f"{person.name}已于 {person.left_on} 离岗"}
    seats = select(BodyMember).where(
        BodyMember.body_id == new["body_id"], BodyMember.person_id == new["person_id"]
    )
    for seat in session.scalars(seats):
        ends = new.get("ends_on")
        apart = (seat.ends_on is not None and seat.ends_on < new["starts_on"]) or (
            ends is not None and ends < seat.starts_on
        )
        if seat.id != own_id and not apart:
            return {"person_id": f"{person.name}已经是成员（{seat.starts_on} 起），一人只能有一席"}
    return {}


@right("body_members.edit")
def end_terms(session: Session, member_ids: Iterable[int], on: date) -> None:
    """They are members up to and including that day."""
    for member_id in member_ids:
        records.save(session, BodyMember, member_id, {"ends_on": on})


@right("matters.edit")
def save_matter(
    session: Session, matter_id: int | None, values: Mapping[str, Any], version: int | None = None
) -> int:
    """Enter a line of the catalogue, or mend one. What submissions rest on is revised from a day on instead."""
    if matter_id is not None:
        matter = records.get(session, Matter, matter_id)
        changed = any(getattr(matter, name) != value for name, value in values.items() if name in _DECISIVE)
        used = select(Submission.submission_no).where(Submission.matter_id == matter_id).limit(1)
        if changed and (number := session.scalar(used)):
            raise UserError(
                f"“{matter.name}”已有议题 {number} 按它办理，标准和规则不能直接改。请用“修订”，从某日起按新的执行。"
            )
    return records.save(session, Matter, matter_id, values, version)


_DECISIVE = frozenset(
    ["code", "kind", "act", "threshold", "body_id", "quorum", "pass_rule", "vote_kind", "effective_from"]
    + [f"needs_{each.value}" for each in Prerequisite]
)


@right("matters.edit")
def revise_matter(session: Session, matter_id: int, values: Mapping[str, Any], effective_from: date) -> int:
    """A new line of the same code from a day on; the old one ends the day before. Returns the new id."""
    matter = records.get(session, Matter, matter_id)
    if effective_from <= matter.effective_from:
        raise Invalid({"effective_from": f"修订的生效日期应晚于 {matter.effective_from}"})
    kept = {
        name: value for name, value in records.values(session, Matter, matter_id).items() if name not in _OWN
    }
    records.save(session, Matter, matter_id, {"effective_until": effective_from - timedelta(days=1)})
    return records.save(
        session, Matter, None, kept | dict(values) | {"code": matter.code, "effective_from": effective_from}
    )


_OWN = frozenset(["id", "version", "effective_until", "search_text", "search_key", "sort_key"])


def matters_on(session: Session, day: date) -> list[Matter]:
    """The catalogue as it holds on a day, by code."""
    found: dict[str, Matter] = {}
    query = select(Matter).where(Matter.effective_from <= day).order_by(Matter.code, Matter.effective_from)
    for matter in session.scalars(query):
        found[matter.code] = matter
    return [each for each in found.values() if each.effective_until is None or each.effective_until >= day]


@right("matters.edit")
def seed(session: Session) -> int:
    """Enter the bodies and the matters to begin with, where the store has none; returns how many matters.

    Every figure is a proposal for the office to put its own in, with the 依据 of its own rules.
    """
    if session.scalar(select(Matter.id).limit(1)) is not None:
        return 0
    for row in _seed("bodies.csv"):
        if session.scalar(select(Body.id).where(Body.match_key == tidy(row["name"]))) is None:
            values = {
                "name": row["name"], "short_name": row["short_name"], "quorum": Quorum(row["quorum"]),
                "pass_rule": PassRule(row["pass_rule"]), "vote_kind": VoteKind(row["vote_kind"]),
                "basis": row["basis"],
            }  # fmt: skip
            records.save(session, Body, None, values)
    bodies: dict[str, int] = dict(session.execute(select(Body.name, Body.id)).all())
    rows = [_matter(row, bodies) for row in _seed("matters.csv")]
    return len(records.add_many(session, Matter, rows, "内置事项清单"))


def _matter(row: Mapping[str, str], bodies: Mapping[str, int]) -> dict[str, Any]:
    return {
        "code": row["code"], "name": row["name"], "kind": MatterKind(row["kind"]),
        "act": ActKind(row["act"]) if row["act"] else None,
        "threshold": Decimal(row["threshold"]) if row["threshold"] else None,
        "body_id": bodies[tidy(row["body"])],
        "quorum": Quorum(row["quorum"]) if row["quorum"] else None,
        "pass_rule": PassRule(row["pass_rule"]) if row["pass_rule"] else None,
        "vote_kind": VoteKind(row["vote_kind"]) if row["vote_kind"] else None,
        **{f"needs_{each.value}": each.value in row["prerequisites"].split() for each in Prerequisite},
        "effective_from": ALWAYS, "basis": row["basis"],
    }  # fmt: skip


def _seed(name: str) -> list[dict[str, str]]:
    with RESOURCES.joinpath("seeds", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
