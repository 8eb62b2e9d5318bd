"""Which columns a list shows, and in which order: tick, drag, or put back as they were."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QDialog, QLineEdit, QListWidget, QListWidgetItem, QWidget

from app.kit.db import Record
from app.kit.fields import fields
from ui.kit.parts import Words, button, column, row

_NAME = Qt.ItemDataRole.UserRole


class ColumnChoice(QDialog):
    """`chosen(names)` from left to right. The first column stays in place when scrolling sideways."""

    chosen = Signal(list)

    def __init__(
        self, parent: QWidget, model: type[Record], shown: Sequence[str], usual: Sequence[str]
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("选择列")
        self.model, self.usual = model, list(usual)
        self.search = QLineEdit()
        self.search.setPlaceholderText("找列名")
        self.search.setAccessibleName("找列名")
        self.search.textChanged.connect(self._narrow)
        self.list = QListWidget()
        self.list.setAccessibleName("列")
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setDefaultDropAction(Qt.DropAction.MoveAction)
        self._fill(shown)
        foot = row(
            button("恢复默认", self._reset, kind="quiet"), None,
            button("取消", self.reject), button("使用这些列", self._done, kind="primary"),
        )  # fmt: skip
        layout = column(
            Words("打勾的显示，上下拖动改变先后；第一列横向滚动时不动。", "second", wrap=True),
            self.search,
            self.list,
            foot,
        )
        layout.setContentsMargins(16, 16, 16, 16)
        self.setLayout(layout)
        self.resize(380, 520)

    def _fill(self, shown: Sequence[str]) -> None:
        self.list.clear()
        known = fields(self.model)
        rest = [name for name in known if name not in shown]
        for name in (*(each for each in shown if each in known), *rest):
            item = QListWidgetItem(known[name].heading, self.list)
            item.setData(_NAME, name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if name in shown else Qt.CheckState.Unchecked)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(at) for at in range(self.list.count())]

    def _narrow(self, words: str) -> None:
        for item in self._items():
            item.setHidden(words.strip().lower() not in item.text().lower())

    def names(self) -> list[str]:
        """The ticked columns in order."""
        return [item.data(_NAME) for item in self._items() if item.checkState() == Qt.CheckState.Checked]

    def _reset(self) -> None:
        self.search.clear()
        self._fill(self.usual)

    def _done(self) -> None:
        self.chosen.emit(self.names() or self.usual)
        self.accept()
