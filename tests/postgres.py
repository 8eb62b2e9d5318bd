"""A real PostgreSQL for the tests: started in a temporary folder on a free port of the loopback, then stopped.

    python -m tests.postgres COMMAND …     runs it with HOUQIN_TEST_POSTGRES set to the server's URL

Only the standard library is needed. The server refuses to run as root, so root starts it as `nobody`. It
sorts by Chinese rules on purpose: the program's order must not depend on how an office set its server up.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

VARIABLE = "HOUQIN_TEST_POSTGRES"
LEAST = 15
USER = "houqin"
# What is lost when the machine fails need not be kept here.
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=80", "autovacuum=off")


class Unavailable(Exception):
    """No server can be started here; the message says why."""


def binaries() -> Path | None:
    """The folder with `initdb` and `postgres`: Debian's newest of at least version 15, else the path's."""
    held = [
        folder / "bin"
        for folder in Path("/usr/lib/postgresql").glob("*")
        if folder.name.isdigit() and int(folder.name) >= LEAST and (folder / "bin" / "postgres").exists()
    ]
    if held:
        return max(held, key=lambda folder: int(folder.parent.name))
    found = shutil.which("postgres")
    return Path(found).resolve().parent if found and shutil.which("initdb") else None


class Server:
    """`with Server() as server`: `server.url` is the URL of its first, empty database."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None
        self.url = ""

    def __enter__(self) -> Server:
        bin_ = binaries()
        if bin_ is None:
            raise Unavailable("没有找到 PostgreSQL 15 的程序（Debian 的软件包名：postgresql）。")
        self._folder = Path(tempfile.mkdtemp(prefix="houqin-postgres-"))
        self._as: dict[str, Any] = {}
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            shutil.chown(self._folder, "nobody")
            self._as = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        try:
            self._make(bin_)
            self._start(bin_)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # PostgreSQL's quick, orderly end
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait(20)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def version(self) -> str:
        """15, say."""
        assert self._folder is not None
        return (self._folder / "data" / "PG_VERSION").read_text().strip()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def _make(self, bin_: Path) -> None:
        assert self._folder is not None
        command = [
            str(bin_ / "initdb"), "-D", str(self._folder / "data"), "-U", USER, "-E", "UTF8", "--auth=trust",
            "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=zh", "--no-sync", "--no-instructions",
        ]  # fmt: skip
        done = subprocess.run(command, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **self._as)
        if done.returncode:
            raise Unavailable("initdb 没有做成：\n" + done.stdout.decode(errors="replace"))

    def _start(self, bin_: Path) -> None:
        assert self._folder is not None
        log = self._folder / "log"
        for _ in range(3):  # somebody else may take the port between asking and starting
            port = free_port()
            settings = [part for each in QUICK for part in ("-c", each)]
            with log.open("ab") as out:
                self._process = subprocess.Popen(
                    [
                        str(bin_ / "postgres"), "-D", str(self._folder / "data"), "-h", "127.0.0.1",
                        "-p", str(port), "-k", str(self._folder), *settings,
                    ],
                    cwd="/", stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                    preexec_fn=_end_with_parent if sys.platform.startswith("linux") else None, **self._as,
                )  # fmt: skip
            if self._answers(bin_, port):
                self.url = f"postgresql+psycopg://{USER}@127.0.0.1:{port}/postgres"
                return
        raise Unavailable("PostgreSQL 没有起来：\n" + log.read_text(errors="replace"))

    def _answers(self, bin_: Path, port: int) -> bool:
        assert self._process is not None
        until = time.monotonic() + 30
        while time.monotonic() < until and self._process.poll() is None:
            asked = [str(bin_ / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
            if subprocess.call(asked) == 0:
                return True
            time.sleep(0.05)
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _end_with_parent() -> None:
    """On Linux the kernel ends the server when the run that started it is killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGINT)


if __name__ == "__main__":
    with Server() as running:
        sys.exit(subprocess.call(sys.argv[1:], env={**os.environ, VARIABLE: running.url}))
