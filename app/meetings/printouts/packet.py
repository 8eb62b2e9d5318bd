"""会议档案 (packet): all papers of a meeting as one file in binding order, its 归档目录 before them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.kit.printing.layouts import Packet
from app.kit.printing.printout import Printout
from app.meetings.printouts.archive import ArchiveSlip, Filed


@dataclass(frozen=True)
class Bound:
    """One paper of the packet: which printout, its slip, and how the catalogue names it. A paper without a slip
    is only listed, as ballots that are kept sealed."""

    printout: str
    slip: Any
    filed: Filed


@dataclass(frozen=True)
class PacketSlip:
    """The papers in binding order; `archive` is the catalogue, its rows taken from the papers."""

    archive: ArchiveSlip
    papers: tuple[Bound, ...]


def drawn_by(find: Callable[[str], Printout]) -> Callable[[PacketSlip], Packet]:
    """How a packet is drawn where `find` knows the printouts by their names."""

    def draw(slip: PacketSlip) -> Packet:
        def catalogue(places: Sequence[tuple[int, int]]) -> tuple[Printout, Sequence[Any]]:
            listed = replace(slip.archive, rows=tuple(paper.filed for paper in slip.papers))
            return find("archive-list"), [listed.paged(places)]

        parts = [(find(paper.printout), [] if paper.slip is None else [paper.slip]) for paper in slip.papers]
        return Packet(parts, catalogue)

    return draw
