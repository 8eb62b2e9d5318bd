"""Takes an import back whole, while nobody has touched its cards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from app.assets.ledger import (
    ClosedMonth,
    HandoverItem,
    ImportBatch,
    Posting,
    UsedNumber,
    ValueChange,
    Workload,
)
from app.assets.models import Asset
from app.kit import audit
from app.kit.attachments import Attachment
from app.kit.errors import UserError
from app.kit.rights import right


@right("assets.import_back", "撤回导入批次", "clerk reviewer", "资产业务")
def withdraw(session: Session, batch_no: str, now: datetime) -> int:
    """Take an import back whole and return the number of its cards; their numbers are free again.

    UserError when there is no such batch, it was withdrawn before, or one of its cards has been touched:
    changed, depreciated, handed over, revalued.
    """
    batch = session.scalar(select(ImportBatch).where(ImportBatch.batch_no == batch_no))
    if batch is None:
        raise UserError(f"没有导入批次“{batch_no}”。")
    if batch.withdrawn_at is not None:
        raise UserError(f"批次“{batch_no}”已在 {batch.withdrawn_at.astimezone():%Y-%m-%d %H:%M} 撤回过。")
    mine = select(Asset.id).where(Asset.batch_id == batch.id)
    if why := _touched(session, batch, mine):
        raise UserError(f"批次“{batch_no}”里的卡片{why}，不能整批撤回。请在卡片上逐张更正。")
    first, last, count = session.execute(
        select(func.min(Asset.id), func.max(Asset.id), func.count()).where(Asset.batch_id == batch.id)
    ).one()
    if count:
        _delete(session, batch.id)
        audit.bulk(session, "assets", (first, last), f"撤回导入批次 {batch_no}", rows=count)
    batch.withdrawn_at = now
    session.flush()
    return int(count)


def _touched(session: Session, batch: ImportBatch, mine: Any) -> str:
    """Why the cards are no longer as they were imported, or nothing."""
    changed = session.scalar(select(func.count()).where(Asset.id.in_(mine), Asset.version > 1)) or 0
    if changed:
        return f"有 {changed} 张已被修改"
    if session.scalar(select(ClosedMonth.id).where(ClosedMonth.closed_at >= batch.imported_at).limit(1)):
        return "已随后来的月份结账（如刚结账，可先反结账）"
    files = select(Attachment.id).where(Attachment.table_name == "assets", Attachment.record_id.in_(mine))
    if session.scalar(files.limit(1)) is not None:
        return "已有附件"
    for column, words in (
        (Posting.asset_id, "已计提过折旧"),
        (ValueChange.asset_id, "已有变动单"),
        (HandoverItem.asset_id, "已办过交接"),
        (Workload.asset_id, "已登记工作量"),
    ):
        if session.scalar(select(column).where(column.in_(mine)).limit(1)) is not None:
            return words
    return ""


def _delete(session: Session, batch_id: int) -> None:
    if session.get_bind().dialect.name == "sqlite":
        session.execute(
            text(
                "INSERT INTO assets_fts(assets_fts, rowid, words) "
                "SELECT 'delete', id, spaced(search_text) FROM assets WHERE batch_id = :batch"
            ),
            {"batch": batch_id},
        )
    session.execute(
        delete(UsedNumber).where(
            UsedNumber.asset_no.in_(select(Asset.asset_no).where(Asset.batch_id == batch_id))
        )
    )
    session.execute(delete(Asset).where(Asset.batch_id == batch_id))


def batches(session: Session) -> list[ImportBatch]:
    """All imports, the newest first."""
    return list(session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc())))
