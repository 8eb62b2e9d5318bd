"""折旧汇总表 and 资产变动表 as tables on screen and as workbooks, from what the papers gather."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from app.assets.printouts import find
from app.assets.printouts.months import ChangesRow, SummaryRow
from app.kit import rights
from app.kit.errors import UserError
from app.kit.months import Month
from app.kit.sheets import OutColumn, write_xlsx
from ui.kit import toast
from ui.kit.desk import Desk
from ui.kit.plain_table import Head, Line

ZERO = Decimal("0.00")
SUMMARY = (
    Head("资产类别", 13), Head("使用部门", 0), Head("费用科目", 12), Head("卡片", 5, True), Head("本月折旧(元)", 10, True),
    Head("累计折旧(元)", 11, True),
)  # fmt: skip
CHANGES = (
    Head("资产类别", 0), Head("期末卡片", 5, True),
    Head("期初原值(元)", 8, True), Head("增加(元)", 7, True), Head("减少(元)", 7, True), Head("期末原值(元)", 8, True),
    Head("期初累计折旧", 7, True), Head("增加(元)", 7, True), Head("减少(元)", 7, True), Head("期末累计折旧", 7, True),
    Head("期末净值(元)", 7, True),
)  # fmt: skip


def summary_lines(rows: Sequence[SummaryRow]) -> list[Line]:
    """Class × department × account, and the sum."""
    lines = [
        Line((row.legacy_class, row.department, row.account, row.cards, row.amount, row.accumulated))
        for row in rows
    ]
    whole = (
        "合计", None, None, sum(row.cards for row in rows), sum((row.amount for row in rows), ZERO),
        sum((row.accumulated for row in rows), ZERO),
    )  # fmt: skip
    return [*lines, Line(whole, total=True)] if lines else []


def changes_lines(rows: Sequence[ChangesRow]) -> list[Line]:
    """Opening, added, removed, closing by class, and the sum."""
    lines = [Line((row.legacy_class, *_figures(row))) for row in rows]
    if not lines:
        return []
    sums = [sum(cells[1:], start=cells[0]) for cells in zip(*(_figures(row) for row in rows), strict=True)]
    return [*lines, Line(("合计", *sums), total=True)]


def _figures(row: ChangesRow) -> tuple[Any, ...]:
    cost = (row.opening[0], row.added[0], row.removed[0], row.closing[0])
    worn = (row.opening[1], row.added[1], row.removed[1], row.closing[1])
    return (row.cards, *cost, *worn, row.closing[0] - row.closing[1])


def month_lines(session: Session, form: str, month: Month) -> list[Line]:
    """The lines of one of the two tables. UserError where the month is not closed."""
    slips = find(form).gather(session, month)
    rows = slips[0].rows if slips else ()
    return summary_lines(rows) if form == "depreciation-summary" else changes_lines(rows)


def heads(form: str) -> tuple[Head, ...]:
    return SUMMARY if form == "depreciation-summary" else CHANGES


def title_of(form: str) -> str:
    return find(form).title


def save(widget: QWidget, desk: Desk, form: str, month: Month, path: Path) -> None:
    """Write one of the two tables as a workbook and tell it."""
    title = find(form).title
    try:
        desk.read(rights.need, rights.EXPORT)
        lines = desk.read(month_lines, form, month)
        number = write(path, form, f"{title}　{month.chinese}", lines)
    except UserError as error:
        desk.complain(widget, f"导出{title}", str(error))
        return
    toast.tell(widget, f"已把{title}的 {number:,} 行存为 {path.name}")


def write(path: Path, form: str, title: str, lines: Sequence[Line]) -> int:
    """The lines as a workbook with a title and bold sums; the number of rows."""
    columns = [
        OutColumn(_full(form, at), _kind(head), max(12, head.width * 2))
        for at, head in enumerate(heads(form))
    ]
    rows = [line.values for line in lines if not line.total]
    totals = next((line.values for line in lines if line.total), None)
    return write_xlsx(path, columns, rows, sheet_name=find(form).title, title=title, totals=totals)


def _kind(head: Head) -> Any:
    if not head.right:
        return "text"
    return "int" if "卡片" in head.text else "money"


def _full(form: str, at: int) -> str:
    """Headings of a workbook stand alone, so 增加 says of what."""
    text = heads(form)[at].text
    if form == "asset-changes" and text.startswith(("增加", "减少")):
        return f"{'原值' if at < 6 else '累计折旧'}{text}"
    return text
