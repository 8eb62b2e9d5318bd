"""What a domain tells the replay: acts that rewrote columns of many rows by the rows of another table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from sqlalchemy.orm import Session

from app.kit.replay.entries import Log


class Overlay(Protocol):
    """One such kind of act over the rows of `table`."""

    table: str

    def events(self, session: Session, log: Log, first: int, last: int) -> Iterable[tuple[int, int, Any]]:
        """(order among all changes, id, what `apply` needs) for ids from first to last."""
        ...

    def apply(self, state: dict[str, Any], told: Any) -> None:
        """Carry one event to a row, in the terms of the store."""
        ...


_overlays: dict[str, list[Overlay]] = {}


def overlay(found: Overlay) -> None:
    """Make an overlay known."""
    _overlays.setdefault(found.table, []).append(found)


def of(table: str) -> list[Overlay]:
    return _overlays.get(table, [])
