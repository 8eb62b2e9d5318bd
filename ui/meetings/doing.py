"""Acts of a meeting: done at once, and a refusal stands beside the thing instead of in a window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.kit.errors import Invalid, UserError
from ui.kit.desk import Desk
from ui.kit.parts import Notice
from ui.kit.verb_dialog import VerbDialog

Tell = Callable[[str], object]


class Trouble(Notice):
    """A refusal beside the thing that was refused; gone with the next act that is done."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("bad")
        self.desk = desk
        self.hide()

    def say(self, words: str) -> None:
        """An empty sentence takes it away."""
        self.setVisible(bool(words))
        if words:
            self.tell("bad", words)

    def do(self, operation: str, verb: Callable[..., Any], *args: Any, **more: Any) -> bool:
        """Whether it was done."""
        return done(self.desk, self.say, operation, verb, *args, **more)


def done(desk: Desk, tell: Tell, operation: str, verb: Callable[..., Any], *args: Any, **more: Any) -> bool:
    """Whether it was done; `tell` gets the sentence of a refusal, or an empty one."""
    try:
        desk.act(operation, verb, *args, **more)
    except Invalid as error:
        tell("；".join(error.problems.values()))
    except UserError as error:
        tell(str(error))
    else:
        tell("")
        return True
    return False


def opened(
    widget: QWidget, dialog: VerbDialog, then: Callable[..., object] | None = None, width: int = 720
) -> VerbDialog:
    """Show a small window for one verb; it goes when it is done with."""
    if then is not None:
        dialog.performed.connect(then)
    dialog.finished.connect(dialog.deleteLater)
    dialog.show_at_size(width)
    return dialog
