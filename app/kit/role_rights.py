"""What each role may do, as the office decides it: the matrix of rights, and roles of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import records, rights, users
from app.kit.errors import Invalid, UserError
from app.kit.rights import right
from app.kit.roles import BaseRole, Role, RoleRight, User


@dataclass(frozen=True)
class Column:
    """One role of the matrix: `allowed` holds every right there is."""

    role_id: int
    name: str
    base: BaseRole
    allowed: Mapping[str, bool]


def matrix(session: Session) -> list[Column]:
    """Every role with what it may do. All services must have been imported (app.verbs.load)."""
    known = rights.known()
    decided: dict[int, dict[str, bool]] = {}
    for role_id, key, allowed in session.execute(select(RoleRight.role_id, RoleRight.key, RoleRight.allowed)):
        decided.setdefault(role_id, {})[key] = allowed
    return [
        Column(
            role.id, role.name, role.base,
            {key: decided.get(role.id, {}).get(key, role.base in each.roles) for key, each in known.items()},
        )
        for role in session.scalars(select(Role).order_by(Role.id))
    ]  # fmt: skip


@right(users.MANAGE)
def decide(session: Session, role_id: int, key: str, allowed: bool) -> None:
    """Allow a role something, or no longer. Raises UserError where nobody could manage users any more."""
    found = rights.find(key)
    if found is None:
        raise UserError(f"没有“{key}”这项权限。")
    role = records.get(session, Role, role_id)
    held = session.scalar(select(RoleRight.id).where(RoleRight.role_id == role_id, RoleRight.key == key))
    if allowed != (role.base in found.roles):
        records.save(session, RoleRight, held, {"role_id": role_id, "key": key, "allowed": allowed})
    elif held is not None:
        records.remove(session, RoleRight, held)  # back to what its base does
    users.keep_an_administrator(session)


@right(users.MANAGE)
def save_role(session: Session, role_id: int | None, name: str, base: BaseRole) -> int:
    """Make a role that begins as one that ships, or rename one. Raises Invalid for a name that is taken."""
    called = " ".join(name.split())
    twin = session.scalar(select(Role.id).where(Role.name == called))
    if not called or (twin is not None and twin != role_id):
        raise Invalid({"name": f"已有角色“{called}”" if called else "请填写角色名称"})
    made = records.save(session, Role, role_id, {"name": called, "base": base})
    users.keep_an_administrator(session)
    return made


@right(users.MANAGE)
def remove_role(session: Session, role_id: int) -> None:
    """Take a role away that no user has. Raises UserError."""
    role = records.get(session, Role, role_id)
    user = session.scalar(select(User.name).where(User.role_id == role_id).limit(1))
    if user is not None:
        raise UserError(f"“{user}”还是“{role.name}”，没有删除。请先给他换一个角色。")
    for each in session.scalars(select(RoleRight.id).where(RoleRight.role_id == role_id)).all():
        records.remove(session, RoleRight, each)
    records.remove(session, Role, role_id)
