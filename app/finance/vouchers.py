"""From a card's event to a voucher: financial entries, and budget entries where budget money moved.

平行记账 by 政府会计制度 (财会〔2017〕25号): each set balances by itself; depreciation, donated and transferred
assets have no budget entry. Pure functions over plain values; what they cannot cover they say in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from app.assets.choices import Acquisition, CardKind, DisposalMethod, LegacyClass, PaymentChannel
from app.finance.accounts import Accounts
from app.finance.models import AccountSet, EventKind
from app.kit.months import Month

ZERO = Decimal("0.00")
FISCAL = (PaymentChannel.CURRENT, PaymentChannel.PRIOR, PaymentChannel.ZERO_BALANCE)

CAPITAL_CLASS = {
    LegacyClass.GENERAL: "31002 办公设备购置",
    LegacyClass.FURNITURE: "31002 办公设备购置",
    LegacyClass.SPECIAL: "31003 专用设备购置",
}
VEHICLE_CLASS = "31013 公务用车购置"


@dataclass(frozen=True)
class Line:
    """One entry; exactly one of debit and credit is above zero."""

    account_set: AccountSet
    account: str
    summary: str
    debit: Decimal = ZERO
    credit: Decimal = ZERO
    department: str = ""
    department_code: str = ""
    economic_class: str = ""


@dataclass(frozen=True)
class Voucher:
    """One event with its entries. `document_no` is ours and stays the same however often it is exported."""

    document_no: str
    kind: EventKind
    day: date
    lines: tuple[Line, ...]
    asset_id: int | None = None
    asset_no: str = ""
    contract_no: str = ""
    supplier: str = ""
    project: str = ""
    fund: str = ""


@dataclass(frozen=True)
class Uncovered:
    """A card whose event gets no voucher here, and why."""

    asset_no: str
    name: str
    reason: str


@dataclass(frozen=True)
class Card:
    """What a voucher needs to know of a card."""

    id: int
    asset_no: str
    name: str
    cost: Decimal
    accumulated: Decimal
    fiscal: Decimal
    other: Decimal
    acquisition: Acquisition
    channel: PaymentChannel
    legacy_class: LegacyClass
    card_kind: CardKind
    subject: str
    booked_on: date | None
    department: str = ""
    department_code: str = ""
    contract_no: str = ""
    supplier: str = ""
    project: str = ""


class Draft:
    """Collects the entries of one voucher; amounts of nothing leave no line."""

    def __init__(self, summary: str, department: str = "", department_code: str = "") -> None:
        self.summary, self.department, self.department_code = summary, department, department_code
        self.lines: list[Line] = []

    def put(
        self,
        account: str,
        amount: Decimal,
        side: str,
        account_set: AccountSet = AccountSet.FINANCIAL,
        economic_class: str = "",
    ) -> None:
        """An amount on a side; a negative one goes to the other side, as finance software wants it."""
        if amount == 0:
            return
        debit = (side == "debit") == (amount > 0)
        size = abs(amount)
        line = Line(
            account_set, account, self.summary, size if debit else ZERO, ZERO if debit else size,
            self.department, self.department_code, economic_class,
        )  # fmt: skip
        self.lines.append(line)

    def debit(self, account: str, amount: Decimal) -> None:
        self.put(account, amount, "debit")

    def credit(self, account: str, amount: Decimal) -> None:
        self.put(account, amount, "credit")


def _draft(card: Card, verb: str) -> Draft:
    return Draft(f"{verb}{card.name}（{card.asset_no}）", card.department, card.department_code)


def _voucher(card: Card, kind: EventKind, prefix: str, day: date, draft: Draft) -> Voucher:
    return Voucher(
        f"{prefix}-{card.asset_no}", kind, day, tuple(draft.lines), card.id, card.asset_no,
        card.contract_no, card.supplier, card.project, fund(card),
    )  # fmt: skip


def fund(card: Card) -> str:
    """资金性质, where the card says whose money it was."""
    parts = [("财政拨款", card.fiscal), ("非财政拨款", card.other)]
    return "、".join(name for name, amount in parts if amount)


def day_in(month: Month, day: date | None) -> date:
    """The day itself when it lies in the month, else the month's last."""
    return day if day is not None and Month.of(day) == month else month.last_day


# --- coming in -------------------------------------------------------------------------------------------

_CREDIT_ROLE = {
    Acquisition.DONATION: ("donation", "接受捐赠"),
    Acquisition.TRANSFER_IN: ("transfer", "无偿调入"),
    Acquisition.SURPLUS: ("pending", "盘盈"),
    Acquisition.BUILT: ("construction", "自建交付"),
    Acquisition.DEVELOPED: ("construction", "自行研制交付"),
}
_NOT_COVERED = {
    Acquisition.EXCHANGE: "置换取得的资产要与换出资产一并入账，请由财务按置换协议制单",
    Acquisition.LEASED: "租入资产只作备查登记，不做入账凭证",
    Acquisition.OTHER: "取得方式为“其他”，请先在卡片上选明取得方式",
}


def acquisition(card: Card, month: Month, accounts: Accounts) -> Voucher | Uncovered:
    """The voucher of a card's entry in the books of a month.

    A purchase debits the asset and credits what paid for it; money of the budget gets its second entry, an
    unpaid purchase none. The part that is not fiscal money is credited to the bank even where the channel
    is a fiscal one. What came used (无偿调入) brings its accumulated depreciation along.
    """
    if reason := _NOT_COVERED.get(card.acquisition):
        return Uncovered(card.asset_no, card.name, reason)
    if card.cost == 0:
        return Uncovered(card.asset_no, card.name, "原值为 0，没有可入账的金额")
    if card.acquisition is Acquisition.PURCHASE:
        draft = _purchase(card, accounts)
    else:
        role, verb = _CREDIT_ROLE[card.acquisition]
        draft = _draft(card, verb)
        draft.debit(accounts.cost(card.subject, card.legacy_class), card.cost)
        draft.credit(accounts.accumulated(card.subject, card.legacy_class), card.accumulated)
        draft.credit(accounts.roles[role], card.cost - card.accumulated)
    return _voucher(card, EventKind.ACQUISITION, "RZ", day_in(month, card.booked_on), draft)


def payments(card: Card) -> list[tuple[PaymentChannel, Decimal]]:
    """What was paid through which channel; the parts sum to the cost."""
    if card.channel not in FISCAL or not card.other:
        return [(card.channel, card.cost)]
    return [(card.channel, card.cost - card.other), (PaymentChannel.BANK, card.other)]


def _purchase(card: Card, accounts: Accounts) -> Draft:
    draft = _draft(card, "购置")
    draft.debit(accounts.cost(card.subject, card.legacy_class), card.cost)
    for channel, amount in payments(card):
        draft.credit(accounts.paid[channel], amount)
    in_budget = [(accounts.budget[channel], amount) for channel, amount in payments(card)]
    in_budget = [(account, amount) for account, amount in in_budget if account]
    what = VEHICLE_CLASS if card.card_kind is CardKind.VEHICLE else CAPITAL_CLASS.get(card.legacy_class, "")
    total = sum((amount for _, amount in in_budget), ZERO)
    draft.put(accounts.roles["budget_debit"], total, "debit", AccountSet.BUDGET, what)
    for account, amount in in_budget:
        draft.put(account, amount, "credit", AccountSet.BUDGET)
    return draft


# --- changing and going out ------------------------------------------------------------------------------


def upgrade(
    card: Card, change_no: str, month: Month, before: tuple[Decimal, Decimal], after: tuple[Decimal, Decimal],
    accounts: Accounts,
) -> Voucher:  # fmt: skip
    """改扩建: cost and accumulated depreciation go out to 在建工程 and come back at the new figures.

    `before` and `after` are (cost, accumulated). What was spent is debited to 在建工程 when it is paid, so
    that account comes out even. No budget entry here.
    """
    cost, accumulated = (
        accounts.cost(card.subject, card.legacy_class),
        accounts.accumulated(card.subject, card.legacy_class),
    )
    draft = _draft(card, "改扩建")
    draft.debit(accounts.roles["construction"], before[0] - before[1])
    draft.debit(accumulated, before[1])
    draft.credit(cost, before[0])
    draft.debit(cost, after[0])
    draft.credit(accumulated, after[1])
    draft.credit(accounts.roles["construction"], after[0] - after[1])
    return replace(
        _voucher(card, EventKind.CHANGE, "BD", month.last_day, draft), document_no=f"BD-{change_no}"
    )


_DEBIT_ROLE = {
    DisposalMethod.SCRAP: ("pending", "报废转入待处理"),
    DisposalMethod.LOSS: ("pending", "损失转入待处理"),
    DisposalMethod.TRANSFER_OUT: ("transfer", "无偿调出"),
    DisposalMethod.DONATION: ("disposal", "对外捐赠"),
    DisposalMethod.SALE: ("disposal", "出售转出"),
}


def removal(card: Card, method: DisposalMethod, month: Month, accounts: Accounts) -> Voucher | Uncovered:
    """The card leaves the books: its net value against what the way of leaving asks for, financial only.

    Scrap and loss go to 待处理财产损溢 first; what comes after the approval, and money received or paid, is
    booked by the finance office.
    """
    if method is DisposalMethod.EXCHANGE:
        return Uncovered(
            card.asset_no, card.name, "置换换出的资产要与换入资产一并入账，请由财务按置换协议制单"
        )
    if card.cost == 0:
        return Uncovered(card.asset_no, card.name, "原值为 0，没有可核销的金额")
    role, verb = _DEBIT_ROLE[method]
    draft = _draft(card, verb)
    draft.debit(accounts.roles[role], card.cost - card.accumulated)
    draft.debit(accounts.accumulated(card.subject, card.legacy_class), card.accumulated)
    draft.credit(accounts.cost(card.subject, card.legacy_class), card.cost)
    return _voucher(card, EventKind.REMOVAL, "JS", month.last_day, draft)


# --- a month's depreciation ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Charge:
    """A month's depreciation of what shares account, department, class and subject."""

    account: str
    department: str
    department_code: str
    legacy_class: LegacyClass
    subject: str
    amount: Decimal


def depreciation_no(month: Month) -> str:
    """The document number of a month's depreciation."""
    return f"ZJ-{month}"


def depreciation(month: Month, charges: Sequence[Charge], accounts: Accounts) -> Voucher | None:
    """Expense by department against accumulated depreciation; financial entries only. None without a charge."""
    summary = f"计提{month.chinese}固定资产折旧"
    debits: dict[tuple[str, str, str], Decimal] = {}
    credits: dict[str, Decimal] = {}
    for charge in charges:
        key = (accounts.expense(charge.account), charge.department, charge.department_code)
        debits[key] = debits.get(key, ZERO) + charge.amount
        against = accounts.accumulated(charge.subject, charge.legacy_class)
        credits[against] = credits.get(against, ZERO) + charge.amount
    lines: list[Line] = []
    for (account, department, code), amount in sorted(debits.items()):
        draft = Draft(summary, department, code)
        draft.debit(account, amount)
        lines += draft.lines
    draft = Draft(summary)
    for account, amount in sorted(credits.items()):
        draft.credit(account, amount)
    lines += draft.lines
    if not lines:
        return None
    return Voucher(depreciation_no(month), EventKind.DEPRECIATION, month.last_day, tuple(lines))


# --- balance ---------------------------------------------------------------------------------------------


def totals(lines: Iterable[Line]) -> dict[AccountSet, tuple[Decimal, Decimal]]:
    """Σ debit and Σ credit of each set."""
    found = dict.fromkeys(AccountSet, (ZERO, ZERO))
    for line in lines:
        debit, credit = found[line.account_set]
        found[line.account_set] = (debit + line.debit, credit + line.credit)
    return found


def unbalanced(voucher: Voucher) -> str | None:
    """Why a voucher must not leave the house, or None."""
    for account_set, (debit, credit) in totals(voucher.lines).items():
        if debit != credit:
            return f"单据 {voucher.document_no} 的{account_set.label}分录借方 {debit} 与贷方 {credit} 不相等"
    return None
