"""Walks a part of the chain, here or in a process of its own: `walking.py FILE SINCE LAST PREVIOUS`.

A process, and no thread: SQLite has one lock for all the memory that it asks for, and the walk asks for little
else. It imports nothing of ours, so that it is there at once, and it answers by its exit code.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HOLDS = 17  # an exit code that no accident gives
STRETCH = 250  # acts that are looked at together
# The bytes of orjson, put together by SQLite itself: it has the same separators and escapes. A moment is stored
# with a space and hashed with a T; what is no moment of ours is found elsewhere. A stretch of acts comes as one
# row, its parts between signs that JSON never holds bare.
_LINKS = """SELECT count(*), min(id), max(id), group_concat(hash, char(30)), CAST(group_concat(json_array(id,
    replace(at, ' ', 'T'), who, machine, program, operation, reason, previous, digest), char(30)) AS BLOB)
    FROM (SELECT * FROM acts WHERE id > ? AND id <= ? ORDER BY id)"""
_LINES = """SELECT CAST(group_concat(its, char(30)) AS BLOB) FROM (SELECT group_concat(json_array(table_name,
    record_id, last_id, kind, before, after, rows) || char(10), '') AS its
    FROM changes WHERE act_id > ? AND act_id <= ? GROUP BY act_id ORDER BY act_id)"""


def range_holds(raw: Any, since: int, last: int, previous: str) -> bool:
    """Whether the acts after `since` up to `last` are there, unbent, and hang on `previous`. Raises the errors of
    the connection."""
    cursor = raw.cursor()
    try:
        for begin in range(since, last, STRETCH):
            bounds = (begin, min(begin + STRETCH, last))
            links = cursor.execute(_LINKS, bounds).fetchone()
            lines = cursor.execute(_LINES, bounds).fetchone()[0]
            if links[:3] != (bounds[1] - begin, begin + 1, bounds[1]) or None in (links[3], links[4], lines):
                return False
            hashes = links[3].split("\x1e")
            if not _stretch_holds(hashes, links[4].split(b"\x1e"), lines.split(b"\x1e"), previous):
                return False
            previous = hashes[-1]
    finally:
        cursor.close()
    return True


def _stretch_holds(
    hashes: Sequence[str], contents: Sequence[bytes], groups: Sequence[bytes], previous: str
) -> bool:
    """Acts without a gap, so the groups of their changes stand in the same order, or a hash tells."""
    sha256 = hashlib.sha256
    if not len(hashes) == len(contents) == len(groups):
        return False
    if [sha256(content).hexdigest() for content in contents] != [*hashes]:
        return False
    ends = [
        f'"{before}","{sha256(lines).hexdigest()}"]'.encode()
        for before, lines in zip((previous, *hashes), groups, strict=False)
    ]
    return all(map(bytes.endswith, contents, ends))


class Other:
    """The same in another process, begun at once."""

    def __init__(self, file: str, since: int, last: int, previous: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", __file__, file, str(since), str(last), previous],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip

    def __enter__(self) -> Other:
        return self

    def __exit__(self, *anything: object) -> None:
        self._process.kill()
        self._process.wait()

    def holds(self) -> bool:
        """Whether it held, as seen there; False also where that process could not look."""
        return self._process.wait() == HOLDS


def main(file: str, since: str, last: str, previous: str) -> int:
    import sqlite3

    raw = sqlite3.connect(f"{Path(file).as_uri()}?mode=ro", uri=True, isolation_level=None)
    return HOLDS if range_holds(raw, int(since), int(last), previous) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
