"""The code tree of GB/T 14885-2022, and what choosing a code sets on a card.

The program ships only codes that were verified; the rest comes from the official file. A code that the tree
does not know is kept on the card and takes after its nearest known parent.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assets.choices import DepreciationStatus, LegacyClass
from app.assets.classify import class_of_code, kind_of, read_gb_code
from app.assets.depreciation import never
from app.assets.models import Category
from app.kit import records
from app.kit.errors import UserError
from app.kit.paths import RESOURCES
from app.kit.readers import read_text, tidy
from app.kit.rights import right
from app.kit.sheets import Wanted, data_rows, find_layout, open_book

_LEVELS = (9, 7, 5, 3)  # significant characters of 品目, 小类, 中类, 大类
_WANTED = (
    Wanted("code", "分类代码", ("代码", "编码", "品目编码", "国标代码", "资产分类代码", "分类编码")),
    Wanted("name", "分类名称", ("名称", "品目名称", "资产分类名称")),
)


@dataclass(frozen=True)
class Years:
    """A row of the table of depreciation years: a least life in months, and what it holds for."""

    legacy_class: LegacyClass
    name: str
    prefix: str
    words: tuple[str, ...]
    least_months: int
    most_months: int | None
    basis: str


@cache
def years_table() -> tuple[Years, ...]:
    """财会〔2017〕4号 附表, in its order; rows whose codes are not verified have no prefix."""
    labels = LegacyClass.labels()
    return tuple(
        Years(
            labels[row["legacy_class"]], row["name"], row["prefix"], tuple(row["words"].split()),
            int(row["least_years"]) * 12, int(row["most_years"]) * 12 if row["most_years"] else None,
            f"{row['basis']} {row['name']}",
        )
        for row in _seed("depreciation_years.csv")
    )  # fmt: skip


def years_of(code: str | None, structure: str | None = None) -> Years | None:
    """The row of the table for a code, for buildings by their structure (砖混 …); None where none is known."""
    if not code:
        return None
    found = [row for row in years_table() if row.prefix and code.startswith(row.prefix)]
    if found:
        return max(found, key=lambda row: len(row.prefix))
    if structure and class_of_code(code) is LegacyClass.BUILDING:
        return next((row for row in years_table() if any(word in structure for word in row.words)), None)
    return None


def ancestors(code: str) -> list[str]:
    """A02010105 → itself, A02010100, A02010000, A02000000."""
    chain = [code[:length].ljust(9, "0") for length in _LEVELS if len(code) >= length]
    return list(dict.fromkeys([code, *chain]))


def nearest(session: Session, code: str | None) -> Category | None:
    """The category of a code, or of its nearest known parent."""
    if not code:
        return None
    chain = ancestors(code)
    known = {each.code: each for each in session.scalars(select(Category).where(Category.code.in_(chain)))}
    return next((known[each] for each in chain if each in known), None)


def facts_of_code(session: Session, code: str | None, structure: str | None = None) -> dict[str, Any]:
    """What choosing a code sets on a card, by column: legacy_class, card_kind, unit, life_months,
    service_years, depreciation_status, gb_code, gb_edition; only what is known.

    Beside them `category` (the name), `exact` (False: from a parent), `least_months` and `basis` of the
    least life. Empty for a code that tells nothing.
    """
    read = read_gb_code(code.strip()) if code else None
    if read is None:
        return {}
    return _facts(read[0], read[1], nearest(session, read[0]), structure)


def _facts(code: str, edition: str, category: Category | None, structure: str | None) -> dict[str, Any]:
    exact = category is not None and category.code == code
    legacy_class = category.legacy_class if category else class_of_code(code)
    years = years_of(code, structure) if edition == "2022" else None
    facts: dict[str, Any] = {
        "gb_code": code, "gb_edition": edition, "exact": exact,
        "category": category.name if category else (years.name if years else ""),
    }  # fmt: skip
    if legacy_class is not None:
        facts["legacy_class"] = legacy_class
        facts["card_kind"] = category.card_kind if category else kind_of(legacy_class, code, "")
        spared = never(facts) or (category is not None and not category.depreciates)
        facts["depreciation_status"] = DepreciationStatus.NEVER if spared else DepreciationStatus.CHARGING
    if category is not None:
        facts |= {
            name: value
            for name in ("unit", "life_months", "service_years", "least_months", "basis")
            if (value := getattr(category, name)) is not None and (exact or name not in ("service_years",))
        }
    if years is not None:
        facts = {"life_months": years.least_months} | facts
        facts |= {"least_months": facts.get("least_months", years.least_months), "basis": years.basis}
    if facts.get("depreciation_status") is DepreciationStatus.NEVER:
        facts |= {"life_months": None, "least_months": None}
    return facts


@dataclass(frozen=True)
class Tree:
    """The whole tree in memory, for imports: facts by code, code by name, without a query a row."""

    by_code: dict[str, Category]
    by_name: dict[str, str]

    @classmethod
    def load(cls, session: Session) -> Tree:
        """Names that two codes share are left out: nobody but the clerk knows which is meant."""
        by_code = {each.code: each for each in session.scalars(select(Category))}
        names: dict[str, str | None] = {}
        for code, each in by_code.items():
            for name in [each.name, *aliases().get(code, ())]:
                key = tidy(name)
                names[key] = code if names.get(key, code) == code else None
        return cls(by_code, {name: code for name, code in names.items() if code})

    def code_of(self, name: str) -> str | None:
        """台式计算机 → A02010105; None unless the whole name is a known one."""
        return self.by_name.get(tidy(name))

    def facts(self, code: str | None, structure: str | None = None) -> dict[str, Any]:
        """As facts_of_code."""
        read = read_gb_code(code.strip()) if code else None
        if read is None:
            return {}
        category = next((self.by_code[each] for each in ancestors(read[0]) if each in self.by_code), None)
        return _facts(read[0], read[1], category, structure)


@cache
def aliases() -> dict[str, tuple[str, ...]]:
    """Code → what clerks call it."""
    return {row["code"]: tuple(row["aliases"].split()) for row in _seed("categories.csv")}


def code_of_name(session: Session, name: str) -> str | None:
    """The code of a thing by its whole name, None when no category or several bear it."""
    return Tree.load(session).code_of(name)


@right("categories.edit")
def seed(session: Session) -> int:
    """Enter the verified codes that the store lacks; returns how many. Called when a store is made."""
    rows = [(row["code"], row["name"], row) for row in _seed("categories.csv")]
    return _enter(session, rows, "内置分类代码")


@right("categories.edit")
def import_file(session: Session, path: Path | str) -> dict[str, int]:
    """Enter an official code table (xlsx, xls or csv with a column of codes and one of names).

    Known codes take the file's name. Returns {"added", "renamed", "kept", "skipped"}. Raises UserError when the
    file has no such columns or no such code.
    """
    layout, sheet = find_layout(open_book(path), _WANTED)
    code_at, name_at = layout.of("code"), layout.of("name")
    if code_at is None or name_at is None:
        raise UserError("表里要有“分类代码”和“分类名称”两列。请在第一行写上列名后再导入。")
    pairs: dict[str, str] = {}
    lines = data_rows(layout, sheet.rows(), ("code", "name")).rows
    for row in lines:
        code = read_gb_code(tidy(read_text(row[code_at.index]) or ""))
        name = read_text(row[name_at.index])
        if code is not None and name and class_of_code(code[0]) is not None:
            pairs[code[0]] = name
    if not pairs:
        raise UserError(
            "表里没有读到国标分类代码（如 A02010105）。请确认是《固定资产等资产基础分类与代码》。"
        )
    known = {each.code: each for each in session.scalars(select(Category))}
    renamed = 0
    for code_text, name in pairs.items():
        old = known.get(code_text)
        if old is not None and old.name != name:
            old.name, renamed = name, renamed + 1
    session.flush()
    added = _enter(session, [(code, name, {}) for code, name in sorted(pairs.items())], "导入分类代码")
    kept = len(pairs) - added - renamed
    return {"added": added, "renamed": renamed, "kept": kept, "skipped": len(lines) - len(pairs)}


def _enter(session: Session, rows: list[tuple[str, str, dict[str, str]]], what: str) -> int:
    """Add the categories that the store lacks; class, kind and life follow from their codes."""
    known = set(session.scalars(select(Category.code)))
    fresh = [_category(code, name, row) for code, name, row in rows if code not in known]
    return len(records.add_many(session, Category, fresh, what))


def _category(code: str, name: str, row: dict[str, str]) -> dict[str, Any]:
    legacy_class = class_of_code(code) or LegacyClass.GENERAL
    kind = kind_of(legacy_class, code, name)
    years = years_of(code, name)
    spared = never({"legacy_class": legacy_class, "card_kind": kind, "gb_code": code})
    return {
        "code": code,
        "name": name,
        "legacy_class": legacy_class,
        "card_kind": kind,
        "unit": row.get("unit") or None,
        "life_months": None if spared or years is None else years.least_months,
        "least_months": None if spared or years is None else years.least_months,
        "service_years": int(row["service_years"]) if row.get("service_years") else None,
        "depreciates": not spared,
        "basis": years.basis if years and not spared else None,
    }


def _seed(name: str) -> list[dict[str, str]]:
    with RESOURCES.joinpath("seeds", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
