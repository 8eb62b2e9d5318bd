"""The list as a workbook, straight from the store, against bare xlsxwriter writing ready cells.

Each round is a process of its own: `python -m tests.bench.exporting ours|bare STORE OUT`.
"""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

import app.models  # noqa: F401
from app.assets.models import Asset
from app.kit.fields import Field
from app.kit.list_file import out_column, write_list
from app.kit.listing import Listing
from app.kit.store import Store
from tests.bench.fill import filled_store
from tests.bench.measure import Row, Sizes, answer, child, current_mb, peak_mb, reset_peak

COLUMNS = """asset_no name model legacy_class gb_code quantity unit original_cost accumulated_depreciation
    net_book_value acquisition acquired_on booked_on life_months depreciation_status voucher_no
    department_id custodian_id place_id usage_status"""
MOST_MB = 120.0
DAY_ZERO = date(1899, 12, 30).toordinal()
_NUMBERS = {"money": "#,##0.00", "number": "#,##0.######", "int": "0"}


def run(sizes: Sizes, folder: Path) -> list[Row]:
    """Time and memory; both workbooks must hold the same cells (a difference raises)."""
    store = filled_store(folder / f"{sizes.large}.houqin", sizes.large)
    files = {side: folder / f"export-{side}.xlsx" for side in ("ours", "bare")}
    best = {side: float("inf") for side in files}
    memory = 0.0
    for _ in range(2 if sizes.full else 1):
        for side, out in files.items():
            told = child("tests.bench.exporting", side, store, out)
            best[side] = min(best[side], told["seconds"])
            memory = max(memory, told["mb"]) if side == "ours" else memory
    _compare(files["ours"], files["bare"], sizes.large)
    return [
        Row("export: to xlsx", sizes.large, best["ours"], best["bare"], 1.3),
        Row("export: memory", sizes.large, memory, MOST_MB, 1.0, "MB"),
    ]


def _compare(ours: Path, bare: Path, count: int) -> None:
    one, two = (
        CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python() for path in (ours, bare)
    )
    if len(one) != count + 1 or one != two:
        raise AssertionError("the exported workbook differs from the cells that were to be written")


def _cells(session: Any, listing: Listing) -> tuple[list[str], list[list[Any]]]:
    """What ours writes, as ready strings and numbers."""
    columns = [out_column(field) for field in listing.fields]
    rows = [
        [
            _cell(field, column.kind, value)
            for field, column, value in zip(listing.fields, columns, row, strict=True)
        ]
        for row in listing.every(session)
    ]
    return [column.label for column in columns], rows


def _cell(field: Field, kind: str, value: Any) -> Any:
    if value is None or value == "":
        return ""
    if kind == "text":
        return value if value.__class__ is str else field.show(value)
    return value.toordinal() - DAY_ZERO if kind == "date" else float(value)


def _bare(head: list[str], rows: list[list[Any]], kinds: list[str], out: Path) -> None:
    book = xlsxwriter.Workbook(str(out), {"constant_memory": True})
    sheet = book.add_worksheet()
    formats = [
        book.add_format({"num_format": "yyyy-mm-dd" if kind == "date" else _NUMBERS[kind]})
        if kind != "text"
        else None
        for kind in kinds
    ]
    sheet.write_row(0, 0, head)
    for at, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if cell.__class__ is str:
                if cell:
                    sheet.write_string(at, column, cell, formats[column])
            else:
                sheet.write_number(at, column, cell, formats[column])
    book.close()


def main(side: str, where: str, out: str) -> None:
    store = Store.open(where, who="测速")
    listing = Listing(Asset, tuple(COLUMNS.split()), sort=(("asset_no", False),))
    with store.reading() as session:
        if side == "bare":
            head, rows = _cells(session, listing)
            kinds = [out_column(field).kind for field in listing.fields]
            began = time.perf_counter()
            _bare(head, rows, kinds, Path(out))
            answer(seconds=time.perf_counter() - began, mb=0.0)
        else:
            listing.first_page(session, 1)  # mapping the tables once is part of starting
            reset_peak()
            before = current_mb()
            began = time.perf_counter()
            write_list(Path(out), session, listing, progress=lambda done, total: None)
            answer(seconds=time.perf_counter() - began, mb=peak_mb() - before)
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
