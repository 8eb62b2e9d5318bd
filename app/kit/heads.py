"""The head of the chain beside the store: a log whose end was cut off, or that was written anew, shows.

`台账.houqin.head` holds one line, the number, hash and moment of the last act. It is written after each
committed act, in place and without waiting for the disk, so it may be older than the store after a power cut
and never newer. A head that is gone or unreadable tells nothing; those in the backups' manifests still do.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

if TYPE_CHECKING:
    from app.kit.store import Store

SUFFIX = ".head"
RESTORED = "从备份恢复"
LENGTH = 128  # one line, padded: the same bytes are overwritten, so that no half of a longer one stays


@dataclass(frozen=True)
class Head:
    """Number and hash of an act, and when it was done."""

    number: int
    hash: str
    at: datetime


def beside(path: Path) -> Path:
    return path.with_name(path.name + SUFFIX)


def write(path: Path, head: Head) -> None:
    """Keep the head of the store at `path`. An act that is stored never fails for it."""
    line = f"{head.number} {head.hash} {head.at.astimezone(UTC).isoformat()}"
    try:
        file = os.open(beside(path), os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        try:
            os.write(file, line.ljust(LENGTH - 1).encode("ascii") + b"\n")
        finally:
            os.close(file)
    except OSError as error:
        logging.getLogger(__name__).warning("no head beside %s: %s", path, error)


def forget(path: Path) -> None:
    """Another store takes the place at `path`."""
    beside(path).unlink(missing_ok=True)


def read(path: Path) -> Head | None:
    """The head kept beside the store at `path`; None where there is none that can be read."""
    try:
        number, hash_, at = beside(path).read_text("ascii").split()
        found = Head(int(number), hash_, datetime.fromisoformat(at))
    except (OSError, ValueError):
        return None
    return found if len(hash_) == 64 and found.at.tzinfo is not None else None


def problems(store: Store) -> list[str]:
    """A sentence when the log does not hold the act that the head beside the store names; else empty.

    A restore is no cut: it stands in the log itself, after the act that it went back to."""
    from app.kit import audit

    kept = read(store.path) if store.path is not None else None
    if kept is None:
        return []
    with store.reading() as session:
        number, _ = audit.head(session)
        held = session.scalar(select(audit.Act.hash).where(audit.Act.id == kept.number))
        restored = session.execute(
            select(audit.Act.id, audit.Act.at).where(audit.Act.operation == RESTORED)
        ).all()
    if (held or audit.GENESIS) == kept.hash or any(a <= kept.number and at >= kept.at for a, at in restored):
        return []
    if number < kept.number:
        return [
            f"操作日志被截断：数据文件旁边的记录到第 {kept.number} 号（{kept.hash[:8]}），现在只到第 {number} 号。"
            "请从最近的备份恢复，并查明原因。"
        ]
    return [
        f"操作日志第 {kept.number} 号与数据文件旁边的记录（{kept.hash[:8]}）不同，日志被改写过。"
        "请从最近的备份恢复，并查明原因。"
    ]
