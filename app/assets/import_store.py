"""Stores a planned import as one batch.

The rows go in by raw executemany of ready tuples; the log has one entry for all of them, with the digest of
what was written; search keys and index are filled once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from itertools import islice, repeat
from typing import Any

import orjson
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.assets.import_conclude import Missing
from app.assets.import_plan import Plan, Progress, used_numbers
from app.assets.ledger import ImportBatch, ImportMapping
from app.assets.models import Asset
from app.kit import audit, numbering, records, search, settings
from app.kit.collector import resting_collector
from app.kit.errors import UserError
from app.kit.fields import fields
from app.kit.readers import read_column
from app.kit.rights import right
from app.people.models import Department, Person
from app.places.models import Place

BATCH_NUMBERS = "DR{year}{seq:4}"
_CHUNK = 5000
_SEARCHED = [name for name, field in fields(Asset).items() if field.facts.search]
_COLUMNS = [column.name for column in Asset.__table__.columns]


@dataclass(frozen=True)
class Imported:
    """What was stored: the batch's number, the ids of its cards, and the plan it came from."""

    batch_no: str
    ids: range
    plan: Plan

    def as_json(self) -> dict[str, Any]:
        return self.plan.as_json(self.batch_no)


@right("assets.import", "导入资产台账", "clerk", "资产业务")
@resting_collector()
def store(
    session: Session,
    plan: Plan,
    now: datetime,
    accept_valid: bool = False,
    create_missing: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """Store the accepted rows as one batch. `now` is an aware moment.

    UserError, and nothing is stored, when rows are refused and `accept_valid` is not given, when no row is
    good, or when names are unknown and `create_missing` is not given.
    """
    _refuse_halves(plan, accept_valid, create_missing)
    today = now.astimezone().date()
    batch_no = numbering.take(session, "import", BATCH_NUMBERS, today)
    facts = {
        "batch_no": batch_no, "file_name": plan.path.name[:255], "imported_at": now,
        "opening_month": plan.opening_month, "accepted": plan.accepted, "refused": plan.refused,
    }  # fmt: skip
    batch_id = records.save(session, ImportBatch, None, facts)
    _create(session, plan.missing)
    columns = dict(plan.columns)
    columns["asset_no"] = _numbered(session, columns.get("asset_no"), plan.accepted, today)
    for name, ids in _ids(session).items():
        if name in columns:
            columns[name] = [ids.get(each) for each in columns[name]]
    columns |= _search_columns(columns)
    stored = _write(session, columns, plan.accepted, batch_id, plan.path.name, progress)
    _use_numbers(session, columns["asset_no"])
    search.index(session, Asset, stored[0], stored[-1])
    if plan.mapping:
        kept = orjson.dumps(plan.mapping).decode()
        session.merge(ImportMapping(fingerprint=plan.layout.fingerprint, mapping=kept))
    session.flush()
    return Imported(batch_no, stored, plan)


def _refuse_halves(plan: Plan, accept_valid: bool, create_missing: bool) -> None:
    if not plan.accepted:
        raise UserError(f"“{plan.path.name}”的 {plan.refused} 行都有问题，没有导入。请按原因改好后再导入。")
    if plan.refused and not accept_valid:
        raise UserError(
            f"“{plan.path.name}”有 {plan.refused} 行有问题，其余 {plan.accepted} 行完好，都还没有导入。"
            "可以改好后整份导入，或先导入完好的行，把退回的行存成工作簿去改。"
        )
    if plan.missing and not create_missing:
        raise UserError(f"台账里有还没有建档的{plan.missing.words()}。请确认一并新建，或先改正名称。")


def _create(session: Session, missing: Missing) -> None:
    if missing.departments:
        records.add_many(
            session, Department, [{"name": each} for each in missing.departments], "随台账新建部门"
        )
    if missing.places:
        records.add_many(session, Place, [{"name": each} for each in missing.places], "随台账新建地点")
    if missing.people:
        homes = _by_key(session, Department)
        rows = [{"name": name, "department_id": homes.get(home)} for name, home in missing.people.items()]
        records.add_many(session, Person, rows, "随台账新建人员")


def _by_key(session: Session, model: Any) -> dict[str | None, int]:
    """Tidied name → id; of two people with one name the one entered first."""
    rows = session.execute(select(model.match_key, model.id).order_by(model.id.desc()))
    return {row.match_key: row.id for row in rows}


def _ids(session: Session) -> dict[str, dict[str | None, int]]:
    departments = _by_key(session, Department)
    return {
        "managing_department_id": departments,
        "department_id": departments,
        "custodian_id": _by_key(session, Person),
        "place_id": _by_key(session, Place),
    }


def _numbered(session: Session, numbers: list[Any] | None, count: int, today: date) -> list[str]:
    """Card numbers as the ledger has them; the missing ones by the office's rule, none of them used twice."""
    given = numbers or [None] * count
    taken = {number for number in given if number}
    rule = settings.get(session, "asset_no_rule", today)
    wanted = given.count(None)
    fresh: list[str] = []
    while len(fresh) < wanted:
        more = numbering.take_many(session, "asset", rule, today, wanted - len(fresh))
        used = used_numbers(session, set(more)) | taken
        fresh += [number for number in more if number not in used]
    source = iter(fresh)
    return [next(source) if number is None else number for number in given]


def _search_columns(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The same words and keys that search.fill gives a card saved alone."""
    parts = [read_column(columns[name], _folded)[0] for name in _SEARCHED if name in columns]
    names = set(columns["name"])
    initials = {name: search.initials(name)[:64] for name in names}
    pinyin = {name: search.pinyin(name)[:160] for name in names}
    return {
        "search_text": [search.JOIN.join(filter(None, row)) for row in zip(*parts, strict=True)],
        "search_key": [initials[name] for name in columns["name"]],
        "sort_key": [pinyin[name] for name in columns["name"]],
    }


def _folded(value: Any) -> str | None:
    return search.fold(value) if value else None


# --- writing ---------------------------------------------------------------------------------------------


def _write(
    session: Session,
    columns: dict[str, list[Any]],
    count: int,
    batch_id: int,
    file_name: str,
    progress: Progress | None,
) -> range:
    """Insert the cards and log them as one entry; returns their ids."""
    ids = range(_first_id(session), _first_id(session) + count)
    stored: dict[str, Iterable[Any]] = {name: _plain(values) for name, values in columns.items()}
    stored |= {"id": ids, "version": repeat(1, count), "batch_id": repeat(batch_id, count)}
    names = [name for name in _COLUMNS if name in stored]
    rows = zip(*(stored[name] for name in names), strict=True)
    connection = session.connection()
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    statement = f"INSERT INTO assets ({', '.join(names)}) VALUES ({', '.join([mark] * len(names))})"
    packer = audit.Packer(names)
    done = 0
    for part in _chunks(rows):
        connection.exec_driver_sql(statement, part)
        packer.add(audit.lines(part), ids[done], ids[done] + len(part) - 1, len(part))
        done += len(part)
        if progress is not None:
            progress(done, count)
    audit.bulk(session, "assets", (ids[0], ids[-1]), f"导入“{file_name}”", packer.done())
    if connection.dialect.name == "postgresql":
        session.execute(
            text("SELECT setval(pg_get_serial_sequence('assets', 'id'), :last)"), {"last": ids[-1]}
        )
    return ids


def _chunks(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while part := list(islice(rows, _CHUNK)):
        yield part


def _first_id(session: Session) -> int:
    """Above every id that the log knows, so that a card never shares one with a withdrawn card."""
    newest = session.scalar(select(func.max(Asset.id))) or 0
    logged = session.scalar(
        select(func.max(audit.Change.last_id)).where(
            audit.Change.table_name == "assets", audit.Change.kind == "bulk"
        )
    )
    return int(max(newest, logged or 0)) + 1


def _plain(values: list[Any]) -> Sequence[Any]:
    """A column as the store keeps it: choices by value, days as ISO text, months and amounts as whole numbers."""
    sample = next((value for value in values if value is not None), None)
    if isinstance(sample, (Enum, date)):
        show: Callable[[Any], Any] = _value if isinstance(sample, Enum) else date.isoformat
        plain = {value: show(value) for value in set(values) if value is not None}
        return [plain.get(value) for value in values]
    if isinstance(sample, int) and type(sample) not in (int, bool):
        return [None if value is None else int(value) for value in values]
    return values


def _value(choice: Enum) -> Any:
    return choice.value


def _use_numbers(session: Session, numbers: Sequence[str]) -> None:
    """None of these numbers is ever given again. A withdrawn import gives its own back."""
    known = ((number,) for number in numbers)
    connection = session.connection()
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    for part in _chunks(iter(known)):
        connection.exec_driver_sql(
            f"INSERT INTO used_asset_numbers (asset_no) VALUES ({mark}) ON CONFLICT DO NOTHING", part
        )
