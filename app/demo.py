"""The main job without a window, on the sample ledger: `python -m app.demo OUT`.

Makes a store in OUT, brings the ledger in (its bad rows back as a workbook), closes a month, prints each
form, exports cards and vouchers, checks everything, and says what it wrote.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import office
from app.assets import months, printouts
from app.assets.models import Asset
from app.finance import service
from app.finance.models import Profile
from app.kit import paths
from app.kit.errors import UserError
from app.kit.list_file import every_column, write_list
from app.kit.listing import Listing
from app.kit.printing import head_of, render
from app.kit.sheets.writing import write_bytes
from app.kit.store import Store

STORE = f"样例单位{paths.SUFFIX}"
FEW = 6
VOUCHERS = {
    Profile.NEUTRAL: "凭证接口表.xlsx",
    Profile.YONYOU: "用友凭证.txt",
    Profile.KINGDEE: "金蝶凭证.xlsx",
}


def run(out: Path) -> Iterator[Path]:
    """Do the job in a folder and give each file as it is written; an older sample store there is replaced."""
    out.mkdir(parents=True, exist_ok=True)
    where = out / STORE
    if where.exists():
        office.remove_sample(Store.open(where))
    store = office.create(where, {"office_name": office.SAMPLE_NAME, "sample": True})
    try:
        yield where
        plan = office.bring_in_sample(store)
        print(f"导入 {plan.accepted} 张卡片，退回 {plan.refused} 行")
        plan.write_refused(out / "退回的行.xlsx")
        yield out / "退回的行.xlsx"
        with store.changing("结账") as session:
            closed = months.close(
                session, office.FIRST_MONTH, at=store.clock(), who=store.who, allow_future=True
            )
        print(f"{closed.month.chinese}计提折旧 {closed.cards} 张，{closed.amount:,.2f} 元")
        yield from _printed(store, out)
        yield from _exported(store, out)
        if problems := office.verify(store):
            raise UserError("检查发现问题：\n" + "\n".join(problems))
        print("检查通过")
    finally:
        store.close()


def _printed(store: Store, out: Path) -> Iterator[Path]:
    """Each form once: monthly ones for the closed month, those of cards for a few cards, the ledger for all."""
    today = store.clock().astimezone().date()
    with store.reading() as session:
        head = head_of(session, store.who, today)
        few = _few_numbers(session)
        for printout in printouts.PRINTOUTS:
            words = {"month": [str(office.FIRST_MONTH)], "list": []}.get(printout.takes, few)
            slips = printouts.slips(session, printout, words)
            file = out / f"{printout.name}.pdf"
            write_bytes(file, render(printout, slips, head))
            yield file


def _few_numbers(session: Session) -> list[str]:
    """The newest cards: they have a place, a person and a supplier as a card of today has."""
    query = select(Asset.asset_no).where(Asset.custodian_id.is_not(None), Asset.place_id.is_not(None))
    return list(session.scalars(query.order_by(Asset.booked_on.desc(), Asset.asset_no).limit(FEW)))


def _exported(store: Store, out: Path) -> Iterator[Path]:
    today = store.clock().astimezone().date()
    with store.reading() as session:
        listing = Listing(Asset, every_column(Asset), sort=(("asset_no", False),))
        for name in ("资产卡片.xlsx", "资产卡片.csv"):
            write_list(out / name, session, listing)
            yield out / name
    for profile, name in VOUCHERS.items():
        with store.changing("导出凭证") as session:
            service.export(session, office.FIRST_MONTH, profile, out / name, store.who, today, store.clock())
        yield out / name


def main() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if len(sys.argv) != 2:
        sys.exit("用法：python -m app.demo 文件夹")
    try:
        for file in run(Path(sys.argv[1])):
            print(f"写好 {file.name}", flush=True)
    except UserError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
