"""Paper before it is paper: the pages true to size, 打印, 存为 PDF; a further copy carries 补打.

    preview(self, desk, [Document("资产卡片", make, key="asset-card:ZC00001")])

`make` runs in a Job and gets the keywords copy, stock, first and progress; it opens its own session.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QWidget
from sqlalchemy.orm import Session

from app.kit import prints
from app.kit.errors import UserError
from ui.kit import crash, files, toast
from ui.kit.command import Command
from ui.kit.desk import Desk
from ui.kit.job import Job, strip_of
from ui.kit.pages import lay_over
from ui.kit.pdf_pages import print_pages
from ui.kit.preview_page import PreviewPage

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

PATIENCE = 400  # ms before a strip tells of work that is going on


@dataclass(frozen=True)
class Document:
    """Something that can be printed. `key` is what the log of prints knows it by, or a query that tells it
    (empty: never marked); `labels` is the number of labels where it is a sheet of them."""

    title: str
    make: Callable[..., bytes]
    key: str | Callable[[Session], str] = ""
    file_name: str = ""
    labels: int = 0


def preview(widget: QWidget, desk: Desk, documents: Sequence[Document], chosen: int = 0) -> Preview:
    """Show the paper over the screen that `widget` lies in; several documents can be chosen from."""
    page = Preview(desk, documents, chosen)
    lay_over(widget, page)
    page.begin()
    return page


def ask_printer(page: Preview, printer: QPrinter, then: Callable[[], object]) -> None:
    """The system's print dialog; `then` when the person chose."""
    from PySide6.QtPrintSupport import QPrintDialog

    dialog = QPrintDialog(printer, page)
    dialog.setMinMax(1, page.page_count)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
    dialog.accepted.connect(then)
    dialog.finished.connect(dialog.deleteLater)
    QDialog.open(dialog)


class Preview(PreviewPage):
    """Makes the paper in a job; Ctrl+P prints it, Ctrl+S saves it, Esc goes back."""

    def __init__(self, desk: Desk, documents: Sequence[Document], chosen: int = 0) -> None:
        labels = max((each.labels for each in documents), default=0)
        super().__init__([each.title for each in documents], chosen, labels)
        self.desk, self.documents = desk, list(documents)
        self.choose_printer: Callable[[Preview, QPrinter, Callable[[], object]], None] = ask_printer
        self._job: Job | None = None
        self._serial = 0
        self._key = ""
        self._printed = prints.Printed(0)
        self._printer: QPrinter | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._tell_work)
        self.forms.currentIndexChanged.connect(self._another_form)
        self.labels.changed.connect(self.begin)
        self.save.clicked.connect(self.ask_save)
        self.print.clicked.connect(self.ask_print)
        self.key("Ctrl+P", self.ask_print)
        self.key("Ctrl+S", self.ask_save)

    @property
    def document(self) -> Document:
        return self.documents[self.forms.currentIndex()]

    def commands(self) -> list[Command]:
        there = self._pages is not None
        return [
            Command("打印", "Ctrl+P", self.ask_print, there, "printer"),
            Command("存为 PDF", "Ctrl+S", self.ask_save, there, "save"),
        ]

    # -- making ----------------------------------------------------------------------------------------

    @Slot()
    def begin(self) -> None:
        """Make the paper anew: another form, another label, or 补打 after a print."""
        self._drop_job()
        document = self.document
        if len(self.documents) == 1:
            self.heading.setText(document.title)
        self.labels.setVisible(bool(document.labels))
        key = document.key
        self._key = key if isinstance(key, str) else self.desk.read(key)
        self._printed = self.desk.read(prints.printed, self._key) if self._key else prints.Printed(0)
        self._say_state()
        self._serial += 1
        words = {"copy": self._copy(), "stock": self.labels.stock.key, "first": self.labels.first}
        self._job = Job(f"排版 {document.title}", _make, document, self._serial, words)
        self._job.finished.connect(self._made)
        self._job.failed.connect(self._failed)
        self._job.cancelled.connect(self._stopped)
        self._patience.start(PATIENCE)
        if not self.pdf:
            self._show(False)
        self._job.start()

    def _copy(self) -> str:
        return "补打" if self._printed.times else ""

    def _say_state(self) -> None:
        if self._printed.times and self._printed.at is not None:
            when = self._printed.at.astimezone().strftime("%Y-%m-%d %H:%M")
            self.notice.tell(
                "info",
                f"这份文件已打印 {self._printed.times} 次，最近一次是 {when}，{self._printed.who}。"
                "再打印的这一份注明“补打”。",
            )
        else:
            self.notice.hide()

    @Slot(object)
    def _made(self, result: tuple[int, bytes]) -> None:
        serial, pdf = result
        if serial != self._serial:
            return
        self._patience.stop()
        self.show_pdf(pdf)

    @Slot(object)
    def _failed(self, error: BaseException) -> None:
        self._patience.stop()
        if not isinstance(error, UserError):
            crash.report(error)
        words = str(error) if isinstance(error, UserError) else "排版没有完成，原因已记入运行日志。"
        self.notice.tell("bad", words)
        self.waiting.words.setText("这份文件没有排出来")
        self.waiting.more.setText("请返回后再试。")

    @Slot()
    def _stopped(self) -> None:
        if self._job is not None and not self.pdf:
            self.leave()

    @Slot()
    def _tell_work(self) -> None:
        if self._job is not None:
            strip_of(self).follow(self._job)

    def _drop_job(self) -> None:
        if self._job is not None:
            job, self._job = self._job, None
            job.cancel()

    def close_page(self) -> None:
        self._drop_job()
        super().close_page()

    @Slot(int)
    def _another_form(self, index: int) -> None:
        self.pdf = b""
        self.begin()

    # -- onto paper, into a file -----------------------------------------------------------------------

    @Slot()
    def ask_print(self) -> None:
        if self._pages is None or not self.print.isEnabled():
            return
        from PySide6.QtPrintSupport import QPrinter

        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self._printer.setDocName(self._name())
        self.choose_printer(self, self._printer, self._send)

    @Slot()
    def _send(self) -> None:
        printer = self._printer
        assert printer is not None
        first, last = printer.fromPage() or 1, printer.toPage() or self.page_count
        job = Job(f"打印 {self.document.title}", print_pages, self.pdf, printer, first - 1, last)
        job.finished.connect(self._sent)
        job.failed.connect(self._refused)
        strip_of(self).follow(job)
        self.print.setEnabled(False)
        job.start()

    @Slot(object)
    def _sent(self, pages: int) -> None:
        self.print.setEnabled(True)
        document = self.document
        if self._key:
            self.desk.act(f"打印{document.title}", prints.note, self._key, pages)
        toast.tell(self, f"已把 {document.title} 共 {pages:,} 页交给打印机")
        if self._key:
            self.begin()

    @Slot(object)
    def _refused(self, error: BaseException) -> None:
        self.print.setEnabled(True)
        if isinstance(error, UserError):
            self.desk.complain(self, "打印", str(error))
        else:
            crash.report(error)

    def _name(self) -> str:
        return self.document.file_name or self.document.title

    @Slot()
    def ask_save(self) -> None:
        if self._pages is not None:
            files.ask_save(self, "存为 PDF", f"{self._name()}.pdf", files.PDF, self.save_to)

    def save_to(self, path: Path) -> None:
        """Write what is shown, whole or not at all."""
        partial = path.with_name(path.name + ".part")
        try:
            partial.write_bytes(self.pdf)
            os.replace(partial, path)
        except OSError as error:
            partial.unlink(missing_ok=True)
            self.desk.complain(
                self, "存为 PDF", f"没有存到“{path.name}”：{error.strerror}。请换一个文件夹再存。"
            )
            return
        toast.tell(self, f"已存为 {path.name}", [("打开", lambda: _open(path))])


def _make(
    document: Document, serial: int, words: dict[str, Any], progress: Callable[..., None]
) -> tuple[int, bytes]:
    return serial, document.make(**words, progress=progress)


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
