"""资产明细账 (asset-ledger), the list as a signed ledger; and 资产标签 (asset-labels)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.assets.printouts.read import count, read
from app.kit import settings
from app.kit.printing import Opening, Printout
from app.kit.printing.blocks import Value, day
from app.kit.printing.flow import Block
from app.kit.printing.labels import Label
from app.kit.printing.table import Column, DataTable

LEDGER = """asset_no name model acquired_on department_id custodian_id place_id quantity unit
    original_cost accumulated_depreciation net_book_value"""
LABELS = "asset_no name model in_use_on acquired_on department_id custodian_id"

COLUMNS = (
    Column("序号", 10, "centre"),
    Column("资产编号", 27),
    Column("资产名称", 40),
    Column("规格型号", 25),
    Column("取得日期", 24),
    Column("使用部门", 22),
    Column("使用人", 16),
    Column("存放地点", 21),
    Column("数量", 10, "right", total=True),
    Column("单位", 9, "centre"),
    Column("原值(元)", 25, "right", total=True),
    Column("累计折旧(元)", 25, "right", total=True),
    Column("净值(元)", 25, "right", total=True),
)


@dataclass(frozen=True)
class LedgerSlip:
    """The rows of one ledger in the order of the screen."""

    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class LabelSlip:
    """What stands on one label."""

    unit: str
    asset_no: str
    name: str
    model: str
    since: date | None
    user: str


def gather_ledger(session: Session, ids: Sequence[int] | None = None) -> list[LedgerSlip]:
    """One ledger of these cards, or of all; none where there are no cards."""
    rows = [
        (
            number,
            row["asset_no"],
            row["name"],
            row["model"] or "",
            row["acquired_on"],
            row["department_id"] or "",
            row["custodian_id"] or "",
            row["place_id"] or "",
            count(row["quantity"]),
            row["unit"] or "",
            row["original_cost"],
            row["accumulated_depreciation"],
            row["net_book_value"],
        )
        for number, row in enumerate(read(session, LEDGER, ids), start=1)
    ]
    return [LedgerSlip(tuple(rows))] if rows else []


def draw_ledger(slip: LedgerSlip) -> list[Opening | Block]:
    """The table, its page sums and its total."""
    return [
        Opening(middle=f"共 {len(slip.rows)} 张卡片", number=""),
        DataTable(COLUMNS, slip.rows, subtotal=True, total=True, size=8.5, row=6),
    ]


def gather_labels(session: Session, ids: Sequence[int] | None = None) -> list[LabelSlip]:
    """A label for each card."""
    unit = settings.get(session, "office_name")
    return [
        LabelSlip(
            unit=unit,
            asset_no=row["asset_no"],
            name=row["name"],
            model=row["model"] or "",
            since=row["in_use_on"] or row["acquired_on"],
            user=" ".join(filter(None, (row["department_id"], row["custodian_id"]))),
        )
        for row in read(session, LABELS, ids)
    ]


def draw_label(slip: LabelSlip) -> Label:
    """The number as QR code and in letters, what the thing is, since when and whose; blank lines left out."""
    lines = [
        ("名称", slip.name),
        ("型号", slip.model),
        ("启用", day(slip.since) if slip.since else ""),
        ("使用", slip.user),
    ]
    return Label(slip.asset_no, slip.unit, [("编号", slip.asset_no), *(line for line in lines if line[1])])


def ledger_samples() -> list[LedgerSlip]:
    """Sixty rows, on several pages."""
    names = (
        "台式计算机",
        "办公桌（1.4米，含活动柜）",
        "会议室用视频会议终端及其配套的全向麦克风、摄像机",
        "文件柜",
    )
    return [
        LedgerSlip(
            tuple(
                (
                    n,
                    f"ZC-2026-{n:06d}",
                    names[n % 4],
                    "M930t" if n % 3 else "",
                    date(2019 + n % 7, 1 + n % 12, 5),
                    "后勤保障科",
                    "王喆" if n % 5 else "李䶮㛃𬱖",
                    "办公楼305室",
                    1 + n % 3,
                    "台",
                    Decimal(500000 + n * 137) / 100,
                    Decimal(100000 + n * 41) / 100,
                    Decimal(400000 + n * 96) / 100,
                )
                for n in range(1, 61)
            )
        )
    ]


def label_samples() -> list[LabelSlip]:
    """Three labels."""
    return [
        LabelSlip(
            "青山县农业技术推广中心",
            f"ZC-2026-{n:06d}",
            "台式计算机",
            "M930t",
            date(2026, 11, 3),
            "办公室 王喆",
        )
        for n in range(1, 4)
    ]


ASSET_LEDGER = Printout(
    "asset-ledger",
    "固定资产明细账",
    gather=gather_ledger,
    draw=draw_ledger,
    takes="list",
    landscape=True,
    signatures="制表人 资产管理部门负责人 财务部门负责人 单位负责人",
    samples=ledger_samples,
)
ASSET_LABELS = Printout(
    "asset-labels",
    "资产标签",
    gather=gather_labels,
    draw=draw_label,
    takes="list",
    stock="60x40",
    samples=label_samples,
)
