"""What the finance office's work forbids the domains below."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assets.months import guard_reopening
from app.finance.models import VoucherNumber
from app.finance.vouchers import depreciation_no
from app.kit.months import Month


def posted(session: Session, month: Month) -> str | None:
    """Why a month whose depreciation the finance office has posted is not reopened."""
    number = session.scalar(
        select(VoucherNumber.voucher_no).where(VoucherNumber.document_no == depreciation_no(month))
    )
    if number is None:
        return None
    return f"{month.chinese}的折旧财务已记账（{number}），不能反结账。更正请在未结账的月份做变动单。"


guard_reopening(posted)
