"""What every test starts from: no screen, no home folder, no network."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres import VARIABLE

if TYPE_CHECKING:
    from app.kit.store import Store
    from tests.databases import Databases

NAMES = ["sqlite", *(["postgresql"] if os.environ.get(VARIABLE) else [])]
# What is true of a server only has no other half to run.
collect_ignore_glob = [] if os.environ.get(VARIABLE) else ["test_postgres*.py"]

# Before Qt or the program is imported. QT_QPA_PLATFORM=xcb shows the windows under a (virtual) screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_HOME = tempfile.TemporaryDirectory(prefix="houqin-test-", ignore_cleanup_errors=True)
os.environ["HOUQIN_CONFIG"] = str(Path(_HOME.name) / "houqin.ini")
os.environ["HOUQIN_LOG"] = str(Path(_HOME.name) / "log")
os.environ["HOUQIN_DATA"] = str(Path(_HOME.name) / "data")


# A busy office PC is no failure; the same examples every time where a machine decides.
settings.register_profile(
    "office",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("office")


@pytest.fixture(scope="session")
def qapp(qapp: object) -> object:
    """The application as people see it: fonts, palette and style sheet on."""
    from ui.kit.theme import theme

    theme().start("light")
    theme().speak_chinese()
    return qapp


@pytest.fixture(autouse=True)
def no_bug_unseen(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """What the crash report caught is a failure here, unless the test expected it and cleared the log."""
    yield
    try:
        logged = caplog.get_records("call")
    except KeyError:  # it failed before it began
        return
    found = [record.getMessage() for record in logged if record.msg == "unexpected: %s"]
    assert not found, found[0]


@pytest.fixture
def preferences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A preferences file of its own for tests that keep something."""
    path = tmp_path / "houqin.ini"
    monkeypatch.setenv("HOUQIN_CONFIG", str(path))
    return path


def hear_out() -> None:
    """Let the windows' jobs end and be heard while their store is still there."""
    if "ui.kit.job" in sys.modules:
        from PySide6.QtCore import QCoreApplication, QThreadPool

        from ui.kit import reads
        from ui.kit.job import Job

        pools = (QThreadPool.globalInstance(), reads.pool())
        while True:  # what is heard may ask anew
            for pool in pools:
                pool.waitForDone()
            QCoreApplication.processEvents()
            if Job.all_heard() and not any(pool.activeThreadCount() for pool in pools):
                break


@pytest.fixture(scope="session", params=NAMES)
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Databases"]:
    """Where stores are made: SQLite, and a PostgreSQL server too where HOUQIN_TEST_POSTGRES names one."""
    from tests.databases import KINDS

    made: Databases = KINDS[request.param](tmp_path_factory.mktemp("template"))
    yield made
    made.end()


@pytest.fixture(scope="session")
def template_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite store built by the migrations once; tests of files work on copies."""
    from app.kit.store import Store

    path = tmp_path_factory.mktemp("template") / "空.houqin"
    Store.create(path, who="张三").close()
    return path


@pytest.fixture
def store(database: "Databases", tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator["Store"]:
    """A real store of this test's own, once on each database."""
    from app.kit.store import Store

    monkeypatch.setenv("HOUQIN_DATA", str(tmp_path))  # where a store on a server has its attachments
    where = database.new(tmp_path)
    opened = Store.open(where, who="张三")
    yield opened
    hear_out()
    opened.close()
    database.drop(where)


@pytest.fixture
def file_store(template_store: Path, tmp_path: Path) -> Iterator["Store"]:
    """A real SQLite store of this test's own, for what is true of a file only."""
    from app.kit.store import Store

    path = tmp_path / "台账.houqin"
    shutil.copyfile(template_store, path)
    opened = Store.open(path, who="张三")
    yield opened
    hear_out()
    opened.close()
