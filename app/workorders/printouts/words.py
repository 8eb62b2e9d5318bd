"""What several papers of the repair desk share: moments as forms have them, the parts that were used, the samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.kit.printing.blocks import Value, day
from app.kit.printing.table import Column, DataTable, Row
from app.workorders.choices import Rating, Urgency

TO_FILL = "　　月　　日　　时　　分"
URGENCIES = tuple(each.label for each in Urgency)
RATINGS = tuple(each.label for each in Rating)
YES_NO = ("是", "否")
ROOM = 3
"""Lines for parts at least."""


@dataclass(frozen=True)
class Used:
    """A part as the order took it, what came back left out. The amount is what counts; the price follows from it."""

    name: str
    quantity: Decimal
    unit: str
    amount: Decimal

    @property
    def price(self) -> Decimal | None:
        return self.amount / self.quantity if self.quantity else None


def moment(at: datetime | None, *, fill: bool = True) -> str:
    """2026年3月6日 17:20; room to write it where it is not known and may still come."""
    if at is None:
        return TO_FILL if fill else ""
    return f"{day(at)} {at.hour}:{at.minute:02d}"


def count(quantity: Decimal) -> str:
    """3 and 2.5, without idle zeros."""
    return f"{quantity.normalize():f}"


def parts_table(
    parts: Sequence[Used], finished: bool, size: float = 10, row: float = 7, summed: bool = True
) -> DataTable:
    """What was used and what it cost; empty lines are to be written in, or struck once the work is done."""
    columns = (
        Column("序号", 10, "centre"),
        Column("用料名称（规格型号）", 74),
        Column("数量", 16, "right"),
        Column("单位", 14, "centre"),
        Column("单价（元）", 26, "right"),
        Column("金额（元）", 30, "right", total=True),
    )
    rows: list[Row] = [
        (number, each.name, count(each.quantity), each.unit, each.price, each.amount)
        for number, each in enumerate(parts, start=1)
    ]
    if not finished:
        rows += [("", "", "", "", "", "")] * (ROOM - len(rows))
    return DataTable(columns, rows, total=finished and summed, size=size, row=row, blank=ROOM)


def joined(*texts: str, by: str = " ") -> str:
    """What there is of them."""
    return by.join(filter(None, texts))


Pairs = list[list[tuple[str, Value]]]
