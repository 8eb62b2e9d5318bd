"""资产卡片 (asset-card): one sheet a card, the groups of 财政部's card and the fields of its kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.assets.choices import CardKind, UsageStatus
from app.assets.kinds import KIND_FIELDS
from app.assets.printouts.read import count, field_of, paper, read, ticks
from app.kit.printing import Opening, Printout
from app.kit.printing.blocks import Amount, Note, Value
from app.kit.printing.flow import Block
from app.kit.printing.grid import Grid, Group

Pairs = tuple[tuple[str, Value], ...]

LAYOUT = (
    (
        "基本信息",
        """asset_no fiscal_no
        name model
        legacy_class gb_code
        quantity unit
        brand serial_no
        maker purpose""",
    ),
    (
        "取得信息",
        """acquisition acquired_on
        supplier procurement
        contract_no invoice_no
        warranty_until in_use_on""",
    ),
    (
        "财务信息",
        """original_cost value_basis
        fiscal_funding other_funding
        booked_on voucher_no
        depreciation_status method
        life_months depreciation_start
        accumulated_depreciation net_book_value""",
    ),
    (
        "使用信息",
        """managing_department_id department_id
        custodian_id place_id""",
    ),
)
DISPOSAL = """disposed_on disposal_method
    disposal_no removed_month"""
READ = " ".join(
    [
        *(names for _, names in LAYOUT),
        DISPOSAL,
        "usage_status remark card_kind",
        *dict.fromkeys(name for names in KIND_FIELDS.values() for name in names.split()),
    ]
)


@dataclass(frozen=True)
class CardSlip:
    """One card. `groups` are (title, rows of (label, value)) from top to bottom."""

    number: str
    title: str
    cost: Decimal
    groups: tuple[tuple[str, tuple[Pairs, ...]], ...]


def gather(session: Session, ids: Sequence[int] | None = None) -> list[CardSlip]:
    """The cards of these ids, or all."""
    return [_slip(row) for row in read(session, READ, ids)]


def _slip(row: dict[str, Any]) -> CardSlip:
    groups = [
        (title, tuple(_pairs(row, line.split()) for line in names.split("\n"))) for title, names in LAYOUT
    ]
    title, rows = groups[-1]
    status = ticks([choice.label for choice in UsageStatus], row["usage_status"].label)
    last: tuple[Pairs, ...] = ((("使用状况", status),), (("备注", row["remark"]),))
    groups[-1] = (title, (*rows, *last))
    if row["disposed_on"]:
        groups.append(("处置信息", tuple(_pairs(row, line.split()) for line in DISPOSAL.split("\n"))))
    kind: CardKind = row["card_kind"]
    if kind in KIND_FIELDS:
        own = KIND_FIELDS[kind].split()
        lines = [own[at : at + 2] for at in range(0, len(own), 2)]
        groups.insert(
            1,
            (
                f"{kind.label if len(kind.label) <= 3 else kind.label[:2]}信息",
                tuple(_pairs(row, line) for line in lines),
            ),
        )
    special = kind is not CardKind.GENERAL
    return CardSlip(
        number=row["asset_no"],
        title=f"资产卡片（{kind.label}）" if special else "资产卡片",
        cost=row["original_cost"],
        groups=tuple(groups),
    )


def _pairs(row: dict[str, Any], names: Sequence[str]) -> Pairs:
    return tuple((field_of(name).heading, _value(row, name)) for name in names)


def _value(row: dict[str, Any], name: str) -> Value:
    return count(row[name]) if name == "quantity" else paper(field_of(name), row[name])


def draw(slip: CardSlip) -> list[Opening | Block]:
    """The card: its groups in one frame, the cost in capitals, who made and checked it."""
    return [
        Opening(title=slip.title, number=slip.number),
        Grid([Group(rows, title) for title, rows in slip.groups], label=26, row=7.4, size=10),
        Amount(slip.cost, "原值", label_width=34, size=10),
        Note("注：本卡片由资产管理部门建立并保管；资产报废清理后保管五年。"),
    ]


def samples() -> list[CardSlip]:
    """A full card with rare names, for tests and the preview of settings."""
    rows: tuple[Pairs, ...] = (
        (("资产编号", "ZC-2026-000123"), ("财政卡片编号", "330106-2026-77")),
        (("资产名称", "台式计算机（含显示器、键盘、鼠标）"), ("规格型号", "i5-12400/16G/512G")),
        (("数量", 3), ("计量单位", "台")),
        (("取得日期", date(2026, 11, 3)), ("使用人", "王喆 堃䶮㛃𬱖")),
        (("使用状况", ticks([choice.label for choice in UsageStatus], "在用")),),
        (("备注", None),),
    )
    return [CardSlip("ZC-2026-000123", "资产卡片", Decimal("15000.00"), (("基本信息", rows),))]


ASSET_CARD = Printout(
    "asset-card",
    "资产卡片",
    gather=gather,
    draw=draw,
    takes="records",
    signatures="制卡人 复核人 使用人",
    samples=samples,
)
