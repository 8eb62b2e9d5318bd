"""The write-ahead log is folded into the file beside the work, and nothing of it is lost."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

from app.kit import records
from app.kit.folding import LONG
from app.kit.store import Store
from app.people.models import Department

ROWS = 8_000


def long_act(store: Store) -> None:
    """An act that leaves a long log."""
    with store.changing("新建部门") as session:
        rows = [{"name": f"第{number}科", "remark": f"{number}" * 100} for number in range(ROWS)]
        records.add_many(session, Department, rows, "新建部门")


def in_the_file(path: Path) -> int:
    """Departments in the data file itself, whatever lies in the log. Asked by another process: closing a file
    gives up all locks that this one holds on it."""
    code = (
        "import sqlite3, sys\n"
        "alone = sqlite3.connect(f'file:{sys.argv[1]}?immutable=1', uri=True)\n"
        "print(alone.execute('SELECT COUNT(*) FROM departments').fetchone()[0])"
    )
    return int(subprocess.check_output([sys.executable, "-c", code, path.as_posix()], text=True))


def test_a_long_log_is_folded_after_the_act(file_store: Store) -> None:
    before = in_the_file(Path(file_store.where))
    long_act(file_store)
    assert Path(f"{file_store.where}-wal").stat().st_size > LONG
    file_store._folding.wait()
    assert in_the_file(Path(file_store.where)) == before + ROWS
    assert file_store.verify() == []


def test_an_act_is_whole_while_its_log_is_not_folded(file_store: Store, tmp_path: Path) -> None:
    """What a power cut leaves: the file as it was, and the log beside it."""
    copy = tmp_path / "断电.houqin"
    before = in_the_file(Path(file_store.where))
    with sqlite3.connect(file_store.where, isolation_level=None) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM departments").fetchone()  # so long nothing can be folded
        long_act(file_store)
        file_store._folding.wait()
        assert in_the_file(Path(file_store.where)) == before
        for suffix in ("", "-wal"):
            shutil.copyfile(f"{file_store.where}{suffix}", f"{copy}{suffix}")
    reader.close()
    found = Store.open(copy)
    with found.reading() as session:
        assert session.query(Department).count() == before + ROWS
    assert found.verify() == []
    found.close()


def test_closing_the_store_waits_and_leaves_no_log(file_store: Store) -> None:
    long_act(file_store)
    file_store.close()
    assert not Path(f"{file_store.where}-wal").exists()
    assert in_the_file(Path(file_store.where)) >= ROWS


def test_a_reader_that_stays_on_an_old_moment_holds_nobody_up(file_store: Store) -> None:
    old = sqlite3.connect(file_store.where, isolation_level=None)
    old.execute("BEGIN")
    before = old.execute("SELECT COUNT(*) FROM departments").fetchone()[0]
    long_act(file_store)
    file_store._folding.wait()
    assert old.execute("SELECT COUNT(*) FROM departments").fetchone()[0] == before
    old.close()
    with file_store.changing("新建部门") as session:
        records.save(session, Department, None, {"name": "后来的科"})
    file_store._folding.wait()
    assert in_the_file(Path(file_store.where)) == before + ROWS + 1
