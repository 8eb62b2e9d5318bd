"""Attachments in a folder of backups: each content once, by its hash, for all backups there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from app.kit import files
from app.kit.attachments import location
from app.kit.backups import sealing
from app.kit.backups.keeping import FILES
from app.kit.errors import UserError

Wanted = Iterable[tuple[str, int]]
Seal = tuple[bytes, Mapping[str, Any]]


def kept(folder: Path, sha256: str, sealed: bool) -> Path:
    """Where the content lies in a folder of backups."""
    place = location(folder / FILES, sha256)
    return place.with_name(place.name + sealing.SEALED) if sealed else place


def bring(
    source: Path, folder: Path, wanted: Wanted, seal: Seal | None, thorough: bool, tell: files.Tell
) -> list[str]:
    """Copy from the store's folder of attachments what the folder of backups has not yet; gives the hashes of
    those that neither has. What is there counts by its size, after a `thorough` look by its hash."""
    missing, list_ = [], list(wanted)
    for at, (sha256, size) in enumerate(list_):
        tell(at, len(list_), "附件")
        target = kept(folder, sha256, seal is not None)
        if _good(target, sha256, size, seal, thorough):
            continue
        if not put(location(source, sha256), target, sha256, seal):
            missing.append(sha256)
    return missing


def put(source: Path, target: Path, sha256: str, seal: Seal | None = None) -> bool:
    """One content, whole or not at all; False when the source is not there or not what its name says."""
    if not source.is_file() or files.sha256(source) != sha256:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + files.PART)
    with _swept(partial):
        if seal is not None:
            sealing.seal(source, partial, *seal)
            if sealing.content_sha256(partial, seal[0]) != sha256:
                return False
        else:
            with source.open("rb") as file:
                files.pour(file.fileno(), partial, source.stat().st_size, files.quiet, "")
            if files.sha256(partial) != sha256:
                return False
        files.settle(partial)
        partial.replace(target)
    return True


def twin(source: Path, target: Path, wanted: Wanted, sealed: bool, tell: files.Tell) -> None:
    """The same contents from one folder of backups in another. Raises OSError, and UserError for a bad one."""
    list_ = list(wanted)
    for at, (sha256, _) in enumerate(list_):
        tell(at, len(list_), "附件到第二处")
        here, there = kept(source, sha256, sealed), kept(target, sha256, sealed)
        if not here.is_file() or (there.is_file() and there.stat().st_size == here.stat().st_size):
            continue
        there.parent.mkdir(parents=True, exist_ok=True)
        copied(here, there, files.sha256(here), files.quiet)


def copied(source: Path, target: Path, sha256: str, tell: files.Tell) -> None:
    """A file copied and read again. Raises OSError, and UserError when it is not the same."""
    partial = target.with_name(target.name + files.PART)
    with _swept(partial):
        with source.open("rb") as file:
            files.pour(file.fileno(), partial, source.stat().st_size, tell, "复制到第二处")
        files.settle(partial)
        if files.sha256(partial) != sha256:
            raise UserError(f"写到“{target.parent}”的文件读回来不一样，没有留下。请检查这个磁盘。")
        partial.replace(target)


def fetch(folder: Path, target: Path, sha256: str, key: bytes | None) -> bool:
    """One content out of a folder of backups, back to where the store keeps it; False when it is not there."""
    place = location(target, sha256)
    plain = kept(folder, sha256, False)
    if plain.is_file() and put(plain, place, sha256):
        return True
    sealed = kept(folder, sha256, True)
    if key is None or not sealed.is_file():
        return False
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_name(place.name + files.PART)
    with _swept(partial):
        sealing.unseal(sealed, partial, key)
        if files.sha256(partial) != sha256:
            return False
        files.settle(partial)
        partial.replace(place)
    return True


def _good(target: Path, sha256: str, size: int, seal: Seal | None, thorough: bool) -> bool:
    if not target.is_file():
        return False
    if seal is None:
        return target.stat().st_size == size and (not thorough or files.sha256(target) == sha256)
    if not thorough:
        return target.stat().st_size > size
    try:
        return sealing.content_sha256(target, seal[0]) == sha256
    except UserError:
        return False


@contextlib.contextmanager
def _swept(partial: Path) -> Iterator[None]:
    """Whatever happens, no partial file stays."""
    try:
        yield
    finally:
        partial.unlink(missing_ok=True)
