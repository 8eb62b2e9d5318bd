"""地点: the tree of sites, buildings, floors and rooms beside the list of what lies in the chosen one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from app.kit.filters import OneOf
from app.places import queries, service
from app.places.models import Place
from ui.kit.desk import Desk
from ui.kit.register import Register

EVERYTHING = "全部地点"
WIDTH = 240


class PlaceScreen(Register):
    """A place in the tree narrows the list to what lies directly in it; a new place begins there."""

    model, title, icon, unit = Place, "地点", "map-pin", "处"
    columns = "name parent_id kind keeper remark"
    form = "== 地点\nname parent_id\nkind keeper\nremark"
    sort = "name"
    verb = staticmethod(service.save_place)
    empty_words = (
        "先建院区和楼，再建楼层和房间。可以从 Excel 导入（地点名称、上级地点），或在导入资产台账时一并新建。"
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName("地点树")
        self.tree.setMinimumWidth(160)
        self.tree.currentItemChanged.connect(self._chosen)
        self.splitter.insertWidget(0, self.tree)
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([WIDTH, 900])
        self._open: set[int] = set()

    # -- the tree ------------------------------------------------------------------------------------

    def activate(self) -> None:
        if not self._shown:
            self.fill_tree()
        super().activate()

    def reload(self, tables: set[str]) -> None:
        if self._shown and "places" in tables:
            self.fill_tree()
        super().reload(tables)

    def fill_tree(self) -> None:
        """Read the tree anew; what was open stays open, the chosen place stays chosen."""
        chosen, first = self.chosen_place(), self.tree.topLevelItemCount() == 0
        opened = {key for key, item in self._items().items() if item.isExpanded()}
        self.tree.blockSignals(True)
        self.tree.clear()
        root = QTreeWidgetItem(self.tree, [EVERYTHING])
        items: dict[int | None, QTreeWidgetItem] = {None: root}
        for node in self.desk.read(queries.tree):
            item = QTreeWidgetItem(items[node.parent_id], [node.name])
            item.setData(0, Qt.ItemDataRole.UserRole, node.id)
            item.setToolTip(0, node.path)
            item.setExpanded(node.id in opened or (first and node.depth == 0))
            items[node.id] = item
        root.setExpanded(True)
        self.tree.setCurrentItem(items.get(chosen, root))
        self.tree.blockSignals(False)
        self.tree.setVisible(len(items) > 1)

    def _items(self) -> dict[int, QTreeWidgetItem]:
        found: dict[int, QTreeWidgetItem] = {}
        waiting = [self.tree.topLevelItem(at) for at in range(self.tree.topLevelItemCount())]
        while waiting:
            item = waiting.pop()
            if item is None:
                continue
            key = item.data(0, Qt.ItemDataRole.UserRole)
            if key is not None:
                found[key] = item
            waiting += [item.child(at) for at in range(item.childCount())]
        return found

    def chosen_place(self) -> int | None:
        """The place that is chosen in the tree; None for all of them."""
        item = self.tree.currentItem()
        key: int | None = item.data(0, Qt.ItemDataRole.UserRole) if item is not None else None
        return key

    def choose_place(self, place_id: int | None) -> None:
        """Choose a place in the tree, as a click does."""
        item = self._items().get(place_id) if place_id is not None else self.tree.topLevelItem(0)
        if item is not None:
            self.tree.setCurrentItem(item)

    def _chosen(self, item: QTreeWidgetItem | None, before: QTreeWidgetItem | None) -> None:
        place_id = self.chosen_place()
        if place_id is None or item is None:
            self.filter_by("parent_id", None)
        else:
            self.filter_by("parent_id", OneOf("parent_id", (place_id,), (item.text(0),)))

    # -- new ones ------------------------------------------------------------------------------------

    def make_form(self, record_id: int | None, start: Mapping[str, Any] | None = None) -> QWidget:
        if record_id is None and start is None and self.chosen_place() is not None:
            start = {"parent_id": self.chosen_place()}
        return super().make_form(record_id, start)
