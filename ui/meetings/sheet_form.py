"""The form of one record within its sheet: it begins nothing new, and a verb with bound words keeps its right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ui.kit.form import RecordForm


class SheetForm(RecordForm):
    """Ctrl+Enter saves, as Ctrl+S does; the next record is begun from the list."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.next_button.hide()

    def save_and_new(self) -> None:
        self.save()


def bound(right: str, verb: Callable[..., int], **fixed: Any) -> Callable[..., int]:
    """`verb` with some words given; forms ask a verb for the right that it needs."""
    made = partial(verb, **fixed)
    made.__dict__["right"] = right
    return made
