"""From cards or a month to the preview of their papers: which forms there are, and how each is made."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assets.models import Asset
from app.assets.printouts import PRINTOUTS, find
from app.assets.printouts.handover import gather_recorded
from app.kit.months import Month
from app.kit.printing import Printout
from ui.kit.desk import Desk
from ui.kit.paper_maker import maker
from ui.kit.preview import Document, Preview, preview

FEW = 500  # ids in one question


def print_cards(widget: QWidget, desk: Desk, ids: Sequence[int], form: str = "asset-card") -> Preview:
    """Preview of forms for these cards, in this order; the other forms can be chosen above the paper."""
    forms = [printout for printout in PRINTOUTS if printout.takes != "month"]
    documents = [cards_document(desk, printout, list(ids)) for printout in forms]
    return preview(widget, desk, documents, [printout.name for printout in forms].index(form))


def print_month(widget: QWidget, desk: Desk, month: Month, form: str = "depreciation-summary") -> Preview:
    """Preview of the papers of a closed month."""
    forms = [printout for printout in PRINTOUTS if printout.takes == "month"]
    documents = [month_document(desk, printout, month) for printout in forms]
    return preview(widget, desk, documents, [printout.name for printout in forms].index(form))


def print_handover(widget: QWidget, desk: Desk, handover_id: int) -> Preview:
    """Preview of the form of a handover that is recorded."""
    printout = replace(find("asset-handover"), gather=gather_recorded)
    document = Document(
        title=printout.title,
        make=maker(desk, printout, [handover_id]),
        key=f"{printout.name}:{handover_id}",
        file_name=f"{printout.title} {desk.today():%Y-%m-%d}",
    )
    return preview(widget, desk, [document])


def cards_document(desk: Desk, printout: Printout, ids: Sequence[int]) -> Document:
    """A form over cards. Lists and labels show the cards of the moment, so no copy of them is a further copy."""
    return Document(
        title=printout.title,
        make=maker(desk, printout, ids),
        key=partial(_key, form=printout.name, ids=ids) if printout.takes == "records" else "",
        file_name=f"{printout.title} {desk.today():%Y-%m-%d}",
        labels=len(ids) if printout.stock else 0,
    )


def month_document(desk: Desk, printout: Printout, month: Month) -> Document:
    """A paper of one month."""
    return Document(
        title=f"{printout.title} {month.chinese}",
        make=maker(desk, printout, month),
        key=f"{printout.name}:{month}",
        file_name=f"{printout.title} {month}",
    )


def _key(session: Session, form: str, ids: Sequence[int]) -> str:
    """Names the form with these cards as they now are: a card that was changed makes another document."""
    state = hashlib.sha256()
    for start in range(0, len(ids), FEW):
        part = ids[start : start + FEW]
        versions = dict(session.execute(select(Asset.id, Asset.version).where(Asset.id.in_(part))).all())
        state.update(repr([(id_, versions.get(id_)) for id_ in part]).encode())
    return f"{form}:{len(ids)}:{state.hexdigest()[:16]}"
