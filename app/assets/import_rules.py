"""The rules that a ledger's rows must keep, over columns: what is refused, what is concluded.

They are those of `Asset.problems()`, which words most refusals; here it is only called for rows that a
quick look finds wanting.
"""

from __future__ import annotations

from collections.abc import Collection
from types import SimpleNamespace
from typing import Any

from app.assets.choices import Method, ValueBasis
from app.assets.import_fields import NET, UNIT_PRICE
from app.assets.import_read import Reading
from app.assets.models import Asset
from app.kit.db import yuan

_ONE = 100  # quantities are hundredths


def check_rows(found: Reading, used: Collection[str]) -> list[str]:
    """Refuse what breaks a rule, fill in what follows from the rest; return remarks on the whole ledger.

    `used` holds those numbers of this ledger that the store has had already.
    """
    notes: list[str] = []
    _check_names(found)
    _check_numbers(found, used)
    found.values["quantity"] = found.filled("quantity", _ONE)
    _settle_cost(found, notes)
    _settle_accumulated(found, notes)
    _settle_funding(found)
    _settle_basis(found)
    _check_by_model(found)
    return notes


def _check_names(found: Reading) -> None:
    for index, name in enumerate(found.filled("name")):
        if not name and not _is_refused(found, index, "name"):
            found.refuse(index, "name", "资产名称为空")


def _check_numbers(found: Reading, used: Collection[str]) -> None:
    seen: dict[str, int] = {}
    for index, number in enumerate(found.filled("asset_no")):
        if number is None:
            continue
        first = seen.setdefault(number, index)
        if first != index:
            found.refuse(index, "asset_no", f"资产编号重复：第 {found.numbers[first]} 行已用过“{number}”")
        elif number in used:
            found.refuse(index, "asset_no", f"资产编号重复：台账里已有或曾用过“{number}”，编号不能再用")


def _settle_cost(found: Reading, notes: list[str]) -> None:
    costs = found.column("original_cost")
    prices = found.column(UNIT_PRICE)
    if costs is None and prices is None:
        notes.append("没有原值一列，原值都按 0 记入，请在卡片上补填。")
        found.values["original_cost"] = [0] * found.count
        return
    costs = [None] * found.count if costs is None else costs
    if prices is not None:
        quantities = found.values["quantity"]
        costs = [
            cost if cost is not None or price is None or quantity is None else round(price * quantity / _ONE)
            for cost, price, quantity in zip(costs, prices, quantities, strict=True)
        ]
    found.values["original_cost"] = costs
    for index, cost in enumerate(costs):
        if cost is None:
            if not _is_refused(found, index, "original_cost"):
                found.refuse(index, "original_cost", "原值不是数：没有填写")
        elif cost < 0:
            found.refuse(index, "original_cost", f"原值为负：{yuan(cost):,.2f}")


def _settle_accumulated(found: Reading, notes: list[str]) -> None:
    costs, nets = found.values["original_cost"], found.column(NET)
    charged = found.column("accumulated_depreciation")
    if charged is None and nets is None:
        notes.append("没有累计折旧一列：按未提过折旧处理，首次结账时补提以前各月。")
    charged = [None] * found.count if charged is None else charged
    if nets is not None:
        odd = 0
        for index, (cost, amount, net) in enumerate(zip(costs, charged, nets, strict=True)):
            if cost is None or net is None:
                continue
            if amount is None and index not in found.refused and 0 <= net <= cost:
                charged[index] = cost - net
            elif amount is not None and cost - amount != net:
                odd += 1
        if odd:
            notes.append(f"有 {odd} 行的净值不等于原值减累计折旧，净值按后者重算。")
    for index, (cost, amount) in enumerate(zip(costs, charged, strict=True)):
        if amount is None:
            continue
        if amount < 0:
            found.refuse(index, "accumulated_depreciation", f"累计折旧为负：{yuan(amount):,.2f}")
        elif cost is not None and 0 <= cost < amount:
            found.refuse(
                index, "accumulated_depreciation",
                f"累计折旧大于原值：累计折旧 {yuan(amount):,.2f}，原值 {yuan(cost):,.2f}",
            )  # fmt: skip
    found.values["accumulated_depreciation"] = [amount or 0 for amount in charged]


def _settle_funding(found: Reading) -> None:
    """Of 财政拨款 and 非财政拨款 one follows from the other; a ledger without both leaves them open (nought)."""
    costs = found.values["original_cost"]
    fiscal, other = found.column("fiscal_funding"), found.column("other_funding")
    if fiscal is not None and other is not None and None not in fiscal and None not in other:
        return
    if fiscal is None and other is None:
        found.values["fiscal_funding"] = found.values["other_funding"] = [0] * found.count
        return
    pairs = [
        _funding(cost or 0, one, two)
        for cost, one, two in zip(
            costs, found.filled("fiscal_funding"), found.filled("other_funding"), strict=True
        )
    ]
    found.values["fiscal_funding"] = [pair[0] for pair in pairs]
    found.values["other_funding"] = [pair[1] for pair in pairs]


def _funding(cost: int, fiscal: int | None, other: int | None) -> tuple[int, int]:
    if fiscal is None and other is not None:
        return max(cost - other, 0), other
    if other is None and fiscal is not None:
        return fiscal, max(cost - fiscal, 0)
    return fiscal or 0, other or 0


def _settle_basis(found: Reading) -> None:
    """A thing that stands at ¥1 apiece is carried at its nominal amount, whether or not the ledger says so."""
    bases = found.filled("value_basis")
    rows = zip(bases, found.values["original_cost"], found.values["quantity"], strict=True)
    found.values["value_basis"] = [
        basis or (ValueBasis.NOMINAL if cost == quantity and cost else ValueBasis.ORIGINAL)
        for basis, cost, quantity in rows
    ]


def _check_by_model(found: Reading) -> None:
    """Run the card's own rules on rows that may break them; the quick look must catch every such row."""
    columns = [
        found.values[name]
        for name in ("original_cost", "fiscal_funding", "other_funding", "value_basis", "quantity")
    ] + [found.filled("method"), found.filled("life_months")]
    for index, (cost, fiscal, other, basis, quantity, method, life) in enumerate(zip(*columns, strict=True)):
        if (
            (fiscal + other in (0, cost) and basis is not ValueBasis.NOMINAL)
            and quantity > 0
            and (life is None or life > 0)
            and method is not Method.WORKLOAD
        ):
            continue
        if cost is None or cost < 0 or index in found.refused:
            continue
        for name, words in _problems(found, index).items():
            if name in ("original_cost", "fiscal_funding", "quantity", "life_months", "total_workload"):
                found.refuse(index, name, words)


def _problems(found: Reading, index: int) -> dict[str, str]:
    """The card's own rules on one row."""

    def value(name: str) -> Any:
        values = found.column(name)
        return None if values is None else values[index]

    card = SimpleNamespace(
        **{
            name: yuan(value(name) or 0)
            for name in ("original_cost", "accumulated_depreciation", "fiscal_funding", "other_funding")
        },
        quantity=None if value("quantity") is None else yuan(value("quantity")),
        total_workload=None if value("total_workload") is None else yuan(value("total_workload")),
        value_basis=value("value_basis"),
        method=value("method"),
        life_months=value("life_months"),
    )
    return Asset.problems(card)  # type: ignore[arg-type]


def _is_refused(found: Reading, index: int, name: str) -> bool:
    """Whether the row has been refused for this very cell."""
    column = found.layout.of(name)
    return column is not None and any(cell.column == column.heading for cell in found.refused.get(index, ()))
