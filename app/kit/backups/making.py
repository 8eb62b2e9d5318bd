"""Making a backup: copied, proven, sealed where that is wanted, written down, thinned out, doubled."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.kit import cipher, files, paths, rights, sealing
from app.kit.backups import attaching, copying, proving
from app.kit.backups.keeping import FILES, thin_out
from app.kit.backups.manifest import (
    AUTO,
    KINDS,
    LIST,
    MANUAL,
    SUFFIX,
    Backup,
    Manifest,
    beside,
    in_folder,
    listed,
)
from app.kit.backups.places import Choices, choices_of
from app.kit.backups.places import beside as beside_store
from app.kit.backups.telling import cut_off
from app.kit.errors import UserError
from app.kit.shelves import Shelf

if TYPE_CHECKING:
    from app.kit.store import Store

WEEK = timedelta(days=7)
RESERVE = 16 * 1024 * 1024  # bytes a disk should have left afterwards


@dataclass(frozen=True)
class Made:
    """A new proven backup, its twin in the second folder, what the rule removed, what should be known."""

    backup: Backup
    twin: Backup | None = None
    removed: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def make(
    store: Store,
    kind: str,
    tell: files.Tell = files.quiet,
    folder: Path | None = None,
    thorough: bool | None = None,
) -> Made | None:
    """A proven backup in the chosen folder and the second one; None where `kind` is AUTO and nothing changed.

    `folder` overrides the choice and then there is no second. Once a week (or where asked) every index is
    compared with its table and the whole chain walked. One by hand needs the right; those of the house do not.
    Raises Forbidden, UserError, Cancelled."""
    path = _path(store)
    if kind == MANUAL:
        store.need(rights.BACK_UP)
    choices = choices_of(path)
    remarks: list[str] = []
    where = folder or _first(path, choices, remarks)
    now = store.clock()
    with _told(where):
        known = in_folder(where, path.stem)
        last = known[0] if known else None
        if kind == AUTO and last is not None and _unchanged(store, last, choices):
            if folder is None:
                _double(last, choices, path.stem, tell, remarks)
            return None
        lost = cut_off(store)
        if thorough is None:
            thorough = not any(each.manifest.thorough and now - each.made_at < WEEK for each in known)
        where.mkdir(parents=True, exist_ok=True)
        stamp = now.astimezone().strftime("%Y%m%d-%H%M%S")
        target = copying.free_name(where / f"{path.stem}-{stamp}-{KINDS[kind]}{paths.SUFFIX}")
        backup = _make(store, target, kind, choices, thorough, last, tell)
        if backup.manifest.missing:
            remarks.append(f"有 {backup.manifest.missing} 个附件的文件不见了或已损坏，备份里也没有。")
        made = Made(backup, remarks=remarks + lost)
        if not lost:  # what tells that something was cut off must not go
            made.removed.extend(thin_out(where, path.stem, backup.manifest.first, choices))
    return (
        made
        if folder is not None
        else replace(made, twin=_double(backup, choices, path.stem, tell, made.remarks))
    )


def to_file(store: Store, target: Path, tell: files.Tell = files.quiet) -> Backup:
    """A proven backup under a name of one's own, plain to its first folder only. Raises Forbidden, UserError."""
    store.need(rights.BACK_UP)
    with _told(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        return _make(store, target, MANUAL, choices_of(_path(store)), False, None, tell)


def last_proven(where: str | Path) -> Backup | None:
    """The newest proven backup of the store at a path."""
    found = listed(where)
    return found[0] if found else None


def _path(store: Store) -> Path:
    if store.path is None:
        raise UserError("服务器上的数据请由服务器备份。")
    return store.path


def _first(path: Path, choices: Choices, remarks: list[str]) -> Path:
    """The chosen folder; where it is not there now, the one beside the store, with a remark."""
    if not choices.folder:
        return beside_store(path)
    if Path(choices.folder).is_dir():
        return Path(choices.folder)
    remarks.append(f"备份文件夹“{choices.folder}”现在不在，这次放在数据文件旁边。")
    return beside_store(path)


def _unchanged(store: Store, last: Backup, choices: Choices) -> bool:
    from app.kit import audit

    with store.reading() as session:
        number, head = audit.head(session)
    known = last.manifest
    same = (number, head) == (known.number, known.head) and known.schema == store.revision()
    sealed = _seal(store, choices) is not None
    return same and known.sealed == sealed and (known.keys is None) == (store.key is None)


def _seal(store: Store, choices: Choices) -> tuple[bytes, dict[str, Any]] | None:
    """What backups are sealed with; an encrypted store and its attachments need no second pass-phrase."""
    if store.key is not None or not choices.sealed:
        return None
    return bytes.fromhex(choices.key), choices.wrapped or {}


def _make(
    store: Store,
    target: Path,
    kind: str,
    choices: Choices,
    thorough: bool,
    last: Backup | None,
    tell: files.Tell,
) -> Backup:
    path, now = _path(store), store.clock()
    seal = _seal(store, choices)
    files.room(target.parent, _size(path) + (_size(path) if seal is not None else 0) + RESERVE)
    partial = beside(target, files.PART)
    since = (last.manifest.number, last.manifest.head) if last is not None else None
    with _swept(partial):
        copying.copy(path, partial, store.key, tell)
        found = proving.prove(partial, store.key, thorough=thorough, since=since, tell=tell)
        shelf = Shelf(target.parent / FILES, *(seal or (store.key,)))
        missing = attaching.bring(store.shelf, shelf, found.attachments, thorough, tell)
        hashed = found.sha256 if seal is None else _sealed(partial, seal, found.sha256, tell)
        files.settle(partial)
        size = partial.stat().st_size
        partial.replace(target)
    return _written_down(
        store, target, kind, now, found, size, hashed, thorough, seal is not None, len(missing)
    )


def _sealed(partial: Path, seal: tuple[bytes, dict[str, Any]], content: str, tell: files.Tell) -> str:
    """Seal the copy in its place, open it again, and give the hash of the sealed file."""
    closed = beside(partial, sealing.SEALED)
    with _swept(closed):
        sealing.seal(partial, closed, *seal, tell)
        if sealing.content_sha256(closed, seal[0], tell) != content:
            raise proving.Unproven("加密后的备份读回来不一样，没有留下。请检查磁盘后再试。")
        closed.replace(partial)
    return files.sha256(partial)


def _written_down(
    store: Store, target: Path, kind: str, now: datetime, found: proving.Proof,
    size: int, hashed: str, thorough: bool, sealed: bool, missing: int,
) -> Backup:  # fmt: skip
    from app.kit.audit import program_version

    path = _path(store)
    list_ = "".join(f"{name} {length}\n" for name, length in found.attachments).encode("ascii")
    manifest = Manifest(
        file=target.name, kind=kind, made_at=now, store=path.stem, program=program_version(), schema=found.schema,
        size=size, sha256=hashed, plain_sha256=found.sha256, counts=found.counts, number=found.number,
        head=found.head, first=found.first, chained_from=found.chained_from, thorough=thorough,
        attachments=len(found.attachments), attachment_bytes=sum(length for _, length in found.attachments),
        list_sha256=sha256(list_).hexdigest() if list_ else "", missing=missing, sealed=sealed,
        keys=cipher.read_key_file(cipher.key_file(path)) if store.key is not None else None,
    )  # fmt: skip
    if list_:
        files.write(beside(target, LIST), list_)
    files.write(beside(target, SUFFIX), manifest.to_json())
    return Backup(target, manifest)


def _double(
    backup: Backup, choices: Choices, stem: str, tell: files.Tell, remarks: list[str]
) -> Backup | None:
    """The same backup in the second folder; that it is not there is a remark and no more."""
    if not choices.second:
        return None
    folder = Path(choices.second)
    if not folder.is_dir():
        remarks.append(f"第二个备份文件夹“{folder}”现在不在（U 盘没有插好，或共享没有连上），只存了一份。")
        return None
    if folder.resolve() == backup.path.parent.resolve():
        return None
    try:
        with _told(folder):
            return _twin(backup, folder, choices, stem, tell)
    except UserError as error:
        remarks.append(f"第二份备份没有存成：{error}")
        return None


def _twin(backup: Backup, folder: Path, choices: Choices, stem: str, tell: files.Tell) -> Backup:
    known = {each.manifest.file: each for each in in_folder(folder, stem)}
    held = known.get(backup.path.name)
    if held is not None and held.manifest.sha256 == backup.manifest.sha256:
        return held
    files.room(folder, backup.manifest.size + RESERVE)
    target = folder / backup.path.name
    attaching.twin(backup.path.parent, folder, backup.attachments(), tell)
    attaching.copied(backup.path, target, backup.manifest.sha256, tell)
    if backup.manifest.attachments:
        files.write(beside(target, LIST), backup.list_file.read_bytes())
    files.write(beside(target, SUFFIX), backup.manifest.to_json())
    thin_out(folder, stem, backup.manifest.first, choices)
    return Backup(target, backup.manifest)


def _size(path: Path) -> int:
    return sum(each.stat().st_size for each in (path, *copying.side_files(path)) if each.exists())


@contextlib.contextmanager
def _swept(partial: Path) -> Iterator[None]:
    """Whatever happens, nothing half done stays."""
    try:
        yield
    finally:
        copying.unlink_with_sides(partial)


@contextlib.contextmanager
def _told(folder: Path) -> Iterator[None]:
    from app.kit.store import translated

    with translated(str(folder)), files.told_of_full(folder):
        yield
