"""The first page of the list, drawn from the store before the program is loaded.

Loading SQLAlchemy, the models and the screens takes about half a second, reading forty rows a millisecond.
So the program keeps, for the list that stood on the screen, what the first page is asked with (SQL), how its
columns are shown and where they stand. At the next start those rows are read anew with plain sqlite3, read
only, and drawn in the very places where the list will stand a moment later. Whatever does not fit any more
(another revision of the store, another screen, a locked file) just means that there is no glimpse. A store that
was never opened here is drawn as a new program shows its list: by the recipe that ships in resources, which
`python -m tests.shipped_glimpse` writes.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame

from ui.kit import icons, prefs
from ui.kit.theme import HEADER, RESOURCES, ROW, color, font, theme

ROWS = 48
SHIPPED = RESOURCES / "glimpse.json"
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations" / "versions"
PAD = 8
EMPTY = "—"
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
NUMERIC = ("money", "int")


class Glimpse(QFrame):
    """The rows as they stand in the store now; `recipe` says where and how."""

    def __init__(self, recipe: dict[str, Any], rows: list[tuple[Any, ...]]) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setProperty("page", True)  # gone as soon as a screen is there
        self.recipe, self.rows = recipe, rows

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, top, right, bottom = self.recipe["margins"]
        painter.fillRect(self.rect(), color("ground"))
        painter.setPen(color("text"))
        painter.setFont(font(theme().size + 4, True))
        painter.drawText(QRect(left - 1, 16, 400, 33), LEFT, self.recipe["title"])
        frame = QRect(left - 1, top - 1, self.width() - left - right + 2, self.height() - top - bottom + 2)
        painter.fillRect(frame, color("surface"))
        painter.setPen(color("line"))
        painter.drawRoundedRect(QRectF(frame).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setClipRect(frame.adjusted(1, 1, -1, -1))
        painter.setFont(font(theme().size - 1))
        x = frame.left() + 1
        for at, column in enumerate(self.recipe["columns"]):
            if x > frame.right():
                break
            self._column(painter, QRect(x, frame.top() + 1, column["width"], frame.height() - 2), at, column)
            x += column["width"]

    def _column(self, painter: QPainter, rect: QRect, at: int, column: dict[str, Any]) -> None:
        edge = 3 if at == 0 else 0
        head = QRect(rect.left(), rect.top(), rect.width(), HEADER)
        painter.fillRect(head, color("ground"))
        painter.fillRect(head.left(), head.bottom(), head.width(), 1, color("line"))
        painter.fillRect(head.right(), head.top() + 8, 1, head.height() - 16, color("line"))
        side = RIGHT if column["kind"] in NUMERIC else LEFT
        painter.setPen(color("text" if column["sort"] else "second"))
        inner = head.adjusted(PAD + edge, 0, -PAD, 0)
        painter.drawText(inner, side, column["text"])
        if column["sort"]:
            wide = painter.fontMetrics().horizontalAdvance(column["text"])
            icons.draw(painter, QRectF(inner.left() + wide + 2, head.center().y() - 6, 12, 12), column["sort"], "accent")
        for line, row in enumerate(self.rows):
            cell = QRect(rect.left(), head.bottom() + 1 + line * ROW, rect.width(), ROW)
            if cell.top() > rect.bottom():
                break
            painter.fillRect(cell.left(), cell.bottom(), cell.width(), 1, color("line"))
            text = shown(row[at + 1], column)
            tone = "second" if text == EMPTY else "bad" if side == RIGHT and text.startswith("-") else "text"
            painter.setPen(color(tone))
            inner = cell.adjusted(PAD + edge, 0, -PAD, 0)
            if column["tones"] and text != EMPTY:
                painter.setBrush(color(column["tones"].get(row[at + 1], "second")))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.drawEllipse(QPointF(inner.left() + 4, inner.center().y() + 0.5), 3.5, 3.5)
                painter.setPen(color(tone))
                inner.setLeft(inner.left() + 14)
            fitted = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, side, fitted)


def shown(value: Any, column: dict[str, Any]) -> str:
    """A value as SQLite holds it, as the list shows it; a kind that is not known here stays blank."""
    if value is None or value == "":
        return EMPTY
    match column["kind"]:
        case "money":
            sign, fen = "-" if value < 0 else "", abs(value)
            return f"{sign}{fen // 100:,}.{fen % 100:02d}"
        case "int":
            return f"{value:,}"
        case "choice":
            return str(column["labels"].get(value, value))
        case "text" | "note" | "link" | "date":
            return str(value)
    return ""


def show(window: Any, where: str, screen: str) -> int:
    """Draw the first page into the window's stack, on the screen when this returns; gives the rows shown,
    0 where there is no glimpse."""
    try:
        kept = prefs.text(_key(where))
        recipe = json.loads(kept) if kept else shipped()
        if recipe["screen"] != (screen or (kept and recipe["screen"])):
            return 0
        rows = read(where, recipe)
        if not rows:
            return 0
        view = Glimpse(recipe, rows)
        window.stack.addWidget(view)
        window.stack.setCurrentWidget(view)
        window.rail.show_at(recipe["screen"])
        view.repaint()
    except (sqlite3.Error, OSError, ValueError, KeyError, TypeError):
        return 0
    return len(rows)


def shipped() -> dict[str, Any]:
    """How a program that was never used shows its list, for a store of the newest revision. Raises OSError."""
    newest = max(name[:4] for name in os.listdir(MIGRATIONS) if name[:4].isdigit())
    return {**json.loads(SHIPPED.read_text(encoding="utf-8")), "revision": newest}


def read(where: str, recipe: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of now. Raises sqlite3.Error, or ValueError where the store has moved on."""
    if os.path.exists(where + ".key"):
        raise ValueError("encrypted")
    address = "file:" + os.path.abspath(where).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    with closing(sqlite3.connect(address + "?mode=ro", uri=True, timeout=0.1)) as connection:
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        if revision != recipe["revision"]:
            raise ValueError("another revision")
        if connection.execute("SELECT 1 FROM users WHERE enabled LIMIT 1").fetchone():
            raise ValueError("who one is comes first")
        return connection.execute(recipe["sql"]).fetchall()


def keep(window: Any, screen: Any) -> None:
    """Remember how the list that `screen` begins with is asked for and drawn; other screens leave no glimpse."""
    store = window.desk.store
    if store.path is None or store.actor is not None or not hasattr(screen, "plain") or not screen.isVisible():
        return
    recipe = {**recipe_of(window, screen), "revision": store.revision()}
    prefs.keep(_key(str(store.path)), json.dumps(recipe, ensure_ascii=False))


def recipe_of(window: Any, screen: Any) -> dict[str, Any]:
    """How this list is asked for and drawn, whatever the store."""
    table, header = screen.table, screen.table.header
    listing = screen.plain.narrowed(columns=table.shown_columns())
    sizes = {field.name: header.sectionSize(at) for at, field in enumerate(screen.rows.fields)}
    order = dict(listing.sort)
    place = table.mapTo(screen, table.rect().topLeft())
    return {
        "screen": screen.property("key"),
        "title": screen.title,
        "sql": window.desk.read(page_sql, listing),
        "margins": [
            place.x(), place.y(),
            screen.width() - place.x() - table.width(), screen.height() - place.y() - table.height(),
        ],
        "columns": [
            {
                "text": field.heading,
                "kind": "secret" if field.facts.secret else field.kind,
                "width": sizes[field.name],
                "sort": ("arrow-down" if order[field.name] else "arrow-up") if field.name in order else "",
                "tones": {str(value): tone for value, tone in screen.tones.get(field.name, {}).items()},
                "labels": {each.value: each.label for each in field.choices} if field.choices else {},
            }
            for field in listing.fields
        ],
    }  # fmt: skip


def page_sql(session: Any, listing: Any) -> str:
    """What the first page is asked with, as one text with its values in place."""
    query = listing.page_query(session, ROWS)
    return str(query.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))


def _key(where: str) -> str:
    name = os.path.normcase(os.path.abspath(where))
    return "glimpse/" + hashlib.sha1(name.encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest()[:16]
