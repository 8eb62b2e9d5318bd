"""Users: made, disabled, signed in, locked out for a while after wrong passwords, let in again.

A store is a one-person office until the first user is made (`turn_on`); from then on everybody signs in, and
at least one administrator always remains. What is wrong with a sign-in is kept even though it is refused, so
`sign_in` and `recover` answer instead of raising; `enter` and `come_back_by_code` act on a Store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import audit, passwords, records, rights, settings, user_keys
from app.kit.errors import Invalid, UserError
from app.kit.rights import Actor, open_to_all, right
from app.kit.roles import BaseRole, Role, User, UserKey
from app.kit.settings import Setting

if TYPE_CHECKING:
    from app.kit.store import Store

MANAGE = rights.declare("users.manage", "管理用户、角色和权限", "", "用户与权限")

settings.declare(
    [
        Setting(
            "lock_after_minutes", "几分钟没有操作就锁定", 10, "本单位规定", kind="int", group="用户与权限",
            hint="0 为不锁定；只在启用登录后起作用",
        )
    ]
)  # fmt: skip


class Refused(UserError):
    """Not let in. `wait` is how many seconds nobody may try again."""

    def __init__(self, words: str, wait: int = 0) -> None:
        super().__init__(words)
        self.wait = wait


class NotSaid(UserError):
    """Somebody who has the right must say who they are."""


@dataclass(frozen=True)
class Answer:
    """What came of trying to get in: an actor, or why not and how long to wait. `code` is a new recovery code."""

    actor: Actor | None
    words: str = ""
    wait: int = 0
    code: str = ""


# -- beginning and ending -------------------------------------------------------------------------------------


@right(MANAGE)
def turn_on(session: Session, name: str, password: str) -> str:
    """Make the first administrator, so that everybody signs in from now on; returns the recovery code, which is
    shown this once. Raises UserError where sign-in is on already, Invalid for a name or password that is no good.
    """
    if rights.sign_in_on(session):
        raise UserError("登录已经启用了。新的用户请在“用户与权限”里添加。")
    roles = ship_roles(session)
    user_id = _make(session, name, roles[BaseRole.ADMIN], password)
    audit.note(session, "users", user_id, "启用登录")
    return user_keys.fresh_code(session, user_id)


@right(MANAGE)
def turn_off(session: Session) -> None:
    """Back to a one-person office without sign-in: every user is disabled. Logged like anything else."""
    for user in session.scalars(select(User).where(User.enabled)):
        user.enabled = False
    session.flush()
    audit.note(session, "users", 0, "停用登录，改为单人使用")


@right(MANAGE)
def ship_roles(session: Session) -> dict[BaseRole, int]:
    """The six roles that ship, made where they are missing: base → id of the role of that name."""
    known = {name: role_id for role_id, name in session.execute(select(Role.id, Role.name))}
    return {
        base: known.get(base.label) or records.save(session, Role, None, {"name": base.label, "base": base})
        for base in BaseRole
    }


# -- users ----------------------------------------------------------------------------------------------------


@right(MANAGE)
def add(session: Session, name: str, role_id: int, password: str, must_change: bool = True) -> int:
    """A further user; returns its id. Raises Invalid for a name that is taken or a password that is no good."""
    if not rights.sign_in_on(session):
        raise UserError("还没有启用登录。请先启用登录，并为自己设一个管理员账号。")
    user_id = _make(session, name, role_id, password)
    records.save(session, User, user_id, {"must_change": must_change})
    return user_id


def _make(session: Session, name: str, role_id: int, password: str) -> int:
    called = " ".join(name.split())
    found = {}
    if not called:
        found["name"] = "请填写用户名"
    elif not called.isprintable():
        found["name"] = "用户名里有看不见的字符，会与别人分不清"
    elif by_name(session, called) is not None:
        found["name"] = f"已有用户“{called}”。停用过的用户可以重新启用"
    if why := passwords.problem(password, called):
        found["password"] = why
    if found:
        raise Invalid(found)
    records.get(session, Role, role_id)
    user_id = records.save(session, User, None, {"name": called, "role_id": role_id})
    session.add(UserKey(user_id=user_id, password=passwords.hashed(password), recovery="", failures=0))
    user_keys.note(session, user_id)
    return user_id


@right(MANAGE)
def change(
    session: Session, user_id: int, *, role_id: int | None = None, enabled: bool | None = None
) -> None:
    """Give another role, disable or enable again. Raises UserError where no administrator would remain."""
    values = {"role_id": role_id, "enabled": enabled}
    records.save(session, User, user_id, {name: value for name, value in values.items() if value is not None})
    keep_an_administrator(session)


@right(MANAGE)
def reset(session: Session, user_id: int, password: str) -> None:
    """Give somebody who forgot theirs a new password, which they change at the next sign-in; ends a wait."""
    user = records.get(session, User, user_id)
    if why := passwords.problem(password, user.name):
        raise Invalid({"password": why})
    user_keys.keep_password(session, user_id, password)
    records.save(session, User, user_id, {"must_change": True})
    audit.note(session, "users", user_id, f"重置“{user.name}”的密码")


@right(MANAGE)
def new_code(session: Session, user_id: int) -> str:
    """A fresh recovery code for an administrator; the old one no longer works. Shown this once."""
    if BaseRole.ADMIN is not base_of(session, user_id):
        raise UserError("恢复码只给管理员。别的用户忘了密码，由管理员重置。")
    audit.note(session, "users", user_id, "换发恢复码")
    return user_keys.fresh_code(session, user_id)


def keep_an_administrator(session: Session) -> None:
    """At least one user who is enabled may manage users. Raises UserError."""
    users = session.scalars(select(User.id).where(User.enabled)).all()
    actors = [rights.read_actor(session, each) for each in users]
    if users and not any(actor is not None and actor.may(MANAGE) for actor in actors):
        raise UserError("这样就没有人能管理用户了，没有保存。请先让另一位用户作管理员。")


def by_name(session: Session, name: str) -> User | None:
    """The user of that name, spaces aside."""
    return session.scalars(select(User).where(User.name == " ".join(name.split()))).first()


def base_of(session: Session, user_id: int) -> BaseRole | None:
    """The base of a user's role."""
    return session.scalar(select(Role.base).join(User, User.role_id == Role.id).where(User.id == user_id))


def everybody(session: Session) -> Sequence[tuple[User, Role]]:
    """All users with their roles, by name."""
    query = select(User, Role).join(Role, Role.id == User.role_id).order_by(User.name)
    return [(row[0], row[1]) for row in session.execute(query)]


# -- coming in ------------------------------------------------------------------------------------------------


@open_to_all
def sign_in(session: Session, name: str, password: str, now: datetime) -> Answer:
    """Try to get in; every try is logged by name, and wrong ones make the next wait longer."""
    user, wait = _knocked(session, name, "登录", now)
    if wait is not None:
        return wait
    key = user_keys.of(session, user.id) if user is not None and user.enabled else None
    if not passwords.matches(key.password if key is not None else "", password):
        return _wrong(session, user, key, "用户名或密码不对", now)
    assert user is not None
    assert key is not None
    if passwords.outdated(key.password):
        key.password = passwords.hashed(password)
        user_keys.note(session, user.id)
    key.failures, key.failed_at = 0, None
    audit.note(session, "users", user.id, "登录")
    return Answer(rights.read_actor(session, user.id))


@open_to_all
def recover(session: Session, name: str, code: str, password: str, now: datetime) -> Answer:
    """An administrator who forgot the password sets a new one by the recovery code, which is used up and
    replaced; logged. Raises Invalid for a new password that is no good."""
    if why := passwords.problem(password, name.strip()):
        raise Invalid({"password": why})
    user, wait = _knocked(session, name, "用恢复码重设密码", now)
    if wait is not None:
        return wait
    key = user_keys.of(session, user.id) if user is not None and user.enabled else None
    if not passwords.matches(key.recovery if key is not None else "", passwords.code_as_kept(code)):
        return _wrong(session, user, key, "用户名或恢复码不对", now)
    assert user is not None
    user_keys.keep_password(session, user.id, password)
    user.must_change = False
    session.flush()
    fresh = user_keys.fresh_code(session, user.id)
    audit.note(session, "users", user.id, f"“{user.name}”用恢复码重设了密码，恢复码已作废并换发")
    return Answer(rights.read_actor(session, user.id), code=fresh)


def _knocked(session: Session, name: str, what: str, now: datetime) -> tuple[User | None, Answer | None]:
    """The user of that name, and the answer where it is still too early to try; the log says who tried."""
    user = by_name(session, name)
    waiting = audit.pending(session)
    if waiting is not None:
        waiting.who = user.name if user is not None else f"（{name.strip()[:20]}）"
    if user is None:
        return None, None
    key = user_keys.of(session, user.id)
    left = passwords.left_to_wait(key.failures, key.failed_at, now)
    if left:
        audit.note(session, "users", user.id, f"{what}：还在等待时间内，没有核对")
        return user, Answer(None, f"密码错了 {key.failures} 次，请等 {left} 秒再试。", left)
    return user, None


def _wrong(session: Session, user: User | None, key: UserKey | None, words: str, now: datetime) -> Answer:
    if key is None:
        audit.note(session, "users", user.id if user is not None else 0, f"登录被拒：{words}")
        return Answer(None, f"{words}。请再试一次，或找管理员。")
    key.failures, key.failed_at = key.failures + 1, now
    audit.note(session, "users", key.user_id, f"登录被拒：{words}，连续第 {key.failures} 次")
    wait = passwords.wait_after(key.failures)
    more = f"请等 {wait} 秒再试。" if wait else "请再试一次。"
    return Answer(None, f"{words}。{more}", wait)


@open_to_all
def change_password(session: Session, user_id: int, old: str, new: str) -> None:
    """Somebody's own password. Raises Invalid for a wrong old or a bad new one, Forbidden for another's."""
    actor = rights.present(session)
    if actor is None or actor.id != user_id:
        raise rights.Forbidden("只能修改自己的密码；别人的密码由管理员重置。")
    user = records.get(session, User, user_id)
    if not passwords.matches(user_keys.of(session, user_id).password, old):
        raise Invalid({"old": "原密码不对"})
    if why := passwords.problem(new, user.name):
        raise Invalid({"password": why})
    if passwords.tidied(old) == passwords.tidied(new):
        raise Invalid({"password": "新密码与原密码相同"})
    user_keys.keep_password(session, user_id, new)
    user.must_change = False
    session.flush()
    audit.note(session, "users", user_id, "修改了自己的密码")


@open_to_all
def vouch(session: Session, name: str, secret: str, now: datetime) -> Answer:
    """Who one is by password or, where that is forgotten, by the recovery code, which is not used up: for
    restoring a backup over a store that can ask nobody any more. Logged like any sign-in."""
    if not passwords.is_code(secret):
        return sign_in(session, name, secret, now)
    user, wait = _knocked(session, name, "用恢复码登录", now)
    if wait is not None:
        return wait
    key = user_keys.of(session, user.id) if user is not None and user.enabled else None
    if not passwords.matches(key.recovery if key is not None else "", passwords.code_as_kept(secret)):
        return _wrong(session, user, key, "用户名或恢复码不对", now)
    assert user is not None
    audit.note(session, "users", user.id, "用恢复码登录")
    return Answer(rights.read_actor(session, user.id))


# -- a store --------------------------------------------------------------------------------------------------


def enter(store: Store, name: str, password: str) -> Actor:
    """Sign in on a store: who acts from now on. Raises Refused with the seconds to wait."""
    with store.changing("登录") as session:
        answer = sign_in(session, name, password, store.clock())
    return _seated(store, answer).actor or rights.NOBODY


def answer_for(store: Store, by: tuple[str, str] | None) -> None:
    """Whoever restores this store where the one before could ask nobody: one of its own users who may keep it.
    Raises NotSaid where it has users and nobody is named, Refused, Forbidden."""
    with store.reading() as session:
        if not rights.sign_in_on(session):
            return
    if by is None:
        raise NotSaid("现有数据打不开，要由备份里有权恢复的用户来恢复：请写明用户名和密码（忘了密码可用恢复码）。")
    with store.changing("登录以恢复备份") as session:
        answer = vouch(session, *by, store.clock())
    _seated(store, answer)
    store.need(rights.KEEP)


def come_back_by_code(store: Store, name: str, code: str, password: str) -> Answer:
    """Sign in by the recovery code with a new password; the answer holds the next code. Raises Refused."""
    with store.changing("用恢复码重设密码") as session:
        answer = recover(session, name, code, password, store.clock())
    return _seated(store, answer)


def _seated(store: Store, answer: Answer) -> Answer:
    if answer.actor is None:
        raise Refused(answer.words, answer.wait)
    store.actor = answer.actor
    return answer


def leave(store: Store) -> None:
    """Sign out; nobody acts until the next one enters."""
    store.actor = None


def begin(store: Store, name: str, password: str) -> str:
    """Turn sign-in on and go on as its first administrator; returns the recovery code to show this once."""
    with store.changing("启用登录") as session:
        code = turn_on(session, name, password)
    with store.reading() as session:
        user = by_name(session, name)
        assert user is not None
        store.actor = rights.read_actor(session, user.id)
    return code
