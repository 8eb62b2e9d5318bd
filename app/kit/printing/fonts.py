"""The bundled faces, loaded once a process when first used, and text turned into runs of glyphs.

The 仿宋 and 楷体 of official documents are not free to ship: they are used where Windows or the user has them,
else Song stands in for the one and a free Kai for the other.

A character that a face lacks is taken from the next face of its chain; one that no face holds is drawn as
〓 and logged, yet still extracts as itself. ☑ ☐ are in no face: they become runs that the pen draws.
"""

import logging
import os
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

from app.kit.paths import RESOURCES

log = logging.getLogger(__name__)

FOLDER = RESOURCES / "fonts"
FILES = {
    "song": "NotoSerifSC-Regular.ttf",
    "bold": "NotoSerifSC-Bold.ttf",
    "hei": "NotoSansSC-Regular.ttf",
    "plain-kai": "HouqinKai-Regular.ttf",
}
INSTALLED = {
    "fang": ("simfang.ttf", "STFANGSO.TTF", "FangSong.ttf"),
    "kai": ("simkai.ttf", "STKAITI.TTF", "LXGWWenKai-Regular.ttf"),
}
"""Files of faces that are used where they are found; TrueType outlines only."""
TICKS = frozenset("☑☐☒")
GETA = "〓"
LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
MEMO = 60_000
"""Shaped strings kept per typeface before the memo is emptied."""


class Run(NamedTuple):
    """A piece of text in one face; `code` is its glyphs as hex, `width` in em."""

    face: "Face"
    text: str
    code: str
    width: float
    thick: bool
    tick: bool


@dataclass(slots=True, eq=False)
class Shaped:
    """A string ready to be drawn; `width` in em."""

    width: float
    runs: tuple[Run, ...]


class _Codes(dict[str, str]):
    """Character -> four hex digits of its glyph; KeyError where the face has none."""

    def __init__(self, glyphs: dict[int, int]) -> None:
        self.glyphs = glyphs

    def __missing__(self, char: str) -> str:
        code = self[char] = f"{self.glyphs[ord(char)]:04X}"
        return code


class _Widths(dict[str, int]):
    """Character -> advance in thousandths of an em."""

    def __init__(self, face: Any) -> None:
        self.face = face

    def __missing__(self, char: str) -> int:
        width: int = round(self.face.getCharWidth(ord(char)))
        self[char] = width
        return width


class Face:
    """One TrueType file. Characters that it lacks can be given a place of their own that shows 〓."""

    def __init__(self, key: str, path: Path) -> None:
        from reportlab.pdfbase.ttfonts import TTFontFace

        self.key = key
        self.ttf = TTFontFace(str(path))
        self.name: str = self.ttf.name.decode("ascii")
        self.codes = _Codes(self.ttf.charToGlyph)
        self.widths = _Widths(self.ttf)

    def has(self, char: str) -> bool:
        """Whether the face holds the character."""
        return ord(char) in self.ttf.charToGlyph

    def stand_in(self, char: str) -> None:
        """Lets a character that no face holds be drawn as 〓 under a glyph number of its own."""
        log.warning("字库里没有字符 U+%04X，打印时以 %s 代替。", ord(char), GETA)
        self.reserve(char)

    def reserve(self, char: str) -> None:
        """Gives a character without an outline a code of its own, one em wide."""
        taken = sum(1 for code in self.codes.values() if code >= "F000")
        self.codes[char] = f"{0xF000 + taken:04X}"
        self.widths[char] = 1000

    def glyph_source(self, char: str) -> int:
        """The code point whose outline is drawn for the character."""
        return ord(char) if self.has(char) else ord(GETA)


@cache
def face(key: str) -> Face:
    """The face, loaded at the first call (some 40 ms) and kept for the process."""
    found = installed(key) if key in INSTALLED else FOLDER / FILES[key]
    if found is None:
        raise KeyError(key)
    return Face(key, found)


@cache
def installed(key: str) -> Path | None:
    """The file of a face that is not bundled, where this machine has a sound one."""
    from reportlab.pdfbase.ttfonts import TTFError, TTFontFace

    for folder in _font_folders():
        for name in INSTALLED[key]:
            path = folder / name
            try:
                if path.is_file():
                    TTFontFace(str(path))
                    return path
            except (OSError, TTFError, ValueError) as error:
                log.warning("字体 %s 无法使用：%s", path, error)
    return None


def _font_folders() -> list[Path]:
    windows, local = os.environ.get("WINDIR"), os.environ.get("LOCALAPPDATA")
    folders = [Path(windows) / "Fonts"] if windows else []
    if local:
        folders.append(Path(local) / "Microsoft" / "Windows" / "Fonts")
    return [*folders, Path.home() / ".local" / "share" / "fonts", Path.home() / ".fonts"]


class Typeface:
    """A look that text can have: its own face first, then the faces that fill its gaps."""

    def __init__(self, *chain: str) -> None:
        self._wanted = chain
        self.memo: dict[str, Shaped] = {}
        self._widths: dict[str, float] = {}

    @cached_property
    def chain(self) -> tuple[str, ...]:
        """The keys of the faces that this machine has, in their order."""
        return tuple(key for key in self._wanted if key in FILES or installed(key))

    def shape(self, text: str) -> Shaped:
        """Runs and width of one line of text; control characters have been taken out by `clean`."""
        shaped = self.memo.get(text)
        if shaped is None:
            if len(self.memo) >= MEMO:
                self.memo.clear()
            shaped = self.memo[text] = self._shape(text)
        return shaped

    def width(self, text: str) -> float:
        """Width of one line in em."""
        return self.shape(text).width

    def char_width(self, char: str) -> float:
        """Width of one character in em."""
        width = self._widths.get(char)
        if width is None:
            width = self._widths[char] = self._shape(char).width
        return width

    def _shape(self, text: str) -> Shaped:
        first = face(self.chain[0])
        codes, widths = first.codes, first.widths
        try:
            code = "".join([codes[char] for char in text])
        except KeyError:
            code = ""
        if not (code and TICKS.isdisjoint(text)):
            runs = tuple(self._runs(text))
            return Shaped(sum(run.width for run in runs), runs)
        width = sum([widths[char] for char in text]) / 1000
        return Shaped(width, (Run(first, text, code, width, False, False),))

    def _runs(self, text: str) -> Iterable[Run]:
        start = 0
        keys = [self._key(char) for char in text]
        for end in range(1, len(text) + 1):
            if end == len(text) or keys[end] != keys[start] or keys[start] == "tick":
                yield self._run(keys[start], text[start:end])
                start = end

    def _key(self, char: str) -> str:
        if char in TICKS:
            return "tick"
        for key in self.chain:
            if face(key).has(char) or char in face(key).codes:
                return key
        face(self.chain[0]).stand_in(char)
        return self.chain[0]

    def _run(self, key: str, text: str) -> Run:
        if key == "tick":
            first = face(self.chain[0])
            if text not in first.codes:
                first.reserve(text)
            return Run(first, text, first.codes[text], 1.0, False, True)
        of = face(key)
        code = "".join([of.codes[char] for char in text])
        width = sum([of.widths[char] for char in text]) / 1000
        return Run(of, text, code, width, self.chain[0] == "bold" and key != "bold", False)


SONG = Typeface("song", "hei")
BOLD = Typeface("bold", "song", "hei")
HEI = Typeface("hei", "song")
FANG = Typeface("fang", "song", "hei")
KAI = Typeface("kai", "plain-kai", "song", "hei")


def clean(text: object) -> str:
    """User text fit for paper: line ends as \\n, tabs and odd spaces as a space, nothing invisible."""
    plain = str(text)
    if plain.isascii() and plain.isprintable():
        return plain
    return "".join([_visible(char) for char in LINE_ENDS.sub("\n", plain)])


@cache
def _visible(char: str) -> str:
    """The character, a space for a space of any width but the hanzi's, nothing for control characters."""
    if char in "\n\u3000":
        return char
    kind = unicodedata.category(char)
    if char == "\t" or kind == "Zs":
        return " "
    selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return "" if selector or kind in ("Cc", "Cf", "Cs") else char
