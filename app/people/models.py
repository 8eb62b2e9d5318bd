"""Departments and staff."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import BigId, Choice, ChoiceType, Record, Searchable
from app.kit.fields import label
from app.kit.readers import tidy


class ExpenseAccount(Choice):
    """Where a department's depreciation is charged (政府会计制度, 财会〔2017〕25号)."""

    BUSINESS = "5001", "5001 业务活动费用"
    ADMINISTRATION = "5101", "5101 单位管理费用"
    OPERATING = "5201", "5201 经营费用"


class EmploymentType(Choice):
    ESTABLISHED = "established", "在编"
    CONTRACT = "contract", "编外聘用"
    DISPATCHED = "dispatched", "劳务派遣"
    OUTSOURCED = "outsourced", "外包驻场"
    REHIRED = "rehired", "退休返聘"
    TEMPORARY = "temporary", "临时"


class Department(Record, Searchable):
    """A department; its expense account decides the debit of depreciation."""

    __tablename__ = "departments"
    __table_args__ = (UniqueConstraint("match_key"),)
    name_cn = "部门"
    twin_columns = ("code",)

    name: Mapped[str] = mapped_column(
        String(64),
        info=label("部门名称", width=16, required=True, search=True, synonyms=("部门", "科室", "名称")),
    )
    code: Mapped[str | None] = mapped_column(
        String(32), info=label("部门编码", search=True, synonyms=("编码", "代码"))
    )
    expense_account: Mapped[ExpenseAccount] = mapped_column(
        ChoiceType(ExpenseAccount),
        default=ExpenseAccount.ADMINISTRATION,
        info=label("折旧费用科目", width=16, required=True, synonyms=("费用科目", "支出科目")),
    )
    leader: Mapped[str | None] = mapped_column(String(32), info=label("负责人", synonyms=("科长", "主任")))
    phone: Mapped[str | None] = mapped_column(String(32), info=label("电话"))
    remark: Mapped[str | None] = mapped_column(Text, info=label("备注", width=20))
    match_key: Mapped[str] = mapped_column(String(64), default="")

    def prepare(self) -> None:
        self.name = self.match_key = tidy(self.name or "")


class Person(Record, Searchable):
    """Somebody who works here, or did; those who left stay, for the papers they signed."""

    __tablename__ = "people"
    name_cn = "人员"
    twin_columns = ("department_id", "code", "employment")

    name: Mapped[str] = mapped_column(
        String(32), info=label("姓名", required=True, search=True, synonyms=("人员", "名字"))
    )
    code: Mapped[str | None] = mapped_column(
        String(32), info=label("工号", search=True, synonyms=("人员编号",))
    )
    department_id: Mapped[int | None] = mapped_column(
        BigId,
        ForeignKey("departments.id"),
        index=True,
        info=label("所在部门", width=14, synonyms=("部门", "科室")),
    )
    employment: Mapped[EmploymentType] = mapped_column(
        ChoiceType(EmploymentType),
        default=EmploymentType.ESTABLISHED,
        info=label("用工性质", synonyms=("人员类别",)),
    )
    post: Mapped[str | None] = mapped_column(String(32), info=label("岗位", synonyms=("职务",)))
    phone: Mapped[str | None] = mapped_column(
        String(32), info=label("电话", secret=True, synonyms=("手机", "联系电话"))
    )
    left_on: Mapped[date | None] = mapped_column(
        Date, info=label("离岗日期", hint="填了就不再出现在选人列表里")
    )
    remark: Mapped[str | None] = mapped_column(Text, info=label("备注", width=20))
    match_key: Mapped[str] = mapped_column(String(32), default="", index=True)

    @classmethod
    def offered(cls) -> ColumnElement[bool]:
        """Those who left are no longer offered."""
        return cls.left_on.is_(None)

    def prepare(self) -> None:
        self.name = self.match_key = tidy(self.name or "")
