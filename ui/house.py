"""The verbs of the house itself: back up, verify, another store, theme, size of type."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox

from app.kit import rights
from app.kit.errors import UserError
from app.kit.paths import log_file
from app.kit.store import Store
from ui.keeper import Keeper
from ui.kit import crash, toast
from ui.kit.command import Command
from ui.kit.desk import Desk
from ui.kit.job import Job, strip_of
from ui.kit.theme import SIZES, theme
from ui.window import MainWindow

FACES = (("跟随系统", "system"), ("浅色", "light"), ("深色", "dark"))


class House(QObject):
    """Commands for the ⋯ of the top bar and for the palette."""

    def __init__(self, window: MainWindow, desk: Desk, first: Callable[[], None]) -> None:
        super().__init__(window)
        self.window, self.desk, self.first = window, desk, first
        self._box: QMessageBox | None = None
        window.top.act.clicked.connect(self.remove_sample)

    def commands(self) -> list[Command]:
        ready = self.desk.ready
        file = ready and self.desk.store.path is not None
        size = theme().size
        faces = [
            Command(f"外观：{name}{'（现在）' if theme().choice == face else ''}", "", self._face(face), icon="eye")
            for name, face in FACES
        ]
        return [
            Command("备份数据", "", self.back_up, file and self.desk.may(rights.BACK_UP), "archive"),
            Command("备份：查看、恢复、设置", "", self.window.show_backups, ready, "history"),
            Command("校验数据", "", self.verify, ready, "shield-check"),
            Command("打开数据所在文件夹", "", self.show_folder, file, "folder-open"),
            *([Command("移除样例单位…", "", self.remove_sample, True, "trash-2")] if ready and self._sample() else []),
            Command("新建或打开另一份数据…", "", self.first, True, "database"),
            *faces,
            Command("字号加大", "", self._size(1), size < SIZES[-1], "plus"),
            Command("字号减小", "", self._size(-1), size > SIZES[0], "chevron-down"),
            Command("打开运行日志", "", self.show_log, True, "file-text"),
            Command("关于后勤台账", "", self.about, True, "info"),
            Command("退出", "Ctrl+Q", self.window.close, True, "x"),
        ]

    # -- the store -----------------------------------------------------------------------------------

    def back_up(self) -> None:
        if self.window.keeper is None:
            self.window.keeper = Keeper(self.window, self.desk, False)
        self.window.keeper.back_up()

    def verify(self) -> None:
        self._work("校验数据", _verify, self._verified, self.desk.store)

    def _work(self, title: str, function: Callable[..., Any], done: Callable[..., None], *args: Any) -> None:
        job = Job(title, function, *args)
        job.finished.connect(done)
        job.failed.connect(self.failed)
        strip_of(self.window).follow(job)
        job.start()

    @Slot(object)
    def _verified(self, problems: list[str]) -> None:
        if not problems:
            toast.tell(self.window, "校验通过：文件、关联、操作日志、结账和附件都完好")
            return
        words = "\n".join(problems[:20]) + (f"\n……共 {len(problems)} 处" if len(problems) > 20 else "")
        self.desk.complain(self.window, "校验数据", words + "\n请从最近的备份恢复，或联系维护人员。")

    def _sample(self) -> bool:
        from app import office

        return office.is_sample(self.desk.store)

    @Slot()
    def remove_sample(self) -> None:
        """The sample office with its file, attachments and backups goes; then the first start again."""
        from app import office

        question = "样例单位的卡片、账和附件将全部删除，不能恢复。本单位的数据不受影响。"
        if not self.desk.ask(self.window, "移除样例单位", question, "移除样例单位"):
            return
        store = self.desk.store
        self.window.forget()
        self.desk.close()
        try:
            office.remove_sample(store)
        except UserError as error:
            self.desk.complain(self.window, "移除样例单位", str(error))
        self.first()

    @Slot(object)
    def failed(self, error: BaseException) -> None:
        """A refusal is told, anything else is a bug of ours."""
        if isinstance(error, UserError):
            self.desk.complain(self.window, "没有做成", str(error))
        else:
            crash.report(error)

    def show_folder(self) -> None:
        if self.desk.store.path is not None:
            _open(self.desk.store.path.resolve().parent)

    def show_log(self) -> None:
        _open(log_file())

    # -- how it looks --------------------------------------------------------------------------------

    def _face(self, face: str) -> Callable[[], None]:
        return lambda: theme().choose(face)

    def _size(self, step: int) -> Callable[[], None]:
        return lambda: theme().resize(theme().size + step)

    def about(self) -> None:
        box = QMessageBox(self.window)
        box.setWindowTitle("关于后勤台账")
        box.setText("后勤台账：事业单位后勤的离线台账。Apache-2.0 许可。\n\n" + crash.about())
        box.setInformativeText("字体：Noto Sans SC、Noto Serif SC（OFL）。图标：Lucide（ISC）。")
        box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
        self._box = box
        box.open()


def _verify(store: Store, progress: Callable[..., None]) -> list[str]:
    from app import office

    progress(0, 0, "逐页检查文件、关联、操作日志、结账和附件")
    return office.verify(store)


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
