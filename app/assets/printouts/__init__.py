"""The papers of the asset domain, by name; and `ids_of`, which turns asset numbers into the ids they take."""

from app.assets.printouts.card import ASSET_CARD
from app.assets.printouts.ledger import ASSET_LABELS, ASSET_LEDGER
from app.assets.printouts.movement import ASSET_HANDOVER, ASSET_INTAKE
from app.assets.printouts.read import ids_of
from app.kit.printing import Printout

PRINTOUTS: list[Printout] = [ASSET_CARD, ASSET_INTAKE, ASSET_HANDOVER, ASSET_LEDGER, ASSET_LABELS]

__all__ = ["PRINTOUTS", "ids_of"]
