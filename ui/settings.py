"""设置: the office's figures with their basis, departments, staff, places, the code tree, the look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

import app.finance.chart
import app.models  # noqa: F401  every domain declares its settings
from app.assets import categories
from app.assets.models import Category
from app.kit.settings import DECLARED
from ui.kit import files, icons, ways
from ui.kit.base import Action, Screen
from ui.kit.command import Command
from ui.kit.desk import Desk
from ui.kit.parts import row, title
from ui.kit.screen import RecordScreen

HIDDEN_GROUPS = {"样例"}
NAV = 168
REPAIRS = (
    ("维修人员", "wrench", "WorkerScreen"), ("班组", "users", "TeamScreen"), ("外协单位", "building-2", "VendorScreen"),
    ("报修类别", "tag", "RepairCategoryScreen"), ("报修关键词", "tag", "KeywordScreen"), ("备件", "package", "PartScreen"),
    ("节假日与调休", "calendar", "WorkDayScreen"),
)  # fmt: skip


def _import_codes(screen: CategoryScreen, ids: Sequence[int]) -> None:
    files.ask_open(screen, "导入国标分类代码表", files.TABLES, screen.import_file)


class CategoryScreen(RecordScreen):
    """The code tree of GB/T 14885-2022: what ships is verified, the rest comes from the official file."""

    model, title, icon, unit = Category, "资产分类", "tag", "个"
    columns = "code name legacy_class card_kind unit life_months least_months service_years depreciates basis"
    form = """== 分类\ncode name\nlegacy_class card_kind\nunit\n
        == 折旧与使用\ndepreciates life_months\nleast_months service_years\nbasis"""
    sort = "code"
    actions = (
        Action(
            "导入代码表…", _import_codes, icon="file-up", needs="none", place="button", right="categories.edit"
        ),
    )  # fmt: skip
    empty_words = "从财政部门下发的《固定资产等资产基础分类与代码》文件导入，或逐个新增。"

    def import_file(self, file: Path) -> dict[str, int] | None:
        """Bring in the official table; known codes take its names."""
        found = self.desk.perform(self, "导入分类代码", categories.import_file, file)
        if found is not None:
            self.desk.told.emit(
                f"代码表已导入：新增 {found['added']} 个，改名 {found['renamed']} 个，不变 {found['kept']} 个"
            )
        return found


class SettingsScreen(Screen):
    """A list of pages at the left; each is made when it is first gone to."""

    title, icon = "设置", "settings"
    moved = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.pages: dict[str, QWidget] = {}
        self.nav = QListWidget()
        self.nav.setAccessibleName("设置的分类")
        self.nav.setFixedWidth(NAV)
        self.nav.setIconSize(QSize(16, 16))
        self.nav.setStyleSheet("QListWidget { background: transparent; }")
        self.pile = QStackedWidget()
        self.pile.setProperty("inner", True)
        self._makers = self._choices()
        for name, (sign, _) in self._makers.items():
            self.nav.addItem(QListWidgetItem(icons.icon(sign), name))
        left = QVBoxLayout()
        left.setContentsMargins(24, 16, 0, 16)
        left.setSpacing(12)
        left.addWidget(title(self.title))
        left.addWidget(self.nav, 1)
        whole = row(spacing=0)
        whole.addLayout(left)
        whole.addWidget(self.pile, 1)
        self.setLayout(whole)
        self.nav.currentRowChanged.connect(self._go_to_row)

    def _choices(self) -> dict[str, tuple[str, Callable[[], QWidget]]]:
        """Name → icon and how the page is made."""
        found: dict[str, tuple[str, Callable[[], QWidget]]] = {}
        groups = dict.fromkeys(each.group for each in DECLARED.values() if each.group not in HIDDEN_GROUPS)
        for group in groups:
            found[group] = ("settings", lambda group=group: self._values(group))  # type: ignore[misc]
        found["部门"] = ("building-2", lambda: self._register("ui.people:DepartmentScreen"))
        found["人员"] = ("users", lambda: self._register("ui.people:PersonScreen"))
        found["地点"] = ("map-pin", lambda: self._register("ui.places:PlaceScreen"))
        found["资产分类"] = ("tag", lambda: CategoryScreen(self.desk, self.pile))
        found["议事机构"] = ("landmark", lambda: self._register("ui.meetings.registers:BodyScreen"))
        found["机构成员"] = ("users", lambda: self._register("ui.meetings.registers:MemberScreen"))
        found["事项清单"] = ("clipboard-check", lambda: self._register("ui.meetings.registers:MatterScreen"))
        for name, picture, screen in REPAIRS:
            found[name] = (picture, lambda screen=screen: self._register(f"ui.workorders.registers:{screen}"))  # type: ignore[misc]
        found["备份"] = ("archive", self._backups)
        found["用户与权限"] = ("lock", self._users)
        found["操作日志"] = ("history", self._log)
        found["外观"] = ("eye", self._look)
        return found

    def _values(self, group: str) -> QWidget:
        from ui.settings_values import SettingsPage

        return SettingsPage(self.desk, group)

    def _backups(self) -> QWidget:
        from ui.backups import BackupsPage
        from ui.keeper import Keeper

        window = self.window()
        return BackupsPage(self.desk, getattr(window, "keeper", None) or Keeper(window, self.desk, False))

    def _users(self) -> QWidget:
        from ui.users import UsersPage

        return UsersPage(self.desk, self.pile)

    def _log(self) -> QWidget:
        from ui.log import LogPage

        return LogPage(self.desk, self.pile)

    def _look(self) -> QWidget:
        from ui.settings_look import LookPage

        return LookPage()

    def _register(self, path: str) -> QWidget:
        from ui.screens import named

        made: QWidget = named(path)(self.desk, self.pile)
        return made

    # -- going about ---------------------------------------------------------------------------------

    def show_page(self, name: str) -> QWidget:
        """Go to a page by its name: 本单位, 部门, 外观 …; returns it."""
        self.nav.setCurrentRow(list(self._makers).index(name))
        return self.pages[name]

    def _go_to_row(self, at: int) -> None:
        name = list(self._makers)[at]
        page = self.pages.get(name)
        if page is None:
            page = self.pages[name] = self._makers[name][1]()
            if isinstance(page, Screen):
                page.status_changed.connect(self.status_changed)
            self.pile.addWidget(page)
        self.pile.setCurrentWidget(page)
        if isinstance(page, Screen):
            page.activate()
        if self.isVisible():
            # The window binds the keys of what is shown now.
            ways.go(self, "settings")

    # -- the contract --------------------------------------------------------------------------------

    def _now(self) -> Any:
        return self.pile.currentWidget()

    def commands(self) -> list[Command]:
        now = self._now()
        here: list[Command] = now.commands() if isinstance(now, Screen) else []
        return here + [
            Command(f"设置：{name}", "", lambda name=name: self.show_page(name), icon=sign)  # type: ignore[misc]
            for name, (sign, _) in self._makers.items()
        ]

    def activate(self) -> None:
        if self.nav.currentRow() < 0:
            self.nav.setCurrentRow(0)
        elif isinstance(self._now(), Screen):
            self._now().activate()

    @Slot(set)
    def reload(self, tables: set[str]) -> None:
        for page in self.pages.values():
            if isinstance(page, Screen):
                page.reload(tables)

    def close_reads(self) -> None:
        """Stop reading; before the store is closed."""
        for page in self.pages.values():
            if isinstance(page, Screen):
                page.close_reads()
