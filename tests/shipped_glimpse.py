"""Writes resources/glimpse.json anew: `python -m tests.shipped_glimpse`, when the asset list's columns changed."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from app.kit.store import Store
from ui.kit import glimpse
from ui.kit.desk import Desk
from ui.kit.theme import theme
from ui.window import MainWindow


def fresh(folder: Path) -> dict[str, Any]:
    """The recipe of the asset list in a program without preferences, on an empty store."""
    window = MainWindow()
    window.keeps_place = False
    window.resize(1440, 900)
    window.show()
    desk = Desk(parent=window)
    window.attach(desk)
    window.begin_at("assets")
    desk.open(Store.create(folder / "新.houqin", who="张三"))
    window.screen_now.rows.settle()
    QApplication.processEvents()
    recipe = glimpse.recipe_of(window, window.screen_now)
    window.forget()
    desk.close()
    window.close()
    return recipe


if __name__ == "__main__":
    import tests.conftest  # noqa: F401  no screen, no preferences
    instance = QApplication([])
    theme().start("light")
    with tempfile.TemporaryDirectory() as place:
        made = fresh(Path(place))
    glimpse.SHIPPED.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
