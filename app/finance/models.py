"""Accounts, the files handed to the finance office with their lines, and the voucher numbers it sent back."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.assets import models as _assets  # noqa: F401  the cards that lines point to
from app.finance import chart as _chart  # noqa: F401  declares the settings
from app.kit.db import Base, BigId, Choice, ChoiceType, Record
from app.kit.fields import label
from app.kit.months import Month
from app.kit.readers import tidy


class AccountSet(Choice):
    """平行记账: two sets of entries on one voucher, each balancing by itself."""

    FINANCIAL = "financial", "财务会计"
    BUDGET = "budget", "预算会计"


class Profile(Choice):
    """The kind of file that an export is written as."""

    NEUTRAL = "neutral", "凭证接口表"
    YONYOU = "yonyou", "用友 TXT"
    KINGDEE = "kingdee", "金蝶 Excel"


class EventKind(Choice):
    """What a voucher is about."""

    DEPRECIATION = "depreciation", "计提折旧"
    ACQUISITION = "acquisition", "资产入账"
    CHANGE = "change", "资产变动"
    REMOVAL = "removal", "资产减少"


class Account(Record):
    """An account of the office's chart; one with sub-accounts takes no entries itself."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("code"),)
    name_cn = "会计科目"
    kept_by = "finance"
    twin_columns = ("code",)

    code: Mapped[str] = mapped_column(
        String(15), info=label("科目编码", required=True, synonyms=("编码", "科目代码"))
    )
    name: Mapped[str] = mapped_column(
        String(64), info=label("科目名称", width=24, required=True, synonyms=("名称",))
    )

    def prepare(self) -> None:
        self.code, self.name = tidy(self.code or ""), (self.name or "").strip()

    def problems(self) -> dict[str, str]:
        if self.code and not (self.code.isascii() and self.code.isdigit()):
            return {"code": "科目编码只能是数字"}
        return {}


class ExportBatch(Record):
    """A file handed over: numbered, with control totals, never changed afterwards (triggers see to it)."""

    __tablename__ = "export_batches"
    __table_args__ = (UniqueConstraint("batch_no"),)
    name_cn = "导出批次"
    kept_by = None
    title_column = "batch_no"

    batch_no: Mapped[str] = mapped_column(String(32), info=label("导出批次号", width=16, required=True))
    month: Mapped[Month] = mapped_column(index=True, info=label("月份"))
    profile: Mapped[Profile] = mapped_column(ChoiceType(Profile), info=label("格式", width=12))
    file_name: Mapped[str] = mapped_column(String(255), info=label("文件", width=24))
    vouchers: Mapped[int] = mapped_column(Integer, info=label("凭证张数"))
    rows: Mapped[int] = mapped_column(Integer, info=label("分录行数"))
    financial_debit: Mapped[Decimal] = mapped_column(info=label("财务会计借方", unit="元", width=14))
    financial_credit: Mapped[Decimal] = mapped_column(info=label("财务会计贷方", unit="元", width=14))
    budget_debit: Mapped[Decimal] = mapped_column(info=label("预算会计借方", unit="元", width=14))
    budget_credit: Mapped[Decimal] = mapped_column(info=label("预算会计贷方", unit="元", width=14))
    digest: Mapped[str] = mapped_column(String(64), info=label("校验值", width=20))
    exported_at: Mapped[datetime] = mapped_column(info=label("导出时间", width=16))
    exported_by: Mapped[str] = mapped_column(String(64), info=label("导出人"))
    repeat_of: Mapped[str | None] = mapped_column(String(32), info=label("重复导出（首次批次）", width=18))


class VoucherLine(Base):
    """One entry of an exported voucher, as it stood in the file."""

    __tablename__ = "voucher_lines"
    logged_by = ("batch_id",)
    __table_args__ = (Index("ix_voucher_lines_document", "document_no"),)

    batch_id: Mapped[int] = mapped_column(BigId, ForeignKey("export_batches.id"), primary_key=True)
    line_no: Mapped[int] = mapped_column(Integer, primary_key=True)
    voucher: Mapped[int] = mapped_column(Integer)
    day: Mapped[date] = mapped_column(Date)
    kind: Mapped[EventKind] = mapped_column(ChoiceType(EventKind))
    document_no: Mapped[str] = mapped_column(String(64))
    asset_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("assets.id"), index=True)
    account_set: Mapped[AccountSet] = mapped_column(ChoiceType(AccountSet))
    summary: Mapped[str] = mapped_column(String(255))
    account: Mapped[str] = mapped_column(String(15))
    account_name: Mapped[str] = mapped_column(String(64))
    debit: Mapped[Decimal]
    credit: Mapped[Decimal]
    department: Mapped[str] = mapped_column(String(64))
    repeat_of: Mapped[str | None] = mapped_column(String(32))


class VoucherNumber(Record):
    """The number and day that the finance office gave to a document of ours."""

    __tablename__ = "voucher_numbers"
    __table_args__ = (UniqueConstraint("document_no"),)
    name_cn = "回填凭证号"
    kept_by = None
    title_column = "document_no"

    document_no: Mapped[str] = mapped_column(String(64), info=label("单据号", width=18, required=True))
    voucher_no: Mapped[str] = mapped_column(String(32), info=label("凭证号", width=12, required=True))
    voucher_date: Mapped[date | None] = mapped_column(Date, info=label("凭证日期", width=11))
    read_at: Mapped[datetime] = mapped_column(info=label("回填时间", width=16))
