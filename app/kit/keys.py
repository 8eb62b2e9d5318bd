"""Secrets that open other secrets: a random key is wrapped by a pass-phrase or by a recovery key.

A wrapped key is a small dict that may lie in the open: argon2id makes a key of the pass-phrase (slow on
purpose), AES-256-GCM wraps with it, so that a wrong pass-phrase is noticed and a changed dict too.
"""

from __future__ import annotations

import base64
import os
import secrets
import unicodedata
from collections.abc import Mapping
from typing import Any

from app.kit.errors import UserError

KEY = 32  # bytes
TIME, MEMORY, LANES = (
    3,
    64 * 1024,
    4,
)  # argon2id: passes, KiB, lanes; about 0.1 s (RFC 9106 §4, second choice)
MOST_MEMORY = 1024 * 1024  # KiB: a dict that asks for more has been tampered with
SHORTEST = 8  # characters of a pass-phrase
GROUPS, EACH = 8, 4  # a recovery key: 8 groups of 4 letters, 160 random bits
CONTEXT = b"houqin wrapped key 1"


class WrongPassphrase(UserError):
    """The pass-phrase or recovery key does not open what it was given for."""


def new_key() -> bytes:
    """A random 256-bit key."""
    return secrets.token_bytes(KEY)


def new_recovery_key() -> str:
    """160 random bits as eight groups of four letters and figures, without 0 1 8 9: ABCD-EFGH-…"""
    letters = base64.b32encode(secrets.token_bytes(GROUPS * EACH * 5 // 8)).decode()
    return "-".join(letters[at : at + EACH] for at in range(0, len(letters), EACH))


def tidied_recovery_key(text: str) -> str:
    """A recovery key as typed: any case, full width, with spaces or without hyphens."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isalnum())
    return "-".join(plain[at : at + EACH] for at in range(0, len(plain), EACH))


def is_recovery_key(text: str) -> bool:
    """Whether a text has the shape of a recovery key."""
    groups = tidied_recovery_key(text).split("-")
    return len(groups) == GROUPS and all(
        len(each) == EACH and set(each) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for each in groups
    )


def refuse_weak(passphrase: str) -> None:
    """Raises UserError for a pass-phrase that is too short to be one."""
    if len(passphrase.strip()) < SHORTEST:
        raise UserError(f"口令至少要 {SHORTEST} 个字符。建议用几个不相干的词连成一句，容易记住又不易猜到。")


def wrap(key: bytes, secret: str) -> dict[str, Any]:
    """`key` wrapped by `secret`; the dict is JSON and holds nothing that must be hidden."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    made: dict[str, Any] = {
        "kdf": "argon2id", "time": TIME, "memory": MEMORY, "lanes": LANES, "salt": os.urandom(16).hex(),
        "nonce": os.urandom(12).hex(),
    }  # fmt: skip
    sealed = AESGCM(_derived(secret, made)).encrypt(bytes.fromhex(made["nonce"]), key, CONTEXT)
    return {**made, "key": sealed.hex()}


def unwrap(wrapped: Mapping[str, Any], secret: str) -> bytes:
    """The key again. Raises WrongPassphrase; UserError where the dict itself is broken."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        held, nonce = bytes.fromhex(wrapped["key"]), bytes.fromhex(wrapped["nonce"])
        opener = AESGCM(_derived(secret, wrapped))
    except (KeyError, TypeError, ValueError) as error:
        raise UserError("密钥信息已损坏，打不开。请从备份取回密钥文件。") from error
    try:
        return opener.decrypt(nonce, held, CONTEXT)
    except InvalidTag as error:
        raise WrongPassphrase("口令不对。请检查大小写和输入法；忘记口令时可用恢复单上的恢复码。") from error


def _derived(secret: str, facts: Mapping[str, Any]) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    time, memory, lanes = (int(facts[name]) for name in ("time", "memory", "lanes"))
    if facts["kdf"] != "argon2id" or not (
        1 <= time <= 20 and 8 <= memory <= MOST_MEMORY and 1 <= lanes <= 16
    ):
        raise ValueError("unknown derivation")
    said = unicodedata.normalize("NFC", secret).encode()
    salt = bytes.fromhex(facts["salt"])
    return hash_secret_raw(
        said, salt, time_cost=time, memory_cost=memory, parallelism=lanes, hash_len=KEY, type=Type.ID
    )
