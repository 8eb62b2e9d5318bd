"""Workbooks are read by a process of their own (child.py), which a bent file may take down without us."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.kit.errors import UserError
from app.kit.sheets import child
from app.kit.sheets.book import SPLIT, Book, Row, Rows, Sheet

_PATIENCE = 60  # seconds by the clock, beyond twice the work allowed: the limit where there is no other


def damaged(name: str) -> UserError:
    return UserError(f"{name}已损坏，打不开。请用 Excel 或 WPS 打开并另存一份，或取回原件。")


def locked(name: str) -> UserError:
    return UserError(f"{name}设了打开密码。请在 Excel 或 WPS 中打开，去掉密码另存一份后再导入。")


def calamine_book(path: Path, name: str, unpacked: int) -> Book:
    """Open a workbook of any kind that the reader knows; `unpacked` is its size in bytes without packing.
    UserError for what is damaged, locked or too large."""
    reader = _Reader(path, name, unpacked // 1_000_000)
    facts: list[tuple[str, bool]] = reader.answer()

    def open_sheet(index: int) -> Sheet:
        merged = tuple(reader.ask(f"sheet {index}"))

        def read(count: int | None) -> Rows:
            if count is not None:
                head: Rows = reader.ask(f"head {index} {count}")
                return head
            return _shared(reader.ask(f"rows {index}"), reader.parts())

        return Sheet(facts[index][0], facts[index][1], merged, read)

    return Book(path, tuple(each for each, _ in facts), open_sheet)


class _Reader:
    """The other process; it ends with this object."""

    def __init__(self, path: Path, name: str, megabytes: int) -> None:
        self.name = name
        self.patience = _PATIENCE + 2 * (child.SECONDS + child.SECONDS_A_MEGABYTE * megabytes)
        own = getattr(sys, "frozen", False)
        program = [sys.executable, child.FLAG] if own else [sys.executable, "-P", str(child.__file__)]
        self.process = subprocess.Popen(
            [*program, str(path), str(megabytes)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
        weakref.finalize(self, _end, self.process)

    def ask(self, question: str) -> Any:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(question.encode("ascii") + b"\n")
            self.process.stdin.flush()
        except OSError:
            raise self._gone() from None
        return self.answer()

    def answer(self) -> Any:
        """The next thing it says. UserError where it says what is wrong, or says nothing more."""
        assert self.process.stdout is not None
        watch = threading.Timer(self.patience, self.process.kill)
        watch.daemon = True
        watch.start()
        try:
            size = self.process.stdout.read(8)
            packed = self.process.stdout.read(int.from_bytes(size, "little")) if len(size) == 8 else b""
        finally:
            watch.cancel()
        if len(size) < 8 or len(packed) < int.from_bytes(size, "little"):
            raise self._gone()
        found = pickle.loads(packed)
        if isinstance(found, str):
            raise self._told(found)
        return found

    def parts(self) -> Iterator[list[Row]]:
        while part := self.answer():
            yield part

    def _told(self, word: str) -> UserError:
        if word == "locked":
            return locked(self.name)
        if word.startswith("too much sheets"):
            return UserError(
                f"{self.name}有 {word.split()[-1]} 张工作表，超过上限 {child.MOST_SHEETS} 张。请只留要导入的表，另存一份。"
            )
        if word == "too much text":
            return UserError(
                f"{self.name}里有一格的文字超过 {child.LONGEST_TEXT} 个字，Excel 也容不下。请检查这份文件的来历。"
            )
        return self._large() if word.startswith("too much") else damaged(self.name)

    def _large(self) -> UserError:
        return UserError(f"{self.name}里的内容太多，读进来会占满内存。{SPLIT}。")

    def _gone(self) -> UserError:
        """It was ended: by its limits, or by what the file did to it."""
        self.process.wait()
        return UserError(
            f"{self.name}读不下去：它要的内存或时间超过了上限，文件可能已损坏，或有写在很远处的单元格。"
            "请用 Excel 或 WPS 打开，检查后另存一份再导入。"
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:  # something unsaid was still in it
                continue
    process.wait()


def _shared(margin_width: int, parts: Iterator[list[Any]]) -> Rows:
    """All rows from A1 on. In columns that repeat themselves equal texts become one object: for a ledger of
    a hundred thousand rows that saves 250 MB."""
    margin = [""] * margin_width
    rows: list[Row] = []
    kept: dict[int, dict[str, str]] = {}
    for part in parts:
        if not rows:
            width = len(part[0])
            kept = {at: {} for at in range(width) if len({row[at] for row in part}) <= len(part) // 4}
        for at, seen in kept.items():
            keep = seen.setdefault
            for row in part:
                if (cell := row[at]).__class__ is str:
                    row[at] = keep(cell, cell)
        rows += ([*margin, *row] for row in part) if margin else part
    return rows
