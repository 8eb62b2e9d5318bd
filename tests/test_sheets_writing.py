"""Files for other people: what is written is read back by a second library."""

import csv
import resource
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.errors import Cancelled, UserError
from app.kit.readers import read_text
from app.kit.sheets import (
    OutColumn,
    Wanted,
    data_rows,
    find_layout,
    open_book,
    write_csv,
    write_refused,
    write_xlsx,
)

COLUMNS = [
    OutColumn("资产编号", width=14),
    OutColumn("资产名称"),
    OutColumn("原值", "money", 14),
    OutColumn("取得日期", "date"),
    OutColumn("数量", "number"),
    OutColumn("年限", "int"),
]
ROWS: list[list[Any]] = [
    ["000123", "=1+1", Decimal("331328.21"), date(2019, 3, 5), Decimal("1.5"), 72],
    ["-5", "@王堃𬱖\n二行", Decimal("-0.10"), None, 30, None],
    [None, "", Decimal("0"), date(2026, 12, 31), Decimal(2), 0],
]


def cells(path: Path) -> list[list[Any]]:
    book = openpyxl.load_workbook(path)
    try:
        return [[cell.value for cell in row] for row in book.active.iter_rows()]
    finally:
        book.close()


def test_a_workbook_keeps_text_as_text_and_numbers_as_numbers(tmp_path: Path) -> None:
    path = tmp_path / "资产.xlsx"
    totals = ["合计", None, Decimal("331328.11"), None, None, None]
    count = write_xlsx(path, COLUMNS, ROWS, sheet_name="资产/2026", title="某馆资产", totals=totals)
    assert count == 3
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet.title == "资产_2026"
    assert [cell.value for cell in sheet[1]][:2] == ["某馆资产", None]
    assert [cell.value for cell in sheet[2]] == [column.label for column in COLUMNS]
    first = sheet[3]
    assert [cell.data_type for cell in first] == ["s", "s", "n", "d", "n", "n"]
    assert [cell.value for cell in first][:3] == ["000123", "=1+1", 331328.21]
    assert first[3].value.date() == date(2019, 3, 5)
    assert (first[2].number_format, first[3].number_format) == ("#,##0.00", "yyyy-mm-dd")
    assert [cell.value for cell in sheet[4]] == ["-5", "@王堃𬱖\n二行", -0.1, None, 30, None]
    assert [cell.value for cell in sheet[6]][:3] == ["合计", None, 331328.11]
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:F5"
    assert sheet.merged_cells.ranges == set()
    book.close()
    assert [each.name for each in tmp_path.iterdir()] == ["资产.xlsx"]


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=40),
            st.integers(-(10**13), 10**13).map(lambda fen: Decimal(fen).scaleb(-2)),
            st.dates(date(1900, 3, 1), date(2199, 12, 31)),
        ),
        max_size=5,
    )
)
def test_what_is_written_is_read_back(tmp_path_factory: Any, rows: list[tuple[str, Decimal, date]]) -> None:
    path = tmp_path_factory.mktemp("w") / "a.xlsx"
    columns = [OutColumn("名称"), OutColumn("原值", "money"), OutColumn("日期", "date")]
    assert write_xlsx(path, columns, rows) == len(rows)
    found = open_book(path).open_sheet(0).rows()[1:]
    assert [[row[0], Decimal(str(row[1])), row[2]] for row in found] == [
        [name, amount, day] for name, amount, day in rows
    ]


def test_csv_neutralises_formulas_in_text_only(tmp_path: Path) -> None:
    path = tmp_path / "资产.csv"
    assert write_csv(path, COLUMNS, ROWS) == 3
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows == [
        [column.label for column in COLUMNS],
        ["000123", "'=1+1", "331328.21", "2019-03-05", "1.5", "72"],
        ["'-5", "'@王堃𬱖\n二行", "-0.10", "", "30", ""],
        ["", "", "0.00", "2026-12-31", "2", "0"],
    ]
    assert read_text(rows[1][1]) == "=1+1"
    write_csv(path, COLUMNS, ROWS, encoding="gb18030")
    assert "王堃𬱖" in path.read_bytes().decode("gb18030")


def test_refused_rows_come_back_to_be_mended(tmp_path: Path) -> None:
    source = Path(__file__).parent / "data" / "固定资产明细账.xlsx"
    wanted = [
        Wanted("no", "资产编号"),
        Wanted("name", "资产名称"),
        Wanted("cost", "账面原值", (), "money"),
        Wanted("acquired", "取得日期"),
    ]
    layout, sheet = find_layout(open_book(source), wanted)
    data = data_rows(layout, sheet.rows(), ("no", "cost"))
    path = tmp_path / "退回.xlsx"
    chosen = data.rows[:3]
    assert (
        write_refused(path, layout, sheet.head(), [(row, f"原因{at}") for at, row in enumerate(chosen)]) == 3
    )
    again, opened = find_layout(open_book(path), wanted)
    assert again.fingerprint == layout.fingerprint
    assert (again.title, again.heading_row, again.first_data_row) == (layout.title, 2, 4)
    assert [(c.heading, c.field, c.unit) for c in again.columns][:-1] == [
        (c.heading, c.field, c.unit) for c in layout.columns
    ]
    assert again.columns[-1].heading == "原因"
    back = data_rows(again, opened.rows(), ("no", "cost")).rows
    assert [list(row[:22]) for row in back] == [list(row) for row in chosen]
    assert [row[22] for row in back] == ["原因0", "原因1", "原因2"]


def stop_at(limit: int) -> Callable[[int, int], None]:
    def progress(done: int, total: int) -> None:
        assert total == 5000
        if done >= limit:
            raise Cancelled

    return progress


@pytest.mark.parametrize("write", [write_xlsx, write_csv])
def test_a_cancelled_export_leaves_nothing_and_the_old_file_stands(tmp_path: Path, write: Any) -> None:
    path = tmp_path / "a.out"
    path.write_text("旧")
    with pytest.raises(Cancelled):
        write(path, COLUMNS, ROWS[:1] * 5000, progress=stop_at(2000), total=5000)
    assert [each.name for each in tmp_path.iterdir()] == ["a.out"]
    assert path.read_text() == "旧"
    assert write(path, COLUMNS, ROWS[:1] * 5000, progress=stop_at(9000), total=5000) == 5000


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="不存在"):
        write_xlsx(tmp_path / "没有" / "a.xlsx", COLUMNS, ROWS)
    folder = tmp_path / "a.xlsx"
    folder.mkdir()
    with pytest.raises(UserError, match="没能保存"):
        write_xlsx(folder, COLUMNS, ROWS)


def test_more_rows_than_a_sheet_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.kit.sheets.writing.MOST_ROWS", 100)
    with pytest.raises(UserError, match="超过 Excel 一张表的上限"):
        write_xlsx(tmp_path / "a.xlsx", COLUMNS, ROWS * 40)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file size are a Unix matter")
@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    """The system refuses to write past a limit in a process of its own, as a full disk would."""
    code = f"""
        import resource, sys
        from app.kit.errors import UserError
        from app.kit.sheets import OutColumn, write_csv, write_xlsx
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, {resource.RLIM_INFINITY}))
        write = write_csv if {name!r}.endswith("csv") else write_xlsx
        try:
            write(sys.argv[1], [OutColumn("名称")], ([f"资产{{n}}"] for n in range(20_000)))
        except UserError as why:
            print(why)
    """
    target = tmp_path / name
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-W", "error", "-c", textwrap.dedent(code), str(target)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=Path(__file__).parents[1],
        check=True,
    )
    assert f"没能保存“{name}”" in done.stdout
    assert "磁盘空间" in done.stdout
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_rows_may_come_from_a_generator_that_fails(tmp_path: Path) -> None:
    def rows() -> Iterator[list[Any]]:
        yield ROWS[0]
        raise ValueError("a bug of ours")

    with pytest.raises(ValueError, match="a bug of ours"):
        write_xlsx(tmp_path / "a.xlsx", COLUMNS, rows())
    assert list(tmp_path.iterdir()) == []
