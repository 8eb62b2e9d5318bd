"""The first start: a new office, the sample office, or data that exists already. Also where a store that
cannot be opened says why. The page only makes or names a store; Start works with it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from app import office
from app.kit import cipher, settings
from app.kit.errors import Unreadable, UserError
from app.kit.months import Month
from app.kit.paths import SUFFIX
from app.kit.settings import DECLARED, Setting
from app.kit.store import Store
from ui.kit import crash, files
from ui.kit.job import Job, strip_of
from ui.kit.parts import Card, Notice, Words, button, column, heading, row, scrolled, title
from ui.passphrase import PassphraseDialog

# What a new office is asked; each is a setting and can be changed later.
ASKED = (
    "office_name",
    "office_code",
    "capitalization_threshold",
    "special_equipment_threshold",
    "first_month",
)
STORES = f"后勤台账数据 (*{SUFFIX});;所有文件 (*)"
SECRET = "本程序不得录入、存储涉密资产和涉密文件的信息；涉密资产请按保密规定另行登记。"


class FirstStart(QWidget):
    """`made(store)` for a store made here, `asked(path)` for one to be opened, `left` to go back."""

    made = Signal(object)
    asked = Signal(str)
    left = Signal()

    def __init__(self, folder: Path, trouble: str = "", leave: bool = False) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.folder = folder
        self.inputs: dict[str, QLineEdit] = {}
        self.wrong: dict[str, Words] = {}
        self.trouble = Notice("bad", trouble)
        self.trouble.setVisible(bool(trouble))
        head = row(title("开始使用后勤台账"), None, *([button("返回", self.left.emit)] if leave else []))
        intro = Words(
            "数据只存在您选定的位置，不联网、不上传。下面三种开始的方法任选一种。", "second", wrap=True
        )
        side = column(self._sample_card(), self._open_card(), None, spacing=16)
        cards = row(spacing=16)
        cards.addWidget(self._office_card(), 3)
        cards.addLayout(side, 2)
        inner = QWidget()
        inner.setMaximumWidth(960)
        body = column(head, intro, self.trouble, 4, cards, Notice("warn", SECRET), None, spacing=12)
        body.setContentsMargins(32, 32, 32, 24)
        inner.setLayout(body)
        middle = QWidget()
        middle.setLayout(row(None, inner, None))
        middle.layout().setStretchFactor(inner, 100)  # type: ignore[union-attr]
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(middle))
        self.setFocusProxy(next(iter(self.inputs.values()), self.place))

    # -- the three cards -----------------------------------------------------------------------------

    def _office_card(self) -> Card:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, 112)
        asked = [DECLARED[key] for key in ASKED if key in DECLARED]
        for line, setting in enumerate(asked):
            self._ask(grid, 2 * line, setting)
        self.place = QLineEdit(str(self.folder / f"台账{SUFFIX}"))
        self.place.setAccessibleName("数据文件")
        at = 2 * len(asked)
        label = Words("数据文件")
        label.setBuddy(self.place)
        grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addLayout(row(self.place, button("更改…", self._choose_place)), at, 1)
        hint = Words(
            "附件和备份放在同一文件夹。请放在本机硬盘，不要放在网络共享文件夹。", "second", step=-1, wrap=True
        )
        grid.addWidget(hint, at + 1, 1)
        self.encrypt = QCheckBox("加密数据文件（打开时要输入口令，并打印恢复单）")
        self.encrypt.setEnabled(cipher.available())
        if not self.encrypt.isEnabled():
            self.encrypt.setToolTip("本机没有装加密组件 sqlcipher3。")
        grid.addWidget(self.encrypt, at + 2, 1)
        self.begin = button("建立本单位台账", self.make, kind="primary")
        return Card(
            heading("新建本单位"), Words("用于正式工作。以后可在“设置”里修改。", "second"), 4, grid, 4,
            row(None, self.begin), None, spacing=8, margin=20,
        )  # fmt: skip

    def _ask(self, grid: QGridLayout, at: int, setting: Setting) -> None:
        edit = QLineEdit(settings.write(setting, setting.default))
        edit.setAccessibleName(setting.label)
        label = Words(setting.label + (" *" if setting.key == "office_name" else ""))
        label.setBuddy(edit)
        grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(edit, at, 1)
        edit.setPlaceholderText(setting.hint or (setting.basis if setting.default in ("", None) else ""))
        edit.setToolTip(f"依据：{setting.basis}")
        edit.returnPressed.connect(self.focusNextChild)
        told = Words("", "bad", step=-1, wrap=True)
        told.hide()
        grid.addWidget(told, at + 1, 1)
        self.inputs[setting.key], self.wrong[setting.key] = edit, told

    def _sample_card(self) -> Card:
        self.try_it = button("打开样例单位", self.try_sample)
        words = "一个虚构单位的一千多张资产卡片，已结一个月的账，可随意试用。以后一键移除，不影响本单位数据。"
        return Card(
            heading("先看样例"), Words(words, "second", wrap=True), 4, row(self.try_it, None), margin=20
        )

    def _open_card(self) -> Card:
        words = f"打开已有的 {SUFFIX} 数据文件，例如从备份恢复或换了电脑。"
        choose = button("选择文件…", self._choose_store)
        return Card(
            heading("打开已有数据"), Words(words, "second", wrap=True), 4, row(choose, None), margin=20
        )

    # -- what they do --------------------------------------------------------------------------------

    @Slot()
    def make(self) -> None:
        """Make the new office's store, after every input was read."""
        values = self._read()
        if values is None:
            return
        if self.encrypt.isChecked():
            words = "随后会给出一张恢复单，请打印、密封、存入保险柜。口令和恢复单都丢失后，任何人都打不开。"
            self._dialog = PassphraseDialog(
                self, "加密数据文件", "建立本单位台账", words, lambda _, new: self._make(values, new)
            )
            self._dialog.open()
            return
        try:
            self._make(values, None)
        except UserError as error:
            self._say(str(error))

    def _make(self, values: dict[str, object], passphrase: str | None) -> None:
        self.made.emit(office.create(self.place.text().strip(), values, passphrase=passphrase))

    def _read(self) -> dict[str, object] | None:
        """What was typed, or None with a sentence under each wrong input."""
        values: dict[str, object] = {}
        first: QLineEdit | None = None
        for key, edit in self.inputs.items():
            problem = ""
            try:
                values[key] = settings.parse(DECLARED[key], edit.text().strip())
                if key == "first_month" and values[key]:
                    values[key] = str(Month.read(edit.text()))
            except Unreadable as error:
                problem = str(error)
            if key == "office_name" and not edit.text().strip():
                problem = "请填写单位名称，它会印在每张表的表头。"
            edit.setProperty("wrong", bool(problem))
            edit.style().polish(edit)
            self.wrong[key].setText(problem)
            self.wrong[key].setVisible(bool(problem))
            first = first or (edit if problem else None)
        if first is not None:
            first.setFocus()
            return None
        return values

    @Slot()
    def try_sample(self) -> None:
        """Make the sample office off the screen's thread, or open it where it was made before."""
        place = self.folder / f"{office.SAMPLE_NAME}{SUFFIX}"
        if place.exists():
            self.asked.emit(str(place))
            return
        job = Job("建立样例单位", _sample, place)
        job.finished.connect(self._sample_made)
        job.failed.connect(self._sample_failed)
        job.cancelled.connect(self._sample_stopped)
        self.setEnabled(False)
        strip_of(self).follow(job)
        job.start()

    @Slot(object)
    def _sample_made(self, store: Store) -> None:
        self.setEnabled(True)
        self.made.emit(store)

    @Slot(object)
    def _sample_failed(self, error: BaseException) -> None:
        self.setEnabled(True)
        if isinstance(error, UserError):
            self._say(str(error))
        else:
            crash.report(error)

    @Slot()
    def _sample_stopped(self) -> None:
        self.setEnabled(True)

    @Slot()
    def _choose_place(self) -> None:
        files.ask_save(self, "数据文件放在哪里", Path(self.place.text()).name, STORES, self._place_chosen)

    def _place_chosen(self, path: Path) -> None:
        self.place.setText(str(path))

    @Slot()
    def _choose_store(self) -> None:
        files.ask_open(self, "打开已有数据", STORES, self._store_chosen)

    def _store_chosen(self, path: Path) -> None:
        self.asked.emit(str(path))

    def _say(self, words: str) -> None:
        self.trouble.tell("bad", words)


def _sample(place: Path, progress: Callable[..., None]) -> Store:
    progress(0, 0, "导入样例台账")
    return office.create_sample(place, progress=progress)
