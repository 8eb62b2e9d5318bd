"""Photos and scans of a record: added by a file dialog or by dropping them here, opened by a double click."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSize, Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QIcon,
    QImageReader,
    QKeySequence,
    QPainter,
    QPixmap,
    QShortcut,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QListView,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from app.kit import attachments, audit, records
from app.kit.attachments import Attachment
from app.kit.db import Record
from app.kit.errors import UserError
from app.kit.shelves import Shelf
from ui.kit import icons
from ui.kit.desk import Desk
from ui.kit.parts import Empty, Words, button, row
from ui.kit.theme import tokens

THUMB = 112
LARGEST_SHOWN = 30 * 1024 * 1024  # bytes
IMAGES = {".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp"}
KINDS = "照片和扫描件 (*.jpg *.jpeg *.png *.bmp *.gif *.webp *.pdf);;所有文件 (*)"


class AttachmentsTab(QWidget):
    """`words` say in an empty tab what belongs here; `opener` shows a file with the system's own program; tests put theirs here."""

    opener: ClassVar[Callable[[QUrl], object]] = QDesktopServices.openUrl

    def __init__(self, desk: Desk, model: type[Record], words: str = "") -> None:
        super().__init__()
        self.desk, self.model = desk, model
        self.record_id: int | None = None
        self.found: list[Attachment] = []
        self.fixed = False
        self.setAcceptDrops(True)
        self.list = QListWidget()
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.list.setIconSize(QSize(THUMB, THUMB))
        self.list.setGridSize(QSize(THUMB + 56, THUMB + 72))
        self.list.setWordWrap(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setAccessibleName("附件")
        self.list.itemActivated.connect(self.open_current)
        self.list.itemSelectionChanged.connect(self._say)
        self.add_button = button("添加…", self.ask_files, icon="paperclip")
        self.open_button = button("打开", self.open_current)
        self.save_button = button("另存…", self.ask_folder)
        self.remove_button = button("移除", self.remove_chosen)
        self.words = Words("", "second", step=-1)
        tools = row(self.add_button, self.open_button, self.save_button, self.remove_button, None, self.words)
        self.none = Empty(
            "paperclip", "还没有附件", words or "把照片、发票或验收单的扫描件拖到这里，或点“添加”。",
            button("添加…", self.ask_files, kind="primary"),
        )  # fmt: skip
        self.pile = QStackedWidget()
        self.pile.setProperty("inner", True)
        self.pile.addWidget(self.list)
        self.pile.addWidget(self.none)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 12, 24, 16)
        layout.addLayout(tools)
        layout.addWidget(self.pile, 1)
        remove = QShortcut(QKeySequence.StandardKey.Delete, self.list, self.remove_chosen)
        remove.setContext(Qt.ShortcutContext.WidgetShortcut)

    def show_record(self, record_id: int) -> None:
        """Read the attachments of this record."""
        self.record_id = record_id
        self.found = self.desk.read(attachments.of, self.model, record_id)
        self.list.clear()
        for each in self.found:
            item = QListWidgetItem(self._picture(each), each.name)
            item.setToolTip(
                f"{each.name}\n{size_words(each.size)} · {each.added_at.astimezone():%Y-%m-%d %H:%M}"
            )
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            self.list.addItem(item)
        self.pile.setCurrentWidget(self.list if self.found else self.none)
        self._say()

    def fix(self, fixed: bool) -> None:
        """Whether they only can be looked at: those of a record that is filed."""
        self.fixed = fixed
        self.setAcceptDrops(not fixed)
        self.add_button.setEnabled(not fixed)
        self._say()

    def _picture(self, each: Attachment) -> QIcon:
        """A small picture of a photo, else the sign of a file."""
        sign = self._sign()
        if Path(each.name).suffix.lower() not in IMAGES:
            return sign
        content = self._content(each)
        if content is None:
            return sign
        reader = QImageReader(content)
        reader.setAutoTransform(True)
        reader.setDecideFormatFromContent(True)
        whole = reader.size()
        if whole.isValid():
            ratio = self.devicePixelRatioF()
            reader.setScaledSize(
                whole.scaled(QSize(THUMB, THUMB) * ratio, Qt.AspectRatioMode.KeepAspectRatio)
            )
        image = reader.read()
        return sign if image.isNull() else QIcon(QPixmap.fromImage(image))

    def _sign(self) -> QIcon:
        """The sign of a file, small in the middle of a picture's room."""
        ratio = self.devicePixelRatioF()
        whole = QPixmap(QSize(THUMB, THUMB * 3 // 4) * ratio)
        whole.fill(Qt.GlobalColor.transparent)
        painter = QPainter(whole)
        icons.draw(painter, QRectF(whole.rect()).adjusted(0, 14 * ratio, 0, -14 * ratio), "file-text")
        painter.end()
        whole.setDevicePixelRatio(ratio)
        return QIcon(whole)

    def _content(self, each: Attachment) -> QBuffer | None:
        """What a photo holds; None where it cannot be had, or would take a while only for a small picture."""
        if each.size > LARGEST_SHOWN:
            return None
        try:
            content = QBuffer()
            content.setData(self.desk.store.shelf.read(each.sha256))
            content.open(QIODevice.OpenModeFlag.ReadOnly)
        except (OSError, UserError):
            return None
        return content

    def _chosen(self) -> list[Attachment]:
        return [self.found[index.row()] for index in self.list.selectedIndexes()]

    def _say(self) -> None:
        chosen = self._chosen()
        for each in (self.open_button, self.save_button, self.remove_button):
            each.setEnabled(bool(chosen) and not (self.fixed and each is self.remove_button))
        count = len(self.found)
        whole = sum(each.size for each in self.found)
        self.words.setText(f"{count} 个附件，共 {size_words(whole)}" if count else "")

    # -- verbs ---------------------------------------------------------------------------------------

    def ask_files(self) -> None:
        """Choose files to add."""
        dialog = QFileDialog(self, "添加附件", "", KINDS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._add_named)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _add_named(self, names: list[str]) -> None:
        self.add([Path(name) for name in names])

    def add(self, files: Sequence[Path]) -> None:
        """Copy files beside the store and hang them on the record: all of them, or none."""
        if self.record_id is None or not files or self.fixed:
            return
        made = self.desk.perform(
            self, "添加附件", _add, self.desk.store.shelf, self.model, self.record_id, list(files), self.desk.store.clock()
        )  # fmt: skip
        if made is not None:
            self.show_record(self.record_id)
            self.desk.told.emit(f"已添加 {made} 个附件")

    def open_current(self) -> None:
        """Open a copy under its own name: the kept one has none, and must not be written to."""
        for each in self._chosen()[:5]:
            if (file := self._copy(each, copies())) is not None:
                AttachmentsTab.opener(QUrl.fromLocalFile(str(file)))

    def ask_folder(self) -> None:
        """Choose where to save the selected ones."""
        dialog = QFileDialog(self, "另存附件")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._save_to)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _save_to(self, folder: str) -> None:
        saved = [each for each in self._chosen() if self._copy(each, Path(folder)) is not None]
        if saved:
            self.desk.told.emit(f"{len(saved)} 个附件已存到 {folder}")

    def remove_chosen(self) -> None:
        """Take the selected ones off the record, after a question."""
        chosen = self._chosen()
        if not chosen or self.record_id is None or self.fixed:
            return
        verb = f"移除 {len(chosen)} 个附件"
        names = "、".join(each.name for each in chosen[:3]) + ("等" if len(chosen) > 3 else "")
        if self.desk.ask(self, "移除附件", f"移除“{names}”？操作日志里会留下记录。", verb):
            self.desk.perform(self, "移除附件", _remove, [each.id for each in chosen])
            self.show_record(self.record_id)

    def _copy(self, each: Attachment, folder: Path) -> Path | None:
        target = folder / each.name
        number = 1
        while target.exists():
            number += 1
            target = folder / f"{Path(each.name).stem} ({number}){Path(each.name).suffix}"
        try:
            self.desk.store.shelf.copy_out(each.sha256, target)
        except (OSError, UserError) as error:
            target.unlink(missing_ok=True)
            why = getattr(error, "strerror", None) or error
            words = f"取不出“{each.name}”：{why}。请检查附件文件夹，或从备份恢复。"
            self.desk.complain(self, "附件", words)
            return None
        return target

    # -- dropping ------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.record_id is not None and event.mimeData().hasUrls():
            self.setStyleSheet(f"AttachmentsTab {{ border: 1px dashed {tokens().accent}; }}")
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: object) -> None:
        self.setStyleSheet("")

    def dropEvent(self, event: QDropEvent) -> None:
        self.setStyleSheet("")
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.add([file for file in files if file.is_file()])


@cache
def copies() -> Path:
    """Where opened copies lie until the program ends; another program may still show them."""
    folder = tempfile.mkdtemp(prefix="houqin-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def size_words(size: int) -> str:
    """12,345 bytes as 12.1 KB."""
    if size < 1024:
        return f"{size} 字节"
    return f"{size / 1024:,.1f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:,.1f} MB"


def _add(
    session: Session, shelf: Shelf, model: type[Record], record_id: int, files: Sequence[Path], at: datetime
) -> int:
    known = {(each.name, each.sha256) for each in attachments.of(session, model, record_id)}
    for file in files:
        made = attachments.add(session, shelf, model, record_id, file, at)
        fresh = records.get(session, Attachment, made)
        if (fresh.name, fresh.sha256) in known:
            raise UserError(f"“{file.name}”已经在附件里了，没有重复添加。")
        known.add((fresh.name, fresh.sha256))
        audit.note(session, model.__tablename__, record_id, f"添加附件“{file.name}”")
    return len(files)


def _remove(session: Session, ids: Sequence[int]) -> int:
    for each in ids:
        gone = records.get(session, Attachment, each)
        audit.note(session, gone.table_name, gone.record_id, f"移除附件“{gone.name}”")
        records.remove(session, Attachment, each)
    return len(ids)
