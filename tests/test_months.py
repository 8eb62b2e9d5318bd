"""Closing months: SQL against the pure rule, order and locks, reopening, preview, movements, the sample ledger."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.assets import changes, disposals, months, posted, service
from app.assets.choices import (
    DepreciationStatus,
    DisposalMethod,
    LegacyClass,
    Method,
)
from app.assets.depreciation import Policy, Terms, future, opening
from app.assets.models import Asset, ClosedMonth, MonthBalance, MonthTotal, Posting, Workload
from app.assets.months import Reason
from app.assets.schedule import schedule
from app.kit import audit, records
from app.kit import settings as office
from app.kit.db import fen, yuan
from app.kit.errors import UserError
from app.kit.months import Month
from app.kit.store import Store
from app.people.models import Department, ExpenseAccount
from tests.databases import Databases

D = Decimal
OCT, NOV, DEC = Month.make(2026, 10), Month.make(2026, 11), Month.make(2026, 12)
JAN = DEC + 1


def at(month: Month) -> datetime:
    """Noon of a day in the month."""
    return datetime(month.year, month.month, 25, 12, tzinfo=UTC)


def close(store: Store, month: Month) -> months.Closing:
    with store.changing("结账") as session:
        return months.close(session, month, at=at(month))


def bring_in(store: Store, rows: list[dict[str, Any]], month: Month = OCT) -> range:
    """Cards of a ledger whose figures stand at the end of `month`."""
    with store.changing("导入") as session:
        rules = months.policy(session, DEC.first_day)
        ready = []
        for number, row in enumerate(rows, 1):
            values = {
                "asset_no": f"K{number:05d}", "name": "物件", "legacy_class": LegacyClass.GENERAL,
                "original_cost": D("5999.00"), "accumulated_depreciation": D("0.00"), "life_months": 72,
                "booked_on": date(2024, 3, 15), "department_id": None, "method": Method.STRAIGHT_LINE,
                "total_workload": None,
            } | row  # fmt: skip
            ready.append(values | opening(values, rules, month))
        return records.add_many(session, Asset, ready)


def balances(store: Store, month: Month) -> dict[LegacyClass, MonthBalance]:
    """The frozen balances of a closed month."""
    with store.reading() as session:
        rows = session.scalars(select(MonthBalance).where(MonthBalance.month == month))
        return {row.legacy_class: row for row in rows}


def card(store: Store, asset_id: int) -> dict[str, Any]:
    with store.reading() as session:
        return records.values(session, Asset, asset_id)


def rows_of(store: Store, sql: str) -> list[tuple[Any, ...]]:
    with store.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


@contextmanager
def scratch(database: Databases) -> Iterator[Store]:
    """A store of its own for one example of hypothesis."""
    with tempfile.TemporaryDirectory() as folder:
        where = database.new(Path(folder))
        with closing(Store.open(where, who="张三")) as store:
            yield store
        database.drop(where)


CARDS = st.fixed_dictionaries(
    {
        "original_cost": st.integers(1, 10**8).map(yuan),
        "life_months": st.one_of(st.none(), st.integers(1, 6), st.integers(1, 400)),
        "booked_on": st.one_of(st.none(), st.dates(date(2012, 1, 31), date(2026, 10, 31))),
        "paid": st.integers(0, 100),
        "legacy_class": st.sampled_from(list(LegacyClass)),
    }
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(CARDS, min_size=1, max_size=12))
def test_sql_charges_as_the_pure_rule(database: Databases, drawn: list[dict[str, Any]]) -> None:
    """Three months closed by SQL are the first three of the pure rule for every card; then all is reopened."""
    rows = []
    for each in drawn:
        paid = yuan(fen(each["original_cost"]) * each.pop("paid") // 100)
        rows.append(each | {"accumulated_depreciation": paid})
    with scratch(database) as store:
        ids = bring_in(store, rows)
        before = [card(store, each) for each in ids]
        stands = [rows_of(store, "SELECT * FROM assets ORDER BY id")]
        for month in (NOV, DEC, JAN):
            close(store, month)
            stands.append(rows_of(store, "SELECT * FROM assets ORDER BY id"))
        for values in before:
            expected = _expected(values)
            charged = rows_of(
                store,
                "SELECT month, amount, accumulated FROM postings "
                f"WHERE asset_id = {values['id']} ORDER BY month",
            )
            assert charged == expected[:3]
            after = card(store, values["id"])
            assert after["accumulated_depreciation"] == yuan(
                expected[min(3, len(expected)) - 1][2]
                if expected
                else fen(values["accumulated_depreciation"])
            )
            assert after["net_book_value"] == after["original_cost"] - after["accumulated_depreciation"] >= 0
        with store.reading() as session:
            assert months.problems(session) == []
        for number, month in enumerate((JAN, DEC, NOV), 2):
            with store.changing("反结账") as session:
                months.reopen(session, month, "核对")
            assert rows_of(store, "SELECT * FROM assets ORDER BY id") == stands[-number]
        assert rows_of(store, "SELECT * FROM postings") == []
        assert store.verify() == []


def _expected(values: dict[str, Any]) -> list[tuple[int, int, int]]:
    if values["depreciation_status"] is not DepreciationStatus.CHARGING or not values["depreciation_months"]:
        return []
    terms = Terms(
        fen(values["original_cost"]), fen(values["accumulated_depreciation"]),
        fen(values["depreciation_base"]), values["depreciation_months"], values["depreciation_start"],
        values["charged_through"],
    )  # fmt: skip
    return [(int(month), amount, sum_) for month, amount, sum_ in future(terms, NOV)]


def test_the_sample_figures_of_a_card_through_its_life(store: Store) -> None:
    """¥5,999.00 over 72 months, entered 2024-03-15 and written off 2026-05-20: nothing is charged in May."""
    day = date(2024, 3, 15)
    with store.changing("建卡") as session:
        asset_id = service.save_card(
            session, None, {"name": "台式计算机", "original_cost": D("5999.00"), "life_months": 72,
                            "gb_code": "A02010105", "booked_on": day}, today=day,
        )  # fmt: skip
    month = Month.of(day)
    for number in range(26):
        assert close(store, month + number).amount == D("83.32")
    with store.changing("处置核销") as session:
        disposals.write_off(
            session, asset_id, DisposalMethod.SCRAP, date(2026, 5, 20), today=date(2026, 5, 20)
        )
    assert close(store, Month.make(2026, 5)).amount == D("0.00")
    values = card(store, asset_id)
    assert (values["accumulated_depreciation"], values["net_book_value"]) == (D("2166.32"), D("3832.68"))
    with store.reading() as session:
        found = schedule(session, asset_id, date(2026, 6, 1))
    line = balances(store, Month.make(2026, 5))[LegacyClass.GENERAL]
    assert (str(found[-1].month), len(found)) == ("2026-04", 26)
    assert (line.removed_cost, line.removed_accumulated) == (D("5999.00"), D("2166.32"))
    assert (line.closing_cost, line.closing_accumulated, line.cards) == (D("0.00"), D("0.00"), 0)


def test_the_schedule_is_what_was_posted_and_what_is_to_come(store: Store) -> None:
    (asset_id,) = bring_in(store, [{"accumulated_depreciation": D("2666.24")}])
    close(store, NOV)
    with store.reading() as session:
        found = schedule(session, asset_id, date(2026, 12, 3))
    first, second, last = found[0], found[1], found[-1]
    assert (str(first.month), first.amount, first.accumulated, first.net, first.posted) == (
        "2026-11", D("83.32"), D("2749.56"), D("3249.44"), True,
    )  # fmt: skip
    assert (str(second.month), second.posted) == ("2026-12", False)
    assert (str(last.month), last.amount, last.net) == ("2030-02", D("83.28"), D("0.00"))


def test_closing_tells_cards_amount_and_accounts(store: Store) -> None:
    with store.changing("部门") as session:
        lab = records.save(
            session, Department, None, {"name": "检测中心", "expense_account": ExpenseAccount.BUSINESS}
        )
    bring_in(store, [{"department_id": lab}, {}, {"legacy_class": LegacyClass.BOOK, "life_months": None}])
    done = close(store, NOV)
    assert (done.month, done.cards, done.amount) == (NOV, 2, D("166.64"))
    assert done.by_account == (("5001", D("83.32")), ("5101", D("83.32")))
    with store.reading() as session:
        closed = session.scalars(select(ClosedMonth)).one()
        assert (closed.closed_by, closed.cards, closed.amount) == ("张三", 2, D("166.64"))
        kept = session.scalars(select(MonthTotal).order_by(MonthTotal.account)).all()
    assert [(row.department_id, row.account, row.cards, row.amount) for row in kept] == [
        (lab, "5001", 1, D("83.32")),
        (0, "5101", 1, D("83.32")),
    ]
    assert store.verify() == []


@pytest.mark.parametrize("chunk", [1, 2, 20_000])
def test_a_months_digest_is_that_of_its_rows(
    store: Store, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    """However many are read at a time, and with gaps between the ids."""
    monkeypatch.setattr(posted, "_CHUNK", chunk)
    book = {"legacy_class": LegacyClass.BOOK, "life_months": None}
    bring_in(store, [book, {}, book, book, {"original_cost": D("1234.56")}])
    close(store, NOV)
    names = "month, asset_id, amount, accumulated, months, legacy_class, department_id, account"
    found = rows_of(store, f"SELECT {names} FROM postings ORDER BY asset_id")
    with store.reading() as session:
        assert months.digest(session, NOV) == audit.digest_rows(found)
        assert session.scalar(select(ClosedMonth.digest)) == audit.digest_rows(found)


def test_finished_cards_stay_and_are_charged_no_more(store: Store) -> None:
    (asset_id,) = bring_in(
        store, [{"booked_on": date(2020, 12, 1), "accumulated_depreciation": D("5900.00")}]
    )
    assert close(store, NOV).amount == D("99.00")
    values = card(store, asset_id)
    assert values["depreciation_status"] is DepreciationStatus.FINISHED
    assert values["net_book_value"] == D("0.00")
    assert close(store, DEC).cards == 0
    line = balances(store, DEC)[LegacyClass.GENERAL]
    assert (line.cards, line.closing_cost, line.charged) == (1, D("5999.00"), D("0.00"))


@pytest.mark.parametrize(
    ("month", "words"),
    [
        (NOV, "2026年11月已经结账，不能重复结账"),
        (JAN, "2027年1月之前的月份还没有结账，请先结2026年12月"),
        (OCT, "2026年10月已经结账"),
    ],
)
def test_months_are_closed_once_and_in_order(store: Store, month: Month, words: str) -> None:
    bring_in(store, [{}])
    close(store, NOV)
    with pytest.raises(UserError, match=words), store.changing("结账") as session:
        months.close(session, month, at=at(JAN))
    with store.reading() as session:
        assert session.scalars(select(ClosedMonth.month)).all() == [NOV]
        assert session.scalars(select(Posting.month).distinct()).all() == [NOV]


def test_a_month_to_come_is_not_closed_unless_told(store: Store) -> None:
    bring_in(store, [{}])
    early = datetime(2026, 10, 31, 3, tzinfo=UTC)
    with pytest.raises(UserError, match="2026年11月还没有到"), store.changing("结账") as session:
        months.close(session, NOV, at=early)
    with store.changing("结账") as session:
        assert months.close(session, NOV, at=early, allow_future=True).cards == 1


def test_months_before_the_books_begin_are_refused(store: Store) -> None:
    bring_in(store, [{}])
    with pytest.raises(UserError, match="早于建账月份，现在该结的是2026年11月"):
        close(store, OCT)


def test_the_first_month_is_set_or_follows_from_the_cards(store: Store) -> None:
    today = date(2026, 11, 23)
    with store.reading() as session:
        assert months.open_month(session, today) == NOV
    bring_in(store, [{}], Month.make(2026, 6))
    with store.reading() as session:
        assert months.open_month(session, today) == Month.make(2026, 7)
        assert months.settled_month(session, today) == Month.make(2026, 6)
    with store.changing("设置") as session:
        office.put(session, "first_month", "2026年9月")
    with store.reading() as session:
        assert months.open_month(session, today) == Month.make(2026, 9)
    with store.changing("设置") as session:
        office.put(session, "first_month", "九月")
    with store.reading() as session, pytest.raises(UserError, match="建账月份“九月”不是月份"):
        months.open_month(session, today)


def test_reopening_needs_a_reason_and_the_last_month(store: Store) -> None:
    bring_in(store, [{}])
    with pytest.raises(UserError, match="还没有结过账"), store.changing("反结账") as session:
        months.reopen(session, NOV, "改错")
    close(store, NOV)
    close(store, DEC)
    for month, reason, words in (
        (DEC, "  ", "要写明原因"),
        (NOV, "改错", "之后的月份已经结账，最近一个是2026年12月"),
        (JAN, "改错", "2027年1月没有结账"),
    ):
        with pytest.raises(UserError, match=words), store.changing("反结账") as session:
            months.reopen(session, month, reason)
    with store.changing("反结账") as session:
        months.reopen(session, DEC, "部门记错")
    with store.reading() as session:
        assert session.scalar(select(audit.Act.reason).order_by(audit.Act.id.desc()).limit(1)) == "部门记错"
        assert months.last_closed(session) == NOV
    assert store.verify() == []


def test_close_reopen_close_is_the_same(store: Store) -> None:
    bring_in(store, [{}, {"original_cost": D("777.77"), "life_months": 13}, {"life_months": None}])
    first = close(store, NOV)
    state = [rows_of(store, f"SELECT * FROM {name}") for name in ("assets", "postings", "month_balances")]
    digest = rows_of(store, "SELECT digest FROM closed_months")
    with store.changing("反结账") as session:
        months.reopen(session, NOV, "核对")
    assert rows_of(store, "SELECT * FROM month_balances") == []
    assert close(store, NOV) == first
    again = [rows_of(store, f"SELECT * FROM {name}") for name in ("assets", "postings", "month_balances")]
    assert (again, rows_of(store, "SELECT digest FROM closed_months")) == (state, digest)


def test_figures_that_come_after_a_closing_do_not_move_the_beginning(store: Store) -> None:
    bring_in(store, [{}])
    close(store, NOV)
    bring_in(store, [{"asset_no": "K00002"}], NOV)
    with store.changing("反结账") as session:
        months.reopen(session, NOV, "漏了卡片")
    with store.reading() as session:
        assert months.open_month(session, DEC.first_day) == NOV
    assert close(store, NOV).cards == 1
    assert close(store, DEC).cards == 2


def test_nothing_built_on_a_month_is_reopened_under(store: Store) -> None:
    (asset_id,) = bring_in(store, [{"accumulated_depreciation": D("2666.24")}])
    close(store, NOV)
    with store.changing("变动") as session:
        change = changes.change_life(session, asset_id, 96, "技术鉴定", today=DEC.first_day)
    with pytest.raises(UserError, match="已有变动单 BD20260001"), store.changing("反结账") as session:
        months.reopen(session, NOV, "改错")
    with store.changing("撤销") as session:
        changes.withdraw(session, change, today=DEC.first_day)
    with store.changing("反结账") as session:
        months.reopen(session, NOV, "改错")
    assert card(store, asset_id)["accumulated_depreciation"] == D("2666.24")


def test_the_store_refuses_changes_to_a_closed_month(store: Store) -> None:
    bring_in(store, [{}])
    close(store, NOV)
    for sql in ("UPDATE postings SET amount = 1", "DELETE FROM postings"):
        with pytest.raises(UserError, match="已经结账"), store.changing("改账") as session:
            session.execute(text(sql))


def test_tampering_is_found(store: Store) -> None:
    ids = bring_in(store, [{}, {}])
    close(store, NOV)
    with store.changing("篡改") as session:
        _without_guards(session)
        session.execute(text(f"UPDATE postings SET account = '5001' WHERE asset_id = {ids[0]}"))
    with store.reading() as session:
        assert months.problems(session) == ["2026年11月的折旧明细被改动过"]
    with store.changing("篡改") as session:
        session.execute(text(f"UPDATE postings SET account = '5101', amount = 1 WHERE asset_id = {ids[0]}"))
    with store.reading() as session:
        assert months.problems(session) == [
            "2026年11月的折旧明细与结账时的合计不符",
            "资产 K00001 的累计折旧与期初数、各月折旧对不上",
        ]


def _without_guards(session: Session) -> None:
    """As somebody with the database's own tools would do it."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    session.execute(
        text("DROP TRIGGER postings_no_update" if sqlite else "ALTER TABLE postings DISABLE TRIGGER USER")
    )


def test_a_life_that_comes_later_is_caught_up(store: Store) -> None:
    (asset_id,) = bring_in(store, [{"life_months": None, "accumulated_depreciation": D("2666.24")}])
    with store.reading() as session:
        seen = months.preview(session, NOV, NOV.last_day)
    assert (seen.lacking_count, seen.lacking) == (1, ((asset_id, "K00001", "物件"),))
    assert seen.warnings == ("1 张卡片没有折旧年限，本月不计提。补上年限后，下次结账时一并补提。",)
    assert close(store, NOV).cards == 0
    with store.changing("补年限") as session:
        service.save_card(session, asset_id, {"life_months": 72}, today=DEC.first_day)
    assert close(store, DEC).amount == D("166.64")
    assert card(store, asset_id)["entry_month"] == Month.make(2024, 3)


def test_a_preview_explains_every_difference(store: Store) -> None:
    """Added, caught up, gone, finished, changed, last month: counts and amounts, with the cards behind them."""
    old = date(2024, 3, 15)
    ids = bring_in(
        store,
        [
            {"booked_on": old},
            {"booked_on": old},
            {"booked_on": date(2020, 12, 2), "accumulated_depreciation": D("5900.00")},
            {"booked_on": old, "life_months": 33, "original_cost": D("100.00"),
             "accumulated_depreciation": D("93.93")},
            {"booked_on": old},
            {"booked_on": old, "life_months": 34, "original_cost": D("100.00"),
             "accumulated_depreciation": D("94.00")},
        ],
    )  # fmt: skip
    first = close(store, NOV)
    with store.changing("十二月") as session:
        disposals.write_off(session, ids[1], DisposalMethod.SALE, DEC.first_day, today=DEC.last_day)
        changes.adjust_cost(session, ids[4], D("6999.00"), "决算", today=DEC.first_day)
        for number, begun in (("N1", DEC.first_day), ("N2", date(2026, 9, 9))):
            service.save_card(
                session, None,
                {"asset_no": number, "name": "新购", "original_cost": D("7200.00"), "life_months": 72,
                 "booked_on": DEC.first_day, "in_use_on": begun},
                today=DEC.first_day,
            )  # fmt: skip
    with store.reading() as session:
        seen = months.preview(session, DEC, DEC.last_day)
        behind = {each.reason: months.cards_behind(session, DEC, each.reason) for each in seen.differences}
    assert seen.last_amount == first.amount
    assert seen.amount - first.amount == sum(each.amount for each in seen.differences)
    found = {each.reason: (each.cards, each.amount) for each in seen.differences}
    assert found[Reason.ADDED] == (1, D("100.00"))
    assert found[Reason.CATCH_UP] == (1, D("400.00"))
    assert found[Reason.REMOVED] == (1, D("-83.32"))
    assert found[Reason.FINISHED] == (2, D("-105.07"))
    assert found[Reason.LAST] == (1, D("0.12"))
    assert found[Reason.CHANGED][0] == 1
    assert [each.asset_no for each in behind[Reason.FINISHED]] == ["K00003", "K00004"]
    assert (behind[Reason.CATCH_UP][0].last, behind[Reason.CATCH_UP][0].now) == (D("0.00"), D("400.00"))
    assert {reason: len(cards) for reason, cards in behind.items()} == {
        reason: count for reason, (count, _) in found.items()
    }
    done = close(store, DEC)
    assert (done.cards, done.amount) == (seen.cards, seen.amount)
    with store.reading() as session:
        later = months.preview(session, JAN, JAN.last_day)
    assert {each.reason: each.amount for each in later.differences} == {
        Reason.AFTER_CATCH_UP: D("-300.00"),
        Reason.FINISHED: D("-3.06"),
    }


def test_the_first_preview_has_nothing_to_compare_with(store: Store) -> None:
    bring_in(store, [{}, {}])
    with store.reading() as session:
        seen = months.preview(session, NOV, NOV.last_day)
        assert (seen.cards, seen.amount, seen.last, seen.differences) == (2, D("166.64"), None, ())
        assert [(group.label, group.cards, group.amount) for group in seen.by_class] == [
            ("通用设备", 2, D("166.64"))
        ]
        assert [group.label for group in seen.by_department] == ["（未分部门）"]
        assert [group.label for group in seen.by_account] == ["5101 单位管理费用"]
        with pytest.raises(UserError, match="请先结2026年11月"):
            months.preview(session, DEC, DEC.last_day)


def test_movements_join_up_from_month_to_month(store: Store) -> None:
    """Opening + added − removed + changed = closing, and each opening is the closing before."""
    ids = bring_in(
        store,
        [
            {"accumulated_depreciation": D("2666.24")},
            {"accumulated_depreciation": D("2666.24")},
            {"legacy_class": LegacyClass.FURNITURE, "life_months": 180},
            {"legacy_class": LegacyClass.RELIC, "life_months": None},
        ],
    )
    close(store, NOV)
    with store.changing("十二月") as session:
        disposals.write_off(session, ids[1], DisposalMethod.SCRAP, DEC.first_day, today=DEC.last_day)
        changes.upgrade(session, ids[0], D("1000.00"), 60, "扩容", today=DEC.first_day)
        service.save_card(
            session, None, {"name": "新购", "original_cost": D("7200.00"), "life_months": 72,
                            "booked_on": DEC.first_day}, today=DEC.first_day,
        )  # fmt: skip
        service.save_card(session, ids[2], {"legacy_class": LegacyClass.SPECIAL}, today=DEC.first_day)
    close(store, DEC)
    november, by_class = balances(store, NOV), balances(store, DEC)
    december = list(by_class.values())
    for line in december:
        assert (
            line.opening_cost + line.added_cost - line.removed_cost + line.changed_cost == line.closing_cost
        )
        assert (
            line.opening_accumulated + line.charged + line.added_accumulated - line.removed_accumulated
            + line.changed_accumulated == line.closing_accumulated
        )  # fmt: skip
        if line.legacy_class in november:
            assert line.opening_cost == november[line.legacy_class].closing_cost
    general = by_class[LegacyClass.GENERAL]
    assert (general.added_cost, general.removed_cost) == (D("7200.00"), D("5999.00"))
    assert general.changed_cost == D("1000.00") - D("2749.56")
    assert by_class[LegacyClass.FURNITURE].changed_cost == D("-5999.00")
    assert by_class[LegacyClass.SPECIAL].changed_cost == D("5999.00")
    sums = rows_of(
        store,
        "SELECT SUM(original_cost), SUM(accumulated_depreciation) FROM assets WHERE removed_month IS NULL",
    )
    assert sums == [
        (
            sum(fen(each.closing_cost) for each in december),
            sum(fen(each.closing_accumulated) for each in december),
        )
    ]


def test_a_month_carried_forward_is_the_month_summed(store: Store) -> None:
    """Balances are carried from month to month; what the log cannot tell is summed, or found by the check."""
    ids = bring_in(store, [{}, {}, {"quantity": D(4), "legacy_class": LegacyClass.FURNITURE}])
    close(store, NOV)
    with store.changing("拆分") as session:
        changes.split(session, ids[2], D(1), "分用", today=DEC.first_day)
    close(store, DEC)
    assert balances(store, DEC)[LegacyClass.FURNITURE].cards == 2
    assert balances(store, DEC)[LegacyClass.FURNITURE].closing_cost == D("5999.00")
    with store.reading() as session:
        assert months.problems(session) == []
    with store.changing("篡改") as session:
        session.execute(text(f"UPDATE assets SET legacy_class = 'special' WHERE id = {ids[0]}"))
    with store.reading() as session:
        assert months.problems(session) == [
            "2026年12月结账的余额接不上现在的卡片，有卡片没有经过变动单就被改动过"
        ]


def test_a_class_changed_in_the_act_of_closing_is_seen(store: Store) -> None:
    ids = bring_in(store, [{}, {}])
    close(store, NOV)
    with store.changing("改类并结账") as session:
        service.save_card(session, ids[0], {"legacy_class": LegacyClass.SPECIAL}, today=DEC.first_day)
        months.close(session, DEC, at=at(DEC))
    assert {kind: line.closing_cost for kind, line in balances(store, DEC).items()} == {
        LegacyClass.GENERAL: D("5999.00"),
        LegacyClass.SPECIAL: D("5999.00"),
    }


def test_a_closed_month_stands_whatever_happens_later(store: Store) -> None:
    ids = bring_in(store, [{"accumulated_depreciation": D("2666.24")}, {}])
    close(store, NOV)
    kept = [rows_of(store, f"SELECT * FROM {name}") for name in ("postings", "month_balances")]
    with store.changing("变动") as session:
        changes.adjust_cost(session, ids[0], D("9999.00"), "决算", today=DEC.first_day)
        disposals.write_off(session, ids[1], DisposalMethod.LOSS, date(2026, 11, 2), today=DEC.first_day)
    assert card(store, ids[1])["removed_month"] == DEC
    assert [rows_of(store, f"SELECT * FROM {name}") for name in ("postings", "month_balances")] == kept
    with store.reading() as session:
        assert months.problems(session) == []
        assert session.scalars(select(MonthBalance.closing_cost)).all() == [D("11998.00")]


def test_work_is_charged_month_by_month(store: Store) -> None:
    """¥360,000.00 over 600,000 km: 1,500 km in November, nothing told in December, both told for January."""
    (asset_id,) = bring_in(
        store,
        [{"original_cost": D("360000.00"), "method": Method.WORKLOAD, "total_workload": D("600000"),
          "life_months": None, "accumulated_depreciation": D("359000.00")}],
    )  # fmt: skip
    assert _work(store, asset_id, NOV, D("1500")) is None
    assert close(store, NOV).by_account == (("5101", D("900.00")),)
    with store.reading() as session:
        seen = months.preview(session, DEC, DEC.last_day)
    assert seen.warnings == ("1 张按工作量法计提的卡片本月没有折旧，请确认工作量已经登记。",)
    assert [(each.reason, each.amount) for each in seen.differences] == [(Reason.WORKLOAD, D("-900.00"))]
    assert close(store, DEC).cards == 0
    _work(store, asset_id, DEC, D("100"))
    _work(store, asset_id, JAN, D("400"))
    assert close(store, JAN).amount == D("100.00")
    values = card(store, asset_id)
    assert values["depreciation_status"] is DepreciationStatus.FINISHED
    with store.changing("反结账") as session:
        months.reopen(session, JAN, "里程有误")
    assert card(store, asset_id)["accumulated_depreciation"] == D("359900.00")


def _work(store: Store, asset_id: int, month: Month, quantity: Decimal) -> None:
    with store.changing("登记工作量") as session:
        records.save(session, Workload, None, {"asset_id": asset_id, "month": month, "quantity": quantity})


def test_guards_of_higher_domains_are_asked(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    bring_in(store, [{}])
    close(store, NOV)
    monkeypatch.setattr(months, "_guards", [lambda session, month: f"{month.chinese}已导出凭证。"])
    with pytest.raises(UserError, match="2026年11月已导出凭证"), store.changing("反结账") as session:
        months.reopen(session, NOV, "改错")


def test_the_policy_follows_the_settings(store: Store) -> None:
    with store.changing("设置") as session:
        office.put(session, "opening_policy", "spread")
        office.put(session, "late_entry_policy", "from_entry")
    with store.reading() as session:
        assert months.policy(session, NOV.first_day) == Policy(open=NOV, spread=True, catch_up=False)
