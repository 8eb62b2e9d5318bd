"""Colours, type and the one style sheet: Fusion with a palette, light or dark as the system is.

Screens ask `tokens()` for colours when they paint, and `theme().changed` tells them to paint again.
Sizes are pixels at 100 %; Qt scales them.

What is imported and called before the first paint counts: naming PySide6's `Qt` alone costs 12 ms (it makes
all its enums) and dataclasses 3, so this module, the window, its rail and its bar do without both.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from string import Template
from typing import NamedTuple, cast

from PySide6.QtCore import QDir, QLibraryInfo, QObject, QTranslator, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from ui.kit import prefs

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
BUNDLED = RESOURCES / "fonts" / "NotoSansSC-Regular.ttf"
SIZES = range(13, 19)
STEP = 4
RAIL = 200
ROW, HEADER = 32, 34
MIDDLE_LEFT = 0x81  # Qt.AlignVCenter | Qt.AlignLeft, as QPainter.drawText takes it


class Tokens(NamedTuple):
    """The colours of one face of the program; text on its ground has a contrast of at least 4.5 : 1."""

    ground: str
    surface: str
    line: str
    edge: str  # of inputs and buttons, stronger than `line`
    text: str
    second: str
    accent: str
    on_accent: str
    accent_hover: str
    hover: str
    chosen: str  # the row or the words that are selected
    faint: str  # what cannot be used now
    good: str
    warn: str
    bad: str
    scheme: str


LIGHT = Tokens(
    ground="#F5F7F8", surface="#FFFFFF", line="#DFE4E8", edge="#C3CCD3", text="#1B2630", second="#56636F",
    accent="#0E6F62", on_accent="#FFFFFF", accent_hover="#0B5C51", hover="#ECF0F2", chosen="#D8ECE8",
    faint="#98A3AD", good="#1A7F37", warn="#8A5A00", bad="#B42318", scheme="light",
)  # fmt: skip
DARK = Tokens(
    ground="#14191D", surface="#1B2227", line="#2D363D", edge="#44505A", text="#E5EAEE", second="#9DAAB5",
    accent="#4FC3AF", on_accent="#0C1815", accent_hover="#6BD0BE", hover="#242D34", chosen="#1F423E",
    faint="#66727C", good="#57B36A", warn="#D9A441", bad="#F0776B", scheme="dark",
)  # fmt: skip


class Theme(QObject):
    """The face that is shown now; one for the process, from `theme()`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tokens = LIGHT
        self.choice = "system"
        self.size = 14
        self._dark_system = False
        self._translators: list[QTranslator] = []

    def start(self, choice: str | None = None) -> None:
        """Dress the application; `choice` (system, light, dark) overrides the preference for this run."""
        app = _app()
        app.setStyle(QStyleFactory.create("Fusion"))
        QDir.setSearchPaths("theme", [str(RESOURCES / "theme")])
        self.choice = choice or prefs.text("theme", "system")
        self.size = min(max(prefs.number("font_size", 14), SIZES[0]), SIZES[-1])
        # Asked of the palette that the system brought, before ours takes its place.
        self._dark_system = app.palette().color(QPalette.ColorRole.Window).lightness() < 128
        app.styleHints().colorSchemeChanged.connect(self.follow)
        self._dress()

    def choose(self, choice: str) -> None:
        """Set and keep the person's choice: system, light or dark."""
        prefs.keep("theme", choice)
        self.choice = choice
        self._dress()

    def resize(self, size: int) -> None:
        """Set and keep the size of body type, 13 to 18 px."""
        self.size = min(max(size, SIZES[0]), SIZES[-1])
        prefs.keep("font_size", self.size)
        self._dress()

    @Slot()
    def follow(self) -> None:
        """Take the system's light or dark face as it is now."""
        from PySide6.QtCore import Qt

        scheme = _app().styleHints().colorScheme()
        if scheme != Qt.ColorScheme.Unknown:
            self._dark_system = scheme == Qt.ColorScheme.Dark
        if self.choice == "system" and self.tokens is not (DARK if self._dark_system else LIGHT):
            self._dress()

    def _dress(self) -> None:
        app = _app()
        dark = self._dark_system if self.choice == "system" else self.choice == "dark"
        self.tokens = DARK if dark else LIGHT
        app.setPalette(palette(self.tokens))
        # Before the sheet, which hands it on to what is shown already; the fonts of classes after it,
        # which would take them away.
        app.setFont(font(self.size))
        app.setStyleSheet(style_sheet(self.tokens, self.size))
        for kind in ("QAbstractItemView", "QHeaderView"):
            app.setFont(font(self.size - 1), kind)  # type: ignore[arg-type]
        self.changed.emit()

    def speak_chinese(self) -> None:
        """Qt's own words (取消, 保存 …) in Chinese; a build without its translations keeps Qt's."""
        app = _app()
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for name in ("qtbase_zh_CN", "qt_zh_CN"):
            translator = QTranslator(app)
            if translator.load(name, folder):
                app.installTranslator(translator)
                self._translators.append(translator)
                return


def _app() -> QApplication:
    return cast(QApplication, QApplication.instance())


@cache
def theme() -> Theme:
    return Theme()


def tokens() -> Tokens:
    return theme().tokens


def color(name: str) -> QColor:
    """A token as a colour: color("accent")."""
    return QColor(getattr(tokens(), name))


@cache
def families() -> tuple[str, ...]:
    """The faces of the window: Microsoft YaHei UI where it is, the bundled face behind or instead.

    A bare Linux has no Chinese face at all, so the bundled one is registered first thing."""
    bundled: list[str] = []
    on_windows = sys.platform == "win32" and "Microsoft YaHei UI" in QFontDatabase.families()
    if BUNDLED.exists() and not on_windows:
        bundled = list(QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(BUNDLED))))
    return ("Microsoft YaHei UI", *bundled) if on_windows else (*bundled, "Noto Sans CJK SC")


def font(size: int, bold: bool = False) -> QFont:
    """The window's face at `size` px."""
    made = QFont(list(families()))
    made.setPixelSize(size)
    made.setBold(bold)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def palette(face: Tokens) -> QPalette:
    """Qt's palette of a face, also for the parts that Fusion draws itself."""
    role, made = QPalette.ColorRole, QPalette()
    for roles, value in (
        ((role.Window, role.AlternateBase), face.ground),
        ((role.Base, role.Button, role.ToolTipBase, role.Light, role.Midlight), face.surface),
        ((role.WindowText, role.Text, role.ButtonText, role.BrightText, role.ToolTipText), face.text),
        ((role.HighlightedText,), face.text),
        ((role.PlaceholderText,), face.second),
        ((role.Highlight,), face.chosen),
        ((role.Link, role.LinkVisited, role.Accent), face.accent),
        ((role.Mid, role.Dark, role.Shadow), face.edge),
    ):
        for each in roles:
            made.setColor(each, QColor(value))
    for each in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, each, QColor(face.faint))
    return made


@cache
def _sheet() -> Template:
    return Template((RESOURCES / "theme" / "sheet.qss").read_text(encoding="utf-8"))


def style_sheet(face: Tokens, size: int) -> str:
    """The sheet in the colours of `face`; `field` is the inner height of one-line inputs for that type."""
    return _sheet().substitute(face._asdict(), field=size + 8)


def luminance(value: str) -> float:
    """Relative luminance of #RRGGBB after WCAG 2.2."""
    parts = [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours after WCAG 2.2: 1 to 21."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)
