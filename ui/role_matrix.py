"""What each role may do, as a table of ticks: rights down, roles across."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget
from sqlalchemy.orm import Session

from app import verbs
from app.kit import rights, role_rights
from app.kit.role_rights import Column
from ui.kit.desk import Desk
from ui.kit.theme import ROW

KEY = Qt.ItemDataRole.UserRole
ON, OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class Matrix(QTableWidget):
    """Rights down, roles across; a tick allows and is stored at once."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._filling = False
        self.columns: list[Column] = []
        self.setAccessibleName("角色与权限")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.itemChanged.connect(self._ticked)

    def show_matrix(self) -> None:
        """Every right there is, by area."""
        known = verbs.load()
        self.columns = self.desk.read(role_rights.matrix)
        self._filling = True
        self.clear()
        areas = dict.fromkeys(each.area for each in known.values())
        lines: list[tuple[str, rights.Right | None]] = [
            line
            for area in areas
            for line in [(area, None), *((each.label, each) for each in known.values() if each.area == area)]
        ]
        self.setColumnCount(len(self.columns) + 1)
        self.setRowCount(len(lines))
        self.setHorizontalHeaderLabels(["权限", *(each.name for each in self.columns)])
        for at, (text, right) in enumerate(lines):
            first = QTableWidgetItem(text if right is None else f"　{text}")
            first.setFlags(Qt.ItemFlag.ItemIsEnabled)
            if right is None:
                first.setFont(_bold(self))
            self.setItem(at, 0, first)
            if right is not None:
                self._fill_row(at, right)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._filling = False

    def _fill_row(self, at: int, right: rights.Right) -> None:
        for place, role in enumerate(self.columns, start=1):
            cell = QTableWidgetItem()
            cell.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
            allowed = role.allowed[right.key]
            cell.setCheckState(ON if allowed else OFF)
            cell.setData(KEY, right.key)
            usual = role.base in right.roles
            words = f"{role.name}：{'可以' if allowed else '不可以'}{right.label}"
            cell.setToolTip(words + ("" if allowed == usual else "（本单位改过）"))
            cell.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            if allowed != usual:
                cell.setText("改")
            self.setItem(at, place, cell)

    @Slot(QTableWidgetItem)
    def _ticked(self, cell: QTableWidgetItem) -> None:
        key = cell.data(KEY)
        if self._filling or key is None:
            return
        role = self.columns[cell.column() - 1]
        allowed = cell.checkState() == ON
        if allowed == role.allowed[key]:
            return
        done = self.desk.perform(self, "改权限", _decide, role.role_id, key, allowed)
        if done is None:
            self.show_matrix()  # as it was


def _decide(session: Session, role_id: int, key: str, allowed: bool) -> bool:
    role_rights.decide(session, role_id, key, allowed)
    return True


def _bold(widget: QWidget) -> Any:
    made = widget.font()
    made.setBold(True)
    return made
