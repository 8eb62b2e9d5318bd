"""What a meeting leads to: numbered resolutions, the acts that rest on them, 督办, and what went without."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import BigId, ChoiceType, Record, Searchable
from app.kit.fields import label
from app.meetings.choices import ActKind, Aim, FollowUpStatus, Outcome

LARGEST = Decimal(10) ** 15  # yuan; the store keeps whole fen in 64 bits


def amount_problem(amount: Decimal | None) -> str:
    """Why an amount cannot be decided on; empty where it can."""
    if amount is None:
        return ""
    if not amount.is_finite() or amount != round(amount, 2):
        return "金额最多两位小数"
    return "金额不能是负数" if amount < 0 else "金额太大，请核对单位" if amount >= LARGEST else ""


class Resolution(Record, Searchable):
    """A decision that was carried. It never changes: a newer one with an `aim` points to it by `about_id`."""

    __tablename__ = "resolutions"
    __table_args__ = (UniqueConstraint("resolution_no"), UniqueConstraint("item_id"))
    name_cn = "决议"
    title_column = "title"
    twin_columns = ("resolution_no", "decided_on")
    kept_by = None

    resolution_no: Mapped[str] = mapped_column(
        String(32), info=label("决议编号", width=14, required=True, search=True)
    )
    item_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("agenda_items.id"), info=label("议程", required=True)
    )
    title: Mapped[str] = mapped_column(String(128), info=label("事项", width=30, required=True, search=True))
    text: Mapped[str] = mapped_column(Text, info=label("决定内容", width=40, required=True, search=True))
    amount: Mapped[Decimal | None] = mapped_column(info=label("金额", unit="元", width=14))
    outcome: Mapped[Outcome] = mapped_column(ChoiceType(Outcome), info=label("结果"))
    decided_on: Mapped[date] = mapped_column(
        Date, index=True, info=label("决定日期", width=11, required=True)
    )
    aim: Mapped[Aim] = mapped_column(ChoiceType(Aim), default=Aim.DECIDE, info=label("目的"))
    about_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("resolutions.id"), index=True, info=label("原决议", width=20)
    )


class ResolutionUse(Record):
    """An act that rests on a resolution: which, for how much."""

    __tablename__ = "resolution_uses"
    __table_args__ = (UniqueConstraint("resolution_id", "act", "reference"),)
    name_cn = "决议执行"
    title_column = "reference"
    kept_by = None

    resolution_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("resolutions.id"), info=label("决议", width=20, required=True)
    )
    act: Mapped[ActKind] = mapped_column(ChoiceType(ActKind), info=label("业务", required=True))
    reference: Mapped[str] = mapped_column(
        String(64), index=True, info=label("关联单据", width=16, required=True)
    )
    amount: Mapped[Decimal | None] = mapped_column(info=label("金额", unit="元", width=14))
    used_on: Mapped[date] = mapped_column(Date, info=label("办理日期", width=11, required=True))


class Override(Record):
    """放行: an act that was let go without the resolution it needed, with the reason; to be confirmed later."""

    __tablename__ = "resolution_overrides"
    name_cn = "免决议放行"
    title_column = "reference"
    twin_columns = ("granted_on",)
    kept_by = None

    act: Mapped[ActKind] = mapped_column(ChoiceType(ActKind), info=label("业务", required=True))
    reference: Mapped[str] = mapped_column(
        String(64), index=True, info=label("关联单据", width=16, required=True)
    )
    amount: Mapped[Decimal | None] = mapped_column(info=label("金额", unit="元", width=14))
    rule: Mapped[str] = mapped_column(Text, info=label("所缺程序", width=30))
    reason: Mapped[str] = mapped_column(Text, info=label("放行理由", width=30, required=True))
    granted_on: Mapped[date] = mapped_column(Date, info=label("放行日期", width=11, required=True))
    granted_by: Mapped[str] = mapped_column(String(64), info=label("放行人"))


class FollowUp(Record, Searchable):
    """督办: who carries out what of a resolution, until when."""

    __tablename__ = "follow_ups"
    __table_args__ = (UniqueConstraint("follow_up_no"),)
    name_cn = "督办事项"
    title_column = "task"
    twin_columns = ("follow_up_no", "due_on")
    kept_by = None

    follow_up_no: Mapped[str] = mapped_column(
        String(32), info=label("督办编号", width=14, required=True, search=True, computed=True)
    )
    resolution_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("resolutions.id"), index=True, info=label("决议", width=20, required=True)
    )
    task: Mapped[str] = mapped_column(
        String(255), info=label("督办事项", width=30, required=True, search=True)
    )
    department_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("departments.id"), info=label("责任部门", width=12)
    )
    owner_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id"), index=True, info=label("责任人", required=True)
    )
    due_on: Mapped[date] = mapped_column(Date, index=True, info=label("办理时限", width=11, required=True))
    status: Mapped[FollowUpStatus] = mapped_column(
        ChoiceType(FollowUpStatus), default=FollowUpStatus.OPEN, info=label("状态", computed=True)
    )
    done_on: Mapped[date | None] = mapped_column(Date, info=label("办结日期", width=11, computed=True))
    closed_on: Mapped[date | None] = mapped_column(Date, info=label("销号日期", width=11, computed=True))
    conclusion: Mapped[str | None] = mapped_column(Text, info=label("销号意见", width=20, computed=True))


class ProgressNote(Record):
    """How far a 督办 item is on a day."""

    __tablename__ = "progress_notes"
    name_cn = "办理进展"
    title_column = "words"
    kept_by = None

    follow_up_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("follow_ups.id"), index=True, info=label("督办事项", required=True)
    )
    noted_on: Mapped[date] = mapped_column(Date, info=label("日期", width=11, required=True))
    words: Mapped[str] = mapped_column(Text, info=label("进展情况", width=40, required=True))
