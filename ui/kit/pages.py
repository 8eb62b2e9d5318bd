"""A page laid over a screen, such as a preview or an import: Esc goes back to where one was."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ui.kit.parts import TITLE, Cut, button, column, row


class Page(QWidget):
    """Title, a way back, room for buttons at the right; the rest goes into `body`.

    `left` comes once, when the page is gone. Override `may_leave` to hold the person back."""

    left = Signal()

    def __init__(self, title: str, back: str = "返回") -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.heading = Cut(title, step=TITLE, bold=True)
        self.back: QPushButton = button(back, self.leave, icon="chevron-left", kind="quiet", hint="Esc")
        self.tools: QHBoxLayout = row()
        head = row(self.back, self.heading, None, self.tools, spacing=8)
        head.setContentsMargins(16, 12, 24, 12)
        self.body: QVBoxLayout = column(spacing=12)
        self.setLayout(column(head, self.body, spacing=0))
        self._gone = False
        self.key("Esc", self.leave)

    def key(self, sequence: str, run: object) -> QShortcut:
        """Keys that hold while the page or anything in it has the focus."""
        shortcut = QShortcut(QKeySequence(sequence), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(run)
        return shortcut

    def may_leave(self) -> bool:
        return True

    @Slot()
    def leave(self) -> None:
        """Back to what was there before."""
        if self.may_leave():
            self.close_page()

    def close_page(self) -> None:
        """Be gone, whatever is going on."""
        if self._gone:
            return
        self._gone = True
        self.left.emit()
        stack = self.parentWidget()
        if isinstance(stack, QStackedWidget):
            below = self.property("below")
            was_shown = stack.currentWidget() is self
            stack.removeWidget(self)
            if was_shown and isinstance(below, QWidget) and stack.indexOf(below) >= 0:
                stack.setCurrentWidget(below)
                below.setFocus()
        else:
            self.close()
        self.deleteLater()

    @Slot(int)
    def _another(self, index: int) -> None:
        stack = self.parentWidget()
        # A page upon this one comes and goes; anything else that is shown ends it.
        if isinstance(stack, QStackedWidget) and stack.currentWidget() is not self:
            above = stack.currentWidget()
            while above is not None and above is not self:
                above = above.property("below") if isinstance(above, Page) else None
            if above is None:
                self.close_page()


def lay_over(widget: QWidget, page: Page) -> None:
    """Show `page` in place of the screen that `widget` lies in; without a window's stack it gets its own."""
    parent: QWidget | None = widget
    while parent is not None and not (isinstance(parent, QStackedWidget) and not parent.property("inner")):
        parent = parent.parentWidget()
    if isinstance(parent, QStackedWidget):
        page.setProperty("below", parent.currentWidget())
        parent.addWidget(page)
        parent.setCurrentWidget(page)
        parent.currentChanged.connect(page._another)
        page.setFocus()
    else:
        # Kept by the widget it belongs to; closing is ours, not Qt's.
        page.setParent(widget, Qt.WindowType.Window)
        page.resize(1100, 760)
        page.show()
