"""The papers of the asset domain. `slips` gathers what one of them prints, from numbers or a month."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assets.ledger import Handover
from app.assets.printouts.card import ASSET_CARD
from app.assets.printouts.handover import ASSET_HANDOVER, gather_recorded
from app.assets.printouts.intake import ASSET_INTAKE
from app.assets.printouts.ledger import ASSET_LABELS, ASSET_LEDGER
from app.assets.printouts.months import ASSET_CHANGES, DEPRECIATION_SUMMARY
from app.assets.printouts.read import ids_of
from app.kit.errors import Unreadable, UserError
from app.kit.months import Month
from app.kit.printing import Printout

PRINTOUTS: list[Printout] = [
    ASSET_CARD,
    ASSET_INTAKE,
    ASSET_HANDOVER,
    DEPRECIATION_SUMMARY,
    ASSET_CHANGES,
    ASSET_LEDGER,
    ASSET_LABELS,
]

__all__ = ["PRINTOUTS", "find", "gather_recorded", "ids_of", "slips"]


def find(name: str) -> Printout:
    """The printout of that name; UserError names those there are."""
    for printout in PRINTOUTS:
        if printout.name == name:
            return printout
    known = "、".join(f"{printout.name}（{printout.title}）" for printout in PRINTOUTS)
    raise UserError(f"没有名为“{name}”的单据，可用的有：{known}。")


def slips(session: Session, printout: Printout, words: Sequence[str]) -> Sequence[Any]:
    """What to print: for monthly papers the one month named; else the cards of these numbers, all for none.

    For asset-handover the numbers may be those of recorded handovers. Raises UserError.
    """
    if printout.takes == "month":
        if len(words) != 1:
            raise UserError(f"{printout.title}要指明一个月份，例如 2026-11。")
        try:
            month = Month.read(words[0])
        except Unreadable as error:
            raise UserError(f"{printout.title}：{error}。") from error
        return printout.gather(session, month)
    if not words:
        return printout.gather(session, None)
    if printout is ASSET_HANDOVER:
        query = select(Handover.handover_no, Handover.id).where(Handover.handover_no.in_(list(words)))
        recorded = {row[0]: row[1] for row in session.execute(query)}
        if len(recorded) == len(set(words)):
            return gather_recorded(session, [recorded[word] for word in words])
    return printout.gather(session, ids_of(session, words))
