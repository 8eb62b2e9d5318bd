"""What a month posted, summed by class, department and account; and the digest that seals its postings."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import orjson
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.assets.models import MonthTotal
from app.kit import audit
from app.kit.audit import Packed, Packer
from app.kit.db import fen
from app.kit.months import Month

Key = tuple[str, int | None, str]  # class, department, account
Groups = dict[Key, tuple[int, int]]  # cards and fen

_COLUMNS = "month, asset_id, amount, accumulated, months, legacy_class, department_id, account"
_CHUNK = 20_000
# A department has one account in a month, so that account need not be sorted by.
_SUMMED = text(
    """SELECT legacy_class, department_id, MIN(account), COUNT(*), SUM(amount), MIN(asset_id), MAX(asset_id)
    FROM postings WHERE month = :month GROUP BY department_id, legacy_class"""
)


@dataclass(frozen=True)
class Posted:
    """A month's postings in sum; `first` and `last` are the least and greatest id of their cards."""

    month: Month
    groups: Groups
    first: int
    last: int

    @property
    def cards(self) -> int:
        return sum(cards for cards, _ in self.groups.values())

    @property
    def amount(self) -> int:
        """Fen."""
        return sum(amount for _, amount in self.groups.values())

    def by_class(self) -> dict[str, int]:
        """Fen."""
        return self._by(0)

    def by_account(self) -> dict[str, int]:
        """Fen."""
        return self._by(2)

    def _by(self, place: int) -> dict[str, int]:
        found: dict[str, int] = defaultdict(int)
        for key, (_, amount) in self.groups.items():
            found[str(key[place])] += amount
        return dict(sorted(found.items()))


def summed(session: Session, month: Month) -> Posted:
    """The sums of the postings themselves."""
    rows = session.execute(_SUMMED, {"month": int(month)}).all()
    groups = {(row[0], row[1], row[2]): (row[3], int(row[4])) for row in rows}
    return Posted(
        month,
        groups,
        min((row[5] for row in rows), default=0),
        max((row[6] for row in rows), default=0),
    )


def keep(session: Session, posted: Posted) -> None:
    """Keep the sums, so that the next preview and reports need not sum again."""
    rows = [
        {"month": int(posted.month), "legacy_class": name, "department_id": department or 0,
         "account": account, "cards": cards, "amount": amount}
        for (name, department, account), (cards, amount) in posted.groups.items()
    ]  # fmt: skip
    if rows:
        session.execute(
            text(
                "INSERT INTO month_totals (month, legacy_class, department_id, account, cards, amount) "
                "VALUES (:month, :legacy_class, :department_id, :account, :cards, :amount)"
            ),
            rows,
        )
        audit.bulk(
            session, MonthTotal.__tablename__, (0, 0), f"{posted.month.chinese}折旧汇总",
            audit.pack(list(rows[0]), [list(row.values()) for row in rows]), where={"month": int(posted.month)},
        )  # fmt: skip


def kept(session: Session, month: Month) -> Groups:
    """The sums as they were kept when the month was closed."""
    rows = session.scalars(select(MonthTotal).where(MonthTotal.month == month))
    return {
        (row.legacy_class.value, row.department_id or None, row.account): (row.cards, fen(row.amount))
        for row in rows
    }


def digest(session: Session, month: Month) -> str:
    """SHA-256 over the month's postings in order of card, each a compact JSON array on a line of its own:
    [month, asset id, amount, accumulated, months, class, department id, account], money in fen."""
    total = hashlib.sha256()
    for lines, _, _ in _lines(session, month):
        total.update(lines)
    return total.hexdigest()


def packed(session: Session, month: Month) -> Packed:
    """The month's postings as they go into the log, with the same digest."""
    packer = Packer(_COLUMNS.split(", "))
    for lines, first, last in _lines(session, month):
        packer.add(lines, first, last, lines.count(b"\n"))
    return packer.done()


def _lines(session: Session, month: Month) -> Iterator[tuple[bytes, int, int]]:
    """The bytes that are hashed, in stretches, with bounds of the cards' ids."""
    chunks = _json_chunks if session.get_bind().dialect.name == "sqlite" else _chunks
    for rows, first, last in chunks(session, month):
        yield rows[1:-1].replace(b"],[", b"]\n[") + b"\n", first, last


def _chunks(session: Session, month: Month) -> Iterator[tuple[bytes, int, int]]:
    """The month's postings as JSON arrays of arrays."""
    cursor = session.connection().connection.cursor()
    try:
        cursor.execute(f"SELECT {_COLUMNS} FROM postings WHERE month = {int(month)} ORDER BY asset_id")
        while rows := cursor.fetchmany(_CHUNK):
            yield orjson.dumps(rows), rows[0][1], rows[-1][1]
    finally:
        cursor.close()


def _json_chunks(session: Session, month: Month) -> Iterator[tuple[bytes, int, int]]:
    """The same bytes, put together by SQLite itself, which is twice as quick; it walks the primary key."""
    first, last = session.execute(
        text("SELECT MIN(asset_id), MAX(asset_id) FROM postings WHERE month = :month"), {"month": int(month)}
    ).one()
    query = text(
        f"""SELECT json_group_array(json_array({_COLUMNS})) FROM postings
        WHERE month = :month AND asset_id BETWEEN :first AND :last"""
    )
    for begin in range(first or 0, (last or -1) + 1, _CHUNK):
        values = {"month": int(month), "first": begin, "last": begin + _CHUNK - 1}
        rows: str = session.execute(query, values).scalar_one()
        if rows != "[]":
            yield rows.encode(), begin, begin + _CHUNK - 1
