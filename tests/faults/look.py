"""Looks at a store's file without a line of the program's own code: what stands in it, and whether the log holds.

`state` is a fingerprint of every row of every table and of the schema itself: two stores with one state hold
the same to the last fen. `chain` counts the log's hashes again from the raw tables.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

# Words of the search, kept twice over by SQLite in a form of its own: rows are compared, not their blocks.
_SHADOWS = ("_data", "_idx", "_config")


def state(path: Path) -> str:
    """A fingerprint of all that a store holds. Raises sqlite3.Error for a file that cannot be read."""
    return hashlib.sha256(repr(sorted(contents(path).items())).encode()).hexdigest()


def contents(path: Path) -> dict[str, str]:
    """Table (or "schema") → fingerprint of its rows, whatever bytes stand in them."""
    found: dict[str, str] = {}
    with closing(sqlite3.connect(path)) as raw:
        raw.text_factory = bytes
        # Statistics of ANALYZE are no content.
        schema = raw.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
        ).fetchall()
        found["schema"] = _print([row for row in schema if not row[1].startswith(b"sqlite_stat")])
        for kind, name, _, sql in schema:
            table = name.decode("utf-8", "replace")
            if (
                kind != b"table"
                or table.startswith("sqlite_")
                or (sql or b"").upper().startswith(b"CREATE VIRTUAL")
            ):
                continue
            if "_fts_" in table and table.endswith(_SHADOWS):
                continue
            rows = raw.execute(f'SELECT * FROM "{table}"').fetchall()
            found[table] = _print(sorted(rows, key=repr))
    return found


def _print(rows: list[tuple[object, ...]]) -> str:
    return hashlib.sha256("\n".join(map(repr, rows)).encode()).hexdigest()


def chain(path: Path) -> int:
    """The number of acts in the log, every hash counted again. AssertionError where the chain does not hold."""
    with closing(sqlite3.connect(path)) as raw:
        acts = raw.execute(
            "SELECT id, at, who, machine, program, operation, reason, previous, digest, hash FROM acts ORDER BY id"
        ).fetchall()
        previous = "0" * 64
        for number, act in enumerate(acts, 1):
            lines = raw.execute(
                "SELECT table_name, record_id, last_id, kind, before, after, rows FROM changes"
                " WHERE act_id = ? ORDER BY id", act[:1],
            )  # fmt: skip
            digest = hashlib.sha256(b"".join(_compact(list(line)) + b"\n" for line in lines)).hexdigest()
            assert (act[0], act[7], act[8]) == (number, previous, digest), f"act {number}"
            own = [act[0], act[1].replace(" ", "T"), *act[2:9]]
            assert act[9] == hashlib.sha256(_compact(own)).hexdigest(), f"act {number}"
            previous = act[9]
        loose = raw.execute(
            "SELECT count(*) FROM changes WHERE act_id NOT IN (SELECT id FROM acts)"
        ).fetchone()
        assert loose == (0,), "changes without an act"
    return len(acts)


def _compact(values: list[object]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
