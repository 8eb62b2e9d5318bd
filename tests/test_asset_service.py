"""What people do with cards: entering, numbers, guards, 变动单, splitting, handing over, writing off."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from app.assets import categories, changes, disposals, handovers, months, service
from app.assets.choices import (
    Acquisition,
    ChangeKind,
    DepreciationStatus,
    DisposalMethod,
    HandoverKind,
    LegacyClass,
    Method,
    UsageStatus,
    ValueBasis,
)
from app.assets.depreciation import opening
from app.assets.models import Asset, Handover, HandoverItem, ValueChange
from app.assets.schedule import schedule
from app.kit import records
from app.kit import settings as office
from app.kit.db import yuan
from app.kit.errors import Invalid, Stale, UserError
from app.kit.months import Month
from app.kit.store import Store
from app.people.models import Department, Person
from app.places.models import Place

D = Decimal
DAY = date(2026, 11, 23)
NOV, DEC = Month.make(2026, 11), Month.make(2026, 12)
LATER = date(2026, 12, 8)


def enter(store: Store, today: date = DAY, **values: Any) -> int:
    usual = {"name": "办公桌", "original_cost": D("1800.00"), "life_months": 180, "booked_on": today}
    with store.changing("建卡") as session:
        return service.save_card(session, None, usual | values, today=today)


def change(store: Store, asset_id: int, today: date = DAY, **values: Any) -> None:
    with store.changing("改卡") as session:
        service.save_card(session, asset_id, values, today=today)


def close(store: Store, month: Month) -> Decimal:
    with store.changing("结账") as session:
        return months.close(session, month, at=datetime(month.year, month.month, 28, tzinfo=UTC)).amount


def card(store: Store, asset_id: int) -> Asset:
    with store.reading() as session:
        return records.get(session, Asset, asset_id)


def opened(store: Store, **values: Any) -> int:
    """A card of a ledger whose figures stand at the end of 2026-10."""
    usual = {
        "asset_no": "K00001", "name": "会议椅", "legacy_class": LegacyClass.FURNITURE, "life_months": 60,
        "original_cost": D("15000.00"), "accumulated_depreciation": D("3000.00"),
        "booked_on": date(2025, 11, 5),
    } | values  # fmt: skip
    with store.changing("导入") as session:
        rules = months.policy(session, DAY)
        return records.save(session, Asset, None, usual | opening(usual, rules, Month.make(2026, 10)))


# -- entering ------------------------------------------------------------------------------------------


def test_the_code_sets_class_unit_life_and_status(store: Store) -> None:
    with store.changing("种子") as session:
        categories.seed(session)
    found = card(store, enter(store, gb_code="A02010105", life_months=72, original_cost=D("5000.00")))
    assert (found.legacy_class, found.unit, found.service_years) == (LegacyClass.GENERAL, "台", 6)
    book = card(store, enter(store, name="年鉴", gb_code="A04010000", life_months=None))
    assert (book.legacy_class, book.depreciation_status) == (LegacyClass.BOOK, DepreciationStatus.NEVER)
    own = card(store, enter(store, gb_code="A05010301", unit="张", life_months=240))
    assert (own.unit, own.life_months) == ("张", 240)


@pytest.mark.parametrize(
    ("values", "fine"),
    [
        ({"original_cost": D("1000.00")}, True),
        ({"original_cost": D("999.99")}, False),
        ({"original_cost": D("30000.00"), "quantity": D(30)}, True),
        ({"original_cost": D("29999.99"), "quantity": D(30)}, False),
        ({"original_cost": D("8000.00"), "quantity": D(30), "bulk_goods": True}, True),
        ({"original_cost": D("50.00"), "legacy_class": LegacyClass.BOOK}, True),
        ({"original_cost": D("1.00"), "value_basis": ValueBasis.NOMINAL}, True),
    ],
)
def test_the_threshold_includes_its_figure(store: Store, values: dict[str, Any], fine: bool) -> None:
    if fine:
        enter(store, **values)
        return
    with pytest.raises(Invalid) as told:
        enter(store, **values)
    assert "低于入账标准 1,000.00 元" in told.value.problems["original_cost"]
    assert "大批同类物资" in told.value.problems["original_cost"]


def test_thresholds_are_settings(store: Store) -> None:
    with store.changing("设置") as session:
        office.put(session, "capitalization_threshold", D("2000.00"))
        office.put(session, "special_equipment_threshold", D("1500.00"))
    enter(store, original_cost=D("1500.00"), legacy_class=LegacyClass.SPECIAL)
    with pytest.raises(Invalid, match="低于入账标准 2,000"):
        enter(store, original_cost=D("1500.00"))


def test_a_life_below_the_table_needs_a_reason_or_a_used_thing(store: Store) -> None:
    computer = {"gb_code": "A02010105", "original_cost": D("5000.00"), "life_months": 60}
    with pytest.raises(Invalid) as told:
        enter(store, **computer)
    assert "不低于 72 个月（财会〔2017〕4号 附表 计算机设备）" in told.value.problems["life_months"]
    enter(store, **computer, life_basis="院党委会纪要〔2026〕3号")
    enter(store, **computer, acquisition=Acquisition.DONATION)
    enter(store, **(computer | {"life_months": 72}))


def test_numbers_follow_the_rule_and_are_never_used_again(store: Store) -> None:
    first = card(store, enter(store))
    assert first.asset_no == "ZC202600001"
    with store.changing("删除") as session:
        records.remove(session, Asset, first.id)
    with pytest.raises(Invalid, match="编号 ZC202600001 已经用过"):
        enter(store, asset_no="ZC202600001")
    enter(store, asset_no="ZC202600003")
    assert [card(store, enter(store)).asset_no for _ in range(2)] == ["ZC202600002", "ZC202600004"]
    with store.changing("设置") as session:
        office.put(session, "asset_no_rule", "后勤-{seq:4}")
    assert card(store, enter(store)).asset_no == "后勤-0001"


def test_another_number_for_a_card_leaves_the_old_one_used(store: Store) -> None:
    asset_id = enter(store)
    change(store, asset_id, asset_no="旧账-17")
    with pytest.raises(Invalid, match="已经用过"):
        enter(store, asset_no="ZC202600001")
    with pytest.raises(Invalid, match="已经用过"):
        change(store, enter(store), asset_no="旧账-17")


def test_what_follows_from_others_is_not_taken_from_the_form(store: Store) -> None:
    asset_id = enter(store, net_book_value=D("9.00"), charged_through=NOV, opening_month=NOV, todo="无")
    found = card(store, asset_id)
    assert (found.net_book_value, found.charged_through) == (D("1800.00"), Month.make(2026, 10))
    assert found.opening_month is None


def test_somebody_elses_change_is_not_overwritten(store: Store) -> None:
    asset_id = enter(store)
    change(store, asset_id, remark="甲")
    with pytest.raises(Stale), store.changing("改卡") as session:
        service.save_card(session, asset_id, {"remark": "乙"}, 1, today=DAY)


def test_before_any_charge_all_can_be_mended(store: Store) -> None:
    asset_id = enter(store, booked_on=date(2026, 9, 3))
    change(store, asset_id, original_cost=D("3600.00"), life_months=60, booked_on=date(2026, 10, 3))
    found = card(store, asset_id)
    assert (found.depreciation_base, found.depreciation_months) == (D("3600.00"), 60)
    assert found.depreciation_start == Month.make(2026, 10)
    assert close(store, NOV) == D("120.00")


def test_class_and_basis_decide_on_depreciation_again(store: Store) -> None:
    asset_id = enter(store)
    change(store, asset_id, legacy_class=LegacyClass.RELIC)
    assert card(store, asset_id).depreciation_status is DepreciationStatus.NEVER
    change(store, asset_id, legacy_class=LegacyClass.FURNITURE)
    assert card(store, asset_id).depreciation_status is DepreciationStatus.CHARGING
    assert card(store, asset_id).depreciation_months == 180


def test_once_charged_only_a_change_form_alters_the_value(store: Store) -> None:
    asset_id = enter(store)
    close(store, NOV)
    for values in ({"original_cost": D("2000.00")}, {"life_months": 60}, {"method": Method.WORKLOAD},
                   {"accumulated_depreciation": D("5.00")}):  # fmt: skip
        with pytest.raises(Invalid, match="请用“变动单”调整"):
            change(store, asset_id, LATER, **values)
    change(store, asset_id, LATER, remark="换了抽屉", booked_on=date(2026, 11, 3))
    found = card(store, asset_id)
    assert (found.depreciation_start, found.charged_through) == (NOV, NOV)


def test_a_card_in_closed_books_keeps_its_cost_even_when_never_charged(store: Store) -> None:
    asset_id = enter(store, legacy_class=LegacyClass.RELIC, life_months=None)
    close(store, NOV)
    with pytest.raises(Invalid, match="已在结账月份的账上"):
        change(store, asset_id, LATER, original_cost=D("2000.00"))
    with store.changing("变动") as session:
        changes.adjust_cost(session, asset_id, D("2000.00"), "评估", today=LATER)
    assert card(store, asset_id).net_book_value == D("2000.00")
    assert close(store, DEC) == D("0.00")


def test_a_charged_card_that_turns_into_a_relic_is_charged_no_more(store: Store) -> None:
    asset_id = enter(store)
    close(store, NOV)
    change(store, asset_id, LATER, legacy_class=LegacyClass.RELIC)
    assert close(store, DEC) == D("0.00")
    assert card(store, asset_id).accumulated_depreciation == D("10.00")


def test_a_copy_begins_without_what_belongs_to_one_thing(store: Store) -> None:
    with store.changing("部门") as session:
        home = records.save(session, Department, None, {"name": "后勤保障科"})
    asset_id = enter(store, department_id=home, serial_no="SN1", voucher_no="记-1", model="1.4米")
    close(store, NOV)
    with store.reading() as session:
        values = service.copied(session, asset_id)
    copy = card(store, enter(store, LATER, **(values | {"booked_on": LATER})))
    assert (copy.model, copy.department_id, copy.original_cost) == ("1.4米", home, D("1800.00"))
    assert (copy.serial_no, copy.voucher_no, copy.accumulated_depreciation) == (None, None, D("0.00"))
    assert (copy.asset_no, copy.depreciation_start) == ("ZC202600002", DEC)


# -- 变动单 ---------------------------------------------------------------------------------------------


def test_the_vector_of_an_upgrade(store: Store) -> None:
    """¥100,000.00/120 months, after 40 months spend 30,000.00: 96,666.80 over 100 months, 966.67, last 966.47."""
    day = date(2020, 1, 5)
    asset_id = enter(store, day, original_cost=D("100000.00"), life_months=120)
    for number in range(40):
        close(store, Month.make(2020, 1) + number)
    assert card(store, asset_id).net_book_value == D("66666.80")
    may = Month.make(2023, 5)
    with store.changing("改扩建") as session:
        changes.upgrade(session, asset_id, D("30000.00"), 100, "加层", today=may.first_day)
    found = card(store, asset_id)
    assert (found.original_cost, found.accumulated_depreciation) == (D("96666.80"), D("0.00"))
    assert close(store, may) == D("966.67")
    with store.reading() as session:
        lines = schedule(session, asset_id, may.last_day)
        change_ = session.scalars(select(ValueChange)).one()
        assert months.problems(session) == []
    assert (str(lines[-1].month), lines[-1].amount) == ("2031-08", D("966.47"))
    assert (lines[39].amount, lines[39].net) == (D("833.33"), D("66666.80"))
    assert (change_.kind, change_.cost_before, change_.cost_after) == (
        ChangeKind.UPGRADE, D("100000.00"), D("96666.80"),
    )  # fmt: skip


def test_the_final_account_adjusts_the_cost_and_not_what_was_charged(store: Store) -> None:
    asset_id = opened(store, provisional=True, value_basis=ValueBasis.PROVISIONAL)
    close(store, NOV)
    with store.changing("决算") as session:
        changes.adjust_cost(session, asset_id, D("17400.00"), "竣工决算", today=LATER, final=True)
    found = card(store, asset_id)
    assert (found.accumulated_depreciation, found.provisional) == (D("3250.00"), False)
    assert found.value_basis is ValueBasis.ORIGINAL
    # 14,150.00 over the 47 months that are left
    assert close(store, DEC) == D("301.06")


def test_another_life_spreads_what_is_left(store: Store) -> None:
    asset_id = opened(store)
    close(store, NOV)
    with store.changing("年限") as session:
        changes.change_life(session, asset_id, 84, "技术鉴定", today=LATER)
    # 11,750.00 over 84 − 13 months
    assert close(store, DEC) == D("165.49")
    with store.reading() as session:
        last = schedule(session, asset_id, LATER)[-1]
    assert (str(last.month), last.accumulated) == ("2032-10", D("15000.00"))


def test_a_life_that_has_passed_is_charged_to_the_end(store: Store) -> None:
    asset_id = opened(store)
    close(store, NOV)
    with store.changing("年限") as session:
        changes.change_life(session, asset_id, 10, "损坏严重", today=LATER)
    assert close(store, DEC) == D("11750.00")
    assert card(store, asset_id).depreciation_status is DepreciationStatus.FINISHED


def test_a_finished_card_whose_cost_rises_is_charged_again(store: Store) -> None:
    asset_id = opened(store, booked_on=date(2020, 1, 1), accumulated_depreciation=D("15000.00"))
    with store.changing("原值") as session:
        changes.adjust_cost(session, asset_id, D("15600.00"), "补记安装费", today=DAY)
    assert close(store, NOV) == D("600.00")


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"cost": D("2999.99")}, "original_cost", "小于已提折旧 3,000.00"),
        ({"cost": D("15000.00")}, "original_cost", "没有变动"),
        ({"cost": D("16000.00"), "reason": " "}, "reason", "请填写变动原因"),
    ],
)
def test_a_wrong_adjustment_is_refused(store: Store, values: dict[str, Any], field: str, words: str) -> None:
    asset_id = opened(store)
    with pytest.raises(Invalid) as told, store.changing("原值") as session:
        changes.adjust_cost(session, asset_id, **({"reason": "决算"} | values), today=DAY)
    assert words in told.value.problems[field]
    assert card(store, asset_id).original_cost == D("15000.00")


def test_a_wrong_upgrade_is_refused_field_by_field(store: Store) -> None:
    asset_id = opened(store)
    with pytest.raises(Invalid) as told, store.changing("改扩建") as session:
        changes.upgrade(session, asset_id, D(0), 0, "加层", today=DAY, replaced=D("12000.01"))
    assert set(told.value.problems) == {"spent", "replaced", "life_months"}


def test_a_card_of_the_open_month_is_mended_directly(store: Store) -> None:
    asset_id = enter(store)
    with pytest.raises(UserError, match="请直接修改卡片"), store.changing("原值") as session:
        changes.adjust_cost(session, asset_id, D("2000.00"), "改错", today=DAY)


def test_a_change_is_withdrawn_while_its_month_is_open(store: Store) -> None:
    asset_id = opened(store, fiscal_funding=D("10000.00"), other_funding=D("5000.00"))
    before = card(store, asset_id)
    with store.changing("变动") as session:
        first = changes.adjust_cost(session, asset_id, D("18000.00"), "决算", today=DAY)
        second = changes.upgrade(session, asset_id, D("500.00"), 30, "加固", today=DAY)
    raised = card(store, asset_id)
    assert raised.fiscal_funding + raised.other_funding == raised.original_cost
    with pytest.raises(UserError, match="请先撤销后做的"), store.changing("撤销") as session:
        changes.withdraw(session, first, today=DAY)
    for change_id in (second, first):
        with store.changing("撤销") as session:
            changes.withdraw(session, change_id, today=DAY)
    after = card(store, asset_id)
    assert all(getattr(after, name) == getattr(before, name) for name in changes.STATE)
    with pytest.raises(UserError, match="已经撤销过"), store.changing("撤销") as session:
        changes.withdraw(session, first, today=DAY)
    with store.changing("变动") as session:
        third = changes.change_life(session, asset_id, 72, "鉴定", today=DAY)
    close(store, NOV)
    with pytest.raises(UserError, match="该月已结账，不能撤销"), store.changing("撤销") as session:
        changes.withdraw(session, third, today=LATER)
    assert store.verify() == []


def test_work_that_is_left_bears_a_changed_cost(store: Store) -> None:
    """Half the work was charged before the ledger; what the new cost leaves goes over the other half."""
    asset_id = opened(
        store, original_cost=D("1000.00"), accumulated_depreciation=D("500.00"), method=Method.WORKLOAD,
        total_workload=D("2000"), life_months=None,
    )  # fmt: skip
    with store.changing("原值") as session:
        changes.adjust_cost(session, asset_id, D("1500.00"), "决算", today=DAY)
    found = card(store, asset_id)
    assert (found.depreciation_base, found.total_workload) == (D("1000.00"), D("1000.00"))


# -- splitting -----------------------------------------------------------------------------------------


def test_the_vector_of_a_split(store: Store) -> None:
    """30 chairs ¥15,000.00, accumulated 3,000.00, 7 scrapped: 3,500.00/700.00 go, 11,500.00/2,300.00 stay."""
    asset_id = opened(store, quantity=D(30), unit="把", fiscal_funding=D("15000.00"))
    with store.changing("处置核销") as session:
        gone = disposals.write_off(
            session, asset_id, DisposalMethod.SCRAP, DAY, today=DAY, document="后勤〔2026〕8号", quantity=D(7)
        )
    left, moved = card(store, asset_id), card(store, gone)
    assert (left.quantity, left.original_cost, left.accumulated_depreciation) == (
        D(23), D("11500.00"), D("2300.00"),
    )  # fmt: skip
    assert (moved.quantity, moved.original_cost, moved.accumulated_depreciation) == (
        D(7), D("3500.00"), D("700.00"),
    )  # fmt: skip
    assert (moved.usage_status, moved.disposal_no, moved.removed_month) == (
        UsageStatus.DISPOSED, "后勤〔2026〕8号", NOV,
    )  # fmt: skip
    assert (moved.fiscal_funding, left.fiscal_funding) == (D("3500.00"), D("11500.00"))
    assert moved.asset_no == "ZC202600001"
    assert close(store, NOV) == D("191.67")
    with store.reading() as session:
        assert months.problems(session) == []
    assert store.verify() == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cost=st.integers(3000, 10**9).map(yuan),
    paid=st.integers(0, 100),
    fiscal=st.integers(0, 100),
    pieces=st.integers(2, 400),
    part=st.integers(1, 399),
)
def test_split_sums_are_kept_to_the_fen(
    store: Store, cost: Decimal, paid: int, fiscal: int, pieces: int, part: int
) -> None:
    names = ("original_cost", "accumulated_depreciation", "fiscal_funding", "other_funding", "quantity",
             "depreciation_base", "net_book_value")  # fmt: skip
    share = (cost * fiscal / 100).quantize(D("0.01"))
    with store.reading() as session:
        number = (session.scalar(select(Asset.id).order_by(Asset.id.desc())) or 0) + 1
    asset_id = opened(
        store, asset_no=f"H{number}", original_cost=cost, quantity=D(pieces), fiscal_funding=share,
        accumulated_depreciation=(cost * paid / 100).quantize(D("0.01")), other_funding=cost - share,
    )  # fmt: skip
    before = card(store, asset_id)
    with store.changing("拆分") as session:
        new_id = changes.split(session, asset_id, D(min(part, pieces - 1)), "分开使用", today=DAY)
    left, moved = card(store, asset_id), card(store, new_id)
    for name in names:
        assert getattr(left, name) + getattr(moved, name) == getattr(before, name)
        assert getattr(left, name) >= 0 <= getattr(moved, name)
    assert moved.fiscal_funding + moved.other_funding == moved.original_cost
    assert moved.depreciation_start == left.depreciation_start


def test_a_split_is_taken_back(store: Store) -> None:
    asset_id = opened(store, quantity=D(30))
    before = card(store, asset_id)
    with store.changing("拆分") as session:
        new_id = changes.split(session, asset_id, D(10), "分开使用", today=DAY)
        change_id = session.scalars(select(ValueChange.id)).one()
    with store.changing("撤销") as session:
        changes.withdraw(session, change_id, today=DAY)
    after = card(store, asset_id)
    assert all(getattr(after, name) == getattr(before, name) for name in changes.STATE)
    with store.reading() as session:
        assert session.get(Asset, new_id) is None
        assert service.is_used(session, "ZC202600001")
    assert store.verify() == []


@pytest.mark.parametrize("quantity", [D(0), D(30), D(31), D(-1)])
def test_a_split_takes_some_and_leaves_some(store: Store, quantity: Decimal) -> None:
    asset_id = opened(store, quantity=D(30))
    with pytest.raises(Invalid, match="应大于 0、小于现有数量 30"), store.changing("拆分") as session:
        changes.split(session, asset_id, quantity, "分开", today=DAY)


def test_both_halves_of_a_split_go_on_to_the_fen(store: Store) -> None:
    asset_id = opened(store, quantity=D(30))
    close(store, NOV)
    with store.changing("拆分") as session:
        new_id = changes.split(session, asset_id, D(7), "分开使用", today=LATER)
    month = DEC
    while card(store, asset_id).net_book_value or card(store, new_id).net_book_value:
        close(store, month)
        month = month + 1
    assert month == Month.make(2030, 11)
    with store.reading() as session:
        assert months.problems(session) == []
        assert session.execute(text("SELECT COUNT(*) FROM assets WHERE net_book_value = 0")).scalar() == 2


# -- handing over and writing off -----------------------------------------------------------------------


def people(store: Store) -> tuple[int, int, int, int]:
    with store.changing("人员") as session:
        lab = records.save(session, Department, None, {"name": "检测中心"})
        wang = records.save(session, Person, None, {"name": "王芳", "department_id": lab})
        left = records.save(session, Person, None, {"name": "李强", "left_on": date(2026, 6, 30)})
        room = records.save(session, Place, None, {"name": "主楼302室"})
    return lab, wang, left, room


def test_a_handover_is_a_document(store: Store) -> None:
    lab, wang, _, room = people(store)
    ids = [enter(store, usage_status=UsageStatus.IDLE), enter(store)]
    with store.changing("领用") as session:
        number = handovers.hand_over(
            session, ids, kind=HandoverKind.ISSUE, handed_on=DAY, today=DAY, to_department_id=lab,
            to_person_id=wang, to_place_id=room, reason="新办公室",
        )  # fmt: skip
    found = card(store, ids[0])
    assert (found.department_id, found.custodian_id, found.place_id) == (lab, wang, room)
    assert found.usage_status is UsageStatus.IN_USE
    with store.changing("退库") as session:
        handovers.hand_over(session, ids[:1], kind=HandoverKind.RETURN, handed_on=DAY, today=DAY)
    found = card(store, ids[0])
    assert (found.department_id, found.custodian_id, found.usage_status) == (lab, None, UsageStatus.IDLE)
    with store.reading() as session:
        papers = session.scalars(select(Handover.handover_no).order_by(Handover.id)).all()
        items = session.scalars(select(HandoverItem).where(HandoverItem.handover_id == number)).all()
    assert papers == ["JJ20260001", "JJ20260002"]
    assert [(item.asset_id, item.from_person_id) for item in items] == [(ids[0], None), (ids[1], None)]


def test_a_handover_needs_things_and_somebody_who_is_here(store: Store) -> None:
    lab, _, left, _ = people(store)
    asset_id = enter(store)
    usual: dict[str, Any] = {"kind": HandoverKind.HANDOVER, "handed_on": DAY, "today": DAY}
    for ids, values, words in (
        ([], {"to_department_id": lab}, "请先选择"),
        ([asset_id], {}, "请填写接收部门、接收人或新存放地点"),
        ([asset_id], {"to_person_id": left}, "李强已于 2026-06-30 离岗"),
        ([asset_id], {"to_department_id": lab, "handed_on": LATER}, "还没有到"),
    ):
        with pytest.raises(UserError, match=words), store.changing("交接") as session:
            handovers.hand_over(session, ids, **(usual | values))
    with store.changing("核销") as session:
        disposals.write_off(session, asset_id, DisposalMethod.LOSS, DAY, today=DAY)
    with pytest.raises(UserError, match="已处置核销，不能交接"), store.changing("交接") as session:
        handovers.hand_over(session, [asset_id], **usual, to_department_id=lab)


def test_usage_is_set_for_many_but_not_to_disposed(store: Store) -> None:
    ids = [enter(store), enter(store)]
    with store.changing("闲置") as session:
        service.set_usage(session, ids, UsageStatus.IDLE)
    assert {card(store, each).usage_status for each in ids} == {UsageStatus.IDLE}
    assert close(store, NOV) == D("20.00")
    with pytest.raises(UserError, match="请用“处置核销”"), store.changing("处置") as session:
        service.set_usage(session, ids, UsageStatus.DISPOSED)


def test_writing_off_counts_in_the_open_month_and_can_be_undone_in_it(store: Store) -> None:
    asset_id = enter(store)
    close(store, NOV)
    with store.changing("核销") as session:
        disposals.write_off(session, asset_id, DisposalMethod.SCRAP, date(2026, 11, 28), today=LATER)
    found = card(store, asset_id)
    assert (found.removed_month, found.disposed_on) == (DEC, date(2026, 11, 28))
    for act in (
        lambda s: disposals.write_off(s, asset_id, DisposalMethod.SCRAP, LATER, today=LATER),
        lambda s: changes.adjust_cost(s, asset_id, D("2000.00"), "改", today=LATER),
        lambda s: service.set_usage(s, [asset_id], UsageStatus.IN_USE),
    ):
        with pytest.raises(UserError, match="处置核销"), store.changing("再动") as session:
            act(session)
    with store.changing("恢复") as session:
        disposals.bring_back(session, asset_id)
    assert card(store, asset_id).usage_status is UsageStatus.PENDING
    assert close(store, DEC) == D("10.00")
    with store.changing("核销") as session:
        disposals.write_off(session, asset_id, DisposalMethod.SALE, date(2027, 1, 4), today=date(2027, 1, 4))
    close(store, DEC + 1)
    with pytest.raises(UserError, match="该月已结账，不能恢复"), store.changing("恢复") as session:
        disposals.bring_back(session, asset_id)


def test_a_disposal_to_come_is_refused(store: Store) -> None:
    asset_id = enter(store)
    with pytest.raises(Invalid, match="还没有到"), store.changing("核销") as session:
        disposals.write_off(session, asset_id, DisposalMethod.SCRAP, LATER, today=DAY)
