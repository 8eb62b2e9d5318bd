"""Takes the README's pictures of the window on the sample office: `python docs/make_pictures.py`."""

# ruff: noqa: E402  the environment comes before Qt

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
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
from app.meetings import deliberating
from app.workorders import importing as repair_books
from tests.council import Council
from ui.assets.importing import open_import
from ui.assets.papers import print_cards
from ui.kit.desk import Desk
from ui.kit.theme import theme
from ui.meetings.room import open_room
from ui.window import MainWindow

COLOURS = 96
BOOK = HERE.parent / "tests" / "data" / "报修登记簿.xlsx"


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


def meet(store: Store) -> int:
    """A meeting that has begun, with an item in the middle of its vote."""
    council = Council(store)
    submissions = [
        council.raised("修缮办公楼屋面并更换供暖管道", "C01", amount=Decimal("486000.00")),
        council.raised("报废两台旧车", "D04", amount=Decimal("260000.00")),
    ]
    meeting = council.begun(council.called(*submissions), 6)
    item = council.items(meeting)[0]
    council.do(deliberating.open_item, item)
    for person in council.people[1:3]:
        council.do(deliberating.speak, item, person, "同意，建议入冬前完成。")
    return meeting


def repair(store: Store) -> None:
    """The repair book of a small institution."""
    with store.changing("导入报修登记簿") as session:
        plan = repair_books.plan(session, BOOK, store.clock())
        repair_books.store(session, plan, store.clock(), accept_valid=True, create_missing=True)


def shots(window: MainWindow, desk: Desk, meeting: int) -> dict[str, Callable[[], object]]:
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
        "repairs": lambda: window.go("workorders"),
        "meeting": lambda: window.go("meetings").open(meeting),
        "room": lambda: open_room(window.go("meetings"), desk, meeting),
    }


def main() -> None:
    app = QApplication(["houqin"])
    theme().start("light")
    theme().speak_chinese()
    store: Store = office.create_sample(Path(_HOME.name) / "样例单位.houqin", who="王芳")
    meeting = meet(store)
    repair(store)
    for face, names in (("light", None), ("dark", ("assets",))):
        theme().choose(face)
        desk = Desk()
        window = MainWindow()
        window.resize(1280, 720)
        window.attach(desk)
        desk.open(Store.open(store.where, who="王芳"))
        window.show()
        settle(app)
        for name, bring in shots(window, desk, meeting).items():
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
