"""import, withdraw: ledgers, registers and voucher numbers from files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.here import Here, Refused, here, month, progress, say, table, today

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.assets.importing import Plan
    from app.kit.db import Record
    from app.kit.register_import import Plan as RegisterPlan
    from app.kit.store import Store

SHOWN = 60

File = Annotated[Path, typer.Argument(metavar="FILE", help="工作簿或 csv")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只检查，不保存")]
AcceptValid = Annotated[bool, typer.Option("--accept-valid", help="有退回的行时，先收下完好的行")]
CreateMissing = Annotated[
    bool, typer.Option("--create-missing", help="没有建档的部门、人员、地点、议事机构一并新建")
]
Errors = Annotated[
    Path | None, typer.Option("--errors", metavar="OUT.xlsx", help="把退回的行写成工作簿，附原因")
]


def add(program: typer.Typer) -> None:
    group = typer.Typer(help="从文件导入。", no_args_is_help=True)
    group.command("assets")(import_assets)
    group.command("departments", help="导入部门。")(_register("departments"))
    group.command("people", help="导入人员。")(_register("people"))
    group.command("places", help="导入地点。")(_register("places"))
    group.command("accounts", help="导入会计科目表。")(_register("accounts"))
    group.command("bodies", help="导入议事机构。")(_register("bodies"))
    group.command("members", help="导入议事机构的成员和任期。")(_register("members"))
    group.command("matters", help="导入决策事项清单。")(_register("matters"))
    group.command("categories")(import_categories)
    group.command("vouchers")(import_vouchers)
    group.command("workorders")(import_workorders)
    program.add_typer(group, name="import")
    program.command()(withdraw)


def import_assets(
    context: typer.Context,
    file: File,
    dry_run: DryRun = False,
    accept_valid: AcceptValid = False,
    create_missing: CreateMissing = False,
    errors: Errors = None,
    opening_month: Annotated[
        str | None, typer.Option(metavar="YYYY-MM", help="台账的数字是哪个月末的；不写就看台账标题")
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(metavar="NAME", help="读哪张工作表；不写就自己找台账那一张")
    ] = None,
) -> None:
    """导入资产明细账：先逐行检查，再整批保存；一行也不好就一行也不存。"""
    wanted = here(context)
    how = {"opening_month": month(opening_month) if opening_month else None, "sheet": sheet}
    with wanted.open() as store, progress("导入资产") as report:
        plan, batch, refusal = _into_assets(store, file, how, dry_run, accept_valid, create_missing, report)
    if errors is not None and plan.refused:
        plan.write_refused(errors)
    for note in plan.notes:
        say(note)
    _report(wanted, plan.as_json(batch), refusal, dry_run)


def _into_assets(
    store: Store,
    file: Path,
    how: dict[str, Any],
    dry_run: bool,
    accept_valid: bool,
    create_missing: bool,
    report: Callable[[int, int], None],
) -> tuple[Plan, str | None, str]:
    """Plan, batch number, and why it was not stored. UserError for what is no ledger."""
    from app.assets import importing
    from app.kit.errors import UserError

    plan: Plan | None = None
    batch: str | None = None
    try:
        with store.reading() if dry_run else store.changing("导入资产") as session:
            plan = importing.plan(session, file, today(store), progress=report, **how)
            if not dry_run:
                now = store.clock()
                batch = importing.store(session, plan, now, accept_valid, create_missing, report).batch_no
    except UserError as error:
        if plan is None:
            raise
        return plan, None, str(error)
    return plan, batch, ""


def import_workorders(
    context: typer.Context,
    file: File,
    dry_run: DryRun = False,
    accept_valid: AcceptValid = False,
    create_missing: CreateMissing = False,
    errors: Errors = None,
) -> None:
    """导入报修登记簿或收集来的报修表：先逐行检查，再整批保存。"""
    from app.kit import rights
    from app.kit.errors import UserError
    from app.workorders import importing, seeding

    wanted = here(context)
    plan: importing.Plan | None = None
    batch: str | None = None
    refusal = ""
    with wanted.open() as store, progress("导入报修") as report:
        try:
            with store.reading() if dry_run else store.changing("导入报修") as session:
                if not dry_run and rights.may(session, "work_orders.set_up"):
                    seeding.seed(session)  # a store of an older program has no categories yet
                plan = importing.plan(session, file, store.clock())
                if not dry_run:
                    now = store.clock()
                    batch = importing.store(session, plan, now, accept_valid, create_missing, report).batch_no
        except UserError as error:
            if plan is None:
                raise
            batch, refusal = None, str(error)
    if errors is not None and plan.refused:
        plan.write_refused(errors)
    for note in plan.notes:
        say(note)
    _report(wanted, plan.as_json(batch), refusal, dry_run)


def _register(name: str) -> Any:
    """The command that imports one plain register."""

    def run(
        context: typer.Context,
        file: File,
        dry_run: DryRun = False,
        accept_valid: AcceptValid = False,
        create_missing: CreateMissing = False,
        errors: Errors = None,
    ) -> None:
        wanted = here(context)
        with wanted.open() as store:
            result, refusal = _into_register(store, name, file, dry_run, accept_valid, create_missing, errors)
        _report(wanted, result, refusal, dry_run)

    return run


def _read(model: type[Record], session: Session, file: Path) -> RegisterPlan:
    from app.kit import register_import

    return register_import.read(session, model, file)


def _into_register(
    store: Store,
    name: str,
    file: Path,
    dry_run: bool,
    accept_valid: bool,
    create_missing: bool,
    errors: Path | None,
) -> tuple[dict[str, Any], str]:
    from app.finance.models import Account
    from app.kit import register_import
    from app.kit.errors import UserError
    from app.meetings.importing import read_members
    from app.meetings.models import Body, BodyMember, Matter
    from app.people.models import Department, Person
    from app.places.models import Place

    model = {
        "departments": Department, "people": Person, "places": Place, "accounts": Account, "bodies": Body,
        "matters": Matter, "members": BodyMember,
    }[name]  # fmt: skip
    read = read_members if model is BodyMember else partial(_read, model)
    refusal = ""
    with store.reading() as session:
        plan = read(session, file)
    if not dry_run:
        try:
            with store.changing(f"导入{model.name_cn}") as session:
                plan = read(session, file)
                register_import.store(session, model, plan, create_missing, accept_valid)
        except UserError as error:
            refusal = str(error)
    if errors is not None and plan.refused:
        register_import.write_refused_rows(errors, plan)
    result = {
        "batch": None, "rows_read": plan.rows_read, "accepted": plan.accepted, "refused": len(plan.refused),
        "skipped": plan.skipped.total,
        "errors": [
            {"row": each.row, "column": each.column, "value": each.value, "reason": each.reason}
            for each in plan.faults
        ],
        "created": plan.missing,
    }  # fmt: skip
    return result, refusal


def _report(wanted: Here, result: dict[str, Any], refusal: str, dry_run: bool) -> None:
    """Tell the fate of the rows; a refusal is exit code 1, and its reasons are with the answer."""
    if refusal:
        say(refusal)
        result = result | {"error": refusal}
    wanted.answer(result, lambda: _show(result, refusal, dry_run))
    if refusal:
        raise Refused


def _show(result: dict[str, Any], refusal: str, dry_run: bool) -> None:
    good = "完好" if dry_run or refusal else "导入"
    print(
        f"读了 {result['rows_read']} 行：{good} {result['accepted']} 行，退回 {result['refused']} 行；"
        f"另跳过空行、小计和签字行 {result['skipped']} 行。"
    )
    if result["batch"]:
        print(f"批次号 {result['batch']}，没有动过之前可以用 withdraw {result['batch']} 整批撤回。")
    elif dry_run or refusal:
        print("没有保存。")
    if result["errors"]:
        rows = [
            [str(each["row"]), each["column"], each["value"], each["reason"]]
            for each in result["errors"][:SHOWN]
        ]
        left = len(result["errors"]) - len(rows)
        table(
            f"退回的行{f'（列出前 {SHOWN} 处，另有 {left} 处）' if left > 0 else ''}",
            ["行", "列", "值", "原因"], rows, "行",
        )  # fmt: skip


def import_categories(context: typer.Context, file: File) -> None:
    """导入国标分类代码的官方文件（GB/T 14885-2022）。"""
    wanted = here(context)
    with wanted.open() as store:
        from app.assets import categories

        with store.changing("导入分类代码") as session:
            done = categories.import_file(session, file)
    words = f"新增 {done['added']} 个代码，更名 {done['renamed']} 个，原有 {done['kept']} 个，跳过 {done['skipped']} 行。"
    wanted.answer(done, words)


def import_vouchers(context: typer.Context, file: File) -> None:
    """读入财务回填的凭证号：表里要有单据号或资产编号，以及凭证号。"""
    wanted = here(context)
    with wanted.open() as store:
        from app.finance.read_back import read_back

        with store.changing("回填凭证号") as session:
            done = read_back(session, file, store.clock())
    data = {"documents": done.documents, "cards": done.cards, "without_number": done.without_number}
    words = f"回填了 {done.documents} 个凭证号，写到 {done.cards} 张卡片上；{done.without_number} 行还没有凭证号。"
    wanted.answer(data, words)


def withdraw(
    context: typer.Context,
    batch: Annotated[str, typer.Argument(metavar="BATCH", help="导入时给的批次号")],
) -> None:
    """整批撤回一次资产或报修的导入；其中有动过的就不能撤回。"""
    wanted = here(context)
    with wanted.open() as store:
        from app.assets import importing
        from app.workorders import importing as orders

        with store.changing("撤回导入") as session:
            ours = orders.batch_of(session, batch) is not None
            count = (orders if ours else importing).withdraw(session, batch, store.clock())
    name, words = ("orders", "张报修单") if ours else ("cards", "张卡片")
    wanted.answer({"batch": batch, name: count}, f"已撤回批次 {batch}，共 {count} {words}。")
