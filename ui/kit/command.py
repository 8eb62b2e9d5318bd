"""A verb a person can call: from the palette, a menu, a button or by its keys."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """`shortcut` is as Qt writes it ("Ctrl+N"), empty for none; `run` takes nothing; a command that is
    not `enabled` is shown but cannot be chosen; `icon` is a name of ui.kit.icons."""

    label: str
    shortcut: str
    run: Callable[[], object]
    enabled: bool = True
    icon: str = ""
