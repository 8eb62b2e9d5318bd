"""A list as a file: what a Listing shows, in its order, as .xlsx or .csv."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.kit import rights
from app.kit.db import Record
from app.kit.errors import UserError
from app.kit.fields import Field, fields
from app.kit.listing import Listing
from app.kit.sheets import OutColumn, write_csv, write_xlsx
from app.kit.sheets.writing import Kind

Progress = Callable[[int, int], None]

WORDED = ("choice", "bool", "month", "time")
_KINDS: dict[str, Kind] = {"money": "money", "number": "number", "int": "int", "date": "date"}


def write_list(
    path: Path, session: Session, listing: Listing, title: str = "", progress: Progress | None = None
) -> int:
    """Write all rows of a list; returns their number. The suffix of `path` says which kind of file.

    Raises Forbidden without the right to export, UserError for another suffix or a place that cannot be written, Cancelled from `progress`.
    """
    rights.need(session, rights.EXPORT)
    columns = [out_column(field) for field in listing.fields]
    rows = _plain(listing.fields, listing.every(session))
    if path.suffix.lower() == ".csv":
        return write_csv(path, columns, rows, progress=progress, total=listing.count(session))
    if path.suffix.lower() == ".xlsx":
        name = title or listing.model.name_cn
        return write_xlsx(path, columns, rows, name, progress=progress, total=listing.count(session))
    raise UserError(f"只能导出为 .xlsx 或 .csv，“{path.name}”的扩展名不对。")


def every_column(model: type[Record]) -> tuple[str, ...]:
    """All labelled columns of a register, from the one that names a record on; those before it come last."""
    names = list(fields(model))
    first = min(names.index(name) for name in (model.title_column, *model.twin_columns) if name in names)
    return (*names[first:], *names[:first])


def out_column(field: Field) -> OutColumn:
    """The heading, kind and width of a field in a file."""
    return OutColumn(field.heading, _KINDS.get(field.kind, "text"), max(8, field.facts.width + 2))


def _plain(shown: Sequence[Field], rows: Iterator[Sequence[Any]]) -> Iterator[list[Any]]:
    """Values as a file takes them: choices, months, yes and no in words."""
    # A list of a hundred thousand rows says the same few words over and over.
    worded = [(at, lru_cache(1024)(each.show)) for at, each in enumerate(shown) if each.kind in WORDED]
    for row in rows:
        values = list(row)
        for at, show in worded:
            if values[at] is not None:
                values[at] = show(values[at])
        yield values
