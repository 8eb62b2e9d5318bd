"""Verbs towards the finance office: gather a month's vouchers, hand them over, take its numbers back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.finance import accounts as chart
from app.finance import exports, vouchers
from app.finance.gathering import Gathered, gather
from app.finance.models import AccountSet, ExportBatch, Profile, VoucherLine, VoucherNumber
from app.finance.vouchers import Uncovered, Voucher
from app.kit import audit, numbering, records, settings
from app.kit.errors import UserError
from app.kit.months import Month
from app.kit.rights import right

__all__ = ["Exported", "Gathered", "export", "gather", "problems"]

EXPORT_NUMBERS = "PZ{year}{month}-{seq:3}"


@dataclass(frozen=True)
class Exported:
    """What was handed over. `repeat_of` is the first batch that held any of it; `changed` when it differs."""

    batch_no: str
    month: Month
    profile: Profile
    path: Path
    vouchers: int
    rows: int
    totals: Mapping[AccountSet, tuple[Decimal, Decimal]]
    repeat_of: str | None
    changed: bool
    uncovered: tuple[Uncovered, ...]


# --- handing over ----------------------------------------------------------------------------------------


@right("vouchers.export", "导出凭证", "clerk finance", "财务衔接")
def export(
    session: Session, month: Month, profile: Profile, path: Path, who: str, today: date, now: datetime
) -> Exported:
    """Write a closed month's vouchers as a file and keep what was written as a numbered batch.

    A document that was exported before is marked with its first batch, in the file and in the batch. Raises
    UserError: month open, nothing to hand over, account unfit, file cannot be saved.
    """
    gathered = gather(session, month)
    if not gathered.vouchers:
        more = "有待财务处理的事项，请见清单。" if gathered.uncovered else ""
        raise UserError(f"{month.chinese}没有计提折旧，也没有资产增减，没有可导出的凭证。{more}")
    first = _first_batches(session, gathered.vouchers)
    handover = exports.Handover(
        batch_no=numbering.take(session, "export", EXPORT_NUMBERS, today),
        vouchers=gathered.vouchers,
        names=chart.load(session, month.last_day).names,
        word=settings.get(session, "voucher_word", today),
        who=who,
        repeats=first,
        numbers=_numbers_of(session, gathered.vouchers),
    )
    repeat_of = min(first.values(), default=None)
    digest = _digest(gathered.vouchers)
    balance = vouchers.totals(line for voucher in gathered.vouchers for line in voucher.lines)
    rows = sum(len(voucher.lines) for voucher in gathered.vouchers)
    facts = {
        "batch_no": handover.batch_no, "month": month, "profile": profile, "file_name": path.name[:255],
        "vouchers": len(gathered.vouchers), "rows": rows,
        "financial_debit": balance[AccountSet.FINANCIAL][0],
        "financial_credit": balance[AccountSet.FINANCIAL][1],
        "budget_debit": balance[AccountSet.BUDGET][0], "budget_credit": balance[AccountSet.BUDGET][1],
        "digest": digest, "exported_at": now, "exported_by": who, "repeat_of": repeat_of,
    }  # fmt: skip
    batch_id = records.save(session, ExportBatch, None, facts)
    _keep_lines(session, batch_id, handover)
    exports.write(path, profile, handover)
    changed = repeat_of is not None and digest != session.scalar(
        select(ExportBatch.digest).where(ExportBatch.batch_no == repeat_of)
    )
    return Exported(
        handover.batch_no, month, profile, path, len(gathered.vouchers), rows, balance,
        repeat_of, changed, gathered.uncovered,
    )  # fmt: skip


def _first_batches(session: Session, found: tuple[Voucher, ...]) -> dict[str, str]:
    """Document number → first batch that held it."""
    wanted = {voucher.document_no for voucher in found}
    query = (
        select(VoucherLine.document_no, func.min(ExportBatch.id))
        .join(ExportBatch, ExportBatch.id == VoucherLine.batch_id)
        .group_by(VoucherLine.document_no)
    )
    firsts = {number: batch for number, batch in session.execute(query) if number in wanted}
    names = dict(
        session.execute(
            select(ExportBatch.id, ExportBatch.batch_no).where(ExportBatch.id.in_(set(firsts.values())))
        ).all()
    )  # fmt: skip
    return {number: names[batch] for number, batch in firsts.items()}


def _numbers_of(session: Session, found: tuple[Voucher, ...]) -> dict[str, str]:
    wanted = {voucher.document_no for voucher in found}
    query = select(VoucherNumber.document_no, VoucherNumber.voucher_no)
    return {number: theirs for number, theirs in session.execute(query) if number in wanted}


def _digest(found: tuple[Voucher, ...]) -> str:
    """Of what is handed over, whatever the batch or the format: alike for a true repetition."""
    return audit.digest_rows(
        [voucher.document_no, line.account_set.value, line.account, str(line.debit), str(line.credit)]
        for voucher in found
        for line in voucher.lines
    )


def _keep_lines(session: Session, batch_id: int, handover: exports.Handover) -> None:
    rows = [
        {
            "batch_id": batch_id, "line_no": at, "voucher": number, "day": voucher.day,
            "kind": voucher.kind, "document_no": voucher.document_no, "asset_id": voucher.asset_id,
            "account_set": line.account_set, "summary": handover.summary(voucher, line),
            "account": line.account, "account_name": handover.names.get(line.account, ""),
            "debit": line.debit, "credit": line.credit, "department": line.department,
            "repeat_of": handover.repeats.get(voucher.document_no),
        }
        for at, (number, voucher, line) in enumerate(handover.lines(), 1)
    ]  # fmt: skip
    table: Any = VoucherLine.__table__
    session.execute(table.insert(), rows)
    packed = audit.pack_values(table, list(rows[0]), rows)
    audit.bulk(session, table.name, (batch_id, batch_id), handover.batch_no, packed, where={"batch_id": batch_id})


# --- checking --------------------------------------------------------------------------------------------


def problems(session: Session) -> list[str]:
    """Batches whose kept lines no longer are what was handed over; empty when all is well."""
    sums = (
        select(
            VoucherLine.batch_id, VoucherLine.account_set, func.count(),
            func.sum(VoucherLine.debit), func.sum(VoucherLine.credit),
        ).group_by(VoucherLine.batch_id, VoucherLine.account_set)
    )  # fmt: skip
    found = {
        (batch, kind): (rows, debit, credit) for batch, kind, rows, debit, credit in session.execute(sums)
    }
    nothing = (0, vouchers.ZERO, vouchers.ZERO)
    wrong = []
    for batch in session.scalars(select(ExportBatch).order_by(ExportBatch.id)):
        money = found.pop((batch.id, AccountSet.FINANCIAL), nothing)
        budget = found.pop((batch.id, AccountSet.BUDGET), nothing)
        kept = (money[0] + budget[0], *money[1:], *budget[1:])
        told = (
            batch.rows, batch.financial_debit, batch.financial_credit, batch.budget_debit, batch.budget_credit
        )  # fmt: skip
        if kept != told:
            wrong.append(f"导出批次 {batch.batch_no} 的分录与导出时的合计不符")
    return wrong + ([f"有 {len(found)} 组分录不属于任何导出批次"] if found else [])
