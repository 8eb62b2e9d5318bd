"""结账: the open month, the closed ones, and the work of cards that are charged by work."""

from ui.months.screen import MonthsScreen

__all__ = ["MonthsScreen"]
