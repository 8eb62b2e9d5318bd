"""Asset cards and the code tree; the tables that cards gather over time are in ledger.py."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.assets import settings as _settings  # noqa: F401  the figures that an office sets for cards
from app.assets.choices import CardKind, DepreciationStatus, LegacyClass, Method, NewClass, ValueBasis
from app.assets.columns import ZERO, BookColumns, ThingColumns, UseColumns
from app.assets.kinds import KindColumns
from app.assets.ledger import (
    ClosedMonth,
    Handover,
    HandoverItem,
    ImportBatch,
    ImportMapping,
    MonthBalance,
    MonthTotal,
    Posting,
    UsedNumber,
    ValueChange,
    Workload,
)
from app.kit.db import BigId, ChoiceType, Record, Searchable
from app.kit.fields import label
from app.people import models as _people  # noqa: F401  the tables that cards point to
from app.places import models as _places  # noqa: F401

__all__ = [
    "NOMINAL",
    "ZERO",
    "Asset",
    "Category",
    "ClosedMonth",
    "Handover",
    "HandoverItem",
    "ImportBatch",
    "ImportMapping",
    "MonthBalance",
    "MonthTotal",
    "Posting",
    "UsedNumber",
    "ValueChange",
    "Workload",
]

NOMINAL = Decimal("1.00")


class Category(Record, Searchable):
    """A code of GB/T 14885-2022 with what choosing it sets on a card."""

    __tablename__ = "categories"
    __table_args__ = (UniqueConstraint("code"),)
    name_cn = "资产分类"
    title_column = "name"
    twin_columns = ("code",)

    code: Mapped[str] = mapped_column(
        String(16), info=label("分类代码", required=True, search=True, synonyms=("代码",))
    )
    name: Mapped[str] = mapped_column(
        String(64),
        info=label("分类名称", width=18, required=True, search=True, synonyms=("名称", "品目名称")),
    )
    legacy_class: Mapped[LegacyClass] = mapped_column(
        ChoiceType(LegacyClass), info=label("资产类别(六大类)", width=16)
    )
    card_kind: Mapped[CardKind] = mapped_column(
        ChoiceType(CardKind), default=CardKind.GENERAL, info=label("卡片种类")
    )
    unit: Mapped[str | None] = mapped_column(String(8), info=label("计量单位"))
    life_months: Mapped[int | None] = mapped_column(Integer, info=label("折旧年限", unit="月"))
    least_months: Mapped[int | None] = mapped_column(Integer, info=label("最低折旧年限", unit="月"))
    service_years: Mapped[int | None] = mapped_column(Integer, info=label("最低使用年限", unit="年"))
    depreciates: Mapped[bool] = mapped_column(Boolean, default=True, info=label("是否提折旧"))
    basis: Mapped[str | None] = mapped_column(Text, info=label("依据", width=20))


class Asset(Record, ThingColumns, BookColumns, UseColumns, KindColumns, Searchable):
    """A card: one thing, or one batch of like things with a quantity.

    Depreciation runs on `depreciation_base` over `depreciation_months` from `depreciation_start`; it is
    charged up to and including `charged_through`. A change of cost or life starts a new stretch from the
    month of the change, so what was charged before stays as it was (政府会计准则第3号 第18–22条).
    """

    __tablename__ = "assets"
    __table_args__ = (UniqueConstraint("asset_no"), Index("ix_assets_class_no", "legacy_class", "asset_no"))
    name_cn = "资产卡片"
    title_column = "name"
    twin_columns = ("asset_no", "model")

    batch_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("import_batches.id"), index=True, info=label("导入批次", width=12, computed=True)
    )

    def prepare(self) -> None:
        """Net value, new class and what is still missing follow from the rest."""
        cost, charged = self.original_cost or ZERO, self.accumulated_depreciation or ZERO
        self.net_book_value = cost - charged
        prefix = (self.gb_code or "")[:3]
        self.new_class = NewClass(prefix) if prefix in NewClass._value2member_map_ else None
        self.todo = "、".join(self.gaps()) or None

    def gaps(self) -> list[str]:
        """What a complete card still lacks; never a reason to refuse it."""
        wanted: dict[str, Any] = {
            "国标分类": self.gb_code, "财务入账日期": self.booked_on, "凭证号": self.voucher_no,
            "使用部门": self.department_id, "使用人": self.custodian_id, "存放地点": self.place_id,
            "原值": self.original_cost,
        }  # fmt: skip
        if self.depreciation_status is not DepreciationStatus.NEVER:
            wanted["折旧年限"] = self.life_months
        return [name for name, value in wanted.items() if not value]

    def problems(self) -> dict[str, str]:
        found: dict[str, str] = {}
        cost, charged = self.original_cost or ZERO, self.accumulated_depreciation or ZERO
        if cost < 0:
            found["original_cost"] = "原值不能是负数"
        elif charged > cost:
            found["accumulated_depreciation"] = f"累计折旧 {charged:,.2f} 大于原值 {cost:,.2f}"
        if charged < 0:
            found["accumulated_depreciation"] = "累计折旧不能是负数"
        if (self.fiscal_funding or ZERO) + (self.other_funding or ZERO) not in (cost, ZERO):
            found["fiscal_funding"] = f"财政拨款与非财政拨款之和应等于原值 {cost:,.2f}"
        if self.value_basis is ValueBasis.NOMINAL and cost != NOMINAL * (self.quantity or 1):
            found["original_cost"] = "按名义金额计量的资产，原值应为每件 1 元"
        if self.quantity is not None and self.quantity <= 0:
            found["quantity"] = "数量应大于 0"
        if self.life_months is not None and self.life_months <= 0:
            found["life_months"] = "折旧年限应大于 0 个月"
        if self.method is Method.WORKLOAD and not (self.total_workload and self.total_workload > 0):
            found["total_workload"] = "工作量法要填写总工作量"
        return found
