"""The page for a store that is gone or damaged: what is wrong, and the last proven backup to go back to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.kit.backups import Backup
from app.kit.files import size_words
from ui.kit import files
from ui.kit.parts import Card, Notice, Words, button, column, heading, row, title

WIDTH = 640
BACKUPS = "后勤台账备份 (*.houqin);;所有文件 (*)"


class Recover(QWidget):
    """`chosen(file)`: restore this backup; `again`: try to open once more; `left`: something else."""

    chosen = Signal(str)
    again = Signal()
    left = Signal()

    def __init__(self, store: Path, trouble: str, backup: Backup) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.backup = backup
        facts = backup.manifest
        made = f"{facts.made_at.astimezone():%Y-%m-%d %H:%M}"
        self.trouble = Notice("bad", trouble)
        self.restore = button(f"恢复到 {made} 的备份", self._choose, icon="history", kind="primary")
        told = Words(
            f"{facts.kind_label}备份，{size_words(facts.size)}，日志到第 {facts.number:,} 号，"
            f"{facts.attachments} 个附件；做好后重新打开核验过。在那以后录入的内容需要重新录入。",
            "second", wrap=True,
        )  # fmt: skip
        place = Words(str(backup.path), "second", step=-1, wrap=True)
        kept = Words("恢复前会再核验一次备份；现在的文件改名留存，不会删除。", "second", wrap=True)
        other = button("选别的备份…", self._other)
        retry = button("再试着打开", self.again.emit)
        leave = button("新建或打开另一份数据…", self.left.emit, kind="quiet")
        card = Card(
            heading("最近一份核验过的备份"),
            told,
            place,
            kept,
            4,
            row(self.restore, other, None),
            spacing=8,
            margin=20,
        )
        inner = column(
            title(f"“{store.name}”打不开"), self.trouble, card, row(retry, leave, None), spacing=12
        )
        whole = QWidget()
        whole.setFixedWidth(WIDTH)
        whole.setLayout(inner)
        self.setLayout(column(None, row(None, whole, None), None, None))
        self.setFocusProxy(self.restore)

    @Slot()
    def _choose(self) -> None:
        self.chosen.emit(str(self.backup.path))

    @Slot()
    def _other(self) -> None:
        files.ask_open(self, "选一份备份", BACKUPS, self._found)

    def _found(self, path: Path) -> None:
        self.chosen.emit(str(path))
