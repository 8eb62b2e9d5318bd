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
WIDE = 100  # half hanzi that stand side by side on upright paper
MEASURED = 500  # rows by which the columns' widths are found


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
        columns = [Column("序号", 5, "centre")]
        columns += [
            Column(field.heading, width, "right" if field.numeric else "left", total=field.name in sums)
            for field, width in zip(fields, widths, strict=True)
        ]
        opening = Opening(title=title, middle=words or f"共 {count:,} 条")
        return [opening, DataTable(columns, rows, subtotal=False, total=bool(sums), size=8.5, row=6)]

    widths = [_width(field, [row[at] for row in rows[:MEASURED]]) for at, field in enumerate(fields, start=1)]
    wide = sum(widths) > WIDE
    printout = Printout("list", title, gather=lambda session: [rows], draw=draw, takes="list", landscape=wide)
    return render(printout, [rows] if rows else [], head_of(session, who, today), progress=progress)


def _width(field: Field, values: Sequence[Any]) -> int:
    """How wide a column stands beside the others: what nearly all of its values need, in half hanzi."""
    found = sorted(_half_hanzi(_words(field, value)) for value in values)
    most = found[len(found) * 19 // 20] if found else 0
    return min(max(most, (_half_hanzi(field.heading) + 1) // 2, 5), 28) + 1


def _words(field: Field, value: Any) -> str:
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return field.show(value) if field.kind == "money" and value != "" else str(value)


def _half_hanzi(text: str) -> int:
    return round(sum(2 if sign > "\u2e7f" else 1.15 for sign in text))


def _paper(field: Field, value: Any) -> Any:
    """Amounts, counts and days as they are; everything else in the list's words; nothing for nothing."""
    if value is None or value == "":
        return ""
    if field.kind in ("money", "int", "date"):
        return value
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return field.show(value)
