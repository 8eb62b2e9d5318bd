"""The list of a million cards against the same view over a made-up model that asks no store.

Times: one process, both views turn by turn. Memory: a process of its own for each,
`python -m tests.bench.listing ours|made-up STORE COUNT`.
"""

from __future__ import annotations

import random
import sys
import time
from array import array
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

import app.models  # noqa: F401
from app.assets.models import Asset
from app.kit.listing import Listing
from app.kit.store import Store
from tests.bench.fill import MODELS, NAMES, filled_store
from tests.bench.measure import Row, Sizes, answer, child, peak_mb, percentile
from ui.assets.screen import AssetScreen
from ui.kit.desk import Desk
from ui.kit.rows import TableModel
from ui.kit.table import Table
from ui.kit.theme import ROW, theme

MOST_MB = 100.0
BY_NUMBER, BY_NAME = (("asset_no", False),), (("name", False),)
BY_NUMBER_DOWN = (("asset_no", True),)
LISTING = Listing(Asset, tuple(AssetScreen.columns.split()), sort=BY_NUMBER)
CLASSES, WORDS = ("通用设备", "专用设备", "房屋及构筑物"), ("在用", "闲置")


class MadeUp(TableModel):
    """As many rows of the same kind of text, from their numbers alone."""

    def __init__(self, desk: Desk, count: int) -> None:
        super().__init__(desk, LISTING, AssetScreen.sums.split())
        self.order = array("q", range(1, count + 1))

    def show(self, listing: Listing) -> None:
        """All ids at once; the order of a sort is ready."""
        self.beginResetModel()
        self.listing = listing
        self.ids = self.order
        self.is_complete = True
        self.endResetModel()
        self.paged.emit()
        self.complete.emit()

    def look_at(self, first: int, last: int) -> None:
        """Nothing has to be read."""

    def _row(self, row: int) -> tuple[Any, tuple[str, ...]]:
        cost = row * 7919 % 9_000_000
        texts = (
            f"ZC{row:07d}", NAMES[row * 31 % len(NAMES)], MODELS[row * 17 % len(MODELS)], CLASSES[row % 3],
            f"{cost / 100:,.2f}", f"{cost / 300:,.2f}", f"{cost / 150:,.2f}", f"第{row % 20}科",
            f"职工{row % 300}", f"主楼{row % 200}室", WORDS[row % 2], f"20{row % 20:02d}-0{row % 9 + 1}-1{row % 9}",
            "—",
        )  # fmt: skip
        return texts, texts


class Seen(Table):
    """The list's own view, which remembers when the rows last asked for were painted."""

    painted = 0.0
    has_page = False

    def ask(self, listing: Listing) -> None:
        self.has_page = False
        self.rows.show(listing)

    @Slot()
    def take_note(self) -> None:
        self.has_page = True

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.has_page and self.rows.rowCount():
            self.painted = time.perf_counter()


Make = Callable[[], TableModel]


def run(sizes: Sizes, folder: Path) -> list[Row]:
    """First paint, jumps, sorting, memory. What the list shows must be the store's rows (else it raises)."""
    path = filled_store(folder / f"{sizes.huge}.houqin", sizes.huge)
    desk = _desk(path)
    count = sizes.huge
    makers: dict[str, Make] = {
        "ours": lambda: TableModel(desk, LISTING, AssetScreen.sums.split()),
        "made-up": lambda: MadeUp(desk, count),
    }
    first = {side: [] for side in makers}  # type: dict[str, list[float]]
    for _ in range(9 if sizes.full else 2):
        for side, make in makers.items():
            taken, view = _first_paint(make)
            first[side].append(taken)
            _close(view)
    views = {side: _first_paint(make)[1] for side, make in makers.items()}
    for view in views.values():
        view.rows.settle()
    _check(views["ours"], desk, count)
    jumps = _jumps(views, count, 200 if sizes.full else 20)
    sorts = _sorts(views, 12 if sizes.full else 3)
    for view in views.values():
        _close(view)
    desk.store.close()
    memory = {side: child("tests.bench.listing", side, path, count)["mb"] for side in makers}
    return [
        Row("list: first paint", count, median(first["ours"]), median(first["made-up"]), 1.5),
        Row("list: jump, p95", count, *(percentile(jumps[side], 0.95) for side in makers), 1.2),
        Row("list: sort by an indexed column", count, *(median(sorts[side]) for side in makers), 1.5),
        Row("list: more memory", count, memory["ours"] - memory["made-up"], MOST_MB, 1.0, "MB"),
    ]


def _desk(path: Path) -> Desk:
    instance = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(instance, QApplication)
    theme().start("light")
    desk = Desk(parent=instance)
    desk.open(Store.open(path, who="测速"))
    return desk


def _first_paint(make: Make) -> tuple[float, Seen]:
    """From nothing to painted rows."""
    began = time.perf_counter()
    view = Seen(make(), "bench", "资产")
    view.rows.paged.connect(view.take_note)
    view.resize(1100, 640)
    view.ask(LISTING)
    view.show()
    return _until_painted(view, began), view


def _until_painted(view: Seen, began: float) -> float:
    while view.painted < began:
        QApplication.processEvents()
        if time.perf_counter() - began > 60:
            raise AssertionError("the list was not painted")
    return view.painted - began


def _jumps(views: dict[str, Seen], count: int, times: int) -> dict[str, list[float]]:
    luck = random.Random(7)
    found: dict[str, list[float]] = {side: [] for side in views}
    for _ in range(times):
        row = luck.randrange(count - 40)
        for side, view in views.items():
            began = time.perf_counter()
            view.verticalScrollBar().setValue(row * ROW)
            view.viewport().repaint()
            found[side].append(time.perf_counter() - began)
            QApplication.processEvents()
    return found


def _sorts(views: dict[str, Seen], times: int) -> dict[str, list[float]]:
    """From the click until the rows in their new order stand on the screen."""
    found: dict[str, list[float]] = {side: [] for side in views}
    for turn in range(times):
        order = (BY_NUMBER_DOWN, BY_NAME, BY_NUMBER)[turn % 3]
        for side, view in views.items():
            view.verticalScrollBar().setValue(0)
            QApplication.processEvents()
            began = time.perf_counter()
            view.ask(LISTING.narrowed(sort=order))
            view.viewport().repaint()
            found[side].append(_until_painted(view, began))
            view.rows.settle()
            QApplication.processEvents()
    return found


def _check(view: Seen, desk: Desk, count: int) -> None:
    if not view.rows.is_complete or view.rows.rowCount() != count:
        raise AssertionError(f"the list holds {view.rows.rowCount()} rows, not {count}")
    for row in (0, count // 2, count - 1):
        if view.rows.text(row, 0) != f"ZC{row + 1:07d}":
            raise AssertionError(f"row {row} shows {view.rows.text(row, 0)}")


def _close(view: Seen) -> None:
    view.rows.close()
    view.hide()
    view.deleteLater()
    QApplication.processEvents()


def main(side: str, where: str, count: str) -> None:
    """Open the list, jump about, sort it; tell the most memory that it took."""
    desk = _desk(Path(where))
    make: Make = (lambda: TableModel(desk, LISTING)) if side == "ours" else (lambda: MadeUp(desk, int(count)))
    _, view = _first_paint(make)
    view.rows.settle()
    _jumps({side: view}, int(count), 100)
    _sorts({side: view}, 3)
    _jumps({side: view}, int(count), 100)
    answer(mb=peak_mb())
    _close(view)


if __name__ == "__main__":
    main(*sys.argv[1:])
