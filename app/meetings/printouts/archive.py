"""归档目录 (archive-list): the papers of a meeting or a year in binding order, with their pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.kit.printing import Opening
from app.kit.printing.blocks import Note, Value
from app.kit.printing.flow import Block
from app.kit.printing.grid import Grid, Group
from app.kit.printing.table import Column, DataTable

COLUMNS = (
    Column("序号", 11, "centre"),
    Column("文号（编号）", 30),
    Column("责任者", 30),
    Column("题名", 55),
    Column("日期", 25, "centre"),
    Column("页号", 17, "centre"),
    Column("备注", 20),
)


@dataclass(frozen=True)
class Filed:
    """One paper; `pages` as 3—7, "" where it is kept elsewhere."""

    number: str
    author: str
    title: str
    on: date | None = None
    pages: str = ""
    remark: str = ""


@dataclass(frozen=True)
class ArchiveSlip:
    """The list of one volume."""

    unit: str
    title: str
    year: int
    number: str
    rows: tuple[Filed, ...]
    retention: str = "永久"

    def paged(self, places: Sequence[tuple[int, int]]) -> ArchiveSlip:
        """The list with the first and last page of each paper, (0, 0) for one without."""
        rows = tuple(
            replace(paper, pages=_pages(*place)) for paper, place in zip(self.rows, places, strict=True)
        )
        return replace(self, rows=rows)


def draw(slip: ArchiveSlip) -> list[Opening | Block]:
    """The volume, its papers; who made it up and who checked it."""
    head: list[list[tuple[str, Value]]] = [
        [("案卷题名", slip.title)],
        [("年度", f"{slip.year}"), ("保管期限", slip.retention)],
    ]
    rows = [
        (number, paper.number, paper.author, paper.title, paper.on or "", paper.pages, paper.remark)
        for number, paper in enumerate(slip.rows, start=1)
    ]
    return [
        Opening(number=slip.number, middle=f"共 {len(rows)} 件"),
        Grid([Group(head)], label=24),
        DataTable(COLUMNS, rows, size=9.5, row=9),
        Note("注：页号为卷内连续编号，印在每页外侧上角；空白页不编号。无记名表决票原件另袋密封，不编页号。"),
    ]


def _pages(first: int, last: int) -> str:
    if not last:
        return ""
    return str(first) if first == last else f"{first}—{last}"


def samples() -> list[ArchiveSlip]:
    """The papers of one meeting."""
    unit, meeting = "青山县农业技术推广中心", "2026年第3次领导班子会议"
    return [
        ArchiveSlip(
            unit,
            f"{meeting}文件",
            2026,
            "HY-2026-0003",
            (
                Filed("〔2026〕3号", "办公室", f"{meeting}纪要", date(2026, 3, 9), "1—3"),
                Filed("HY-2026-0003", "陈𬱖", f"{meeting}记录", date(2026, 3, 7), "4—6"),
                Filed("HY-2026-0003", "办公室", f"{meeting}签到表", date(2026, 3, 7), "7"),
                Filed(
                    "HY-2026-0003-1",
                    "办公室",
                    "关于推荐郑某某为技术科副科长人选的计票单",
                    date(2026, 3, 7),
                    "8",
                ),
                Filed("", "办公室", "表决票原件 5 张", date(2026, 3, 7), "", "另袋密封"),
                Filed(
                    "YT-2026-0012",
                    "后勤保障科",
                    "关于购置农产品质量安全检测设备的议题",
                    date(2026, 3, 2),
                    "9",
                ),
            ),
        )
    ]
