"""Where the backups of a store go, by which rule they are kept, and the key they are sealed with.

This is a matter of the PC (a USB stick hangs on it), so it lies beside the person's preferences and not in
the store: one JSON file, by the store's path.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from platformdirs import user_config_path

from app.kit import files
from app.kit.errors import UserError


@dataclass(frozen=True)
class Choices:
    """`folder` "" is the one beside the store, `second` "" is none. The rule counts days, weeks and months of
    which the newest automatic backup is kept. `sealed` holds the key that backups are sealed with, wrapped by
    the pass-phrase (`wrapped`) and as it is (`key`, hex): whoever has this PC has the store anyway."""

    folder: str = ""
    second: str = ""
    daily: int = 7
    weekly: int = 8
    monthly: int = 24
    automatic: bool = True
    key: str = ""
    wrapped: dict[str, Any] | None = None

    @property
    def sealed(self) -> bool:
        return bool(self.key and self.wrapped)


def choices_file() -> Path:
    """The file of all choices; HOUQIN_CONFIG says where the preferences lie (tests, a stick)."""
    chosen = os.environ.get("HOUQIN_CONFIG")
    folder = Path(chosen).parent if chosen else user_config_path("houqin", appauthor=False)
    return folder / "backups.json"


def choices_of(store: str | Path) -> Choices:
    """What was chosen at this PC for the store at a path; the defaults where nothing was."""
    held = _read().get(_name(store))
    if not isinstance(held, dict):
        return Choices()
    usual = asdict(Choices()) | {"wrapped": {}}
    fits: dict[str, Any] = {
        name: held[name] for name, value in usual.items() if isinstance(held.get(name), type(value))
    }
    return Choices(**fits)


def keep_choices(store: str | Path, choices: Choices | None = None, **changes: Any) -> Choices:
    """Remember them. Raises UserError when a figure makes no sense or the file cannot be written."""
    made = replace(choices or choices_of(store), **changes)
    if min(made.daily, made.weekly, made.monthly) < 1:
        raise UserError("保留的份数至少是 1。")
    whole = _read()
    whole[_name(store)] = asdict(made)
    with files.told_of_full(choices_file()):
        choices_file().parent.mkdir(parents=True, exist_ok=True)
        files.write(choices_file(), json.dumps(whole, ensure_ascii=False, indent=1).encode(), private=True)
    return made


def folders(store: str | Path) -> list[Path]:
    """The folder beside the store or the chosen one, then the second where one was chosen."""
    chosen = choices_of(store)
    first = Path(chosen.folder) if chosen.folder else beside(store)
    return [first, *([Path(chosen.second)] if chosen.second else [])]


def beside(store: str | Path) -> Path:
    path = Path(store)
    return path.with_name(path.stem + ".备份")


def _name(store: str | Path) -> str:
    return os.path.normcase(os.path.abspath(store))


def _read() -> dict[str, Any]:
    try:
        found = json.loads(choices_file().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
