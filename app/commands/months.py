"""close, reopen, schedule."""

from __future__ import annotations

from typing import Annotated

import typer

from app.commands.here import Here, here, month, say, table, today


def add(program: typer.Typer) -> None:
    program.command()(close)
    program.command()(reopen)
    program.command()(schedule)


MonthText = Annotated[str, typer.Argument(metavar="YYYY-MM", help="月份，如 2026-11")]


def close(context: typer.Context, which: MonthText) -> None:
    """计提一个月的折旧并结账；月份按顺序结。"""
    wanted, chosen = here(context), month(which)
    with wanted.open() as store:
        from app.assets import months
        from app.kit.months import Month

        if chosen > Month.of(today(store)):
            say(f"请留意：{chosen.chinese}还没有到，今天是 {today(store)}。")
        with store.changing("结账") as session:
            done = months.close(session, chosen, at=store.clock(), who=store.who, allow_future=True)
        _tell(wanted, done)


def _tell(wanted: Here, done: object) -> None:
    from app.assets.months import Closing

    assert isinstance(done, Closing)
    data = {
        "month": str(done.month),
        "cards": done.cards,
        "amount": done.amount,
        "by_account": [{"account": account, "amount": amount} for account, amount in done.by_account],
    }
    title = f"{done.month.chinese}已结账：{done.cards} 张卡片计提折旧 {done.amount:,.2f} 元"
    rows = [[account, f"{amount:,.2f}"] for account, amount in done.by_account]
    wanted.answer(data, lambda: table(title, ["费用科目", "金额（元）"], rows, "金额（元）"))


def reopen(
    context: typer.Context,
    which: MonthText,
    reason: Annotated[str, typer.Option(help="反结账的原因，记入操作日志")],
) -> None:
    """把最近结账的一个月反结账。"""
    wanted, chosen = here(context), month(which)
    with wanted.open() as store:
        from app.assets import months
        from app.finance import queries

        with store.changing("反结账", reason) as session:
            months.reopen(session, chosen, reason)
        with store.reading() as session:
            warning = queries.in_the_open(session, chosen)
    wanted.answer(
        {"month": str(chosen), "reason": reason, "warning": warning}, f"{chosen.chinese}已反结账。{warning}"
    )


def schedule(
    context: typer.Context, asset_no: Annotated[str, typer.Argument(metavar="ASSET_NO", help="资产编号")]
) -> None:
    """一张卡片的折旧进度：已提各月和以后各月。"""
    wanted = here(context)
    with wanted.open() as store:
        from app.assets.printouts import ids_of
        from app.assets.schedule import schedule as of_card

        with store.reading() as session:
            lines = of_card(session, ids_of(session, [asset_no])[0], today(store))
    data = [
        {
            "month": str(line.month), "amount": line.amount,
            "accumulated": line.accumulated, "net": line.net,
        }
        for line in lines
    ]  # fmt: skip
    rows = [[str(x.month), f"{x.amount:,.2f}", f"{x.accumulated:,.2f}", f"{x.net:,.2f}"] for x in lines]
    headings = ["月份", "本月折旧", "累计折旧", "净值"]
    wanted.answer(data, lambda: table(f"{asset_no} 折旧进度", headings, rows, "本月折旧 累计折旧 净值"))
