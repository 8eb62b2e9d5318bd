"""A meeting as it happens: who was there, what was said, how it was voted.

Names stand beside the ids as they were at the meeting, so that a sealed record reprints as it was signed, though
somebody is renamed later; what a member said or voted finds its name in the attendance list.

Of a secret ballot only counts exist. A row of `votes` or `dissents` names a person, and it bears the vote kind
of its item, by a key that the database holds to the item's own and a check that lets only open kinds in: there
is no way to store who chose what in secret, nor to turn an item with names into a secret one.
"""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import BigId, ChoiceType, Record, Searchable
from app.kit.fields import label
from app.meetings.choices import (
    AttendanceRole,
    ItemState,
    MeetingStatus,
    Outcome,
    Presence,
    VoteChoice,
    VoteKind,
)
from app.meetings.rules import PassRule, Quorum

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class Meeting(Record, Searchable):
    """One sitting of a body. `digest` is the hash of all that it holds, from the day it was sealed."""

    __tablename__ = "meetings"
    __table_args__ = (UniqueConstraint("meeting_no"),)
    name_cn = "会议"
    title_column = "title"
    twin_columns = ("meeting_no", "held_on")
    kept_by = None

    meeting_no: Mapped[str] = mapped_column(
        String(32), info=label("会议编号", width=14, required=True, search=True, computed=True)
    )
    title: Mapped[str] = mapped_column(
        String(128), info=label("会议名称", width=28, required=True, search=True)
    )
    body_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("bodies.id"), index=True, info=label("议事机构", width=18, required=True)
    )
    body_name: Mapped[str] = mapped_column(
        String(64), default="", info=label("会议时的机构名称", width=18, computed=True)
    )
    held_on: Mapped[date] = mapped_column(Date, index=True, info=label("会议日期", width=11, required=True))
    begins_at: Mapped[str | None] = mapped_column(String(5), info=label("开始时间", hint="例如 09:00"))
    ends_at: Mapped[str | None] = mapped_column(String(5), info=label("结束时间", hint="例如 11:30"))
    ends_on: Mapped[date | None] = mapped_column(
        Date, info=label("结束日期", width=11, hint="过了零点才填次日")
    )
    place: Mapped[str | None] = mapped_column(String(64), info=label("地点", width=16))
    chair_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id"), info=label("主持人"))
    recorder_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id"), info=label("记录人"))
    recorder_name: Mapped[str | None] = mapped_column(
        String(32), info=label("会议时的记录人姓名", computed=True)
    )
    notified_on: Mapped[date | None] = mapped_column(Date, info=label("通知日期", width=11, computed=True))
    materials_on: Mapped[date | None] = mapped_column(Date, info=label("材料送达", width=11, computed=True))
    minutes_no: Mapped[str | None] = mapped_column(String(32), info=label("纪要文号", width=16, search=True))
    status: Mapped[MeetingStatus] = mapped_column(
        ChoiceType(MeetingStatus), default=MeetingStatus.PLANNED, info=label("状态", computed=True)
    )
    sealed_on: Mapped[date | None] = mapped_column(Date, info=label("封存日期", width=11, computed=True))
    scan: Mapped[str | None] = mapped_column(String(64), info=label("扫描件校验值", width=20, computed=True))
    digest: Mapped[str | None] = mapped_column(String(64), info=label("校验值", width=20, computed=True))

    def problems(self) -> dict[str, str]:
        found = {
            name: "时间请写成 09:00 的样子"
            for name in ("begins_at", "ends_at")
            if getattr(self, name) and not _CLOCK.fullmatch(getattr(self, name))
        }
        days = (self.ends_on - self.held_on).days if self.ends_on and self.held_on else 0
        if days not in (0, 1):
            found["ends_on"] = f"结束日期应是会议当天或次日，不能是 {self.ends_on}"
        elif not found and self.begins_at and self.ends_at and not days and self.ends_at <= self.begins_at:
            found["ends_at"] = f"结束时间应晚于开始时间；过了零点散会的请写成“次日{self.ends_at}”"
        return found


class Attendance(Record):
    """Somebody who should be at a meeting (出席, votes) or sits in on it (列席, neither counts nor votes)."""

    __tablename__ = "attendances"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)
    name_cn = "参会记录"
    title_column = "post"
    kept_by = None

    meeting_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("meetings.id"), info=label("会议", width=20, required=True)
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id"), index=True, info=label("姓名", required=True)
    )
    name: Mapped[str] = mapped_column(String(32), info=label("会议时的姓名", required=True, computed=True))
    role: Mapped[AttendanceRole] = mapped_column(
        ChoiceType(AttendanceRole), default=AttendanceRole.MEMBER, info=label("身份")
    )
    post: Mapped[str | None] = mapped_column(String(32), info=label("职务"))
    rank: Mapped[int] = mapped_column(Integer, default=1, info=label("排序"))
    presence: Mapped[Presence] = mapped_column(
        ChoiceType(Presence), default=Presence.EXPECTED, info=label("到会情况")
    )
    reason: Mapped[str | None] = mapped_column(Text, info=label("缺席原因", width=16))

    def problems(self) -> dict[str, str]:
        if self.presence in (Presence.ABSENT, Presence.LEFT) and not (self.reason or "").strip():
            return {"reason": "请写明缺席或退席的原因"}
        return {}


class AgendaItem(Record):
    """One item of a meeting, with its rules, and its count once it is decided."""

    __tablename__ = "agenda_items"
    __table_args__ = (UniqueConstraint("meeting_id", "submission_id"), UniqueConstraint("id", "vote_kind"))
    name_cn = "议程"
    title_column = "position"
    twin_columns = ("meeting_id",)
    kept_by = None

    meeting_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("meetings.id"), info=label("会议", width=20, required=True)
    )
    submission_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("submissions.id"), index=True, info=label("议题", width=28, required=True)
    )
    position: Mapped[int] = mapped_column(Integer, info=label("序号", required=True))
    surprise: Mapped[bool] = mapped_column(Boolean, default=False, info=label("临时动议"))
    quorum: Mapped[Quorum] = mapped_column(ChoiceType(Quorum), info=label("到会要求", width=16))
    pass_rule: Mapped[PassRule] = mapped_column(ChoiceType(PassRule), info=label("通过规则", width=26))
    vote_kind: Mapped[VoteKind] = mapped_column(ChoiceType(VoteKind), info=label("表决方式"))
    state: Mapped[ItemState] = mapped_column(
        ChoiceType(ItemState), default=ItemState.WAITING, info=label("进度")
    )
    chair_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id"), info=label("该项主持人", computed=True)
    )
    reporter_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id"), info=label("汇报人"))
    reporter_name: Mapped[str | None] = mapped_column(
        String(32), info=label("会议时的汇报人姓名", computed=True)
    )
    report: Mapped[str | None] = mapped_column(Text, info=label("汇报要点", width=30))
    scrutineer_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id"), info=label("监票人"))
    scrutineer_name: Mapped[str | None] = mapped_column(
        String(32), info=label("会议时的监票人姓名", computed=True)
    )
    teller_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id"), info=label("计票人"))
    teller_name: Mapped[str | None] = mapped_column(
        String(32), info=label("会议时的计票人姓名", computed=True)
    )
    eligible: Mapped[int | None] = mapped_column(Integer, info=label("应到"))
    present: Mapped[int | None] = mapped_column(Integer, info=label("实到"))
    recused: Mapped[int | None] = mapped_column(Integer, info=label("回避"))
    base: Mapped[int | None] = mapped_column(Integer, info=label("计票基数"))
    needed: Mapped[int | None] = mapped_column(Integer, info=label("所需票数"))
    issued: Mapped[int | None] = mapped_column(Integer, info=label("发出票数"))
    returned: Mapped[int | None] = mapped_column(Integer, info=label("收回票数"))
    invalid: Mapped[int | None] = mapped_column(Integer, info=label("废票"))
    yes: Mapped[int | None] = mapped_column(Integer, info=label("同意"))
    no: Mapped[int | None] = mapped_column(Integer, info=label("不同意"))
    abstain: Mapped[int | None] = mapped_column(Integer, info=label("弃权"))
    outcome: Mapped[Outcome | None] = mapped_column(ChoiceType(Outcome), info=label("结果"))
    decision: Mapped[str | None] = mapped_column(Text, info=label("决定内容", width=30))
    grounds: Mapped[str | None] = mapped_column(Text, info=label("计票说明", width=30))

    @property
    def valid(self) -> int | None:
        """Ballots that count; None where none were counted."""
        return None if self.returned is None or self.invalid is None else self.returned - self.invalid

    def problems(self) -> dict[str, str]:
        """Counts that cannot be are refused here too, whoever writes them."""
        votes = [each for each in (self.yes, self.no, self.abstain) if each is not None]
        if any(each < 0 for each in votes):
            return {"yes": "票数不能是负数"}
        if self.issued is not None and self.returned is not None and self.returned > self.issued:
            return {"returned": "收回票数多于发出票数"}
        if self.valid is not None and (self.valid < 0 or sum(votes) != self.valid):
            return {"invalid": "同意、不同意、弃权和废票合计应等于收回票数"}
        there = (self.present or 0) - (self.recused or 0)
        if self.present is not None and sum(votes) > there:
            return {"yes": f"可以表决的有 {there} 人，票数却更多"}
        return {}


class Recusal(Record):
    """A member who leaves for one item, being concerned in it."""

    __tablename__ = "recusals"
    __table_args__ = (UniqueConstraint("item_id", "person_id"),)
    name_cn = "回避记录"
    title_column = "reason"
    kept_by = None

    item_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("agenda_items.id"), info=label("议程", required=True)
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id"), info=label("回避人", required=True)
    )
    reason: Mapped[str] = mapped_column(Text, info=label("回避事由", width=20, required=True))


class Statement(Record):
    """What somebody said on an item, in the order of speaking."""

    __tablename__ = "statements"
    __table_args__ = (UniqueConstraint("item_id", "position"),)
    name_cn = "发言"
    title_column = "words"
    kept_by = None

    item_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("agenda_items.id"), info=label("议程", required=True)
    )
    position: Mapped[int] = mapped_column(Integer, info=label("发言顺序", required=True))
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id"), info=label("发言人", required=True)
    )
    words: Mapped[str] = mapped_column(Text, info=label("发言内容", width=40, required=True))


class Vote(Record):
    """Who chose what where voting is open: 记名 and 举手."""

    __tablename__ = "votes"
    __table_args__ = (
        UniqueConstraint("item_id", "person_id"),
        ForeignKeyConstraint(["item_id", "vote_kind"], ["agenda_items.id", "agenda_items.vote_kind"]),
        CheckConstraint("vote_kind IN ('named', 'hands')", name="open"),
    )
    name_cn = "表决"
    title_column = "choice"
    kept_by = None

    item_id: Mapped[int] = mapped_column(BigId, info=label("议程", required=True))
    vote_kind: Mapped[VoteKind] = mapped_column(ChoiceType(VoteKind))
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id"), info=label("表决人", required=True)
    )
    choice: Mapped[VoteChoice] = mapped_column(ChoiceType(VoteChoice), info=label("意见", required=True))


class Dissent(Record):
    """保留意见, put on record at the member's wish; never where the ballot was secret."""

    __tablename__ = "dissents"
    __table_args__ = (
        UniqueConstraint("item_id", "person_id"),
        ForeignKeyConstraint(["item_id", "vote_kind"], ["agenda_items.id", "agenda_items.vote_kind"]),
        CheckConstraint("vote_kind IN ('named', 'hands', 'oral')", name="open"),
    )
    name_cn = "保留意见"
    title_column = "words"
    kept_by = None

    item_id: Mapped[int] = mapped_column(BigId, info=label("议程", required=True))
    vote_kind: Mapped[VoteKind] = mapped_column(ChoiceType(VoteKind))
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id"), info=label("保留人", required=True)
    )
    words: Mapped[str] = mapped_column(Text, info=label("意见内容", width=30, required=True))
