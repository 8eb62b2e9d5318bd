"""Users, roles and what an office decided that a role may do; the tables only. Verbs: app.kit.users.

A role follows one of the six that ship (`base`) in everything that the office has not decided otherwise, so a
verb that a newer program brings is settled at once in an old store.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, BigId, Choice, ChoiceType, Record
from app.kit.fields import label


class BaseRole(Choice):
    """The roles that ship; one of each is made when sign-in is first turned on."""

    ADMIN = "admin", "管理员"
    CLERK = "clerk", "经办"
    REVIEWER = "reviewer", "审核"
    LEADER = "leader", "领导"
    FINANCE = "finance", "财务"
    READER = "reader", "只读"


class Role(Record):
    """A set of rights with a name."""

    __tablename__ = "roles"
    __table_args__ = (UniqueConstraint("name"),)
    name_cn = "角色"
    kept_by = None

    name: Mapped[str] = mapped_column(String(32), info=label("角色名称", required=True))
    base: Mapped[BaseRole] = mapped_column(
        ChoiceType(BaseRole), default=BaseRole.READER, info=label("参照", required=True)
    )
    remark: Mapped[str | None] = mapped_column(Text, info=label("备注", width=20))


class RoleRight(Record):
    """The office's decision on one right of one role; without one the role's base holds."""

    __tablename__ = "role_rights"
    __table_args__ = (UniqueConstraint("role_id", "key"),)
    name_cn = "角色权限"
    title_column = "key"
    kept_by = None

    role_id: Mapped[int] = mapped_column(BigId, ForeignKey("roles.id"), info=label("角色", required=True))
    key: Mapped[str] = mapped_column(String(64), info=label("权限", required=True))
    allowed: Mapped[bool] = mapped_column(Boolean, default=False, info=label("允许"))


class User(Record):
    """Somebody who signs in. Nobody is deleted: who left is disabled, and stays in the log by name."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("name"),)
    name_cn = "用户"
    kept_by = None

    name: Mapped[str] = mapped_column(String(32), info=label("用户名", required=True))
    role_id: Mapped[int] = mapped_column(BigId, ForeignKey("roles.id"), info=label("角色", required=True))
    enabled: Mapped[bool] = mapped_column(Boolean, default=True, info=label("启用"))
    must_change: Mapped[bool] = mapped_column(Boolean, default=False, info=label("下次登录须改密码"))


class UserKey(Base):
    """What proves a user, apart from what is logged: argon2 hashes, wrong tries in a row and the last of them."""

    __tablename__ = "user_keys"
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"), primary_key=True, autoincrement=False)
    password: Mapped[str] = mapped_column(String(255))
    recovery: Mapped[str] = mapped_column(String(255), default="", server_default="")
    failures: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    failed_at: Mapped[datetime | None]
