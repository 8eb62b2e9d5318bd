"""run.py before anything is installed: what it finds, what it asks for, when it begins afresh."""

import contextlib
import importlib.util
import socket
import subprocess
import sys
import venv
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def run() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_needs_only_the_standard_library() -> None:
    code = "import sys, runpy; runpy.run_path('run.py'); print([m for m in sys.modules if m in ('PySide6', 'app', 'ui')])"
    done = subprocess.run([sys.executable, "-I", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("env", "system", "seen"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": "nonsense"}, "linux", False),
        ({"DISPLAY": ":59321"}, "linux", False),
        ({"DISPLAY": ":59321.0", "WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0", "QT_QPA_PLATFORM": "offscreen"}, "linux", False),
        ({}, "win32", True),
        ({"QT_QPA_PLATFORM": "offscreen"}, "win32", False),
    ],
)
def test_screen(run: ModuleType, env: dict[str, str], system: str, seen: bool) -> None:
    assert run.has_screen(env, system) is seen


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="abstract sockets are a thing of Linux")
def test_a_display_that_listens_is_a_screen(run: ModuleType) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind("\0/tmp/.X11-unix/X59322")
        server.listen()
        assert run.display_answers(":59322.0")
    assert not run.display_answers(":59322.0")


def test_missing_packages(run: ModuleType) -> None:
    assert run.missing_packages(True, None, loads=lambda name: True, system="linux") == []
    absent = run.missing_packages(False, None, loads=lambda name: "EGL" not in name, system="linux")
    assert absent == ["libegl1"]
    window = run.missing_packages(True, None, loads=lambda name: "xcb" not in name, system="linux")
    assert window[0] == "libxcb-cursor0"
    assert len(window) == 4
    assert run.missing_packages(True, None, loads=lambda name: False, system="win32") == []


def test_without_rights_the_exact_command_is_told(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.os, "geteuid", lambda: 1000, raising=False)
    with pytest.raises(run.Stop) as told:
        run.install_system(["libegl1", "python3-venv"])
    assert "apt-get install -y --no-install-recommends libegl1 python3-venv" in str(told.value)


def test_stamp_follows_versions_python_and_place(run: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("a")
    first = run.stamp_of(tmp_path, "cpython 3.11.7")
    assert first == run.stamp_of(tmp_path, "cpython 3.11.7")
    assert first != run.stamp_of(tmp_path, "cpython 3.12.0")
    (tmp_path / "constraints.txt").write_text("b")
    assert first != run.stamp_of(tmp_path, "cpython 3.11.7")
    (tmp_path / "库 存").mkdir()
    assert run.stamp_of(tmp_path / "库 存", "x") != run.stamp_of(tmp_path, "x")


def test_a_damaged_environment_is_noticed(run: ModuleType, tmp_path: Path) -> None:
    home = tmp_path / "后勤 台账" / ".venv"
    assert not run.usable(home)
    venv.create(home, with_pip=False, symlinks=sys.platform != "win32")
    assert run.usable(home, ("json",))
    assert not run.usable(home, ("sqlalchemy",))
    python = run.venv_python(home)
    python.unlink()
    assert not run.usable(home)
    python.symlink_to(tmp_path / "gone")
    assert not run.usable(home)
    python.unlink()
    python.write_text("not a program")
    python.chmod(0o755)
    assert not run.usable(home)


def test_children_do_not_see_other_pythons(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PIP_USER", "1")
    kept = run.clean_env(QT_QPA_PLATFORM="offscreen")
    assert "PYTHONPATH" not in kept
    assert "PIP_USER" not in kept
    assert kept["QT_QPA_PLATFORM"] == "offscreen"


def test_wrong_usage_is_2_and_says_what_there_is(run: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["setpu"]) == 2
    assert "run.py setup" in capsys.readouterr().err
    assert run.main(["--help"]) == 0


def test_versions_are_pinned_without_addresses() -> None:
    lines = (ROOT / "constraints.txt").read_text().split()
    assert len(lines) > 40
    for line in lines:
        name, _, version = line.partition("==")
        assert name, line
        assert version[:1].isdigit(), line
        assert "://" not in line
        assert "/" not in line


def test_a_server_for_the_tests_or_plain_words(run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    name = "HOUQIN_TEST_POSTGRES"
    monkeypatch.setenv(name, "postgresql+psycopg://u@h/d")
    with contextlib.ExitStack() as stack:
        assert run.postgres(stack)[0] == {name: "postgresql+psycopg://u@h/d"}
    monkeypatch.setenv(name, "no")
    with contextlib.ExitStack() as stack:
        env, said = run.postgres(stack)
        assert env == {name: ""}
        assert "没有运行" in said
    # As on a machine where it is missing and may not be installed.
    absent = tmp_path / "postgres.py"
    absent.write_text(
        f"VARIABLE = {name!r}\nclass Unavailable(Exception): ...\nclass Server: ...\ndef binaries(): return None\n"
    )

    def refuse(packages: list[str]) -> None:
        raise run.Stop("请由管理员安装 " + packages[0])

    monkeypatch.setenv(name, "must")
    with pytest.raises(run.Stop, match="请由管理员安装 postgresql"), contextlib.ExitStack() as stack:
        run.postgres(stack, absent, refuse)
    monkeypatch.delenv(name)
    with contextlib.ExitStack() as stack:
        assert run.postgres(stack, absent, refuse)[0] == {name: ""}
