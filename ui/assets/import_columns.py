"""The second step of an import: which heading is which field, with what stands below it; all can be changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)
from sqlalchemy.orm import Session

from app.assets.import_fields import KEYS, LABELS, WANTED
from app.assets.import_plan import remembered, told_month
from app.assets.import_read import life_unit, told_life_unit
from app.kit.errors import Unreadable
from app.kit.months import Month
from app.kit.readers import is_blank, shown
from app.kit.sheets import Column, Layout, data_rows, find_layout, open_book, remap
from ui.kit.parts import Card, Notice, Words, button, column, framed, row
from ui.kit.theme import HEADER, ROW, color, theme

SAMPLES = 3
LOOKED_AT = 200  # rows from which samples are taken
SPECIAL = ("unit_price", "net_book_value")


@dataclass(frozen=True)
class Headings:
    """A ledger's columns as guessed or remembered; `samples` are what stands below each, by column index.

    `known` tells that a clerk has mapped these headings before.
    """

    path: Path
    layout: Layout
    sheets: tuple[str, ...]
    samples: dict[int, tuple[str, ...]]
    life_unit: str
    month: Month | None
    known: bool


def read_headings(session: Session, path: Path, sheet: str | None, default: Month) -> Headings:
    """Open a ledger and look at its headings. `default` is the opening month where the title names none.

    Raises UserError when the file is no ledger.
    """
    book = open_book(path)
    layout, opened = find_layout(book, WANTED, sheet)
    chosen = remembered(session, layout)
    layout = remap(layout, chosen, WANTED)
    below = data_rows(layout, opened.head(layout.first_data_row + LOOKED_AT), KEYS).rows
    samples: dict[int, tuple[str, ...]] = {}
    for each in layout.columns:
        cells = [
            line[each.index] for line in below if each.index < len(line) and not is_blank(line[each.index])
        ]
        samples[each.index] = tuple(dict.fromkeys(shown(cell) for cell in cells))[:SAMPLES]
    life = layout.of("life_months")
    unit = told_life_unit(life) if life is not None else ""
    if life is not None and not unit:
        unit = life_unit([line[life.index] for line in below if life.index < len(line)])
    month = told_month(layout, default + 1) or default
    return Headings(path, layout, tuple(book.names), samples, unit, month, bool(chosen))


class FieldBox(QComboBox):
    """A choice of fields. The wheel scrolls the table, it does not change a mapping unseen."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Columns(QWidget):
    """`ready` asks for the dry run, `resheeted(name)` for another sheet of the workbook."""

    ready = Signal()
    resheeted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.headings: Headings | None = None
        self.boxes: list[FieldBox] = []
        self._fields = QStandardItemModel(self)
        for name, words in [("", "不导入"), *LABELS.items()]:
            item = QStandardItem(words)
            item.setData(name, Qt.ItemDataRole.UserRole)
            self._fields.appendRow(item)
        self._rows = {
            self._fields.item(at).data(Qt.ItemDataRole.UserRole): at for at in range(self._fields.rowCount())
        }
        self._arrange()

    # -- what stands where -----------------------------------------------------------------------------

    def _arrange(self) -> None:
        self.file = Words("", bold=True)
        self.known = Words("", "second")
        self.sheet = QComboBox()
        self.sheet.setAccessibleName("工作表")
        self.sheet.textActivated.connect(self.resheeted)
        self.month = QLineEdit()
        self.month.setAccessibleName("期初月份")
        self.month.setFixedWidth(110)
        self.month.textChanged.connect(self._check)
        self.unit = QComboBox()
        self.unit.setAccessibleName("年限单位")
        self.unit.addItems(["年", "月"])
        self.unit_words = Words("年限按", "second")
        self.month_words = Words("台账数字截止到", "second")
        self.month_end = Words("月末", "second")
        self.trouble = Notice("bad")
        self.trouble.hide()
        self.go = button("试算", self._go, kind="primary", hint="Ctrl+Enter")
        self.table = QTableWidget(0, 4)
        self.table.setAccessibleName("列的对应")
        self.table.setHorizontalHeaderLabels(["台账的列", "前几行的内容", "对应到", ""])
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.table.horizontalHeader()
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for at in (0, 2):
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)
        for at in (1, 3):
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        facts = row(
            self.month_words,
            self.month,
            self.month_end,
            24,
            self.unit_words,
            self.unit,
            None,
            self.go,
            spacing=8,
        )
        head = Card(row(self.file, self.sheet, self.known, None, spacing=12), facts, spacing=8, margin=12)
        whole = column(head, self.trouble, framed(self.table), spacing=12)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        theme().changed.connect(self._size)
        self._size()

    def _size(self) -> None:
        one = self.fontMetrics().horizontalAdvance("中")
        self.table.horizontalHeader().setFixedHeight(max(HEADER, theme().size + 20))
        self.table.verticalHeader().setDefaultSectionSize(max(ROW, theme().size + 18) + 10)
        self.table.setColumnWidth(0, 16 * one)
        self.table.setColumnWidth(2, 15 * one)
        for at in range(self.table.rowCount()):
            if (seen := self.table.item(at, 1)) is not None:
                seen.setForeground(color("second"))
        self._check()

    # -- showing ---------------------------------------------------------------------------------------

    def put(self, headings: Headings) -> None:
        """Show the columns of a ledger."""
        self.headings = headings
        self.file.setText(headings.path.name)
        self.sheet.clear()
        self.sheet.addItems(list(headings.sheets))
        self.sheet.setCurrentText(headings.layout.sheet)
        self.sheet.setVisible(len(headings.sheets) > 1)
        self.known.setText(
            "沿用上次的对应" if headings.known else f"表头在第 {headings.layout.heading_row + 1} 行"
        )
        self.month.setText(str(headings.month) if headings.month is not None else "")
        self.unit.setCurrentText(headings.life_unit or "年")
        self.boxes = []
        self.table.setRowCount(len(headings.layout.columns))
        for at, each in enumerate(headings.layout.columns):
            self._put_column(at, each, headings.samples.get(each.index, ()))
        self._check()

    def _put_column(self, at: int, each: Column, samples: Sequence[str]) -> None:
        words = f"{each.parent} / {each.heading}" if each.parent else each.heading
        name = QTableWidgetItem(f"{each.letters}　{words}")
        name.setToolTip(words)
        self.table.setItem(at, 0, name)
        seen = QTableWidgetItem(" · ".join(samples) if samples else "（空）")
        seen.setForeground(color("second"))
        seen.setToolTip("\n".join(samples))
        self.table.setItem(at, 1, seen)
        self.table.setItem(at, 3, QTableWidgetItem(""))
        box = FieldBox()
        box.setModel(self._fields)
        box.setAccessibleName(f"{words} 对应到")
        box.setMaxVisibleItems(16)
        box.setCurrentIndex(self._rows.get(each.field or "", 0))
        box.currentIndexChanged.connect(self._check)
        self.boxes.append(box)
        holder = QWidget()
        line = row(box)
        line.setContentsMargins(4, 2, 12, 2)
        holder.setLayout(line)
        self.table.setCellWidget(at, 2, holder)

    def field(self, at: int) -> str:
        """The field that column `at` is mapped to, "" for none."""
        return str(self.boxes[at].currentData() or "")

    @Slot()
    def _check(self) -> None:
        """Say what is wrong beside each column; the dry run waits until nothing is."""
        if self.headings is None or len(self.boxes) < len(self.headings.layout.columns):
            return
        fields = [self.field(at) for at in range(len(self.boxes))]
        times = Counter(name for name in fields if name)
        troubles: list[str] = []
        for at, name in enumerate(fields):
            others = [
                self.headings.layout.columns[other].letters
                for other, theirs in enumerate(fields)
                if name and theirs == name and other != at
            ]
            words, tone = ("", "second")
            if others:
                words, tone = f"与 {'、'.join(others)} 列重复，只能留一列", "bad"
            elif name in SPECIAL:
                words = "只用来核对，不另存"
            elif not name:
                words = "这一列不导入"
            item = self.table.item(at, 3)
            if item is not None:
                item.setText(words)
                item.setForeground(color(tone))
        troubles += [f"有两列都对应到“{LABELS[name]}”" for name, number in times.items() if number > 1]
        if "name" not in times:
            troubles.append("还没有一列对应到“资产名称”")
        self._show_facts(times)
        if self.month.isVisibleTo(self) and self._month() is None:
            troubles.append("期初月份请写成 2026-10 这样")
        if troubles:
            self.trouble.tell("bad", "；".join(troubles) + "。")
        self.trouble.setVisible(bool(troubles))
        self.go.setEnabled(not troubles)

    def _show_facts(self, times: Counter[str]) -> None:
        life = "life_months" in times
        self.unit.setVisible(life)
        self.unit_words.setVisible(life)
        figures = bool({"accumulated_depreciation", "net_book_value"} & set(times))
        for widget in (self.month_words, self.month, self.month_end):
            widget.setVisible(figures)

    def _month(self) -> Month | None:
        try:
            return Month.read(self.month.text())
        except Unreadable:
            return None

    # -- what was chosen -------------------------------------------------------------------------------

    def mapping(self) -> dict[str, str | None]:
        """Column letters → field, None for what is left out: every column, so that nothing is guessed anew."""
        assert self.headings is not None
        return {each.letters: self.field(at) or None for at, each in enumerate(self.headings.layout.columns)}

    def opening_month(self) -> Month | None:
        return self._month() if self.month.isVisibleTo(self) else None

    def life_in(self) -> str | None:
        """年 or 月 where the clerk chose another unit than was guessed from the first rows."""
        guessed = self.headings.life_unit if self.headings is not None else ""
        chosen = self.unit.currentText() if self.unit.isVisibleTo(self) else guessed
        return chosen if chosen != guessed else None

    @Slot()
    def _go(self) -> None:
        if self.go.isEnabled():
            self.ready.emit()

    def sizeHint(self) -> QSize:
        return QSize(900, 500)
