"""资产: the list of cards with its verbs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from app.assets.choices import DepreciationStatus, UsageStatus
from app.assets.models import Asset
from app.kit.filters import Blank, OneOf
from ui.assets.verbs import ACTIONS
from ui.kit.screen import Preset, RecordScreen


class AssetScreen(RecordScreen):
    """Every card; what is incomplete, idle or fully depreciated is one click away."""

    model, title, icon, unit = Asset, "资产", "package", "张"
    columns = """asset_no name model legacy_class original_cost accumulated_depreciation net_book_value
        department_id custodian_id place_id usage_status booked_on todo"""
    form = """== 基本
        asset_no fiscal_no
        name model
        brand serial_no
        legacy_class gb_code
        quantity unit
        == 价值与折旧
        original_cost accumulated_depreciation
        net_book_value life_months
        depreciation_status method
        depreciation_start charged_through
        == 取得与入账
        acquisition acquired_on
        supplier booked_on
        voucher_no payment_channel
        == 使用
        department_id custodian_id
        place_id usage_status
        remark
        todo"""
    sort = "asset_no"
    sums = "original_cost accumulated_depreciation net_book_value"
    removable = False
    actions = ACTIONS
    new_word = "新增资产"
    empty_words = "把正在用的 Excel 台账导入进来，或者先新增一张卡片。"
    presets = (
        Preset("待补资料", (Blank("todo", blank=False),)),
        Preset("闲置", (OneOf("usage_status", (UsageStatus.IDLE.value,)),)),
        Preset("待处置", (OneOf("usage_status", (UsageStatus.PENDING.value,)),)),
        Preset("已提足", (OneOf("depreciation_status", (DepreciationStatus.FINISHED.value,)),)),
    )
    tones = {  # noqa: RUF012
        "usage_status": {
            UsageStatus.IN_USE: "good", UsageStatus.RENTED_OUT: "good", UsageStatus.LENT: "good",
            UsageStatus.IDLE: "warn", UsageStatus.REPAIR: "warn", UsageStatus.PENDING: "bad",
            UsageStatus.DISPOSED: "second",
        },
        "depreciation_status": {
            DepreciationStatus.CHARGING: "good", DepreciationStatus.FINISHED: "warn",
            DepreciationStatus.NEVER: "second",
        },
    }  # fmt: skip

    def make_form(self, record_id: int | None, start: Mapping[str, Any] | None = None) -> QWidget:
        # A card's form is dear to load, and a list can do without it.
        from ui.assets.card import AssetCard

        return AssetCard(self.desk, record_id, start)

    def copied(self, values: Mapping[str, Any]) -> dict[str, Any]:
        from app.assets import service

        return self.desk.read(service.copied, values["id"])
