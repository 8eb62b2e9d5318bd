"""Ways from one screen to another: to a screen by its key, or to a list narrowed to something."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.kit.filters import Filter


def go(widget: QWidget, key: str) -> Any:
    """Show the screen `key` of the window that `widget` lies in; None where there is no such screen."""
    way = getattr(widget.window(), "go", None)
    return way(key) if way is not None else None


def show_cards(widget: QWidget, *filters: Filter) -> None:
    """The list of cards, narrowed to these filters alone."""
    show_records(widget, "assets", *filters)


def show_records(widget: QWidget, key: str, *filters: Filter) -> None:
    """The list of the screen `key`, narrowed to these filters alone."""
    screen = go(widget, key)
    narrow = getattr(screen, "show_only", None)
    if narrow is not None:
        narrow(filters)
