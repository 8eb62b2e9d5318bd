"""Work off the screen's thread: import, export, backup, batch printing.

    job = Job("导入资产", run_import, path, mapping)      # run_import(path, mapping, progress=…)
    job.finished.connect(self.imported)                   # bound methods of widgets only
    strip_of(self).follow(job)                            # what, how far, how long still, 取消
    job.start()

The function gets `progress(done, total, text)` and calls it now and then; after 取消 that call raises
Cancelled, so that a transaction around it rolls back whole.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import QElapsedTimer, QObject, QRunnable, Qt, QThreadPool, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.kit.errors import Cancelled


class Job(QObject):
    """One piece of work: `finished(result)`, `failed(exception)` or `cancelled()` comes exactly once.

    `followed` is set once a strip showed it: leaving the program then asks first."""

    progress = Signal(int, int, str)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    ended = Signal()

    # Running jobs must not be collected, nor those whose thread may still be leaving them.
    _kept: ClassVar[set[Job]] = set()
    _left: ClassVar[deque[Job]] = deque(maxlen=8)

    def __init__(self, title: str, function: Callable[..., Any], *args: Any, **keywords: Any) -> None:
        super().__init__()
        self.title = title
        self.followed = False
        self._work: Callable[[], Any] = partial(function, *args, progress=self.report, **keywords)
        self._stop = self._over = False
        self._last = 0.0
        self._runner = _Runner(self)
        self._runner.setAutoDelete(False)
        self.ended.connect(self._release)

    @classmethod
    def running(cls) -> list[Job]:
        """The jobs that have begun and not ended."""
        return [job for job in cls._kept if not job._over]

    @classmethod
    def all_heard(cls) -> bool:
        """Whether every job has ended and whoever waited for it was told."""
        return not cls._kept

    def start(self) -> None:
        self._kept.add(self)
        QThreadPool.globalInstance().start(self._runner)

    def cancel(self) -> None:
        """Ask the function to stop at its next report."""
        self._stop = True

    def report(self, done: int, total: int = 0, text: str = "") -> None:
        """Called by the function on its own thread; at most some thirty a second reach the screen.

        Raises Cancelled once the person has called the work off."""
        if self._stop:
            raise Cancelled
        now = time.monotonic()
        if now - self._last >= 0.03 or done == total:
            self._last = now
            self.progress.emit(done, total, text)

    def carry_out(self) -> None:
        """Do the work on the calling thread and tell how it ended."""
        try:
            result = self._finish()
        except Cancelled:
            self.cancelled.emit()
        except Exception as error:
            self.failed.emit(error)
        else:
            self.finished.emit(result)
        self.ended.emit()

    def _finish(self) -> Any:
        try:
            return self._work()
        finally:
            self._over = True  # before anybody hears of it and leaves the program

    @Slot()
    def _release(self) -> None:
        # No ring of references is left: a collector running on a worker thread must not find a QObject.
        self._work, self._runner.job = _nothing, None
        self._kept.discard(self)
        self._left.append(self)


class _Runner(QRunnable):
    def __init__(self, job: Job) -> None:
        super().__init__()
        self.job: Job | None = job

    def run(self) -> None:
        if self.job is not None:
            self.job.carry_out()


def _nothing() -> None:
    """What an ended job would do if it were started again."""


def remaining(done: int, total: int, seconds: float) -> str:
    """How long still, in words; empty while nobody can know. `seconds` have passed for `done` of `total`."""
    if total <= 0 or done <= 0 or seconds < 2 or done >= total:
        return ""
    left = seconds * (total - done) / done
    if left < 5:
        return "马上就好"
    if left < 60:
        return f"约还需 {round(left / 5) * 5} 秒"
    return f"约还需 {round(left / 60)} 分钟" if left < 3600 else f"约还需 {left / 3600:.1f} 小时"


class JobStrip(QFrame):
    """One line over the status bar: what is being done, how far, how long still, 取消. Blocks nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.job: Job | None = None
        self._clock = QElapsedTimer()
        self.what = QLabel()
        self.how_far = QLabel()
        self.how_far.setProperty("tone", "second")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.stop = QPushButton("取消")
        self.stop.clicked.connect(self._cancel)
        words = QHBoxLayout()
        words.addWidget(self.what)
        words.addStretch(1)
        words.addWidget(self.how_far)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addLayout(words)
        left.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(16)
        row.addLayout(left, 1)
        row.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def follow(self, job: Job) -> None:
        """Show this job until it ends. A second job takes the strip over; the first goes on unseen."""
        if self.job is not None:
            self._leave()
        self.job = job
        job.followed = True
        self.what.setText(job.title + "…")
        self.how_far.clear()
        self.bar.setRange(0, 0)
        self.stop.setText("取消")
        self.stop.setEnabled(True)
        self._clock.start()
        job.progress.connect(self._show)
        job.ended.connect(self._end)
        self.show()

    @Slot(int, int, str)
    def _show(self, done: int, total: int, text: str) -> None:
        if self.job is None:
            return
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        counted = f"{done:,} / {total:,}" if total else (f"{done:,}" if done else "")
        still = remaining(done, total, self._clock.elapsed() / 1000)
        if text:
            self.what.setText(f"{self.job.title}：{text}")
        self.how_far.setText(" · ".join(part for part in (counted, still) if part))

    @Slot()
    def _cancel(self) -> None:
        if self.job is not None:
            self.job.cancel()
            self.stop.setText("正在停止")
            self.stop.setEnabled(False)

    @Slot()
    def _end(self) -> None:
        self._leave()
        self.hide()

    def _leave(self) -> None:
        if self.job is not None:
            self.job.progress.disconnect(self._show)
            self.job.ended.disconnect(self._end)
            self.job = None


def strip_of(widget: QWidget) -> JobStrip:
    """The strip of the window that `widget` lies in; a window without one gets it."""
    window = widget.window()
    found = window.findChild(JobStrip)
    if found is None:
        found = JobStrip(window)
        layout = window.layout()
        if layout is not None:
            layout.addWidget(found)
    return found
