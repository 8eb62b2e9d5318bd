"""What every screen answers to, and the verbs of a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.kit.command import Command
from ui.kit.desk import Desk


class Screen(QWidget):
    """What stands behind one word of the rail. Called as Class(desk, parent)."""

    title: ClassVar[str] = ""
    icon: ClassVar[str] = "inbox"
    status_changed = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def commands(self) -> list[Command]:
        """The verbs that can be called from here, by the palette or their keys."""
        return []

    def waiting(self) -> int | None:
        """How many things wait here, for the rail; None where nothing ever waits."""
        return None

    def activate(self) -> None:
        """It is shown (again)."""

    def reload(self, tables: set[str]) -> None:
        """These tables were written to."""

    def close_reads(self) -> None:
        """The store is left: what is still being asked is for nobody."""


@dataclass(frozen=True)
class Action:
    """A verb of a list. `run(screen, ids)` gets the selected ids; `needs` is none, one or some of them.

    `when(values)` is asked for each selected record (values by column name, links by title); a verb that
    does not fit one of them is greyed. `place` is button (beside the title) or menu. `right` is the key of
    the right without which it is greyed too.
    """

    label: str
    run: Callable[[Any, Sequence[int]], object]
    when: Callable[[Mapping[str, Any]], bool] | None = None
    icon: str = ""
    shortcut: str = ""
    needs: str = "some"
    place: str = "menu"
    right: str = ""
