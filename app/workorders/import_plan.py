"""The dry run of a repair book's import: every row read, its names matched, its fate told; nothing stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assets.import_read import RefusedCell
from app.assets.models import Asset
from app.kit.errors import UserError
from app.kit.readers import tidy
from app.kit.sheets import (
    Layout,
    Row,
    Rows,
    Skipped,
    data_rows,
    find_layout,
    open_book,
    refuse_double_columns,
    remap,
    write_refused,
)
from app.people.models import Department, Person
from app.places.models import Place
from app.workorders.choices import Urgency
from app.workorders.import_fields import (
    CANCELLED,
    DAY,
    KEYS,
    LABELS,
    REJECTED,
    STATE,
    WANTED,
    assignee,
    caller,
)
from app.workorders.import_read import Entry, read_rows
from app.workorders.import_times import told_year
from app.workorders.models import RepairCategory, RepairVendor, Team, Worker, WorkOrder
from app.workorders.proposing import Proposer
from app.workorders.timing import wall


@dataclass
class Missing:
    """Names in a book that the store does not know, in order of appearance; created on confirmation."""

    departments: dict[str, None] = field(default_factory=dict)
    people: dict[str, str | None] = field(default_factory=dict)  # name → name of a department
    places: dict[str, None] = field(default_factory=dict)
    teams: dict[str, None] = field(default_factory=dict)
    workers: dict[tuple[str, str | None], None] = field(default_factory=dict)  # (name, name of a team)
    vendors: dict[str, None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(vars(self).values())

    def as_json(self) -> dict[str, list[str]]:
        sent = (*self.teams, *(name for name, _ in self.workers), *self.vendors)
        return {
            "departments": list(self.departments), "people": list(self.people), "places": list(self.places),
            "assignees": list(dict.fromkeys(sent)),
        }  # fmt: skip

    def words(self) -> str:
        """部门 3 个（财务科、办公室…）、… — for the question that is asked before creating them."""
        parts = []
        workers = dict.fromkeys(name for name, _ in self.workers)
        groups: tuple[tuple[str, Iterable[str]], ...] = (
            ("部门", self.departments), ("人员", self.people), ("地点", self.places), ("班组", self.teams),
            ("维修人员", workers), ("外协单位", self.vendors),
        )  # fmt: skip
        for what, found in groups:
            if names := list(found):
                parts.append(
                    f"{what} {len(names)} 个（{'、'.join(names[:5])}{'等' if len(names) > 5 else ''}）"
                )
        return "，".join(parts)


@dataclass
class Plan:
    """What an import would do; `entries` are the accepted rows."""

    path: Path
    layout: Layout
    head: Rows
    numbers: list[int]
    entries: list[Entry]
    errors: list[RefusedCell]
    refused_rows: list[tuple[int, Row]]
    skipped: Skipped
    missing: Missing
    notes: list[str]

    @property
    def rows_read(self) -> int:
        return len(self.numbers)

    @property
    def refused(self) -> int:
        return len(self.refused_rows)

    @property
    def accepted(self) -> int:
        return len(self.entries)

    def fates(self) -> Iterator[tuple[int, str]]:
        """(row in Excel, reason or "") for every row read."""
        reasons = self.reasons()
        for number in self.numbers:
            yield number, reasons.get(number, "")

    def reasons(self) -> dict[int, str]:
        """Row in Excel → all its reasons."""
        found: dict[int, str] = {}
        for cell in self.errors:
            found[cell.row] = "；".join(filter(None, [found.get(cell.row), f"{cell.column}：{cell.reason}"]))
        return found

    def write_refused(self, path: Path | str) -> int:
        """The refused rows as a workbook with the same columns and 原因; returns their number."""
        reasons = self.reasons()
        return write_refused(
            path, self.layout, self.head, ((row, reasons[at]) for at, row in self.refused_rows)
        )

    def as_json(self, batch: str | None = None) -> dict[str, Any]:
        return {
            "batch": batch, "rows_read": self.rows_read, "accepted": self.accepted, "refused": self.refused,
            "skipped": self.skipped.total,
            "errors": [
                {"row": cell.row, "column": cell.column, "value": cell.value, "reason": cell.reason}
                for cell in self.errors
            ],
            "created": self.missing.as_json(),
        }  # fmt: skip


def plan(
    session: Session,
    path: Path | str,
    now: datetime,
    mapping: Mapping[str, str | None] | None = None,
    sheet: str | None = None,
) -> Plan:
    """Read and check a repair book. `mapping` maps headings (or column letters) to fields, None to leave one out.
    UserError when the file is none."""
    path = Path(path)
    book = open_book(path)
    layout, opened = find_layout(book, WANTED, sheet)
    layout = remap(layout, mapping or {}, WANTED)
    refuse_double_columns(layout, WANTED)
    if layout.of("fault") is None or (layout.of("reported_at") is None and layout.of(DAY) is None):
        raise UserError(f"“{path.name}”的表头里没有“故障描述”或“报修时间”。请在列的对应里指明是哪一列。")
    data = data_rows(layout, opened.rows(), KEYS)
    if not data.rows:
        raise UserError(f"“{path.name}”的表头下面没有报修记录，请检查选的是不是这张表。")
    head = opened.head(layout.first_data_row)
    year = told_year(layout.title, layout.sheet, path.stem)
    found = read_rows(layout, data.numbers, data.rows, year, wall(now))
    _refuse_twins(session, found.entries, layout)
    good = [entry for entry in found.entries if not entry.refused]
    notes = []
    if found.guessed:
        years = "、".join(map(str, sorted(found.years)))
        notes.append(f"有 {found.guessed} 行报修时间没有写年份，按标题和前后各行记为 {years} 年。")
    missing = _matched(session, good)
    notes += _notes(good)
    errors = [cell for entry in found.entries for cell in entry.refused]
    refused = [(e.row, row) for e, row in zip(found.entries, data.rows, strict=True) if e.refused]
    return Plan(path, layout, head, data.numbers, good, errors, refused, data.skipped, missing, notes)


def _refuse_twins(session: Session, entries: list[Entry], layout: Layout) -> None:
    column = layout.of("order_no")
    heading = column.heading if column is not None else LABELS["order_no"]
    numbers = [entry.values["order_no"] for entry in entries if entry.values.get("order_no")]
    known: set[str] = set()
    for at in range(0, len(numbers), 500):
        query = select(WorkOrder.order_no).where(WorkOrder.order_no.in_(numbers[at : at + 500]))
        known.update(session.scalars(query))
    seen: dict[str, int] = {}
    for entry in entries:
        number = entry.values.get("order_no")
        if not number:
            continue
        if number in known:
            entry.refused.append(RefusedCell(entry.row, heading, number, f"系统里已经有 {number}"))
        elif number in seen:
            why = f"与第 {seen[number]} 行的编号相同"
            entry.refused.append(RefusedCell(entry.row, heading, number, why))
        else:
            seen[number] = entry.row


def _matched(session: Session, entries: list[Entry]) -> Missing:
    """Tidied names in place of what was written; what the store does not know."""
    missing = Missing()
    departments, places = _keys(session, Department.match_key), _keys(session, Place.match_key)
    people, teams = _keys(session, Person.match_key), _keys(session, Team.match_key)
    vendors, workers = _keys(session, RepairVendor.match_key), _keys(session, Worker.match_key)
    assets: dict[str, int] = {}
    if any(entry.values.get("asset_id") for entry in entries):
        assets = {row[0]: row[1] for row in session.execute(select(Asset.asset_no, Asset.id))}
    proposer, categories = Proposer(session), _categories(session)
    for entry in entries:
        values = entry.values
        department = values["department_id"] = tidy(values.get("department_id") or "") or None
        if department and department not in departments:
            missing.departments[department] = None
        written, phone = caller(values.get("caller_id") or "")
        name = values["caller_id"] = values["caller_name"] = tidy(written)[:32] or None
        values["phone"] = values.get("phone") or phone
        if name and name not in people:
            missing.people.setdefault(name, department)
        place = values["place_id"] = tidy(values.get("place_id") or "")[:64] or None
        if place and place not in places:
            missing.places[place] = None
        team, worker, vendor = _sent(values, vendors, teams)
        if team and team not in teams:
            missing.teams[team] = None
        if worker and worker not in workers:
            missing.workers[worker, team] = None
        if vendor and vendor not in vendors:
            missing.vendors[vendor] = None
        values |= {"team_id": team, "worker_id": worker, "vendor_id": vendor}
        if number := values.pop("asset_id", None):
            values["asset_id"] = assets.get(number)
            if number not in assets:
                entry.remarks.append(f"资产：{number}")
        _classify(entry, categories, proposer)
    return missing


def _sent(
    values: Mapping[str, Any], vendors: set[str], teams: set[str]
) -> tuple[str | None, str | None, str | None]:
    """Team, worker and company from one column or three."""
    written = values.get("worker_id") or ""
    team, worker, vendor = assignee(written) if written else (None, None, None)
    if tidy(written) in vendors:
        team, worker, vendor = None, None, written
    elif tidy(written) in teams:
        team, worker, vendor = written, None, None
    found = (values.get("team_id") or team, worker, values.get("vendor_id") or vendor)
    team_, worker_, vendor_ = (tidy(each)[:64] if each else None for each in found)
    return team_ and team_[:32], worker_ and worker_[:32], vendor_


def _classify(entry: Entry, categories: Mapping[str, int], proposer: Proposer) -> None:
    """Category and urgency as written, else as the words suggest."""
    written, fault = tidy(entry.values.get("category_id") or ""), entry.values["fault"]
    category = categories.get(written)
    if category is None and len(written) >= 2:
        alike = [key for name, key in categories.items() if written in name or name in written]
        category = alike[0] if len(alike) == 1 else proposer.propose(written).category_id
    proposal = proposer.propose(fault, category_id=category)
    entry.values["category_id"] = proposal.category_id
    if written and written not in categories:
        entry.remarks.append(f"类别：{written}")
    urgency = entry.values.get("urgency") or proposal.urgency
    entry.values["urgency"] = Urgency(urgency)
    state = entry.values.pop(STATE, None) or ""
    entry.values["dropped"] = (
        "cancelled" if CANCELLED.search(state) else "rejected" if REJECTED.search(state) else ""
    )


def _notes(entries: list[Entry]) -> list[str]:
    found = []
    open_ = [e for e in entries if "finished_at" not in e.values and not e.values["dropped"]]
    rated = sum(e.values.get("rating") is not None for e in open_)
    if open_:
        found.append(f"有 {len(open_)} 行没有完工时间，按未完工记入。")
    if rated:
        found.append(f"其中 {rated} 行已有满意度，评价照记；确已完工的请补登完工时间。")
    untimed = sum(bool(e.values["untimed"]) for e in entries)
    if untimed:
        found.append(f"有 {untimed} 行只写了日期没有几点，记入但不评及时。")
    return found


def _keys(session: Session, key: Any) -> set[str]:
    return set(session.scalars(select(key)))


def _categories(session: Session) -> dict[str, int]:
    return {row[0]: row[1] for row in session.execute(select(RepairCategory.match_key, RepairCategory.id))}
