"""Run the benchmarks and print their table: `python -m tests.bench [--short] [--only JOB …]`."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sqlite3
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from tests.bench.measure import FULL, SHORT, Row, show

JOBS = (
    "starting",
    "listing",
    "searching",
    "importing",
    "closing",
    "exporting",
    "printing",
    "minutes",
    "growing",
    "auditing",
    "backing",
    "repairing",
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="run.py bench")
    parser.add_argument("--short", action="store_true", help="10,000 cards instead of a million")
    parser.add_argument("--only", nargs="*", choices=JOBS, default=JOBS)
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    console = Console(width=120)
    sizes = SHORT if asked.short else FULL
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="houqin-bench-") as folder:
        os.environ["HOUQIN_CONFIG"] = str(Path(folder) / "houqin.ini")
        os.environ["HOUQIN_LOG"] = folder
        for job in asked.only:
            found = importlib.import_module(f"tests.bench.{job}").run(sizes, Path(folder))
            show(found, console)
            rows += found
    console.print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {platform.system()}"
    )
    missed = [row for row in rows if not row.holds]
    console.print(f"{len(rows) - len(missed)} of {len(rows)} hold" + (" (short form)" if asked.short else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
