"""Which account stands for what in this office: the settings and the chart, read once for an export."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assets.choices import LegacyClass, PaymentChannel
from app.finance.chart import CHANNELS, CHART, NAMES, ROLES, SUFFIXES
from app.finance.models import Account
from app.kit import records, settings
from app.kit.errors import UserError
from app.kit.rights import right

FIXED, INTANGIBLE = "1601", "1701"


@dataclass(frozen=True)
class Accounts:
    """Account codes by what they stand for, and names by code."""

    roles: dict[str, str]
    paid: dict[PaymentChannel, str]
    budget: dict[PaymentChannel, str]
    cost_of: dict[LegacyClass, str]
    accumulated_of: dict[LegacyClass, str]
    names: dict[str, str]

    def cost(self, subject: str, legacy_class: LegacyClass) -> str:
        """The debit of a card; a card that names another account than 1601 keeps its own (1701, 1821 …)."""
        return self.cost_of[legacy_class] if subject == FIXED else subject

    def accumulated(self, subject: str, legacy_class: LegacyClass) -> str:
        return (
            self.roles["amortisation"]
            if subject.startswith(INTANGIBLE)
            else self.accumulated_of[legacy_class]
        )

    def expense(self, account: str) -> str:
        """The department's expense account as this office's chart has it."""
        return self.roles.get(f"expense.{account}", account)

    def name(self, code: str) -> str:
        return self.names.get(code, "")


def load(session: Session, on: date) -> Accounts:
    """The accounts that hold on a day."""

    def setting(key: str) -> str:
        return str(settings.get(session, f"account.{key}", on)).strip()

    roles = {role: setting(role) for role in ROLES}
    by_class = settings.get(session, "account.by_class", on)
    parts = {}
    for role in ("cost", "accumulated"):
        parts[role] = {kind: setting(f"{role}.{kind}") if by_class else roles[role] for kind in SUFFIXES}
    names = NAMES | dict(session.execute(select(Account.code, Account.name)).all())
    for role, codes in parts.items():
        for kind, code in codes.items():
            names.setdefault(code, f"{ROLES[role][0]}—{kind.label}")
    return Accounts(
        roles=roles,
        paid={channel: setting(f"paid.{channel}") for channel in CHANNELS},
        budget={channel: setting(f"budget.{channel}") for channel in CHANNELS},
        cost_of=parts["cost"],
        accumulated_of=parts["accumulated"],
        names=names,
    )


def refuse_unfit(accounts: Accounts, used: Iterable[str]) -> None:
    """UserError for a code that the chart lacks, or that has sub-accounts: finance software refuses both."""
    for code in sorted(set(used)):
        if not accounts.name(code):
            raise UserError(
                f"会计科目“{code}”不在科目表里，没有导出。请在“设置—会计科目”中改正，或把它加入科目表。"
            )
        below = [other for other in accounts.names if other.startswith(code) and other != code]
        if below:
            advice = (
                "请在“设置—会计科目”中选用按六大类设明细科目"
                if code in (accounts.roles["cost"], accounts.roles["accumulated"])
                else f"请在“设置—会计科目”中改用它的明细科目，如 {min(below)}"
            )
            raise UserError(
                f"会计科目 {code} {accounts.name(code)} 不是末级科目，财务软件不接受，没有导出。{advice}。"
            )


@right("accounts.edit")
def seed(session: Session) -> None:
    """Put the accounts of the chart into a store that lacks them."""
    held = set(session.scalars(select(Account.code)))
    rows = [{"code": code, "name": name} for code, name in CHART if code not in held]
    records.add_many(session, Account, rows, "会计科目")
