"""A small unit's leading group of seven for the tests of meetings, and short ways through its procedure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import attachments, records
from app.kit.store import Store
from app.meetings import arranging, catalogue, deciding, deliberating, sealing, sitting, submitting
from app.meetings.choices import Outcome, ReviewResult, VoteChoice
from app.meetings.deciding import Counted
from app.meetings.models import AgendaItem, Body, Matter, Meeting, Submission
from app.meetings.rules import Refusal, Rule
from app.people import service as people

DAY = date(2026, 3, 10)
NAMES = ["王主任", "李书记", "张副主任", "赵副主任", "陈委员", "刘委员", "周委员"]


class Council:
    """The unit and its seven, in one store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        with store.changing("建班子") as session:
            catalogue.seed(session)
            self.department = people.save_department(session, None, {"name": "后勤服务科"})
            self.people = [people.save_person(session, None, {"name": name}) for name in NAMES]
            self.clerk = people.save_person(session, None, {"name": "钱记录"})
            self.body = self.body_of(session, "领导班子会议")
            for rank, person in enumerate(self.people, start=1):
                for body in (self.body, self.body_of(session, "党支部委员会会议")):
                    seat = {"body_id": body, "person_id": person, "rank": rank, "starts_on": date(2024, 1, 1)}
                    catalogue.save_member(session, None, seat | {"post": "主任" if rank == 1 else "成员"})

    @property
    def chair(self) -> int:
        return self.people[0]

    def body_of(self, session: Session, name: str) -> int:
        return session.scalars(select(Body.id).where(Body.name == name)).one()

    def matter(self, code: str) -> int:
        with self.store.reading() as session:
            return session.scalars(select(Matter.id).where(Matter.code == code)).one()

    def do(self, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """One verb as one act."""
        with self.store.changing(verb.__name__) as session:
            return verb(session, *args, **kwargs)

    def raised(self, title: str, code: str = "", day: date = DAY, **values: Any) -> int:
        """A submission that went up the chain with all that its matter asks for."""
        more = {"matter_id": self.matter(code)} if code else {"body_id": self.body}
        made: int = self.do(
            submitting.save_submission,
            None,
            {"title": title, "department_id": self.department, "handler_id": self.clerk} | more | values,
            today=day,
        )
        with self.store.reading() as session:
            lacking = submitting.lacking(session, made)
        for each in lacking:
            self.do(submitting.prove, made, each, day, f"{each.label}意见书", today=day)
        self.do(submitting.hand_in, made)
        while self.value(Submission, made, "status").value in ("department", "deputy", "chief"):
            self.do(submitting.review, made, ReviewResult.AGREED, self.people[1], today=day)
        return made

    def called(self, *submissions: int, day: date = DAY, body: int | None = None) -> int:
        """A meeting on that day with these on its agenda, noticed and with its materials sent."""
        before = date.fromordinal(day.toordinal() - 3)
        values = {"chair_id": self.chair, "recorder_id": self.clerk, "place": "三楼会议室"}
        made: int = self.do(arranging.plan, body or self.body, day, values, today=before)
        for submission in submissions:
            self.do(arranging.put_on_agenda, made, submission)
        self.do(arranging.notify, made, before, today=before)
        self.do(arranging.send_materials, made, before, today=before)
        return made

    def begun(self, meeting: int, present: int = 7, day: date = DAY) -> int:
        """The first so many sign in, the others are excused, the meeting begins."""
        self.do(sitting.sign_in, meeting, self.people[:present])
        for person in self.people[present:]:
            self.do(sitting.excuse, meeting, person, "出差")
        self.do(sitting.begin, meeting, today=day, at="09:00")
        return meeting

    def items(self, meeting: int) -> list[int]:
        with self.store.reading() as session:
            query = select(AgendaItem.id).where(AgendaItem.meeting_id == meeting)
            return list(session.scalars(query.order_by(AgendaItem.position)))

    def voted(self, item: int, yes: int, no: int = 0, outcome: Outcome = Outcome.PASSED) -> int | None:
        """Taken up, voted by show of hands by name in order of rank, decided."""
        self.do(deliberating.open_item, item)
        with self.store.reading() as session:
            may = deliberating.voters(session, session.get_one(AgendaItem, item))
        for at, person in enumerate(may):
            choice = VoteChoice.YES if at < yes else VoteChoice.NO if at < yes + no else VoteChoice.ABSTAIN
            self.do(deliberating.cast, item, person, choice)
        found: int | None = self.do(deciding.decide, item, outcome, "同意，由后勤保障科办理。")
        return found

    @contextmanager
    def refused_after(self, item: int, *, yes: int, no: int, rule: Rule) -> Iterator[None]:
        """An item is taken up and voted on; what is done inside is refused."""
        self.do(deliberating.open_item, item)
        for at, person in enumerate(self.people[: yes + no]):
            self.do(deliberating.cast, item, person, VoteChoice.YES if at < yes else VoteChoice.NO)
        with self.refused(rule):
            yield

    def counted(self, item: int, counted: Counted, outcome: Outcome = Outcome.PASSED) -> int | None:
        """Taken up and decided by totals."""
        self.do(deliberating.open_item, item)
        found: int | None = self.do(deciding.decide, item, outcome, "同意。", counted)
        return found

    def sealed(self, meeting: int, folder: Path, day: date = DAY) -> str:
        """Ended, its signed record scanned, filed."""
        self.do(sitting.end, meeting, at="11:00")
        scan = folder / "签字记录.pdf"
        scan.write_bytes(b"%PDF signed")
        at = datetime(day.year, day.month, day.day, tzinfo=UTC)
        self.do(attachments.add, self.store.shelf, Meeting, meeting, scan, at)
        found: str = self.do(sealing.seal, meeting, today=day)
        return found

    def value(self, model: Any, record_id: int, name: str) -> Any:
        with self.store.reading() as session:
            return getattr(records.get(session, model, record_id), name)

    def state(self) -> dict[str, list[Any]]:
        """All rows of all tables of meetings, to see that nothing was lost."""
        from app.kit.db import Base

        with self.store.reading() as session:
            return {
                name: [tuple(row) for row in session.execute(select(table).order_by(table.c.id))]
                for name, table in Base.metadata.tables.items()
                if name in TABLES
            }

    @contextmanager
    def refused(self, rule: Rule) -> Iterator[None]:
        """What is done inside is refused by this rule, and nothing is lost."""
        before = self.state()
        with pytest.raises(Refusal) as refusal:
            yield
        assert refusal.value.rule is rule, str(refusal.value)
        assert str(refusal.value).startswith(rule.label)
        assert self.state() == before


TABLES = frozenset(
    [
        "submissions",
        "submission_reviews",
        "submission_checks",
        "meetings",
        "attendances",
        "agenda_items",
        "recusals",
        "statements",
        "votes",
        "dissents",
        "resolutions",
        "resolution_uses",
        "resolution_overrides",
        "follow_ups",
    ]
)
MONEY = Decimal("300000.00")
