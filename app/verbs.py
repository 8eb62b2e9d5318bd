"""Every verb of the program: importing all services makes the rights that they declare known."""

from __future__ import annotations

import importlib
import pkgutil

import app
from app.kit import rights

NOT_VERBS = ("app.commands", "app.demo", "app.__main__")


def load() -> dict[str, rights.Right]:
    """Import what declares rights, and give them all."""
    for info in pkgutil.walk_packages(app.__path__, "app."):
        if not info.name.startswith(NOT_VERBS):
            importlib.import_module(info.name)
    return rights.known()
