"""What was typed and not saved, kept beside the preferences so that it survives a crash."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from typing import Any

import orjson

from ui.kit.prefs import prefs


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
