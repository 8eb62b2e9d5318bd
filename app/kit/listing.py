"""A list of records as SQL: which columns, narrowed to what, in which order.

A list is shown in this order of questions: the first page (quick), all ids in order (an array of 64-bit
numbers, 8 MB a million), the rows of the ids that are looked at, and how many there are with their sums.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from itertools import accumulate
from operator import itemgetter
from typing import Any, cast

import orjson
from sqlalchemy import (
    ColumnElement,
    Select,
    UnaryExpression,
    bindparam,
    func,
    select,
)
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql import operators

from app.kit import filters as kinds
from app.kit import rights, search
from app.kit.db import Record, Searchable
from app.kit.fields import Field, fields
from app.kit.filters import Filter
from app.kit.list_sql import indexed, plainly_holding, secret, title_key

Sort = tuple[str, bool]  # a column's name, and whether it runs downwards
Values = tuple[Any, ...]
CHUNK = 5000
RARE, COMMON, MOST = 0.005, 0.1, 0.3  # shares of all rows, see Listing._share
NEAR = (256, 1024, 4096, 12_000)  # so many rows are looked at, in steps, before an index is asked


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

    Links show the title of the linked record. Personal numbers are masked unless `whole`, which needs the
    right to see them (app.kit.revealing).
    """

    model: type[Record]
    columns: tuple[str, ...]
    filters: tuple[Filter, ...] = ()
    sort: tuple[Sort, ...] = ()
    words: str = ""
    whole: bool = False

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
        self._guard(session)
        if not self.narrow:
            found: list[Any] = list(session.connection().execute(self.page_query(session, size)))
            return Page(array("q", [row[0] for row in found]), [self._shown(row) for row in found])
        found = self._near(session, size, NEAR[:2])
        if len(found) < size:
            share = self._share(session)
            if not 0 < share < RARE:
                found = self._near(session, size, NEAR)
        if len(found) < size:
            query = self._ordered(self._select(session, share >= MOST), _is_server(session), 0 < share < MOST)
            found = list(session.execute(query.limit(size)))
        return Page(array("q", [row[0] for row in found]), [self._shown(row) for row in found])

    def page_query(self, session: Session, size: int) -> Select[Any]:
        """What the first page of a list that shows everything is asked with: ids, then the columns."""
        return _first_rows(self, _is_server(session), size)

    def _near(self, session: Session, size: int, steps: Sequence[int]) -> list[Any]:
        """The first matching rows among the first of all, where an index keeps them in order.

        What many rows fulfil is found at once so, and no index of words or values has to be gone through.
        """
        name = self.sort[0][0] if self.sort else ""
        if _is_server(session) or len(self.sort) > 1 or name in self._links:
            return []  # a server finds its own way
        if name and not indexed(self.model, self._sort_key(name)):
            return []
        result = session.connection().execute(
            self._ordered(select(self.model.id), _is_server(session)).limit(sum(steps))
        )
        ids = [row[0] for row in cast(Iterable[Any], result.cursor)]
        result.close()
        found: list[Any] = []
        for at, step in zip(accumulate(steps, initial=0), steps, strict=False):
            part = ids[at : at + step]
            if not part or len(found) >= size:
                break
            query = self._select(session, scan=True).where(self.model.id.in_(part))
            rows = {row[0]: row for row in session.execute(query)}
            found += [rows[each] for each in part if each in rows]
        return found[:size]

    def ids(self, session: Session) -> array[int]:
        """The ids of all rows in order."""
        query = self._joined(select(self.model.id).where(*self._conditions(session)), self._sorted)
        query = self._ordered(query, _is_server(session), 0 < self._share(session) < COMMON)
        found: array[int] = array("q")
        result = session.connection().execute(query)
        # Straight from the driver's cursor: a million Row objects take five times as long.
        cursor = cast(Iterable[Any], result.cursor)
        found.extend(map(itemgetter(0), cursor))
        result.close()
        return found

    def rows(self, session: Session, ids: Sequence[int]) -> list[Values]:
        """The columns' values of these ids, in their order; a record that is gone gives empty values."""
        self._guard(session)
        found = {row[0]: row for row in session.connection().execute(self._by_ids, {"ids": list(ids)})}
        nothing: Values = (None,) * len(self.columns)
        return [self._shown(found[each]) if each in found else nothing for each in ids]

    def every(self, session: Session) -> Iterator[Values]:
        """All rows in order, read a few thousand at a time: for export and print."""
        self._guard(session)
        query = self._ordered(self._select(session), _is_server(session))
        for row in session.connection().execute(query.execution_options(yield_per=CHUNK)):
            yield self._shown(row)

    def count(self, session: Session) -> int:
        if not self.filters and self.words.strip() and issubclass(self.model, Searchable):
            return search.count(session, self.model, self.words)
        return self.totals(session, ()).count

    def totals(self, session: Session, sums: Sequence[str] = (), ids: Sequence[int] | None = None) -> Totals:
        """Count and sums of everything filtered, or of these ids alone."""
        if ids is None:
            return self._total(session, sums, self._conditions(session, self._share(session) >= MOST))
        parts = [
            self._total(session, sums, [self.model.id.in_(ids[at : at + CHUNK])])
            for at in range(0, len(ids), CHUNK)
        ]
        zero = Decimal("0.00")
        return Totals(
            sum(part.count for part in parts),
            {name: sum((part.sums[name] for part in parts), zero) for name in sums},
        )

    def _guard(self, session: Session) -> None:
        if self.whole and self._secret:
            rights.need(session, rights.UNMASK)

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

    def _select(self, session: Session, scan: bool = False) -> Select[Any]:
        return self._whole.where(*self._conditions(session, scan))

    @property
    def _whole(self) -> Select[Any]:
        """All rows in no order."""
        return self._joined(select(self.model.id, *self._columns), (*self.columns, *self._sorted))

    @property
    def _sorted(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.sort)

    @cached_property
    def _links(self) -> dict[str, Any]:
        """The linked table of each link that is shown or sorted by, under a name of its own."""
        known = fields(self.model)
        return {
            name: _link(target, name)
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

    @cached_property
    def _by_ids(self) -> Select[Any]:
        """The columns of some ids; made once, for it is asked at every jump and scroll."""
        query = self._joined(select(self.model.id, *self._columns), self.columns)
        return query.where(self.model.id.in_(bindparam("ids", expanding=True)))

    def _joined(self, query: Select[Any], names: Sequence[str]) -> Select[Any]:
        for name, link in self._links.items():
            if name in names:
                query = query.outerjoin(link, link.id == getattr(self.model, name))
        return query

    def _conditions(self, session: Session, scan: bool = False) -> list[ColumnElement[bool]]:
        """What rows must fulfil; `scan` looks at each for the words instead of asking the index."""
        found = [each.condition(self.model) for each in self.filters]
        if self.words.strip():
            if not issubclass(self.model, Searchable):
                found.append(plainly_holding(self.model, self.words))
            elif scan:
                found.append(search.holding(self.model, self.words))
            else:
                found.append(search.matching(session, self.model, self.words))
        return found

    def _share(self, session: Session) -> float:
        """About which part of all rows holds the words: 0 where none are asked or the store has no index.

        Words that most rows hold are found soonest by walking in the list's order and looking at each;
        rare ones by the index, after which few rows are left to be sorted.
        """
        words = self.words.strip()
        if not words or session.get_bind().dialect.name != "sqlite" or not issubclass(self.model, Searchable):
            return 0.0
        last = session.scalar(select(func.max(self.model.id))) or 1
        return (search.count(session, self.model, words) + 1) / last

    def _ordered(self, query: Select[Any], server: bool, few: bool = False) -> Select[Any]:
        """In the list's order; `few` keeps SQLite from walking an index of all rows for a few of them."""
        down = False
        for name, down in self.sort:
            key = self._sort_key(name)
            if few:
                key = UnaryExpression(key, operator=operators.custom_op("+"))
            order = key.desc() if down else key.asc()
            if server:
                # As SQLite does it: nothing comes before something.
                order = order.nulls_last() if down else order.nulls_first()
            query = query.order_by(order)
        return query.order_by(self.model.id.desc() if down else self.model.id.asc())

    def _sort_key(self, name: str) -> Any:
        field = fields(self.model)[name]
        if field.target is not None:
            return title_key(field.target, self._links[name])
        if name == self.model.title_column:
            return title_key(self.model, self.model)
        return getattr(self.model, name)

    @cached_property
    def _secret(self) -> list[int]:
        return [at for at, field in enumerate(self.fields) if field.facts.secret]

    def _shown(self, row: Sequence[Any]) -> Values:
        hidden = self._secret
        values = tuple(row[1:])
        if not hidden:
            return values
        return tuple(secret(value, self.whole) if at in hidden else value for at, value in enumerate(values))

    def _total(
        self, session: Session, sums: Sequence[str], conditions: Sequence[ColumnElement[bool]]
    ) -> Totals:
        columns = [func.sum(getattr(self.model, name)) for name in sums]
        found = session.execute(select(func.count(), *columns).select_from(self.model).where(*conditions))
        count, *values = found.one()
        return Totals(
            count, {name: value or Decimal("0.00") for name, value in zip(sums, values, strict=True)}
        )


def _is_server(session: Session) -> bool:
    return session.get_bind().dialect.name != "sqlite"


@lru_cache(maxsize=128)
def _first_rows(listing: Listing, server: bool, size: int) -> Select[Any]:
    """The first page of everything; kept, for making it takes as long as asking it."""
    return listing._ordered(listing._whole, server).limit(size)


@cache
def _link(target: type[Record], name: str) -> Any:
    """The linked table under a name of its own; always the same object, so that compiled SQL is found again."""
    return aliased(target, name=f"link_{name}")
