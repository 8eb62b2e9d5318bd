"""The page of a preview: the paper with its small pictures, page number, zoom, and the keys for them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QComboBox, QLabel, QSpinBox

from ui.kit.label_place import LabelPlace
from ui.kit.page_list import PageList
from ui.kit.pages import Page
from ui.kit.paper_view import FIT_WIDTH, WHOLE_PAGE, PaperView
from ui.kit.parts import Empty, Notice, button, row
from ui.kit.pdf_pages import Pages

ZOOMS = (("适合宽度", FIT_WIDTH), ("整页", WHOLE_PAGE), ("50%", 0.5), ("75%", 0.75), ("实际大小", 1.0),
         ("125%", 1.25), ("150%", 1.5), ("200%", 2.0), ("300%", 3.0))  # fmt: skip


class PreviewPage(Page):
    """PgUp and PgDn turn the page, Ctrl+0 is the true size. `forms`, `labels`, `print` and `save` are for
    the subclass to connect; `show_pdf` shows a document."""

    def __init__(self, titles: Sequence[str], chosen: int, labels: int) -> None:
        super().__init__("打印预览")
        self.pdf = b""
        self._pages: Pages | None = None
        self._make_tools(titles, chosen)
        self._make_paper(labels)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.close_pdf)

    def _make_tools(self, titles: Sequence[str], chosen: int) -> None:
        self.forms = QComboBox()
        self.forms.setAccessibleName("要打印的表单")
        self.forms.addItems(list(titles))
        self.forms.setCurrentIndex(chosen)
        self.number = QSpinBox()
        self.number.setAccessibleName("页码")
        self.number.setFixedWidth(64)
        self.number.valueChanged.connect(self._typed_page)
        self.of = QLabel()
        self.zoom = QComboBox()
        self.zoom.setAccessibleName("显示比例")
        for name, value in ZOOMS:
            self.zoom.addItem(name, value)
        self.zoom.setMinimumWidth(112)
        self.zoom.activated.connect(self._zoom_chosen)
        self.save = button("存为 PDF", icon="save", hint="Ctrl+S")
        self.print = button("打印", icon="printer", kind="primary", hint="Ctrl+P")
        for widget in (self.forms, self.number, self.of, self.zoom, self.save, self.print):
            self.tools.addWidget(widget)
        # Only now: a widget that is shown before it lies in something flashes up as a window.
        self.forms.setVisible(len(titles) > 1)

    def _make_paper(self, labels: int) -> None:
        self.notice = Notice()
        self.notice.hide()
        self.paper, self.list = PaperView(), PageList()
        self.paper.turned.connect(self._turned)
        self.paper.zoomed.connect(self._zoomed)
        self.list.chosen.connect(self.paper.go)
        self.waiting = Empty("printer", "正在排版", "页数多时要等一会儿，可以随时返回。")
        self.labels = LabelPlace(labels)
        side = row(self.labels)
        side.setContentsMargins(16, 12, 8, 12)
        middle = row(self.list, side, self.waiting, self.paper, spacing=0)
        middle.setStretchFactor(self.paper, 1)
        middle.setStretchFactor(self.waiting, 1)
        notice = row(self.notice)
        notice.setContentsMargins(24, 0, 24, 0)
        self.body.addLayout(notice)
        self.body.addLayout(middle, 1)
        for keys, run in (
            ("PgDown", self._next), ("PgUp", self._back), ("Ctrl+0", self._true_size), ("Ctrl+=", self._larger),
            ("Ctrl+-", self._smaller),
        ):  # fmt: skip
            self.key(keys, run)
        self.setFocusProxy(self.paper)

    @property
    def page_count(self) -> int:
        return len(self._pages) if self._pages is not None else 0

    def show_pdf(self, pdf: bytes) -> None:
        """Show a document, at the page that was looked at if it has one."""
        old, self._pages, self.pdf = self._pages, Pages(pdf), pdf
        self.paper.show_pages(self._pages)
        self.list.show_pages(self._pages)
        if old is not None:
            old.close()
        self.number.blockSignals(True)
        self.number.setRange(1, len(self._pages))
        self.number.blockSignals(False)
        self.of.setText(f"/ {len(self._pages):,} 页")
        self._show(True)
        self._turned(self.paper.page)

    def _show(self, there: bool) -> None:
        self.waiting.setVisible(not there)
        self.paper.setVisible(there)
        if not there:
            self.list.hide()
        for widget in (self.number, self.of, self.zoom, self.save, self.print):
            widget.setEnabled(there)

    @Slot()
    def close_pdf(self) -> None:
        """Let the document go; also when the program is left while it is looked at."""
        self.paper.show_pages(None)
        self.list.show_pages(None)
        if self._pages is not None:
            self._pages.close()
            self._pages = None

    def close_page(self) -> None:
        self.close_pdf()
        super().close_page()

    # -- going about -----------------------------------------------------------------------------------

    @Slot(int)
    def _turned(self, page: int) -> None:
        self.number.blockSignals(True)
        self.number.setValue(page + 1)
        self.number.blockSignals(False)
        self.list.mark(page)

    @Slot(int)
    def _typed_page(self, number: int) -> None:
        self.paper.go(number - 1)

    @Slot()
    def _next(self) -> None:
        self.paper.go(self.paper.page + 1)

    @Slot()
    def _back(self) -> None:
        self.paper.go(self.paper.page - 1)

    @Slot()
    def _true_size(self) -> None:
        self.paper.set_zoom(1.0)

    @Slot()
    def _larger(self) -> None:
        self.paper.set_zoom(self.paper.zoom * 1.25)

    @Slot()
    def _smaller(self) -> None:
        self.paper.set_zoom(self.paper.zoom / 1.25)

    @Slot(int)
    def _zoom_chosen(self, index: int) -> None:
        value = self.zoom.itemData(index)
        if isinstance(value, str):
            self.paper.set_fit(value)
        else:
            self.paper.set_zoom(value)
        self.paper.setFocus()

    @Slot(float)
    def _zoomed(self, zoom: float) -> None:
        value = self.paper.fit or zoom
        found = self.zoom.findData(value)
        self.zoom.setCurrentIndex(found)
        self.zoom.setPlaceholderText(f"{zoom:.0%}")
