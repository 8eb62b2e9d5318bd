#!/usr/bin/env python3
"""Set up and start Houqin 后勤台账; nothing but the standard library is needed to run this file.

    python3 run.py                set up, then open the window (without a screen: the sample ledger, headless)
    python3 run.py test [ARGS]    set up, then ruff, mypy and pytest on SQLite and on a PostgreSQL 15 that
                                  is started for it; ARGS go to pytest. HOUQIN_TEST_POSTGRES=no leaves the
                                  server out, =must fails where there is none, a URL uses that server
    python3 run.py bench [--short]
    python3 run.py setup          only set up: .venv in the checkout

Set-up looks at Python and at the system libraries, installs what is missing where it may (root with
apt-get) and else prints the exact command; then a virtual environment in .venv with the versions of
constraints.txt, and a stamp, so that the next start only compares.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LEAST = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11", "python3.14")

# What the Qt wheels link against, by Debian's package names.
ALWAYS = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
ON_A_SCREEN = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
# One name of each kind: their absence means that an installation broke off or was tampered with.
PROBE = ("PySide6", "sqlalchemy", "alembic", "reportlab", "typer", "pytest", "mypy")


class Stop(Exception):
    """Setting up cannot go on; the message says why and what to do."""


def say(text: str) -> None:
    print(text, flush=True)


# -- what this machine has ---------------------------------------------------------------------------


def has_screen(env: dict[str, str], system: str = sys.platform) -> bool:
    """Whether a window can be shown: always on Windows and macOS, else a display that answers."""
    if env.get("QT_QPA_PLATFORM", "").split(":")[0] in ("offscreen", "minimal", "vnc"):
        return False
    if system in ("win32", "darwin", "cygwin"):
        return True
    if env.get("WAYLAND_DISPLAY"):
        return True
    return bool(env.get("DISPLAY")) and display_answers(env["DISPLAY"])


def display_answers(display: str) -> bool:
    """A DISPLAY left over from a closed session would make Qt abort; so knock first."""
    host, _, rest = display.rpartition(":")
    number = rest.split(".")[0]
    if not number.isdigit():
        return False
    if host and host != "unix":
        try:
            socket.create_connection((host.strip("[]"), 6000 + int(number)), timeout=3).close()
        except OSError:
            return False
        return True
    path = "/tmp/.X11-unix/X" + number
    for address in (path, "\0" + path):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as knock:
            try:
                knock.connect(address)
            except OSError:
                continue
            return True
    return False


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages(screen: bool, uv: str | None, loads=loads, system: str = sys.platform) -> list[str]:  # type: ignore[no-untyped-def]
    """Debian's names of the packages that are still needed; empty where nothing is, and off Linux."""
    if not system.startswith("linux"):
        return []
    wanted = {**ALWAYS, **ON_A_SCREEN} if screen else ALWAYS
    missing = [package for library, package in wanted.items() if not loads(library)]
    if uv is None and not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        missing.append("python3-venv")
    return missing


def newer_python() -> str | None:
    """Another Python on the path that is new enough, for machines whose python3 is old."""
    for name in NEWER:
        found = shutil.which(name)
        if found and not subprocess.call([found, "-c", "import venv"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
            return found
    return None


def clean_env(**more: str) -> dict[str, str]:
    """The environment without what would lead a child into another Python's packages."""
    drop = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "__PYVENV_LAUNCHER__")
    kept = {name: value for name, value in os.environ.items() if name not in drop}
    return {**kept, "PYTHONUTF8": "1", **more}


# -- setting up --------------------------------------------------------------------------------------


def venv_python(venv: Path = VENV) -> Path:
    return venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def base_python() -> str:
    """The Python behind this one; run.py may itself have been started from a virtual environment."""
    return getattr(sys, "_base_executable", None) or sys.executable


def stamp_of(root: Path, python: str) -> str:
    """What the environment was made from: project file, pinned versions, Python, and where it lies."""
    digest = hashlib.sha256()
    for name in ("pyproject.toml", "constraints.txt"):
        path = root / name
        digest.update(path.read_bytes() if path.exists() else b"-")
        digest.update(b"\0")
    digest.update("\0".join((python, platform.machine(), str(root))).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def python_key() -> str:
    return f"{sys.implementation.name} {platform.python_version()} {os.path.realpath(base_python())}"


def usable(venv: Path, probe: tuple[str, ...] = ()) -> bool:
    """Whether the environment starts, is of this Python's version, and finds what `probe` names."""
    python = venv_python(venv)
    if not python.exists():
        return False
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    code = (
        "import sys, importlib.util as u\n"
        "sys.exit(sys.prefix == sys.base_prefix or sys.argv[1] != '%d.%d' % sys.version_info[:2]"
        " or any(u.find_spec(n) is None for n in sys.argv[2:]))"
    )
    try:
        return not subprocess.call(
            [str(python), "-c", code, version, *probe],
            env=clean_env(), cwd=str(venv), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
    except OSError:
        return False


def run(command: list[str], why: str, **env: str) -> None:
    done = subprocess.run(command, cwd=str(ROOT), env=clean_env(**env), stdin=subprocess.DEVNULL)
    if done.returncode:
        raise Stop(f"{why}：命令以 {done.returncode} 结束。\n  {' '.join(command)}\n排除上面所说的原因后重新运行即可，已完成的部分不会重做。")


def install_system(packages: list[str]) -> None:
    may = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")
    if not may:
        raise Stop(
            "这台电脑还缺几个系统组件：" + "、".join(packages)
            + "。请由管理员执行下面一行，然后重新运行：\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends "
            + " ".join(packages)
            + "\n（非 Debian 系的系统请安装同名组件。）"
        )
    say("安装系统组件：" + " ".join(packages))
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-q"], "系统组件的清单没有取到", **quiet)
    run(["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages], "系统组件没有装上", **quiet)


def make_venv(uv: str | None) -> None:
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    if VENV.exists():
        say("原有的 .venv 已损坏或属于另一个 Python，重新建立。")
        shutil.rmtree(VENV)
    if uv:
        run([uv, "venv", "--quiet", "--python", base_python(), str(VENV)], "没有建成运行环境 .venv")
    else:
        run([base_python(), "-m", "venv", str(VENV)], "没有建成运行环境 .venv")


def install(uv: str | None) -> None:
    what = ["-c", str(ROOT / "constraints.txt"), "-e", f"{ROOT}[dev]"]
    if uv:
        run([uv, "pip", "install", "--quiet", "--python", str(venv_python()), *what], "程序库没有装上")
    else:
        quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
        run([str(venv_python()), "-m", "pip", "install", *quiet, *what], "程序库没有装上")


def set_up(screen: bool) -> None:
    """Make .venv fit for this checkout; a second call only compares a stamp and looks inside.

    Raises Stop with what to do where something is missing that may not be installed from here."""
    began = time.monotonic()
    uv = shutil.which("uv")
    missing = missing_packages(screen, uv)
    if missing:
        install_system(missing)
    stamp, wanted = VENV / "houqin.stamp", stamp_of(ROOT, python_key())
    held = stamp.read_text().strip() if stamp.is_file() else ""
    if held == wanted and usable(VENV, PROBE):
        return
    say("首次运行，准备运行环境 .venv（需要联网，约半分钟到几分钟）…" if not held else "更新运行环境 .venv …")
    # A changed list of libraries is installed over the old one; a damaged or foreign one starts afresh.
    damaged = held == wanted or not usable(VENV, () if uv else ("pip",))
    for afresh in (True,) if damaged else (False, True):
        if afresh:
            make_venv(uv)
        stamp.unlink(missing_ok=True)
        install(uv)
        if usable(VENV, PROBE):
            stamp.write_text(wanted + "\n")
            say(f"运行环境已就绪，用时 {time.monotonic() - began:.0f} 秒。")
            return
    raise Stop("程序库装过了，但 .venv 里找不齐。请检查磁盘空间和安全软件后重新运行。")


# -- the commands ------------------------------------------------------------------------------------


def call(*arguments: str, **env: str) -> int:
    """Run the environment's Python in the checkout and give its exit code."""
    return subprocess.call([str(venv_python()), *arguments], cwd=str(ROOT), env=clean_env(**env))


def start(arguments: list[str]) -> int:
    """Open the window; without a screen do the same job on the sample ledger and list what it left."""
    screen = has_screen(dict(os.environ))
    set_up(screen)
    return call("-m", "ui.main", *arguments) if screen else headless()


def headless() -> int:
    say("这里没有可用的屏幕：改为不开窗口，用样例台账做一遍导入、结账、打印、导出，结果放在 out/。")
    out = ROOT / "out"
    out.mkdir(exist_ok=True)
    code = call("-m", "app.demo", str(out))
    if code == 0:
        stores = sorted(out.glob("*.houqin"), key=lambda path: path.stat().st_mtime)
        store = ["--store", str(stores[-1])] if stores else []
        code = call("-m", "ui.main", "--picture", str(out / "main.png"), "--size", "1440x900", *store, QT_QPA_PLATFORM="offscreen")
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        say(f"  {path.stat().st_size:>12,}  {path.relative_to(ROOT)}")
    return code


def postgres(  # type: ignore[no-untyped-def]
    stack: contextlib.ExitStack, own: Path = ROOT / "tests" / "postgres.py", install=install_system
) -> tuple[dict[str, str], str]:
    """The environment for pytest with a PostgreSQL server that lives as long as `stack`, and what to say of it.

    It is installed where that may be done; where it may not, the tests run on SQLite alone and say so,
    unless HOUQIN_TEST_POSTGRES is `must`: then Stop is raised."""
    spec = importlib.util.spec_from_file_location("houqin_postgres", own)
    module = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
    spec.loader.exec_module(module)  # type: ignore[union-attr]
    asked = os.environ.get(module.VARIABLE, "")
    if "://" in asked:
        return {module.VARIABLE: asked}, "PostgreSQL：用给定的服务器"
    why: object = "按要求略过"
    if asked != "no":
        try:
            if module.binaries() is None:
                install(["postgresql"])
            server = stack.enter_context(module.Server())
            return {module.VARIABLE: server.url}, f"PostgreSQL {server.version}：临时服务器，测完即停"
        except (module.Unavailable, Stop) as missing:
            why = missing
    if asked == "must":
        raise Stop(f"PostgreSQL 上的测试没有运行。{why}")
    return {module.VARIABLE: ""}, f"PostgreSQL 上的测试没有运行，只测了 SQLite：{why}"


def test(arguments: list[str]) -> int:
    """Style, types and tests, all of them even where one fails; 0 only if all are good."""
    set_up(screen=False)
    with contextlib.ExitStack() as stack:
        return steps(arguments, *postgres(stack))


def steps(arguments: list[str], env: dict[str, str], server: str) -> int:
    """Run them, then say how each went and which databases were there."""
    parallel = [] if arguments else ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "loadfile"]
    commands = (
        ("ruff", ["-m", "ruff", "check", "."]),
        ("mypy", ["-m", "mypy"]),
        ("pytest", ["-m", "pytest", *parallel, *arguments]),
    )
    summary, worst = [], 0
    for name, command in commands:
        say(f"── {name} " + "─" * 60)
        began = time.monotonic()
        code = call(*command, **env)
        summary.append(f"{name} {'通过' if code == 0 else f'未通过（{code}）'} {time.monotonic() - began:.1f} 秒")
        worst = worst or code
    say("── 汇总 " + "─" * 60 + "\n" + " · ".join(summary) + "\n" + server)
    return 1 if worst else 0


def bench(arguments: list[str]) -> int:
    set_up(screen=False)
    return call("-m", "tests.bench", *arguments)


def main(arguments: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        # A pipe in an old locale must not turn a Chinese sentence into a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if sys.version_info < LEAST:
        other = newer_python()
        if other:
            return subprocess.call([other, str(ROOT / "run.py"), *arguments])
        print(f"需要 Python 3.11 或更新的版本，这里是 {platform.python_version()}。请安装后重新运行。", file=sys.stderr)
        return 2
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    try:
        if command == "test":
            return test(rest)
        if command == "bench":
            return bench(rest)
        if command == "setup" and not rest:
            set_up(has_screen(dict(os.environ)))
            return 0
        if command in ("-h", "--help"):
            say(__doc__ or "")
            return 0
        if not command or command.startswith("--"):
            return start(arguments)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(f"不认识的命令：{' '.join(arguments)}\n{__doc__}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
