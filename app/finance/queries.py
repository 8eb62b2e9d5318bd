"""What the workbench and the export page ask about what was handed to the finance office."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.finance import accounts
from app.finance.models import ExportBatch, VoucherNumber
from app.finance.vouchers import Voucher
from app.kit.months import Month


def exported_months(session: Session) -> set[Month]:
    """The months of which vouchers were exported at least once."""
    return set(session.scalars(select(ExportBatch.month).distinct()))


def batches(session: Session) -> list[ExportBatch]:
    """All batches, the newest first."""
    return list(session.scalars(select(ExportBatch).order_by(ExportBatch.id.desc())))


def in_the_open(session: Session, month: Month) -> str:
    """What to say of a month that is reopened while its vouchers are with the finance office; "" where none are."""
    found = session.scalars(
        select(ExportBatch.batch_no).where(ExportBatch.month == month).order_by(ExportBatch.id)
    ).all()
    if not found:
        return ""
    return f"{month.chinese}的凭证已经导出（{'、'.join(found)}）。请告知财务先不要记账，重新结账后再导出一次。"


def account_names(session: Session, on: date) -> dict[str, str]:
    """Account code → name, as the chart has it on a day."""
    return dict(accounts.load(session, on).names)


def numbers(session: Session, vouchers: Iterable[Voucher]) -> dict[str, str]:
    """Document number → the voucher number that the finance office gave it."""
    wanted = {voucher.document_no for voucher in vouchers}
    query = select(VoucherNumber.document_no, VoucherNumber.voucher_no)
    return {document: number for document, number in session.execute(query) if document in wanted}
