"""Folding SQLite's write-ahead log into the data file beside the work, instead of within each act.

A committed act lies safely in the log (it is synced there). Left to itself SQLite copies a long log into the
file before the commit returns, which is half of what closing a month waits for. So the connections leave it
alone, and after an act that left a long log a thread copies it while people go on; it blocks nobody.
"""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path
from threading import Thread

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

LONG = 4 * 2**20  # bytes of log that are left lying, as much as SQLite leaves by itself
log = logging.getLogger(__name__)


class Folding:
    """The log of one store. `after_act` may be called from any thread that has just committed."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._log = path.with_name(path.name + "-wal")
        self._thread: Thread | None = None

    def after_act(self) -> None:
        """Begin to fold where the log is long and nobody folds it yet."""
        if self._thread is not None and self._thread.is_alive():
            return
        if self._length() > LONG:
            self._thread = Thread(target=self._fold, name="folding", daemon=True)
            self._thread.start()

    def wait(self) -> None:
        """Until nothing is being folded: before the store is closed."""
        if self._thread is not None:
            self._thread.join()

    def _length(self) -> int:
        try:
            return self._log.stat().st_size
        except OSError:
            return 0

    def _fold(self) -> None:
        """What cannot be folded now (a full disk, a lock) stays in the log, and the next act tries again."""
        pool = self._engine.pool.recreate()  # of its own: nobody waits for a connection, none grows cold
        try:
            connection = pool.connect()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            finally:
                connection.close()
        except (DBAPIError, sqlite3.Error) as error:
            log.warning("the write-ahead log was not folded: %s", error)
        finally:
            pool.dispose()
