"""固定资产验收入库单 (asset-intake): where things came from, what they are, the finding, who received them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.assets.choices import Acquisition
from app.assets.printouts.read import count, read, ticks
from app.kit.printing import Opening, Printout
from app.kit.printing.blocks import Amount, Note, Value
from app.kit.printing.flow import Block
from app.kit.printing.grid import Grid, Group
from app.kit.printing.table import Column, DataTable

TO_FILL = "＿＿＿＿＿＿"
LEAST = 8
"""Rows that the table has at least; those without a thing are struck out."""

INTAKE = """supplier contract_no invoice_no acquisition acquired_on procurement voucher_no booked_on
    asset_no name model unit quantity original_cost department_id place_id"""

Row = tuple[Value, ...]


@dataclass(frozen=True)
class IntakeSlip:
    """Things received together: one supplier, contract, invoice and day."""

    supplier: str | None
    contract_no: str | None
    invoice_no: str | None
    acquisition: str
    acquired_on: date | None
    procurement: str | None
    voucher_no: str | None
    booked_on: date | None
    rows: tuple[Row, ...]
    total: Decimal


def grouped(
    rows: Sequence[dict[str, Any]], key: Callable[[dict[str, Any]], Any]
) -> list[list[dict[str, Any]]]:
    """Rows of one key together, in the order in which the keys first occur."""
    groups: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return list(groups.values())


def gather_intake(session: Session, ids: Sequence[int] | None = None) -> list[IntakeSlip]:
    """One slip for the cards of one supplier, contract, invoice, way and day of acquisition."""
    names = ["supplier", "contract_no", "invoice_no", "acquisition", "acquired_on", "procurement"]
    found = read(session, INTAKE, ids)
    return [_intake(group) for group in grouped(found, lambda row: tuple(row[name] for name in names))]


def _intake(group: list[dict[str, Any]]) -> IntakeSlip:
    first = group[0]
    vouchers = dict.fromkeys(row["voucher_no"] for row in group if row["voucher_no"])
    booked = {row["booked_on"] for row in group}
    rows = [
        (
            number,
            row["asset_no"],
            row["name"],
            row["model"] or "",
            row["unit"] or "",
            count(row["quantity"]),
            (row["original_cost"] / row["quantity"]).quantize(Decimal("0.01")),
            row["original_cost"],
            "　".join(filter(None, (row["department_id"], row["place_id"]))),
        )
        for number, row in enumerate(group, start=1)
    ]
    return IntakeSlip(
        supplier=first["supplier"],
        contract_no=first["contract_no"],
        invoice_no=first["invoice_no"],
        acquisition=first["acquisition"].label,
        acquired_on=first["acquired_on"],
        procurement=first["procurement"].label if first["procurement"] else None,
        voucher_no="、".join(vouchers) or None,
        booked_on=booked.pop() if len(booked) == 1 else None,
        rows=tuple(rows),
        total=sum((row["original_cost"] for row in group), start=Decimal("0.00")),
    )


def draw_intake(slip: IntakeSlip) -> list[Opening | Block]:
    """Where the things came from, what they are, the amount, the finding, who received them."""
    columns = [
        Column("序号", 9, "centre"),
        Column("资产编号", 25),
        Column("资产名称", 32),
        Column("规格型号", 23),
        Column("单位", 9, "centre"),
        Column("数量", 9, "right", total=True),
        Column("单价(元)", 19, "right"),
        Column("金额(元)", 21, "right", total=True),
        Column("使用部门、存放地点", 23),
    ]
    head: list[list[tuple[str, Value]]] = [
        [("供应商", slip.supplier), ("采购合同编号", slip.contract_no)],
        [("取得日期", slip.acquired_on), ("发票号", slip.invoice_no)],
        [("采购组织形式", slip.procurement), ("会计凭证号", slip.voucher_no)],
        [("取得方式", ticks([choice.label for choice in Acquisition], slip.acquisition))],
    ]
    finding: list[list[tuple[str, Value]]] = [
        [("外观、数量", ticks(["相符", "不符"], None)), ("技术资料", ticks(["齐全", "不全"], None))],
        [("验收结论", f"{ticks(['合格', '限期整改', '不合格'], None)}　　说明：")],
    ]
    return [
        Opening(middle="　　年　　月　　日", number=TO_FILL),
        Grid([Group(head)], label=26),
        DataTable(columns, slip.rows, total=True, size=9, blank=LEAST, row=7),
        Amount(slip.total, label_width=26),
        Grid([Group(finding)], label=26, row=10),
        Note("注：本单一式三份，资产管理部门、使用部门、财务部门各存一份；验收人不少于三人。"),
    ]


def intake_samples() -> list[IntakeSlip]:
    """Two things of one purchase."""
    rows = (
        (
            1,
            "ZC-2026-000123",
            "台式计算机",
            "M930t",
            "台",
            3,
            Decimal("5000.00"),
            Decimal("15000.00"),
            "办公室　305室",
        ),
        (
            2,
            "ZC-2026-000124",
            "文件柜（四门）",
            "",
            "组",
            1,
            Decimal("1260.50"),
            Decimal("1260.50"),
            "财务科",
        ),
    )
    return [
        IntakeSlip(
            supplier="青山县喆堃办公设备有限公司",
            contract_no="HT-2026-018",
            invoice_no="26332000000012345678",
            acquisition="新购",
            acquired_on=date(2026, 11, 3),
            procurement="分散采购",
            voucher_no="记-2026-11-0034",
            booked_on=date(2026, 11, 5),
            rows=rows,
            total=Decimal("16260.50"),
        )
    ]


ASSET_INTAKE = Printout(
    "asset-intake",
    "固定资产验收入库单",
    gather=gather_intake,
    draw=draw_intake,
    takes="records",
    signatures="采购经办人 验收人 验收人 验收人 资产管理员 财务部门",
    samples=intake_samples,
)
