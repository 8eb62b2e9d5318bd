"""Keeps the office's data safe while the program runs: automatic backups, and what needs the store closed:
restoring, encrypting, decrypting. One for the window; pages ask it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal, Slot
from sqlalchemy import select

from app.kit import backups, encrypting, rights
from app.kit.backups import AUTO, MANUAL, Made
from app.kit.errors import UserError
from app.kit.settings import SettingValue
from app.kit.store import Store
from app.kit.users import NotSaid
from ui.kit import crash, toast
from ui.kit.desk import Desk
from ui.kit.job import Job, strip_of
from ui.vouch import Vouch

log = logging.getLogger("houqin")
AUTOMATIC = "自动备份"
AFTER = 3_000  # ms after a store is open: the first page comes first


@dataclass(frozen=True)
class Closed:
    """Work on a store that is closed for it: what it is called, what it does, what to say when it is done.

    `secret` opens the store afterwards (None: as before), `again` begins anew with what had to be asked."""

    title: str
    work: Callable[..., Any]
    args: tuple[Any, ...]
    done: Callable[[Any], str]
    secret: str | None = None
    again: Callable[..., None] | None = None


class Keeper(QObject):
    """`kept` when a backup was made or looked at; `begun` opens a store again by path and secret."""

    kept = Signal()
    begun = Signal(str, object)

    def __init__(self, window: Any, desk: Desk, automatic: bool = True) -> None:
        super().__init__(window)
        self.window, self.desk, self.automatic = window, desk, automatic
        self._closed: Closed | None = None
        self._path = Path()
        self._job: Job | None = None
        self._vouch: Vouch | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(AFTER)
        self._soon.timeout.connect(self.begin)
        desk.opened.connect(self._opened)
        self._opened()

    # -- backups -------------------------------------------------------------------------------------

    @Slot()
    def _opened(self) -> None:
        if self.automatic and self.desk.ready:
            self._soon.start()

    @Slot()
    def begin(self) -> None:
        """The automatic backup of the start, beside the work."""
        if self.desk.ready and _wanted(self.desk.store):
            self._start(Job(AUTOMATIC, _make, self.desk.store, AUTO))

    def back_up(self, thorough: bool | None = None) -> None:
        """A backup because somebody asks for it."""
        job = Job("备份数据", _make, self.desk.store, MANUAL, thorough)
        strip_of(self.window).follow(job)
        self._start(job)

    def _start(self, job: Job) -> None:
        job.finished.connect(self._made)
        job.failed.connect(self._failed)
        self._job = job
        job.start()

    @Slot(object)
    def _made(self, made: Made | None) -> None:
        self.kept.emit()
        self.window.refresh()
        if made is None:
            return
        for remark in made.remarks:
            toast.tell(self.window, remark)
        if made.backup.manifest.kind == MANUAL:
            facts = made.backup.manifest
            second = "，第二份也已存好" if made.twin else ""
            toast.tell(
                self.window, f"已备份并核验：日志到第 {facts.number:,} 号，{facts.attachments} 个附件{second}"
            )

    @Slot(object)
    def _failed(self, error: BaseException) -> None:
        self.kept.emit()
        if isinstance(error, UserError):
            log.warning("backup: %s", error)
            if self._job is not None and self._job.title == AUTOMATIC:  # nobody asked, so nobody is held up
                toast.tell(self.window, f"自动备份没有做成：{error}")
            else:
                self.desk.complain(self.window, "备份没有做成", str(error))
        else:
            crash.report(error)

    def end(self) -> None:
        """The automatic backup of the close; the window is gone already, so a refusal goes to the log."""
        self._soon.stop()
        if not (self.automatic and self.desk.ready and _wanted(self.desk.store)):
            return
        try:
            made = backups.make(self.desk.store, AUTO)
        except UserError as error:
            log.warning("backup at the end: %s", error)
            return
        for remark in made.remarks if made else ():
            log.warning("backup at the end: %s", remark)

    # -- with the store closed -----------------------------------------------------------------------

    def restore(self, source: Path, store: Path, secret: str | None = None, **more: Any) -> None:
        """Put a backup in the place of the store, which may be open or broken. What must be asked on the way
        (who one is, whether another office is meant) goes into `more`, and it is tried anew."""
        now, who, again = _moment(self.desk), None, partial(self.restore, source, store, secret, **more)
        if self._is_open(store):
            self.desk.store.need(rights.KEEP)
            who, more = self.desk.store.who, {"allowed": True} | more
        closed = Closed("恢复", _restore, (source, store, now, secret, who, more), _restored, secret, again)
        self.close_and(store, closed)

    def _is_open(self, store: Path) -> bool:
        return self.desk.ready and self.desk.store.path == store

    def encrypt(self, passphrase: str, then: Callable[[encrypting.Converted], None]) -> None:
        """Encrypt the open store; `then` gets the recovery key when it is done."""
        path = self._own()

        def done(made: encrypting.Converted) -> str:
            then(made)
            return f"数据已加密。未加密的原数据和附件留存为“{made.aside.name}”，确认无误后请删除"

        self.close_and(
            path, Closed("加密", _encrypt, (path, passphrase, _moment(self.desk)), done, passphrase)
        )

    def decrypt(self, secret: str) -> None:
        """Have the open store in the clear again."""
        path = self._own()
        self.close_and(
            path, Closed("解除加密", _decrypt, (path, secret, _moment(self.desk)), _decrypted, secret)
        )

    def _own(self) -> Path:
        if self.desk.store.path is None:
            raise UserError("服务器上的数据由服务器保管。")
        self.desk.store.need(rights.KEEP)
        return self.desk.store.path

    def close_and(self, path: Path, closed: Closed) -> None:
        """Nobody reads any more, the store closes, the work runs, the store opens again whatever came of it."""
        self._soon.stop()
        self._closed, self._path = closed, path
        for job in Job.running():
            job.cancel()
        QThreadPool.globalInstance().waitForDone(10_000)
        self.window.forget()
        self.desk.close()
        self.window.rail.setEnabled(False)
        job = Job(closed.title, closed.work, *closed.args)
        job.finished.connect(self._did)
        job.failed.connect(self._did_not)
        job.cancelled.connect(self._again)
        strip_of(self.window).follow(job)
        self._job = job
        job.start()

    @Slot(object)
    def _did(self, result: Any) -> None:
        closed = self._closed
        self._again()
        if closed is not None:
            toast.tell(self.window, closed.done(result))

    @Slot(object)
    def _did_not(self, error: BaseException) -> None:
        closed, title = self._closed, self._closed.title if self._closed else ""
        self._again()
        if closed is not None and closed.again is not None and self._asked(error, closed.again):
            return
        if isinstance(error, UserError):
            self.desk.complain(self.window, f"{title}没有做成", str(error))
        else:
            crash.report(error)

    def _asked(self, error: BaseException, again: Callable[..., None]) -> bool:
        """Ask what was missing, and go on with the answer."""
        if isinstance(error, NotSaid):
            self._vouch = Vouch(self.window, str(error), lambda *by: again(by=by))
            self._vouch.open()
            return True
        if isinstance(error, backups.OtherOffice):
            question = f"{error}换上后就是那个单位的数据；现在的数据改名留存，不会删除。"
            if self.desk.ask(self.window, "恢复备份", question, "换成那个单位的"):
                again(other_office=True)
            return True
        return False

    @Slot()
    def _again(self) -> None:
        closed, self._closed = self._closed, None
        self.window.rail.setEnabled(True)
        self.begun.emit(str(self._path), closed.secret if closed else None)


def _wanted(store: Store) -> bool:
    """Not for a server, nor for the sample, nor where it was switched off."""
    if store.path is None or not backups.choices_of(store.path).automatic:
        return False
    with store.reading() as session:
        sample = session.scalar(select(SettingValue.value).where(SettingValue.key == "sample").limit(1))
    return sample != "1"


def _moment(desk: Desk) -> datetime:
    return desk.store.clock() if desk.ready else datetime.now(UTC)


def _make(
    store: Store, kind: str, thorough: bool | None = None, *, progress: Callable[..., None]
) -> Made | None:
    return backups.make(store, kind, progress, thorough=thorough)


def _restore(
    source: Path,
    store: Path,
    now: datetime,
    secret: str | None,
    who: str | None,
    more: dict[str, Any],
    progress: Callable[..., None],
) -> backups.Restored:
    return backups.restore(source, store, now, secret, who, progress, **more)


def _restored(done: backups.Restored) -> str:
    missing = f"，有 {done.missing} 个附件在备份里也没有" if done.missing else ""
    kept = f"，此前的数据留存为“{done.aside.name}”" if done.aside else ""
    return f"已恢复到日志第 {done.proof.number:,} 号{missing}{kept}"


def _encrypt(
    path: Path, passphrase: str, now: datetime, progress: Callable[..., None]
) -> encrypting.Converted:
    return encrypting.encrypt(path, passphrase, now, progress)


def _decrypt(path: Path, secret: str, now: datetime, progress: Callable[..., None]) -> encrypting.Converted:
    return encrypting.decrypt(path, secret, now, progress)


def _decrypted(made: encrypting.Converted) -> str:
    return f"数据已解除加密，加密的原数据留存为“{made.aside.name}”"
