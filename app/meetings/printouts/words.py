"""Words that several papers of meetings share: times, people in lists, counts of votes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from app.kit.printing.blocks import day
from app.kit.printing.text import three
from app.meetings.choices import MatterKind, Outcome, VoteKind

Person = tuple[str, str]
"""Name and post (or the reason of an absence)."""
KINDS = tuple(kind.label for kind in MatterKind)
OUTCOMES = tuple(outcome.label for outcome in Outcome)
MODES = tuple(kind.label for kind in VoteKind)
PAPER_MODES = (VoteKind.SECRET.label, VoteKind.NAMED.label)
TO_FILL = "　　　　"
WEEK = "一二三四五六日"


def hour(at: datetime) -> str:
    """9:00, 14:30."""
    return f"{at.hour}:{at.minute:02d}"


def moment(at: datetime) -> str:
    """2026年3月7日（星期六）9:00."""
    return f"{day(at)}（星期{WEEK[at.weekday()]}）{hour(at)}"


def opened(start: datetime | None, on: date | None) -> str:
    """When it begins; the day alone, or room to write, where no more is known."""
    if start:
        return moment(start)
    return f"{day(on)}　　时　　分" if on else "　　　　年　　月　　日　　时　　分"


def span(start: datetime | None, end: datetime | None, on: date | None = None) -> str:
    """2026年3月7日 9:00—11:30; what is not known yet is left to be written."""
    if start is None:
        return f"{day(on) if on else '　　　　年　　月　　日'}　　时　　分至　　时　　分"
    if end is None:
        return f"{day(start)} {hour(start)} 至　　时　　分"
    if end.date() == start.date():
        return f"{day(start)} {hour(start)}—{hour(end)}"
    return f"{day(start)} {hour(start)}—{day(end)} {hour(end)}"


def named(people: Sequence[Person]) -> str:
    """张三、李四（出差）: names with what is said of each in brackets."""
    return "、".join(f"{name}（{said}）" if said else name for name, said in people)


def listed(people: Sequence[Person]) -> list[str]:
    """The same one by one, names of two characters as wide as those of three."""
    return [f"{three(name)}（{said}）" if said else three(name) for name, said in people]


def counted(value: int | None) -> str:
    """A count, or room for one."""
    return TO_FILL if value is None else str(value)
