"""The measure of the house: a plain register of at most 40 lines gets list, form, search, import, export and log."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent / "throwaway"
MOST_LINES = 40


def test_it_takes_no_more_lines() -> None:
    lines = (HERE / "register.py").read_text("utf-8").splitlines()
    assert len([line for line in lines if line.strip() and not line.startswith("#")]) <= MOST_LINES


def test_and_the_kit_gives_the_rest() -> None:
    """In a process of its own: a table that is declared once cannot be taken away again."""
    run = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(HERE / "story.py")]
    done = subprocess.run(run, cwd=HERE.parents[1], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
