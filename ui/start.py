"""What happens after the first paint: log, desk, store, first screen; and the pictures taken of it."""

from __future__ import annotations

import gc
import itertools
import json
import logging
import time
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, QTimer, Slot
from PySide6.QtWidgets import QApplication

from app.kit import paths, rights
from app.kit.cipher import Locked
from app.kit.errors import Damaged, UserError
from app.kit.keys import WrongPassphrase
from app.kit.store import Store, is_url
from ui.kit import crash, glimpse, prefs
from ui.kit.desk import Desk
from ui.kit.job import Job
from ui.kit.theme import theme
from ui.window import MainWindow

if TYPE_CHECKING:
    from ui.keeper import Keeper
    from ui.kit.command import Command

log = logging.getLogger("houqin")
QUIET = 4  # looks in a row at an idle program before a picture is taken


class Start(QObject):
    """Opens the store that was asked for, the last one, or the page of the first start.

    Only what the first page needs happens before it is seen; `settle` does the rest."""

    def __init__(self, window: MainWindow, options: Namespace, marks: dict[str, float], note: str) -> None:
        super().__init__(window)
        self.window, self.options, self.marks, self.note = window, options, marks, note
        crash.install()
        self.desk = Desk(parent=self)
        window.attach(self.desk)
        self._still = 0
        self._eye = QTimer(self)
        self._eye.setInterval(50)
        self._eye.timeout.connect(self._look)

    @Slot()
    def settle(self) -> None:
        """Log, translations, the house's verbs, what stands around the screen."""
        from ui.house import House
        from ui.kit.watch import Watch

        gc.enable()
        gc.freeze()
        crash.keep_log()
        if self.note:
            log.info(self.note)
        theme().speak_chinese()
        theme().follow()
        self.keep()
        self.watch = Watch(self.desk, self)
        self.house = House(self.window, self.desk, self.first)
        self.window.house = self._commands
        if self.options.marks or self.options.picture:
            self._eye.start()

    def _commands(self) -> list[Command]:
        seat = self.window.seat
        return [*(seat.commands() if seat is not None else ()), *self.house.commands()]

    def keep(self) -> Keeper:
        """Who makes the backups; loaded after the first page."""
        from ui.keeper import Keeper

        if self.window.keeper is None:
            quiet = bool(self.options.picture or self.options.marks)
            self.window.keeper = Keeper(self.window, self.desk, not quiet)
            self.window.keeper.begun.connect(self.open)
        return self.window.keeper

    def begin(self) -> None:
        """Open a store or offer to begin; then, where that was asked, take the picture or tell the marks."""
        where = self.options.store or last_store()
        if where:
            self.open(where)
        else:
            self.first()
        QTimer.singleShot(0, self.settle)

    @Slot(str)
    @Slot(str, object)
    def open(self, where: str, secret: str | None = None) -> None:
        """Open an existing store, after its pass-phrase where it is encrypted; what is wrong with it is said on
        the page of the first start, or on one that offers the last proven backup."""
        if self._is_backup(where):
            return
        try:
            store = Store.open(where, passphrase=secret)
        except Locked:
            self._ask_secret(where)
        except Damaged as error:
            self._recover(where, str(error))
        except UserError as error:
            self.first(str(error))
        else:
            self.take(store)

    def _ask_secret(self, where: str) -> None:
        from ui.passphrase import Unlock

        page = Unlock(Path(where))

        def give(secret: str) -> None:
            try:
                store = Store.open(where, passphrase=secret)
            except WrongPassphrase as error:
                page.refuse(str(error))
            except Damaged as error:
                self._recover(where, str(error))
            except UserError as error:
                page.refuse(str(error))
            else:
                self.take(store)

        page.given.connect(give)
        page.left.connect(self.first)
        self.window.show_page(page)

    def _is_backup(self, where: str) -> bool:
        """A backup is not worked in, for then it would be none any more: it is restored to a place of its own."""
        if is_url(where) or not Path(f"{where}.json").exists():
            return False
        from app.kit import backups

        known = backups.read(Path(where))
        if known is None:
            return False
        folder = paths.data_folder()
        target = next(
            place
            for number in itertools.count(1)
            if not (place := folder / f"{known.store}{f'-{number}' if number > 1 else ''}{paths.SUFFIX}").exists()
        )
        made = f"{known.made_at.astimezone():%Y-%m-%d %H:%M}"
        question = f"这是 {made} 的一份备份，直接打开会改动它。恢复到“{target}”再打开吗？备份本身不变。"
        if self.desk.ask(self.window, "打开备份", question, "恢复并打开"):
            self._restore(Path(where), target)
        return True

    def _recover(self, where: str, trouble: str) -> None:
        """Offer the last proven backup; without one there is only the first start."""
        from app.kit.backups import last_proven
        from ui.recover import Recover

        backup = last_proven(where)
        if backup is None:
            self.first(trouble)
            return
        page = Recover(Path(where), trouble, backup)
        page.chosen.connect(lambda file: self._restore(Path(file), Path(where)))
        page.again.connect(lambda: self.open(where))
        page.left.connect(self.first)
        self.window.show_page(page)

    def _restore(self, source: Path, store: Path) -> None:
        """From the page of a broken store: with a pass-phrase where the backup needs one."""
        from app.kit import backups
        from ui.passphrase import PassphraseDialog

        known = backups.read(source)
        open_ = known is not None and known.keys is None
        if open_ and known is not None and (not known.sealed or backups.choices_of(store).sealed):
            self.keep().restore(source, store)
            return
        words = "这份备份可能是加密的，请输入做备份时的口令；没有加密的不必输入。"
        self._dialog = PassphraseDialog(
            self.window, "恢复备份", "恢复", words,
            lambda old, _: self.keep().restore(source, store, old or None), old=True, new=False,
        )  # fmt: skip
        self._dialog.open()

    @Slot(object)
    def take(self, store: Store) -> None:
        """Work with an open store from now on."""
        if store.actor is None and self._asks(store):
            return
        if not self.options.store:
            prefs.keep("store", store.where if is_url(store.where) else str(Path(store.where).resolve()))
        self.window.forget()  # no screen may be reading from the store that closes
        if self.options.screen:
            self.window.begin_at(self.options.screen)
        self.desk.open(store)
        screen = self.window.screen_now
        if screen is not None:
            screen.repaint()
        self.marks["ready"] = time.monotonic()
        self.marks.setdefault("page", self.marks["ready"])
        if store.recovery_key and screen is not None and store.path is not None:
            from ui.backups import print_sheet

            print_sheet(screen, self.desk, store.path, store.recovery_key)
            store.recovery_key = ""
        if hasattr(screen, "rows"):
            self.marks.setdefault("rows", screen.rows.rowCount())

    def _asks(self, store: Store) -> bool:
        """Who one is comes first where the store has users; the seat is loaded only then."""
        with store.reading() as session:
            if not rights.sign_in_on(session):
                return False
        from ui.seat import seat_of

        return seat_of(self.window, self.desk).ask(store, self.take, self.first)

    @Slot()
    def first(self, trouble: str = "") -> None:
        """New office, sample office, or an existing store."""
        from ui.first_start import FirstStart

        page = FirstStart(paths.data_folder(), trouble, self.desk.ready)
        page.made.connect(self.take)
        page.asked.connect(self.open)
        page.left.connect(self.back)
        self.window.show_page(page)

    @Slot()
    def back(self) -> None:
        """Leave the page for the store that is open."""
        self.window.return_from_page()

    def end(self) -> None:
        """Leave the store in order: nobody reads any more, and SQLite folds its side files in."""
        for job in Job.running():
            job.cancel()
        QThreadPool.globalInstance().waitForDone(10_000)
        self.window.forget()
        self.keep().end()
        self.desk.close()

    @Slot()
    def _look(self) -> None:
        """Wait until nothing is loading any more."""
        self._still = self._still + 1 if QThreadPool.globalInstance().activeThreadCount() == 0 else 0
        if self._still < QUIET:
            return
        self._eye.stop()
        if self.options.picture:
            target = Path(self.options.picture)
            target.parent.mkdir(parents=True, exist_ok=True)
            if not self.window.grab().save(str(target)):
                log.error("picture not saved: %s", target)
                QApplication.exit(1)
                return
        if self.options.marks:
            if self.desk.ready:
                glimpse.keep(self.window, self.window.screen_now)
            print(json.dumps(self.marks), flush=True)
        QApplication.exit(0)


def last_store() -> str:
    """The store of the last time, else the one where a new one would be put; "" where there is none."""
    held = prefs.text("store")
    if held and (is_url(held) or Path(held).exists()):
        return held
    usual = paths.default_store()
    return str(usual) if usual.exists() else ""
