"""Several clerks at once, on one server or in two programs on one file: nothing lost, doubled or overwritten."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import event

from app.assets import months
from app.assets.models import Asset
from app.assets.service import save_card
from app.kit import audit, numbering, paths, records
from app.kit.errors import Stale, UserError
from app.kit.months import Month
from app.kit.store import Store
from app.people.models import Department, Person
from tests.databases import on_file

ROOT = Path(__file__).parents[1]
DAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
CLERKS, ROUNDS = 4, 12


class Thought(Exception):
    """A clerk thinks better of it; the act is rolled back."""


@pytest.fixture
def other(store: Store) -> Iterator[Store]:
    """A second program on the same data."""
    with closing(Store.open(store.where, who="李四")) as opened:
        yield opened


@pytest.fixture
def hasty(store: Store) -> Iterator[Store]:
    """A second program that gives up at once when it must wait."""
    with closing(program(store, "王芳", 50)) as opened:
        yield opened


def program(store: Store, who: str, patience: int) -> Store:
    """Another program on the same data, whose acts wait so many milliseconds for those of others."""
    if store.path is None:
        return Store.open(f"{store.where}?options=-c%20lock_timeout%3D{patience}ms", who)
    opened = Store.open(store.where, who)
    opened.engine.dispose()
    wait = f"PRAGMA busy_timeout={patience}"
    event.listen(opened.engine, "connect", lambda raw, record: raw.execute(wait))
    return opened


def together(store: Store, work: Callable[[Store, int], None], clerks: int = CLERKS) -> None:
    """The same work by several clerks, each with a program of their own, all beginning at once."""
    ready = threading.Barrier(clerks)

    def one(number: int) -> None:
        with closing(program(store, f"经办{number}", 60_000)) as mine:
            ready.wait(30)
            work(mine, number)

    with ThreadPoolExecutor(clerks) as pool:
        for done in [pool.submit(one, number) for number in range(clerks)]:
            done.result(120)


def test_numbers_have_no_gaps_and_no_twins(store: Store) -> None:
    """Every third act is called off after it took its number."""

    def work(mine: Store, clerk: int) -> None:
        for turn in range(ROUNDS):
            try:
                with mine.changing("登记人员") as session:
                    code = numbering.take(session, "person", "R{year}-{seq:4}", DAY)
                    records.save(session, Person, None, {"name": f"甲{clerk}{turn}", "code": code})
                    if (clerk + turn) % 3 == 0:
                        raise Thought
            except Thought:
                pass

    together(store, work)
    with store.reading() as session:
        codes = sorted(code for (code,) in session.query(Person.code))
    kept = sum((clerk + turn) % 3 != 0 for clerk in range(CLERKS) for turn in range(ROUNDS))
    assert codes == [f"R2026-{number:04}" for number in range(1, kept + 1)]
    assert store.verify() == []


def test_the_log_stays_one_line(store: Store) -> None:
    """Single records, bulk rows and acts without a change, all at once; the chain knows them all."""

    def work(mine: Store, clerk: int) -> None:
        for turn in range(ROUNDS):
            with mine.changing("登记") as session:
                if turn % 3 == 0:
                    rows = [{"name": f"部门{clerk}-{turn}-{row}"} for row in range(5)]
                    records.add_many(session, Department, rows)
                elif turn % 3 == 1:
                    records.save(session, Department, None, {"name": f"科{clerk}-{turn}"})

    together(store, work)
    with store.reading() as session:
        acts = session.query(audit.Act.id, audit.Act.who).order_by(audit.Act.id).all()
        departments = [number for (number,) in session.query(Department.id)]
    changing = sum(turn % 3 != 2 for turn in range(ROUNDS))
    assert [act.id for act in acts] == list(range(1, CLERKS * changing + 1))
    assert {act.who for act in acts} == {f"经办{number}" for number in range(CLERKS)}
    bulk = sum(turn % 3 == 0 for turn in range(ROUNDS))
    assert len(departments) == len(set(departments)) == CLERKS * (changing - bulk + 5 * bulk)
    assert store.verify() == []


def test_of_those_who_read_the_same_version_one_wins(store: Store) -> None:
    with store.changing("新增部门") as session:
        made = records.save(session, Department, None, {"name": "后勤保障科"})
    outcomes: list[str] = []

    def work(mine: Store, clerk: int) -> None:
        try:
            with mine.changing("改部门") as session:
                records.save(session, Department, made, {"leader": f"经办{clerk}"}, version=1)
            outcomes.append(f"经办{clerk}")
        except Stale:
            outcomes.append("")

    together(store, work)
    winners = [who for who in outcomes if who]
    assert len(winners) == 1
    with store.reading() as session:
        assert records.values(session, Department, made)["leader"] == winners[0]
        assert audit.count(session) == 2


def test_asset_numbers_of_two_clerks(store: Store) -> None:
    def work(mine: Store, clerk: int) -> None:
        for turn in range(5):
            with mine.changing("登记资产") as session:
                values = {"name": f"桌{clerk}{turn}", "original_cost": Decimal("1500.00"), "unit": "张"}
                save_card(session, None, values, today=DAY)

    together(store, work)
    with store.reading() as session:
        numbers = sorted(number for (number,) in session.query(Asset.asset_no))
    assert len(set(numbers)) == CLERKS * 5
    tails = [int(number[-4:]) for number in numbers]
    assert tails == list(range(tails[0], tails[0] + CLERKS * 5))


def test_a_month_is_closed_once(store: Store) -> None:
    with store.changing("登记资产") as session:
        values = {"name": "空调", "original_cost": Decimal("6000.00"), "unit": "台"}
        save_card(session, None, values, today=DAY)
    refusals: list[str] = []

    def work(mine: Store, clerk: int) -> None:
        try:
            with mine.changing("结账") as session:
                months.close(session, Month.make(2026, 11), at=NOW, who=mine.who, allow_future=True)
        except UserError as error:
            refusals.append(str(error))

    together(store, work)
    assert len(refusals) == CLERKS - 1
    assert all("已经结账" in words for words in refusals)
    assert store.verify() == []


def test_rules_see_what_another_has_just_committed(store: Store, other: Store) -> None:
    """A clerk who had to wait goes on from what the other left, not from what stood there before."""
    began, waiting = threading.Event(), threading.Event()

    def second() -> int:
        began.wait(30)
        waiting.set()
        with other.changing("第二个") as session:
            return session.query(Department).count()

    with ThreadPoolExecutor(1) as pool:
        later = pool.submit(second)
        with store.changing("第一个") as session:
            records.save(session, Department, None, {"name": "甲科"})
            began.set()
            waiting.wait(30)
            assert not later.done()
        assert later.result(60) == 1


def test_reads_go_on_meanwhile_and_see_one_moment(store: Store, other: Store) -> None:
    with other.reading() as reading:
        assert reading.query(Department).count() == 0
        with store.changing("新增部门") as session:
            records.save(session, Department, None, {"name": "甲科"})
            with other.reading() as beside:
                assert beside.query(Department).count() == 0
        assert reading.query(Department).count() == 0
    with other.reading() as reading:
        assert reading.query(Department).count() == 1


def test_who_must_wait_too_long_is_told_for_whom(store: Store, hasty: Store) -> None:
    with store.changing("导入资产") as session:
        records.save(session, Department, None, {"name": "甲科"})
        with pytest.raises(UserError) as caught, hasty.changing("改部门") as session:
            records.save(session, Department, None, {"name": "乙科"})
    if store.path is not None:
        assert "张三 正在“导入资产”" in str(caught.value)
    else:
        assert "另一位同事的操作还没有完成" in str(caught.value)
        assert "的操作已进行" in str(caught.value)
    with hasty.changing("改部门") as session:
        records.save(session, Department, None, {"name": "乙科"})
    assert store.verify() == []


HOLD = """
import sys
from app.kit.store import Store
from app.kit import records
from app.people.models import Department
with Store.open(sys.argv[1], who="李四").changing("盘点") as session:
    records.save(session, Department, None, {"name": "半途的科"})
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_another_program_is_waited_for(store: Store, hasty: Store) -> None:
    """A second program in the middle of an act: the first is told who, or waits; when it dies nothing is left."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, store.where], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONUTF8": "1"}, encoding="utf-8",
    ) as program:  # fmt: skip
        assert program.stdout is not None
        assert program.stdout.readline() == "held\n"
        with pytest.raises(UserError) as caught, hasty.changing("改部门"):
            pass
        if store.path is not None:
            assert "李四 正在“盘点”" in str(caught.value)
            assert f"进程 {program.pid}" in str(caught.value)
        program.kill()
        program.wait(30)
    with store.changing("接着做") as session:
        assert session.query(Department).count() == 0
        records.save(session, Department, None, {"name": "甲科"})
    assert store.verify() == []


@on_file
def test_a_note_of_a_program_that_is_gone_is_not_believed(store: Store, hasty: Store) -> None:
    assert store.path is not None
    note = store.path.with_name(store.path.name + ".占用")
    with store.changing("看一看"):
        assert note.exists()
    assert not note.exists()
    note.write_text('{"who": "李四", "operation": "盘点", "pid": 4194999, "since": "08:00:00"}', "utf-8")
    blocked = pytest.raises(UserError, match="正被另一个程序占用")
    with store.engine.execution_options(immediate=True).begin(), blocked as caught, hasty.changing("改"):
        pass
    assert "李四" not in str(caught.value)


@on_file
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the list of mounts is a thing of Linux")
def test_a_store_on_a_network_share_is_refused(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [tmp_path / name for name in ("share one", "nfs", "nfs/local")]
    kinds = ("cifs", "nfs4", "ext4")
    lines = [
        f"x {str(each).replace(' ', chr(92) + '040')} {kind} rw 0 0"
        for each, kind in zip(folders, kinds, strict=True)
    ]
    monkeypatch.setattr(paths, "MOUNTS", tmp_path / "mounts")
    paths.MOUNTS.write_text("\n".join(["/dev/sda1 / ext4 rw 0 0", *lines]), "utf-8")
    assert store.path is not None
    for folder, kind in zip(folders, kinds, strict=True):
        folder.mkdir()
        place = folder / "台账.houqin"
        if kind == "ext4":
            Store.create(place).close()
            continue
        with pytest.raises(UserError, match=r"网络共享文件夹上.*请改用 PostgreSQL"):
            Store.create(place)
        assert not place.exists()
        shutil.copyfile(store.path, place)
        with pytest.raises(UserError, match="网络共享文件夹上"):
            Store.open(place)
