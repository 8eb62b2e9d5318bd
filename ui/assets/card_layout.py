"""Which fields stand where on an asset card (DOMAIN: 资产信息卡), with the extra sections of each kind."""

from __future__ import annotations

from app.assets.choices import CardKind
from app.assets.kinds import KIND_FIELDS

_GENERAL = """== 基本信息
asset_no name
gb_code legacy_class
card_kind new_class
model brand
serial_no maker
quantity unit
purpose fiscal_no
"""
_REST = """== 价值与资金
original_cost value_basis
fiscal_funding other_funding
bulk_goods provisional
== 取得
acquisition payment_channel
acquired_on in_use_on
procurement contract_no
budget_item supplier
supplier_phone invoice_no
warranty_until
== 财务入账
booking_status booked_on
voucher_no accounting_subject
== 折旧
depreciation_status method
life_months life_basis
accumulated_depreciation net_book_value
depreciation_start charged_through
service_years
== 工作量
total_workload workload_unit
== 使用
managing_department_id department_id
custodian_id place_id
usage_status
remark
== 处置
disposal_method disposed_on
disposal_no removed_month
"""
WORKLOAD, DISPOSED = "工作量", "处置"
_SHARED = {
    frozenset({CardKind.BUILDING, CardKind.LAND}): "权属",
    frozenset({CardKind.RELIC, CardKind.BIOTA}): "来源",
}


def _by_kinds() -> dict[frozenset[CardKind], list[str]]:
    """The extra fields, those that the same kinds share together: a field stands in one section only."""
    owners: dict[str, set[CardKind]] = {}
    for kind, names in KIND_FIELDS.items():
        for name in names.split():
            owners.setdefault(name, set()).add(kind)
    groups: dict[frozenset[CardKind], list[str]] = {}
    for name, kinds in owners.items():
        groups.setdefault(frozenset(kinds), []).append(name)
    return groups


def _title(kinds: frozenset[CardKind]) -> str:
    return _SHARED.get(kinds) or "、".join(kind.label for kind in CardKind if kind in kinds)


def _section(kinds: frozenset[CardKind], names: list[str]) -> str:
    lines = [" ".join(names[at : at + 2]) for at in range(0, len(names), 2)]
    return "\n".join([f"== {_title(kinds)}", *lines]) + "\n"


# Section title → the kinds of card that show it.
KIND_SECTIONS: dict[str, frozenset[CardKind]] = {_title(kinds): kinds for kinds in _by_kinds()}
CARD_LAYOUT = _GENERAL + "".join(_section(*each) for each in _by_kinds().items()) + _REST
