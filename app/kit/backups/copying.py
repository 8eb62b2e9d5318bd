"""A copy of a store at one moment, while others go on working with it.

Writers are held for a moment: SQLite folds its side file in, and a reader takes its place. As long as that
reader stands, SQLite changes nothing in the main file (what is new goes to the side file and waits there), so
the file can be copied by the system, at the speed of a plain copy. Where another reader keeps the side file
from being folded in, SQLite's own backup copies page by page.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from app.kit import cipher, files, heads

PAGES = 2048


def copy(source: Path, target: Path, key: bytes | None, tell: files.Tell) -> None:
    """A whole copy of the store at `source` into the new file `target`. Raises OSError, sqlite3.Error, and
    what `tell` raises."""
    with cipher.readable(), frozen(source, key) as still:
        if still:
            with files.reading_live(source) as handle:
                files.pour(handle, target, source.stat().st_size, tell, "复制")
            return
    target.touch()
    with (
        contextlib.closing(cipher.connect(source, key)) as reader,
        contextlib.closing(cipher.connect(target, key)) as writer,
    ):
        writer.execute("PRAGMA synchronous=OFF")
        reader.execute("BEGIN")  # one moment, whatever others write meanwhile
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
        reader.backup(writer, pages=PAGES, progress=lambda _, left, whole: tell(whole - left, whole, "复制"))


@contextlib.contextmanager
def frozen(path: Path, key: bytes | None) -> Iterator[bool]:
    """While inside, the main file holds all that is committed and does not change; False where that cannot
    be had now. Writers go on, into the side file."""
    with (
        contextlib.closing(cipher.connect(path, key)) as writer,
        contextlib.closing(cipher.connect(path, key)) as reader,
    ):
        writer.execute("BEGIN IMMEDIATE")
        try:
            busy, waiting, folded = reader.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            writer.execute("ROLLBACK")
        # Somebody else who is folding just now leaves both counts unknown.
        yield not busy and waiting == folded


def alone(path: Path, key: bytes | None) -> bool:
    """Fold the side file in for good; False where another program (or we) still has the store open."""
    with contextlib.closing(cipher.connect(path, key, timeout=1)) as connection:
        try:
            with cipher.readable():
                mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        except cipher.errors() as error:
            if "locked" in str(error):
                return False
            raise
        return bool(mode == "delete")


def side_files(path: Path) -> list[Path]:
    """What SQLite keeps beside a store."""
    return [path.with_name(path.name + suffix) for suffix in ("-wal", "-shm", "-journal")]


def unlink_with_sides(path: Path) -> None:
    for each in (path, *side_files(path), heads.beside(path)):
        each.unlink(missing_ok=True)


def free_name(path: Path) -> Path:
    """`path`, or the same name with a number where it is taken."""
    number, found = 2, path
    while found.exists():
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return found
