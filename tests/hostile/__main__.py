"""Bends good files by chance and reads them in a guarded child; ends with 1 when anything was out of bounds.

python -m tests.hostile --files 2000 --seed 1 [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

import app.models  # noqa: F401
from app.assets.importing import plan
from app.kit.db import Base
from app.kit.errors import UserError
from app.kit.sheets import open_book
from app.kit.sheets.formulas import unread
from tests.hostile import forging, ill_will
from tests.hostile.guarded import offence


def read_whole(path: Path) -> str:
    """All that the program asks of a file: its sheets, their heads and rows, and the plan of an import."""
    book = open_book(path)
    rows = 0
    for index, name in enumerate(book.names):
        sheet = book.open_sheet(index)
        rows += len(sheet.head() and sheet.rows())
        unread(path, name)
    with Session(create_engine("sqlite://")) as session:
        Base.metadata.create_all(session.connection())
        try:
            planned = plan(session, path, date(2026, 11, 3))
        except UserError as error:
            return f"{rows} rows, {error}"
        planned.write_refused(path.with_suffix(".退回.xlsx"))
    return f"{rows} rows, {planned.accepted} good, {planned.refused} refused"


def forgery(kind: str, content: bytes, chance: random.Random) -> bytes:
    """One bent file of a kind of `forging.seeds`."""
    ways: list[Callable[[bytes, random.Random], bytes]] = [forging.bent]
    if kind in ("xlsx", "ledger", "ods"):
        ways = [forging.bent, forging.bent_parts, forging.bent_parts, forging.bent_parts]
    elif kind == "xls":
        ways = [forging.bent, forging.bent_stream, forging.bent_stream]
    return chance.choice(ways)(content, chance)


def run(
    folder: Path, files: int, seed: int, tell: Callable[[str], None] = print
) -> tuple[Counter[str], list[str]]:
    """Try so many files; (fate → count, what was out of bounds)."""
    found: Counter[str] = Counter()
    offences: list[str] = []
    kinds = forging.seeds()
    gc.collect()
    gc.freeze()
    for number in range(files):
        chance = random.Random(f"{seed} {number}")
        kind = chance.choice(list(kinds))
        path = folder / f"坏{number}.{'xlsx' if kind == 'ledger' else kind}"
        path.write_bytes(forgery(kind, kinds[kind], chance))
        wrong, said = offence(lambda: read_whole(path), folder)  # noqa: B023
        if wrong:
            offences.append(f"{path.name} (seed {seed} {number}): {wrong}")
            tell(offences[-1])
        else:
            path.unlink()
            path.with_suffix(".退回.xlsx").unlink(missing_ok=True)
        found["out of bounds" if wrong else said.partition(":")[0]] += 1
    gc.unfreeze()
    return found, offences


def run_named(folder: Path, only: str = "", tell: Callable[[str], None] = print) -> list[str]:
    """Read every file made with ill will; what was out of bounds."""
    offences = []
    gc.collect()
    gc.freeze()
    for name, made in ill_will.FILES.items():
        if only not in name:
            continue
        path = folder / name
        path.write_bytes(made())
        wrong, said = offence(lambda: read_whole(path), folder)  # noqa: B023
        tell(f"{name}: {wrong or said}")
        if wrong:
            offences.append(f"{name}: {wrong}")
        path.unlink()
    return offences


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__.split("\n")[0])
    asked.add_argument("--files", type=int, default=2000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--keep", type=Path, help="a folder where files that were out of bounds stay")
    asked.add_argument("--named", action="store_true", help="first those made with ill will, by name")
    given = asked.parse_args()
    offences: list[str] = []
    with tempfile.TemporaryDirectory(prefix="houqin-hostile-") as folder:
        if given.named:
            offences += run_named(Path(folder))
        found, more = run(given.keep or Path(folder), given.files, given.seed)
    print(", ".join(f"{fate} {count}" for fate, count in sorted(found.items())))
    print(f"{len(offences) + len(more)} out of bounds")
    return 1 if offences or more else 0


if __name__ == "__main__":
    sys.exit(main())
