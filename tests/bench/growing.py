"""How time grows from ten thousand to a million cards.

Import and closing: the exponent of time over size. First page, jump and search by initials: the largest
store's time over the smallest's; the word sought has as many cards in each store.
"""

from __future__ import annotations

import random
import time
from array import array
from collections.abc import Callable
from itertools import pairwise
from math import log
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy.orm import Session

import app.models  # noqa: F401
from app.kit.store import Store
from tests.bench import closing, importing
from tests.bench.fill import RARE, RARE_INITIALS, filled_store
from tests.bench.listing import LISTING
from tests.bench.measure import Row, Sizes
from ui.kit.rows import FIRST

SCREEN = 24  # rows read at a jump
FLAT = 1.5
STEEPEST = 1.15


def run(sizes: Sizes, folder: Path) -> list[Row]:
    """An exponent has the unit "exponent" and is held against 1; a flat figure against the smallest store's."""
    counts = sorted({sizes.small, sizes.large, sizes.huge})
    times = {count: importing.measured(count, folder, rounds=1, limit=False)[0] for count in counts}
    rows = [_exponent("growth: import", times)]
    times = {count: closing.measured(count, folder, rounds=2, limit=False)[0] for count in counts}
    rows.append(_exponent("growth: close", times))
    return rows + _flat([counts[0], counts[-1]], folder, 60 if sizes.full else 5)


def _exponent(job: str, times: dict[int, float]) -> Row:
    """The steepest of the steps from one size to the next."""
    steps = [log(times[b] / times[a]) / log(b / a) for a, b in pairwise(sorted(times))]
    return Row(job, max(times), max(max(steps), 0.01), 1.0, STEEPEST, "exponent")


def _flat(counts: list[int], folder: Path, rounds: int) -> list[Row]:
    stores = {count: Store.open(filled_store(folder / f"{count}.houqin", count)) for count in counts}
    luck = random.Random(5)
    sought = LISTING.narrowed(words=RARE_INITIALS)

    def page(count: int) -> None:
        _ask(stores[count], lambda session: LISTING.first_page(session, FIRST))

    def jump(count: int) -> None:
        first = luck.randrange(1, count - SCREEN)
        ids = array("q", range(first, first + SCREEN))
        _ask(stores[count], lambda session: LISTING.rows(session, ids))

    def search(count: int) -> None:
        found = _ask(stores[count], lambda session: sought.first_page(session, FIRST))
        if len(found.ids) != RARE:
            raise AssertionError(f"{RARE_INITIALS} found {len(found.ids)} cards, not {RARE}")

    jobs: dict[str, Callable[[int], None]] = {"first page": page, "jump": jump, "search by initials": search}
    rows = []
    for name, job in jobs.items():
        taken = _turn_by_turn(job, counts, rounds)
        rows.append(Row(f"growth: {name}", counts[-1], taken[counts[-1]], taken[counts[0]], FLAT))
    for store in stores.values():
        store.close()
    return rows


def _ask(store: Store, question: Callable[[Session], Any]) -> Any:
    with store.reading() as session:
        return question(session)


def _turn_by_turn(job: Callable[[int], None], counts: list[int], rounds: int) -> dict[int, float]:
    """Median seconds at each size, after a few rounds that fill the caches."""
    taken: dict[int, list[float]] = {count: [] for count in counts}
    for turn in range(rounds + 5):
        for count in counts:
            began = time.perf_counter()
            job(count)
            if turn >= 5:
                taken[count].append(time.perf_counter() - began)
    return {count: median(times) for count, times in taken.items()}
