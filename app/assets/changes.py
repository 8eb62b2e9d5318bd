"""变动单: what a card in the books is worth changes from the open month on; closed months stay as they were.

政府会计准则第3号 第18–22条 and 应用指南 (财会〔2017〕4号): a change of estimate or value is prospective, what was
charged before is not touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assets.charging import work_done
from app.assets.choices import ChangeKind, DepreciationStatus, Method, ValueBasis
from app.assets.models import ZERO, Asset, ValueChange
from app.assets.policy import open_month
from app.assets.service import copy_all, store_card
from app.kit import numbering, records, settings
from app.kit.audit import plain
from app.kit.db import ChoiceType, Fixed, MonthType, round_money
from app.kit.errors import Invalid, UserError
from app.kit.months import Month
from app.kit.rights import right

# What a change may alter on a card, kept before it as JSON so that the change can be withdrawn.
STATE = (
    "original_cost", "accumulated_depreciation", "fiscal_funding", "other_funding", "value_basis",
    "provisional", "life_months", "depreciation_status", "depreciation_base", "depreciation_months",
    "depreciation_start", "charged_through", "quantity", "total_workload",
)  # fmt: skip
_MONEY = {"original_cost", "accumulated_depreciation", "fiscal_funding", "other_funding", "depreciation_base"}


@right("assets.change", "办理变动单（调整价值、年限，拆分）", "clerk", "资产业务")
def adjust_cost(
    session: Session, asset_id: int, cost: Decimal, reason: str, *, today: date, final: bool = False
) -> int:
    """Set another cost (竣工决算 after 暂估, a wrong figure); returns the change's id.

    What was charged stays; what is left is spread over the months that are left. `final` ends 暂估入账. Raises
    UserError for a cost below what was charged.
    """
    card = _card(session, asset_id, today)
    if cost < card.accumulated_depreciation:
        raise Invalid(
            {"original_cost": f"新原值 {cost:,.2f} 小于已提折旧 {card.accumulated_depreciation:,.2f}，请核对"}
        )
    if cost == card.original_cost and not (final and card.provisional):
        raise Invalid({"original_cost": "新原值与现在的原值相同，没有变动"})
    values: dict[str, Any] = {"original_cost": cost} | _funding(card, cost)
    if final:
        values["provisional"] = False
        if card.value_basis is ValueBasis.PROVISIONAL:
            values["value_basis"] = ValueBasis.ORIGINAL
    values |= _rest(session, card, cost, card.accumulated_depreciation, _left(card), today)
    return _change(session, card, ChangeKind.COST, values, reason, today)


@right("assets.change")
def change_life(session: Session, asset_id: int, life: int, reason: str, *, today: date) -> int:
    """Set another life in months, counted from the beginning; what is left is spread over what is left of it.

    A life that has already passed is charged to the end in the open month. Returns the change's id.
    """
    card = _card(session, asset_id, today)
    if life <= 0:
        raise Invalid({"life_months": "折旧年限应大于 0 个月"})
    if life == card.life_months:
        raise Invalid({"life_months": "新年限与现在的年限相同，没有变动"})
    if card.depreciation_status is not DepreciationStatus.CHARGING:
        raise UserError(f"{_named(card)}的折旧状态是“{card.depreciation_status.label}”，改年限不起作用。")
    if not card.life_months:
        raise UserError(f"{_named(card)}还没有折旧年限，请直接在卡片上填写，不用变动单。")
    passed = (card.life_months or 0) - _left(card)
    values = {"life_months": life} | _rest(
        session, card, card.original_cost, card.accumulated_depreciation, max(1, life - passed), today
    )
    return _change(session, card, ChangeKind.LIFE, values, reason, today)


@right("assets.change")
def upgrade(
    session: Session,
    asset_id: int,
    spent: Decimal,
    life: int,
    reason: str,
    *,
    today: date,
    replaced: Decimal = ZERO,
) -> int:
    """改扩建 finished: new cost = net + `spent` − net value of what was `replaced`, over a new `life` in months.

    Accumulated depreciation begins again at 0 (政府会计准则第3号 第22条). Returns the change's id.
    """
    card = _card(session, asset_id, today)
    found: dict[str, str] = {}
    if spent <= 0:
        found["spent"] = "改扩建支出应大于 0"
    if not 0 <= replaced <= card.net_book_value:
        found["replaced"] = f"被替换部分的账面价值应在 0 与净值 {card.net_book_value:,.2f} 之间"
    if life <= 0:
        found["life_months"] = "改扩建后的折旧年限应大于 0 个月"
    if card.provisional:
        found["spent"] = "暂估入账的资产请先按竣工决算调整原值"
    if found:
        raise Invalid(found)
    cost = card.net_book_value + spent - replaced
    values: dict[str, Any] = {"original_cost": cost, "life_months": life} | _funding(card, cost)
    values |= _rest(session, card, cost, ZERO, life, today) | {"accumulated_depreciation": ZERO}
    if "depreciation_start" in values:
        # A month that was missed until now belongs to the old value and is not charged on the new one.
        start = max(values["depreciation_start"], open_month(session, today))
        values |= {"depreciation_start": Month(start), "charged_through": Month(start - 1)}
    return _change(session, card, ChangeKind.UPGRADE, values, reason, today)


@right("assets.change")
def split(session: Session, asset_id: int, quantity: Decimal, reason: str, *, today: date) -> int:
    """Take `quantity` of a batch card onto a card of its own; returns the new card's id.

    Cost, accumulated depreciation and funding go by share, rounded to the fen, and the rest stays, so that
    sums are kept to the cent. Both cards go on with the months of the old one.
    """
    card = records.get(session, Asset, asset_id)
    _refuse_removed(card)
    if not 0 < quantity < card.quantity:
        raise Invalid({"quantity": f"拆出的数量应大于 0、小于现有数量 {card.quantity.normalize():f}"})
    if card.method is Method.WORKLOAD:
        raise UserError(f"{_named(card)}按工作量法计提，工作量按整张卡片登记，不能拆分。")
    moved = {name: _share(getattr(card, name), quantity, card.quantity) for name in sorted(_MONEY)}
    moved["other_funding"] = (
        moved["original_cost"] - moved["fiscal_funding"] if card.fiscal_funding + card.other_funding else ZERO
    )
    values: dict[str, Any] = {name: getattr(card, name) - amount for name, amount in moved.items()}
    values["quantity"] = card.quantity - quantity
    fresh = copy_all(session, asset_id) | moved | {"quantity": quantity}
    fresh["opening_accumulated"] = moved["accumulated_depreciation"]
    if moved["accumulated_depreciation"]:
        fresh["opening_month"] = card.charged_through or card.opening_month
    new_id = store_card(session, fresh, today)
    _change(session, card, ChangeKind.SPLIT, values, reason, today, {"split_into": new_id})
    return new_id


@right("assets.change_back", "撤销变动单", "clerk reviewer", "资产业务")
def withdraw(session: Session, change_id: int, *, today: date) -> None:
    """Take a change of the open month back; the card stands as before it, the 变动单 stays as 已撤销.

    Of several changes of a card the newest goes first. A split-off card is taken back into the old one.
    """
    change = records.get(session, ValueChange, change_id)
    card = records.get(session, Asset, change.asset_id)
    month = open_month(session, today)
    if change.withdrawn:
        raise UserError(f"变动单 {change.change_no} 已经撤销过了。")
    if change.month != month:
        raise UserError(
            f"变动单 {change.change_no} 从{change.month.chinese}起生效，该月已结账，不能撤销。"
            "需要更正时请再做一张变动单。"
        )
    newest = session.scalar(
        select(func.max(ValueChange.id)).where(
            ValueChange.asset_id == card.id, ValueChange.withdrawn.is_(False)
        )
    )
    if newest != change.id:
        raise UserError(f"{_named(card)}之后还有变动单，请先撤销后做的。")
    _refuse_removed(card)
    state = orjson.loads(change.state_before)
    new_id = state.pop("split_into", None)
    if new_id is not None:
        _take_back(session, new_id)
    for name, value in state.items():
        setattr(card, name, _read_state(name, value))
    change.withdrawn = True
    session.flush()


def withdraw_newest(session: Session, asset_id: int, *, today: date) -> str:
    """Take a card's newest standing change back; returns its number. Raises UserError when there is none."""
    newest = session.scalar(
        select(ValueChange)
        .where(ValueChange.asset_id == asset_id, ValueChange.withdrawn.is_(False))
        .order_by(ValueChange.id.desc())
        .limit(1)
    )
    if newest is None:
        raise UserError(f"{_named(records.get(session, Asset, asset_id))}没有可以撤销的变动单。")
    withdraw(session, newest.id, today=today)
    return newest.change_no


def _take_back(session: Session, new_id: int) -> None:
    """Remove a split-off card that nobody has used since; its number stays used."""
    fresh = records.get(session, Asset, new_id)
    if fresh.version > 1 or fresh.removed_month is not None:
        raise UserError(f"拆出的卡片 {_named(fresh)}之后又改过，不能撤销拆分。")
    records.remove(session, Asset, new_id)


def _card(session: Session, asset_id: int, today: date) -> Asset:
    """A card whose value may be changed by a 变动单: in the books before the open month, and still there."""
    card = records.get(session, Asset, asset_id)
    _refuse_removed(card)
    month = open_month(session, today)
    if card.entry_month is not None and card.entry_month >= month:
        raise UserError(
            f"{_named(card)}在{card.entry_month.chinese}入账，还没有结过账，请直接修改卡片，不用变动单。"
        )
    return card


def _refuse_removed(card: Asset) -> None:
    if card.removed_month is not None:
        raise UserError(f"{_named(card)}已处置核销，价值不再变动。")


def _named(card: Asset) -> str:
    return f"{card.asset_no} {card.name}"


def _left(card: Asset) -> int:
    """Months of the running stretch that are not charged yet."""
    if not card.depreciation_months or card.depreciation_start is None or card.charged_through is None:
        return 0
    return max(0, card.depreciation_start + card.depreciation_months - 1 - card.charged_through)


def _rest(
    session: Session, card: Asset, cost: Decimal, accumulated: Decimal, months: int, today: date
) -> dict[str, Any]:
    """A new stretch after what was charged: what is left of `cost`, over `months`."""
    if card.depreciation_status is DepreciationStatus.NEVER:
        return {}
    through = card.charged_through
    if card.depreciation_status is DepreciationStatus.FINISHED or through is None:
        through = Month(open_month(session, today) - 1)
    left = cost - accumulated
    values: dict[str, Any] = {
        "depreciation_status": DepreciationStatus.CHARGING if left > 0 else DepreciationStatus.FINISHED,
        "depreciation_base": left,
        "depreciation_start": through + 1,
        "charged_through": through,
        # A card that still lacks its life goes on lacking it.
        "depreciation_months": max(1, months) if card.life_months else 0,
    }
    if card.method is Method.WORKLOAD and card.total_workload is not None:
        values["total_workload"] = max(Decimal("0.01"), card.total_workload - work_done(session, card))
    return values


def _funding(card: Asset, cost: Decimal) -> dict[str, Any]:
    """The funding follows the cost; a difference goes to 财政拨款 unless it was all 非财政拨款."""
    if not card.fiscal_funding + card.other_funding:
        return {}
    if not card.fiscal_funding:
        return {"other_funding": cost}
    other = min(card.other_funding, cost)
    return {"fiscal_funding": cost - other, "other_funding": other}


def _share(amount: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    return round_money(amount * part / whole)


def _change(
    session: Session,
    card: Asset,
    kind: ChangeKind,
    values: Mapping[str, Any],
    reason: str,
    today: date,
    more: Mapping[str, Any] | None = None,
) -> int:
    """Write the 变动单 and carry it to the card; returns the change's id."""
    if not reason.strip():
        raise Invalid({"reason": "请填写变动原因"})
    state = {name: plain(getattr(card, name)) for name in STATE}
    before = (card.original_cost, card.accumulated_depreciation, card.life_months)
    for name, value in values.items():
        setattr(card, name, value)
    number = numbering.take(session, "value_change", settings.get(session, "change_no_rule", today), today)
    return records.save(
        session,
        ValueChange,
        None,
        {
            "change_no": number, "asset_id": card.id, "month": open_month(session, today), "kind": kind,
            "cost_before": before[0], "cost_after": card.original_cost,
            "accumulated_before": before[1], "accumulated_after": card.accumulated_depreciation,
            "life_before": before[2], "life_after": card.life_months,
            "state_before": orjson.dumps({**state, **(more or {})}).decode(), "reason": reason.strip(),
        },
    )  # fmt: skip


def _read_state(name: str, value: Any) -> Any:
    """A value of `state_before` as the card keeps it."""
    if value is None:
        return None
    kind = Asset.__table__.c[name].type
    if isinstance(kind, Fixed):
        return Decimal(value)
    if isinstance(kind, MonthType):
        return Month.read(value)
    return kind.choices(value) if isinstance(kind, ChoiceType) else value
