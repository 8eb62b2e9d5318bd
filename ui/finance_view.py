"""What the vouchers' screen asks, and its tables."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assets.models import ClosedMonth
from app.finance import queries, service
from app.finance.models import ExportBatch
from app.finance.service import Gathered
from app.kit.errors import UserError
from app.kit.months import Month
from ui.kit.plain_table import Head, Line, PlainTable


@dataclass(frozen=True)
class View:
    """Closed months, newest first; the vouchers of the chosen one (or why there are none); all batches."""

    months: tuple[Month, ...]
    month: Month | None
    gathered: Gathered | None
    trouble: str
    names: dict[str, str]
    numbers: dict[str, str]
    batches: tuple[ExportBatch, ...]


def look(session: Session, wanted: Month | None) -> View:
    """Ask it all; `wanted` falls back to the newest closed month."""
    months = tuple(session.scalars(select(ClosedMonth.month).order_by(ClosedMonth.month.desc())))
    month = wanted if wanted in months else months[0] if months else None
    gathered, trouble = None, ""
    if month is not None:
        try:
            gathered = service.gather(session, month)
        except UserError as error:
            trouble = str(error)
    batches = tuple(queries.batches(session))
    found = gathered.vouchers if gathered else ()
    names = queries.account_names(session, month.last_day) if month is not None else {}
    return View(months, month, gathered, trouble, names, queries.numbers(session, found), batches)


def batch_table() -> PlainTable:
    return PlainTable(
        "导出批次", Head("导出批次号", 12), Head("月份", 6), Head("格式", 8), Head("凭证", 4, True), Head("分录", 4, True),
        Head("财务借方(元)", 11, True), Head("财务贷方(元)", 11, True), Head("预算借方(元)", 10, True), Head("预算贷方(元)", 10, True),
        Head("导出时间", 11), Head("导出人", 6), Head("重复导出", 14), Head("文件", 14),
        empty="还没有导出过凭证",
    )  # fmt: skip


def batch_line(batch: ExportBatch) -> Line:
    repeated = f"是，首次 {batch.repeat_of}" if batch.repeat_of else "否"
    values = (
        batch.batch_no, str(batch.month), batch.profile, batch.vouchers, batch.rows, batch.financial_debit,
        batch.financial_credit, batch.budget_debit, batch.budget_credit, batch.exported_at, batch.exported_by,
        repeated, batch.file_name,
    )  # fmt: skip
    return Line(values, batch.batch_no, tone="warn" if batch.repeat_of else "")
