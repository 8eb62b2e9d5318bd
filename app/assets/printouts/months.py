"""折旧汇总表 (depreciation-summary) and 资产变动表 (asset-changes) of a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assets.choices import LegacyClass
from app.assets.ledger import ClosedMonth, MonthBalance, Posting
from app.kit.errors import UserError
from app.kit.months import Month
from app.kit.printing import Opening, Printout
from app.kit.printing.blocks import Amount, Note
from app.kit.printing.flow import Block
from app.kit.printing.table import Column, DataTable, Row, SubRow
from app.people.models import Department, ExpenseAccount

ZERO = Decimal("0.00")
CLASSES = list(LegacyClass)


@dataclass(frozen=True)
class SummaryRow:
    """What was charged for one class, department and expense account, as frozen in the postings. Yuan."""

    legacy_class: str
    department: str
    account: str
    cards: int
    amount: Decimal
    accumulated: Decimal


@dataclass(frozen=True)
class SummarySlip:
    """A closed month's depreciation."""

    month: Month
    rows: tuple[SummaryRow, ...]


@dataclass(frozen=True)
class ChangesRow:
    """What a class opened with, gained, lost and closed with; cost and accumulated depreciation in yuan."""

    legacy_class: str
    cards: int
    opening: tuple[Decimal, Decimal]
    added: tuple[Decimal, Decimal]
    removed: tuple[Decimal, Decimal]
    closing: tuple[Decimal, Decimal]


@dataclass(frozen=True)
class ChangesSlip:
    """A closed month's movements by class."""

    month: Month
    rows: tuple[ChangesRow, ...]


def gather_summary(session: Session, month: Month) -> list[SummarySlip]:
    """The postings of a closed month by class, department and account. UserError where it is not closed."""
    _must_be_closed(session, month)
    query = (
        select(
            Posting.legacy_class,
            Department.name,
            Posting.account,
            func.count(),
            func.sum(Posting.amount),
            func.sum(Posting.accumulated),
        )
        .outerjoin(Department, Department.id == Posting.department_id)
        .where(Posting.month == month)
        .group_by(Posting.legacy_class, Department.name, Posting.account)
    )
    rows = [
        SummaryRow(found[0].label, found[1] or "（未定部门）", account_name(found[2]), *found[3:])
        for found in sorted(
            session.execute(query).all(),
            key=lambda found: (CLASSES.index(found[0]), found[1] is None, found[1] or "", found[2]),
        )
    ]
    return [SummarySlip(month, tuple(rows))]


def gather_changes(session: Session, month: Month) -> list[ChangesSlip]:
    """The balances of a closed month by class. UserError where it is not closed."""
    _must_be_closed(session, month)
    found = session.scalars(select(MonthBalance).where(MonthBalance.month == month)).all()
    rows = [_changes(balance) for balance in sorted(found, key=lambda b: CLASSES.index(b.legacy_class))]
    return [ChangesSlip(month, tuple(rows))]


def _changes(balance: MonthBalance) -> ChangesRow:
    """A revaluation counts as added where it raises the figure, as removed where it lowers it."""
    cost, worn = balance.changed_cost, balance.changed_accumulated
    return ChangesRow(
        legacy_class=balance.legacy_class.label,
        cards=balance.cards,
        opening=(balance.opening_cost, balance.opening_accumulated),
        added=(
            balance.added_cost + max(cost, ZERO),
            balance.added_accumulated + balance.charged + max(worn, ZERO),
        ),
        removed=(
            balance.removed_cost + max(-cost, ZERO),
            balance.removed_accumulated + max(-worn, ZERO),
        ),
        closing=(balance.closing_cost, balance.closing_accumulated),
    )


def _must_be_closed(session: Session, month: Month) -> None:
    if session.scalar(select(ClosedMonth.id).where(ClosedMonth.month == month)) is None:
        raise UserError(f"{month.chinese}还没有结账，没有可以打印的数。请先结账，或换一个已结账的月份。")


def account_name(code: str) -> str:
    """5101 -> 5101 单位管理费用; a code of the office's own stands alone."""
    return next((account.label for account in ExpenseAccount if account.value == code), code)


def draw_summary(slip: SummarySlip) -> list[Opening | Block]:
    """Class by class with a sum for each, the whole amount in capitals, then the sums by expense account."""
    columns = [
        Column("资产类别", 34),
        Column("使用部门", 28),
        Column("费用科目", 33),
        Column("卡片数", 14, "right", total=True),
        Column("本月折旧", 24, "right", total=True),
        Column("累计折旧", 26, "right", total=True),
    ]
    rows: list[Row] = []
    for legacy_class, group in groupby(slip.rows, key=lambda row: row.legacy_class):
        lines = list(group)
        rows += [_line(row, row.legacy_class, row.department, row.account) for row in lines]
        if len(lines) > 1:
            rows.append(SubRow(_sums(lines, f"{legacy_class}小计", "", "")))
    accounts = sorted({row.account for row in slip.rows})
    by_account = [
        _sums([row for row in slip.rows if row.account == account], account, "", "") for account in accounts
    ]
    return [
        Opening(middle=slip.month.chinese, right="金额单位：元"),
        DataTable(columns, rows, total=True, size=9),
        Amount(sum((row.amount for row in slip.rows), start=ZERO), "本月折旧合计", label_width=30),
        DataTable(
            [Column("费用科目", 60), Column("卡片数", 20, "right"), Column("本月折旧", 40, "right")],
            [(account[0], account[3], account[4]) for account in by_account],
            size=9,
            gap=4,
        ),
        Note("注：当月增加的当月开始计提，当月减少的当月不再计提；折旧只作财务会计分录，不作预算会计分录。"),
    ]


def _line(row: SummaryRow, *words: str) -> Row:
    return (*words, row.cards, row.amount, row.accumulated)


def _sums(rows: Sequence[SummaryRow], *words: str) -> tuple[str, str, str, int, Decimal, Decimal]:
    first, second, third = words
    return (
        first,
        second,
        third,
        sum(row.cards for row in rows),
        sum((row.amount for row in rows), start=ZERO),
        sum((row.accumulated for row in rows), start=ZERO),
    )


def draw_changes(slip: ChangesSlip) -> list[Opening | Block]:
    """One line a class: cost, accumulated depreciation and net value, opening, added, removed, closing."""
    columns = [Column("资产类别", 27), Column("卡片数", 10, "right", total=True)]
    for group in ("期初余额", "本月增加", "本月减少", "期末余额"):
        for title in ("原值", "累计折旧", "净值"):
            columns.append(Column(title, 18, "right", total=True, group=group))
    rows: list[Row] = []
    for row in slip.rows:
        parts = (row.opening, row.added, row.removed, row.closing)
        figures = [figure for cost, worn in parts for figure in (cost, worn, cost - worn)]
        rows.append((row.legacy_class, row.cards, *figures))
    return [
        Opening(middle=slip.month.chinese, right="金额单位：元"),
        DataTable(columns, rows, total=True, size=8, row=8),
        Note(
            "注：期初余额 + 本月增加 − 本月减少 = 期末余额。累计折旧的“本月增加”含本月计提数；变动单调增、调减的金额分别列入增加、减少。"
        ),
    ]


def summary_samples() -> list[SummarySlip]:
    """Two classes, three departments, two accounts."""
    rows = (
        SummaryRow("通用设备", "办公室", "5101 单位管理费用", 12, Decimal("999.84"), Decimal("9998.40")),
        SummaryRow("通用设备", "技术推广科", "5001 业务活动费用", 3, Decimal("249.96"), Decimal("2499.60")),
        SummaryRow("家具、用具、装具及动植物", "后勤保障科", "5101 单位管理费用", 40, Decimal("333.20"), Decimal("3332.00")),
    )  # fmt: skip
    return [SummarySlip(Month.make(2026, 11), rows)]


def changes_samples() -> list[ChangesSlip]:
    """Two classes."""
    rows = (
        ChangesRow("房屋及构筑物", 3, (Decimal("12345678.90"), Decimal("2345678.90")), (ZERO, Decimal("20576.13")), (ZERO, ZERO),
                   (Decimal("12345678.90"), Decimal("2366255.03"))),
        ChangesRow("通用设备", 15, (Decimal("84986.00"), Decimal("11248.20")), (Decimal("5999.00"), Decimal("1333.12")),
                   (Decimal("1000.00"), Decimal("800.00")), (Decimal("89985.00"), Decimal("11781.32"))),
    )  # fmt: skip
    return [ChangesSlip(Month.make(2026, 11), rows)]


DEPRECIATION_SUMMARY = Printout(
    "depreciation-summary",
    "固定资产折旧汇总表",
    gather=gather_summary,
    draw=draw_summary,
    takes="month",
    signatures="制表人 资产管理部门负责人 财务部门负责人",
    samples=summary_samples,
)
ASSET_CHANGES = Printout(
    "asset-changes",
    "固定资产变动表",
    gather=gather_changes,
    draw=draw_changes,
    takes="month",
    landscape=True,
    signatures="制表人 资产管理部门负责人 财务部门负责人 单位负责人",
    samples=changes_samples,
)
