"""From a printout to the document that a preview makes: read in the job's own session, then drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from app.kit.printing import Printout, render
from app.kit.printing.head import head_of
from ui.kit.desk import Desk


def maker(desk: Desk, printout: Printout, what: Any) -> Callable[..., bytes]:
    """What a Document's `make` is; `what` is what the printout gathers by: ids, or a month."""
    store, today = desk.store, desk.today()

    def make(
        copy: Literal["", "补打", "草稿"], stock: str, first: int, progress: Callable[..., None]
    ) -> bytes:
        progress(0, 0, "读取数据")
        with store.reading() as session:
            slips = printout.gather(session, what)
            head = head_of(session, store.who, today, copy)
        return render(
            printout, slips, head, stock=stock if printout.stock else "", first=first, progress=progress
        )

    return make
