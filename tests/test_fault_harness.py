"""The fault harness in its short form: two hundred faults on real stores, and nothing lost. The long form is
`python -m tests.faults`, which prints the same tally for five thousand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.__main__ import KINDS

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks")
ROOT = Path(__file__).resolve().parents[1]
FAULTS = 200


@pytest.fixture(scope="module")
def tally() -> str:
    """What the harness printed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--faults", str(FAULTS)],
        cwd=ROOT, capture_output=True, encoding="utf-8", env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_two_hundred_faults_and_nothing_is_lost(tally: str) -> None:
    found = re.search(r"^all +(\d+) +(\d+) +(\d+) +(\d+)$", tally, re.MULTILINE)
    assert found is not None
    tried, survived, refused, lost = map(int, found.groups())
    assert (tried >= FAULTS, tried - survived - refused, lost) == (True, 0, 0)


def test_every_kind_of_fault_was_tried(tally: str) -> None:
    left_out = set(re.findall(r"^(\w+) left out", tally, re.MULTILINE))
    for kind in KINDS:
        tried = re.search(rf"^{kind.__name__} +(\d+)", tally, re.MULTILINE)
        assert (tried is not None and int(tried[1]) > 0) != (kind.__name__ in left_out)
