"""What people do with a card: enter it, change it, copy it, number it.

Every verb takes `session`, plain values and `today`; the rules that need the store stand here, the rules on
one card in models.py. Changes of value are in changes.py, handing over in handovers.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.assets import categories
from app.assets.choices import Acquisition, DepreciationStatus, LegacyClass, UsageStatus, ValueBasis
from app.assets.depreciation import Policy, opening
from app.assets.models import Asset, Posting, UsedNumber
from app.assets.policy import last_closed, policy
from app.kit import numbering, records, settings
from app.kit.errors import Invalid, Stale, UserError
from app.kit.rights import right

# From these the depreciation columns follow.
DECISIVE = frozenset(
    [
        "original_cost",
        "accumulated_depreciation",
        "life_months",
        "method",
        "total_workload",
        "legacy_class",
        "card_kind",
        "gb_code",
        "value_basis",
        "acquisition",
        "booked_on",
        "in_use_on",
        "acquired_on",
        "depreciation_status",
    ]
)
# Once charged, changed by 变动单 only; the first two already once the card stands in a closed month.
VALUES = frozenset({"original_cost", "accumulated_depreciation"})
TERMS = VALUES | {"life_months", "method", "total_workload", "depreciation_status"}
# Used things are entered with the life that is left (应用指南), which may be short.
USED = frozenset({Acquisition.TRANSFER_IN, Acquisition.DONATION, Acquisition.EXCHANGE, Acquisition.SURPLUS})
# What belongs to one thing alone, or follows from the rest; a copy begins without it.
_NOT_COPIED = frozenset(
    [
        "id",
        "version",
        "asset_no",
        "fiscal_no",
        "serial_no",
        "plate_no",
        "vin",
        "engine_no",
        "archive_no",
        "invoice_no",
        "voucher_no",
        "booked_on",
        "batch_id",
        "todo",
        "search_text",
        "search_key",
        "sort_key",
        "accumulated_depreciation",
        "net_book_value",
        "depreciation_status",
        "depreciation_base",
        "depreciation_months",
        "depreciation_start",
        "charged_through",
        "opening_accumulated",
        "opening_month",
        "entry_month",
        "removed_month",
        "disposed_on",
        "disposal_method",
        "disposal_no",
        "new_class",
        "usage_status",
    ]
)


@right("assets.edit")
def save_card(
    session: Session,
    asset_id: int | None,
    values: Mapping[str, Any],
    version: int | None = None,
    *,
    today: date,
) -> int:
    """Enter a card (`asset_id` None; an empty 资产编号 is given by the office's rule) or change one.

    Raises Invalid with a sentence per field, Stale when somebody else changed the card since `version`.
    """
    if asset_id is None:
        return _create(session, values, today)
    return _change(session, records.get(session, Asset, asset_id), values, version, today)


def _create(session: Session, values: Mapping[str, Any], today: date) -> int:
    filled = _by_code(session, values) | _named(values)
    filled["asset_no"] = (filled.get("asset_no") or "").strip()
    found = _threshold_problem(session, filled, today) | _life_problem(session, filled)
    if filled["asset_no"] and is_used(session, filled["asset_no"]):
        found["asset_no"] = f"编号 {filled['asset_no']} 已经用过（包括已处置和已撤回的卡片），请换一个编号"
    if found:
        raise Invalid(found | records.check(Asset(**filled)))
    return store_card(session, filled | opening(_seen(filled), policy(session, today)), today)


@right("assets.edit")
def store_card(session: Session, values: Mapping[str, Any], today: date) -> int:
    """Store a card whose depreciation columns are set, under a number of its own; returns its id."""
    number = values.get("asset_no") or next_number(session, today)
    asset_id = records.save(session, Asset, None, {**values, "asset_no": number})
    session.add(UsedNumber(asset_no=number))
    session.flush()
    return asset_id


def _by_code(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the code sets and nobody said otherwise."""
    facts = categories.facts_of_code(session, values.get("gb_code"), values.get("structure"))
    if facts.get("depreciation_status") is not DepreciationStatus.NEVER:
        facts.pop("depreciation_status", None)
    return _named(facts)


def _change(
    session: Session, card: Asset, values: Mapping[str, Any], version: int | None, today: date
) -> int:
    if version is not None and card.version != version:
        raise Stale("这张资产卡片刚刚被别人改过。请重新读取后再改，您输入的内容仍在。")
    changes = {name: value for name, value in _named(values).items() if getattr(card, name) != value}
    if found := _guarded(session, card, changes) | _number_problem(session, changes):
        raise Invalid(found)
    if "asset_no" in changes:
        session.add(UsedNumber(asset_no=changes["asset_no"]))
    if DECISIVE & changes.keys():
        changes |= _established_again(session, card, changes, policy(session, today))
    return records.save(session, Asset, card.id, changes)


def _named(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are columns, those that follow from others left out."""
    columns = {attribute.key for attribute in inspect(Asset).column_attrs}
    return {name: value for name, value in values.items() if name in columns and name not in _FOLLOWS}


_BOOKS = frozenset(
    [
        "voucher_no",
        "invoice_no",
        "booked_on",
        "depreciation_status",
        "depreciation_months",
        "depreciation_start",
        "charged_through",
        "opening_month",
        "entry_month",
        "usage_status",
        "batch_id",
    ]
)
_FOLLOWS = frozenset(
    [
        "id",
        "version",
        "todo",
        "new_class",
        "net_book_value",
        "search_text",
        "search_key",
        "sort_key",
        "depreciation_base",
        "depreciation_months",
        "depreciation_start",
        "charged_through",
        "opening_accumulated",
        "opening_month",
        "entry_month",
        "removed_month",
        "disposed_on",
        "disposal_method",
        "disposal_no",
        "batch_id",
    ]
)


def _seen(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the new card will have them, with its defaults."""
    return {name: value for name, value in vars(Asset(**values)).items() if not name.startswith("_")}


def _established_again(
    session: Session, card: Asset, changes: dict[str, Any], rules: Policy
) -> dict[str, Any]:
    """The depreciation columns after a change of what they follow from."""
    values = records.values(session, Asset, card.id) | changes
    values["accumulated_depreciation"] = changes.get("accumulated_depreciation", card.opening_accumulated)
    if "depreciation_status" not in changes:
        values["depreciation_status"] = None
    if is_charged(session, card.id):
        # Another class or date never touches what was charged; only “不提折旧” follows at once.
        fresh = opening(values | {"accumulated_depreciation": Decimal(0)}, rules)["depreciation_status"]
        never = fresh is DepreciationStatus.NEVER
        return {"depreciation_status": fresh} if never else {}
    columns = opening(values, rules, card.opening_month)
    if in_closed_books(session, card):
        columns["entry_month"] = card.entry_month
    return columns


def _guarded(session: Session, card: Asset, changes: Mapping[str, Any]) -> dict[str, str]:
    """Fields of a card in the books that only a 变动单 may change."""
    if card.removed_month is not None:
        return dict.fromkeys(TERMS & changes.keys(), "这张卡片已处置核销，价值不再变动")
    if is_charged(session, card.id):
        words = "这张卡片已计提过折旧，请用“变动单”调整，从本月起生效，以前各月不变"
        return dict.fromkeys(TERMS & changes.keys(), words)
    if in_closed_books(session, card):
        words = "这张卡片已在结账月份的账上，请用“变动单”调整，从本月起生效"
        return dict.fromkeys(VALUES & changes.keys(), words)
    return {}


def is_charged(session: Session, asset_id: int) -> bool:
    """Whether a closed month charged this card."""
    return session.scalar(select(Posting.month).where(Posting.asset_id == asset_id).limit(1)) is not None


def in_closed_books(session: Session, card: Asset) -> bool:
    """Whether this card stands in the balances of a closed month."""
    closed = last_closed(session)
    return closed is not None and card.entry_month is not None and card.entry_month <= closed


def _threshold_problem(session: Session, values: Mapping[str, Any], today: date) -> dict[str, str]:
    """事业单位财务规则 第41条: at least the threshold a piece, or 大批同类物资. “以上” includes the figure."""
    card = Asset(**values)
    exempt = (
        card.bulk_goods or card.value_basis is ValueBasis.NOMINAL or card.legacy_class is LegacyClass.BOOK
    )
    if exempt or card.original_cost is None or not card.quantity or card.original_cost < 0:
        return {}
    least: Decimal = settings.get(session, "capitalization_threshold", today)
    if card.legacy_class is LegacyClass.SPECIAL:
        least = settings.get(session, "special_equipment_threshold", today) or least
    if card.original_cost >= least * card.quantity:
        return {}
    price = card.original_cost / card.quantity
    return {
        "original_cost": f"单价 {price:,.2f} 元，低于入账标准 {least:,.2f} 元。"
        "耐用一年以上的大批同类物资可以入账，请勾选“大批同类物资”"
    }


def _life_problem(session: Session, values: Mapping[str, Any]) -> dict[str, str]:
    """A new thing lives at least as long as the table says, unless a reason is given."""
    card = Asset(**values)
    if not card.life_months or card.life_basis or card.acquisition in USED:
        return {}
    facts = categories.facts_of_code(session, card.gb_code)
    least = facts.get("least_months")
    if not least or card.life_months >= least:
        return {}
    return {
        "life_months": f"“{facts['category']}”的折旧年限不低于 {least} 个月（{facts['basis']}）。"
        "确有理由的，请在“年限依据”里写明"
    }


def _number_problem(session: Session, changes: Mapping[str, Any]) -> dict[str, str]:
    number = changes.get("asset_no")
    if number and is_used(session, number):
        return {"asset_no": f"编号 {number} 已经用过（包括已处置和已撤回的卡片），请换一个编号"}
    return {}


def is_used(session: Session, asset_no: str) -> bool:
    """Whether a number belongs to a card or ever did."""
    return (
        session.get(UsedNumber, asset_no) is not None
        or session.scalar(select(Asset.id).where(Asset.asset_no == asset_no)) is not None
    )


@right("assets.edit")
def next_number(session: Session, today: date) -> str:
    """The next free card number by the office's rule; taken for good once the act is stored."""
    rule = settings.get(session, "asset_no_rule", today)
    while True:
        number = numbering.take(session, "asset", rule, today)
        if not is_used(session, number):
            return number


def copied(session: Session, asset_id: int) -> dict[str, Any]:
    """The values a copy of a card begins with, for the form; its number is given when it is saved."""
    values = records.values(session, Asset, asset_id)
    return {name: value for name, value in values.items() if name not in _NOT_COPIED}


def copy_all(session: Session, asset_id: int) -> dict[str, Any]:
    """All of a card but what identifies it, where it stands in the books included: for a split."""
    values = records.values(session, Asset, asset_id)
    kept = _NOT_COPIED & _BOOKS
    return {name: value for name, value in values.items() if name not in _NOT_COPIED or name in kept}


@right("assets.edit")
def set_usage(session: Session, asset_ids: Iterable[int], status: UsageStatus) -> None:
    """在用, 闲置, 待修 … for one or many cards; 已处置 comes only by writing off. Depreciation goes on."""
    if status is UsageStatus.DISPOSED:
        raise UserError("“已处置”请用“处置核销”登记，卡片会留在台账里备查。")
    for asset_id in asset_ids:
        card = records.get(session, Asset, asset_id)
        if card.removed_month is not None:
            raise UserError(f"{card.asset_no} {card.name}已处置核销，不能再改使用状况。")
        card.usage_status = status
    session.flush()
