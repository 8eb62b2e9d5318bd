"""The year's decisions as a workbook: the 三重一大 ledger, and a sheet of figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import MAXYEAR, MINYEAR, date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kit import audit, rights
from app.kit.errors import UserError
from app.kit.rights import right
from app.kit.sheets import OutColumn, OutSheet, write_book
from app.meetings.choices import AttendanceRole, MatterKind, MeetingStatus, Outcome, Presence, VoteKind
from app.meetings.decisions import Decision, Wanted, decisions, linked, to_ratify
from app.meetings.models import Attendance, Body, Meeting, Override

LEDGER = (
    OutColumn("序号", "int", 6), OutColumn("会议日期", "date", 11), OutColumn("会议编号", width=12),
    OutColumn("会议", width=22), OutColumn("类别", width=16), OutColumn("事项编码", width=9),
    OutColumn("决策事项", width=26), OutColumn("议题", width=34), OutColumn("申报部门", width=14),
    OutColumn("金额(元)", "money", 15), OutColumn("应到", "int", 6), OutColumn("实到", "int", 6),
    OutColumn("回避", "int", 6), OutColumn("表决方式", width=10), OutColumn("同意", "int", 6),
    OutColumn("不同意", "int", 7), OutColumn("弃权", "int", 6), OutColumn("废票", "int", 6),
    OutColumn("结果", width=9), OutColumn("决定内容", width=44), OutColumn("决议编号", width=12),
    OutColumn("纪要文号", width=16), OutColumn("紧急", width=12), OutColumn("关联决议", width=18),
    OutColumn("执行业务", width=24),
)  # fmt: skip
FIGURES = (OutColumn("项目", width=34), OutColumn("数量", "int", 10), OutColumn("金额(元)", "money", 18))
NO_KIND = "其他（不属三重一大）"


@right(rights.EXPORT)
def export_decisions(session: Session, year: int, path: Path | str) -> int:
    """Write the ledger and the figures of a year; returns the number of decisions. Raises UserError."""
    if not MINYEAR <= year <= MAXYEAR:
        raise UserError(f"没有 {year} 年，请写四位数的年份，例如 2026。")
    found = decisions(session, Wanted(year=year))
    pages = [
        OutSheet("三重一大台账", LEDGER, _rows(session, found), f"{year}年“三重一大”集体决策台账"),
        OutSheet("统计", FIGURES, figures(session, year, found), f"{year}年集体决策统计"),
    ]
    write_book(path, pages)
    audit.note(
        session, Meeting.__tablename__, 0, f"导出 {year} 年决策台账 {len(found)} 项到 {Path(path).name}"
    )
    return len(found)


def _rows(session: Session, found: Sequence[Decision]) -> list[Sequence[object]]:
    open_ = {row[0] for row in to_ratify(session)}
    return [
        (
            number, each.held_on, each.meeting_no, each.body, each.kind.label if each.kind else NO_KIND,
            each.matter_code, each.matter, each.title, each.department, each.amount, each.eligible,
            each.present, each.recused, each.vote_kind.label, each.yes, each.no, each.abstain, each.invalid,
            each.outcome.label, each.decision, each.resolution_no, each.minutes_no,
            _urgent(each, open_), *_links(session, each),
        )
        for number, each in enumerate(found, start=1)
    ]  # fmt: skip


def _urgent(each: Decision, to_confirm: Collection[int]) -> str | None:
    if not each.emergency:
        return None
    return "是，尚未追认" if each.resolution_id in to_confirm else "是"


def _links(session: Session, each: Decision) -> tuple[str, str]:
    """The decisions before and after, and the acts that rest on it."""
    if each.resolution_id is None:
        return "", ""
    found = linked(session, each.resolution_id)
    related = {"原决议": found.about, "已变更为": found.changed_by, "已追认": found.ratified_by}
    acts = "；".join(f"{act.label} {reference}" for act, reference, _, _ in found.acts)
    return "；".join(f"{word} {number}" for word, number in related.items() if number), acts


def figures(session: Session, year: int, found: Sequence[Decision]) -> list[tuple[str, int, Decimal | None]]:
    """Meetings, attendance, decisions by kind, outcome and way of voting, and what went without."""
    held = (
        Meeting.held_on.between(date(year, 1, 1), date(year, 12, 31)),
        Meeting.status.in_([MeetingStatus.OPEN, MeetingStatus.CLOSED, MeetingStatus.SEALED]),
    )
    bodies = select(Body.name, func.count(Meeting.id)).join(Meeting, Meeting.body_id == Body.id).where(*held)
    rows: list[tuple[str, int, Decimal | None]] = [
        (f"会议：{name}", number, None)
        for name, number in session.execute(bodies.group_by(Body.name).order_by(Body.name))
    ]
    there = (
        select(Attendance.presence, func.count())
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(*held, Attendance.role == AttendanceRole.MEMBER)
        .group_by(Attendance.presence)
    )
    by_presence = dict(session.execute(there).all())
    rows += [
        ("应到人次", sum(by_presence.values()), None),
        (
            "实到人次（含中途退席）",
            sum(by_presence.get(each, 0) for each in (Presence.PRESENT, Presence.LEFT)),
            None,
        ),
        ("缺席人次", by_presence.get(Presence.ABSENT, 0), None),
        ("议决事项合计", len(found), _sum(found)),
    ]
    for kind in (*MatterKind, None):
        of_kind = [each for each in found if each.kind is kind]
        rows.append((f"类别：{kind.label if kind else NO_KIND}", len(of_kind), _sum(of_kind)))
    outcomes, ways = Counter(each.outcome for each in found), Counter(each.vote_kind for each in found)
    rows += [(f"结果：{each.label}", outcomes[each], None) for each in Outcome]
    rows += [(f"表决方式：{each.label}", ways[each], None) for each in VoteKind]
    rows.append(("紧急议题", sum(each.emergency for each in found), None))
    unconfirmed = {row[0] for row in to_ratify(session)}
    rows.append(("紧急议题：尚未追认", sum(each.resolution_id in unconfirmed for each in found), None))
    let_go = select(func.count()).select_from(Override)
    of_year = Override.granted_on.between(date(year, 1, 1), date(year, 12, 31))
    rows.append(("没有决议先放行", session.scalar(let_go.where(of_year)) or 0, None))
    return rows


def _sum(found: Sequence[Decision]) -> Decimal:
    return sum((each.amount for each in found if each.amount is not None), Decimal(0))
