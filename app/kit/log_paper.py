"""操作日志 on paper: the acts of a period, and at the end the chain's head in full, by which data and paper match."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from app.kit import audit, logbook
from app.kit.errors import UserError
from app.kit.history import Step
from app.kit.logbook import Line, Wanted
from app.kit.printing import Opening, Printout, head_of, render
from app.kit.printing.blocks import Note
from app.kit.printing.table import Column, DataTable

MOST = 5_000
LONGEST = 400  # signs of one act


@dataclass(frozen=True)
class Period:
    """The acts of a period and the head of the whole log."""

    said: str
    lines: tuple[Line, ...]
    number: int
    head: str
    counted: int = field(default=0)


def gather(session: Session, wanted: Wanted) -> Sequence[Period]:
    """Raises UserError where there are more acts than go on one paper."""
    total = logbook.count(session, wanted)
    if total > MOST:
        raise UserError(f"这段时间有 {total:,} 条操作，一次最多打印 {MOST:,} 条。请缩短时间，或导出 Excel。")
    if not total:
        return []
    number, head = audit.head(session)
    return [Period(wanted.said(), tuple(logbook.lines(session, wanted, newest=False)), number, head, total)]


def draw(period: Period) -> list[Any]:
    columns = [
        Column("号", 12, "centre"), Column("时间", 30), Column("经手", 16), Column("操作", 26),
        Column("原因", 32), Column("内容", 108), Column("校验", 24),
    ]  # fmt: skip
    rows = [
        (
            line.number, logbook.shown(line.at), line.who, line.operation, line.reason, _short(line.words),
            line.hash[:10],
        )
        for line in period.lines
    ]  # fmt: skip
    return [
        Opening(middle=period.said, right=f"共 {period.counted:,} 条"),
        DataTable(columns, rows, size=8, row=5.6),
        Note(
            f"操作日志的链到第 {period.number} 号为止，链头（SHA-256）：{period.head}。"
            "与数据核对时，程序里同一号的校验值应与此一致。"
        ),
    ]


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else words[:LONGEST] + "……"


def _sample() -> Sequence[Period]:
    from datetime import UTC

    at = datetime(2026, 11, 3, 8, 30, tzinfo=UTC)
    step = Step("原值", "5,000.00", "6,000.00")
    thing = logbook.Thing("资产卡片", "台式计算机", "", (step,))
    line = Line(17, at, "张三", "修改资产", "发票金额更正", "办公室-01", "1.0", "3f" * 32, 1, (thing,))
    return [Period("2026-11-01 至 2026-11-30", (line,), 17, "3f" * 32, 1)]


OPERATION_LOG = Printout(
    "operation-log", "操作日志", gather=gather, draw=draw, takes="list", landscape=True,
    signatures="打印人 审核人", samples=_sample,
)  # fmt: skip


def log_pdf(
    session: Session,
    wanted: Wanted,
    who: str,
    today: date,
    copy: Literal["", "补打", "草稿"] = "",
    progress: Callable[..., None] | None = None,
) -> bytes:
    """The PDF. Raises Forbidden where who acts may not print, UserError where there is nothing or too much."""
    return render(
        OPERATION_LOG, gather(session, wanted), head_of(session, who, today, copy), progress=progress
    )
