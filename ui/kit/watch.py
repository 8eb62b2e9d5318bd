"""Lists notice what others changed: the log is looked at every few seconds, off the screen's thread.

Whatever anybody does is an act, and acts are numbered without gaps; so one look asks which tables the acts
touched that came since the last one, our own left out, and `Desk.changed` tells the screens as if we had.
"""

from __future__ import annotations

import logging
from threading import Event

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal, Slot
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import audit
from app.kit.errors import UserError
from app.kit.store import Store
from ui.kit.desk import Desk

EVERY = 3000  # ms
log = logging.getLogger(__name__)


def others_since(session: Session, seen: int, own: set[int]) -> tuple[int, set[str]]:
    """The log's newest act, and the tables that others' acts after `seen` touched."""
    newest, _ = audit.head(session)
    if newest == seen:
        return newest, set()
    changes = select(audit.Change.act_id, audit.Change.table_name).where(
        audit.Change.act_id > seen, audit.Change.act_id <= newest
    )
    return newest, {table for act, table in session.execute(changes.distinct()) if act not in own}


class _Look(QRunnable):
    """One look at the log; what it found stands in it when `over` is set."""

    def __init__(self, watch: Watch, store: Store, seen: int) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self.store, self.seen = store, seen
        self.newest, self.tables, self.trouble = seen, set[str](), ""
        self.over = Event()
        self._watch = watch

    def run(self) -> None:
        try:
            with self.store.reading() as session:
                self.newest, self.tables = others_since(session, self.seen, self.store.own_acts)
        except UserError as error:
            self.trouble = str(error)
        except Exception:
            log.exception("a look at the log failed")
        finally:
            self.over.set()
            self._watch.looked.emit()


class Watch(QObject):
    """Looks for the desk's store, from when it is opened until it is left."""

    looked = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None, every: int = EVERY) -> None:
        super().__init__(parent)
        self.desk = desk
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._look: _Look | None = None
        self._seen = 0
        self._troubled = False
        self._clock = QTimer(self)
        self._clock.setInterval(every)
        self._clock.timeout.connect(self.look)
        self.looked.connect(self._looked)
        desk.opened.connect(self.begin)
        desk.closing.connect(self.end)
        if desk.ready:
            self.begin()

    @Slot()
    def begin(self) -> None:
        """From now on: what was done before the screens read is no news."""
        self._seen, self._troubled = self.desk.read(audit.head)[0], False
        self._clock.start()

    @Slot()
    def end(self) -> None:
        """No look is under way any more: before the store is closed."""
        self._clock.stop()
        if self._look is not None:
            self._look.over.wait(10)
            self._look = None

    @Slot()
    def look(self) -> None:
        """Look now, unless a look is under way."""
        if self._look is None and self.desk.ready:
            self._look = _Look(self, self.desk.store, self._seen)
            self._pool.start(self._look)

    @Slot()
    def _looked(self) -> None:
        look, self._look = self._look, None
        if look is None or not self.desk.ready or look.store is not self.desk.store:
            return
        if look.trouble and not self._troubled:
            self.desk.told.emit(look.trouble)
        elif self._troubled and not look.trouble:
            self.desk.told.emit("与数据的连接恢复了。")
        self._troubled = bool(look.trouble)
        self._seen = look.newest
        look.store.own_acts.difference_update(range(look.seen, look.newest + 1))
        if look.tables:
            self.desk.changed.emit(look.tables)
