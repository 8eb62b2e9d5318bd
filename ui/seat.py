"""The seat at the window: who has signed in, locking it, changing places, one's own password."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QWidget

from app.kit import rights, settings, users
from app.kit.errors import Invalid
from app.kit.store import Store
from ui.kit.command import Command
from ui.kit.desk import Desk
from ui.kit.verb_dialog import VerbDialog, asked
from ui.signin import SignIn
from ui.window import MainWindow

LOOK = 5_000  # ms between two looks at how long nothing was touched
_TOUCHES = (
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin, QEvent.Type.InputMethod,
)  # fmt: skip


class Cover:
    """A page over the whole window; what is below rests, unseen and out of reach, until it is lifted."""

    def __init__(self, window: MainWindow, page: QWidget) -> None:
        self.window, self.page = window, page
        self.focus = window.focusWidget()
        self.dialogs = [
            each
            for each in QApplication.topLevelWidgets()
            if each is not window and each.isVisible() and isinstance(each, QDialog | QMenu)
        ]
        for each in self.dialogs:
            each.hide()
        self.keys = [each for each in window.findChildren(QShortcut) if each.isEnabled()]
        for key in self.keys:
            key.setEnabled(False)
        central = window.centralWidget()
        central.setEnabled(False)
        central.hide()
        window.statusBar().hide()
        page.setParent(window)
        page.setGeometry(window.rect())
        page.show()
        page.raise_()
        page.setFocus()

    def lift(self) -> None:
        self.page.hide()
        self.page.deleteLater()
        central = self.window.centralWidget()
        central.show()
        central.setEnabled(True)
        self.window.statusBar().show()
        for key in self.keys:
            key.setEnabled(True)
        for each in self.dialogs:
            if not isinstance(each, QMenu):
                each.show()
        if self.focus is not None:
            self.focus.setFocus()


class Seat(QObject):
    """Made with the window. `ask` lets somebody in before a store is worked with."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self.window, self.desk = window, desk
        self.cover: Cover | None = None
        self.dialog: VerbDialog | None = None
        self.menu: QMenu | None = None
        self.idle = 0  # ms since anything was touched
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK)
        self._timer.timeout.connect(self._look)
        self._lock_key = QShortcut(QKeySequence("Ctrl+L"), window, lambda: self.lock())
        window.installEventFilter(self)
        window.top.who.installEventFilter(self)
        desk.changed.connect(self._changed)
        desk.opened.connect(self.watch)

    @property
    def signed_in(self) -> bool:
        return self.desk.ready and self.desk.store.actor is not None

    # -- coming in -----------------------------------------------------------------------------------

    def ask(self, store: Store, then: Callable[[Store], None], other: Callable[[], None]) -> bool:
        """Lay the sign-in page over the window where this store asks who one is; False where it does not."""
        if store.actor is not None:
            return False
        with store.reading() as session:
            if not rights.sign_in_on(session):
                return False
        page = SignIn(store)

        def go_on() -> None:
            self._uncover()
            then(store)

        def leave() -> None:
            self._uncover()
            store.close()
            other()

        page.entered.connect(go_on)
        page.left.connect(leave)
        self._lay(page)
        return True

    def _lay(self, page: SignIn) -> None:
        self.cover = Cover(self.window, page)

    def _uncover(self) -> None:
        if self.cover is not None:
            self.cover.lift()
            self.cover = None
        self.idle = 0

    @Slot()
    def watch(self) -> None:
        """A store is worked with: look after the seat where somebody has signed in."""
        if not self.signed_in:
            self._stop()
            return
        self.idle = 0
        self._timer.start()
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        self.window.top.who.setCursor(Qt.CursorShape.PointingHandCursor)
        self.window.top.who.setToolTip("锁定、切换用户、修改密码")
        actor = self.desk.store.actor
        if actor is not None and actor.must_change:
            QTimer.singleShot(0, self.change_password)

    def _stop(self) -> None:
        self._timer.stop()
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        self.window.top.who.unsetCursor()
        self.window.top.who.setToolTip("")

    # -- leaving the seat ----------------------------------------------------------------------------

    @Slot()
    def switch(self) -> None:
        """Somebody else takes the seat."""
        self.lock("")

    @Slot()
    def lock(self, name: str | None = None) -> None:
        """Nobody acts until the password is given; what is typed stays."""
        store, actor = (self.desk.store, self.desk.store.actor) if self.desk.ready else (None, None)
        if self.cover is not None or store is None or actor is None:
            return
        page = SignIn(store, actor.name if name is None else name, again=True)
        page.entered.connect(lambda: self._back(actor))
        self._lay(page)
        users.leave(store)

    def _back(self, before: rights.Actor) -> None:
        self._uncover()
        now = self.desk.store.actor
        if now is not None and now.id != before.id:
            self.window._begin()  # somebody else: every screen anew; drafts are kept by the forms
        elif now is not None and now.must_change:
            self.change_password()
        self.window.refresh()

    def _look(self) -> None:
        """Lock where nothing was touched for as long as the office says."""
        self.idle += LOOK
        if not self.signed_in or self.cover is not None:
            return
        minutes = self.desk.read(settings.get, "lock_after_minutes")
        if minutes and self.idle >= minutes * 60_000:
            self.lock()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _TOUCHES:
            self.idle = 0
        if kind == QEvent.Type.Resize and watched is self.window and self.cover is not None:
            self.cover.page.setGeometry(self.window.rect())
        if kind == QEvent.Type.MouseButtonRelease and watched is self.window.top.who and self.signed_in:
            self._open_menu()
        return False

    def _open_menu(self) -> None:
        self.menu = QMenu(self.window)
        for command in self.commands():
            self.menu.addAction(command.label).triggered.connect(command.run)
        self.menu.popup(self.window.top.who.mapToGlobal(self.window.top.who.rect().bottomLeft()))

    # -- one's own password --------------------------------------------------------------------------

    @Slot()
    def change_password(self) -> None:
        actor = self.desk.store.actor
        if actor is None:
            return
        self.dialog = password_dialog(self.window, self.desk, actor)
        self.dialog.performed.connect(self._changed_password)
        self.dialog.show_at_size(520)

    @Slot(object)
    def _changed_password(self, result: Any) -> None:
        self._read_actor()
        self.desk.told.emit("密码已修改")

    # -- what one may --------------------------------------------------------------------------------

    @Slot(set)
    def _changed(self, tables: set[str]) -> None:
        if tables & {"users", "roles", "role_rights"} and self.signed_in:
            actor = self.desk.store.actor
            self._read_actor()
            if actor is not None and not self.signed_in and self.desk.read(rights.sign_in_on):
                self.desk.store.actor = actor  # disabled meanwhile: nothing stays in view
                self.lock("")
                return
            self.watch()

    def _read_actor(self) -> None:
        actor = self.desk.store.actor
        if actor is not None:
            self.desk.store.actor = self.desk.read(rights.read_actor, actor.id)

    def commands(self) -> list[Command]:
        """For the ⋯ of the house and the palette."""
        if not self.signed_in:
            return []
        return [
            Command("锁定", "Ctrl+L", lambda: self.lock(), icon="lock"),
            Command("切换用户", "", self.switch, icon="users"),
            Command("修改密码…", "", self.change_password, icon="pencil"),
        ]


def seat_of(window: MainWindow, desk: Desk) -> Seat:
    """The window's seat, made when it is first wanted: a one-person office never loads it."""
    if window.seat is None:
        window.seat = Seat(window, desk)
    seat: Seat = window.seat
    return seat


def password_dialog(window: QWidget, desk: Desk, actor: rights.Actor) -> VerbDialog:
    """Old and new password of who sits here."""
    names = (("old", "原密码"), ("password", "新密码"), ("again", "再输一遍"))
    words = "管理员给的密码只用这一次，请换成自己的。" if actor.must_change else "改好后下次登录用新密码。"
    dialog = VerbDialog(
        window, desk, "修改密码", "修改密码", [asked(name, text, "text", required=True) for name, text in names],
        "old\npassword\nagain", lambda session, values: _change(session, actor.id, values),
        words + "密码至少 8 个字符（一个汉字算两个），一句好记的话就很好。",
    )  # fmt: skip
    for name, _ in names:
        dialog.body.input(name).setEchoMode(QLineEdit.EchoMode.Password)  # type: ignore[attr-defined]
    return dialog


def _change(session: Any, user_id: int, values: Any) -> None:
    if values["password"] != values["again"]:
        raise Invalid({"again": "两次输入的新密码不一样"})
    users.change_password(session, user_id, values["old"], values["password"])
