"""A plain store becomes an encrypted one, or the other way round: a new file, verified, then in its place.

The attachments go along: their new form is laid beside the old one before the store changes, and the old one
moves aside after it. The store before stays aside with its attachments until somebody deletes them: after
encrypting they are still readable by anybody, so the caller must say where they lie.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.kit import cipher, files, keys
from app.kit.backups import copying, proving, restoring
from app.kit.backups.attaching import carried
from app.kit.errors import UserError
from app.kit.shelves import Shelf, set_aside

NEW = ".converting"


@dataclass(frozen=True)
class Converted:
    """`aside` is the store before; `recovery` the key to be printed (empty after decrypting)."""

    aside: Path
    recovery: str


def encrypt(store: Path, passphrase: str, now: datetime, tell: files.Tell = files.quiet) -> Converted:
    """Encrypt a closed plain store. Raises UserError; then nothing was changed."""
    cipher.module()
    if cipher.is_encrypted(store):
        raise UserError(f"“{store.name}”已经是加密的。要换口令请用“更改口令”。")
    key, recovery = keys.new_key(), keys.new_recovery_key()
    wrapped = cipher.new_wrapped(key, passphrase, recovery)
    return Converted(_convert(store, None, key, wrapped, None, now, tell), recovery)


def decrypt(store: Path, secret: str, now: datetime, tell: files.Tell = files.quiet) -> Converted:
    """Store a closed encrypted store in the clear again. Raises UserError, WrongPassphrase."""
    if not cipher.is_encrypted(store):
        raise UserError(f"“{store.name}”没有加密。")
    key = cipher.key_for(store, secret)
    return Converted(_convert(store, key, None, None, secret, now, tell), "")


def _convert(
    store: Path,
    old: bytes | None,
    new: bytes | None,
    wrapped: dict[str, Any] | None,
    secret: str | None,
    now: datetime,
    tell: files.Tell,
) -> Path:
    from app.kit.store import translated

    target = store.with_name(store.name + NEW)
    with translated(str(store)), files.told_of_full(store):
        if not copying.alone(store, old):
            raise UserError("另一个程序正开着这份数据，没有转换。请关闭所有窗口和命令后再试。")
        copying.unlink_with_sides(target)
        try:
            tell(0, 0, "转换")
            files.room(store.parent, store.stat().st_size)
            before = _export(store, target, old, new)
            found = proving.prove(target, new, thorough=True, tell=tell)
            if before != (found.counts, found.number, found.head):
                raise UserError("转换后的数据与原来的不一致，没有换上，原数据未动。请用“校验数据”查看。")
            files.settle(target)
            shelf = _laid_beside(store, found.attachments, old, new, tell)
            aside = _swap(target, store, old, wrapped, secret, now)
            set_aside(shelf, aside.with_name(aside.stem + ".附件"))
        finally:
            copying.unlink_with_sides(target)
    return aside


def _laid_beside(
    store: Path, wanted: list[tuple[str, int]], old: bytes | None, new: bytes | None, tell: files.Tell
) -> Shelf:
    """The attachments in their new form, beside the old one; what was missing before stays missing."""
    folder = store.with_name(store.stem + ".附件")
    before, after = Shelf(folder, old), Shelf(folder, new)
    files.room(store.parent, sum(size for _, size in wanted))
    for at, (sha256, _) in enumerate(wanted):
        tell(at, len(wanted), "附件")
        if not after.is_sound(sha256, own=True):
            carried(before, after, sha256)
    return after


def _export(
    store: Path, target: Path, old: bytes | None, new: bytes | None
) -> tuple[dict[str, int], int, str]:
    """Everything in a new file under another key; gives what was in the old one: rows, last act, its hash."""
    with closing(_open(store, old)) as connection:
        connection.execute(
            "ATTACH DATABASE ? AS made KEY " + (f"\"x'{new.hex()}'\"" if new else "''"), [str(target)]
        )
        connection.execute("SELECT sqlcipher_export('made')")
        for name in ("user_version", "application_id"):
            value = connection.execute(f"PRAGMA main.{name}").fetchone()[0]
            connection.execute(f"PRAGMA made.{name} = {int(value)}")
        counts = proving.counted(connection)
        last = connection.execute("SELECT id, hash FROM main.acts ORDER BY id DESC LIMIT 1").fetchone()
        connection.execute("DETACH DATABASE made")
    return counts, *(last or (0, "0" * 64))


def _open(store: Path, key: bytes | None) -> Any:
    """By SQLCipher, also where the store is plain."""
    if key is not None:
        return cipher.connect(store, key)
    return cipher.module().connect(str(store), isolation_level=None)


def _swap(
    target: Path,
    store: Path,
    old: bytes | None,
    wrapped: dict[str, Any] | None,
    secret: str | None,
    now: datetime,
) -> Path:
    word = "加密前" if old is None else "解密前"
    stamp = now.astimezone().strftime("%Y%m%d-%H%M%S")
    aside = copying.free_name(store.with_name(f"{store.stem}-{word}-{stamp}{store.suffix}"))
    restoring.put_aside(store, aside, secret)
    if wrapped is not None:
        # The file's beginning tells whether it is encrypted, so a key file beside a plain store does no harm.
        cipher.write_key_file(cipher.key_file(store), wrapped)
    target.replace(store)
    files.settle_folder(store.parent)
    if wrapped is None:
        cipher.key_file(store).unlink(missing_ok=True)
    return aside
