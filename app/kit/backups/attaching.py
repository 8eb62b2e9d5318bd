"""Attachments in a folder of backups: each content once in each form, by its hash, for all backups there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from app.kit import files
from app.kit.backups.keeping import FILES
from app.kit.errors import UserError
from app.kit.shelves import Shelf, location

Wanted = Iterable[tuple[str, int]]


def bring(source: Shelf, target: Shelf, wanted: Wanted, thorough: bool, tell: files.Tell) -> list[str]:
    """Copy from the store's shelf what the shelf of the backups has not yet; gives the hashes of those that
    neither has. What is there counts by its size, after a `thorough` look by its hash."""
    missing, list_ = [], list(wanted)
    for at, (sha256, size) in enumerate(list_):
        tell(at, len(list_), "附件")
        if not _there(target, sha256, size, thorough) and not carried(source, target, sha256):
            missing.append(sha256)
    return missing


def carried(source: Shelf, target: Shelf, sha256: str) -> bool:
    """One content from shelf to shelf, whole or not at all; False when it is not there, or not what its name
    says. Raises OSError of the target."""
    if not source.is_sound(sha256):
        return False
    return target.put(sha256, source.pieces(sha256))


def twin(source: Path, target: Path, wanted: Wanted, tell: files.Tell) -> None:
    """The same contents from one folder of backups in another, in whatever forms they lie there. Raises
    OSError, and UserError for a bad one."""
    list_ = list(wanted)
    for at, (sha256, _) in enumerate(list_):
        tell(at, len(list_), "附件到第二处")
        plain = location(source / FILES, sha256)
        for here in plain.parent.glob(sha256 + "*"):
            there = target / FILES / plain.parent.name / here.name
            if there.is_file() and there.stat().st_size == here.stat().st_size:
                continue
            there.parent.mkdir(parents=True, exist_ok=True)
            copied(here, there, files.sha256(here), files.quiet)


def copied(source: Path, target: Path, sha256: str, tell: files.Tell) -> None:
    """A file copied and read again. Raises OSError, and UserError when it is not the same."""
    partial = target.with_name(target.name + files.PART)
    try:
        with source.open("rb") as file:
            files.pour(file.fileno(), partial, source.stat().st_size, tell, "复制到第二处")
        files.settle(partial)
        if files.sha256(partial) != sha256:
            raise UserError(f"写到“{target.parent}”的文件读回来不一样，没有留下。请检查这个磁盘。")
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def fetch(sources: Sequence[Shelf], target: Shelf, sha256: str) -> bool:
    """One content out of a folder of backups, back to where the store keeps it; False when it is not there."""
    return any(carried(source, target, sha256) for source in sources)


def _there(target: Shelf, sha256: str, size: int, thorough: bool) -> bool:
    place = target.place(sha256)
    if not place.is_file():
        return False
    if thorough:
        return target.is_sound(sha256, own=True)
    held = place.stat().st_size
    return held == size if target.key is None else held > size
