"""不相容岗位分离 (财会〔2012〕21号): who did what on one subject, and nobody on both sides of a pair.

    duties.check(session, "contracts", contract_id, Duty.APPROVE)

Call it in the verb, before the work is done. It keeps who did the duty; the same person on the other side is
refused. Without sign-in nobody can be told apart, so it is allowed, marked in the log and listed by `marks`;
an office may choose the same for its users.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kit import audit, rights, settings
from app.kit.db import BigId, Choice, ChoiceType, Record
from app.kit.errors import UserError
from app.kit.fields import label
from app.kit.settings import Setting


class Duty(Choice):
    """What somebody does with a subject: a request, an order, a payment, a card, a count."""

    APPLY = "apply", "申请"
    APPROVE = "approve", "审批"
    BUY = "buy", "采购"
    ACCEPT = "accept", "验收"
    PAY = "pay", "付款"
    REVIEW = "review", "审核"
    KEEP = "keep", "保管"
    COUNT = "count", "盘点"
    SIGN = "sign", "签订合同"
    CLOSE = "close", "结账"
    REOPEN = "reopen", "反结账"


@dataclass(frozen=True)
class Pair:
    """Two duties for different people, and by which rule."""

    one: Duty
    other: Duty
    basis: str


CONTROL = "行政事业单位内部控制规范（试行）（财会〔2012〕21号）"
PAIRS: tuple[Pair, ...] = (
    Pair(Duty.APPLY, Duty.APPROVE, CONTROL),
    Pair(Duty.BUY, Duty.ACCEPT, CONTROL),
    Pair(Duty.SIGN, Duty.ACCEPT, CONTROL),
    Pair(Duty.ACCEPT, Duty.KEEP, CONTROL),
    Pair(Duty.PAY, Duty.REVIEW, CONTROL),
    Pair(Duty.KEEP, Duty.COUNT, CONTROL),
    Pair(Duty.CLOSE, Duty.REOPEN, "本程序的做法：谁结的账，由别人反结"),
)

settings.declare(
    [
        Setting(
            "incompatible_duties", "不相容岗位由同一人办理时", "refuse", CONTROL,
            options=(("refuse", "拒绝"), ("mark", "允许，在操作日志和清单里标明")), group="用户与权限",
        )
    ]
)  # fmt: skip


class DutyDone(Record):
    """Who did a duty on a subject; `with_duty` is the other side where the same person did both."""

    __tablename__ = "duties_done"
    __table_args__ = (Index("ix_duties_done_subject", "table_name", "record_id"),)
    name_cn = "岗位记录"
    title_column = "who"
    kept_by = None

    table_name: Mapped[str] = mapped_column(String(64), info=label("对象", required=True))
    record_id: Mapped[int] = mapped_column(BigId)
    duty: Mapped[Duty] = mapped_column(ChoiceType(Duty), info=label("岗位", required=True))
    who: Mapped[str] = mapped_column(String(64), info=label("经办", required=True))
    user_id: Mapped[int | None] = mapped_column(BigId)
    with_duty: Mapped[Duty | None] = mapped_column(ChoiceType(Duty), info=label("兼任"))


class SamePerson(UserError):
    """The same person on both sides of an incompatible pair."""


@dataclass(frozen=True)
class Mark:
    """One person on both sides, and allowed: on what, who, which two duties."""

    table: str
    record_id: int
    who: str
    duty: Duty
    with_duty: Duty


def opposite(duty: Duty) -> frozenset[Duty]:
    """The duties that whoever does this one must not do on the same subject."""
    return frozenset(
        other
        for pair in PAIRS
        for one, other in ((pair.one, pair.other), (pair.other, pair.one))
        if one is duty
    )


def check(session: Session, table: str, record_id: int, duty: Duty) -> None:
    """Keep that who acts does this duty on a subject. Raises SamePerson when they did the other side of it."""
    actor = rights.present(session)
    waiting = audit.pending(session)
    who = actor.name if actor is not None else waiting.who if waiting is not None else ""
    query = select(DutyDone).where(
        DutyDone.table_name == table, DutyDone.record_id == record_id, DutyDone.duty.in_(opposite(duty))
    )
    user_id = actor.id if actor is not None else None
    same = next((each for each in session.scalars(query) if _is(each, who, user_id)), None)
    if same is not None and actor is not None and settings.get(session, "incompatible_duties") == "refuse":
        raise SamePerson(
            f"{who}已经做过这件事的“{same.duty.label}”，按不相容岗位分离（财会〔2012〕21号）"
            f"不能再做“{duty.label}”，请由别人办理。"
        )
    if same is not None:
        audit.note(
            session, table, record_id, f"不相容岗位由同一人办理：{who} {same.duty.label}、{duty.label}"
        )
    session.add(
        DutyDone(
            table_name=table, record_id=record_id, duty=duty, who=who, user_id=user_id,
            with_duty=same.duty if same is not None else None,
        )
    )  # fmt: skip
    session.flush()


def _is(done: DutyDone, who: str, user_id: int | None) -> bool:
    """By user where both were signed in; by name where one was not."""
    if user_id is not None and done.user_id is not None:
        return done.user_id == user_id
    return done.who == who


def done(session: Session, table: str, record_id: int) -> Sequence[DutyDone]:
    """Who did what on one subject, in order."""
    query = select(DutyDone).where(DutyDone.table_name == table, DutyDone.record_id == record_id)
    return session.scalars(query.order_by(DutyDone.id)).all()


def marks(session: Session) -> list[Mark]:
    """Every act by one person on both sides, oldest first: the report for whoever supervises."""
    query = select(DutyDone).where(DutyDone.with_duty.is_not(None)).order_by(DutyDone.id)
    return [
        Mark(each.table_name, each.record_id, each.who, each.duty, each.with_duty)
        for each in session.scalars(query)
        if each.with_duty is not None
    ]
