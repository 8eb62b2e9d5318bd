"""Planned work: plans with their turns, one order over many assets, and the certificates of statutory inspections."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Boolean, ColumnElement, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.assets.choices import LegacyClass
from app.kit.db import BigId, ChoiceType, Record, Searchable
from app.kit.fields import label
from app.workorders.choices import CertificateKind, Cycle, PlanKind, Span
from app.workorders.history import ORDER


class MaintenancePlan(Record, Searchable):
    """Work that comes round: on one asset, in one place, or on every asset of a class whose name holds a word."""

    __tablename__ = "maintenance_plans"
    name_cn = "维保计划"
    twin_columns = ("place_id",)

    name: Mapped[str] = mapped_column(
        String(64), info=label("计划名称", width=18, required=True, search=True)
    )
    kind: Mapped[PlanKind] = mapped_column(
        ChoiceType(PlanKind), default=PlanKind.UPKEEP, info=label("性质", required=True)
    )
    category_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("repair_categories.id"), index=True, info=label("类别", hint="检查表随类别")
    )
    asset_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("assets.id"), index=True, info=label("资产", width=16)
    )
    place_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("places.id"), index=True, info=label("地点", width=16)
    )
    legacy_class: Mapped[LegacyClass | None] = mapped_column(
        ChoiceType(LegacyClass), info=label("资产类别", width=14, hint="这一类的全部资产，一张单")
    )
    asset_words: Mapped[str | None] = mapped_column(
        String(32), info=label("名称含", hint="只要名称里有这个词的，如 空调")
    )
    cycle: Mapped[Cycle] = mapped_column(ChoiceType(Cycle), default=Cycle.FIXED, info=label("周期算法"))
    every: Mapped[int] = mapped_column(Integer, default=1, info=label("每隔", required=True))
    span: Mapped[Span] = mapped_column(ChoiceType(Span), default=Span.MONTHS, info=label("周期单位"))
    next_on: Mapped[date | None] = mapped_column(
        Date, info=label("下次日期", hint="按完成后起算的，做完以前为空")
    )
    lead_days: Mapped[int] = mapped_column(Integer, default=3, info=label("提前出单", unit="天"))
    team_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("teams.id"), index=True, info=label("班组"))
    vendor_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("repair_vendors.id"), index=True, info=label("外协单位", width=16)
    )
    basis: Mapped[str | None] = mapped_column(String(128), info=label("依据", width=20))
    task: Mapped[str | None] = mapped_column(Text, info=label("工作内容", width=24))
    stopped: Mapped[bool] = mapped_column(Boolean, default=False, info=label("已停用"))

    @classmethod
    def offered(cls) -> ColumnElement[bool]:
        return cls.stopped.is_(False)

    def problems(self) -> dict[str, str]:
        found: dict[str, str] = {}
        if self.every < 1:
            found["every"] = "周期至少是 1"
        if self.lead_days < 0:
            found["lead_days"] = "提前天数不能是负数"
        if (
            self.asset_id is None
            and self.place_id is None
            and self.legacy_class is None
            and not self.asset_words
        ):
            found["place_id"] = "请选资产、地点或资产类别"
        return found


class PlanTurn(Record):
    """One turn of a plan: when it was due, the order that was made of it, when it was done."""

    __tablename__ = "plan_turns"
    __table_args__ = (UniqueConstraint("plan_id", "due_on"),)
    name_cn = "计划执行"
    title_column = "due_on"
    kept_by = None

    plan_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("maintenance_plans.id"), info=label("计划", width=18)
    )
    due_on: Mapped[date] = mapped_column(Date, info=label("应做日期"))
    order_id: Mapped[int] = mapped_column(
        BigId, ForeignKey(ORDER), index=True, info=label("报修单", width=14)
    )
    done_on: Mapped[date | None] = mapped_column(Date, info=label("完成日期"))


class OrderAsset(Record):
    """An asset of an order over many, and what was found at it."""

    __tablename__ = "order_assets"
    __table_args__ = (UniqueConstraint("order_id", "asset_id"),)
    name_cn = "单内资产"
    title_column = "finding"
    kept_by = None

    order_id: Mapped[int] = mapped_column(BigId, ForeignKey(ORDER), info=label("报修单", width=14))
    asset_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("assets.id"), index=True, info=label("资产", width=16)
    )
    checked: Mapped[bool] = mapped_column(Boolean, default=False, info=label("已检查"))
    faulty: Mapped[bool] = mapped_column(Boolean, default=False, info=label("有问题"))
    finding: Mapped[str | None] = mapped_column(String(128), info=label("检查情况", width=20))


class Certificate(Record, Searchable):
    """What an authority or an approved company certified, and until when."""

    __tablename__ = "certificates"
    name_cn = "检验证书"
    title_column = "number"
    twin_columns = ("subject",)

    number: Mapped[str] = mapped_column(
        String(64),
        info=label("证书编号", width=16, required=True, search=True, synonyms=("报告编号", "编号")),
    )
    kind: Mapped[CertificateKind] = mapped_column(
        ChoiceType(CertificateKind), default=CertificateKind.OTHER, info=label("检验类别", required=True)
    )
    subject: Mapped[str] = mapped_column(
        String(64), info=label("检验对象", width=18, required=True, search=True, synonyms=("设备", "名称"))
    )
    asset_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("assets.id"), index=True, info=label("资产", width=16)
    )
    place_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("places.id"), index=True, info=label("地点", width=16)
    )
    agency: Mapped[str | None] = mapped_column(String(64), info=label("检验机构", width=16))
    issued_on: Mapped[date] = mapped_column(Date, info=label("检验日期", required=True))
    valid_until: Mapped[date] = mapped_column(
        Date, info=label("下次检验日期", required=True, synonyms=("有效期至",))
    )
    result: Mapped[str | None] = mapped_column(String(64), info=label("检验结论"))
    replaces_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("certificates.id"), index=True, info=label("接续证书", width=16)
    )
    remark: Mapped[str | None] = mapped_column(Text, info=label("备注", width=20))

    def problems(self) -> dict[str, str]:
        if self.valid_until is not None and self.issued_on is not None and self.valid_until < self.issued_on:
            return {"valid_until": "下次检验日期早于检验日期"}
        return {}
