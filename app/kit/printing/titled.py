"""A block under a heading of its own: 二、主要指标. The heading stays with it and is repeated where it goes on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.kit.printing.blocks import MM, RISE
from app.kit.printing.flow import Band, Block
from app.kit.printing.fonts import HEI
from app.kit.printing.pen import Pen


@dataclass(frozen=True)
class Titled:
    """The heading begins at the left; on further pages it is followed by （续）."""

    title: str
    block: Block
    size: float = 12
    gap: float = 3.0

    def band(self, width: float, room: float, squeeze: float) -> Band:
        inner = self.block.band(width, room, squeeze)
        high = self.size * 1.2 + 2 * MM * squeeze

        def paint(pen: Pen, x: float, y: float, first: int, last: int) -> None:
            title = f"{self.title}（续）" if first else self.title
            pen.text(x, y + self.size * (0.6 + RISE), title, HEI, self.size)
            inner.paint(pen, x, y + high, first, last)

        return replace(inner, paint=paint, head=inner.head + high, gap=self.gap * MM * squeeze, fresh=True)
