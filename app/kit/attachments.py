"""Photos and scans beside the store, kept by the hash of their content, so that none is kept twice."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kit import records
from app.kit.db import BigId, Record
from app.kit.errors import UserError
from app.kit.fields import label
from app.kit.rights import right
from app.kit.shelves import Shelf, from_file, location

LARGEST = 200 * 1024 * 1024


class Attachment(Record):
    """A file that belongs to a record of any table."""

    __tablename__ = "attachments"
    __table_args__ = (Index("ix_attachments_owner", "table_name", "record_id"),)
    name_cn = "附件"
    kept_by = "clerk finance"

    table_name: Mapped[str] = mapped_column(String(64))
    record_id: Mapped[int] = mapped_column(BigId)
    name: Mapped[str] = mapped_column(String(255), info=label("文件名", width=24, required=True))
    size: Mapped[int] = mapped_column(BigId, info=label("大小", unit="字节"))
    sha256: Mapped[str] = mapped_column(String(64), info=label("校验值", width=20))
    added_at: Mapped[datetime] = mapped_column(info=label("添加时间", width=16))


@right("attachments.edit")
def add(session: Session, shelf: Shelf, owner: type[Record], record_id: int, file: Path, at: datetime) -> int:
    """Copy a file beside the store and hang it on a record; returns the attachment's id. Raises UserError."""
    try:
        size = file.stat().st_size
        if size > LARGEST:
            raise UserError(
                f"“{file.name}”有 {size // 1024 // 1024} MB，超过 200 MB，没有添加。请压缩后再添加。"
            )
        with file.open("rb") as source:
            sha256 = hashlib.file_digest(source, "sha256").hexdigest()
            source.seek(0)
            if not shelf.is_sound(sha256, own=True) and not shelf.put(sha256, from_file(source)):
                raise UserError(f"“{file.name}”在添加时变了，没有添加。请再试一次。")
    except OSError as error:
        raise UserError(f"不能添加附件“{file.name}”：{error.strerror or error}。") from error
    changes = {
        "table_name": owner.__tablename__, "record_id": record_id, "name": file.name[:255],
        "size": size, "sha256": sha256, "added_at": at,
    }  # fmt: skip
    return records.save(session, Attachment, None, changes)


def of(session: Session, owner: type[Record], record_id: int) -> list[Attachment]:
    """The attachments of one record, oldest first."""
    query = select(Attachment).where(
        Attachment.table_name == owner.__tablename__, Attachment.record_id == record_id
    )
    return list(session.scalars(query.order_by(Attachment.id)))


def problems(session: Session, shelf: Shelf) -> list[str]:
    """Attachments whose content is missing, no longer what it was, or in the clear beside an encrypted store."""
    found = []
    for attachment in session.scalars(select(Attachment)):
        if shelf.found(attachment.sha256) is None:
            found.append(f"附件“{attachment.name}”的文件不见了")
        elif not shelf.is_sound(attachment.sha256):
            found.append(f"附件“{attachment.name}”的内容被改动过")
        if shelf.key is not None and location(shelf.folder, attachment.sha256).exists():
            found.append(f"附件“{attachment.name}”还有一份没有加密")
    return found
