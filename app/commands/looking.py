"""list, totals: what stands on the cards."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import typer

from app.commands import workorders
from app.commands.here import here, number, table

COLUMNS = """asset_no fiscal_no name model legacy_class gb_code quantity unit original_cost
    accumulated_depreciation net_book_value acquisition acquired_on booked_on life_months
    depreciation_status voucher_no department_id custodian_id place_id usage_status todo"""
SCREENFUL = 100
SHOWN = "asset_no name model legacy_class original_cost net_book_value department_id place_id usage_status"


class By(StrEnum):
    """What totals are broken down by."""

    LEGACY_CLASS = "legacy_class"
    NEW_CLASS = "new_class"
    DEPARTMENT = "department"
    USAGE_STATUS = "usage_status"
    DEPRECIATION_STATUS = "depreciation_status"
    ACQUISITION = "acquisition"


def add(program: typer.Typer) -> None:
    for name, verb, words in (("list", list_assets, "列出卡片。"), ("totals", totals_assets, "合计。")):
        group = typer.Typer(help=words, no_args_is_help=True)
        group.callback()(_only_groups)
        group.command("assets")(verb)
        if name == "list":
            group.command("workorders")(workorders.list_workorders)
        program.add_typer(group, name=name)


def _only_groups() -> None:
    """So that `totals assets` stays two words while it is the only total."""


def list_assets(
    context: typer.Context,
    search: Annotated[str, typer.Option(help="词、编号或拼音首字母")] = "",
    limit: Annotated[
        int | None, typer.Option(min=1, help="最多多少行；不写时 --json 给出全部，屏幕上列出 100 行")
    ] = None,
) -> None:
    """列出资产卡片，按资产编号排列。"""
    wanted = here(context)
    with wanted.open() as store:
        from app.assets.models import Asset
        from app.kit.listing import Listing

        listing = Listing(Asset, tuple(COLUMNS.split()), sort=(("asset_no", False),), words=search)
        with store.reading() as session:
            count = listing.count(session)
            size = limit or (max(count, 1) if wanted.as_json else SCREENFUL)
            page = listing.first_page(session, size)
    fields = listing.fields
    names = [field.name.removesuffix("_id") for field in fields]
    data = [
        {name: _value(field.kind, value) for name, field, value in zip(names, fields, row, strict=True)}
        for row in page.rows
    ]
    at = [listing.columns.index(name) for name in SHOWN.split()]
    rows = [[fields[i].show(row[i]) for i in at] for row in page.rows]
    title = f"资产卡片：共 {count} 张" + (f"，列出前 {len(rows)} 张" if len(rows) < count else "")
    headings = [fields[i].heading for i in at]
    wanted.answer(data, lambda: table(title, headings, rows, "原值(元) 净值(元)"))


def _value(kind: str, value: Any) -> Any:
    if kind == "choice":
        return None if value is None else value.label
    if kind == "month":
        return None if value is None else str(value)
    return number(value) if kind in ("number", "int") else value


def totals_assets(
    context: typer.Context,
    by: Annotated[By, typer.Option(help="按什么分组")] = By.LEGACY_CLASS,
) -> None:
    """在账资产的张数、数量、原值、累计折旧和净值，按组合计；已处置的不计。"""
    wanted = here(context)
    with wanted.open() as store:
        from app.assets.totals import totals

        with store.reading() as session:
            groups = totals(session, by.value)
    data = [
        {
            "key": group.key, "count": group.count, "quantity": number(group.quantity),
            "original_cost": group.original_cost,
            "accumulated_depreciation": group.accumulated_depreciation,
            "net_book_value": group.net_book_value,
        }
        for group in groups
    ]  # fmt: skip
    rows = [
        [
            group.key, f"{group.count:,}", f"{group.quantity.normalize():,f}", f"{group.original_cost:,.2f}",
            f"{group.accumulated_depreciation:,.2f}", f"{group.net_book_value:,.2f}",
        ]
        for group in groups
    ]  # fmt: skip
    if rows:
        sums = [sum((getattr(g, name) for g in groups), Decimal(0)) for name in _SUMMED]
        rows.append(["合计", f"{sums[0]:,}", f"{sums[1].normalize():,f}", *(f"{x:,.2f}" for x in sums[2:])])
    headings = ["分组", "张数", "数量", "原值(元)", "累计折旧(元)", "净值(元)"]
    wanted.answer(data, lambda: table("在账资产合计", headings, rows, " ".join(headings[1:])))


_SUMMED = ("count", "quantity", "original_cost", "accumulated_depreciation", "net_book_value")
