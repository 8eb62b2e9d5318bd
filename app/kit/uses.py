"""Who points to a record: asked before it is removed, so that the refusal says what to change first."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kit import records
from app.kit.db import Base, Record
from app.kit.errors import UserError
from app.kit.fields import fields


def uses(session: Session, model: type[Record], record_id: int) -> list[tuple[str, str, int]]:
    """(what, by which field, how many) of the records that link to this one."""
    found: list[tuple[str, str, int]] = []
    for mapper in Base.registry.mappers:
        owner = mapper.class_
        if not issubclass(owner, Record) or "__tablename__" not in vars(owner):
            continue
        for field in fields(owner).values():
            if field.target is not model:
                continue
            query = select(func.count()).select_from(owner).where(getattr(owner, field.name) == record_id)
            if count := session.scalar(query):
                found.append((owner.name_cn, field.label, count))
    return found


def remove(session: Session, model: type[Record], record_id: int) -> None:
    """Delete a record that nothing points to. Raises UserError with what does."""
    record = records.get(session, model, record_id)
    title = getattr(record, model.title_column)
    if found := uses(session, model, record_id):
        where = "、".join(f"{count} 条{what}（{label}）" for what, label, count in found)
        raise UserError(f"{model.name_cn}“{title}”还被{where}用着，没有删除。请先把它们改到别处。")
    records.remove(session, model, record_id)
