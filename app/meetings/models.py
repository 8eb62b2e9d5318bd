"""The catalogue of matters, the bodies that decide, and what is submitted to them.

The tables of a meeting itself are in proceedings.py, what follows from it in resolutions.py.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Boolean, ColumnElement, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import BigId, ChoiceType, Record, Searchable
from app.kit.fields import label
from app.kit.readers import tidy
from app.kit.settings import ALWAYS
from app.meetings import settings as _settings  # noqa: F401  the figures that an office sets for meetings
from app.meetings.choices import (
    ActKind,
    Aim,
    MatterKind,
    Prerequisite,
    ReviewResult,
    ReviewStep,
    SubmissionStatus,
    VoteKind,
)
from app.meetings.proceedings import AgendaItem, Attendance, Dissent, Meeting, Recusal, Statement, Vote
from app.meetings.resolutions import (
    FollowUp,
    Override,
    ProgressNote,
    Resolution,
    ResolutionUse,
    amount_problem,
)
from app.meetings.rules import PassRule, Quorum
from app.people import models as _people  # noqa: F401  the tables that these point to

__all__ = [
    "AgendaItem", "Attendance", "Body", "BodyMember", "Check", "Dissent", "FollowUp", "Matter", "Meeting",
    "Override", "ProgressNote", "Recusal", "Resolution", "ResolutionUse", "Review", "Statement", "Submission",
    "Vote",
]  # fmt: skip


class Body(Record, Searchable):
    """A body that decides together; its rules hold where the matter has none of its own."""

    __tablename__ = "bodies"
    __table_args__ = (UniqueConstraint("match_key"),)
    name_cn = "议事机构"
    kept_by = "reviewer"  # who is bound by the rules does not set them
    twin_columns = ("short_name",)

    name: Mapped[str] = mapped_column(
        String(64),
        info=label(
            "机构名称", width=18, required=True, search=True, synonyms=("会议名称", "名称", "决策机构")
        ),
    )
    short_name: Mapped[str | None] = mapped_column(String(16), info=label("简称", search=True))
    quorum: Mapped[Quorum] = mapped_column(
        ChoiceType(Quorum), default=Quorum.HALF, info=label("到会要求", width=16)
    )
    pass_rule: Mapped[PassRule] = mapped_column(
        ChoiceType(PassRule), default=PassRule.OVER_HALF, info=label("通过规则", width=26)
    )
    vote_kind: Mapped[VoteKind] = mapped_column(
        ChoiceType(VoteKind), default=VoteKind.HANDS, info=label("表决方式")
    )
    dissolved_on: Mapped[date | None] = mapped_column(
        Date, info=label("撤销日期", hint="填了就不再出现在选择列表里")
    )
    basis: Mapped[str | None] = mapped_column(Text, info=label("依据", width=20, synonyms=("议事规则",)))
    match_key: Mapped[str] = mapped_column(String(64), default="")

    @classmethod
    def offered(cls) -> ColumnElement[bool]:
        """Dissolved ones are no longer offered."""
        return cls.dissolved_on.is_(None)

    def prepare(self) -> None:
        self.name = self.match_key = tidy(self.name or "")


class BodyMember(Record):
    """Somebody's seat in a body with its term, both days included; who has one is 应到 and votes."""

    __tablename__ = "body_members"
    __table_args__ = (UniqueConstraint("body_id", "person_id", "starts_on"),)
    name_cn = "机构成员"
    kept_by = "reviewer"  # who is bound by the rules does not set them
    title_column = "post"

    body_id: Mapped[int] = mapped_column(
        BigId,
        ForeignKey("bodies.id"),
        info=label("议事机构", width=18, required=True, synonyms=("机构名称", "决策机构", "所在机构")),
    )
    person_id: Mapped[int] = mapped_column(
        BigId,
        ForeignKey("people.id"),
        index=True,
        info=label("成员", required=True, synonyms=("姓名", "成员姓名")),
    )
    post: Mapped[str] = mapped_column(
        String(32), default="成员", info=label("职务", required=True, hint="会上的职务：主任、书记、委员……")
    )
    rank: Mapped[int] = mapped_column(Integer, default=1, info=label("排序", synonyms=("序号",)))
    starts_on: Mapped[date] = mapped_column(
        Date, info=label("任期起", width=11, required=True, synonyms=("任职日期", "任期开始", "任职时间"))
    )
    ends_on: Mapped[date | None] = mapped_column(
        Date, info=label("任期止", width=11, hint="含当天", synonyms=("任期结束", "届满日期"))
    )

    def problems(self) -> dict[str, str]:
        if self.ends_on is not None and self.starts_on is not None and self.ends_on < self.starts_on:
            return {"ends_on": "任期止早于任期起"}
        return {}


class Matter(Record, Searchable):
    """A line of the catalogue: from which amount on which act goes to which body, and by which rules.

    A change is a new line of the same code from another day on; the newest one effective holds.
    """

    __tablename__ = "matters"
    __table_args__ = (UniqueConstraint("code", "effective_from"),)
    name_cn = "决策事项"
    kept_by = "reviewer"  # who is bound by the rules does not set them
    twin_columns = ("code", "effective_from")

    code: Mapped[str] = mapped_column(
        String(16), info=label("事项编码", required=True, search=True, synonyms=("编码", "代码"))
    )
    name: Mapped[str] = mapped_column(
        String(128),
        info=label("事项名称", width=26, required=True, search=True, synonyms=("事项", "名称", "决策事项")),
    )
    kind: Mapped[MatterKind] = mapped_column(
        ChoiceType(MatterKind), info=label("类别", width=14, required=True, synonyms=("事项类别",))
    )
    act: Mapped[ActKind | None] = mapped_column(
        ChoiceType(ActKind),
        info=label("业务", width=14, hint="办理哪种业务时要有决议", synonyms=("业务类型",)),
    )
    threshold: Mapped[Decimal | None] = mapped_column(
        info=label(
            "起点金额", unit="元", width=14, hint="含本数；不填则不论金额", synonyms=("标准", "限额", "金额")
        )
    )
    body_id: Mapped[int] = mapped_column(
        BigId,
        ForeignKey("bodies.id"),
        index=True,
        info=label("决策机构", width=18, required=True, synonyms=("决策会议",)),
    )
    quorum: Mapped[Quorum | None] = mapped_column(
        ChoiceType(Quorum), info=label("到会要求", width=16, hint="不填则按决策机构的规定")
    )
    pass_rule: Mapped[PassRule | None] = mapped_column(
        ChoiceType(PassRule), info=label("通过规则", width=26, hint="不填则按决策机构的规定")
    )
    vote_kind: Mapped[VoteKind | None] = mapped_column(
        ChoiceType(VoteKind), info=label("表决方式", hint="不填则按决策机构的规定")
    )
    needs_appraisal: Mapped[bool] = mapped_column(Boolean, default=False, info=label("可行性论证"))
    needs_opinions: Mapped[bool] = mapped_column(Boolean, default=False, info=label("听取意见"))
    needs_legal: Mapped[bool] = mapped_column(Boolean, default=False, info=label("合法性审查"))
    needs_finance: Mapped[bool] = mapped_column(Boolean, default=False, info=label("财务审核"))
    needs_publicity: Mapped[bool] = mapped_column(Boolean, default=False, info=label("公示"))
    effective_from: Mapped[date] = mapped_column(
        Date, default=ALWAYS, info=label("生效日期", width=11, required=True, synonyms=("执行日期",))
    )
    effective_until: Mapped[date | None] = mapped_column(
        Date, info=label("失效日期", width=11, hint="含当天")
    )
    basis: Mapped[str | None] = mapped_column(
        Text, info=label("依据文件", width=24, synonyms=("依据", "文件依据"))
    )

    @property
    def prerequisites(self) -> tuple[Prerequisite, ...]:
        return tuple(each for each in Prerequisite if getattr(self, f"needs_{each.value}"))

    def problems(self) -> dict[str, str]:
        found: dict[str, str] = {}
        if words := amount_problem(self.threshold):
            found["threshold"] = words
        if self.effective_until is not None and self.effective_until < self.effective_from:
            found["effective_until"] = "失效日期早于生效日期"
        return found


class Submission(Record, Searchable):
    """议题: what somebody wants decided, on its way up the chain to a meeting."""

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("submission_no"),)
    name_cn = "议题"
    title_column = "title"
    twin_columns = ("submission_no", "raised_on")
    kept_by = None

    submission_no: Mapped[str] = mapped_column(
        String(32), info=label("议题编号", width=14, required=True, search=True, computed=True)
    )
    title: Mapped[str] = mapped_column(
        String(128), info=label("议题名称", width=30, required=True, search=True)
    )
    matter_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("matters.id"), index=True, info=label("决策事项", width=20)
    )
    body_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("bodies.id"), index=True, info=label("决策机构", width=18, required=True)
    )
    amount: Mapped[Decimal | None] = mapped_column(info=label("金额", unit="元", width=14))
    reference: Mapped[str | None] = mapped_column(
        String(64), info=label("关联单据", width=16, search=True, hint="资产编号、合同编号、采购编号……")
    )
    department_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("departments.id"), info=label("申报部门", width=12)
    )
    handler_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id"), info=label("汇报人"))
    raised_on: Mapped[date] = mapped_column(Date, info=label("申报日期", width=11, required=True))
    content: Mapped[str | None] = mapped_column(Text, info=label("议题内容", width=30, search=True))
    proposal: Mapped[str | None] = mapped_column(Text, info=label("拟办意见", width=24))
    aim: Mapped[Aim] = mapped_column(ChoiceType(Aim), default=Aim.DECIDE, info=label("目的"))
    about_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("submissions.id"), index=True, info=label("原议题", width=20)
    )
    emergency: Mapped[bool] = mapped_column(Boolean, default=False, info=label("紧急议题"))
    emergency_reason: Mapped[str | None] = mapped_column(Text, info=label("紧急理由", width=20))
    status: Mapped[SubmissionStatus] = mapped_column(
        ChoiceType(SubmissionStatus),
        default=SubmissionStatus.DRAFT,
        info=label("状态", width=16, computed=True),
    )

    def problems(self) -> dict[str, str]:
        found: dict[str, str] = {}
        if words := amount_problem(self.amount):
            found["amount"] = words
        if self.emergency and not (self.emergency_reason or "").strip():
            found["emergency_reason"] = "紧急议题要写明理由，事后还要追认"
        if self.aim is not Aim.DECIDE and self.about_id is None:
            found["about_id"] = f"{self.aim.label}要指明原来的议题"
        return found


class Review(Record):
    """One signature of the chain; none is ever changed."""

    __tablename__ = "submission_reviews"
    name_cn = "议题审核"
    title_column = "step"
    kept_by = None

    submission_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("submissions.id"), index=True, info=label("议题", required=True)
    )
    step: Mapped[ReviewStep] = mapped_column(ChoiceType(ReviewStep), info=label("审核环节", required=True))
    reviewer_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id"), info=label("审核人", required=True)
    )
    reviewer_name: Mapped[str] = mapped_column(
        String(32), info=label("审核时的姓名", required=True, computed=True)
    )
    result: Mapped[ReviewResult] = mapped_column(ChoiceType(ReviewResult), info=label("结论", required=True))
    opinion: Mapped[str | None] = mapped_column(Text, info=label("意见", width=24))
    reviewed_on: Mapped[date] = mapped_column(Date, info=label("审核日期", width=11, required=True))


class Check(Record):
    """A prerequisite that was met, with its evidence; papers hang on it as attachments."""

    __tablename__ = "submission_checks"
    __table_args__ = (UniqueConstraint("submission_id", "kind"),)
    name_cn = "前置程序"
    title_column = "kind"
    kept_by = None

    submission_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("submissions.id"), info=label("议题", required=True)
    )
    kind: Mapped[Prerequisite] = mapped_column(ChoiceType(Prerequisite), info=label("程序", required=True))
    done_on: Mapped[date] = mapped_column(Date, info=label("完成日期", width=11, required=True))
    evidence: Mapped[str] = mapped_column(
        Text, info=label("证明材料", width=24, required=True, hint="文号、会议或报告名称")
    )
