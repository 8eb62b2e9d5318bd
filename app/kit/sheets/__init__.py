"""Reads and writes the tables that offices keep: workbooks and csv files."""

from app.kit.sheets.book import Book, Row, Rows, Sheet
from app.kit.sheets.headings import Layout, find_layout, fingerprint, refuse_double_columns, remap
from app.kit.sheets.matching import Column, Wanted, guess
from app.kit.sheets.reading import open_book
from app.kit.sheets.rows import DataRows, Skipped, data_rows
from app.kit.sheets.writing import OutColumn, OutSheet, write_book, write_csv, write_refused, write_xlsx

__all__ = [
    "Book",
    "Column",
    "DataRows",
    "Layout",
    "OutColumn",
    "OutSheet",
    "Row",
    "Rows",
    "Sheet",
    "Skipped",
    "Wanted",
    "data_rows",
    "find_layout",
    "fingerprint",
    "guess",
    "open_book",
    "refuse_double_columns",
    "remap",
    "write_book",
    "write_csv",
    "write_refused",
    "write_xlsx",
]
