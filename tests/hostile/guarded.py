"""Reads a file as the program would, in a child with limits, and tells whether anything was out of bounds."""

from __future__ import annotations

import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from app.kit.errors import UserError

SECONDS = 10  # of work, its own children's included; this machine may be busy with other things
PATIENCE = 60  # seconds by the clock
MEMORY = 1 << 30  # bytes more than the process had before
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Starting the reader of workbooks is no change; it has limits of its own and opens one file for reading.
_CHANGING = {
    "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.truncate",
    "shutil.rmtree", "socket.connect", "os.system", "os.exec",
}  # fmt: skip


def offence(work: Callable[[], object], allowed: Path | None = None) -> tuple[str, str]:
    """(what was out of bounds or "", what was said). `allowed` is the one folder that may be written.

    Out of bounds are a crash, ten seconds, a gigabyte, a bug's exception, a write or a connection elsewhere.
    """
    ear, mouth = os.pipe()
    pid = os.fork()
    if pid == 0:
        _child(work, allowed, mouth)
    os.close(mouth)
    heard, begun = b"", time.monotonic()
    while (left := begun + PATIENCE - time.monotonic()) > 0:
        if select.select([ear], [], [], left)[0]:
            told = os.read(ear, 65536)
            if not told:
                break
            heard += told
    else:
        os.kill(pid, signal.SIGKILL)
    os.close(ear)
    _, status, used = os.wait4(pid, 0)
    words = heard.decode("utf-8", "replace")
    if time.monotonic() - begun >= PATIENCE or used.ru_utime + used.ru_stime >= SECONDS:
        return f"took more than {SECONDS} s", words
    if os.WIFSIGNALED(status):
        return f"died of signal {os.WTERMSIG(status)}", words
    if words.startswith("!"):
        return words[1:], words
    return "", words


def _child(work: Callable[[], object], allowed: Path | None, mouth: int) -> None:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            used = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        sys.addaudithook(_watch(allowed, mouth))
        try:
            os.write(mouth, f"read: {work()}".encode())
        except UserError as error:
            os.write(mouth, f"refused: {error}".encode())
        except BaseException as error:
            import traceback

            os.write(mouth, f"!{type(error).__name__}: {traceback.format_exc(limit=-6)}".encode())
    finally:
        os._exit(0)


def _watch(allowed: Path | None, mouth: int) -> Callable[[str, tuple[object, ...]], None]:
    inside = None if allowed is None else str(allowed)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            where, _, flags = arguments
            changing = isinstance(where, str | bytes) and isinstance(flags, int) and bool(flags & _WRITING)
        elif event in _CHANGING:
            where, changing = arguments[0] if arguments else "", True
        else:
            return
        if changing and where != os.devnull and not (inside and str(where).startswith(inside)):
            os.write(mouth, f"!{event} {where}".encode())
            os._exit(0)

    return hook
