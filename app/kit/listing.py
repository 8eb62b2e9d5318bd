"""A list of records as SQL: which columns, narrowed to what, in which order.

A list is shown in this order of questions: the first page (quick), all ids in order (an array of 64-bit
numbers, 8 MB a million), the rows of the ids that are looked at, and how many there are with their sums.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from typing import Any, cast

import orjson
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from app.kit import filters as kinds
from app.kit import search
from app.kit.db import Record, Searchable
from app.kit.fields import Field, fields
from app.kit.filters import Filter

Sort = tuple[str, bool]  # a column's name, and whether it runs downwards
Values = tuple[Any, ...]
CHUNK = 5000
HIDDEN = "••••"


@dataclass(frozen=True)
class Page:
    """Some records in order: their ids, and the values of the list's columns."""

    ids: array[int]
    rows: list[Values]


@dataclass(frozen=True)
class Totals:
    """How many, and the sums of the columns that were asked for."""

    count: int
    sums: dict[str, Decimal]


@dataclass(frozen=True)
class Listing:
    """What a list shows. `columns` and the sorted and filtered names are labelled columns of the model.

    Links show the title of the linked record; secret columns show only their last digits.
    """

    model: type[Record]
    columns: tuple[str, ...]
    filters: tuple[Filter, ...] = ()
    sort: tuple[Sort, ...] = ()
    words: str = ""

    def narrowed(self, **changes: Any) -> Listing:
        """The same list with other columns, filters, sort or words."""
        return replace(self, **changes)

    @property
    def fields(self) -> list[Field]:
        known = fields(self.model)
        return [known[name] for name in self.columns]

    @property
    def tables(self) -> set[str]:
        """The tables whose change makes this list out of date."""
        linked = {field.target.__tablename__ for field in self.fields if field.target is not None}
        return linked | {self.model.__tablename__}

    @property
    def narrow(self) -> bool:
        """Whether it shows less than everything."""
        return bool(self.filters or self.words.strip())

    # -- questions -----------------------------------------------------------------------------------

    def first_page(self, session: Session, size: int = 100) -> Page:
        """The first rows in order. Fewer than `size` means that these are all."""
        found = session.execute(self._ordered(self._select(session), session).limit(size)).all()
        return Page(array("q", [row[0] for row in found]), [self._shown(row) for row in found])

    def page_sql(self, session: Session, size: int) -> str:
        """`first_page` as one text with its values in place, to be read again before SQLAlchemy is loaded."""
        query = self._ordered(self._select(session), session).limit(size)
        return str(query.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))

    def ids(self, session: Session) -> array[int]:
        """The ids of all rows in order."""
        query = self._joined(select(self.model.id).where(*self._conditions(session)), self._sorted)
        query = self._ordered(query, session)
        found: array[int] = array("q")
        result = session.connection().execute(query)
        # Straight from the driver's cursor: a million Row objects take five times as long.
        cursor = cast(Iterable[Any], result.cursor)
        found.extend(map(itemgetter(0), cursor))
        result.close()
        return found

    def rows(self, session: Session, ids: Sequence[int]) -> list[Values]:
        """The columns' values of these ids, in their order; a record that is gone gives empty values."""
        query = self._joined(select(self.model.id, *self._columns), self.columns)
        query = query.where(self.model.id.in_(ids))
        found = {row[0]: row for row in session.execute(query)}
        nothing: Values = (None,) * len(self.columns)
        return [self._shown(found[each]) if each in found else nothing for each in ids]

    def every(self, session: Session) -> Iterator[Values]:
        """All rows in order, read a few thousand at a time: for export and print."""
        query = self._ordered(self._select(session), session)
        for row in session.execute(query.execution_options(yield_per=CHUNK)):
            yield self._shown(row)

    def count(self, session: Session) -> int:
        return self.totals(session, ()).count

    def totals(self, session: Session, sums: Sequence[str] = (), ids: Sequence[int] | None = None) -> Totals:
        """Count and sums of everything filtered, or of these ids alone."""
        if ids is None:
            return self._total(session, sums, self._conditions(session))
        parts = [
            self._total(session, sums, [self.model.id.in_(ids[at : at + CHUNK])])
            for at in range(0, len(ids), CHUNK)
        ]
        zero = Decimal("0.00")
        return Totals(
            sum(part.count for part in parts),
            {name: sum((part.sums[name] for part in parts), zero) for name in sums},
        )

    # -- views ---------------------------------------------------------------------------------------

    def dump(self) -> str:
        """Columns, filters, sort and words as JSON, for a saved view."""
        saved = {
            "columns": self.columns,
            "filters": [kinds.dump(each) for each in self.filters],
            "sort": self.sort,
            "words": self.words,
        }
        return orjson.dumps(saved).decode()

    def load(self, saved: str) -> Listing:
        """This list as a view saved it; what no longer exists is left out."""
        known, values = fields(self.model), orjson.loads(saved)
        loaded = [kinds.load(self.model, each) for each in values.get("filters", [])]
        return replace(
            self,
            columns=tuple(name for name in values.get("columns", []) if name in known) or self.columns,
            filters=tuple(each for each in loaded if each is not None),
            sort=tuple((name, bool(down)) for name, down in values.get("sort", []) if name in known),
            words=values.get("words", ""),
        )

    # -- SQL -----------------------------------------------------------------------------------------

    def _select(self, session: Session) -> Select[Any]:
        query = select(self.model.id, *self._columns).where(*self._conditions(session))
        return self._joined(query, (*self.columns, *self._sorted))

    @property
    def _sorted(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.sort)

    @cached_property
    def _links(self) -> dict[str, Any]:
        """The linked table of each link that is shown or sorted by, under a name of its own."""
        known = fields(self.model)
        return {
            name: aliased(target, name=f"link_{name}")
            for name in dict.fromkeys((*self.columns, *self._sorted))
            if (target := known[name].target) is not None
        }

    @cached_property
    def _columns(self) -> list[Any]:
        return [
            getattr(self._links[field.name], field.target.title_column)
            if field.target is not None
            else getattr(self.model, field.name)
            for field in self.fields
        ]

    def _joined(self, query: Select[Any], names: Sequence[str]) -> Select[Any]:
        for name, link in self._links.items():
            if name in names:
                query = query.outerjoin(link, link.id == getattr(self.model, name))
        return query

    def _conditions(self, session: Session) -> list[ColumnElement[bool]]:
        found = [each.condition(self.model) for each in self.filters]
        if self.words.strip():
            found.append(search.matching(session, self.model, self.words))
        return found

    def _ordered(self, query: Select[Any], session: Session) -> Select[Any]:
        server = session.get_bind().dialect.name != "sqlite"
        down = False
        for name, down in self.sort:
            key = self._sort_key(name)
            order = key.desc() if down else key.asc()
            if server:
                # As SQLite does it: nothing comes before something.
                order = order.nulls_last() if down else order.nulls_first()
            query = query.order_by(order)
        return query.order_by(self.model.id.desc() if down else self.model.id.asc())

    def _sort_key(self, name: str) -> Any:
        field = fields(self.model)[name]
        if field.target is not None:
            return _title_key(field.target, self._links[name])
        if name == self.model.title_column:
            return _title_key(self.model, self.model)
        return getattr(self.model, name)

    def _shown(self, row: Sequence[Any]) -> Values:
        secret = [at for at, field in enumerate(self.fields) if field.facts.secret]
        values = tuple(row[1:])
        if not secret:
            return values
        return tuple(masked(value) if at in secret else value for at, value in enumerate(values))

    def _total(
        self, session: Session, sums: Sequence[str], conditions: Sequence[ColumnElement[bool]]
    ) -> Totals:
        columns = [func.sum(getattr(self.model, name)) for name in sums]
        found = session.execute(select(func.count(), *columns).select_from(self.model).where(*conditions))
        count, *values = found.one()
        return Totals(
            count, {name: value or Decimal("0.00") for name, value in zip(sums, values, strict=True)}
        )


def masked(value: Any) -> Any:
    """A secret as a list shows it: the last digits of a long one, nothing of a short one."""
    if value is None or value == "":
        return value
    text = str(value)
    return HIDDEN + text[-4:] if len(text) >= 8 else HIDDEN


def _title_key(model: type[Record], where: Any) -> Any:
    return where.sort_key if issubclass(model, Searchable) else getattr(where, model.title_column)
