"""Reads one workbook on behalf of another process, which asks for it line by line: `child.py PATH MEGABYTES`.

The reader is quick and trusts what a file tells of itself; on a bent one it may ask for terabytes, turn in
circles, or abort the process. So it runs in a process of its own, with limits, and has nothing of ours in it:
only the standard library and the reader. Asked on standard input (`sheet 0`, `head 0 60`, `rows 0`), it
answers on standard output with pickles, each behind its length.
"""

from __future__ import annotations

import io
import pickle
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

import python_calamine as calamine

FLAG = "--read-table"
MEMORY = 1 << 30  # bytes of the whole process
SECONDS, SECONDS_A_MEGABYTE = 6, 0.15  # of work; a hundred thousand rows of 39 columns take 160 MB and 4 s
MOST_SHEETS, MOST_MERGED, LONGEST_TEXT = 256, 10_000, 32_767
MOST_ROWS = 250_000  # with a text in them
MOST_WEIGHT = 700_000_000  # bytes, about, that the rows will take over there
_CELL, _TEXT = 8, 60  # bytes of a place in a list, and of a text without its letters
_PART = 5000  # rows at a time


class TooMuch(Exception):
    """A sheet that would fill the memory; the word tells of what."""


def main(arguments: list[str]) -> None:
    """Serve until nobody asks any more. What the reader makes of a bad file goes out as its word."""
    path, megabytes = arguments
    _limit(int(SECONDS + SECONDS_A_MEGABYTE * int(megabytes)))
    out = io.FileIO(1, "wb", closefd=False)
    try:
        with open(path, "rb") as file:
            # By handle: the reader would otherwise choose its way by the file's name, which may lie.
            book = calamine.CalamineWorkbook.from_filelike(file)
        facts = [fact for fact in book.sheets_metadata if fact.typ == calamine.SheetTypeEnum.WorkSheet]
        if len(facts) > MOST_SHEETS:
            raise TooMuch(f"sheets {len(facts)}")
        visible = calamine.SheetVisibleEnum.Visible
        _answer(out, [(fact.name, fact.visible != visible) for fact in facts])
        _serve(out, book, [fact.name for fact in facts])
    except BaseException as why:  # a panic is no Exception
        _answer(out, _word(why))


def _serve(out: BinaryIO, book: Any, names: list[str]) -> None:
    opened: dict[int, Any] = {}
    for line in io.FileIO(0, closefd=False):
        verb, index, *count = line.decode("ascii").split()
        at = int(index)
        if at not in opened:
            opened = {at: book.get_sheet_by_name(names[at])}
        sheet = opened[at]
        if verb == "sheet":
            _answer(out, list(islice(sheet.merged_cell_ranges or (), MOST_MERGED)))
        elif verb == "head":
            rows = sheet.to_python(skip_empty_area=False, nrows=int(count[0]))
            _weighed(rows)
            _answer(out, rows)
        else:
            _answer(out, sheet.start[1] if sheet.start else 0)
            for part in _parts(sheet):
                _answer(out, part)
            _answer(out, [])


def _parts(sheet: Any) -> Iterator[list[list[Any]]]:
    source = sheet.iter_rows()
    parts = iter(lambda: list(islice(source, _PART)), [])
    filled = weight = 0
    for part in parts:
        more, heavier = _weighed(part)
        filled, weight = filled + more, weight + heavier
        if filled > MOST_ROWS or weight > MOST_WEIGHT:
            raise TooMuch("rows")
        yield part


def _weighed(rows: list[list[Any]]) -> tuple[int, int]:
    """How many rows have a text, and about how many bytes all take. Raises TooMuch for a text longer than
    Excel allows."""
    filled = weight = 0
    for row in rows:
        weight += len(row) * _CELL
        if lengths := [len(cell) for cell in row if cell.__class__ is str and cell]:
            if max(lengths) > LONGEST_TEXT:
                raise TooMuch("text")
            filled += 1
            weight += len(lengths) * _TEXT + 2 * sum(lengths)
    return filled, weight


def _word(why: BaseException) -> str:
    if isinstance(why, TooMuch):
        return f"too much {why}"
    if isinstance(why, MemoryError):
        return "too much memory"
    return "locked" if isinstance(why, calamine.PasswordError) else "damaged"


def _answer(out: BinaryIO, thing: object) -> None:
    packed = io.BytesIO()
    pickler = pickle.Pickler(packed, 5)
    pickler.fast = True  # no looking for what was said before: rows are flat
    pickler.dump(thing)
    size = packed.tell()
    view = memoryview(size.to_bytes(8, "little") + packed.getvalue())
    while view:
        view = view[out.write(view) :]


def _limit(seconds: int) -> None:
    if sys.platform == "win32":
        _limit_on_windows()
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere what is asked for and what is used are far apart
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _limit_on_windows() -> None:
    """A job of this process alone, that may not take more memory (JOB_OBJECT_LIMIT_PROCESS_MEMORY)."""
    import ctypes

    limits = (ctypes.c_size_t * (18 if ctypes.sizeof(ctypes.c_void_p) == 8 else 28))()
    kernel: Any = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = ctypes.c_void_p
    # JOBOBJECT_EXTENDED_LIMIT_INFORMATION on 64 bits: flags at byte 16, ProcessMemoryLimit at byte 112.
    if ctypes.sizeof(ctypes.c_void_p) == 8:
        ctypes.c_uint32.from_buffer(limits, 16).value = 0x100
        ctypes.c_uint64.from_buffer(limits, 112).value = MEMORY
        job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
        kernel.SetInformationJobObject(job, 9, ctypes.byref(limits), 144)
        kernel.AssignProcessToJobObject(job, ctypes.c_void_p(kernel.GetCurrentProcess()))


if __name__ == "__main__":
    main(sys.argv[1:])
