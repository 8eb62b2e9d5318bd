"""Tries faults on small offices and prints the tally; ends with 1 when anything was lost.

python -m tests.faults                 # 5,000 faults
python -m tests.faults --faults 200 --seed 3
python -m tests.faults --only flip_bits --faults 500
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from math import ceil
from pathlib import Path

from app.kit import cipher
from tests.faults import damage, deaths, hindrances
from tests.faults.judging import LOST, REFUSED, SURVIVED, Fate, House

Fault = Callable[[House], Fate]
# What share of all faults each kind has.
KINDS: dict[Fault, int] = {
    deaths.kill_import: 10, deaths.kill_close: 10, deaths.kill_save: 10, deaths.kill_attach: 5,
    deaths.kill_backup: 6, deaths.kill_restore: 6, deaths.kill_upgrade: 5, deaths.kill_create: 2,
    deaths.kill_encrypt: 2,
    deaths.power_cut: 8, deaths.power_cut_folding: 4,
    damage.flip_bits: 10, damage.flip_letters: 8, damage.flip_bytes: 6, damage.lose_sector: 5,
    damage.cut_store: 4, damage.hurt_wal: 6,
    hindrances.full_store: 5, hindrances.full_quota: 5, hindrances.full_disk: 5, hindrances.read_only: 4,
    hindrances.clock_back: 2, hindrances.two_programs: 4,
}  # fmt: skip


def run(
    folder: Path, faults: int, seed: int, only: Sequence[str] = (), tell: Callable[[str], None] = print
) -> tuple[dict[str, Counter[str]], list[str]]:
    """Try so many faults; (kind → fate → count, what was lost, each with the seed that brings it back)."""
    os.environ["HOUQIN_CONFIG"] = str(folder / "houqin.ini")
    house = House(folder, random.Random(seed))
    gc.collect()
    gc.freeze()  # children share the memory of this process as it is
    kinds = {kind: share for kind, share in KINDS.items() if not only or kind.__name__ in only}
    if not cipher.available():
        tell("kill_encrypt left out, there is no SQLCipher here")
        kinds.pop(deaths.kill_encrypt, None)
    why = hindrances.mount_small_disk(house)
    if why:
        tell(f"full_disk left out, no file system can be mounted here: {why.strip()}")
        kinds.pop(hindrances.full_disk, None)
    try:
        return _tried(house, kinds, faults, seed, tell)
    finally:
        gc.unfreeze()
        if not why:
            hindrances.unmount_small_disk(house)


def _tried(
    house: House, kinds: dict[Fault, int], faults: int, seed: int, tell: Callable[[str], None]
) -> tuple[dict[str, Counter[str]], list[str]]:
    tally: dict[str, Counter[str]] = {kind.__name__: Counter() for kind in kinds}
    lost: list[str] = []
    total = sum(kinds.values())
    for kind, share in kinds.items():
        for number in range(ceil(faults * share / total)):
            house.chance = random.Random(f"{seed} {kind.__name__} {number}")
            fate = kind(house)
            tally[kind.__name__][fate.what] += 1
            if fate.what == LOST:
                lost.append(f"{kind.__name__} {number} (seed {seed}): {fate.words}")
                tell(f"LOST {lost[-1]}")
    return tally, lost


def table(tally: dict[str, Counter[str]], seconds: float) -> str:
    """The tally as people read it."""
    lines = [f"{'fault':<20}{'tried':>8}{SURVIVED:>10}{REFUSED:>10}{LOST:>8}"]
    whole: Counter[str] = Counter()
    for name, fates in [*tally.items(), ("all", whole)]:
        lines.append(f"{name:<20}{fates.total():>8}" + "".join(
            f"{fates[fate]:>{width}}" for fate, width in ((SURVIVED, 10), (REFUSED, 10), (LOST, 8))
        ))  # fmt: skip
        whole.update(fates)
    return "\n".join(lines) + f"\n{seconds:.0f} s, {seconds / max(1, whole.total()) * 1000:.0f} ms a fault"


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__.split("\n")[0])
    asked.add_argument("--faults", "--rounds", type=int, default=5000, help="how many (5000)")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", action="append", default=[], choices=[kind.__name__ for kind in KINDS])
    asked.add_argument("--folder", help="where the offices lie meanwhile (a temporary folder)")
    given = asked.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="houqin-faults-", dir=given.folder) as folder:
        Path(folder).chmod(0o755)
        tally, lost = run(Path(folder), given.faults, given.seed, given.only)
    print(table(tally, time.monotonic() - begun))
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
