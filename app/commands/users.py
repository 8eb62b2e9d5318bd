"""user add, list, disable, enable, reset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.here import Here, here, password, say, table

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.kit.store import Store

NEW = "HOUQIN_NEW_PASSWORD"
Name = Annotated[str, typer.Argument(metavar="NAME", help="用户名")]


def add(program: typer.Typer) -> None:
    group = typer.Typer(help="用户：谁能登录，是什么角色。", no_args_is_help=True)
    for name, verb in (
        ("add", add_user), ("list", list_users), ("disable", disable), ("enable", enable), ("reset", reset),
    ):  # fmt: skip
        group.command(name)(verb)
    program.add_typer(group, name="user")


def add_user(
    context: typer.Context,
    name: Name,
    role: Annotated[str | None, typer.Option(help="角色，如 经办；第一个用户总是管理员")] = None,
) -> None:
    """添加用户；第一个用户启用登录，成为管理员。新密码取自环境变量 HOUQIN_NEW_PASSWORD，没有就当面问。"""
    wanted = here(context)
    with wanted.open() as store:
        from app.kit import rights, users

        with store.reading() as session:
            first = not rights.sign_in_on(session)
        fresh = password(NEW, f"“{name}”的新密码", twice=True)
        if first:
            _refuse_other_role(role)
            code = users.begin(store, name, fresh)
            say("请把恢复码抄下来，锁进保险柜：忘记密码时只有它能重设，只显示这一次。")
            words = f"已启用登录，“{name}”是管理员。\n恢复码：{code}"
            wanted.answer({"user": name, "role": "管理员", "recovery_code": code}, words)
            return
        with store.changing("添加用户") as session:
            users.add(session, name, _role(session, role or "经办"), fresh)
        called = role or "经办"
    wanted.answer({"user": name, "role": called}, f"已添加用户“{name}”（{called}），首次登录时改密码。")


def _refuse_other_role(role: str | None) -> None:
    from app.kit.errors import UserError

    if role not in (None, "管理员"):
        raise UserError("第一个用户要作管理员。请先添加管理员，再添加别的用户。")


def _role(session: Session, name: str) -> int:
    from sqlalchemy import select

    from app.kit.errors import UserError
    from app.kit.roles import Role

    roles = {each.name: each.id for each in session.scalars(select(Role))}
    if name not in roles:
        raise UserError(f"没有角色“{name}”，可用的有 {'、'.join(roles)}。")
    return roles[name]


def list_users(context: typer.Context) -> None:
    """列出全部用户。"""
    wanted = here(context)
    with wanted.open() as store:
        from app.kit import users

        with store.reading() as session:
            found = [
                {
                    "user": user.name,
                    "role": role.name,
                    "enabled": user.enabled,
                    "must_change": user.must_change,
                }
                for user, role in users.everybody(session)
            ]
    rows = [
        [str(each["user"]), str(each["role"]), "启用" if each["enabled"] else "停用", "是" if each["must_change"] else ""]
        for each in found
    ]  # fmt: skip
    if not found and not wanted.as_json:
        say("还没有用户：单人使用，不用登录。")
    wanted.answer({"users": found}, lambda: table("用户", ["用户名", "角色", "状态", "待改密码"], rows))


def disable(context: typer.Context, name: Name) -> None:
    """停用一个用户，他的操作记录都保留。"""
    _switch(here(context), name, False)


def enable(context: typer.Context, name: Name) -> None:
    """重新启用停用过的用户。"""
    _switch(here(context), name, True)


def _switch(wanted: Here, name: str, enabled: bool) -> None:
    words = "启用" if enabled else "停用"
    with wanted.open() as store:
        from app.kit import users

        user_id = _user(store, name)
        with store.changing(f"{words}用户") as session:
            users.change(session, user_id, enabled=enabled)
    wanted.answer({"user": name, "enabled": enabled}, f"已{words}“{name}”。")


def reset(context: typer.Context, name: Name) -> None:
    """给忘了密码的用户设一个新密码，下次登录时改；密码取自环境变量 HOUQIN_NEW_PASSWORD，没有就当面问。"""
    wanted = here(context)
    with wanted.open() as store:
        from app.kit import users

        user_id = _user(store, name)
        fresh = password(NEW, f"“{name}”的新密码", twice=True)
        with store.changing("重置密码") as session:
            users.reset(session, user_id, fresh)
    wanted.answer({"user": name}, f"已重置“{name}”的密码，下次登录时须修改。")


def _user(store: Store, name: str) -> int:
    from app.kit import users
    from app.kit.errors import UserError

    with store.reading() as session:
        user = users.by_name(session, name)
        if user is None:
            raise UserError(f"没有用户“{name}”。")
        return user.id
