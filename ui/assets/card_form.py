"""The form of an asset card, and what follows on screen when a field is filled: a code brings class, unit, life
and depreciation status; a cost brings its funding; a kind brings its section. All of it can be overridden."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from app.assets import categories, service
from app.assets.choices import CardKind, DepreciationStatus, Method, ValueBasis
from app.assets.classify import kind_of
from app.assets.depreciation import never
from app.assets.models import NOMINAL, ZERO, Asset, Category
from app.kit import records
from app.kit.fields import Field
from app.people.models import Person
from ui.assets.card_layout import CARD_LAYOUT, DISPOSED, KIND_SECTIONS, WORKLOAD
from ui.kit.desk import Desk
from ui.kit.form import RecordForm
from ui.kit.picker import CodeInput

BY_CHANGE = "已在账上，用“变动单”调整"
NUMBER_HINT = "留空则按编号规则自动编号"


def card_form(desk: Desk, asset_id: int | None, start: Mapping[str, Any] | None = None) -> RecordForm:
    """The form of a card; what a 变动单 alone may change is shown and not offered."""
    locked = desk.read(fixed_fields, asset_id) if asset_id is not None else frozenset()
    form = RecordForm(
        desk,
        Asset,
        CARD_LAYOUT,
        asset_id,
        verb=partial(service.save_card, today=desk.today()),
        operation="修改卡片" if asset_id is not None else "新建卡片",
        start=start,
        on_change=follow,
        inputs={"gb_code": code_input},
        hidden=[*KIND_SECTIONS, WORKLOAD, DISPOSED],
        read_only=locked,
        optional={"asset_no": NUMBER_HINT},
    )
    return form


def fixed_fields(session: Session, asset_id: int) -> frozenset[str]:
    """The fields that the books hold fast: those that only a 变动单 changes."""
    card = records.get(session, Asset, asset_id)
    if card.removed_month is not None or service.is_charged(session, asset_id):
        return service.TERMS
    return service.VALUES if service.in_closed_books(session, card) else frozenset()


def code_input(desk: Desk, field: Field) -> QWidget:
    return CodeInput(desk, field, Category)


# -- what follows ------------------------------------------------------------------------------------------


def follow(form: RecordForm, name: str) -> None:
    """Called when a field was filled; with an empty name after the card was loaded."""
    act = _FOLLOW.get(name)
    if act is not None:
        act(form)
    if name in ("", "card_kind", "gb_code", "legacy_class", "method", "name"):
        _show_sections(form)
    _say(form)


def _code_chosen(form: RecordForm) -> None:
    facts = form.desk.read(categories.facts_of_code, form.value("gb_code"), form.value("structure"))
    if not facts:
        return
    for name in ("gb_code", "legacy_class", "card_kind", "gb_edition"):
        _set(form, name, facts.get(name))
    for name in ("unit", "service_years", "life_months", "depreciation_status"):
        if name in facts and (name != "life_months" or facts[name] != form.value(name)):
            _set(form, name, facts[name])
    if facts["category"]:
        form.note("gb_code", facts["category"] + ("" if facts["exact"] else "（按上级分类）"))


def _name_given(form: RecordForm) -> None:
    """A new card whose name is that of a category takes its code."""
    if form.record_id is not None or form.value("gb_code") or not form.value("name"):
        return
    code = form.desk.read(categories.code_of_name, form.value("name"))
    if code is not None:
        form.put("gb_code", code)
        _code_chosen(form)


def _class_chosen(form: RecordForm) -> None:
    kind = kind_of(form.value("legacy_class"), form.value("gb_code"), form.value("name") or "")
    _set(form, "card_kind", kind)
    _see_whether_never(form)


def _see_whether_never(form: RecordForm) -> None:
    """Land, relics, books, living things and ¥1 cards are not depreciated; the rest is, unless it is done."""
    names = ("legacy_class", "card_kind", "gb_code", "value_basis", "acquisition")
    spared = never({name: form.value(name) for name in names})
    status = form.value("depreciation_status")
    if spared and status is not DepreciationStatus.NEVER:
        _set(form, "depreciation_status", DepreciationStatus.NEVER)
    elif not spared and status is DepreciationStatus.NEVER:
        _set(form, "depreciation_status", DepreciationStatus.CHARGING)


def _basis_chosen(form: RecordForm) -> None:
    if form.value("value_basis") is ValueBasis.NOMINAL:
        _set(form, "original_cost", NOMINAL * (form.value("quantity") or Decimal(1)))
        _cost_given(form)
    _see_whether_never(form)


def _cost_given(form: RecordForm) -> None:
    """The funding follows the cost: what is not 非财政拨款 is 财政拨款."""
    cost, other = form.value("original_cost"), form.value("other_funding") or ZERO
    if cost is None:
        return
    if other > cost:
        other = ZERO
        _set(form, "other_funding", other)
    _set(form, "fiscal_funding", cost - other)


def _fiscal_given(form: RecordForm) -> None:
    cost, fiscal = form.value("original_cost"), form.value("fiscal_funding") or ZERO
    if cost is not None and 0 <= fiscal <= cost:
        _set(form, "other_funding", cost - fiscal)


def _custodian_chosen(form: RecordForm) -> None:
    """Who uses a thing tells the department, unless one stands there."""
    who = form.value("custodian_id")
    if who is not None and form.value("department_id") is None:
        _set(form, "department_id", form.desk.read(records.values, Person, who)["department_id"])


def _set(form: RecordForm, name: str, value: Any) -> None:
    """Set a field that can be edited, when it is not so already."""
    fixed = name in form.cells and name not in form.editable
    if not fixed and form.value(name) != value:
        form.put(name, value)


_FOLLOW = {
    "gb_code": _code_chosen,
    "name": _name_given,
    "legacy_class": _class_chosen,
    "card_kind": _see_whether_never,
    "acquisition": _see_whether_never,
    "value_basis": _basis_chosen,
    "original_cost": _cost_given,
    "other_funding": _cost_given,
    "fiscal_funding": _fiscal_given,
    "custodian_id": _custodian_chosen,
}


# -- what is shown -----------------------------------------------------------------------------------------


def _show_sections(form: RecordForm) -> None:
    kind = form.value("card_kind") or CardKind.GENERAL
    for title, kinds in KIND_SECTIONS.items():
        form.show_section(title, kind in kinds)
    form.show_section(WORKLOAD, form.value("method") is Method.WORKLOAD)
    form.show_section(DISPOSED, form.value("removed_month") is not None)


def _say(form: RecordForm) -> None:
    months = form.value("life_months")
    form.note("life_months", years_words(months) if months else "")
    for name in ("original_cost", "life_months"):
        if name in form.cells and name not in form.editable:
            form.note(name, BY_CHANGE)


def years_words(months: int) -> str:
    """72 → 6 年; 70 → 5 年 10 个月."""
    years, rest = divmod(months, 12)
    return " ".join(part for part in (f"{years} 年" if years else "", f"{rest} 个月" if rest else "") if part)
