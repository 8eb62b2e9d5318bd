"""A bug of ours does not end the work: it is logged with its trace, told with details to copy, and the
program goes on. The act that failed has rolled back by then.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
    qVersion,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

log = logging.getLogger("houqin")
LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class _Bell(QObject):
    """Carries a crash from whichever thread it happened on to the screen's."""

    rung = Signal(str)
    shown: list[CrashDialog]

    def __init__(self) -> None:
        super().__init__()
        self.shown = []
        self.rung.connect(self.show_details)

    @Slot(str)
    def show_details(self, details: str) -> None:
        if any(isValid(dialog) and dialog.isVisible() for dialog in self.shown):
            return  # one is enough to read; all of them are in the log
        dialog = CrashDialog(details, QApplication.activeWindow())
        self.shown = [dialog]
        dialog.open()


_bell: _Bell | None = None


def install() -> None:
    """Catch what nobody caught, on every thread; after QApplication is made."""
    global _bell
    _bell = _Bell()
    sys.excepthook = caught
    threading.excepthook = _caught_in_thread
    qInstallMessageHandler(_from_qt)


def keep_log() -> str:
    """Begin the log file, 1 MB and one before it; returns where it lies, "" if it cannot be written.

    Separate from `install`, because finding the folder costs a few milliseconds of the first paint."""
    from logging.handlers import RotatingFileHandler

    from app.kit.paths import log_file

    try:
        path = log_file()
        handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=1, encoding="utf-8", delay=True)
    except OSError:
        return ""
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return str(path)


def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What sys.excepthook calls."""
    if issubclass(kind, KeyboardInterrupt):
        QApplication.exit(130)
        return
    report(error.with_traceback(trace))


def report(error: BaseException) -> None:
    """Log a bug and show it; may be called from any thread, for instance with what Job.failed brought."""
    trace = "".join(traceback.format_exception(error))
    log.error("unexpected: %s", trace)
    if sys.stderr is not None:  # a windowed build has none
        sys.stderr.write(trace)
    if _bell is not None:
        _bell.rung.emit(f"{about()}\n\n{trace}")


def about() -> str:
    """What a person who mends programs asks first. Nothing of the office's data."""
    import platform

    from app.kit.audit import program_version

    return f"后勤台账 {program_version()} · Python {platform.python_version()} · Qt {qVersion()} · {platform.platform()}"


def _caught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        report(args.exc_value)


def _from_qt(kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
    log.log(LEVELS.get(kind, logging.WARNING), "qt: %s", message)


class CrashDialog(QDialog):
    """What happened, that nothing was saved half, and the details to copy."""

    def __init__(self, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("程序出了差错")
        self.setMinimumWidth(560)
        words = QLabel(
            "刚才的操作遇到程序自身的差错，没有做成，已退回到操作之前，数据没有改动。\n"
            "程序可以继续使用。请把下面的内容复制给维护人员。"
        )
        words.setWordWrap(True)
        self.details = QPlainTextEdit(details)
        self.details.setReadOnly(True)
        self.details.setMinimumHeight(220)
        self.details.setAccessibleName("差错的详细内容")
        self.copy = QPushButton("复制详细内容")
        self.copy.clicked.connect(self._copy)
        go_on = QPushButton("继续使用")
        go_on.setProperty("primary", True)
        go_on.setDefault(True)
        go_on.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.copy)
        foot.addWidget(go_on)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 20, 20, 16)
        whole.setSpacing(12)
        whole.addWidget(words)
        whole.addWidget(self.details, 1)
        whole.addLayout(foot)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())
        self.copy.setText("已复制")
