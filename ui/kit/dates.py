"""An input for business days: typed in any way that clerks write them, or chosen from a calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QLocale, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QToolButton, QVBoxLayout, QWidget

from app.kit.errors import Unreadable
from app.kit.fields import Field
from ui.kit.icons import icon
from ui.kit.inputs import LineInput
from ui.kit.theme import color


class DateInput(LineInput):
    """2026.11.3, 20261103 and the like are read; Alt+Down or the small calendar opens the month."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._pick = self.addAction(icon("calendar"), QLineEdit.ActionPosition.TrailingPosition)
        self._pick.setToolTip("选择日期（Alt+↓）")
        self._pick.triggered.connect(self.open_calendar)
        self.calendar: CalendarPopup | None = None

    def open_calendar(self) -> None:
        """Show the month of the typed day, else of today."""
        if self.calendar is None:
            self.calendar = CalendarPopup(self)
        self.calendar.show_at(self._day())

    def choose(self, day: date) -> None:
        """What a click in the calendar does."""
        self.setText(day.isoformat())
        self.edited.emit()
        self.settle()

    def _day(self) -> date | None:
        try:
            value: Any = self.value()
        except Unreadable:
            return None
        return value if isinstance(value, date) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        down = event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4)
        if down and (event.modifiers() & Qt.KeyboardModifier.AltModifier or event.key() == Qt.Key.Key_F4):
            self.open_calendar()
        else:
            super().keyPressEvent(event)


class CalendarPopup(QFrame):
    """One month; a click or Enter chooses."""

    def __init__(self, owner: DateInput) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self.setObjectName("palette")
        self._owner = owner
        self.month = QCalendarWidget(self)
        self.month.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        self.month.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.month.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
        self.month.setGridVisible(False)
        self.month.clicked.connect(self._chosen)
        self.month.activated.connect(self._chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.month)

    def show_at(self, day: date | None) -> None:
        self._dress()
        shown = QDate(day.year, day.month, day.day) if day else QDate.currentDate()
        self.month.setSelectedDate(shown)
        self.adjustSize()
        place = self._owner.mapToGlobal(QPoint(0, self._owner.height() + 2))
        screen = self._owner.screen().availableGeometry()
        if place.y() + self.height() > screen.bottom():
            place.setY(self._owner.mapToGlobal(QPoint(0, 0)).y() - self.height() - 2)
        place.setX(max(screen.left(), min(place.x(), screen.right() - self.width())))
        self.move(place)
        self.show()
        self.month.setFocus()

    def _dress(self) -> None:
        plain, second = QTextCharFormat(), QTextCharFormat()
        plain.setForeground(color("text"))
        second.setForeground(color("second"))
        for day in Qt.DayOfWeek:
            self.month.setWeekdayTextFormat(day, plain)
        self.month.setHeaderTextFormat(second)
        for name, drawn in (("prev", "chevron-left"), ("next", "chevron-right")):
            step = self.month.findChild(QToolButton, f"qt_calendar_{name}month")
            if isinstance(step, QToolButton):
                step.setIcon(icon(drawn, "text"))

    def _chosen(self, day: QDate) -> None:
        self.hide()
        self._owner.choose(date(day.year(), day.month(), day.day()))
        self._owner.setFocus()
