"""Paper on screen: what is shown, printed, saved, and marked as a further copy."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QLabel, QStackedWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.kit import prints
from app.kit.printing import Head, Printout, render
from app.kit.printing.blocks import Note
from app.kit.printing.labels import Label
from app.kit.store import Store
from ui.kit.desk import Desk
from ui.kit.preview import Document, Preview, preview
from ui.kit.toast import Toast

SHEET = Printout("note", "便条", gather=lambda session: (), draw=lambda text: [Note(text)], takes="list")
LABELS = Printout(
    "labels", "标签", gather=lambda session: (), draw=lambda text: Label(text, "学院", [("编号", text)]),
    takes="list", stock="60x40",
)  # fmt: skip


def note(pages: int = 3, **facts: Any) -> Document:
    def make(copy: str, progress: Callable[..., None], **rest: Any) -> bytes:
        return render(SHEET, [f"第{n}张便条" for n in range(pages)], Head(copy=copy), progress=progress)

    return Document("便条", make, **{"key": "note:1", **facts})


def labels(many: int) -> Document:
    def make(stock: str, first: int, progress: Callable[..., None], **rest: Any) -> bytes:
        words = [f"ZC{n:05}" for n in range(many)]
        return render(LABELS, words, Head(), stock=stock, first=first, progress=progress)

    return Document("标签", make, labels=many)


@pytest.fixture
def desk(store: Store, preferences: Path) -> Desk:
    return Desk(store)


@pytest.fixture
def shown(qtbot: QtBot, desk: Desk) -> Callable[..., Preview]:
    """Open documents over a window's screen and wait for the paper."""

    kept = []

    def show(*documents: Document) -> Preview:
        window, stack = QWidget(), QStackedWidget()
        kept.append(window)
        qtbot.addWidget(window)
        QVBoxLayout(window).addWidget(stack)
        screen = QLabel("资产")
        stack.addWidget(screen)
        window.resize(1000, 700)
        window.show()
        page = preview(screen, desk, documents)
        arrived(qtbot, page)
        return page

    return show


def arrived(qtbot: QtBot, page: Preview) -> None:
    qtbot.waitUntil(lambda: page.page_count > 0 and page.waiting.isHidden())


def to_file(path: Path) -> Callable[..., None]:
    def choose(page: Preview, printer: QPrinter, then: Callable[[], object]) -> None:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        then()

    return choose


def test_all_sheets_are_there_and_the_keys_turn_them(qtbot: QtBot, shown: Callable[..., Preview]) -> None:
    page = shown(note(3))
    assert page.heading.text() == "便条"
    assert page.of.text() == "/ 3 页"
    assert page.list.isVisible()
    assert page.list.model().rowCount() == 3
    page.paper.set_fit("width")
    for key, number in ((Qt.Key.Key_PageDown, 2), (Qt.Key.Key_PageDown, 3), (Qt.Key.Key_PageUp, 2)):
        qtbot.keyClick(page.paper, key)
        assert page.number.value() == number


def test_true_size_is_what_the_screen_says_of_itself(shown: Callable[..., Preview]) -> None:
    page = shown(note(1))
    page._true_size()
    screen = page.screen().physicalDotsPerInch()
    inch = screen if 60 <= screen <= 300 else page.screen().logicalDotsPerInch()
    assert page.paper._size(0).width() == pytest.approx(210 / 25.4 * inch, abs=1.5)
    assert page.zoom.currentText() == "实际大小"


def test_a_second_print_is_marked(
    qtbot: QtBot, shown: Callable[..., Preview], desk: Desk, tmp_path: Path
) -> None:
    page = shown(note(2))
    assert page.notice.isHidden()
    page.choose_printer = to_file(tmp_path / "一.pdf")
    qtbot.mouseClick(page.print, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.notice.isHidden())
    assert "已打印 1 次" in page.notice.words.text()
    qtbot.waitUntil(lambda: "补打" in text_of(page.pdf))
    assert len(pypdf.PdfReader(tmp_path / "一.pdf").pages) == 2
    assert desk.read(prints.printed, "note:1").times == 1
    again = shown(note(2))
    assert "补打" in text_of(again.pdf)
    again.choose_printer = to_file(tmp_path / "二.pdf")
    qtbot.mouseClick(again.print, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "已打印 2 次" in again.notice.words.text())


def test_printed_sheets_have_the_size_of_the_paper(
    qtbot: QtBot, shown: Callable[..., Preview], tmp_path: Path
) -> None:
    page = shown(labels(2))
    page.choose_printer = to_file(tmp_path / "标签.pdf")
    qtbot.mouseClick(page.print, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.window().findChild(Toast) is not None)
    assert "共 2 页交给打印机" in page.window().findChild(Toast).words.text()
    box = pypdf.PdfReader(tmp_path / "标签.pdf").pages[0].mediabox
    assert float(box.width) == pytest.approx(60 / 25.4 * 72, abs=1.5)
    assert float(box.height) == pytest.approx(40 / 25.4 * 72, abs=1.5)


def test_saved_as_pdf_through_the_dialog(qtbot: QtBot, shown: Callable[..., Preview], tmp_path: Path) -> None:
    page = shown(note(2, file_name="便条 2026/11"))
    qtbot.keyClick(page.paper, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.selectedFiles()[0].endswith("便条 2026_11.pdf")
    dialog.selectFile(str(tmp_path / "存.pdf"))
    dialog.accept()
    qtbot.waitUntil((tmp_path / "存.pdf").exists)
    assert (tmp_path / "存.pdf").read_bytes() == page.pdf


def test_a_folder_that_takes_no_file_is_told(
    shown: Callable[..., Preview], desk: Desk, tmp_path: Path
) -> None:
    told: list[str] = []
    desk.complain = lambda parent, title, words: told.append(words)
    shown(note(1)).save_to(tmp_path / "没有这个文件夹" / "存.pdf")
    assert "没有存到“存.pdf”" in told[0]
    assert "换一个文件夹" in told[0]


def test_labels_begin_at_the_first_free_one(qtbot: QtBot, shown: Callable[..., Preview]) -> None:
    page = shown(labels(3))
    assert not page.labels.isHidden()
    kinds = page.labels.kinds
    kinds.setCurrentIndex(kinds.findData("a4-3x7"))
    qtbot.waitUntil(lambda: page.page_count == 1)
    place = page.labels.picture
    qtbot.mouseClick(place, Qt.MouseButton.LeftButton, pos=place._rect(19).center().toPoint())
    assert page.labels.first == 20
    qtbot.waitUntil(lambda: page.page_count == 2)
    qtbot.keyClick(place, Qt.Key.Key_Left)
    assert page.labels.first == 19
    qtbot.waitUntil(lambda: page.page_count == 1)


def test_another_form_of_the_same_cards(qtbot: QtBot, shown: Callable[..., Preview]) -> None:
    page = shown(note(2), labels(1))
    assert page.forms.isVisible()
    assert page.labels.isHidden()
    page.forms.setCurrentText("标签")
    qtbot.waitUntil(lambda: page.page_count == 1)
    assert page.forms.currentText() == "标签"
    assert page.labels.isVisible()


def test_esc_goes_back_to_the_screen(qtbot: QtBot, shown: Callable[..., Preview]) -> None:
    page = shown(note(1))
    stack = page.parentWidget()
    with qtbot.waitSignal(page.left):
        qtbot.keyClick(page.paper, Qt.Key.Key_Escape)
    assert stack.currentWidget().text() == "资产"
    assert stack.count() == 1


def test_going_elsewhere_closes_the_preview(qtbot: QtBot, shown: Callable[..., Preview]) -> None:
    page = shown(note(1))
    stack = page.parentWidget()
    with qtbot.waitSignal(page.left):
        stack.setCurrentIndex(0)
    assert stack.count() == 1


def test_nothing_to_print_is_told_on_the_page(qtbot: QtBot, desk: Desk) -> None:
    def make(**words: Any) -> bytes:
        return render(SHEET, [], Head())

    page = Preview(desk, [Document("便条", make)])
    qtbot.addWidget(page)
    page.begin()
    qtbot.waitUntil(lambda: not page.notice.isHidden())
    assert "没有可以打印的内容" in page.notice.words.text()
    assert not page.print.isEnabled()


def text_of(pdf: bytes) -> str:
    import io

    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
