"""backup, restore; encrypt, decrypt, passphrase, recovery-sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.here import Here, here, progress, say, table

if TYPE_CHECKING:
    from app.kit.backups import Backup
    from app.kit.store import Store

NewPassphrase = Annotated[
    Path | None, typer.Option("--new-passphrase-file", help="新口令在这个文件的第一行；不写就当面问")
]
Sheet = Annotated[Path, typer.Argument(metavar="SHEET.pdf", help="恢复单写到哪个文件，打印后删除")]


def add(program: typer.Typer) -> None:
    for verb in (backup, restore, encrypt, decrypt, passphrase, recovery_sheet):
        program.command(verb.__name__.replace("_", "-"))(verb)


def backup(
    context: typer.Context,
    target: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="备份文件夹，或 .houqin 文件名；不写就用设置里的两处")
    ] = None,
    thorough: Annotated[bool, typer.Option("--thorough", help="逐条索引核对并走完整条日志链")] = False,
    listing: Annotated[bool, typer.Option("--list", help="只列出已有的备份")] = False,
) -> None:
    """备份整份数据和附件，重新打开，逐页检查、清点、核对日志。"""
    from app.kit import backups, paths

    wanted = here(context)
    if listing:
        _listed(wanted)
        return
    with wanted.open() as store, progress("备份") as report:
        tell = told(report)
        if target is not None and target.suffix == paths.SUFFIX:
            made = backups.Made(backups.to_file(store, target, tell))
        else:
            found = backups.make(store, backups.MANUAL, tell, target, thorough or None)
            assert found is not None  # only an automatic one may be left out
            made = found
    for remark in made.remarks:
        say(remark)
    facts = made.backup.manifest
    words = f"已备份到 {made.backup.path}：{sum(facts.counts.values())} 行，日志到第 {facts.number} 号，检查通过。"
    second = f"\n第二份：{made.twin.path}" if made.twin else ""
    wanted.answer(
        described(made.backup)
        | {
            "second": str(made.twin.path) if made.twin else None,
            "remarks": made.remarks,
            "removed": made.removed,
        },
        words + second,
    )


def _listed(wanted: Here) -> None:
    from app.kit import backups
    from app.kit.files import size_words

    found = backups.listed(wanted.store)
    rows = [
        [
            f"{each.made_at.astimezone():%Y-%m-%d %H:%M}", each.manifest.kind_label, size_words(each.manifest.size),
            f"{each.manifest.number}", str(each.path),
        ]
        for each in found
    ]  # fmt: skip
    wanted.answer(
        [described(each) for each in found],
        lambda: table("核验过的备份", ["时间", "种类", "大小", "日志号", "文件"], rows, right="大小 日志号"),
    )


def described(backup: Backup) -> dict[str, Any]:
    """A backup as JSON."""
    facts = backup.manifest
    return {
        "file": str(backup.path), "made_at": facts.made_at.isoformat(), "kind": facts.kind, "size": facts.size,
        "sha256": facts.sha256, "rows": facts.counts, "number": facts.number, "head": facts.head,
        "attachments": facts.attachments, "missing": facts.missing, "sealed": facts.sealed,
        "encrypted": facts.keys is not None, "thorough": facts.thorough,
    }  # fmt: skip


def restore(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="FILE", help="备份文件")],
    other_office: Annotated[
        bool, typer.Option("--other-office", help="就是要换成另一个单位的备份")
    ] = False,
) -> None:
    """用一份备份换下现有数据；先核验备份，现有数据改名留存。现有数据打不开时，由备份里有权的用户来恢复。"""
    import app.models  # noqa: F401  all tables must be known
    from app.kit import backups, cipher
    from app.kit.errors import UserError
    from app.kit.store import is_url

    wanted = here(context)
    if is_url(wanted.store):
        raise UserError("服务器上的数据请由服务器的备份恢复。")
    target, now = Path(wanted.store), datetime.now(UTC)
    who = _allowed(wanted, target)
    by = wanted.credentials() if who is None and wanted.user else None
    with progress("恢复") as report:

        def run(secret: str | None) -> backups.Restored:
            return backups.restore(
                source, target, now, secret, who,
                tell=told(report), allowed=who is not None, by=by, other_office=other_office,
            )  # fmt: skip

        try:
            done = run(wanted.used or wanted.secret())
        except cipher.Locked as error:
            done = run(wanted.ask_secret(str(error), error))
        except backups.OtherOffice as error:
            raise UserError(f"{error}确实要换，请加 --other-office。") from error
    if done.missing:
        say(f"有 {done.missing} 个附件在备份里也没有。")
    kept = f"此前的数据留存为 {done.aside}。" if done.aside else ""
    wanted.answer(
        {
            "store": str(done.store), "aside": str(done.aside) if done.aside else None, "number": done.proof.number,
            "rows": done.proof.counts, "attachments": done.mended, "missing": done.missing,
        },
        f"已恢复到 {done.store}，日志到第 {done.proof.number} 号。{kept}",
    )  # fmt: skip


def _allowed(wanted: Here, target: Path) -> str | None:
    """Who acts, by the present store; None where it is not there or cannot be opened, so that the backup must
    be asked. Raises Forbidden."""
    from app.kit import rights
    from app.kit.errors import UserError

    if not target.exists():
        return None
    try:
        store = wanted.unlocked(even_moved=True)
    except UserError as error:
        say(f"现有数据打不开：{error}")
        return None
    try:
        wanted.sign_in(store)
        store.need(rights.KEEP)
        return store.who
    finally:
        store.close()


def encrypt(context: typer.Context, sheet: Sheet, new: NewPassphrase = None) -> None:
    """给现有数据加密，并写出恢复单；原数据改名留存，确认无误后请自行删除。"""
    import app.models  # noqa: F401
    from app.kit import cipher, encrypting

    wanted = here(context)
    cipher.module()
    store = Path(wanted.store)
    with _kept(wanted) as opened:  # it must be a store of ours, at this program's revision
        office = _office(opened)
        who, now = opened.who, opened.clock()
    said = wanted.new_secret(new)
    with progress("加密") as report:
        done = encrypting.encrypt(store, said, now, told(report))
    write_sheet(sheet, store, office, done.recovery, who, now)
    wanted.answer(
        {"store": str(store), "aside": str(done.aside), "sheet": str(sheet)},
        f"已加密 {store}。恢复单：{sheet}，请打印、密封、存入保险柜，再删除这个文件。\n"
        f"未加密的原数据和附件留存为 {done.aside}，以前的备份也未加密；确认无误后请删除。",
    )


def decrypt(context: typer.Context) -> None:
    """解除加密；加密的原数据改名留存。"""
    import app.models  # noqa: F401
    from app.kit import encrypting

    wanted = here(context)
    with _kept(wanted) as opened:
        secret, now = wanted.used, opened.clock()
    with progress("解密") as report:
        done = encrypting.decrypt(Path(wanted.store), secret or "", now, told(report))
    wanted.answer(
        {"store": str(wanted.store), "aside": str(done.aside)},
        f"已解除加密：{wanted.store}。原数据留存为 {done.aside}。",
    )


def passphrase(context: typer.Context, new: NewPassphrase = None) -> None:
    """更改加密数据的口令；旧口令可用恢复码代替。以前的备份仍用旧口令。"""
    from app.kit import cipher

    wanted = here(context)
    with _kept(wanted):
        secret = wanted.used or ""
    cipher.change_passphrase(Path(wanted.store), secret, wanted.new_secret(new))
    wanted.answer({"store": str(wanted.store)}, "口令已更改。以前的备份仍用旧口令打开。")


def recovery_sheet(context: typer.Context, sheet: Sheet) -> None:
    """换一个恢复码并写出新的恢复单；旧恢复单作废。"""
    from app.kit import cipher

    wanted = here(context)
    store = Path(wanted.store)
    with _kept(wanted) as opened:
        office, who, now = _office(opened), opened.who, opened.clock()
    write_sheet(sheet, store, office, cipher.new_recovery(store, wanted.used or ""), who, now)
    wanted.answer({"sheet": str(sheet)}, f"恢复单：{sheet}。旧恢复单作废，请销毁。")


@contextmanager
def _kept(wanted: Here) -> Iterator[Store]:
    """The store, open for who may encrypt it and change its keys. Raises Forbidden."""
    from app.kit import rights

    with wanted.open() as store:
        store.need(rights.KEEP)
        yield store


def _office(store: Any) -> str:
    from app.kit import settings

    with store.reading() as session:
        return str(settings.get(session, "office_name"))


def write_sheet(sheet: Path, store: Path, office: str, recovery: str, who: str, now: datetime) -> None:
    """The recovery sheet as a file that only its owner reads. Raises UserError."""
    from app.kit import files
    from app.kit.recovery_sheet import RecoverySheet, sheet_pdf

    slip = RecoverySheet(store.name, office, now.astimezone().date(), recovery)
    with files.told_of_full(sheet):
        files.write(sheet, sheet_pdf(slip, who), private=True)


def told(report: Callable[[int, int], None]) -> Callable[[int, int, str], None]:
    """A progress of the kit as one of the command line."""
    return lambda done, total, text: report(done, total)
