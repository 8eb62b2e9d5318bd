"""The first step of an import: a file, by button or dropped; below it the imports so far, to be withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.assets.ledger import ImportBatch
from ui.kit import files, icons
from ui.kit.parts import Card, Words, button, column, framed, heading, row
from ui.kit.plain_table import Head, Line, PlainTable
from ui.kit.theme import color, theme


class DropPlace(QWidget):
    """Takes a file that is dropped on it; `dropped(path)`."""

    dropped = Signal(object)

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        self.over = False
        self.setAcceptDrops(True)
        inside = column(*[row(None, part, None) for part in parts], spacing=10)
        inside.setContentsMargins(24, 84, 24, 24)
        self.setLayout(inside)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _file_of(event) is not None:
            self.over = True
            event.acceptProposedAction()
            self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self.over = False
        self.update()
        file = _file_of(event)
        if file is not None:
            event.acceptProposedAction()
            self.dropped.emit(file)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color("accent" if self.over else "edge"), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(color("chosen" if self.over else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        icons.draw(painter, QRectF(self.width() / 2 - 22, 28, 44, 44), "file-up", "accent")


class Choose(QWidget):
    """`chosen(path)`; `withdrawn(batch_no)` asks to take a batch back; `opened(batch_id)` to see its cards."""

    chosen = Signal(object)
    withdrawn = Signal(str)
    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.pick = button("选择文件", self._ask, kind="primary")
        self.place = DropPlace(
            Words("把现在用的台账拖到这里", step=2, bold=True),
            Words("可以是 .xlsx、.xls、.et 或 .csv，不必改列名，也不会改动原文件。", "second"),
            self.pick,
        )
        self.place.dropped.connect(self.chosen)
        self.history = PlainTable(
            "导入批次", Head("批次号", 10), Head("文件", 0), Head("导入时间", 11), Head("期初月份", 6),
            Head("导入", 5, True), Head("退回", 5, True), Head("状态", 14), empty="还没有导入过台账",
        )  # fmt: skip
        self.history.picked.connect(self._picked)
        self.history.opened.connect(self.opened)
        self.see = button("查看卡片", self._see)
        self.undo = button("撤回批次", self._undo, "undo-2", "danger")
        head = row(heading("导入过的批次"), None, self.see, self.undo)
        table = Card(head, framed(self.history), spacing=8)
        whole = column(self.place, table, spacing=16)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        theme().changed.connect(self.place.update)
        self._picked(None)

    def put(self, batches: Sequence[ImportBatch]) -> None:
        """Show the imports so far, the newest first."""
        self.history.put(_line(batch) for batch in batches)
        self._picked(None)

    @Slot()
    def _ask(self) -> None:
        files.ask_open(self, "选择台账", files.TABLES, self.chosen.emit)

    @Slot(object)
    def _picked(self, batch_no: object) -> None:
        now = next((line for line in self.history.lines() if line.key == batch_no), None)
        standing = now is not None and not now.tone
        self.undo.setEnabled(standing)
        self.see.setEnabled(standing)
        self._batch_no = str(batch_no) if now is not None else ""

    @Slot()
    def _undo(self) -> None:
        self.withdrawn.emit(self._batch_no)

    @Slot()
    def _see(self) -> None:
        self.opened.emit(self._batch_no)


def _line(batch: ImportBatch) -> Line:
    gone = batch.withdrawn_at
    state = f"{gone.astimezone():%Y-%m-%d} 已撤回" if gone else "在册"
    month = batch.opening_month
    values = (
        batch.batch_no, batch.file_name, batch.imported_at, month.chinese if month is not None else None,
        batch.accepted, batch.refused, state,
    )  # fmt: skip
    return Line(values, batch.batch_no, tone="second" if gone else "")


def _file_of(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.is_file() else None
