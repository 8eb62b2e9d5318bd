"""“Does this act need a resolution?” — the one question that the other domains ask.

    meetings.require(session, ActKind.DISPOSAL, cost, asset_no, today=today, resolution_no=document)

It lets the act go on and links it to the resolution that it rests on, or raises a UserError that names the
threshold and the rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kit import audit, records, rights, settings
from app.kit.errors import Invalid, UserError
from app.kit.rights import right
from app.meetings.catalogue import matters_on
from app.meetings.choices import ActKind, Aim
from app.meetings.models import AgendaItem, Body, Matter, Override, Resolution, ResolutionUse, Submission
from app.meetings.resolutions import amount_problem
from app.meetings.submitting import changed_by

ZERO = Decimal(0)
MARKED = "本单位设置为允许先办理"


class NeedsResolution(UserError):
    """An act that the catalogue sends to a meeting, and no resolution carries it yet."""


@dataclass(frozen=True)
class Need:
    """What the catalogue asks of an act: the line with the highest threshold that the amount reaches."""

    matter_id: int
    code: str
    name: str
    kind: ActKind
    threshold: Decimal | None
    body_id: int
    body: str
    basis: str
    bodies: frozenset[int]  # this one, and those that decide on larger amounts

    @property
    def words(self) -> str:
        """The rule in a sentence."""
        limit = f" {self.threshold:,.2f} 元以上（含本数）" if self.threshold is not None else ""
        source = f"（{self.basis}）" if self.basis else ""
        return f"{self.kind.label}{limit}要经{self.body}集体决定，见事项清单 {self.code} {self.name}{source}"


def needed(session: Session, kind: ActKind, amount: Decimal | None, on: date) -> Need | None:
    """Which line of the catalogue an act falls under on a day; None where it needs no resolution.

    An amount that is not known yet reaches every threshold. Raises Invalid for an amount that cannot be.
    """
    if words := amount_problem(amount):
        raise Invalid({"amount": words})
    lines = [each for each in matters_on(session, on) if each.act is kind]
    reached = [each for each in lines if each.threshold is None or amount is None or amount >= each.threshold]
    if not reached:
        return None
    matter = max(reached, key=lambda each: each.threshold or ZERO)
    body = records.get(session, Body, matter.body_id)
    higher = [each.body_id for each in lines if (each.threshold or ZERO) > (matter.threshold or ZERO)]
    return Need(
        matter.id, matter.code, matter.name, kind, matter.threshold, body.id, body.name, matter.basis or "",
        frozenset([body.id, *higher]),
    )  # fmt: skip


def require(
    session: Session,
    kind: ActKind,
    amount: Decimal | None,
    reference: str,
    *,
    today: date,
    resolution_no: str = "",
) -> int | None:
    """Go on only with a resolution, where one is needed; returns its id, None where none is needed or the act
    was let go without. `reference` is the number of what the act is on; the resolution is found by it, or by
    its own number. Raises NeedsResolution. Called by verbs; it writes the link within their act.
    """
    need = needed(session, kind, amount, today)
    if need is None:
        return None
    why = f"{reference} {need.words}。"
    for resolution in _candidates(session, need, reference, resolution_no.strip()):
        if newer := changed_by(session, resolution.id):
            why += f"决议 {resolution.resolution_no} 已被 {newer.resolution_no} 变更。"
        elif (left := _left(session, resolution, kind, reference)) is not None and left < (amount or ZERO):
            why += (
                f"决议 {resolution.resolution_no} 的金额还剩 {left:,.2f} 元，不够 {amount or ZERO:,.2f} 元。"
            )
        else:
            _use(session, resolution.id, kind, reference, amount, today)
            return resolution.id
    if _let_go(session, kind, amount, reference):
        return None
    if settings.get(session, "missing_resolution", today) == "mark":
        _grant(session, need, amount, reference, MARKED, today)
        return None
    raise NeedsResolution(
        f"{why}还没有查到可用的决议，没有办理。请先提交议题；确需先办的，请有权限的人写明理由放行。"
    )


def _candidates(session: Session, need: Need, reference: str, resolution_no: str) -> list[Resolution]:
    """Resolutions of that body, or of one above it, on that kind of act that name this thing, or that were
    named; newest first."""
    query = (
        select(Resolution)
        .join(AgendaItem, AgendaItem.id == Resolution.item_id)
        .join(Submission, Submission.id == AgendaItem.submission_id)
        .join(Matter, Matter.id == Submission.matter_id)
        .where(Matter.act == need.kind, Submission.body_id.in_(need.bodies), Resolution.aim != Aim.RATIFY)
        .order_by(Resolution.id.desc())
    )
    named = Resolution.resolution_no == resolution_no
    by_reference = Submission.reference == reference
    return list(session.scalars(query.where(named if resolution_no else by_reference))) or (
        list(session.scalars(query.where(by_reference))) if resolution_no else []
    )


def _left(session: Session, resolution: Resolution, kind: ActKind, reference: str) -> Decimal | None:
    """What other acts left of its amount, those on the decisions that it changed among them; None where it
    sets none."""
    if resolution.amount is None:
        return None
    chain = [resolution]
    while chain[-1].aim is Aim.CHANGE and chain[-1].about_id is not None:
        chain.append(session.get_one(Resolution, chain[-1].about_id))
    query = select(func.coalesce(func.sum(ResolutionUse.amount), 0)).where(
        ResolutionUse.resolution_id.in_([each.id for each in chain]),
        (ResolutionUse.reference != reference) | (ResolutionUse.act != kind),
    )
    return resolution.amount - (session.scalar(query) or ZERO)


def _use(
    session: Session, resolution_id: int, kind: ActKind, reference: str, amount: Decimal | None, on: date
) -> None:
    held = select(ResolutionUse.id).where(
        ResolutionUse.resolution_id == resolution_id,
        ResolutionUse.act == kind,
        ResolutionUse.reference == reference,
    )
    values = {
        "resolution_id": resolution_id, "act": kind, "reference": reference, "amount": amount, "used_on": on,
    }  # fmt: skip
    records.save(session, ResolutionUse, session.scalar(held), values)


def _let_go(session: Session, kind: ActKind, amount: Decimal | None, reference: str) -> bool:
    query = select(Override.amount).where(Override.act == kind, Override.reference == reference)
    return any(
        allowed is None or (amount is not None and allowed >= amount) for (allowed,) in session.execute(query)
    )


@right("meetings.override", "没有决议先放行", "leader", "集体决策")
def override(
    session: Session, kind: ActKind, amount: Decimal | None, reference: str, reason: str, *, today: date
) -> int:
    """Let one act go without the resolution that it needs, with the reason; it is logged and listed.

    Raises UserError where it needs none.
    """
    if not reason.strip():
        raise Invalid({"reason": "请写明放行的理由"})
    need = needed(session, kind, amount, today)
    if need is None:
        raise UserError(f"{kind.label}（{reference}）按事项清单不需要集体决策，不用放行。")
    return _grant(session, need, amount, reference, reason.strip(), today)


def _grant(
    session: Session, need: Need, amount: Decimal | None, reference: str, reason: str, on: date
) -> int:
    actor, waiting = rights.present(session), audit.pending(session)
    who = actor.name if actor is not None else waiting.who if waiting is not None else ""
    values = {
        "act": need.kind, "reference": reference, "amount": amount, "rule": need.words, "reason": reason,
        "granted_on": on, "granted_by": who,
    }  # fmt: skip
    made = records.save(session, Override, None, values)
    audit.note(session, Override.__tablename__, made, f"没有决议先放行：{reference}，{reason}")
    return made
