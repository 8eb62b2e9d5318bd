"""The columns of a table as the store keeps them: what the log says in those terms, and what people read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from typing import Any

from sqlalchemy import Boolean, Date, Integer, String, text
from sqlalchemy.orm import Session

from app.kit import audit, pick
from app.kit.db import Base, ChoiceType, Fixed, MonthType, Record, UtcTime, to_whole
from app.kit.errors import Unreadable
from app.kit.fields import Field, fields
from app.kit.months import Month

Row = tuple[Any, ...]
_UNSEEN = {
    "version": "改动次数",
    "match_key": "比对名",
    "search_text": "检索词",
    "search_key": "拼音首字母",
    "sort_key": "拼音",
}


class Shape:
    """One table: its columns in order, how a logged value is stored, what an empty cell holds."""

    def __init__(self, model: type[Base]) -> None:
        self.model = model
        table: Any = model.__table__
        self.name: str = table.name
        self.kinds: dict[str, Any] = {column.name: column.type for column in table.columns}
        self.columns = tuple(self.kinds)
        self.key: tuple[str, ...] = tuple(column.name for column in table.primary_key.columns)
        self.empty = {column.name: _empty(column) for column in table.columns}
        self._odd = [
            at for at, kind in enumerate(self.kinds.values()) if isinstance(kind, UtcTime | Date | Boolean)
        ]

    @cached_property
    def fields(self) -> dict[str, Field]:
        return fields(self.model)

    @property
    def name_cn(self) -> str:
        return self.model.name_cn if issubclass(self.model, Record) else _TITLES.get(self.name, self.name)

    def rows(self, session: Session, condition: str, values: dict[str, Any], order: str) -> list[Row]:
        """Raw rows, in the terms of SQLite whatever the database."""
        names = ", ".join(f'"{name}"' for name in self.columns)
        found = session.execute(
            text(f'SELECT {names} FROM "{self.name}" WHERE {condition} ORDER BY {order}'), values
        )
        if session.get_bind().dialect.name == "sqlite":
            return [tuple(row) for row in found]
        return [self._as_sqlite(row) for row in found]

    def _as_sqlite(self, row: Iterable[Any]) -> Row:
        values = list(row)
        for at in self._odd:
            values[at] = _as_text(values[at])
        return tuple(values)

    def stored(self, logged: dict[str, Any]) -> dict[str, Any]:
        """Values of an entry as the table keeps them; a column that is no more is left out."""
        return {
            name: _stored(self.kinds[name], value) for name, value in logged.items() if name in self.kinds
        }

    def picker(self, columns: Iterable[str]) -> Any:
        """A function that takes these columns out of a raw row."""
        places = [self.columns.index(name) for name in columns]
        if len(places) == 1:
            return lambda row: (row[places[0]],)
        return itemgetter(*places) if places else lambda row: ()

    # -- words -----------------------------------------------------------------------------------------

    def label(self, column: str) -> str:
        found = self.fields.get(column)
        return found.label if found else _UNSEEN.get(column, column)

    def title(self, session: Session, state: dict[str, Any]) -> str:
        """What a row is called: its title with what tells it from its twin."""
        if not issubclass(self.model, Record):
            return "、".join(self.show(session, name, state[name]) for name in self.key)
        names = (self.model.title_column, *self.model.twin_columns[:1])
        first, *more = (self.show(session, name, state.get(name)) for name in names)
        return f"{first}（{more[0]}）" if more else first

    def show(self, session: Session, column: str, value: Any) -> str:
        """A stored value as people read it; one that no program would have stored, as it is."""
        field = self.fields.get(column)
        with contextlib.suppress(ValueError, TypeError, ArithmeticError, AttributeError, OverflowError):
            if field is None:
                return "空" if value is None else str(_revived(self.kinds[column], value))
            if field.target is not None and isinstance(value, int):
                options = pick.by_id(session, field.target, [value])
                return options[value].title if value in options else f"第 {value} 号（没有这一条）"
            return field.show(_revived(self.kinds[column], value))
        return str(value)


_TITLES = {
    "postings": "折旧明细", "month_totals": "月折旧汇总", "month_balances": "月末余额",
    "handover_items": "交接单明细", "voucher_lines": "凭证分录",
}  # fmt: skip


def _empty(column: Any) -> Any:
    """What the cell of a new row holds when the log says nothing of it."""
    if column.server_default is not None:
        found = str(getattr(column.server_default.arg, "text", column.server_default.arg))
        return int(found) if isinstance(column.type, Integer | Fixed | MonthType) else found
    if column.nullable:
        return None
    return "" if isinstance(column.type, String | ChoiceType) else None


def _stored(kind: Any, logged: Any) -> Any:
    if logged is None:
        return None
    with contextlib.suppress(ValueError, TypeError, ArithmeticError, Unreadable):
        if isinstance(kind, Fixed):
            return to_whole(Decimal(str(logged)), kind.places)
        if isinstance(kind, MonthType):
            return int(Month.read(logged)) if isinstance(logged, str) else int(logged)
        if isinstance(kind, UtcTime):
            return audit.stored(kind, datetime.fromisoformat(logged))
        if isinstance(logged, bool):
            return int(logged)
    return logged


def _as_text(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(" ", "microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def _revived(kind: Any, value: Any) -> Any:
    if value is None or value == "":
        return None
    if isinstance(kind, Fixed):
        return Decimal(value).scaleb(-kind.places)
    if isinstance(kind, MonthType):
        return Month(value)
    if isinstance(kind, UtcTime):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, ChoiceType):
        return kind.choices(value)
    return bool(value) if isinstance(kind, Boolean) else value
