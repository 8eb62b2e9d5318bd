"""The tables of the log: acts, their changes, and the rows that acts over many rows wrote.

The database refuses UPDATE and DELETE on all three (triggers in the migrations).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, BigId

GENESIS = "0" * 64


class Act(Base):
    """One act: who did what, when, where and why, and the hash that chains it to the one before."""

    __tablename__ = "acts"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(64))
    machine: Mapped[str] = mapped_column(String(128))
    program: Mapped[str] = mapped_column(String(32))
    operation: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text, default="")
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class Change(Base):
    """What an act did to one record (before and after as JSON), or to many at once (rows and digest)."""

    __tablename__ = "changes"
    __table_args__ = (
        Index("ix_changes_thing", "table_name", "record_id"),
        Index(
            "ix_changes_bulk",
            "table_name",
            "record_id",
            sqlite_where=text("last_id IS NOT NULL"),
            postgresql_where=text("last_id IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    act_id: Mapped[int] = mapped_column(BigId, index=True)
    table_name: Mapped[str] = mapped_column(String(64))
    record_id: Mapped[int] = mapped_column(BigId)
    last_id: Mapped[int | None] = mapped_column(BigId)
    kind: Mapped[str] = mapped_column(String(16))
    before: Mapped[str] = mapped_column(Text, default="")
    after: Mapped[str] = mapped_column(Text, default="")
    rows: Mapped[int] = mapped_column(Integer, default=1)


class LoggedRows(Base):
    """A stretch of the rows that a bulk entry wrote: JSON arrays, one a line, packed by zlib.

    All parts of one digest, unpacked and put together, are the bytes of that digest; it stands in the entry,
    and so in the chain, as does the hash of each part as it is packed.
    """

    __tablename__ = "logged_rows"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    part: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    data: Mapped[bytes] = mapped_column(LargeBinary)
