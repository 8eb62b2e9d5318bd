"""Finds cells that read as blank although the clerk sees something in them, so that a refusal can name it.

These are formulas whose result was never worked out (a program wrote the workbook and Excel never opened it)
and those whose result is an error, such as #REF!.
"""

import re
import zipfile
import zlib
from pathlib import Path
from xml.etree import ElementTree

# Every repeat has an end: on a bent file an endless one looks through the rest of it from each cell on.
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]{0,200}>\s{0,9}<f[^>]{0,200}>[^<]{0,9000}</f>\s{0,9}(?:<v\s{0,9}/>|<v></v>)?\s{0,9}</c>'
)
_ERROR = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]{0,200}\bt="e"[^>]{0,200}>(?:<f[^>]{0,200}>[^<]{0,9000}</f>|<f[^>]{0,200}/>)?\s{0,9}<v>(#[^<]{1,20})</v>'
)
_MOST_BYTES = {"xl/workbook.xml": 5_000_000, "xl/_rels/workbook.xml.rels": 5_000_000}
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def unread(path: Path, sheet: str) -> dict[tuple[int, int], str]:
    """(row as Excel counts it, column from 0) → the error shown there, "" for a formula without a result.

    Empty for what is no .xlsx.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            part = _part_of(archive, sheet)
            content = archive.read(part) if part else b""
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        ElementTree.ParseError,
        OSError,
        ValueError,
        RuntimeError,
    ):
        return {}
    found = {(int(row), _index(letters)): "" for letters, row in _CELL.findall(content)}
    return found | {
        (int(row), _index(letters)): text.decode(errors="replace")
        for letters, row, text in _ERROR.findall(content)
    }


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    if any(archive.getinfo(name).file_size > most for name, most in _MOST_BYTES.items()):
        return None
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for each in book.iter():
        if each.tag.endswith("}sheet") and each.get("name") == sheet:
            target = targets.get(each.get(_RELATION), "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return None


def _index(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
