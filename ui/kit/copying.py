"""Rows for the clipboard as Excel takes them: headings and values, codes stay text."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QMimeData
from sqlalchemy.orm import Session

from app.kit.fields import Field
from app.kit.listing import CHUNK, Listing, Values

TEXT = " style=\"mso-number-format:'\\@'\""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows_of(session: Session, listing: Listing, ids: Sequence[int]) -> list[Values]:
    """The rows of many ids, some thousand at a time."""
    return [row for at in range(0, len(ids), CHUNK) for row in listing.rows(session, ids[at : at + CHUNK])]


def clipboard(fields: Sequence[Field], rows: Sequence[Values]) -> QMimeData:
    """The rows twice: tab-separated text, and an html table that tells Excel which columns are text."""
    cells = [[_cell(field, value) for field, value in zip(fields, row, strict=True)] for row in rows]
    headings = [field.heading for field in fields]
    data = QMimeData()
    data.setText("\n".join("\t".join(line) for line in [headings, *([*map(_safe, row)] for row in cells)]))
    data.setHtml(_html(fields, headings, cells))
    return data


def _cell(field: Field, value: object) -> str:
    return " ".join(field.edit_text(value).split()) if value is not None else ""


def _safe(text: str) -> str:
    """A text that begins like a formula must not become one; a negative amount is left alone."""
    if text.startswith(_FORMULA) and not text.lstrip("-").replace(".", "", 1).isdigit():
        return f"'{text}"
    return text


def _html(fields: Sequence[Field], headings: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    styles = ["" if field.numeric or field.kind == "date" else TEXT for field in fields]
    head = "".join(f"<th>{escape(each)}</th>" for each in headings)
    body = "".join(
        f"<tr>{''.join(f'<td{style}>{escape(text)}</td>' for style, text in zip(styles, row, strict=True))}</tr>"
        for row in cells
    )
    return f"<meta charset='utf-8'><table><tr>{head}</tr>{body}</table>"
