"""An office's store as a whole: set up with its figures and seeds, filled as the sample, taken away again."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import make_url, select

import app.models  # noqa: F401  all tables must be known
from app.assets import categories, importing, months
from app.assets.importing import Plan
from app.finance import accounts
from app.finance import service as finance
from app.kit import (
    attachments,
    audit,
    cipher,
    files,
    heads,
    paths,
    replay,
    rights,
    settings,
    structure,
    user_keys,
)
from app.kit.errors import UserError
from app.kit.months import Month
from app.kit.settings import Setting
from app.kit.store import Store, is_url, make_room, translated
from app.meetings import catalogue, sealing
from app.people.models import Department, ExpenseAccount
from app.workorders import checks as checks_of_repairs
from app.workorders import seeding

log = logging.getLogger(__name__)
SAMPLE_NAME = "云州市园林管护中心（样例）"
SAMPLE_LEDGER = paths.RESOURCES / "sheets" / "示例-固定资产明细账.xlsx"
OPENING = Month.make(2026, 10)
FIRST_MONTH = OPENING + 1
BUSINESS = ("绿化管护科", "公园管理科", "苗圃", "工程科")

settings.declare([Setting("sample", "样例单位", False, "样例数据，不作记账依据", kind="bool", group="样例")])


def create(
    where: str | Path, values: Mapping[str, Any], who: str | None = None, passphrase: str | None = None
) -> Store:
    """A new office: an empty store with the chart of accounts, the verified asset codes, the matters and these
    settings.

    `values` go by setting key (office_name, office_code, …). Raises UserError when something is already at
    `where` or a value is of the wrong kind; then nothing is left there. With a pass-phrase the file is
    encrypted, and the store tells its `recovery_key` once.
    """
    if is_url(where):
        _refuse_taken_server(where)
        return _begun(where, values, who)
    # Made aside and moved when all is in it: being stopped leaves no half an office at its place.
    path = Path(where)
    make_room(path)
    aside = path.with_name(f".{path.name}.新建")
    try:
        shutil.rmtree(aside, ignore_errors=True)
        made = _begun(aside / path.name, values, who, passphrase)
        made.close()
        if made.key is not None:
            cipher.key_file(aside / path.name).replace(cipher.key_file(path))
        heads.forget(path)
        (aside / path.name).replace(path)
        heads.beside(aside / path.name).replace(heads.beside(path))
        files.settle_folder(path.parent)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    store = Store.open(path, who, passphrase)
    store.recovery_key = made.recovery_key
    return store


def _begun(
    where: str | Path, values: Mapping[str, Any], who: str | None, passphrase: str | None = None
) -> Store:
    store = Store.create(where, who, passphrase)
    try:
        with store.changing("建立单位") as session:
            for key, value in values.items():
                settings.put(session, key, value)
            categories.seed(session)
            accounts.seed(session)
            catalogue.seed(session)
            seeding.seed(session)
    except BaseException:
        store.close()
        _delete_files(store)
        raise
    return store


def _refuse_taken_server(where: str | Path) -> None:
    """A database on a server is there before the office is; tables of ours in it mean that it is taken."""
    if not is_url(where):
        return
    found = Store(where)
    with translated(shown(where)):
        taken = found.revision() is not None
    found.close()
    if taken:
        raise UserError(f"“{shown(where)}”里已经有一个单位的数据，没有覆盖。请换一个空的数据库。")


def shown(where: str | Path) -> str:
    """Where a store lies, as it may be told: a URL without its password."""
    return make_url(str(where)).render_as_string(hide_password=True) if is_url(where) else str(where)


def create_sample(
    where: str | Path, who: str | None = None, progress: Callable[..., None] | None = None
) -> Store:
    """The sample office: an invented ledger, its first month closed. UserError when `where` is taken.

    `progress(done, total, text)` may raise Cancelled; then nothing is left.
    """
    tell = progress or (lambda done, total, text: None)
    store = create(where, {"office_name": SAMPLE_NAME, "sample": True}, who)
    try:
        tell(1, 4, "读入样例台账")
        bring_in_sample(store)
        tell(3, 4, f"结 {FIRST_MONTH.chinese}的账")
        with store.changing("结账") as session:
            months.close(session, FIRST_MONTH, at=store.clock(), who=store.who, allow_future=True)
        tell(4, 4, "完成")
    except BaseException:
        store.close()
        _delete_files(store)
        raise
    return store


def bring_in_sample(store: Store) -> Plan:
    """The sample ledger's good rows as one batch, its business departments set; the rows that were refused
    stand in the plan."""
    with store.changing("导入样例台账") as session:
        planned = importing.plan(session, SAMPLE_LEDGER, FIRST_MONTH.first_day, opening_month=OPENING)
        importing.store(session, planned, store.clock(), accept_valid=True, create_missing=True)
        for department in session.scalars(select(Department).where(Department.name.in_(BUSINESS))):
            department.expense_account = ExpenseAccount.BUSINESS
    return planned


def verify(store: Store, deep: bool = False) -> list[str]:
    """Everything that can be checked of an office's data; each problem a sentence, empty when all is well.

    The file and its links, the log's chain, closed months against their digests, cards against opening and
    postings, exported batches against their totals, sealed meetings against their hashes, the store-room against
    its movements, attachments against their hashes. `deep` replays the log against every table and names each
    cell that was changed past it.
    """
    found = store.verify()
    with store.reading() as session:
        if not structure.readable(session):
            return found
        checks = [
            ("结账", lambda: months.problems(session)),
            ("凭证", lambda: finance.problems(session)),
            ("会议", lambda: sealing.problems(session)),
            ("报修", lambda: checks_of_repairs.problems(session)),
            ("附件", lambda: attachments.problems(session, store.shelf)),
            ("用户", lambda: user_keys.problems(session)),
        ]
        if deep and not audit.verify(session):
            checks.insert(0, ("各表", lambda: replay.problems(session)))
        for what, check in checks:
            found += _answered(what, check)
    return found


def _answered(what: str, check: Callable[[], list[str]]) -> list[str]:
    """What a check finds; a value that no column of ours can hold is damage and no bug."""
    try:
        return check()
    except (ValueError, TypeError, LookupError, ArithmeticError) as error:
        log.warning("verify: %s", what, exc_info=True)
        return [f"{what}的数据里有读不出的内容（{error}），是损坏或绕过程序改动的。请从最近的备份恢复。"]


def is_sample(store: Store) -> bool:
    """Whether this is the sample office, which may be removed whole."""
    with store.reading() as session:
        return bool(settings.get(session, "sample"))


def remove_sample(store: Store) -> None:
    """Close the sample office and delete its file, attachments and backups. UserError for a true office,
    Forbidden for who may not."""
    store.need(rights.KEEP)
    if not is_sample(store):
        raise UserError("这不是样例单位，数据没有移除。")
    store.close()
    _delete_files(store)


def _delete_files(store: Store) -> None:
    if store.path is None:
        return
    try:
        for suffix in ("-wal", "-shm", "", cipher.SUFFIX, heads.SUFFIX):
            Path(f"{store.path}{suffix}").unlink(missing_ok=True)
        for folder in (store.files, store.backup_folder):
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise UserError(
            f"“{store.path}”没有移除：{error.strerror}。请关闭正在使用它的程序后再试。"
        ) from error
