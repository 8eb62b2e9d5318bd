"""Verbs on cards that ask for more than a click: 领用/交接, 变动单, 拆分, 处置核销."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from app.assets import changes, disposals, handovers
from app.assets.choices import ChangeKind, DisposalMethod, HandoverKind
from app.assets.models import Asset
from app.kit import records
from app.kit.db import Choice
from app.people.models import Department, Person
from app.places.models import Place
from ui.kit.desk import Desk
from ui.kit.verb_dialog import VerbDialog, asked

MOST_NAMED = 3


class ChangeOf(Choice):
    """The kinds of 变动单 that one fills in; 拆分 has its own window."""

    COST = ChangeKind.COST.value, "原值调整"
    LIFE = ChangeKind.LIFE.value, "年限调整"
    UPGRADE = ChangeKind.UPGRADE.value, "改扩建"


# -- 领用 / 交接 ---------------------------------------------------------------------------------------------


def hand_over(
    parent: QWidget | None, desk: Desk, ids: Sequence[int], kind: HandoverKind = HandoverKind.HANDOVER
) -> VerbDialog:
    """Pass cards to another person, department or place; gives the id of the 交接单."""
    fields = [
        asked("kind", "类型", "choice", required=True, choices=HandoverKind),
        asked("handed_on", "交接日期", "date", required=True),
        asked("to_department_id", "接收部门", "link", target=Department),
        asked("to_person_id", "接收人", "link", target=Person),
        asked("to_place_id", "新存放地点", "link", target=Place),
        asked("witness_id", "监交人", "link", target=Person),
        asked("accessories", "附件配件", "note", hint="随同移交的配件、资料、钥匙等"),
        asked("reason", "交接原因", "note"),
    ]
    dialog = VerbDialog(
        parent, desk, "领用交接", f"交接 {len(ids)} 张卡片", fields,
        "kind handed_on\nto_person_id to_department_id\nto_place_id witness_id\naccessories\nreason",
        partial(_hand_over, ids=list(ids), today=desk.today()), _named(desk, ids),
    )  # fmt: skip
    dialog.put(kind=kind, handed_on=desk.today())
    dialog.body.settled.connect(partial(_department_of_person, dialog))
    return dialog


def _hand_over(session: Session, values: Mapping[str, Any], *, ids: list[int], today: Any) -> int:
    words = {name: values[name] or "" for name in ("accessories", "reason")}
    return handovers.hand_over(session, ids, today=today, **(dict(values) | words))


def _department_of_person(dialog: VerbDialog, name: str) -> None:
    """Who receives tells the department, unless one stands there."""
    if name != "to_person_id" or dialog.body.input("to_department_id").value() is not None:
        return
    who = dialog.body.input("to_person_id").value()
    if who is not None:
        department = dialog.desk.read(records.values, Person, who)["department_id"]
        dialog.put(to_department_id=department)


# -- 变动单 --------------------------------------------------------------------------------------------------


def change_value(parent: QWidget | None, desk: Desk, asset_id: int) -> VerbDialog:
    """A 变动单: another cost, another life, or a finished 改扩建; gives its id."""
    card = desk.read(records.values, Asset, asset_id)
    fields = [
        asked("kind", "变动类型", "choice", required=True, choices=ChangeOf),
        asked("original_cost", "新原值", "money", required=True, unit="元"),
        asked("final", "竣工决算", "bool", hint="按竣工决算转固，不再暂估"),
        asked("life_months", "新折旧年限", "int", required=True, unit="月", hint="从头算起的总月数"),
        asked("spent", "改扩建支出", "money", required=True, unit="元"),
        asked("replaced", "被替换净值", "money", unit="元", hint="被替换部分的账面价值"),
        asked("new_life", "改扩建后年限", "int", required=True, unit="月", hint="从完工起还能用的月数"),
        asked("reason", "变动原因", "note", required=True, hint="依据文件、批复或说明"),
    ]
    words = (
        f"{card['asset_no']} {card['name']}：现原值 {card['original_cost']:,.2f} 元，"
        f"累计折旧 {card['accumulated_depreciation']:,.2f} 元，净值 {card['net_book_value']:,.2f} 元，"
        f"折旧年限 {card['life_months'] or '—'} 月。变动从当前未结账的月份起生效，已结账的月份不变。"
    )
    dialog = VerbDialog(
        parent, desk, "变动单", "保存变动单", fields,
        "kind\n== 原值调整\noriginal_cost final\n== 年限调整\nlife_months\n== 改扩建\nspent replaced\nnew_life\n== 说明\nreason",
        partial(_change, asset_id=asset_id, today=desk.today()), words, hidden=("年限调整", "改扩建"),
    )  # fmt: skip
    dialog.put(kind=ChangeOf.COST, original_cost=card["original_cost"], final=bool(card["provisional"]))
    dialog.body.settled.connect(partial(_show_kind, dialog))
    return dialog


def _show_kind(dialog: VerbDialog, name: str) -> None:
    if name == "kind":
        chosen = dialog.body.input("kind").value()
        for kind in ChangeOf:
            dialog.body.show_section(kind.label, kind is chosen)


def _change(session: Session, values: Mapping[str, Any], *, asset_id: int, today: Any) -> int:
    reason = values["reason"]
    if values["kind"] is ChangeOf.COST:
        cost, final = values["original_cost"], values["final"]
        return changes.adjust_cost(session, asset_id, cost, reason, today=today, final=final)
    if values["kind"] is ChangeOf.LIFE:
        return changes.change_life(session, asset_id, values["life_months"], reason, today=today)
    more = {} if values["replaced"] is None else {"replaced": values["replaced"]}
    return changes.upgrade(
        session, asset_id, values["spent"], values["new_life"], reason, today=today, **more
    )


# -- 拆分 ----------------------------------------------------------------------------------------------------


def split_card(parent: QWidget | None, desk: Desk, asset_id: int) -> VerbDialog:
    """Take some pieces of a batch onto a card of their own; gives the new card's id."""
    card = desk.read(records.values, Asset, asset_id)
    unit = card["unit"] or "件"
    fields = [
        asked("quantity", "拆出数量", "number", required=True, unit=unit),
        asked("reason", "拆分原因", "note", required=True, hint="例如：部分调拨、部分报废"),
    ]
    words = (
        f"{card['asset_no']} {card['name']}：共 {card['quantity'].normalize():f} {unit}，"
        f"原值 {card['original_cost']:,.2f} 元。原值和累计折旧按数量分摊到分，合计不变；新卡片另编号。"
    )
    run = partial(_split, asset_id=asset_id, today=desk.today())
    return VerbDialog(parent, desk, "拆分卡片", "拆分", fields, "quantity\nreason", run, words)


def _split(session: Session, values: Mapping[str, Any], *, asset_id: int, today: Any) -> int:
    return changes.split(session, asset_id, values["quantity"], values["reason"], today=today)


# -- 处置核销 ------------------------------------------------------------------------------------------------


def write_off(parent: QWidget | None, desk: Desk, ids: Sequence[int]) -> VerbDialog:
    """Take cards off the books; of a single batch card, also only some pieces. Gives the cards that left."""
    single = desk.read(records.values, Asset, ids[0]) if len(ids) == 1 else None
    batch = single is not None and single["quantity"] > 1
    fields = [
        asked("method", "处置方式", "choice", required=True, choices=DisposalMethod),
        asked("disposed_on", "处置日期", "date", required=True),
        asked("document", "批复文号", "text", hint="主管部门或财政部门批复的文号"),
        asked("quantity", "处置数量", "number", unit=(single or {}).get("unit") or "件"),
    ]
    dialog = VerbDialog(
        parent, desk, "处置核销", f"核销 {len(ids)} 张卡片", fields,
        "method disposed_on\ndocument" + (" quantity" if batch else ""),
        partial(_write_off, ids=list(ids), today=desk.today()),
        _named(desk, ids) + "。核销后不再计提折旧，卡片留在台账里备查；核销月份结账前可以恢复。", danger=True,
    )  # fmt: skip
    dialog.put(method=DisposalMethod.SCRAP, disposed_on=desk.today())
    if single is not None and batch:
        dialog.put(quantity=single["quantity"])
    return dialog


def _write_off(session: Session, values: Mapping[str, Any], *, ids: list[int], today: Any) -> list[int]:
    return [
        disposals.write_off(
            session, each, values["method"], values["disposed_on"], today=today,
            document=values["document"] or "", quantity=values.get("quantity"),
        )
        for each in ids
    ]  # fmt: skip


def _named(desk: Desk, ids: Sequence[int]) -> str:
    """The first few cards by number and name, and how many there are."""
    first = [desk.read(records.values, Asset, each) for each in ids[:MOST_NAMED]]
    names = "、".join(f"{card['asset_no']} {card['name']}" for card in first)
    return names if len(ids) <= MOST_NAMED else f"{names} 等 {len(ids)} 张卡片"
