"""What the words and the place of a report suggest, before anybody thinks about it: category, urgency, assignee.

The words stand in a table that the office edits. The longest words speak first; a place speaks for all within it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.readers import tidy
from app.places.models import Place
from app.workorders.choices import Urgency
from app.workorders.models import RepairCategory, RepairKeyword

_RANK = {Urgency.PLANNED: 0, Urgency.NORMAL: 1, Urgency.URGENT: 2, Urgency.EXTREME: 3}


@dataclass(frozen=True)
class Proposal:
    """What to fill in; `words` are those that spoke."""

    category_id: int | None = None
    urgency: Urgency = Urgency.NORMAL
    team_id: int | None = None
    vendor_id: int | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Word:
    word: str
    place_id: int | None
    category_id: int | None
    urgency: Urgency | None
    team_id: int | None
    vendor_id: int | None


@dataclass(frozen=True)
class _Usual:
    urgency: Urgency
    team_id: int | None
    vendor_id: int | None


class Proposer:
    """The table of words, read once; a whole book of reports is proposed from it."""

    def __init__(self, session: Session) -> None:
        columns = (
            RepairKeyword.word, RepairKeyword.place_id, RepairKeyword.category_id, RepairKeyword.urgency,
            RepairKeyword.team_id, RepairKeyword.vendor_id,
        )  # fmt: skip
        rows = session.execute(select(*columns).order_by(RepairKeyword.id))
        self._words = [_Word(tidy(row[0] or ""), *row[1:]) for row in rows]
        usual = select(
            RepairCategory.id, RepairCategory.urgency, RepairCategory.team_id, RepairCategory.vendor_id
        )
        self._usual = {row[0]: _Usual(*row[1:]) for row in session.execute(usual)}
        self._parents = (
            {row[0]: row[1] for row in session.execute(select(Place.id, Place.parent_id))}
            if any(each.place_id is not None for each in self._words)
            else {}
        )

    def propose(self, fault: str, place_id: int | None = None, category_id: int | None = None) -> Proposal:
        """What a report suggests; a category that was chosen already is kept."""
        text, around = tidy(fault), self._around(place_id)
        spoke = [each for each in self._words if each.word in text and each.place_id in around]
        spoke.sort(key=lambda each: (-len(each.word), each.place_id is None))
        category = category_id or _first(each.category_id for each in spoke)
        usual = self._usual.get(category) if category is not None else None
        same = [each for each in spoke if each.category_id in (None, category)]
        urgencies = [each.urgency for each in same if each.urgency is not None]
        team, vendor = _first(each.team_id for each in same), _first(each.vendor_id for each in same)
        if team is None and vendor is None and usual is not None:
            team, vendor = usual.team_id, usual.vendor_id
        urgency = (
            max(urgencies, key=_RANK.__getitem__) if urgencies else usual.urgency if usual else Urgency.NORMAL
        )
        return Proposal(category, urgency, team, vendor, tuple(each.word for each in spoke if each.word))

    def _around(self, place_id: int | None) -> set[int | None]:
        """A place and all that it lies in; None is everywhere."""
        found: set[int | None] = {None}
        while place_id is not None and place_id not in found:
            found.add(place_id)
            place_id = self._parents.get(place_id)
        return found


def propose(
    session: Session, fault: str, place_id: int | None = None, category_id: int | None = None
) -> Proposal:
    """What one report suggests."""
    return Proposer(session).propose(fault, place_id, category_id)


def _first(found: Iterable[int | None]) -> int | None:
    return next((each for each in found if each is not None), None)
