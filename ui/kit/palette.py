"""Ctrl+K: every verb and every thing from one line of typing, by words or by pinyin initials.

Commands are matched here; things come from finders that ask the store, a page each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ui.kit import icons
from ui.kit.command import Command
from ui.kit.theme import color, font, theme

ENTRY = Qt.ItemDataRole.UserRole
MOST = 40


@dataclass(frozen=True)
class Thing:
    """Something found in the store; `detail` tells twins apart."""

    title: str
    detail: str
    open: Callable[[], object]
    icon: str = "file-text"


@dataclass(frozen=True)
class Entry:
    """A line of the palette."""

    title: str
    detail: str
    icon: str
    run: Callable[[], object]
    enabled: bool = True


Initials = Callable[[str], str]
Finder = Callable[[str], Iterable[Thing]]


def score(words: str, title: str, initials: str) -> int:
    """How well `words` name `title`: 0 not at all; whole words before parts, parts before initials."""
    wanted, held = words.casefold().strip(), title.casefold()
    if not wanted:
        return 1
    if held.startswith(wanted):
        return 5
    if all(word in held for word in wanted.split()):
        return 4
    letters = wanted.replace(" ", "")
    if initials.startswith(letters):
        return 3
    return 2 if letters in initials else 0


def rank(words: str, commands: Sequence[Command], initials: Initials) -> list[Command]:
    """The commands that `words` name, the best first, else in their own order."""
    marked = [(score(words, command.label, initials(command.label)), command) for command in commands]
    return [command for mark, command in sorted(marked, key=lambda pair: -pair[0]) if mark]


class _Lines(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, theme().size + 24)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry: Entry = index.data(ENTRY)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, color("chosen"))
        side = 16
        icon_at = QRect(rect.left() + 16, rect.center().y() - side // 2 + 1, side, side)
        icons.draw(painter, icon_at.toRectF(), entry.icon, "second" if entry.enabled else "faint")
        inner = rect.adjusted(44, 0, -16, 0)
        painter.setFont(font(theme().size))
        painter.setPen(color("text" if entry.enabled else "faint"))
        centred = Qt.AlignmentFlag.AlignVCenter
        detail = painter.fontMetrics().horizontalAdvance(entry.detail) + 16 if entry.detail else 0
        room = max(inner.width() - detail, inner.width() // 2)
        title = painter.fontMetrics().elidedText(entry.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, centred | Qt.AlignmentFlag.AlignLeft, title)
        painter.setPen(color("second"))
        painter.setFont(font(theme().size - 1))
        left = inner.width() - painter.fontMetrics().horizontalAdvance(title) - 24
        shown = painter.fontMetrics().elidedText(entry.detail, Qt.TextElideMode.ElideRight, left)
        painter.drawText(inner, centred | Qt.AlignmentFlag.AlignRight, shown)
        painter.restore()


class Palette(QFrame):
    """Floats over its window; Up and Down choose, Enter does, Esc leaves."""

    closed = Signal()

    def __init__(self, window: QWidget, initials: Initials) -> None:
        super().__init__(window)
        self.setObjectName("palette")
        self.over = window
        self.initials = initials
        self.commands: Sequence[Command] = ()
        self.finders: Sequence[Finder] = ()
        self.line = QLineEdit()
        self.line.setPlaceholderText("编号、名称、拼音首字母，或要做的事")
        self.line.setAccessibleName("搜索")
        self.list = QListWidget()
        self.list.setItemDelegate(_Lines(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName("搜索结果")
        self.none = QLabel("没有找到。可以换个说法，或只输入拼音首字母。")
        self.none.setProperty("tone", "second")
        self.none.setContentsMargins(16, 12, 16, 16)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 8, 8, 8)
        whole.setSpacing(8)
        for widget in (self.line, self.list, self.none):
            whole.addWidget(widget)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(40)
        shadow.setOffset(0, 8)
        self.setGraphicsEffect(shadow)
        # A pause of typing before the store is asked; commands are matched at once.
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(80)
        self._pause.timeout.connect(self._with_things)
        self.line.textChanged.connect(self._typed)
        self.line.installEventFilter(self)
        self.list.itemClicked.connect(self._do)
        window.installEventFilter(self)
        self._back: QWidget | None = None  # what had the focus before
        self.hide()

    def ask(self, commands: Sequence[Command], finders: Sequence[Finder] = ()) -> None:
        """Open with what can be done and found now."""
        self.commands, self.finders = commands, finders
        if not self.isVisible():
            self._back = self.over.focusWidget()
        self.line.clear()
        self._typed("")
        self._place()
        self.show()
        self.raise_()
        self.line.setFocus()

    def leave(self) -> None:
        if self.isVisible():
            self._pause.stop()
            held, back = self.line.hasFocus(), self._back
            self.hide()
            if held and back is not None and isValid(back) and back.isVisible():
                back.setFocus()
            self.closed.emit()

    def entries(self) -> list[Entry]:
        """What is offered now, top to bottom."""
        return [self.list.item(row).data(ENTRY) for row in range(self.list.count())]

    def _typed(self, words: str) -> None:
        self._fill([])
        self._pause.stop()
        if words.strip() and self.finders:
            self._pause.start()

    def _with_things(self) -> None:
        words = self.line.text().strip()
        self._fill([thing for find in self.finders for thing in find(words)])

    def _fill(self, things: list[Thing]) -> None:
        words = self.line.text()
        self.list.clear()
        found = [
            Entry(c.label, c.shortcut, c.icon or "chevron-right", c.run, c.enabled)
            for c in rank(words, self.commands, self.initials)
        ]
        found += [Entry(t.title, t.detail, t.icon, t.open) for t in things]
        for entry in found[:MOST]:
            item = QListWidgetItem(entry.title)
            item.setData(ENTRY, entry)
            if not entry.enabled:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        self._move(0, 1)
        self.none.setVisible(not found and not self._pause.isActive())
        self.list.setVisible(bool(found))
        self._place()

    def _place(self) -> None:
        window = self.over
        width = min(640, window.width() - 48)
        lines = min(self.list.count(), 10) * (theme().size + 24)
        self.list.setFixedHeight(min(lines, max(120, window.height() - 200)))
        self.setFixedWidth(width)
        self.adjustSize()
        self.move((window.width() - width) // 2, 64)

    def _move(self, start: int, step: int) -> None:
        """Select the next line that can be chosen, from `start`."""
        row = start
        while 0 <= row < self.list.count():
            if self.list.item(row).flags() & Qt.ItemFlag.ItemIsEnabled:
                self.list.setCurrentRow(row)
                return
            row += step

    def _do(self, item: QListWidgetItem | None) -> None:
        if item is None or not item.flags() & Qt.ItemFlag.ItemIsEnabled:
            return
        entry: Entry = item.data(ENTRY)
        self.leave()
        entry.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent) and watched is self.over and self.isVisible():
            self._place()
        if event.type() == QEvent.Type.FocusOut and watched is self.line and self.window().isActiveWindow():
            self.leave()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.line:
            return self._key(event.key())
        return super().eventFilter(watched, event)

    def _key(self, key: int) -> bool:
        row = self.list.currentRow()
        match key:
            case Qt.Key.Key_Down:
                self._move(row + 1, 1)
            case Qt.Key.Key_Up:
                self._move(row - 1, -1)
            case Qt.Key.Key_PageDown | Qt.Key.Key_PageUp:
                step = 8 if key == Qt.Key.Key_PageDown else -8
                self._move(min(max(row + step, 0), self.list.count() - 1), 1 if step > 0 else -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if self._pause.isActive():
                    self._pause.stop()
                    self._with_things()
                self._do(self.list.currentItem())
            case Qt.Key.Key_Escape:
                self.leave()
            case _:
                return False
        return True
