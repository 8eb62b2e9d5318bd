"""What happened to a record, in the words of its labels: who, when, before → after, links by title."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.kit import audit, pick
from app.kit.db import Record
from app.kit.errors import Unreadable
from app.kit.fields import EMPTY, Field, fields
from app.kit.months import Month


@dataclass(frozen=True)
class Step:
    """A field that an act changed: its label, before and after as lists show them."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """One act. `what` says in a sentence what no field shows: made, deleted, printed, done to many."""

    at: datetime
    who: str
    operation: str
    reason: str
    what: str
    steps: tuple[Step, ...]


def history(session: Session, model: type[Record], record_id: int) -> list[Told]:
    """All that the log knows of one record, newest first."""
    return told(session, model, audit.history(session, model, record_id))


def told(session: Session, model: type[Record], lines: list[audit.HistoryLine]) -> list[Told]:
    """Lines of the log of one kind of record, in words and in their order."""
    titles = _titles(session, model, lines)
    return [_told(model, line, titles) for line in lines]


def _told(model: type[Record], line: audit.HistoryLine, titles: dict[tuple[str, int], str]) -> Told:
    steps: tuple[Step, ...] = ()
    what = ""
    if line.kind in ("note", "bulk"):
        what = str(line.after.get("what", ""))
    else:
        steps = tuple(_steps(model, line, titles))
        what = {"insert": "新建", "delete": "删除"}.get(line.kind, "")
    return Told(line.at, line.who, line.operation, line.reason, what, steps)


def _steps(
    model: type[Record], line: audit.HistoryLine, titles: dict[tuple[str, int], str]
) -> Iterable[Step]:
    for name, field in fields(model).items():
        before, after = line.before.get(name), line.after.get(name)
        if before == after or (line.kind == "insert" and after in (None, "", False)):
            continue
        yield Step(field.label, _shown(field, before, titles), _shown(field, after, titles))


def _shown(field: Field, logged: Any, titles: dict[tuple[str, int], str]) -> str:
    if logged is None or logged == "":
        return EMPTY
    if field.target is not None:
        return titles.get((field.name, int(logged)), f"已删除的{field.target.name_cn}")
    return field.show(revived(field, logged))


def revived(field: Field, logged: Any) -> Any:
    """A value of the log as the record held it; one that can no longer be read comes back as it is."""
    with contextlib.suppress(ValueError, ArithmeticError, Unreadable):
        match field.kind:
            case "money" | "number":
                return Decimal(logged)
            case "date":
                return date.fromisoformat(logged)
            case "time":
                return datetime.fromisoformat(logged)
            case "month":
                return Month.read(logged)
            case "choice" if field.choices is not None:
                return field.choices(logged)
    return logged


def _titles(
    session: Session, model: type[Record], lines: list[audit.HistoryLine]
) -> dict[tuple[str, int], str]:
    """Titles of every record that a link pointed to: one question a link."""
    found: dict[tuple[str, int], str] = {}
    for name, field in fields(model).items():
        if field.target is None:
            continue
        ids = {values[name] for line in lines for values in (line.before, line.after) if values.get(name)}
        if ids:
            options = pick.by_id(session, field.target, ids)
            found |= {(name, each): option.title for each, option in options.items()}
    return found
