"""move-to: an office goes over from its file to a PostgreSQL server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands.here import here, progress, say, table


def add(program: typer.Typer) -> None:
    program.command("move-to")(move_to)


def move_to(
    context: typer.Context,
    url: Annotated[
        str, typer.Argument(metavar="URL", help="空数据库的地址：postgresql+psycopg://用户:密码@服务器/数据库名")
    ] = "",
    files: Annotated[
        Path | None, typer.Option(help="附件搬到哪个共享文件夹，各台电脑都要能打开；不写就留在这台电脑上")
    ] = None,
    stay: Annotated[bool, typer.Option("--stay", help="不迁了：去掉“已迁走”的标记，继续用这份数据")] = False,
) -> None:
    """把整个单位从本机的数据文件迁到 PostgreSQL 服务器，逐行核对后才算数；原文件原样留下。"""
    from app.kit import moving

    wanted = here(context)
    if stay == bool(url):
        raise typer.BadParameter("请写出服务器的地址，或写 --stay，二者只要一个")
    with wanted.open(even_moved=stay) as store:
        if stay:
            with store.changing("不迁往服务器") as session:
                was = moving.stay(session)
            wanted.answer({"stays": was}, "继续使用这份数据。" if was else "这份数据没有迁走过，不用处理。")
            return
        with progress("迁移") as report:
            moved = moving.move(store, url, files, lambda done, total, words: report(done, total))
    for name in moved.missing:
        say(f"附件“{name}”的文件原来就不见了。")
    if files is None and moved.attachments:
        say("附件只在这台电脑上。要让各台电脑都能看，请在“设置”里写明“附件共享文件夹”，并把文件夹搬过去。")
    rows = sum(moved.rows.values())
    number, digest = moved.head
    data = {
        "url": moved.url, "rows": moved.rows, "sums": moved.sums, "columns_compared": moved.compared,
        "head": {"number": number, "hash": digest}, "attachments": moved.attachments,
        "missing": moved.missing, "folder": str(moved.folder),
    }  # fmt: skip

    def told() -> None:
        held = [[name, f"{count:,}"] for name, count in moved.rows.items() if count]
        table(f"已迁到 {moved.url}：共 {rows:,} 行，两边逐行一致", ["表", "行数"], held, "行数")
        sums = [[name, f"{amount:,.2f}"] for name, amount in moved.sums.items() if amount]
        table(f"{moved.compared} 列的合计两边相等，其中金额", ["列", "合计(元)"], sums, "合计(元)")
        print(f"操作日志到第 {number} 号，哈希链在服务器上校验通过：{digest}")
        print(f"附件 {moved.attachments} 个：{moved.folder}")
        print("原数据文件没有改动，只记了“已迁走”；以后请用上面的地址打开。")

    wanted.answer(data, told)
