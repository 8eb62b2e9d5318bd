"""What every test starts from: no screen, no home folder, no network."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# Before Qt or the program is imported. QT_QPA_PLATFORM=xcb shows the windows under a (virtual) screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_HOME = tempfile.TemporaryDirectory(prefix="houqin-test-", ignore_cleanup_errors=True)
os.environ["HOUQIN_CONFIG"] = str(Path(_HOME.name) / "houqin.ini")
os.environ["HOUQIN_LOG"] = str(Path(_HOME.name) / "log")
os.environ["HOUQIN_DATA"] = str(Path(_HOME.name) / "data")


@pytest.fixture(scope="session")
def qapp(qapp: object) -> object:
    """The application as people see it: fonts, palette and style sheet on."""
    from ui.kit.theme import theme

    theme().start("light")
    return qapp


@pytest.fixture
def preferences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A preferences file of its own for tests that keep something."""
    path = tmp_path / "houqin.ini"
    monkeypatch.setenv("HOUQIN_CONFIG", str(path))
    yield path
