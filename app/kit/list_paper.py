"""The plain list on paper: the columns of the screen, what it is narrowed to above them, sums below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.kit.errors import UserError
from app.kit.fields import Field
from app.kit.listing import Listing
from app.kit.printing import Opening, Printout, head_of, render
from app.kit.printing.table import Column, DataTable

MOST_ROWS = 20_000
WIDE = 90  # characters of columns that stand side by side on upright paper


def list_paper(
    session: Session,
    listing: Listing,
    title: str,
    who: str,
    today: date,
    sums: Sequence[str] = (),
    progress: Callable[..., None] | None = None,
) -> bytes:
    """The PDF of a list, amounts in `sums` added up. Raises UserError where it holds nothing or too much."""
    count = listing.count(session)
    if count > MOST_ROWS:
        raise UserError(f"这份列表有 {count:,} 行，一次最多打印 {MOST_ROWS:,} 行。请先筛选，或导出 Excel。")
    fields = listing.fields
    rows = [
        (number, *(_paper(field, value) for field, value in zip(fields, row, strict=True)))
        for number, row in enumerate(listing.every(session), start=1)
    ]
    said = "；".join(each.said(listing.model) for each in listing.filters)
    words = "；".join(
        part for part in (said, f"查找“{listing.words.strip()}”" if listing.words.strip() else "") if part
    )

    def draw(rows: Sequence[Sequence[Any]]) -> list[Any]:
        columns = [Column("序号", 6, "centre"), *(_column(field, field.name in sums) for field in fields)]
        opening = Opening(title=title, middle=words or f"共 {count:,} 条")
        return [opening, DataTable(columns, rows, subtotal=False, total=bool(sums), size=8.5, row=6)]

    wide = sum(field.facts.width for field in fields) > WIDE
    printout = Printout("list", title, gather=lambda session: [rows], draw=draw, takes="list", landscape=wide)
    return render(printout, [rows] if rows else [], head_of(session, who, today), progress=progress)


def _column(field: Field, summed: bool) -> Column:
    return Column(
        field.heading, max(field.facts.width, 6), "right" if field.numeric else "left", total=summed
    )


def _paper(field: Field, value: Any) -> Any:
    """Amounts, counts and days as they are; everything else in the list's words; nothing for nothing."""
    if value is None or value == "":
        return ""
    if field.kind in ("money", "int", "date"):
        return value
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return field.show(value)
