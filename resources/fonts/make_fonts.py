"""Cuts the bundled fonts from the static TrueType files of two npm packages (SIL Open Font License 1.1).

    npm pack @expo-google-fonts/noto-serif-sc @expo-google-fonts/noto-sans-sc     (version 0.4.3)
    python resources/fonts/make_fonts.py FOLDER

Kai is cut from LXGW WenKai of the Debian package fonts-lxgw-wenkai (1.250+repack-1, unpacked into FOLDER too); its
authors reserve its name, so that the cut bears another, Houqin Kai. It serves headings and keeps what bold Song does.

FOLDER holds the unpacked packages (in folders of any name, at any depth). Song for text and Hei keep the
characters of GBK, all hanzi of extension A and of the supplementary planes that the faces hold (names in
household registers), and signs. Bold Song serves titles only: it keeps GB 2312, the
supplementary planes and the extension A characters of the 通用规范汉字表; the print kit thickens the
regular face for the rest. Layout tables, hinting and glyph names go: neither reportlab nor the window
needs them for Chinese. Song's digits differ in width (1 is narrow); they are set on one width, so that
figures stand in columns. Together the faces stay under 33 MB.
"""

import shutil
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font
from fontTools.ttLib import TTFont

FACES = {
    "NotoSerifSC_400Regular.ttf": "NotoSerifSC-Regular.ttf",
    "NotoSerifSC_700Bold.ttf": "NotoSerifSC-Bold.ttf",
    "NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
    "LXGWWenKai-Regular.ttf": "HouqinKai-Regular.ttf",
}
HEADINGS = ("NotoSerifSC-Bold.ttf", "HouqinKai-Regular.ttf")
RENAMED = {"HouqinKai-Regular.ttf": "Houqin Kai"}
LICENCES = {"noto-serif-sc": "OFL-NotoSerifSC.txt", "noto-sans-sc": "OFL-NotoSansSC.txt"}
SIGNS = "¥￥—–‑−…·•‘’“”«»×÷±≤≥≠≈°℃㎡㎥㎜㎝㎞№‰○●△▲□■◇◆☆★→←↑↓√✓〇〔〕【】《》〈〉「」『』①②③④⑤⑥⑦⑧⑨⑩"
SYMBOLS = (*range(0x2000, 0x2C00), *range(0x3000, 0x3040), *range(0x3200, 0x3400), *range(0xFE10, 0xFFF0))
LATIN = (*range(0x20, 0x7F), *range(0xA0, 0x180))
RECENT = range(0x9FA6, 0xA000)  # hanzi added to the basic plane after GBK
EXTENSION_A = range(0x3400, 0x4DC0)
TABLE_A = (
    "㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲"
    "䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮"
)
TITLE_NAMES = "龘犇喆堃燊"


def encodable(code: int, encoding: str) -> bool:
    """Whether the character is in that character set."""
    try:
        chr(code).encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def wanted(cmap: dict[int, str], *, titles_only: bool) -> set[int]:
    """The code points to keep of those the face holds."""
    charset = "gb2312" if titles_only else "gbk"
    keep = {ord(sign) for sign in SIGNS + TABLE_A + TITLE_NAMES} | set(LATIN)
    keep |= {code for code in cmap if code > 0xFFFF or encodable(code, charset)}
    if not titles_only:
        keep |= set(EXTENSION_A) | set(RECENT) | set(SYMBOLS)
    return keep & set(cmap)


def make_digits_tabular(font: TTFont) -> None:
    """Gives the ten digits the width of the widest, each centred on it."""
    cmap, glyphs, metrics = font.getBestCmap(), font["glyf"], font["hmtx"]
    names = [cmap[ord(digit)] for digit in "0123456789"]
    widest = max(metrics[name][0] for name in names)
    for name in names:
        advance, bearing = metrics[name]
        shift = (widest - advance) // 2
        glyphs[name].coordinates.translate((shift, 0))
        glyphs[name].recalcBounds(glyphs)
        metrics[name] = (widest, bearing + shift)


def rename(font: TTFont, name: str) -> None:
    """Another name in place of a reserved one; copyright and licence stay."""
    kept = [record for record in font["name"].names if record.nameID in (0, 13, 14)]
    font["name"].names = kept
    plain = name.replace(" ", "")
    for key, words in {1: name, 2: "Regular", 3: f"{plain}-Regular", 4: name, 6: f"{plain}-Regular"}.items():
        font["name"].setName(words, key, 3, 1, 0x409)
        font["name"].setName(words, key, 1, 0, 0)


def cut(source: Path, target: Path) -> int:
    """Writes the subset of one face and returns how many characters it keeps."""
    options = Options(
        layout_features=[],
        hinting=False,
        glyph_names=False,
        notdef_outline=True,
        name_IDs=["*"],
        drop_tables=["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "DSIG", "STAT", "meta"],
    )
    font = load_font(str(source), options)
    codes = wanted(font.getBestCmap(), titles_only=target.name in HEADINGS)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    make_digits_tabular(font)
    if target.name in RENAMED:
        rename(font, RENAMED[target.name])
    save_font(font, str(target), options)
    return len(codes)


def main(folder: Path) -> None:
    here = Path(__file__).resolve().parent
    for name, target in FACES.items():
        count = cut(next(folder.rglob(name)), here / target)
        print(f"{target}: {count} characters, {(here / target).stat().st_size / 1e6:.1f} MB")
    for package in folder.rglob("package.json"):
        for key, target in LICENCES.items():
            if f'"@expo-google-fonts/{key}"' in package.read_text("utf-8"):
                shutil.copyfile(package.with_name("LICENSE_FONT"), here / target)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
