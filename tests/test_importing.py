"""Ledgers into cards: the sample to the fen, other offices' manners, refusals, batches."""

import json
import random
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from app.assets import months
from app.assets.choices import CardKind, DepreciationStatus, LegacyClass, UsageStatus, ValueBasis
from app.assets.import_read import Reading, life_unit
from app.assets.import_rules import check_rows
from app.assets.importing import WANTED, Imported, Plan, plan, store, withdraw
from app.assets.models import Asset, ImportBatch, ImportMapping, UsedNumber
from app.assets.service import save_card
from app.kit import audit, records, search
from app.kit.db import yuan
from app.kit.errors import Cancelled, UserError
from app.kit.list_file import every_column, write_list
from app.kit.listing import Listing
from app.kit.months import Month
from app.kit.sheets import Column, Layout, guess
from app.kit.store import Store
from app.people.models import Department, Person
from app.places.models import Place
from tests.databases import Databases

DATA = Path(__file__).parent / "data"
LEDGER = DATA / "固定资产明细账.xlsx"
TRUTH: dict[str, Any] = json.loads((DATA / "truth.json").read_text("utf-8"))
NOW = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
OCTOBER = Month.make(2026, 10)


def write_ledger(path: Path, rows: Sequence[Sequence[Any]], merged: Sequence[str] = ()) -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("台账")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        for box in merged:
            left = box.split(":", maxsplit=1)[0]
            sheet.merge_range(box, rows[int(left[1:]) - 1][ord(left[0]) - 65])
    return path


def planned(store_: Store, path: Path, **options: Any) -> Plan:
    with store_.reading() as session:
        return plan(session, path, TODAY, **options)


def imported(store_: Store, path: Path, **options: Any) -> Imported:
    with store_.changing("导入资产") as session:
        return store(
            session, plan(session, path, TODAY, **options), NOW, accept_valid=True, create_missing=True
        )


def cards(store_: Store) -> dict[str, Asset]:
    with store_.reading() as session:
        return {card.asset_no: card for card in session.scalars(select(Asset).order_by(Asset.id))}


# --- the sample ------------------------------------------------------------------------------------------


def test_the_sample_is_refused_in_31_rows_for_the_planted_reasons(store: Store) -> None:
    found = planned(store, LEDGER)
    assert (found.rows_read, found.accepted, found.refused, found.skipped.total) == (1200, 1169, 31, 14)
    bad = {row["row"]: row["why"] for row in TRUTH["assets"]["bad"]}
    assert [cell.row for cell in found.errors] == sorted(bad)
    assert all(bad[cell.row] in cell.reason for cell in found.errors)
    first = found.as_json()["errors"][0]
    assert first == {
        "row": 40,
        "column": "累计折旧",
        "value": "１，７２０．００",
        "reason": "累计折旧大于原值：累计折旧 1,720.00，原值 1,620.00",
    }
    assert found.opening_month == OCTOBER  # 截止日期：2026年10月31日
    assert found.notes == []
    fates = dict(found.fates())
    assert len(fates) == 1200
    assert fates[6] == ""
    assert fates[115].startswith("取得日期：取得日期不成立")
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Asset)) == 0


def test_the_sample_is_stored_to_the_fen_and_closes_its_month(store: Store) -> None:
    done = imported(store, LEDGER, opening_month=OCTOBER)
    assert done.batch_no == "DR20260001"
    with store.reading() as session:
        rows = session.execute(
            select(
                Asset.legacy_class,
                func.sum(Asset.original_cost),
                func.sum(Asset.accumulated_depreciation),
                func.count(),
            ).group_by(Asset.legacy_class)
        )
        totals = {each.label: [str(cost), str(charged), count] for each, cost, charged, count in rows}
        assert totals == TRUTH["assets"]["cost_by_class"]
        for card in session.scalars(select(Asset).where(Asset.id < 30)):
            assert records.check(card) == {}
            before = {
                name: getattr(card, name) for name in ("net_book_value", "new_class", "todo", "search_text")
            }
            card.prepare()
            search.fill(card)
            assert {name: getattr(card, name) for name in before} == before
        by_no = {card.asset_no: card for card in session.scalars(select(Asset))}
        homes = {each.id: each.name for each in session.scalars(select(Department))}
    for sample in TRUTH["assets"]["sample"]:
        card = by_no[sample["no"]]
        shown = {
            "no": card.asset_no, "name": card.name, "cost": str(card.original_cost),
            "acc": str(card.accumulated_depreciation), "booked": str(card.booked_on),
            "months": str(card.life_months or 0), "cls": card.legacy_class.label,
            "qty": f"{card.quantity.normalize():f}", "dept": homes[card.department_id],
        }  # fmt: skip
        assert shown == {name: sample[name] or "" for name in shown}
    with store.changing("结账") as session:
        closing = months.close(session, Month.make(2026, 11), at=NOW)
        assert str(closing.amount) == TRUTH["charge_2026_11"]
    assert store.verify() == []


def test_names_are_matched_without_stray_spaces_and_created_once(store: Store) -> None:
    with store.changing("建部门") as session:
        records.save(session, Department, None, {"name": "后勤保障科"})
        records.save(session, Person, None, {"name": "王玥"})
    found = planned(store, LEDGER)
    assert "后勤保障科" not in found.missing.departments
    assert len(found.missing.departments) == 9
    assert "王玥" not in found.missing.people
    assert found.missing.words().startswith("部门 9 个（业务一科、财务科、")
    imported(store, LEDGER)
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Department)) == 10
        assert session.scalar(select(func.count()).select_from(Place)) == len(found.missing.places)
    again = planned(store, LEDGER)
    assert not again.missing


def test_nothing_is_stored_by_halves(store: Store) -> None:
    with (
        pytest.raises(UserError, match="有 31 行有问题，其余 1169 行完好"),
        store.changing("导入") as session,
    ):
        _ = _store(session, plan(session, LEDGER, TODAY), create_missing=True)
    with pytest.raises(UserError, match="还没有建档的部门 10 个"), store.changing("导入") as session:
        _ = _store(session, plan(session, LEDGER, TODAY), accept_valid=True)
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Asset)) == 0
        assert session.scalar(select(func.count()).select_from(Department)) == 0
        assert audit.count(session) == 0


def _store(session: Any, ready: Plan, **options: Any) -> Imported:
    return store(session, ready, NOW, **options)


def test_a_cancelled_import_leaves_nothing(store: Store) -> None:
    def stop(done: int, total: int) -> None:
        if done >= 1169:
            raise Cancelled

    with pytest.raises(Cancelled), store.changing("导入") as session:
        ready = plan(session, LEDGER, TODAY)
        _store(session, ready, accept_valid=True, create_missing=True, progress=stop)
    assert cards(store) == {}
    assert store.verify() == []


def test_refused_rows_are_mended_and_brought_in(store: Store, tmp_path: Path) -> None:
    first = imported(store, LEDGER)
    back = tmp_path / "退回.xlsx"
    assert first.plan.write_refused(back) == 31
    book = openpyxl.load_workbook(back)
    sheet = book.active
    headings = [cell.value for cell in sheet[3]]
    assert headings[-1] == "原因"
    reasons = [row[-1].value for row in sheet.iter_rows(min_row=5)]
    assert reasons[0] == "累计折旧：累计折旧大于原值：累计折旧 1,720.00，原值 1,620.00"
    for number, row in enumerate(sheet.iter_rows(min_row=5), 1):
        row[1].value, row[2].value = f"改{number:03d}", row[2].value or "办公桌"
        row[8].value, row[9].value, row[12].value = 2000.5, "500元", "2019.3.5"
    book.save(back)
    book.close()
    second = imported(store, back)
    assert (second.plan.accepted, second.plan.refused, second.batch_no) == (31, 0, "DR20260002")
    assert len(cards(store)) == 1200
    assert store.verify() == []


def test_the_same_ledger_twice_is_refused_row_by_row(store: Store) -> None:
    imported(store, LEDGER)
    again = planned(store, LEDGER)
    assert again.accepted == 0
    with pytest.raises(UserError, match="1200 行都有问题"), store.changing("导入") as session:
        _store(session, plan(session, LEDGER, TODAY), accept_valid=True, create_missing=True)


# --- batches ---------------------------------------------------------------------------------------------


def test_a_batch_is_withdrawn_whole_and_can_come_again(store: Store) -> None:
    done = imported(store, LEDGER)
    with store.changing("撤回导入") as session:
        assert withdraw(session, done.batch_no, NOW) == 1169
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Asset)) == 0
        assert session.scalar(select(func.count()).select_from(UsedNumber)) == 0
        if store.path is not None:
            found = text("SELECT count(*) FROM assets_fts WHERE assets_fts MATCH :words")
            assert session.scalar(found, {"words": search.fts_query(["空调"])}) == 0
        assert session.scalar(select(ImportBatch.withdrawn_at)) == NOW
    with pytest.raises(UserError, match="撤回过"), store.changing("撤回导入") as session:
        withdraw(session, done.batch_no, NOW)
    with pytest.raises(UserError, match="没有导入批次“DR9”"), store.changing("撤回导入") as session:
        withdraw(session, "DR9", NOW)
    again = imported(store, LEDGER)
    assert again.plan.accepted == 1169
    assert again.ids[0] > done.ids[-1]  # the log tells the two apart
    assert store.verify() == []


def test_a_touched_batch_stays(store: Store) -> None:
    done = imported(store, LEDGER)
    with store.changing("改卡片") as session:
        card = session.get(Asset, done.ids[5])
        assert card is not None
        save_card(session, card.id, {"remark": "换过电池"}, card.version, today=TODAY)
    with pytest.raises(UserError, match="有 1 张已被修改"), store.changing("撤回导入") as session:
        withdraw(session, done.batch_no, NOW)
    assert len(cards(store)) == 1169


def test_a_batch_stays_once_a_month_is_closed(store: Store) -> None:
    done = imported(store, LEDGER)
    with store.changing("结账") as session:
        months.close(session, Month.make(2026, 11), at=datetime(2026, 11, 30, tzinfo=UTC))
    with pytest.raises(UserError, match="已随后来的月份结账"), store.changing("撤回导入") as session:
        withdraw(session, done.batch_no, NOW)


# --- other offices, other manners ------------------------------------------------------------------------


def test_an_old_xls_of_a_library(store: Store) -> None:
    found = imported(store, DATA / "图书馆登记簿.xls", opening_month=OCTOBER).plan
    assert (found.accepted, found.skipped.total) == (3, 2)
    assert found.notes == ["有 3 行没有资产类别和国标代码，类别按名称推定，请核对。"]
    shelf, kiosk, cooler = cards(store).values()
    assert (shelf.name, shelf.quantity, shelf.unit) == ("木制书架", Decimal("10.00"), "组")
    assert (shelf.original_cost, shelf.accumulated_depreciation) == (Decimal("12800.00"), Decimal("3840.00"))
    assert (shelf.acquired_on, shelf.booked_on, shelf.life_months) == (
        date(2021, 6, 15),
        date(2021, 7, 1),
        180,
    )
    assert shelf.legacy_class is LegacyClass.FURNITURE
    assert (kiosk.acquired_on, kiosk.booked_on) == (date(2022, 1, 1), date(2022, 1, 5))
    assert (cooler.original_cost, cooler.accumulated_depreciation) == (Decimal("6800.00"), Decimal("0.00"))
    assert (cooler.custodian_id, cooler.quantity) == (None, Decimal("2.00"))
    assert cooler.todo == "国标分类、凭证号、使用人"


def test_a_bare_list_without_numbers_becomes_cards_with_todos(store: Store, tmp_path: Path) -> None:
    """What a ledger lacks never refuses a row."""
    path = tmp_path / "物品.csv"
    path.write_text(
        "设备名称,规格,购买日期,购买金额\n投影仪,爱普生,2023年5月,4500元\n办公椅,,2024.1.9,1200\n合计,,,5700\n",
        "gb18030",
    )
    found = planned(store, path, mapping={"购买金额": "原值"})
    assert (found.accepted, found.refused, found.opening_month) == (2, 0, None)
    assert found.notes[0].startswith("没有累计折旧一列")
    imported(store, path, mapping={"购买金额": "原值"})
    first, second = cards(store).values()
    assert (first.asset_no, second.asset_no) == ("ZC202600001", "ZC202600002")
    assert (first.quantity, first.original_cost, first.acquired_on) == (
        1,
        Decimal("4500.00"),
        date(2023, 5, 1),
    )
    assert first.todo == "国标分类、财务入账日期、凭证号、使用部门、使用人、存放地点、折旧年限"
    assert (second.legacy_class, second.depreciation_status) == (
        LegacyClass.FURNITURE,
        DepreciationStatus.CHARGING,
    )


def test_numbers_given_by_the_rule_pass_over_those_in_use(store: Store, tmp_path: Path) -> None:
    rows = [
        ["资产编号", "资产名称", "原值"],
        ["ZC202600002", "桌", 1500],
        ["", "椅", 1500],
        ["", "柜", 1500],
        ["", "架", 1500],
    ]
    imported(store, write_ledger(tmp_path / "缺号.xlsx", rows))
    assert list(cards(store)) == ["ZC202600002", "ZC202600001", "ZC202600003", "ZC202600004"]
    with store.changing("建卡片") as session:
        card = {"name": "灯", "original_cost": Decimal("1500"), "quantity": Decimal(1)}
        save_card(session, None, card, today=TODAY)
    assert list(cards(store))[-1] == "ZC202600005"


def test_the_clerks_mapping_is_remembered_by_the_headings(store: Store, tmp_path: Path) -> None:
    heading = ["卡号", "资产名称", "含税总额", "资产编号"]
    one = write_ledger(tmp_path / "一.xlsx", [heading, ["K1", "桌", 1500, "旧1"]])
    imported(
        store, one, mapping={"含税总额": "original_cost", "卡号": "asset_no", "资产编号": "财政卡片编号"}
    )
    two = write_ledger(tmp_path / "二.xlsx", [["2027年度"], heading, ["K2", "椅", 1600, "旧2"]])
    found = imported(store, two).plan
    assert {column.heading: column.field for column in found.layout.columns} == {
        "卡号": "asset_no", "资产名称": "name", "含税总额": "original_cost", "资产编号": "fiscal_no",
    }  # fmt: skip
    card = cards(store)["K2"]
    assert (card.fiscal_no, card.original_cost) == ("旧2", Decimal("1600.00"))
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(ImportMapping)) == 1


def test_two_columns_of_one_field_and_no_column_of_names(store: Store, tmp_path: Path) -> None:
    twice = write_ledger(tmp_path / "a.xlsx", [["资产编号", "资产名称", "原值", "原值"], ["1", "桌", 1, 2]])
    with pytest.raises(UserError, match="第 C 列“原值”和第 D 列“原值”都对应到“原值”"):
        planned(store, twice)
    nameless = write_ledger(tmp_path / "b.xlsx", [["资产编号", "原值"], ["1", 5]])
    with pytest.raises(UserError, match="没有“资产名称”一列"):
        planned(store, nameless)
    empty = write_ledger(tmp_path / "c.xlsx", [["资产编号", "资产名称", "原值"], [], ["合计", "", 0]])
    with pytest.raises(UserError, match="表头下面没有资产"):
        planned(store, empty)


def test_units_of_ten_thousand_and_lives_in_months(store: Store, tmp_path: Path) -> None:
    rows = [
        ["金额单位：万元   截至2026年6月30日"],
        ["资产编号", "资产名称", "原值", "累计折旧", "使用年限", "入账日期"],
        ["F1", "综合楼", 1234.5678, "120.5", 600, "2010-05-01"],
        ["F2", "服务器", "5.2", 0.65, "72", "2025-09-01"],
    ]
    found = imported(store, write_ledger(tmp_path / "万元.xlsx", rows)).plan
    assert found.opening_month == Month.make(2026, 6)
    house, server = cards(store).values()
    assert (house.original_cost, house.accumulated_depreciation) == (
        Decimal("12345678.00"),
        Decimal("1205000.00"),
    )
    assert (house.life_months, server.life_months) == (600, 72)
    assert (house.legacy_class, house.card_kind) == (LegacyClass.BUILDING, CardKind.BUILDING)


HEADINGS_ELSEWHERE = [
    (
        "资产编号 资产名称 分类号 型号 规格 单价 金额 厂家 购置日期 领用人 领用单位 现状 经费来源 存放地名称 出厂号 备注",
        "asset_no name gb_code model spec unit_price original_cost maker acquired_on custodian_id department_id "
        "usage_status - place_id serial_no remark",
    ),
    (
        "资产编号 资产分类代码 资产分类名称 资产名称 价值 财政拨款 非财政拨款 累计折旧 净值 数量 取得方式 取得日期 财务入账日期 "
        "会计凭证号 价值类型 使用状况 使用部门 使用人 管理部门 存放地点 折旧状态 折旧年限（月） 已提折旧月数 月折旧额 规格型号 卡片编号",
        "asset_no gb_code - name original_cost fiscal_funding other_funding accumulated_depreciation net_book_value "
        "quantity acquisition acquired_on booked_on voucher_no value_basis usage_status department_id custodian_id "
        "managing_department_id place_id depreciation_status life_months - - model -",
    ),
    (
        "固定资产编号 固定资产名称 类别名称 部门名称 增加方式 使用状况 使用年限(月) 已使用年限 开始使用日期 原值 本年累计折旧 累计折旧 "
        "净值 净残值率 对应折旧科目",
        "asset_no name legacy_class department_id acquisition usage_status life_months - in_use_on original_cost - "
        "accumulated_depreciation net_book_value - -",
    ),
    (
        "资产编码 资产名称 资产类别 计量单位 数量 入账日期 存放地点 使用状态 变动方式 使用部门 购进原值 累计折旧 预计净残值 折旧方法 "
        "预计使用期间数",
        "asset_no name legacy_class unit quantity booked_on place_id usage_status acquisition department_id "
        "original_cost accumulated_depreciation - method life_months",
    ),
    (
        "序号 物品名称 规格型号 单位 数量 单价(元) 金额(元) 购置时间 使用科室 保管人 备注",
        "- name model unit quantity unit_price original_cost acquired_on department_id custodian_id remark",
    ),
]


@pytest.mark.parametrize(("headings", "fields"), HEADINGS_ELSEWHERE)
def test_headings_of_other_offices_and_programs(headings: str, fields: str) -> None:
    columns = guess([Column(at, heading) for at, heading in enumerate(headings.split())], WANTED)
    assert [column.field or "-" for column in columns] == fields.split()


def test_type_and_specification_in_two_columns_are_one(store: Store, tmp_path: Path) -> None:
    rows = [
        ["资产编号", "资产名称", "型号", "规格", "原值", "资产类别"],
        ["A1", "电脑", "M433", "16G", 5000, "台式计算机"],
    ]
    rows += [["A2", "桌", "", "1.4米", 5000, "办公桌"], ["A3", "书架", "双面", "双面", 5000, "杂项"]]
    imported(store, write_ledger(tmp_path / "规格.xlsx", rows))
    assert [card.model for card in cards(store).values()] == ["M433 16G", "1.4米", "双面"]
    assert [card.remark for card in cards(store).values()] == [None, None, "资产类别：杂项"]
    assert [card.legacy_class for card in cards(store).values()] == [
        LegacyClass.GENERAL, LegacyClass.FURNITURE, LegacyClass.FURNITURE,
    ]  # fmt: skip


def test_a_department_merged_over_several_rows_holds_for_each(store: Store, tmp_path: Path) -> None:
    rows = [
        ["使用部门", "资产编号", "资产名称", "原值", "备注"],
        ["办公室", "A1", "桌", 1500, "旧"],
        ["", "A2", "椅", 1600, ""],
        ["", "A3", "柜", 1700, ""],
        ["财务科", "A4", "柜", 1700, ""],
    ]
    imported(store, write_ledger(tmp_path / "合并.xlsx", rows, merged=["A2:A4"]))
    with store.reading() as session:
        homes = session.execute(
            select(Asset.asset_no, Department.name).join(Department, Asset.department_id == Department.id)
        )
        assert {row.asset_no: row.name for row in homes} == {
            "A1": "办公室",
            "A2": "办公室",
            "A3": "办公室",
            "A4": "财务科",
        }


def test_what_cannot_be_read_in_a_lesser_column_goes_to_the_remark(store: Store, tmp_path: Path) -> None:
    rows = [
        [
            "资产编号",
            "资产名称",
            "原值",
            "使用状况",
            "保修截止日期",
            "取得方式",
            "使用人",
            "备注",
            "资产类别",
        ],
        ["A1", "投影仪", 5000, "凑合", "三年", "上级配发", "张三、李四", "原话", "教学设备"],
        ["A2", "投影仪", 5000, "已报废", "", "购入", "王 芳", "", "通用"],
    ]
    found = imported(store, write_ledger(tmp_path / "杂.xlsx", rows)).plan
    assert (found.accepted, found.refused) == (2, 0)
    first, second = cards(store).values()
    assert first.remark is not None
    assert set(first.remark.split("\n")) == {
        "原话", "使用状况：凑合", "保修截止日期：三年", "取得方式：上级配发", "使用人：张三、李四",
    }  # fmt: skip
    assert (first.usage_status, second.usage_status) == (UsageStatus.IN_USE, UsageStatus.PENDING)
    assert second.remark == "原台账记为已处置"
    with store.reading() as session:
        assert set(session.scalars(select(Person.name))) == {"张三", "王芳"}
    assert any("按“待处置”记入" in note for note in found.notes)


REFUSALS: list[tuple[dict[str, Any], str, str]] = [
    ({"原值": "3,2oo.00"}, "原值", "原值不是数：不是金额"),
    ({"原值": ""}, "原值", "原值不是数：没有填写"),
    ({"原值": "-5"}, "原值", "原值为负：-5.00"),
    ({"累计折旧": 5000.01}, "累计折旧", "累计折旧大于原值：累计折旧 5,000.01，原值 5,000.00"),
    ({"累计折旧": -1}, "累计折旧", "累计折旧为负"),
    ({"累计折旧": "约一半"}, "累计折旧", "累计折旧不是数"),
    ({"资产名称": " \n"}, "资产名称", "资产名称为空"),
    ({"取得日期": "2019.2.30"}, "取得日期", "取得日期不成立：没有 2019 年 2 月 30 日这一天"),
    ({"入账日期": "不详年月"}, "入账日期", "财务入账日期不成立"),
    ({"数量": "若干"}, "数量", "数量不是数"),
    ({"数量": 0}, "数量", "数量应大于 0"),
    ({"折旧年限（年）": "看情况"}, "折旧年限（年）", "折旧年限读不出来"),
    ({"资产编号": 123456789012345678.0}, "资产编号", "编号存成了数字且超过 15 位"),
    ({"资产编号": "A0"}, "资产编号", "资产编号重复：第 2 行已用过“A0”"),
    ({"财政拨款": 1000, "非财政拨款": 1000}, "财政拨款", "财政拨款与非财政拨款之和应等于原值"),
    ({"价值类型": "名义金额"}, "原值", "按名义金额计量"),
]
GOOD = {
    "资产编号": "A1", "资产名称": "投影仪", "原值": 5000, "累计折旧": 100, "数量": 1, "取得日期": "2024.1.5",
    "入账日期": "2024.1.9", "折旧年限（年）": 6, "财政拨款": "", "非财政拨款": "", "价值类型": "原值",
}  # fmt: skip


@pytest.mark.parametrize(("change", "column", "reason"), REFUSALS)
def test_each_refusal_names_row_column_value_and_reason(
    store: Store, tmp_path: Path, change: dict[str, Any], column: str, reason: str
) -> None:
    good = [list(GOOD), list((GOOD | {"资产编号": "A0"}).values())]
    path = write_ledger(tmp_path / "a.xlsx", [*good, list((GOOD | change).values())])
    found = planned(store, path)
    assert (found.accepted, found.refused) == (1, 1)
    assert [(cell.row, cell.column) for cell in found.errors] == [(3, column)]
    assert reason in found.errors[0].reason


def test_a_formula_that_was_never_worked_out_is_told_from_a_blank(store: Store, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["资产编号", "资产名称", "原值", "单位"])
    sheet.append(["A1", "桌", "=2*500", "张"])
    sheet.append(["A2", "椅", None, "把"])
    sheet.append(["A3", "柜", 1000, "组"])
    path = tmp_path / "没算过.xlsx"
    book.save(path)
    reasons = [(cell.row, cell.reason) for cell in planned(store, path).errors]
    assert reasons == [
        (2, "原值不是数：公式没有算出结果，请用 Excel 打开并保存一次再导入"),
        (3, "原值不是数：没有填写"),
    ]


def test_an_exported_list_comes_back_as_it_was(store: Store, database: Databases, tmp_path: Path) -> None:
    imported(store, LEDGER, opening_month=OCTOBER)
    before = cards(store)
    own = {"id", "version", "batch_id", "department_id", "custodian_id", "place_id"}
    for name in ("资产.xlsx", "资产.csv"):
        with store.reading() as session:
            listing = Listing(Asset, every_column(Asset), sort=(("asset_no", False),))
            assert write_list(tmp_path / name, session, listing) == 1169
        where = database.new(tmp_path, name)
        other = Store.open(where, who="李四")
        assert imported(other, tmp_path / name, opening_month=OCTOBER).plan.refused == 0
        after = cards(other)
        assert after.keys() == before.keys()
        for number, card in before.items():
            for column in set(Asset.__table__.columns.keys()) - own:
                assert getattr(after[number], column) == getattr(card, column)
        other.close()
        database.drop(where)


def test_what_follows_from_the_rest(store: Store, tmp_path: Path) -> None:
    rows = [
        ["资产编号", "资产名称", "单价", "数量", "净值", "国标代码", "折旧年限", "财政拨款", "入账日期"],
        ["A1", "椅子", 1200, 30, 30000, "A05010301", 15, 36000, "2024-01-05"],
        ["A2", "土地使用权", 5000000, 1, 5000000, "A01010000", "", "", "2024-01-05"],
        ["A3", "捐赠的旧画", 1, 1, 1, "A03", "", "", "2024-01-05"],
        ["A4", "小轿车", 180000, 1, 90000, "2030000", 8, 100000, "2020-01-05"],
        ["A5", "旧电脑", 1, 1, 1, "", 6, "", "2024-01-05"],
    ]
    imported(store, write_ledger(tmp_path / "推.xlsx", rows))
    chair, land, painting, car, nominal = cards(store).values()
    assert (chair.original_cost, chair.accumulated_depreciation) == (Decimal("36000.00"), Decimal("6000.00"))
    assert (chair.fiscal_funding, chair.other_funding) == (Decimal("36000.00"), Decimal("0.00"))
    assert (land.card_kind, land.depreciation_status) == (CardKind.LAND, DepreciationStatus.NEVER)
    assert (painting.card_kind, painting.gb_code) == (CardKind.RELIC, "A03000000")
    assert (car.card_kind, car.gb_edition, car.legacy_class) == (
        CardKind.VEHICLE,
        "2010",
        LegacyClass.GENERAL,
    )
    assert (car.fiscal_funding, car.other_funding) == (Decimal("100000.00"), Decimal("80000.00"))
    assert (nominal.value_basis, nominal.depreciation_status) == (
        ValueBasis.NOMINAL,
        DepreciationStatus.NEVER,
    )


@pytest.mark.parametrize(
    ("cells", "unit"),
    [([6.0, 5.0, ""], "年"), ([50.0], "年"), ([60.0, 6.0], "月"), (["72", "96"], "月"), ([], "年")],
)
def test_the_unit_of_a_life_that_no_heading_tells(cells: list[Any], unit: str) -> None:
    assert life_unit(cells) == unit


@given(
    st.lists(
        st.tuples(
            st.integers(-200, 300_000),
            st.integers(0, 300_000),
            st.sampled_from([None, 0, 100, 150_000]),
            st.sampled_from([None, 0, 100, 150_000]),
            st.sampled_from([-100, 0, 50, 100, 300]),
            st.sampled_from([None, 0, 60]),
            st.sampled_from([None, ValueBasis.ORIGINAL, ValueBasis.NOMINAL]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_rows_are_refused_exactly_when_the_card_itself_would_object(rows: list[tuple[Any, ...]]) -> None:
    names = ["original_cost", "accumulated_depreciation", "fiscal_funding", "other_funding", "quantity"]
    names += ["life_months", "value_basis"]
    columns = tuple(Column(at, name, field=name) for at, name in enumerate(names))
    found = Reading(Layout("表", 0, 1, columns), list(range(2, len(rows) + 2)), [list(row) for row in rows])
    found.values = {name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
    found.values["name"] = ["物"] * len(rows)
    check_rows(found, set())
    for index in range(len(rows)):
        value = {name: found.values[name][index] for name in names}
        card = SimpleNamespace(
            **{name: yuan(value[name] or 0) for name in names[:5]},
            life_months=value["life_months"],
            value_basis=value["value_basis"],
            method=None,
            total_workload=None,
        )
        assert bool(Asset.problems(card)) == (index in found.refused)  # type: ignore[arg-type]


def test_a_ledger_of_39_columns_as_messy_as_the_sample(store: Store, tmp_path: Path) -> None:
    """A made-up ledger in every column of a card; what is read is compared with what was meant."""
    luck = random.Random(7)
    rows, meant = [], []
    for number in range(1, 301):
        cost, day = luck.randint(100_000, 9_000_000), date(2006, 1, 1).toordinal() + luck.randrange(7400)
        charged, booked = luck.randint(0, cost), date.fromordinal(day)
        amount, spent = f"{cost / 100:.2f}", f"{charged / 100:,.2f}"
        money = luck.choice(
            [float(amount), f"￥{cost / 100:,.2f}", f"{amount}元", f" {amount} ", f"RMB{amount}"]
        )
        written = luck.choice(
            [
                booked,
                f"{booked:%Y%m%d}",
                f"{booked.year}.{booked.month}.{booked.day}",
                f"{booked:%Y年%m月%d日}",
            ]
        )
        rows.append(
            [
                f"{number:06d}",
                "台式计算机",
                money,
                spent,
                written,
                6,
                f"SN-{number}",
                "在用",
                "办公室\n",
                f"注{number}",
            ]
        )
        meant.append((f"{number:06d}", yuan(cost), yuan(charged), booked, f"SN-{number}", f"注{number}"))
    heading = [
        "资产编号",
        "资产名称",
        "账面原值",
        "累计折旧",
        "入账日期",
        "折旧年限（年）",
        "产品序列号",
        "使用状况",
        "使用部门",
        "备注",
    ]
    imported(store, write_ledger(tmp_path / "乱.xlsx", [["某馆资产"], heading, *rows]), opening_month=OCTOBER)
    found = [
        (
            card.asset_no,
            card.original_cost,
            card.accumulated_depreciation,
            card.booked_on,
            card.serial_no,
            card.remark,
        )
        for card in cards(store).values()
    ]
    assert found == meant


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a Unix matter")
@pytest.mark.parametrize("moment", ["while rows are written", "before the commit", "after the commit"])
def test_a_power_cut_leaves_the_import_wholly_there_or_wholly_absent(store: Store, moment: str) -> None:
    code = """
        import os, signal, sys
        from datetime import UTC, datetime
        import app.models
        from app.assets.importing import plan, store
        from app.kit.store import Store

        def cut(at):
            if sys.argv[3] == at:
                os.kill(os.getpid(), signal.SIGKILL)

        now = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)
        with Store.open(sys.argv[1], who="张三").changing("导入资产") as session:
            ready = plan(session, sys.argv[2], now.date())
            store(session, ready, now, True, True, lambda done, total: cut("while rows are written"))
            cut("before the commit")
        cut("after the commit")
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), store.where, str(LEDGER), moment],
        cwd=Path(__file__).parents[1],
        check=False,
    )
    assert done.returncode == -9
    again = Store.open(store.where, who="张三")
    with again.reading() as session:
        counts = [
            session.scalar(select(func.count()).select_from(model))
            for model in (Asset, UsedNumber, ImportBatch, Department)
        ]
    assert counts == ([1169, 1169, 1, 10] if moment == "after the commit" else [0, 0, 0, 0])
    assert again.verify() == []
    again.close()
