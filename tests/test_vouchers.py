"""Vouchers for the finance office: which accounts, that they balance, and that no file is handed over twice
without saying so."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from app.assets import changes, disposals
from app.assets.choices import Acquisition, CardKind, DisposalMethod, LegacyClass, PaymentChannel
from app.assets.depreciation import opening
from app.assets.models import Asset
from app.assets.months import close, policy, reopen
from app.finance import accounts as chart
from app.finance import exports, queries, read_back, service, vouchers
from app.finance.accounts import Accounts
from app.finance.models import AccountSet, EventKind, ExportBatch, Profile, VoucherLine
from app.finance.vouchers import Card, Charge, Uncovered, Voucher
from app.kit import records, settings
from app.kit.errors import UserError
from app.kit.months import Month
from app.kit.sheets import OutColumn, write_xlsx
from app.kit.store import Store
from app.people.models import Department, ExpenseAccount

NOVEMBER = Month.make(2026, 11)
TODAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)


def yuan(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def accounts(by_class: bool = False) -> Accounts:
    """The accounts as shipped, without a store."""

    def codes(role: str, plain: str) -> dict[LegacyClass, str]:
        return {kind: plain + (f"{at:02d}" if by_class else "") for at, kind in enumerate(LegacyClass, 1)}

    return Accounts(
        roles={role: code for role, (_, code) in chart.ROLES.items()},
        paid={channel: paid for channel, (paid, _) in chart.CHANNELS.items()},
        budget={channel: budget for channel, (_, budget) in chart.CHANNELS.items()},
        cost_of=codes("cost", "1601"),
        accumulated_of=codes("accumulated", "1602"),
        names=dict(chart.NAMES),
    )


def card(**changes: Any) -> Card:
    facts: dict[str, Any] = {
        "id": 1, "asset_no": "ZC202600001", "name": "台式计算机", "cost": yuan("5,999.00"),
        "accumulated": yuan("0.00"), "fiscal": yuan("0.00"), "other": yuan("0.00"),
        "acquisition": Acquisition.PURCHASE, "channel": PaymentChannel.CURRENT,
        "legacy_class": LegacyClass.GENERAL, "card_kind": CardKind.GENERAL, "subject": "1601",
        "booked_on": date(2026, 11, 20), "department": "后勤保障科", "department_code": "0102",
    }  # fmt: skip
    return Card(**(facts | changes))


def entries(voucher: Voucher | Uncovered | None) -> list[str]:
    """A voucher as one reads it aloud: 财 借1601 5999.00."""
    assert isinstance(voucher, Voucher)
    return [
        f"{'财' if line.account_set is AccountSet.FINANCIAL else '预'} "
        f"{f'借{line.account} {line.debit}' if line.debit else f'贷{line.account} {line.credit}'}"
        for line in voucher.lines
    ]


# --- the table of DOMAIN §1.8 ----------------------------------------------------------------------------

PURCHASES = [
    (PaymentChannel.CURRENT, ["财 借1601 5999.00", "财 贷4001 5999.00", "预 借7201 5999.00", "预 贷6001 5999.00"]),
    (PaymentChannel.PRIOR, ["财 借1601 5999.00", "财 贷1201 5999.00", "预 借7201 5999.00", "预 贷8001 5999.00"]),
    (PaymentChannel.ZERO_BALANCE, ["财 借1601 5999.00", "财 贷1011 5999.00", "预 借7201 5999.00", "预 贷8001 5999.00"]),
    (PaymentChannel.BANK, ["财 借1601 5999.00", "财 贷1002 5999.00", "预 借7201 5999.00", "预 贷8001 5999.00"]),
    (PaymentChannel.CASH, ["财 借1601 5999.00", "财 贷1001 5999.00", "预 借7201 5999.00", "预 贷8001 5999.00"]),
    (PaymentChannel.UNPAID, ["财 借1601 5999.00", "财 贷2302 5999.00"]),
]  # fmt: skip


@pytest.mark.parametrize(("channel", "expected"), PURCHASES, ids=[channel.label for channel, _ in PURCHASES])
def test_purchase_by_payment_channel(channel: PaymentChannel, expected: list[str]) -> None:
    assert entries(vouchers.acquisition(card(channel=channel), NOVEMBER, accounts())) == expected


OTHER_WAYS = [
    (Acquisition.DONATION, "0.00", ["财 借1601 5999.00", "财 贷4603 5999.00"]),
    (Acquisition.TRANSFER_IN, "0.00", ["财 借1601 5999.00", "财 贷3401 5999.00"]),
    (Acquisition.TRANSFER_IN, "999.00", ["财 借1601 5999.00", "财 贷1602 999.00", "财 贷3401 5000.00"]),
    (Acquisition.TRANSFER_IN, "5999.00", ["财 借1601 5999.00", "财 贷1602 5999.00"]),
    (Acquisition.SURPLUS, "0.00", ["财 借1601 5999.00", "财 贷1902 5999.00"]),
    (Acquisition.BUILT, "0.00", ["财 借1601 5999.00", "财 贷1613 5999.00"]),
]


@pytest.mark.parametrize(("way", "accumulated", "expected"), OTHER_WAYS)
def test_ways_without_a_payment_have_no_budget_entry(
    way: Acquisition, accumulated: str, expected: list[str]
) -> None:
    given_card = card(acquisition=way, accumulated=yuan(accumulated))
    assert entries(vouchers.acquisition(given_card, NOVEMBER, accounts())) == expected


@pytest.mark.parametrize("way", [Acquisition.EXCHANGE, Acquisition.LEASED, Acquisition.OTHER])
def test_what_cannot_be_covered_is_said(way: Acquisition) -> None:
    left = vouchers.acquisition(card(acquisition=way), NOVEMBER, accounts())
    assert isinstance(left, Uncovered)
    assert left.asset_no == "ZC202600001"
    assert left.reason


def test_money_that_is_not_fiscal_is_no_fiscal_revenue() -> None:
    mixed = card(fiscal=yuan("4,000.00"), other=yuan("1,999.00"))
    assert entries(vouchers.acquisition(mixed, NOVEMBER, accounts())) == [
        "财 借1601 5999.00", "财 贷4001 4000.00", "财 贷1002 1999.00",
        "预 借7201 5999.00", "预 贷6001 4000.00", "预 贷8001 1999.00",
    ]  # fmt: skip


def test_depreciation_is_financial_only_by_department() -> None:
    charges = [
        Charge("5101", "后勤保障科", "0102", LegacyClass.GENERAL, "1601", yuan("83.32")),
        Charge("5101", "后勤保障科", "0102", LegacyClass.FURNITURE, "1601", yuan("16.68")),
        Charge("5001", "检测中心", "0201", LegacyClass.SPECIAL, "1601", yuan("500.00")),
    ]
    voucher = vouchers.depreciation(NOVEMBER, charges, accounts())
    assert entries(voucher) == ["财 借5001 500.00", "财 借5101 100.00", "财 贷1602 600.00"]
    assert voucher is not None
    assert voucher.lines[0].department == "检测中心"
    assert voucher.day == date(2026, 11, 30)
    split = vouchers.depreciation(NOVEMBER, charges, accounts(by_class=True))
    assert entries(split)[2:] == ["财 贷160202 83.32", "财 贷160203 500.00", "财 贷160206 16.68"]


def test_scrap_by_the_domain_vector() -> None:
    """¥5,999.00 over 72 months from 2024-03, gone 2026-05: 26 months charged."""
    worn = card(accumulated=yuan("2,166.32"))
    voucher = vouchers.removal(worn, DisposalMethod.SCRAP, Month.make(2026, 5), accounts())
    assert entries(voucher) == ["财 借1902 3832.68", "财 借1602 2166.32", "财 贷1601 5999.00"]


@pytest.mark.parametrize(
    ("method", "account"),
    [
        (DisposalMethod.LOSS, "1902"), (DisposalMethod.TRANSFER_OUT, "3401"),
        (DisposalMethod.DONATION, "5301"), (DisposalMethod.SALE, "5301"),
    ],
)  # fmt: skip
def test_each_way_out_debits_its_account(method: DisposalMethod, account: str) -> None:
    voucher = vouchers.removal(card(accumulated=yuan("999.00")), method, NOVEMBER, accounts())
    assert entries(voucher) == [f"财 借{account} 5000.00", "财 借1602 999.00", "财 贷1601 5999.00"]


def test_upgrade_by_the_domain_vector() -> None:
    """100,000.00 with 33,333.20 charged, 30,000.00 spent: 96,666.80 from then on; 1613 is left with the spending."""
    before, after = (yuan("100,000.00"), yuan("33,333.20")), (yuan("96,666.80"), yuan("0.00"))
    voucher = vouchers.upgrade(card(), "BD20260001", NOVEMBER, before, after, accounts())
    assert entries(voucher) == [
        "财 借1613 66666.80", "财 借1602 33333.20", "财 贷1601 100000.00",
        "财 借1601 96666.80", "财 贷1613 96666.80",
    ]  # fmt: skip


MONEY = st.decimals(min_value=0, max_value=10**9, places=2)


@st.composite
def any_card(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Card:
    cost = draw(MONEY)
    share = draw(st.integers(0, 100))
    other = draw(st.sampled_from([yuan("0.00"), (cost * share / 100).quantize(Decimal("0.01")), cost]))
    return card(
        cost=cost, other=other, fiscal=cost - other,
        accumulated=(cost * draw(st.integers(0, 100)) / 100).quantize(Decimal("0.01")),
        acquisition=draw(st.sampled_from(Acquisition)), channel=draw(st.sampled_from(PaymentChannel)),
        legacy_class=draw(st.sampled_from(LegacyClass)), subject=draw(st.sampled_from(["1601", "1701", "1821"])),
    )  # fmt: skip


@given(st.lists(any_card(), max_size=8), st.sampled_from(DisposalMethod), st.booleans())
def test_whatever_the_cards_each_set_balances(
    cards: list[Card], method: DisposalMethod, by_class: bool
) -> None:
    table = accounts(by_class)
    found = [vouchers.acquisition(each, NOVEMBER, table) for each in cards]
    found += [vouchers.removal(each, method, NOVEMBER, table) for each in cards]
    charges = [
        Charge("5101", each.department, "", each.legacy_class, each.subject, each.accumulated)
        for each in cards
    ]
    charged = vouchers.depreciation(NOVEMBER, charges, table)
    made = [each for each in [*found, charged] if isinstance(each, Voucher)]
    for voucher in made:
        assert vouchers.unbalanced(voucher) is None
        assert all((line.debit > 0) != (line.credit > 0) for line in voucher.lines)
        assert min(line.debit + line.credit for line in voucher.lines) > 0
    assert len(found) == 2 * len(cards)


# --- a month in a real store -----------------------------------------------------------------------------


def put_card(store: Store, department_id: int, **changes: Any) -> int:
    values: dict[str, Any] = {
        "asset_no": "ZC202600001", "name": "台式计算机", "original_cost": yuan("5,999.00"),
        "life_months": 72, "booked_on": date(2026, 11, 20), "department_id": department_id,
        "supplier": "郑州恒信办公设备有限公司",
    }  # fmt: skip
    values |= changes
    with store.changing("登记资产") as session:
        opened = values.pop("opening_month", None)
        return records.save(session, Asset, None, values | opening(values, policy(session, TODAY), opened))


@pytest.fixture
def closed(store: Store) -> Store:
    """One old card from the opening ledger, one bought in November; November closed."""
    with store.changing("设置") as session:
        settings.put(session, "first_month", "2026-11")
        settings.put(session, "office_name", "某市计量测试研究所")
        chart.seed(session)
        logistics = records.save(session, Department, None, {"name": "后勤保障科", "code": "0102"})
        centre = records.save(
            session, Department, None, {"name": "检测中心", "expense_account": ExpenseAccount.BUSINESS}
        )
    put_card(
        store, centre, asset_no="000001", name="标准器", original_cost=yuan("6,000.00"), life_months=60,
        accumulated_depreciation=yuan("100.00"), booked_on=date(2026, 10, 9), opening_month=Month.make(2026, 10),
    )  # fmt: skip
    put_card(store, logistics)
    with store.changing("结账") as session:
        close(session, NOVEMBER, at=NOW)
    return store


def hand_over(store: Store, path: Path, profile: Profile = Profile.NEUTRAL) -> service.Exported:
    with store.changing("导出凭证") as session:
        return service.export(session, NOVEMBER, profile, path, "李四", TODAY, NOW)


def rows_of(path: Path) -> list[dict[str, Any]]:
    head, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_an_open_month_is_refused(closed: Store, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="2026年12月还没有结账"), closed.changing("导出凭证") as session:
        service.export(session, NOVEMBER + 1, Profile.NEUTRAL, tmp_path / "a.xlsx", "李四", TODAY, NOW)
    assert not (tmp_path / "a.xlsx").exists()


def test_the_neutral_table_balances(closed: Store, tmp_path: Path) -> None:
    done = hand_over(closed, tmp_path / "凭证.xlsx")
    rows = rows_of(tmp_path / "凭证.xlsx")
    wanted = ["账套", "单据号", "摘要", "科目编码", "科目名称", "借方", "贷方", "部门", "导出批次号"]
    assert set(wanted) <= set(rows[0])
    assert {row["导出批次号"] for row in rows} == {done.batch_no} == {"PZ202612-001"}
    assert len(rows) == done.rows == 7
    for key in {(row["单据号"], row["账套"]) for row in rows}:
        mine = [row for row in rows if (row["单据号"], row["账套"]) == key]
        assert sum(Decimal(str(row["借方"] or 0)) for row in mine) == sum(
            Decimal(str(row["贷方"] or 0)) for row in mine
        )
    assert {row["单据号"] for row in rows} == {"RZ-ZC202600001", "ZJ-2026-11"}
    charged = {row["科目编码"]: row for row in rows if row["单据号"] == "ZJ-2026-11"}
    assert {code: row["借方"] or row["贷方"] for code, row in charged.items()} == {
        "5001": 100, "5101": 83.32, "1602": 183.32
    }  # fmt: skip
    assert charged["5101"]["部门"] == "后勤保障科"
    assert charged["5101"]["科目名称"] == "单位管理费用"
    assert all(row["账套"] == "财务会计" for row in charged.values())
    assert all(isinstance(row["科目编码"], str) for row in rows)


def test_a_repeated_export_says_so_and_stands_apart(closed: Store, tmp_path: Path) -> None:
    first = hand_over(closed, tmp_path / "1.xlsx")
    assert first.repeat_of is None
    second = hand_over(closed, tmp_path / "2.txt", Profile.YONYOU)
    assert (second.repeat_of, second.changed) == (first.batch_no, False)
    text = (tmp_path / "2.txt").read_bytes().decode("gbk")
    assert text.count(f"【重复导出，首次{first.batch_no}】") == second.rows
    third = hand_over(closed, tmp_path / "3.xlsx")
    assert {row["重复导出"] for row in rows_of(tmp_path / "3.xlsx")} == {
        f"重复导出，首次批次 {first.batch_no}"
    }
    assert third.batch_no != second.batch_no


def test_reopening_a_month_that_was_handed_over_says_so(closed: Store, tmp_path: Path) -> None:
    with closed.reading() as session:
        assert queries.in_the_open(session, NOVEMBER) == ""
    first, second = (hand_over(closed, tmp_path / name) for name in ("1.xlsx", "2.xlsx"))
    with closed.changing("反结账") as session:
        reopen(session, NOVEMBER, "改错")
    with closed.reading() as session:
        told = queries.in_the_open(session, NOVEMBER)
        assert f"2026年11月的凭证已经导出（{first.batch_no}、{second.batch_no}）" in told
        assert queries.in_the_open(session, NOVEMBER + 1) == ""


def test_a_batch_never_changes(closed: Store, tmp_path: Path) -> None:
    hand_over(closed, tmp_path / "1.xlsx")
    for table in ("export_batches", "voucher_lines"):
        for verb in (
            f"UPDATE {table} SET {'rows=0' if table == 'export_batches' else 'debit=0'}",
            f"DELETE FROM {table}",
        ):
            with pytest.raises(UserError, match="已导出的批次不能改动"), closed.changing("改") as session:
                session.connection().exec_driver_sql(verb)
    with closed.reading() as session:
        batch = session.query(ExportBatch).one()
        assert batch.financial_debit == batch.financial_credit == yuan("6,182.32")
        assert batch.budget_debit == batch.budget_credit == yuan("5,999.00")
        assert session.query(VoucherLine).count() == batch.rows
    assert closed.verify() == []


def test_what_changed_since_the_first_export_is_told(closed: Store, tmp_path: Path) -> None:
    hand_over(closed, tmp_path / "1.xlsx")
    with closed.changing("反结账") as session:
        reopen(session, NOVEMBER, "漏登一张卡片")
    with closed.reading() as session:
        department = session.query(Department.id).filter_by(name="后勤保障科").scalar()
    put_card(closed, department, asset_no="ZC202600002", name="打印机")
    with closed.changing("结账") as session:
        close(session, NOVEMBER, at=NOW)
    again = hand_over(closed, tmp_path / "2.xlsx")
    assert again.changed
    marks = {row["单据号"]: row["重复导出"] for row in rows_of(tmp_path / "2.xlsx")}
    assert marks["RZ-ZC202600001"]
    assert not marks["RZ-ZC202600002"]


def test_a_card_that_finance_booked_already_is_not_booked_twice(store: Store, tmp_path: Path) -> None:
    with store.changing("设置") as session:
        settings.put(session, "first_month", "2026-11")
        department = records.save(session, Department, None, {"name": "后勤保障科"})
    put_card(store, department, voucher_no="记-0067")
    with store.changing("结账") as session:
        close(session, NOVEMBER, at=NOW)
    done = hand_over(store, tmp_path / "1.xlsx")
    assert done.vouchers == 1
    assert "记-0067" in done.uncovered[0].reason


def test_a_later_export_shows_the_cards_as_they_stood(closed: Store, tmp_path: Path) -> None:
    """A split and an upgrade in December leave November's vouchers as they were."""
    first = hand_over(closed, tmp_path / "1.xlsx")
    with closed.reading() as session:
        bought = session.query(Asset.id).filter_by(asset_no="ZC202600001").scalar()
        measure = session.query(Asset.id).filter_by(asset_no="000001").scalar()
    with closed.changing("改数量") as session:
        records.save(session, Asset, bought, {"quantity": Decimal(3)})
    with closed.changing("变动") as session:
        changes.split(session, bought, Decimal(1), "分给两个科室", today=TODAY)
        changes.upgrade(session, measure, yuan("3,000.00"), 60, "加装恒温控制", today=TODAY)
    again = hand_over(closed, tmp_path / "2.xlsx")
    assert (again.repeat_of, again.changed) == (first.batch_no, False)
    with closed.changing("结账") as session:
        close(session, NOVEMBER + 1, at=NOW)
    with closed.reading() as session:
        december = service.gather(session, Month(NOVEMBER + 1))
    assert [voucher.kind for voucher in december.vouchers] == [EventKind.CHANGE, EventKind.DEPRECIATION]
    assert entries(december.vouchers[0]) == [
        "财 借1613 5800.00", "财 借1602 200.00", "财 贷1601 6000.00", "财 借1601 8800.00", "财 贷1613 8800.00",
    ]  # fmt: skip
    assert "净增 3,000.00 元" in december.uncovered[0].reason


def test_what_leaves_the_books_is_handed_over(closed: Store) -> None:
    """Bought in November, scrapped in December: nothing charged for December."""
    with closed.changing("核销") as session:
        bought = session.query(Asset.id).filter_by(asset_no="ZC202600001").scalar()
        disposals.write_off(session, bought, DisposalMethod.SCRAP, TODAY, today=TODAY)
        close(session, NOVEMBER + 1, at=NOW)
        december = service.gather(session, Month(NOVEMBER + 1))
    assert [voucher.document_no for voucher in december.vouchers] == ["JS-ZC202600001", "ZJ-2026-12"]
    assert entries(december.vouchers[0]) == ["财 借1902 5915.68", "财 借1602 83.32", "财 贷1601 5999.00"]


def test_an_unpaid_purchase_is_handed_over_and_its_payment_named(store: Store) -> None:
    with store.changing("设置") as session:
        settings.put(session, "first_month", "2026-11")
        department = records.save(session, Department, None, {"name": "后勤保障科"})
    put_card(store, department, payment_channel=PaymentChannel.UNPAID)
    with store.changing("结账") as session:
        close(session, NOVEMBER, at=NOW)
        november = service.gather(session, NOVEMBER)
    assert entries(november.vouchers[0]) == ["财 借1601 5999.00", "财 贷2302 5999.00"]
    assert "还未付款 5,999.00 元" in november.uncovered[0].reason


def test_an_account_with_sub_accounts_is_refused(closed: Store, tmp_path: Path) -> None:
    with closed.changing("科目") as session:
        records.save(session, chart.Account, None, {"code": "160101", "name": "房屋及构筑物"})
    with pytest.raises(UserError, match="1601 固定资产 不是末级科目"):
        hand_over(closed, tmp_path / "1.xlsx")
    with closed.changing("设置") as session:
        settings.put(session, "account.by_class", True)
    hand_over(closed, tmp_path / "1.xlsx")
    assert {row["科目编码"] for row in rows_of(tmp_path / "1.xlsx")} >= {"160102", "160202"}


def test_nothing_to_hand_over_is_said(store: Store, tmp_path: Path) -> None:
    with store.changing("结账") as session:
        settings.put(session, "first_month", "2026-11")
        close(session, NOVEMBER, at=NOW)
    with pytest.raises(UserError, match="没有可导出的凭证"):
        hand_over(store, tmp_path / "1.xlsx")
    with store.reading() as session:
        assert session.query(ExportBatch).count() == 0


# --- the other two formats -------------------------------------------------------------------------------


def handover(summary: str = "购置显示器，两台,含税", who: str = "李四") -> exports.Handover:
    line = vouchers.Line(AccountSet.FINANCIAL, "1601", summary, debit=yuan("1000.10"), department_code="0102")
    other = vouchers.Line(AccountSet.FINANCIAL, "4001", summary, credit=yuan("1000.10"))
    voucher = Voucher("RZ-1", EventKind.ACQUISITION, date(2026, 11, 30), (line, other))
    return exports.Handover("PZ202612-001", (voucher,), chart.NAMES, "记", who, {}, {})


def test_yonyou_lines(tmp_path: Path) -> None:
    file = tmp_path / "凭证.txt"
    exports.write(file, Profile.YONYOU, handover())
    content = file.read_bytes()
    assert content.startswith(
        "填制凭证,V800\r\n2026-11-30,记,1,0,购置显示器，两台，含税,1601,1000.10,0.00,".encode("gbk")
    )
    assert content.count(b"\r\n") == 3
    assert not content.endswith(b"\r\n\r\n")
    fields = content.decode("gbk").splitlines()[1].split(",")
    assert (fields[11], fields[14], fields[15]) == ("李四", "2026-11-30", "0102")


def test_yonyou_text_is_cut_and_what_gbk_lacks_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "凭证.txt"
    exports.write(file, Profile.YONYOU, handover("购" * 80 + "\n", who="王𬱖"))
    fields = file.read_bytes().decode("gbk").splitlines()[1].split(",")
    assert fields[4] == "购" * 60
    assert fields[11] == "王〓"


def test_kingdee_columns(tmp_path: Path) -> None:
    file = tmp_path / "凭证.xlsx"
    exports.write(file, Profile.KINGDEE, handover())
    rows = rows_of(file)
    assert rows[0]["日期"] == date(2026, 11, 30)
    assert (rows[0]["科目代码"], rows[0]["借方金额"], rows[0]["贷方金额"]) == ("1601", 1000.1, "")
    assert (rows[1]["凭证字"], rows[1]["凭证号"], rows[1]["币别"]) == ("记", 1, "人民币")


# --- numbers that come back ------------------------------------------------------------------------------


def send_back(path: Path, rows: list[list[object]]) -> Path:
    columns = [OutColumn("单据号"), OutColumn("资产编号"), OutColumn("凭证号"), OutColumn("凭证日期", "date")]
    write_xlsx(path, columns, rows)
    return path


def take_back(store: Store, path: Path) -> read_back.ReadBack:
    with store.changing("回填凭证号") as session:
        return read_back.read_back(session, path, NOW)


def test_numbers_stand_on_the_cards(closed: Store, tmp_path: Path) -> None:
    hand_over(closed, tmp_path / "1.xlsx")
    day = date(2026, 11, 30)
    file = send_back(
        tmp_path / "回填.xlsx",
        [["RZ-ZC202600001", None, "记-12", day], ["ZJ-2026-11", None, "记-13", day], [None, "000001", "记-1", None],
         ["RZ-ZC202600001", None, None, None]],
    )  # fmt: skip
    done = take_back(closed, file)
    assert (done.documents, done.cards, done.without_number) == (3, 2, 1)
    with closed.reading() as session:
        assert dict(session.query(Asset.asset_no, Asset.voucher_no).all()) == {
            "ZC202600001": "记-12", "000001": "记-1"
        }  # fmt: skip
    again = hand_over(closed, tmp_path / "2.xlsx")
    assert again.uncovered == ()
    assert {row["已回填凭证号"] for row in rows_of(tmp_path / "2.xlsx")} == {"记-12", "记-13"}
    with pytest.raises(UserError, match="已回填凭证号 记-12"):
        take_back(closed, send_back(tmp_path / "b.xlsx", [["RZ-ZC202600001", None, "记-99", day]]))


def test_a_month_that_finance_posted_is_not_reopened(closed: Store, tmp_path: Path) -> None:
    hand_over(closed, tmp_path / "1.xlsx")
    take_back(closed, send_back(tmp_path / "b.xlsx", [["ZJ-2026-11", None, "记-13", None]]))
    with pytest.raises(UserError, match="财务已记账（记-13）"), closed.changing("反结账") as session:
        reopen(session, NOVEMBER, "算错了")


def test_unknown_documents_and_two_numbers_are_refused_whole(closed: Store, tmp_path: Path) -> None:
    hand_over(closed, tmp_path / "1.xlsx")
    rows: list[list[object]] = [
        ["RZ-ZC202600001", None, "记-12", None], ["RZ-ZC202600001", None, "记-13", None],
        ["RZ-没有", None, "记-14", None], [None, "没有", "记-15", None],
    ]  # fmt: skip
    with pytest.raises(UserError) as refused:
        take_back(closed, send_back(tmp_path / "b.xlsx", rows))
    words = str(refused.value)
    assert "两个凭证号" in words
    assert "没有导出过单据 RZ-没有" in words
    assert "没有资产编号为 没有 的卡片" in words
    with closed.reading() as session:
        assert session.query(Asset).filter(Asset.voucher_no.is_not(None)).count() == 0
