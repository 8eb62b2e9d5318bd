"""Long reads off the screen's thread: rounds of questions to the store, of which only the newest counts.

A round is a handful of questions asked in one reading session, so that all answers are of one moment. When
a newer round begins, the older one is stopped in the middle of its query, and what it still says is dropped.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import cache
from threading import Event, Lock
from time import monotonic
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal, Slot
from shiboken6 import isValid
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.kit.errors import UserError
from app.kit.store import Store

Question = tuple[str, Callable[[Session], Any]]
PAINTING = 30  # ms: so long the screen has to itself before a thread asks what it can wait for
STEPS = 10_000  # of SQLite between two looks at the clock, about a millisecond
log = logging.getLogger(__name__)


@cache
def pool() -> QThreadPool:
    """Threads of their own: a list must open while an import fills the global ones."""
    made = QThreadPool()
    made.setMaxThreadCount(2)
    return made


class Round(QRunnable):
    """The questions of one moment; answers stand in `answers`. Two threads that both run Python slow each other
    down many times over, so a round may be made now and begun when the screen has painted.
    """

    def __init__(self, reads: Reads, number: int, store: Store, questions: Sequence[Question]) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self.number = number
        self.answers: dict[str, Any] = {}
        self.over = Event()
        self.begun = self.stopped = False
        self._reads, self._store, self._questions = reads, store, questions
        self._lock = Lock()
        self._connection: Any = None

    def begin(self) -> None:
        """Start asking, unless it was begun or stopped already."""
        if not self.begun and not self.stopped:
            self.begun = True
            pool().start(self)

    def stop(self) -> None:
        """Drop the rest, and break off the query that runs now."""
        with self._lock:
            self.stopped = True
            if not self.begun:
                self.over.set()
            interrupt = getattr(self._connection, "interrupt", getattr(self._connection, "cancel", None))
            if interrupt is not None:
                interrupt()

    def run(self) -> None:
        try:
            self._ask()
        except Exception as error:
            if not self.stopped:
                if not isinstance(error, UserError):
                    log.exception("a read of a list failed")
                self._say("failed", self.number, error)
        finally:
            # Whoever waits for the end may take the reads away at once, so it is told last.
            self._say("ended", self.number)
            self.over.set()

    def _say(self, signal: str, *values: object) -> None:
        """Emit a signal, unless the list is gone meanwhile."""
        if isValid(self._reads):
            getattr(self._reads, signal).emit(*values)

    def _ask(self) -> None:
        if self.stopped:
            return
        with self._store.reading() as session:
            with self._lock:
                self._connection = session.connection().connection.dbapi_connection
            try:
                for name, question in self._questions:
                    if self.stopped:
                        return
                    self.answers[name] = question(session)
                    self._say("answered", self.number, name)
            finally:
                with self._lock:
                    self._connection = None


def at_once(store: Store, question: Callable[[Session], Any], seconds: float) -> Any:
    """The answer of a question asked right here, None where it takes longer than that (or on a server)."""
    with store.reading() as session:
        connection: Any = session.connection().connection.dbapi_connection
        if not hasattr(connection, "set_progress_handler"):
            return None
        until = monotonic() + seconds
        connection.set_progress_handler(lambda: monotonic() > until, STEPS)
        try:
            return question(session)
        except OperationalError:
            if monotonic() < until:
                raise
            return None
        finally:
            connection.set_progress_handler(None, 0)


class Reads(QObject):
    """Asks rounds of questions. `answered(number, name)`: an answer stands in `answer(name)`."""

    answered = Signal(int, str)
    failed = Signal(int, object)
    ended = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.round: Round | None = None
        # A round that was stopped may still be leaving its thread; it must not be collected meanwhile.
        self._leaving: dict[int, Round] = {}
        self._number = 0
        self.ended.connect(self._let_go)

    def ask(self, store: Store, questions: Sequence[Question], paint: bool = False) -> Round:
        """Begin a round and make the older one moot; `paint` what is known first."""
        self.stop()
        self._number += 1
        self.round = Round(self, self._number, store, questions)
        self._leaving[self._number] = self.round
        if paint:
            QTimer.singleShot(PAINTING, self.round.begin)
        else:
            self.round.begin()
        return self.round

    def settle(self, seconds: float) -> None:
        """Wait for all answers."""
        if self.round is not None:
            self.round.begin()
            self.round.over.wait(seconds)

    def current(self, number: int) -> bool:
        return self.round is not None and self.round.number == number

    @property
    def busy(self) -> bool:
        return self.round is not None and not self.round.over.is_set()

    def stop(self) -> None:
        """No answer is wanted any more."""
        if self.round is not None:
            self.round.stop()
            if not self.round.begun:
                self._let_go(self.round.number)
            self.round = None

    def close(self) -> None:
        """Stop, and wait until no thread reads any more: before the store is closed."""
        self.stop()
        for each in list(self._leaving.values()):
            each.over.wait(5)

    @Slot(int)
    def _let_go(self, number: int) -> None:
        self._leaving.pop(number, None)
