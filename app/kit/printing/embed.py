"""Embeds the faces into a PDF: one Type0 font a face, with the glyphs that the document uses.

reportlab's own TrueType embedding makes a font of each 256 characters and writes a wrong ToUnicode entry
for supplementary planes; here codes are the face's glyph numbers and ToUnicode is UTF-16BE.
"""

import hashlib
import threading
from typing import Any

from reportlab.pdfbase import pdfdoc

from app.kit.printing.fonts import Face

_READING = threading.Lock()
"""A face is one open file with one place in it; two documents must not cut subsets from it at once."""
CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{blocks}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def embed(doc: Any, face: Face, name: str, characters: set[str]) -> None:
    """Puts the face under `/name` among the fonts of every page of the reportlab document `doc`."""
    ordered = sorted(characters)
    sources = list(dict.fromkeys(face.glyph_source(char) for char in ordered))
    place = {source: number for number, source in enumerate(sources, start=1)}
    codes = {int(face.codes[char], 16): char for char in ordered}
    tag = _tag(ordered)
    base = f"{tag}+{face.name}"
    descendant = pdfdoc.PDFDictionary(
        {
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": f"/{base}",
            "CIDSystemInfo": pdfdoc.PDFDictionary(
                {
                    "Registry": pdfdoc.PDFString("Adobe"),
                    "Ordering": pdfdoc.PDFString("Identity"),
                    "Supplement": 0,
                }
            ),
            "FontDescriptor": _descriptor(doc, face, base, sources),
            "DW": 1000,
            "W": _widths(face, codes),
            "CIDToGIDMap": _stream(doc, _glyph_map(face, codes, place), f"glyphs:{base}"),
        }
    )
    font = pdfdoc.PDFDictionary(
        {
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": f"/{base}",
            "Encoding": "/Identity-H",
            "DescendantFonts": pdfdoc.PDFArray([doc.Reference(descendant, f"descendant:{base}")]),
            "ToUnicode": _stream(doc, to_unicode(codes), f"unicode:{base}"),
        }
    )
    doc.idToObject["BasicFonts"].dict[name] = doc.Reference(font, f"font:{base}")


def to_unicode(codes: dict[int, str]) -> bytes:
    """The ToUnicode map of code -> character; characters beyond the basic plane as surrogate pairs."""
    entries = [
        f"<{code:04X}> <{char.encode('utf-16-be').hex().upper()}>" for code, char in sorted(codes.items())
    ]
    blocks = []
    for start in range(0, len(entries), 100):
        part = entries[start : start + 100]
        blocks.append("\n".join([f"{len(part)} beginbfchar", *part, "endbfchar"]))
    return CMAP.format(blocks="\n".join(blocks)).encode("ascii")


def _tag(ordered: list[str]) -> str:
    """Six capitals that name the subset, the same for the same characters."""
    digest = hashlib.sha256("".join(ordered).encode("utf-8", "surrogatepass")).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _widths(face: Face, codes: dict[int, str]) -> Any:
    """The W array: only what is not one em wide."""
    entries: list[Any] = []
    for code, char in sorted(codes.items()):
        if (width := face.widths[char]) != 1000:
            entries += [code, pdfdoc.PDFArray([width])]
    return pdfdoc.PDFArray(entries)


def _glyph_map(face: Face, codes: dict[int, str], place: dict[int, int]) -> bytes:
    """Two bytes for each code up to the last in use: the number of its glyph in the subset."""
    table = bytearray(2 * (max(codes, default=0) + 1))
    for code, char in codes.items():
        table[2 * code : 2 * code + 2] = place[face.glyph_source(char)].to_bytes(2, "big")
    return bytes(table)


def _descriptor(doc: Any, face: Face, base: str, sources: list[int]) -> Any:
    ttf = face.ttf
    with _READING:
        program = ttf.makeSubset(sources)
    return doc.Reference(
        pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": f"/{base}",
                "Flags": 4,
                "FontBBox": pdfdoc.PDFArray(list(ttf.bbox)),
                "ItalicAngle": 0,
                "Ascent": ttf.ascent,
                "Descent": ttf.descent,
                "CapHeight": ttf.capHeight,
                "StemV": ttf.stemV,
                "FontFile2": _stream(doc, program, f"program:{base}", Length1=len(program)),
            }
        ),
        f"descriptor:{base}",
    )


def _stream(doc: Any, content: bytes, name: str, **entries: int) -> Any:
    stream = pdfdoc.PDFStream()
    stream.content = content
    stream.dictionary.dict.update(entries)
    stream.filters = [pdfdoc.PDFZCompress]
    return doc.Reference(stream, name)
