"""What is known of a column, said once: list column, input, search, import, export and log derive from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Date, Integer, String, Text, inspect
from sqlalchemy.types import TypeEngine

from app.kit import readers
from app.kit.db import Base, Choice, ChoiceType, Fixed, Money, MonthType, Record, UtcTime
from app.kit.errors import Unreadable
from app.kit.masking import masked
from app.kit.months import Month

EMPTY = "—"


@dataclass(frozen=True)
class Label:
    """The facts that a column's type cannot tell. `synonyms` are other headings that clerks write; `secret` is
    a personal number, masked wherever it is shown (app.kit.masking)."""

    text: str
    width: int = 10
    unit: str = ""
    hint: str = ""
    required: bool = False
    synonyms: tuple[str, ...] = ()
    search: bool = False
    computed: bool = False
    secret: bool = False
    section: str = ""


def label(text: str, **facts: Any) -> dict[str, Label]:
    """For `mapped_column(info=label("原值", unit="元"))`; facts are those of Label."""
    return {"label": Label(text, **facts)}


@dataclass(frozen=True)
class Field:
    """One column as people see it. `kind` is text, note, int, money, number, date, month, time, bool,
    choice or link; `target` is the linked Record of a link."""

    name: str
    label: str
    kind: str
    facts: Label
    nullable: bool
    places: int = 0
    length: int | None = None
    choices: type[Choice] | None = None
    target: type[Record] | None = field(default=None)

    @property
    def heading(self) -> str:
        """The label with its unit: 原值(元)."""
        return f"{self.label}({self.facts.unit})" if self.facts.unit else self.label

    @property
    def required(self) -> bool:
        return self.facts.required

    @property
    def numeric(self) -> bool:
        return self.kind in ("int", "money", "number")

    def show(self, value: Any) -> str:
        """A stored value as it stands in a list; empty is “—”, a personal number is masked."""
        if value is None or value == "":
            return EMPTY
        if self.facts.secret:
            return masked(value if isinstance(value, str) else str(value))
        shower = _SHOW.get(self.kind)
        return shower(value) if shower else str(value)

    def edit_text(self, value: Any) -> str:
        """A stored value as typed into an input: no thousands separators, empty is empty."""
        if value is None or value == "":
            return ""
        plain = self.facts.secret or self.kind in ("money", "number", "int")
        return str(value) if plain else self.show(value)

    def read(self, value: Any) -> Any:
        """A cell or typed text as the stored value, None when blank. Raises Unreadable with the reason.

        A link cannot be read without the store: its text comes back tidied, for the caller to match.
        """
        if self.kind == "choice" and self.choices is not None:
            codes = {member.value: member for member in self.choices}
            return readers.read_choice(value, self.choices.labels() | codes)
        return _READ.get(self.kind, readers.read_text)(value)


def _show_time(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


_SHOW: Mapping[str, Callable[[Any], str]] = {
    "money": lambda value: f"{value:,.2f}",
    "number": lambda value: f"{value.normalize():,f}" if isinstance(value, Decimal) else f"{value:,}",
    "int": lambda value: f"{value:,}",
    "date": date.isoformat,
    "time": _show_time,
    "bool": lambda value: "是" if value else "否",
    "choice": lambda value: str(getattr(value, "label", value)),
}


def _read_int(value: Any) -> int | None:
    number = readers.read_number(value)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise Unreadable(f"“{value}”不是整数")
    return int(number)


def _read_month(value: Any) -> Month | None:
    text = readers.read_text(value)
    return Month.read(text) if text else None


_READ: Mapping[str, Callable[[Any], Any]] = {
    "money": readers.read_money,
    "number": readers.read_number,
    "int": _read_int,
    "date": readers.read_date,
    "month": _read_month,
    "bool": readers.read_yes,
    "note": readers.read_lines,
}


def _kind(kind: TypeEngine[Any], linked: bool) -> str:
    if linked:
        return "link"
    for types, name in _KINDS:
        if isinstance(kind, types):
            return name
    return "text"


_KINDS: tuple[tuple[type[Any], str], ...] = (
    (Money, "money"),
    (Fixed, "number"),
    (MonthType, "month"),
    (ChoiceType, "choice"),
    (UtcTime, "time"),
    (Boolean, "bool"),
    (Date, "date"),
    (Integer, "int"),
    (Text, "note"),
)


@cache
def fields(model: type[Base]) -> dict[str, Field]:
    """The labelled columns of a model by name, in the order of declaration."""
    found: dict[str, Field] = {}
    for attribute in inspect(model).column_attrs:
        column = attribute.columns[0]
        facts = column.info.get("label")
        if facts is None:
            continue
        linked = next(iter(column.foreign_keys), None)
        found[attribute.key] = Field(
            name=attribute.key,
            label=facts.text,
            kind=_kind(column.type, linked is not None),
            facts=facts,
            nullable=bool(column.nullable),
            places=column.type.places if isinstance(column.type, Fixed) else 0,
            length=column.type.length if isinstance(column.type, String) else None,
            choices=column.type.choices if isinstance(column.type, ChoiceType) else None,
            target=_target(linked.target_fullname.split(".")[0]) if linked is not None else None,
        )
    return found


def _target(table: str) -> type[Record] | None:
    for mapper in Base.registry.mappers:
        if getattr(mapper.class_, "__tablename__", "") == table and issubclass(mapper.class_, Record):
            return mapper.class_
    return None
