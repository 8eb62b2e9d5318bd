"""Long reads off the screen's thread: rounds of questions to the store, of which only the newest counts.

A round is a handful of questions asked in one reading session, so that all answers are of one moment. When
a newer round begins, the older one is stopped in the middle of its query, and what it still says is dropped.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import cache
from threading import Event, Lock
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot
from sqlalchemy.orm import Session

from app.kit.errors import UserError
from app.kit.store import Store

Question = tuple[str, Callable[[Session], Any]]
log = logging.getLogger(__name__)


@cache
def _pool() -> QThreadPool:
    """Threads of their own: a list must open while an import fills the global ones."""
    pool = QThreadPool()
    pool.setMaxThreadCount(2)
    return pool


class Round(QRunnable):
    """The questions of one moment. `first` is set once the first answer is there, in `answers`."""

    def __init__(self, reads: Reads, number: int, store: Store, questions: Sequence[Question]) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self.number = number
        self.answers: dict[str, Any] = {}
        self.first = Event()
        self.over = Event()
        self.stopped = False
        self._reads, self._store, self._questions = reads, store, questions
        self._lock = Lock()
        self._connection: Any = None

    def stop(self) -> None:
        """Drop the rest, and break off the query that runs now."""
        with self._lock:
            self.stopped = True
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
                self._reads.failed.emit(self.number, error)
        finally:
            self.first.set()
            self.over.set()
            self._reads.ended.emit(self.number)

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
                    self._reads.answered.emit(self.number, name)
                    self.first.set()
            finally:
                with self._lock:
                    self._connection = None


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

    def ask(self, store: Store, questions: Sequence[Question], wait: float = 0.0) -> Round:
        """Begin a round and make the older one moot; wait at most so many seconds for the first answer."""
        self.stop()
        self._number += 1
        self.round = Round(self, self._number, store, questions)
        self._leaving[self._number] = self.round
        _pool().start(self.round)
        if wait:
            self.round.first.wait(wait)
        return self.round

    def current(self, number: int) -> bool:
        return self.round is not None and self.round.number == number

    @property
    def busy(self) -> bool:
        return self.round is not None and not self.round.over.is_set()

    def stop(self) -> None:
        """No answer is wanted any more."""
        if self.round is not None:
            self.round.stop()
            self.round = None

    def close(self) -> None:
        """Stop, and wait until no thread reads any more: before the store is closed."""
        self.stop()
        for each in list(self._leaving.values()):
            each.over.wait(5)

    @Slot(int)
    def _let_go(self, number: int) -> None:
        self._leaving.pop(number, None)
