"""Voucher numbers that the finance office sends back: read from its table, kept, and put on the cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assets.choices import BookingStatus
from app.assets.models import Asset
from app.finance.models import VoucherLine, VoucherNumber
from app.kit import records
from app.kit.errors import Unreadable, UserError
from app.kit.readers import is_blank, read_code, read_date
from app.kit.rights import right
from app.kit.sheets import Wanted, data_rows, find_layout, open_book, refuse_double_columns

WANTED = (
    Wanted("document_no", "单据号", ("业务单号", "来源单据号", "单据编号")),
    Wanted("asset_no", "资产编号", ("资产编码", "卡片编号")),
    Wanted("voucher_no", "凭证号", ("已回填凭证号", "会计凭证号", "记账凭证号", "凭证编号", "凭证字号")),
    Wanted("voucher_date", "凭证日期", ("记账日期", "制单日期", "入账日期", "日期"), kind="date"),
)
_SHOWN = 10


@dataclass(frozen=True)
class ReadBack:
    """How many documents got a number, how many cards carry it now, how many rows had none yet."""

    documents: int
    cards: int
    without_number: int


@dataclass(frozen=True)
class _Number:
    voucher_no: str
    voucher_date: date | None
    row: int


@right("vouchers.read_back", "读回凭证号", "clerk finance", "财务衔接")
def read_back(session: Session, path: Path, now: datetime) -> ReadBack:
    """Take voucher numbers from a table with 单据号 or 资产编号 and 凭证号; all rows or none.

    Raises UserError with the rows that cannot be taken: an unknown document or card, two numbers for one
    document, another number than was read back before, a date that is none.
    """
    numbers, without, faults = _read(path)
    documents = _documents(session)
    cards = dict(session.execute(select(Asset.asset_no, Asset.id)).all())
    held = {each.document_no: each for each in session.scalars(select(VoucherNumber))}
    on_cards: dict[int, _Number] = {}
    for (document_no, asset_no), number in numbers.items():
        if document_no and document_no not in documents:
            faults.append(f"第 {number.row} 行：没有导出过单据 {document_no}")
        elif not document_no and asset_no not in cards:
            faults.append(f"第 {number.row} 行：没有资产编号为 {asset_no} 的卡片")
        elif document_no in held and held[document_no].voucher_no != number.voucher_no:
            faults.append(
                f"第 {number.row} 行：单据 {document_no} 已回填凭证号 {held[document_no].voucher_no}，"
                f"与表中的 {number.voucher_no} 不同"
            )
        else:
            asset_id = documents.get(document_no) if document_no else cards[asset_no]
            if asset_id is not None:
                on_cards[asset_id] = number
    if faults:
        more = f"\n……共 {len(faults)} 处" if len(faults) > _SHOWN else ""
        raise UserError("凭证号没有回填，请改正后再读入：\n" + "\n".join(faults[:_SHOWN]) + more)
    if not numbers:
        raise UserError(f"“{path.name}”里没有填写凭证号的行。")
    new = {document: number for (document, _), number in numbers.items() if document and document not in held}
    _keep(session, new, on_cards, now)
    return ReadBack(len(numbers), len(on_cards), without)


def _read(path: Path) -> tuple[dict[tuple[str, str], _Number], int, list[str]]:
    layout, sheet = find_layout(open_book(path), WANTED)
    refuse_double_columns(layout, WANTED)
    fields = layout.fields
    if "voucher_no" not in fields or not {"document_no", "asset_no"} & set(fields):
        raise UserError(f"“{path.name}”里要有“凭证号”一列，以及“单据号”或“资产编号”一列。")
    data = data_rows(layout, sheet.rows(), ("voucher_no",))
    numbers: dict[tuple[str, str], _Number] = {}
    faults: list[str] = []
    without = 0
    for at, row in zip(data.numbers, data.rows, strict=True):
        cells = {name: row[column.index] for name, column in fields.items()}
        key = (read_code(cells.get("document_no")) or "", read_code(cells.get("asset_no")) or "")
        if is_blank(cells["voucher_no"]) or key == ("", ""):
            without += 1
            continue
        key = (key[0], "") if key[0] else key
        try:
            number = _Number(
                (read_code(cells["voucher_no"]) or "")[:32], read_date(cells.get("voucher_date")), at
            )
        except Unreadable as error:
            faults.append(f"第 {at} 行：{error}")
            continue
        first = numbers.setdefault(key, number)
        if first.voucher_no != number.voucher_no:
            name = key[0] or key[1]
            faults.append(f"第 {at} 行：{name} 有两个凭证号，{first.voucher_no} 和 {number.voucher_no}")
    return numbers, without, faults


def _documents(session: Session) -> dict[str, int | None]:
    query = select(VoucherLine.document_no, VoucherLine.asset_id).distinct()
    return dict(session.execute(query).all())


def _keep(session: Session, new: dict[str, _Number], on_cards: dict[int, _Number], now: datetime) -> None:
    rows = [
        {
            "document_no": document_no, "voucher_no": number.voucher_no,
            "voucher_date": number.voucher_date, "read_at": now,
        }
        for document_no, number in new.items()
    ]  # fmt: skip
    records.add_many(session, VoucherNumber, rows, "回填凭证号")
    for asset_id, number in on_cards.items():
        card = records.get(session, Asset, asset_id)
        changes: dict[str, Any] = {"voucher_no": number.voucher_no, "booking_status": BookingStatus.BOOKED}
        if card.booked_on is None and number.voucher_date is not None:
            changes["booked_on"] = number.voucher_date
        records.save(session, Asset, asset_id, changes)
