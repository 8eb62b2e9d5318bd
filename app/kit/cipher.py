"""Encryption at rest: a store whose file is SQLCipher's, and the small key file beside it.

The database is encrypted with a random key. The key file `台账.houqin.key` holds it wrapped twice: by the
pass-phrase, and by the recovery key that is printed once and locked away. Changing the pass-phrase wraps anew
and touches no page. SQLCipher is the optional extra `houqin[cipher]`; without it plain stores work as ever.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.kit import files, keys
from app.kit.errors import UserError

SUFFIX = ".key"
PLAIN = b"SQLite format 3\0"
FORMAT = 1


class Locked(UserError):
    """An encrypted store was opened without its pass-phrase."""


def module() -> Any:
    """SQLCipher's DBAPI module. Raises UserError where it is not installed."""
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise UserError(
            "这份数据是加密的，而本机没有装加密组件。请安装 sqlcipher3（pip install houqin[cipher]）后再打开。"
        ) from error
    return dbapi2


def available() -> bool:
    """Whether stores can be encrypted on this PC."""
    try:
        module()
    except UserError:
        return False
    return True


def errors() -> tuple[type[Exception], ...]:
    """What a raw connection raises: sqlite3.Error, and SQLCipher's own where it is loaded."""
    loaded = sys.modules.get("sqlcipher3.dbapi2")
    return (sqlite3.Error, loaded.Error) if loaded is not None else (sqlite3.Error,)


def connect(
    path: Path, key: bytes | None = None, *,
    immutable: bool = False, read_only: bool = False, create: bool = False, timeout: float = 5,
) -> Any:  # fmt: skip
    """A raw connection, autocommitting and free of threads. `immutable` for a file that nobody changes."""
    asked = "immutable=1" if immutable else f"mode={'ro' if read_only else 'rwc' if create else 'rw'}"
    library: Any = sqlite3 if key is None else module()
    made = library.connect(
        f"{path.absolute().as_uri()}?{asked}",
        uri=True, timeout=timeout, isolation_level=None, check_same_thread=False,
    )  # fmt: skip
    if key is not None:
        made.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return made


@contextmanager
def readable() -> Iterator[None]:
    """Around first looks into a file: pysqlite gives UnicodeDecodeError where SQLite's complaint of a damaged
    schema quotes bytes that are no text. It becomes the sqlite3.DatabaseError that it is."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise sqlite3.DatabaseError("database disk image is malformed") from error


# -- the key file ----------------------------------------------------------------------------------------


def key_file(store: Path) -> Path:
    return store.with_name(store.name + SUFFIX)


def is_encrypted(store: Path) -> bool:
    """Whether a store needs a key: it does not begin as a plain one, and has a key file.

    The file's beginning decides, so that being stopped between writing one and the other does no harm."""
    try:
        return key_file(store).exists() and files.first_bytes(store) != PLAIN
    except OSError:
        return False


def read_key_file(path: Path) -> dict[str, Any]:
    """The wrapped keys. Raises UserError when the file is gone or broken."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(
            f"密钥文件“{path.name}”读不出来，数据打不开。请从备份取回它，放在数据文件旁边。"
        ) from error
    if not isinstance(found, dict) or not isinstance(found.get("passphrase"), dict):
        raise UserError(f"密钥文件“{path.name}”已损坏。请从备份取回它，放在数据文件旁边。")
    return found


def write_key_file(path: Path, wrapped: Mapping[str, Any]) -> None:
    """Whole or not at all. Raises UserError."""
    with files.told_of_full(path):
        files.write(path, json.dumps(dict(wrapped), indent=1).encode(), private=True)


def new_wrapped(key: bytes, passphrase: str, recovery: str) -> dict[str, Any]:
    """What a key file holds. Raises UserError for a pass-phrase that is too short."""
    keys.refuse_weak(passphrase)
    return {
        "format": FORMAT,
        "passphrase": keys.wrap(key, passphrase),
        "recovery": keys.wrap(key, keys.tidied_recovery_key(recovery)),
    }


def begin(store: Path, passphrase: str) -> tuple[bytes, str]:
    """The key file of a store that is about to be made; gives its key and its recovery key. Raises UserError."""
    module()
    key, recovery = keys.new_key(), keys.new_recovery_key()
    write_key_file(key_file(store), new_wrapped(key, passphrase, recovery))
    return key, recovery


def key_from(wrapped: Mapping[str, Any], secret: str) -> bytes:
    """The database's key, by the pass-phrase or by the recovery key. Raises WrongPassphrase."""
    if keys.is_recovery_key(secret) and isinstance(wrapped.get("recovery"), dict):
        try:
            return keys.unwrap(wrapped["recovery"], keys.tidied_recovery_key(secret))
        except keys.WrongPassphrase:
            return keys.unwrap(wrapped["passphrase"], secret)  # a pass-phrase may have that shape
    return keys.unwrap(wrapped["passphrase"], secret)


def key_for(store: Path, secret: str | None) -> bytes | None:
    """The key that a store needs, None for a plain one. Raises Locked without a secret, WrongPassphrase."""
    if not is_encrypted(store):
        return None
    module()
    if not secret:
        raise Locked(f"“{store.name}”是加密的，请输入口令。")
    return key_from(read_key_file(key_file(store)), secret)


def change_passphrase(store: Path, secret: str, passphrase: str) -> None:
    """Another pass-phrase for an encrypted store; `secret` is the present one or the recovery key, which
    stays valid. Backups made before keep the old one. Raises UserError."""
    keys.refuse_weak(passphrase)
    held = read_key_file(key_file(store))
    key = key_from(held, secret)
    write_key_file(key_file(store), {**held, "passphrase": keys.wrap(key, passphrase)})


def new_recovery(store: Path, secret: str) -> str:
    """Another recovery key, to be printed; the one before is worthless from now on. Raises UserError."""
    held = read_key_file(key_file(store))
    key = key_from(held, secret)
    made = keys.new_recovery_key()
    write_key_file(key_file(store), {**held, "recovery": keys.wrap(key, made)})
    return made
