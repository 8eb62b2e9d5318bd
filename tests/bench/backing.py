"""A proven backup against a plain copy of the same file: copied, every page checked, hashed, counted, the log's
chain walked on from the last proven backup, written to the disk, its manifest beside it.

The store is half cards and half log, about 700 MB in the full run. The weekly full check is not in it.
"""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from pathlib import Path

from app.kit import audit, backups, settings
from app.kit.store import Store
from tests.bench.fill import filled_store
from tests.bench.measure import Row, Sizes, each

CARDS = 4  # times `large`: 400,000 in the full run, beside a million log rows
ACT = 20_000  # log rows an act
LOGGED = (
    '{"name":"台式计算机","model":"联想启天M433","asset_no":"ZC%07d","original_cost":"5999.00",'
    '"department_id":%d,"supplier":"某市恒信办公设备有限公司","voucher_no":"记-0123"}'
)


def run(sizes: Sizes, folder: Path) -> list[Row]:
    """One row; its size is the log's in rows, and its name tells the store's in MB. The first backup, which walks the whole chain, is made before."""
    cards = CARDS * sizes.large
    store = Store.open(
        _with_a_log(filled_store(folder / f"backing-{cards}.houqin", cards), 3 * cards), who="测速"
    )
    source = store.path
    assert source is not None
    plain, there = folder / "plain.houqin", folder / "backups"
    backups.make(store, backups.MANUAL, folder=there, thorough=True)

    def ours() -> None:
        with store.changing("改设置") as session:
            settings.put(session, "office_name", f"{store.clock().timestamp()}")
        made = backups.make(store, backups.MANUAL, folder=there, thorough=False)
        if made is None or made.backup.manifest.chained_from == 0:
            raise AssertionError("no backup that goes on from the one before")
        made.backup.path.unlink()  # its manifest alone is no backup; the first stays to go on from

    def copied() -> None:
        plain.unlink(missing_ok=True)
        shutil.copyfile(source, plain)

    taken, bare = each(ours, copied, 5 if sizes.full else 3)
    store.close()
    megabytes = os.path.getsize(source) // 2**20
    shutil.rmtree(there)
    plain.unlink()
    source.unlink()
    return [Row(f"backup: proven, {megabytes} MB", sizes.huge, taken, bare, 12)]


def _with_a_log(path: Path, rows: int) -> Path:
    """Acts of registering, some log rows each, as the program seals them."""
    store = Store.open(path, who="测速")
    begun = store.clock()
    for start in range(0, rows, ACT):
        store.clock = lambda start=start: begun + timedelta(seconds=start)  # type: ignore[misc]
        with store.changing("登记") as session:
            waiting = audit.pending(session)
            assert waiting is not None
            waiting.entries.extend(
                audit.Entry("assets", number, "insert", after=LOGGED % (number, number % 20))
                for number in range(start, min(rows, start + ACT))
            )
    store.close()
    return path
