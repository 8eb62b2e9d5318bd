"""Passwords and recovery codes: humane rules, argon2 hashes, the wait after wrong tries."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LEAST = 8
MOST = 200
FREE_TRIES = 3
FIRST_WAIT = 30  # seconds after the third wrong try, doubled with each further one
LONGEST_WAIT = 15 * 60
SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is taken for another
_COMMON = """password passw0rd password1 qwertyui qwerty123 1qaz2wsx woaini1314 iloveyou admin123 admin888 abcd1234
a1234567 abc12345 12345678a 11223344 88888888 66668888 5201314520 1234qwer qwer1234"""


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher  # loads a library of C, wanted only where somebody signs in

    return PasswordHasher()


def tidied(password: str) -> str:
    """As it is hashed: full-width letters typed by an input method are the plain ones, blanks at the ends and
    doubled ones do not matter."""
    return " ".join(unicodedata.normalize("NFKC", password).split())


def problem(password: str, name: str = "") -> str | None:
    """Why a password is no good, or None: long enough, no run of signs, not the name, not one everybody uses.

    No rules on kinds of signs and no expiry: both make people write passwords on notes (NIST SP 800-63B).
    """
    words = tidied(password)
    if len(words) + sum(not sign.isascii() for sign in words) < LEAST:
        return f"密码至少 {LEAST} 个字符（一个汉字算两个），可以用一句好记的话"
    if len(words) > MOST:
        return f"密码不超过 {MOST} 个字符"
    low = words.casefold()
    if name and (low == name.casefold() * (len(low) // max(1, len(name))) or low == name.casefold()):
        return "密码不能就是用户名"
    if low in _COMMON.split() or len(set(low)) < 3 or _is_run(low):
        return "这个密码太容易猜到，请换一个，例如几个不相干的词"
    return None


def _is_run(words: str) -> bool:
    steps = {ord(b) - ord(a) for a, b in pairwise(words)}
    return steps in ({1}, {-1})


def hashed(password: str) -> str:
    """The argon2id hash, with its salt and cost in it."""
    return _hasher().hash(tidied(password))


def matches(kept: str, password: str) -> bool:
    """Whether this is the password of that hash. An empty hash takes as long and matches nothing."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(kept or _nothing(), tidied(password)) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether it was hashed at a lower cost than is used today."""
    return _hasher().check_needs_rehash(kept)


@cache
def _nothing() -> str:
    return _hasher().hash(secrets.token_hex(16))


def wait_after(failures: int) -> int:
    """Seconds that nobody may try again after so many wrong tries in a row."""
    if failures < FREE_TRIES:
        return 0
    return min(LONGEST_WAIT, FIRST_WAIT << min(failures - FREE_TRIES, 10))


def left_to_wait(failures: int, failed_at: datetime | None, now: datetime) -> int:
    """Whole seconds still to wait; a clock that was set back never makes it longer than the wait itself."""
    wait = wait_after(failures)
    if failed_at is None or wait == 0:
        return 0
    rest = (failed_at + timedelta(seconds=wait) - now).total_seconds()
    return max(0, min(wait, -int(-rest // 1)))


def new_code() -> str:
    """A recovery code to write down: five groups of four, 98 bits."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(5))


def is_code(text: str) -> bool:
    """Whether a text has the shape of a recovery code."""
    kept = code_as_kept(text)
    return len(kept) == 20 and set(kept) <= set(SIGNS)


def code_as_kept(code: str) -> str:
    """A code as it is hashed, however it was typed: 小写, blanks and dashes do not matter."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", code).upper() if sign.isalnum())
