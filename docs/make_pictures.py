"""Takes the README's pictures of the window on the sample office: `python docs/make_pictures.py`."""

# ruff: noqa: E402  the environment comes before Qt

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
_HOME = tempfile.TemporaryDirectory(prefix="houqin-pictures-", ignore_cleanup_errors=True)
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["HOUQIN_CONFIG"] = f"{_HOME.name}/houqin.ini"
os.environ["HOUQIN_LOG"] = _HOME.name

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from app import office
from app.assets.models import Asset
from app.kit.store import Store
from ui.assets.importing import open_import
from ui.assets.papers import print_cards
from ui.kit.desk import Desk
from ui.kit.theme import theme
from ui.window import MainWindow

COLOURS = 96


def settle(app: QApplication, seconds: float = 1.5) -> None:
    """Let reads in other threads arrive and be painted."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        app.processEvents()
        time.sleep(0.01)


def keep(pixmap: QPixmap, name: str) -> None:
    """Save with few colours: a window has hardly more, and the file is a third of the size."""
    from PIL import Image

    (HERE / "pictures").mkdir(exist_ok=True)
    file = HERE / "pictures" / f"{name}.png"
    pixmap.save(str(file))
    with Image.open(file) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


def shots(window: MainWindow, desk: Desk) -> dict[str, Callable[[], object]]:
    """Name of a picture → what brings its page up."""

    def first_card() -> int:
        return desk.read(lambda session: session.query(Asset.id).filter(Asset.name == "台式计算机").first()[0])

    def few() -> list[int]:
        return desk.read(lambda session: [row[0] for row in session.query(Asset.id).limit(3)])

    return {
        "workbench": lambda: window.go("workbench"),
        "assets": lambda: window.go("assets"),
        "card": lambda: window.go("assets").open(first_card()),
        "import": lambda: open_import(window.go("assets"), desk, office.SAMPLE_LEDGER),
        "preview": lambda: print_cards(window.go("assets"), desk, few()),
        "months": lambda: window.go("months"),
        "vouchers": lambda: window.go("finance"),
    }


def main() -> None:
    app = QApplication(["houqin"])
    theme().start("light")
    theme().speak_chinese()
    store: Store = office.create_sample(Path(_HOME.name) / "样例单位.houqin", who="王芳")
    for face, names in (("light", None), ("dark", ("assets",))):
        theme().choose(face)
        desk = Desk()
        window = MainWindow()
        window.resize(1280, 720)
        window.attach(desk)
        desk.open(Store.open(store.where, who="王芳"))
        window.show()
        settle(app)
        for name, bring in shots(window, desk).items():
            if names is None or name in names:
                bring()
                settle(app)
                keep(window.grab(), name if face == "light" else f"{name}-dark")
                window.return_from_page()
        window.close()
    store.close()
    os._exit(0)  # what still reads in a thread need not be waited for


if __name__ == "__main__":
    main()
