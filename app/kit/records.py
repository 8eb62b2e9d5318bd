"""Saving and removing records, one with its rules or many at once; screens, importer and commands share it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import event, insert, inspect, select, text
from sqlalchemy.orm import Session, UOWTransaction

from app.kit import audit, search
from app.kit.db import Record, Searchable
from app.kit.errors import Invalid, Stale, UserError
from app.kit.fields import fields

R = TypeVar("R", bound=Record)


def get(session: Session, model: type[R], record_id: int) -> R:
    """The record itself. Raises UserError when it is gone."""
    found = session.get(model, record_id)
    if found is None:
        raise UserError(f"这条{model.name_cn}已不存在，可能刚被别人删除。请刷新后再看。")
    return found


def values(session: Session, model: type[Record], record_id: int) -> dict[str, Any]:
    """The plain values of one record by column name, id and version included."""
    record = get(session, model, record_id)
    return {attribute.key: getattr(record, attribute.key) for attribute in inspect(model).column_attrs}


def save(
    session: Session,
    model: type[Record],
    record_id: int | None,
    changes: Mapping[str, Any],
    version: int | None = None,
) -> int:
    """Make a record (id None) or change one; returns its id.

    `version` is the one that was read: another one in the store raises Stale. Broken rules raise Invalid.
    """
    record = model() if record_id is None else get(session, model, record_id)
    if version is not None and record_id is not None and record.version != version:
        raise Stale(f"这条{model.name_cn}刚刚被别人改过。请重新读取后再改，您输入的内容仍在。")
    for name, value in changes.items():
        if getattr(record, name) != value or record_id is None:
            setattr(record, name, value)
    session.add(record)
    session.flush()
    return record.id


def remove(session: Session, model: type[Record], record_id: int) -> None:
    """Delete one record. Raises UserError (from the store) while others point to it."""
    session.delete(get(session, model, record_id))
    session.flush()


def add_many(
    session: Session, model: type[Record], rows: Sequence[Mapping[str, Any]], what: str = ""
) -> range:
    """Insert many records in bulk: rules checked, search keys filled, one log entry. Returns their ids.

    Every row has the same keys. Raises Invalid for the first row that breaks a rule.
    """
    if not rows:
        return range(0)
    ready = [_prepared(model, row) for row in rows]
    table = model.__table__
    first = (session.scalar(select(table.c.id).order_by(table.c.id.desc()).limit(1)) or 0) + 1
    for number, row in enumerate(ready, start=first):
        row["id"] = number
    names = list(ready[0])
    session.execute(insert(table), ready)  # type: ignore[arg-type]
    last = first + len(ready) - 1
    follow_ids(session, model, last)
    packed = audit.pack_values(table, names, ready)
    audit.bulk(session, model.__tablename__, (first, last), what, packed)
    if issubclass(model, Searchable):
        search.index(session, model, first, last)
    return range(first, last + 1)


def follow_ids(session: Session, model: type[Record], last: int) -> None:
    """After rows were written with ids of our own: PostgreSQL's sequence goes on behind them."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"),
            {"name": model.__tablename__, "last": last},
        )


def _prepared(model: type[Record], row: Mapping[str, Any]) -> dict[str, Any]:
    record = model(**row)
    record.prepare()
    if found := check(record):
        raise Invalid(found)
    ready = {"version": 1, **row}
    ready |= {name: value for name, value in vars(record).items() if not name.startswith("_")}
    if isinstance(record, Searchable):
        search.fill(record)
        for name in ("search_text", "search_key", "sort_key"):
            ready[name] = getattr(record, name)
    return ready


def check(record: Record) -> dict[str, str]:
    """Required fields and the record's own rules: field name → sentence."""
    found = {
        name: f"请填写{field.label}"
        for name, field in fields(type(record)).items()
        if field.required and getattr(record, name) in (None, "")
    }
    return found | {name: words for name, words in record.problems().items() if name not in found}


def _before_flush(session: Session, context: UOWTransaction, instances: Any) -> None:
    changed: Iterable[Any] = [*session.new, *(thing for thing in session.dirty if session.is_modified(thing))]
    for thing in changed:
        if not isinstance(thing, Record):
            continue
        thing.prepare()
        if found := check(thing):
            raise Invalid(found)
        if isinstance(thing, Searchable):
            search.fill(thing)
    search.before_flush(session)


def listen(factory: Any) -> None:
    """Attach rules and search keys to the sessions of a sessionmaker."""
    event.listen(factory, "before_flush", _before_flush)
    event.listen(factory, "after_flush", search.after_flush)
