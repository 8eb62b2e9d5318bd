"""领用、交接、调拨、退库: who uses things and where, changed only with a document (条例 第15条)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.assets.choices import HandoverKind, UsageStatus
from app.assets.models import Asset, Handover, HandoverItem
from app.kit import audit, numbering, records, settings
from app.kit.errors import Invalid, UserError
from app.kit.rights import right
from app.people.models import Person


@right("assets.hand_over", "办理领用、交接、调拨、退库", "clerk", "资产业务")
def hand_over(
    session: Session,
    asset_ids: Iterable[int],
    *,
    kind: HandoverKind,
    handed_on: date,
    today: date,
    to_department_id: int | None = None,
    to_person_id: int | None = None,
    to_place_id: int | None = None,
    witness_id: int | None = None,
    accessories: str = "",
    reason: str = "",
) -> int:
    """Pass cards on; what is None stays as it is. Returns the id of the 交接单.

    领用 puts idle things into use; 退库 takes the user off and sets them idle. Depreciation follows the new
    department from the month that is open. Raises Invalid or UserError and changes nothing then.
    """
    cards = [records.get(session, Asset, each) for each in dict.fromkeys(asset_ids)]
    _check(session, cards, kind, handed_on, today, (to_department_id, to_person_id, to_place_id))
    rule = settings.get(session, "handover_no_rule", today)
    handover_id = records.save(
        session,
        Handover,
        None,
        {
            "handover_no": numbering.take(session, "handover", rule, handed_on), "kind": kind,
            "handed_on": handed_on, "to_department_id": to_department_id, "to_person_id": to_person_id,
            "to_place_id": to_place_id, "witness_id": witness_id,
            "accessories": accessories.strip() or None, "reason": reason.strip() or None,
        },
    )  # fmt: skip
    items = []
    for card in cards:
        item = {
            "handover_id": handover_id, "asset_id": card.id, "from_department_id": card.department_id,
            "from_person_id": card.custodian_id, "from_place_id": card.place_id,
        }  # fmt: skip
        session.add(HandoverItem(**item))
        items.append(item)
        _pass_on(card, kind, to_department_id, to_person_id, to_place_id)
    session.flush()
    audit.bulk(
        session, HandoverItem.__tablename__, (handover_id, handover_id), f"交接 {len(items)} 张卡片",
        audit.pack_values(HandoverItem.__table__, list(items[0]), items), where={"handover_id": handover_id},
    )  # fmt: skip
    return handover_id


def _check(
    session: Session,
    cards: Sequence[Asset],
    kind: HandoverKind,
    handed_on: date,
    today: date,
    targets: tuple[int | None, int | None, int | None],
) -> None:
    if not cards:
        raise UserError("请先选择要交接的资产。")
    if kind is not HandoverKind.RETURN and not any(targets):
        raise Invalid({"to_person_id": "请填写接收部门、接收人或新存放地点"})
    if handed_on > today:
        raise Invalid({"handed_on": f"交接日期 {handed_on} 还没有到"})
    gone = [card for card in cards if card.removed_month is not None]
    if gone:
        raise UserError(f"{gone[0].asset_no} {gone[0].name}已处置核销，不能交接。请从清单里去掉。")
    if targets[1] is not None:
        person = records.get(session, Person, targets[1])
        if person.left_on is not None and person.left_on <= handed_on:
            raise Invalid({"to_person_id": f"{person.name}已于 {person.left_on} 离岗，请另选接收人"})


def _pass_on(
    card: Asset, kind: HandoverKind, department: int | None, person: int | None, place: int | None
) -> None:
    if department is not None:
        card.department_id = department
    if person is not None or kind is HandoverKind.RETURN:
        card.custodian_id = person
    if place is not None:
        card.place_id = place
    if kind is HandoverKind.RETURN:
        card.usage_status = UsageStatus.IDLE
    elif card.usage_status is UsageStatus.IDLE:
        card.usage_status = UsageStatus.IN_USE
