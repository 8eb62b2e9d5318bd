"""Breaking Chinese text into lines: 避头尾, and no break inside a Latin word or a number.

No closing mark begins a line and no opening mark ends one; the character before goes down with it (推出).
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from app.kit.printing.fonts import Typeface

NOT_AT_START = frozenset("，。、；：？！,.;:?!)]}）］｝〕】》〉」』”’…—～·%‰℃°々ー%％／/－-")
NOT_AT_END = frozenset("([{（［｛〔【《〈「『“‘¥￥$#＃№")
WORD = re.compile(r"[A-Za-z0-9]+(?:[.,:_'@&+/-][A-Za-z0-9]+)*")
_UNBROKEN = re.compile(rf"{WORD.pattern}|[☐☑☒][^\s☐☑☒]+")


@lru_cache(maxsize=20_000)
def wrap(text: str, typeface: Typeface, size: float, width: float) -> tuple[str, ...]:
    """The lines of `text` when set at `size` pt into `width` pt; at least one line, "" for no text.

    A run of letters and digits that is wider than the line is broken after one of its signs, or where the
    line ends. A ticked option (☑在用) stays whole.
    """
    room = width / size + 1e-6
    if "\n" not in text and typeface.width(text) <= room:
        return (text,)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _wrap_paragraph(paragraph.rstrip(), typeface, room)
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    return tuple(lines)


def _wrap_paragraph(text: str, typeface: Typeface, room: float) -> list[str]:
    ends = [0.0, *accumulate([typeface.char_width(char) for char in text])]
    inside = _insides(text)
    lines: list[str] = []
    start = 0
    while ends[-1] - ends[start] > room:
        most = max(bisect_right(ends, ends[start] + room) - 1, start + 1)
        end = _break(text, inside, start, most)
        lines.append(text[start:end].rstrip(" "))
        start = end
        while start < len(text) and text[start] == " ":
            start += 1
    lines.append(text[start:])
    return lines


def _insides(text: str) -> set[int]:
    """Places within words, numbers and doubled dashes, where a line must not break."""
    inside = {place for match in _UNBROKEN.finditer(text) for place in range(match.start() + 1, match.end())}
    inside.update(place for place in range(1, len(text)) if text[place] in "—…" and text[place - 1] in "—…")
    return inside


def _break(text: str, inside: set[int], start: int, most: int) -> int:
    """The best place to break at or before `most`: in a word too long for the line after one of its signs,
    else at `most` itself."""
    for end in range(most, start, -1):
        if end in inside:
            continue
        if text[end] in NOT_AT_START or text[end - 1] in NOT_AT_END:
            continue
        return end
    signs = [end for end in range(most, start + 1, -1) if text[end - 1] in "-/_.,+"]
    return signs[0] if signs else most


def fit(text: str, typeface: Typeface, size: float, width: float, smallest: float) -> float:
    """The size, not above `size` nor below `smallest`, at which the text fits one line of `width` pt."""
    ems = typeface.width(text)
    return size if ems * size <= width else max(smallest, width / ems)


def shorten(text: str, typeface: Typeface, size: float, width: float, *, more: bool = False) -> str:
    """The text, or its beginning with … where it is wider than `width` pt or `more` of it follows."""
    if not more and typeface.width(text) * size <= width:
        return text
    while text and typeface.width(text + "…") * size > width:
        text = text[:-1]
    return text + "…"


def three(name: str) -> str:
    """A name of two characters as wide as one of three, as lists of people have it: 张　三."""
    plain = name.strip()
    return f"{plain[0]}\u3000{plain[1]}" if len(plain) == 2 and min(plain) > "\u2e7f" else plain


def ticks(options: Sequence[str], chosen: str | None) -> str:
    """☑在用 ☐闲置 …: all options with the chosen one ticked."""
    return " ".join(f"{'☑' if option == chosen else '☐'}{option}" for option in options)


def hanzi(number: int) -> str:
    """A number below 100 as headings have it: 3 -> 三, 12 -> 十二, 40 -> 四十; larger ones in figures."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    digits = " 一二三四五六七八九"
    return (digits[tens].strip() if tens > 1 else "") + ("十" if tens else "") + digits[ones].strip()
