"""Verbs towards the finance office: gather a month's vouchers, hand them over, take its numbers back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.assets.choices import ChangeKind, DisposalMethod
from app.assets.models import Asset, ClosedMonth, Posting, ValueChange
from app.finance import accounts as chart
from app.finance import exports, vouchers
from app.finance.models import AccountSet, ExportBatch, Profile, VoucherLine, VoucherNumber
from app.finance.vouchers import Card, Charge, Uncovered, Voucher
from app.kit import audit, numbering, records, settings
from app.kit.errors import UserError
from app.kit.months import Month
from app.people.models import Department

EXPORT_NUMBERS = "PZ{year}{month}-{seq:3}"


@dataclass(frozen=True)
class Gathered:
    """A month's vouchers, and the cards whose event needs the finance office's own hand."""

    vouchers: tuple[Voucher, ...]
    uncovered: tuple[Uncovered, ...]


@dataclass(frozen=True)
class Exported:
    """What was handed over. `repeat_of` is the first batch that held any of it; `changed` when it differs."""

    batch_no: str
    month: Month
    profile: Profile
    path: Path
    vouchers: int
    rows: int
    totals: Mapping[AccountSet, tuple[Decimal, Decimal]]
    repeat_of: str | None
    changed: bool
    uncovered: tuple[Uncovered, ...]


# --- gathering -------------------------------------------------------------------------------------------


def gather(session: Session, month: Month) -> Gathered:
    """All vouchers of a closed month. UserError while the month is open: its figures may still change."""
    if session.scalar(select(ClosedMonth.id).where(ClosedMonth.month == month)) is None:
        raise UserError(f"{month.chinese}还没有结账，数字可能再变，没有导出凭证。请先结账。")
    accounts = chart.load(session, month.last_day)
    found: list[Voucher] = []
    left: list[Uncovered] = []
    events = (
        *_acquired(session, month, accounts),
        *_changed(session, month, accounts),
        *_removed(session, month, accounts),
    )
    for event in events:
        if isinstance(event, Voucher):
            found.append(event)
        else:
            left.append(event)
    charged = vouchers.depreciation(month, _charges(session, month), accounts)
    if charged is not None:
        found.append(charged)
    for voucher in found:
        if why := vouchers.unbalanced(voucher):
            raise RuntimeError(why)
    chart.refuse_unfit(accounts, (line.account for voucher in found for line in voucher.lines))
    return Gathered(tuple(found), tuple(left))


def _acquired(session: Session, month: Month, accounts: chart.Accounts) -> Iterator[Voucher | Uncovered]:
    """Cards that entered the books in the month, opening figures excepted.

    A card whose voucher number was typed in, not read back from us, was booked by the finance office already.
    """
    ours = set(session.scalars(select(VoucherLine.asset_id).where(VoucherLine.document_no.startswith("RZ-"))))
    split = select(ValueChange.asset_id).where(ValueChange.kind == ChangeKind.SPLIT)
    query = _cards().where(
        Asset.entry_month == month,
        or_(Asset.opening_month.is_(None), Asset.opening_month < month),
        Asset.id.not_in(split),
    )
    for asset, department in session.execute(query.order_by(Asset.asset_no)):
        if asset.voucher_no and asset.id not in ours:
            yield Uncovered(
                asset.asset_no, asset.name, f"已有凭证号 {asset.voucher_no}，财务已入账，不再生成凭证"
            )
        else:
            yield vouchers.acquisition(_card(asset, department, asset.opening_accumulated), month, accounts)


def _changed(session: Session, month: Month, accounts: chart.Accounts) -> Iterator[Voucher | Uncovered]:
    query = (
        _cards().add_columns(ValueChange).join(ValueChange, ValueChange.asset_id == Asset.id)
        .where(ValueChange.month == month).order_by(ValueChange.change_no)
    )  # fmt: skip
    for asset, department, change in session.execute(query):
        before = (change.cost_before, change.accumulated_before)
        after = (change.cost_after, change.accumulated_after)
        if change.kind is ChangeKind.UPGRADE:
            card = _card(asset, department, change.accumulated_before)
            yield vouchers.upgrade(card, change.change_no, month, before, after, accounts)
            spent = (after[0] - after[1]) - (before[0] - before[1])
            yield Uncovered(
                asset.asset_no, asset.name,
                f"变动单 {change.change_no}：改扩建净增 {spent:,.2f} 元，请在付款时记入 {accounts.roles['construction']}",
            )  # fmt: skip
        elif change.kind is ChangeKind.COST and before != after:
            yield Uncovered(
                asset.asset_no, asset.name,
                f"变动单 {change.change_no}：原值由 {before[0]:,.2f} 调整为 {after[0]:,.2f}，对方科目请由财务确定",
            )  # fmt: skip


def _removed(session: Session, month: Month, accounts: chart.Accounts) -> Iterator[Voucher | Uncovered]:
    query = _cards().where(Asset.removed_month == month).order_by(Asset.asset_no)
    for asset, department in session.execute(query):
        card = _card(asset, department, asset.accumulated_depreciation)
        yield vouchers.removal(card, asset.disposal_method or DisposalMethod.SCRAP, month, accounts)


def _charges(session: Session, month: Month) -> list[Charge]:
    query = (
        select(
            Posting.account, Department.name, Department.code, Posting.legacy_class,
            Asset.accounting_subject, func.sum(Posting.amount),
        )
        .join(Asset, Asset.id == Posting.asset_id)
        .outerjoin(Department, Department.id == Posting.department_id)
        .where(Posting.month == month)
        .group_by(Posting.account, Department.id, Posting.legacy_class, Asset.accounting_subject)
    )  # fmt: skip
    return [
        Charge(account, name or "", code or "", kind, subject, amount)
        for account, name, code, kind, subject, amount in session.execute(query)
    ]


def _cards() -> Any:
    return select(Asset, Department).outerjoin(Department, Department.id == Asset.department_id)


def _card(asset: Asset, department: Department | None, accumulated: Decimal) -> Card:
    return Card(
        id=asset.id, asset_no=asset.asset_no, name=asset.name, cost=asset.original_cost,
        accumulated=accumulated, fiscal=asset.fiscal_funding, other=asset.other_funding,
        acquisition=asset.acquisition, channel=asset.payment_channel, legacy_class=asset.legacy_class,
        card_kind=asset.card_kind, subject=asset.accounting_subject, booked_on=asset.booked_on,
        department=department.name if department else "",
        department_code=(department.code or "") if department else "",
        contract_no=asset.contract_no or "", supplier=asset.supplier or "", project=asset.budget_item or "",
    )  # fmt: skip


# --- handing over ----------------------------------------------------------------------------------------


def export(
    session: Session, month: Month, profile: Profile, path: Path, who: str, today: date, now: datetime
) -> Exported:
    """Write a closed month's vouchers as a file and keep what was written as a numbered batch.

    A document that was exported before is marked with its first batch, in the file and in the batch. Raises
    UserError: month open, nothing to hand over, account unfit, file cannot be saved.
    """
    gathered = gather(session, month)
    if not gathered.vouchers:
        more = "有待财务处理的事项，请见清单。" if gathered.uncovered else ""
        raise UserError(f"{month.chinese}没有计提折旧，也没有资产增减，没有可导出的凭证。{more}")
    first = _first_batches(session, gathered.vouchers)
    handover = exports.Handover(
        batch_no=numbering.take(session, "export", EXPORT_NUMBERS, today),
        vouchers=gathered.vouchers,
        names=chart.load(session, month.last_day).names,
        word=settings.get(session, "voucher_word", today),
        who=who,
        repeats=first,
        numbers=_numbers_of(session, gathered.vouchers),
    )
    repeat_of = min(first.values(), default=None)
    digest = _digest(gathered.vouchers)
    balance = vouchers.totals(line for voucher in gathered.vouchers for line in voucher.lines)
    rows = sum(len(voucher.lines) for voucher in gathered.vouchers)
    facts = {
        "batch_no": handover.batch_no, "month": month, "profile": profile, "file_name": path.name[:255],
        "vouchers": len(gathered.vouchers), "rows": rows,
        "financial_debit": balance[AccountSet.FINANCIAL][0],
        "financial_credit": balance[AccountSet.FINANCIAL][1],
        "budget_debit": balance[AccountSet.BUDGET][0], "budget_credit": balance[AccountSet.BUDGET][1],
        "digest": digest, "exported_at": now, "exported_by": who, "repeat_of": repeat_of,
    }  # fmt: skip
    batch_id = records.save(session, ExportBatch, None, facts)
    _keep_lines(session, batch_id, handover)
    exports.write(path, profile, handover)
    changed = repeat_of is not None and digest != session.scalar(
        select(ExportBatch.digest).where(ExportBatch.batch_no == repeat_of)
    )
    return Exported(
        handover.batch_no, month, profile, path, len(gathered.vouchers), rows, balance,
        repeat_of, changed, gathered.uncovered,
    )  # fmt: skip


def _first_batches(session: Session, found: tuple[Voucher, ...]) -> dict[str, str]:
    """Document number → first batch that held it."""
    wanted = {voucher.document_no for voucher in found}
    query = (
        select(VoucherLine.document_no, func.min(ExportBatch.id))
        .join(ExportBatch, ExportBatch.id == VoucherLine.batch_id)
        .group_by(VoucherLine.document_no)
    )
    firsts = {number: batch for number, batch in session.execute(query) if number in wanted}
    names = dict(
        session.execute(
            select(ExportBatch.id, ExportBatch.batch_no).where(ExportBatch.id.in_(set(firsts.values())))
        ).all()
    )  # fmt: skip
    return {number: names[batch] for number, batch in firsts.items()}


def _numbers_of(session: Session, found: tuple[Voucher, ...]) -> dict[str, str]:
    wanted = {voucher.document_no for voucher in found}
    query = select(VoucherNumber.document_no, VoucherNumber.voucher_no)
    return {number: theirs for number, theirs in session.execute(query) if number in wanted}


def _digest(found: tuple[Voucher, ...]) -> str:
    """Of what is handed over, whatever the batch or the format: alike for a true repetition."""
    return audit.digest_rows(
        [voucher.document_no, line.account_set.value, line.account, str(line.debit), str(line.credit)]
        for voucher in found
        for line in voucher.lines
    )


def _keep_lines(session: Session, batch_id: int, handover: exports.Handover) -> None:
    rows = [
        {
            "batch_id": batch_id, "line_no": at, "voucher": number, "day": voucher.day,
            "kind": voucher.kind, "document_no": voucher.document_no, "asset_id": voucher.asset_id,
            "account_set": line.account_set, "summary": handover.summary(voucher, line),
            "account": line.account, "account_name": handover.names.get(line.account, ""),
            "debit": line.debit, "credit": line.credit, "department": line.department,
            "repeat_of": handover.repeats.get(voucher.document_no),
        }
        for at, (number, voucher, line) in enumerate(handover.lines(), 1)
    ]  # fmt: skip
    session.execute(VoucherLine.__table__.insert(), rows)  # type: ignore[attr-defined]
    digest = audit.digest_rows([audit.plain(value) for value in row.values()] for row in rows)
    audit.bulk(session, VoucherLine.__tablename__, batch_id, batch_id, len(rows), digest, handover.batch_no)


# --- checking --------------------------------------------------------------------------------------------


def problems(session: Session) -> list[str]:
    """Batches whose kept lines no longer are what was handed over; empty when all is well."""
    sums = (
        select(
            VoucherLine.batch_id, VoucherLine.account_set, func.count(),
            func.sum(VoucherLine.debit), func.sum(VoucherLine.credit),
        ).group_by(VoucherLine.batch_id, VoucherLine.account_set)
    )  # fmt: skip
    found = {
        (batch, kind): (rows, debit, credit) for batch, kind, rows, debit, credit in session.execute(sums)
    }
    nothing = (0, vouchers.ZERO, vouchers.ZERO)
    wrong = []
    for batch in session.scalars(select(ExportBatch).order_by(ExportBatch.id)):
        money = found.pop((batch.id, AccountSet.FINANCIAL), nothing)
        budget = found.pop((batch.id, AccountSet.BUDGET), nothing)
        kept = (money[0] + budget[0], *money[1:], *budget[1:])
        told = (
            batch.rows, batch.financial_debit, batch.financial_credit, batch.budget_debit, batch.budget_credit
        )  # fmt: skip
        if kept != told:
            wrong.append(f"导出批次 {batch.batch_no} 的分录与导出时的合计不符")
    return wrong + ([f"有 {len(found)} 组分录不属于任何导出批次"] if found else [])
