"""What stands around the forms of one printing, taken from the store."""

from datetime import date
from typing import Literal

from sqlalchemy.orm import Session

from app.kit import audit, rights, settings
from app.kit.printing.printout import Head

SHORT = 10


def head_of(session: Session, who: str, today: date, copy: Literal["", "补打", "草稿"] = "") -> Head:
    """The office's name, who prints and when, and the first ten signs of the change log's head.

    Raises Forbidden where who acts may not print.
    """
    rights.need(session, rights.PRINT)
    return Head(
        unit=settings.get(session, "office_name", today),
        day=today,
        who=who,
        digest=audit.head(session)[1][:SHORT],
        copy=copy,
    )
