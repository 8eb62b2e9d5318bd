"""Start the window: paint the shell first, load the store and the screens after.

    python -m ui.main [--store PATH-OR-URL] [--screen NAME] [--size WxH] [--dark | --light]
                      [--picture FILE] [--marks]

--picture waits until everything is painted, saves the window as PNG and leaves; --marks prints as JSON when
the shell, the first page of cards and the whole screen stood there (`painted`, `page`, `ready`: seconds of
the monotonic clock) and how many `rows` that page had, and leaves.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections.abc import Sequence

if __name__ == "__main__":
    if sys.argv[1:2] == ["--read-table"]:  # the bundled program is its own reader of workbooks
        from app.kit.sheets import child

        child.main(sys.argv[2:])
        sys.exit()
    # Nothing that is loaded now dies soon, so looking for garbage is a tenth of the start; `Start` ends this.
    gc.disable()

from PySide6.QtWidgets import QApplication

from ui.kit import ime, prefs
from ui.kit.theme import theme
from ui.window import MainWindow


def options_of(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="houqin", description="后勤台账", add_help=True)
    parser.add_argument("--store", default="", help="数据文件，或 PostgreSQL 的 URL")
    parser.add_argument("--screen", default="", help="先打开哪个界面")
    parser.add_argument("--size", default="", help="窗口大小，如 1280x720")
    parser.add_argument("--picture", default="", help="画好后存为 PNG 并退出")
    parser.add_argument("--marks", action="store_true", help="打印首次画出的时刻并退出")
    face = parser.add_mutually_exclusive_group()
    face.add_argument("--dark", action="store_const", const="dark", dest="face")
    face.add_argument("--light", action="store_const", const="light", dest="face")
    options = parser.parse_args(arguments)
    if options.size:
        width, _, height = options.size.partition("x")
        if not (width.isdigit() and height.isdigit()):
            parser.error("--size 请写成 1280x720 这样")
        options.size = (int(width), int(height))
    return options


def seen(options: argparse.Namespace) -> bool:
    """Whether there is a screen to show the window on; pictures are drawn without one. Says so if not."""
    needs = sys.platform.startswith("linux") and not os.environ.get("QT_QPA_PLATFORM")
    if needs and not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        if not (options.picture or options.marks):
            print("这里没有屏幕，打不开窗口。请在桌面上运行，或用 python -m app 的命令。", file=sys.stderr)
            return False
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    options = options_of(sys.argv[1:] if arguments is None else arguments)
    if not seen(options):
        return 1
    gc.disable()
    note = ime.prepare()
    app = QApplication([sys.argv[0]])
    app.setApplicationName("houqin")
    app.setApplicationDisplayName("后勤台账")
    theme().start(options.face)
    window = MainWindow()
    window.keeps_place = not options.picture and not options.marks
    if options.size:
        window.resize(*options.size)
    else:
        window.restore()
    marks: dict[str, float] = {}

    def begin() -> None:
        marks["painted"] = time.monotonic()
        options.screen = options.screen or prefs.text("screen")
        if where := options.store or prefs.text("store"):
            from ui.kit import glimpse

            if rows := glimpse.show(window, where, options.screen):
                marks.update(page=time.monotonic(), rows=rows)
        # Everything heavy is imported from here on.
        from ui.start import Start

        window.start = Start(window, options, marks, note)
        window.start.begin()

    window.painted.connect(begin)
    window.show()
    code = app.exec()
    if window.start is not None:
        window.start.end()
    return code


if __name__ == "__main__":
    sys.exit(main())
