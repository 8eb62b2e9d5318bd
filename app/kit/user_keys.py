"""What proves a user: hashes of password and recovery code, and the marks by which the log knows them."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import audit, passwords
from app.kit.roles import User, UserKey

MARK = "密码标记 "


def of(session: Session, user_id: int) -> UserKey:
    return session.scalars(select(UserKey).where(UserKey.user_id == user_id)).one()


def fresh_code(session: Session, user_id: int) -> str:
    code = passwords.new_code()
    of(session, user_id).recovery = passwords.hashed(passwords.code_as_kept(code))
    note(session, user_id)
    return code


def keep_password(session: Session, user_id: int, password: str) -> None:
    key = of(session, user_id)
    key.password, key.failures, key.failed_at = passwords.hashed(password), 0, None
    note(session, user_id)


def note(session: Session, user_id: int) -> None:
    """The log holds no password and no hash of one, only a mark of the hash: a hash that was put in past the
    program has another."""
    session.flush()
    audit.note(session, UserKey.__tablename__, user_id, MARK + _mark(of(session, user_id)))


def _mark(key: UserKey) -> str:
    return hashlib.sha256(f"{key.password}\n{key.recovery}".encode()).hexdigest()[:32]


def problems(session: Session) -> list[str]:
    """Users whose password or recovery code is not the one that the log knows of."""
    change = audit.Change
    told = select(change.record_id, change.after).where(
        change.table_name == UserKey.__tablename__, change.kind == "note", change.after.startswith(MARK)
    )
    known = {row[0]: row[1].removeprefix(MARK) for row in session.execute(told.order_by(change.id))}
    rows = session.execute(select(UserKey, User.name).join(User, User.id == UserKey.user_id).order_by(User.id))
    return [
        f"用户“{name}”的密码或恢复码是绕过程序改的" for key, name in rows if known.get(key.user_id) != _mark(key)
    ]
