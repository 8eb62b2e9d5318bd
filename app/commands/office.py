"""init, verify, capitals."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer

from app.commands import backups
from app.commands.here import Refused, here, say


def add(program: typer.Typer) -> None:
    program.command()(init)
    program.command()(verify)
    program.command(context_settings={"ignore_unknown_options": True})(capitals)  # -5 is an amount


def init(
    context: typer.Context,
    sample: Annotated[bool, typer.Option("--sample", help="建样例单位，带一份虚构的台账")] = False,
    name: Annotated[str, typer.Option(help="单位名称")] = "",
    code: Annotated[str, typer.Option(help="单位编码")] = "",
    encrypted: Annotated[
        Path | None,
        typer.Option(metavar="SHEET.pdf", help="加密数据文件，恢复单写到这里；口令见 --passphrase-file"),
    ] = None,
) -> None:
    """新建一个单位的数据文件。"""
    from app import office

    wanted = here(context)
    if sample:
        store = office.create_sample(wanted.store)
    else:
        secret = wanted.new_secret(wanted.passphrase_file) if encrypted else None
        store = office.create(wanted.store, {"office_name": name, "office_code": code}, passphrase=secret)
        if encrypted is not None:
            backups.write_sheet(
                encrypted, Path(wanted.store), name, store.recovery_key, store.who, store.clock()
            )
    store.close()
    place = office.shown(wanted.store)
    wanted.answer(
        {"store": place, "sample": sample}, f"已建立{'样例单位' if sample else '单位'}的数据：{place}"
    )


def verify(
    context: typer.Context,
    deep: Annotated[
        bool, typer.Option("--deep", help="再按操作日志逐条重演，找出绕过程序改动的每一处")
    ] = False,
    paper: Annotated[
        str, typer.Option(metavar="SIGN", help="再核对一张打印件：页脚上的校验值，如 3f9a2b1c0d")
    ] = "",
) -> None:
    """检查数据文件、对应关系、操作日志、结账校验值和附件。"""
    wanted = here(context)
    with wanted.open() as store:
        from app import office
        from app.kit import audit, logbook

        problems = office.verify(store, deep)
        with store.reading() as session:
            act = audit.printed_at(session, paper) if paper else None
    found = None
    if act is not None:
        found = {"number": act.id, "at": act.at.isoformat(), "who": act.who, "hash": act.hash}
        said = f"打印件与数据相符：打印时日志到第 {act.id} 号（{logbook.shown(act.at)}，{act.who}）。"
    elif paper:
        problems.append(f"日志里没有校验值“{paper}”：这张纸不是由这份数据打印的，或者日志被改写过。")
    data = {"ok": not problems, "problems": problems} | ({"paper": found} if paper else {})
    words = "检查通过，没有发现问题。" + (said if found else "")
    wanted.answer(data, words if not problems else "")
    if problems:
        for problem in problems:
            say(problem)
        raise Refused


def capitals(
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="金额，如 107000.53")],
) -> None:
    """金额写成大写；不需要数据文件，--json 时也只写大写本身。"""
    from app.kit.capitals import capitals as written

    tidied = unicodedata.normalize("NFKC", amount).strip().strip("￥¥元").replace(",", "")
    try:
        value = Decimal(tidied)
    except InvalidOperation as error:
        raise typer.BadParameter(f"“{amount}”不是金额，请写成 107000.53 这样") from error
    print(written(value))
