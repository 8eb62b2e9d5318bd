"""Files of ill will: never a crash, a hang, a gigabyte, or a write elsewhere; and no formula in what we write."""

import csv
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

import app.models  # noqa: F401
from app.assets.importing import plan
from app.assets.models import Asset
from app.finance import exports
from app.finance.models import AccountSet, Profile
from app.finance.vouchers import EventKind, Line, Voucher
from app.kit import audit, logbook, records
from app.kit.db import Base
from app.kit.errors import UserError
from app.kit.list_file import write_list
from app.kit.listing import Listing
from app.kit.sheets import OutColumn, open_book, write_csv, write_refused, write_xlsx
from app.kit.sheets.headings import Layout
from app.kit.sheets.matching import Column
from app.kit.store import Store
from app.people.models import Department

ROOT = Path(__file__).resolve().parents[1]
TODAY = date(2026, 11, 3)
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks")
def test_what_is_made_to_hurt_does_not() -> None:
    """Some sixty files by name and forty bent by chance, each read in a process under limits."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile", "--named", "--files", "40", "--seed", "11"],
        cwd=ROOT, capture_output=True, encoding="utf-8", env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert done.stdout.endswith("0 out of bounds\n")


# --- by hypothesis ----------------------------------------------------------------------------------------

STARTS = {
    ".xlsx": b"PK\x03\x04", ".xls": bytes.fromhex("d0cf11e0a1b11ae1"), ".csv": "资产编号,资产名称,原值\n".encode(),
    ".txt": b"\xff\xfe", ".ods": b"PK\x05\x06",
}  # fmt: skip


def looked_at(path: Path) -> None:
    """What an import does up to its commit; only a refusal in words may come of it."""
    engine = create_engine("sqlite://")
    with Session(engine) as session:
        Base.metadata.create_all(session.connection())
        with suppress(UserError):
            plan(session, path, TODAY).write_refused(path.with_name("退回.xlsx"))
    engine.dispose()


@QUICK
@given(st.sampled_from(sorted(STARTS)), st.binary(max_size=3000))
def test_any_bytes_are_read_or_refused_in_words(suffix: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"随便{suffix}"
        path.write_bytes(STARTS[suffix] + content)
        refused = ""
        try:
            book = open_book(path)
            for index in range(len(book.names)):
                book.open_sheet(index).rows()
        except UserError as error:
            refused = str(error)
        assert not refused or path.name in refused


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
DAYS = st.datetimes(datetime(1900, 1, 1), datetime(9999, 12, 31))
CELLS = st.one_of(
    st.none(), TEXTS, st.booleans(), st.floats(allow_nan=False, allow_infinity=False), st.integers(-(2**70), 2**70),
    DAYS, st.sampled_from(["合计", "#REF!", "1e999", "-1e999", "nan", "2020-02-31", "９９９", "１２．５万", "=1+1", "∞", "½"]),
)  # fmt: skip
HEADINGS = ["资产编号", "资产名称", "原值", "累计折旧", "取得日期", "使用年限", "数量", "使用部门", "使用人"]


@QUICK
@given(st.lists(st.lists(CELLS, min_size=9, max_size=9), min_size=1, max_size=8), st.booleans())
def test_any_cells_under_a_ledgers_headings(rows: list[list[Any]], dated: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "格.xlsx"
        with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
            sheet = book.add_worksheet()
            style = book.add_format({"num_format": "yyyy-mm-dd"}) if dated else None
            sheet.write_row(0, 0, HEADINGS)
            for at, row in enumerate(rows, 1):
                for column, cell in enumerate(row):
                    put(sheet, at, column, cell, style)
        looked_at(path)


def put(sheet: Any, row: int, column: int, cell: Any, style: Any) -> None:
    """A cell of its kind; a number may wear a day's format, whatever its size."""
    if isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif cell is not None:
        sheet.write_number(row, column, float(cell), style) if not isinstance(
            cell, bool
        ) else sheet.write_boolean(row, column, cell)


@QUICK
@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=9), min_size=1, max_size=8),
    st.sampled_from(["utf-8", "utf-16", "gb18030"]),
)
def test_any_text_table(rows: list[list[Any]], encoding: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "文.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows([HEADINGS, *rows])
        looked_at(path)


# --- exports ----------------------------------------------------------------------------------------------

EVIL = st.builds(
    lambda parts: "".join(parts),
    st.tuples(st.sampled_from(["=", "+", "-", "@", "\t=", "\r=", "=", "'=", "＝"]), st.sampled_from(["cmd|' /C calc'!A0", "1+1", "HYPERLINK(\"http://x\")", ""]), TEXTS),
)  # fmt: skip
BEGINS = ("=", "+", "-", "@", "\t", "\r")


def no_formula_in(path: Path) -> int:
    """The number of cells of a written file, none of which is a formula or begins like one in a text file."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        cells = [
            cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
        ]
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
        book.close()
        return len(cells)
    encoding = "gbk" if path.suffix == ".txt" else "utf-8-sig"
    with path.open(encoding=encoding, newline="") as file:
        fields = [field for row in csv.reader(file) for field in row]
    assert not [field for field in fields if field.startswith(BEGINS) and not is_number(field)]
    return len(fields)


def is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


@QUICK
@given(EVIL, EVIL)
def test_tables_hold_no_formulas(tmp_path: Path, label: str, value: str) -> None:
    columns = [OutColumn(label), OutColumn("备注")]
    for name, write in (("表.xlsx", write_xlsx), ("表.csv", write_csv)):
        write(tmp_path / name, columns, [[value, label]])
        assert no_formula_in(tmp_path / name) == 4
    write_xlsx(
        tmp_path / "头.xlsx", columns, [[value, None]], sheet_name=label, title=value, totals=[label, value]
    )
    assert no_formula_in(tmp_path / "头.xlsx") == 6


ODD = [
    float("inf"), float("-inf"), float("nan"), 1e308, 2**70, date(1, 1, 1), date(1899, 12, 31), date(9999, 12, 31),
    datetime(1583, 1, 1), datetime(2020, 1, 1, tzinfo=UTC), time(25 % 24), timedelta(days=-4), timedelta.max, True, "\0\x01", "x" * 40_000,
]  # fmt: skip


@QUICK
@given(EVIL, st.lists(st.one_of(EVIL, CELLS, st.sampled_from(ODD)), min_size=3, max_size=3))
def test_refused_rows_hold_no_formulas(tmp_path: Path, heading: str, row: Sequence[Any]) -> None:
    layout = Layout("页", 0, 1, tuple(Column(at, f"{heading}{at}") for at in range(3)))
    path = tmp_path / "退回.xlsx"
    assert write_refused(path, layout, [[heading, heading, heading]], [(row, heading)]) == 1
    no_formula_in(path)


@QUICK
@given(EVIL, st.sampled_from(Profile))
def test_vouchers_hold_no_formulas(tmp_path: Path, evil: str, profile: Profile) -> None:
    lines = tuple(
        Line(account_set=each, account="1601", debit=Decimal(5), credit=Decimal(0), summary=evil, department=evil,
             department_code=evil, economic_class=evil)
        for each in AccountSet
    )  # fmt: skip
    voucher = Voucher(
        "ZJ202611", next(iter(EventKind)), TODAY, lines, asset_no=evil, contract_no=evil, supplier=evil, project=evil,
        fund=evil,
    )  # fmt: skip
    handover = exports.Handover(
        "DC2026-001", (voucher,), {"1601": evil}, evil, evil, {}, {voucher.document_no: evil}
    )
    path = tmp_path / ("凭证.txt" if profile is Profile.YONYOU else "凭证.xlsx")
    assert exports.write(path, profile, handover) == len(lines)
    assert no_formula_in(path) > 0


def test_lists_and_the_log_hold_no_formulas(store: Store, tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://127.0.0.1","点这里")'
    with store.changing(evil, reason=evil) as session:
        records.save(session, Department, None, {"name": evil})
        records.save(
            session, Asset, None, {"asset_no": "-2+3", "name": evil, "remark": "@SUM(1)", "model": "+1"}
        )
    with store.reading() as session:
        for name in ("资产.xlsx", "资产.csv"):
            assert (
                write_list(tmp_path / name, session, Listing(Asset, ("asset_no", "name", "remark", "model")))
                == 1
            )
            assert no_formula_in(tmp_path / name) == 8
        assert logbook.write(tmp_path / "日志.xlsx", session, logbook.Wanted()) > 0
        no_formula_in(tmp_path / "日志.xlsx")
        assert audit.count(session) == 1
