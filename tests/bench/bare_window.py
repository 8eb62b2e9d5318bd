"""The limit of starting: a bare PySide6 window that tells when it was painted, and leaves."""

from __future__ import annotations

import sys
import time

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget


class Bare(QWidget):
    """Nothing but its ground."""

    def paintEvent(self, event: QPaintEvent) -> None:
        print(time.monotonic(), flush=True)
        QApplication.exit(0)


if __name__ == "__main__":
    app = QApplication(sys.argv)
    window = Bare()
    window.resize(1280, 800)
    window.show()
    sys.exit(app.exec())
