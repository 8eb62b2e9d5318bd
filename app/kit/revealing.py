"""Looking at personal numbers whole: a right, and every look stands in the log."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.kit import audit, rights
from app.kit.db import Record
from app.kit.fields import fields
from app.kit.masking import Whole
from app.kit.rights import right


def secret(model: type[Record]) -> tuple[str, ...]:
    """The names of a model's personal numbers."""
    return tuple(name for name, field in fields(model).items() if field.facts.secret)


@right(rights.UNMASK)
def reveal(session: Session, model: type[Record], record_id: int, names: Iterable[str] = ()) -> dict[str, Whole]:
    """The personal numbers of one record as they are (all, or the named ones); logged. Raises Forbidden."""
    record = session.get(model, record_id)
    wanted = tuple(names) or secret(model)
    found = {name: Whole(getattr(record, name) or "") for name in wanted} if record is not None else {}
    audit.note(session, model.__tablename__, record_id, f"查看完整的{_said(model, wanted)}")
    return found


@right(rights.UNMASK)
def reveal_list(session: Session, model: type[Record], what: str) -> None:
    """Allow a whole list to stand unmasked from now on (Listing.whole), and log it. Raises Forbidden."""
    audit.note(session, model.__tablename__, 0, f"{what}：显示完整的{_said(model, secret(model))}")


def _said(model: type[Record], names: Iterable[str]) -> str:
    return "、".join(fields(model)[name].label for name in names)
