"""Timing, memory and the table that is printed."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Sizes:
    """How much to measure with. `large` and `huge` are 100,000 and 1,000,000 in the full run."""

    small: int
    large: int
    huge: int

    @property
    def full(self) -> bool:
        return self.huge >= 1_000_000

    @property
    def rounds(self) -> int:
        """How often what takes seconds is measured."""
        return 3 if self.full else 1


FULL = Sizes(10_000, 100_000, 1_000_000)
SHORT = Sizes(1_000, 10_000, 10_000)


@dataclass(frozen=True)
class Row:
    """One line of the table: our time and the limit's, in seconds (or MB, or an exponent, as `unit` says)."""

    job: str
    size: int
    ours: float
    limit: float
    at_most: float
    unit: str = "s"

    @property
    def ratio(self) -> float:
        return self.ours / self.limit if self.limit else float("inf")

    @property
    def holds(self) -> bool:
        return self.ratio <= self.at_most


def seconds(job: Callable[[], object], rounds: int = 3) -> float:
    """The best of some rounds, the collector resting."""
    with _old_set_apart():
        return min(_once(job) for _ in range(rounds))


def each(job: Callable[[], object], limit: Callable[[], object], rounds: int = 3) -> tuple[float, float]:
    """Ours and the limit, turn by turn, so that a slow moment hits both; the best of each."""
    ours = bare = float("inf")
    with _old_set_apart():
        for _ in range(rounds):
            bare = min(bare, _once(limit))
            ours = min(ours, _once(job))
    return ours, bare


def _once(job: Callable[[], object]) -> float:
    gc.collect()
    gc.disable()
    start = time.perf_counter()
    job()
    taken = time.perf_counter() - start
    gc.enable()
    return taken


@contextmanager
def _old_set_apart() -> Iterator[None]:
    """What was there before is not looked through again at every round: a process of tests holds a lot."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def percentile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def peak_mb() -> float:
    """The most memory this process has held, in MB (Linux)."""
    return _status("VmHWM")


def current_mb() -> float:
    """What memory this process holds now, in MB (Linux)."""
    return _status("VmRSS")


def _status(name: str) -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    return 0.0


def reset_peak() -> None:
    """Forget the peak so far (Linux; elsewhere the figure stays that of the whole process)."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def child(module: str, *arguments: object, **env: str) -> dict[str, Any]:
    """What a process of its own answers: `python -m module arguments` with `answer` as its last line."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        raise AssertionError(f"{module} ended with {done.returncode}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def answer(**values: Any) -> None:
    """Tell the process that asked."""
    print(json.dumps(values), flush=True)


def show(rows: list[Row], console: Console) -> None:
    table = Table(title="Each job against its limit, measured in the same run", title_justify="left")
    for heading in ("job", "size", "ours", "limit", "ratio", "at most", ""):
        table.add_column(heading, justify="left" if heading in ("job", "") else "right")
    for row in rows:
        table.add_row(
            row.job,
            f"{row.size:,}",
            _figure(row.ours, row.unit),
            _figure(row.limit, row.unit),
            f"{row.ratio:.2f}×",
            f"{row.at_most:g}×",
            "holds" if row.holds else "[red]misses[/red]",
        )
    console.print(table)


def _figure(value: float, unit: str) -> str:
    if unit != "s":
        return f"{value:,.2f} {unit}".strip()
    return f"{value * 1000:,.2f} ms" if value < 1 else f"{value:,.2f} s"
