"""A screen written by hand: title, tools, body; it asks the store off the screen's thread and shows what comes.

It keeps the contract of a screen: title, commands, status_changed, waiting, activate, reload.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.kit.errors import UserError
from app.kit.store import Store
from ui.kit import crash
from ui.kit.base import Screen
from ui.kit.desk import Desk
from ui.kit.job import Job
from ui.kit.parts import TITLE, Notice, Words, column, row


class PlainScreen(Screen):
    """Subclasses set `title` and `tables`, say in `question` what to ask, and show it in `arrived`."""

    tables: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.heading = Words(self.title, step=TITLE, bold=True)
        self.under = Words("", "second")
        self.tools = row()
        head = row(self.heading, self.under, None, self.tools, spacing=12)
        head.setContentsMargins(24, 12, 24, 12)
        self.trouble = Notice("bad")
        self.trouble.hide()
        trouble = row(self.trouble)
        trouble.setContentsMargins(24, 0, 24, 0)
        self.body: QVBoxLayout = column(spacing=12)
        self.setLayout(column(head, trouble, self.body, spacing=0))
        self._stale = True
        self._serial = 0
        self._job: Job | None = None

    # -- the contract ----------------------------------------------------------------------------------

    def activate(self) -> None:
        """The screen is shown: ask again if something changed meanwhile."""
        if self._stale:
            self.ask()

    def reload(self, tables: set[str]) -> None:
        """Something was written; a hidden screen asks when it is shown again."""
        if tables & self.tables:
            self._stale = True
            if self.isVisible():
                self.ask()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # A page that lay over the screen is gone.
        if self._stale and self.desk.ready:
            self.ask()

    # -- asking ----------------------------------------------------------------------------------------

    def question(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """What to ask: a function of (session, …) and the rest of its arguments."""
        raise TypeError("a screen says what it asks")

    def arrived(self, answer: Any) -> None:
        """Show it."""

    def ask(self) -> None:
        """Ask the store; `arrived` gets the newest answer only."""
        self._stale = False
        self._serial += 1
        function, rest = self.question()
        self._job = Job(self.title, _read, self.desk.store, self._serial, function, rest)
        self._job.finished.connect(self._answered)
        self._job.failed.connect(self._refused)
        self._job.start()

    def close_reads(self) -> None:
        if self._job is not None:
            self._job.finished.disconnect(self._answered)
            self._job.failed.disconnect(self._refused)
            self._job = None
        self._serial += 1  # an answer may be on its way already

    @Slot(object)
    def _answered(self, result: tuple[int, Any]) -> None:
        serial, answer = result
        if serial == self._serial:
            self._job = None
            self.trouble.hide()
            self.arrived(answer)
            # Only now is it known how much waits here; the window shows it beside the screen's name.
            refresh = getattr(self.window(), "refresh", None)
            if refresh is not None:
                refresh()

    @Slot(object)
    def _refused(self, error: BaseException) -> None:
        self._stale = True
        if isinstance(error, UserError):
            self.trouble.tell("bad", str(error))
        else:
            crash.report(error)


def _read(
    store: Store,
    serial: int,
    function: Callable[..., Any],
    rest: tuple[Any, ...],
    progress: Callable[..., None],
) -> tuple[int, Any]:
    with store.reading() as session:
        return serial, function(session, *rest)
