"""Personal numbers as they stand on lists, forms, papers and in files unless somebody with the right asks.

个人信息保护法 第28、51条: least access, de-identification. 身份证 keeps its first six and last four signs, a mobile
number its first three and last four, an account its last four, anything else about a third.
"""

from __future__ import annotations

import re

STAR = "*"
_IDENTITY = re.compile(r"\d{17}[\dXx]|\d{15}")
_MOBILE = re.compile(r"(?:\+?86[ -]?)?1[3-9]\d{9}")
_ACCOUNT = re.compile(r"[\d -]{14,30}")


class Whole(str):
    """A secret that may stand as it is: the right to see it was checked, and the log says who asked."""

    __slots__ = ()


def masked(text: str) -> str:
    """A personal number with its middle hidden; one that is masked already, or Whole, comes back as it is."""
    if isinstance(text, Whole) or STAR in text:
        return text
    if _IDENTITY.fullmatch(text):
        return text[:6] + STAR * (len(text) - 10) + text[-4:]
    if _MOBILE.fullmatch(text):
        return text[-11:-8] + STAR * 4 + text[-4:]
    if _ACCOUNT.fullmatch(text):
        return STAR * 4 + text[-4:]
    shown = min(4, len(text) // 3)
    return STAR * max(len(text) - shown, 0) + text[len(text) - shown :]
