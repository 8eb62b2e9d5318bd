"""Where screens meet the store: one door for reads, one for acts, one signal when something changed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from typing import Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget
from sqlalchemy.orm import Session

from app.kit.errors import Invalid, UserError
from app.kit.store import Store
from ui.kit.icons import pixmap

P = ParamSpec("P")
T = TypeVar("T")
log = logging.getLogger(__name__)
_told: list[QMessageBox] = []


class Desk(QObject):
    """`changed` carries the names of the tables that an act wrote; `told` a sentence for a toast."""

    changed = Signal(set)
    told = Signal(str)
    opened = Signal()
    closing = Signal()  # the store is about to be left; nobody may read from it any more

    def __init__(self, store: Store | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        # What answers questions; tests put their own answer here.
        self.answer: Callable[[QWidget | None, str, str, str], bool] = ask_person
        self.complain: Callable[[QWidget | None, str, str], None] = tell_person

    @property
    def store(self) -> Store:
        """The open store. Raises RuntimeError before one is open."""
        if self._store is None:
            raise RuntimeError("no store is open")
        return self._store

    @property
    def ready(self) -> bool:
        return self._store is not None and not self._store.closed

    def open(self, store: Store) -> None:
        """Change to another store; every screen reads anew."""
        self.close()
        self._store = store
        self.opened.emit()

    def close(self) -> None:
        """Leave the store; nothing is open until the next `open`."""
        if self._store is not None:
            self.closing.emit()
            self._store.close()
            self._store = None

    def may(self, key: str) -> bool:
        """Whether who sits here has this right, for what is offered; the services ask for themselves."""
        return self._store is None or self._store.actor is None or self._store.actor.may(key)

    def today(self) -> date:
        """The day as the person's clock has it; rules get it as an argument."""
        return self.store.clock().astimezone().date()

    def read(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a query with a reading session. UserErrors go through to the caller."""
        with self.store.reading() as session:
            return function(session, *args, **kwargs)

    def act(
        self, operation: str, verb: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """One act as one transaction, then `changed`. UserErrors (Invalid, Stale …) go to the caller."""
        with self.store.changing(operation) as session:
            value = verb(session, *args, **kwargs)
        self.changed.emit(session.info["touched"])
        return value

    def perform(
        self,
        parent: QWidget | None,
        operation: str,
        verb: Callable[Concatenate[Session, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T | None:
        """Like `act`, but a refusal is told to the person and gives None."""
        try:
            return self.act(operation, verb, *args, **kwargs)
        except Invalid as error:
            self.complain(parent, operation, "\n".join(error.problems.values()))
        except UserError as error:
            self.complain(parent, operation, str(error))
        return None

    def ask(self, parent: QWidget | None, title: str, question: str, verb: str) -> bool:
        """A question before what cannot be taken back; `verb` names the act on the button: 报废 3 件."""
        return self.answer(parent, title, question, verb)


def ask_person(parent: QWidget | None, title: str, question: str, verb: str) -> bool:
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, question, parent=parent)
    box.setIconPixmap(pixmap("circle-alert", "warn", 32, box.devicePixelRatioF()))
    yes = box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton("取消", QMessageBox.ButtonRole.RejectRole))
    box.exec()
    return box.clickedButton() is yes


def tell_person(parent: QWidget | None, title: str, words: str) -> None:
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, words, parent=parent)
    box.setIconPixmap(pixmap("triangle-alert", "warn", 32, box.devicePixelRatioF()))
    box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
    _told[:] = [box]  # without a parent nobody else keeps it
    box.open()
