"""What the rail shows, one line a screen. A factory is named, not imported: a screen loads when it is
first opened, and the structure tests open them all."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple


class ScreenSpec(NamedTuple):
    """`factory` is "module:Class", called as Class(desk, parent). `finds` is "module:Model" for a register
    whose records the palette offers; its screen then has open(id)."""

    key: str
    title: str
    icon: str
    factory: str
    finds: str = ""

    def load(self) -> Callable[..., Any]:
        return named(self.factory)


def named(path: str) -> Callable[..., Any]:
    """The object that "module:name" names. Raises ImportError or AttributeError."""
    module, _, name = path.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found


SCREENS: tuple[ScreenSpec, ...] = (
    ScreenSpec("workbench", "工作台", "layout-dashboard", "ui.workbench:Workbench"),
    ScreenSpec("assets", "资产", "package", "ui.assets.screen:AssetScreen", "app.assets.models:Asset"),
    ScreenSpec("workorders", "报修", "wrench", "ui.workorders.screen:OrderScreen", "app.workorders.models:WorkOrder"),
    ScreenSpec("months", "结账", "calendar-check", "ui.months:MonthsScreen"),
    ScreenSpec("finance", "凭证", "landmark", "ui.finance:FinanceScreen"),
    ScreenSpec(
        "meetings", "会议", "gavel", "ui.meetings.screen:MeetingsScreen", "app.meetings.models:Meeting"
    ),
    ScreenSpec("reports", "报表", "chart-column", "ui.reports:ReportsScreen"),
    ScreenSpec("settings", "设置", "settings", "ui.settings:SettingsScreen"),
)
