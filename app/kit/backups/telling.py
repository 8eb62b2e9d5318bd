"""The log of the open store against the heads that its backups wrote down: a cut-off end shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.kit.backups.manifest import Backup, listed
from app.kit.heads import RESTORED

if TYPE_CHECKING:
    from app.kit.store import Store


def cut_off(store: Store) -> list[str]:
    """A sentence when acts that a backup knows are no longer in the log, or are others; empty when all is well.

    What a restore left behind is no cut: the restore stands in the log itself, after the act that it went back
    to, and is younger than those backups."""
    from app.kit import audit

    if store.path is None:
        return []
    with store.reading() as session:
        begun = session.scalar(select(audit.Act.hash).order_by(audit.Act.id).limit(1))
        number, _ = audit.head(session)
        known = [each for each in listed(store.path) if each.manifest.first == begun and each.manifest.number]
        wanted = {each.manifest.number for each in known}
        held = {
            row.id: row.hash
            for row in session.execute(select(audit.Act.id, audit.Act.hash).where(audit.Act.id.in_(wanted)))
        }
        restored = session.execute(
            select(audit.Act.id, audit.Act.at).where(audit.Act.operation == RESTORED)
        ).all()
    for each in known:
        facts = each.manifest
        excused = any(act <= facts.number and at >= facts.made_at for act, at in restored)
        if held.get(facts.number) != facts.head and not excused:
            return [_sentence(each, number)]
    return []


def _sentence(backup: Backup, number: int) -> str:
    day = f"{backup.made_at.astimezone():%Y-%m-%d %H:%M}"
    if number < backup.manifest.number:
        return (
            f"操作日志被截断：{day} 的备份“{backup.path.name}”记到第 {backup.manifest.number} 号，"
            f"现在只到第 {number} 号。请从这份备份恢复，并查明原因。"
        )
    return (
        f"操作日志第 {backup.manifest.number} 号与 {day} 的备份“{backup.path.name}”不同，日志被改写过。"
        "请从这份备份恢复，并查明原因。"
    )
