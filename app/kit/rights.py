"""Rights over verbs, checked where the work is done and not only where a button is greyed.

    @right("months.close", "结账", "clerk finance")
    def close(session, month, …)

The verb is refused before anything else happens. What it calls is covered by it. Whatever is written outside
a verb (a plain register saved by a form or an importer) needs its table's own right, which every Record has
without a line of code: `vehicles.edit`, `vehicles.remove`. Without sign-in everything is allowed.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import TextClause, event, select
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from app.kit.db import Base, Record
from app.kit.errors import UserError
from app.kit.roles import BaseRole, Role, RoleRight, User

P = ParamSpec("P")
T = TypeVar("T")
EDIT, REMOVE = "edit", "remove"
ACTOR, PRESENT, RUNNING = "actor", "present", "running"  # keys of session.info
# Written by the house itself around every act; the log has guards of its own.
UNGUARDED = frozenset({"acts", "changes", "counters"})
_WRITES = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM)\s+(\w+)", re.I)


class Forbidden(UserError):
    """The person who acts may not do this."""


@dataclass(frozen=True)
class Right:
    """One thing that a role may or may not do. `roles` are the base roles that have it unless decided
    otherwise; the administrator's is always among them."""

    key: str
    label: str
    area: str
    roles: frozenset[BaseRole]


@dataclass(frozen=True)
class Actor:
    """Who has signed in. `decided` holds what the office decided on the role's rights."""

    id: int
    name: str
    role: str
    base: BaseRole
    decided: Mapping[str, bool] = field(default_factory=dict)
    must_change: bool = False

    def may(self, key: str) -> bool:
        """Whether the right of this key is theirs."""
        if key in self.decided:
            return self.decided[key]
        found = find(key)
        return found is not None and self.base in found.roles


NOBODY = Actor(0, "", "未登录", BaseRole.READER)

_declared: dict[str, Right] = {}


def roles_of(words: str) -> frozenset[BaseRole]:
    """The base roles of "clerk finance", the administrator's among them."""
    return frozenset({BaseRole.ADMIN, *map(BaseRole, words.split())})


def declare(key: str, label: str, roles: str = "", area: str = "通用") -> str:
    """Make a right known that no single verb stands for (export, print, un-mask); returns its key."""
    _declared[key] = Right(key, label, area, roles_of(roles))
    return key


EXPORT = declare("lists.export", "导出列表", "clerk reviewer leader finance", "导出与打印")
PRINT = declare("papers.print", "预览和打印", "clerk reviewer leader finance", "导出与打印")
UNMASK = declare("secrets.see", "查看完整的电话、证件号、账号", "clerk", "个人信息")
BACK_UP = declare("store.backup", "备份数据", "clerk finance", "数据安全")
KEEP = declare("store.keep", "恢复备份、加密数据、改备份设置", "", "数据安全")


def right(
    key: str, label: str = "", roles: str = "", area: str = ""
) -> Callable[[Callable[Concatenate[Session, P], T]], Callable[Concatenate[Session, P], T]]:
    """A verb that needs this right. Several verbs may share one; without a label it is a table's own right
    or declared beside another verb. Raises Forbidden before the verb begins."""
    if label:
        declare(key, label, roles, area)

    def guarded(verb: Callable[Concatenate[Session, P], T]) -> Callable[Concatenate[Session, P], T]:
        @functools.wraps(verb)
        def checked(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> T:
            if session.info.get(RUNNING):  # a verb answers for what it calls
                return verb(session, *args, **kwargs)
            need(session, key)
            with running(session, key):
                value = verb(session, *args, **kwargs)
                session.flush()
            return value

        checked.__dict__["right"] = key
        return checked

    return guarded


def open_to_all(verb: Callable[Concatenate[Session, P], T]) -> Callable[Concatenate[Session, P], T]:
    """A verb that needs no right, for it checks by itself who may (signing in, one's own password)."""

    @functools.wraps(verb)
    def checked(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with running(session, "open"):
            value = verb(session, *args, **kwargs)
            session.flush()
        return value

    checked.__dict__["right"] = ""
    return checked


@contextmanager
def running(session: Session, key: str) -> Iterator[None]:
    """What is written meanwhile belongs to this verb."""
    before = session.info.get(RUNNING)
    session.info[RUNNING] = key
    try:
        yield
    finally:
        session.info[RUNNING] = before


# -- who acts -------------------------------------------------------------------------------------------------


def sign_in_on(session: Session) -> bool:
    """Whether this store asks who one is: somebody has been made a user."""
    return session.scalar(select(User.id).where(User.enabled).limit(1)) is not None


def present(session: Session) -> Actor | None:
    """Who acts in this session, with the rights of this moment; None without sign-in, when all is allowed.

    Asked of the store once a session, so that somebody who is disabled or loses a right is stopped at once.
    """
    if PRESENT not in session.info:
        with session.no_autoflush:
            session.info[PRESENT] = _present(session, session.info.get(ACTOR))
    found: Actor | None = session.info[PRESENT]
    return found


def _present(session: Session, actor: Actor | None) -> Actor | None:
    if actor is None:
        return NOBODY if sign_in_on(session) else None
    return read_actor(session, actor.id) or NOBODY


def read_actor(session: Session, user_id: int) -> Actor | None:
    """A user as an actor; None where they are disabled or gone."""
    query = select(User.name, User.must_change, Role.id, Role.name, Role.base).join(
        Role, Role.id == User.role_id
    )
    row = session.execute(query.where(User.id == user_id, User.enabled)).first()
    if row is None:
        return None
    decided = select(RoleRight.key, RoleRight.allowed).where(RoleRight.role_id == row[2])
    rights = {row[0]: row[1] for row in session.execute(decided)}
    return Actor(user_id, row[0], row[3], row[4], rights, row[1])


def may(session: Session, key: str) -> bool:
    """Whether who acts has this right."""
    actor = present(session)
    return actor is None or actor.may(key)


def need(session: Session, key: str) -> None:
    """Go on only with this right. Raises Forbidden."""
    actor = present(session)
    if actor is None or actor.may(key):
        return
    if actor is NOBODY:
        raise Forbidden("请先登录，或登录已失效：这份数据要登录后才能操作。")
    found = find(key)
    raise Forbidden(f"您没有“{found.label if found else key}”的权限，请找管理员。")


# -- what there is --------------------------------------------------------------------------------------------


def find(key: str) -> Right | None:
    """The right of this key, a verb's or a table's."""
    return _declared.get(key) or _of_tables().get(key)


def known() -> dict[str, Right]:
    """Every right, by area; all services must have been imported (app.verbs.load)."""
    found = _of_tables() | _declared
    areas = {right.area: None for right in found.values()}
    order = {area: at for at, area in enumerate(areas)}
    return {key: found[key] for key in sorted(found, key=lambda key: order[found[key].area])}


def _of_tables() -> dict[str, Right]:
    found: dict[str, Right] = {}
    for model in records():
        if model.kept_by is None:
            continue
        name, roles = model.name_cn, roles_of(model.kept_by)
        for kind, words in ((EDIT, "新增和修改"), (REMOVE, "删除")):
            key = table_key(model, kind)
            found[key] = Right(key, words + name, name, roles)
    return found


def records() -> Iterable[type[Record]]:
    """All models of records."""
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, Record) and "__tablename__" in vars(mapper.class_):
            yield mapper.class_


def table_key(model: type[Record], kind: str = EDIT) -> str:
    return f"{model.__tablename__}.{kind}"


# -- nothing is written past it -------------------------------------------------------------------------------


def check_write(session: Session, table: str, kind: str) -> None:
    """A row of this table is written: within a verb, or by the table's own right. Raises Forbidden."""
    if session.info.get(RUNNING) or table in UNGUARDED or present(session) is None:
        return
    model = next((each for each in records() if each.__tablename__ == table), None)
    if model is None or model.kept_by is None:
        name = model.name_cn if model is not None else table
        raise Forbidden(f"“{name}”不能直接改动，请用相应的业务来办理。")
    need(session, table_key(model, kind))


def _before_flush(session: Session, context: UOWTransaction, instances: Any) -> None:
    if session.info.get(RUNNING) or present(session) is None:
        return
    for thing in [*session.new, *session.dirty]:
        if session.is_modified(thing):
            check_write(session, thing.__tablename__, EDIT)
    for thing in session.deleted:
        check_write(session, thing.__tablename__, REMOVE)


def _on_execute(state: ORMExecuteState) -> None:
    if state.session.info.get(RUNNING):
        return
    statement: Any = state.statement
    if state.is_insert or state.is_update or state.is_delete:
        check_write(state.session, statement.table.name, REMOVE if state.is_delete else EDIT)
    elif isinstance(statement, TextClause):
        written = _WRITES.match(statement.text)
        if written is not None and not written[2].endswith("_fts"):  # an index follows rows that were checked
            check_write(state.session, written[2], REMOVE if written[1].lower() == "delete from" else EDIT)


def listen(factory: Any) -> None:
    """Attach the guard to the sessions of a sessionmaker."""
    event.listen(factory, "before_flush", _before_flush)
    event.listen(factory, "do_orm_execute", _on_execute)
