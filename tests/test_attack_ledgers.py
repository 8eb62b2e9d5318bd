"""Ledgers in other manners: headings, lives, months in titles and days that other offices write."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from app.assets import importing
from app.assets.import_fields import WANTED
from app.assets.models import Asset
from app.kit.readers import read_date
from app.kit.sheets import Column, guess
from app.kit.store import Store

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def write(path: Path, rows: list[list[Any]]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def brought_in(store: Store, path: Path) -> list[Asset]:
    with store.changing("导入资产") as session:
        importing.store(session, importing.plan(session, path, TODAY), NOW, True, True)
    with store.reading() as session:
        cards = list(session.scalars(select(Asset).order_by(Asset.id)))
        session.expunge_all()
    return cards


@pytest.mark.parametrize(
    ("heading", "lives", "months"),
    [
        ("使用年限", [6, 15, 70, 5], [72, 180, 840, 60]),  # 70 years of land do not make years months
        ("使用年限", [6, 8, 15, 72], [72, 96, 180, 72]),
        ("折旧年限", [72, 180, 600, 5], [72, 180, 600, 60]),
        ("折旧年限", [60, 60], [60, 60]),
        ("折旧年限", [36, 48, "60", "5年6个月"], [36, 48, 60, 66]),
        ("折旧月数", [36, 48], [36, 48]),
        ("折旧年限（月）", [24, 36], [24, 36]),
        ("折旧年限（年）", [6, 72], [72, 864]),
    ],
)
def test_lives_in_years_and_months(
    store: Store, tmp_path: Path, heading: str, lives: list[Any], months: list[int]
) -> None:
    rows = [[f"A{at}", "电脑", 5000, life] for at, life in enumerate(lives)]
    path = write(tmp_path / "年限.xlsx", [["编号", "名称", "原值", heading], *rows])
    assert [card.life_months for card in brought_in(store, path)] == months


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("房屋名称", "name"),
        ("书名", "name"),
        ("资产名称/规格", "name"),
        ("设备编号", "asset_no"),
        ("资产编码/条码", "asset_no"),
        ("已提折旧额", "accumulated_depreciation"),
        ("累计折旧/摊销", "accumulated_depreciation"),
        ("采购金额（元）", "original_cost"),
        ("品牌/型号", "brand"),
        ("使用部门/使用人", "department_id"),
        ("尚可使用年限", None),
        ("剩余使用年限", None),
        ("月折旧额", None),
        ("残值率", None),
    ],
)
def test_headings(heading: str, field: str | None) -> None:
    assert guess([Column(0, heading)], WANTED)[0].field == field


@pytest.mark.parametrize(
    ("title", "month"),
    [
        ("2026年8月31日", "2026-08"),
        (datetime(2026, 8, 31), "2026-08"),
        ("2026年8月份固定资产明细账", "2026-08"),
        ("截至２０２６年８月底", "2026-08"),
        ("盘点日期：2026.08.31  单位：元", "2026-08"),
        ("2025年度", "2025-12"),
        # What tells nothing of the figures leaves them at the last settled month.
        ("2026年度", "2026-10"),
        ("2026年8月15日", "2026-10"),
        ("打印日期：2026年8月31日", "2026-10"),
        ("1998年12月建馆", "2026-10"),
        ("第2026-8-7号", "2026-10"),
    ],
)
def test_the_month_that_a_title_tells(store: Store, tmp_path: Path, title: Any, month: str) -> None:
    rows = [["固定资产台账"], [title], ["编号", "名称", "原值", "累计折旧"], ["A1", "椅", 1500, 100]]
    path = write(tmp_path / "台账.xlsx", rows)
    with store.reading() as session:
        plan = importing.plan(session, path, TODAY)
    assert str(plan.opening_month) == month
    assert any("截止月份" in note for note in plan.notes) == (month == "2026-10")


@pytest.mark.parametrize("written", ["2019—3—5", "2019－03－05", "2019.03.05.", "2019–3–5"])
def test_days_with_long_dashes_and_a_stop_behind(written: str) -> None:
    assert read_date(written) == date(2019, 3, 5)


def test_a_card_without_a_cost_asks_for_it(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "清单.xlsx", [["名称", "编号", "部门"], ["电脑", "A1", "办公室"]])
    (card,) = brought_in(store, path)
    assert "原值" in (card.todo or "")


def test_a_cost_that_shows_an_error_is_named(store: Store, tmp_path: Path) -> None:
    path = write(
        tmp_path / "断链.xlsx", [["编号", "名称", "原值"], ["A1", "桌", "#REF!"], ["A2", "椅", None]]
    )
    with store.reading() as session:
        errors = importing.plan(session, path, TODAY).errors
    assert [(each.row, each.value, each.reason) for each in errors] == [
        (2, "#REF!", "原值不是数：公式出错（#REF!）"),
        (3, "", "原值不是数：没有填写"),
    ]
