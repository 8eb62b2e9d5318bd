"""恢复单: the paper that opens an encrypted store when nobody knows the pass-phrase any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.kit.printing import Head, Opening, Printout, render
from app.kit.printing.blocks import Note, day
from app.kit.printing.flow import Block
from app.kit.printing.grid import Grid, Group


@dataclass(frozen=True)
class RecoverySheet:
    """Which file it is for, since when, and the recovery key."""

    store: str
    office: str
    made_on: date
    recovery: str


def draw(slip: RecoverySheet) -> list[Opening | Block]:
    """The key in two lines of four groups, how it is used, who keeps it."""
    groups = slip.recovery.split("-")
    half = len(groups) // 2
    facts = [
        [("单位", slip.office)], [("数据文件", slip.store)], [("制作日期", day(slip.made_on))],
    ]  # fmt: skip
    code = [[("恢复码", "  -  ".join(groups[:half]))], [("（续）", "  -  ".join(groups[half:]))]]
    return [
        Opening(left=slip.office, right="密封保管，不得拍照、上传"),
        Grid([Group(facts)], columns=1, label=26),
        Grid([Group(code)], columns=1, label=26, size=16, row=14),
        Note(
            "用法：打开数据时，在口令处输入恢复码（不分大小写，横线可省），随后在“设置 › 备份”里设定新口令。"
            "恢复码由字母和数字 2–7 组成，没有 0、1、8、9。"
        ),
        Note(
            "保管：本单打印后装入信封密封，封口签字，存入保险柜。口令和恢复码都丢失时，数据无法打开，"
            "任何人（包括软件作者）都不能恢复。重新制作恢复单后，本单作废。"
        ),
    ]


def samples() -> Sequence[RecoverySheet]:
    return [
        RecoverySheet(
            "台账.houqin", "某市计量测试研究所", date(2026, 11, 3), "ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567"
        )
    ]


RECOVERY_SHEET = Printout(
    "recovery-sheet", "台账数据恢复单", gather=lambda session: samples(), draw=draw, takes="records",
    signatures="制作人 保管人 监督人", samples=samples,
)  # fmt: skip


def sheet_pdf(slip: RecoverySheet, who: str) -> bytes:
    """The sheet as a PDF; the key is on it and nowhere else."""
    return render(RECOVERY_SHEET, [slip], Head(unit=slip.office, day=slip.made_on, who=who))
