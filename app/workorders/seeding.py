"""What a repair desk begins with: categories with their checklists, the words that suggest them, the holidays."""

from __future__ import annotations

import csv
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import records
from app.kit.paths import RESOURCES
from app.kit.rights import right
from app.workorders.choices import DayKind, ItemKind, Urgency
from app.workorders.holidays import shipped
from app.workorders.models import ChecklistItem, RepairCategory, RepairKeyword, WorkDay
from app.workorders.service import AREA

BASIS = "国务院办公厅当年的放假通知"
OPTIONAL, NUMBER, WORDS = "?", "#", "@"  # marks behind an item of the shipped checklists


@right("work_orders.set_up", "建立报修类别、关键词和节假日表", "clerk", AREA)
def seed(session: Session) -> None:
    """Fill what is still empty: the categories with checklists and words, and the years of holidays that the table
    does not have. What the office has changed stays."""
    if session.scalar(select(RepairCategory.id).limit(1)) is None:
        _seed_categories(session)
    have = {day.year for day in session.scalars(select(WorkDay.day))}
    days = [
        {"day": day, "kind": DayKind.WORK if works else DayKind.REST, "name": name, "basis": BASIS}
        for day, (works, name) in sorted(shipped().items())
        if day.year not in have
    ]
    records.add_many(session, WorkDay, days, "节假日与调休")


def _seed_categories(session: Session) -> None:
    urgency = Urgency.labels()
    rows = _read("repair_categories.csv")
    made = records.add_many(
        session, RepairCategory,
        [
            {"name": row["name"], "position": at, "urgency": urgency[row["urgency"]]}
            for at, row in enumerate(rows, start=1)
        ],
        "报修类别",
    )  # fmt: skip
    ids = dict(zip((row["name"] for row in rows), made, strict=True))
    items = [
        {"category_id": ids[row["name"]], "position": at} | _item(text)
        for row in rows
        for at, text in enumerate(filter(None, row["checks"].split("|")), start=1)
    ]
    records.add_many(session, ChecklistItem, items, "检查表")
    words = [
        {"word": row["word"], "category_id": ids[row["category"]], "urgency": urgency.get(row["urgency"])}
        for row in _read("repair_keywords.csv")
    ]
    records.add_many(session, RepairKeyword, words, "关键词")


def _item(text: str) -> dict[str, Any]:
    """绝缘电阻(MΩ)#? is a number in MΩ that may be left out; @ marks words, no mark a tick."""
    words = text.rstrip(OPTIONAL + NUMBER + WORDS)
    marks = text[len(words) :]
    kind = ItemKind.NUMBER if NUMBER in marks else ItemKind.WORDS if WORDS in marks else ItemKind.CHECK
    item, _, unit = words.removesuffix(")").partition("(") if kind is ItemKind.NUMBER else (words, "", "")
    return {"item": item, "kind": kind, "unit": unit or None, "needed": OPTIONAL not in marks}


def _read(name: str) -> list[dict[str, str]]:
    with (RESOURCES / "seeds" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
