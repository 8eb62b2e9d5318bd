"""What follows from a ledger's accepted columns: class and kind, links, depreciation, gaps, totals."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assets.choices import DepreciationStatus, LegacyClass, NewClass, UsageStatus
from app.assets.classify import class_of_code, class_of_name, kind_of
from app.assets.depreciation import Policy, opening
from app.assets.import_fields import FIELDS
from app.assets.import_read import Reading
from app.assets.models import Asset
from app.kit.months import Month
from app.kit.readers import tidy
from app.people.models import Department, Person
from app.places.models import Place

_SEVERAL = re.compile(r"[、,，;；/／\s]+")


@dataclass
class Missing:
    """Names in a ledger that the store does not know, in order of appearance; created on confirmation."""

    departments: list[str] = field(default_factory=list)
    people: dict[str, str | None] = field(default_factory=dict)  # name → tidied name of a department
    places: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.departments or self.people or self.places)

    def as_json(self) -> dict[str, list[str]]:
        return {
            "departments": list(self.departments),
            "people": list(self.people),
            "places": list(self.places),
        }

    def words(self) -> str:
        """部门 3 个（财务科、办公室…）、人员 2 名（…） — for the question that is asked before creating them."""
        parts = []
        for what, names in (("部门", self.departments), ("人员", self.people), ("地点", self.places)):
            if names:
                some = "、".join(list(names)[:5]) + ("等" if len(names) > 5 else "")
                parts.append(f"{what} {len(names)} 个（{some}）")
        return "，".join(parts)


@dataclass(frozen=True)
class ClassTotal:
    """Totals of the accepted rows of one class. Amounts in fen, quantity in hundredths."""

    count: int = 0
    quantity: int = 0
    cost: int = 0
    accumulated: int = 0


def concluded(columns: dict[str, list[Any]], count: int, notes: list[str]) -> dict[str, list[Any]]:
    """Defaults of the card for blank cells; class, kind and edition from code and name."""
    for name, field_ in FIELDS.items():
        default = Asset.__table__.c[name].default
        if default is None or name in ("legacy_class", "card_kind"):
            continue
        value = 0 if field_.kind == "money" else getattr(default, "arg", None)
        column = columns.get(name)
        if column is None:
            columns[name] = [value] * count
        elif None in column:
            columns[name] = [value if each is None else each for each in column]
    _keep_disposed(columns, notes)
    codes = columns.get("gb_code") or [None] * count
    names = columns["name"]
    given = columns.get("legacy_class") or [None] * count
    by_code = [label or class_of_code(code) for label, code in zip(given, codes, strict=True)]
    unsure = sum(each is None for each in by_code)
    if unsure:
        notes.append(f"有 {unsure} 行没有资产类别和国标代码，类别按名称推定，请核对。")
    classes = [
        each or class_of_name(name) or LegacyClass.GENERAL for each, name in zip(by_code, names, strict=True)
    ]
    kinds = columns.get("card_kind") or [None] * count
    columns["legacy_class"] = classes
    columns["card_kind"] = [
        kind or kind_of(each, code, name)
        for kind, each, code, name in zip(kinds, classes, codes, names, strict=True)
    ]
    columns["gb_edition"] = [code and ("2022" if code[0] == "A" else "2010") for code in codes]
    new = NewClass._value2member_map_
    columns["new_class"] = [new.get(code[:3]) if code else None for code in codes]
    return columns


def classes_by_words(found: Reading) -> None:
    """A class column often names a 品目 (台式计算机) instead of one of the six; what even that does not tell
    goes to the remark, unless the card has a code to go by."""
    if not found.class_words:
        return
    classes = list(found.filled("legacy_class"))
    codes = found.filled("gb_code")
    for index, words in found.class_words.items():
        classes[index] = class_of_code(codes[index]) or class_of_name(words)
        if classes[index] is None:
            found.keep(index, "legacy_class", words)
    found.values["legacy_class"] = classes


def _keep_disposed(columns: dict[str, list[Any]], notes: list[str]) -> None:
    """What a ledger still carries is on the books, even where it says 已报废: it waits for its writing-off."""
    states = columns["usage_status"]
    odd = states.count(UsageStatus.DISPOSED)
    if odd:
        remarks = columns.get("remark") or [None] * len(states)
        columns["remark"] = [
            "\n".join(filter(None, [remark, "原台账记为已处置"])) if state is UsageStatus.DISPOSED else remark
            for remark, state in zip(remarks, states, strict=True)
        ]
        pending = UsageStatus.PENDING
        columns["usage_status"] = [pending if each is UsageStatus.DISPOSED else each for each in states]
        notes.append(f"有 {odd} 行记为已处置，仍在账上，先按“待处置”记入，请办理处置核销。")


def linked(session: Session, columns: dict[str, list[Any]]) -> Missing:
    """Names of departments, people and places tidied for matching; those that the store does not know."""
    missing = Missing()
    departments = _known(session, Department.match_key)
    for name in ("managing_department_id", "department_id"):
        _tidy_column(columns, name)
        for each in dict.fromkeys(columns.get(name, ())):
            if each is not None and each not in departments:
                departments.add(each)
                missing.departments.append(each)
    _single_custodians(columns)
    people = _known(session, Person.match_key)
    if "custodian_id" in columns:
        homes = columns.get("department_id") or [None] * len(columns["custodian_id"])
        first_home = dict(zip(reversed(columns["custodian_id"]), reversed(homes), strict=True))
        for each in dict.fromkeys(columns["custodian_id"]):
            if each is not None and each not in people:
                missing.people[each] = first_home[each]
    _tidy_column(columns, "place_id")
    places = _known(session, Place.match_key)
    missing.places = [
        each for each in dict.fromkeys(columns.get("place_id", ())) if each is not None and each not in places
    ]
    return missing


def _known(session: Session, key: Any) -> set[str]:
    return set(session.scalars(select(key)))


def _tidy_column(columns: dict[str, list[Any]], name: str) -> None:
    if name in columns:
        tidied = {each: tidy(each) or None for each in set(columns[name]) if each is not None}
        columns[name] = [tidied.get(each) for each in columns[name]]


def _single_custodians(columns: dict[str, list[Any]]) -> None:
    """Of several names in one cell (张三、李四) the first is the custodian, all of them go to the remark."""
    cells = columns.get("custodian_id")
    if cells is None:
        return
    several = {each for each in set(cells) if each is not None and len(_SEVERAL.split(each)) > 1}
    several = {each for each in several if len(_SEVERAL.split(each)[0]) > 1}  # not 王 芳, written wide
    if several:
        remarks = columns.get("remark") or [None] * len(cells)
        columns["remark"] = [
            "\n".join(filter(None, [remark, f"使用人：{each}"])) if each in several else remark
            for each, remark in zip(cells, remarks, strict=True)
        ]
        columns["custodian_id"] = [_SEVERAL.split(each)[0] if each in several else each for each in cells]
    _tidy_column(columns, "custodian_id")


_RULED = (
    "original_cost", "accumulated_depreciation", "life_months", "legacy_class", "card_kind", "gb_code",
    "value_basis", "acquisition", "in_use_on", "booked_on", "acquired_on", "depreciation_status",
)  # fmt: skip


def established(columns: dict[str, list[Any]], policy: Policy, month: Month | None) -> None:
    """The columns of depreciation by depreciation.opening (whose arithmetic holds for whole fen as for yuan),
    the net value, and what a card still lacks."""
    count = len(columns["name"])
    if not count:
        return
    given = [columns.get(name) or [None] * count for name in _RULED]
    made = [opening(dict(zip(_RULED, row, strict=True)), policy, month) for row in zip(*given, strict=True)]
    for name in made[0]:
        columns[name] = [row[name] for row in made]
    for name in ("accumulated_depreciation", "opening_accumulated", "depreciation_base"):
        columns[name] = list(map(int, columns[name]))  # its nought is a Decimal
    columns["net_book_value"] = [
        cost - charged
        for cost, charged in zip(columns["original_cost"], columns["accumulated_depreciation"], strict=True)
    ]
    columns["todo"] = _todo(columns, count)


def _todo(columns: dict[str, list[Any]], count: int) -> list[str | None]:
    """`Asset.gaps()` for every row; cards with the same columns filled lack the same."""
    names = ("gb_code", "booked_on", "voucher_no", "department_id", "custodian_id", "place_id", "life_months",
             "original_cost")  # fmt: skip
    filled = [columns.get(name) or [None] * count for name in names]
    known: dict[tuple[bool, ...], str | None] = {}
    found = []
    for row in zip(*filled, columns["depreciation_status"], strict=True):
        never = row[-1] is DepreciationStatus.NEVER
        key = (*map(bool, row[:-1]), never)
        if key not in known:
            card = SimpleNamespace(**dict(zip(names, key, strict=False)), depreciation_status=row[-1])
            known[key] = "、".join(Asset.gaps(card)) or None  # type: ignore[arg-type]
        found.append(known[key])
    return found


def totals_of(columns: dict[str, list[Any]]) -> dict[LegacyClass, ClassTotal]:
    """Totals by class, in the order of the classes."""
    sums = {each: [0, 0, 0, 0] for each in LegacyClass}
    names = ("legacy_class", "quantity", "original_cost", "accumulated_depreciation")
    for each, quantity, cost, charged in zip(*(columns[name] for name in names), strict=True):
        figures = sums[each]
        figures[0] += 1
        figures[1] += quantity
        figures[2] += cost
        figures[3] += charged
    return {each: ClassTotal(*figures) for each, figures in sums.items() if figures[0]}
