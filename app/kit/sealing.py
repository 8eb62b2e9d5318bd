"""A file sealed by a key: encrypted in pieces, each of them authenticated with its place and the end marked.

    HOUQIN-SEALED-1\\n  {"wrapped": …, "salt": …}\\n  piece piece … last piece

A piece is AES-256-GCM over up to 1 MiB with the header as associated data; its nonce is its number and
whether it is the last (the STREAM construction, Hoang et al. 2015), so that pieces cannot be swapped, dropped
or cut off. The file's own key is HKDF-SHA256 of the sealing key and a random salt; the sealing key itself lies
in the header, wrapped by the pass-phrase, so the file and the pass-phrase are all that is needed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from app.kit import keys
from app.kit.errors import UserError
from app.kit.files import Tell, quiet

SEALED = ".sealed"
MAGIC = b"HOUQIN-SEALED-1\n"
PIECE = 1024 * 1024
TAG = 16
LONGEST_HEADER = 4096
BROKEN = "“{name}”已损坏或被改动过，打不开。请用另一份备份。"


def seal(source: Path, target: Path, key: bytes, wrapped: Mapping[str, Any], tell: Tell = quiet) -> None:
    """Write `source` sealed to `target` (a new file)."""
    size = source.stat().st_size
    with source.open("rb") as plain, target.open("wb") as out:
        seal_from(plain, out, key, wrapped, lambda number: tell(min(size, number * PIECE), size, "加密"))


def seal_from(
    plain: IO[bytes],
    out: IO[bytes],
    key: bytes,
    wrapped: Mapping[str, Any],
    done: Callable[[int], None] = lambda number: None,
) -> None:
    """Write what `plain` gives sealed to `out`."""
    salt = os.urandom(32)
    header = MAGIC + json.dumps({"wrapped": dict(wrapped), "salt": salt.hex()}).encode() + b"\n"
    out.write(header)
    cipher = _cipher(key, salt)
    for number, piece, last in _pieces(plain, PIECE):
        out.write(cipher.encrypt(_nonce(number, last), piece, header))
        done(number + 1)


def mark(key: bytes) -> str:
    """Eight letters by which files under one key are told from those under another; the key does not follow
    from them."""
    return hashlib.sha256(b"houqin mark of a key 1" + key).hexdigest()[:8]


def is_sealed(path: Path) -> bool:
    """Whether a file begins as a sealed one."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def key_of(source: Path, passphrase: str) -> bytes:
    """The sealing key out of a sealed file's header. Raises WrongPassphrase, or UserError for a broken file."""
    with source.open("rb") as file:
        facts, _ = _header(file, source.name)
    return keys.unwrap(facts["wrapped"], passphrase)


def is_wrapped_as(source: Path, wrapped: Mapping[str, Any]) -> bool:
    """Whether a sealed file carries this very wrapped key."""
    with source.open("rb") as file:
        facts, _ = _header(file, source.name)
    return bool(facts["wrapped"] == dict(wrapped))


def unseal(source: Path, target: Path, key: bytes, tell: Tell = quiet) -> None:
    """Write what is in `source` to `target` (a new file). Raises UserError when anything in it was changed or
    the key is another."""
    with target.open("wb") as out:
        for piece in opened(source, key, tell):
            out.write(piece)


def content_sha256(source: Path, key: bytes, tell: Tell = quiet) -> str:
    """The hash of what is in a sealed file. Raises UserError as `unseal` does."""
    total = hashlib.sha256()
    for piece in opened(source, key, tell):
        total.update(piece)
    return total.hexdigest()


def opened(source: Path, key: bytes, tell: Tell = quiet) -> Iterator[bytes]:
    """What is in a sealed file, piece by piece, each of them authentic. Raises UserError as `unseal` does."""
    from cryptography.exceptions import InvalidTag

    size = source.stat().st_size
    with source.open("rb") as file:
        facts, header = _header(file, source.name)
        cipher = _cipher(key, bytes.fromhex(facts["salt"]))
        try:
            for number, piece, last in _pieces(file, PIECE + TAG):
                yield cipher.decrypt(_nonce(number, last), piece, header)
                tell(min(size, (number + 1) * PIECE), size, "解密")
        except InvalidTag as error:
            raise UserError(BROKEN.format(name=source.name)) from error


def _header(file: IO[bytes], name: str) -> tuple[dict[str, Any], bytes]:
    magic, line = file.read(len(MAGIC)), file.readline(LONGEST_HEADER)
    try:
        facts = json.loads(line)
        bytes.fromhex(facts["salt"])
        facts["wrapped"]["key"]
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(BROKEN.format(name=name)) from error
    if magic != MAGIC:
        raise UserError(BROKEN.format(name=name))
    return facts, magic + line


def _pieces(file: IO[bytes], size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Number, bytes, whether it is the last; an empty file has one empty piece."""
    number, piece = 0, file.read(size)
    while True:
        following = file.read(size)
        yield number, piece, not following
        if not following:
            return
        number, piece = number + 1, following


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _cipher(key: bytes, salt: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return AESGCM(HKDF(SHA256(), 32, salt, b"houqin sealed file 1").derive(key))
