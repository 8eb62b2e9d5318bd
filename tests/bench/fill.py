"""Stores of made-up cards, built past the program with raw SQL because that is not what is measured."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import app.models  # noqa: F401
from app.assets.models import Asset
from app.kit import search
from app.kit.db import defaults
from app.kit.months import Month
from app.kit.store import Store

NAMES = [
    "台式计算机",
    "便携式计算机",
    "空调机",
    "办公桌",
    "文件柜",
    "会议椅",
    "复印机",
    "投影仪",
    "服务器",
    "监控摄像机",
    "精密恒温槽",
    "饮水机",
    "打印机",
    "扫描仪",
    "碎纸机",
    "书柜",
    "沙发",
    "电视机",
    "水泵",
    "变压器",
    "发电机",
    "离心机",
    "显微镜",
    "天平",
    "万用表",
    "示波器",
    "消防泵",
    "电梯",
]
MODELS = [
    "联想启天M433",
    "戴尔OptiPlex7090",
    "惠普ProDesk600",
    "格力KFR-35GW",
    "美的KFR-72LW",
    "双开门",
    "五节柜",
    "1.4米",
    "1.6米",
]
CLASSES = ("general", "general", "special", "furniture", "furniture", "building", "book", "relic")
DEPARTMENTS, PLACES, PEOPLE = 20, 200, 300
RARE, RARE_NAME, RARE_INITIALS = 25, "龙门铣床", "lmxc"  # so many cards of that name stand in each store
CHUNK = 20_000


def cards(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Rows of `assets` as stored (whole fen, ISO dates), all of them with the same keys."""
    luck = random.Random(seed)
    first = date(2008, 1, 1)
    usual = _defaults()
    for number in range(1, count + 1):
        name, model = luck.choice(NAMES), luck.choice(MODELS)
        if number % (count // RARE) == 0:
            name = RARE_NAME
        kind = luck.choice(CLASSES)
        never = kind in ("book", "relic")
        cost = luck.randint(100_000, 9_000_000)
        life = luck.choice((60, 72, 96, 120, 180))
        booked = first + timedelta(days=luck.randint(0, 6800))
        start = Month.of(booked)
        gone = min(life, max(0, Month.make(2026, 10) - start + 1))
        charged = 0 if never else cost if gone == life else (cost * 2 + life) // (2 * life) * gone
        charged = min(charged, cost)
        no = f"ZC{number:07d}"
        yield usual | {
            "id": number, "version": 1, "asset_no": no, "name": name, "model": model, "card_kind": "general",
            "legacy_class": kind, "gb_code": "A02010105", "new_class": "A02", "accounting_subject": "1601",
            "quantity": 100, "unit": "台", "original_cost": cost, "fiscal_funding": cost, "other_funding": 0,
            "value_basis": "original", "acquisition": "purchase", "acquired_on": booked.isoformat(),
            "booked_on": booked.isoformat(), "payment_channel": "current", "booking_status": "booked",
            "voucher_no": f"记-{number % 300:04d}", "provisional": 0, "method": "straight_line",
            "depreciation_status": "never" if never else "finished" if charged == cost else "charging",
            "life_months": life, "accumulated_depreciation": charged, "net_book_value": cost - charged,
            "depreciation_base": cost, "depreciation_months": life, "depreciation_start": int(start),
            "charged_through": int(Month.make(2026, 10)), "opening_accumulated": charged,
            "opening_month": int(Month.make(2026, 10)), "entry_month": int(Month.make(2026, 10)),
            "department_id": number % DEPARTMENTS + 1, "custodian_id": number % PEOPLE + 1,
            "place_id": number % PLACES + 1, "usage_status": "in_use", "supplier": "某市恒信办公设备有限公司",
            "search_text": search.fold(search.JOIN.join((no, name, model, f"记-{number % 300:04d}", "某市恒信办公设备有限公司"))),
            "search_key": search.initials(name), "sort_key": search.pinyin(name),
        }  # fmt: skip


def _defaults() -> dict[str, Any]:
    """The values of columns that a card has from the start, as they are stored."""
    columns = Asset.__table__.c
    found = {}
    for name, value in defaults(Asset).items():
        bind = getattr(columns[name].type, "process_bind_param", None)
        found[name] = bind(value, None) if bind else value
    return found


def statement(row: dict[str, Any], table: str = "assets") -> str:
    names = ", ".join(row)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})"


def filled_store(path: Path, count: int) -> Path:
    """A store with `count` cards, indexed for search; made once and kept for the run."""
    if path.exists():
        return path
    partial = path.with_name(path.name + ".part")
    store = Store.create(partial, who="测速")
    store.close()
    with sqlite3.connect(partial) as raw:
        raw.execute("PRAGMA synchronous=OFF")
        _others(raw)
        made = cards(count)
        while part := list(islice(made, CHUNK)):
            raw.executemany(statement(part[0]), [tuple(row.values()) for row in part])
            raw.executemany("INSERT INTO used_asset_numbers VALUES (?)", [(row["asset_no"],) for row in part])
    raw.close()
    store = Store.open(partial, who="测速")
    with store.changing("建立索引") as session:
        search.index(session, Asset, 1, count)
    store.close()
    partial.rename(path)
    return path


def _others(raw: sqlite3.Connection) -> None:
    accounts = ("5101", "5001")
    for number in range(1, DEPARTMENTS + 1):
        name = f"第{number}科"
        raw.execute(
            "INSERT INTO departments (id, name, expense_account, match_key, search_text, sort_key) VALUES (?,?,?,?,?,?)",
            (number, name, accounts[number % 2], name, name, name),
        )
    for number in range(1, PLACES + 1):
        name = f"主楼{number}室"
        raw.execute(
            "INSERT INTO places (id, name, match_key, search_text, sort_key) VALUES (?,?,?,?,?)",
            (number, name, name, name, name),
        )
    for number in range(1, PEOPLE + 1):
        name = f"职工{number}"
        raw.execute(
            "INSERT INTO people (id, name, employment, match_key, search_text, sort_key) VALUES (?,?,?,?,?,?)",
            (number, name, "established", name, name, name),
        )
