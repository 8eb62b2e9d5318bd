"""The code tree: verified seeds, what a code sets, names, unknown codes, the official file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from xlsxwriter import Workbook

from app.assets import categories
from app.assets.choices import CardKind, DepreciationStatus, LegacyClass
from app.assets.models import Category
from app.kit.errors import UserError
from app.kit.store import Store


@pytest.fixture
def seeded(store: Store) -> Store:
    with store.changing("种子") as session:
        assert categories.seed(session) > 30
    return store


def facts(store: Store, code: str | None, structure: str | None = None) -> dict[str, Any]:
    with store.reading() as session:
        found = categories.facts_of_code(session, code, structure)
        assert categories.Tree.load(session).facts(code, structure) == found
        return found


def test_seeding_twice_adds_nothing(seeded: Store) -> None:
    with seeded.changing("种子") as session:
        before = session.scalar(select(func.count()).select_from(Category))
        assert categories.seed(session) == 0
        assert session.scalar(select(func.count()).select_from(Category)) == before


def test_every_seed_is_a_code_of_a_fixed_asset(seeded: Store) -> None:
    with seeded.reading() as session:
        for each in session.scalars(select(Category)):
            assert len(each.code) == 9
            assert each.code[:3] in {"A01", "A02", "A05"}
            assert each.least_months is None or each.least_months % 12 == 0
            assert (each.basis is None) == (each.least_months is None)


@pytest.mark.parametrize(
    ("code", "name", "legacy_class", "unit", "life"),
    [
        ("A02010105", "台式计算机", LegacyClass.GENERAL, "台", 72),
        ("A02061804", "空调机", LegacyClass.GENERAL, "台", 60),
        ("A02030500", "乘用车", LegacyClass.GENERAL, "辆", 96),
        ("A02450200", "演出服饰", LegacyClass.SPECIAL, "套", 60),
        ("A05010502", "文件柜", LegacyClass.FURNITURE, "组", 180),
        ("A05030300", "被服", LegacyClass.FURNITURE, "套", 60),
    ],
)
def test_what_a_code_sets(
    seeded: Store, code: str, name: str, legacy_class: LegacyClass, unit: str, life: int
) -> None:
    found = facts(seeded, code)
    assert (found["category"], found["exact"], found["legacy_class"]) == (name, True, legacy_class)
    assert (found["unit"], found["life_months"], found["least_months"]) == (unit, life, life)
    assert found["depreciation_status"] is DepreciationStatus.CHARGING
    assert found["basis"].startswith("财会〔2017〕4号")


def test_a_code_that_the_tree_lacks_takes_after_its_parent(seeded: Store) -> None:
    found = facts(seeded, "A05010200")
    assert (found["category"], found["exact"], found["life_months"]) == ("家具", False, 180)
    assert found["gb_code"] == "A05010200"
    found = facts(seeded, "A02010199")
    assert (found["category"], found["life_months"]) == ("信息化设备", 72)
    assert "service_years" not in found


def test_codes_tell_their_class_even_in_an_empty_tree(store: Store) -> None:
    assert facts(store, "A02120201")["life_months"] == 60
    assert facts(store, "A03010000")["depreciation_status"] is DepreciationStatus.NEVER
    assert facts(store, "A06010000")["card_kind"] is CardKind.BIOTA
    assert facts(store, "2010104")["gb_edition"] == "2010"
    assert facts(store, "随手写的") == facts(store, None) == facts(store, "") == {}


@pytest.mark.parametrize(
    ("structure", "months"),
    [("砖混", 360), ("钢筋混凝土结构", 600), ("砖木", 360), ("简易房", 96), ("", None)],
)
def test_a_building_lives_by_its_structure(seeded: Store, structure: str, months: int | None) -> None:
    assert facts(seeded, "A01010200", structure).get("life_months") == months


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("台式计算机", "A02010105"),
        (" 台式 计算机\n", "A02010105"),
        ("笔记本电脑", "A02010108"),
        ("空调", "A02061804"),
        ("Ａ４彩色打印机", "A02021004"),
        ("标准水银温度计检定装置", None),
        ("", None),
    ],
)
def test_a_name_tells_its_code(seeded: Store, name: str, code: str | None) -> None:
    with seeded.reading() as session:
        assert categories.code_of_name(session, name) == code


def test_a_name_that_two_codes_bear_tells_none(seeded: Store) -> None:
    with seeded.changing("加分类") as session:
        session.add(Category(code="A02020101", name="复印机", legacy_class=LegacyClass.GENERAL))
    with seeded.reading() as session:
        assert categories.code_of_name(session, "复印机") is None


def official(path: Path, rows: list[tuple[str, str]]) -> Path:
    with Workbook(path) as book:
        sheet = book.add_worksheet("代码表")
        sheet.write_row(0, 0, ["固定资产等资产基础分类与代码"])
        sheet.write_row(2, 0, ["序号", "代码", "名称", "说明"])
        for number, row in enumerate(rows, 1):
            sheet.write_row(2 + number, 0, [number, *row, ""])
    return path


def test_the_official_file_fills_the_tree(seeded: Store, tmp_path: Path) -> None:
    path = official(
        tmp_path / "代码.xlsx",
        [
            ("A02010105", "台式计算机"),
            ("A02061804", "空气调节机"),
            ("A02330000", "电工、电子生产设备"),
            ("A0501", "家具"),
            ("A05010201", "办公桌"),
            ("A06010000", "特种用途动物"),
            ("A08060301", "基础软件"),
            ("说明", "以下为附录"),
        ],
    )
    with seeded.changing("导入代码") as session:
        done = categories.import_file(session, path)
    assert done == {"added": 3, "renamed": 1, "kept": 2, "skipped": 2}
    desk = facts(seeded, "A05010201")
    assert (desk["exact"], desk["legacy_class"], desk["life_months"]) == (True, LegacyClass.FURNITURE, 180)
    assert facts(seeded, "A02330000")["legacy_class"] is LegacyClass.SPECIAL
    assert facts(seeded, "A06010101")["depreciation_status"] is DepreciationStatus.NEVER
    with seeded.reading() as session:
        assert categories.code_of_name(session, "空气调节机") == "A02061804"


def test_a_file_without_codes_is_refused(seeded: Store, tmp_path: Path) -> None:
    path = official(tmp_path / "别的.xlsx", [("001", "张三"), ("002", "李四")])
    with pytest.raises(UserError, match="没有读到国标分类代码"), seeded.changing("导入代码") as session:
        categories.import_file(session, path)


def test_the_table_of_years_holds_its_bounds() -> None:
    rows = categories.years_table()
    assert len(rows) > 50
    assert all(row.most_months is None or row.most_months > row.least_months for row in rows)
    assert {row.legacy_class for row in rows} == {
        LegacyClass.BUILDING, LegacyClass.GENERAL, LegacyClass.SPECIAL, LegacyClass.FURNITURE,
    }  # fmt: skip
