"""An opened table file, whatever its format: sheets with rows of cells, from row 1 and column A on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.kit.errors import UserError
from app.kit.readers import Cell

Row = Sequence[Cell]
Rows = Sequence[Row]
MergedCells = tuple[tuple[int, int], tuple[int, int]]

MOST_PLAIN_BYTES = 60_000_000  # of an .xls or .csv
SPLIT = "请拆成每份十万行以内的几个文件，再分别导入"


@dataclass(frozen=True)
class Sheet:
    """One sheet of a book. `head` gives the first rows cheaply, `rows` all of them, both from row 1 on."""

    name: str
    hidden: bool
    merged: tuple[MergedCells, ...]  # (row, column) of first and last cell, from 0
    read: Callable[[int | None], Rows] = field(repr=False)

    def head(self, count: int = 60) -> Rows:
        return self.read(count)

    def rows(self) -> Rows:
        return self.read(None)


@dataclass(frozen=True)
class Book:
    """An opened table file: its sheets by position, each parsed when it is asked for."""

    path: Path
    names: tuple[str, ...]
    open_sheet: Callable[[int], Sheet] = field(repr=False)


def refuse_large(name: str, size: int) -> None:
    """UserError for an .xls or .csv that would fill the memory."""
    if size > MOST_PLAIN_BYTES:
        raise UserError(
            f"{name}有 {size // 1_000_000} MB，超过上限 {MOST_PLAIN_BYTES // 1_000_000} MB。{SPLIT}。"
        )
