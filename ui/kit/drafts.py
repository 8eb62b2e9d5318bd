"""What was typed and not saved, kept beside the preferences so that it survives a crash."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from PySide6.QtCore import QObject, QTimer

from ui.kit.prefs import prefs

AFTER = 800  # ms after the last keystroke


def folder() -> Path:
    return Path(prefs().fileName()).parent / "drafts"


def key(store: str, table: str, record_id: int | None) -> str:
    """One draft for each record of each store, and one for the new record of each table."""
    return f"{store}|{table}|{record_id or 'new'}"


def keep(name: str, content: dict[str, Any]) -> None:
    """Keep a draft. A full or read-only disk must not stop the typing, so it is then simply not kept."""
    with contextlib.suppress(OSError, TypeError):
        file = _file(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        partial = file.with_suffix(".part")
        partial.write_bytes(orjson.dumps(content))
        if os.name == "posix":
            partial.chmod(0o600)
        partial.replace(file)


def find(name: str) -> dict[str, Any] | None:
    """The draft of that name; one that cannot be read counts as none."""
    try:
        content = orjson.loads(_file(name).read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return None
    return content if isinstance(content, dict) else None


def drop(name: str) -> None:
    with contextlib.suppress(OSError):
        _file(name).unlink()


def _file(name: str) -> Path:
    return folder() / f"{hashlib.sha256(name.encode()).hexdigest()[:24]}.json"


class Keeper(QObject):
    """Keeps the draft of one form, some moments after the last keystroke.

    `typed` gives the draft's name, the version of the record that was read, and what was typed since.
    """

    def __init__(self, typed: Callable[[], tuple[str, int | None, dict[str, Any]]], parent: QObject) -> None:
        super().__init__(parent)
        self._typed = typed
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER)
        self._timer.timeout.connect(self.keep)

    def touch(self) -> None:
        """Something was typed."""
        self._timer.start()

    def hurry(self) -> None:
        """Keep at once what is still waiting."""
        if self._timer.isActive():
            self._timer.stop()
            self.keep()

    def keep(self) -> None:
        """Keep what was typed; when all of it was taken back, there is no draft."""
        name, version, typed = self._typed()
        if typed:
            keep(name, {"version": version, "typed": typed})
        else:
            drop(name)

    def find(self) -> tuple[int | None, dict[str, Any]] | None:
        """The version and the typed values of the draft, None where there is none."""
        content = find(self._typed()[0])
        typed = content.get("typed") if content else None
        return (content.get("version"), typed) if content and isinstance(typed, dict) else None

    def drop(self) -> None:
        """It was saved, or given up."""
        self._timer.stop()
        drop(self._typed()[0])
