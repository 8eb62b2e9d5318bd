"""The input of a moment, as people write one: 2026-03-06 17:20, 3-6 17:20, or 17:20 for today."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from PySide6.QtWidgets import QWidget

from app.kit.errors import Unreadable
from app.kit.fields import Field
from app.kit.moment_reader import read_moment_or_time
from ui.kit.desk import Desk
from ui.kit.inputs import LineInput


class MomentInput(LineInput):
    """A day without a year is of this one; without a time of day it is no moment."""

    def __init__(self, desk: Desk, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.desk = desk

    def value(self) -> Any:
        found = read_moment_or_time(self.text().strip() or None)
        if found is None:
            return None
        today = self.desk.today()
        if isinstance(found, time):
            return datetime.combine(today, found).astimezone(UTC)
        if found.time is None:
            raise Unreadable("请写明几点几分，如 14:20")
        return found.on(today.year).astimezone(UTC)
