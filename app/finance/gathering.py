"""A month's vouchers from what happened to the cards in it; as they stood then, whatever changed since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.assets.choices import Acquisition, ChangeKind, DisposalMethod, PaymentChannel
from app.assets.models import Asset, ClosedMonth, ImportBatch, Posting, ValueChange
from app.finance import accounts as chart
from app.finance import vouchers
from app.finance.models import VoucherLine
from app.finance.vouchers import Card, Charge, Uncovered, Voucher
from app.kit.errors import UserError
from app.kit.months import Month
from app.people.models import Department


@dataclass(frozen=True)
class Gathered:
    """A month's vouchers, and the cards whose event needs the finance office's own hand."""

    vouchers: tuple[Voucher, ...]
    uncovered: tuple[Uncovered, ...]


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
    opening = dict(
        session.execute(
            select(ImportBatch.id, ImportBatch.opening_month).where(ImportBatch.opening_month.is_not(None))
        ).all()
    )
    before, split_off = _as_they_stood(session, month)
    query = _cards().where(
        Asset.entry_month == month, or_(Asset.opening_month.is_(None), Asset.opening_month < month)
    )
    for asset, department in session.execute(query.order_by(Asset.asset_no)):
        if asset.id in split_off:
            continue
        if asset.opening_month is not None and opening.get(asset.batch_id) == asset.opening_month:
            why = "随期初台账导入，财务账上应已有，请核对"
            yield Uncovered(asset.asset_no, asset.name, why)
        elif asset.voucher_no and asset.id not in ours:
            why = f"已有凭证号 {asset.voucher_no}，财务已入账，不再生成凭证"
            yield Uncovered(asset.asset_no, asset.name, why)
        else:
            card = replace(_card(asset, department, asset.opening_accumulated), **before.get(asset.id, {}))
            yield vouchers.acquisition(card, month, accounts)
            if card.acquisition is Acquisition.PURCHASE and card.channel is PaymentChannel.UNPAID:
                why = f"还未付款 {card.cost:,.2f} 元，付款时请由财务做付款分录和预算会计分录"
                yield Uncovered(asset.asset_no, asset.name, why)


def _as_they_stood(session: Session, month: Month) -> tuple[dict[int, dict[str, Any]], set[int]]:
    """What cards changed since were worth at the end of the month, and cards split off others since."""
    changes = select(ValueChange).where(ValueChange.month > month, ValueChange.withdrawn.is_(False))
    before: dict[int, dict[str, Any]] = {}
    split_off: set[int] = set()
    for change in session.scalars(changes.order_by(ValueChange.id)):
        state = orjson.loads(change.state_before)
        if "split_into" in state:
            split_off.add(state["split_into"])
        facts = {
            "cost": change.cost_before,
            "fiscal": Decimal(state["fiscal_funding"]), "other": Decimal(state["other_funding"]),
        }  # fmt: skip
        before.setdefault(change.asset_id, facts)
    return before, split_off


def _changed(session: Session, month: Month, accounts: chart.Accounts) -> Iterator[Voucher | Uncovered]:
    query = (
        _cards().add_columns(ValueChange).join(ValueChange, ValueChange.asset_id == Asset.id)
        .where(ValueChange.month == month, ValueChange.withdrawn.is_(False)).order_by(ValueChange.change_no)
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
