"""The benchmarks run, at a small size, so that they cannot rot; how quick they are is not tested here."""

from importlib import import_module
from math import isfinite
from pathlib import Path

import pytest

from tests.bench.__main__ import JOBS
from tests.bench.measure import SHORT


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the jobs share their filled stores."""
    return tmp_path_factory.mktemp("bench")


@pytest.mark.parametrize(
    "name", ["main", "window", "screens", "kit.ime", "kit.prefs", "kit.theme", "kit.rail"]
)
def test_the_first_paint_waits_for_no_enumerations(name: str) -> None:
    """Loading the hundred enumerations of Qt's namespace takes longer than painting the window."""
    assert not hasattr(import_module(f"ui.{name}"), "Qt")


@pytest.mark.parametrize("job", JOBS)
def test_a_job_gives_its_figures(job: str, folder: Path, qapp: object) -> None:
    """What a job works out wrongly it raises itself."""
    rows = import_module(f"tests.bench.{job}").run(SHORT, folder)
    assert rows
    for row in rows:
        assert row.job
        assert row.size in (SHORT.small, SHORT.large, SHORT.huge, 100)
        for figure in (row.ours, row.limit, row.at_most):
            assert isfinite(figure)
            assert figure > 0
