"""What this person at this PC prefers: theme, size of type, columns, the last store. Never office data."""

from __future__ import annotations

import os

from PySide6.QtCore import QSettings


def prefs() -> QSettings:
    """The preferences file of this person; HOUQIN_CONFIG names another one (tests, a stick)."""
    chosen = os.environ.get("HOUQIN_CONFIG")
    if chosen:
        return QSettings(chosen, QSettings.Format.IniFormat)
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "houqin", "houqin")


def text(key: str, default: str = "") -> str:
    value = prefs().value(key, default)
    return value if isinstance(value, str) else default


def number(key: str, default: int) -> int:
    value = prefs().value(key, default)
    try:
        return int(str(value))
    except ValueError:
        return default


def keep(key: str, value: object) -> None:
    prefs().setValue(key, value)
