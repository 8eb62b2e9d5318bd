"""The rows of a bulk act on their way into the log: hashed and packed beside the work that writes them."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from itertools import islice
from typing import Any

import orjson

from app.kit.db import Fixed, to_whole

CHUNK = 5000


@dataclass(frozen=True)
class Part:
    """Some lines of one digest, packed; `first` and `last` bound the ids in it."""

    first: int
    last: int
    rows: int
    data: bytes
    hash: str

    def facts(self) -> list[Any]:
        """What the entry tells of it."""
        return [self.first, self.last, self.rows, self.hash]


@dataclass(frozen=True)
class Packed:
    """All rows of a bulk act: the names of their columns, the digest of their lines, the packed lines."""

    columns: tuple[str, ...]
    digest: str
    parts: tuple[Part, ...]

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.parts)


class Packer:
    """Takes rows as they are written; one thread hashes and packs them meanwhile (both leave Python's lock).

    packer = Packer(columns)
    packer.add(lines, first_id, last_id, count)   # compact JSON arrays, each ended by a line feed
    packed = packer.done()
    """

    def __init__(self, columns: Iterable[str]) -> None:
        self._columns = tuple(columns)
        self._total = hashlib.sha256()
        self._beside = ThreadPoolExecutor(1)
        self._parts: list[Future[Part]] = []

    def add(self, lines: bytes, first: int, last: int, rows: int) -> None:
        self._parts.append(self._beside.submit(self._pack, lines, first, last, rows))

    def _pack(self, lines: bytes, first: int, last: int, rows: int) -> Part:
        self._total.update(lines)
        data = zlib.compress(lines, 1)
        return Part(first, last, rows, data, part_hash(data))

    def done(self) -> Packed:
        parts = tuple(part.result() for part in self._parts)
        self._beside.shutdown()
        return Packed(self._columns, self._total.hexdigest(), parts)


def pack(columns: Sequence[str], rows: Iterable[Sequence[Any]], key: int = 0) -> Packed:
    """Rows that are at hand, as stored; `key` is the place of the column whose numbers bound each part."""
    packer = Packer(columns)
    waiting = iter(rows)
    while part := list(islice(waiting, CHUNK)):
        ids = [row[key] for row in part]
        packer.add(lines(part), min(ids), max(ids), len(part))
    return packer.done()


def pack_values(table: Any, names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Packed:
    """Rows as the program holds them, by column name of this table."""
    kinds = [(name, table.c[name].type) for name in names]
    ready = ([stored(kind, row[name]) for name, kind in kinds] for row in rows)
    return pack(names, ready, names.index("id") if "id" in names else 0)


def lines(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as they are hashed: compact JSON arrays, each ended by a line feed."""
    return b"".join([orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows])


def part_hash(data: bytes) -> str:
    """Half of the SHA-256 of a packed part."""
    return hashlib.sha256(data).hexdigest()[:32]


def unpack(data: bytes) -> bytes:
    """The lines of a part. Raises zlib.error."""
    return zlib.decompress(data)


def stored(kind: Any, value: Any) -> Any:
    """A value of a column of this type as the store keeps it: whole fen, ISO text, choices by value."""
    if value is None:
        return None
    if isinstance(kind, Fixed):
        return to_whole(value, kind.places)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    return str(value) if isinstance(value, Decimal) else value
