"""From the start of the process to the first painted window, and to the first page of cards on the screen.

All processes of a round run turn by turn: the bare window, the program with the smaller store, with the
larger one. Times are of the monotonic clock, which the processes share; medians of the rounds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from tests.bench.fill import filled_store
from tests.bench.measure import ROOT, Row, Sizes

BARE = Path(__file__).with_name("bare_window.py")


def run(sizes: Sizes, folder: Path) -> list[Row]:
    """The first paint, the first page at both sizes, and that page's growth from one size to the other."""
    stores = {size: filled_store(folder / f"{size}.houqin", size) for size in (sizes.large, sizes.huge)}
    bare: list[float] = []
    painted: list[float] = []
    paged: dict[int, list[float]] = {size: [] for size in stores}
    for turn in range(8 if sizes.full else 3):
        shown, pages = _bare(), {size: _ours(path) for size, path in stores.items()}
        if turn == 0:
            continue  # files are read into the system's cache
        bare.append(shown)
        painted += [marks["painted"] for marks in pages.values()]
        for size, marks in pages.items():
            paged[size].append(marks["page"])
    limit = median(bare)
    rows = [Row("start: first painted window", sizes.huge, median(painted), limit, 1.5)]
    rows += [
        Row("start: first page of cards", size, median(times), limit, 4.0) for size, times in paged.items()
    ]
    return rows


def _start(*command: str) -> tuple[float, str]:
    """When the process was started, and the last line that it told."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=dict(os.environ), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, text=True, timeout=120,
    )  # fmt: skip
    if done.returncode or not done.stdout:
        raise AssertionError(f"{command} ended with {done.returncode}")
    return began, done.stdout.splitlines()[-1]


def _bare() -> float:
    began, told = _start(str(BARE))
    return float(told) - began


def _ours(store: Path) -> dict[str, float]:
    began, told = _start("-m", "ui.main", "--marks", "--store", str(store), "--screen", "assets")
    marks: dict[str, float] = json.loads(told)
    if not marks.get("rows"):
        raise AssertionError("no cards stood on the first page")
    return {name: marks[name] - began for name in ("painted", "page")}
