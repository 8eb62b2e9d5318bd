"""What the workbench and the export page ask about what was handed to the finance office."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.finance.models import ExportBatch
from app.kit.months import Month


def exported_months(session: Session) -> set[Month]:
    """The months of which vouchers were exported at least once."""
    return set(session.scalars(select(ExportBatch.month).distinct()))


def batches(session: Session) -> list[ExportBatch]:
    """All batches, the newest first."""
    return list(session.scalars(select(ExportBatch).order_by(ExportBatch.id.desc())))
