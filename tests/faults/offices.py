"""Small offices to be hurt, and the acts during which it happens; whatever they do is the same every time."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import event, select

from app import office
from app.assets import importing, months
from app.assets import service as assets
from app.assets.importing import Plan
from app.assets.models import Asset
from app.finance import service as finance
from app.finance.models import Profile
from app.kit import attachments, paths, records
from app.kit.months import Month
from app.kit.store import Store
from app.people.models import Department
from tests.faults import look

NOW = datetime(2026, 11, 3, 8, 30, tzinfo=UTC)
NOVEMBER = Month.make(2026, 11)
CARDS = 240
Act = Callable[[Store], None]


def opened(path: Path, *, small_cache: bool = False) -> Store:
    """A store whose clock stands still. With a tiny cache SQLite writes half of an act before its commit."""
    store = Store.open(path, who="张三")
    store.clock = lambda: NOW
    if small_cache:
        store.engine.dispose()
        event.listen(store.engine, "connect", lambda raw, record: raw.execute("PRAGMA cache_size=8"))
    return store


# --- acts ------------------------------------------------------------------------------------------------


def write_ledger(path: Path, cards: int = CARDS) -> Path:
    """A clerk's ledger as text, with amounts, people and places of its own."""
    chance = random.Random(7)
    lines = ["资产编号,资产名称,原值,累计折旧,取得日期,使用年限,使用部门,使用人,存放地点,备注"]
    for number in range(1, cards + 1):
        cost = chance.randrange(100_000, 9_000_000)
        lines.append(
            f"GD{number:05},{chance.choice(['割草机', '水泵', '空调', '台式电脑', '文件柜', '打印机'])},{cost / 100:.2f},"
            f"{cost // 400}.00,20{chance.randrange(20, 25)}-0{chance.randrange(1, 9)}-15,{chance.choice(['5', '6', '10', '15'])},"
            f"部门{number % 7},职工{number % 23},库房{number % 11},{'长备注' * chance.randrange(40)}"
        )
    path.write_text("\n".join(lines), "utf-8-sig")
    return path


def planned(store: Store, ledger: Path) -> Plan:
    with store.reading() as session:
        return importing.plan(session, ledger, NOW.date(), opening_month=NOVEMBER - 1)


def bring_in(plan: Plan) -> Act:
    def act(store: Store) -> None:
        with store.changing("导入资产") as session:
            importing.store(session, plan, NOW, accept_valid=True, create_missing=True)

    return act


def close(month: Month) -> Act:
    def act(store: Store) -> None:
        with store.changing("结账") as session:
            months.close(session, month, at=NOW, allow_future=True)

    return act


def reopen(store: Store) -> None:
    with store.changing("反结账") as session:
        newest = months.last_closed(session)
        assert newest is not None
        months.reopen(session, newest, "数字有误")


def export(folder: Path) -> Act:
    def act(store: Store) -> None:
        with store.changing("导出凭证") as session:
            finance.export(session, NOVEMBER, Profile.NEUTRAL, folder / "凭证.xlsx", "张三", NOW.date(), NOW)

    return act


def save(number: int) -> Act:
    """The smallest acts, one after another: a department, a card with a number of the office's, a change."""

    def act(store: Store) -> None:
        with store.changing("新增资产", reason="补记") as session:
            home = records.save(session, Department, None, {"name": f"新科室{number}"})
            values = {"name": f"电锯{number}", "original_cost": Decimal(number + 1000), "department_id": home}
            assets.save_card(session, None, values, today=NOW.date())

    return act


def amend(number: int) -> Act:
    def act(store: Store) -> None:
        with store.changing("改卡片") as session:
            card = session.scalars(select(Asset).order_by(Asset.id).offset(number).limit(1)).one()
            assets.save_card(
                session, card.id, {"remark": f"第 {number} 次核对"}, card.version, today=NOW.date()
            )

    return act


def attach(file: Path) -> Act:
    def act(store: Store) -> None:
        with store.changing("添加附件") as session:
            card = session.scalars(select(Asset.id).order_by(Asset.id).limit(1)).one()
            attachments.add(session, store.shelf, Asset, card, file, NOW)

    return act


# --- offices ---------------------------------------------------------------------------------------------


@dataclass
class Story:
    """Acts on a base store, with the state that stands after each of them when nothing goes wrong.

    `seconds` is how long the whole takes undisturbed.
    """

    name: str
    base: Path
    acts: Sequence[Act]
    states: list[str] = field(default_factory=list)
    seconds: float = 0.0


class Offices:
    """The bases, built once: an empty office, one with cards, and one that has closed months and a history."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.ledger = write_ledger(folder / "台账.csv")
        self.photo = folder / "照片.jpg"
        self.photo.write_bytes(random.Random(3).randbytes(70_000))
        self.empty = folder / "空" / "台账.houqin"
        office.create(self.empty, {"office_name": "某市园林管护中心"}, "张三").close()
        store = opened(self.empty)
        self.plan = planned(store, self.ledger)
        store.close()
        self.filled = self._grown(self.empty, "满", [bring_in(self.plan)])
        history = [close(NOVEMBER), export(folder), *(save(n) for n in range(900, 905)), attach(self.photo)]
        self.old = self._grown(
            self.filled, "旧", [*history, close(NOVEMBER + 1), *(amend(n) for n in range(5))]
        )

    def _grown(self, base: Path, name: str, acts: Sequence[Act]) -> Path:
        path = self.folder / name / "台账.houqin"
        copy_store(base, path)
        store = opened(path)
        for act in acts:
            act(store)
        assert office.verify(store) == []
        store.close()
        return path


def copy_store(base: Path, path: Path) -> Path:
    """A closed store with its attachments, at another place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(base, path)
    files = base.with_name(base.stem + ".附件")
    if files.exists():
        shutil.copytree(files, path.with_name(path.stem + ".附件"), dirs_exist_ok=True)
    return path


def undisturbed(story: Story, folder: Path) -> Story:
    """Fill in the states after each act, once."""
    path = copy_store(story.base, folder / story.name / "台账.houqin")
    story.states = [look.state(path)]
    store = opened(path)
    begun = datetime.now()
    spent = timedelta()
    for act in story.acts:
        begun = datetime.now()
        act(store)
        spent += datetime.now() - begun
        store.close()
        story.states.append(look.state(path))
    store.close()
    story.seconds = spent.total_seconds()
    assert len(set(story.states)) == len(story.states), f"{story.name}: an act that changes nothing"
    return story


def at_revision(folder: Path, revision: str) -> Path:
    """An office as an older program left it, with things in its tables."""
    path = folder / f"旧版{revision}" / "台账.houqin"
    if path.exists():
        return path
    path.parent.mkdir()
    store = Store(path)
    config = Config()
    config.set_main_option("script_location", str(paths.MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with store.engine.execution_options(immediate=True).connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    store.close()
    with closing(sqlite3.connect(path)) as raw, raw:
        for number in range(300):
            _enter(raw, "departments", {"name": f"部门{number}", "match_key": f"部门{number}"})
        for number in range(300):
            _enter(
                raw, "assets", {"asset_no": f"GD{number:05}", "name": f"水泵{number}", "original_cost": 100, "net_book_value": 100}
            )
    return path


def _enter(raw: sqlite3.Connection, table: str, values: dict[str, object]) -> None:
    """A row, with something in every column that asks for a value."""
    for _, name, kind, needed, standard, key in raw.execute(f"PRAGMA table_info({table})").fetchall():
        if needed and standard is None and not key and name not in values:
            values[name] = 0 if "INT" in kind.upper() else ""
    marks = ", ".join("?" * len(values))
    raw.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))
