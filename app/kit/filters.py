"""What a list is narrowed to, one column at a time: each filter says itself for its chip and lives in a view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select

from app.kit.db import Record
from app.kit.errors import Unreadable
from app.kit.fields import Field, fields
from app.kit.months import Month
from app.kit.search import LIKE_ESCAPE, escaped


@dataclass(frozen=True)
class Between:
    """From `low` to `high`, both included; None leaves an end open. Values are those of the column."""

    name: str
    low: Any = None
    high: Any = None

    def condition(self, model: type[Record]) -> ColumnElement[bool]:
        column = getattr(model, self.name)
        if self.low is None:
            return _sure(column <= self.high)
        if self.high is None:
            return _sure(column >= self.low)
        return _sure(column.between(self.low, self.high))

    def said(self, model: type[Record]) -> str:
        field = fields(model)[self.name]
        low, high = field.show(self.low), field.show(self.high)
        if self.low is None:
            return f"{field.label} 不大于 {high}" if field.numeric else f"{field.label} 到 {high} 为止"
        if self.high is None:
            return f"{field.label} 不小于 {low}" if field.numeric else f"{field.label} 从 {low} 起"
        return f"{field.label} {low}" if self.low == self.high else f"{field.label} {low} 至 {high}"


@dataclass(frozen=True)
class OneOf:
    """Any of some values; `words` is what stands for them where the values are ids of linked records."""

    name: str
    values: tuple[Any, ...]
    words: tuple[str, ...] = ()

    def condition(self, model: type[Record]) -> ColumnElement[bool]:
        column = getattr(model, self.name)
        values = [value for value in self.values if value is not None]
        found: ColumnElement[bool] = column.in_(values) if values else false()
        return or_(found, column.is_(None)) if None in self.values else found

    def said(self, model: type[Record]) -> str:
        field = fields(model)[self.name]
        words = self.words or tuple(
            "（空）" if value is None else field.show(_stored(field, value)) for value in self.values
        )
        return f"{field.label}：{'、'.join(words[:3])}{f' 等 {len(words)} 项' if len(words) > 3 else ''}"


@dataclass(frozen=True)
class Contains:
    """Text (or the title of the linked record) that holds these words, letters large or small."""

    name: str
    text: str

    def condition(self, model: type[Record]) -> ColumnElement[bool]:
        column, field = getattr(model, self.name), fields(model)[self.name]
        like = f"%{escaped(self.text)}%"
        if field.target is not None:
            title = getattr(field.target, field.target.title_column)
            return _sure(column.in_(select(field.target.id).where(title.ilike(like, escape=LIKE_ESCAPE))))
        return _sure(column.ilike(like, escape=LIKE_ESCAPE))

    def said(self, model: type[Record]) -> str:
        return f"{fields(model)[self.name].label} 含“{self.text}”"


@dataclass(frozen=True)
class Blank:
    """Nothing stands there; or, with `blank=False`, something does."""

    name: str
    blank: bool = True

    def condition(self, model: type[Record]) -> ColumnElement[bool]:
        column, field = getattr(model, self.name), fields(model)[self.name]
        if field.kind in ("text", "note"):
            empty = func.coalesce(column, "") == ""
            return empty if self.blank else ~empty
        return _sure(column.is_(None) if self.blank else column.is_not(None))

    def said(self, model: type[Record]) -> str:
        return f"{fields(model)[self.name].label} {'为空' if self.blank else '不为空'}"


Filter = Between | OneOf | Contains | Blank
_KINDS: dict[str, type[Filter]] = {"between": Between, "one_of": OneOf, "contains": Contains, "blank": Blank}


def dump(filter_: Filter) -> dict[str, Any]:
    """A filter as plain JSON values; `load` reads it again."""
    kind = next(name for name, known in _KINDS.items() if isinstance(filter_, known))
    return {"kind": kind} | {name: _plain(value) for name, value in vars(filter_).items()}


def load(model: type[Record], saved: Mapping[str, Any]) -> Filter | None:
    """A saved filter, or None when the column is gone or its values can no longer be read."""
    values = dict(saved)
    known = _KINDS.get(values.pop("kind", ""))
    field = fields(model).get(values.get("name", ""))
    if known is None or field is None:
        return None
    try:
        if known is Between:
            values |= {end: _stored(field, values.get(end)) for end in ("low", "high")}
        elif known is OneOf:
            values["values"] = tuple(_stored(field, value) for value in values["values"])
            values["words"] = tuple(values.get("words", ()))
        return known(**values)
    except (Unreadable, ValueError, KeyError, TypeError):
        return None


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or type(value) in (str, int, bool) else str(value)


def _stored(field: Field, value: Any) -> Any:
    """A value out of JSON as the column keeps it; a value that is one already goes through."""
    if value is None or field.kind in ("link", "bool", "int") or not isinstance(value, str):
        return value
    if field.kind == "choice" and field.choices is not None:
        return field.choices(value)
    if field.kind == "month":
        return Month.read(value)
    if field.kind == "time":
        return datetime.fromisoformat(value)
    return field.read(value) if field.kind in ("money", "number", "date") else value


def _sure(condition: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = condition
    return found
