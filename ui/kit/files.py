"""Asking for a file without stopping the program: Qt's file dialog, opened and not executed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.kit import prefs

PDF = "PDF 文件 (*.pdf)"
XLSX = "Excel 工作簿 (*.xlsx)"
TABLES = "台账文件 (*.xlsx *.xls *.et *.xlsm *.csv);;所有文件 (*)"


def ask_save(parent: QWidget, title: str, name: str, kinds: str, then: Callable[[Path], object]) -> None:
    """Ask where to save and call `then`; the folder of last time is offered again."""
    dialog = _dialog(parent, title, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(kinds.partition("*.")[2].partition(")")[0].split(" ")[0])
    dialog.selectFile(clean_name(name))
    _follow(dialog, then)


def ask_open(parent: QWidget, title: str, kinds: str, then: Callable[[Path], object]) -> None:
    """Ask for one existing file and call `then`."""
    dialog = _dialog(parent, title, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    _follow(dialog, then)


def ask_folder(parent: QWidget, title: str, then: Callable[[Path], object]) -> None:
    """Ask for one existing folder and call `then`."""
    dialog = _dialog(parent, title, "")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    _follow(dialog, then)


def clean_name(name: str) -> str:
    """A name that every system takes as a file's name."""
    return "".join("_" if sign in '\\/:*?"<>|\n\t' else sign for sign in name).strip()


def _dialog(parent: QWidget, title: str, kinds: str) -> QFileDialog:
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = prefs.text("folder", documents)
    return QFileDialog(parent, title, folder if Path(folder).is_dir() else documents, kinds)


def _follow(dialog: QFileDialog, then: Callable[[Path], object]) -> None:
    def chosen(file: str) -> None:
        prefs.keep("folder", str(Path(file).parent))
        then(Path(file))

    dialog.fileSelected.connect(chosen)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
