"""A backup becomes the store again: proven before it takes the place, and the present store is kept aside."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.kit import cipher, files, heads, keys, sealing
from app.kit.backups import attaching, copying, manifest, proving
from app.kit.backups.keeping import FILES
from app.kit.backups.manifest import Manifest
from app.kit.backups.places import choices_of
from app.kit.errors import UserError
from app.kit.heads import RESTORED
from app.kit.shelves import Shelf, set_aside

if TYPE_CHECKING:
    from app.kit.store import Store

RESTORING = ".restoring"


class OtherOffice(UserError):
    """The backup is of another office than the store in whose place it would come."""


@dataclass(frozen=True)
class Restored:
    """What was done. `aside` is where the store before lies (None: there was none); `mended` attachments came
    back, `missing` ones are in no folder."""

    store: Path
    source: Path
    proof: proving.Proof
    known: Manifest | None
    aside: Path | None
    mended: int
    missing: int


def restore(
    source: Path, store: Path, now: datetime, secret: str | None = None, who: str | None = None,
    tell: files.Tell = files.quiet, allowed: bool = False, by: tuple[str, str] | None = None,
    other_office: bool = False,
) -> Restored:  # fmt: skip
    """Put the backup `source` in the place of the closed store at `store`, and log that.

    `secret` is the pass-phrase of a sealed backup or of an encrypted store. `allowed` says that the present
    store was asked and lets `who` do it (Store.need); where it could not be asked, the users of the backup
    itself decide, and `by` is name and password of one of them. Nothing is touched before the backup is proven;
    then the present store is renamed with the time. Raises UserError (Locked without a needed pass-phrase,
    WrongPassphrase, NotSaid, OtherOffice unless `other_office` says that it is meant), Cancelled."""
    from app.kit import users
    from app.kit.store import Store, newest_revision, translated

    known = manifest.read(source)
    partial = store.with_name(store.name + RESTORING)
    with translated(str(source)), files.told_of_full(store), _swept(partial):
        if not source.is_file():
            raise UserError(f"没有找到备份“{source}”。请检查它所在的 U 盘或文件夹。")
        store.parent.mkdir(parents=True, exist_ok=True)
        files.room(store.parent, source.stat().st_size * 2)
        sealing_key = _brought(source, partial, known, store, secret, tell)
        wrapped = _wrapped(source, known, partial)
        key = _key(wrapped, secret, source)
        found = proving.prove(partial, key, thorough=True, tell=tell)
        _compare(found, known, source)
        if not other_office:
            _refuse_foreign(found, source, store, secret)
        opened = Store(partial, who, key)
        opened.clock = lambda: now
        with contextlib.closing(opened):
            if found.schema < newest_revision():
                opened.upgrade()
            if not allowed:
                users.answer_for(opened, by)
        shelf = Shelf(store.with_name(store.stem + ".附件"), key)
        mended, missing = _attachments(source, known, found, shelf, sealing_key, tell)
        aside = _aside(store, now)
        with contextlib.closing(opened):  # before it takes its place: no restored store that says nothing
            _log(opened, source, found, aside)
        files.settle(partial)
        _swap(partial, store, wrapped, aside, secret)
        if key is not None and aside is not None:
            set_aside(shelf, aside.with_name(aside.stem + ".附件"))
    return Restored(store, source, found, known, aside, mended, missing)


def _brought(
    source: Path, partial: Path, known: Manifest | None, store: Path, secret: str | None, tell: files.Tell
) -> bytes | None:
    """The store out of the backup, in `partial`; gives the key it was sealed with."""
    if not sealing.is_sealed(source):
        if any(each.exists() and each.stat().st_size for each in copying.side_files(source)):
            wrapped = _wrapped(source, known, source)
            copying.copy(source, partial, _key(wrapped, secret, source), tell)
        else:
            with source.open("rb") as file:
                files.pour(file.fileno(), partial, source.stat().st_size, tell, "取回")
        return None
    if known is not None and files.sha256(source, tell, "核对") != known.sha256:
        raise UserError(sealing.BROKEN.format(name=source.name))
    key = _sealing_key(source, store, secret)
    sealing.unseal(source, partial, key, tell)
    return key


def _sealing_key(source: Path, store: Path, secret: str | None) -> bytes:
    """By the pass-phrase, or the key that this PC keeps for its own backups."""
    if secret:
        with contextlib.suppress(keys.WrongPassphrase):
            return sealing.key_of(source, secret)
    held = choices_of(store)
    if held.sealed and sealing.is_wrapped_as(source, held.wrapped or {}):
        return bytes.fromhex(held.key)
    if secret:
        return sealing.key_of(source, secret)
    raise cipher.Locked(f"备份“{source.name}”是加密的，请输入备份的口令。")


def _wrapped(source: Path, known: Manifest | None, file: Path) -> dict[str, Any] | None:
    """The wrapped keys that an encrypted store in a backup came with; None for a plain one."""
    with file.open("rb") as opened:
        if opened.read(len(cipher.PLAIN)) == cipher.PLAIN:
            return None
    if known is not None and known.keys:
        return known.keys
    held = cipher.key_file(source)
    return cipher.read_key_file(held) if held.exists() else None


def _key(wrapped: dict[str, Any] | None, secret: str | None, source: Path) -> bytes | None:
    if wrapped is None:
        return None
    if not secret:
        raise cipher.Locked(f"备份“{source.name}”里的数据是加密的，请输入做这份备份时的口令。")
    return cipher.key_from(wrapped, secret)


def _compare(found: proving.Proof, known: Manifest | None, source: Path) -> None:
    """What was proven now against what was written down then."""
    from app.kit.store import newest_revision

    if found.schema > newest_revision():
        raise UserError(f"备份“{source.name}”由更新的程序保存，没有恢复。请先升级程序。")
    if known is None:
        return
    same = (found.sha256, found.counts, found.number, found.head) == (
        known.plain_sha256, known.counts, known.number, known.head,
    )  # fmt: skip
    if not same:
        raise UserError(f"备份“{source.name}”与做它时的记录不符，没有恢复，现有数据未动。请用另一份备份。")


def _refuse_foreign(found: proving.Proof, source: Path, store: Path, secret: str | None) -> None:
    """Another office's backup does not take the place of this one's by mistake: an office is known by its first
    act, in the store itself or, where that cannot be read, in its backups."""
    ours = _begun(store, secret) or {each.manifest.first for each in manifest.listed(store)} - {""}
    if store.exists() and ours and found.first not in ours:
        raise OtherOffice(f"“{source.name}”是另一个单位的备份，没有恢复，现有数据未动。")


def _begun(store: Path, secret: str | None) -> set[str]:
    """The hash of the first act of a store that can be read; else nothing."""
    with contextlib.suppress(UserError, *cipher.errors()):
        key = cipher.key_for(store, secret)
        with cipher.readable(), contextlib.closing(cipher.connect(store, key)) as present:
            return {row[0] for row in present.execute("SELECT hash FROM acts ORDER BY id LIMIT 1")}
    return set()


def _attachments(
    source: Path,
    known: Manifest | None,
    found: proving.Proof,
    target: Shelf,
    sealing_key: bytes | None,
    tell: files.Tell,
) -> tuple[int, int]:
    """Bring back the attachments that are not beside the store in its form, or are not what they were."""
    mended, missing = 0, 0
    if known is not None and known.attachments != len(found.attachments):
        raise UserError(f"备份“{source.name}”的附件清单与数据不符，没有恢复。请用另一份备份。")
    sources = [target, *(Shelf(source.parent / FILES, key) for key in dict.fromkeys((sealing_key, target.key)))]
    for at, (sha256, _) in enumerate(found.attachments):
        tell(at, len(found.attachments), "附件")
        place = target.place(sha256)
        if place.is_file():
            if target.is_sound(sha256, own=True):
                continue
            place.replace(copying.free_name(place.with_name(place.name + ".damaged")))
        if attaching.fetch(sources, target, sha256):
            mended += 1
        else:
            missing += 1
    return mended, missing


def _aside(store: Path, now: datetime) -> Path | None:
    """Where the present store will lie, under a name with the time; None where there is none."""
    if not store.exists():
        return None
    stamp = now.astimezone().strftime("%Y%m%d-%H%M%S")
    return copying.free_name(store.with_name(f"{store.stem}-恢复前-{stamp}{store.suffix}"))


def _swap(
    partial: Path, store: Path, wrapped: dict[str, Any] | None, aside: Path | None, secret: str | None
) -> None:
    """The present store aside, the proven one in its place: never none at all."""
    if aside is not None:
        put_aside(store, aside, secret)
    if wrapped is not None:
        cipher.write_key_file(cipher.key_file(store), wrapped)
    partial.replace(store)
    if heads.beside(partial).exists():
        heads.beside(partial).replace(heads.beside(store))
    else:
        heads.forget(store)
    files.settle_folder(store.parent)
    if wrapped is None:
        cipher.key_file(store).unlink(missing_ok=True)


def put_aside(store: Path, aside: Path, secret: str | None = None) -> None:
    """A second name for the present store, its side files and key moved along; the first name stays until it
    is replaced. Raises UserError where another program has the store open."""
    key: bytes | None = None
    readable = True
    try:
        key = cipher.key_for(store, secret)
    except UserError:
        readable = False
    if readable:
        # A store that cannot be opened is put aside as it is; nobody can be working with it.
        with contextlib.suppress(*cipher.errors()):
            if not copying.alone(store, key):
                raise UserError("另一个程序正开着这份数据，没有换。请关闭所有窗口和命令后再试。")
    if heads.beside(store).exists():
        files.write(heads.beside(aside), heads.beside(store).read_bytes())
    if cipher.key_file(store).exists():
        files.write(cipher.key_file(aside), cipher.key_file(store).read_bytes(), private=True)
    try:
        os.link(store, aside)
    except OSError:  # a file system without links: for a moment there is no store
        store.replace(aside)
    for old, new in zip(copying.side_files(store), copying.side_files(aside), strict=True):
        if old.exists():
            old.replace(new)
    files.settle_folder(store.parent)


def _log(opened: Store, source: Path, found: proving.Proof, aside: Path | None) -> None:
    """The restore is an act of the restored store: what was done after the backup is known to be left aside."""
    from app.kit import audit

    with opened.changing(RESTORED, f"自“{source.name}”（第 {found.number} 号）") as session:
        kept = f"，此前的数据存为“{aside.name}”" if aside else ""
        audit.note(session, "acts", found.number, f"恢复到第 {found.number} 号 {found.head[:8]}{kept}")


@contextlib.contextmanager
def _swept(partial: Path) -> Iterator[None]:
    try:
        yield
    finally:
        copying.unlink_with_sides(partial)
