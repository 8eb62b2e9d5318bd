"""export and print: files and paper."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.here import Here, here, month, progress, say, table, today
from app.commands.meetings import export_decisions

if TYPE_CHECKING:
    from app.finance.service import Exported
    from app.kit.store import Store

ASSET_FORMS = [
    "asset-card",
    "asset-intake",
    "asset-handover",
    "depreciation-summary",
    "asset-changes",
    "asset-ledger",
    "asset-labels",
]
MEETING_FORMS = [
    "matter",
    "notice",
    "sign-in",
    "ballots",
    "tally",
    "record",
    "minutes",
    "decision-notice",
    "follow-up",
    "archive-list",
    "packet",
]
WORKORDER_FORMS = [
    "workorder",
    "workorder-acceptance",
    "inspection-record",
    "service-report",
    "duty-roster",
    "emergency-record",
    "call-back",
]
FORMS = [*ASSET_FORMS, *MEETING_FORMS, *WORKORDER_FORMS]


class Profile(StrEnum):
    """What kind of file the vouchers are written as."""

    NEUTRAL = "neutral"
    YONYOU = "yonyou"
    KINGDEE = "kingdee"


def add(program: typer.Typer) -> None:
    group = typer.Typer(help="导出资产、凭证或决策台账。", no_args_is_help=True)
    group.command("assets")(export_assets)
    group.command("vouchers")(export_vouchers)
    group.command("decisions")(export_decisions)
    program.add_typer(group, name="export")
    program.command("print")(print_form)


def export_assets(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx|OUT.csv", help="导出到哪个文件")],
    search: Annotated[str, typer.Option(help="只导出找到的：词、编号或拼音首字母")] = "",
) -> None:
    """导出全部资产卡片，一行一张。"""
    wanted = here(context)
    with wanted.open() as store:
        from app.assets.models import Asset
        from app.kit import audit
        from app.kit.list_file import every_column, write_list
        from app.kit.listing import Listing

        listing = Listing(Asset, every_column(Asset), sort=(("asset_no", False),), words=search)
        with store.changing("导出资产") as session, progress("导出资产") as report:
            rows = write_list(out, session, listing, progress=report)
            audit.note(session, "assets", 0, f"导出 {rows} 张卡片到 {out.name}")
    wanted.answer({"file": str(out), "rows": rows}, f"已导出 {rows} 张卡片：{out}")


def export_vouchers(
    context: typer.Context,
    which: Annotated[str, typer.Argument(metavar="YYYY-MM", help="已结账的月份")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="导出到哪个文件")],
    profile: Annotated[
        Profile, typer.Option(help="neutral 凭证接口表，yonyou 用友 TXT，kingdee 金蝶 Excel")
    ] = Profile.NEUTRAL,
) -> None:
    """导出一个月的凭证给财务；再次导出会标明是重复导出。"""
    wanted, chosen = here(context), month(which)
    with wanted.open() as store:
        from app.finance import service
        from app.finance.models import Profile as Kind

        now = store.clock()
        with store.changing("导出凭证") as session:
            done = service.export(session, chosen, Kind(profile.value), out, store.who, today(store), now)
    _tell_exported(wanted, done)


def _tell_exported(wanted: Here, done: Exported) -> None:
    from app.finance.models import AccountSet

    money, budget = done.totals[AccountSet.FINANCIAL], done.totals[AccountSet.BUDGET]
    data = {
        "batch": done.batch_no, "month": str(done.month), "profile": done.profile.value, "file": str(done.path),
        "vouchers": done.vouchers, "rows": done.rows, "financial_debit": money[0], "financial_credit": money[1],
        "budget_debit": budget[0], "budget_credit": budget[1], "repeat_of": done.repeat_of,
        "changed": done.changed,
        "uncovered": [{"asset_no": x.asset_no, "name": x.name, "reason": x.reason} for x in done.uncovered],
    }  # fmt: skip
    if done.repeat_of:
        but = "，内容与首次不同，请财务核对" if done.changed else ""
        say(f"请留意：这是重复导出，首次批次 {done.repeat_of}{but}。文件中已逐行标明，请勿重复记账。")
    title = f"批次 {done.batch_no}：{done.vouchers} 张凭证、{done.rows} 行分录，已写到 {done.path}"
    rows = [
        [each.label, f"{done.totals[each][0]:,.2f}", f"{done.totals[each][1]:,.2f}"] for each in AccountSet
    ]
    wanted.answer(data, lambda: table(title, ["账套", "借方", "贷方"], rows, "借方 贷方"))
    if done.uncovered and not wanted.as_json:
        left = [[each.asset_no, each.name, each.reason] for each in done.uncovered]
        table(f"另有 {len(left)} 项请财务自行处理", ["资产编号", "名称", "说明"], left)


def print_form(
    context: typer.Context,
    form: Annotated[str, typer.Argument(metavar="FORM", help="、".join(FORMS))],
    out: Annotated[Path, typer.Argument(metavar="OUT.pdf", help="PDF 文件")],
    numbers: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NUMBER…]",
            help="资产编号、会议编号（议题、决议、督办写各自的编号）、报修单号或应急事件编号；月报表写月份。"
            "也可以写在文件前面。资产和会议的不写就是全部",
        ),
    ] = None,
    stock: Annotated[str, typer.Option(help="标签纸的规格，只用于 asset-labels")] = "",
    first: Annotated[int, typer.Option(min=1, help="从第几个空标签开始，只用于 asset-labels")] = 1,
) -> None:
    """把单据写成 PDF。"""
    if form not in FORMS:
        raise typer.BadParameter(f"没有单据“{form}”，可用的有 {'、'.join(FORMS)}")
    printout = _printouts(form).find(form)
    out, wanted_numbers = _in_order(out, numbers or [])
    if printout.takes == "month":
        if len(wanted_numbers) != 1:
            raise typer.BadParameter(f"{printout.title}要指明一个月份，例如 2026-11")
        month(wanted_numbers[0])
    wanted = here(context)
    with wanted.open() as store:
        slips, size = write_form(store, form, out, wanted_numbers, stock, first)
    data = {"form": form, "file": str(out), "slips": len(slips), "size": size}
    wanted.answer(data, f"{printout.title}已写到 {out}")


def write_form(
    store: Store, form: str, out: Path, numbers: list[str], stock: str = "", first: int = 1
) -> tuple[Sequence[Any], int]:
    """Gather, draw and write a paper, and note it in the log; returns its slips and the size of the file."""
    from app.kit import audit
    from app.kit.printing import head_of, render
    from app.kit.sheets.writing import write_bytes

    printouts = _printouts(form)
    printout = printouts.find(form)
    if form == "service-report":
        from app.commands.workorders import note_breaches

        note_breaches(store)
    with store.reading() as session:
        slips = printouts.slips(session, printout, numbers)
        head = head_of(session, store.who, today(store))
    with progress(printout.title) as report:
        pdf = render(printout, slips, head, stock=stock, first=first, progress=report)
    write_bytes(out, pdf)
    with store.changing("打印") as session:
        audit.note(session, _table(form), 0, f"{printout.title} {len(slips)} 份，存为 {out.name}")
    return slips, len(pdf)


def _in_order(out: Path, numbers: list[str]) -> tuple[Path, list[str]]:
    """File and numbers, also where the numbers stand first: `print workorder BX-2026-0307 单.pdf`."""
    if out.suffix.lower() != ".pdf" and numbers and numbers[-1].lower().endswith(".pdf"):
        return Path(numbers[-1]), [str(out), *numbers[:-1]]
    return out, numbers


def _table(form: str) -> str:
    """Under which table the log notes that this paper was printed."""
    if form == "emergency-record":
        return "emergency_events"
    if form == "duty-roster":
        return "duty_shifts"
    return "work_orders" if form in WORKORDER_FORMS else "meetings" if form in MEETING_FORMS else "assets"


def _printouts(form: str) -> Any:
    """The papers among which this one is."""
    from app.assets import printouts as of_assets
    from app.meetings import printouts as of_meetings
    from app.workorders import printouts as of_workorders

    if form in WORKORDER_FORMS:
        return of_workorders
    return of_meetings if form in MEETING_FORMS else of_assets
