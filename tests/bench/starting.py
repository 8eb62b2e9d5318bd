"""From the start of the process to the first painted window, and to the first page of cards on the screen.

All processes of a round run turn by turn: the bare window, then the program with the smaller and the larger
store. A store that was opened before is what a clerk starts with each morning; for one that was never opened on
this machine only the recipe that ships is there.
Times are of the monotonic clock, which the processes share; medians of the rounds.
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
    """The first paint, and the first page at both sizes, of a store opened before and of one never opened."""
    stores = {size: filled_store(folder / f"{size}.houqin", size) for size in (sizes.large, sizes.huge)}
    settings = folder / "starting.ini"
    bare: list[float] = []
    painted: list[float] = []
    paged: dict[tuple[int, bool], list[float]] = {
        (size, known): [] for size in stores for known in (True, False)
    }
    for turn in range(8 if sizes.full else 2):
        for size, known in paged:
            if not known:
                settings.unlink(missing_ok=True)
            shown = _bare()
            marks = _ours(stores[size], folder / "known.ini" if known else settings)
            if turn:  # the first round brings the files into the system's cache
                bare.append(shown)
                painted.append(marks["painted"])
                paged[size, known].append(marks["page"])
    limit = median(bare)
    rows = [Row("start: first painted window", sizes.huge, median(painted), limit, 1.5)]
    for (size, known), times in paged.items():
        job = "start: first page of cards" + ("" if known else ", store new here")
        rows.append(Row(job, size, median(times), limit, 4.0))
    return rows


def _start(*command: str, **env: str) -> tuple[float, str]:
    """When the process was started, and the last line that it told. It keeps its byte code, as at an office."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **env}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, text=True, timeout=120,
    )  # fmt: skip
    if done.returncode or not done.stdout:
        raise AssertionError(f"{command} ended with {done.returncode}")
    return began, done.stdout.splitlines()[-1]


def _bare() -> float:
    began, told = _start(str(BARE))
    return float(told) - began


def _ours(store: Path, settings: Path) -> dict[str, float]:
    command = ("-m", "ui.main", "--marks", "--store", str(store), "--screen", "assets")
    began, told = _start(*command, HOUQIN_CONFIG=str(settings))
    marks: dict[str, float] = json.loads(told)
    if not marks.get("rows"):
        raise AssertionError("no cards stood on the first page")
    return {name: marks[name] - began for name in ("painted", "page")}
