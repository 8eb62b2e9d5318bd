"""The side panel: the selected record without leaving the list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QToolButton, QVBoxLayout, QWidget

from app.kit.fields import EMPTY, fields
from app.kit.listing import Listing
from ui.kit.desk import Desk
from ui.kit.icons import icon
from ui.kit.parts import Words, button, column, row, scrolled
from ui.kit.sections import SectionFacts

WIDTH = 320


class SidePanel(QFrame):
    """Shows one record by the sections of its form; fields that hold nothing are left out."""

    opened = Signal(int)
    closed = Signal()

    def __init__(self, desk: Desk, listing: Listing, sections: Sequence[SectionFacts]) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.desk, self.sections = desk, list(sections)
        known = fields(listing.model)
        names = dict.fromkeys(name for section in sections for name in section.names)
        self.listing = Listing(listing.model, tuple(names) or tuple(known))
        self.record_id: int | None = None
        self.title, self.twin = Words(step=2, bold=True, wrap=True), Words(tone="second")
        close = QToolButton()
        close.setIcon(icon("x"))
        close.setIconSize(QSize(16, 16))
        close.setToolTip("收起侧栏（空格）")
        close.setAccessibleName("收起侧栏")
        close.clicked.connect(self.closed)
        self.open_button = button("打开", self._open, hint="回车")
        self.inner = QWidget()
        self.body = QVBoxLayout(self.inner)
        self.body.setContentsMargins(16, 0, 16, 16)
        self.body.setSpacing(12)
        head = row(column(self.title, self.twin, spacing=0), None, close)
        head.setAlignment(close, Qt.AlignmentFlag.AlignTop)
        head.setContentsMargins(16, 12, 8, 0)
        foot = row(self.open_button, None)
        foot.setContentsMargins(16, 8, 16, 12)
        self.setLayout(column(head, scrolled(self.inner), foot))
        self.setMinimumWidth(WIDTH - 60)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, super().sizeHint().height())

    def show_record(self, record_id: int | None) -> None:
        """Show this record, or what to do when none is selected."""
        self.record_id = record_id
        self._clear()
        self.open_button.setEnabled(record_id is not None)
        if record_id is None:
            self.title.setText("没有选中的记录")
            self.twin.setText("在列表里选一行，这里显示它的内容")
            return
        values = self.desk.read(self.listing.rows, [record_id])[0]
        model = self.listing.model
        known = {field.name: field for field in self.listing.fields}
        shown = {name: field.show(value) for (name, field), value in zip(known.items(), values, strict=True)}
        self.title.setText(shown.get(model.title_column, ""))
        twins = [shown[name] for name in model.twin_columns if shown.get(name, EMPTY) != EMPTY]
        self.twin.setText(" · ".join(twins))
        for section in self.sections:
            lines = [
                (known[name].heading, shown[name])
                for name in section.names
                if shown[name] != EMPTY and name != model.title_column
            ]
            if lines:
                self._add(section.title, lines)
        self.body.addStretch(1)

    def _add(self, title: str, lines: Sequence[tuple[str, str]]) -> None:
        if title:
            self.body.addWidget(Words(title, bold=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for at, (name, text) in enumerate(lines):
            label, value = Words(name, "second", wrap=True), Words(text, wrap=True)
            label.setFixedWidth(96)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(label, at, 0, top)
            grid.addWidget(value, at, 1, top)
        holder = QWidget()
        holder.setLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(holder)

    def _clear(self) -> None:
        while self.body.count():
            item = self.body.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _open(self) -> None:
        if self.record_id is not None:
            self.opened.emit(self.record_id)
