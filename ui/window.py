"""The main window: rail, top bar, the stack of screens, status bar. It paints before anything is loaded;
`attach` gives it the desk, and a screen is made when it is first gone to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QTimer, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QEnterEvent,
    QKeySequence,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui import screens
from ui.kit import prefs
from ui.kit.rail import NARROW, Rail
from ui.kit.topbar import TopBar

if TYPE_CHECKING:
    from ui.keeper import Keeper
    from ui.kit.command import Command
    from ui.kit.desk import Desk
    from ui.kit.palette import Finder, Palette
    from ui.screens import ScreenSpec
    from ui.start import Start

NAME = "后勤台账"


class Way(QLabel):
    """Words in the status bar that lead somewhere."""

    clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setToolTip("备份：查看、恢复、设置")

    def enterEvent(self, event: QEnterEvent) -> None:
        from PySide6.QtCore import Qt  # its enumerations take longer to load than the window to paint

        self.setCursor(Qt.CursorShape.PointingHandCursor)
        super().enterEvent(event)

    def tone(self, tone: str) -> None:
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()
        super().mouseReleaseEvent(event)


class MainWindow(QMainWindow):
    """`painted` comes once, after the shell stood on the screen."""

    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(NAME)
        self.setMinimumSize(960, 600)
        self.desk: Desk | None = None
        self.specs: dict[str, ScreenSpec] = {spec.key: spec for spec in screens.SCREENS}
        self.opened: dict[str, Any] = {}
        self.house: Callable[[], list[Command]] = list
        self.keeper: Keeper | None = None
        self.seat: Any = None  # who has signed in, where that is asked for (ui.seat)
        self.start: Start | None = None  # what opened the store; kept from being collected
        self.keeps_place = True
        self._key = ""
        self._palette: Palette | None = None
        self._keys: list[QShortcut] = []
        self._seen = False
        self._arrange()
        self._fill_rail()
        for sequence, act in (("Ctrl+K", self.ask), ("F5", self.reload), ("Ctrl+Q", self.close)):
            QShortcut(QKeySequence(sequence), self, act)
        for number in range(1, 10):
            QShortcut(QKeySequence(f"Ctrl+{number}"), self, self._go_to(number - 1))

    def _arrange(self) -> None:
        self.rail, self.top, self.stack = Rail(), TopBar(), QStackedWidget()
        self.rail.chosen.connect(self.go)
        self.top.search.clicked.connect(self.ask)
        self.top.menu.aboutToShow.connect(self._fill_menu)
        blank = QFrame()
        blank.setObjectName("page")
        self.stack.addWidget(blank)
        self.stack.currentChanged.connect(self._covered)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addWidget(self.stack, 1)
        self._right = right
        whole = QFrame()
        whole.setObjectName("page")
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self.setCentralWidget(whole)
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.setContentsMargins(14, 0, 16, 0)
        self.said, self.user, self.place, self.saved = QLabel(), QLabel(), QLabel(), Way()
        self.saved.clicked.connect(self.show_backups)
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        bar.addWidget(self.said, 1)
        for label in (self.user, self.place, self.saved):
            label.setContentsMargins(16, 0, 0, 0)
            bar.addPermanentWidget(label)

    def _fill_rail(self) -> None:
        self.rail.clear()
        for spec in self.specs.values():
            self.rail.add(spec.key, spec.title, spec.icon)

    # -- the desk ------------------------------------------------------------------------------------

    def attach(self, desk: Desk) -> None:
        """Work with this desk from now on; the store may be opened before or later."""
        from ui.kit.job import JobStrip

        self.desk = desk
        self._right.addWidget(JobStrip(self))
        desk.changed.connect(self._changed)
        desk.told.connect(self.tell)
        desk.opened.connect(self._begin)
        if desk.ready:
            self._begin()

    @Slot()
    def _begin(self) -> None:
        """Another store: every screen is made anew."""
        self.leave_page()
        key = self._key or next(iter(self.specs), "")
        self.forget()
        if key:
            self.go(key)
        QTimer.singleShot(0, self.refresh)  # the screen first, then what stands around it

    def forget(self) -> None:
        """Drop every screen: their store is closed or another one takes its place."""
        for screen in self.opened.values():
            screen.close_reads()
            self.stack.removeWidget(screen)
            screen.hide()
            screen.deleteLater()
        for shortcut in self._keys:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self.opened, self._keys, self._key = {}, [], ""
        for label in (self.said, self.user, self.place, self.saved):
            label.clear()
        self.top.month.say("")
        self.top.who.say("")
        self.top.warn("")
        for button in self.rail.buttons.values():
            button.wait_for(None)

    def begin_at(self, key: str) -> None:
        """Which screen is shown first when a store opens."""
        self._key = key if key in self.specs else self._key

    @Slot(set)
    def _changed(self, tables: set[str]) -> None:
        for screen in list(self.opened.values()):
            screen.reload(tables)
        self.refresh()

    def refresh(self) -> None:
        """What stands around the screen: office, month, user, store, counts."""
        if self.desk is None or not self.desk.ready:
            return
        from ui.around import around

        now = around(self.desk)
        self.setWindowTitle(f"{now.office} — {NAME}" if now.office else NAME)
        self.top.month.say(now.month, now.month_tone)
        self.top.who.say(now.who)
        self.top.warn("样例数据，不作记账依据" if now.sample else "", "移除样例" if now.sample else "")
        self.user.setText(now.who)
        self.place.setText(now.place)
        self.place.setToolTip(now.full_place)
        self.saved.setText(now.saved)
        self.saved.tone(now.saved_tone)
        for key, screen in self.opened.items():
            self.rail.buttons[key].wait_for(screen.waiting())

    # -- screens -------------------------------------------------------------------------------------

    @property
    def screen_now(self) -> Any:
        """The screen that is shown, None where there is none yet."""
        return self.opened.get(self._key)

    @Slot(str)
    def go(self, key: str) -> Any:
        """Show a screen, made on the first visit; returns it."""
        from PySide6.QtCore import Qt

        if key not in self.specs or self.desk is None or not self.desk.ready:
            return None
        screen = self.opened.get(key)
        if screen is None:
            screen = self.specs[key].load()(self.desk, self.stack)
            screen.setObjectName(screen.objectName() or "page")
            screen.setProperty("key", key)
            screen.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            screen.status_changed.connect(self._said)
            self.opened[key] = screen
            self.stack.addWidget(screen)
        if key != self._key:
            self.said.clear()
        self._key = key
        self.stack.setCurrentWidget(screen)
        self.rail.show_at(key)
        screen.activate()
        self.rail.buttons[key].wait_for(screen.waiting())
        focus = self.focusWidget()
        if focus is None or not screen.isAncestorOf(focus):
            screen.setFocus()
        self._bind(screen)
        return screen

    def _go_to(self, number: int) -> Callable[[], None]:
        def go() -> None:
            keys = list(self.specs)
            if number < len(keys):
                self.go(keys[number])

        return go

    def show_page(self, page: QWidget) -> None:
        """Something other than a screen: the first start, a store that cannot be opened."""
        self.leave_page()
        page.setProperty("page", True)
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        page.setFocus()
        self.rail.setEnabled(False)
        self.top.search.setEnabled(False)

    def return_from_page(self) -> None:
        """Back to the screen that was shown before the page."""
        self.leave_page()
        self.go(self._key)

    def leave_page(self) -> None:
        page = self.stack.currentWidget()
        if page is not None and page.property("page"):
            self.stack.removeWidget(page)
            page.deleteLater()
        self.rail.setEnabled(True)
        self.top.search.setEnabled(True)

    def _bind(self, screen: Any) -> None:
        """The screen's verbs by their keys, wherever in the window the focus is."""
        for shortcut in self._keys:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        keys = dict.fromkeys(command.shortcut for command in screen.commands() if command.shortcut)
        self._keys = [QShortcut(QKeySequence(key), self, self._call(key)) for key in keys]

    def _call(self, key: str) -> Callable[[], None]:
        """Whether a verb may be called now is asked when its keys are pressed, not when they were bound."""

        def call() -> None:
            for command in self.screen_now.commands() if self.screen_now else ():
                if command.shortcut == key and command.enabled:
                    command.run()
                    return

        return call

    @Slot()
    def show_backups(self) -> None:
        """The page that tells of backups."""
        settings = self.go("settings")
        if settings is not None:
            settings.show_page("备份")

    @Slot()
    def _covered(self) -> None:
        """A page laid over the screen has keys of its own, so the screen's rest meanwhile."""
        for shortcut in self._keys:
            shortcut.setEnabled(self.stack.currentWidget() is self.screen_now)

    # -- the palette and the menu --------------------------------------------------------------------

    @Slot()
    def ask(self) -> None:
        """Ctrl+K."""
        if self.desk is None or not self.desk.ready:
            return
        if self._palette is None:
            from app.kit.search import initials
            from ui.kit.palette import Palette

            self._palette = Palette(self, initials)
        self._palette.ask(self.commands(), self._finders())

    def commands(self) -> list[Command]:
        """Every verb that can be called from here: the screen's, where one can go, the house's."""
        from ui.kit.command import Command

        shown: Any = self.stack.currentWidget()
        here: Sequence[Command] = shown.commands() if hasattr(shown, "commands") else ()
        ways = [
            Command(f"转到{spec.title}", button.keys, self._go_to(at), icon=spec.icon)
            for at, (spec, button) in enumerate(zip(self.specs.values(), self.rail.buttons.values(), strict=True))
        ]
        return [*here, *ways, *self.house()]

    def _finders(self) -> list[Finder]:
        from ui.finding import finder

        return [finder(self, self.desk, spec) for spec in self.specs.values() if spec.finds and self.desk]

    @Slot()
    def _fill_menu(self) -> None:
        from ui.kit.icons import icon

        self.top.menu.clear()
        for command in self.house():
            action = self.top.menu.addAction(command.label)
            if command.icon:
                action.setIcon(icon(command.icon))
            action.setEnabled(command.enabled)
            action.triggered.connect(command.run)

    # -- being a window ------------------------------------------------------------------------------

    @Slot(str)
    def tell(self, words: str) -> None:
        from ui.kit import toast

        toast.tell(self, words)

    @Slot(str)
    def _said(self, words: str) -> None:
        if self.sender() is self.screen_now:
            self.said.setText(words)

    @Slot()
    def reload(self) -> None:
        if self.screen_now is not None:
            self.screen_now.activate()
            self.refresh()

    def restore(self) -> None:
        """Size and place as they were left, else most of the screen."""
        held = prefs.prefs().value("window")
        if isinstance(held, QByteArray) and self.restoreGeometry(held):
            return
        room = self.screen().availableGeometry()
        self.resize(min(1440, room.width()), min(900, room.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self.painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.rail.fold(self.width() < NARROW)
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        from ui.kit.job import Job

        running = [job for job in Job.running() if job.followed]
        if running and self.desk is not None:
            names = "、".join(job.title for job in running)
            question = f"“{names}”还在进行。退出会中止它，已做的部分全部退回。"
            if not self.desk.ask(self, "退出后勤台账", question, "中止并退出"):
                event.ignore()
                return
            for job in running:
                job.cancel()
        if self.keeps_place:
            prefs.keep("window", self.saveGeometry())
            if self.screen_now is not None:
                from ui.kit import glimpse

                prefs.keep("screen", self._key)
                glimpse.keep(self, self.screen_now)
        event.accept()
        super().closeEvent(event)
