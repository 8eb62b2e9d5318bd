"""What a heading means: matches columns with the fields that a domain wants to read.

A column is matched by its heading, or by its parent's heading and its own together; brackets, stars and
units are set aside first. A longer heading that ends in a known one counts too (资产使用部门 for 使用部门).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.kit.readers import tidy as tidy_text

_SHORTEST_PART = 3  # a synonym must be this long to be found at the end of a longer heading
_BRACKETS = re.compile(r"[（(【\[]([^（）()【】\[\]]*)[）)】\]]")
_STARS = re.compile(r"^[*★※#\s]+|[*★※:：\s]+$")
_UNITS = ("万元", "元", "年", "月")
_TRAILING_UNIT = re.compile(r"[/,，:：\s](万元|元|年|个?月)$")
_CONTRARY = "非原前未不上旧已可尚余年月期初"  # 非财政拨款 and 已使用年限 are other things than their ends


def tidy(text: str) -> str:
    """Headings are compared without spaces, width of signs and case."""
    return tidy_text(text).casefold()


@dataclass(frozen=True)
class Wanted:
    """A field that a domain can take from a sheet; synonyms stand in order of trust."""

    name: str
    label: str
    synonyms: tuple[str, ...] = ()
    kind: str = "text"


@dataclass(frozen=True)
class Column:
    """One column with a heading. `unit` is 元, 万元, 年 or 月 where heading or title line names it."""

    index: int
    heading: str
    parent: str = ""
    unit: str = ""
    field: str | None = None

    @property
    def letters(self) -> str:
        """The column as Excel names it: A, B … AA."""
        letters, number = "", self.index + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return letters


def guess(columns: Sequence[Column], wanted: Sequence[Wanted]) -> list[Column]:
    """Columns with unit and field set where their heading tells it.

    Each field goes to the column that names it best; a second column of the very same heading is mapped
    too, so that the caller sees the clash.
    """
    known: dict[str, tuple[int, str]] = {}
    for rank, word, name in sorted((rank, word, each.name) for each in wanted for rank, word in _words(each)):
        known.setdefault(tidy(word), (rank, name))
    offers: dict[str, list[tuple[int, str, int]]] = {}
    units = []
    for at, column in enumerate(columns):
        base, unit = split_unit(column.heading)
        units.append(unit or split_unit(column.parent)[1])
        parents = [tidy(split_unit(parent)[0]) for parent in reversed(column.parent.split("/")) if parent]
        offer = _offer(tidy(base), parents, known)
        if offer is not None:
            offers.setdefault(offer[1], []).append((offer[0], tidy(base), at))
    mapped: dict[int, str] = {}
    for field, claims in offers.items():
        rank, base, _ = min(claims)
        mapped.update({at: field for each, text, at in claims if (each, text) == (rank, base)})
    return [replace(column, unit=units[at], field=mapped.get(at)) for at, column in enumerate(columns)]


def _words(wanted: Wanted) -> Iterable[tuple[int, str]]:
    return enumerate((wanted.label, *wanted.synonyms))


def _offer(base: str, parents: Sequence[str], known: Mapping[str, tuple[int, str]]) -> tuple[int, str] | None:
    """The field that a heading names, with how far it is from the best name; lower is better."""
    for parent in parents:  # 日期 under 取得 and 取得 under 日期 are both 取得日期
        for word in (parent + base, base + parent):
            if word in known:
                return known[word]
    if base in known:
        return known[base]
    for piece in (base.split("/")[0], base.removesuffix("额"), base + "额"):  # 编码/条码; 已提折旧额
        if piece in known:
            return (50 + known[piece][0], known[piece][1])
    for start in range(1, len(base) - _SHORTEST_PART + 1):
        if base[start:] in known and base[start - 1] not in _CONTRARY:
            rank, field = known[base[start:]]
            return (100 + 10 * start + rank, field)
    return None


def split_unit(heading: str) -> tuple[str, str]:
    """(heading without brackets, stars and unit; unit or ""): "*折旧年限（年）" is ("折旧年限", "年")."""
    unit = ""
    for inside in _BRACKETS.findall(heading):
        words = tidy(inside).removeprefix("单位:").replace("个月", "月")
        unit = next((each for each in _UNITS if words == each), unit)
    base = _STARS.sub("", _BRACKETS.sub("", heading))
    trailing = _TRAILING_UNIT.search(base)
    if trailing:
        base, unit = base[: trailing.start()], unit or trailing[1].replace("个月", "月")
    return base, unit
